"""Painting with a pen."""

from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.pointing import LIGHTEST
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import (
    Hand,
    Point,
    document_of,
    matte_of,
    noise,
    redrawn,
    seen,
    stage_of,
    surface_of,
)
from tests.ui.canvas.conftest import MakeCanvas

LEFT, RIGHT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.NoButton
MIDDLE = Qt.MouseButton.MiddleButton
LEAVE = QEvent.Type.TabletLeaveProximity
PRESS, MOVE, RELEASE = QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease


@dataclass
class Stylus:
    """A pen on a tablet; points are in pixels of the picture, and are met to a fraction of a pixel."""

    canvas: Canvas
    is_eraser: bool = False
    has_pressure: bool = True
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    time: int = 10_000
    held: Qt.MouseButton = NONE

    def send(self, kind: QEvent.Type, point: Point, pressure: float, button: Qt.MouseButton) -> bool:
        """Whether the canvas took it."""
        x, y = self.canvas.viewport.to_view(*point)
        place = QPointF(x / self.canvas.ratio, y / self.canvas.ratio)
        ends = QPointingDevice.PointerType
        device = QPointingDevice(
            "stylus",
            4711,
            QInputDevice.DeviceType.Stylus,
            ends.Eraser if self.is_eraser else ends.Pen,
            QInputDevice.Capability.Position
            | (QInputDevice.Capability.Pressure if self.has_pressure else QInputDevice.Capability.Position),
            1,
            2,
        )
        if kind == PRESS:
            self.held |= button
        elif kind == RELEASE:
            self.held &= ~button
        place_on_screen = QPointF(self.canvas.mapToGlobal(place))
        event = QTabletEvent(
            kind, device, place, place_on_screen, pressure, 0, 0, 0, 0, 0, self.modifiers,
            button, self.held,
        )  # fmt: skip
        self.time += 7
        event.setTimestamp(self.time)
        event.ignore()
        QApplication.sendEvent(self.canvas, event)
        return event.isAccepted()

    def press(self, point: Point, pressure: float = 1.0, button: Qt.MouseButton = LEFT) -> bool:
        return self.send(PRESS, point, pressure, button)

    def move(self, point: Point, pressure: float = 1.0) -> bool:
        return self.send(MOVE, point, pressure, NONE)

    def release(self, point: Point, button: Qt.MouseButton = LEFT) -> bool:
        return self.send(RELEASE, point, 0.0, button)

    def draw(self, *points: tuple[float, float, float], button: Qt.MouseButton = LEFT) -> None:
        """Along x, y and pressure."""
        self.press(points[0][:2], points[0][2], button)
        for x, y, pressure in points[1:]:
            self.move((x, y), pressure)
        self.release(points[-1][:2], button)


@pytest.fixture
def stylus(canvas: Canvas) -> Stylus:
    canvas.set_brush_size(40)
    return Stylus(canvas)


def leave_tablet() -> None:
    """With the pen, as Qt tells it."""
    place, none = QPointF(150, 100), Qt.KeyboardModifier.NoModifier
    device, application = QPointingDevice.primaryPointingDevice(), QApplication.instance()
    assert application is not None
    QApplication.sendEvent(application, QTabletEvent(LEAVE, device, place, place, 0, 0, 0, 0, 0, 0, none, NONE, NONE))


def width_at(canvas: Canvas, column: int) -> int:
    return int(np.count_nonzero(document_of(canvas).selection.mask[:, column]))


def share(pressure: float) -> float:
    return LIGHTEST + (1 - LIGHTEST) * pressure


@pytest.mark.parametrize("pressure", [0.0, 0.25, 0.6, 1.0])
def test_the_harder_it_is_pressed_the_wider_it_paints(canvas: Canvas, stylus: Stylus, pressure: float) -> None:
    stylus.draw((80, 100, pressure), (220, 100, pressure))
    assert width_at(canvas, 150) == pytest.approx(40 * share(pressure), abs=1.5)
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))
    assert document_of(canvas).undo_label == "Paint"


