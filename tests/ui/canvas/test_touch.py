"""Fingers on a touch screen."""

from collections.abc import Sequence

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QInputDevice, QPointingDevice
from PySide6.QtTest import QTest

from picwish_desktop.model.document import Document
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import Hand, document_of, noise, picture_of, redrawn, seen, surface_of
from tests.ui.canvas.conftest import MakeCanvas


@pytest.fixture
def canvas(make_canvas: MakeCanvas) -> Canvas:
    return make_canvas(noise(1200, 800), scale=1.0)


@pytest.fixture
def screen() -> QPointingDevice:
    return QTest.createTouchDevice()


def touch(canvas: Canvas, device: QPointingDevice, *steps: Sequence[tuple[int, int]]) -> None:
    """Put a finger on each place of the first step, slide them from step to step, and lift them."""
    for index, places in enumerate(steps):
        sequence = QTest.touchEvent(canvas, device)
        for finger, place in enumerate(places):
            (sequence.press if index == 0 else sequence.move)(finger, QPoint(*place), canvas)
        sequence.commit(False)
    sequence = QTest.touchEvent(canvas, device)
    for finger, place in enumerate(steps[-1]):
        sequence.release(finger, QPoint(*place), canvas)
    sequence.commit(False)


@pytest.mark.parametrize("tool", [Tool.BRUSH, Tool.RECTANGLE, Tool.ZOOM])
def test_one_finger_moves_the_picture_and_never_paints(canvas: Canvas, screen: QPointingDevice, tool: Tool) -> None:
    canvas.set_tool(tool)
    before = canvas.viewport
    touch(canvas, screen, [(200, 150)], [(190, 155)], [(150, 180)])
    assert (canvas.viewport.x, canvas.viewport.y) == (before.x - 50, before.y + 30)
    assert canvas.viewport.scale == 1.0
    assert document_of(canvas).undo_label is None
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


def test_two_fingers_zoom_and_move_at_once(canvas: Canvas, screen: QPointingDevice) -> None:
    left, right = canvas.viewport.to_picture(150, 150), canvas.viewport.to_picture(250, 150)
    touch(canvas, screen, [(150, 150), (250, 150)], [(140, 150), (262, 155)], [(110, 170), (310, 170)])
    assert canvas.viewport.scale == pytest.approx(2.0)
    assert canvas.viewport.to_view(*left) == pytest.approx((110, 170), abs=1)
    assert canvas.viewport.to_view(*right) == pytest.approx((310, 170), abs=1)


def test_pinching_there_and_back_changes_nothing(canvas: Canvas, screen: QPointingDevice) -> None:
    before = canvas.viewport
    there = [[(150 - step, 150), (250 + 2 * step, 150 + step)] for step in range(0, 60, 3)]
    touch(canvas, screen, *there, *reversed(there))
    assert canvas.viewport.scale == pytest.approx(1.0)
    assert (canvas.viewport.x, canvas.viewport.y) == pytest.approx((before.x, before.y), abs=1)


def test_a_finger_more_or_less_makes_no_jump(canvas: Canvas, screen: QPointingDevice) -> None:
    sequence = QTest.touchEvent(canvas, screen)
    sequence.press(0, QPoint(200, 150), canvas).commit(False)
    before = canvas.viewport
    sequence.stationary(0).press(1, QPoint(300, 200), canvas).commit(False)
    assert canvas.viewport == before
    sequence.release(0, QPoint(200, 150), canvas).stationary(1).commit(False)
    assert canvas.viewport == before
    sequence.move(1, QPoint(290, 180), canvas).commit(False)
    assert (canvas.viewport.x, canvas.viewport.y) == (before.x - 10, before.y - 20)
    sequence.release(1, QPoint(290, 180), canvas).commit(False)


def test_fingers_on_one_place_zoom_no_further_than_there_is(canvas: Canvas, screen: QPointingDevice) -> None:
    touch(canvas, screen, [(200, 150), (200, 150)], [(0, 150), (399, 150)])
    assert 1.0 < canvas.viewport.scale <= 64.0
    touch(canvas, screen, [(0, 150), (399, 150)], [(200, 150), (200, 150)])
    assert canvas.viewport.scale >= 0.01


def test_a_hand_beside_the_drawing_pen_does_nothing(canvas: Canvas, screen: QPointingDevice) -> None:
    hand, before = Hand(canvas), canvas.viewport
    canvas.set_brush_size(20)
    hand.press((560, 400))
    touch(canvas, screen, [(200, 150)], [(150, 180)])
    hand.move((640, 400))
    hand.release((640, 400))
    assert canvas.viewport == before
    assert document_of(canvas).selection.mask[400, 560:640].all()


def test_a_touchpad_is_not_a_touch_screen(canvas: Canvas) -> None:
    before = canvas.viewport
    touch(canvas, QTest.createTouchDevice(QInputDevice.DeviceType.TouchPad), [(200, 150)], [(150, 180)])
    assert canvas.viewport == before
    assert document_of(canvas).undo_label is None


def test_without_a_picture_fingers_do_nothing(canvas: Canvas, screen: QPointingDevice) -> None:
    canvas.set_document(None, None)
    touch(canvas, screen, [(200, 150), (250, 150)], [(150, 180), (300, 150)])
    assert canvas.view_state() is None


def pinched(canvas: Canvas, screen: QPointingDevice) -> QTest.QTouchEventSequence:
    """With both fingers down still."""
    fingers = QTest.touchEvent(canvas, screen)
    fingers.press(0, QPoint(150, 150), canvas).press(1, QPoint(250, 150), canvas).commit(False)
    fingers.move(0, QPoint(100, 150), canvas).move(1, QPoint(300, 150), canvas).commit(False)
    return fingers


def test_what_a_key_does_while_fingers_are_down_stays(canvas: Canvas, screen: QPointingDevice) -> None:
    fingers = pinched(canvas, screen)
    canvas.zoom_fit()
    before = canvas.viewport
    fingers.move(0, QPoint(101, 150), canvas).stationary(1).commit(False)
    assert canvas.viewport.scale == pytest.approx(before.scale, rel=0.01)
    fingers.move(0, QPoint(201, 150), canvas).stationary(1).commit(False)
    assert canvas.viewport.scale == pytest.approx(before.scale / 2, rel=0.02), "and from there they go on"
    fingers.release(0, QPoint(201, 150), canvas).release(1, QPoint(300, 150), canvas).commit(False)


def test_fingers_that_zoom_one_picture_do_not_zoom_the_next(canvas: Canvas, screen: QPointingDevice) -> None:
    fingers = pinched(canvas, screen)
    pixels = noise(2400, 1600)
    canvas.set_document(Document(Photo(pixels, Metadata("PNG"))), picture_of(pixels))
    before = canvas.viewport
    fingers.move(0, QPoint(101, 150), canvas).stationary(1).commit(False)
    assert canvas.viewport.scale == pytest.approx(before.scale, rel=0.01)
    fingers.release(0, QPoint(101, 150), canvas).release(1, QPoint(300, 150), canvas).commit(False)
