"""From a photo to its subject's alpha and colours: finding it, refining its edge, and correcting it by strokes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.photo import Pixels
from picwish_desktop.vision.foreground import REACH, TILE, foreground
from picwish_desktop.vision.heads import cut_head
from picwish_desktop.vision.matting import NEAR, refine, refine_region
from picwish_desktop.vision.segment import Hints, Segmentation, Subject, segment
from picwish_desktop.vision.strokes import restroke
from picwish_desktop.vision.tiles import let_go, resized
from picwish_desktop.vision.working import working_copy

Alpha = NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""x, y, width and height in the picture's pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A subject cut out."""

    matte: Alpha
    """Rows × columns of the picture."""
    places: NDArray[np.int32]
    """N × 2: x and y of each tile."""
    tiles: Pixels
    """N × 64 × 64 × channels: the subject's own colours, in the picture's place."""
    count: int
    """How many candidates `attempt` can choose from."""
    doubt: float
    """0 where the cut is clear, 1 where it is a guess."""


def _unwatched(_share: float) -> None:
    """No one wants to know."""


def cut_out(
    picture: Pixels,
    subject: Subject = "auto",
    box: Box | None = None,
    attempt: int = 0,
    progress: Callable[[float], None] = _unwatched,
) -> Cut:
    """The picture's subject. Raises segment.NothingFoundError."""
    small = working_copy(picture)
    let_go(picture)
    found = segment(small, subject, Hints(_scaled(box, picture, small), attempt), _part(progress, 0.0, 0.5))
    return _cut(picture, found, subject == "stamp", _part(progress, 0.5, 1.0))


def cut_out_head(
    picture: Pixels, box: Box | None = None, attempt: int = 0, progress: Callable[[float], None] = _unwatched
) -> Cut:
    """A head with its hair. Raises heads.NoFaceError."""
    small = working_copy(picture)
    let_go(picture)
    found = cut_head(small, Hints(_scaled(box, picture, small), attempt), _part(progress, 0.0, 0.5))
    return _cut(picture, found, False, _part(progress, 0.5, 1.0))


def from_matte(picture: Pixels, coarse: Alpha, progress: Callable[[float], None] = _unwatched) -> Cut:
    """A provider's matte, of any size, brought to the picture's."""
    return _cut(picture, Segmentation(coarse, 1, 0.0), True, progress)


def correct(
    picture: Pixels,
    matte: Alpha,
    stroke: Alpha,
    keep: bool,
    kept: Alpha,
    removed: Alpha,
    progress: Callable[[float], None] = _unwatched,
) -> tuple[Box, Alpha, NDArray[np.int32], Pixels]:
    """What a smart stroke changes.

    stroke, kept and removed (all earlier strokes of each sign) are masks of the whole picture at any size, not 0 where
    painted. Returns the region, which begins and ends at multiples of `TILE` or at the picture's edge, its new alpha,
    and the tiles that replace all former ones in it; an empty region where nothing changes.
    """
    small = working_copy(picture)
    let_go(picture)
    rows, columns = small.shape[:2]
    before = np.where(_alpha_at(matte, rows, columns) >= 128, np.uint8(255), np.uint8(0))
    painted, earlier_kept, earlier_removed = (_painted(mask, rows, columns) for mask in (stroke, kept, removed))
    after = restroke(small, before, painted, keep, earlier_kept, earlier_removed)
    progress(0.5)
    region = _region(before != after, picture)
    box = (region.x, region.y, region.width, region.height)
    alpha = refine_region(picture, matte, after, box)
    progress(0.8)
    places, tiles = _colors(picture, matte, alpha, region)
    progress(1.0)
    return box, alpha, places, tiles


def _cut(picture: Pixels, found: Segmentation, is_soft: bool, progress: Callable[[float], None]) -> Cut:
    matte = refine(picture, found.mask, _part(progress, 0.0, 0.6), is_soft=is_soft)
    places, tiles = foreground(picture, matte, _part(progress, 0.6, 1.0))
    return Cut(matte, places, tiles, found.count, found.doubt)


def _part(progress: Callable[[float], None], start: float, stop: float) -> Callable[[float], None]:
    return lambda share: progress(start + (stop - start) * share)


def _scaled(box: Box | None, picture: Pixels, small: NDArray[np.uint8]) -> Box | None:
    if box is None:
        return None
    down, across = small.shape[0] / picture.shape[0], small.shape[1] / picture.shape[1]
    x, y, width, height = box
    left, top = round(x * across), round(y * down)
    return left, top, max(1, round((x + width) * across) - left), max(1, round((y + height) * down) - top)


def _alpha_at(matte: Alpha, rows: int, columns: int) -> Alpha:
    return np.asarray(resized(matte, rows, columns), np.uint8)


def _painted(mask: Alpha, rows: int, columns: int) -> Alpha:
    """A stroke at another size; thin ones stay."""
    flags = np.where(mask > 0, np.uint8(255), np.uint8(0))
    if mask.shape[0] <= rows and mask.shape[1] <= columns:
        return np.asarray(cv2.resize(flags, (columns, rows), interpolation=cv2.INTER_NEAREST), np.uint8)
    return np.where(_alpha_at(flags, rows, columns) > 0, np.uint8(255), np.uint8(0))


def _region(changed: NDArray[np.bool_], picture: Pixels) -> Rect:
    if not changed.any():
        return EMPTY
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    down, across = picture.shape[0] / changed.shape[0], picture.shape[1] / changed.shape[1]
    margin = math.ceil(1.5 * NEAR * max(changed.shape)) + 2
    left = int((columns[0] - margin) * across - REACH) // TILE * TILE
    top = int((rows[0] - margin) * down - REACH) // TILE * TILE
    right = -(-int((columns[-1] + 1 + margin) * across + REACH) // TILE) * TILE
    bottom = -(-int((rows[-1] + 1 + margin) * down + REACH) // TILE) * TILE
    whole = Rect(0, 0, picture.shape[1], picture.shape[0])
    return Rect(left, top, right - left, bottom - top).intersection(whole)


def _colors(picture: Pixels, matte: Alpha, alpha: Alpha, region: Rect) -> tuple[NDArray[np.int32], Pixels]:
    """The colours of `region`, whose alpha is new."""
    crop = region.grown(2 * TILE).intersection(Rect(0, 0, picture.shape[1], picture.shape[0]))
    around = matte[crop.slices].copy()
    inside = region.translated(-crop.x, -crop.y)
    around[inside.slices] = alpha
    places, tiles = foreground(picture[crop.slices], around, region=(inside.x, inside.y, inside.width, inside.height))
    return places + np.array([crop.x, crop.y], np.int32), tiles
