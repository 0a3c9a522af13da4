"""Masks that come in and go out of the window: files, the clipboard, other documents, and the last one again."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QImageReader
from PySide6.QtWidgets import QFileDialog, QLabel

from picwish_desktop.imaging.mask_file import read_mask
from picwish_desktop.model.backdrop import ColorBackdrop
from picwish_desktop.model.cutout import Look
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import Mask
from picwish_desktop.model.selection import Combine
from picwish_desktop.ui import mask_clipboard
from picwish_desktop.ui import masks as masks_module
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.copy_turn import CopyTurn
from picwish_desktop.ui.dialogs.import_mask import ImportMaskDialog, MaskChoice
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.masks import Masks
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.rail import REMOVE_OBJECTS
from picwish_desktop.workflows.masks import PackedMask, pack_marked
from tests.ui.canvas.acting import Hand
from tests.ui.whole_window import sees
from tests.waiting import until

WIDTH, HEIGHT = 600, 400


def cup() -> Mask:
    """Of the coffee photo: about a seventh of it."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    return np.where(((columns - 300) / 120) ** 2 + ((rows - 190) / 90) ** 2 < 1, np.uint8(255), np.uint8(0))


def save(path: Path, pixels: NDArray[np.uint8]) -> Path:
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def masks(window: MainWindow) -> Masks:
    QGuiApplication.clipboard().clear()
    return Masks(window, window.documents, window.tasks, window.settings, CopyTurn())


async def opened(window: MainWindow, path: Path, size: tuple[int, int] = (WIDTH, HEIGHT)) -> OpenDocument:
    Image.fromarray(skimage.data.coffee()).resize(size).save(path)
    window.open_files([path])
    await until(lambda: window.documents.current and window.documents.current.path == path)
    entry = window.documents.current
    assert entry is not None
    await until(lambda: entry.document)
    return entry


def document_of(entry: OpenDocument) -> Document:
    assert entry.document is not None
    return entry.document


def marked(entry: OpenDocument) -> Mask:
    selection = document_of(entry).selection
    return selection.marked(selection.area)


