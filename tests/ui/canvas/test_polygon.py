"""Polygons from corner to corner."""

import gc
import weakref
from collections.abc import Sequence

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from picwish_desktop.model.document import Document
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.tool import CLICK, Tool
from tests.ui.canvas.acting import Hand, Point, Screen, document_of, grabbed, noise, picture_of, surface_of
from tests.ui.canvas.conftest import MakeCanvas
from tests.ui.canvas.drawing_shapes import begin, covered, covered_between, label_of, mask_of

CORNERS = [(60, 40), (240, 60), (200, 160), (80, 150)]


@pytest.fixture(autouse=True)
def _with_the_polygon_tool(canvas: Canvas) -> None:
    canvas.set_tool(Tool.POLYGON)


def assert_marked(canvas: Canvas, hand: Hand, corners: Sequence[Point]) -> None:
    np.testing.assert_array_equal(mask_of(canvas), covered(canvas, hand, Tool.POLYGON, corners))


def double_click(canvas: Canvas, hand: Hand, point: Point) -> None:
    """What Qt makes of it: the second press is not one."""
    hand.click(point)
    position = QPointF(hand.in_view(point))
    event = QMouseEvent(
        QEvent.Type.MouseButtonDblClick,
        position,
        canvas.mapToGlobal(position),
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(canvas, event)
    hand.release(point)


@pytest.mark.parametrize("way", ["return", "enter", "first corner", "near the first corner", "double click"])
def test_it_is_closed(canvas: Canvas, hand: Hand, way: str) -> None:
    begin(hand, Tool.POLYGON, CORNERS[:-1])
    if way == "double click":
        double_click(canvas, hand, CORNERS[-1])
    else:
        hand.click(CORNERS[-1])
    assert (label_of(canvas) is not None) == (way == "double click")
    match way:
        case "return":
            QTest.keyClick(canvas, Qt.Key.Key_Return)
        case "enter":
            QTest.keyClick(canvas, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
        case "first corner":
            hand.click(CORNERS[0])
        case "near the first corner":
            hand.click((CORNERS[0][0] + CLICK, CORNERS[0][1]))
    assert_marked(canvas, hand, CORNERS)
    assert label_of(canvas) == "Draw polygon"
    document_of(canvas).undo()
    assert label_of(canvas) is None


def test_a_double_click_on_the_first_corner_begins_no_other(canvas: Canvas, hand: Hand) -> None:
    begin(hand, Tool.POLYGON, CORNERS)
    before_pointer = (10, 190)
    double_click(canvas, hand, CORNERS[0])
    assert_marked(canvas, hand, CORNERS)
    hand.move(before_pointer)
    shown = grabbed(canvas)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    np.testing.assert_array_equal(grabbed(canvas), shown)
    assert label_of(canvas) == "Draw polygon"


@pytest.mark.parametrize("count", [1, 2])
def test_two_corners_are_not_closed(canvas: Canvas, hand: Hand, count: int) -> None:
    begin(hand, Tool.POLYGON, CORNERS[:count])
    hand.click(CORNERS[0])
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert label_of(canvas) is None
    begin(hand, Tool.POLYGON, CORNERS[count:])
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert_marked(canvas, hand, CORNERS)


@pytest.mark.parametrize("key", [Qt.Key.Key_Backspace, Qt.Key.Key_Delete])
def test_the_last_corner_is_taken_back(
    canvas: Canvas, hand: Hand, key: Qt.Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen(canvas, monkeypatch)
    begin(hand, Tool.POLYGON, [CORNERS[0], (20, 180), (290, 10)])
    assert screen.is_right()
    QTest.keyClick(canvas, key)
    assert screen.is_right()
    QTest.keyClick(canvas, key)
    begin(hand, Tool.POLYGON, CORNERS[1:])
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert_marked(canvas, hand, CORNERS)


def test_when_all_are_taken_back_there_is_none(canvas: Canvas, hand: Hand) -> None:
    empty = grabbed(canvas)
    begin(hand, Tool.POLYGON, CORNERS[:2])
    for _ in range(2):
        QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    np.testing.assert_array_equal(grabbed(canvas), empty)
    hand.move((10, 10))
    np.testing.assert_array_equal(grabbed(canvas), empty)


def test_the_keys_are_shortcuts_again_when_there_is_none(canvas: Canvas, hand: Hand) -> None:
    keys = (Qt.Key.Key_Return, Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Escape)
    toolbox = canvas._toolbox
    assert not any(toolbox.takes_key(key) for key in keys)
    begin(hand, Tool.POLYGON, CORNERS[:1])
    assert all(toolbox.takes_key(key) for key in keys)
    assert not toolbox.takes_key(Qt.Key.Key_A)


def test_the_picture_may_be_zoomed_and_moved_between_the_corners(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(noise(900, 700))
    hand = Hand(canvas)
    canvas.set_tool(Tool.POLYGON)
    met: list[Point] = []

    def click(point: Point) -> None:
        met.append(hand.lands_on(point))
        hand.click(point)

    click((100, 100))
    hand.turn_wheel((450, 350), 120 * 8)
    assert canvas.viewport.scale > 1
    click((470, 330))
    hand.button = Qt.MouseButton.MiddleButton
    hand.drag((470, 330), (430, 380))
    hand.button = Qt.MouseButton.LeftButton
    click((480, 350))
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    hand.drag((480, 350), (500, 330))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    click((460, 360))
    canvas.zoom_fit()
    canvas.resize(350, 320)
    click((300, 600))
    assert label_of(canvas) is None
    hand.click((100, 100))
    np.testing.assert_array_equal(mask_of(canvas), covered_between(canvas, Tool.POLYGON, met))
    assert mask_of(canvas).any()


def test_a_line_follows_the_pointer_until_it_leaves(canvas: Canvas, hand: Hand) -> None:
    hand.click((60, 40))
    hand.move((200, 150))
    x, y = (round(value) for value in canvas.viewport.to_view(130, 95))
    followed = grabbed(canvas)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    left = grabbed(canvas)
    assert (followed[y - 3 : y + 4, x - 3 : x + 4] != left[y - 3 : y + 4, x - 3 : x + 4]).any()
    hand.move((200, 150))
    np.testing.assert_array_equal(grabbed(canvas), followed)


def test_the_first_corner_is_filled_where_a_click_closes(
    canvas: Canvas, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen(canvas, monkeypatch)
    color = [canvas.mark_color.red(), canvas.mark_color.green(), canvas.mark_color.blue()]
    x, y = (round(value) for value in canvas.viewport.to_view(*CORNERS[0]))
    for count, corner in enumerate(CORNERS, 1):
        hand.click(corner)
        hand.move((CORNERS[0][0] + 2, CORNERS[0][1] - 1))
        assert screen.is_right()
        assert (grabbed(canvas)[y, x] == color).all() == (count >= 3)
        hand.move((150, 190))
        assert screen.is_right()
        assert (grabbed(canvas)[y, x] == 255).all()


def test_close_up_the_line_is_where_it_belongs(make_canvas: MakeCanvas) -> None:
    """A million pixels of the view long."""
    canvas = make_canvas(noise(20000, 40))
    hand = Hand(canvas)
    canvas.set_tool(Tool.POLYGON)
    met = [hand.lands_on(point) for point in ((0, 0), (20000, 40))]
    begin(hand, Tool.POLYGON, met)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    x = (met[0][0] + met[1][0]) / 2
    y = (met[0][1] + met[1][1]) / 2
    canvas.zoom_to(64.0, canvas.viewport.to_view(x, y))
    column, row = (round(value) for value in canvas.viewport.to_view(x, y))
    across = grabbed(canvas)[row - 6 : row + 7, column].astype(int).max(axis=1)
    canvas.set_tool(Tool.HAND)
    change = np.abs(across - grabbed(canvas)[row - 6 : row + 7, column].astype(int).max(axis=1))
    assert change[4:9].max() > 60
    assert change[:3].max() == change[-3:].max() == 0


def test_taking_back_takes_the_last_corner_and_then_the_first(canvas: Canvas, hand: Hand) -> None:
    begin(hand, Tool.POLYGON, CORNERS)
    hand.click((100, 190))
    assert canvas.take_back()
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert_marked(canvas, hand, CORNERS)
    hand.click((20, 20))
    assert canvas.take_back()
    assert not canvas.take_back(), "the rest is the document's"


def test_it_waits_for_its_document_to_be_shown_again(canvas: Canvas, hand: Hand) -> None:
    first, picture, view = document_of(canvas), surface_of(canvas).picture, canvas.view_state()
    told: list[str] = []
    canvas.told.connect(told.append)
    hand.button = Qt.MouseButton.RightButton
    document_of(canvas).mark_all()
    begin(hand, Tool.POLYGON, CORNERS[:2])
    shown = grabbed(canvas)
    states: list[bool] = []
    canvas.shape_changed.connect(lambda: states.append(canvas.is_drawing_shape))

    second = Document(Photo(noise(280, 190, seed=4), Metadata("PNG")))
    canvas.set_document(second, picture_of(noise(280, 190, seed=4)))
    assert states.pop() is False
    hand.button = Qt.MouseButton.LeftButton
    others = [(30, 30), (200, 40), (120, 150)]
    met = [hand.lands_on(point) for point in others]
    begin(hand, Tool.POLYGON, others[:1])

    canvas.set_document(first, picture, view)
    assert states.pop() is True
    hand.move(CORNERS[1])
    np.testing.assert_array_equal(grabbed(canvas), shown)
    begin(hand, Tool.POLYGON, CORNERS[2:])
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    expected = covered(canvas, hand, Tool.POLYGON, CORNERS)
    np.testing.assert_array_equal(mask_of(canvas), 255 - expected, "what it was begun to do, it does")

    canvas.set_document(second, picture_of(noise(280, 190, seed=4)))
    begin(hand, Tool.POLYGON, others[1:])
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    np.testing.assert_array_equal(mask_of(canvas), covered_between(canvas, Tool.POLYGON, met))
    assert told == []


def test_it_stays_when_the_whole_photo_takes_the_place_of_another_of_it(canvas: Canvas, hand: Hand) -> None:
    begin(hand, Tool.POLYGON, CORNERS[:3])
    canvas.set_document(document_of(canvas), picture_of(noise(300, 200)), canvas.view_state())
    begin(hand, Tool.POLYGON, CORNERS[3:])
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert_marked(canvas, hand, CORNERS)


def test_while_it_waits_another_tool_may_be_taken(canvas: Canvas, hand: Hand) -> None:
    first, picture, view = document_of(canvas), surface_of(canvas).picture, canvas.view_state()
    begin(hand, Tool.POLYGON, CORNERS[:3])
    canvas.set_document(None, None)
    canvas.set_tool(Tool.LASSO)
    canvas.set_document(first, picture, view)
    assert not canvas.is_drawing_shape
    canvas.set_tool(Tool.POLYGON)
    begin(hand, Tool.POLYGON, CORNERS[3:])
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert_marked(canvas, hand, CORNERS)


def test_one_that_waits_goes_with_its_document(canvas: Canvas, hand: Hand) -> None:
    begin(hand, Tool.POLYGON, CORNERS[:3])
    document = weakref.ref(document_of(canvas))
    canvas.set_document(None, None)
    gc.collect()
    assert document() is None
