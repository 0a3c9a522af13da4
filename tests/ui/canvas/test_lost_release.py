"""A button is pressed, and its release never comes: it went elsewhere, or what the press asked for was refused."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from picwish_desktop.model.document import Document
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import Hand, document_of, grabbed

NO_BUTTON = Qt.MouseButton.NoButton
DRAWING = [Tool.BRUSH, Tool.ERASER, Tool.RECTANGLE, Tool.ELLIPSE, Tool.LASSO]


def move_without_button(canvas: Canvas, x: float, y: float) -> None:
    place = QPointF(*canvas.viewport.to_view(x, y)) / canvas.ratio
    at = canvas.mapToGlobal(place)
    event = QMouseEvent(QEvent.Type.MouseMove, place, at, NO_BUTTON, NO_BUTTON, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas, event)


def taken(canvas: Canvas, tool: Tool) -> Document:
    """With the tool in hand, and something for it to do."""
    document = document_of(canvas)
    if tool is Tool.ERASER:
        document.mark_all()
    canvas.set_tool(tool)
    return document


def drawing(canvas: Canvas, hand: Hand, tool: Tool) -> Document:
    """With the button held down."""
    document = taken(canvas, tool)
    hand.press((60, 60))
    hand.move((120, 90))
    return document


@pytest.mark.parametrize("tool", [*DRAWING, Tool.HAND])
def test_a_dialog_that_comes_by_itself_ends_what_is_drawn(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    document = drawing(canvas, hand, tool)
    dialog = QDialog(canvas)
    dialog.open()
    assert not canvas.is_held
    assert not document.is_changing
    seen, marked, rectangles = canvas.viewport, document.selection.mask.copy(), document.state.rectangles
    dialog.reject()
    hand.move((200, 150))
    hand.release((200, 150))
    assert (canvas.viewport, document.state.rectangles) == (seen, rectangles)
    np.testing.assert_array_equal(document.selection.mask, marked)


@pytest.mark.parametrize("tool", DRAWING)
def test_what_is_drawn_ends_when_it_is_out_of_sight(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    document = drawing(canvas, hand, tool)
    canvas.hide()
    assert not canvas.is_held
    assert not document.is_changing


@pytest.mark.parametrize("tool", [*DRAWING, Tool.HAND])
def test_a_move_without_the_button_draws_nothing(qtbot: QtBot, canvas: Canvas, hand: Hand, tool: Tool) -> None:
    document = drawing(canvas, hand, tool)
    # between moves that follow each other at once it is not asked for
    qtbot.waitUntil(lambda: not canvas._telling.isActive())
    seen = canvas.viewport
    move_without_button(canvas, 180, 140)
    assert not canvas.is_held
    assert not document.is_changing
    after = document.selection.count, document.state.rectangles
    for at in range(5):
        move_without_button(canvas, 190 + at, 100)
    assert (document.selection.count, document.state.rectangles) == after
    assert canvas.viewport == seen


@pytest.mark.parametrize("tool", DRAWING)
def test_a_press_that_is_refused_draws_nothing_later(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    document = taken(canvas, tool)
    canvas.set_marking_enabled(False, "Wait.")
    before = document.selection.count
    hand.press((60, 60))
    canvas.set_marking_enabled(True)
    hand.move((120, 90))
    hand.release((150, 120))
    assert document.selection.count == before
    assert not document.state.rectangles


@pytest.mark.parametrize("tool", DRAWING)
def test_what_is_held_when_work_begins_draws_nothing_when_it_ends(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    document = drawing(canvas, hand, tool)
    canvas.set_marking_enabled(False, "Wait.")
    after = document.selection.mask.copy(), document.state.rectangles
    hand.move((140, 100))
    canvas.set_marking_enabled(True)
    hand.move((180, 140))
    hand.release((180, 140))
    np.testing.assert_array_equal(document.selection.mask, after[0])
    assert document.state.rectangles == after[1]


def test_to_look_at_it_goes_on_while_work_begins_and_ends(canvas: Canvas, hand: Hand) -> None:
    canvas.zoom_to(4.0)
    canvas.set_tool(Tool.HAND)
    hand.press((60, 60))
    canvas.set_marking_enabled(False, "Wait.")
    assert canvas.is_held
    canvas.set_marking_enabled(True)
    before = canvas.viewport
    hand.move((70, 65))
    assert canvas.viewport != before


def by_a_key(canvas: Canvas) -> None:
    key = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    key.ignore()
    QApplication.sendEvent(canvas, key)
    assert not key.isAccepted()


def by_a_dialog(canvas: Canvas) -> None:
    dialog = QDialog(canvas)
    dialog.open()
    dialog.reject()


def by_hiding(canvas: Canvas) -> None:
    canvas.hide()
    canvas.show()


@pytest.mark.parametrize("break_off", [by_a_key, by_a_dialog, by_hiding])
def test_a_rectangle_whose_drag_is_broken_off_stays_in_hand(
    canvas: Canvas, hand: Hand, break_off: Callable[[Canvas], None]
) -> None:
    canvas.set_tool(Tool.RECTANGLE)
    document = document_of(canvas)
    for x in (20, 100, 200):
        hand.drag((x, 20), (x + 40, 60))
    hand.press((220, 40))
    hand.move((222, 60))
    break_off(canvas)
    hand.release((222, 60))
    others, dragged = document.state.rectangles[:2], document.state.rectangles[2]
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert document.state.rectangles == (*others, dragged.translated(-1, 0))
    move_without_button(canvas, 150, 120)
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert document.state.rectangles == others, "and not the whole mark, as the window would have it"


@pytest.mark.parametrize("break_off", [by_a_key, by_a_dialog, by_hiding])
def test_a_ring_whose_sizing_is_broken_off_follows_the_pointer(
    canvas: Canvas, hand: Hand, break_off: Callable[[Canvas], None]
) -> None:
    canvas.set_brush_size(40)
    hand.modifiers = Qt.KeyboardModifier.ShiftModifier
    hand.press((60, 60))
    hand.move((80, 60))
    break_off(canvas)
    hand.release((80, 60))
    move_without_button(canvas, 200, 150)
    alone = grabbed(canvas)
    canvas.set_tool(Tool.HAND)
    np.testing.assert_array_equal(grabbed(canvas), alone, "no ring is left behind: the cursor is one")
    hand.modifiers = Qt.KeyboardModifier.NoModifier
    canvas.set_tool(Tool.BRUSH)
    size = canvas.brush_size
    hand.drag((200, 150), (220, 150))
    assert canvas.brush_size == size
    assert document_of(canvas).undo_label == "Paint"
