"""New pictures of a folder are told of once, when they are whole; the tests say when it is looked at."""

import asyncio
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from picwish_desktop.workflows import watched_folder
from picwish_desktop.workflows.watched_folder import WatchedFolder

START = 1_000_000.0
"""Seconds since 1970 when the watch begins."""

Step = Callable[[], Any]


class OverError(Exception):
    """Nothing more happens."""


class Script:
    """What happens between two looks, a step each. Its clock goes on by a second with each."""

    def __init__(self, *steps: Step) -> None:
        self._steps = iter(steps)
        self.now = START
        self.pauses: list[float] = []

    async def wait(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += 1
        step = next(self._steps, None)
        if step is None:
            raise OverError
        step()

    def clock(self) -> float:
        return self.now


def nothing() -> None:
    pass


def write(path: Path, data: bytes = b"picture", at: float = START + 1) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (at, at))


def writing(path: Path, data: bytes = b"picture", at: float = START + 1) -> Step:
    return lambda: write(path, data, at)


async def told(folder: Path, *steps: Step) -> list[str]:
    """What is told of in the course of `steps`, below `folder`."""
    script = Script(*steps)
    return await listen(WatchedFolder(folder, clock=script.clock, wait=script.wait))


async def listen(watched: WatchedFolder, on_picture: Callable[[Path], None] = lambda _: None) -> list[str]:
    found: list[str] = []
    try:
        async for path in watched.pictures():
            on_picture(path)
            found.append(path.relative_to(watched._folder).as_posix())
    except OverError:
        return found
    raise AssertionError("it ended by itself")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "watched"
    path.mkdir()
    return path


async def test_what_was_there_is_left_alone_and_what_comes_is_told_of_once(folder: Path) -> None:
    write(folder / "old.jpg", at=START - 9)
    assert await told(folder, writing(folder / "new.JPG"), nothing, nothing, nothing) == ["new.JPG"]


async def test_a_picture_is_whole_before_it_is_told_of(folder: Path) -> None:
    picture = folder / "new.jpg"
    script = Script(
        writing(picture, b""), nothing, nothing, writing(picture, b"a"), writing(picture, b"ab"), nothing, nothing
    )
    watched = WatchedFolder(folder, clock=script.clock, wait=script.wait)
    sizes: list[tuple[int, int]] = []
    await listen(watched, lambda path: sizes.append((path.stat().st_size, len(script.pauses))))
    assert sizes == [(2, 6)], "an empty one never is whole, and neither is one that grew since the look before"


async def test_the_same_size_at_another_time_is_not_whole(folder: Path) -> None:
    picture = folder / "new.jpg"
    steps = [writing(picture, at=START + second) for second in range(1, 5)]
    assert await told(folder, *steps) == []
    picture.unlink()
    assert await told(folder, *steps, nothing) == ["new.jpg"]


async def test_one_that_was_being_written_at_the_start_is_new(folder: Path) -> None:
    write(folder / "a.jpg", b"ha", at=START)
    assert await told(folder, nothing, writing(folder / "a.jpg", b"half"), nothing, nothing) == ["a.jpg"]


async def test_one_that_stopped_growing_for_a_while_is_told_of_again(folder: Path) -> None:
    picture = folder / "a.jpg"
    steps = [writing(picture, b"ha"), nothing, nothing, writing(picture, b"half", START + 4), nothing, nothing]
    assert await told(folder, *steps) == ["a.jpg", "a.jpg"]


async def test_the_newest_comes_first(folder: Path) -> None:
    def three() -> None:
        for second, name in enumerate(["b.jpg", "c.png", "a.jpg"]):
            write(folder / name, at=START + second)

    assert await told(folder, three, nothing) == ["a.jpg", "c.png", "b.jpg"]


async def test_a_camera_writes_beside_and_renames(folder: Path) -> None:
    temporary = folder / "IMG_1.tmp"
    steps = [writing(temporary), nothing, lambda: temporary.rename(folder / "IMG_1.jpg"), nothing, nothing]
    assert await told(folder, *steps) == ["IMG_1.jpg"]


async def test_a_renamed_picture_is_no_new_one_and_a_copy_is(folder: Path) -> None:
    write(folder / "old.jpg", at=START - 9)
    steps: list[Step] = [lambda: (folder / "old.jpg").rename(folder / "Müller.jpg"), nothing, nothing]
    assert await told(folder, *steps) == []
    assert await told(folder, writing(folder / "copy.jpg", at=START - 9), nothing) == ["copy.jpg"]


async def test_only_files_of_a_picture_are_taken(folder: Path) -> None:
    def many() -> None:
        for name in ("a.CR3", "a.xmp", "._a.jpg", ".hidden/a.jpg", "a.jpg.tmp"):
            write(folder / name)
        (folder / "b.jpg").mkdir()
        write(folder.parent / "elsewhere" / "c.jpg")
        (folder / "c.jpg").symlink_to(folder.parent / "elsewhere" / "c.jpg")
        (folder / "link").symlink_to(folder.parent / "elsewhere", target_is_directory=True)
        (folder / "loop").symlink_to(folder, target_is_directory=True)
        os.mkfifo(folder / "pipe.jpg")
        write(folder / "a.jpg")

    assert await told(folder, many, nothing, nothing) == ["a.jpg"]


