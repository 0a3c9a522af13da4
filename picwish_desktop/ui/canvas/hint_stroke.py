"""A smart stroke: shows what the person points at, and tells it when it ends. What comes of it is found elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from picwish_desktop.model.geometry import EMPTY, Point, Rect, line_bounds
from picwish_desktop.ui.canvas.images import image_over

WORKING_SIDE = 640
"""Of the longer side of what is told."""
THINNEST = 2.0
"""Pixels of that: a dot that is thinner may lie between the middles of pixels, and nothing would be told."""


@dataclass(slots=True, eq=False)
class Hint:
    """What was painted with a smart brush, in pixels of the photo."""

    diameter: int
    is_keeping: bool
    lines: list[tuple[Point, Point]] = field(default_factory=list)
    reach: Rect = EMPTY

    def add(self, start: Point, end: Point) -> Rect:
        """Returns the part of the photo that the line reaches."""
        self.lines.append((start, end))
        reach = line_bounds(start, end, self.diameter / 2 + 1)
        self.reach = self.reach.union(reach)
        return reach

    def mask(self, photo: Rect) -> NDArray[np.uint8]:
        """255 where it was painted, else 0; of the photo's shape, at most `WORKING_SIDE` pixels long."""
        scale = min(1.0, WORKING_SIDE / max(photo.width, photo.height))
        mask = np.zeros((max(1, round(photo.height * scale)), max(1, round(photo.width * scale)), 1), np.uint8)
        # a painter does not keep its image alive
        image = image_over(mask, None, QImage.Format.Format_Grayscale8)
        with QPainter(image) as painter:
            width, white = max(THINNEST, self.diameter * scale), QColor(255, 255, 255)
            painter.setPen(QPen(white, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            for start, end in self.lines:
                painter.drawLine(
                    QPointF(start[0] * scale, start[1] * scale), QPointF(end[0] * scale + 0.01, end[1] * scale)
                )
        return mask[..., 0]


class HintStroke:
    """What the brush draws into a hint."""

    def __init__(self, hint: Hint, shown: Callable[[Rect], None], done: Callable[[Hint | None], None]) -> None:
        """`shown` hears what part of the photo to paint again; `done` gets the hint, None when it was cancelled."""
        self._hint = hint
        self._shown = shown
        self._done = done

    def draw(self, start: Point, end: Point, _pressure: float = 1.0) -> None:
        """Of one width: it only points."""
        self._shown(self._hint.add(start, end))

    def commit(self) -> Rect:
        self._done(self._hint)
        return EMPTY

    def cancel(self) -> Rect:
        self._done(None)
        return EMPTY
