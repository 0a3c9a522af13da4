"""How much a mask looks like the outline of a subject."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

STEP = 20.0
"""Difference in Lab between neighbouring pixels that is as clear an outline as any."""

EDGE = 0.06
"""Width of the picture's edge, as a share of its longer side: what is there is mostly background."""
SMALL_SHARE, LARGE_SHARE = 0.08, 0.5
"""Shares of the picture below and above which a subject is less likely."""

Flags = NDArray[np.bool_]


def score(lab: NDArray[np.uint8], mask: Flags) -> float:
    """Higher is more likely, about 0 to 2.5. lab: rows × columns × 3, Lab; mask: the same size.

    The weights, together with those of `Focus.worth`, are rounded from a fit to about 900 masks of 70 composites, with
    bounds on some of them. The candidate chosen by the rounded ones has a mean IoU of 0.935, the best of all 0.944. As
    fitted, before rounding, it is 0.938, without the subject 0.935, without the backdrop 0.928; bounds and strength of
    the fit were chosen by these figures, so they flatter it.
    """
    area = float(mask.mean())
    if not 0.002 < area < 0.97:
        return -2.0
    off_across, off_down = _off_centre(mask)
    frame = _edge(mask, 1)
    return (
        0.1 * _contrast(lab, mask)
        + 1.4 * _separation(lab, mask, _around(mask))
        + 0.1 * _separation(lab, mask, _edge(mask, max(3, round(EDGE * max(mask.shape)))) & ~mask)
        + 1.0 * _solidity(mask)
        - 0.5 * max(0.0, SMALL_SHARE - area) / SMALL_SHARE
        - 0.8 * max(0.0, area - LARGE_SHARE)
        - 0.4 * off_across
        - 1.4 * off_down
        - 1.4 * float(mask[frame].mean())
        # what stands on the lower edge is no worse for it
        + 0.5 * float(mask[-1].mean())
        # what reaches from side to side is ground or sky
        - 0.6 * min(float(mask[:, 0].mean()), float(mask[:, -1].mean()))
        - 1.9 * _fragments(mask)
    )


def _edge(mask: Flags, width: int) -> Flags:
    edge = np.ones_like(mask)
    edge[width:-width, width:-width] = False
    return edge


def _around(mask: Flags) -> Flags:
    radius = max(4, int(np.sqrt(mask.sum()) * 0.25))
    kernel = np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)
    return np.asarray((cv2.dilate(mask.astype(np.uint8), kernel) > 0) & ~mask)


def _contrast(lab: NDArray[np.uint8], mask: Flags) -> float:
    """How strong the colour step is along the outline: 0 to 1."""
    edge = mask & (cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0) & ~_edge(mask, 1)
    if not edge.any():
        return 0.0
    values = cv2.GaussianBlur(lab, (3, 3), 0).astype(np.float32)
    steps = np.sqrt(sum((cv2.Sobel(values, cv2.CV_32F, dx, 1 - dx, scale=0.25) ** 2).sum(axis=2) for dx in (0, 1)))
    along = cv2.dilate(np.asarray(steps, np.float32), np.ones((3, 3), np.uint8))[edge]
    return float(np.minimum(along / STEP, 1).mean())


def _separation(lab: NDArray[np.uint8], mask: Flags, others: Flags) -> float:
    """How different the colours inside are from those of `others`: 0 to 1."""
    if not others.any():
        return 0.0
    bins = (lab >> 4).astype(np.int64)
    index = (bins[..., 0] * 16 + bins[..., 1]) * 16 + bins[..., 2]
    inside = np.bincount(index[mask], minlength=4096) / int(mask.sum())
    outside = np.bincount(index[others], minlength=4096) / int(others.sum())
    return float(1 - np.sqrt(inside * outside).sum())


def _solidity(mask: Flags) -> float:
    """The largest part's share of its convex hull."""
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(outlines, key=cv2.contourArea)
    return float(cv2.contourArea(largest) / max(1.0, cv2.contourArea(cv2.convexHull(largest))))


def _off_centre(mask: Flags) -> tuple[float, float]:
    """How far to one side of the middle, and how far above or below it: 0 to 1."""
    rows, columns = np.nonzero(mask)
    across, down = columns.mean() / mask.shape[1], rows.mean() / mask.shape[0]
    return abs(float(across) - 0.5) * 2, abs(float(down) - 0.5) * 2


def _fragments(mask: Flags) -> float:
    """Share of the mask outside its largest part."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    areas = stats[1:, cv2.CC_STAT_AREA]
    return float(1 - areas.max() / areas.sum())
