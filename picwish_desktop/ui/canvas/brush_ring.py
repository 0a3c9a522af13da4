"""The ring that shows how large the brush is."""

from __future__ import annotations

from math import ceil, floor

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from picwish_desktop.ui.canvas.zoom_view import ZoomView

WIDTH = 3
SMALLEST = 6
TILE = 64
"""Side of the pieces that a ring is kept in: most of those of a large one are empty, and to copy them takes long."""


class BrushRing:
    """Around the pointer, over the picture. Lengths are device pixels."""

    def __init__(self, view: ZoomView) -> None:
        self._view = view
        self._radius, self._reach, self._middle = 0.0, 0.0, 0.0
        self._place: tuple[float, float] | None = None
        self._pieces: list[tuple[int, int, QImage]] = []
        """Each with where it lies from the corner of the whole."""
        self._drawn: tuple[float, float, bool] | None = None
        """The radius, the device pixels to one of the window system's and whether it is shown, that they are for."""

    @property
    def is_shown(self) -> bool:
        """Neither so small that nobody would find it, nor so large that it would lie around what is seen."""
        smallest, largest = SMALLEST * self._view.ratio, max(self._view.device_size)
        return self._view.surface is not None and smallest <= 2 * self._radius <= largest

    def show(self, place: tuple[float, float] | None, radius: float) -> None:
        """Here from now on; None for nowhere."""
        self._update()
        self._place, self._radius = place, radius
        ratio = self._view.ratio
        self._reach = radius + WIDTH * ratio + 1
        wanted = radius, ratio, self.is_shown
        if self._drawn != wanted:
            self._drawn, self._middle = wanted, _side(radius, ratio) / 2
            self._pieces = _pieces(radius, ratio) if self.is_shown else []
        self._update()

    def move(self, x: float, y: float) -> None:
        """To another place: paints again all that lies between, too."""
        if self._place is None:
            self._place = x, y
        (before_x, before_y), reach = self._place, self._reach
        left, top = floor(min(x, before_x) - reach), floor(min(y, before_y) - reach)
        right, bottom = ceil(max(x, before_x) + reach), ceil(max(y, before_y) + reach)
        self._place = x, y
        self._view.update_box(left, top, right - left, bottom - top)

    def paint(self, painter: QPainter) -> None:
        if self._place is None:
            return
        left, top = round(self._place[0] - self._middle), round(self._place[1] - self._middle)
        for x, y, piece in self._pieces:
            painter.drawImage(left + x, top + y, piece)

    def _update(self) -> None:
        if self._place is not None and self._view.surface is not None:
            (x, y), reach = self._place, self._reach
            left, top = floor(x - reach), floor(y - reach)
            self._view.update_box(left, top, ceil(x + reach) - left, ceil(y + reach) - top)


def _side(radius: float, ratio: float) -> int:
    return ceil(2 * (radius + WIDTH * ratio))


def _pieces(radius: float, ratio: float) -> list[tuple[int, int, QImage]]:
    ring = _draw_ring(radius, ratio)
    side = ring.width()
    if side <= 2 * TILE:
        return [(0, 0, ring)]
    inner, middle = radius - WIDTH * ratio, side / 2
    pieces = []
    for y in range(0, side, TILE):
        for x in range(0, side, TILE):
            # the farthest corner: a piece within the ring is empty
            across, down = (max(abs(at - middle), abs(at + TILE - middle)) for at in (x, y))
            if across * across + down * down > inner * inner:
                pieces.append((x, y, ring.copy(x, y, min(TILE, side - x), min(TILE, side - y))))
    return pieces


def _draw_ring(radius: float, ratio: float) -> QImage:
    side = _side(radius, ratio)
    ring = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    ring.fill(Qt.GlobalColor.transparent)
    with QPainter(ring) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # dark around white is seen on any picture
        for color, width in ((QColor(0, 0, 0, 130), WIDTH * ratio), (QColor(255, 255, 255), WIDTH / 2 * ratio)):
            painter.setPen(QPen(color, width))
            painter.drawEllipse(QPointF(side / 2, side / 2), radius, radius)
    return ring
