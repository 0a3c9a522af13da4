"""Bringing a provider's answer back into the photo: inside the mark, and nowhere else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.edit import Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import Mask
from picwish_desktop.model.photo import Pixels

RIM = 2
"""Pixels inside the mark's edge over which the photo turns into the answer."""

THIN = 2 * RIM + 1
"""A mark no wider than twice this has no inside to blend towards."""

PATCH_GRID = 64
"""Patches begin and end at multiples of this, so that a picture reduced by 2, 4 … 64 changes in whole pixels."""


def on_grid(rect: Rect, photo: Rect) -> Rect:
    """The smallest rectangle around `rect` that begins and ends on the patch grid or at the photo's edge."""
    x, y = rect.x // PATCH_GRID * PATCH_GRID, rect.y // PATCH_GRID * PATCH_GRID
    right, bottom = -(-rect.right // PATCH_GRID) * PATCH_GRID, -(-rect.bottom // PATCH_GRID) * PATCH_GRID
    return Rect(x, y, right - x, bottom - y).intersection(photo)


def bring_back(base: Pixels, answer: Pixels, mark: Mask, at: Rect, photo: Rect) -> Pixels:
    """`base` with `answer` inside `mark`; a fresh array. All three cover `at` in a picture as large as `photo`.

    Outside the mark every pixel is the base's own. Inside, the outermost `RIM` pixels are a mixture, so that no line
    shows where a provider's colours differ a little. Where the mark is too thin to have an inside, the answer stands
    pure: a mixture there would leave half of what had to go.
    """
    inside = mark > 0
    weight = _answer_weight(inside, at, photo)
    pure, rim = weight >= 1, (weight > 0) & (weight < 1)
    result = base.copy()
    result[pure] = answer[pure]
    share = weight[rim][:, None]
    result[rim] = np.rint(base[rim] * (1 - share) + answer[rim] * share).astype(base.dtype)
    return result


def cut_patches(pixels: Pixels, mark: Mask, at: Rect) -> tuple[Patch, ...]:
    """The parts of `pixels` in which something is marked, as patches along the grid.

    `pixels` and `mark` cover `at`, which begins and ends on the grid or at the photo's edge. Neighbours in a row of
    the grid become one patch.
    """
    found: list[Patch] = []
    for top in range(0, at.height, PATCH_GRID):
        rows = slice(top, min(top + PATCH_GRID, at.height))
        columns = mark[rows].any(axis=0)
        cells = np.logical_or.reduceat(columns, np.arange(0, at.width, PATCH_GRID))
        # where a run of marked cells begins and where the next unmarked one stands
        edges = np.flatnonzero(np.diff(np.concatenate(([False], cells, [False])))) * PATCH_GRID
        for left, right in edges.reshape(-1, 2).tolist():
            rect = Rect(at.x + left, at.y + top, min(right, at.width) - left, rows.stop - top)
            part = pixels[rows, left : left + rect.width].copy()
            part.flags.writeable = False
            found.append(Patch(rect, part))
    return tuple(found)


def _answer_weight(inside: NDArray[np.bool_], at: Rect, photo: Rect) -> NDArray[np.float32]:
    """How much of the answer each pixel takes: 0 outside, rising over the rim, 1 from there on."""
    margin = THIN + RIM + 1
    # beyond the photo's own edge there is nothing to blend with: the mark goes on there
    continued = [
        (margin if at.y == 0 else 0, margin if at.bottom == photo.bottom else 0),
        (margin if at.x == 0 else 0, margin if at.right == photo.right else 0),
    ]
    padding = [(margin - before, margin - after) for before, after in continued]
    padded = np.pad(np.pad(inside, continued, mode="edge"), padding)
    weight = padded.astype(np.float32)
    eroded = padded
    for ring in range(1, THIN + 1):
        rest = _eroded(eroded)
        if ring <= RIM:
            weight[eroded & ~rest] = ring / (RIM + 1)
        eroded = rest
    thick = eroded
    for _ in range(margin):
        thick = ~_eroded(~thick)
    weight[padded & ~thick] = 1
    return weight[margin:-margin, margin:-margin]


def _eroded(area: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Without the pixels that touch, by side or corner, one outside `area`; the array's edge is no outside."""
    rows = area.copy()
    rows[1:] &= area[:-1]
    rows[:-1] &= area[1:]
    both = rows.copy()
    both[:, 1:] &= rows[:, :-1]
    both[:, :-1] &= rows[:, 1:]
    return both
