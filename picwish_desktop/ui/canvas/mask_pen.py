"""A round pen on a mask of any size."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QBrush, QColor

from picwish_desktop.model.geometry import Rect, line_bounds
from picwish_desktop.model.mask import Mask
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.pen import MARGIN, Pen

LONGEST_SIDE = 32000
"""Qt paints on no more than 32767 pixels a side."""
THINNEST = 1.0


class MaskPen:
    """Sets what it draws to one level. Where the mask is longer than Qt paints, its image moves with the lines."""

    def __init__(self, mask: Mask, level: int, width: float) -> None:
        self._mask = mask
        self._brush = QBrush(QColor(level, level, level))
        self._width = max(THINNEST, width)
        self._area = Rect(0, 0, mask.shape[1], mask.shape[0])
        self._part = self._area.intersection(Rect(0, 0, LONGEST_SIDE, LONGEST_SIDE))
        self._pen = self._pen_on(self._part)

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float) -> None:
        """From one point to another, in pixels of the mask."""
        if (width := max(THINNEST, width)) != self._width:
            self._width = width
            self._pen.set_width(self._width)
        if self._part != self._area:
            reach = line_bounds((x0, y0), (x1, y1), self._width / 2 + MARGIN).intersection(self._area)
            if reach.width > LONGEST_SIDE or reach.height > LONGEST_SIDE:
                x, y = (x0 + x1) / 2, (y0 + y1) / 2
                self.line(x0, y0, x, y, width)
                self.line(x, y, x1, y1, width)
                return
            self._reach(reach)
        left, top = self._part.x, self._part.y
        self._pen.line(x0 - left, y0 - top, x1 - left, y1 - top)

    def close(self) -> None:
        self._pen.close()

    def _reach(self, reach: Rect) -> None:
        if self._part.contains(reach):
            return
        self._pen.close()
        spare_x, spare_y = (LONGEST_SIDE - reach.width) // 2, (LONGEST_SIDE - reach.height) // 2
        around = Rect(reach.x - spare_x, reach.y - spare_y, LONGEST_SIDE, LONGEST_SIDE)
        self._part = around.intersection(self._area)
        self._pen = self._pen_on(self._part)

    def _pen_on(self, part: Rect) -> Pen:
        return Pen(image_over(self._mask[..., np.newaxis], part), self._brush, self._width)
