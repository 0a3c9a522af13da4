"""A cutout and its look come back after the program died, whatever was going on just then."""

import asyncio
import errno
import gc
import os
import shutil
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.model.backdrop import BackdropPicture, PictureBackdrop, Shadow
from picwish_desktop.model.cutout import Cutout, Look
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo, Pixels
from picwish_desktop.model.state import Content
from picwish_desktop.storage.folder_lock import FolderLock
from picwish_desktop.workflows import recovery_matte
from picwish_desktop.workflows.recovery import Leftover, LeftoverError, Recovery
from tests.workflows.test_look_json import looks, parts

WIDTH, HEIGHT = 53, 40
WHOLE = Rect(0, 0, WIDTH, HEIGHT)
PATH = Path("photo.png")


@pytest.fixture(autouse=True, scope="module")
def small_tiles() -> Iterator[None]:
    """Of which even a small matte has some: four by three."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recovery_matte, "SIDE", 16)
        yield


def a_photo(channels: int = 3, dtype: type[np.uint8] | type[np.uint16] = np.uint8) -> Photo:
    pixels = np.random.default_rng(7).integers(0, np.iinfo(dtype).max, (HEIGHT, WIDTH, channels), dtype)
    return Photo(pixels, Metadata("PNG"), PATH)


def noise(seed: int, height: int, width: int) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)


def an_edit(photo: Photo, seed: int, patches: int = 1) -> Edit:
    made = []
    for number in range(patches):
        values = np.random.default_rng(seed + number).integers(0, 256, (9, 7, photo.channels), np.uint8)
        pixels: Pixels = values if photo.bit_depth == 8 else values.astype(np.uint16) * np.uint16(257)
        made.append(Patch(Rect(seed % 20 + 7 * number, seed % 30, 7, 9), pixels))
    return Edit("Remove “objects”", "local", tuple(made))


def a_cutout(photo: Photo, seed: int) -> Cutout:
    kept = noise(seed, 5, 7) if seed % 2 else None
    removed = noise(seed + 1, 6, 8) if seed % 3 else None
    return Cutout(noise(seed, HEIGHT, WIDTH), an_edit(photo, seed, seed % 4), "picwish", kept, removed)


def a_look(seed: int) -> Look:
    picture = BackdropPicture(np.random.default_rng(seed).integers(0, 256, (6, 5, 3), np.uint8), f"{seed}.jpg")
    return Look(PictureBackdrop(picture, 1.5, 0.2, 0.8), Shadow(0.5))


def paint(document: Document, rect: Rect, value: int) -> None:
    with document.gesture("Keep brush") as gesture, gesture.painting_matte(rect) as matte:
        matte[:] = value


def edit_parts(edit: Edit | None) -> object:
    if edit is None:
        return None
    patches = [(patch.rect, patch.pixels.dtype, patch.pixels.tobytes()) for patch in edit.patches]
    return edit.label, edit.provider, patches


def levels_parts(levels: NDArray[np.uint8] | None) -> object:
    return None if levels is None else (levels.shape, levels.tobytes())


def content(document: Document) -> tuple[object, ...]:
    """Everything that has to come back."""
    state, cutout = document.state, document.state.cutout
    return (
        document.selection.mask.tobytes(),
        document.selection.count,
        state.rectangles,
        [edit_parts(edit) for edit in state.edits],
        edit_parts(state.preview),
        parts(state.look),
        cutout
        and (
            levels_parts(cutout.matte),
            edit_parts(cutout.colors),
            cutout.provider,
            levels_parts(cutout.kept),
            levels_parts(cutout.removed),
        ),
    )


async def left_by(root: Path) -> list[Leftover]:
    """What is found when the program, which still runs, dies now: a copy of its folder is locked by nobody."""
    copy = Path(tempfile.mkdtemp(dir=root.parent)) / "recovery"
    await asyncio.to_thread(shutil.copytree, root, copy)
    return await Recovery(copy).leftovers()


async def after_death(root: Path, photo: Photo) -> Document:
    (leftover,) = await left_by(root)
    restored = Document(photo)
    leftover.read().restore(restored)
    return restored


def names(root: Path, pattern: str) -> set[str]:
    return {file.name for file in root.rglob(pattern)}


rects = st.builds(Rect, st.integers(0, 50), st.integers(0, 38), st.integers(1, 60), st.integers(1, 45))
values = st.integers(0, 255)
seeds = st.integers(0, 10**6)
acts = st.one_of(
    st.tuples(st.just("cutout"), seeds),
    st.tuples(st.just("no cutout")),
    st.tuples(st.just("stroke"), rects, values),
    st.tuples(st.just("stroke taken back"), rects, values, st.booleans()),
    st.tuples(st.just("smart stroke"), rects, values, seeds),
    st.tuples(st.just("look"), looks),
    st.tuples(st.just("mark"), rects),
    st.tuples(st.just("result"), seeds),
    st.tuples(st.just("keep result")),
    st.tuples(st.just("save")),
    st.tuples(st.just("save picture")),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
    st.tuples(st.just("write")),
)


async def act(document: Document, what: Any, write: Callable[[], Any]) -> None:
    """Do what a person does."""
    match what:
        case ("write",):
            await write()
        case "stroke taken back", rect, value, is_written if document.state.cutout is not None:
            gesture = document.begin("Keep brush")
            with gesture.painting_matte(rect) as matte:
                matte[:] = value
            if is_written:
                await write()
            gesture.cancel()
        case (name, *arguments) if name in ACTS and (document.state.cutout is not None or "stroke" not in name):
            ACTS[name](document, *arguments)


def smart_stroke(document: Document, rect: Rect, value: int, seed: int) -> None:
    with document.gesture("Smart stroke") as gesture:
        with gesture.painting_matte(rect) as matte:
            matte[:] = value
        assert document.state.cutout is not None
        colors, kept = an_edit(document.photo, seed), noise(seed, 5, 7)
        gesture.set_state(replace(document.state, cutout=replace(document.state.cutout, colors=colors, kept=kept)))


def mark(document: Document, rect: Rect) -> None:
    with document.gesture("Brush") as gesture, gesture.painting(rect) as mask:
        mask[::2] = 255
    document.set_rectangles("Rectangle", [rect])


ACTS: dict[str, Callable[..., None]] = {
    "cutout": lambda document, seed: document.set_cutout("Remove background", a_cutout(document.photo, seed)),
    "no cutout": lambda document: document.set_cutout("Drop cutout", None),
    "stroke": paint,
    "smart stroke": smart_stroke,
    "look": lambda document, look: document.set_look("Look", look),
    "mark": mark,
    "result": lambda document, seed: document.propose(an_edit(document.photo, seed)),
    "keep result": Document.keep,
    "save": lambda document: document.mark_saved(document.state.content),
    "save picture": lambda document: document.mark_saved(Content(document.state.edits)),
    "undo": Document.undo,
    "redo": Document.redo,
}


@given(st.lists(acts, max_size=15), st.integers(1, 4), st.sampled_from([np.uint8, np.uint16]))
def test_whatever_was_done_comes_back(acts: list[Any], channels: int, dtype: type[np.uint8] | type[np.uint16]) -> None:
    async def live_and_die(root: Path) -> None:
        document, recovery = Document(a_photo(channels, dtype)), Recovery(root)

        async def write() -> None:
            await recovery.keep("1", "photo.png", PATH, document)
            restored = await after_death(root, document.photo)
            assert content(restored) == content(document)
            assert restored.has_unsaved_changes == (document.has_unsaved_changes or document.is_changing)

        for what in acts:
            await act(document, what, write)
        await write()
        recovery.close()

    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        asyncio.run(live_and_die(Path(folder) / "recovery"))


def worked_on(photo: Photo) -> Document:
    document = Document(photo)
    document.propose(an_edit(photo, 1))
    document.keep()
    document.set_cutout("Remove background", a_cutout(photo, 7))
    document.set_look("Look", a_look(1))
    return document


def work_on(document: Document) -> None:
    """Change everything there is."""
    cutout = document.state.cutout
    assert cutout is not None
    document.propose(an_edit(document.photo, 2))
    document.keep()
    with document.gesture("Smart stroke") as gesture:
        with gesture.painting_matte(Rect(10, 10, 20, 20)) as matte:
            matte[:] = ~matte
        changed = replace(cutout, colors=an_edit(document.photo, 5, 2), kept=noise(1, 5, 7), removed=noise(2, 5, 7))
        gesture.set_state(replace(document.state, cutout=changed))
    document.set_look("Look", a_look(2))
    document.set_rectangles("Rectangle", [Rect(1, 2, 3, 4)])


async def test_it_is_one_step_and_what_comes_back_can_be_worked_on(tmp_path: Path) -> None:
    document, recovery = worked_on(a_photo()), Recovery(tmp_path / "recovery")
    await recovery.keep("1", "photo.png", PATH, document)
    restored = await after_death(tmp_path / "recovery", document.photo)
    recovery.close()
    cutout, look = restored.state.cutout, restored.state.look
    assert cutout is not None
    assert cutout.matte.dtype == np.uint8
    assert cutout.matte.flags.writeable
    assert cutout.matte.flags.c_contiguous
    assert isinstance(look.backdrop, PictureBackdrop)
    assert not look.backdrop.picture.pixels.flags.writeable
    for edit in (*restored.state.edits, cutout.colors):
        assert not any(patch.pixels.flags.writeable for patch in edit.patches)
    assert restored.undo_label == "Restored"
    assert restored.has_unsaved_changes
    restored.undo()
    assert content(restored) == content(Document(document.photo)), "one step"
    restored.redo()
    paint(restored, WHOLE, 9)
    restored.undo()
    assert content(restored) == content(document)


async def test_a_saved_cutout_that_is_painted_on_just_then_comes_back_unsaved(tmp_path: Path) -> None:
    """What is painted so far comes back with it, and is in no file."""
    root = tmp_path / "recovery"
    document, recovery = worked_on(a_photo()), Recovery(root)
    document.mark_saved(document.state.content)
    document.mark_saved(Content(document.state.edits))
    assert not document.has_unsaved_changes
    gesture = document.begin("Keep brush")
    with gesture.painting_matte(WHOLE) as matte:
        matte[:] = 255
    await recovery.keep("1", "photo.png", PATH, document)
    restored = await after_death(root, document.photo)
    assert restored.state.cutout is not None
    assert (restored.state.cutout.matte == 255).all()
    assert restored.has_unsaved_changes
    gesture.cancel()
    recovery.close()


async def test_a_stroke_is_written_and_nothing_else(tmp_path: Path) -> None:
    root = tmp_path / "recovery"
    document, recovery = worked_on(a_photo()), Recovery(root)
    await recovery.keep("1", "photo.png", PATH, document)
    once = [names(root, pattern) for pattern in ("edit-*", "picture-*", "stroke-*")]
    assert [len(some) for some in once] == [2, 1, 2], "the result and the colours, the backdrop, what was painted"
    tiles = names(root, "matte-*")
    assert len(tiles) == 12
    paint(document, Rect(15, 0, 2, 2), 77)
    await recovery.keep("1", "photo.png", PATH, document)
    assert [names(root, pattern) for pattern in ("edit-*", "picture-*", "stroke-*")] == once
    assert len(names(root, "matte-*") - tiles) == 2, "the two that were painted on"
    assert len(names(root, "matte-*")) == 12
    tiles = names(root, "matte-*")
    document.set_look("Look", replace(document.state.look, shadow=Shadow(0.1)))
    await recovery.keep("1", "photo.png", PATH, document)
    assert names(root, "matte-*") == tiles
    assert names(root, "picture-*") == once[1]
    recovery.close()


async def test_what_is_no_longer_wanted_goes(tmp_path: Path) -> None:
    root = tmp_path / "recovery"
    document, recovery = worked_on(a_photo()), Recovery(root)
    await recovery.keep("1", "photo.png", PATH, document)
    document.set_cutout("Drop cutout", None)
    document.set_look("Look", Look())
    await recovery.keep("1", "photo.png", PATH, document)
    assert not names(root, "matte-*") | names(root, "picture-*") | names(root, "stroke-*")
    assert len(names(root, "edit-*")) == 1
    document.undo()
    document.undo()
    await recovery.keep("1", "photo.png", PATH, document)
    assert content(await after_death(root, document.photo)) == content(document)
    recovery.close()


async def test_what_was_forgotten_is_followed_no_longer(tmp_path: Path) -> None:
    document, recovery = worked_on(a_photo()), Recovery(tmp_path / "recovery")
    await recovery.keep("1", "photo.png", PATH, document)
    assert len(document._listeners) == 1
    await recovery.forget("1")
    assert document._listeners == []
    await recovery.keep("1", "photo.png", PATH, document)
    assert content(await after_death(tmp_path / "recovery", document.photo)) == content(document)
    recovery.close()


@pytest.fixture
def _fair_threads() -> Iterator[None]:
    """A loop that never rests leaves little to the thread that writes."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(0.0002)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_fair_threads")