async def test_folders_of_a_card_are_looked_into_but_not_without_end(folder: Path) -> None:
    deep, deeper = Path("1/2/3/4/5/a.jpg"), Path("1/2/3/4/5/6/a.jpg")

    def both() -> None:
        write(folder / "DCIM/100CANON/IMG_1.JPG", at=START + 2)
        write(folder / deep)
        write(folder / deeper)

    assert await told(folder, both, nothing) == ["DCIM/100CANON/IMG_1.JPG", deep.as_posix()]


async def test_a_card_that_comes_back_brings_what_was_taken_meanwhile(folder: Path) -> None:
    # the camera's clock is a day behind, and nobody noticed
    yesterday = START - 86_400
    write(folder / "1.jpg", at=yesterday)
    away = folder.with_name("in the camera")

    def shoot() -> None:
        write(away / "3.jpg", at=yesterday + 30)
        write(away / "2.jpg", at=yesterday + 20)

    steps = [nothing, lambda: folder.rename(away), shoot, nothing, lambda: away.rename(folder), nothing, nothing]
    assert await told(folder, *steps) == ["3.jpg", "2.jpg"]


async def test_a_picture_that_was_just_seen_when_the_card_went_is_told_of(folder: Path) -> None:
    write(folder / "1.jpg", at=START - 9)
    away = folder.with_name("away")
    copied = writing(folder / "copy.jpg", at=START - 50)
    assert await told(folder, copied, lambda: folder.rename(away), lambda: away.rename(folder)) == ["copy.jpg"]


async def test_another_card_does_not_bring_all_that_is_old(folder: Path) -> None:
    write(folder / "1.jpg", at=START - 50)
    away, other = folder.with_name("away"), folder.with_name("other")
    for number in range(1, 5):
        write(other / f"{number}.jpg", b"of another camera", at=START - 100 * number)
    write(other / "9.jpg", at=START - 10)
    steps = [lambda: folder.rename(away), nothing, lambda: other.rename(folder), nothing, nothing]
    assert await told(folder, *steps) == ["9.jpg"]


