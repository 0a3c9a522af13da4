"""A picture with a hole, at ever smaller sizes."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One size of the picture."""

    features: NDArray[np.uint8]
    """Rows × columns × 4: what patches are compared by."""
    hole: Flags
    """Rows × columns: what is to be filled."""
    banned: Flags
    """Rows × columns: what is not to be taken from, the hole included."""

    def halved(self) -> Level:
        """Each 2 × 2 pixels averaged, of which those that are banned do not count."""
        share = _half(np.where(self.banned, 0, 255).astype(np.uint8)).astype(np.float32)
        total = _half(np.where(self.banned[..., None], 0, self.features))
        features = np.rint(total * (255 / np.maximum(share, 63))[..., None]).clip(0, 255).astype(np.uint8)
        banned = share < 127
        return Level(features, banned & (_half(self.hole.astype(np.uint8) * 255) > 0), banned)


def radius(hole: Flags) -> float:
    """Pixels from the innermost point of the hole (rows × columns) to its rim; the picture's edge is none."""
    around = np.pad(hole, 1, mode="symmetric").astype(np.uint8)
    return float(cv2.distanceTransform(around, cv2.DIST_L2, 3).max())


def pyramid(level: Level, coarsest: float, smallest_patch: int) -> list[Level]:
    """`level` and its halves, until the hole's radius is at most `coarsest` or patches of a radius find no sources.

    On the smallest level all that is banned is filled smoothly, on the others what is banned and not in the hole.
    """
    levels = [level]
    while radius(levels[-1].hole) > coarsest:
        half = levels[-1].halved()
        if patch_radius(half, smallest_patch) < smallest_patch:
            break
        levels.append(half)
    smooth = _smooth(levels[-1])
    for number in range(len(levels) - 1, -1, -1):
        features, hole, banned = levels[number].features, levels[number].hole, levels[number].banned
        if number < len(levels) - 1:
            doubled = smooth.repeat(2, axis=0).repeat(2, axis=1)[: hole.shape[0], : hole.shape[1]]
            smooth = np.where((banned & ~hole)[..., None], doubled, features)
        levels[number] = Level(smooth, hole, banned)
    return levels


def _smooth(level: Level) -> NDArray[np.uint8]:
    """The features, and what is banned filled from around it."""
    # cv2 does not fill a hole up to the picture's edge
    margin = 8
    around = np.pad(level.features, [(margin, margin), (margin, margin), (0, 0)], mode="symmetric")
    unknown = np.pad(level.banned, margin, mode="symmetric").astype(np.uint8)
    parts = (np.ascontiguousarray(around[..., :3]), np.ascontiguousarray(around[..., 3]))
    filled = np.dstack([cv2.inpaint(part, unknown, 3, cv2.INPAINT_NS) for part in parts])
    return np.ascontiguousarray(filled[margin:-margin, margin:-margin], np.uint8)


def source_centres(level: Level, reach: int) -> Flags:
    """Rows × columns: where the square patch of this radius lies inside the picture and nothing in it is banned."""
    patch = np.ones((2 * reach + 1,) * 2, np.uint8)
    known = (~level.banned).astype(np.uint8)
    return np.asarray(cv2.erode(known, patch, borderType=cv2.BORDER_CONSTANT, borderValue=(0,)) > 0)


def patch_radius(level: Level, largest: int) -> int:
    """The largest radius, at most `largest`, of which there are as many sources as pixels to fill; at least 0."""
    wanted = max(50, int(level.hole.sum()))
    return next((reach for reach in range(largest, 0, -1) if source_centres(level, reach).sum() >= wanted), 0)


def _half(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    rows, columns = (-(-side // 2) for side in image.shape[:2])
    even = cv2.copyMakeBorder(image, 0, image.shape[0] % 2, 0, image.shape[1] % 2, cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(even, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)
