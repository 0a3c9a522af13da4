"""What really is on the screen of a canvas in a window, not what it would paint."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from unittest.mock import patch

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from picwish_desktop.imaging.pyramid import DisplayPixels
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect, bounds_of
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import Hand, array_of, noise, picture_of

PLACE = 37, 23
SIZE = 402, 302
PANS = ((-31, 17), (12, 0), (0, -23), (1, 1), (-64, -40), (700, 5), (-9, 300), (3, 3), (-2000, -2000))
"""In pixels of the window system; the last ones as far as the picture goes, and no further."""
TURNS = 30, 120, 240, -60, 480, -960, -30, 360, -480
"""Of the wheel, in eighths of a degree."""


class RealScreen:
    def __init__(self) -> None:
        self.window = QWidget()
        self.window.resize(533, 421)
        self.canvas = Canvas(self.window)
        self.canvas.setGeometry(*PLACE, *SIZE)
        self.button = QPushButton(self.window)
        self.button.setGeometry(300, 200, 80, 30)
        self.button.hide()
        self.window.show()
        QTest.qWaitForWindowExposed(self.window)
        pixels = noise(1500, 1300)
        self.document = Document(Photo(pixels, Metadata("PNG")))
        self.canvas.set_document(self.document, picture_of(pixels))
        self.canvas.set_tool(Tool.HAND)
        self.canvas.zoom_to(1.0)
        self.settle()

    def painted(self) -> int:
        """Paint what waits; gives how many pixels of the picture were copied for that."""
        surface = self.canvas.surface
        assert surface is not None
        with patch.object(surface, "copy_to", wraps=surface.copy_to) as copied:
            self.paint()
        return sum(call.args[1].area for call in copied.call_args_list)

    def exposed(self) -> Rect:
        """Paint what waits; gives what holds all of that."""
        with patch.object(self.canvas, "paint_overlays") as painted:
            self.paint()
        return bounds_of(call.args[1] for call in painted.call_args_list)

    def pan(self, dx: int, dy: int) -> None:
        ratio = self.canvas.ratio
        self.canvas.pan(round(dx * ratio), round(dy * ratio))

    def settle(self) -> None:
        """Draw and paint what a slow machine leaves for a little later: what is not drawn is not moved."""
        self.canvas.draw_missing()
        self.paint()

    def paint(self) -> None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)

    def is_right(self) -> bool:
        """Whether it shows what it would paint afresh."""
        self.paint()
        return np.array_equal(self._seen(), array_of(self.window.grab().toImage()))

    def has_lines_where_pixels_begin(self) -> bool:
        """Whether the grid's lines begin where the picture's pixels do, as both are seen."""
        with_grid = self._inside()
        with patch.object(self.canvas._grid, "paint"):
            self.canvas.update()
            self.paint()
            plain = self._inside()
        self.canvas.update()
        self.paint()
        for turned in ((0, 1, 2), (1, 0, 2)):
            one, other = plain.transpose(turned), with_grid.transpose(turned)
            begins = (one[:, 1:] != one[:, :-1]).any(axis=2).mean(axis=0) > 0.5
            is_line = (one != other).any(axis=2).mean(axis=0) > 0.9
            if not begins.any() or not np.array_equal(begins, is_line[1:] & ~is_line[:-1]):
                return False
        return True

    def _inside(self) -> DisplayPixels:
        """What is seen of the canvas, but for its border."""
        place, ratio = self.canvas.geometry().adjusted(2, 2, -2, -2), self.canvas.ratio
        left, top, right, bottom = (
            round(at * ratio) for at in (place.left(), place.top(), place.right(), place.bottom())
        )
        return self._seen()[top:bottom, left:right]

    def _seen(self) -> DisplayPixels:
        pixels = array_of(self.window.screen().grabWindow(self.window.winId()).toImage())
        # what is behind a window is nobody's
        pixels[..., 3] = 255
        return pixels


def _hold_large_brush(screen: RealScreen) -> None:
    screen.canvas.set_tool(Tool.BRUSH)
    screen.canvas.set_brush_size(200)
    Hand(screen.canvas).move((750, 650))


def _begin_polygon(screen: RealScreen) -> None:
    screen.canvas.set_tool(Tool.POLYGON)
    hand = Hand(screen.canvas)
    hand.click((700, 620))
    hand.move((760, 650))


STANDING: Mapping[str, Callable[[RealScreen], None]] = {
    "divider": lambda screen: screen.canvas.set_compare(True),
    "original": lambda screen: screen.canvas.set_showing_original(True),
    "progress": lambda screen: screen.canvas.set_progress(0.4),
    "ring": _hold_large_brush,
    "polygon": _begin_polygon,
}
"""What is the view's and not the picture's."""


def check() -> None:
    """What `test_panning` has a process of its own check: Qt reads the screen's scaling at its start only."""
    application = QApplication([])
    screen = RealScreen()
    for dx, dy in PANS:
        screen.pan(dx, dy)
        assert screen.is_right(), (dx, dy)
    # half a pixel of the window system, where there are two of the screen to one of these
    screen.canvas.pan(1, 1)
    assert screen.is_right()
    for place in PLACE, (36, 24), (35, 21):
        # where it begins between two pixels, too
        screen.canvas.move(*place)
        for scale in (24.0, 33.0):
            screen.canvas.zoom_to(scale)
            screen.settle()
            assert screen.is_right()
            assert screen.has_lines_where_pixels_begin(), (place, scale)
    screen.canvas.move(*PLACE)
    screen.canvas.zoom_fit()
    screen.settle()
    for delta in TURNS:
        Hand(screen.canvas).turn_wheel((500, 900), delta)
        assert screen.is_right(), delta
    sys.stdout.write(f"{screen.canvas.ratio}\n")
    screen.window.close()
    application.quit()