async def test_painting_goes_on_while_it_is_written(tmp_path: Path) -> None:
    """A matte of one value at all times comes back with one value."""
    root = tmp_path / "recovery"
    document, recovery = worked_on(a_photo()), Recovery(root)
    paint(document, WHOLE, 0)
    for _ in range(5):
        keeping = asyncio.create_task(recovery.keep("1", "photo.png", PATH, document))
        for value in count(1):
            await asyncio.sleep(0)
            paint(document, WHOLE, value % 251)
            if keeping.done():
                break
        await keeping
        restored = (await after_death(root, document.photo)).state.cutout
        assert restored is not None
        assert restored.matte.min() == restored.matte.max()
    await recovery.keep("1", "photo.png", PATH, document)
    assert content(await after_death(root, document.photo)) == content(document)
    recovery.close()


async def test_a_cutout_that_goes_while_it_is_copied(tmp_path: Path) -> None:
    document, recovery = worked_on(a_photo()), Recovery(tmp_path / "recovery")
    keeping = asyncio.create_task(recovery.keep("1", "photo.png", PATH, document))
    await asyncio.sleep(0)
    document.set_cutout("Drop cutout", None)
    await keeping
    assert content(await after_death(tmp_path / "recovery", document.photo)) == content(document)
    document.undo()
    await recovery.keep("1", "photo.png", PATH, document)
    assert content(await after_death(tmp_path / "recovery", document.photo)) == content(document)
    recovery.close()