def said(dialog: ImportMaskDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def answer(dialog: ImportMaskDialog, *, marks_white: bool = True, how: Combine = Combine.ADD) -> None:
    dialog.chosen.emit(MaskChoice(marks_white, how))
    dialog.accept()


def never_asked(window: MainWindow) -> bool:
    return not window.findChildren(ImportMaskDialog)


@pytest.mark.parametrize(("is_inverted", "word"), [(False, "white"), (True, "black")])
async def test_a_plain_mask_is_marked_at_once_and_what_marked_is_said(
    is_inverted: bool, word: str, window: MainWindow, masks: Masks, tmp_path: Path
) -> None:
    entry = await opened(window, tmp_path / "cup.png")
    masks.import_file(entry, save(tmp_path / "mask.png", 255 - cup() if is_inverted else cup()))
    await until(lambda: entry.message)
    assert entry.message == f"Marked what is {word} in “mask.png”. Invert the mark if it should be the rest."
    assert np.array_equal(marked(entry), cup())
    assert never_asked(window)
    assert document_of(entry).undo_label == "Import mask"
    document_of(entry).undo()
    assert document_of(entry).selection.is_empty


async def test_what_was_marked_before_stays(window: MainWindow, masks: Masks, tmp_path: Path) -> None:
    entry = await opened(window, tmp_path / "cup.png")
    document_of(entry).set_rectangles("Rectangle", [Rect(0, 0, 50, 50)])
    masks.import_file(entry, save(tmp_path / "mask.png", cup()))
    await until(lambda: entry.message)
    assert entry.message == "Marked what is white in “mask.png”.", "the rectangle would be inverted, too"
    both = cup()
    both[:50, :50] = 255
    assert np.array_equal(marked(entry), both)


@pytest.mark.parametrize("change", ["undo", "clear", "rectangle", "paint", "import"])
async def test_a_notice_goes_with_the_mark_it_speaks_of(
    window: MainWindow, masks: Masks, tmp_path: Path, change: str
) -> None:
    window.choose_job(REMOVE_OBJECTS.id)
    entry = await opened(window, tmp_path / "cup.png")
    masks.import_file(entry, save(tmp_path / "mask.png", cup()))
    await until(lambda: entry.message)
    if change == "undo":
        window.commands[Command.UNDO].trigger()
    elif change == "clear":
        window.commands[Command.CLEAR].trigger()
    elif change == "rectangle":
        document_of(entry).set_rectangles("Rectangle", [Rect(0, 0, 50, 50)])
    elif change == "paint":
        window.canvas.set_tool(Tool.BRUSH)
        Hand(window.canvas).click((20, 20))
    else:
        masks.import_file(entry, save(tmp_path / "other.png", 255 - cup()))
        await until(lambda: "other.png" in entry.message)
        assert entry.message == "Marked what is black in “other.png”."
        window.commands[Command.UNDO].trigger()
    assert entry.message == ""
    labels = window.findChildren(QLabel)
    await until(lambda: not any("mask.png" in label.text() for label in labels if label.isVisible()))


async def test_only_its_own_notice_goes(window: MainWindow, masks: Masks, tmp_path: Path) -> None:
    entry = await opened(window, tmp_path / "cup.png")
    document = document_of(entry)
    masks.import_file(entry, save(tmp_path / "mask.png", cup()))
    await until(lambda: entry.message)
    notice = entry.message
    document.set_look("Backdrop", Look(ColorBackdrop((1, 2, 3))))
    assert entry.message == notice, "the mark is the same"
    entry.message = "Something else."
    document.clear_selection()
    assert entry.message == "Something else."


async def test_another_size_is_asked_about_and_scaled(window: MainWindow, masks: Masks, tmp_path: Path) -> None:
    entry = await opened(window, tmp_path / "cup.png", (1200, 800))
    masks.import_file(entry, save(tmp_path / "mask.png", cup()))
    dialog = await sees(window, ImportMaskDialog)
    assert "The mask has 600 × 400 pixels, the photo 1200 × 800. It is scaled." in said(dialog)
    assert document_of(entry).selection.is_empty
    answer(dialog)
    await until(lambda: not document_of(entry).selection.is_empty)
    expected = np.kron(cup(), np.ones((2, 2), np.uint8))
    assert np.count_nonzero(marked(entry) != expected) < 0.02 * np.count_nonzero(expected)
    assert entry.message == ""


async def test_the_answer_decides_what_marks_and_what_becomes_of_the_rest(
    window: MainWindow, masks: Masks, tmp_path: Path
) -> None:
    entry = await opened(window, tmp_path / "cup.png")
    document_of(entry).mark_all()
    # both halves are as large
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[:200] = 255
    masks.import_file(entry, save(tmp_path / "mask.png", mask))
    answer(await sees(window, ImportMaskDialog), marks_white=False, how=Combine.NEW)
    await until(lambda: document_of(entry).undo_label == "Import mask")
    assert np.array_equal(marked(entry), 255 - mask)


async def test_what_is_doubtful_is_asked(window: MainWindow, masks: Masks, tmp_path: Path) -> None:
    entry = await opened(window, tmp_path / "cup.png")
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[20:-20, 20:-20] = 255
    masks.import_file(entry, save(tmp_path / "mask.png", mask))
    dialog = await sees(window, ImportMaskDialog)
    assert dialog.choice() == MaskChoice(marks_white=False, how=Combine.ADD)
    dialog.reject()
    masks.import_file(entry, save(tmp_path / "cup-mask.png", cup()))
    await until(lambda: entry.message)
    # the one that was given up has marked nothing
    assert np.array_equal(marked(entry), cup())


async def test_what_is_no_picture_is_said_in_the_panel(window: MainWindow, masks: Masks, tmp_path: Path) -> None:
    entry = await opened(window, tmp_path / "cup.png")
    (tmp_path / "mask.png").write_bytes(b"\x89PNG\r\n\x1a\nno more")
    masks.import_file(entry, tmp_path / "mask.png")
    await until(lambda: entry.message)
    assert entry.message == "“mask.png” is damaged or incomplete. Get it again from where it came."
    assert document_of(entry).selection.is_empty


async def test_a_document_that_was_closed_meanwhile_is_left_alone(
    window: MainWindow, masks: Masks, tmp_path: Path
) -> None:
    entry = await opened(window, tmp_path / "cup.png", (300, 200))
    document = document_of(entry)
    masks.import_file(entry, save(tmp_path / "mask.png", cup()))
    await sees(window, ImportMaskDialog)
    window.documents.remove(entry)
    assert not any(dialog.isVisible() for dialog in window.findChildren(ImportMaskDialog))
    await until(lambda: not window.tasks._running)
    assert document.selection.is_empty


async def test_a_question_goes_with_the_one_who_asked(window: MainWindow, masks: Masks, tmp_path: Path) -> None:
    entry = await opened(window, tmp_path / "cup.png", (300, 200))
    masks.import_file(entry, save(tmp_path / "mask.png", cup()))
    dialog = await sees(window, ImportMaskDialog)
    gone: list[object] = []
    dialog.finished.connect(gone.append)
    await window.tasks.cancel_all()
    assert gone


async def test_a_question_that_is_answered_does_not_mind_that_its_photo_closes(
    window: MainWindow, masks: Masks, tmp_path: Path
) -> None:
    entry = await opened(window, tmp_path / "cup.png", (300, 200))
    masks.import_file(entry, save(tmp_path / "mask.png", cup()))
    dialog = await sees(window, ImportMaskDialog)
    dialog.reject()
    # as what deletes itself is deleted before a task goes on
    QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete.value)
    window.documents.remove(entry)
    await until(lambda: not window.tasks._running)
    assert len(window.documents) == 0


