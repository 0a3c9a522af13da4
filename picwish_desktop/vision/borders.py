"""Backgrounds as the picture's edge shows them: one smooth colour, or several."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

BAND = 0.03
"""Width of the edge that is looked at for a plain background, as a share of the longer side."""
WIDE_BAND = 0.06
"""The same where its colours are counted."""
PLAIN = 0.55
"""Share of the edge that has to fit one smooth surface for it to count as plain."""
LEVELS = 24
"""Bins of the colour histogram along each of the three axes."""


def border_distance(lab: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """How far each pixel is from the plain background's colour, in units of its spread.

    lab: rows × columns × 3, Lab. None when no smooth surface fits the edge.
    """
    rows, columns = lab.shape[:2]
    on_edge = _edge(rows, columns, max(2, round(BAND * max(rows, columns))))
    y, x = np.indices((rows, columns), dtype=np.float32)
    y, x = 2 * y / rows - 1, 2 * x / columns - 1
    terms = np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=-1)
    basis, colours = terms[on_edge], lab[on_edge].astype(np.float32)
    misfit = np.linalg.norm(colours - np.median(colours, axis=0), axis=1)
    weights = np.zeros((6, 3), np.float32)
    for limit in (40.0, 24.0, 14.0, 10.0):
        fits = misfit < limit
        if fits.mean() < PLAIN:
            return None
        weights = np.linalg.lstsq(basis[fits], colours[fits], rcond=None)[0]
        misfit = np.linalg.norm(colours - basis @ weights, axis=1)
    spread = max(1.5, float(np.sqrt((misfit[misfit < 10.0] ** 2).mean())))
    apart = np.linalg.norm(lab.astype(np.float32) - terms @ weights, axis=2)
    return np.asarray(cv2.GaussianBlur(apart, (3, 3), 0) / spread, np.float32)


def unlike_border(lab: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How much rarer each pixel's colour is along the edge than in the whole picture, as a logarithm, smoothed."""
    rows, columns = lab.shape[:2]
    on_edge = _edge(rows, columns, max(3, round(WIDE_BAND * max(rows, columns))))
    bins = (lab.astype(np.int64) + 4) // 12
    index = (bins[..., 0] * LEVELS + bins[..., 1]) * LEVELS + bins[..., 2]
    everywhere = _histogram(index.ravel())
    ratio = np.log((everywhere + 1e-4) / (_histogram(index[on_edge]) + 1e-4))
    return np.asarray(cv2.GaussianBlur(ratio[index].astype(np.float32), (0, 0), 2.0), np.float32)


def _edge(rows: int, columns: int, band: int) -> NDArray[np.bool_]:
    on_edge = np.ones((rows, columns), np.bool_)
    on_edge[band:-band, band:-band] = False
    return on_edge


def _histogram(index: NDArray[np.int64]) -> NDArray[np.float64]:
    """Shares that add up to 1, smoothed over neighbouring colours."""
    counts = np.bincount(index, minlength=LEVELS**3).astype(np.float64).reshape(LEVELS, LEVELS, LEVELS)
    for axis in range(3):
        counts = (np.roll(counts, 1, axis) + 2 * counts + np.roll(counts, -1, axis)) / 4
    return counts.ravel() / max(1, len(index))