async def test_a_cancelled_turn_ends_before_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "recovery"
    document, recovery = worked_on(a_photo()), Recovery(root)
    await recovery.keep("1", "photo.png", PATH, document)
    work_on(document)
    is_writing, may_write = threading.Event(), threading.Event()
    syncs = 0

    def held_up(_: int) -> None:
        nonlocal syncs
        is_writing.set()
        may_write.wait(60)
        syncs += 1

    monkeypatch.setattr(os, "fsync", held_up)
    first = asyncio.create_task(recovery.keep("1", "photo.png", PATH, document))
    await asyncio.to_thread(is_writing.wait, 60)
    first.cancel()
    document.undo()
    second = asyncio.create_task(recovery.keep("1", "photo.png", PATH, document))
    for _ in range(20):
        await asyncio.sleep(0)
    assert not second.done()
    assert syncs == 0
    may_write.set()
    with pytest.raises(asyncio.CancelledError):
        await first
    await second
    assert content(await after_death(root, document.photo)) == content(document)
    recovery.close()


async def test_a_power_cut_at_any_moment_leaves_one_version_or_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, moments = tmp_path / "recovery", tmp_path / "moments"
    document, recovery = worked_on(a_photo()), Recovery(root)
    await recovery.keep("1", "photo.png", PATH, document)
    before = content(document)
    work_on(document)
    taken = count()

    def photographed(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **options: Any) -> Any:
            shutil.copytree(root, moments / f"{next(taken):03}" / "recovery")
            return function(*arguments, **options)

        return wrapper

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", photographed(os.fsync))
        patch.setattr(Path, "replace", photographed(Path.replace))
        patch.setattr(Path, "unlink", photographed(Path.unlink))
        await recovery.keep("1", "photo.png", PATH, document)
    recovery.close()
    found = []
    for moment in sorted(moments.iterdir()):
        (leftover,) = await Recovery(moment / "recovery").leftovers()
        restored = Document(document.photo)
        leftover.read().restore(restored)
        found.append(content(restored))
    after = content(document)
    turn = found.index(after)
    assert 20 < turn < len(found) - 3, "files are written before, and removed after"
    assert found == [before] * turn + [after] * (len(found) - turn)


