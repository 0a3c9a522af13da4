"""What shows how large the brush is, as a cursor or painted."""

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from picwish_desktop.imaging.pyramid import DisplayPixels
from picwish_desktop.ui.canvas.brush_ring import LARGEST_CURSOR, WHOLE, WIDTH
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import Hand, Screen, array_of, document_of, grabbed, noise
from tests.ui.canvas.conftest import MakeCanvas
from tests.ui.canvas.test_tablet import Stylus, leave_tablet

CURSOR, PAINTED, PAINTED_IN_PIECES = 60, LARGEST_CURSOR + 10, WHOLE + 10
"""Sizes at 100 %, and what such a brush has as its ring."""


def cursor_of(canvas: Canvas) -> DisplayPixels:
    return array_of(canvas.cursor().pixmap().toImage())


def assert_ring(distances: NDArray[np.float64], size: float) -> None:
    """Distances of the pixels that are not transparent, from the pointer."""
    assert_near(distances, size)
    assert len(distances) > np.pi * size, "it is closed"


def assert_near(distances: NDArray[np.float64], size: float) -> None:
    assert distances.min() > size / 2 - WIDTH
    assert distances.max() < size / 2 + WIDTH


def painted_at(canvas: Canvas, before: DisplayPixels, point: tuple[float, float]) -> NDArray[np.float64]:
    """How far the pixels that changed are from a point of the picture."""
    x, y = (round(value) for value in canvas.viewport.to_view(*point))
    rows, columns = np.nonzero((grabbed(canvas) != before).any(axis=2))
    return np.asarray(np.hypot(columns + 0.5 - x, rows + 0.5 - y))


def cursor_ring(canvas: Canvas) -> NDArray[np.float64]:
    assert canvas.cursor().shape() == Qt.CursorShape.BitmapCursor
    alpha = cursor_of(canvas)[..., 3]
    hot = canvas.cursor().hotSpot()
    rows, columns = np.nonzero(alpha)
    return np.asarray(np.hypot(columns + 0.5 - hot.x(), rows + 0.5 - hot.y()))


def test_a_ring_of_usual_size_is_the_cursor(canvas: Canvas, hand: Hand) -> None:
    canvas.set_brush_size(CURSOR)
    before = grabbed(canvas)
    hand.move((150, 100))
    assert_ring(cursor_ring(canvas), CURSOR)
    np.testing.assert_array_equal(grabbed(canvas), before, "and is not painted too")
    hand.press((150, 100))
    hand.move((160, 105))
    assert_ring(cursor_ring(canvas), CURSOR)
    hand.release((160, 105))


@pytest.mark.parametrize("size", [PAINTED, PAINTED_IN_PIECES])
def test_a_large_ring_is_painted(make_canvas: MakeCanvas, size: int) -> None:
    canvas = make_canvas(noise(700, 500), scale=1.0, size=(700, 500))
    canvas.set_brush_size(size)
    before = grabbed(canvas)
    Hand(canvas).move((350, 250))
    assert canvas.cursor().shape() == Qt.CursorShape.BlankCursor
    assert_ring(painted_at(canvas, before, (350, 250)), size)
    Hand(canvas).move((-500, -500))
    np.testing.assert_array_equal(grabbed(canvas), before)


def test_a_ring_in_pieces_looks_as_in_one(make_canvas: MakeCanvas, monkeypatch: pytest.MonkeyPatch) -> None:
    grabs = []
    for whole in (WHOLE, 10_000):
        monkeypatch.setattr("picwish_desktop.ui.canvas.brush_ring.WHOLE", whole)
        canvas = make_canvas(np.full((500, 700, 3), 90, np.uint8), scale=1.0, size=(700, 500))
        for size, tool in product((PAINTED_IN_PIECES, PAINTED_IN_PIECES + 1, 401), (Tool.BRUSH, Tool.ERASER)):
            canvas.set_tool(tool)
            canvas.set_brush_size(size)
            Hand(canvas).move((350, 250))
            grabs.append(grabbed(canvas))
    for in_pieces, in_one in zip(grabs[:6], grabs[6:], strict=True):
        np.testing.assert_array_equal(in_pieces, in_one)


