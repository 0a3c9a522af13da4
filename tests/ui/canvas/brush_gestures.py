"""Strokes of a brush on the mask, and what they should mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.mask_pen import MARGIN
from picwish_desktop.ui.canvas.pointing import LIGHTEST
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas import reference_mark as reference
from tests.ui.canvas.acting import Point
from tests.ui.canvas.interruptions import After, Interruption, interrupt
from tests.ui.canvas.test_tablet import Stylus
from tests.ui.canvas.watched_canvas import WatchedCanvas
from tests.ui.canvas.watched_view import ALT, CONTROL, LEFT, MOVE, NONE, PRESS, RELEASE, RIGHT, SHIFT, Place

ROUGH, ROUGH_THIN = 0.25, 1.1
"""Pixels of the picture that the outline of a stroke may be off, and of one thinner than 2. Measured were 0.13 with up
to 1000 pixels, and 1.01: Qt makes polygons of curves, and lines of a pixel have none."""


@dataclass(frozen=True)
class Stroke:
    places: list[Place]
    size: int
    tool: Tool = Tool.BRUSH
    button: Qt.MouseButton = LEFT
    held: Qt.KeyboardModifier = NONE
    is_cancelled: bool = False

    def do(self, watched: WatchedCanvas) -> None:
        canvas, way = watched.canvas, self.places
        watched.take(self.tool)
        canvas.set_brush_size(self.size)
        if watched.takes_divider(way[0]):
            watched.drag(way, self.button, self.held)
            return
        points = [watched.point(place) for place in way]
        if self.held == SHIFT:
            # a click: from where the last one ended
            points = [*filter(None, [watched.last.get(self.tool)]), points[0]]
            watched.drag(way[:1], self.button, SHIFT)
        elif self.is_cancelled:
            watched.send(PRESS, way[0], self.button, self.held)
            for place in way[1:]:
                watched.send(MOVE, place, self.button)
            watched.press_key(Qt.Key.Key_Escape)
            watched.send(RELEASE, way[-1], self.button)
        else:
            watched.drag(way, self.button, self.held)
        watched.last[self.tool] = points[-1]
        if not self.is_cancelled or self.held == SHIFT:
            is_erasing = self.tool is Tool.ERASER or self.button == RIGHT or self.held == ALT
            follow_stroke(watched, points, [self.size], is_erasing=is_erasing)


@dataclass(frozen=True)
class InterruptedStroke:
    """Something happens in the middle of it, and the hand goes on."""

    places: list[Place]
    more: list[Place]
    by: Interruption
    size: int
    tool: Tool = Tool.BRUSH
    button: Qt.MouseButton = LEFT

    def do(self, watched: WatchedCanvas) -> None:
        watched.take(self.tool)
        watched.canvas.set_brush_size(self.size)
        if watched.takes_divider(self.places[0]):
            return
        is_erasing, widths = self.tool is Tool.ERASER or self.button == RIGHT, [self.size]
        points = [watched.point(place) for place in self.places]
        self._draw(watched, self.places)
        watched.assert_painted()
        after = interrupt(watched, self.by, self.places[-1], self.button)
        watched.assert_painted()
        is_over = after in (After.ENDED, After.ANEW, After.ELSEWHERE)
        if is_over:
            follow_stroke(watched, points, widths, is_erasing=is_erasing)
            watched.assert_counted()
        more = [watched.point(place) for place in self.more]
        for place in self.more:
            watched.send(MOVE, place, self.button)
        watched.assert_painted()
        watched.send(RELEASE, self.more[-1], self.button)
        if after is After.GOES_ON:
            follow_stroke(watched, [*points, *more], widths, is_erasing=is_erasing)
        elif after is After.ANEW:
            follow_stroke(watched, [points[-1], *more], widths, is_erasing=is_erasing)
        elif after is After.ELSEWHERE:
            follow_stroke(watched, more, widths, is_erasing=is_erasing)
        is_drawn = after in (After.GOES_ON, After.ANEW, After.ELSEWHERE)
        watched.last[self.tool] = more[-1] if is_drawn else points[-1]

    def _draw(self, watched: WatchedCanvas, places: list[Place]) -> None:
        watched.send(PRESS, places[0], self.button)
        for place in places[1:]:
            watched.send(MOVE, place, self.button)


@dataclass(frozen=True)
class UndoneStroke:
    """Undone by the shortcut while the button is held down."""

    places: list[Place]
    more: list[Place]
    size: int

    def do(self, watched: WatchedCanvas) -> None:
        points = _begun(watched, self.places, self.size)
        if points is None:
            return
        watched.ask_for_shortcut(Qt.Key.Key_Z, CONTROL)
        follow_stroke(watched, points, [self.size], is_erasing=False)
        watched.document.undo()
        watched.mark.undo()
        watched.assert_counted()
        for place in self.more:
            watched.send(MOVE, place, LEFT)
        watched.assert_painted()
        watched.send(RELEASE, self.more[-1], LEFT)
        watched.last[Tool.BRUSH] = points[-1]


@dataclass(frozen=True)
class LeftStroke:
    """Another document is shown while the button is held down, and this one again after the release."""

    places: list[Place]
    more: list[Place]
    size: int

    def do(self, watched: WatchedCanvas) -> None:
        points = _begun(watched, self.places, self.size)
        if points is None:
            return
        other = watched.turn_to_another_document()
        watched.assert_painted()
        follow_stroke(watched, points, [self.size], is_erasing=False)
        for place in self.more:
            watched.send(MOVE, place, LEFT)
        watched.assert_painted()
        watched.send(RELEASE, self.more[-1], LEFT)
        assert other.selection.is_empty, "a stroke went on in another document"
        watched.turn_back()
        watched.last.clear()


@dataclass(frozen=True)
class PenStroke:
    places: list[Place]
    pressures: list[float]
    size: int
    is_eraser_end: bool

    def do(self, watched: WatchedCanvas) -> None:
        watched.take(Tool.BRUSH)
        watched.canvas.set_brush_size(self.size)
        points = [watched.point(place) for place in self.places]
        touches = [(*point, press) for point, press in zip(points, self.pressures, strict=False)]
        is_divider = watched.takes_divider(self.places[0])
        Stylus(watched.canvas, is_eraser=self.is_eraser_end).draw(*touches)
        if is_divider:
            return
        points = [(x, y) for x, y, _ in touches]
        watched.last[Tool.BRUSH] = points[-1]
        widths = [max(1.0, self.size * (LIGHTEST + (1 - LIGHTEST) * press)) for *_, press in touches]
        follow_stroke(watched, points, widths, is_erasing=self.is_eraser_end)


def _begun(watched: WatchedCanvas, places: list[Place], size: int) -> list[Point] | None:
    """Where a stroke of the brush went whose button is still held down; None where the divider is taken instead."""
    watched.take(Tool.BRUSH)
    watched.canvas.set_brush_size(size)
    if watched.takes_divider(places[0]):
        return None
    points = [watched.point(place) for place in places]
    watched.send(PRESS, places[0], LEFT)
    for place in places[1:]:
        watched.send(MOVE, place, LEFT)
    return points


def follow_stroke(watched: WatchedCanvas, points: list[Point], widths: Sequence[float], *, is_erasing: bool) -> None:
    """The outline is right but for rounding, and nothing else changed; what it is exactly is then taken over. `widths`
    are those of the lines that end at the points, or one for all."""
    mark, mask = watched.mark, watched.document.selection.mask
    away, level = reference.distances(points, mark.area), 0 if is_erasing else 255
    lines = zip((points[0], *points), points, cycle(widths), strict=False)
    thinnest, widest = min(widths), max(widths)
    rough = ROUGH if thinnest >= 2 else ROUGH_THIN
    inside, outside = away <= thinnest / 2 - rough, away > widest / 2 + rough
    if is_erasing:
        # one that comes near a rectangle and takes something away makes all of them part of the mask
        rectangles = mark.marked & ~mark.mask
        is_flat = bool(mark.rectangles) and not watched.document.state.rectangles
        assert is_flat or not rectangles[inside].any(), "erased, and a rectangle still"
        assert not is_flat or _covers(mark.rectangles, away <= widest / 2 + MARGIN + 1), "a rectangle that is not met"
    else:
        # one that reaches the picture does
        is_flat = any(_reach(start, end, width / 2).overlaps(mark.area) for start, end, width in lines)
    before = mark.marked if is_flat else mark.mask
    assert (mask[inside] == level).all(), "a gap in the stroke"
    assert (mask[outside] == before[outside]).all(), "marked beside the stroke"
    assert ((mask == before) | (mask == level)).all(), "neither marked nor not"
    assert not (is_flat and is_erasing) or (mask != before).any(), "nothing is taken away"
    mark.become(mask, () if is_flat else mark.rectangles)


def _covers(rectangles: tuple[Rect, ...], near: NDArray[np.bool_]) -> bool:
    return any(near[rectangle.slices].any() for rectangle in rectangles)


def _reach(start: Point, end: Point, reach: float) -> Rect:
    left, top = floor(min(start[0], end[0]) - reach), floor(min(start[1], end[1]) - reach)
    right, bottom = ceil(max(start[0], end[0]) + reach), ceil(max(start[1], end[1]) + reach)
    return Rect(left, top, right - left, bottom - top)


@dataclass(frozen=True)
class SizeBrush:
    place: Place
    by: int
    is_wheel: bool

    def do(self, watched: WatchedCanvas) -> None:
        watched.take(Tool.BRUSH)
        if self.is_wheel:
            watched.turn_wheel(self.place, 0, self.by, ALT)
        else:
            watched.drag([self.place, (self.place[0] + self.by, self.place[1])], LEFT, SHIFT, SHIFT)
