"""Dividing a mask into holes that are filled one after the other, each with the surroundings it is filled from."""

from __future__ import annotations

import cv2
import numpy as np

from picwish_desktop.model.geometry import Rect
from picwish_desktop.vision.pyramid import Flags

LEAST_CONTEXT = 48
"""Pixels around a hole that are looked at, at least."""
CONTEXT = 0.35
"""The same, as a share of the hole's longer side."""
MANY = 64
"""Holes more than this are joined more generously, as each costs time however small it is."""


def holes(mask: Flags) -> list[tuple[Rect, Flags]]:
    """What to look at, and which of its pixels to fill; holes near each other are one.

    mask: rows × columns. The flags have the size of the rectangle, and together they are the mask.
    """
    joined: list[tuple[Rect, Flags]] = []
    for cell in (16, 64, 256):
        joined = _joined(mask, cell)
        if len(joined) <= MANY:
            break
    return joined


def _joined(mask: Flags, cell: int) -> list[tuple[Rect, Flags]]:
    """The holes, joined where the square cells they lie in touch or have one empty cell between them."""
    rows, columns = mask.shape
    padded = np.pad(mask, [(0, -rows % cell), (0, -columns % cell)])
    blocks = padded.reshape(-1, cell, padded.shape[1] // cell, cell)
    occupied = np.asarray(blocks.any(axis=(1, 3)), np.uint8)
    near = cv2.dilate(occupied, np.ones((3, 3), np.uint8))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(near)
    parts = []
    for label in range(1, count):
        x, y, width, height = (int(side) for side in boxes[label, :4])
        own_cells = labels[y : y + height, x : x + width] == label
        box = Rect(x * cell, y * cell, width * cell, height * cell).intersection(Rect(0, 0, columns, rows))
        own = np.repeat(np.repeat(own_cells, cell, axis=0), cell, axis=1)[: box.height, : box.width]
        parts.append(_with_context(mask.shape, box, own & mask[box.slices]))
    return parts


def _with_context(shape: tuple[int, ...], box: Rect, hole: Flags) -> tuple[Rect, Flags]:
    ys, xs = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    tight = Rect(int(xs[0]), int(ys[0]), int(xs[-1] - xs[0]) + 1, int(ys[-1] - ys[0]) + 1)
    margin = max(LEAST_CONTEXT, int(CONTEXT * max(tight.width, tight.height)))
    placed = Rect(box.x + tight.x, box.y + tight.y, tight.width, tight.height)
    crop = placed.grown(margin).intersection(Rect(0, 0, shape[1], shape[0]))
    part = np.zeros((crop.height, crop.width), np.bool_)
    inside = Rect(placed.x - crop.x, placed.y - crop.y, placed.width, placed.height)
    part[inside.slices] = hole[tight.slices]
    return crop, part
