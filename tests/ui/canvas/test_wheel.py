"""Zooming and sizing by wheel and touchpad, also with wheels that tell every part of a turn."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication

from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.viewport import MAX_SCALE, MIN_SCALE
from tests.ui.canvas.acting import Hand, noise
from tests.ui.canvas.conftest import MakeCanvas

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def canvas(make_canvas: MakeCanvas) -> Canvas:
    return make_canvas(noise(1200, 800), scale=1.0)


@pytest.mark.parametrize("modifiers", [Qt.KeyboardModifier.NoModifier, CONTROL], ids=["plain", "Control"])
@pytest.mark.parametrize("delta", [1, 7, 15, 119, 120])
def test_as_much_as_it_is_turned_it_zooms(
    canvas: Canvas, hand: Hand, delta: int, modifiers: Qt.KeyboardModifier
) -> None:
    hand.modifiers = modifiers
    scales = []
    for _ in range(5):
        hand.turn_wheel((600, 400), delta)
        scales.append(canvas.viewport.scale)
    assert scales == pytest.approx([1.25 ** (delta * turn / 120) for turn in range(1, 6)])


@pytest.mark.parametrize("delta", [120, 47])
@pytest.mark.parametrize("place", [QPointF(200, 150), QPointF(31, 280), QPointF(390.5, 7.25)])
def test_from_1_to_6400_percent_the_point_under_the_pointer_stays(
    make_canvas: MakeCanvas, delta: int, place: QPointF
) -> None:
    canvas = make_canvas(noise(3000, 2000), scale=1.0)
    point = canvas.viewport.to_picture(place.x(), place.y())
    turn(canvas, place, delta, until=MAX_SCALE)
    assert canvas.viewport.to_view(*point) == pytest.approx(place.toTuple(), abs=0.51)
    turn(canvas, place, -delta, until=0.6)
    assert canvas.viewport.to_view(*point) == pytest.approx(place.toTuple(), abs=0.51)
    turn(canvas, place, -delta, until=MIN_SCALE)
    turn(canvas, place, delta, until=MAX_SCALE)
    assert canvas.viewport.to_view(*point) == pytest.approx(place.toTuple(), abs=0.51)


def turn(canvas: Canvas, place: QPointF, delta: int, *, until: float) -> None:
    """Turn the wheel until this scale is reached or passed."""
    while (canvas.viewport.scale < until) if delta > 0 else (canvas.viewport.scale > until):
        event = QWheelEvent(
            place, QPointF(canvas.mapToGlobal(place)), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(canvas, event)


def test_where_the_picture_was_moved_another_point_stays(canvas: Canvas) -> None:
    place = QPointF(200, 150)
    turn(canvas, place, 120, until=3.0)
    canvas.pan(-40, 25)
    point = canvas.viewport.to_picture(200, 150)
    turn(canvas, place, 120, until=20.0)
    assert canvas.viewport.to_view(*point) == pytest.approx((200, 150), abs=0.51)


def test_a_fine_wheel_sizes_the_brush_by_whole_notches(canvas: Canvas, hand: Hand) -> None:
    hand.modifiers = ALT
    sizes = []
    for _ in range(16):
        hand.turn_wheel((600, 400), 15)
        sizes.append(canvas.brush_size)
    assert sizes == [64] * 7 + [77] * 8 + [93]
    hand.turn_wheel((600, 400), -60)
    hand.turn_wheel((600, 400), 60)
    assert canvas.brush_size == 93, "half a notch and back"
    hand.turn_wheel((600, 400), -240)
    assert canvas.brush_size == 64
    for delta in (90, -90, -30):
        hand.turn_wheel((600, 400), delta)
    assert canvas.brush_size == 53, "what was turned the other way does not count"
    assert canvas.viewport.scale == 1.0


def test_a_wheel_that_is_turned_sideways_moves_the_picture(canvas: Canvas, hand: Hand) -> None:
    before = canvas.viewport
    hand.turn_wheel((600, 400), 120, sideways=True)
    assert (canvas.viewport.x, canvas.viewport.y, canvas.viewport.scale) == (before.x + 30, before.y, 1.0)


@pytest.fixture
def touchpad() -> QPointingDevice:
    kind, finger = QInputDevice.DeviceType.TouchPad, QPointingDevice.PointerType.Finger
    return QPointingDevice("touchpad", 77, kind, finger, QInputDevice.Capability.PixelScroll, 5, 2)


def gesture(canvas: Canvas, touchpad: QPointingDevice, kind: Qt.NativeGestureType, value: float, by: QPointF) -> None:
    at = QPointF(120, 90)
    event = QNativeGestureEvent(kind, touchpad, 2, at, at, QPointF(canvas.mapToGlobal(at)), value, by)
    QApplication.sendEvent(canvas, event)


@pytest.mark.parametrize("ratio", [1.0, 1.25])
@pytest.mark.parametrize("step", [1, 2, 3, 5, 6, 8, 120])
@pytest.mark.parametrize("has_pixels", [False, True], ids=["angles", "pixels"])
def test_slow_fingers_move_it_as_far_as_fast_ones(
    canvas: Canvas,
    touchpad: QPointingDevice,
    monkeypatch: pytest.MonkeyPatch,
    step: int,
    ratio: float,
    *,
    has_pixels: bool,
) -> None:
    # that of the screen it asks again at each event
    monkeypatch.setattr(canvas, "devicePixelRatioF", lambda: ratio)
    before, expected = canvas.viewport, 120 * ratio / (1 if has_pixels else 4)
    for _ in range(120 // step):
        scroll(canvas, touchpad, QPoint(0, -step), has_pixels=has_pixels)
    assert before.y - canvas.viewport.y == pytest.approx(expected, abs=0.51)
    assert canvas.viewport.x == before.x


def scroll(canvas: Canvas, touchpad: QPointingDevice, by: QPoint, *, has_pixels: bool) -> None:
    """With two fingers, of which some systems tell angles only."""
    place, none = QPointF(120, 90), Qt.MouseButton.NoButton
    event = QWheelEvent(
        place, QPointF(canvas.mapToGlobal(place)), by if has_pixels else QPoint(), by, none,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.ScrollUpdate, False,
        Qt.MouseEventSource.MouseEventNotSynthesized, touchpad,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def test_a_pan_of_less_than_a_pixel_adds_up(canvas: Canvas, touchpad: QPointingDevice) -> None:
    before = canvas.viewport
    for _ in range(50):
        gesture(canvas, touchpad, Qt.NativeGestureType.PanNativeGesture, 0.0, QPointF(-0.3, 0.45))
    x, y = canvas.viewport.x - before.x, canvas.viewport.y - before.y
    assert (x, y) == pytest.approx((-15, 22.5), abs=0.51)


def test_a_pinch_zooms_smoothly_and_moves(canvas: Canvas, touchpad: QPointingDevice) -> None:
    point = canvas.viewport.to_picture(120, 90)
    for _ in range(300):
        gesture(canvas, touchpad, Qt.NativeGestureType.ZoomNativeGesture, 0.011, QPointF())
    assert canvas.viewport.scale == pytest.approx(1.011**300)
    assert canvas.viewport.to_view(*point) == pytest.approx((120, 90), abs=0.51)
    before = canvas.viewport
    gesture(canvas, touchpad, Qt.NativeGestureType.PanNativeGesture, 0.0, QPointF(-12, 7))
    assert (canvas.viewport.x, canvas.viewport.y) == (before.x - 12, before.y + 7)
    for _ in range(40):
        gesture(canvas, touchpad, Qt.NativeGestureType.ZoomNativeGesture, -0.5, QPointF())
    assert canvas.viewport.scale == MIN_SCALE
