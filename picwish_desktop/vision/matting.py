"""From a coarse mask to the alpha of every pixel of the photo."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Pixels
from picwish_desktop.vision.guided import enlarged
from picwish_desktop.vision.tiles import (
    Flags,
    Plane,
    Stretch,
    colors,
    dilated,
    enlarge,
    fit,
    grid,
    let_go,
    nearest,
    resized,
)
from picwish_desktop.vision.trimap import solved

Alpha = NDArray[np.uint8]

WORKING_SIDE = 1024
"""Longer side at which alpha is solved for."""
TILE = 256
"""Side of the squares that are worked on at full resolution."""
SURE = 0.04
"""What is solved for and found this close to 0 is taken for it: a haze of texture is seen, a hair's end is not."""
OPAQUE = 0.06
"""The same near 1, where a light streak in hair would be a hole."""
NEAR = 0.02
"""How far around a changed part of the mask alpha is new, as a share of the longer side; it fades within half more."""


def _unwatched(_share: float) -> None:
    """No one wants to know."""


def refine(picture: Pixels, coarse: Alpha, progress: Callable[[float], None] = _unwatched, *, is_soft: bool) -> Alpha:
    """The alpha of every pixel: rows × columns of `picture`, exactly 0 and 255 away from the subject's edge.

    picture: rows × columns × 1 to 4 channels; it is read in parts. coarse: the same picture at any size. Where
    `is_soft` is false it is a mask, the subject where at least 128, whose edge is looked for in the photo; else a
    provider's alpha, whose softness is kept: made small again the result is the same.
    """
    rows, columns = picture.shape[:2]
    if is_soft and (coarse.shape[0] >= rows or coarse.shape[1] >= columns):
        progress(1.0)
        return np.asarray(resized(coarse, rows, columns), np.uint8)
    size = coarse.shape if is_soft else fit(rows, columns, WORKING_SIDE)
    guide = _averaged(picture, *size)
    progress(0.1)
    if is_soft:
        alpha: Plane | Alpha = coarse
        soft = dilated(_is_edge(coarse), 1)
    else:
        alpha, soft = solved(colors(guide), smooth_mask(coarse, *size), None)
        alpha = _decided(alpha)
        soft = dilated(soft, 1)
    progress(0.5)
    result = np.empty((rows, columns), np.uint8)
    parts = list(grid(Rect(0, 0, columns, rows), TILE))
    for number, part in enumerate(parts):
        result[part.slices] = _full(picture, guide, alpha, soft, part)
        if part.right == columns:
            let_go(picture)
        progress(0.5 + 0.5 * (number + 1) / len(parts))
    return result


def refine_region(picture: Pixels, matte: Alpha, coarse: Alpha, region: tuple[int, int, int, int]) -> Alpha:
    """The alpha of `region` (x, y, width, height in pixels of the picture) after the mask was corrected.

    matte: the present alpha. coarse: the whole new mask, the subject where at least 128, at any size. Away from where
    it says something else than the matte at that size, the present alpha stays.
    """
    area = Rect(*region)
    result = matte[area.slices].copy()
    changed = (resized(matte, *coarse.shape) >= 128) != (coarse >= 128)
    if area.is_empty or not changed.any():
        return result
    size = fit(picture.shape[0], picture.shape[1], WORKING_SIDE)
    reach = max(2, round(NEAR * max(size)))
    near = dilated(resized(changed.astype(np.float32), *size) > 0, reach)
    fade = max(1, reach // 4)
    weight = cv2.blur(dilated(near, fade).astype(np.float32), (2 * fade + 1, 2 * fade + 1))
    weight = np.asarray(weight, np.float32).reshape(size)
    guide = _averaged(picture, *size)
    present = np.asarray(resized(matte, *size) / np.float32(255), np.float32)
    mask = np.where(weight > 0, smooth_mask(coarse, *size), present >= 0.5)
    alpha, soft = solved(colors(guide), mask, (weight > 0, present))
    alpha, soft = _decided(alpha), dilated(soft, 1)
    for part in grid(area, TILE):
        share = _interpolated(weight, picture, part)
        inside = part.translated(-area.x, -area.y).slices
        if share.any():
            new = _full(picture, guide, alpha, soft, part)
            result[inside] = np.rint(result[inside] + share * (new - result[inside].astype(np.float32)))
    return result


def smooth_mask(coarse: Alpha, rows: int, columns: int) -> Flags:
    """`coarse`, at least 128, at another size, without the steps that enlarging its pixels makes."""
    binary = np.where(coarse >= 128, np.uint8(255), np.uint8(0))
    if rows > coarse.shape[0]:
        binary = np.asarray(cv2.GaussianBlur(binary, (0, 0), 1.0), np.uint8).reshape(coarse.shape)
    return np.asarray(resized(binary, rows, columns) >= 128)


def _averaged(picture: Pixels, rows: int, columns: int) -> Pixels:
    small: Pixels = resized(picture, rows, columns)
    let_go(picture)
    return small


def _is_edge(alpha: Alpha) -> Flags:
    """Where alpha is neither 0 nor 255, or beside another."""
    square = np.ones((3, 3), np.uint8)
    most, least = cv2.dilate(alpha, square), cv2.erode(alpha, square)
    return np.asarray((np.asarray(most) > 0) & (np.asarray(least) < 255)).reshape(alpha.shape)


def _decided(alpha: Plane) -> Plane:
    return np.asarray(((alpha - SURE) / (1 - SURE - OPAQUE)).clip(0, 1), np.float32)


def _full(picture: Pixels, guide: Pixels, alpha: Plane | Alpha, soft: Flags, part: Rect) -> Alpha:
    """Alpha of `part` at full resolution: guided by the picture where `soft`, else 0 or 255."""
    size = (picture.shape[0], picture.shape[1])
    open_part = nearest(soft, size, part)
    half = 128 if alpha.dtype == np.uint8 else 0.5
    known = np.where(nearest(alpha, size, part) >= half, np.uint8(255), np.uint8(0))
    if not open_part.any():
        return known
    value = alpha[part.slices] if alpha.shape == size else enlarged(picture, guide, alpha, part)
    return np.where(open_part, np.rint(value * 255).astype(np.uint8), known)


def _interpolated(weight: Plane, picture: Pixels, part: Rect) -> Plane:
    down = Stretch.over(part.y, part.bottom, picture.shape[0], weight.shape[0], 1)
    across = Stretch.over(part.x, part.right, picture.shape[1], weight.shape[1], 1)
    fine = enlarge(weight[down.first : down.last, across.first : across.last], down, across)
    return fine[part.translated(-across.start, -down.start).slices]
