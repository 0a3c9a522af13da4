"""Unsaved work comes back after the program died, and only then."""

import errno
import json
import os
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from PIL import Image

from picwish_desktop.imaging.read import read
from picwish_desktop.imaging.write import Encoding
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.storage.folder_lock import FolderLock
from picwish_desktop.workflows.files import save
from picwish_desktop.workflows.recovery import NAMELESS, LeftoverError, Recovery, Unsaved
from tests.workflows.crashing import crash


@pytest.mark.parametrize("beyond", [Rect(30, 0, 20, 10), Rect(0, 40, 8, 8), Rect(-1, 0, 5, 5)])
def test_a_mark_that_reaches_beyond_the_photo_is_another_photos(beyond: Rect) -> None:
    document = Document(Photo(np.zeros((40, 40, 3), np.uint8), Metadata("PNG")))
    mask = np.full((beyond.height, beyond.width), 255, np.uint8)
    with pytest.raises(LeftoverError, match="another photo"):
        Unsaved("photo.png", document.state, beyond, mask, document.saved, is_photo_in_file=True).restore(document)
    assert document.undo_label is None
    assert document.selection.is_empty


def worked_on(photo: Path) -> Document:
    document = Document(read(photo))
    for value, x in [(9, 0), (8, 64)]:
        patch = Patch(Rect(x, 0, 64, 64), np.full((64, 64, 3), value, np.uint8))
        document.propose(Edit("Remove objects", "local", (patch,)))
        document.keep()
    document.set_rectangles("Rectangle", [Rect(1, 2, 30, 40)])
    with document.gesture("Brush") as gesture, gesture.painting(Rect(33, 44, 51, 13)) as painted:
        painted[::2, 1::3] = 255
    document.propose(Edit("Remove objects", "local", (Patch(Rect(64, 64, 64, 64), np.zeros((64, 64, 3), np.uint8)),)))
    return document


def an_edit() -> Edit:
    return Edit("Remove objects", "local", (Patch(Rect(0, 0, 64, 64), np.zeros((64, 64, 3), np.uint8)),))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(9).integers(0, 256, (200, 160, 3), np.uint8)).save(path)
    return path


def content(document: Document) -> tuple[object, ...]:
    state = document.state
    assert state.preview is not None
    preview = [(patch.rect, patch.pixels.tobytes()) for patch in state.preview.patches]
    selection = document.selection
    return document.pixels().tobytes(), selection.mask.tobytes(), selection.count, state.rectangles, preview


@pytest.mark.parametrize("has_file", [True, False])
async def test_everything_comes_back(tmp_path: Path, photo: Path, has_file: bool) -> None:
    document = worked_on(photo)
    crashed = Recovery(tmp_path / "recovery")
    await crashed.keep("1", "photo.png", photo if has_file else None, document)
    assert await Recovery(tmp_path / "recovery").leftovers() == [], "it still runs"
    crash(crashed)

    recovery = Recovery(tmp_path / "recovery")
    [leftover] = await recovery.leftovers()
    assert leftover.title == "photo.png"
    assert leftover.is_intact()
    assert leftover.is_ours != has_file
    restored = Document(read(leftover.photo))
    leftover.read().restore(restored)
    assert content(restored) == content(document)
    assert restored.has_unsaved_changes
    await recovery.drop(leftover)
    assert await recovery.leftovers() == []


async def test_the_last_state_counts_and_edits_are_written_once(tmp_path: Path, photo: Path) -> None:
    document = worked_on(photo)
    recovery = Recovery(tmp_path / "recovery")
    await recovery.keep("1", "photo.png", photo, document)
    edits = {file: file.stat().st_mtime_ns for file in files(tmp_path, "edit-*")}
    document.discard()
    document.clear_selection()
    await recovery.keep("1", "photo.png", photo, document)
    kept = {file: file.stat().st_mtime_ns for file in files(tmp_path, "edit-*")}
    assert kept.items() <= edits.items()
    assert len(kept) == 2, "the discarded one is gone"
    assert len(files(tmp_path, "mask-*")) == 1
    crash(recovery)
    [leftover] = await Recovery(tmp_path / "recovery").leftovers()
    restored = Document(read(photo))
    leftover.read().restore(restored)
    assert restored.state.preview is None
    assert restored.selection.is_empty
    assert np.array_equal(restored.pixels(), document.pixels())


