"""Unsaved work comes back on the photo that was opened, whatever took the place of its file."""

import asyncio
import errno
import itertools
import os
import stat
import tempfile
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.read import read
from picwish_desktop.imaging.write import Encoding, write
from picwish_desktop.model.cutout import Cutout
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo, Pixels
from picwish_desktop.storage.stamp import Stamp, stamp
from picwish_desktop.workflows import recovery_kept
from picwish_desktop.workflows.cutout_files import save_cutout, save_matte
from picwish_desktop.workflows.files import save
from picwish_desktop.workflows.masks import export_mask
from picwish_desktop.workflows.recovery import Leftover, Recovery
from tests.imaging.pictures import exif, wide_profile
from tests.workflows.crashing import crash

PNG = Encoding("PNG")
WIDTH, HEIGHT = 90, 70

Replace = Callable[[Document, Path], Awaitable[object]]


def a_photo(path: Path, channels: int = 3, dtype: type[np.uint8] | type[np.uint16] = np.uint8) -> Path:
    """With everything that a file says beside its pixels."""
    pixels = np.random.default_rng(3).integers(0, np.iinfo(dtype).max, (HEIGHT, WIDTH, channels), dtype)
    profile = wide_profile() if channels > 2 else None
    write(path, pixels, Metadata("PNG", profile, exif(), b"<x:xmpmeta/>", dpi=(300, 300)), PNG)
    return path


def remove_something(document: Document, value: int = 7) -> None:
    pixels: Pixels = np.full((20, 30, document.photo.channels), value, document.photo.pixels.dtype)
    document.propose(Edit("Remove objects", "local", (Patch(Rect(value % 50, 5, 30, 20), pixels),)))
    document.keep()


def cut_out(document: Document) -> None:
    matte = np.zeros((HEIGHT, WIDTH), np.uint8)
    matte[20:50] = 255
    document.set_cutout("Remove background", Cutout(matte, Edit("Clean colours", "local", ()), "local"))


def mark(document: Document) -> None:
    document.set_rectangles("Rectangle", [Rect(1, 2, 30, 40)])


async def left_by(crashed: Recovery, root: Path) -> Leftover:
    crash(crashed)
    (leftover,) = await Recovery(root).leftovers()
    return leftover


async def brought_back(leftover: Leftover) -> Document:
    """As the window does."""
    assert leftover.is_intact()
    document = Document((await leftover.open_copy()).photo if leftover.is_ours else read(leftover.photo))
    leftover.read().restore(document)
    return document


def is_same(one: Photo, other: Photo) -> bool:
    """Down to the last bit, and with what its file said."""
    said = [(photo.path, photo.stamp, photo.pixels.dtype, photo.metadata) for photo in (one, other)]
    return said[0] == said[1] and np.array_equal(one.pixels, other.pixels)


# who replaces it


async def by_the_picture(document: Document, path: Path) -> None:
    await save(document, path, PNG)


async def by_another_spelling(document: Document, path: Path) -> None:
    await save(document, path.parent / "folder" / ".." / path.name, PNG)


async def by_a_linked_folder(document: Document, path: Path) -> None:
    link = path.parent / "link"
    link.symlink_to(path.parent)
    await save(document, link / path.name, PNG)


async def by_the_cutout(document: Document, path: Path) -> None:
    await save_cutout(document, path, PNG)


async def by_the_matte(document: Document, path: Path) -> None:
    await save_matte(document, path)


async def by_the_mask(document: Document, path: Path) -> None:
    await export_mask(document, path)


async def by_another_tab(_: Document, path: Path) -> None:
    other = Document(read(path))
    remove_something(other, 30)
    await save(other, path, PNG)


async def by_another_program(_: Document, path: Path) -> None:
    write(path, np.zeros((4, 4, 3), np.uint8), Metadata("PNG"), PNG)


async def by_nothing(_: Document, path: Path) -> None:
    path.unlink()


REPLACED: list[Replace] = [
    by_the_picture,
    by_another_spelling,
    by_a_linked_folder,
    by_the_cutout,
    by_the_matte,
    by_the_mask,
    by_another_tab,
    by_another_program,
    by_nothing,
]


