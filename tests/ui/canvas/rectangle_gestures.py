"""What is done with rectangles, and which of them there should be."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from PySide6.QtCore import Qt

from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.decoration import HANDLE, rect_in_view
from picwish_desktop.ui.canvas.rectangle_shape import INSIDE, side_at
from picwish_desktop.ui.canvas.tool import CLICK, Tool
from tests.ui.canvas import reference_mark as reference
from tests.ui.canvas.watched_canvas import WatchedCanvas
from tests.ui.canvas.watched_view import ALT, LEFT, NONE, RIGHT, SHIFT, Place


@dataclass(frozen=True)
class DragRectangle:
    """Draws one, or moves the one that the drag begins on."""

    places: list[Place]
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
    places: list[Place]
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
