"""How much a mask looks like the outline of a subject."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def score(lab: NDArray[np.uint8], mask: NDArray[np.bool_]) -> float:
    """Higher is more likely. lab: rows × columns × 3, Lab; mask: the same size."""
    return float(sum(_terms(lab, mask).values()))


def _terms(lab: NDArray[np.uint8], mask: NDArray[np.bool_]) -> dict[str, float]:
    inside = mask.astype(np.uint8)
    area = float(mask.mean())
    if not 0.002 < area < 0.98:
        return {"size": -10.0}
    kernel = np.ones((5, 5), np.uint8)
    inner = mask & (cv2.erode(inside, kernel) == 0)
    outer = ~mask & (cv2.dilate(inside, kernel) > 0)
    edge = mask & (cv2.erode(inside, np.ones((3, 3), np.uint8)) == 0)
    frame = np.zeros_like(mask)
    frame[[0, -1]] = frame[:, [0, -1]] = True
    return {
        "contrast": 1.5 * _contrast(lab, edge & ~frame),
        "separation": 2.0 * _separation(lab, mask, inner | outer),
        "size": -4.0 * max(0.0, 0.08 - area) / 0.08 - 3.0 * max(0.0, area - 0.6),
        "centre": -1.2 * _off_centre(mask),
        "border": -1.5 * float(mask[frame].mean()),
        "fragments": -1.0 * _fragments(inside),
    }


def _contrast(lab: NDArray[np.uint8], edge: NDArray[np.bool_]) -> float:
    """How strong the colour step is along the outline, against the rest of the picture: 0 to 1."""
    if not edge.any():
        return 0.0
    values = cv2.GaussianBlur(lab, (3, 3), 0).astype(np.float32)
    steps = np.sqrt(sum((cv2.Sobel(values, cv2.CV_32F, dx, 1 - dx, scale=0.25) ** 2).sum(axis=2) for dx in (0, 1)))
    along = cv2.dilate(steps, np.ones((3, 3), np.uint8))[edge]
    return float(np.minimum(along / max(4.0, 2 * float(np.percentile(steps, 75))), 1).mean())


def _separation(lab: NDArray[np.uint8], mask: NDArray[np.bool_], _near: NDArray[np.bool_]) -> float:
    """How different the colours inside are from those outside: 0 to 1."""
    bins = (lab >> 4).astype(np.int64)
    index = (bins[..., 0] * 16 + bins[..., 1]) * 16 + bins[..., 2]
    inside = np.bincount(index[mask], minlength=4096) / max(1, int(mask.sum()))
    outside = np.bincount(index[~mask], minlength=4096) / max(1, int((~mask).sum()))
    return float(1 - np.sqrt(inside * outside).sum())


def _off_centre(mask: NDArray[np.bool_]) -> float:
    rows, columns = np.nonzero(mask)
    return float(np.hypot(rows.mean() / mask.shape[0] - 0.5, columns.mean() / mask.shape[1] - 0.5)) * 2


def _fragments(inside: NDArray[np.uint8]) -> float:
    """Share of the mask outside its largest part."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(inside)
    if count < 2:
        return 1.0
    areas = stats[1:, cv2.CC_STAT_AREA]
    return float(1 - areas.max() / areas.sum())