@pytest.mark.parametrize("replace", REPLACED)
async def test_what_is_done_after_its_file_was_replaced_comes_back(tmp_path: Path, replace: Replace) -> None:
    (tmp_path / "folder").mkdir()
    path, root = a_photo(tmp_path / "photo.png"), tmp_path / "recovery"
    document = Document(read(path))
    remove_something(document)
    cut_out(document)
    mark(document)
    await replace(document, path)
    while document.undo_label:
        document.undo()
    mark(document)
    crashed = Recovery(root)
    await crashed.keep("1", "photo.png", path, document)
    restored = await brought_back(await left_by(crashed, root))
    assert is_same(restored.photo, document.photo)
    assert restored.state.rectangles == document.state.rectangles
    assert np.array_equal(restored.pixels(), document.photo.pixels)


@pytest.mark.parametrize(("channels", "dtype"), list(itertools.product((1, 2, 3, 4), (np.uint8, np.uint16))))
async def test_our_own_copy_is_the_photo_itself_as_often_as_the_program_dies(
    tmp_path: Path, channels: int, dtype: type[np.uint8] | type[np.uint16]
) -> None:
    path = a_photo(tmp_path / "photo.png", channels, dtype)
    document = Document(read(path))
    remove_something(document)
    await save(document, path, PNG)
    document.undo()
    restored = document
    for run in ("first", "second"):
        crashed, root = Recovery(tmp_path / run), tmp_path / run
        await crashed.keep("1", "photo.png", path, restored)
        restored = await brought_back(await left_by(crashed, root))
        assert is_same(restored.photo, document.photo)
        assert restored.has_unsaved_changes


@pytest.mark.skipif(os.name == "nt", reason="a user's folders are private there by themselves")
async def test_nobody_else_can_look(tmp_path: Path) -> None:
    """Not even at a photo that its owner keeps from others."""
    path, root = a_photo(tmp_path / "photo.png"), tmp_path / "recovery"
    document, recovery = Document(read(path)), Recovery(root)
    remove_something(document)
    path.unlink()
    umask = os.umask(0)
    try:
        await recovery.keep("1", "photo.png", path, document)
    finally:
        os.umask(umask)
    (run,) = root.iterdir()
    assert stat.S_IMODE(run.stat().st_mode) == 0o700
    recovery.close()


async def left_by_a_jpeg(folder: Path) -> tuple[Photo, Leftover]:
    path, pixels = folder / "photo.jpg", a_photo(folder / "photo.png")
    plain = Metadata("JPEG", wide_profile(), exif(), b"<x:xmpmeta/>", b"\x1c\x02\x74\x00\x02me", dpi=(72, 72))
    write(path, read(pixels).pixels, plain, Encoding("JPEG", 98))
    document, crashed = Document(read(path)), Recovery(folder / "recovery")
    assert document.photo.metadata.jpeg is not None
    assert document.photo.metadata.iptc is not None
    mark(document)
    path.unlink()
    await crashed.keep("1", "photo.jpg", path, document)
    return document.photo, await left_by(crashed, folder / "recovery")


async def test_a_jpeg_comes_back_with_its_tables_and_captions(tmp_path: Path) -> None:
    """Our own copy is a PNG, which holds neither."""
    photo, leftover = await left_by_a_jpeg(tmp_path)
    assert is_same((await brought_back(leftover)).photo, photo)