@pytest.mark.parametrize("level", [0, 128, 255])
@pytest.mark.parametrize("size", [CURSOR, PAINTED, PAINTED_IN_PIECES])
def test_the_ring_has_gaps_where_a_press_would_erase(make_canvas: MakeCanvas, size: int, level: int) -> None:
    canvas = make_canvas(np.full((500, 700, 3), level, np.uint8), scale=1.0, size=(700, 500))
    hand = Hand(canvas)
    canvas.set_brush_size(size)
    before = grabbed(canvas)

    def gaps() -> int:
        """Of the ring around the middle, as far as it is to be seen on this photo."""
        ring = grabbed(canvas) if size != CURSOR else drawn_over(before, canvas, (350, 250))
        rows, columns = np.nonzero(np.abs(ring.astype(int) - before).max(axis=2) > 40)
        assert_near(np.hypot(columns + 0.5 - 350, rows + 0.5 - 250), size)
        # by what takes a pixel and a half along it
        turns = np.arctan2(rows + 0.5 - 250, columns + 0.5 - 350) / (2 * np.pi) % 1
        is_seen = np.bincount((turns * np.pi * size / 1.5).astype(int), minlength=int(np.pi * size / 1.5)) > 0
        return int(np.count_nonzero(np.diff(is_seen.astype(int)) == 1))

    hand.move((350, 250))
    assert gaps() == 0
    QTest.keyPress(canvas, Qt.Key.Key_Alt)
    assert gaps() >= 10
    QTest.keyRelease(canvas, Qt.Key.Key_Alt)
    hand.move((350, 250))
    assert gaps() == 0
    canvas.set_tool(Tool.ERASER)
    canvas.set_brush_size(size)
    assert gaps() >= 10


def drawn_over(pixels: DisplayPixels, canvas: Canvas, point: tuple[float, float]) -> DisplayPixels:
    """As if the window system had drawn the cursor there."""
    cursor = cursor_of(canvas).astype(float)
    x, y = (round(at) for at in canvas.viewport.to_view(*point))
    hot, over = canvas.cursor().hotSpot(), pixels.astype(float)
    place = slice(y - hot.y(), y - hot.y() + len(cursor)), slice(x - hot.x(), x - hot.x() + cursor.shape[1])
    alpha = cursor[..., 3:] / 255
    over[place] = over[place] * (1 - alpha) + cursor[..., :3] * alpha
    drawn: DisplayPixels = np.rint(over).astype(np.uint8)
    return drawn


def test_it_has_gaps_while_it_erases_and_under_a_pens_other_end(canvas: Canvas, hand: Hand) -> None:
    canvas.set_brush_size(CURSOR)
    hand.move((150, 100))
    plain = cursor_of(canvas)
    hand.button = Qt.MouseButton.RightButton
    hand.press((150, 100))
    assert (cursor_of(canvas)[..., 3] > 0).sum() < (plain[..., 3] > 0).sum()
    hand.release((150, 100))
    np.testing.assert_array_equal(cursor_of(canvas), plain)
    before, painted = grabbed(canvas), []
    for end in (QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser):
        hover(canvas, (150, 100), end)
        painted.append(len(painted_at(canvas, before, (150, 100))))
    assert painted[1] < 0.8 * painted[0]


def test_the_cursor_follows_size_and_zoom_without_a_move(canvas: Canvas, hand: Hand) -> None:
    canvas.set_brush_size(CURSOR)
    hand.move((150, 100))
    canvas.step_brush_size(1)
    assert_ring(cursor_ring(canvas), CURSOR * 1.2)
    canvas.zoom_to(0.5)
    assert_ring(cursor_ring(canvas), CURSOR * 0.6)
    canvas.set_tool(Tool.HAND)
    assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    canvas.zoom_to(0.8)
    assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor


def test_zooming_tells_what_lies_under_a_resting_pointer(canvas: Canvas, hand: Hand) -> None:
    told: list[tuple[int, int]] = []
    canvas.position_changed.connect(lambda x, y: told.append((x, y)))
    hand.move((100, 60))
    canvas.zoom_to(2.0)
    # twice as near the middle, which stays where it is
    assert told == [(100, 60), (125, 80)]


def test_while_shift_changes_the_size_the_ring_stays_where_it_began(canvas: Canvas, hand: Hand) -> None:
    canvas.set_brush_size(CURSOR)
    before = grabbed(canvas)
    hand.modifiers = Qt.KeyboardModifier.ShiftModifier
    hand.press((150, 100))
    hand.move((160, 100))
    assert canvas.cursor().shape() == Qt.CursorShape.BlankCursor
    assert_ring(painted_at(canvas, before, (150, 100)), CURSOR + 20)
    hand.release((160, 100))
    np.testing.assert_array_equal(grabbed(canvas), before)
    assert_ring(cursor_ring(canvas), CURSOR + 20)