def filling_up(full_at: int) -> Callable[[int], None]:
    """The disk has room for so many files; then one of them does not fit."""
    syncs = count()

    def fsync(_: int) -> None:
        if next(syncs) == full_at:
            raise OSError(errno.ENOSPC, "no space left on device")

    return fsync


async def found_after_failure(root: Path, document: Document) -> list[tuple[object, ...]]:
    found = []
    for leftover in await left_by(root):
        restored = Document(document.photo)
        leftover.read().restore(restored)
        found.append(content(restored))
    return found


@pytest.mark.parametrize("path", [PATH, None])
@pytest.mark.parametrize("is_first", [True, False])
async def test_a_full_disk_at_any_moment_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: Path | None, is_first: bool
) -> None:
    for full_at in count():
        root = tmp_path / str(full_at) / "recovery"
        document, recovery = worked_on(a_photo()), Recovery(root)
        possible = []
        if not is_first:
            monkeypatch.setattr(os, "fsync", filling_up(-1))
            await recovery.keep("1", "photo.png", path, document)
            possible.append(content(document))
            work_on(document)
        possible.append(content(document))
        monkeypatch.setattr(os, "fsync", filling_up(full_at))
        try:
            await recovery.keep("1", "photo.png", path, document)
        except (OSError, PictureError):
            found = await found_after_failure(root, document)
            assert is_first or len(found) == 1
            assert all(one in possible for one in found)
            paint(document, Rect(0, 0, 20, 20), 5)
            # the second time something else is in the way
            monkeypatch.setattr(os, "fsync", filling_up(4))
            with pytest.raises((OSError, PictureError)):
                await recovery.keep("1", "photo.png", path, document)
            assert await found_after_failure(root, document) == found
            monkeypatch.setattr(os, "fsync", filling_up(-1))
            await recovery.keep("1", "photo.png", path, document)
            assert await found_after_failure(root, document) == [content(document)]
            (leftover,) = await left_by(root)
            others = {"document.json", "photo.png"}
            assert {file.name for file in leftover.folder.iterdir()} - others == set(leftover.content["files"])
            recovery.close()
        else:
            recovery.close()
            break
    assert full_at > 20