@pytest.mark.parametrize(
    "damage",
    [
        {"format": "EXE"},
        {"iptc": "é"},
        {"iptc": 3},
        {"dpi": 72},
        {"jpeg": []},
        {"jpeg": {"quantization": [[1] * 63], "subsampling": 0, "progressive": False}},
        {"jpeg": {"quantization": [[-1] * 64], "subsampling": 0, "progressive": False}},
        {"jpeg": {"quantization": [], "subsampling": 0, "progressive": False}},
        {"jpeg": {"quantization": [[1] * 64], "subsampling": 7, "progressive": False}},
        None,
    ],
)
async def test_a_photo_comes_back_without_what_cannot_be_read_of_its_files_words(
    tmp_path: Path, damage: dict[str, object] | None
) -> None:
    photo, leftover = await left_by_a_jpeg(tmp_path)
    # earlier versions wrote none
    leftover.content["metadata"] = None if damage is None else leftover.content["metadata"] | damage
    restored = (await brought_back(leftover)).photo
    assert np.array_equal(restored.pixels, photo.pixels)
    assert restored.metadata.exif == photo.metadata.exif
    assert (restored.metadata.iptc, restored.metadata.jpeg) == (None, None)


@pytest.mark.parametrize("is_other_unsaved", [True, False])
async def test_what_waits_in_another_tab_survives_that_its_file_is_saved_over(
    tmp_path: Path, is_other_unsaved: bool
) -> None:
    """Nothing is done there any more."""
    path, root = a_photo(tmp_path / "photo.png"), tmp_path / "recovery"
    waiting, other = Document(read(path)), Document(read(path))
    remove_something(waiting)
    crashed = Recovery(root)
    await crashed.keep("waiting", "photo.png", path, waiting)
    assert not list(root.rglob("photo.png"))
    await by_another_tab(other, path)
    if is_other_unsaved:
        mark(other)
        await crashed.keep("other", "photo.png", path, other)
        await crashed.forget("other")
    else:
        await crashed.forget("other", is_open=True)
    restored = await brought_back(await left_by(crashed, root))
    assert is_same(restored.photo, waiting.photo)
    assert np.array_equal(restored.pixels(), waiting.pixels())


async def test_a_disk_without_room_for_another_tabs_photo_is_nobody_elses_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path, other = a_photo(tmp_path / "photo.png"), Document(read(a_photo(tmp_path / "other.png")))
    waiting, recovery = Document(read(path)), Recovery(tmp_path / "recovery")
    mark(waiting)
    mark(other)
    await recovery.keep("waiting", "photo.png", path, waiting)
    path.unlink()

    def fill_up(*_: object) -> None:
        raise PictureError("no room") from OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(recovery_kept, "write", fill_up)
    await recovery.keep("other", "other.png", tmp_path / "other.png", other)
    await recovery.forget("other")
    assert "no room" in caplog.text
    with pytest.raises(PictureError, match="no room"):
        await recovery.keep("waiting", "photo.png", path, waiting)
    recovery.close()


async def test_a_share_that_does_not_answer_holds_up_no_other_photo_nor_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, share, local = tmp_path / "recovery", a_photo(tmp_path / "share.png"), a_photo(tmp_path / "local.png")
    on_share, here, crashed = Document(read(share)), Document(read(local)), Recovery(root)
    asked, answers = threading.Event(), threading.Event()

    def wait(path: Path) -> Stamp:
        if path == share:
            asked.set()
            answers.wait()
        return stamp(path)

    mark(on_share)
    await crashed.keep("share", "share.png", share, on_share)
    monkeypatch.setattr(recovery_kept, "stamp", wait)
    try:
        ending = asyncio.create_task(crashed.forget("nothing"))
        await asyncio.to_thread(asked.wait)
        ending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(ending, 20)
        monkeypatch.setattr(recovery_kept, "PATIENCE", 0.05)
        mark(here)
        async with asyncio.timeout(20):
            await crashed.keep("local", "local.png", local, here)
        # nobody knows what is there: the copy is what is certain
        monkeypatch.setattr(recovery_kept, "PATIENCE", None)
        async with asyncio.timeout(20):
            await crashed.keep("share", "share.png", share, on_share)
    finally:
        answers.set()
    crash(crashed)
    leftovers = {leftover.title: leftover for leftover in await Recovery(root).leftovers()}
    assert {title: leftover.is_ours for title, leftover in leftovers.items()} == {"share.png": True, "local.png": False}
    assert is_same((await brought_back(leftovers["share.png"])).photo, on_share.photo)