async def test_while_something_else_is_done_nothing_is_marked(window: MainWindow, masks: Masks, tmp_path: Path) -> None:
    entry = await opened(window, tmp_path / "cup.png", (300, 200))
    masks.import_file(entry, save(tmp_path / "mask.png", cup()))
    dialog = await sees(window, ImportMaskDialog)
    entry.work = window.tasks.spawn(until(lambda: not document_of(entry).selection.is_empty))
    answer(dialog)
    await until(lambda: entry.message)
    assert entry.message.startswith("The mask was not taken")
    assert document_of(entry).selection.is_empty
    entry.work.cancel()
    entry.work = None


async def test_over_a_result_nothing_is_marked(window: MainWindow, masks: Masks, tmp_path: Path) -> None:
    entry = await opened(window, tmp_path / "cup.png", (300, 200))
    document = document_of(entry)
    masks.import_file(entry, save(tmp_path / "mask.png", cup()))
    dialog = await sees(window, ImportMaskDialog)
    document.propose(Edit("Remove objects", "this computer", ()))
    answer(dialog)
    await until(lambda: entry.message)
    assert entry.message.startswith("The mask was not taken")
    assert document.state.preview is not None
    assert document.selection.is_empty


async def test_export_offers_the_photos_folder_and_writes_mask_and_rectangles(
    window: MainWindow, masks: Masks, tmp_path: Path
) -> None:
    entry = await opened(window, tmp_path / "cup.png")
    document_of(entry).set_mask("Paint", cup())
    document_of(entry).set_rectangles("Rectangle", [Rect(0, 0, 50, 50)])
    masks.ask_export()
    dialog = window.findChildren(QFileDialog)[0]
    assert dialog.selectedFiles() == [str(tmp_path / "cup-mask.png")]
    told: list[str] = []
    window.documents.told.connect(told.append)
    dialog.fileSelected.emit(str(tmp_path / "cup-mask.png"))
    dialog.reject()
    await until(lambda: told)
    assert told == [f"Saved {tmp_path / 'cup-mask.png'}"]
    assert np.array_equal(read_mask(tmp_path / "cup-mask.png", WIDTH, HEIGHT), marked(entry))


async def test_without_a_mark_there_is_nothing_to_export_or_copy(
    window: MainWindow, masks: Masks, tmp_path: Path
) -> None:
    entry = await opened(window, tmp_path / "cup.png")
    for ask in (masks.ask_export, masks.copy):
        entry.message = ""
        ask()
        assert entry.message == "Nothing is marked. Paint over what should go first."
    assert not window.findChildren(QFileDialog)


async def test_a_mask_that_cannot_be_saved_is_said(window: MainWindow, masks: Masks, tmp_path: Path) -> None:
    entry = await opened(window, tmp_path / "cup.png")
    document_of(entry).set_mask("Paint", cup())
    masks.export_file(entry, tmp_path / "mask.jpg")
    await until(lambda: window.findChildren(MessageDialog))
    window.findChildren(MessageDialog)[0].accept()
    assert not (tmp_path / "mask.jpg").exists()


async def copied(window: MainWindow, masks: Masks, entry: OpenDocument, mask: Mask) -> None:
    told: list[str] = []
    document_of(entry).set_mask("Paint", mask)
    window.documents.show(entry)
    window.documents.told.connect(told.append)
    masks.copy()
    await until(lambda: "Mask copied" in told)


async def test_copied_and_pasted_it_is_the_same_and_one_step(window: MainWindow, masks: Masks, tmp_path: Path) -> None:
    first = await opened(window, tmp_path / "first.png")
    second = await opened(window, tmp_path / "second.png")
    await copied(window, masks, first, cup())
    window.documents.show(second)
    document_of(second).set_rectangles("Rectangle", [Rect(0, 0, 50, 50)])
    masks.paste()
    await until(lambda: document_of(second).undo_label == "Paste mask")
    both = cup()
    both[:50, :50] = 255
    assert np.array_equal(marked(second), both)
    assert never_asked(window)
    document_of(second).undo()
    assert document_of(second).undo_label == "Rectangle"


