"""Looking around, and what the canvas tells."""

import os
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QInputDevice, QKeyEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from picwish_desktop.imaging.pyramid import Pyramid
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import (
    Hand,
    document_of,
    draw_what_waits,
    edit_of,
    grabbed,
    noise,
    picture_of,
    redrawn,
    seen,
    surface_of,
)
from tests.ui.canvas.conftest import MakeCanvas

HAND = Tool.HAND
CONTROL = Qt.KeyboardModifier.ControlModifier


def fresh(canvas: Canvas, make_canvas: MakeCanvas) -> Canvas:
    """A canvas that shows the same and did nothing before."""
    other = make_canvas(noise(16, 16), size=(canvas.width(), canvas.height()))
    other.set_document(canvas.document, surface_of(canvas).scene.picture, canvas.view_state())
    return other


def test_it_fits_the_picture_when_it_is_first_shown_and_when_it_is_resized(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(noise(1200, 800))
    assert canvas.viewport.area == Rect(24, 32, 352, 235)
    canvas.resize(800, 600)
    assert canvas.viewport.area == Rect(24, 49, 752, 501)
    np.testing.assert_array_equal(grabbed(canvas), grabbed(fresh(canvas, make_canvas)))
    canvas.zoom_to(1.0)
    canvas.resize(500, 400)
    assert canvas.viewport.scale == 1.0


@pytest.mark.parametrize("delta", [120, 240, -120, 30])
def test_the_wheel_zooms_at_the_cursor(make_canvas: MakeCanvas, delta: int) -> None:
    canvas = make_canvas(noise(1200, 800), scale=2.0)
    hand, point = Hand(canvas), (610, 390)
    before = hand.lands_on(point)
    x, y = (value for value in canvas.viewport.to_view(*before))
    hand.turn_wheel(point, delta)
    assert canvas.viewport.scale == pytest.approx(2.0 * 1.25 ** (delta / 120))
    assert canvas.viewport.to_view(*before) == pytest.approx((x, y), abs=0.51)
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


@pytest.fixture
def touchpad() -> QPointingDevice:
    return QPointingDevice(
        "touchpad",
        77,
        QInputDevice.DeviceType.TouchPad,
        QPointingDevice.PointerType.Finger,
        QInputDevice.Capability.PixelScroll,
        5,
        2,
    )


def scroll(canvas: Canvas, touchpad: QPointingDevice, modifiers: Qt.KeyboardModifier) -> None:
    event = QWheelEvent(
        QPointF(200, 150),
        canvas.mapToGlobal(QPointF(200, 150)),
        QPoint(-30, 12),
        QPoint(-240, 96),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.ScrollUpdate,
        False,
        Qt.MouseEventSource.MouseEventNotSynthesized,
        touchpad,
    )
    QApplication.sendEvent(canvas, event)


def test_two_fingers_move_the_picture_and_with_control_zoom_it(
    make_canvas: MakeCanvas, touchpad: QPointingDevice
) -> None:
    canvas = make_canvas(noise(1200, 800), scale=1.0)
    before = canvas.viewport
    scroll(canvas, touchpad, Qt.KeyboardModifier.NoModifier)
    assert (canvas.viewport.x, canvas.viewport.y) == (before.x - 30, before.y + 12)
    scroll(canvas, touchpad, CONTROL)
    assert canvas.viewport.scale == pytest.approx(1.25 ** (96 / 120))


def test_spreading_two_fingers_zooms_at_them(make_canvas: MakeCanvas, touchpad: QPointingDevice) -> None:
    canvas = make_canvas(noise(1200, 800), scale=1.0)
    point, at = canvas.viewport.to_picture(120, 90), QPointF(120, 90)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture, touchpad, 2, at, at, canvas.mapToGlobal(at), 0.1, QPointF()
    )
    QApplication.sendEvent(canvas, event)
    assert canvas.viewport.scale == pytest.approx(1.1)
    assert canvas.viewport.to_view(*point) == pytest.approx((120, 90), abs=0.51)


