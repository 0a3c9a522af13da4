"""A line of dashes that marches along a cutout's edge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter

from picwish_desktop.model.geometry import EMPTY, Rect, beside
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.viewport import Viewport

DASH = 4
"""Pixels of a dash, and of a step of the march's four."""
HALF = 128
TICK_MS = 120
TILE = 256
"""Pixels of a side of what is painted at once: most of a view is far from the edge, and need not be looked at."""
LIGHT, DARK = 0xFFFFFFFF, 0xFF000000


class Outline:
    """Of one picture of a matte. Places in it are told from the picture's corner, so that what is known of the edge,
    and each dash on it, stays when the picture is moved."""

    def __init__(self, alpha: NDArray[np.uint8], viewport: Viewport) -> None:
        """`alpha` is how much of each pixel in the visible area of `viewport` is the subject."""
        self._tiles: dict[Rect, _Tile] = {}
        """Those that it goes through."""
        self._visible = EMPTY
        self.move(alpha, viewport)

    def move(self, alpha: NDArray[np.uint8], viewport: Viewport) -> None:
        """The picture is elsewhere in a view of the same size, and as large as before."""
        self.viewport = viewport
        before, self._visible = self._visible, viewport.visible_area.translated(-viewport.x, -viewport.y)
        self._tiles = {place: tile for place, tile in self._tiles.items() if place.overlaps(self._visible)}
        for part in beside(_with_the_same_around(before, self._visible), self._visible):
            self._find(part, alpha)

    def follow(self, alpha: NDArray[np.uint8], part: Rect) -> None:
        """`alpha` is another, but only in `part` of the view."""
        # a pixel is on the edge by what its neighbours are
        reached = part.translated(-self.viewport.x, -self.viewport.y).grown(1)
        self._find(reached.intersection(self._visible), alpha)

    def paint(self, painter: QPainter, phase: int, ratio: float) -> None:
        """Draw it one step further for each `phase`."""
        dash = max(1, round(DASH * ratio))
        for place, tile in self._tiles.items():
            tile.draw(phase, dash)
            painter.drawImage(self.viewport.x + place.x, self.viewport.y + place.y, tile.image)

    def _find(self, part: Rect, alpha: NDArray[np.uint8]) -> None:
        """Find the edge anew in `part` of what is visible."""
        if part.is_empty:
            return
        around = part.grown(1).intersection(self._visible)
        edge = contour(alpha[around.translated(-self._visible.x, -self._visible.y).slices] >= HALF)
        for top in range(part.y // TILE * TILE, part.bottom, TILE):
            for left in range(part.x // TILE * TILE, part.right, TILE):
                place = Rect(left, top, TILE, TILE)
                inside = place.intersection(part)
                found = edge[inside.translated(-around.x, -around.y).slices]
                tile = self._tiles.get(place)
                if tile is None and found.any():
                    tile = self._tiles[place] = _Tile(place)
                if tile is not None:
                    tile.put(found, inside.translated(-left, -top))


class _Tile:
    """A part of an outline."""

    def __init__(self, place: Rect) -> None:
        self._pixels = np.zeros((TILE, TILE), np.uint32)
        """Not 0 on the edge."""
        self.image = image_over(
            self._pixels.view(np.uint8).reshape(TILE, TILE, 4), None, QImage.Format.Format_ARGB32_Premultiplied
        )
        self._start = place.x + place.y
        self._spots: NDArray[np.intp] | None = None
        """Where it is not 0; None until that is needed."""
        self._along = np.empty(0, np.intp)
        """How far along the dashes' pattern each of these is."""
        self._drawn = 0, 0
        """Phase and length of the dashes."""

    def put(self, edge: NDArray[np.bool_], part: Rect) -> None:
        """`edge` is what of it is in `part` of the tile."""
        pixels = self._pixels[part.slices]
        if edge.any() or pixels.any():
            pixels[:] = edge
            self._spots = None

    def draw(self, phase: int, dash: int) -> None:
        if self._spots is not None and self._drawn == (phase, dash):
            return
        if self._spots is None:
            # in truth values they are found in a fifth of the time
            self._spots = np.flatnonzero(self._pixels != 0)
            self._along = self._start + self._spots // TILE + self._spots % TILE
        self._drawn = phase, dash
        is_light = (self._along + phase * dash // 2) // dash % 2
        self._pixels.reshape(-1)[self._spots] = np.where(is_light, LIGHT, DARK)


def contour(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The pixels inside that have a neighbour outside by a side; the array's border is no edge."""
    within = inside.copy()
    within[1:] &= inside[:-1]
    within[:-1] &= inside[1:]
    within[:, 1:] &= inside[:, :-1]
    within[:, :-1] &= inside[:, 1:]
    within ^= inside
    return within


def _with_the_same_around(one: Rect, other: Rect) -> Rect:
    """The pixels in both that have the same neighbours in both."""
    both = one.intersection(other)
    left, top = both.x + (one.x != other.x), both.y + (one.y != other.y)
    right, bottom = both.right - (one.right != other.right), both.bottom - (one.bottom != other.bottom)
    return Rect(left, top, right - left, bottom - top).intersection(both)
