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
DASHES = 64
"""Pairs of them by which more is kept than is seen."""
DARK, LIGHT = 0x59000000, 0x59595959
"""Black and white at 35 %, as premultiplied ARGB."""


def paint_pixel_grid(painter: QPainter, viewport: Viewport, exposed: Rect) -> None:
    """Lines as wide as a pixel of the window system, on the first columns and rows of each pixel of the picture; none
    while the pixels are less than eight times as wide. Lengths are device pixels."""
    width = max(1, round(painter.device().devicePixelRatioF()))
    if viewport.scale < FIRST_SCALE * width:
        return
    area = viewport.visible_area
    left, top = area.x - viewport.x, area.y - viewport.y
    # kept as an image: to draw so many lines takes a hundred times longer than to copy it; and of more than is seen, so
    # that it need not be made anew at each move of the picture
    across, down = _kept(left, viewport.width, width), _kept(top, viewport.height, width)
    image = _grid(viewport.scale, width, Rect(across[0], down[0], across[1], down[1]))
    part = exposed if area.contains(exposed) else exposed.intersection(area)
    if not part.is_empty:
        x, y = part.x - viewport.x - across[0], part.y - viewport.y - down[0]
        painter.drawImage(part.x, part.y, image, x, y, part.width, part.height)


def _kept(first: int, length: int, width: int) -> tuple[int, int]:
    """Where what is kept begins, and how long it is, to hold `length` from `first` on: whole dashes, always as many."""
    block = DASHES * 2 * DASH * width
    return first // block * block, (-(-length // block) + 1) * block


@lru_cache(maxsize=1)
def _grid(scale: float, width: int, window: Rect) -> QImage:
    """What of it lies in `window`, which is counted from the picture's corner, with lines of that width."""
    period = 2 * DASH * width
    rows = np.zeros((period, window.width), np.uint32)
    rows[:, _lines(window.x, window.width, scale, width)] = _dashes(period, window.y, width)[:, None]
    # row by row it takes half as long as column by column
    pixels = np.empty((window.height, window.width), np.uint32)
    pixels.reshape(-1, *rows.shape)[:] = rows
    pixels[_lines(window.y, window.height, scale, width)] = _dashes(window.width, window.x, width)
    image_format = QImage.Format.Format_ARGB32_Premultiplied
    return image_over(pixels.view(np.uint8).reshape(window.height, window.width, 4), None, image_format)


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
