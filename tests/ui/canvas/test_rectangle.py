"""Rectangles with the mouse and the keys."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from picwish_desktop.model.geometry import MAX_RECTANGLES, Rect
from picwish_desktop.model.state import State
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.rectangle_shape import dragged, side_at, spanned
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import Hand, Screen, document_of, edit_of, grabbed, noise
from tests.ui.canvas.conftest import MakeCanvas

AREA = Rect(0, 0, 300, 200)
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def _with_the_rectangle_tool(canvas: Canvas) -> None:
    canvas.set_tool(Tool.RECTANGLE)


def rectangles(canvas: Canvas) -> tuple[Rect, ...]:
    return document_of(canvas).state.rectangles


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
    assert rectangles(canvas) == (Rect(100, 60, 100, 100),), "the other one is not selected"
    document_of(canvas).undo()
    assert rectangles(canvas) == (Rect(20, 20, 50, 50), Rect(100, 60, 100, 100))


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


def test_shapes() -> None:
    assert spanned((5.5, 7.5), (2.5, 3.5), AREA) == Rect(2, 3, 4, 5)
    assert spanned((5.0, 7.0), (5.0, 7.0), AREA) == Rect(5, 7, 1, 1)
    assert spanned((-9, -9), (-2, -2), AREA).is_empty
    assert dragged(Rect(10, 10, 5, 5), (1, 0), -5, 99, AREA) == Rect(10, 10, 1, 5)
    assert dragged(Rect(295, 10, 5, 5), (-1, 0), 5, 0, AREA) == Rect(299, 10, 1, 5)
    assert side_at(50, 50, 0, 0, 100, 100, 8) == (0, 0)
    assert side_at(-9, 50, 0, 0, 100, 100, 8) is None
    assert side_at(5, 5, 0, 0, 10, 10, 8) == (0, 0), "a small one can still be moved"
