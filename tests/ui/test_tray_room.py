"""The tray of jobs comes and goes below the photo, which stays under the eye."""

from pathlib import Path

import pytest
import skimage.data
from PIL import Image
from PySide6.QtCore import QPoint

from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.main_window import MainWindow
from tests.ui.whole_window import opened
from tests.waiting import until

MARK = Rect(700, 500, 60, 40)


@pytest.mark.parametrize(("size", "scale"), [((2400, 600), None), ((1500, 1500), 2.0)])
async def test_the_photo_stays_when_a_removal_opens_the_tray(
    window: MainWindow, tmp_path: Path, size: tuple[int, int], scale: float | None
) -> None:
    """One that fits and has room above and below it, and one that is larger than the canvas."""
    path = tmp_path / "coffee.png"
    Image.fromarray(skimage.data.coffee()).resize(size).save(path)
    entry, document = await opened(window, path)
    await until(lambda: window.canvas.isVisible() and window.canvas.viewport.height > 100)
    if scale is not None:
        window.canvas.zoom_to(scale)
    with document.gesture("Paint") as gesture, gesture.painting(MARK) as painted:
        painted[:] = 255
    height, before = window.canvas.height(), _place(window)
    assert not window.tray.isVisible()
    window.run_job()
    await until(lambda: window.canvas.height() == height - window.tray.height())
    assert _place(window) == before
    await until(lambda: document.state.preview is not None and not entry.is_busy)
    assert _place(window) == before
    document.keep()
    assert _place(window) == before
    window.jobs.forget(entry)
    await until(lambda: window.canvas.height() == height)
    assert _place(window) == before


def _place(window: MainWindow) -> tuple[QPoint, float]:
    """Of the photo on the screen, and its scale."""
    view, ratio = window.canvas.viewport, window.canvas.ratio
    return window.canvas.mapToGlobal(QPoint(round(view.x / ratio), round(view.y / ratio))), view.scale
