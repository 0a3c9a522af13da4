"""A photo that closes takes its mark with it: that is asked about as long as the mark was not used, and only then."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton

from picwish_desktop.imaging.mask_file import write_mask
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import Mask
from picwish_desktop.ui import closing
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.dialogs.import_mask import ImportMaskDialog
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.dialogs.unsaved import UnsavedAnswer, UnsavedDialog
from picwish_desktop.ui.dialogs.unused_mark import UnusedMarkDialog
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.mask_clipboard import mask_image
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.workflows import masks
from tests.ui.canvas.acting import Hand
from tests.ui.whole_window import opened, sees, visible
from tests.waiting import until


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return drawn(tmp_path / "cup.png")


@dataclass
class SlowDisk:
    """Has an exported mask only when it may."""

    is_asked: bool = False
    may_write: threading.Event = field(default_factory=threading.Event)

    def write(self, path: Path, mask: Mask) -> None:
        self.is_asked = True
        self.may_write.wait()
        write_mask(path, mask)


@pytest.fixture
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    disk = SlowDisk()
    monkeypatch.setattr(masks, "write_mask", disk.write)
    yield disk
    # or its thread would never end
    disk.may_write.set()


def drawn(path: Path) -> Path:
    Image.fromarray(skimage.data.coffee()).save(path)
    return path


def entry_of(window: MainWindow) -> OpenDocument:
    entry = window.documents.current
    assert entry is not None
    return entry


def would_lose_mark(entry: OpenDocument) -> bool:
    return entry.would_lose_mark


def paint(window: MainWindow, hand: Hand, y: int = 40) -> None:
    window.canvas.set_tool(Tool.BRUSH)
    hand.drag((60, y), (140, y))


async def closes(window: MainWindow) -> bool:
    """Close the photo that is shown. False where something is asked, which is then answered with Esc."""
    entry = window.documents.current
    window.commands[Command.CLOSE].trigger()
    await until(lambda: entry not in tuple(window.documents) or visible(window, QDialog))
    dialog = visible(window, QDialog)
    if dialog is None:
        return True
    assert isinstance(dialog, UnusedMarkDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: visible(window, QDialog) is None)
    assert entry in tuple(window.documents)
    return False


async def remove(window: MainWindow, document: Document) -> None:
    window.commands[Command.RUN].trigger()
    await until(lambda: document.state.preview is not None)
    await until(lambda: window.documents.current and window.documents.current.work is None)


async def test_a_painted_mark_is_lost_only_when_somebody_says_so(window: MainWindow, photo: Path, hand: Hand) -> None:
    _, document = await opened(window, photo)
    paint(window, hand)
    window.commands[Command.CLOSE].trigger()
    dialog = await sees(window, UnusedMarkDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await until(lambda: visible(window, UnusedMarkDialog) is None and not window.tasks._running)
    assert window.documents.current is not None
    assert not document.selection.is_empty
    window.commands[Command.CLOSE].trigger()
    dialog = await sees(window, UnusedMarkDialog)
    close = next(button for button in dialog.findChildren(QPushButton) if button.text() == "Close")
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    await until(lambda: window.documents.current is None)


async def test_a_mark_in_the_making_is_one(window: MainWindow, photo: Path, hand: Hand) -> None:
    _, document = await opened(window, photo)
    window.canvas.set_tool(Tool.BRUSH)
    hand.press((60, 40))
    hand.move((120, 60))
    assert not await closes(window)
    assert not document.selection.is_empty


async def test_a_photo_without_a_mark_closes_at_once(window: MainWindow, photo: Path, hand: Hand) -> None:
    await opened(window, photo)
    assert await closes(window)
    for back in (Command.UNDO, Command.CLEAR):
        await opened(window, photo)
        paint(window, hand)
        window.commands[back].trigger()
        assert await closes(window)


async def test_what_was_cleared_and_brought_back_is_asked_about(window: MainWindow, photo: Path, hand: Hand) -> None:
    await opened(window, photo)
    paint(window, hand)
    window.commands[Command.CLEAR].trigger()
    window.commands[Command.UNDO].trigger()
    assert not await closes(window)


@pytest.mark.parametrize("use", ["remove", "export"])
async def test_a_mark_that_was_used_goes_unasked_until_more_is_marked(
    window: MainWindow, photo: Path, hand: Hand, use: str
) -> None:
    entry, document = await opened(window, photo)

    async def export(name: str) -> None:
        window.masks.export_file(entry, photo.with_name(name))
        await until(lambda: not entry.would_lose_mark)

    paint(window, hand)
    if use == "remove":
        await remove(window, document)
        window.commands[Command.DISCARD].trigger()
    else:
        await export("mask.png")
    assert not document.selection.is_empty
    paint(window, hand, 90)
    assert not await closes(window)
    window.commands[Command.UNDO].trigger()
    await export("again.png")
    assert await closes(window)


async def copy(window: MainWindow) -> None:
    told: list[str] = []
    window.documents.told.connect(told.append)
    window.commands[Command.COPY_MASK].trigger()
    await until(lambda: "Mask copied" in told)


async def paste(window: MainWindow, document: Document) -> None:
    marked = document.selection.count
    window.commands[Command.PASTE_MASK].trigger()
    await until(lambda: document.selection.count > marked)


async def test_a_copy_ends_with_the_program_so_both_photos_are_asked_about(
    window: MainWindow, photo: Path, hand: Hand
) -> None:
    await opened(window, photo)
    paint(window, hand)
    await copy(window)
    assert not await closes(window), "it is nowhere else yet"
    other, document = await opened(window, drawn(photo.with_name("other.png")))
    await paste(window, document)
    window.close()
    dialog = await sees(window, UnusedMarkDialog)
    assert dialog.windowTitle() == "Close and lose the marks on 2 photos?"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: not window.closing.is_asking)
    # what is removed where it was pasted was used there
    window.documents.show(other)
    await remove(window, document)
    window.commands[Command.DISCARD].trigger()
    assert not document.selection.is_empty
    assert not other.would_lose_mark


async def test_a_mark_that_was_moved_to_another_photo_is_asked_about_there(
    window: MainWindow, photo: Path, hand: Hand
) -> None:
    entry, _ = await opened(window, photo)
    paint(window, hand)
    await copy(window)
    window.commands[Command.CLEAR].trigger()
    assert not entry.would_lose_mark
    assert await closes(window)
    small = photo.with_name("small.png")
    Image.fromarray(skimage.data.coffee()[::2, ::2]).save(small)
    _, same = await opened(window, photo)
    await paste(window, same)
    assert not await closes(window)
    _, other = await opened(window, small)
    window.commands[Command.PASTE_MASK].trigger()
    QTest.keyClick(await sees(window, ImportMaskDialog), Qt.Key.Key_Return)
    await until(lambda: not other.selection.is_empty)
    assert not await closes(window)


@pytest.mark.parametrize("is_exported", [False, True])
async def test_what_can_be_had_from_a_file_is_not_new_where_it_is_pasted(
    window: MainWindow, photo: Path, hand: Hand, is_exported: bool
) -> None:
    entry, document = await opened(window, photo)
    target = photo.with_name("mask.png")
    if is_exported:
        paint(window, hand)
        window.masks.export_file(entry, target)
        await until(lambda: not entry.would_lose_mark)
    else:
        mask = np.zeros((document.photo.height, document.photo.width), np.uint8)
        mask[40:60, 50:90] = 1
        write_mask(target, mask)
        window.masks.import_file(entry, target)
        await until(lambda: not document.selection.is_empty)
    await copy(window)
    assert await closes(window)
    _, document = await opened(window, drawn(photo.with_name("other.png")))
    await paste(window, document)
    assert await closes(window)


async def test_what_was_exported_can_be_had_on_a_photo_of_another_size_as_it_was_pasted(
    window: MainWindow, photo: Path, hand: Hand
) -> None:
    entry, _ = await opened(window, photo)
    paint(window, hand)
    target = photo.with_name("mask.png")
    window.masks.export_file(entry, target)
    await until(lambda: not entry.would_lose_mark)
    await copy(window)
    assert await closes(window)
    small = photo.with_name("small.png")
    Image.fromarray(skimage.data.coffee()[:350:2, :500:2]).save(small)

    async def taken(is_pasted: bool) -> Mask:
        entry, document = await opened(window, small)
        if is_pasted:
            window.masks.paste()
        else:
            window.masks.import_file(entry, target)
        QTest.keyClick(await sees(window, ImportMaskDialog), Qt.Key.Key_Return)
        await until(lambda: not document.selection.is_empty)
        mask = document.selection.mask.copy()
        assert await closes(window)
        return mask

    assert np.array_equal(await taken(is_pasted=True), await taken(is_pasted=False))


@pytest.mark.parametrize("has_rectangle", [False, True])
async def test_undo_brings_a_used_mark_back_as_used(
    window: MainWindow, photo: Path, hand: Hand, has_rectangle: bool
) -> None:
    _, document = await opened(window, photo)
    paint(window, hand)
    if has_rectangle:
        document.set_rectangles("Rectangle", [Rect(300, 20, 40, 30)])
    await remove(window, document)
    window.commands[Command.KEEP].trigger()
    for _ in range(2):
        window.commands[Command.UNDO].trigger()
    assert document.state.preview is None
    assert not document.selection.is_empty
    assert await closes(window)


async def test_an_export_that_fails_uses_nothing(window: MainWindow, photo: Path, hand: Hand) -> None:
    entry, _ = await opened(window, photo)
    paint(window, hand)
    window.masks.export_file(entry, photo.with_name("no") / "mask.png")
    message = await sees(window, QDialog)
    message.accept()
    await until(lambda: visible(window, QDialog) is None)
    assert not await closes(window)


async def test_the_window_closes_when_a_mask_that_is_exported_is_on_disk(
    window: MainWindow, photo: Path, hand: Hand, slow_disk: SlowDisk
) -> None:
    await opened(window, photo)
    paint(window, hand)
    told: list[str] = []
    window.documents.told.connect(told.append)
    target = photo.with_name("mask.png")
    window.masks.export_file(entry_of(window), target)
    window.close()
    await until(lambda: "Closes when “mask.png” is saved." in told)
    assert not target.exists()
    assert not window.closed.done(), "it is not on disk yet"
    slow_disk.may_write.set()
    await window.closed
    assert target.exists()


async def test_who_closes_while_a_share_does_not_take_the_mask_is_told_and_then_asked(
    window: MainWindow, photo: Path, hand: Hand, slow_disk: SlowDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(window, photo)
    paint(window, hand)
    monkeypatch.setattr(closing, "PATIENCE", 0.01)
    window.masks.export_file(entry_of(window), photo.with_name("mask.png"))
    await until(lambda: slow_disk.is_asked)
    window.close()
    message = await sees(window, MessageDialog)
    assert "“mask.png” is not saved yet" in " ".join(label.text() for label in message.findChildren(QLabel))
    message.accept()
    await until(lambda: not window.closing.is_asking)
    window.close()
    dialog = await sees(window, UnusedMarkDialog)
    next(button for button in dialog.findChildren(QPushButton) if "Close" in button.text()).click()
    await window.closed


async def test_the_window_stays_open_where_a_mask_cannot_be_written(
    window: MainWindow, photo: Path, hand: Hand, slow_disk: SlowDisk
) -> None:
    await opened(window, photo)
    paint(window, hand)
    target = photo.with_name("mask.png")
    target.mkdir()
    window.masks.export_file(entry_of(window), target)
    window.close()
    slow_disk.may_write.set()
    (await sees(window, MessageDialog)).accept()
    await until(lambda: not window.closing.is_asking)
    assert not window.closed.done()


async def test_what_is_marked_while_a_mask_is_exported_is_asked_about(
    window: MainWindow, photo: Path, hand: Hand, slow_disk: SlowDisk
) -> None:
    entry, _ = await opened(window, photo)
    paint(window, hand)
    told: list[str] = []
    window.documents.told.connect(told.append)
    target = photo.with_name("mask.png")
    window.masks.export_file(entry, target)
    await until(lambda: slow_disk.is_asked)
    paint(window, hand, 90)
    slow_disk.may_write.set()
    await until(lambda: f"Saved {target}" in told)
    assert not await closes(window)


async def test_a_mark_that_came_from_elsewhere_is_still_there(window: MainWindow, photo: Path, hand: Hand) -> None:
    """As what another program copied, after something was copied here."""
    _, document = await opened(window, photo)
    paint(window, hand)
    await copy(window)
    window.commands[Command.CLEAR].trigger()
    copied = np.zeros((document.photo.height, document.photo.width), np.uint8)
    copied[40:60, 50:90] = 1
    QGuiApplication.clipboard().setImage(mask_image(copied))
    await paste(window, document)
    assert await closes(window)
    _, document = await opened(window, photo)
    paint(window, hand, 90)
    await paste(window, document)
    assert not await closes(window)


async def test_one_question_for_results_and_one_for_marks(window: MainWindow, photo: Path, hand: Hand) -> None:
    _, result = await opened(window, photo)
    result.set_rectangles("Rectangle", [Rect(300, 20, 40, 30)])
    await remove(window, result)
    other = drawn(photo.with_name("other.png"))
    window.open_files([other])
    await until(lambda: window.documents.current and window.documents.current.title == "other.png")
    await until(lambda: window.documents.current and window.documents.current.document)
    paint(window, hand)
    window.close()
    (await sees(window, UnsavedDialog))._finish(UnsavedAnswer.DISCARD)
    dialog = await sees(window, UnusedMarkDialog)
    assert dialog.windowTitle() == "Close and lose the mark?"
    dialog.reject()
    await until(lambda: not window.closing.is_asking)
    assert not window.closed.done()
    window.close()
    (await sees(window, UnsavedDialog))._finish(UnsavedAnswer.DISCARD)
    (await sees(window, UnusedMarkDialog))._finish()
    await window.closed


@pytest.mark.parametrize("way", ["taken back", "erased beside"])
async def test_a_stroke_that_leaves_nothing_is_no_new_mark(
    window: MainWindow, photo: Path, tmp_path: Path, hand: Hand, way: str
) -> None:
    entry, _ = await opened(window, photo)
    paint(window, hand)
    assert would_lose_mark(entry)
    window.masks.export_file(entry, tmp_path / "mask.png")
    await until(lambda: not would_lose_mark(entry))
    if way == "taken back":
        hand.press((60, 200))
        hand.move((140, 200))
        QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
        hand.release((140, 200))
    else:
        window.canvas.set_tool(Tool.ERASER)
        hand.drag((60, 200), (140, 200))
    assert not would_lose_mark(entry)
    paint(window, hand, 200)
    assert would_lose_mark(entry)
