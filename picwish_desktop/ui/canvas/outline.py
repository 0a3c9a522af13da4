"""A line of dashes that marches along a cutout's edge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter

from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.images import image_over

DASH = 4
"""Pixels of a dash, and of a step of the march's four."""
HALF = 128
TICK_MS = 120


class Outline:
    """Of one picture of a matte."""

    def __init__(self, alpha: NDArray[np.uint8], area: Rect) -> None:
        """`alpha` is how much of each pixel of the view in `area` is the subject."""
        self.area = area
        self._inside = alpha >= HALF
        self._edge = contour(self._inside)
        self._overlay = np.zeros((*alpha.shape, 4), np.uint8)
        self._points: tuple[NDArray[np.intp], NDArray[np.intp]] | None = None
        """Rows and columns of the edge; None until they are needed."""
        self._drawn: tuple[int, int] | None = None
        """Phase and length of the dashes in the overlay."""

    def follow(self, alpha: NDArray[np.uint8], part: Rect) -> None:
        """`alpha` is another, but only in `part` of the view."""
        whole = Rect(0, 0, self.area.width, self.area.height)
        part = part.translated(-self.area.x, -self.area.y).intersection(whole)
        self._inside[part.slices] = alpha[part.slices] >= HALF
        # a pixel is on the edge by what its neighbours are
        beside = part.grown(1).intersection(whole)
        around = beside.grown(1).intersection(whole)
        edge = contour(self._inside[around.slices])
        self._edge[beside.slices] = edge[beside.translated(-around.x, -around.y).slices]
        self._overlay[beside.slices] = 0
        self._points = None
        if self._drawn is not None:
            rows, columns = np.nonzero(self._edge[beside.slices])
            self._draw(rows + beside.y, columns + beside.x, *self._drawn)

    def paint(self, painter: QPainter, phase: int, ratio: float) -> None:
        """Draw it one step further for each `phase`."""
        wanted = phase, max(1, round(DASH * ratio))
        if self._drawn != wanted:
            if self._points is None:
                rows, columns = np.nonzero(self._edge)
                self._points = rows, columns
            self._draw(*self._points, *wanted)
            self._drawn = wanted
        image = image_over(self._overlay, None, QImage.Format.Format_ARGB32_Premultiplied)
        painter.drawImage(self.area.x, self.area.y, image)

    def _draw(self, rows: NDArray[np.intp], columns: NDArray[np.intp], phase: int, dash: int) -> None:
        is_light = (rows + columns + phase * dash // 2) // dash % 2
        self._overlay[rows, columns, :3] = is_light[:, None] * np.uint8(255)
        self._overlay[rows, columns, 3] = 255


def contour(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The pixels inside that have a neighbour outside by a side; the array's border is no edge."""
    edge = np.zeros_like(inside)
    edge[1:] |= inside[1:] & ~inside[:-1]
    edge[:-1] |= inside[:-1] & ~inside[1:]
    edge[:, 1:] |= inside[:, 1:] & ~inside[:, :-1]
    edge[:, :-1] |= inside[:, :-1] & ~inside[:, 1:]
    return edge
