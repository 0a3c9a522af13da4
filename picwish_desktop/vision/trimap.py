"""Where alpha is unknown, and solving for it: along the mask's edge, and farther where hair reaches out of that."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.closed_form import closed_form
from picwish_desktop.vision.evidence import evidence
from picwish_desktop.vision.tiles import Flags, Plane, dilated, resized

BAND = 0.008
"""Half the width of the strip along the mask's edge, as a share of the longer side."""
GROWTHS = 2
"""Times the strip may be widened."""
GROWTH = 0.012
"""How far the strip is widened where the solution runs out of it, as a share of the longer side."""
WRONG = 0.3
"""Alpha at the strip's outer rim above which it is widened outwards."""
CLEAR = 0.35
"""Alpha at its inner rim below which it is widened inwards: a light streak in hair is no gap."""
RIM = 2
"""Pixels."""
SMALL_SIDE = 640
"""Up to this longer side everything is solved in one size."""


def solved(guide: Plane, mask: Flags, only: tuple[Flags, Plane] | None) -> tuple[Plane, Flags]:
    """Alpha, 0 to 1, and where it was solved for.

    guide: rows × columns × 1 or 3, 0 to 1. mask: the subject. only: where it may be solved for, and alpha elsewhere.
    """
    rows, columns = mask.shape
    allowed, given = (np.ones_like(mask), mask.astype(np.float32)) if only is None else only
    alpha = np.where(allowed, mask, given).astype(np.float32)
    unknown = _band(mask) & allowed
    if max(mask.shape) <= SMALL_SIDE or min(mask.shape) < 2:
        return _grown(guide, alpha, mask, unknown, allowed)
    # half the size finds what is far apart in a quarter of the time, and where the strip is too narrow
    half = ((rows + 1) // 2, (columns + 1) // 2)
    small_mask = resized(mask.astype(np.float32), *half) >= 0.5
    small_allowed = resized(allowed.astype(np.float32), *half) > 0
    coarse, coarse_unknown = _grown(
        resized(guide, *half), resized(alpha, *half), small_mask, _band(small_mask) & small_allowed, small_allowed
    )
    unknown |= (resized(coarse_unknown.astype(np.float32), rows, columns) > 0.5) & allowed
    alpha = np.where(unknown, resized(coarse, rows, columns), alpha)
    return closed_form(guide, alpha, unknown, *evidence(guide, alpha, unknown)), unknown


def _grown(guide: Plane, alpha: Plane, mask: Flags, unknown: Flags, allowed: Flags) -> tuple[Plane, Flags]:
    for growth in range(GROWTHS + 1):
        alpha = closed_form(guide, alpha, unknown, *evidence(guide, alpha, unknown))
        wrong = unknown & dilated(~unknown, RIM) & np.where(mask, alpha < CLEAR, alpha > WRONG)
        if growth == GROWTHS or not wrong.any():
            break
        unknown = unknown | (dilated(wrong, round(GROWTH * max(mask.shape))) & allowed)
    return alpha, unknown


def _band(mask: Flags) -> Flags:
    size = 2 * max(2, round(BAND * max(mask.shape))) + 1
    disc: NDArray[np.uint8] = np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)
    values = mask.astype(np.uint8)
    return np.asarray(cv2.dilate(values, disc) != cv2.erode(values, disc)).reshape(mask.shape)