async def test_what_is_not_wanted_any_more_is_not_held(tmp_path: Path) -> None:
    document, recovery = Document(a_photo(), undo_limit=0), Recovery(tmp_path / "recovery")
    edit = an_edit(document.photo, 1)
    held = weakref.ref(edit)
    document.propose(edit)
    del edit
    await recovery.keep("1", "photo.png", PATH, document)
    document.discard()
    document.set_rectangles("Rectangle", [WHOLE])
    await recovery.keep("1", "photo.png", PATH, document)
    gc.collect()
    assert held() is None
    recovery.close()


async def test_a_disk_that_stays_full_is_not_filled_further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "recovery"
    document, recovery = worked_on(a_photo()), Recovery(root)
    await recovery.keep("1", "photo.png", PATH, document)
    kept = names(root, "*")

    def full(_: object) -> bytes:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr("picwish_desktop.workflows.recovery_kept.pack_mask", full)
    for value in range(3):
        work_on(document)
        paint(document, WHOLE, value)
        with pytest.raises(OSError, match="no space"):
            await recovery.keep("1", "photo.png", PATH, document)
        assert names(root, "*") == kept
    recovery.close()


async def test_a_run_that_could_not_be_locked_at_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: FolderLock) -> bool:
        raise OSError(errno.ENOSPC, "no space left on device")

    document, recovery = worked_on(a_photo()), Recovery(tmp_path / "recovery")
    with monkeypatch.context() as patch:
        patch.setattr(FolderLock, "acquire", full)
        with pytest.raises(OSError, match="no space"):
            await recovery.keep("1", "photo.png", PATH, document)
    await recovery.keep("1", "photo.png", PATH, document)
    assert content(await after_death(tmp_path / "recovery", document.photo)) == content(document)
    recovery.close()


