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
DASH = 2
"""Device pixels. Dark and light by turns is seen on any colour, where one tone would vanish on its like."""
DARK, LIGHT = 0x59000000, 0x59595959
"""Black and white at 35 %, as premultiplied ARGB."""


def paint_pixel_grid(painter: QPainter, viewport: Viewport, exposed: Rect) -> None:
    """Lines of one device pixel, on the first column and row of each pixel of the picture; none while the pixels are
    small. Lengths are device pixels."""
    if viewport.scale < FIRST_SCALE:
        return
    # kept as an image: to draw so many lines takes a hundred times longer than to copy it
    image, area = _grid(viewport)
    part = exposed if area.contains(exposed) else exposed.intersection(area)
    if not part.is_empty:
        painter.drawImage(part.x, part.y, image, part.x - area.x, part.y - area.y, part.width, part.height)


@lru_cache(maxsize=1)
def _grid(viewport: Viewport) -> tuple[QImage, Rect]:
    """All of it that is visible, and where that lies in the view."""
    area = viewport.visible_area
    across, down = area.x - viewport.x, area.y - viewport.y
    pixels = np.zeros((area.height, area.width), np.uint32)
    pixels[:, _edges(across, area.width, viewport.scale)] = _dashes(area.height, down)[:, None]
    pixels[_edges(down, area.height, viewport.scale)] = _dashes(area.width, across)
    image_format = QImage.Format.Format_ARGB32_Premultiplied
    return image_over(pixels.view(np.uint8).reshape(area.height, area.width, 4), None, image_format), area


def _edges(first: int, length: int, scale: float) -> NDArray[np.int64]:
    """Where pixels of the picture begin, from `first` on, which is counted from the picture's corner."""
    counted = np.arange(floor(first / scale), ceil((first + length) / scale) + 1)
    edges: NDArray[np.int64] = np.ceil(counted * scale - 0.5).astype(np.int64) - first
    inside: NDArray[np.int64] = edges[(edges >= 0) & (edges < length)]
    return inside


def _dashes(length: int, first: int) -> NDArray[np.uint32]:
    """Counted from the picture's corner, so that they move with the picture."""
    is_dark = (np.arange(first, first + length) // DASH) % 2 == 0
    return np.where(is_dark, np.uint32(DARK), np.uint32(LIGHT))
