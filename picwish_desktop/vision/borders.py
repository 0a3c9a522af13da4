"""Plain backgrounds: the colour along the picture's edge, continued as a smooth surface across it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

BAND = 0.03
"""Width of the edge that is looked at, as a share of the longer side."""
PLAIN = 0.55
"""Share of the edge that has to fit one smooth surface for it to count as plain."""


def border_distance(lab: NDArray[np.uint8]) -> tuple[NDArray[np.float32], float] | None:
    """How far each pixel is from the background's colour, in units of its spread, and which share of the edge is plain.

    lab: rows × columns × 3, Lab. None when no smooth surface fits the edge.
    """
    rows, columns = lab.shape[:2]
    band = max(2, round(BAND * max(rows, columns)))
    on_edge = np.ones((rows, columns), np.bool_)
    on_edge[band:-band, band:-band] = False
    y, x = np.indices((rows, columns), dtype=np.float32)
    y, x = 2 * y / rows - 1, 2 * x / columns - 1
    terms = np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=-1)
    basis, colours = terms[on_edge], lab[on_edge].astype(np.float32)
    fits = np.linalg.norm(colours - np.median(colours, axis=0), axis=1) < 40
    if fits.mean() < PLAIN:
        return None
    for limit in (24.0, 14.0, 10.0):
        weights = np.linalg.lstsq(basis[fits], colours[fits], rcond=None)[0]
        fits = np.linalg.norm(colours - basis @ weights, axis=1) < limit
        if fits.mean() < PLAIN:
            return None
    spread = max(1.5, float(np.sqrt(((colours - basis @ weights)[fits] ** 2).mean())))
    apart = np.linalg.norm(lab.astype(np.float32) - terms @ weights, axis=2)
    return np.asarray(cv2.GaussianBlur(apart, (3, 3), 0) / spread, np.float32), float(fits.mean())