async def test_what_an_earlier_version_wrote_comes_back(tmp_path: Path, photo: Path) -> None:
    document = worked_on(photo)
    folder = tmp_path / "recovery" / "run" / "1"
    folder.mkdir(parents=True)
    for number, edit in enumerate(document.state.visible_edits):
        (patch,) = edit.patches
        rects = [patch.rect]
        name = f"edit-{number}.npz"
        np.savez(folder / name, label=edit.label, provider=edit.provider, rects=rects, p0=patch.pixels)
    bounds = document.selection.mask_bounds()
    marked = document.selection.mask[bounds.slices] > 0
    (folder / "mask-1").write_bytes(zlib.compress(np.packbits(marked).tobytes()))
    stored = {
        "title": "photo.png",
        "photo": str(photo),
        "stamp": document.stamp,
        "is_private": False,
        "rectangles": [[1, 2, 30, 40]],
        "edits": ["edit-0", "edit-1"],
        "preview": "edit-2",
        "mask": bounds,
        "mask_file": "mask-1",
    }
    (folder / "document.json").write_text(json.dumps(stored))
    (leftover,) = await Recovery(tmp_path / "recovery").leftovers()
    restored = Document(read(photo))
    leftover.read().restore(restored)
    assert content(restored) == content(document)
    restored.discard()
    assert restored.has_unsaved_changes, "nobody knows what was saved"


async def test_what_ended_well_leaves_nothing(tmp_path: Path, photo: Path) -> None:
    recovery = Recovery(tmp_path / "recovery")
    await recovery.keep("1", "photo.png", photo, worked_on(photo))
    await recovery.forget("1")
    assert files(tmp_path, "document.json") == []
    await recovery.keep("2", "photo.png", photo, worked_on(photo))
    recovery.close()
    assert files(tmp_path, "*") == []


async def test_what_another_program_looks_into_is_not_ours_yet(tmp_path: Path, photo: Path) -> None:
    recovery, document = Recovery(tmp_path / "recovery"), worked_on(photo)
    recovery._run.mkdir(parents=True)
    looking = FolderLock(recovery._run)
    assert looking.acquire()
    with pytest.raises(OSError, match="another program"):
        await recovery.keep("1", "photo.png", photo, document)
    looking.release()
    await recovery.keep("1", "photo.png", photo, document)
    assert await Recovery(tmp_path / "recovery").leftovers() == [], "it still runs"
    recovery.close()


async def test_a_photo_that_changed_since_is_noticed(tmp_path: Path, photo: Path) -> None:
    crashed = Recovery(tmp_path / "recovery")
    await crashed.keep("1", "photo.png", photo, worked_on(photo))
    crash(crashed)
    [leftover] = await Recovery(tmp_path / "recovery").leftovers()
    photo.write_bytes(photo.read_bytes() + b" ")
    assert not leftover.is_intact()
    photo.unlink()
    assert not leftover.is_intact()


@pytest.mark.parametrize("text", ["", "{}", '{"title": 1}', "[]"])
async def test_rubbish_is_passed_over(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "recovery" / "run" / "1"
    folder.mkdir(parents=True)
    (folder / "document.json").write_text(text)
    assert await Recovery(tmp_path / "recovery").leftovers() == []


@pytest.mark.parametrize("text", ["", "{}", '{"title": 1}', "[]", '{"title": "a.png", "photo": null'])
async def test_of_a_picture_that_was_pasted_the_copy_comes_back_whatever_is_damaged_beside_it(
    tmp_path: Path, text: str
) -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (40, 50, 3), np.uint8)
    crashed = Recovery(tmp_path / "recovery")
    document = Document(Photo(pixels, Metadata("PNG")))
    document.set_rectangles("Rectangle", [Rect(3, 3, 9, 9)])
    await crashed.keep("1", "Pasted picture", None, document)
    crash(crashed)
    (file,) = files(tmp_path, "document.json")
    file.write_text(text)
    (leftover,) = await Recovery(tmp_path / "recovery").leftovers()
    assert leftover.title == NAMELESS
    assert leftover.is_private, "nobody knows that it may leave"
    opened = await leftover.open_copy()
    assert np.array_equal(opened.photo.pixels, pixels)
    assert opened.photo.path is None
    with pytest.raises(LeftoverError, match="damaged"):
        leftover.read()


