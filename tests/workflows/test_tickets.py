"""Tickets are kept whole, numbered once, found again, and deleted when they are old; nothing else is touched."""

import asyncio
import json
import logging
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.idphoto.ticket import Ticket, TicketPhoto, ticket_to_json
from picwish_desktop.storage.paths import find_paths
from picwish_desktop.workflows import ticket_folder
from picwish_desktop.workflows.tickets import Forgotten, TicketError, TicketGoneError, Tickets

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12).astimezone()
PNG, JPEG = b"\x89PNG\r\n\x1a\n a portrait", b"\xff\xd8\xff a portrait"
PICTURES = {"print": PNG, "upload": JPEG}


def a_photo(file: str, label: str = "Schengen visa", document: str = "schengen-visa") -> TicketPhoto:
    return TicketPhoto(document, label, 35, 45, 413, 531, 300, 8, "ffffff", file, file == "upload")


def a_ticket(number: str = "0001", name: str = "", day: date = TODAY) -> Ticket:
    return Ticket(uuid4().hex, number, name, day, NOON, photos=(a_photo("print"), a_photo("upload")))


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def root() -> Path:
    return find_paths().tickets


@pytest.fixture
def tickets(root: Path) -> Tickets:
    return Tickets(root)


async def new(tickets: Tickets, name: str = "", day: date = TODAY) -> Ticket:
    return await tickets.put(a_ticket(await tickets.next_number(day), name, day), PICTURES)


async def test_a_ticket_comes_back_after_a_restart(tickets: Tickets, root: Path) -> None:
    kept = await new(tickets, "Müller")
    [found] = await Tickets(root).of_day(TODAY)
    assert found == kept
    assert [await tickets.picture(found, photo) for photo in found.photos] == [PNG, JPEG]
    assert await tickets.total_bytes() == sum(map(len, files(root).values()))


async def test_numbers_count_up_each_day_and_never_repeat(tickets: Tickets, root: Path) -> None:
    tomorrow = TODAY + timedelta(1)
    assert [await tickets.next_number(TODAY) for _ in range(2)] == ["0001", "0002"]
    assert await Tickets(root).next_number(TODAY) == "0003", "after a restart, and though none was put"
    last = await tickets.put(a_ticket("0003"), PICTURES)
    await tickets.delete(last)
    assert await Tickets(root).next_number(TODAY) == "0004", "nor is a deleted one's"
    assert await tickets.next_number(tomorrow) == "0001"
    assert await tickets.next_number(TODAY) == "0005"
    await tickets.forget_older_than(0, tomorrow)
    assert await tickets.next_number(tomorrow) == "0002"


async def test_a_number_that_is_given_back_is_given_out_again_unless_something_lies_there(tickets: Tickets) -> None:
    await tickets.give_back(TODAY, await tickets.next_number(TODAY))
    kept = await new(tickets)
    assert kept.number == "0001"
    await tickets.give_back(TODAY, kept.number)
    assert await tickets.of_day(TODAY) == [kept]
    first, second = [await tickets.next_number(TODAY) for _ in range(2)]
    for _ in range(2):
        await tickets.give_back(TODAY, first)
    assert (first, second, await tickets.next_number(TODAY)) == ("0002", "0003", "0004"), "they only count up"


async def test_numbers_go_on_after_9999(tickets: Tickets, root: Path) -> None:
    (root / TODAY.isoformat() / "9998").mkdir(parents=True)
    assert [(await new(tickets)).number for _ in range(3)] == ["9999", "10000", "10001"]
    assert [ticket.number for ticket in await tickets.of_day(TODAY)] == ["10001", "10000", "9999"], "newest first"
    (root / TODAY.isoformat() / "999999999").touch()
    with pytest.raises(TicketError, match="no number left"):
        await tickets.next_number(TODAY)


async def test_stores_in_many_threads_give_no_number_twice(root: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(lambda _: Tickets(root)._claim(TODAY), range(40)))
    assert sorted(numbers) == [f"{number:04d}" for number in range(1, 41)]