async def test_a_card_of_another_device_in_the_same_place_is_another_card(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mount point stays, and is empty, while no card is there."""
    devices: list[int] = []
    stat = Path.stat

    def mounted(path: Path, **more: Any) -> os.stat_result:
        status = stat(path, **more)
        return os.stat_result((*status[:2], devices[-1], *status[3:])) if path == folder and devices else status

    monkeypatch.setattr(Path, "stat", mounted)

    def insert() -> None:
        devices.append(7)
        write(folder / "old.jpg", at=START - 10)
        write(folder / "new.jpg", at=START + 2)

    assert await told(folder, nothing, insert, nothing, nothing) == ["new.jpg"]


async def test_a_folder_that_was_never_there_brings_what_is_newer_than_the_beginning(folder: Path) -> None:
    folder.rmdir()

    def both() -> None:
        write(folder / "old.jpg", at=START - 1)
        write(folder / "new.jpg", at=START + 1)

    script = Script(nothing, lambda: there.append(watched.is_there), both, nothing)
    watched = WatchedFolder(folder, clock=script.clock, wait=script.wait)
    there: list[bool] = []
    assert await listen(watched) == ["new.jpg"]
    assert (there, watched.is_there) == ([False], True)


async def test_a_picture_from_the_future_does_not_hide_the_next_card(folder: Path) -> None:
    write(folder / "1.jpg", at=START * 4)
    away = folder.with_name("away")
    steps = [
        lambda: folder.rename(away),
        writing(away / "2.jpg", at=START + 2),
        lambda: away.rename(folder),
        nothing,
    ]
    assert await told(folder, *steps) == ["2.jpg"]


async def test_a_full_folder_is_looked_at_in_part_and_its_old_pictures_are_not_told_of(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched_folder, "MOST_ENTRIES", 6)
    listed: list[list[str]] = []
    scandir = os.scandir

    class Sorted:
        """The entries in an order that the test knows."""

        def __init__(self, path: Path) -> None:
            with scandir(path) as found:
                self._entries = sorted(found, key=lambda entry: entry.name)
            self._count = 0

        def __enter__(self) -> Iterator[os.DirEntry[str]]:
            listed.append([])
            for entry in self._entries:
                listed[-1].append(entry.name)
                yield entry

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(os, "scandir", Sorted)
    for number in range(8):
        write(folder / f"b{number}.jpg", at=START - 100 + number)

    def remove() -> None:
        for number in range(6):
            (folder / f"b{number}.jpg").unlink()

    # b6 and b7 are seen for the first time when the others are gone
    assert await told(folder, writing(folder / "a.jpg"), nothing, remove, nothing, nothing) == ["a.jpg"]
    assert max(map(len, listed)) <= 7


async def test_a_folder_that_cannot_be_read_for_a_moment_is_not_new(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a network drive, here at the very start."""
    write(folder / "below" / "old.jpg", at=START - 10)
    write(folder / "newer.jpg", at=START - 5)
    scandir, is_broken = os.scandir, [True]

    def flaky(path: Path | str) -> Any:
        if Path(path).name == "below" and is_broken:
            raise OSError("the network is away")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", flaky)
    steps = [nothing, is_broken.clear, writing(folder / "below" / "new.jpg"), nothing, nothing]
    assert await told(folder, *steps) == ["below/new.jpg"]


async def test_what_the_program_writes_itself_is_not_told_of(folder: Path) -> None:
    script = Script(writing(folder / "ours.jpg"), writing(folder / "theirs.jpg"), nothing)
    watched = WatchedFolder(folder, clock=script.clock, wait=script.wait)
    watched.ignore(folder / "ours.jpg")
    assert await listen(watched) == ["theirs.jpg"]


async def test_only_the_asked_endings_count(folder: Path) -> None:
    script = Script(writing(folder / "a.jpg"), writing(folder / "a.png"), nothing)
    watched = WatchedFolder(folder, {".png"}, clock=script.clock, wait=script.wait)
    assert await listen(watched) == ["a.png"]


async def test_a_slow_drive_is_looked_at_less_often(folder: Path) -> None:
    script = Script(nothing, nothing)
    times = iter([0.0, 0.0, 0.0, 0.0, 0.8, 0.8, 0.8, 600.8, 600.8])
    watched = WatchedFolder(folder, interval=1.0, clock=lambda: next(times), wait=script.wait)
    assert await listen(watched) == []
    assert script.pauses == [1.0, pytest.approx(8.0), 30.0]


async def test_it_ends_at_once_while_it_waits(folder: Path) -> None:
    is_waiting = asyncio.Event()

    async def wait(_: float) -> None:
        is_waiting.set()
        await asyncio.Event().wait()

    async def watch() -> None:
        async with aclosing(WatchedFolder(folder, wait=wait).pictures()) as pictures:  # type: ignore[type-var]
            async for path in pictures:
                raise AssertionError(path)

    task = asyncio.create_task(watch())
    await is_waiting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_it_ends_at_once_while_it_looks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    is_looking, may_go_on, is_done = threading.Event(), threading.Event(), threading.Event()
    scandir, looked_into = os.scandir, []
    for name in "abc":
        (folder / name).mkdir()

    def slow(path: Path | str) -> Any:
        looked_into.append(Path(path).name)
        is_looking.set()
        assert may_go_on.wait(60)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", slow)
    watched = WatchedFolder(folder)
    scan = watched._scan

    def scanned(is_over: threading.Event) -> Any:
        try:
            return scan(is_over)
        finally:
            is_done.set()

    monkeypatch.setattr(watched, "_scan", scanned)

    async def watch() -> None:
        async for path in watched.pictures():
            raise AssertionError(path)

    task = asyncio.create_task(watch())
    await asyncio.to_thread(is_looking.wait, 60)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    may_go_on.set()
    assert await asyncio.to_thread(is_done.wait, 60)
    assert looked_into == [folder.name], "the thread does not go on with the folders below"


async def test_the_log_says_that_a_card_went_and_came(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    away = folder.with_name("away")
    with caplog.at_level(logging.INFO):
        await told(folder, lambda: folder.rename(away), nothing, lambda: away.rename(folder), nothing)
    assert [record.getMessage().rsplit(" ", 1)[1] for record in caplog.records] == ["gone", "back"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 3)), max_size=4), max_size=8))
def test_every_picture_is_told_of_as_it_is_in_the_end(
    tmp_path_factory: pytest.TempPathFactory, turns: list[list[tuple[int, int]]]
) -> None:
    """Whoever writes what and when: in the end the last thing told of a picture is its last content."""
    folder = tmp_path_factory.mktemp("watched")
    count = 0

    def turn(changes: list[tuple[int, int]]) -> None:
        nonlocal count
        for name, size in changes:
            count += 1
            write(folder / f"{name}.jpg", b"x" * size, at=START + count)

    async def run() -> dict[str, float]:
        steps: list[Step] = [lambda changes=changes: turn(changes) for changes in turns]  # type: ignore[misc]
        script = Script(*steps, nothing, nothing)
        watched = WatchedFolder(folder, clock=script.clock, wait=script.wait)
        found: dict[str, float] = {}

        def note(path: Path) -> None:
            assert found.get(path.name) != path.stat().st_mtime, "told of twice"
            found[path.name] = path.stat().st_mtime

        await listen(watched, note)
        return found

    assert asyncio.run(run()) == {path.name: path.stat().st_mtime for path in folder.iterdir()}
