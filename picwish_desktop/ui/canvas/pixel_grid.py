"""Thin lines between the picture's pixels when they are seen large."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter

from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.viewport import Viewport

FIRST_SCALE = 8.0
"""Below that there is none, on any display."""
DASH = 2
"""Times the width of a line. Dark and light by turns is seen on any colour, where one tone would vanish on its like."""
DARK, LIGHT = 0x59000000, 0x59595959
"""Black and white at 35 %, as premultiplied ARGB."""


def paint_pixel_grid(painter: QPainter, viewport: Viewport, exposed: Rect) -> None:
    """Lines as wide as a pixel of the window system, on the first columns and rows of each pixel of the picture; none
    while the pixels are less than eight times as wide. Lengths are device pixels."""
    width = max(1, round(painter.device().devicePixelRatioF()))
    if viewport.scale < FIRST_SCALE * width:
        return
    # kept as an image: to draw so many lines takes a hundred times longer than to copy it
    image, area = _grid(viewport, width)
    part = exposed if area.contains(exposed) else exposed.intersection(area)
    if not part.is_empty:
        painter.drawImage(part.x, part.y, image, part.x - area.x, part.y - area.y, part.width, part.height)


@lru_cache(maxsize=1)
def _grid(viewport: Viewport, width: int) -> tuple[QImage, Rect]:
    """All of it that is visible, with lines of that width, and where that lies in the view."""
    area = viewport.visible_area
    across, down = area.x - viewport.x, area.y - viewport.y
    pixels = np.zeros((area.height, area.width), np.uint32)
    pixels[:, _lines(across, area.width, viewport.scale, width)] = _dashes(area.height, down, width)[:, None]
    pixels[_lines(down, area.height, viewport.scale, width)] = _dashes(area.width, across, width)
    image_format = QImage.Format.Format_ARGB32_Premultiplied
    return image_over(pixels.view(np.uint8).reshape(area.height, area.width, 4), None, image_format), area


def _lines(first: int, length: int, scale: float, width: int) -> NDArray[np.int64]:
    """What of `length` lies in a line, from `first` on, which is counted from the picture's corner: the first `width`
    of each of the picture's pixels."""
    counted = np.arange(floor(first / scale), ceil((first + length) / scale) + 1)
    begins: NDArray[np.int64] = np.ceil(counted * scale - 0.5).astype(np.int64) - first
    lines = (begins[:, None] + np.arange(width)).ravel()
    inside: NDArray[np.int64] = lines[(lines >= 0) & (lines < length)]
    return inside


def _dashes(length: int, first: int, width: int) -> NDArray[np.uint32]:
    """Counted from the picture's corner, so that they move with the picture."""
    is_dark = (np.arange(first, first + length) // (DASH * width)) % 2 == 0
    return np.where(is_dark, np.uint32(DARK), np.uint32(LIGHT))
