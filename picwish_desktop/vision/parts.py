"""What a raw mask has too much and too little: specks, blobs on thin necks, small holes."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

FRAGMENT = 0.12
"""Parts smaller than this share of the largest are not the subject."""
BLOB = 0.02
"""The same for what hangs on the subject by a thin neck only."""
NECK = 0.004
"""Half the width of a thin neck, as a share of the longer side."""
HOLE = 0.01
"""Holes smaller than this share of the mask are mistakes."""

Flags = NDArray[np.bool_]


def cleaned(mask: Flags) -> Flags:
    """`mask` without fragments, blobs on thin necks, and small holes."""
    return _filled(_largest(_pruned(_largest(mask, FRAGMENT)), FRAGMENT))


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
