"""Painting and erasing with the mouse."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import MaskRecorder
from picwish_desktop.model.state import State
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.stroke import FARTHEST, MOST, UNTOLD
from picwish_desktop.ui.canvas.surface import Surface
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import Hand, Point, Screen, document_of, edit_of, grabbed, noise, redrawn, seen, surface_of
from tests.ui.canvas.conftest import MakeCanvas

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def distances(document: Document, *points: Point) -> NDArray[np.float64]:
    """How far the centre of each pixel is from the line through `points`."""
    rows, columns = np.mgrid[0 : document.photo.height, 0 : document.photo.width] + 0.5
    nearest = np.full(rows.shape, np.inf)
    for (x0, y0), (x1, y1) in zip(points, points[1:] or points, strict=False):
        length = (x1 - x0) ** 2 + (y1 - y0) ** 2
        along = 0 if length == 0 else np.clip(((columns - x0) * (x1 - x0) + (rows - y0) * (y1 - y0)) / length, 0, 1)
        nearest = np.minimum(nearest, np.hypot(columns - x0 - along * (x1 - x0), rows - y0 - along * (y1 - y0)))
    return nearest


def assert_painted(document: Document, size: int, *points: Point) -> None:
    """Everything up to half of `size` away is marked and nothing else; a pixel more or less is rounding."""
    away, mask = distances(document, *points), document.selection.mask
    assert (mask[away <= size / 2 - 1] == 255).all()
    assert (mask[away > size / 2 + 1] == 0).all()
    assert set(np.unique(mask)) <= {0, 255}
    assert mask.any()


def step_of(document: Document) -> str | None:
    return document.undo_label


@pytest.mark.parametrize("size", [1, 2, 5, 40, 90, 199])
def test_a_press_paints_a_dot(canvas: Canvas, hand: Hand, size: int) -> None:
    canvas.set_brush_size(size)
    hand.click((150, 100))
    assert_painted(document_of(canvas), size, hand.lands_on((150, 100)))


@pytest.mark.parametrize("scale", [0.3, 0.84, 1.0, 1.5, 2.0, 6.0])
@pytest.mark.parametrize("size", [7, 120])
def test_a_drag_paints_a_line(make_canvas: MakeCanvas, scale: float, size: int) -> None:
    canvas = make_canvas(noise(600, 400), scale=scale)
    hand = Hand(canvas)
    canvas.set_brush_size(size)
    points = [(280, 190), (310, 180), (325, 215), (300, 210)]
    hand.drag(*points)
    assert_painted(document_of(canvas), size, *(hand.lands_on(point) for point in points))
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


def test_what_is_painted_is_seen_at_once(canvas: Canvas, hand: Hand) -> None:
    canvas.set_brush_size(40)
    hand.press((100, 100))
    hand.move((160, 120))
    painted = seen(surface_of(canvas))
    x, y = (round(value) for value in canvas.viewport.to_view(130, 110))
    assert (grabbed(canvas)[y, x] == painted[y, x, ::-1]).all()
    assert (grabbed(canvas)[y, x] != document_of(canvas).photo.pixels[110, 130]).any()
    hand.release((160, 120))
    exact = redrawn(surface_of(canvas))
    away = distances(document_of(canvas), hand.lands_on((100, 100)), hand.lands_on((160, 120)))
    inside, sure = canvas.viewport.visible_area.slices, np.abs(away - 20) > 1
    np.testing.assert_array_equal(painted[inside][sure], exact[inside][sure])


def test_a_long_stroke_gets_into_the_mask_while_it_is_drawn(canvas: Canvas, hand: Hand) -> None:
    """Or its end would take as long as all of it."""
    document = document_of(canvas)
    canvas.set_brush_size(6)
    hand.press((60, 60))
    reached = []
    for step in range(1, 2 * MOST + MOST // 2):
        hand.move((60 + 2 * step, 60 + step))
        reached.append(document.selection.count)
        assert reached[-1] == np.count_nonzero(document.selection.mask)
    assert len(set(reached)) == 3, "nothing, and as much again twice"
    hand.release((60 + 5 * MOST, 60 + 5 * MOST // 2))
    assert document.selection.count > reached[-1] > reached[0] == 0
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


def test_what_a_large_brush_marks_is_counted_while_the_hand_rests(make_canvas: MakeCanvas) -> None:
    """But for so little that it hardly changes what is told."""
    canvas = make_canvas(np.zeros((600, 800, 3), np.uint8), scale=0.4)
    document, hand = document_of(canvas), Hand(canvas)
    canvas.set_brush_size(150)
    hand.press((100, 100))
    assert document.selection.share > 0.02, "a dot"
    for step in range(1, MOST // 2):
        hand.move((100 + 30 * step, 100 + 10 * step))
        way = [hand.lands_on((100 + 30 * at, 100 + 10 * at)) for at in range(step + 1)]
        seen = np.count_nonzero(distances(document, *way) <= 75) / document.photo.pixels[..., 0].size
        assert seen - document.selection.share < UNTOLD + 0.001
    hand.release((550, 250))


def test_what_goes_into_the_mask_at_once_is_never_the_whole_of_a_long_way(make_canvas: MakeCanvas) -> None:
    """All around it is copied and counted."""
    canvas = make_canvas(np.zeros((3000, 4000, 3), np.uint8), scale=0.09)
    document, hand = document_of(canvas), Hand(canvas)
    canvas.set_brush_size(100)
    parts: list[int] = []
    document.subscribe(lambda change: parts.append(change.mask.area))
    hand.drag(*((300 + 120 * step, 300 + 90 * step) for step in range(26)))
    assert max(parts) < 2 * FARTHEST
    assert document.selection.mask_bounds().area > 2.5 * FARTHEST


def test_a_stroke_is_one_undo_step(canvas: Canvas, hand: Hand) -> None:
    document = document_of(canvas)
    hand.drag((50, 50), (90, 60), (120, 100))
    first = document.selection.mask.copy()
    hand.drag((200, 150), (220, 150))
    assert step_of(document) == "Paint"
    document.undo()
    np.testing.assert_array_equal(document.selection.mask, first)
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))
    document.undo()
    assert not document.selection.mask.any()
    assert step_of(document) is None
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))
    document.redo()
    np.testing.assert_array_equal(document.selection.mask, first)
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


@pytest.mark.parametrize("way", ["eraser", "right button", "alt"])
def test_erasing(canvas: Canvas, hand: Hand, way: str) -> None:
    document = document_of(canvas)
    with document.gesture("Mark all") as gesture, gesture.painting(document.selection.area) as painted:
        painted[:] = 255
    if way == "eraser":
        canvas.set_tool(Tool.ERASER)
    elif way == "right button":
        hand.button = Qt.MouseButton.RightButton
    else:
        hand.modifiers = ALT
    canvas.set_brush_size(30)
    hand.drag((100, 100), (180, 120))
    away = distances(document, hand.lands_on((100, 100)), hand.lands_on((180, 120)))
    assert (document.selection.mask[away <= 14] == 0).all()
    assert (document.selection.mask[away > 16] == 255).all()
    assert document.undo_label == "Erase"
    assert document.selection.count == np.count_nonzero(document.selection.mask)
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


def test_erasing_where_nothing_is_marked_is_no_step(canvas: Canvas, hand: Hand) -> None:
    canvas.set_tool(Tool.ERASER)
    hand.drag((100, 100), (180, 120))
    assert document_of(canvas).undo_label is None


RECTANGLES = (Rect(20, 20, 60, 40), Rect(210, 80, 50, 60))


@pytest.mark.parametrize("is_anything_painted", [False, True])
def test_what_is_erased_beside_rectangles_leaves_them_rectangles(
    canvas: Canvas, hand: Hand, *, is_anything_painted: bool
) -> None:
    document = document_of(canvas)
    canvas.set_brush_size(30)
    if is_anything_painted:
        hand.drag((60, 140), (130, 80))
    document.set_rectangles("Draw", RECTANGLES)
    canvas.set_tool(Tool.ERASER)
    canvas.set_brush_size(30)
    # the box around its second line reaches into one of them
    hand.drag((40, 180), (110, 100), (260, 20))
    assert document.state.rectangles == RECTANGLES
    assert document.undo_label == ("Erase" if is_anything_painted else "Draw")
    assert document.redo_label is None
    assert document.selection.mask[140, 60] == 0
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


@pytest.mark.parametrize("is_back", [False, True])
def test_an_eraser_that_comes_to_a_rectangle_erases_of_it_at_once(canvas: Canvas, hand: Hand, *, is_back: bool) -> None:
    document = document_of(canvas)
    hand.drag((30, 150), (150, 150))
    document.set_rectangles("Draw", RECTANGLES)
    canvas.set_tool(Tool.ERASER)
    canvas.set_brush_size(30)
    hand.press((40, 150))
    hand.move((40, 100))
    assert document.state.rectangles == RECTANGLES
    hand.move((40, 60))
    assert document.selection.mask[RECTANGLES[1].slices].all(), "all are part of the mask now"
    x, y = (round(value) for value in canvas.viewport.to_view(40, 55))
    assert (seen(surface_of(canvas))[y, x, ::-1] == document.photo.pixels[55, 40]).all(), "it is seen"
    if is_back:
        QTest.keyClick(canvas, Qt.Key.Key_Escape)
    hand.release((40, 60))
    if not is_back:
        way = [hand.lands_on(point) for point in ((40, 150), (40, 100), (40, 60))]
        away = distances(document, *way)
        assert not document.selection.mask[away <= 14].any()
        assert all((document.selection.mask[each.slices][away[each.slices] > 16] == 255).all() for each in RECTANGLES)
        np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))
        document.undo()
    assert document.state.rectangles == RECTANGLES
    assert not document.selection.mask[RECTANGLES[0].slices].any()
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


def test_an_eraser_that_only_nearly_meets_a_rectangle_is_no_step(canvas: Canvas, hand: Hand) -> None:
    document = document_of(canvas)
    document.set_rectangles("Draw", RECTANGLES)
    canvas.set_tool(Tool.ERASER)
    canvas.set_brush_size(10)
    # a pixel and a half away
    hand.drag((86.5, 20), (86.5, 50))
    assert document.state.rectangles == RECTANGLES
    assert (document.undo_label, document.redo_label) == ("Draw", None)
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


def test_shift_and_a_click_draw_a_straight_line(canvas: Canvas, hand: Hand) -> None:
    canvas.set_brush_size(20)
    hand.click((50, 50))
    hand.modifiers = SHIFT
    hand.click((250, 120))
    ends = hand.lands_on((50, 50)), hand.lands_on((250, 120))
    assert_painted(document_of(canvas), 20, *ends)
    hand.click((60, 150))
    assert_painted(document_of(canvas), 20, *ends, hand.lands_on((60, 150)))
    document_of(canvas).undo()
    assert_painted(document_of(canvas), 20, *ends)


def test_shift_and_a_click_paint_a_dot_when_there_is_no_last_point(canvas: Canvas, hand: Hand) -> None:
    canvas.set_brush_size(20)
    hand.modifiers = SHIFT
    hand.click((150, 100))
    assert_painted(document_of(canvas), 20, hand.lands_on((150, 100)))


def test_no_line_is_drawn_from_another_picture(canvas: Canvas, hand: Hand, make_canvas: MakeCanvas) -> None:
    hand.click((50, 50))
    other = make_canvas(noise(300, 200, seed=5))
    canvas.set_document(other.document, surface_of(other).scene.picture)
    canvas.set_brush_size(20)
    hand.modifiers = SHIFT
    hand.click((150, 100))
    assert_painted(document_of(canvas), 20, hand.lands_on((150, 100)))


def test_shift_and_a_drag_change_the_size(canvas: Canvas, hand: Hand, qtbot: QtBot) -> None:
    hand.modifiers = SHIFT
    with qtbot.waitSignal(canvas.brush_size_changed) as changed:
        hand.drag((100, 100), (110, 100))
    assert changed.args == [84]
    assert canvas.brush_size == 84
    hand.drag((100, 100), (80, 100))
    assert canvas.brush_size == 44
    hand.drag((100, 100), (80, 100), (100, 100))
    assert canvas.brush_size == 44, "back where it began"
    assert not document_of(canvas).selection.mask.any()


@pytest.mark.parametrize("is_dragged", [True, False])
def test_escape_takes_back_what_shift_began(canvas: Canvas, hand: Hand, *, is_dragged: bool) -> None:
    hand.click((50, 50))
    marked, hand.modifiers = document_of(canvas).selection.mask.copy(), SHIFT
    hand.press((150, 100))
    if is_dragged:
        hand.move((180, 100))
        assert canvas.brush_size == 124
    QTest.keyClick(canvas, Qt.Key.Key_Escape, SHIFT)
    assert canvas.brush_size == 64
    hand.move((200, 100))
    hand.release((200, 100))
    assert canvas.brush_size == 64
    np.testing.assert_array_equal(document_of(canvas).selection.mask, marked, "nor is a line drawn")


def test_alt_and_the_wheel_change_the_size(canvas: Canvas, hand: Hand) -> None:
    hand.modifiers = ALT
    scale = canvas.viewport.scale
    hand.turn_wheel((100, 100), 120)
    assert canvas.brush_size == 77
    hand.turn_wheel((100, 100), -120, sideways=True)
    assert canvas.brush_size == 64
    assert canvas.viewport.scale == scale


def test_sizes_keep_to_their_limits_and_step_by_at_least_a_pixel(canvas: Canvas) -> None:
    canvas.set_brush_size(5000)
    assert canvas.brush_size == 1000
    canvas.set_brush_size(-3)
    assert canvas.brush_size == 1
    canvas.step_brush_size(-1)
    assert canvas.brush_size == 1
    sizes = []
    for _ in range(4):
        canvas.step_brush_size(1)
        sizes.append(canvas.brush_size)
    assert sizes == [2, 3, 4, 5]


def test_brush_and_eraser_have_sizes_of_their_own(canvas: Canvas) -> None:
    told: list[int] = []
    canvas.brush_size_changed.connect(told.append)
    canvas.set_brush_size(30)
    canvas.set_tool(Tool.ERASER)
    canvas.set_brush_size(90)
    canvas.set_tool(Tool.BRUSH)
    assert canvas.brush_size == 30
    assert told == [30, 64, 90, 30]


def test_escape_takes_a_stroke_back(canvas: Canvas, hand: Hand) -> None:
    document = document_of(canvas)
    hand.drag((50, 50), (90, 60))
    mask, view = document.selection.mask.copy(), seen(surface_of(canvas))
    hand.press((60, 40))
    hand.move((200, 100))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    np.testing.assert_array_equal(document.selection.mask, mask)
    np.testing.assert_array_equal(seen(surface_of(canvas)), view)
    hand.move((250, 150))
    hand.release((250, 150))
    np.testing.assert_array_equal(document.selection.mask, mask)
    document.undo()
    assert not document.selection.mask.any()


def test_a_stroke_may_begin_and_end_beside_the_picture(canvas: Canvas, hand: Hand) -> None:
    canvas.set_brush_size(20)
    hand.drag((-30, 100), (150, 100), (330, 100))
    assert_painted(document_of(canvas), 20, *(hand.lands_on(point) for point in ((-30, 100), (150, 100), (330, 100))))


def test_a_stroke_from_beside_the_picture_takes_the_short_way_once_it_began(
    canvas: Canvas, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas.set_brush_size(20)
    hand.press((-40, 100))
    hand.move((-30, 100))
    hand.move((60, 100))
    with monkeypatch.context() as patch:
        # which each move would take twice as long for
        patch.setattr(canvas, "_drag", lambda _: pytest.fail("the long way"))
        hand.move((90, 110))
    hand.release((90, 110))
    assert_painted(document_of(canvas), 20, *(hand.lands_on(point) for point in ((-30, 100), (60, 100), (90, 110))))
    hand.press((-40, 50))
    hand.move((-30, 50))
    hand.release((-30, 50))
    assert document_of(canvas).gestures == 1


def test_painting_beside_the_picture_does_nothing(canvas: Canvas, hand: Hand) -> None:
    canvas.set_brush_size(10)
    document_of(canvas).propose(edit_of(Rect(0, 0, 64, 64)))
    hand.drag((-30, 100), (-20, 120))
    assert step_of(document_of(canvas)) == "Remove objects"


def test_painting_over_a_preview_keeps_it_first(canvas: Canvas, hand: Hand) -> None:
    document = document_of(canvas)
    hand.drag((50, 50), (90, 60))
    edit = edit_of(Rect(0, 0, 128, 128))
    document.propose(edit)
    hand.click((200, 150))
    assert document.state == State(edits=(edit,))
    assert_painted(document, 64, hand.lands_on((200, 150)))
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))
    document.undo()
    assert document.state.edits == (edit,)
    assert not document.selection.mask.any()
    document.undo()
    assert document.state.preview is edit
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


def test_there_is_nothing_to_erase_on_a_preview(canvas: Canvas, hand: Hand) -> None:
    document = document_of(canvas)
    hand.drag((50, 50), (90, 60))
    document.propose(edit_of(Rect(0, 0, 128, 128)))
    canvas.set_tool(Tool.ERASER)
    hand.drag((50, 50), (90, 60))
    assert document.state.preview is not None


def test_nothing_is_marked_while_marking_is_off(canvas: Canvas, hand: Hand) -> None:
    hand.press((50, 50))
    canvas.set_marking_enabled(False)
    count = document_of(canvas).selection.count
    assert count
    hand.move((200, 150))
    hand.release((200, 150))
    hand.drag((50, 150), (200, 50))
    assert document_of(canvas).selection.count == count
    canvas.set_marking_enabled(True)
    hand.drag((50, 150), (200, 50))
    assert document_of(canvas).selection.count > count


def test_painting_makes_the_overlay_visible(canvas: Canvas, hand: Hand, qtbot: QtBot) -> None:
    canvas.set_overlay_visible(False)
    with qtbot.waitSignal(canvas.overlay_changed) as changed:
        hand.drag((50, 150), (200, 50))
    assert changed.args == [True]
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))
    assert (seen(surface_of(canvas)) != seen_plain(canvas)).any()


def seen_plain(canvas: Canvas) -> NDArray[np.uint8]:
    canvas.set_overlay_visible(False)
    return seen(surface_of(canvas))


@pytest.mark.parametrize("interruption", ["zoom", "tool", "resize", "mask only", "other document", "shortcut"])
def test_what_interrupts_a_stroke_ends_it(canvas: Canvas, hand: Hand, interruption: str) -> None:
    document = document_of(canvas)
    hand.press((50, 50))
    hand.move((90, 60))
    match interruption:
        case "zoom":
            canvas.zoom_to(2.0)
        case "tool":
            canvas.set_tool(Tool.HAND)
        case "resize":
            canvas.resize(410, 300)
        case "mask only":
            canvas.set_mask_only(True)
        case "other document":
            canvas.set_document(None, None)
        case "shortcut":
            QTest.keyClick(canvas, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert document.selection.mask[60, 90], "it is ended as it was"
    document.undo()
    assert not document.selection.mask.any()
    if isinstance(canvas.surface, Surface):
        np.testing.assert_array_equal(seen(canvas.surface), redrawn(canvas.surface))


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_Super_L, Qt.Key.Key_J, Qt.Key.Key_VolumeUp]
)
def test_a_key_that_is_no_command_by_itself_does_not_end_a_stroke(canvas: Canvas, hand: Hand, key: Qt.Key) -> None:
    document = document_of(canvas)
    hand.press((50, 50))
    hand.move((90, 60))
    QTest.keyClick(canvas, key)
    hand.move((130, 60))
    hand.release((130, 60))
    assert document.selection.mask[60, [90, 130]].all()
    document.undo()
    assert not document.selection.mask.any(), "it is one step"


@pytest.mark.parametrize("direction", [1, -1])
def test_another_size_is_the_next_strokes(
    canvas: Canvas, hand: Hand, monkeypatch: pytest.MonkeyPatch, direction: int
) -> None:
    canvas.set_brush_size(40)
    screen = Screen(canvas, monkeypatch)
    hand.press((50, 50))
    hand.move((90, 60))
    for _ in range(4):
        canvas.step_brush_size(direction)
    next_size = canvas.brush_size
    assert (next_size - 40) * direction > 0
    assert screen.is_right()
    ring = canvas.cursor().pixmap().size()
    hand.move((150, 60))
    hand.move((200, 110))
    assert screen.is_right()
    hand.release((200, 110))
    assert_painted(document_of(canvas), 40, *map(hand.lands_on, ((50, 50), (90, 60), (150, 60), (200, 110))))
    assert (canvas.cursor().pixmap().width() - ring.width()) * direction > 0, "the ring is the next one's, too"
    document_of(canvas).undo()
    hand.click((150, 100))
    assert_painted(document_of(canvas), next_size, hand.lands_on((150, 100)))


def test_a_stroke_on_a_picture_longer_than_qt_can_paint_on(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(np.zeros((20, 40000, 3), np.uint8), scale=1.0)
    canvas.pan(-39000, 0)
    hand = Hand(canvas)
    canvas.set_brush_size(10)
    hand.drag((39000, 10), (39050, 10))
    mask = document_of(canvas).selection.mask
    assert mask[10, 39000:39050].all()
    assert not mask[:, :38990].any()
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))


def test_a_stroke_goes_all_along_a_picture_longer_than_qt_paints(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(noise(70000, 30, 1))
    hand = Hand(canvas)
    canvas.set_brush_size(1000)
    # by steps, and back in one line
    hand.drag((100, 15), (20000, 15), (69900, 15))
    assert document_of(canvas).selection.mask.all()
    document_of(canvas).undo()
    hand.click((100, 15))
    hand.modifiers = SHIFT
    hand.click((69900, 15))
    assert document_of(canvas).selection.mask.all()


def test_a_command_in_the_middle_of_a_drag_ends_it(canvas: Canvas, hand: Hand) -> None:
    document = document_of(canvas)
    hand.press((50, 50))
    hand.move((90, 60))
    QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    document.undo()
    hand.move((200, 150))
    hand.release((200, 150))
    assert document.undo_label is None, "what the hand still does is not painted"
    assert document.selection.is_empty
    hand.drag((50, 50), (90, 60))
    assert document.undo_label == "Paint"


def test_where_the_hand_is_is_told_while_it_paints(canvas: Canvas, hand: Hand, qtbot: QtBot) -> None:
    told: list[tuple[int, int]] = []
    canvas.position_changed.connect(lambda x, y: told.append((x, y)))
    hand.press((50, 50))
    hand.move((90, 60))
    x, y = (int(value) for value in hand.lands_on((90, 60)))
    qtbot.waitUntil(lambda: told[-1] == (x, y))
    hand.release((90, 60))


def test_what_cannot_be_remembered_is_not_painted(canvas: Canvas, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    document = document_of(canvas)
    canvas.set_brush_size(8)
    hand.drag((150, 150), (180, 150))
    marked = document.selection.mask.copy()
    hand.press((50, 50))
    hand.move((90, 60))

    def touch(_recorder: MaskRecorder, _rect: Rect) -> None:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(MaskRecorder, "touch", touch)
        with pytest.raises(MemoryError):
            canvas.finish_gesture()
    np.testing.assert_array_equal(document.selection.mask, marked)
    assert not document.is_changing
    hand.release((90, 60))
    hand.drag((60, 60), (90, 60))
    np.testing.assert_array_equal(seen(surface_of(canvas)), redrawn(surface_of(canvas)))
