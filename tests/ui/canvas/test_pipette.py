"""Taking a colour that is seen."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from picwish_desktop.model.backdrop import GradientBackdrop
from picwish_desktop.model.cutout import Look
from picwish_desktop.ui.canvas.brush_ring import LARGEST_CURSOR
from picwish_desktop.ui.canvas.canvas import Canvas
from tests.ui.canvas.acting import Hand, document_of, grabbed, matte_of, noise, stage_of
from tests.ui.canvas.conftest import MakeCanvas

pytestmark = pytest.mark.qt_log_ignore("grabbing the mouse")
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton


@pytest.fixture
def canvas(make_canvas: MakeCanvas) -> Canvas:
    canvas = make_canvas(noise(8, 8), size=(400, 300))
    stage_of(300, 200).show(canvas)
    canvas.zoom_to(1.0)
    document_of(canvas).set_look("Look", Look(GradientBackdrop((250, 30, 0), (0, 60, 255))))
    return canvas


@pytest.fixture
def said(canvas: Canvas) -> list[object]:
    """Colours that were picked, and "ended" each time it was over."""
    told: list[object] = []
    canvas.color_picked.connect(told.append)
    canvas.picking_ended.connect(lambda: told.append("ended"))
    return told


def click(canvas: Canvas, place: QPoint, button: Qt.MouseButton = LEFT) -> None:
    QTest.mouseClick(canvas, button, Qt.KeyboardModifier.NoModifier, place)


@pytest.mark.parametrize("place", [(60, 60), (200, 150), (3, 3), (399, 299), (1, 0)])
def test_a_click_takes_the_colour_that_is_seen_there(
    canvas: Canvas, said: list[object], place: tuple[int, int]
) -> None:
    # the ring of the brush lies where the pointer was last
    Hand(canvas).move(canvas.viewport.to_picture(*place))
    canvas.set_brush_size(20)
    canvas.set_picking_color(True)
    color = tuple(int(level) for level in grabbed(canvas)[place[1], place[0]])
    before = matte_of(canvas).copy()
    click(canvas, QPoint(*place))
    assert said == ["ended", color]
    assert not canvas.is_picking_color
    assert QWidget.mouseGrabber() is None
    np.testing.assert_array_equal(matte_of(canvas), before)


def test_the_ring_is_not_taken_for_a_colour(canvas: Canvas, said: list[object]) -> None:
    size = LARGEST_CURSOR + 20
    canvas.set_brush_size(size)
    before = grabbed(canvas)[150, 200]
    Hand(canvas).move(canvas.viewport.to_picture(200 + size / 2 * canvas.viewport.scale, 150))
    assert (grabbed(canvas)[150, 200] != before).any(), "the ring goes through there"
    canvas.set_picking_color(True)
    click(canvas, QPoint(200, 150))
    assert said[-1] == tuple(int(level) for level in before)


@pytest.mark.parametrize("button", [RIGHT, MIDDLE])
def test_another_button_ends_it_without_a_colour(canvas: Canvas, said: list[object], button: Qt.MouseButton) -> None:
    canvas.set_picking_color(True)
    click(canvas, QPoint(200, 150), button)
    assert said == ["ended"]
    assert not canvas.is_picking_color
    assert QWidget.mouseGrabber() is None
    assert document_of(canvas).undo_label == "Look"


def test_esc_ends_it_without_a_colour(canvas: Canvas, said: list[object]) -> None:
    canvas.set_picking_color(True)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert said == ["ended"]
    assert not canvas.is_picking_color
    assert QWidget.mouseGrabber() is None


def test_the_mouse_is_held_while_picking(canvas: Canvas) -> None:
    canvas.set_picking_color(True)
    assert QWidget.mouseGrabber() is canvas
    canvas.set_picking_color(True)
    canvas.set_picking_color(False)
    assert QWidget.mouseGrabber() is None


def test_a_dialog_gets_the_mouse(canvas: Canvas, said: list[object]) -> None:
    canvas.set_picking_color(True)
    dialog = QDialog(canvas)
    dialog.open()
    assert said == ["ended"]
    assert not canvas.is_picking_color
    assert QWidget.mouseGrabber() is None
    dialog.reject()
    assert said == ["ended"]


def test_out_of_sight_the_mouse_is_not_held(canvas: Canvas, said: list[object]) -> None:
    canvas.set_picking_color(True)
    canvas.hide()
    assert said == ["ended"]
    assert not canvas.is_picking_color
    assert QWidget.mouseGrabber() is None


def test_another_programs_window_is_gone_to_for_its_colours(canvas: Canvas, said: list[object]) -> None:
    canvas.set_picking_color(True)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.WindowDeactivate))
    assert canvas.is_picking_color
    assert said == []
    canvas.set_picking_color(False)


def test_a_press_whose_release_goes_elsewhere_leaves_the_brush_usable(canvas: Canvas, said: list[object]) -> None:
    canvas.set_smart(False)
    canvas.set_picking_color(True)
    QTest.mousePress(canvas, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(60, 60))
    assert len(said) == 2
    before = matte_of(canvas).copy()
    click(canvas, QPoint(60, 60))
    assert (matte_of(canvas) != before).any()


@pytest.mark.parametrize("is_another", [True, False])
def test_the_mouse_is_let_go_when_the_photo_is_no_longer_shown(
    canvas: Canvas, said: list[object], is_another: bool
) -> None:
    canvas.set_picking_color(True)
    if is_another:
        stage_of(300, 200).show(canvas)
    else:
        canvas.set_document(None, None)
    assert said == ["ended"]
    assert QWidget.mouseGrabber() is None


def test_without_a_photo_nothing_is_picked(canvas: Canvas, said: list[object]) -> None:
    canvas.set_document(None, None)
    canvas.set_picking_color(True)
    assert not canvas.is_picking_color
    assert QWidget.mouseGrabber() is None
    assert said == []


def test_picking_ends_a_stroke_and_the_drag_paints_no_further(canvas: Canvas) -> None:
    canvas.set_smart(False)
    hand = Hand(canvas)
    hand.press((20, 20))
    canvas.set_picking_color(True)
    painted = matte_of(canvas).copy()
    hand.move((90, 40))
    assert not document_of(canvas).is_changing
    np.testing.assert_array_equal(matte_of(canvas), painted)
    canvas.set_picking_color(False)
    hand.move((90, 90))
    np.testing.assert_array_equal(matte_of(canvas), painted)