def test_a_line_swells_without_steps(canvas: Canvas, stylus: Stylus) -> None:
    stylus.draw((50, 100, 0.0), (250, 100, 1.0))
    widths = [width_at(canvas, column) for column in range(60, 240)]
    assert widths[0] < 15
    assert widths[-1] > 34
    assert np.diff(widths).min() >= -1
    assert np.diff(widths).max() <= 4
    assert width_at(canvas, 150) == pytest.approx(40 * share(0.5), abs=3)


@pytest.mark.parametrize("size", [1, 3])
def test_the_lightest_touch_still_paints_a_pixel(canvas: Canvas, stylus: Stylus, size: int) -> None:
    canvas.set_brush_size(size)
    stylus.draw((80.5, 100.5, 0.0), (220.5, 100.5, 0.0))
    assert width_at(canvas, 150) == 1


def test_a_light_touch_beside_the_picture_changes_nothing(canvas: Canvas, stylus: Stylus) -> None:
    document = document_of(canvas)
    document.set_rectangles("Rectangles", [Rect(10, 10, 40, 30)])
    canvas.set_brush_size(100)
    stylus.draw((-30, 100, 0.0), (-30, 120, 0.0))
    assert document.undo_label == "Rectangles"
    stylus.draw((-30, 100, 0.0), (-30, 120, 1.0))
    assert document.undo_label == "Paint"


def test_a_pen_that_knows_no_pressure_paints_in_full(canvas: Canvas, stylus: Stylus) -> None:
    stylus.has_pressure = False
    stylus.draw((80, 100, 0.0), (220, 100, 0.0))
    assert width_at(canvas, 150) == pytest.approx(40, abs=1.5)


def test_every_event_of_a_fast_pen_is_drawn(canvas: Canvas, stylus: Stylus) -> None:
    canvas.set_brush_size(3)
    turns = np.linspace(0, 4 * np.pi, 400)
    points = [(float(150 + 60 * np.cos(turn)), float(100 + 60 * np.sin(turn)), 1.0) for turn in turns]
    stylus.draw(*points)
    mask = document_of(canvas).selection.mask
    assert all(mask[int(y), int(x)] for x, y, _ in points)
    rows, columns = np.nonzero(mask)
    assert np.abs(np.hypot(columns + 0.5 - 150, rows + 0.5 - 100) - 60).max() < 3
    document_of(canvas).undo()
    assert not mask.any()