async def kept_files(root: Path) -> Leftover:
    document, recovery = worked_on(a_photo()), Recovery(root)
    document.set_rectangles("Rectangle", [Rect(1, 2, 3, 4)])
    await recovery.keep("1", "photo.png", PATH, document)
    (leftover,) = await left_by(root)
    recovery.close()
    return leftover


@pytest.fixture(scope="module")
def leftover(tmp_path_factory: pytest.TempPathFactory) -> Leftover:
    return asyncio.run(kept_files(tmp_path_factory.mktemp("damaged") / "recovery"))


KINDS = ["edit", "mask", "matte", "picture", "stroke"]


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_any_damage_to_a_file_is_a_sentence(leftover: Leftover, kind: str, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(sorted(leftover.folder.glob(f"{kind}-*"))))
    whole = file.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    flipped = bytes([whole[place] ^ data.draw(st.integers(1, 255))])
    damaged = data.draw(st.sampled_from([whole[:place], whole[:place] + flipped + whole[place + 1 :], whole + b"x"]))
    file.write_bytes(damaged)
    try:
        with pytest.raises(LeftoverError, match=r"“photo\.png” is damaged"):
            leftover.read()
    finally:
        file.write_bytes(whole)
    leftover.read()


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_gone_is_a_sentence(leftover: Leftover, kind: str) -> None:
    for file in sorted(leftover.folder.glob(f"{kind}-*")):
        whole = file.read_bytes()
        file.unlink()
        with pytest.raises(LeftoverError, match=r"“photo\.png” is damaged"):
            leftover.read()
        file.write_bytes(whole)


NONSENSE: list[Any] = [
    None,
    True,
    -1,
    0,
    10**30,
    1.5,
    float("nan"),
    "",
    "../lock",
    "edit-1",
    [],
    [[]],
    [0],
    {},
    {"a": 1},
]


@given(data=st.data())
def test_a_document_file_that_says_nonsense_does_no_harm(leftover: Leftover, data: st.DataObject) -> None:
    """Names of other files stand in for what belongs there too."""
    content: Any = dict(leftover.content)
    nonsense = data.draw(st.sampled_from([*NONSENSE, *content["files"]]))
    name = data.draw(st.sampled_from(sorted(content)))
    if isinstance(content[name], dict) and data.draw(st.booleans()):
        inner = data.draw(st.sampled_from(sorted(content[name])))
        nonsense = {**content[name], inner: nonsense}
    content[name] = nonsense
    restored = Document(a_photo())
    # some of it, such as another number of the stamp, is as good as the right one
    with suppress(LeftoverError):
        replace(leftover, content=content).read().restore(restored)
    assert restored.undo_label in (None, "Restored")


@pytest.mark.parametrize(
    "other",
    [
        a_photo(4),
        a_photo(3, np.uint16),
        Photo(np.zeros((HEIGHT, WIDTH + 1, 3), np.uint8), Metadata("PNG")),
        Photo(np.zeros((WIDTH, HEIGHT, 3), np.uint8), Metadata("PNG")),
    ],
)
def test_what_belongs_to_another_photo_is_not_put_on_this_one(leftover: Leftover, other: Photo) -> None:
    document = Document(other)
    with pytest.raises(LeftoverError, match="another photo"):
        leftover.read().restore(document)
    assert document.undo_label is None
    assert content(document) == content(Document(other))
