"""What is seen of a hint over the picture."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.hint_stroke import Hint
from picwish_desktop.ui.canvas.viewport import Viewport

KEEP, REMOVE = QColor(67, 181, 129, 130), QColor(255, 77, 106, 130)
THINNEST = 3.0
"""Pixels of the view: a thinner line nobody would see."""
SIDE = 1024
"""Of a tile, in pixels of the view. Smaller ones take less memory, but a wide line is drawn anew in each."""
MOST_TILES = 64
"""256 MB for a hint at worst; a view of 7680 × 4320 has 54."""

Place = tuple[int, int]
"""Column and row of a tile, from the corner of what is shown of the photo."""


class _Tile:
    def __init__(self) -> None:
        self.image: QImage | None = None
        """None until there is something in it."""
        self.n_drawn = 0
        """Lines that are in it, or that do not reach it."""


class HintLayer:
    """Tiles into which each line is drawn once: to paint all of a long stroke at each of its moves takes the longer the
    longer it is. They lie on the picture: Qt draws a line a little otherwise where the border of an image cuts it, and
    so it is cut at the same places wherever the picture was panned to and however large the view is."""

    def __init__(self, hint: Hint) -> None:
        self.hint = hint
        self._look: tuple[float, tuple[int, int]] | None = None
        """The scale, and where what is shown of the photo begins, that it is drawn for."""
        self._lines = np.empty((0, 4))
        """From x, y to x, y, in pixels of the view from the corner of what is shown."""
        self._tiles: dict[Place, _Tile] = {}

    def paint(self, painter: QPainter, viewport: Viewport, exposed: Rect, *, is_rough: bool) -> None:
        """What of it lies in `exposed`, in pixels of the view; where it `is_rough`, of another size than it was."""
        if is_rough and self._look is not None and self._look[1] == viewport.origin:
            self._paint_scaled(painter, viewport, viewport.scale / self._look[0])
            return
        look = viewport.scale, viewport.origin
        if look != self._look:
            self._look, self._lines = look, np.empty((0, 4))
            self._tiles.clear()
        self._place_missing(viewport)
        seen = exposed.translated(-viewport.x, -viewport.y)
        for place in _places(seen):
            if (image := self._drawn(place)) is not None:
                area = _area(place)
                part = area.intersection(seen)
                left, top = part.x + viewport.x, part.y + viewport.y
                painter.drawImage(left, top, image, part.x - area.x, part.y - area.y, part.width, part.height)

    @property
    def _width(self) -> float:
        """Of the line, in pixels of the view."""
        assert self._look is not None
        return max(THINNEST, self.hint.diameter * self._look[0])

    def _paint_scaled(self, painter: QPainter, viewport: Viewport, factor: float) -> None:
        for place, tile in self._tiles.items():
            if tile.image is not None:
                left, top, width, height = (length * factor for length in _area(place))
                painter.drawImage(QRectF(viewport.x + left, viewport.y + top, width, height), tile.image)

    def _place_missing(self, viewport: Viewport) -> None:
        missing = self.hint.lines[len(self._lines) :]
        if missing:
            ends = np.array(missing, float).reshape(-1, 4) * viewport.scale - (*viewport.corner, *viewport.corner)
            self._lines = np.concatenate((self._lines, ends))

    def _drawn(self, place: Place) -> QImage | None:
        """The tile with all lines; None where none reaches it."""
        tile = self._tiles.get(place)
        if tile is None:
            while len(self._tiles) >= MOST_TILES:
                del self._tiles[next(iter(self._tiles))]
            tile = self._tiles[place] = _Tile()
        if tile.n_drawn == len(self._lines):
            return tile.image
        lines = self._reaching(_area(place), tile.n_drawn)
        tile.n_drawn = len(self._lines)
        if len(lines):
            if tile.image is None:
                tile.image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32_Premultiplied)
                tile.image.fill(Qt.GlobalColor.transparent)
            self._draw(tile.image, lines)
        return tile.image

    def _reaching(self, area: Rect, begin: int) -> NDArray[np.float64]:
        """The lines from `begin` that may reach `area`, from its corner."""
        lines = self._lines[begin:]
        reach = self._width / 2 + 1
        xs, ys = lines[:, 0::2], lines[:, 1::2]
        across = (xs.min(axis=1) < area.right + reach) & (xs.max(axis=1) > area.x - reach)
        down = (ys.min(axis=1) < area.bottom + reach) & (ys.max(axis=1) > area.y - reach)
        reaching: NDArray[np.float64] = lines[across & down] - (area.x, area.y, area.x, area.y)
        return reaching

    def _draw(self, image: QImage, lines: NDArray[np.float64]) -> None:
        color = KEEP if self.hint.is_keeping else REMOVE
        with QPainter(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            # so that a line over another one is not darker there
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.setPen(QPen(color, self._width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            for left, top, right, bottom in lines.tolist():
                if (left, top) == (right, bottom):
                    painter.drawPoint(QPointF(left, top))
                else:
                    painter.drawLine(QLineF(left, top, right, bottom))


def _area(place: Place) -> Rect:
    return Rect(place[0] * SIDE, place[1] * SIDE, SIDE, SIDE)


def _places(area: Rect) -> Iterator[Place]:
    """Of the tiles that `area` reaches."""
    for row in range(area.y // SIDE, -(-area.bottom // SIDE)):
        for column in range(area.x // SIDE, -(-area.right // SIDE)):
            yield column, row
