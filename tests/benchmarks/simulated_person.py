"""A person who corrects a cutout with strokes: sees picture and matte, knows the truth, and nothing of the engine.

Looks for the largest part that is wrong, starts where it is thickest, and paints along its middle for a moment, not
quite straight, without touching what is right already where that can be helped.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Matte = NDArray[np.uint8]
Point = NDArray[np.float64]

LONG_SIDE = 640
"""Pixels of the window the person looks at the picture in."""
SMALLEST = 12
"""Pixels that must be wrong in one place to be seen."""
LONGEST = 160.0
"""Pixels of a stroke."""
SMALLEST_RADIUS, LARGEST_RADIUS = 1.0, 16.0
"""Pixels of the brush."""
FILL = 0.6
"""The brush's share of what is wrong where the stroke begins."""
UNSTEADY = 0.12
"""Sigma of the hand in radii of the brush."""


@dataclass(frozen=True, slots=True)
class Stroke:
    mask: Matte
    """Rows × columns of the window, 255 where painted."""
    keep: bool


def stroke(matte: Matte, truth: Matte, rng: np.random.Generator) -> Stroke | None:
    """What the person paints next; None when nothing wrong can be seen.

    matte and truth: rows × columns of the picture, 0 to 255.
    """
    size = _window(truth)
    shown, wanted = (cv2.resize(each, size, interpolation=cv2.INTER_AREA).astype(np.float32) for each in (matte, truth))
    missing, too_much = (_largest(wrong) for wrong in (wanted - shown > 127.5, shown - wanted > 127.5))
    keep = bool(missing.sum() >= too_much.sum())
    wrong = missing if keep else too_much
    if wrong.sum() < SMALLEST:
        return None
    # the picture's border is one too: nobody paints half outside of it
    depth = cv2.distanceTransform(np.pad(wrong, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    # in the middle of where it is about as thick as anywhere
    thickest = np.argwhere(depth > 0.9 * depth.max())[:, ::-1].astype(np.float64)
    start = thickest[np.linalg.norm(thickest - thickest.mean(axis=0), axis=1).argmin()]
    radius = float(np.clip(FILL * depth.max(), SMALLEST_RADIUS, LARGEST_RADIUS))
    path = _middle(depth, start, radius)
    path += rng.normal(0, UNSTEADY * radius, path.shape)
    mask = np.zeros(wrong.shape, np.uint8)
    points = np.rint(path * 16).astype(np.int32)
    # one point is a dab, of which polylines draws nothing
    cv2.polylines(
        mask, [np.concatenate([points, points[-1:]])], False, (255,), max(1, round(2 * radius)), cv2.LINE_8, 4
    )
    return Stroke(mask, keep)


def _window(truth: Matte) -> tuple[int, int]:
    """Columns, rows."""
    share = min(1.0, LONG_SIDE / max(truth.shape))
    return max(1, round(truth.shape[1] * share)), max(1, round(truth.shape[0] * share))


def _largest(wrong: NDArray[np.bool_]) -> NDArray[np.bool_]:
    _, labels, statistics, _ = cv2.connectedComponentsWithStats(wrong.astype(np.uint8), connectivity=4)
    if len(statistics) == 1:
        return np.zeros_like(wrong)
    return np.asarray(labels == 1 + int(statistics[1:, cv2.CC_STAT_AREA].argmax()))


def _middle(depth: cv2.typing.MatLike, start: Point, radius: float) -> Point:
    """Points × x, y along the deepest way through `start`, to both sides until it gets thin or is long enough."""
    step = max(2.0, radius)
    # the brush stays inside, as far as it is narrower than what is wrong
    enough = min(1.15 * radius, 0.9 * float(depth.max()))
    ways: list[list[Point]] = []
    for sign in (1.0, -1.0):
        heading = _axis(depth, start) * sign
        here, way = start, [start]
        while len(way) * step < LONGEST / 2:
            turns = np.deg2rad(np.arange(-40, 41, 10))
            directions = np.stack([np.cos(turns), np.sin(turns)], 1) @ np.array([heading, [-heading[1], heading[0]]])
            ahead = here + step * directions
            deep = _at(depth, ahead)
            # straight on where it is as deep
            best = int(np.argmax(deep - 0.05 * np.abs(turns)))
            if deep[best] < enough:
                break
            here, heading = ahead[best], directions[best]
            way.append(here)
        ways.append(way)
    return np.array(ways[1][:0:-1] + ways[0])


def _axis(depth: cv2.typing.MatLike, start: Point) -> Point:
    """The direction in which what is wrong extends farthest from `start`, as a unit vector."""
    angles = np.deg2rad(np.arange(0, 180, 10))
    directions = np.stack([np.cos(angles), np.sin(angles)], 1)
    distances = np.arange(1, LONGEST)[:, None]
    reached = [
        sum(int((_at(depth, start + sign * distances * direction) > 0).cumprod().sum()) for sign in (1, -1))
        for direction in directions
    ]
    return np.asarray(directions[int(np.argmax(reached))])


def _at(depth: cv2.typing.MatLike, points: Point) -> NDArray[np.float64]:
    """The depth at each of points × x, y; 0 outside of the picture."""
    columns, rows = np.rint(points).astype(int).T
    inside = (rows >= 0) & (rows < depth.shape[0]) & (columns >= 0) & (columns < depth.shape[1])
    return np.where(inside, depth[np.where(inside, rows, 0), np.where(inside, columns, 0)], 0.0)
