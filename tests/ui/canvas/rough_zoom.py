"""What is to be seen while a zoom moves. Also a process of its own, because Qt reads the screen's scaling at its start
only."""

import sys
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication

from picwish_desktop.imaging.pyramid import DisplayPixels
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.cells import Cells
from picwish_desktop.ui.canvas.surface import Surface
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.canvas.viewport import Viewport
from tests.ui.canvas.acting import Hand, grabbed, noise, picture_of, seen


def check() -> None:
    application = QApplication([])
    canvas = Canvas()
    canvas.resize(401, 301)
    canvas.show()
    pixels = noise(900, 700)
    canvas.set_document(Document(Photo(pixels, Metadata("PNG"))), picture_of(pixels))
    canvas.set_tool(Tool.HAND)
    canvas.zoom_to(1.0)
    for delta in (60, 60, -300):
        Hand(canvas).turn_wheel((450, 350), delta)
        # the last row and column of the screen may belong to no whole pixel of the window system
        shows_scaled(canvas, canvas.surface, grabbed(canvas), canvas.viewport.visible_area.grown(-2))
    sys.stdout.write(f"{canvas.ratio}\n")
    canvas.close()
    application.quit()


def shows_scaled(canvas: Canvas, cells: Cells | None, view: DisplayPixels, part: Rect) -> None:
    """Assert that in `part` of the view, `view` shows what is kept in `cells` as large as it is now, each pixel at most
    one beside the nearest, and the background where nothing is kept."""
    assert canvas.is_rough
    assert cells is not None
    assert not part.is_empty
    before, kept = cells.viewport, seen(cast(Surface, cells))[..., ::-1]
    columns = _places(part.x, part.right, canvas.viewport.x, before.x, canvas.viewport, before)
    rows = _places(part.y, part.bottom, canvas.viewport.y, before.y, canvas.viewport, before)
    here = before.visible_area
    shown = view[part.slices]
    column, row = (_nearest(places, kept.shape[axis]) for places, axis in ((columns, 1), (rows, 0)))
    is_kept = np.zeros(shown.shape[:2], bool)
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            there = _nearest(row + down, kept.shape[0])[:, np.newaxis], _nearest(column + across, kept.shape[1])
            is_kept |= (kept[there] == shown).all(axis=2)
    background = canvas.background
    is_background = (shown == (background.red(), background.green(), background.blue())).all(axis=2)
    assert is_kept[_within(rows, columns, here.grown(-1))].all()
    assert is_background[~_within(rows, columns, here.grown(1))].all()
    assert (is_kept | is_background).all()


def _places(
    first: int, end: int, start: int, start_before: int, now: Viewport, before: Viewport
) -> NDArray[np.float64]:
    """Where the middles of the view's pixels were before."""
    places = np.arange(first, end, dtype=np.float64) + (0.5 - start)
    return np.asarray(places * (before.scale / now.scale) + start_before, np.float64)


def _nearest(places: NDArray[np.float64] | NDArray[np.int64], length: int) -> NDArray[np.int64]:
    return np.clip(np.floor(places), 0, length - 1).astype(np.int64)


def _within(rows: NDArray[np.float64], columns: NDArray[np.float64], rect: Rect) -> NDArray[np.bool_]:
    down, across = (rect.y <= rows) & (rows < rect.bottom), (rect.x <= columns) & (columns < rect.right)
    return down[:, np.newaxis] & across
