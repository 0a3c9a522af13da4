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
    """Of one picture of a matte; a new one is made when that changes."""

    def __init__(self, alpha: NDArray[np.uint8], area: Rect) -> None:
        """`alpha` is how much of each pixel of the view in `area` is the subject."""
        self.area = area
        self._rows, self._columns = np.nonzero(contour(alpha >= HALF))
        self._overlay = np.zeros((*alpha.shape, 4), np.uint8)

    def paint(self, painter: QPainter, phase: int, ratio: float) -> None:
        """Draw it one step further for each `phase`."""
        if not self._rows.size:
            return
        dash = max(1, round(DASH * ratio))
        is_light = (self._rows + self._columns + phase * dash // 2) // dash % 2
        self._overlay[self._rows, self._columns, :3] = is_light[:, None] * np.uint8(255)
        self._overlay[self._rows, self._columns, 3] = 255
        image = image_over(self._overlay, None, QImage.Format.Format_ARGB32_Premultiplied)
        painter.drawImage(self.area.x, self.area.y, image)


def contour(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The pixels inside that have a neighbour outside by a side; the array's border is no edge."""
    edge = np.zeros_like(inside)
    edge[1:] |= inside[1:] & ~inside[:-1]
    edge[:-1] |= inside[:-1] & ~inside[1:]
    edge[:, 1:] |= inside[:, 1:] & ~inside[:, :-1]
    edge[:, :-1] |= inside[:, :-1] & ~inside[:, 1:]
    return edge
