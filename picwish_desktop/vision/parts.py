"""What a raw mask has too much and too little: specks, blobs on thin necks, small holes, thin parts."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.focus import Focus

FRAGMENT = 0.12
"""Parts smaller than this share of the largest are not the subject."""
BLOB = 0.02
"""The same for what hangs on the subject by a thin neck only."""
NECK = 0.004
"""Half the width of a thin neck, as a share of the longer side."""
HOLE = 0.01
"""Holes smaller than this share of the mask are mistakes."""

THIN = 0.016
"""Half the width below which a part is thin, as a share of the longer side."""
STEP, TIMES, CREST = 10.0, 3.0, 0.4
"""How much a thin part differs from both of its sides at least: in levels of Lab, in upper quartiles of such
differences outside the mask, and as a share of what is the most nearby."""
BESIDE = 0.006
"""How far from its edges it is still told to be in focus, as a share of the longer side."""
GAP = 2
"""Pixels over which it goes on, to each side."""
LONG = 0.05
"""How far it leads away from the mask at least, as a share of the longer side."""
MOST = 0.3
"""Share of the mask that is not to be exceeded by all its thin parts."""
FEW_LEFT, SOME_LEFT, APART = 0.2, 0.6, 0.35
"""In-focus edges left outside, by those that thin parts account for: few; and the most, and the contrast of focus
needed with them. A twig is a part of a tree."""
LARGE_HOLE, AROUND_HOLE, LIKE = 0.05, 0.12, 0.72
"""Holes up to this share of the mask are mistakes if their colours are less like those of the background around them,
so far as a share of the longer side: Bhattacharyya coefficient."""

Flags = NDArray[np.bool_]


def cleaned(mask: Flags) -> Flags:
    """`mask` without fragments, blobs on thin necks, and small holes."""
    return _filled(_largest(_pruned(_largest(mask, FRAGMENT)), FRAGMENT))


def with_thin_parts(picture: NDArray[np.uint8], mask: Flags, focus: Focus) -> Flags:
    """`mask` (rows × columns) with what is thin, in focus and grows out of it: legs of a tripod, handles, tips.

    picture: rows × columns × 3, RGB; focus: of it, at its size. What has its like elsewhere is no part of the subject.
    """
    side = max(mask.shape)
    square = np.ones((3, 3), np.uint8)
    outside = cv2.dilate(mask.astype(np.uint8), np.ones((5, 5), np.uint8)) == 0
    if not outside.any() or not mask.any():
        return mask
    thin = _ridges(picture, outside) & focus.is_in(BESIDE) & ~mask
    _, labels = cv2.connectedComponents(
        cv2.dilate((thin | mask).astype(np.uint8), np.ones((2 * GAP + 1,) * 2, np.uint8))
    )
    added = thin & np.isin(labels, np.unique(labels[mask]))
    count, labels = cv2.connectedComponents((cv2.dilate(added.astype(np.uint8), square) > 0).astype(np.uint8) & ~mask)
    far = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 5) >= LONG * side
    leads_away = np.zeros(count, np.bool_)
    leads_away[labels[far]] = True
    leads_away[0] = False
    added &= leads_away[labels]
    if not added.any() or added.sum() > MOST * mask.sum():
        return mask
    known = cv2.dilate((mask | added).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    left = float(focus.sharpness[~known].sum()) / max(1e-3, float(focus.sharpness[known & ~mask].sum()))
    if left > FEW_LEFT and (left > SOME_LEFT or focus.contrast(mask | added) < APART):
        return mask
    near = cv2.dilate(added.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    closed = cv2.morphologyEx((mask | added).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)) > 0
    return np.asarray(mask | (closed & near))


def with_false_holes_filled(picture: NDArray[np.uint8], mask: Flags) -> Flags:
    """`mask` without the holes that do not show the background: reflections, a face like the wall."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((~mask).astype(np.uint8), connectivity=4)
    bins = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB).astype(np.int64) >> 4
    index = (bins[..., 0] * 16 + bins[..., 1]) * 16 + bins[..., 2]
    margin = max(2, round(AROUND_HOLE * max(mask.shape)))
    result = mask.copy()
    for number in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[number])
        inner = left > 0 and top > 0 and left + width < mask.shape[1] and top + height < mask.shape[0]
        if not inner or area > LARGE_HOLE * mask.sum():
            continue
        window = (
            slice(max(0, top - margin), top + height + margin),
            slice(max(0, left - margin), left + width + margin),
        )
        hole = labels[window] == number
        around = ~mask[window] & ~hole
        if not around.any() or _likeness(index[window], hole, around) < LIKE:
            result[window] |= hole
    return result


def _likeness(index: NDArray[np.int64], one: Flags, other: Flags) -> float:
    counts = (np.bincount(index[part], minlength=4096) / int(part.sum()) for part in (one, other))
    return float(np.sqrt(np.prod(list(counts), axis=0)).sum())


def _ridges(picture: NDArray[np.uint8], outside: Flags) -> Flags:
    """What is darker or brighter than what is on both of its sides, more than is usual `outside`."""
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)
    radius = max(2, round(THIN * max(outside.shape)))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    found = np.zeros_like(outside)
    for operation in (cv2.MORPH_BLACKHAT, cv2.MORPH_TOPHAT):
        height = cv2.morphologyEx(lab, operation, disc).max(axis=2).astype(np.float32)
        found |= (height > max(STEP, TIMES * float(np.percentile(height[outside], 75)))) & (
            height > CREST * cv2.dilate(height, np.ones((9, 9), np.uint8))
        )
    return found


def connected(parts: Flags, seeds: Flags) -> Flags:
    """Those of `parts` that touch one of the seeds."""
    _, labels = cv2.connectedComponents(parts.astype(np.uint8), connectivity=4)
    touched = np.zeros(int(labels.max()) + 1, np.bool_)
    touched[labels[seeds]] = True
    touched[0] = False
    return np.asarray(touched[labels])


def _pruned(mask: Flags) -> Flags:
    radius = max(1, round(NECK * max(mask.shape)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    thick = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel) > 0
    body = _largest(thick, BLOB)
    if not body.any():
        return mask
    # strands and other thin things stay where they grow out of the body
    return connected(mask & ~(thick & ~body), body)


def _largest(mask: Flags, share: float) -> Flags:
    """The parts that are at least this share of the largest one."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    if count < 3:
        return mask
    areas = stats[:, cv2.CC_STAT_AREA]
    keep = areas >= share * areas[1:].max()
    keep[0] = False
    return np.asarray(keep[labels])


def _filled(mask: Flags) -> Flags:
    count, labels, stats, _ = cv2.connectedComponentsWithStats((~mask).astype(np.uint8), connectivity=4)
    if count < 2:
        return mask
    small = stats[:, cv2.CC_STAT_AREA] < HOLE * int(mask.sum())
    small[0] = False
    return np.asarray(mask | small[labels])
