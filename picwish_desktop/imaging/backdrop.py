"""What stands behind a cutout, rendered for any part of the canvas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, cos, radians, sin
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from picwish_desktop.model.backdrop import (
    Backdrop,
    BlurredBackdrop,
    ColorBackdrop,
    GradientBackdrop,
    PictureBackdrop,
)
from picwish_desktop.model.geometry import Rect

Size: TypeAlias = tuple[int, int]
"""Width and height."""

Convert: TypeAlias = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
"""From sRGB, rows × columns × 3 of 0 to 255, to other colours, rows × columns × channels of 0 to 255."""

_NODES = 65
"""Places along a gradient whose colours are converted; between them it is straight."""


@dataclass(frozen=True, slots=True, eq=False)
class Blurred:
    """A blurred photo that reaches as far as a frame does."""

    pixels: NDArray[np.uint8]
    """Rows × columns × 3, sRGB."""
    left: float
    """Of the frame, in these pixels; as are the others."""
    top: float
    width: float
    height: float


def blurred_for(pixels: NDArray[np.uint8], photo: Rect, shown: Rect) -> Blurred:
    """`pixels` (from `blurred_photo`, of the whole `photo`) so that they fill `shown`: mirrored beyond the photo."""
    across, down = pixels.shape[1] / photo.width, pixels.shape[0] / photo.height
    left, top = shown.x * across, shown.y * down
    width, height = shown.width * across, shown.height * down
    # two more, for interpolation
    before = max(0, ceil(-left) + 2), max(0, ceil(-top) + 2)
    after = max(0, ceil(left + width - pixels.shape[1]) + 2), max(0, ceil(top + height - pixels.shape[0]) + 2)
    around = np.pad(pixels, ((before[1], after[1]), (before[0], after[0]), (0, 0)), mode="symmetric")
    return Blurred(around, left + before[0], top + before[1], width, height)


def render_fine(
    backdrop: Backdrop, rect: Rect, canvas: Size, convert: Convert, blurred: Blurred | None = None
) -> NDArray[np.float32]:
    """`rect` of a canvas of that size in the colours of `convert`: rows × columns × channels of 0 to 255, with all the
    steps in between. Parts come out as they do in the whole.

    `blurred` is what a BlurredBackdrop shows. A picture may come reduced: places in it are shares of its size.
    """
    match backdrop:
        case ColorBackdrop(color):
            pixel = convert(np.array(color, np.uint8)[None, None])
            return np.broadcast_to(pixel, (rect.height, rect.width, pixel.shape[2]))
        case GradientBackdrop():
            return _fine_gradient(backdrop, rect, canvas, convert)
        case PictureBackdrop():
            return convert(_picture(backdrop, rect, canvas, Image.Resampling.LANCZOS))
        case BlurredBackdrop():
            assert blurred is not None
            box = _box(blurred, rect, canvas)
            planes = np.moveaxis(convert(blurred.pixels), 2, 0)
            enlarged = [
                Image.fromarray(np.ascontiguousarray(plane)).resize(
                    (rect.width, rect.height), Image.Resampling.BICUBIC, box
                )
                for plane in planes
            ]
            fine: NDArray[np.float32] = np.dstack([np.asarray(plane) for plane in enlarged])
            return np.clip(fine, 0, 255, out=fine)


def dither(rect: Rect) -> NDArray[np.float32]:
    """What to add to values in `rect` before they are cut down to whole steps: rows × columns, 0 to below 1."""
    rows, columns = np.arange(rect.y, rect.bottom) % 8, np.arange(rect.x, rect.right) % 8
    noise: NDArray[np.float32] = _BAYER[rows[:, None], columns]
    return noise


def _fine_gradient(gradient: GradientBackdrop, rect: Rect, canvas: Size, convert: Convert) -> NDArray[np.float32]:
    along, down = _shares(gradient.angle, rect, canvas)
    places = np.linspace(0, 1, _NODES)
    colors = np.dstack([np.interp(places, (0, 1), ends) for ends in zip(gradient.start, gradient.end, strict=True)])[0]
    # what converts takes 8 bits: each colour as the mean of those around it
    nodes = convert((colors[:, None] + _BAYER.reshape(1, -1, 1)).astype(np.uint8)).mean(axis=1)
    share = down[:, None] + along
    return np.dstack([np.interp(share, places, nodes[:, channel]) for channel in range(nodes.shape[1])]).astype(
        np.float32
    )


def _shares(angle: float, rect: Rect, canvas: Size) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How far along the gradient each column and each row of `rect` lie; 0 to 1 when added. The first and the last
    colour are those of two opposite corners' pixels, as in CSS images (level 3, linear-gradient)."""
    across, down = cos(radians(angle)), sin(radians(angle))
    width, height = canvas[0] - 1, canvas[1] - 1
    length = abs(width * across) + abs(height * down) or 1
    columns = (np.arange(rect.x, rect.right) - width / 2) * (across / length) + 0.5
    rows = (np.arange(rect.y, rect.bottom) - height / 2) * (down / length)
    return columns.astype(np.float32), rows.astype(np.float32)


def _picture(backdrop: PictureBackdrop, rect: Rect, canvas: Size, method: Image.Resampling) -> NDArray[np.uint8]:
    pixels = backdrop.picture.pixels
    height, width = pixels.shape[:2]
    scale = max(canvas[0] / width, canvas[1] / height) * max(1.0, backdrop.zoom)
    left = (width - canvas[0] / scale) * backdrop.x
    top = (height - canvas[1] / scale) * backdrop.y
    box = (
        max(0.0, left + rect.x / scale),
        max(0.0, top + rect.y / scale),
        min(float(width), left + rect.right / scale),
        min(float(height), top + rect.bottom / scale),
    )
    return np.asarray(Image.fromarray(pixels).resize((rect.width, rect.height), method, box))


def _box(blurred: Blurred, rect: Rect, canvas: Size) -> tuple[float, float, float, float]:
    across, down = blurred.width / canvas[0], blurred.height / canvas[1]
    left, top = blurred.left + rect.x * across, blurred.top + rect.y * down
    return left, top, left + rect.width * across, top + rect.height * down


def _bayer(order: int) -> NDArray[np.float32]:
    """Bayer's matrix of 2^order pixels a side, 0 to below 1."""
    matrix = np.zeros((1, 1))
    for _ in range(order):
        matrix = np.block([[4 * matrix, 4 * matrix + 2], [4 * matrix + 3, 4 * matrix + 1]])
    return ((matrix + 0.5) / matrix.size).astype(np.float32)


_BAYER = _bayer(3)
