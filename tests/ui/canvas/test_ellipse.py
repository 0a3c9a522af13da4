"""Ellipses, circles, and those that are drawn from the middle."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from picwish_desktop.model import raster
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import Hand, document_of, grabbed
from tests.ui.canvas.drawing_shapes import label_of, mask_of

NOTHING = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture(autouse=True)
def _with_the_ellipse_tool(canvas: Canvas) -> None:
    canvas.set_tool(Tool.ELLIPSE)


def assert_marked(canvas: Canvas, left: float, top: float, right: float, bottom: float) -> None:
    area = document_of(canvas).selection.area
    rect, coverage = raster.ellipse(left, top, right, bottom, area)
    expected = np.zeros((area.height, area.width), np.uint8)
    expected[rect.slices] = coverage
    np.testing.assert_array_equal(mask_of(canvas), expected)


@pytest.mark.parametrize(
    ("to", "modifiers", "box"),
    [
        ((160, 130), NOTHING, (100, 90, 160, 130)),
        ((40, 130), NOTHING, (40, 90, 100, 130)),
        ((160, 130), SHIFT, (100, 90, 160, 150)),
        ((60, 20), SHIFT, (30, 20, 100, 90)),
        ((160, 130), ALT, (40, 50, 160, 130)),
        ((60, 20), ALT, (60, 20, 140, 160)),
        ((160, 130), SHIFT | ALT, (40, 30, 160, 150)),
    ],
)
def test_shift_makes_a_circle_and_alt_draws_from_the_middle(
    canvas: Canvas,
    hand: Hand,
    to: tuple[int, int],
    modifiers: Qt.KeyboardModifier,
    box: tuple[int, int, int, int],
) -> None:
    hand.press((100, 90))
    hand.move((110, 95))
    hand.modifiers = modifiers
    hand.move(to)
    hand.release(to)
    assert_marked(canvas, *box)


def test_shift_and_alt_held_from_the_start_say_what_it_does(canvas: Canvas, hand: Hand) -> None:
    document_of(canvas).mark_all()
    hand.modifiers = SHIFT | ALT
    hand.drag((100, 90), (120, 100), (160, 130))
    assert mask_of(canvas).all(), "added"
    hand.modifiers = ALT
    hand.drag((100, 90), (120, 100), (160, 130))
    np.bitwise_not(mask_of(canvas), out=mask_of(canvas))
    assert_marked(canvas, 100, 90, 160, 130)


def test_let_go_and_pressed_again_they_do_both(canvas: Canvas, hand: Hand) -> None:
    hand.modifiers = SHIFT
    hand.press((100, 90))
    hand.move((120, 100))
    hand.modifiers = NOTHING
    hand.move((130, 110))
    hand.modifiers = SHIFT
    hand.move((160, 130))
    hand.release((160, 130))
    assert_marked(canvas, 100, 90, 160, 150)


def test_a_key_is_seen_at_once(canvas: Canvas, hand: Hand) -> None:
    hand.press((100, 90))
    hand.move((160, 130))
    drawn = grabbed(canvas)
    # a key event's own modifiers are those before it
    QApplication.sendEvent(canvas, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, NOTHING))
    assert (grabbed(canvas) != drawn).any()
    QApplication.sendEvent(canvas, QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Shift, SHIFT))
    np.testing.assert_array_equal(grabbed(canvas), drawn)
    hand.release((160, 130))
    assert_marked(canvas, 100, 90, 160, 130)


def test_a_key_after_zooming_finds_the_pointer_where_it_is(canvas: Canvas, hand: Hand) -> None:
    hand.press((100, 90))
    hand.move((160, 130))
    place = canvas.viewport.to_view(160, 130)
    canvas.zoom_to(2.0)
    QApplication.sendEvent(canvas, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, NOTHING))
    drawn = grabbed(canvas)
    hand.modifiers = SHIFT
    hand.move(canvas.viewport.to_picture(*place))
    np.testing.assert_array_equal(grabbed(canvas), drawn)


def test_dragged_back_it_is_none(canvas: Canvas, hand: Hand) -> None:
    hand.drag((100, 90), (160, 130), (101, 91))
    assert label_of(canvas) is None


def test_one_that_is_flat_is_none(canvas: Canvas, hand: Hand) -> None:
    hand.drag((100, 90), (160, 90))
    assert label_of(canvas) is None
