"""Estimates of what a portrait's rules may forbid to wear: a hat, glasses.

Both look for edges where a bare head has none, and are guesses: a dark, smooth fringe may pass for a hat, rimless
glasses are not seen. The bounds were set between the astronaut of scikit-image, bare-headed, and what was drawn on her.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.eyes import Eyes

Floats = NDArray[np.float32]

SMOOTH = 0.02
"""Sigma by which grain is taken out, by the distance of the eyes; so all lengths below."""
RIM = 0.05
"""Thickness of what counts as the rim of glasses."""
NO_RIM, DARK_RIM = 0.02, 0.10
"""How much darker than its surroundings it is, in shares of the cheeks' lightness: 0 and 1 of the estimate."""
NO_BRIM, HARD_BRIM = 0.08, 0.16
"""How much darker a hat is than the forehead under it."""
SMOOTH_CLOTH, HAIR = 0.35, 0.8
"""Fine structure of what is above the forehead, by the cheeks': 1 and 0 of the estimate."""


def glasses(view: NDArray[np.uint8], eyes: Eyes) -> float:
    """0 to 1. view: rows × columns × 3, RGB, the head upright."""
    place = _Places(view, eyes)
    light = place.light
    bridge = _bar(light[place.at(-0.3, 0.3, -0.1, 0.1)], place.apart, 2.0)
    rims = [_bar(light[place.at(0.15, 0.6, side - 0.12, side + 0.12)], place.apart, 1.0) for side in (-0.5, 0.5)]
    return _share(min(bridge, max(rims)), NO_RIM, DARK_RIM)


def hat(view: NDArray[np.uint8], eyes: Eyes, crown: float) -> float:
    """0 to 1. view: as above; crown: the highest row of the head."""
    place = _Places(view, eyes)
    brims = [(_brim(place, down), down) for down in np.arange(-1.1, -0.2, 0.02)]
    edge, down = max(brims)
    above = place.at((crown - place.level) / place.apart + 0.12, float(down) - 0.1, -0.5, 0.5)
    cheeks = place.at(0.3, 1.0, -0.6, 0.6)
    if place.fine[above].size == 0:
        return 0.0
    # the quarter of the cheeks that is smoothest: rims of glasses and a beard are none
    skin = max(float(np.quantile(place.fine[cheeks], 0.25)), 1e-3)
    structure = float(np.median(place.fine[above])) / skin
    return _share(edge, NO_BRIM, HARD_BRIM) * (1 - _share(structure, SMOOTH_CLOTH, HAIR))


class _Places:
    """Lightness of a face, and parts of it in distances of the eyes from their middle."""

    def __init__(self, view: NDArray[np.uint8], eyes: Eyes) -> None:
        self.apart = eyes.right[0] - eyes.left[0]
        self.level = (eyes.left[1] + eyes.right[1]) / 2
        self._axis = (eyes.left[0] + eyes.right[0]) / 2
        lightness = cv2.cvtColor(view, cv2.COLOR_RGB2LAB)[..., 0].astype(np.float32)
        smooth = cv2.GaussianBlur(lightness, (0, 0), SMOOTH * self.apart)
        cheeks = max(1.0, float(np.median(smooth[self.at(0.3, 1.2, -0.5, 0.5)])))
        self.light = np.asarray(smooth / cheeks, np.float32)
        """1 on the cheeks."""
        fine = np.abs(lightness - cv2.GaussianBlur(lightness, (0, 0), 3 * SMOOTH * self.apart))
        self.fine = np.asarray(cv2.GaussianBlur(fine, (0, 0), 2.5 * SMOOTH * self.apart) / cheeks, np.float32)
        """How much lightness changes from one strand of hair to the next."""

    def at(self, top: float, bottom: float, left: float, right: float) -> tuple[slice, slice]:
        rows, columns = (
            slice(max(0, round(middle + first * self.apart)), max(0, round(middle + last * self.apart)))
            for middle, first, last in ((self.level, top, bottom), (self._axis, left, right))
        )
        return rows, columns


def _bar(part: Floats, apart: float, thickness: float) -> float:
    """How much darker the darkest bar across `part` is than what is above and below it."""
    rows = part.mean(axis=1)
    reach = max(2, round(thickness * RIM * apart))
    return float(np.max(np.minimum(rows[: -2 * reach], rows[2 * reach :]) - rows[reach:-reach]))


def _brim(place: _Places, down: float) -> float:
    """How much lighter the face is below a line across the forehead, almost everywhere along it."""
    above, below = (
        place.light[place.at(down + shift, down + shift + 0.06, -0.55, 0.55)].mean(axis=0) for shift in (-0.06, 0.02)
    )
    return float(np.quantile(below - above, 0.25))


def _share(value: float, none: float, full: float) -> float:
    return float(np.clip((value - none) / (full - none), 0, 1))
