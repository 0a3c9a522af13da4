"""What a stroke should make of a matte: every pixel looked at by itself, and every state kept whole."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.cutout import Matte
from picwish_desktop.model.geometry import Rect
from tests.ui.canvas.acting import Point
from tests.ui.canvas.reference_mark import distances


class ReferenceMatte:
    """A matte, and all that it was before."""

    def __init__(self, matte: Matte) -> None:
        self._states = [matte.copy()]
        self._at = 0

    @property
    def matte(self) -> Matte:
        return self._states[self._at]

    def become(self, matte: Matte) -> None:
        """One step, unless it is what it was."""
        if not np.array_equal(matte, self.matte):
            del self._states[self._at + 1 :]
            self._states.append(matte.copy())
            self._at += 1

    def undo(self) -> None:
        self._at = max(0, self._at - 1)

    def redo(self) -> None:
        self._at = min(len(self._states) - 1, self._at + 1)

    def painted(self, points: Sequence[Point], size: int, hardness: float, *, is_keeping: bool) -> NDArray[np.float64]:
        """What a stroke through `points` should make of it, not rounded: it covers the share `hardness` of its radius
        in full, and nothing from half a pixel beyond its radius."""
        height, width = self.matte.shape
        away = distances(points, Rect(0, 0, width, height))
        rim, full = size / 2 + 0.5, min(size / 2 * hardness, size / 2 - 0.5)
        share = np.clip((rim - away) / (rim - full), 0, 1)
        level = 255 * share * share * (3 - 2 * share)
        return np.asarray(np.maximum(self.matte, level) if is_keeping else np.minimum(self.matte, 255 - level))