def test_zooming_step_by_step_to_fit_and_to_100_percent(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(noise(1200, 800))
    scales: list[float] = []
    canvas.zoom_changed.connect(scales.append)
    fit = canvas.viewport.scale
    canvas.zoom_to(1.0)
    canvas.zoom_in()
    canvas.zoom_out()
    canvas.zoom_out()
    canvas.zoom_fit()
    canvas.zoom_fit()
    assert scales == pytest.approx([1.0, 1.5, 1.0, 2 / 3, fit])


@pytest.mark.parametrize("way", ["tool", "space", "middle button"])
def test_dragging_with_the_hand_moves_the_picture(make_canvas: MakeCanvas, way: str) -> None:
    canvas = make_canvas(noise(1200, 800), scale=1.7)
    hand = Hand(canvas)
    if way == "tool":
        canvas.set_tool(HAND)
    elif way == "space":
        QTest.keyPress(canvas, Qt.Key.Key_Space)
    else:
        hand.button = Qt.MouseButton.MiddleButton
    before = canvas.viewport
    held = hand.in_view((600, 400))
    QTest.mousePress(canvas, hand.button, pos=held)
    for way_there in (0.3, 0.7, 1.0):
        QTest.mouseMove(canvas, held + QPoint(-37, 22) * way_there)
    assert canvas.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    QTest.mouseRelease(canvas, hand.button, pos=held + QPoint(-37, 22))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert (canvas.viewport.x, canvas.viewport.y) == (before.x - 37, before.y + 22)
    assert not document_of(canvas).selection.mask.any()
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    np.testing.assert_array_equal(grabbed(canvas), grabbed(fresh(canvas, make_canvas)))


def test_letting_space_go_gives_the_brush_back(canvas: Canvas, hand: Hand) -> None:
    hand.move((100, 100))
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    repeat = QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True)
    QApplication.sendEvent(canvas, repeat)
    assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.cursor().shape() == Qt.CursorShape.BitmapCursor


@pytest.mark.parametrize("scale", [0.3, 1.0, 1.9, 4.0])
def test_a_moved_picture_is_what_a_fresh_drawing_shows(make_canvas: MakeCanvas, scale: float) -> None:
    canvas = make_canvas(noise(3000, 2000), scale=scale, size=(600, 350))
    hand = Hand(canvas)
    hand.drag((1400, 950), (1500, 1000), (1550, 900))
    document_of(canvas).set_rectangles("Test", (Rect(1420, 900, 90, 120),))
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    for dx, dy in ((-5, 3), (130, -77), (-600, -1), (2, 500), (9000, 9000), (-333, -333)):
        canvas.pan(dx, dy)
        np.testing.assert_array_equal(grabbed(canvas), grabbed(fresh(canvas, make_canvas)))