async def test_two_programs_give_no_number_twice(root: Path) -> None:
    script = """
import sys, datetime, pathlib
from picwish_desktop.workflows.tickets import Tickets
sys.stdin.readline()
tickets = Tickets(pathlib.Path(sys.argv[1]))
print(*(tickets._claim(datetime.date(2026, 11, 21)) for _ in range(60)))
"""
    programs = [
        subprocess.Popen([sys.executable, "-c", script, root], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    numbers = [number for program in programs for number in program.communicate(timeout=60)[0].split()]
    assert sorted(numbers) == [f"{number:04d}" for number in range(1, 121)]


async def test_a_number_that_somebody_takes_in_between_is_passed_over(
    tickets: Tickets, monkeypatch: pytest.MonkeyPatch
) -> None:
    mkdir = Path.mkdir

    def late(path: Path, *arguments: Any, **more: Any) -> None:
        if path.name == "0001":
            mkdir(path)
        mkdir(path, *arguments, **more)

    monkeypatch.setattr(Path, "mkdir", late)
    assert await tickets.next_number(TODAY) == "0002"


async def test_midnight_changes_nothing_about_a_ticket_that_was_begun(tickets: Tickets) -> None:
    number = await tickets.next_number(TODAY)
    after = datetime(2026, 11, 22, 0, 1).astimezone()
    kept = await tickets.put(replace(a_ticket(number), made=after), PICTURES)
    assert await tickets.next_number(TODAY + timedelta(1)) == "0001"
    assert await tickets.of_day(TODAY) == [kept]
    assert await tickets.of_day(TODAY + timedelta(1)) == []
    assert (await tickets.forget_older_than(1, TODAY + timedelta(1))).deleted == 0


async def test_a_moment_of_a_day_is_that_day(tickets: Tickets) -> None:
    assert await tickets.next_number(NOON) == "0001"
    assert await tickets.next_number(TODAY) == "0002"


async def test_no_ticket_takes_anothers_number(tickets: Tickets) -> None:
    kept = await new(tickets, "Müller")
    for change in (tickets.put(a_ticket(kept.number), PICTURES), tickets.delete(a_ticket(kept.number))):
        with pytest.raises(TicketError, match="0001"):
            await change
    assert await tickets.of_day(TODAY) == [kept]


async def test_a_ticket_is_put_again_with_what_is_kept_already(tickets: Tickets, root: Path) -> None:
    kept = await new(tickets)
    changed = replace(kept, name="Müller", photos=(replace(kept.photos[0], copies=2), a_photo("new")))
    again = await tickets.put(changed, {"new": PNG + b" of another"})
    assert again.photos[0] == replace(kept.photos[0], copies=2)
    assert [await tickets.picture(again, photo) for photo in again.photos] == [PNG, PNG + b" of another"]
    assert await tickets.of_day(TODAY) == [again]
    assert len(files(root)) == 3, "the picture that nobody needs is gone"
    with pytest.raises(TicketError, match=r"“Schengen visa” of ticket 0001 is gone"):
        await tickets.picture(kept, kept.photos[1])


async def test_a_ticket_that_could_not_be_read_again_is_not_kept(tickets: Tickets, root: Path) -> None:
    kept = await new(tickets)
    before = files(root)
    for wrong in (
        replace(kept, name="x" * 301),
        replace(kept, made=datetime(2026, 11, 21)),
        replace(kept, photos=(a_photo("print"),)),
        replace(kept, photos=(a_photo("../../../settings.json"),)),
        replace(kept, photos=(a_photo(f"{'0' * 32}.png"),)),
    ):
        with pytest.raises(ValueError, match=r"."):
            await tickets.put(wrong, {})
    with pytest.raises(ValueError, match="PNG or JPEG"):
        await tickets.put(kept, {"print": b"GIF89a"})
    assert files(root) == before


@pytest.mark.parametrize("number", ["../0001", "..", "", "1", "0001/..", "/etc"])
async def test_no_number_leads_elsewhere(tickets: Tickets, root: Path, number: str) -> None:
    for change in (tickets.put(a_ticket(number), PICTURES), tickets.delete(a_ticket(number))):
        with pytest.raises(ValueError, match="no number"):
            await change
    assert not root.exists()


@pytest.mark.parametrize("name", ["ticket.json", "../0002/ticket.json", "/etc/passwd", ""])
async def test_nothing_but_a_picture_is_read_as_one(tickets: Tickets, name: str) -> None:
    kept = await new(tickets)
    with pytest.raises(TicketError, match="Make it again"):
        await tickets.picture(kept, a_photo(name))


async def test_a_damaged_picture_is_told(tickets: Tickets, root: Path) -> None:
    kept = await new(tickets)
    (root / TODAY.isoformat() / "0001" / kept.photos[0].file).write_bytes(PNG[:-1])
    with pytest.raises(TicketError, match="gone or damaged"):
        await tickets.picture(kept, kept.photos[0])
    assert await tickets.picture(await tickets.put(replace(kept, photos=(a_photo("print"),)), PICTURES), kept.photos[0])


@pytest.mark.parametrize("crash_at", range(4))
@pytest.mark.parametrize("has_old", [True, False])
async def test_a_crash_leaves_the_old_ticket_or_the_new_one(
    tickets: Tickets, root: Path, crash_at: int, has_old: bool
) -> None:
    """The program dies at each rename in turn; no line of it runs after that."""
    number = await tickets.next_number(TODAY)
    old = a_ticket(number, "old")
    if has_old:
        old = await tickets.put(old, PICTURES)
    script = """
import os, pathlib, sys
from dataclasses import replace
from tests.workflows.test_tickets import JPEG, PNG, a_ticket
from picwish_desktop.workflows.tickets import Tickets
left = int(sys.argv[2])
rename = os.replace
def crash(source, target):
    global left
    if left == 0:
        os._exit(9)
    left -= 1
    rename(source, target)
os.replace = crash
new = replace(a_ticket("0001", "new"), id=sys.argv[3])
Tickets(pathlib.Path(sys.argv[1]))._put(new, {"print": PNG + b" new", "upload": JPEG + b" new"})
"""
    top = Path(__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", script, root, str(crash_at), old.id], cwd=top, check=False)
    is_new = crash_at == 3
    assert ended.returncode == (0 if is_new else 9)
    again = Tickets(root)
    found = await again.of_day(TODAY)
    assert [ticket.name for ticket in found] == (["new"] if is_new else ["old"] if has_old else [])
    for ticket in found:
        pictures = [await again.picture(ticket, photo) for photo in ticket.photos]
        assert pictures == [data + b" new" * is_new for data in (PNG, JPEG)]
    # the person tries again, and nothing of the crash stays
    await again.put(old if has_old else replace(old, name="old"), {} if has_old and not is_new else PICTURES)
    assert len(files(root)) == 3
    assert await again.next_number(TODAY) == "0002"


@pytest.mark.parametrize("fail_at", range(3))
async def test_a_full_disk_leaves_the_old_ticket_and_nothing_else(
    tickets: Tickets, root: Path, fail_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = await new(tickets, "old")
    before, calls, rename = files(root), [], os.replace

    def full(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) > fail_at:
            raise OSError("the disk is full")
        rename(source, target)

    with monkeypatch.context() as broken:
        broken.setattr("os.replace", full)
        with pytest.raises(OSError, match="full"):
            await tickets.put(
                replace(kept, name="new", photos=(a_photo("print"), a_photo("upload"))),
                {"print": PNG + b" new", "upload": JPEG + b" new"},
            )
    assert Path(calls[-1]).name == "ticket.json" or fail_at < 2, "it is written last"
    assert files(root) == before


async def test_a_ticket_whose_name_is_on_disk_keeps_its_pictures_when_the_disk_fails_then(
    tickets: Tickets, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = await new(tickets, "old")

    def fail(_: Path) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as broken:
        broken.setattr("picwish_desktop.storage.atomic.sync_folder", fail)
        with pytest.raises(OSError, match="gone"):
            await tickets.put(replace(kept, photos=(a_photo("print"),)), {"print": PNG})
    [found] = await tickets.of_day(TODAY)
    assert await tickets.picture(found, found.photos[0]) == PNG


async def test_printing_and_saving_are_noted(tickets: Tickets) -> None:
    kept = await new(tickets)
    other = replace(kept, name="as another window knows it")
    await tickets.mark_printed(kept, NOON)
    await tickets.mark_saved(other, [Path("/photos/a.jpg")])
    marked = await tickets.mark_saved(other, [Path("/photos/b.jpg"), Path("/photos/a.jpg")])
    assert marked == replace(kept, printed=NOON, saved=(Path("/photos/a.jpg"), Path("/photos/b.jpg")))
    assert await tickets.of_day(TODAY) == [marked]
    await tickets.delete(marked)
    for change in (tickets.mark_printed(kept, NOON), tickets.mark_saved(kept, [])):
        with pytest.raises(TicketError, match="0001 of 2026-11-21 is not kept"):
            await change
    assert await tickets.of_day(TODAY) == []


async def test_a_ticket_with_a_lost_picture_can_still_be_marked(tickets: Tickets, root: Path) -> None:
    kept = await new(tickets)
    (root / TODAY.isoformat() / "0001" / kept.photos[0].file).unlink()
    assert (await tickets.mark_printed(kept, NOON)).printed == NOON


async def test_tickets_are_found_by_number_name_and_document(tickets: Tickets) -> None:
    yesterday = TODAY - timedelta(1)
    old = await new(tickets, "Erika Mustermann", yesterday)
    first, second = await new(tickets, "Anna Müller"), await new(tickets, "Straße")
    third = await tickets.put(replace(second, photos=(a_photo("print", "护照", "cn-passport"),)), PICTURES)

    async def names(text: str) -> list[str]:
        return [ticket.name for ticket in await tickets.find(text)]

    assert await tickets.find("") == [third, first, old], "newest first"
    assert await names("mÜLLER") == ["Anna Müller"]
    assert await names("müller anna") == ["Anna Müller"]
    assert await names("STRASSE") == ["Straße"]
    assert await names("0001") == ["Anna Müller", "Erika Mustermann"]
    assert await names("1") == ["Anna Müller", "Erika Mustermann"]
    assert await names("护照") == ["Straße"]
    assert await names("cn-passport") == ["Straße"]
    assert await names("schengen") == ["Anna Müller", "Erika Mustermann"]
    assert await names("0001 erika") == ["Erika Mustermann"]
    assert await names("0002 erika") == []


async def test_a_name_is_found_without_its_accents_and_with_them(tickets: Tickets) -> None:
    await new(tickets, "José Müller")
    await new(tickets, "Jose Muller")
    await new(tickets, "Łukasz O’Brien")
    for text in ("jose", "José", "JOSÉ", "muller", "müller", "mu\u0308ller"):
        assert [ticket.name for ticket in await tickets.find(text)] == ["Jose Muller", "José Müller"], text
    for text in ("lukasz", "łukasz", "obrien", "o'brien"):
        assert [ticket.name for ticket in await tickets.find(text)] == ["Łukasz O’Brien"], text


@pytest.mark.skipif(os.name == "nt", reason="a user's folders are private there by themselves")
async def test_nobody_else_can_look(tickets: Tickets, root: Path) -> None:
    root.parent.mkdir(parents=True, exist_ok=True)
    root.mkdir(mode=0o755)
    umask = os.umask(0)
    try:
        await new(tickets)
    finally:
        os.umask(umask)
    for path in (root, *root.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


# what is no ticket


def no_text(path: Path) -> None:
    path.write_bytes(b"\xff")


def deep(path: Path) -> None:
    path.write_bytes(b"[" * 100_000)


def long_number(path: Path) -> None:
    path.write_bytes(b'{"id": ' + b"9" * 10_000 + b"}")


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def folder(path: Path) -> None:
    path.mkdir()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def another_day(path: Path) -> None:
    ticket = replace(a_ticket("0002", day=date(2026, 1, 1)), photos=())
    path.write_text(json.dumps(ticket_to_json(ticket)))


def another_number(path: Path) -> None:
    path.write_text(json.dumps(ticket_to_json(replace(a_ticket("0003"), photos=()))))


HOSTILE = [no_text, deep, long_number, huge, folder, pipe, device, another_day, another_number]


@pytest.mark.parametrize("make", HOSTILE)
async def test_a_hostile_ticket_is_left_out_with_a_line_in_the_log(
    tickets: Tickets, root: Path, make: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    kept = await new(tickets, "Müller")
    odd = root / TODAY.isoformat() / "0002"
    odd.mkdir()
    make(odd / "ticket.json")
    with caplog.at_level(logging.WARNING):
        assert await asyncio.wait_for(tickets.of_day(TODAY), 30) == [kept]
    assert str(odd) in caplog.text
    assert await tickets.find("") == [kept]
    assert await tickets.next_number(TODAY) == "0003"
    assert await tickets.total_bytes() > 0


@given(st.binary())
def test_garbage_is_left_out(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    root = tmp_path_factory.mktemp("tickets")
    folder = root / TODAY.isoformat() / "0001"
    folder.mkdir(parents=True)
    (folder / "ticket.json").write_bytes(data)
    assert asyncio.run(Tickets(root).of_day(TODAY)) == []


async def test_nothing_is_there_before_the_first_ticket(tickets: Tickets, root: Path) -> None:
    assert await tickets.of_day(TODAY) == []
    assert await tickets.find("") == []
    assert await tickets.total_bytes() == 0
    assert await tickets.forget_older_than(0, TODAY) == Forgotten(0, 0)
    await tickets.delete(a_ticket())
    assert not root.exists()


# deleting


async def test_what_was_deleted_is_never_put_again(tickets: Tickets, root: Path) -> None:
    ticket = await new(tickets)
    other = await new(tickets)
    await tickets.delete(ticket)
    with pytest.raises(TicketGoneError, match="0001 of 2026-11-21 is not kept any longer"):
        await tickets.put(ticket, PICTURES)
    assert await Tickets(root).of_day(TODAY) == [await tickets.put(other, PICTURES)]
    assert not [path for path in files(root) if "/0001/" in path]


async def test_deleting_leaves_nothing_but_the_number(tickets: Tickets, root: Path) -> None:
    kept, other = await new(tickets), await new(tickets)
    left_by_a_crash = root / TODAY.isoformat() / "0001" / f".{kept.photos[0].file}-x1y2"
    left_by_a_crash.write_bytes(PNG)
    (root / TODAY.isoformat() / "0001" / "Thumbs.db").write_bytes(b"small portraits")
    await tickets.delete(kept)
    await tickets.delete(kept)
    assert list((root / TODAY.isoformat() / "0001").iterdir()) == []
    assert await tickets.of_day(TODAY) == [other]


async def test_old_tickets_are_forgotten_with_their_folders(tickets: Tickets, root: Path) -> None:
    days = [TODAY - timedelta(age) for age in range(10)]
    for day in days:
        await new(tickets, day=day)
    await tickets.next_number(days[9])
    assert await tickets.forget_older_than(7, TODAY) == Forgotten(2, 0)
    assert [ticket.day for ticket in await tickets.find("")] == days[:8]
    assert sorted(path.name for path in root.iterdir()) == sorted(day.isoformat() for day in days[:8])
    assert await tickets.forget_older_than(10**9, TODAY) == Forgotten(0, 0)
    assert await tickets.forget_older_than(0, TODAY) == Forgotten(7, 0)
    assert [ticket.day for ticket in await tickets.find("")] == [TODAY]
    with pytest.raises(ValueError, match="-1 days"):
        await tickets.forget_older_than(-1, TODAY)


async def test_tickets_of_days_to_come_are_kept(tickets: Tickets) -> None:
    """The computer's clock was wrong, or is."""
    kept = await new(tickets, day=TODAY + timedelta(400))
    assert await tickets.forget_older_than(0, TODAY) == Forgotten(0, 0)
    assert await tickets.find("") == [kept]


async def test_an_unreadable_ticket_is_forgotten_too(tickets: Tickets, root: Path) -> None:
    day = TODAY - timedelta(3)
    await new(tickets, day=day)
    (root / day.isoformat() / "0001" / "ticket.json").write_text("{")
    assert await tickets.forget_older_than(2, TODAY) == Forgotten(1, 0)
    assert list(root.iterdir()) == []


async def test_what_a_crash_left_does_not_wait_until_it_is_old(tickets: Tickets, root: Path) -> None:
    for age in range(3):
        day = TODAY - timedelta(age)
        await new(tickets, day=day)
        (root / day.isoformat() / "0001" / "ticket.json").unlink()
    kept = await new(tickets, day=TODAY - timedelta(2))
    assert await tickets.forget_older_than(30, TODAY) == Forgotten(1, 0)
    assert await tickets.find("") == [kept]
    assert len(files(root / TODAY.isoformat())) == 2, "another program may be writing it"
    assert len(files(root / (TODAY - timedelta(1)).isoformat())) == 2


async def test_nothing_that_is_not_ours_is_deleted(tickets: Tickets, root: Path, tmp_path: Path) -> None:
    day = TODAY - timedelta(100)
    await new(tickets, day=day)
    elsewhere = tmp_path / "elsewhere"
    inner = elsewhere / "0001"
    inner.mkdir(parents=True)
    for name in ("ticket.json", f"{'0' * 32}.png"):
        (inner / name).write_bytes(b"precious")
        (elsewhere / name).write_bytes(b"precious")
    (root / "2026-01-01").symlink_to(elsewhere, target_is_directory=True)
    (root / day.isoformat() / "0002").symlink_to(inner, target_is_directory=True)
    (root / day.isoformat() / "0003").write_bytes(b"precious")
    for name in ("holiday", "2026-1-1", "20260101", "2026-01-01 copy"):
        (root / name / "0001").mkdir(parents=True)
        (root / name / "0001" / "ticket.json").write_bytes(b"precious")
    (root / day.isoformat() / "notes").mkdir()
    (root / day.isoformat() / "notes" / "ticket.json").write_bytes(b"precious")
    own = root / day.isoformat() / "0001"
    linked = own / f"{'1' * 32}.png"
    linked.symlink_to(inner / "ticket.json")
    (own / "notes.txt").write_bytes(b"precious")
    (own / "below").mkdir()
    (own / "below" / "ticket.json").write_bytes(b"precious")
    before = {name for name, data in (files(root) | files(elsewhere)).items() if data == b"precious"}
    before -= {linked.relative_to(root).as_posix()}

    assert await tickets.total_bytes() < 2000
    assert [ticket.day for ticket in await tickets.find("")] == [day]
    assert await tickets.forget_older_than(30, TODAY) == Forgotten(1, 0)
    assert await tickets.forget_older_than(30, TODAY) == Forgotten(0, 0)

    assert {name for name, data in (files(root) | files(elsewhere)).items() if data == b"precious"} == before
    assert sorted(path.name for path in own.iterdir()) == ["below", "notes.txt"], "all that is a customer's is gone"
    assert (root / day.isoformat() / "0002").is_symlink()
    await tickets.delete(a_ticket("0002", day=day))
    await tickets.delete(a_ticket("0001", day=date(2026, 1, 1)))
    assert (inner / "ticket.json").read_bytes() == b"precious"
    with pytest.raises(NotADirectoryError):
        await tickets.put(a_ticket("0002", day=day), PICTURES)
    with pytest.raises(NotADirectoryError):
        await tickets.put(a_ticket("0007", day=date(2026, 1, 1)), PICTURES)
    assert len(files(elsewhere)) == 4


async def test_what_cannot_be_deleted_is_counted_and_the_rest_goes(
    tickets: Tickets, root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    day = TODAY - timedelta(9)
    stuck = await new(tickets, day=day)
    for _ in range(2):
        await new(tickets, day=day)
    file = root / day.isoformat() / "0001" / stuck.photos[0].file
    unlink = Path.unlink

    def locked(path: Path, missing_ok: bool = False) -> None:
        if path == file:
            raise PermissionError("a viewer shows it")
        unlink(path, missing_ok)

    with monkeypatch.context() as broken, caplog.at_level(logging.WARNING):
        broken.setattr(Path, "unlink", locked)
        assert await tickets.forget_older_than(7, TODAY) == Forgotten(2, 1)
        assert str(file.parent) in caplog.text
        assert [path for path in root.rglob("*") if path.is_file()] == [file]
        with pytest.raises(TicketError, match="0001 could not be deleted"):
            await tickets.delete(stuck)
    assert await tickets.forget_older_than(7, TODAY) == Forgotten(1, 0)
    assert list(root.iterdir()) == []


async def test_a_deleted_ticket_never_shows_without_its_pictures(
    tickets: Tickets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever the program dies while it deletes."""
    kept = await new(tickets)
    unlink, gone = Path.unlink, []

    def note(path: Path, missing_ok: bool = False) -> None:
        gone.append(path.name)
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", note)
    await tickets.delete(kept)
    assert gone[0] == ticket_folder.TICKET
    assert len(gone) == 3


async def test_the_whole_store_may_be_linked_to(tickets: Tickets, root: Path, tmp_path: Path) -> None:
    (tmp_path / "large disk").mkdir()
    root.parent.mkdir(parents=True)
    root.symlink_to(tmp_path / "large disk", target_is_directory=True)
    kept = await new(tickets)
    assert await tickets.of_day(TODAY) == [kept]
    assert await tickets.forget_older_than(0, TODAY + timedelta(1)) == Forgotten(1, 0)
