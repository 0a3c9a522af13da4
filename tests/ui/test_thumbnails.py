"""The small picture of a photo in the tray follows what is kept of the photo's edits."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QColor, QImage

from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui import thumbnails
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.job_card import JobCardButton
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from tests.ui.whole_window import opened
from tests.waiting import until

RED, BLUE = QColor(200, 30, 30), QColor(20, 40, 220)
LEFT = Rect(0, 0, 640, 800)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "red.png"
    Image.new("RGB", (1280, 800), RED.name()).save(path)
    return path


def remove_left(document: Document) -> None:
    pixels = np.empty((LEFT.height, LEFT.width, 3), np.uint8)
    pixels[:] = BLUE.red(), BLUE.green(), BLUE.blue()
    document.propose(Edit("Remove", "here", (Patch(LEFT, pixels),)))


def sides(entry: OpenDocument) -> tuple[QColor, QColor]:
    image = entry.thumbnail
    assert isinstance(image, QImage)
    middle = image.height() // 2
    return image.pixelColor(image.width() // 4, middle), image.pixelColor(image.width() * 3 // 4, middle)


async def test_it_follows_keep_undo_and_redo_but_not_a_preview(window: MainWindow, photo: Path) -> None:
    entry, document = await opened(window, photo)
    assert sides(entry) == (RED, RED)
    first = entry.thumbnail
    remove_left(document)
    assert entry.thumbnail is first
    document.keep()
    await until(lambda: sides(entry) == (BLUE, RED))
    document.undo()
    await until(lambda: sides(entry) == (RED, RED))
    document.redo()
    await until(lambda: sides(entry) == (BLUE, RED))


async def test_it_is_made_off_the_windows_thread_and_not_for_a_photo_that_only_opens(
    window: MainWindow, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_in: list[threading.Thread] = []
    make = thumbnails._small

    def watched(*arguments: object) -> QImage:
        made_in.append(threading.current_thread())
        return make(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(thumbnails, "_small", watched)
    entry, document = await opened(window, photo)
    window.documents.changed.emit()
    with document.gesture("Paint") as gesture, gesture.painting(LEFT) as painted:
        painted[:] = 255
    assert made_in == []
    remove_left(document)
    document.keep()
    await until(lambda: sides(entry) == (BLUE, RED))
    assert len(made_in) == 1
    assert made_in[0] is not threading.main_thread()


async def test_what_was_undone_meanwhile_is_not_shown(
    window: MainWindow, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, document = await opened(window, photo)
    make, may_end, began, ended = thumbnails._small, threading.Event(), [False, False], [False, False]
    calls = iter((0, 1))

    def slowly(picture: Picture, edits: Sequence[Edit]) -> QImage:
        call = next(calls)
        began[call] = True
        if call == 0:
            may_end.wait(10)
        image = make(picture, edits)
        ended[call] = True
        return image

    monkeypatch.setattr(thumbnails, "_small", slowly)
    remove_left(document)
    document.keep()
    await until(lambda: began[0])
    document.undo()
    await until(lambda: ended[1])
    may_end.set()
    await until(lambda: ended[0] and not _is_making())
    assert sides(entry) == (RED, RED)


async def test_the_tray_shows_it(window: MainWindow, photo: Path) -> None:
    entry, document = await opened(window, photo)
    with document.gesture("Paint") as gesture, gesture.painting(Rect(100, 100, 40, 40)) as painted:
        painted[:] = 255
    window.run_job()
    await until(lambda: document.state.preview is not None and not entry.is_busy)
    document.discard()
    card = window.tray.findChild(JobCardButton)
    assert isinstance(card, JobCardButton)
    assert _left_of(card) == RED
    remove_left(document)
    document.keep()
    await until(lambda: _left_of(card) == BLUE)


async def test_a_closed_photo_is_forgotten(window: MainWindow, photo: Path) -> None:
    entry, document = await opened(window, photo)
    remove_left(document)
    document.keep()
    document.mark_saved(document.state.content)
    window.closing.close_document(entry)
    await until(lambda: len(window.documents) == 0)
    assert window.thumbnails._shown == {}


def _is_making() -> bool:
    return any("Thumbnails._make" in repr(task.get_coro()) for task in asyncio.all_tasks())


def _left_of(card: JobCardButton) -> QColor:
    return card.grab().toImage().pixelColor(30, 40)
