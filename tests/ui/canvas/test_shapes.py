"""What lasso, polygon and ellipse have in common, with the mouse and the keys."""

import os
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.selection import Combine
from picwish_desktop.model.state import State
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import (
    Hand,
    Point,
    Screen,
    document_of,
    edit_of,
    grabbed,
    noise,
    redrawn,
    seen,
    stage_of,
    surface_of,
)
from tests.ui.canvas.conftest import MakeCanvas
from tests.ui.canvas.drawing_shapes import (
    SHAPES,
    STAR,
    begin,
    covered,
    covered_between,
    draw,
    end,
    label_of,
    mark,
    mask_of,
)

NO_MODIFIER = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture(params=SHAPES, ids=lambda tool: tool.name.lower())
def tool(request: pytest.FixtureRequest) -> Tool:
    shape: Tool = request.param
    return shape


@pytest.fixture
def told(canvas: Canvas) -> list[str]:
    """What is said of what the person may have missed."""
    sentences: list[str] = []
    canvas.told.connect(sentences.append)
    return sentences


@pytest.mark.parametrize("scale", [None, 0.37, 1.0, 4.0], ids=["fit", "37 %", "100 %", "400 %"])
def test_it_marks_exactly_what_it_covers(make_canvas: MakeCanvas, tool: Tool, scale: float | None) -> None:
    canvas = make_canvas(noise(900, 700), scale=scale)
    hand = Hand(canvas)
    canvas.set_tool(tool)
    points = [canvas.viewport.to_picture(50 + x, 40 + y) for x, y in STAR]
    draw(canvas, hand, tool, points)
    assert mask_of(canvas).any()
    np.testing.assert_array_equal(mask_of(canvas), covered(canvas, hand, tool, points))
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))
    assert document_of(canvas).selection.count == np.count_nonzero(mask_of(canvas))


