"""Thin lines between the picture's pixels when they are seen large."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor, lcm

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
LONG_SIDE, SHORT_SIDE = 1024, 64
"""Pixels, at least, of what is repeated. It has the shape of what is painted: beside a narrow strip, each row of a wide
image would lie in another page of memory."""
DARK, LIGHT = 0x59000000, 0x59595959
"""Black and white at 35 %, as premultiplied ARGB."""


class PixelGrid:
    """Of one view. Kept as an image: to draw so many lines takes a hundred times longer than to copy it."""

    def __init__(self) -> None:
        self._image: tuple[object, QImage] | None = None
        """The last one, and what it is for."""
        self._repeated: tuple[object, dict[bool, QImage]] | None = None
        """The last ones: tall and wide."""

    def forget(self) -> None:
        """It is made anew when it is seen again."""
        self._image = self._repeated = None

    def follow_scale(self, scale: float) -> None:
        """Keep nothing of what is not seen any more: it takes as much memory as the view."""
        if scale < FIRST_SCALE:
            self.forget()

    def paint(self, painter: QPainter, viewport: Viewport, exposed: Rect) -> None:
        """Lines as wide as a pixel of the window system, on the first columns and rows of each pixel of the picture;
        none while the pixels are less than eight times as wide. Lengths are device pixels."""
        ratio = painter.device().devicePixelRatioF()
        width = max(1, round(ratio))
        part = viewport.visible_area.intersection(exposed)
        if viewport.scale < FIRST_SCALE * width or part.is_empty:
            return
        scale = round(viewport.scale)
        if scale == viewport.scale:
            self._repeat(painter, viewport, part, scale, width)
        else:
            self._copy(painter, viewport, part, width)

    def _repeat(self, painter: QPainter, viewport: Viewport, part: Rect, scale: int, width: int) -> None:
        """Where all pixels are equally large, a small part of the grid is all there is to know of it."""
        if self._repeated is None or self._repeated[0] != (scale, width):
            self._repeated = (scale, width), {}
        image = self._repeated[1].get(is_tall := part.width < part.height)
        if image is None:
            period = lcm(scale, 2 * DASH * width)
            # to go from one to the next takes a moment
            short, long = (-(-side // period) * period for side in (SHORT_SIDE, LONG_SIDE))
            across, down = (short, long) if is_tall else (long, short)
            image = self._repeated[1][is_tall] = _grid(scale, width, Rect(0, 0, across, down))
        # a brush would do the same line by line, which takes several times as long where they are short
        for y, row, height in _pieces(part.y - viewport.y, part.height, image.height()):
            for x, column, across in _pieces(part.x - viewport.x, part.width, image.width()):
                painter.drawImage(viewport.x + x, viewport.y + y, image, column, row, across, height)

    def _copy(self, painter: QPainter, viewport: Viewport, part: Rect, width: int) -> None:
        # of more than is seen, so that it need not be made anew at each move of the picture
        area = viewport.visible_area
        left, across = _kept(area.x - viewport.x, viewport.width, width)
        top, down = _kept(area.y - viewport.y, viewport.height, width)
        key = viewport.scale, width, left, top, across, down
        if self._image is None or self._image[0] != key:
            self._image = key, _grid(viewport.scale, width, Rect(left, top, across, down))
        x, y = part.x - viewport.x - left, part.y - viewport.y - top
        painter.drawImage(part.x, part.y, self._image[1], x, y, part.width, part.height)


def _pieces(first: int, length: int, side: int) -> Iterator[tuple[int, int, int]]:
    """Of `length` from `first` on, what lies in each `side`: where it begins, how far into the side, and its length."""
    at, end = first, first + length
    while at < end:
        inside = at % side
        piece = min(side - inside, end - at)
        yield at, inside, piece
        at += piece


def _kept(first: int, length: int, width: int) -> tuple[int, int]:
    """Where what is kept begins, and how long it is, to hold `length` from `first` on: whole dashes, always as many."""
    block = DASHES * 2 * DASH * width
    return first // block * block, (-(-length // block) + 1) * block


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
