"""A drag beyond the view's edge scrolls the picture."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QInputDevice, QMouseEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.edge_scroll import PAUSE_MS, TICK_MS, ZONE
from picwish_desktop.ui.canvas.tool import CLICK, Tool
from tests.ui.canvas import reference_mark as reference
from tests.ui.canvas.acting import Hand, Point, document_of, noise, surface_of
from tests.ui.canvas.conftest import MakeCanvas
from tests.ui.canvas.drawing_shapes import covered_between, label_of, mask_of
from tests.ui.canvas.edge_gestures import EdgeDrag, tick
from tests.ui.canvas.test_tablet import Stylus
from tests.ui.canvas.watched_canvas import WatchedCanvas
from tests.ui.canvas.watched_view import LEFT, RIGHT, SIZE

WIDTH, HEIGHT = 400, 300
"""Of the view, which shows the middle of the picture at 100 %."""
DRAWING = [Tool.RECTANGLE, Tool.ELLIPSE, Tool.LASSO, Tool.POLYGON]
OTHERS = [Tool.BRUSH, Tool.ERASER, Tool.HAND, Tool.ZOOM, Tool.WAND]


@pytest.fixture
def canvas(make_canvas: MakeCanvas) -> Canvas:
    canvas = make_canvas(noise(1200, 900), scale=1.0, size=(WIDTH, HEIGHT))
    canvas.set_tool(Tool.RECTANGLE)
    return canvas


def at(canvas: Canvas, x: float, y: float) -> Point:
    """The point of the picture at a place of the view, or beside it."""
    return canvas.viewport.to_picture(x, y)


def corner(canvas: Canvas) -> tuple[int, int]:
    return canvas.viewport.x, canvas.viewport.y


def drag_to(canvas: Canvas, hand: Hand, x: float, y: float) -> Point:
    """From the middle of the view; gives where it began."""
    start = at(canvas, 200, 150)
    hand.press(start)
    hand.move(at(canvas, 190, 140))
    hand.move(at(canvas, x, y))
    return start


def hover_with_pen(canvas: Canvas, x: float, y: float) -> None:
    """Above the tablet at a place of the view: what the canvas does not take of it comes again as of a mouse."""
    pen = QPointingDevice(
        "stylus",
        4711,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Position,
        1,
        2,
    )
    place, none = QPointF(x, y), Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove, place, canvas.mapToGlobal(place), none, none, Qt.KeyboardModifier.NoModifier, pen
    )
    QApplication.sendEvent(canvas, event)


def runs(canvas: Canvas) -> bool:
    return canvas._edge.is_running


def release(canvas: Canvas) -> None:
    Hand(canvas).release(at(canvas, WIDTH + 80, 150))


def show_again(canvas: Canvas) -> None:
    canvas.set_document(document_of(canvas), surface_of(canvas).picture, canvas.view_state())


ENDS: dict[str, Callable[[Canvas], object]] = {
    "release": release,
    "escape": lambda canvas: QTest.keyClick(canvas, Qt.Key.Key_Escape),
    "tool": lambda canvas: canvas.set_tool(Tool.HAND),
    "work": lambda canvas: canvas.set_marking_enabled(False),
    "document": show_again,
    "no document": lambda canvas: canvas.set_document(None, None),
    "job": lambda canvas: canvas.set_job(CanvasJob.CUT_OUT),
    "zoom": lambda canvas: canvas.zoom_in(),
    "leave": lambda canvas: QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave)),
    "focus": lambda canvas: QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusOut)),
    "let go": lambda canvas: canvas.let_go(),
}

_places = st.tuples(st.integers(-90, SIZE[0] + 90), st.integers(-90, SIZE[1] + 90))


@pytest.mark.usefixtures("qtbot")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([(900, 700), (340, 650), (180, 120)]),
    st.sampled_from([0.6, 1.0, 1.7, 5.0]),
    st.lists(
        st.builds(
            EdgeDrag,
            st.sampled_from([Tool.RECTANGLE, Tool.ELLIPSE, Tool.LASSO]),
            st.tuples(st.integers(0, SIZE[0] - 1), st.integers(0, SIZE[1] - 1)),
            st.lists(st.tuples(_places, st.integers(0, 6)), min_size=1, max_size=4),
            st.sampled_from([LEFT, LEFT, RIGHT]),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_marked_is_what_lies_between_the_points_of_the_picture(
    size: tuple[int, int], scale: float, drags: list[EdgeDrag]
) -> None:
    watched = WatchedCanvas(size, 3, scale)
    try:
        for drag in drags:
            drag.do(watched)
            watched.assert_right()
            assert not runs(watched.canvas)
    finally:
        watched.close()


def test_a_rectangle_reaches_what_was_out_of_sight(canvas: Canvas, hand: Hand) -> None:
    start = drag_to(canvas, hand, WIDTH + 30, HEIGHT + 20)
    right, bottom = at(canvas, WIDTH, HEIGHT)
    tick(canvas, 10)
    end = at(canvas, WIDTH + 30, HEIGHT + 20)
    assert end[0] > right + 100
    assert end[1] > bottom + 50
    hand.release(end)
    (rectangle,) = document_of(canvas).state.rectangles
    assert rectangle == reference.spanned(start, end, Rect(0, 0, 1200, 900))
    assert label_of(canvas) == "Draw rectangle"
    document_of(canvas).undo()
    assert label_of(canvas) is None, "all of it is one step"


def test_a_rectangle_that_is_moved_goes_along(canvas: Canvas, hand: Hand) -> None:
    x, y = (round(value) for value in at(canvas, 180, 130))
    before = Rect(x, y, 40, 40)
    document_of(canvas).set_rectangles("Test", (before,))
    drag_to(canvas, hand, -40, 150)
    tick(canvas, 8)
    end = at(canvas, -40, 150)
    hand.release(end)
    dx = round(end[0] - (x + 20))
    assert dx < -240 - 100
    assert document_of(canvas).state.rectangles == (before.translated(dx, 0),)
    assert label_of(canvas) == "Move rectangle"


def test_a_side_of_a_rectangle_is_dragged_beyond_the_view(canvas: Canvas, hand: Hand) -> None:
    x, y = (round(value) for value in at(canvas, 100, 100))
    document_of(canvas).set_rectangles("Test", (Rect(x, y, 60, 50),))
    hand.click((x + 30, y + 25))
    hand.press((x + 60, y + 25))
    hand.move(at(canvas, WIDTH + 25, 140))
    tick(canvas, 6)
    end = at(canvas, WIDTH + 25, 140)
    hand.release(end)
    assert end[0] > x + 60 + 265 + 60
    assert document_of(canvas).state.rectangles == (Rect(x, y, round(end[0]) - x, 50),)


def test_a_rectangle_that_an_arrow_moves_stays_in_sight(canvas: Canvas, hand: Hand) -> None:
    x, y = (round(value) for value in at(canvas, 100, 100))
    document_of(canvas).set_rectangles("Test", (Rect(x, y, 60, 50),))
    hand.click((x + 30, y + 25))
    QTest.keyPress(canvas, Qt.Key.Key_Right)
    hand.move(at(canvas, WIDTH - 2, 150))
    assert not runs(canvas), "the pointer has nothing to do with it"
    QTest.keyRelease(canvas, Qt.Key.Key_Right)
    assert document_of(canvas).state.rectangles == (Rect(x + 1, y, 60, 50),)


def test_a_box_goes_on_where_it_comes_over_its_beginning(canvas: Canvas, hand: Hand) -> None:
    """In the view: in the picture it is far away from there."""
    boxes: list[Rect] = []
    canvas.box_drawn.connect(boxes.append)
    canvas.set_job(CanvasJob.CUT_OUT)
    start = drag_to(canvas, hand, 190, HEIGHT + 60)
    tick(canvas, 5)
    hand.move(at(canvas, 200 + CLICK, 150))
    end = at(canvas, 200 + CLICK, 150)
    hand.release(end)
    assert end[1] > start[1] + 100
    assert boxes == [reference.spanned(start, end, Rect(0, 0, 1200, 900))]


def test_a_polygons_line_takes_the_picture_along_while_the_button_is_held(canvas: Canvas, hand: Hand) -> None:
    canvas.set_tool(Tool.POLYGON)
    corners = [hand.lands_on(at(canvas, x, y)) for x, y in ((200, 150), (300, 80))]
    hand.click(corners[0])
    hand.press(corners[1])
    hand.move(at(canvas, WIDTH + 40, HEIGHT + 40))
    tick(canvas, 9)
    hand.release(at(canvas, WIDTH + 40, HEIGHT + 40))
    assert not runs(canvas)
    assert corner(canvas) == (-400 - 9 * 24, -300 - 9 * 24)
    corners.append(at(canvas, 250, 200))
    hand.click(corners[2])
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    np.testing.assert_array_equal(mask_of(canvas), covered_between(canvas, Tool.POLYGON, corners))


def test_a_polygons_line_takes_it_along_from_the_edge_too(canvas: Canvas, hand: Hand) -> None:
    """Without a button nothing is told of a pointer beside the view. Who passes the edge means something else."""
    canvas.set_tool(Tool.POLYGON)
    hand.click(at(canvas, 200, 150))
    timer = canvas._edge._timer
    hand.move(at(canvas, WIDTH - ZONE - 1, 150))
    assert not timer.isActive()
    hand.move(at(canvas, WIDTH - 2, 150))
    assert timer.isActive()
    assert timer.interval() == PAUSE_MS
    tick(canvas)
    assert timer.interval() == TICK_MS
    assert corner(canvas)[0] == -400 - 3
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert not timer.isActive()


def test_a_polygon_drawn_with_a_pen_does_not_scroll_once_the_pen_is_lifted(canvas: Canvas, hand: Hand) -> None:
    """Nobody tells that it is gone from where it was seen last."""
    canvas.set_tool(Tool.POLYGON)
    stylus, beyond = Stylus(canvas), at(canvas, WIDTH + 40, 150)
    stylus.draw((*at(canvas, 200, 150), 1.0))
    stylus.press(at(canvas, 300, 150))
    stylus.move(beyond)
    assert runs(canvas), "on the tablet it does"
    stylus.release(beyond)
    before = corner(canvas)
    for x in (WIDTH - 60, WIDTH - 10, WIDTH - 3):
        hover_with_pen(canvas, x, 150)
    tick(canvas, 400)
    assert corner(canvas) == before
    hand.move(at(canvas, WIDTH - 2, 150))
    assert runs(canvas), "a mouse is where it is seen"


@pytest.mark.parametrize("tool", DRAWING)
def test_it_is_done_by_a_timer(canvas: Canvas, hand: Hand, tool: Tool, qtbot: QtBot) -> None:
    canvas.set_tool(tool)
    drag_to(canvas, hand, WIDTH + 90, 150)
    assert canvas._edge._timer.interval() == TICK_MS
    qtbot.waitUntil(lambda: corner(canvas)[0] <= -400 - 2 * 45)


def test_further_out_is_faster_and_there_is_a_fastest(canvas: Canvas, hand: Hand) -> None:
    drag_to(canvas, hand, 200, 150)
    steps = []
    for beyond in (-ZONE, 1 - ZONE, 4, 40, 120, 4000):
        hand.move(at(canvas, WIDTH + beyond, 150))
        before = canvas.viewport.x
        tick(canvas)
        steps.append(before - canvas.viewport.x)
    assert steps == sorted(steps)
    assert steps[:2] == [0, 1]
    assert steps[-2:] == [48, 48]
    assert canvas.viewport.y == -300, "it is only beyond one edge"


@pytest.mark.parametrize(("x", "y"), [(-200, 150), (WIDTH + 200, 150), (200, -200), (200, HEIGHT + 200), (-99, -200)])
def test_it_stops_where_the_picture_ends(canvas: Canvas, hand: Hand, x: int, y: int) -> None:
    drag_to(canvas, hand, x, y)
    tick(canvas, 60)
    far = 10**6
    towards = [-far if place > length else far if place < 0 else 0 for place, length in ((x, WIDTH), (y, HEIGHT))]
    assert corner(canvas) == (canvas.viewport.moved(*towards).x, canvas.viewport.moved(*towards).y)
    assert not runs(canvas)
    hand.release(at(canvas, x, y))
    (rectangle,) = document_of(canvas).state.rectangles
    assert 0 in (rectangle.x, rectangle.y) or rectangle.right == 1200 or rectangle.bottom == 900


def test_a_picture_that_fits_stays(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(noise(300, 200), scale=1.0)
    hand = Hand(canvas)
    canvas.set_tool(Tool.LASSO)
    before = canvas.viewport
    drag_to(canvas, hand, WIDTH + 80, HEIGHT + 80)
    tick(canvas, 3)
    assert canvas.viewport == before
    assert not runs(canvas)


@pytest.mark.parametrize("tool", OTHERS)
def test_whoever_does_anything_else_has_the_picture_stay(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    canvas.set_tool(tool)
    drag_to(canvas, hand, WIDTH + 80, HEIGHT + 80)
    assert not runs(canvas)


def test_a_move_of_the_brush_costs_nothing_for_it(canvas: Canvas, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas.set_tool(Tool.BRUSH)
    hand.press(at(canvas, 200, 150))
    asked: list[object] = []
    monkeypatch.setattr(canvas._edge, "follow", lambda *_, **__: asked.append(1))
    hand.move(at(canvas, WIDTH + 80, 150))
    assert not asked


@pytest.mark.parametrize("tool", [Tool.RECTANGLE, Tool.ELLIPSE, Tool.LASSO])
@pytest.mark.parametrize("way", ENDS)
def test_it_ends_with_what_is_drawn(canvas: Canvas, hand: Hand, tool: Tool, way: str) -> None:
    canvas.set_tool(tool)
    drag_to(canvas, hand, WIDTH + 80, 150)
    tick(canvas)
    assert corner(canvas) == (-400 - 44, -300)
    ENDS[way](canvas)
    view = canvas.view_state()
    tick(canvas)
    assert not runs(canvas)
    assert canvas.view_state() == view


def test_a_zoom_ends_it_until_the_pointer_moves_again(canvas: Canvas, hand: Hand) -> None:
    canvas.set_tool(Tool.LASSO)
    drag_to(canvas, hand, WIDTH + 80, 150)
    canvas.zoom_in()
    assert not runs(canvas)
    hand.move(at(canvas, WIDTH + 81, 150))
    assert runs(canvas)


def test_what_begins_at_the_edge_is_not_taken_for_beyond_it(canvas: Canvas, hand: Hand) -> None:
    canvas.set_tool(Tool.LASSO)
    hand.press(at(canvas, WIDTH - 5, 100))
    for x, y in ((-4, 100), (-6, 130), (-5, 160), (-2, 160)):
        hand.move(at(canvas, WIDTH + x, y))
        assert not runs(canvas), "along the edge"
    hand.move(at(canvas, WIDTH + 6, 160))
    assert runs(canvas), "and on outward"
    hand.move(at(canvas, WIDTH - 60, 160))
    assert not runs(canvas)
    hand.move(at(canvas, WIDTH - 2, 160))
    assert runs(canvas), "from within, the edge is the edge"


def test_pressing_at_the_edge_and_waiting_does_nothing(canvas: Canvas, hand: Hand) -> None:
    for tool in DRAWING:
        canvas.set_tool(tool)
        hand.press(at(canvas, 2, 2))
        hand.move(at(canvas, 1, 1))
        assert not runs(canvas)
        hand.release(at(canvas, 1, 1))


def test_the_divider_shows_the_other_picture_beside_it_all_the_time(canvas: Canvas, hand: Hand) -> None:
    canvas.set_compare(True)
    canvas.move_divider(250)
    canvas.set_tool(Tool.LASSO)
    drag_to(canvas, hand, 200, HEIGHT + 50)
    tick(canvas, 3)
    assert canvas.original is not None
    assert canvas.original.viewport == canvas.viewport