def test_between_whole_pixels_it_is_followed_too(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(noise(3000, 2000), scale=0.1)
    canvas.set_brush_size(4)
    Stylus(canvas).draw((1503.5, 1003.5, 1.0))
    rows, columns = np.nonzero(document_of(canvas).selection.mask)
    assert (columns.mean() + 0.5, rows.mean() + 0.5) == pytest.approx((1503.5, 1003.5), abs=1)


@pytest.mark.parametrize("tool", [Tool.BRUSH, Tool.ERASER])
@pytest.mark.parametrize("way", ["eraser", "button"])
def test_the_other_end_and_the_button_erase(canvas: Canvas, stylus: Stylus, tool: Tool, way: str) -> None:
    document_of(canvas).mark_all()
    canvas.set_tool(tool)
    canvas.set_brush_size(40)
    stylus.is_eraser = way == "eraser"
    stylus.draw((80, 100, 0.5), (220, 100, 0.5), button=LEFT if way == "eraser" else RIGHT)
    assert 200 - width_at(canvas, 150) == pytest.approx(40 * share(0.5), abs=1.5)
    assert document_of(canvas).undo_label == "Erase"
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


def test_nothing_of_the_pen_comes_again_as_a_mouse_event(canvas: Canvas, stylus: Stylus, hand: Hand) -> None:
    assert stylus.press((80, 100))
    assert stylus.move((150, 100))
    # some systems send them in any case
    hand.press((80, 20))
    hand.move((220, 20))
    hand.release((220, 20))
    assert stylus.move((220, 100))
    assert stylus.release((220, 100))
    mask = document_of(canvas).selection.mask
    assert mask[100, 80:220].all()
    assert not mask[:70].any()


def test_a_pen_in_the_air_is_left_to_be_a_mouse(canvas: Canvas, stylus: Stylus) -> None:
    assert not stylus.move((150, 100), 0.0)
    assert not stylus.release((150, 100))
    canvas.set_document(None, None)
    device, place, none = QPointingDevice.primaryPointingDevice(), QPointF(10, 10), Qt.KeyboardModifier.NoModifier
    event = QTabletEvent(PRESS, device, place, place, 1, 0, 0, 0, 0, 0, none, LEFT, LEFT)
    QApplication.sendEvent(canvas, event)
    assert not event.isAccepted()


def test_tip_and_button_at_once_are_one_stroke(canvas: Canvas, stylus: Stylus) -> None:
    document_of(canvas).mark_all()
    stylus.press((80, 100), 0.0, RIGHT)
    stylus.press((80, 100), 0.5, LEFT)
    stylus.move((150, 100), 0.5)
    stylus.send(RELEASE, (150, 100), 0.1, LEFT)
    stylus.move((220, 100), 0.1)
    stylus.release((220, 100), RIGHT)
    assert not document_of(canvas).selection.mask[100, 80:220].any()
    assert document_of(canvas).undo_label == "Erase"
    document_of(canvas).undo()
    assert document_of(canvas).selection.mask.all()


@pytest.mark.parametrize("has_press", [True, False], ids=["pressed", "only pressure"])
def test_the_button_pressed_in_the_air_erases_where_the_tip_touches(
    canvas: Canvas, stylus: Stylus, hand: Hand, *, has_press: bool
) -> None:
    document = document_of(canvas)
    document.mark_all()
    assert stylus.press((60, 100), 0.0, RIGHT), "or it would come again as a mouse event"
    hand.button = RIGHT
    # some systems send one in any case
    hand.press((60, 100))
    for point in ((100, 100), (140, 100)):
        assert not stylus.move(point, 0.0), "the ring follows it"
    assert document.selection.mask.all()
    for start, end in (((200, 60), (200, 90)), ((200, 130), (200, 160))):
        if has_press:
            stylus.press(start, 0.6)
        stylus.move(start, 0.6)
        stylus.move(end, 0.6)
        if has_press:
            stylus.release(end)
        # in the air again
        stylus.move((260, 100), 0.0)
        assert not document.is_changing
        assert not document.selection.mask[start[1] : end[1], 200].any()
    assert document.undo_label == "Erase"
    stylus.release((260, 100), RIGHT)
    mask = document.selection.mask
    assert mask[:, :180].all()
    assert mask[:, 220:].all()
    assert mask[110, 200]
    stylus.draw((200, 60, 0.6), (200, 90, 0.6))
    assert mask[60:90, 200].all(), "the button counts no more"


@pytest.mark.parametrize("how", ["pen leaves", "Esc", "focus goes"])
def test_the_button_held_in_the_air_may_never_be_released(canvas: Canvas, stylus: Stylus, hand: Hand, how: str) -> None:
    document = document_of(canvas)
    document.mark_all()
    stylus.press((60, 100), 0.0, RIGHT)
    if how == "pen leaves":
        leave_tablet()
    elif how == "focus goes":
        QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusOut))
    else:
        stylus.move((80, 100), 0.6)
        QTest.keyClick(canvas, Qt.Key.Key_Escape)
        stylus.move((120, 100), 0.6)
        stylus.release((120, 100), RIGHT)
    stylus.held = NONE
    assert document.selection.mask.all()
    hand.button = RIGHT
    hand.drag((150, 50), (200, 50))
    assert not document.selection.mask[50, 150:200].any(), "the mouse can be used"
    stylus.draw((150, 50, 1.0), (200, 50, 1.0))
    assert document.selection.mask.all()


