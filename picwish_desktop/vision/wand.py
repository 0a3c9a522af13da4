"""The magic wand: everything that looks like the pixel that was clicked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import MARKED, Mask

Pixels: TypeAlias = NDArray[np.uint8]

_REACHED = MARKED - 1
"""What the fill writes on what it reaches, of all that is like the clicked pixel."""


def pick(
    pixels: Pixels,
    seed: tuple[int, int],
    tolerance: int,
    *,
    is_contiguous: bool,
    patches: Sequence[tuple[Rect, Pixels]] = (),
) -> tuple[Rect, Mask]:
    """The pixels none of whose channels differs by more than `tolerance` (0 to 255) from those at `seed` (x, y).

    `pixels` are rows × columns × channels as they are shown, with `patches` over them, the topmost last. Alpha counts
    as a channel; of a wholly transparent pixel nothing is seen but that, so then alpha alone counts. With
    `is_contiguous` only those that are connected with `seed` over their sides: what touches at a corner is beyond a
    line, however thin it is. Gives their bounds, and 0 or 255 within. Takes one byte a pixel.
    """
    x, y = seed
    layers = [(Rect(0, 0, pixels.shape[1], pixels.shape[0]), pixels), *patches]
    color = next(part[y - rect.y, x - rect.x] for rect, part in reversed(layers) if rect.contains(Rect(x, y, 1, 1)))
    alike = _alike(pixels, color, tolerance)
    for rect, part in patches:
        alike[rect.slices] = _alike(part, color, tolerance)
    if not is_contiguous:
        bounds = Rect(*cv2.boundingRect(alike))
        return bounds, alike[bounds.slices]
    *_, box = cv2.floodFill(alike, None, (x, y), (_REACHED,), flags=4)
    bounds = Rect(*box)
    return bounds, _equal(alike[bounds.slices], _REACHED)


def _alike(pixels: Pixels, color: Pixels, tolerance: int) -> Mask:
    lowest, highest = color.astype(np.int16) - tolerance, color.astype(np.int16) + tolerance
    if color.size in (2, 4) and color[-1] == 0:
        lowest[:-1], highest[:-1] = 0, 255
    return np.asarray(cv2.inRange(pixels, lowest.clip(0, 255), highest.clip(0, 255)), np.uint8)


def _equal(mask: Mask, value: int) -> Mask:
    return np.asarray(cv2.inRange(mask, value, value), np.uint8)