def test_another_tab_keeps_its_own_view(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(noise(1200, 800), scale=3.0)
    canvas.pan(-100, 50)
    document, picture, view = canvas.document, surface_of(canvas).scene.picture, canvas.view_state()
    shown = grabbed(canvas)
    canvas.set_document(None, picture_of(noise(300, 200)))
    assert canvas.viewport.scale == 1.0
    canvas.set_document(document, picture, view)
    assert canvas.view_state() == view
    np.testing.assert_array_equal(grabbed(canvas), shown)


def test_a_document_that_is_not_shown_any_more_changes_nothing(canvas: Canvas) -> None:
    document = document_of(canvas)
    canvas.set_document(None, picture_of(noise(300, 200, seed=3)))
    shown = grabbed(canvas)
    document.invert()
    document.propose(edit_of(Rect(0, 0, 64, 64)))
    np.testing.assert_array_equal(grabbed(canvas), shown)
    canvas.set_document(None, None)
    assert canvas.view_state() is None
    assert len(np.unique(grabbed(canvas).reshape(-1, 3), axis=0)) == 1


def test_a_document_in_another_tab_is_not_listened_to(
    canvas: Canvas, make_canvas: MakeCanvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, other = document_of(canvas), make_canvas(noise(300, 200))
    canvas.set_document(other.document, surface_of(other).scene.picture)
    draw_what_waits(canvas)
    monkeypatch.setattr(canvas, "update", lambda *area: pytest.fail(f"painted {area}"))
    document.invert()


def test_what_was_marked_before_is_seen_when_the_document_is_shown(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(noise(1200, 800))
    document, picture = document_of(canvas), surface_of(canvas).scene.picture
    Hand(canvas).drag((300, 300), (500, 500))
    marked = seen(surface_of(canvas))
    canvas.set_document(None, None)
    canvas.set_document(document, picture)
    np.testing.assert_array_equal(seen(surface_of(canvas)), marked)


def test_a_preview_gives_way_to_the_picture_without_a_jump(make_canvas: MakeCanvas) -> None:
    pixels = np.zeros((800, 1200, 3), np.uint8)
    pixels[200:600, 400:800] = 255
    canvas = make_canvas(pixels)
    document, picture = canvas.document, surface_of(canvas).scene.picture
    preview = Picture(Pyramid.of(np.ascontiguousarray(pixels[::8, ::8])), np.asarray, size=(1200, 800))
    canvas.set_document(None, preview)
    canvas.zoom_to(1.5)
    canvas.pan(-40, 30)
    shown, view = grabbed(canvas), canvas.view_state()
    hand = Hand(canvas)
    hand.drag((600, 400), (700, 500))
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    canvas.set_document(document, picture, canvas.view_state())
    assert canvas.view_state() == view
    assert not document_of(canvas).selection.mask.any()
    assert np.count_nonzero(grabbed(canvas) != shown) / shown.size < 0.04


def test_a_view_of_a_picture_of_another_size_is_not_taken(canvas: Canvas) -> None:
    view = canvas.view_state()
    canvas.set_document(None, picture_of(noise(900, 900)), view)
    assert canvas.viewport.is_fitting


def test_it_tells_the_pixel_under_the_pointer(canvas: Canvas, hand: Hand, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.position_changed) as told:
        hand.move((123, 45))
    assert told.args == [123, 45]
    with qtbot.waitSignal(canvas.position_left):
        hand.move((-5, 45))
    hand.move((123, 45))
    with qtbot.waitSignal(canvas.position_left):
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))


def test_tools_are_told_when_they_change(canvas: Canvas, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.tool_changed) as told:
        canvas.set_tool(Tool.ERASER)
    assert told.args == [Tool.ERASER]
    with qtbot.assertNotEmitted(canvas.tool_changed):
        canvas.set_tool(Tool.ERASER)


def test_the_overlay_can_be_stronger_weaker_and_off(canvas: Canvas, hand: Hand) -> None:
    canvas.set_colors(QColor(0, 0, 0), QColor(255, 0, 0), QColor(0, 0, 255))
    hand.click((100, 100))
    canvas.set_tool(HAND)
    photo = document_of(canvas).photo.pixels[100, 100].astype(float)
    x, y = (round(value) for value in canvas.viewport.to_view(100, 100))
    for opacity in (0.2, 0.9):
        canvas.set_overlay_opacity(opacity)
        expected = photo * (1 - opacity) + np.array([255, 0, 0]) * opacity
        assert np.abs(grabbed(canvas)[y, x] - expected).max() <= 2
    canvas.set_overlay_visible(False)
    assert (grabbed(canvas)[y, x] == photo).all()
    canvas.set_overlay_visible(True)
    canvas.set_mask_only(True)
    assert (grabbed(canvas)[y, x] == 255).all()
    assert (grabbed(canvas)[y + 60, x] == 0).all()


def test_in_the_view_of_the_mask_a_rectangle_is_white(canvas: Canvas) -> None:
    rectangle = Rect(100, 100, 80, 40)
    document_of(canvas).set_rectangles("Draw rectangle", [rectangle])
    x, y = (round(value) for value in canvas.viewport.to_view(140, 120))
    assert not (grabbed(canvas)[y, x] == 255).all()
    canvas.set_mask_only(True)
    assert (grabbed(canvas)[y, x] == 255).all()
    canvas.set_mask_only(False)
    assert not (grabbed(canvas)[y, x] == 255).all()


def test_compared_in_the_view_of_the_mask_a_rectangle_leaves_the_picture_before_alone(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(noise(400, 300), scale=1.0, size=(400, 300))
    document = document_of(canvas)
    document.propose(edit_of(Rect(10, 10, 20, 20)))
    document.keep()
    canvas.set_compare(True)
    canvas.set_mask_only(True)
    before = grabbed(canvas)
    document.set_rectangles("Draw rectangle", [Rect(100, 50, 200, 80)])
    divider = round(canvas.divider.x(canvas.viewport.visible_area))
    inside = slice(60, 120), slice(110, divider - 20)
    np.testing.assert_array_equal(grabbed(canvas)[inside], before[inside])
    assert (grabbed(canvas)[60:120, divider + 20 : 290] == 255).all()


def test_progress_is_a_bar_along_the_top(canvas: Canvas) -> None:
    canvas.set_colors(QColor(0, 0, 0), QColor(255, 0, 0), QColor(0, 0, 255))
    canvas.set_progress(0.25)
    blue = (grabbed(canvas)[0] == (0, 0, 255)).all(axis=1)
    assert blue[:100].all()
    assert not blue[100:].any()
    canvas.set_progress(None)
    assert not (grabbed(canvas)[0] == (0, 0, 255)).all(axis=1).any()


def test_nothing_happens_where_there_is_no_picture(qtbot: QtBot) -> None:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.show()
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton)
    QTest.mouseMove(canvas)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_QuoteLeft, Qt.Key.Key_Left, Qt.Key.Key_Escape):
        QTest.keyClick(canvas, key)
    for change in (canvas.zoom_in, canvas.zoom_out, canvas.zoom_fit):
        change()
    canvas.pan(3, 3)
    canvas.zoom_to(2.0)
    canvas.set_compare(True)
    assert canvas.view_state() is None


