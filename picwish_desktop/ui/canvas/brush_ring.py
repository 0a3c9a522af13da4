"""The ring that shows how large the brush is."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import ceil, cos, floor, pi, sqrt

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QCursor, QImage, QPainter, QPen, QPixmap

from picwish_desktop.ui.canvas.mask_pen import MARGIN
from picwish_desktop.ui.canvas.zoom_view import ZoomView

WIDTH = 3
SMALLEST = 6
LARGEST_CURSOR = 128
"""Of the window system's pixels: not every one takes larger cursors."""
WHOLE = 192
"""Device pixels across, up to which a ring is painted in one piece. What lies within a larger one is left out: to paint
what cannot be seen takes long."""
STRIPS = 5
DASH, DASHED = 9, 0.6
"""How far it is about from dash to dash, in pixels of the window system, and the share of that which is not empty."""


class BrushRing:
    """Around the pointer. Where it can be it is the cursor itself, which the window system moves sooner than anything
    is painted; else it is painted over the picture. Lengths are device pixels."""

    def __init__(self, view: ZoomView) -> None:
        self._view = view
        self._radius, self._reach, self._middle = 0.0, 0.0, 0.0
        self._is_dashed = False
        self._place: tuple[float, float] | None = None
        self._pieces: list[tuple[int, int, QImage]] = []
        """What is painted: each with where it lies from the corner of the whole."""
        self._drawn: tuple[float, float, bool] | None = None
        """The radius, the device pixels to one of the window system's, and whether it is dashed, that they are for."""

    @property
    def is_shown(self) -> bool:
        """Neither so small that nobody would find it, nor so large that it would lie around what is seen."""
        smallest, largest = SMALLEST * self._view.ratio, max(self._view.device_size)
        return self._view.surface is not None and smallest <= 2 * self._radius <= largest

    @property
    def is_painted(self) -> bool:
        """Whether it is painted over the picture."""
        return self._place is not None and bool(self._pieces)

    @property
    def cursor(self) -> QCursor | None:
        """None where it is painted, or not shown at all."""
        return None if self._pieces or not self.is_shown else _cursor(self._radius, self._view.ratio, self._is_dashed)

    def show(
        self, place: tuple[float, float] | None, radius: float, *, at_pointer: bool, is_dashed: bool = False
    ) -> None:
        """Here from now on; None for nowhere. `at_pointer` unless it stays behind the system's pointer."""
        self._update()
        self._place, self._radius, self._is_dashed = place, radius, is_dashed
        ratio = self._view.ratio
        side = _side(radius, ratio)
        if not self.is_shown or (at_pointer and side <= LARGEST_CURSOR * ratio):
            self._reach, self._pieces, self._drawn = radius + MARGIN, [], None
        elif self._drawn != (radius, ratio, is_dashed):
            self._reach, self._middle = radius + WIDTH * ratio + 1, side / 2
            self._pieces, self._drawn = _pieces(radius, ratio, is_dashed), (radius, ratio, is_dashed)
        self._update()

    def move(self, x: float, y: float) -> None:
        """To another place: paints again all that lies between, too."""
        if self._place is None:
            self._place = x, y
        (before_x, before_y), reach = self._place, self._reach
        # each move comes here, and to call for the least takes longer than to compare
        left, right = (x, before_x) if x < before_x else (before_x, x)
        top, bottom = (y, before_y) if y < before_y else (before_y, y)
        left, top = floor(left - reach), floor(top - reach)
        self._place = x, y
        self._view.update_box(left, top, ceil(right + reach) - left, ceil(bottom + reach) - top)

    def paint(self, painter: QPainter) -> None:
        if self._place is None or not self._pieces:
            return
        left, top = round(self._place[0] - self._middle), round(self._place[1] - self._middle)
        for x, y, piece in self._pieces:
            painter.drawImage(left + x, top + y, piece)

    def _update(self) -> None:
        if self._place is not None and self._pieces and self._view.surface is not None:
            (x, y), reach = self._place, self._reach
            left, top = floor(x - reach), floor(y - reach)
            self._view.update_box(left, top, ceil(x + reach) - left, ceil(y + reach) - top)


@lru_cache(maxsize=16)
def _cursor(radius: float, ratio: float, is_dashed: bool) -> QCursor:
    pixmap = QPixmap.fromImage(_draw_ring(radius, ratio, is_dashed))
    pixmap.setDevicePixelRatio(ratio)
    return QCursor(pixmap)


def _side(radius: float, ratio: float) -> int:
    return ceil(2 * (radius + WIDTH * ratio))


def _pieces(radius: float, ratio: float, is_dashed: bool) -> list[tuple[int, int, QImage]]:
    ring = _draw_ring(radius, ratio, is_dashed)
    side = ring.width()
    if side <= WHOLE:
        return [(0, 0, ring)]
    # strips of as much of the ring each, and of each strip its left and its right end
    outer, inner = side / 2, radius - WIDTH * ratio
    ends = [round(outer - outer * cos(pi * strip / STRIPS)) for strip in range(STRIPS + 1)]
    pieces = []
    for top, bottom in pairwise(ends):
        nearest, farthest = sorted((abs(top - outer), abs(bottom - outer)))
        if top < outer < bottom:
            nearest = 0.0
        left = floor(outer - sqrt(outer * outer - nearest * nearest))
        hole = sqrt(max(0.0, inner * inner - farthest * farthest))
        width = ceil(outer - hole) - left if hole > 1 else side - 2 * left
        parts = (left, side - left - width) if hole > 1 else (left,)
        pieces += [(x, top, ring.copy(x, top, width, bottom - top)) for x in parts]
    return pieces


def _draw_ring(radius: float, ratio: float, is_dashed: bool) -> QImage:
    side = _side(radius, ratio)
    ring = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    ring.fill(Qt.GlobalColor.transparent)
    with QPainter(ring) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # dark around white is seen on any picture
        for color, width in ((QColor(0, 0, 0, 130), WIDTH * ratio), (QColor(255, 255, 255), WIDTH / 2 * ratio)):
            pen = QPen(color, width, c=Qt.PenCapStyle.FlatCap)
            if is_dashed:
                dash = _dash(radius, ratio)
                pen.setDashPattern([dash * DASHED / width, dash * (1 - DASHED) / width])
            painter.setPen(pen)
            painter.drawEllipse(QPointF(side / 2, side / 2), radius, radius)
    return ring


def _dash(radius: float, ratio: float) -> float:
    """So long that the last one ends where the first one begins."""
    around = 2 * pi * radius
    return around / max(4, round(around / (DASH * ratio)))