def test_it_is_one_step_that_can_be_taken_back(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    before = mark(canvas, Rect(20, 20, 60, 60))
    canvas.set_tool(tool)
    draw(canvas, hand, tool, STAR)
    after = mask_of(canvas).copy()
    assert label_of(canvas) == f"Draw {tool.name.lower()}"
    document_of(canvas).undo()
    np.testing.assert_array_equal(mask_of(canvas), before)
    assert label_of(canvas) == "Test"
    document_of(canvas).redo()
    np.testing.assert_array_equal(mask_of(canvas), after)
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


@pytest.mark.parametrize(
    ("mode", "modifiers", "button", "expected"),
    [
        (Combine.ADD, NO_MODIFIER, Qt.MouseButton.LeftButton, Combine.ADD),
        (Combine.NEW, NO_MODIFIER, Qt.MouseButton.LeftButton, Combine.NEW),
        (Combine.SUBTRACT, NO_MODIFIER, Qt.MouseButton.LeftButton, Combine.SUBTRACT),
        (Combine.NEW, SHIFT, Qt.MouseButton.LeftButton, Combine.ADD),
        (Combine.SUBTRACT, SHIFT, Qt.MouseButton.LeftButton, Combine.ADD),
        (Combine.ADD, ALT, Qt.MouseButton.LeftButton, Combine.SUBTRACT),
        (Combine.NEW, NO_MODIFIER, Qt.MouseButton.RightButton, Combine.SUBTRACT),
        (Combine.SUBTRACT, SHIFT, Qt.MouseButton.RightButton, Combine.ADD),
    ],
)
def test_what_it_does_is_chosen_by_the_mode_and_by_what_is_held_down(
    canvas: Canvas,
    hand: Hand,
    tool: Tool,
    mode: Combine,
    modifiers: Qt.KeyboardModifier,
    button: Qt.MouseButton,
    expected: Combine,
) -> None:
    before = mark(canvas, Rect(20, 20, 130, 100), Rect(280, 180, 10, 10))
    canvas.set_tool(tool)
    canvas.set_combine(mode)
    hand.modifiers, hand.button = modifiers, button
    draw(canvas, hand, tool, STAR)
    shape = covered(canvas, hand, tool, STAR)
    assert (shape & before).any()
    after = {Combine.NEW: shape, Combine.ADD: before | shape, Combine.SUBTRACT: before & ~shape}[expected]
    np.testing.assert_array_equal(mask_of(canvas), after)


def test_what_is_held_down_later_does_not_change_what_it_does(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    before = mark(canvas, Rect(20, 20, 130, 100))
    canvas.set_tool(tool)
    hand.modifiers = ALT
    begin(hand, tool, STAR[:1])
    hand.modifiers = NO_MODIFIER
    hand.move(STAR[1])
    if tool is Tool.POLYGON:
        hand.modifiers = SHIFT
        begin(hand, tool, STAR[1:])
    else:
        for point in STAR[2:]:
            hand.move(point)
    end(canvas, hand, tool, STAR)
    np.testing.assert_array_equal(mask_of(canvas), before & ~covered(canvas, hand, tool, STAR))


@pytest.mark.parametrize("mode", Combine)
def test_rectangles_become_part_of_the_mask(canvas: Canvas, hand: Hand, tool: Tool, mode: Combine) -> None:
    document, rectangle = document_of(canvas), Rect(20, 20, 130, 100)
    document.set_rectangles("Test", (rectangle,))
    canvas.set_tool(tool)
    canvas.set_combine(mode)
    draw(canvas, hand, tool, STAR)
    before, shape = np.zeros_like(mask_of(canvas)), covered(canvas, hand, tool, STAR)
    before[rectangle.slices] = 255
    after = {Combine.NEW: shape, Combine.ADD: before | shape, Combine.SUBTRACT: before & ~shape}[mode]
    np.testing.assert_array_equal(mask_of(canvas), after)
    assert document.state == State()
    document.undo()
    assert document.state == State((rectangle,))
    assert not mask_of(canvas).any()


def test_what_is_taken_away_beside_rectangles_leaves_them_rectangles(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    document, beside = document_of(canvas), (Rect(2, 2, 3, 3), Rect(280, 180, 10, 10))
    document.set_rectangles("Test", beside)
    canvas.set_tool(tool)
    canvas.set_combine(Combine.SUBTRACT)
    draw(canvas, hand, tool, STAR)
    assert (document.undo_label, document.state.rectangles) == ("Test", beside), "nothing was marked there"
    document.mark_all()
    document.set_rectangles("Test", beside)
    draw(canvas, hand, tool, STAR)
    np.testing.assert_array_equal(mask_of(canvas) == 0, covered(canvas, hand, tool, STAR) == 255)
    assert document.state.rectangles == beside
    assert document.selection.count == np.count_nonzero(mask_of(canvas))


def test_nothing_is_marked_before_it_is_complete(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    document = document_of(canvas)
    canvas.set_tool(tool)
    begin(hand, tool, STAR)
    assert not mask_of(canvas).any()
    document.mark_all()
    document.undo()
    end(canvas, hand, tool, STAR)
    np.testing.assert_array_equal(mask_of(canvas), covered(canvas, hand, tool, STAR))


@pytest.mark.parametrize("mode", Combine)
@pytest.mark.parametrize(
    "points", [[(-30, 20), (-20, 90), (-10, 40)], [(310, 210), (330, 210), (320, 230)], [(50, -5), (60, -20), (90, -9)]]
)
def test_beside_the_picture_it_does_nothing(
    canvas: Canvas, hand: Hand, tool: Tool, mode: Combine, points: list[Point]
) -> None:
    document_of(canvas).set_rectangles("Test", (Rect(20, 20, 130, 100),))
    canvas.set_tool(tool)
    canvas.set_combine(mode)
    draw(canvas, hand, tool, points)
    assert label_of(canvas) == "Test"
    assert document_of(canvas).redo_label is None


def test_it_may_reach_beyond_the_picture(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    canvas.set_tool(tool)
    points = [(-40, -30), (340, 60), (120, 240)]
    draw(canvas, hand, tool, points)
    np.testing.assert_array_equal(mask_of(canvas), covered(canvas, hand, tool, points))
    assert mask_of(canvas).any()


def test_a_click_does_nothing(canvas: Canvas, hand: Hand) -> None:
    document_of(canvas).set_rectangles("Test", (Rect(20, 20, 130, 100),))
    canvas.set_combine(Combine.NEW)
    for tool in (Tool.LASSO, Tool.ELLIPSE):
        canvas.set_tool(tool)
        hand.click((50, 50))
        hand.drag((50, 50), (53, 51), (51, 53))
        assert label_of(canvas) == "Test"


def test_escape_takes_it_back(canvas: Canvas, hand: Hand, tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas.set_tool(tool)
    screen = Screen(canvas, monkeypatch)
    empty = grabbed(canvas)
    begin(hand, tool, STAR)
    assert screen.is_right()
    assert (grabbed(canvas) != empty).any()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert screen.is_right()
    np.testing.assert_array_equal(grabbed(canvas), empty)
    hand.move((20, 20))
    end(canvas, hand, tool, STAR)
    assert label_of(canvas) is None
    draw(canvas, hand, tool, STAR[:3])
    np.testing.assert_array_equal(mask_of(canvas), covered(canvas, hand, tool, STAR[:3]))


@pytest.mark.parametrize(
    ("tool", "way"),
    [(tool, way) for tool in SHAPES for way in ("tool", "work")]
    # a polygon waits for its own
    + [(tool, way) for tool in (Tool.LASSO, Tool.ELLIPSE) for way in ("document", "no document")],
)
def test_one_in_the_making_is_dropped_and_that_is_said(
    canvas: Canvas, hand: Hand, tool: Tool, way: str, told: list[str]
) -> None:
    document, picture = document_of(canvas), surface_of(canvas).scene.picture
    canvas.set_tool(tool)
    begin(hand, tool, STAR)
    assert told == []
    match way:
        case "tool":
            canvas.set_tool(Tool.HAND)
            canvas.set_tool(tool)
        case "work":
            canvas.set_marking_enabled(False)
            canvas.set_marking_enabled(True)
        case "document":
            canvas.set_document(document, picture)
        case _:
            canvas.set_document(None, None)
            canvas.set_document(document, picture)
    assert told == ["The shape was not finished, and is dropped. Draw it again to mark it."]
    canvas.zoom_to(1.0)
    hand.move((10, 190))
    shown = grabbed(canvas)
    end(canvas, hand, tool, STAR)
    assert document.undo_label is None
    assert len(told) == 1
    canvas.set_tool(Tool.HAND)
    np.testing.assert_array_equal(grabbed(canvas), shown)


@pytest.mark.parametrize("way", ["overlay", "mask only", "theme", "compare", "enabled again"])
def test_one_in_the_making_is_kept(canvas: Canvas, hand: Hand, tool: Tool, way: str) -> None:
    canvas.set_tool(tool)
    begin(hand, tool, STAR)
    match way:
        case "overlay":
            canvas.set_overlay_visible(False)
        case "mask only":
            canvas.set_mask_only(True)
        case "theme":
            canvas.set_colors(QColor(255, 255, 255), QColor(0, 255, 0), QColor(0, 0, 255))
        case "compare":
            QTest.keyClick(canvas, Qt.Key.Key_QuoteLeft)
        case _:
            canvas.set_marking_enabled(True)
    end(canvas, hand, tool, STAR)
    np.testing.assert_array_equal(mask_of(canvas), covered(canvas, hand, tool, STAR))
    assert canvas.is_mark_shown, "a mark is made to be seen"


def test_keys_that_zoom_do_not_end_it(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    canvas.set_tool(tool)
    met = [hand.lands_on(point) for point in STAR]
    begin(hand, tool, STAR[:3])
    canvas.zoom_to(0.5)
    canvas.pan(30, -20)
    canvas.zoom_to(1.0)
    if tool is Tool.POLYGON:
        begin(hand, tool, STAR[3:])
    else:
        for point in STAR[3:]:
            hand.move(point)
    met[3:] = [hand.lands_on(point) for point in STAR[3:]]
    end(canvas, hand, tool, STAR)
    np.testing.assert_array_equal(mask_of(canvas), covered_between(canvas, tool, met))


def test_nothing_is_drawn_while_marking_is_off(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    canvas.set_tool(tool)
    canvas.set_marking_enabled(False)
    before = grabbed(canvas)
    begin(hand, tool, STAR)
    np.testing.assert_array_equal(grabbed(canvas), before)
    end(canvas, hand, tool, STAR)
    assert label_of(canvas) is None


def test_over_a_result_it_keeps_that_first(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    document, edit = document_of(canvas), edit_of(Rect(0, 0, 64, 64))
    document.set_rectangles("Test", (Rect(20, 20, 50, 50),))
    document.propose(edit)
    canvas.set_tool(tool)
    begin(hand, tool, STAR)
    assert document.state.preview is edit, "looked at until it is complete"
    end(canvas, hand, tool, STAR)
    assert document.state == State((), (edit,))
    np.testing.assert_array_equal(mask_of(canvas), covered(canvas, hand, tool, STAR))
    document.undo()
    assert document.state == State((), (edit,))
    assert not mask_of(canvas).any()


def test_nothing_is_taken_away_where_a_result_hides_the_mark(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    document, edit = document_of(canvas), edit_of(Rect(0, 0, 64, 64))
    document.set_rectangles("Test", (Rect(20, 20, 50, 50),))
    document.propose(edit)
    canvas.set_tool(tool)
    hand.button = Qt.MouseButton.RightButton
    draw(canvas, hand, tool, STAR)
    assert document.state.preview is edit


def test_while_cutting_out_the_brush_is_in_its_place(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    canvas.set_tool(tool)
    stage_of(300, 200).show(canvas)
    hand.drag(*STAR)
    assert not mask_of(canvas).any()


def test_nothing_it_draws_leaves_a_trace(make_canvas: MakeCanvas, tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas = make_canvas(noise(900, 700), scale=1.3)
    hand = Hand(canvas)
    document_of(canvas).set_rectangles("Test", (Rect(400, 300, 80, 60),))
    canvas.set_tool(tool)
    screen = Screen(canvas, monkeypatch)
    random = np.random.default_rng(3)
    for points in (random.uniform((300, 250), (600, 450), (12, 2)).tolist() for _ in range(3)):
        for count in range(len(points)):
            if count == 0 or tool is Tool.POLYGON:
                hand.press(tuple(points[count]))
                assert screen.is_right()
                if tool is Tool.POLYGON:
                    hand.release(tuple(points[count]))
            for by in (0, 3, 9):
                hand.move((points[count][0] + by, points[count][1] - 2 * by))
                assert screen.is_right()
        end(canvas, hand, tool, [(450, 350)])
        assert screen.is_right()


def ask_for_shortcut(canvas: Canvas, key: Qt.Key) -> None:
    """As Qt does before it triggers one of the window."""
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.ControlModifier)
    event.ignore()
    QApplication.sendEvent(canvas, event)
    assert not event.isAccepted()


def test_a_shortcut_in_the_middle_drops_it_and_says_so(
    canvas: Canvas, hand: Hand, tool: Tool, told: list[str], qtbot: QtBot
) -> None:
    """But not a polygon: no button is held, and it goes on."""
    canvas.set_tool(tool)
    begin(hand, tool, STAR)
    ask_for_shortcut(canvas, Qt.Key.Key_A)
    document_of(canvas).mark_all()
    document_of(canvas).undo()
    qtbot.waitUntil(lambda: not canvas._is_just_dropped)
    assert len(told) == (tool is not Tool.POLYGON)
    end(canvas, hand, tool, STAR)
    assert mask_of(canvas).any() == (tool is Tool.POLYGON)


def test_nothing_is_said_of_what_the_person_takes_back(
    canvas: Canvas, hand: Hand, tool: Tool, told: list[str], qtbot: QtBot
) -> None:
    canvas.set_tool(tool)
    begin(hand, tool, STAR[:3])
    ask_for_shortcut(canvas, Qt.Key.Key_Z)
    assert canvas.take_back()
    qtbot.waitUntil(lambda: not canvas._is_just_dropped)
    end(canvas, hand, tool, STAR[:3])
    begin(hand, tool, STAR)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    end(canvas, hand, tool, STAR)
    draw(canvas, hand, tool, STAR)
    assert told == []
    assert label_of(canvas) == f"Draw {tool.name.lower()}"


def test_it_is_told_when_one_is_in_the_making(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    canvas.set_tool(tool)
    states: list[bool] = []
    canvas.shape_changed.connect(lambda: states.append(canvas.is_drawing_shape))
    begin(hand, tool, STAR[:2])
    assert states == [True]
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert states == [True, False]
    hand.release(STAR[0])
    draw(canvas, hand, tool, STAR)
    assert states == [True, False] * 2


@pytest.mark.parametrize("level", [0, 128, 255])
def test_the_line_is_seen_on_any_picture(make_canvas: MakeCanvas, tool: Tool, level: int) -> None:
    canvas = make_canvas(np.full((200, 300, 3), level, np.uint8), scale=1.0)
    hand = Hand(canvas)
    canvas.set_tool(tool)
    before = grabbed(canvas).astype(int)
    begin(hand, tool, [(100, 50), (200, 50), (200, 150)])
    change = np.abs(grabbed(canvas).astype(int) - before).max(axis=2)
    # where the lines and the ellipse are drawn from side to side, or come down
    x, y = (round(value) for value in canvas.viewport.to_view(200, 100))
    across = change[y, x - 4 : x + 5]
    assert across.max() > 60
    assert across[0] == across[-1] == 0, "and it is thin"


def test_the_cursor_is_a_cross(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    canvas.set_tool(tool)
    hand.move((50, 50))
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    begin(hand, tool, STAR)
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor


def test_a_job_changed_meanwhile_marks_nothing(canvas: Canvas, hand: Hand, tool: Tool) -> None:
    canvas.set_tool(tool)
    begin(hand, tool, STAR)
    canvas.set_job(CanvasJob.CUT_OUT)
    end(canvas, hand, tool, STAR)
    assert label_of(canvas) is None


@pytest.mark.parametrize("ratio", ["1.25", "2"])
def test_on_a_dense_screen_it_marks_exactly_what_it_covers(ratio: str) -> None:
    environment = os.environ | {"QT_SCALE_FACTOR": ratio, "QT_QPA_PLATFORM": "offscreen"}
    script = "from tests.ui.canvas.dense_shapes import check; check()"
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout == f"{float(ratio)}\n"