async def test_pasted_on_another_size_it_is_asked(window: MainWindow, masks: Masks, tmp_path: Path) -> None:
    first = await opened(window, tmp_path / "first.png")
    second = await opened(window, tmp_path / "second.png", (300, 300))
    await copied(window, masks, first, cup())
    window.documents.show(second)
    masks.paste()
    dialog = await sees(window, ImportMaskDialog)
    assert "The copied mask" in said(dialog)
    assert "Their proportions differ: it is stretched" in said(dialog)
    answer(dialog)
    await until(lambda: document_of(second).undo_label == "Paste mask")
    assert abs(document_of(second).selection.share - document_of(first).selection.share) < 0.01


async def test_other_programs_get_a_black_and_white_picture(window: MainWindow, masks: Masks, tmp_path: Path) -> None:
    entry = await opened(window, tmp_path / "cup.png")
    await copied(window, masks, entry, cup())
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.hasImage()
    data = mime.data("image/png").data()
    assert isinstance(data, bytes)
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(data)).convert("L")), cup())


def put_picture(pixels: NDArray[np.uint8]) -> None:
    image = QImage(pixels.tobytes(), WIDTH, HEIGHT, WIDTH, QImage.Format.Format_Grayscale8)
    QGuiApplication.clipboard().setImage(image.copy())


async def test_a_picture_of_another_program_is_a_mask_too(window: MainWindow, masks: Masks, tmp_path: Path) -> None:
    entry = await opened(window, tmp_path / "cup.png")
    put_picture(255 - cup())
    masks.paste()
    await until(lambda: entry.message)
    assert entry.message.startswith("Marked what is black in “The copied picture”.")
    assert np.array_equal(marked(entry), cup())


async def test_a_picture_that_was_copied_later_comes_before_the_copied_mask(
    window: MainWindow, masks: Masks, tmp_path: Path
) -> None:
    """Also where this program copied it, which has the clipboard as it had before."""
    entry = await opened(window, tmp_path / "cup.png")
    await copied(window, masks, entry, cup())
    document_of(entry).clear_selection()
    other = np.roll(cup(), 100, axis=1)
    put_picture(other)
    masks.paste()
    await until(lambda: entry.message)
    assert np.array_equal(marked(entry), other)


async def test_a_copied_picture_that_is_too_large_is_a_sentence(
    window: MainWindow, masks: Masks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = await opened(window, tmp_path / "cup.png")
    monkeypatch.setattr(mask_clipboard, "MAX_PIXELS", WIDTH * HEIGHT - 1)
    put_picture(cup())
    masks.paste()
    await until(lambda: entry.message)
    assert entry.message.startswith("The copied picture has 600 × 400 pixels")
    assert document_of(entry).selection.is_empty


async def test_a_file_that_was_copied_is_read(window: MainWindow, masks: Masks, tmp_path: Path) -> None:
    entry = await opened(window, tmp_path / "cup.png")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(save(tmp_path / "mask.png", cup())))])
    QGuiApplication.clipboard().setMimeData(mime)
    masks.paste()
    await until(lambda: entry.message)
    assert "“mask.png”" in entry.message
    assert np.array_equal(marked(entry), cup())


async def test_with_nothing_copied_that_is_said(window: MainWindow, masks: Masks, tmp_path: Path) -> None:
    entry = await opened(window, tmp_path / "cup.png")
    masks.paste()
    await until(lambda: entry.message)
    assert entry.message == "There is no mask to paste. Copy one first, here or in another program."
    QGuiApplication.clipboard().setText("white marks")
    entry.message = ""
    masks.paste()
    await until(lambda: entry.message)


async def test_text_that_was_copied_later_leaves_the_copied_mask(
    window: MainWindow, masks: Masks, tmp_path: Path
) -> None:
    entry = await opened(window, tmp_path / "cup.png")
    await copied(window, masks, entry, cup())
    document_of(entry).clear_selection()
    QGuiApplication.clipboard().setText("white marks")
    masks.paste()
    await until(lambda: document_of(entry).undo_label == "Paste mask")
    assert np.array_equal(marked(entry), cup())


async def test_pasted_at_once_it_is_what_was_copied_just_now(window: MainWindow, masks: Masks, tmp_path: Path) -> None:
    first = await opened(window, tmp_path / "first.png")
    second = await opened(window, tmp_path / "second.png")
    document_of(first).set_mask("Paint", cup())
    window.documents.show(first)
    masks.copy()
    window.documents.show(second)
    masks.paste()
    await until(lambda: second.message or document_of(second).undo_label)
    assert second.message == ""
    assert np.array_equal(marked(second), cup())


