"""The chin of an upright face: the arc of the jaw, where the face ends and the neck, its shadow or a collar begins."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.portrait import Point
from picwish_desktop.vision.eyes import Eyes

Floats = NDArray[np.float64]

USUAL = 1.75
"""Of the chin below the eyes, by their distance: some 110 mm where the eyes are 63 mm apart."""
DEVIATION = 0.2
"""Sigma of that: persons differ by 7 %, and a head is held up or down."""
LEAST, MOST = 1.35, 2.25
"""Where it is looked for."""
HALF_WIDTH = 0.62
"""Of the arc, by the distance of the eyes; so the next four."""
BENDS = (0.25, 0.35, 0.45, 0.55, 0.7, 0.85)
"""How far the jaw rises to the arc's ends."""
SHIFTS = (-0.12, -0.06, 0.0, 0.06, 0.12)
"""Of the chin beside the eyes' middle: faces look a little to one side."""
SHIFTED = 0.1
"""Evidence that a shift by the distance of the eyes costs."""
DEPTH = 0.035
"""Inside and outside of the arc at which light is compared."""
SMOOTH = 0.02
"""Sigma by which grain is taken out."""
LIMIT = 0.3
"""Of the loss of light at one place of the arc, as a share of the cheeks': one black collar is no jaw."""
FIRST = 0.5
"""Share of the strongest edge's evidence that an edge above it has to have: below the jaw there are collars."""
NEAR_TOP = 0.8
"""Share of an edge's evidence down to which it is one edge, in the middle of which the chin is."""
FAINT = 0.04
"""Evidence of no edge."""
CLEAR = 0.15
"""Evidence of a clear one."""


@dataclass(frozen=True, slots=True)
class Chin:
    tip: Point
    """In pixels of the view."""
    clarity: float
    """0 where there is no edge and the tip is where chins usually are, 1 where it is clear."""


def find_chin(view: NDArray[np.uint8], eyes: Eyes) -> Chin:
    """view: rows × columns × 3, RGB, the head upright."""
    apart = eyes.right[0] - eyes.left[0]
    axis, level = (eyes.left[0] + eyes.right[0]) / 2, (eyes.left[1] + eyes.right[1]) / 2
    light = _light(view, axis, level, apart)
    downs = np.arange(LEAST, MOST, 0.01)
    evidence = np.full(downs.shape, -np.inf)
    shifts = np.zeros(downs.shape)
    for shift in SHIFTS:
        for bend in BENDS:
            fall = _falls(light, axis + shift * apart, level, apart, downs, bend) - SHIFTED * abs(shift)
            better = fall > evidence
            evidence[better], shifts[better] = fall[better], shift
    evidence *= np.exp(-((downs - USUAL) ** 2) / (2 * DEVIATION**2))
    edge = _first_edge(evidence)
    if edge is None:
        return Chin((axis, level + USUAL * apart), 0.0)
    down, shift = float(downs[edge].mean()), float(np.median(shifts[edge]))
    return Chin((axis + shift * apart, level + down * apart), min(1.0, float(evidence[edge].max()) / CLEAR))


def _light(view: NDArray[np.uint8], axis: float, level: float, apart: float) -> NDArray[np.float32]:
    """Lightness, 1 being the cheeks'."""
    lightness = cv2.cvtColor(view, cv2.COLOR_RGB2LAB)[..., 0].astype(np.float32)
    smooth = cv2.GaussianBlur(lightness, (0, 0), SMOOTH * apart)
    rows = slice(max(0, round(level + 0.3 * apart)), round(level + 1.2 * apart))
    cheeks = smooth[rows, max(0, round(axis - 0.5 * apart)) : round(axis + 0.5 * apart)]
    return np.asarray(smooth / max(1.0, float(np.median(cheeks))), np.float32)


def _falls(light: NDArray[np.float32], middle: float, level: float, apart: float, downs: Floats, bend: float) -> Floats:
    """How much darker it is outside of each arc than inside, on the average along it."""
    along = np.linspace(-1, 1, 25)
    slope = 2 * bend * along / HALF_WIDTH
    # the arc's normal, outwards
    across, down = slope / np.hypot(1, slope), 1 / np.hypot(1, slope)
    x = np.broadcast_to(middle + along * HALF_WIDTH * apart, (len(downs), len(along)))
    y = level + (downs[:, None] - bend * along**2) * apart
    inside, outside = (
        cv2.remap(
            light,
            (x + sign * DEPTH * apart * across - 0.5).astype(np.float32),
            (y + sign * DEPTH * apart * down - 0.5).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        for sign in (-1, 1)
    )
    return np.asarray(np.clip(inside - outside, -LIMIT, LIMIT).mean(axis=1), np.float64)


def _first_edge(evidence: Floats) -> slice | None:
    """The uppermost that is about as strong as the strongest."""
    most = float(evidence.max())
    if most < FAINT:
        return None
    inner = np.arange(1, len(evidence) - 1)
    is_peak = (evidence[inner] >= evidence[inner - 1]) & (evidence[inner] > evidence[inner + 1])
    peaks = inner[is_peak & (evidence[inner] >= FIRST * most)]
    if not len(peaks):
        return None
    first = last = top = int(peaks[0])
    while last + 1 < len(evidence) and evidence[last + 1] >= NEAR_TOP * evidence[top]:
        last += 1
        top = last if evidence[last] > evidence[top] else top
    while first > 0 and evidence[first - 1] >= NEAR_TOP * evidence[top]:
        first -= 1
    return slice(first, last + 1)