def test_under_a_pen_it_is_painted(canvas: Canvas) -> None:
    canvas.set_brush_size(CURSOR)
    stylus = Stylus(canvas)
    before = grabbed(canvas)
    stylus.press((150, 100), pressure=1.0)
    assert canvas.cursor().shape() == Qt.CursorShape.BlankCursor
    stylus.release((150, 100))
    document_of(canvas).undo()
    assert_ring(painted_at(canvas, before, (150, 100)), CURSOR)
    Hand(canvas).move((100, 90))
    np.testing.assert_array_equal(grabbed(canvas), before)
    assert_ring(cursor_ring(canvas), CURSOR)


@pytest.mark.parametrize("size", [CURSOR, PAINTED])
def test_with_the_pen_its_ring_leaves_the_picture(canvas: Canvas, size: int) -> None:
    canvas.set_brush_size(size)
    stylus, told = Stylus(canvas), list[str]()
    canvas.position_left.connect(lambda: told.append("left"))
    before = grabbed(canvas)
    for is_pressed in (True, False):
        if is_pressed:
            stylus.draw((150, 100, 1.0))
            document_of(canvas).undo()
        else:
            hover(canvas, (150, 100))
        assert_ring(painted_at(canvas, before, (150, 100)), size)
        leave_tablet()
        np.testing.assert_array_equal(grabbed(canvas), before)
    assert told == ["left", "left"]


def hover(
    canvas: Canvas, point: tuple[float, float], end: QPointingDevice.PointerType = QPointingDevice.PointerType.Pen
) -> None:
    """Hold the pen above the tablet, which Qt tells as a mouse event when nobody took that of the tablet."""
    kind = QInputDevice.DeviceType.Stylus
    pen = QPointingDevice("stylus", 4711, kind, end, QInputDevice.Capability.Position, 1, 2)
    place, none = QPointF(*canvas.viewport.to_view(*point)), Qt.MouseButton.NoButton
    held, on_screen = Qt.KeyboardModifier.NoModifier, QPointF(canvas.mapToGlobal(place))
    QApplication.sendEvent(canvas, QMouseEvent(QEvent.Type.MouseMove, place, place, on_screen, none, none, held, pen))


@pytest.mark.parametrize(("size", "scale"), [(30, 0.5), (30, 1.0), (30, 3.0), (300, 0.5), (150, 1.0), (250, 1.0)])
def test_neither_ring_nor_stroke_leaves_a_trace(
    make_canvas: MakeCanvas, monkeypatch: pytest.MonkeyPatch, size: int, scale: float
) -> None:
    canvas = make_canvas(noise(300, 200), scale=scale)
    hand, screen = Hand(canvas), Screen(canvas, monkeypatch)
    canvas.set_brush_size(size)
    for point in ((140, 90), (160, 105), (130, 100)):
        hand.move(point)
        assert screen.is_right()
    hand.press((140, 90))
    for point in ((145, 95), (170, 80), (170, 81)):
        hand.move(point)
        assert screen.is_right()
    hand.release((170, 81))
    assert screen.is_right()
    canvas.step_brush_size(1)
    assert screen.is_right()
    canvas.step_brush_size(-1)
    assert screen.is_right()
    document_of(canvas).undo()
    assert screen.is_right()
    canvas.set_tool(Tool.HAND)
    assert screen.is_right()


@pytest.mark.parametrize("size", [CURSOR, PAINTED])
def test_the_ring_is_gone_while_another_tool_is_used(canvas: Canvas, hand: Hand, size: int) -> None:
    canvas.set_brush_size(size)
    before = grabbed(canvas)
    hand.move((150, 100))
    canvas.set_tool(Tool.RECTANGLE)
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    canvas.set_tool(Tool.BRUSH)
    canvas.set_tool(Tool.ERASER)
    hand.move((-500, -500))
    np.testing.assert_array_equal(grabbed(canvas), before)
    canvas.set_tool(Tool.BRUSH)
    hand.move((150, 100))
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    np.testing.assert_array_equal(grabbed(canvas), before)


def test_a_tiny_brush_has_a_cross_instead_of_a_ring(canvas: Canvas, hand: Hand) -> None:
    canvas.set_brush_size(3)
    before = grabbed(canvas)
    hand.move((150, 100))
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    np.testing.assert_array_equal(grabbed(canvas), before)


def test_after_a_middle_click_the_cursor_is_the_brush_again(canvas: Canvas, hand: Hand) -> None:
    canvas.set_brush_size(CURSOR)
    hand.move((150, 100))
    before = cursor_of(canvas)
    hand.button = Qt.MouseButton.MiddleButton
    hand.press((150, 100))
    assert canvas.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    hand.release((150, 100))
    np.testing.assert_array_equal(cursor_of(canvas), before)