def test_keys_that_mean_nothing_here_are_left_to_the_window(canvas: Canvas) -> None:
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Delete, Qt.Key.Key_Escape, Qt.Key.Key_B):
        override = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
        override.ignore()
        QApplication.sendEvent(canvas, override)
        assert not override.isAccepted(), key
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
    override.ignore()
    QApplication.sendEvent(canvas, override)
    assert override.isAccepted()


def test_it_can_be_reached_and_named(canvas: Canvas) -> None:
    assert canvas.accessibleName() == "Picture"
    assert canvas.focusPolicy() == Qt.FocusPolicy.StrongFocus


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (7, 2)])
def test_tiny_and_very_long_pictures_can_be_marked(make_canvas: MakeCanvas, size: tuple[int, int]) -> None:
    canvas = make_canvas(noise(*size))
    hand = Hand(canvas)
    canvas.set_brush_size(3)
    hand.drag((0.5, 0.5), (0.5, 1.5))
    assert document_of(canvas).selection.mask[0, 0] == 255
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))
    canvas.zoom_to(64.0)
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


@pytest.mark.parametrize("ratio", ["1.25", "2"])
def test_on_a_dense_screen_every_pixel_of_the_screen_is_used(ratio: str) -> None:
    environment = os.environ | {"QT_SCALE_FACTOR": ratio, "QT_QPA_PLATFORM": "offscreen"}
    script = "from tests.ui.canvas.dense_screen import check; check()"
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout == f"{float(ratio)}\n"


def test_while_the_wheel_turns_the_picture_is_scaled_and_then_it_is_sharp(
    make_canvas: MakeCanvas, qtbot: QtBot
) -> None:
    canvas = make_canvas(noise(600, 400))
    hand = Hand(canvas)
    hand.turn_wheel((300, 200), 120)
    assert canvas.is_rough
    assert canvas.viewport.scale > surface_of(canvas).viewport.scale
    rough = grabbed(canvas)
    qtbot.waitUntil(lambda: not canvas.is_rough)
    assert canvas.viewport == surface_of(canvas).viewport
    assert (grabbed(canvas) != rough).any()
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


def test_what_is_marked_while_it_is_scaled_is_marked_where_the_hand_is(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(noise(600, 400))
    hand = Hand(canvas)
    canvas.set_brush_size(20)
    hand.turn_wheel((300, 200), 480)
    assert canvas.is_rough
    hand.click((310, 190))
    x, y = hand.lands_on((310, 190))
    marked = np.argwhere(document_of(canvas).selection.mask)
    assert np.abs(marked.mean(axis=0) + 0.5 - (y, x)).max() < 1
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


@pytest.mark.parametrize("interruption", ["tool", "other document"])
def test_the_hand_lets_go_when_it_is_interrupted(make_canvas: MakeCanvas, interruption: str) -> None:
    canvas = make_canvas(noise(600, 400), scale=2.0)
    hand = Hand(canvas)
    canvas.set_tool(Tool.HAND)
    hand.press((300, 200))
    hand.move((310, 200))
    if interruption == "tool":
        canvas.set_tool(Tool.BRUSH)
        canvas.set_tool(Tool.HAND)
    else:
        canvas.set_document(document_of(canvas), surface_of(canvas).picture)
    hand.move((290, 200))
    assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor


def test_half_a_polygon_does_not_come_back_from_another_job(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(noise(600, 400))
    hand = Hand(canvas)
    canvas.set_tool(Tool.POLYGON)
    hand.click((100, 100))
    hand.click((200, 100))
    canvas.set_job(CanvasJob.CUT_OUT)
    canvas.set_job(CanvasJob.MARK)
    hand.click((200, 200))
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert document_of(canvas).undo_label is None


def test_on_a_screen_of_another_scaling_the_photo_fits_as_one_that_is_opened_there(
    make_canvas: MakeCanvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas, there = (make_canvas(noise(900, 700)) for _ in range(2))
    monkeypatch.setattr(canvas, "devicePixelRatioF", lambda: 2.0)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.DevicePixelRatioChange))
    document, picture = document_of(there), surface_of(there).picture
    monkeypatch.setattr(there, "devicePixelRatioF", lambda: 2.0)
    kept = there.view_state()
    QApplication.sendEvent(there, QEvent(QEvent.Type.None_))
    for view in (None, kept):
        there.set_document(document, picture, view)
        assert canvas.viewport == there.viewport
    assert canvas.viewport.area.y == 48
