"""Zooming by clicks and boxes."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.magnifier import LENS, SIDE, magnifier
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import Hand, Screen, array_of, document_of, grabbed, noise
from tests.ui.canvas.conftest import MakeCanvas

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
RIGHT = Qt.MouseButton.RightButton


@pytest.fixture
def canvas(make_canvas: MakeCanvas) -> Canvas:
    """A picture larger than the view, and the tool in hand."""
    canvas = make_canvas(noise(1200, 800), scale=1.0)
    canvas.set_tool(Tool.ZOOM)
    return canvas


def double_click(canvas: Canvas, button: Qt.MouseButton, place: QPoint) -> None:
    QTest.mouseClick(canvas, button, pos=place)
    QTest.mouseDClick(canvas, button, pos=place)
    QTest.mouseRelease(canvas, button, pos=place)


@pytest.mark.parametrize("job", CanvasJob)
@pytest.mark.parametrize("way", ["left", "right", "alt"])
def test_a_click_goes_a_step_in_or_out_where_it_is(canvas: Canvas, hand: Hand, job: CanvasJob, way: str) -> None:
    canvas.set_job(job)
    before = hand.lands_on((640, 390))
    place = canvas.viewport.to_view(*before)
    hand.button = RIGHT if way == "right" else hand.button
    hand.modifiers = ALT if way == "alt" else hand.modifiers
    hand.click((640, 390))
    assert canvas.viewport.scale == pytest.approx(1.5 if way == "left" else 2 / 3)
    assert canvas.viewport.to_view(*before) == pytest.approx(place, abs=0.51)
    assert not document_of(canvas).selection.mask.any()


def test_a_box_is_shown_as_large_as_it_fits(canvas: Canvas, hand: Hand) -> None:
    start, end = hand.lands_on((560, 380)), hand.lands_on((640, 420))
    hand.drag((640, 420), (600, 400), (560, 380))
    left, top = canvas.viewport.to_view(*start)
    right, bottom = canvas.viewport.to_view(*end)
    assert (right - left, bottom - top) == pytest.approx((400, 200), rel=0.02)
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((200, 150), abs=1)


def test_a_very_small_box_is_shown_at_the_largest_scale(canvas: Canvas, hand: Hand) -> None:
    canvas.zoom_to(60.0)
    place = QPoint(200, 150)
    QTest.mousePress(canvas, hand.button, pos=place)
    QTest.mouseMove(canvas, place + QPoint(5, 1))
    QTest.mouseRelease(canvas, hand.button, pos=place + QPoint(5, 1))
    assert canvas.viewport.scale == 64.0


def test_a_tremble_of_the_hand_is_a_click(canvas: Canvas) -> None:
    place = QPoint(200, 150)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseMove(canvas, place + QPoint(2, 2))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=place + QPoint(2, 2))
    assert canvas.viewport.scale == 1.5


def test_quick_clicks_go_in_step_by_step(canvas: Canvas, hand: Hand) -> None:
    double_click(canvas, hand.button, QPoint(200, 150))
    assert canvas.viewport.scale == 2.0


def test_quick_right_clicks_go_out_step_by_step(canvas: Canvas) -> None:
    double_click(canvas, RIGHT, QPoint(200, 150))
    assert canvas.viewport.scale == 0.5


def test_the_box_is_seen_and_leaves_no_trace(canvas: Canvas, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    before, screen = grabbed(canvas), Screen(canvas, monkeypatch)
    hand.press((560, 380))
    for point in ((580, 400), (700, 440), (600, 390), (520, 300)):
        hand.move(point)
        assert screen.is_right()
        assert (grabbed(canvas) != before).any()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert screen.is_right()
    np.testing.assert_array_equal(grabbed(canvas), before)
    hand.release((520, 300))
    assert canvas.viewport.scale == 1.0


def test_what_changes_the_view_ends_a_box(canvas: Canvas, hand: Hand) -> None:
    hand.press((560, 380))
    hand.move((640, 420))
    canvas.zoom_fit()
    view = canvas.viewport
    hand.release((640, 420))
    assert canvas.viewport == view


@pytest.mark.parametrize(
    ("modifier", "scale"), [(CONTROL, 1.5), (ALT, 2 / 3), (CONTROL | ALT, 2 / 3)], ids=["in", "out", "out too"]
)
@pytest.mark.parametrize("tool", [Tool.BRUSH, Tool.RECTANGLE, Tool.HAND])
def test_space_with_control_or_alt_zooms_for_as_long_as_it_is_held(
    canvas: Canvas, hand: Hand, modifier: Qt.KeyboardModifier, scale: float, tool: Tool
) -> None:
    canvas.set_tool(tool)
    hand.move((600, 400))
    before = canvas.cursor()
    QTest.keyPress(canvas, Qt.Key.Key_Space, modifier)
    lens = magnifier(canvas.ratio, is_out=scale < 1).pixmap().cacheKey()
    assert canvas.cursor().pixmap().cacheKey() == lens
    hand.modifiers = modifier
    hand.click((600, 400))
    assert canvas.viewport.scale == pytest.approx(scale)
    QTest.keyRelease(canvas, Qt.Key.Key_Space, modifier)
    assert canvas.cursor().shape() == before.shape()
    assert canvas.cursor().pixmap().cacheKey() != lens
    assert canvas.tool is tool
    assert not document_of(canvas).selection.mask.any()


def test_a_box_can_be_drawn_with_space_and_control(canvas: Canvas, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas.set_tool(Tool.HAND)
    before, screen = grabbed(canvas), Screen(canvas, monkeypatch)
    QTest.keyPress(canvas, Qt.Key.Key_Space, CONTROL)
    hand.modifiers = CONTROL
    hand.press((560, 380))
    hand.move((640, 420))
    assert (grabbed(canvas) != before).any()
    assert screen.is_right()
    hand.release((640, 420))
    assert canvas.viewport.scale == pytest.approx(5.0, rel=0.02)


@pytest.mark.parametrize("tool", [Tool.ERASER, Tool.LASSO, Tool.ZOOM])
def test_another_tool_ends_the_box_of_a_held_space(
    canvas: Canvas, hand: Hand, monkeypatch: pytest.MonkeyPatch, tool: Tool
) -> None:
    canvas.set_tool(Tool.HAND)
    before, screen, view = grabbed(canvas), Screen(canvas, monkeypatch), canvas.viewport
    QTest.keyPress(canvas, Qt.Key.Key_Space, CONTROL)
    hand.modifiers = CONTROL
    hand.press((560, 380))
    hand.move((640, 420))
    QTest.keyRelease(canvas, Qt.Key.Key_Space, CONTROL)
    assert (grabbed(canvas) != before).any()
    hand.modifiers = Qt.KeyboardModifier.NoModifier
    canvas.set_tool(tool)
    hand.release((640, 420))
    canvas.set_tool(Tool.HAND)
    assert canvas.viewport == view
    assert screen.is_right()
    np.testing.assert_array_equal(grabbed(canvas), before)


def test_the_cursor_says_in_or_out_as_soon_as_alt_is_held(canvas: Canvas, hand: Hand) -> None:
    hand.move((600, 400))
    plus = canvas.cursor().pixmap().toImage()
    # Qt adds what the key itself changes
    QTest.keyPress(canvas, Qt.Key.Key_Alt)
    minus = canvas.cursor().pixmap().toImage()
    assert minus != plus
    QTest.keyRelease(canvas, Qt.Key.Key_Alt, ALT)
    assert canvas.cursor().pixmap().toImage() == plus


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_the_cursor_is_sharp_on_a_dense_screen(ratio: float) -> None:
    cursor = magnifier(ratio, is_out=False)
    pixmap = cursor.pixmap()
    assert pixmap.deviceIndependentSize().toTuple() == (SIDE, SIDE)
    assert pixmap.width() == SIDE * ratio
    assert cursor.hotSpot() == QPoint(LENS, LENS)
    pixels = array_of(pixmap.toImage())
    middle = round((LENS + 0.5) * ratio)
    assert pixels[middle, middle, 3] > 200, "the plus is where it points"
    assert {tuple(pixel) for pixel in pixels.reshape(-1, 4)} >= {(0, 0, 0, 255), (255, 255, 255, 255)}