@pytest.mark.parametrize("how", ["undo", "undo while it touches", "another tool", "pressed while the tip draws"])
def test_the_button_erases_at_each_touch_for_as_long_as_it_is_held(canvas: Canvas, stylus: Stylus, how: str) -> None:
    document = document_of(canvas)
    document.mark_all()
    if how == "pressed while the tip draws":
        stylus.press((60, 100))
        stylus.press((60, 100), button=RIGHT)
        stylus.release((60, 100))
    else:
        stylus.press((60, 100), 0.0, RIGHT)
        stylus.draw((60, 100, 1.0), (120, 100, 1.0))
        assert not document.is_changing
    if how == "undo":
        QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    elif how == "another tool":
        canvas.set_tool(Tool.LASSO)
        canvas.set_tool(Tool.BRUSH)
    elif how == "undo while it touches":
        stylus.press((60, 150))
        QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        before = document.selection.mask.copy()
        stylus.move((120, 150))
        np.testing.assert_array_equal(document.selection.mask, before)
        stylus.release((120, 150))
    stylus.move((200, 30), 0.0)
    document.mark_all()
    stylus.draw((200, 50, 1.0), (200, 90, 1.0))
    assert not document.selection.mask[50:90, 200].any()
    stylus.release((200, 90), RIGHT)
    stylus.draw((200, 50, 1.0), (200, 90, 1.0))
    assert document.selection.mask[50:90, 200].all()


def test_the_middle_button_moves_the_picture_in_the_air(canvas: Canvas, stylus: Stylus) -> None:
    canvas.zoom_to(4.0)
    before = canvas.viewport
    stylus.press((150, 100), 0.0, MIDDLE)
    stylus.move((140, 95), 0.0)
    stylus.release((140, 95), MIDDLE)
    assert (canvas.viewport.x, canvas.viewport.y) != (before.x, before.y)


def test_the_pen_follows_the_same_keys_as_the_mouse(canvas: Canvas, stylus: Stylus) -> None:
    stylus.draw((50, 50, 0.5))
    stylus.modifiers = Qt.KeyboardModifier.ShiftModifier
    stylus.press((250, 50), 0.5)
    stylus.release((250, 50))
    assert width_at(canvas, 150) == pytest.approx(40 * share(0.5), abs=2)
    stylus.modifiers = Qt.KeyboardModifier.NoModifier
    before, marked = canvas.viewport, document_of(canvas).selection.mask.copy()
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    canvas.zoom_to(4.0)
    before = canvas.viewport
    x, y = before.to_picture(200, 150)
    stylus.press((x, y), 0.3)
    stylus.move((x - 10, y - 5), 0.3)
    stylus.release((x, y))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert (canvas.viewport.x, canvas.viewport.y) != (before.x, before.y)
    np.testing.assert_array_equal(document_of(canvas).selection.mask, marked)


def test_two_quick_taps_are_a_double_click(canvas: Canvas, stylus: Stylus) -> None:
    canvas.set_tool(Tool.POLYGON)
    for x, y in ((80, 60), (220, 60), (150, 160), (150, 160)):
        stylus.time += QApplication.doubleClickInterval() + 1
        stylus.draw((x, y, 0.5))
    assert not document_of(canvas).selection.mask.any()
    stylus.draw((150, 160, 0.5))
    assert document_of(canvas).selection.mask.any()


def test_escape_takes_a_stroke_of_the_pen_back(canvas: Canvas, stylus: Stylus) -> None:
    stylus.press((80, 100), 0.5)
    stylus.move((150, 100), 0.5)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    stylus.move((220, 100), 0.5)
    stylus.release((220, 100))
    assert not document_of(canvas).selection.mask.any()
    stylus.draw((80, 100, 0.5), (220, 100, 0.5))
    assert document_of(canvas).selection.mask.any()