async def test_of_two_copies_the_later_one_stays(
    window: MainWindow, masks: Masks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [await opened(window, tmp_path / name) for name in ("first.png", "second.png")]
    kept = [cup(), np.roll(cup(), 100, axis=1)]
    held, told = asyncio.Event(), list[str]()
    window.documents.told.connect(told.append)

    async def pack_the_first_slowly(document: Document) -> tuple[PackedMask, Mask]:
        packed = await pack_marked(document)
        if document is entries[0].document:
            await held.wait()
        return packed

    monkeypatch.setattr(masks_module, "pack_marked", pack_the_first_slowly)
    for entry, mask in zip(entries, kept, strict=True):
        document_of(entry).set_mask("Paint", mask)
        window.documents.show(entry)
        masks.copy()
    # what could be done without the first is done by then
    asyncio.get_running_loop().call_later(0.3, held.set)
    await until(lambda: not window.tasks._running)
    assert told.count("Mask copied") == 1
    document_of(entries[1]).clear_selection()
    masks.paste()
    await until(lambda: document_of(entries[1]).undo_label == "Paste mask")
    assert np.array_equal(marked(entries[1]), kept[1])


async def test_masks_are_not_too_large_for_qt(window: MainWindow, masks: Masks, tmp_path: Path) -> None:
    first = await opened(window, tmp_path / "first.png", (2000, 1334))
    mask = np.zeros((1334, 2000), np.uint8)
    mask[200:900, 300:1201] = 255
    before = QImageReader.allocationLimit()
    # of 1 MB would be a PNG of a bit a pixel from 8 MP on, and one of 8 bits from 1 MP on
    QImageReader.setAllocationLimit(1)
    try:
        await copied(window, masks, first, np.ascontiguousarray(mask))
        image = QImage(QGuiApplication.clipboard().mimeData().imageData())
        mime = QMimeData()
        file = io.BytesIO()
        Image.fromarray(255 - mask).save(file, "PNG")
        mime.setData("image/png", file.getvalue())
        QGuiApplication.clipboard().setMimeData(mime)
        document_of(first).clear_selection()
        masks.paste()
        await until(lambda: first.message)
    finally:
        QImageReader.setAllocationLimit(before)
    assert (image.width(), image.height()) == (2000, 1334)
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(1334, grey.bytesPerLine())
    assert np.array_equal(rows[:, :2000], mask)
    assert first.message.startswith("Marked what is black in “The copied picture”.")
    assert np.array_equal(marked(first), mask)


def test_a_mask_of_any_width_is_the_same_picture() -> None:
    random = np.random.default_rng(5)
    for width in (1, 7, 8, 9, 31, 33, 64, 65):
        mask = random.integers(0, 2, (3, width), np.uint8) * np.uint8(255)
        image = mask_clipboard.mask_image(mask)
        seen = [[image.pixelColor(x, y).red() for x in range(width)] for y in range(3)]
        assert seen == mask.tolist()


async def test_what_was_removed_last_is_marked_again(window: MainWindow, masks: Masks, tmp_path: Path) -> None:
    first = await opened(window, tmp_path / "first.png")
    second = await opened(window, tmp_path / "second.png")
    larger = await opened(window, tmp_path / "larger.png", (1200, 800))
    assert not masks.can_repeat
    masks.again()
    masks.remember(document_of(first).selection.freeze(), (WIDTH, HEIGHT))
    document_of(first).set_mask("Paint", cup())
    changes: list[bool] = []
    masks.changed.connect(lambda: changes.append(masks.can_repeat))
    masks.remember(document_of(first).selection.freeze(), (WIDTH, HEIGHT))
    await until(lambda: changes)
    assert changes == [True]
    window.documents.show(second)
    masks.again()
    await until(lambda: document_of(second).undo_label == "Same mask again")
    assert np.array_equal(marked(second), cup())
    assert second.message == ""
    window.documents.show(larger)
    masks.again()
    await until(lambda: larger.message)
    assert larger.message == "The last mask has 600 × 400 pixels, the photo 1200 × 800. It is scaled."
    assert document_of(larger).selection.share == pytest.approx(document_of(first).selection.share, rel=0.02)
    document_of(larger).undo()
    assert larger.message == ""


async def test_nothing_happens_without_a_document(window: MainWindow, masks: Masks) -> None:
    for ask in (masks.ask_import, masks.ask_export, masks.copy, masks.paste, masks.again):
        ask()
    assert not window.findChildren(QFileDialog)
