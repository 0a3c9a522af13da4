"""From a coarse mask to the alpha of every pixel of the photo."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Pixels
from picwish_desktop.vision.closed_form import closed_form
from picwish_desktop.vision.evidence import evidence
from picwish_desktop.vision.guided import enlarged, nearest
from picwish_desktop.vision.tiles import Plane, colors, fit, grid, resized

Alpha = NDArray[np.uint8]
Flags = NDArray[np.bool_]

WORKING_SIDE = 1024
"""Longer side at which alpha is solved for."""
BAND = 0.008
"""Half the width of the strip along the mask's edge in which alpha is unknown, as a share of the longer side."""
GROWTHS = 2
GROWTH = 0.012
RIM = 2
WRONG = 0.3
SIDE = 256
"""Of the squares that are worked on at full resolution."""
SURE = 0.04
"""Alpha this close to 0 or 1 is taken for it."""


def _unwatched(_share: float) -> None:
    """No one wants to know."""


def refine(
    picture: Pixels, coarse: Alpha, progress: Callable[[float], None] = _unwatched, *, is_soft: bool
) -> Alpha:
    """The alpha of every pixel: rows × columns of `picture`, exactly 0 and 255 away from the subject's edge.

    picture: rows × columns × 1 to 4 channels. coarse: the same picture at any size; where `is_soft` is false a mask
    (subject where ≥ 128) whose edge is looked for in the photo, else a provider's alpha, whose softness is kept.
    """
    rows, columns = picture.shape[:2]
    if is_soft and coarse.shape == (rows, columns):
        progress(1.0)
        return coarse
    if is_soft:
        alpha = coarse.astype(np.float32) / 255
        unknown = _dilated(_edge(coarse), 2)
        guide = colors(_guide(picture, *coarse.shape))
    else:
        size = fit(rows, columns, WORKING_SIDE)
        guide = colors(_guide(picture, *size))
        mask = smooth_mask(coarse, *size)
        unknown = _band(mask)
        progress(0.1)
        alpha, unknown = _solved(guide, mask, unknown)
        unknown = _dilated(unknown, 1)
    progress(0.5)
    result = np.empty((rows, columns), np.uint8)
    parts = list(grid(Rect(0, 0, columns, rows), SIDE))
    for number, part in enumerate(parts):
        result[part.slices] = _full(picture, guide, alpha, unknown, part, is_soft)
        progress(0.5 + 0.5 * (number + 1) / len(parts))
    return result


def refine_region(
    picture: Pixels, matte: Alpha, coarse: Alpha, region: tuple[int, int, int, int]
) -> Alpha:
    """The alpha of `region` (x, y, width, height in pixels of the picture) after the mask was corrected.

    matte: the present alpha. coarse: the whole new mask, at any size. Where it says what the matte said, away from
    the change, the present alpha stays.
    """
    x, y, width, height = region
    present = matte[y : y + height, x : x + width]
    new = refine(picture, coarse, is_soft=False)[y : y + height, x : x + width]
    before = np.asarray(resized(matte, *coarse.shape)) >= 128
    changed = _dilated(before != (coarse >= 128), 8)
    near = nearest(changed, picture.shape[:2], Rect(x, y, width, height))
    return np.where(near, new, present)


def smooth_mask(coarse: Alpha, rows: int, columns: int) -> Flags:
    """`coarse` at another size, without the steps that enlarging its pixels makes."""
    if coarse.shape == (rows, columns):
        return coarse >= 128
    binary = np.where(coarse >= 128, np.uint8(255), np.uint8(0))
    if rows > coarse.shape[0]:
        binary = np.asarray(cv2.GaussianBlur(binary, (0, 0), 1.0))
    return np.asarray(resized(binary, rows, columns)) >= 128


def _guide(picture: Pixels, rows: int, columns: int) -> Pixels:
    return np.asarray(resized(picture, rows, columns))  # type: ignore[return-value]


def _edge(coarse: Alpha) -> Flags:
    """Soft pixels, and hard ones beside those of the other kind."""
    square = np.ones((3, 3), np.uint8)
    most, least = cv2.dilate(coarse, square), cv2.erode(coarse, square)
    return np.asarray((most > 0) & (least < 255) & (most != least) | (coarse > 0) & (coarse < 255))


def _band(mask: Flags) -> Flags:
    radius = max(2, round(BAND * max(mask.shape)))
    size = 2 * radius + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    values = mask.astype(np.uint8)
    return np.asarray(cv2.dilate(values, disc) != cv2.erode(values, disc))


def _solved(guide: Plane, mask: Flags, unknown: Flags) -> tuple[Plane, Flags]:
    alpha = mask.astype(np.float32)
    for rounds in range(GROWTHS + 1):
        likely, weight = evidence(guide, mask, unknown)
        alpha = closed_form(guide, alpha, unknown, likely, weight)
        rim = unknown & _dilated(~unknown, RIM)
        wrong = rim & (np.abs(alpha - mask) > WRONG)
        if rounds == GROWTHS or not wrong.any():
            break
        unknown = unknown | _dilated(wrong, round(GROWTH * max(mask.shape)))
    return alpha, unknown


def _dilated(flags: Flags, radius: int) -> Flags:
    square = np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)
    return np.asarray(cv2.dilate(flags.astype(np.uint8), square) > 0)


def _full(
    picture: Pixels, guide: Plane, alpha: Plane, unknown: Flags, part: Rect, is_soft: bool
) -> Alpha:
    size = picture.shape[:2]
    soft = nearest(unknown, size, part)
    known = np.where(nearest(alpha, size, part) >= 0.5, np.uint8(255), np.uint8(0))
    if not soft.any():
        return known
    value = alpha[part.slices] if alpha.shape == size else enlarged(picture, guide, alpha, part)
    sure = SURE if not is_soft else 0.004
    stretched = (value - sure) / (1 - 2 * sure)
    return np.where(soft, np.rint(stretched.clip(0, 1) * 255).astype(np.uint8), known)