async def test_what_cannot_be_read_now_is_offered_when_it_can_be(tmp_path: Path, photo: Path) -> None:
    crashed = Recovery(tmp_path / "recovery")
    await crashed.keep("1", "photo.png", photo, worked_on(photo))
    crash(crashed)
    with patch.object(Path, "read_text", side_effect=OSError(errno.EIO, "Input/output error")):
        assert await Recovery(tmp_path / "recovery").leftovers() == []
    (leftover,) = await Recovery(tmp_path / "recovery").leftovers()
    assert leftover.title == "photo.png"


async def test_work_survives_kill_9(tmp_path: Path, photo: Path) -> None:
    code = f"""
import asyncio, sys
from pathlib import Path
sys.path.insert(0, {str(Path.cwd())!r})
from tests.workflows.test_recovery import Recovery, worked_on
async def work():
    photo = Path({str(photo)!r})
    recovery = Recovery(Path({str(tmp_path / "recovery")!r}))
    await recovery.keep("1", "photo.png", photo, worked_on(photo))
    print("kept", flush=True)
    await asyncio.Event().wait()
asyncio.run(work())
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "kept\n"
    assert await Recovery(tmp_path / "recovery").leftovers() == []
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    [leftover] = await Recovery(tmp_path / "recovery").leftovers()
    restored = Document(read(photo))
    leftover.read().restore(restored)
    assert content(restored) == content(worked_on(photo))


def files(folder: Path, pattern: str) -> list[Path]:
    return sorted((folder / "recovery").rglob(pattern))


@pytest.mark.parametrize("spoil", [lambda _: b"", lambda data: data[: len(data) // 2], lambda data: b"x" + data])
@pytest.mark.parametrize("pattern", ["edit-*", "mask-*"])
async def test_what_is_damaged_is_a_sentence_about_it(
    tmp_path: Path, photo: Path, pattern: str, spoil: Callable[[bytes], bytes]
) -> None:
    document = Document(read(photo))
    document.set_rectangles("Rectangle", [Rect(3, 3, 9, 9)])
    with document.gesture("Paint") as gesture, gesture.painting(Rect(20, 20, 5, 5)) as painted:
        painted[:] = 255
    document.propose(an_edit())
    crashed = Recovery(tmp_path / "recovery")
    await crashed.keep("1", "photo.png", photo, document)
    crash(crashed)
    (leftover,) = await Recovery(tmp_path / "recovery").leftovers()
    (file,) = leftover.folder.glob(pattern)
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(LeftoverError, match=r"photo\.png"):
        leftover.read()


async def test_what_was_saved_is_not_unsaved_when_it_comes_back(tmp_path: Path, photo: Path) -> None:
    async def come_back() -> Document:
        crashed = Recovery(tmp_path / "recovery")
        await crashed.keep("1", "photo.png", photo, document)
        crash(crashed)
        (leftover,) = await Recovery(tmp_path / "recovery").leftovers()
        restored = Document(read(photo))
        leftover.read().restore(restored)
        await Recovery(tmp_path / "recovery").drop(leftover)
        return restored

    document = Document(read(photo))
    document.propose(an_edit())
    document.keep()
    await save(document, tmp_path / "out.png", Encoding("PNG"))
    document.set_rectangles("Rectangle", [Rect(3, 3, 9, 9)])
    restored = await come_back()
    assert restored.is_worth_recovering, "for what is marked"
    unsaved = [restored.has_unsaved_changes]
    restored.propose(an_edit())
    restored.keep()
    unsaved.append(restored.has_unsaved_changes)
    assert unsaved == [False, True]
    document.propose(an_edit())
    assert (await come_back()).has_unsaved_changes
    document.keep()
    assert (await come_back()).has_unsaved_changes


async def test_a_lock_is_brought_back_and_discarded_results_go(tmp_path: Path, photo: Path) -> None:
    document = Document(read(photo))
    document.is_private = True
    recovery = Recovery(tmp_path / "recovery")
    for _ in range(3):
        document.propose(an_edit())
        await recovery.keep("1", "Pasted picture", None, document)
        document.discard()
    document.set_rectangles("Rectangle", [Rect(3, 3, 9, 9)])
    await recovery.keep("1", "Pasted picture", None, document)
    crash(recovery)
    (leftover,) = await Recovery(tmp_path / "recovery").leftovers()
    assert leftover.is_private
    assert not list(leftover.folder.glob("edit-*"))
