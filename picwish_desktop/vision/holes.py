"""Dividing a mask into holes that are filled one after the other, each with the surroundings it is filled from."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from picwish_desktop.model.geometry import Rect
from picwish_desktop.vision.pyramid import Flags, radius

LEAST_CONTEXT = 48
"""Pixels around a hole that are looked at, at least."""
CONTEXT = 0.35
"""The same, as a share of the hole's longer side."""
CELL = 16
"""Pixels: holes are joined where the square cells they lie in touch or have one empty cell between them."""
TILE = 768
"""Side in pixels of the squares in which specks and long scratches are filled."""
MANY = 64
"""Holes more than this are filled by the tile when small, as each costs time however small it is."""
SPARSE = 0.05
"""Share of its bounding box below which a narrow hole larger than a tile is divided, as a scratch across a picture."""
NARROW = 32
"""Pixels from anywhere in such a hole to its rim: less than the context, so that each tile has something to take."""


def holes(mask: Flags) -> Iterator[tuple[Rect, Flags]]:
    """What to look at, and which of its pixels to fill. The flags have the rectangle's size, together they are `mask`.

    What was yielded may be taken out of `mask` before going on.
    """
    whole = Rect(0, 0, mask.shape[1], mask.shape[0])
    joined = list(_joined(mask))
    by_tile = np.zeros_like(mask)
    for box, hole in joined:
        is_small = max(box.width, box.height) <= TILE // 4
        if _is_scratch(hole) or (is_small and len(joined) > MANY):
            by_tile[box.slices] |= hole
        else:
            yield _with_context(whole, box, hole, max(LEAST_CONTEXT, int(CONTEXT * max(box.width, box.height))))
    for y in range(0, whole.height, TILE):
        for x in range(0, whole.width, TILE):
            tile = Rect(x, y, TILE, TILE).intersection(whole)
            if by_tile[tile.slices].any():
                yield _with_context(whole, tile, by_tile[tile.slices], LEAST_CONTEXT)


def _is_scratch(hole: Flags) -> bool:
    return max(hole.shape) > TILE and bool(hole.mean() < SPARSE) and radius(hole) <= NARROW


def _joined(mask: Flags) -> Iterator[tuple[Rect, Flags]]:
    rows, columns = mask.shape
    padded = np.pad(mask, [(0, -rows % CELL), (0, -columns % CELL)])
    blocks = padded.reshape(-1, CELL, padded.shape[1] // CELL, CELL)
    occupied = np.asarray(blocks.any(axis=(1, 3)), np.uint8)
    near = cv2.dilate(occupied, np.ones((3, 3), np.uint8))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(near)
    for label in range(1, count):
        x, y, width, height = (int(side) for side in boxes[label, :4])
        own_cells = labels[y : y + height, x : x + width] == label
        box = Rect(x * CELL, y * CELL, width * CELL, height * CELL).intersection(Rect(0, 0, columns, rows))
        own = np.repeat(np.repeat(own_cells, CELL, axis=0), CELL, axis=1)[: box.height, : box.width]
        own &= mask[box.slices]
        ys, xs = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
        tight = Rect(int(xs[0]), int(ys[0]), int(xs[-1] - xs[0]) + 1, int(ys[-1] - ys[0]) + 1)
        yield Rect(box.x + tight.x, box.y + tight.y, tight.width, tight.height), own[tight.slices]


def _with_context(whole: Rect, box: Rect, hole: Flags, margin: int) -> tuple[Rect, Flags]:
    crop = box.grown(margin).intersection(whole)
    part = np.zeros((crop.height, crop.width), np.bool_)
    part[Rect(box.x - crop.x, box.y - crop.y, box.width, box.height).slices] = hole
    return crop, part