async def test_a_large_photo_is_copied_only_where_it_must_be_and_once(tmp_path: Path) -> None:
    path, root = a_photo(tmp_path / "photo.png"), tmp_path / "recovery"
    document, recovery = Document(read(path)), Recovery(root)
    remove_something(document)
    await recovery.keep("1", "photo.png", path, document)
    assert not list(root.rglob("photo.png"))
    await save(document, path, PNG)
    await recovery.forget("1", is_open=True)
    assert not list(root.rglob("photo.png"))
    seen = []
    for _ in range(2):
        document.undo()
        await recovery.keep("1", "photo.png", path, document)
        mark(document)
        await recovery.keep("1", "photo.png", path, document)
        seen += [file.stat().st_ino for file in root.rglob("photo.png")]
        await save(document, path, PNG)
        await recovery.forget("1", is_open=True)
        assert [file.name for file in root.rglob("*") if file.is_file()].count("document.json") == 0
        remove_something(document)
    assert len(seen) == 2
    assert len(set(seen)) == 1, "the same file"
    await recovery.forget("1")
    assert not list(root.rglob("photo.png"))
    recovery.close()


@pytest.mark.parametrize("is_painting", [False, True])
async def test_the_original_that_was_undone_to_is_unsaved_and_one_that_is_only_marked_is_not(
    tmp_path: Path, is_painting: bool
) -> None:
    path = a_photo(tmp_path / "photo.png")
    for name, is_saved_over in [("marked", False), ("undone", True)]:
        document, crashed = Document(read(path)), Recovery(tmp_path / name)
        if is_saved_over:
            remove_something(document)
            await save(document, path, PNG)
            document.undo()
            document.undo()
        mark(document)
        if is_painting:
            document.begin("Brush")
        await crashed.keep("1", "photo.png", path, document)
        restored = await brought_back(await left_by(crashed, tmp_path / name))
        assert restored.has_unsaved_changes == document.has_unsaved_changes == is_saved_over


async def test_a_copy_of_what_is_saved_is_offered_to_nobody(tmp_path: Path) -> None:
    path, root = a_photo(tmp_path / "photo.png"), tmp_path / "recovery"
    document, crashed = Document(read(path)), Recovery(root)
    mark(document)
    path.unlink()
    await crashed.keep("1", "photo.png", path, document)
    await crashed.forget("1", is_open=True)
    crash(crashed)
    assert await Recovery(root).leftovers() == []
    assert list(root.iterdir()) == []


ACTS: dict[str, Callable[[Document], None]] = {
    "remove": remove_something,
    "remove more": lambda document: remove_something(document, 40),
    "cut out": cut_out,
    "mark": mark,
    "undo": Document.undo,
    "redo": Document.redo,
}


@given(st.lists(st.sampled_from([*ACTS, "save over", "save cutout over", "other tab", "keep"]), max_size=12))
async def test_whatever_is_done_in_whatever_order(acts: list[str]) -> None:
    """What is seen when the program dies is what comes back."""
    with tempfile.TemporaryDirectory() as folder:
        path, root = a_photo(Path(folder) / "photo.png"), Path(folder) / "recovery"
        document, crashed = Document(read(path)), Recovery(root)

        async def keep() -> None:
            if document.is_worth_recovering:
                await crashed.keep("1", "photo.png", path, document)
            else:
                await crashed.forget("1", is_open=True)

        for act in acts:
            if act in ACTS:
                ACTS[act](document)
            elif act == "save over":
                await save(document, path, PNG)
            elif act == "save cutout over" and document.state.cutout is not None:
                await save_cutout(document, path, PNG)
            elif act == "other tab":
                await by_another_tab(document, path)
            elif act == "keep":
                await keep()
        await keep()
        if not document.is_worth_recovering:
            crashed.close()
            return
        restored = await brought_back(await left_by(crashed, root))
        assert is_same(restored.photo, document.photo)
        assert np.array_equal(restored.pixels(), document.pixels())
        assert restored.saved == document.saved
        assert restored.has_unsaved_changes == document.has_unsaved_changes
        assert (restored.state.cutout is None) == (document.state.cutout is None)
