"""Seeing the picture before."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from picwish_desktop.model.edit import render
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import Hand, Point, Screen, document_of, edit_of, grabbed, noise, redrawn, seen, surface_of
from tests.ui.canvas.conftest import MakeCanvas

KEPT, PROPOSED = edit_of(Rect(0, 64, 128, 128), 1), edit_of(Rect(128, 0, 172, 200), 2)


def shown(canvas: Canvas) -> NDArray[np.uint8]:
    return grabbed(canvas)[canvas.viewport.area.slices]


def with_edits(canvas: Canvas, *edits: object) -> NDArray[np.uint8]:
    document = document_of(canvas)
    chosen = [edit for edit in (KEPT, PROPOSED) if edit in edits]
    return np.asarray(render(document.photo, chosen), np.uint8)


def propose(canvas: Canvas) -> None:
    document = document_of(canvas)
    document.propose(KEPT)
    document.keep()
    document.propose(PROPOSED)


def divider(canvas: Canvas) -> Point:
    area = canvas.viewport.visible_area
    return canvas.viewport.to_picture(canvas.divider.x(area), area.y + 30)


def test_left_of_the_divider_is_the_picture_without_the_preview(canvas: Canvas) -> None:
    propose(canvas)
    canvas.set_compare(True)
    view = shown(canvas)
    away = slice(170, 195)
    np.testing.assert_array_equal(view[away, 20:130], with_edits(canvas, KEPT)[away, 20:130])
    np.testing.assert_array_equal(view[away, 170:280], with_edits(canvas, KEPT, PROPOSED)[away, 170:280])
    assert (view[away, 149:151] == 255).all(), "a white line between them"


def test_without_a_preview_it_is_the_opened_photo(canvas: Canvas) -> None:
    propose(canvas)
    document_of(canvas).keep()
    canvas.set_compare(True)
    np.testing.assert_array_equal(shown(canvas)[170:195, 20:130], with_edits(canvas)[170:195, 20:130])
    canvas.set_compare(False)
    np.testing.assert_array_equal(shown(canvas), with_edits(canvas, KEPT, PROPOSED))


@pytest.mark.parametrize("tool", list(Tool))
def test_the_divider_is_dragged_with_any_tool(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    propose(canvas)
    canvas.set_compare(True)
    canvas.set_tool(tool)
    hand.move(divider(canvas))
    assert canvas.cursor().shape() == Qt.CursorShape.SplitHCursor
    hand.drag(divider(canvas), (120, 60), (60, 100))
    assert canvas.divider.fraction == pytest.approx(0.2)
    assert document_of(canvas).state.preview is PROPOSED
    assert not document_of(canvas).selection.mask.any()
    hand.move((10, 190))
    np.testing.assert_array_equal(shown(canvas)[170:185, 80:280], with_edits(canvas, KEPT, PROPOSED)[170:185, 80:280])


def test_the_divider_can_be_taken_a_little_beside_its_line_and_at_its_grip(canvas: Canvas, hand: Hand) -> None:
    canvas.set_compare(True)
    x, y = divider(canvas)
    for point, is_taken in {(x + 5, y): True, (x - 5, y): True, (x + 9, y): False, (x + 16, 100): True}.items():
        hand.move(point)
        assert (canvas.cursor().shape() == Qt.CursorShape.SplitHCursor) == is_taken, point


def test_dragging_the_divider_leaves_no_trace(canvas: Canvas, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    propose(canvas)
    canvas.set_compare(True)
    screen = Screen(canvas, monkeypatch)
    hand.press(divider(canvas))
    for x in (200, 20, 77, 290):
        hand.move((x, 60))
        assert screen.is_right()


def test_zooming_zooms_both_sides(canvas: Canvas, make_canvas: MakeCanvas) -> None:
    propose(canvas)
    canvas.set_compare(True)
    canvas.zoom_to(3.0)
    canvas.pan(-40, 20)
    fresh = make_canvas(noise(300, 200))
    fresh.set_compare(True)
    fresh.set_document(canvas.document, surface_of(canvas).scene.picture, canvas.view_state())
    np.testing.assert_array_equal(grabbed(canvas), grabbed(fresh))


def test_the_divider_stops_at_the_pictures_borders(canvas: Canvas, hand: Hand) -> None:
    canvas.set_compare(True)
    hand.drag(divider(canvas), (900, 50))
    assert canvas.divider.fraction == 1
    hand.drag((300, 100), (-900, 50))
    assert canvas.divider.fraction == 0


def test_the_divider_is_moved_with_keys(canvas: Canvas) -> None:
    canvas.set_compare(True)
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert canvas.divider.fraction == pytest.approx(0.52)
    QTest.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert canvas.divider.fraction == pytest.approx(0.5)


def test_the_divider_stays_in_sight_when_zoomed_in(canvas: Canvas) -> None:
    canvas.set_compare(True)
    canvas.zoom_to(8.0)
    area = canvas.viewport.visible_area
    assert canvas.divider.x(area) == area.x + area.width // 2
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


def test_painting_goes_on_beside_the_divider(canvas: Canvas, hand: Hand) -> None:
    canvas.set_compare(True)
    canvas.set_brush_size(20)
    hand.click((250, 160))
    assert document_of(canvas).selection.mask[160, 250] == 255


def test_holding_the_key_shows_the_picture_before_without_marks(canvas: Canvas, hand: Hand) -> None:
    document = document_of(canvas)
    propose(canvas)
    document.keep()
    hand.click((50, 50))
    document.set_rectangles("Test", (Rect(150, 50, 100, 100),))
    canvas.set_tool(Tool.HAND)
    before = grabbed(canvas)
    QTest.keyPress(canvas, Qt.Key.Key_QuoteLeft)
    np.testing.assert_array_equal(shown(canvas), with_edits(canvas))
    for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress):
        repeat = QKeyEvent(kind, Qt.Key.Key_QuoteLeft, Qt.KeyboardModifier.NoModifier, "`", True)
        QApplication.sendEvent(canvas, repeat)
        np.testing.assert_array_equal(shown(canvas), with_edits(canvas))
    QTest.keyRelease(canvas, Qt.Key.Key_QuoteLeft)
    np.testing.assert_array_equal(grabbed(canvas), before)


def test_holding_it_over_a_preview_shows_what_was_there_before_the_preview(canvas: Canvas) -> None:
    propose(canvas)
    canvas.set_showing_original(True)
    np.testing.assert_array_equal(shown(canvas), with_edits(canvas, KEPT))
    canvas.zoom_to(0.5)
    canvas.zoom_to(1.0)
    np.testing.assert_array_equal(shown(canvas), with_edits(canvas, KEPT))
    document_of(canvas).keep()
    np.testing.assert_array_equal(shown(canvas), with_edits(canvas))
    canvas.set_showing_original(False)
    np.testing.assert_array_equal(shown(canvas), with_edits(canvas, KEPT, PROPOSED))


def test_a_preview_hides_the_marks(canvas: Canvas, hand: Hand) -> None:
    document = document_of(canvas)
    hand.click((50, 50))
    document.set_rectangles("Test", (Rect(150, 50, 100, 100),))
    canvas.set_tool(Tool.HAND)
    marked = grabbed(canvas)
    document.propose(PROPOSED)
    np.testing.assert_array_equal(shown(canvas), with_edits(canvas, PROPOSED))
    document.discard()
    np.testing.assert_array_equal(grabbed(canvas), marked)
    document.undo()
    np.testing.assert_array_equal(shown(canvas), with_edits(canvas, PROPOSED))
    document.keep()
    np.testing.assert_array_equal(shown(canvas), with_edits(canvas, PROPOSED))
