"""Pictures that are dragged out of the window: the file is made while the button is held."""

import asyncio
import tempfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from picwish_desktop.app import build
from picwish_desktop.imaging.read import read
from picwish_desktop.imaging.write import Encoding
from picwish_desktop.model.backdrop import ColorBackdrop
from picwish_desktop.model.cutout import Look
from picwish_desktop.ui import dragging
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.rail import BACKGROUND, REMOVE_OBJECTS
from picwish_desktop.ui.widgets.drag_handle import DragHandle
from picwish_desktop.workflows import cutout_files
from picwish_desktop.workflows.cutout_files import FrozenCutout
from tests.ui.cutting_out import HEIGHT, WIDTH, cutout_of, draw_photo, with_cutout
from tests.ui.whole_window import opened
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("known_cutouts")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def job() -> str:
    return BACKGROUND.id


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return draw_photo(tmp_path / "thing.png")


@pytest.fixture
def dragged(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What would hang on the pointer."""
    files: list[Path] = []

    def drag(_handle: DragHandle, path: Path, thumbnail: QImage | None) -> None:
        assert thumbnail is not None
        files.append(path)

    monkeypatch.setattr(DragHandle, "drag", drag)
    assert window.tool_strip.drag_handle is not None
    return files


def press(window: MainWindow) -> None:
    QTest.mousePress(window.tool_strip.drag_handle, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))


def move(window: MainWindow, by: int = 40) -> None:
    handle, place = window.tool_strip.drag_handle, QPointF(10 + by, 10)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        handle.mapToGlobal(place),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(handle, event)


def release(window: MainWindow) -> None:
    QTest.mouseRelease(window.tool_strip.drag_handle, Qt.MouseButton.LeftButton, pos=QPoint(50, 10))


async def is_made(window: MainWindow) -> None:
    await until(lambda: window.dragging._making is None)


async def test_a_cutout_is_dragged_out_with_its_transparency(
    window: MainWindow, photo: Path, dragged: list[Path]
) -> None:
    _, document = await with_cutout(window, photo)
    press(window)
    await is_made(window)
    assert dragged == [], "it is held, not dragged"
    move(window, 1)
    assert dragged == []
    move(window)
    (path,) = dragged
    assert path.name == "thing-cutout.png"
    assert np.array_equal(read(path).pixels[..., 3], cutout_of(document).matte)
    assert document.has_unsaved_changes, "dragging it out is not saving it"


async def test_the_picture_of_the_other_job(window: MainWindow, photo: Path, dragged: list[Path]) -> None:
    await with_cutout(window, photo)
    window.choose_job(REMOVE_OBJECTS.id)
    press(window)
    await is_made(window)
    move(window)
    (path,) = dragged
    assert path.name == "thing.png"
    with Image.open(path) as image:
        assert (image.mode, image.size) == ("RGB", (WIDTH, HEIGHT))


async def test_what_is_let_go_too_early_says_so(window: MainWindow, photo: Path, dragged: list[Path]) -> None:
    await with_cutout(window, photo)
    told: list[str] = []
    window.documents.told.connect(told.append)
    press(window)
    move(window)
    release(window)
    assert told == ["The picture is still being made. Hold the button a moment longer, then drag."]
    await is_made(window)
    move(window)
    assert dragged == []
    press(window)
    await is_made(window)
    move(window)
    assert len(dragged) == 1


async def test_a_click_says_nothing(window: MainWindow, photo: Path, dragged: list[Path]) -> None:
    await with_cutout(window, photo)
    told: list[str] = []
    window.documents.told.connect(told.append)
    press(window)
    release(window)
    await is_made(window)
    assert (told, dragged) == ([], [])


async def test_what_an_earlier_press_asked_for_is_not_dragged(
    window: MainWindow, photo: Path, tmp_path: Path, dragged: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, document = await with_cutout(window, photo)
    other = draw_photo(tmp_path / "other.png", grain=1)
    loop, goes_on = asyncio.get_running_loop(), asyncio.Event()
    write = cutout_files.write_cutout
    begun = asyncio.Event()

    def slow(frozen: FrozenCutout, path: Path, encoding: Encoding) -> None:
        # as a very large picture would be
        loop.call_soon_threadsafe(begun.set)
        asyncio.run_coroutine_threadsafe(goes_on.wait(), loop).result(30)
        write(frozen, path, encoding)

    monkeypatch.setattr(dragging, "write_cutout", slow)
    press(window)
    release(window)
    await begun.wait()
    document.set_look("Backdrop", Look(ColorBackdrop((255, 0, 0))))
    await opened(window, other)
    press(window)
    await is_made(window)
    goes_on.set()
    await until(lambda: not window.dragging._all)
    move(window)
    (path,) = dragged
    assert path.name == "other.png"


async def test_a_look_that_is_being_dragged_counts_as_it_stands(
    window: MainWindow, photo: Path, dragged: list[Path]
) -> None:
    await with_cutout(window, photo)
    window.background_panel.look_changed.emit(Look(ColorBackdrop((255, 0, 0))), False)
    press(window)
    await is_made(window)
    move(window)
    with Image.open(dragged[0]) as image:
        assert image.getpixel((2, 2)) == (255, 0, 0)


async def test_what_cannot_be_made_is_said(
    window: MainWindow, photo: Path, dragged: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_cutout(window, photo)
    told: list[str] = []
    window.documents.told.connect(told.append)
    monkeypatch.setattr(tempfile, "tempdir", "/no/such/folder")
    press(window)
    await is_made(window)
    move(window)
    assert dragged == []
    assert len(told) == 1
    assert told[0].startswith("The picture cannot be dragged out")


async def test_nothing_stays_when_the_window_closes(photo: Path, temporary: Path) -> None:
    app = build()
    window = app.window
    window.show()
    await opened(window, photo)
    for _ in range(2):
        press(window)
        release(window)
        await is_made(window)
    press(window)
    release(window)
    assert len(list(temporary.glob("picwish-*/*/*.png"))) >= 2
    window.close()
    await asyncio.wait_for(window.closed, 30)
    await app.close()
    assert list(temporary.iterdir()) == []
    window.deleteLater()
