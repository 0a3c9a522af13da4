"""Rectangles with the mouse and the keys."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import MAX_RECTANGLES, Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.model.state import State
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.rectangle_shape import copied, dragged, drawn, fitted, side_at, spanned
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.canvas.toolbox import Toolbox
from tests.ui.canvas.acting import (
    Hand,
    Point,
    Screen,
    document_of,
    edit_of,
    grabbed,
    noise,
    picture_of,
    redrawn,
    seen,
    surface_of,
)
from tests.ui.canvas.conftest import MakeCanvas

AREA = Rect(0, 0, 300, 200)
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
NO_MODIFIER = Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def _with_the_rectangle_tool(canvas: Canvas) -> None:
    canvas.set_tool(Tool.RECTANGLE)


def rectangles(canvas: Canvas) -> tuple[Rect, ...]:
    return document_of(canvas).state.rectangles


def toolbox_of(canvas: Canvas) -> Toolbox:
    toolbox = canvas.findChild(Toolbox)
    assert toolbox is not None
    return toolbox


class Way(Protocol):
    """How the mouse is dragged with keys held down."""

    def __call__(self, hand: Hand, modifiers: Qt.KeyboardModifier, *points: Point) -> None: ...


def drag_with(hand: Hand, modifiers: Qt.KeyboardModifier, *points: Point) -> None:
    """The modifiers are held from before the press to after the release."""
    hand.modifiers = modifiers
    hand.drag(*points)
    hand.modifiers = NO_MODIFIER


def drag_then(hand: Hand, modifiers: Qt.KeyboardModifier, *points: Point) -> None:
    """The modifiers are held from after the first move on."""
    hand.press(points[0])
    hand.move(points[1])
    hand.modifiers = modifiers
    for point in points[1:]:
        hand.move(point)
    hand.release(points[-1])
    hand.modifiers = NO_MODIFIER


def assert_marked(canvas: Canvas, *marked: Rect, beside: Rect | None = None) -> None:
    """Exactly the pixels of `marked` without those of `beside` are marked, and this is seen."""
    document = document_of(canvas)
    expected = np.zeros_like(document.selection.mask)
    for rect in marked:
        expected[rect.slices] = 255
    if beside is not None:
        expected[beside.slices] = 0
    np.testing.assert_array_equal(document.selection.marked(document.selection.area), expected)
    assert document.selection.count == np.count_nonzero(expected)
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


def step_of(canvas: Canvas) -> str | None:
    return document_of(canvas).undo_label


def test_a_drag_draws_a_rectangle_in_one_step(canvas: Canvas, hand: Hand) -> None:
    hand.press((20, 30))
    hand.move((60, 50))
    assert rectangles(canvas) == (Rect(20, 30, 40, 20),), "seen while it is drawn"
    hand.move((120, 110))
    hand.release((120, 110))
    assert rectangles(canvas) == (Rect(20, 30, 100, 80),)
    assert step_of(canvas) == "Draw rectangle"
    document_of(canvas).undo()
    assert rectangles(canvas) == ()
    assert step_of(canvas) is None


def test_it_is_drawn_in_any_direction_and_cut_to_the_picture(canvas: Canvas, hand: Hand) -> None:
    hand.drag((250, 150), (-20, 230), (-20, 230))
    assert rectangles(canvas) == (Rect(0, 150, 250, 50),)


def test_beside_the_picture_nothing_is_drawn(canvas: Canvas, hand: Hand) -> None:
    hand.drag((-20, 210), (-5, 230), (-5, 230))
    assert rectangles(canvas) == ()
    assert step_of(canvas) is None


def test_a_click_draws_nothing(canvas: Canvas, hand: Hand) -> None:
    hand.drag((20, 30), (22, 31))
    assert step_of(canvas) is None


def test_every_pixel_that_is_touched_belongs_to_it(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(noise(20, 20), scale=10.0)
    canvas.set_tool(Tool.RECTANGLE)
    Hand(canvas).drag((3.4, 4.2), (9, 9), (6.7, 5.1))
    assert rectangles(canvas) == (Rect(3, 4, 4, 2),)


def test_a_click_selects_the_topmost_and_a_click_beside_selects_none(canvas: Canvas, hand: Hand) -> None:
    document_of(canvas).set_rectangles("Test", (Rect(20, 20, 100, 100), Rect(60, 60, 100, 100)))
    hand.click((100, 100))
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert rectangles(canvas) == (Rect(20, 20, 100, 100), Rect(61, 60, 100, 100))
    hand.click((30, 30))
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert rectangles(canvas) == (Rect(21, 20, 100, 100), Rect(61, 60, 100, 100))
    hand.click((250, 20))
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert rectangles(canvas) == (Rect(21, 20, 100, 100), Rect(61, 60, 100, 100))


def test_dragging_the_inside_moves_it_and_keeps_it_in_the_picture(canvas: Canvas, hand: Hand) -> None:
    document_of(canvas).set_rectangles("Test", (Rect(20, 20, 100, 100),))
    hand.drag((70, 70), (80, 75), (90, 85))
    assert rectangles(canvas) == (Rect(40, 35, 100, 100),)
    assert step_of(canvas) == "Move rectangle"
    hand.drag((70, 70), (900, -900), (900, -900))
    assert rectangles(canvas) == (Rect(200, 0, 100, 100),)


@pytest.mark.parametrize(
    ("grip", "to", "expected"),
    [
        ((60, 40), (50, 30), Rect(50, 30, 110, 90)),
        ((160, 120), (180, 150), Rect(60, 40, 120, 110)),
        ((160, 40), (150, 50), Rect(60, 50, 90, 70)),
        ((60, 120), (70, 110), Rect(70, 40, 90, 70)),
        ((60, 80), (40, 95), Rect(40, 40, 120, 80)),
        ((160, 80), (190, 95), Rect(60, 40, 130, 80)),
        ((110, 40), (130, 20), Rect(60, 20, 100, 100)),
        ((110, 120), (130, 140), Rect(60, 40, 100, 100)),
        ((160, 120), (20, 10), Rect(20, 10, 40, 30)),
        ((160, 120), (999, 999), Rect(60, 40, 240, 160)),
    ],
)
def test_eight_handles_resize_the_selected_one(
    canvas: Canvas, hand: Hand, grip: tuple[int, int], to: tuple[int, int], expected: Rect
) -> None:
    document_of(canvas).set_rectangles("Test", (Rect(60, 40, 100, 80),))
    hand.click((110, 80))
    hand.drag(grip, to)
    assert rectangles(canvas) == (expected,)
    assert step_of(canvas) == "Resize rectangle"


def test_the_cursor_tells_what_a_drag_would_do(canvas: Canvas, hand: Hand) -> None:
    document_of(canvas).set_rectangles("Test", (Rect(60, 40, 100, 80),))
    shapes = Qt.CursorShape
    hand.move((60, 40))
    assert canvas.cursor().shape() == shapes.SizeAllCursor, "not selected yet: it can be moved"
    hand.click((110, 80))
    for point, shape in {
        (110, 80): shapes.SizeAllCursor,
        (60, 40): shapes.SizeFDiagCursor,
        (160, 40): shapes.SizeBDiagCursor,
        (60, 80): shapes.SizeHorCursor,
        (110, 120): shapes.SizeVerCursor,
        (250, 20): shapes.CrossCursor,
    }.items():
        hand.move(point)
        assert canvas.cursor().shape() == shape, point


def test_arrows_move_by_one_pixel_and_with_shift_by_ten(canvas: Canvas, hand: Hand) -> None:
    hand.drag((20, 30), (120, 110))
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    QTest.keyClick(canvas, Qt.Key.Key_Down, SHIFT)
    assert rectangles(canvas) == (Rect(19, 40, 100, 80),)
    document_of(canvas).undo()
    assert rectangles(canvas) == (Rect(19, 30, 100, 80),)
    for _ in range(5):
        QTest.keyClick(canvas, Qt.Key.Key_Up, SHIFT)
    assert rectangles(canvas) == (Rect(19, 0, 100, 80),)


def test_a_key_held_down_is_one_step(canvas: Canvas, hand: Hand) -> None:
    hand.drag((20, 30), (120, 110))
    QTest.keyPress(canvas, Qt.Key.Key_Right)
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) * 10:
        repeat = QKeyEvent(kind, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, "", True)
        QApplication.sendEvent(canvas, repeat)
    QTest.keyRelease(canvas, Qt.Key.Key_Right)
    assert rectangles(canvas) == (Rect(31, 30, 100, 80),)
    document_of(canvas).undo()
    assert rectangles(canvas) == (Rect(20, 30, 100, 80),)


def test_a_held_key_ends_where_the_focus_goes(canvas: Canvas, hand: Hand) -> None:
    hand.drag((20, 30), (120, 110))
    QTest.keyPress(canvas, Qt.Key.Key_Right)
    QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusOut))
    document_of(canvas).clear_selection()
    assert rectangles(canvas) == ()


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_deletes_the_selected_one(canvas: Canvas, hand: Hand, key: Qt.Key) -> None:
    document_of(canvas).set_rectangles("Test", (Rect(20, 20, 50, 50), Rect(100, 60, 100, 100)))
    hand.click((30, 30))
    QTest.keyClick(canvas, key)
    assert rectangles(canvas) == (Rect(100, 60, 100, 100),)
    assert step_of(canvas) == "Delete rectangle"
    QTest.keyClick(canvas, key)
    assert rectangles(canvas) == (), "the next one was selected, so that the key deletes one by one"
    document_of(canvas).undo()
    assert rectangles(canvas) == (Rect(100, 60, 100, 100),)
    document_of(canvas).undo()
    assert rectangles(canvas) == (Rect(20, 20, 50, 50), Rect(100, 60, 100, 100))


def test_after_a_delete_the_next_one_is_selected_and_after_the_last_the_one_before(canvas: Canvas, hand: Hand) -> None:
    first, second, third, fourth = (Rect(x, 20, 40, 50) for x in (20, 80, 140, 200))
    document_of(canvas).set_rectangles("Test", (first, second, third, fourth))
    selected: list[Rect | None] = []
    toolbox_of(canvas).rectangle_selected.connect(selected.append)
    hand.click((100, 40))
    for left in ((first, third, fourth), (first, fourth), (first,)):
        QTest.keyClick(canvas, Qt.Key.Key_Delete)
        assert rectangles(canvas) == left
        assert selected[-1] == (left[1] if len(left) > 1 else first)


def test_escape_takes_a_drag_back_and_then_deselects(canvas: Canvas, hand: Hand) -> None:
    hand.drag((20, 30), (120, 110))
    hand.press((70, 70))
    hand.move((90, 90))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    hand.move((150, 150))
    hand.release((150, 150))
    assert rectangles(canvas) == (Rect(20, 30, 100, 80),)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert rectangles(canvas) == (Rect(21, 30, 100, 80),), "still selected"
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert rectangles(canvas) == (Rect(21, 30, 100, 80),)


def test_the_51st_is_refused_with_a_sentence(canvas: Canvas, hand: Hand, qtbot: QtBot) -> None:
    many = tuple(Rect(3 * index, 180, 2, 2) for index in range(MAX_RECTANGLES))
    document_of(canvas).set_rectangles("Test", many)
    hand.press((20, 30))
    with qtbot.waitSignal(canvas.message) as said:
        hand.move((60, 50))
    assert said.args == ["50 rectangles is the most for one removal. Remove these first, or paint the rest."]
    messages: list[str] = []
    canvas.message.connect(messages.append)
    hand.move((90, 80))
    hand.release((90, 80))
    assert messages == [], "said once"
    assert rectangles(canvas) == many
    assert step_of(canvas) == "Test"


def test_when_the_51st_is_refused_the_chosen_one_stays_chosen(canvas: Canvas, hand: Hand) -> None:
    many = tuple(Rect(5 * index, 180, 4, 4) for index in range(MAX_RECTANGLES))
    document_of(canvas).set_rectangles("Test", many)
    hand.click((37, 182))
    assert selected_of(canvas) == many[7]
    hand.drag((20, 30), (90, 80))
    assert rectangles(canvas) == many
    assert selected_of(canvas) == many[7]
    hand.click((20, 30))
    assert selected_of(canvas) is None, "a click beside it deselects as ever"


def test_drawing_over_a_preview_keeps_it_first(canvas: Canvas, hand: Hand) -> None:
    document, edit = document_of(canvas), edit_of(Rect(0, 0, 64, 64))
    document.set_rectangles("Test", (Rect(20, 20, 50, 50),))
    document.propose(edit)
    hand.drag((30, 30), (90, 90))
    assert document.state == State((Rect(30, 30, 60, 60),), (edit,))
    document.undo()
    assert document.state == State((), (edit,))
    document.undo()
    assert document.state == State((Rect(20, 20, 50, 50),), (), edit)


def test_nothing_changes_while_marking_is_off(canvas: Canvas, hand: Hand) -> None:
    hand.drag((20, 30), (120, 110))
    canvas.set_marking_enabled(False)
    hand.drag((70, 70), (90, 90))
    hand.drag((200, 70), (290, 190))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Delete):
        QTest.keyClick(canvas, key)
    assert rectangles(canvas) == (Rect(20, 30, 100, 80),)


def test_it_is_seen_as_an_outline_with_a_light_tint(canvas: Canvas) -> None:
    canvas.set_colors(QColor(0, 0, 0), QColor(255, 0, 0), QColor(0, 0, 255))
    before = grabbed(canvas).astype(int)
    document_of(canvas).set_rectangles("Test", (Rect(60, 40, 100, 80),))
    after = grabbed(canvas).astype(int)
    changed = np.argwhere((after != before).any(axis=2))
    x, y = (round(value) for value in canvas.viewport.to_view(60, 40))
    assert abs(changed.min(axis=0) - (y, x)).max() <= 1
    assert abs(changed.max(axis=0) - (y + 80, x + 100)).max() <= 1
    inside = before[y + 40, x + 50] * 0.85 + np.array([255, 0, 0]) * 0.15
    assert np.abs(after[y + 40, x + 50] - inside).max() <= 2
    assert (after[y, x + 50] == (255, 0, 0)).all()


def test_nothing_it_does_leaves_a_trace(canvas: Canvas, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    document_of(canvas).set_rectangles("Test", (Rect(200, 130, 80, 60),))
    screen = Screen(canvas, monkeypatch)
    for press, *moves in [
        [(20, 30), (60, 90), (120, 110)],
        [(70, 70), (120, 90), (90, 50)],
        [(140, 90), (100, 60)],
        [(240, 150)],
        [(10, 10)],
        [(240, 150)],
    ]:
        hand.press(press)
        assert screen.is_right()
        for point in moves:
            hand.move(point)
            assert screen.is_right()
        hand.release(moves[-1] if moves else press)
        assert screen.is_right()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Escape):
        QTest.keyClick(canvas, key)
        assert screen.is_right()
    hand.click((240, 150))
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert screen.is_right()
    canvas.set_tool(Tool.HAND)
    assert screen.is_right()


def test_the_selected_one_shows_white_squares_at_its_corners(canvas: Canvas, hand: Hand) -> None:
    hand.drag((20, 30), (120, 110))
    for corner in ((20, 30), (120, 30), (20, 110), (120, 110)):
        x, y = (round(value) for value in canvas.viewport.to_view(*corner))
        assert (grabbed(canvas)[y, x] == 255).all()


def test_with_shift_a_new_one_is_drawn_where_there_is_one(canvas: Canvas, hand: Hand) -> None:
    document_of(canvas).set_rectangles("Test", (Rect(20, 20, 100, 100),))
    drag_with(hand, SHIFT, (40, 40), (60, 50), (90, 60))
    assert rectangles(canvas) == (Rect(20, 20, 100, 100), Rect(40, 40, 50, 20)), "and no square"
    hand.click((100, 100))
    drag_with(hand, SHIFT, (100, 100), (110, 110), (150, 130))
    assert rectangles(canvas)[2:] == (Rect(100, 100, 50, 30),), "also where the selected one is"


def test_shift_draws_a_square_once_it_is_held_again(canvas: Canvas, hand: Hand) -> None:
    hand.modifiers = SHIFT
    hand.press((20, 30))
    hand.move((60, 50))
    hand.modifiers = NO_MODIFIER
    hand.move((70, 50))
    assert rectangles(canvas) == (Rect(20, 30, 50, 20),)
    hand.modifiers = SHIFT
    hand.move((80, 50))
    hand.release((80, 50))
    assert rectangles(canvas) == (Rect(20, 30, 60, 60),)


@pytest.mark.parametrize(
    ("modifiers", "points", "expected"),
    [
        (SHIFT, ((100, 50), (150, 70)), Rect(100, 50, 50, 50)),
        (SHIFT, ((100, 90), (90, 50)), Rect(60, 50, 40, 40)),
        (SHIFT, ((250, 100), (290, 190)), Rect(250, 100, 50, 50)),
        (ALT, ((100, 80), (130, 90)), Rect(70, 70, 60, 20)),
        (ALT, ((10, 80), (60, 90)), Rect(0, 70, 60, 20)),
        (SHIFT | ALT, ((100, 80), (130, 90)), Rect(70, 50, 60, 60)),
        (SHIFT | ALT, ((280, 80), (240, 90)), Rect(260, 60, 40, 40)),
    ],
)
def test_held_after_the_press_shift_squares_and_alt_draws_from_the_centre(
    canvas: Canvas,
    hand: Hand,
    modifiers: Qt.KeyboardModifier,
    points: tuple[Point, ...],
    expected: Rect,
) -> None:
    drag_then(hand, modifiers, *points)
    assert rectangles(canvas) == (expected,)
    assert step_of(canvas) == "Draw rectangle"
    document_of(canvas).undo()
    assert rectangles(canvas) == ()


@pytest.mark.parametrize("way", [drag_with, drag_then])
@pytest.mark.parametrize(
    ("grip", "to", "expected"),
    [
        ((160, 80), (210, 85), Rect(60, 40, 150, 60)),
        ((160, 80), (165, 100), Rect(60, 40, 150, 60)),
        ((60, 40), (40, 39), Rect(40, 32, 120, 48)),
        ((60, 80), (110, 60), Rect(110, 40, 50, 20)),
        ((160, 40), (299, 39), Rect(60, 0, 200, 80)),
        ((160, 80), (20, 20), Rect(60, 40, 2, 1)),
    ],
)
def test_with_shift_a_corner_keeps_the_proportions(
    canvas: Canvas, hand: Hand, way: Way, grip: tuple[int, int], to: tuple[int, int], expected: Rect
) -> None:
    document_of(canvas).set_rectangles("Test", (Rect(60, 40, 100, 40),))
    hand.click((110, 60))
    way(hand, SHIFT, grip, to)
    assert rectangles(canvas) == (expected,)


def test_with_shift_it_moves_along_one_axis(canvas: Canvas, hand: Hand) -> None:
    document_of(canvas).set_rectangles("Test", (Rect(20, 20, 50, 50),))
    drag_then(hand, SHIFT, (40, 40), (60, 45), (90, 60))
    assert rectangles(canvas) == (Rect(70, 20, 50, 50),)


@pytest.mark.parametrize(
    ("button", "held"),
    [
        (Qt.MouseButton.LeftButton, ALT),
        (Qt.MouseButton.LeftButton, CONTROL),
        (Qt.MouseButton.RightButton, NO_MODIFIER),
    ],
)
def test_alt_control_or_the_right_button_unmarks_in_one_step(
    canvas: Canvas, hand: Hand, button: Qt.MouseButton, held: Qt.KeyboardModifier
) -> None:
    document, painted = document_of(canvas), Rect(0, 150, 120, 40)
    before = (Rect(20, 20, 100, 100), Rect(100, 60, 40, 20), Rect(200, 120, 60, 40))
    with document.gesture("Test") as gesture:
        with gesture.painting(painted) as mask:
            mask[:] = 255
        gesture.set_rectangles(before)
    hand.button = button
    hand.modifiers = held
    area = Rect(90, 50, 70, 120)
    hand.press((area.x, area.y))
    hand.move((area.right, area.bottom))
    assert rectangles(canvas) == before, "nothing changes before the release"
    x, y = (round(value) for value in canvas.viewport.to_view(160, 100))
    assert (grabbed(canvas)[y, x] == 255).all(), "it is shown"
    hand.release((area.right, area.bottom))
    assert rectangles(canvas) == before[2:], "what was covered is gone, what was not touched stays"
    assert_marked(canvas, painted, *before, beside=area)
    assert step_of(canvas) == "Unmark rectangle"
    document.undo()
    assert rectangles(canvas) == before
    assert_marked(canvas, painted, *before)
    document.redo()
    assert_marked(canvas, painted, *before, beside=area)


def test_what_is_unmarked_beside_rectangles_leaves_them_rectangles(canvas: Canvas, hand: Hand) -> None:
    document = document_of(canvas)
    document.set_rectangles("Test", (Rect(20, 20, 50, 50), Rect(200, 20, 50, 50)))
    drag_with(hand, ALT, (100, 100), (150, 150))
    assert step_of(canvas) == "Test", "no step where nothing was marked"
    drag_with(hand, ALT, (190, 10), (260, 80))
    assert rectangles(canvas) == (Rect(20, 20, 50, 50),)
    assert document.selection.freeze().rectangles == (Rect(20, 20, 50, 50),), "sent as rectangles"


def test_escape_a_click_or_marking_that_is_off_unmarks_nothing(canvas: Canvas, hand: Hand) -> None:
    document_of(canvas).set_rectangles("Test", (Rect(20, 20, 100, 100),))
    hand.modifiers = ALT
    hand.click((40, 40))
    hand.press((30, 30))
    hand.move((60, 60))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    hand.release((60, 60))
    before = grabbed(canvas)
    canvas.set_marking_enabled(False)
    hand.press((30, 30))
    hand.move((60, 60))
    np.testing.assert_array_equal(grabbed(canvas), before)
    hand.release((60, 60))
    assert_marked(canvas, Rect(20, 20, 100, 100))
    assert step_of(canvas) == "Test"


def test_unmarking_leaves_no_trace(canvas: Canvas, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    document_of(canvas).set_rectangles("Test", (Rect(20, 20, 100, 100), Rect(200, 130, 80, 60)))
    screen = Screen(canvas, monkeypatch)
    hand.click((70, 70))
    hand.modifiers = ALT
    for way in ((60, 60), (150, 90), (70, 190)), ((250, 160), (290, 190)):
        hand.press(way[0])
        for point in way[1:]:
            hand.move(point)
            assert screen.is_right()
        hand.release(way[-1])
        assert screen.is_right()


def test_a_copy_is_beside_it_in_sight_and_selected(make_canvas: MakeCanvas) -> None:
    for scale in (0.25, 1.0, 4.0):
        canvas = make_canvas(noise(1200, 900), scale=scale)
        canvas.set_tool(Tool.RECTANGLE)
        document_of(canvas).set_rectangles("Test", (Rect(580, 430, 30, 20), Rect(900, 100, 20, 20)))
        Hand(canvas).click((595, 440))
        toolbox_of(canvas).duplicate_rectangle()
        copy = rectangles(canvas)[2]
        assert (copy.width, copy.height) == (30, 20)
        assert 8 <= (copy.x - 580) * scale <= 20
        assert step_of(canvas) == "Duplicate rectangle"
        QTest.keyClick(canvas, Qt.Key.Key_Right)
        assert rectangles(canvas) == (Rect(580, 430, 30, 20), Rect(900, 100, 20, 20), copy.translated(1, 0))


def test_copies_stay_in_the_picture_and_are_refused_at_50(canvas: Canvas, hand: Hand, qtbot: QtBot) -> None:
    hand.drag((230, 150), (299, 199))
    for _ in range(MAX_RECTANGLES - 1):
        toolbox_of(canvas).duplicate_rectangle()
    assert len(set(rectangles(canvas))) == MAX_RECTANGLES, "no two are in the same place"
    assert all(AREA.contains(rectangle) for rectangle in rectangles(canvas))
    before, selected = rectangles(canvas), selected_of(canvas)
    with qtbot.waitSignal(canvas.message) as said:
        toolbox_of(canvas).duplicate_rectangle()
    assert said.args == ["50 rectangles is the most for one removal. Remove these first, or paint the rest."]
    assert rectangles(canvas) == before
    assert selected_of(canvas) == selected, "still"


def selected_of(canvas: Canvas) -> Rect | None:
    """Which one is moved by the arrows."""
    document, before = document_of(canvas), rectangles(canvas)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(canvas, key)
        moved = set(before) - set(rectangles(canvas))
        if moved:
            document.undo()
            return moved.pop()
    return None


def test_a_typed_one_takes_its_place_in_one_step(canvas: Canvas, hand: Hand) -> None:
    document_of(canvas).set_rectangles("Test", (Rect(20, 20, 50, 50), Rect(100, 60, 100, 100)))
    toolbox = toolbox_of(canvas)
    toolbox.set_selected_rectangle(Rect(1, 2, 3, 4))
    assert step_of(canvas) == "Test", "none is selected"
    hand.click((30, 30))
    toolbox.set_selected_rectangle(Rect(1, 2, 3, 4))
    assert rectangles(canvas) == (Rect(1, 2, 3, 4), Rect(100, 60, 100, 100))
    assert step_of(canvas) == "Resize rectangle"
    toolbox.set_selected_rectangle(Rect(280, 190, 40, 40))
    assert rectangles(canvas)[0] == Rect(280, 190, 20, 10)
    toolbox.set_selected_rectangle(Rect(900, -5, 0, 0))
    assert rectangles(canvas)[0] == Rect(299, 0, 1, 1)
    document_of(canvas).undo()
    assert rectangles(canvas)[0] == Rect(280, 190, 20, 10)
    toolbox.set_selected_rectangle(Rect(9999, -30, 20, 10))
    assert rectangles(canvas)[0] == Rect(280, 0, 20, 10), "it keeps its size where only the place is another"


@pytest.mark.parametrize(("tool", "is_on"), [(Tool.RECTANGLE, False), (Tool.BRUSH, True)])
def test_while_marking_is_off_or_another_tool_is_in_hand_the_panel_changes_nothing(
    canvas: Canvas, hand: Hand, tool: Tool, is_on: bool
) -> None:
    hand.drag((20, 30), (120, 110))
    toolbox = toolbox_of(canvas)
    toolbox.set_tool(tool)
    toolbox.set_marking_enabled(is_on)
    toolbox.duplicate_rectangle()
    toolbox.delete_rectangle()
    toolbox.set_selected_rectangle(Rect(0, 0, 9, 9))
    assert rectangles(canvas) == (Rect(20, 30, 100, 80),)
    assert step_of(canvas) == "Draw rectangle"


def test_it_is_told_which_one_is_selected_and_where(canvas: Canvas, hand: Hand) -> None:
    told: list[Rect | None] = []
    toolbox, document = toolbox_of(canvas), document_of(canvas)
    toolbox.rectangle_selected.connect(told.append)

    def last() -> Rect | None:
        assert told, "something is told"
        last = told[-1]
        told.clear()
        return last

    hand.press((20, 30))
    assert told == []
    hand.move((60, 50))
    assert last() == Rect(20, 30, 40, 20), "while it is drawn"
    hand.move((120, 110))
    hand.release((120, 110))
    assert last() == Rect(20, 30, 100, 80)
    hand.drag((70, 70), (80, 70))
    assert last() == Rect(30, 30, 100, 80)
    hand.drag((130, 110), (140, 120))
    assert last() == Rect(30, 30, 110, 90)
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert last() == Rect(29, 30, 110, 90)
    toolbox.duplicate_rectangle()
    copy = last()
    assert copy is not None
    assert copy != Rect(29, 30, 110, 90)
    document.undo()
    assert last() is None
    hand.click((80, 80))
    assert last() == Rect(29, 30, 110, 90)
    document.undo()
    assert last() == Rect(30, 30, 110, 90), "the move was undone, it is selected still"
    document.redo()
    assert last() == Rect(29, 30, 110, 90)
    canvas.set_overlay_visible(False)
    assert last() is None
    canvas.set_overlay_visible(True)
    assert last() == Rect(29, 30, 110, 90)
    canvas.set_tool(Tool.HAND)
    assert last() is None
    canvas.set_tool(Tool.RECTANGLE)
    assert last() == Rect(29, 30, 110, 90)
    document.propose(edit_of(Rect(0, 0, 64, 64)))
    assert last() is None, "a preview hides the mark"
    document.undo()
    assert last() == Rect(29, 30, 110, 90)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert last() is None
    document.undo()
    hand.click((80, 80))
    assert last() == Rect(29, 30, 110, 90)
    canvas.set_document(None, None)
    assert last() is None
    document.set_rectangles("Test", (Rect(0, 0, 5, 5),))
    assert told == [], "the document is not shown any more"


def test_an_undone_draw_leaves_nothing_selected(canvas: Canvas, hand: Hand) -> None:
    document = document_of(canvas)
    document.set_rectangles("Test", (Rect(200, 20, 50, 50),))
    hand.drag((20, 30), (120, 110))
    document.undo()
    document.redo()
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert rectangles(canvas) == (Rect(200, 20, 50, 50), Rect(20, 30, 100, 80))


def test_the_selected_one_stays_so_when_another_one_goes(canvas: Canvas, hand: Hand) -> None:
    document = document_of(canvas)
    document.set_rectangles("Test", (Rect(20, 20, 50, 50), Rect(200, 20, 50, 50), Rect(100, 100, 50, 50)))
    hand.click((120, 120))
    document.set_rectangles("Test", (Rect(200, 20, 50, 50), Rect(100, 100, 50, 50)))
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert rectangles(canvas) == (Rect(200, 20, 50, 50), Rect(101, 100, 50, 50))


def test_what_is_taken_in_hand_and_goes_is_not_moved(canvas: Canvas, hand: Hand) -> None:
    document = document_of(canvas)
    document.set_rectangles("Test", (Rect(20, 20, 50, 50), Rect(200, 20, 50, 50)))
    hand.press((220, 40))
    document.undo()
    hand.move((240, 60))
    hand.release((240, 60))
    assert rectangles(canvas) == ()


STROKE = ((150, 60), (170, 150))


def test_where_a_brush_paints_the_rectangles_join_in_the_same_step(canvas: Canvas, hand: Hand) -> None:
    document = document_of(canvas)
    hand.drag((20, 30), (120, 110))
    hand.drag((200, 20), (260, 80))
    drawn_ones = rectangles(canvas)
    canvas.set_tool(Tool.BRUSH)
    canvas.set_brush_size(20)
    hand.press(STROKE[0])
    part = slice(70, 180), slice(60, 180)
    np.testing.assert_array_equal(grabbed(canvas)[part], grabbed_with_mask(canvas)[part], "seen as painted at once")
    hand.move(STROKE[1])
    hand.release(STROKE[1])
    assert rectangles(canvas) == ()
    mask = document.selection.mask
    for rectangle in drawn_ones:
        assert (mask[rectangle.slices] == 255).all()
    assert mask[100, 160] == 255
    assert document.selection.count == np.count_nonzero(mask)
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))
    assert step_of(canvas) == "Paint"
    document.undo()
    assert rectangles(canvas) == drawn_ones
    assert not mask.any()
    assert_marked(canvas, *drawn_ones)
    document.redo()
    assert rectangles(canvas) == ()
    assert mask[100, 160] == 255
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


def grabbed_with_mask(canvas: Canvas) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """What a new canvas shows of the same document."""
    other = Canvas()
    other.resize(canvas.size())
    other.set_document(document_of(canvas), surface_of(canvas).picture, canvas.view_state())
    pixels = grabbed(other)
    other.set_document(None, None)
    other.deleteLater()
    return pixels


def test_a_part_of_a_rectangle_can_be_erased(canvas: Canvas, hand: Hand) -> None:
    document = document_of(canvas)
    hand.drag((20, 30), (120, 110))
    hand.drag((200, 20), (260, 80))
    drawn_ones = rectangles(canvas)
    canvas.set_tool(Tool.ERASER)
    canvas.set_brush_size(30)
    hand.drag((60, 70), (60, 90))
    mask = document.selection.mask
    assert rectangles(canvas) == ()
    rows, columns = np.nonzero(mask != 255)
    inside = (columns >= 20) & (columns < 120) & (rows >= 30) & (rows < 110)
    away = np.hypot(columns[inside] + 0.5 - 60, np.maximum(0, np.abs(rows[inside] + 0.5 - 80) - 10))
    assert (away <= 16).all(), "no more than the eraser reached"
    assert mask[80, 60] == 0
    assert (mask[drawn_ones[1].slices] == 255).all()
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))
    assert step_of(canvas) == "Erase"
    document.undo()
    assert rectangles(canvas) == drawn_ones
    assert not mask.any()


def test_a_stroke_that_is_taken_back_leaves_rectangles(canvas: Canvas, hand: Hand) -> None:
    hand.drag((20, 30), (120, 110))
    canvas.set_tool(Tool.BRUSH)
    hand.press((60, 60))
    hand.move((200, 100))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    hand.release((200, 100))
    assert rectangles(canvas) == (Rect(20, 30, 100, 80),)
    assert_marked(canvas, Rect(20, 30, 100, 80))
    assert step_of(canvas) == "Draw rectangle"


class Act(Protocol):
    def do(self, canvas: Canvas, hand: Hand) -> None: ...


@dataclass(frozen=True)
class Drag:
    first: Qt.KeyboardModifier
    """At the press; `later` after it."""
    later: Qt.KeyboardModifier
    points: list[Point]

    def do(self, _canvas: Canvas, hand: Hand) -> None:
        hand.modifiers = self.first
        hand.press(self.points[0])
        hand.modifiers = self.later
        for point in self.points:
            hand.move(point)
        hand.release(self.points[-1])


@dataclass(frozen=True)
class PressKey:
    key: Qt.Key
    modifiers: Qt.KeyboardModifier

    def do(self, canvas: Canvas, _hand: Hand) -> None:
        QTest.keyClick(canvas, self.key, self.modifiers)


@dataclass(frozen=True)
class Duplicate:
    times: int

    def do(self, canvas: Canvas, _hand: Hand) -> None:
        for _ in range(self.times):
            toolbox_of(canvas).duplicate_rectangle()


@dataclass(frozen=True)
class Type:
    rectangle: Rect

    def do(self, canvas: Canvas, _hand: Hand) -> None:
        toolbox_of(canvas).set_selected_rectangle(self.rectangle)


@dataclass(frozen=True)
class GoBack:
    steps: int
    """Negative ones are done again."""

    def do(self, canvas: Canvas, _hand: Hand) -> None:
        for _ in range(abs(self.steps)):
            (document_of(canvas).undo if self.steps > 0 else document_of(canvas).redo)()


MODIFIERS = st.sampled_from([NO_MODIFIER, SHIFT, ALT, SHIFT | ALT])
KEYS = [Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Delete, Qt.Key.Key_Escape]
POINTS = st.lists(st.tuples(st.integers(-30, 330), st.integers(-30, 230)), min_size=2, max_size=4)
ACTS: st.SearchStrategy[list[Act]] = st.lists(
    st.one_of(
        st.builds(Drag, MODIFIERS, MODIFIERS, POINTS),
        st.builds(PressKey, st.sampled_from(KEYS), st.sampled_from([NO_MODIFIER, SHIFT])),
        st.builds(Duplicate, st.integers(1, 60)),
        st.builds(Type, st.builds(Rect, *[st.integers(-20, 350)] * 4)),
        st.builds(GoBack, st.integers(-4, 4)),
    ),
    max_size=12,
)


def test_whatever_is_done_rectangles_stay_in_the_picture_and_the_count_exact(canvas: Canvas, hand: Hand) -> None:
    pixels = noise(300, 200)
    picture = picture_of(pixels)

    @given(ACTS)
    def check(acts: list[Act]) -> None:
        document = Document(Photo(pixels, Metadata("PNG")))
        canvas.set_document(document, picture)
        canvas.zoom_to(1.0)
        for act in acts:
            act.do(canvas, hand)
            assert not document.is_changing
            assert all(AREA.contains(rectangle) and rectangle.area > 0 for rectangle in document.state.rectangles)
            assert len(document.state.rectangles) <= MAX_RECTANGLES
            assert document.selection.count == document.selection.count_in(AREA)
        np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))
        while document.undo_label is not None:
            document.undo()
        assert document.state == State()
        assert document.selection.count == 0
        assert not document.selection.mask.any()

    check()


@given(
    start=st.tuples(st.floats(-50, 350), st.floats(-50, 250)),
    end=st.tuples(st.floats(-50, 350), st.floats(-50, 250)),
    is_centred=st.booleans(),
)
def test_a_drawn_square_is_one_and_in_the_picture(
    start: tuple[float, float], end: tuple[float, float], is_centred: bool
) -> None:
    square = drawn(start, end, AREA, is_square=True, is_centred=is_centred)
    assert square.width == square.height
    assert square.is_empty or AREA.contains(square)


@given(
    x=st.integers(0, 299),
    y=st.integers(0, 199),
    size=st.tuples(st.integers(1, 300), st.integers(1, 200)),
    by=st.tuples(st.integers(-400, 400), st.integers(-400, 400)),
    side=st.sampled_from([(-1, -1), (1, -1), (-1, 1), (1, 1)]),
)
def test_a_constrained_corner_stays_in_the_picture_and_the_opposite_one_where_it_is(
    x: int, y: int, size: tuple[int, int], by: tuple[int, int], side: tuple[int, int]
) -> None:
    rectangle = Rect(x, y, *size).intersection(AREA)
    scaled = dragged(rectangle, side, *by, AREA, is_constrained=True)
    assert AREA.contains(scaled)
    assert not scaled.is_empty
    assert (scaled.x if side[0] > 0 else scaled.right) == (rectangle.x if side[0] > 0 else rectangle.right)
    assert (scaled.y if side[1] > 0 else scaled.bottom) == (rectangle.y if side[1] > 0 else rectangle.bottom)
    # to the rounding of the other side, or one pixel
    expected = scaled.width * rectangle.height / rectangle.width
    assert abs(scaled.height - max(1, expected)) <= 0.5 + 0.5 * rectangle.height / rectangle.width + 1e-6


def test_shapes() -> None:
    assert spanned((5.5, 7.5), (2.5, 3.5), AREA) == Rect(2, 3, 4, 5)
    assert spanned((5.0, 7.0), (5.0, 7.0), AREA) == Rect(5, 7, 1, 1)
    assert spanned((-9, -9), (-2, -2), AREA).is_empty
    assert dragged(Rect(10, 10, 5, 5), (1, 0), -5, 99, AREA) == Rect(10, 10, 1, 5)
    assert dragged(Rect(295, 10, 5, 5), (-1, 0), 5, 0, AREA) == Rect(299, 10, 1, 5)
    assert side_at(50, 50, 0, 0, 100, 100, 8) == (0, 0)
    assert side_at(-9, 50, 0, 0, 100, 100, 8) is None
    assert side_at(5, 5, 0, 0, 10, 10, 8) == (0, 0), "a small one can still be moved"
    assert fitted(Rect(-5, -5, 10, 10), AREA) == Rect(0, 0, 5, 5)
    assert fitted(Rect(250, 10, 100, 10), AREA) == Rect(250, 10, 50, 10)
    assert copied(Rect(10, 10, 5, 5), (Rect(10, 10, 5, 5),), AREA, 12) == Rect(22, 22, 5, 5)
    assert copied(Rect(10, 10, 5, 5), (Rect(10, 10, 5, 5), Rect(22, 22, 5, 5)), AREA, 5) == Rect(15, 15, 5, 5)
    assert copied(Rect(290, 190, 8, 8), (), AREA, 12) == Rect(278, 178, 8, 8), "not where two pixels are left"
    assert copied(Rect(0, 0, 300, 195), (), AREA, 12) == Rect(0, 5, 300, 195), "as far as there is room"
    assert copied(AREA, (AREA,), AREA, 12) is None


def test_of_two_equal_ones_the_second_is_seen_to_come_and_go(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    document = document_of(canvas)
    document.set_rectangles("One", [Rect(40, 40, 60, 50)])
    screen = Screen(canvas, monkeypatch)
    document.set_rectangles("Two", [Rect(40, 40, 60, 50)] * 2)
    assert screen.is_right()
    document.undo()
    assert screen.is_right()
