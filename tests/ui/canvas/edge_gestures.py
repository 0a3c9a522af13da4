"""Drags beyond the view's edge, where the picture comes to meet them, and what they should mark."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt

from picwish_desktop.model.selection import Combine
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.tool import CLICK, Tool
from tests.ui.canvas import reference_mark as reference
from tests.ui.canvas.acting import Point
from tests.ui.canvas.watched_canvas import WatchedCanvas
from tests.ui.canvas.watched_view import LEFT, MOVE, NONE, PRESS, RELEASE, RIGHT, SHIFT, Place


def tick(canvas: Canvas, count: int = 1) -> None:
    """As the timer does, for as long as it runs."""
    for _ in range(count):
        if canvas._edge.is_running:
            canvas._edge._timer.timeout.emit()


@dataclass(frozen=True)
class EdgeDrag:
    """From a place of the view to others, in it or beside it; at each the pointer stays for some ticks."""

    tool: Tool
    start: Place
    stays: list[tuple[Place, int]]
    button: Qt.MouseButton = LEFT

    def do(self, watched: WatchedCanvas) -> None:
        """What is drawn is painted at each tick."""
        watched.take(self.tool)
        watched.canvas.set_combine(Combine.ADD)
        watched.press_key(Qt.Key.Key_Escape)
        if watched.takes_divider(self.start):
            return
        start = watched.point(self.start)
        # a new one, also where there is one
        watched.send(PRESS, self.start, self.button, SHIFT if self.button == LEFT else NONE)
        way = [start]
        for place, ticks in self.stays:
            watched.send(MOVE, place, self.button)
            way.append(watched.point(place))
            for _ in range(ticks):
                tick(watched.canvas)
                watched.assert_painted()
                way.append(watched.point(place))
        end = self.stays[-1][0]
        away = watched.away(end, start)
        x, y = (at / watched.canvas.ratio for at in watched.canvas.viewport.to_view(*start))
        is_box = min(abs(end[0] - x), abs(end[1] - y)) > CLICK - 1e-3
        watched.send(RELEASE, end, self.button)
        is_drag = watched.is_drag([self.start, *(place for place, _ in self.stays)])
        self._expect(watched, way, is_drag=is_drag, is_box=is_box, is_ellipse=away >= CLICK)

    def _expect(
        self, watched: WatchedCanvas, way: list[Point], *, is_drag: bool, is_box: bool, is_ellipse: bool
    ) -> None:
        mark = watched.mark
        how = Combine.ADD if self.button == LEFT else Combine.SUBTRACT
        if self.tool is Tool.LASSO:
            if is_drag:
                mark.combine(reference.polygon(way, mark.area), how)
        elif self.tool is Tool.ELLIPSE:
            if is_ellipse:
                mark.combine(reference.ellipse(way[0], way[-1], mark.area), how)
        elif not (spanned := reference.spanned(way[0], way[-1], mark.area)).is_empty:
            if self.button == RIGHT:
                if is_box:
                    mark.unmark(spanned)
            elif is_drag:
                mark.become(mark.mask, (*mark.rectangles, spanned))
