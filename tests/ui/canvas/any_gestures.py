"""What a hand can do on the canvas, and what each of it should mark. Also for a process of its own, because Qt reads
the screen's scaling at its start only."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from math import ceil, copysign, floor
from typing import Protocol

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import Mask
from picwish_desktop.model.selection import Combine
from picwish_desktop.ui.canvas.decoration import HANDLE, rect_in_view
from picwish_desktop.ui.canvas.pointing import LIGHTEST
from picwish_desktop.ui.canvas.rectangle_shape import INSIDE, side_at
from picwish_desktop.ui.canvas.tool import CLICK, Tool
from tests.ui.canvas import reference_mark as reference
from tests.ui.canvas.acting import Point
from tests.ui.canvas.test_tablet import Stylus
from tests.ui.canvas.watched_canvas import (
    ALT,
    LEFT,
    MIDDLE,
    MOVE,
    NONE,
    PRESS,
    RELEASE,
    RIGHT,
    SHIFT,
    SIZE,
    TWICE,
    Place,
    WatchedCanvas,
)

ROUGH, ROUGH_THIN = 0.25, 0.75
"""Pixels of the picture that the outline of a stroke may be off, and of one thinner than 2. Measured were 0.13 with up
to 1000 pixels, and 0.54: Qt makes polygons of curves, and lines of a pixel have none."""

Places = list[Place]


class Gesture(Protocol):
    def do(self, watched: WatchedCanvas) -> None:
        """With mouse, pen, wheel or keys; and to the reference what it should mark."""


# brushes


@dataclass(frozen=True)
class Stroke:
    places: Places
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
            follow_stroke(watched, points, (self.size, self.size), is_erasing=is_erasing)


@dataclass(frozen=True)
class PenStroke:
    places: Places
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
        follow_stroke(watched, points, (min(widths), max(widths)), is_erasing=self.is_eraser_end)


def follow_stroke(
    watched: WatchedCanvas, points: list[Point], widths: tuple[float, float], *, is_erasing: bool
) -> None:
    """The outline is right but for rounding, and nothing else changed; what it is exactly is then taken over."""
    mark, mask = watched.mark, watched.document.selection.mask
    away, level = reference.distances(points, mark.area), 0 if is_erasing else 255
    reaches = any(
        _reach(points[max(0, at - 1)], points[at], widths[1] / 2).overlaps(mark.area) for at in range(len(points))
    )
    # a stroke that reaches the picture makes rectangles part of the mask
    before = mark.marked if reaches else mark.mask
    rough = ROUGH if widths[0] >= 2 else ROUGH_THIN
    inside, outside = away <= widths[0] / 2 - rough, away > widths[1] / 2 + rough
    assert (mask[inside] == level).all(), "a gap in the stroke"
    assert (mask[outside] == before[outside]).all(), "marked beside the stroke"
    assert ((mask == before) | (mask == level)).all(), "neither marked nor not"
    mark.become(mask, () if reaches else mark.rectangles)


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


# shapes


@dataclass(frozen=True)
class Shape:
    tool: Tool
    places: Places
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
        return Combine.SUBTRACT if self.held == ALT or self.button == RIGHT else self.mode

    def _box(self, points: Places | list[Point]) -> tuple[Point, Point]:
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


# rectangles


@dataclass(frozen=True)
class DragRectangle:
    """Draws one, or moves the one that the drag begins on."""

    places: Places
    is_new: bool = False

    def do(self, watched: WatchedCanvas) -> None:
        mark, places = watched.mark, self.places
        watched.take(Tool.RECTANGLE)
        watched.press_key(Qt.Key.Key_Escape)
        start, end = watched.point(places[0]), watched.point(places[-1])
        here = Rect(floor(start[0]), floor(start[1]), 1, 1)
        shown = mark.rectangles if watched.is_overlay_visible else ()
        there = [] if self.is_new else [at for at, each in enumerate(shown) if each.contains(here)]
        is_divider = watched.takes_divider(places[0])
        watched.drag(places, LEFT, SHIFT if self.is_new else NONE)
        if is_divider or not watched.is_drag(places):
            return
        if there:
            dx, dy = round(end[0] - start[0]), round(end[1] - start[1])
            put = reference.moved(mark.rectangles[there[-1]], dx, dy, mark.area)
            mark.become(mark.mask, _replaced(mark.rectangles, there[-1], put))
        elif not (drawn := reference.spanned(start, end, mark.area)).is_empty:
            mark.become(mark.mask, (*mark.rectangles, drawn))


@dataclass(frozen=True)
class ResizeRectangle:
    side: tuple[int, int]
    dx: int
    dy: int

    def do(self, watched: WatchedCanvas) -> None:
        canvas, mark = watched.canvas, watched.mark
        watched.take(Tool.RECTANGLE)
        selected = watched.selected
        if selected is None or not watched.is_overlay_visible:
            return
        box, ratio = rect_in_view(selected, canvas.viewport), canvas.ratio
        x = (box.left(), box.center().x(), box.right())[self.side[0] + 1]
        y = (box.top(), box.center().y(), box.bottom())[self.side[1] + 1]
        place = round(x / ratio), round(y / ratio)
        side = side_at(
            place[0] * ratio, place[1] * ratio, box.left(), box.top(), box.right(), box.bottom(), HANDLE * ratio
        )
        if side is None or watched.takes_divider(place):
            return
        way = [place, (place[0] + self.dx, place[1] + self.dy)]
        (x0, y0), (x1, y1) = (watched.point(each) for each in way)
        watched.drag(way)
        if watched.is_drag(way):
            dx, dy = round(x1 - x0), round(y1 - y0)
            put = (
                reference.moved(selected, dx, dy, mark.area)
                if side == INSIDE
                else _resized(selected, side, dx, dy, mark.area)
            )
            _change_one(watched, selected, put)


@dataclass(frozen=True)
class RectangleKey:
    key: Qt.Key
    held: Qt.KeyboardModifier = NONE

    def do(self, watched: WatchedCanvas) -> None:
        watched.take(Tool.RECTANGLE)
        selected, step = watched.selected, 10 if self.held == SHIFT else 1
        if selected is None:
            return
        watched.press_key(self.key, self.held)
        ways = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        if self.key in ways:
            dx, dy = (by * step for by in ways[self.key])
            _change_one(watched, selected, reference.moved(selected, dx, dy, watched.mark.area))
        elif self.key == Qt.Key.Key_Delete:
            _change_one(watched, selected, None)


@dataclass(frozen=True)
class Duplicate:
    def do(self, watched: WatchedCanvas) -> None:
        watched.take(Tool.RECTANGLE)
        mark, selected = watched.mark, watched.selected
        watched.canvas.duplicate_rectangle()
        now = watched.document.state.rectangles
        if selected is None or now == mark.rectangles:
            # there may be no room for another one
            assert now == mark.rectangles
            return
        *before, copy = now
        assert tuple(before) == mark.rectangles
        assert copy not in before
        assert (copy.width, copy.height) == (selected.width, selected.height)
        assert mark.area.contains(copy)
        mark.become(mark.mask, now)


@dataclass(frozen=True)
class UnmarkRectangle:
    places: Places
    is_right: bool

    def do(self, watched: WatchedCanvas) -> None:
        watched.take(Tool.RECTANGLE)
        places, is_divider = self.places, watched.takes_divider(self.places[0])
        start, end = watched.point(places[0]), watched.point(places[-1])
        watched.drag(places, RIGHT if self.is_right else LEFT, NONE if self.is_right else ALT)
        is_box = min(abs(places[-1][axis] - places[0][axis]) for axis in (0, 1)) >= CLICK
        box = reference.spanned(start, end, watched.mark.area)
        if is_box and not is_divider and not box.is_empty:
            watched.mark.unmark(box)


def _change_one(watched: WatchedCanvas, selected: Rect, put: Rect | None) -> None:
    """Of several at the same place, any may be the selected one."""
    before, now = watched.mark.rectangles, watched.document.state.rectangles
    assert now in [_replaced(before, at, put) for at, each in enumerate(before) if each == selected]
    watched.mark.become(watched.mark.mask, now)


def _replaced(rectangles: tuple[Rect, ...], at: int, put: Rect | None) -> tuple[Rect, ...]:
    return (*rectangles[:at], *([] if put is None else [put]), *rectangles[at + 1 :])


def _resized(rectangle: Rect, side: tuple[int, int], dx: int, dy: int, area: Rect) -> Rect:
    left, right = _ends(rectangle.x, rectangle.right, side[0], dx, area.width)
    top, bottom = _ends(rectangle.y, rectangle.bottom, side[1], dy, area.height)
    return Rect(left, top, right - left, bottom - top)


def _ends(least: int, most: int, side: int, by: int, limit: int) -> tuple[int, int]:
    if side == 0:
        return least, most
    fixed, end = (most, least + by) if side < 0 else (least, most + by)
    end = min(max(end, 0), limit)
    if end == fixed:
        # at least a pixel
        end = fixed + 1 if fixed < limit else fixed - 1
    return min(fixed, end), max(fixed, end)


# commands of the window


@dataclass(frozen=True)
class Command:
    name: str

    def do(self, watched: WatchedCanvas) -> None:
        document, mark = watched.document, watched.mark
        watched.canvas.finish_gesture()
        getattr(document, self.name)()
        everything = np.full_like(mark.mask, 255)
        marks: dict[str, Mask] = {
            "mark_all": everything,
            "invert": everything - mark.marked,
            "clear_selection": np.zeros_like(mark.mask),
            "flatten_rectangles": mark.marked,
        }
        if self.name in marks:
            mark.become(marks[self.name])
        elif self.name == "undo":
            mark.undo()
        else:
            mark.redo()


# looking


@dataclass(frozen=True)
class Wheel:
    place: Place
    down: int
    across: int

    def do(self, watched: WatchedCanvas) -> None:
        watched.turn_wheel(self.place, self.down, self.across)


@dataclass(frozen=True)
class ZoomRoughly:
    """As fingers do, and on at once."""

    place: Place
    factor: float

    def do(self, watched: WatchedCanvas) -> None:
        viewport = watched.canvas.viewport
        watched.canvas.look_through(viewport.zoomed(viewport.scale * self.factor, *self.place), is_moving=True)


@dataclass(frozen=True)
class Look:
    """With the hand, the middle button, the zoom tool."""

    places: Places
    tool: Tool
    button: Qt.MouseButton
    held: Qt.KeyboardModifier
    is_twice: bool

    def do(self, watched: WatchedCanvas) -> None:
        watched.take(self.tool)
        if self.is_twice:
            watched.send(TWICE, self.places[0], self.button, self.held)
            watched.send(RELEASE, self.places[0], self.button, self.held)
        else:
            watched.drag(self.places, self.button, self.held, self.held)


@dataclass(frozen=True)
class Show:
    what: str
    value: float = 0.0

    def do(self, watched: WatchedCanvas) -> None:
        canvas = watched.canvas
        match self.what:
            case "overlay":
                canvas.set_overlay_visible(not watched.is_overlay_visible)
            case "mask only":
                watched.is_mask_only = not watched.is_mask_only
                canvas.set_mask_only(watched.is_mask_only)
            case "compare":
                watched.is_comparing = not watched.is_comparing
                canvas.set_compare(watched.is_comparing)
            case "divider" if canvas.is_divided:
                canvas.move_divider(self.value * SIZE[0] * canvas.ratio)
            case "opacity":
                watched.opacity = self.value
                canvas.set_overlay_opacity(self.value)
            case "scale":
                canvas.zoom_to(0.05 * 320**self.value)
            case "fit":
                canvas.zoom_fit()
            case "size":
                watched.resize(SIZE[0] + round(60 * self.value), SIZE[1] - round(40 * self.value))


# any of them

_x, _y = st.integers(-30, SIZE[0] + 30), st.integers(-30, SIZE[1] + 30)
_inside = st.tuples(st.integers(2, SIZE[0] - 2), st.integers(2, SIZE[1] - 2))
_places = st.builds(lambda first, more: [first, *more], _inside, st.lists(st.tuples(_x, _y), max_size=5))
_ways = st.builds(lambda first, more: [first, *more], _inside, st.lists(st.tuples(_x, _y), min_size=1, max_size=3))
_sizes = st.sampled_from([1, 2, 3, 7, 20, 41, 64, 110, 300])
_buttons = st.sampled_from([LEFT, LEFT, RIGHT])
_held = st.sampled_from([NONE, NONE, SHIFT, ALT])
_fractions = st.integers(0, 20).map(lambda part: part / 20)

_strokes = st.builds(
    Stroke,
    _places,
    _sizes,
    st.sampled_from([Tool.BRUSH, Tool.ERASER]),
    _buttons,
    _held,
    st.integers(0, 7).map(lambda at: at == 7),
)
_pens = st.builds(PenStroke, _places, st.lists(_fractions, min_size=6, max_size=6), _sizes, st.booleans())
_shapes = st.builds(
    Shape,
    st.sampled_from([Tool.LASSO, Tool.POLYGON, Tool.ELLIPSE]),
    _places,
    st.sampled_from([Combine.ADD, Combine.ADD, Combine.SUBTRACT, Combine.NEW]),
    _buttons,
    _held,
    _held,
    st.booleans(),
)
_rectangles = st.one_of(
    st.builds(DragRectangle, _ways, st.booleans()),
    st.builds(DragRectangle, _ways, st.booleans()),
    st.builds(
        ResizeRectangle,
        st.tuples(st.integers(-1, 1), st.integers(-1, 1)),
        st.integers(-80, 80),
        st.integers(-80, 80),
    ),
    st.builds(
        RectangleKey,
        st.sampled_from([Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Delete]),
        st.sampled_from([NONE, SHIFT]),
    ),
    st.just(Duplicate()),
    st.builds(UnmarkRectangle, _ways, st.booleans()),
)
_commands = st.sampled_from(
    [Command(name) for name in ("undo", "undo", "redo", "mark_all", "invert", "clear_selection", "flatten_rectangles")]
)
_looks = st.one_of(
    st.builds(Wheel, _inside, st.sampled_from([-240, -120, -30, 0, 60, 120, 360]), st.sampled_from([0, 0, -200, 160])),
    st.builds(ZoomRoughly, _inside, st.sampled_from([0.4, 0.8, 1.1, 1.9])),
    st.builds(Look, _ways, st.just(Tool.HAND), st.just(LEFT), st.just(NONE), st.just(False)),
    st.builds(Look, _ways, st.just(Tool.BRUSH), st.just(MIDDLE), st.just(NONE), st.just(False)),
    st.builds(Look, _ways, st.just(Tool.ZOOM), _buttons, st.sampled_from([NONE, ALT]), st.booleans()),
    st.builds(
        Show,
        st.sampled_from(["overlay", "mask only", "compare", "divider", "opacity", "scale", "fit", "size"]),
        _fractions,
    ),
)
_sizings = st.builds(SizeBrush, _inside, st.sampled_from([-360, -120, 120, 240]), st.booleans())
gestures = st.one_of(_strokes, _pens, _shapes, _rectangles, _rectangles, _commands, _looks, _looks, _sizings)


def run(examples: int) -> None:
    """The test itself, so often."""

    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.sampled_from([(500, 400, 3), (487, 391, 4), (700, 130, 3)]),
        _fractions.map(lambda part: 0.05 * 320**part),
        st.lists(gestures, min_size=8, max_size=16),
    )
    def check(kind: tuple[int, int, int], scale: float, doing: list[Gesture]) -> None:
        watched = WatchedCanvas(kind[:2], kind[2], scale)
        try:
            for gesture in doing:
                gesture.do(watched)
                if isinstance(gesture, ZoomRoughly):
                    # what comes next meets a picture that is only scaled
                    watched.assert_counted()
                else:
                    watched.assert_right()
            watched.assert_right()
        finally:
            watched.close()

    check()


def run_alone(examples: int) -> None:
    """In a process of its own."""
    application = QApplication([])
    run(examples)
    screen = application.primaryScreen()
    sys.stdout.write(f"{screen.devicePixelRatio()}\n")
    application.quit()
