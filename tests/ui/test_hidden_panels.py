"""F gives the room beside and below the photo to the photo, which stays under the eye."""

from pathlib import Path

import pytest
import skimage.data
from PIL import Image
from PySide6.QtCore import QPoint

from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.main_window import MainWindow
from tests.ui.test_tray_room import MARK
from tests.ui.whole_window import idle, opened
from tests.waiting import until


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "coffee.png"
    Image.fromarray(skimage.data.coffee()).resize((1500, 1200)).save(path)
    return path


def place(window: MainWindow) -> tuple[QPoint, float]:
    """Of the photo on the screen, and its scale."""
    view, ratio = window.canvas.viewport, window.canvas.ratio
    return window.canvas.mapToGlobal(QPoint(round(view.x / ratio), round(view.y / ratio))), view.scale


@pytest.mark.parametrize("scale", [1.0, 2.0])
async def test_a_photo_that_is_zoomed_stays(window: MainWindow, photo: Path, scale: float) -> None:
    await opened(window, photo)
    canvas, hidden = window.canvas, window.commands[Command.HIDE_PANELS]
    await until(lambda: canvas.isVisible() and canvas.viewport.height > 100)
    canvas.zoom_to(scale)
    canvas.pan(-90, -40)
    before, width = place(window), canvas.width()
    hidden.setChecked(True)
    await until(lambda: canvas.width() == window.width())
    assert place(window) == before
    hidden.setChecked(False)
    await until(lambda: canvas.width() == width)
    assert place(window) == before


async def test_one_that_fits_fits_the_room_it_gets(window: MainWindow, photo: Path) -> None:
    await opened(window, photo)
    canvas = window.canvas
    await until(lambda: canvas.isVisible() and canvas.viewport.height > 100)
    window.commands[Command.HIDE_PANELS].setChecked(True)
    await until(lambda: canvas.width() == window.width())
    assert canvas.viewport == canvas.viewport.fitted()


async def test_the_tray_goes_too_and_comes_back(window: MainWindow, photo: Path) -> None:
    entry, document = await opened(window, photo)
    hidden = window.commands[Command.HIDE_PANELS]
    with document.gesture("Paint") as gesture, gesture.painting(MARK) as painted:
        painted[:] = 255
    hidden.setChecked(True)
    window.run_job()
    await until(lambda: document.state.preview is not None)
    await idle(entry)
    assert not window.tray.isVisible()
    hidden.setChecked(False)
    assert window.tray.isVisible()
    hidden.setChecked(True)
    assert not window.tray.isVisible()
    window.jobs.forget(entry)
    hidden.setChecked(False)
    # there is nothing in it
    await until(lambda: not window.tray.isVisible())