def test_a_picture_that_goes_while_the_pen_is_down_leaves_it_usable(canvas: Canvas, stylus: Stylus) -> None:
    document, picture = canvas.document, surface_of(canvas).scene.picture
    stylus.press((80, 100))
    view = canvas.viewport
    canvas.set_document(None, None)
    place = QPointF(*view.to_view(80, 100))
    device = QPointingDevice("stylus", 4711, QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen,
                             QInputDevice.Capability.Pressure, 1, 2)  # fmt: skip
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(canvas, QTabletEvent(RELEASE, device, place, place, 0, 0, 0, 0, 0, 0, none, LEFT, NONE))
    canvas.set_document(document, picture, view)
    Hand(canvas).drag((80, 150), (220, 150))
    assert document_of(canvas).selection.mask[150, 80:220].all()


@pytest.mark.parametrize("how", ["focus goes", "pen leaves", "tool changes"])
def test_a_pen_whose_release_never_comes_leaves_the_mouse_usable(
    canvas: Canvas, stylus: Stylus, hand: Hand, how: str
) -> None:
    stylus.press((80, 100))
    stylus.move((150, 100))
    if how == "focus goes":
        QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusOut))
    elif how == "pen leaves":
        leave_tablet()
    else:
        canvas.set_tool(Tool.ERASER)
        canvas.set_tool(Tool.BRUSH)
    document = document_of(canvas)
    assert not document.is_changing
    assert document.selection.mask[100, 80:150].all()
    before = document.selection.mask.copy()
    # nor does it go on with what the pen began
    hand.move((150, 180))
    np.testing.assert_array_equal(document.selection.mask, before)
    hand.drag((80, 40), (220, 40))
    assert document.selection.mask[40, 80:220].all()
    stylus.draw((80, 160, 1.0), (220, 160, 1.0))
    assert document.selection.mask[160, 80:220].all()


def test_a_lasso_that_the_pen_leaves_is_dropped_and_that_is_said(canvas: Canvas, stylus: Stylus) -> None:
    told: list[str] = []
    canvas.told.connect(told.append)
    canvas.set_tool(Tool.LASSO)
    stylus.press((80, 100))
    stylus.move((150, 100))
    QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusOut))
    assert not canvas.is_drawing_shape
    assert len(told) == 1


def test_a_matte_is_painted_as_wide_as_the_pen_is_pressed(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(noise(300, 200))
    stage_of(300, 200).show(canvas)
    canvas.set_job(CanvasJob.CUT_OUT)
    canvas.set_smart(False)
    canvas.zoom_to(1.0)
    canvas.set_brush_size(40)
    canvas.painting.hardness = 1.0
    matte_of(canvas)[...] = 0
    Stylus(canvas).draw((80, 100, 0.5), (220, 100, 0.5))
    assert np.count_nonzero(matte_of(canvas)[:, 150] > 127) == pytest.approx(40 * share(0.5), abs=1.5)


@pytest.mark.parametrize("button", [LEFT, RIGHT])
def test_a_pen_put_down_while_the_mouse_draws_leaves_nothing_held(
    canvas: Canvas, stylus: Stylus, hand: Hand, button: Qt.MouseButton
) -> None:
    document, hand.button = document_of(canvas), button
    canvas.set_brush_size(10)
    if button == RIGHT:
        document.mark_all()
    hand.press((60, 60))
    hand.move((80, 60))
    assert stylus.press((150, 100)), "or it would come again as a mouse event"
    hand.move((100, 60))
    hand.release((100, 60))
    assert not canvas.is_held
    assert not document.is_changing
    stylus.release((150, 100))
    line, level = document.selection.mask[60, 60:100], 255 if button == LEFT else 0
    assert (line == level).all()
    assert document.selection.mask[100, 150] != level, "it draws nothing"
