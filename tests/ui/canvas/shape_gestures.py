"""Lassos, polygons and ellipses, and what they should mark."""

from __future__ import annotations

from dataclasses import dataclass
from math import copysign

from PySide6.QtCore import Qt

from picwish_desktop.model.selection import Combine
from picwish_desktop.ui.canvas.tool import CLICK, Tool
from tests.ui.canvas import reference_mark as reference
from tests.ui.canvas.acting import Point
from tests.ui.canvas.watched_canvas import WatchedCanvas
from tests.ui.canvas.watched_view import ALT, CONTROL, LEFT, NONE, PRESS, RELEASE, RIGHT, SHIFT, TWICE, Place


@dataclass(frozen=True)
class Shape:
    tool: Tool
    places: list[Place]
    mode: Combine = Combine.ADD
    button: Qt.MouseButton = LEFT
    held: Qt.KeyboardModifier = NONE
    later: Qt.KeyboardModifier = NONE
    is_zoomed_meanwhile: bool = False

    def do(self, watched: WatchedCanvas) -> None:
        canvas, area = watched.canvas, watched.mark.area
        watched.take(self.tool)
        canvas.set_combine(self.mode)
        is_divider = watched.takes_divider(self.places[0])
        if self.tool is Tool.POLYGON:
            self._click(watched)
            return
        points = [watched.point(place) for place in self.places]
        is_drag, is_ellipse = watched.is_drag(self.places), watched.away(self.places[-1], points[0]) >= CLICK
        watched.drag(self.places, self.button, self.held, self.later)
        if is_divider:
            return
        if self.tool is Tool.LASSO:
            if is_drag:
                watched.mark.combine(reference.polygon(points, area), self.how)
        elif is_ellipse:
            watched.mark.combine(reference.ellipse(*self._box(points), area), self.how)

    @property
    def how(self) -> Combine:
        if self.held == SHIFT:
            return Combine.ADD
        return Combine.SUBTRACT if self.held in (ALT, CONTROL) or self.button == RIGHT else self.mode

    def _box(self, points: list[Place] | list[Point]) -> tuple[Point, Point]:
        """Shift that was not held at the press makes a circle, Alt draws from the middle."""
        (x0, y0), (x1, y1) = points[0], points[-1]
        dx, dy = x1 - x0, y1 - y0
        if self.later == SHIFT and self.held != SHIFT:
            side = max(abs(dx), abs(dy))
            dx, dy = copysign(side, dx), copysign(side, dy)
        start = (x0 - dx, y0 - dy) if self.later == ALT and self.held != ALT else (x0, y0)
        return start, (x0 + dx, y0 + dy)

    def _click(self, watched: WatchedCanvas) -> None:
        canvas, corners = watched.canvas, list[Point]()
        for count, place in enumerate(self.places):
            if self.is_zoomed_meanwhile and count == 2:
                watched.turn_wheel(place, 120)
                canvas.sharpen()
            if watched.takes_divider(place) or (corners and watched.away(place, corners[0]) <= CLICK):
                continue
            corners.append(watched.point(place))
            watched.send(PRESS, place, self.button, self.held)
            watched.send(RELEASE, place, self.button, self.held)
        watched.assert_painted()
        if self.later == NONE or watched.takes_divider(self.places[-1]):
            watched.press_key(Qt.Key.Key_Return)
        elif corners:
            watched.send(TWICE, self.places[-1], self.button)
            watched.send(RELEASE, self.places[-1], self.button)
        if len(corners) < 3:
            watched.press_key(Qt.Key.Key_Escape)
        else:
            watched.mark.combine(reference.polygon(corners, watched.mark.area), self.how)
