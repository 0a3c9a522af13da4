"""Keeping and removing by hand."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from picwish_desktop.model.backdrop import ColorBackdrop
from picwish_desktop.model.cutout import Edge, Look, Matte
from picwish_desktop.model.frame import CanvasShape, Framing
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.cutout_scene import CutoutView
from picwish_desktop.ui.canvas.matte_stroke import MatteStroke
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import (
    CutoutStage,
    Hand,
    Point,
    Screen,
    cutout_surface_of,
    document_of,
    grabbed,
    matte_of,
    noise,
    stage_of,
)
from tests.ui.canvas.conftest import MakeCanvas

WIDTH, HEIGHT = 300, 200
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
GREEN = (0, 255, 0)


@pytest.fixture
def stage() -> CutoutStage:
    return stage_of(WIDTH, HEIGHT)


@pytest.fixture
def canvas(make_canvas: MakeCanvas, stage: CutoutStage) -> Canvas:
    """At 100 %, with the exact brush in hand."""
    canvas = make_canvas(noise(8, 8), size=(500, 400))
    stage.show(canvas)
    canvas.set_smart(False)
    canvas.zoom_to(1.0)
    return canvas


def coverage(shape: tuple[int, ...], diameter: int, hardness: float, *points: Point) -> NDArray[np.float64]:
    """0 to 1, of the line through `points`, slowly: from the distance of each pixel's middle to each part of it."""
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]] + 0.5
    nearest = np.full(shape, np.inf)
    for (x0, y0), (x1, y1) in zip(points, points[1:] or points, strict=False):
        length = (x1 - x0) ** 2 + (y1 - y0) ** 2
        along = 0 if length == 0 else np.clip(((columns - x0) * (x1 - x0) + (rows - y0) * (y1 - y0)) / length, 0, 1)
        nearest = np.minimum(nearest, np.hypot(columns - x0 - along * (x1 - x0), rows - y0 - along * (y1 - y0)))
    radius = diameter / 2
    full, rim = min(radius * hardness, radius - 0.5), radius + 0.5
    share = np.clip((rim - nearest) / (rim - full), 0, 1)
    return np.asarray(share * share * (3 - 2 * share))


def assert_painted(before: Matte, after: Matte, cover: NDArray[np.float64], *, is_keeping: bool) -> None:
    level = np.rint(255 * cover)
    expected = np.maximum(before, level) if is_keeping else np.minimum(before, 255 - level)
    assert np.abs(after - expected).max() <= 1
    np.testing.assert_array_equal(after[cover == 0], before[cover == 0])
    assert (after != before).any()


near = st.tuples(st.floats(-80, WIDTH + 80), st.floats(-80, HEIGHT + 80))
# beside a photo that is seen very small
far = st.tuples(st.floats(-40_000, 40_000), st.floats(-40_000, 40_000))
points = st.lists(st.one_of(near, near, far), min_size=1, max_size=4)


@pytest.mark.usefixtures("qapp")
@settings(max_examples=60)
@given(points, st.integers(1, 400), st.floats(0, 1), st.booleans(), st.sampled_from([0.2, 1.0, 3.0]))
def test_a_stroke_covers_what_is_near_its_line(
    line: list[Point], diameter: int, hardness: float, is_keeping: bool, scale: float
) -> None:
    canvas, stage = Canvas(), stage_of(WIDTH, HEIGHT)
    stage.show(canvas)
    canvas.zoom_to(scale)
    before = matte_of(canvas).copy()
    for _ in range(2):
        # painting twice is as painting once
        surface = cutout_surface_of(canvas)
        stroke = MatteStroke(document_of(canvas).begin("Brush"), surface, diameter, hardness, is_keeping=is_keeping)
        for start, end in zip((line[0], *line), line, strict=False):
            stroke.draw(start, end)
        stroke.commit()
        cover = coverage(before.shape, diameter, hardness, *line)
        level = np.rint(255 * cover)
        expected = np.maximum(before, level) if is_keeping else np.minimum(before, 255 - level)
        assert np.abs(matte_of(canvas) - expected).max() <= 1
        np.testing.assert_array_equal(matte_of(canvas)[cover == 0], before[cover == 0])
    canvas.set_document(None, None)


@pytest.mark.parametrize("hardness", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("size", [1, 2, 7, 90])
def test_a_click_paints_a_dot(canvas: Canvas, hand: Hand, size: int, hardness: float) -> None:
    canvas.painting.hardness = hardness
    canvas.set_brush_size(size)
    before = matte_of(canvas).copy()
    hand.click((30, 30))
    place = hand.lands_on((30, 30))
    assert_painted(before, matte_of(canvas), coverage(before.shape, size, hardness, place), is_keeping=True)


@pytest.mark.parametrize("way", ["eraser", "right button", "alt"])
def test_removing(canvas: Canvas, hand: Hand, way: str) -> None:
    canvas.set_brush_size(30)
    canvas.painting.hardness = 0.4
    if way == "eraser":
        canvas.set_tool(Tool.ERASER)
        canvas.set_brush_size(30)
    elif way == "right button":
        hand.button = Qt.MouseButton.RightButton
    else:
        hand.modifiers = ALT
    before = matte_of(canvas).copy()
    hand.drag((130, 90), (170, 110), (150, 120))
    places = [hand.lands_on(point) for point in ((130, 90), (170, 110), (150, 120))]
    assert_painted(before, matte_of(canvas), coverage(before.shape, 30, 0.4, *places), is_keeping=False)
    assert document_of(canvas).undo_label == "Remove"


def test_a_line_from_where_the_last_stroke_ended(canvas: Canvas, hand: Hand) -> None:
    canvas.set_brush_size(20)
    hand.click((20, 20))
    before = matte_of(canvas).copy()
    hand.modifiers = SHIFT
    hand.click((250, 30))
    line = [hand.lands_on((20, 20)), hand.lands_on((250, 30))]
    cover = coverage(before.shape, 20, canvas.painting.hardness, *line)
    assert_painted(before, matte_of(canvas), cover, is_keeping=True)
    assert document_of(canvas).undo_label == "Keep"


def test_a_stroke_is_one_step_and_comes_back_exactly(canvas: Canvas, hand: Hand, stage: CutoutStage) -> None:
    document, first = document_of(canvas), matte_of(canvas).copy()
    hand.drag((20, 20), (60, 30), (90, 25))
    second = matte_of(canvas).copy()
    document.undo()
    np.testing.assert_array_equal(matte_of(canvas), first)
    assert document.undo_label == "Cut out"
    document.redo()
    np.testing.assert_array_equal(matte_of(canvas), second)
    hand.move((-900, -900))
    np.testing.assert_array_equal(grabbed(canvas), stage.fresh(canvas))


def test_esc_takes_the_stroke_back_and_the_rest_of_the_drag_paints_nothing(canvas: Canvas, hand: Hand) -> None:
    before = matte_of(canvas).copy()
    hand.press((30, 30))
    hand.move((60, 40))
    assert (matte_of(canvas) != before).any()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    hand.move((90, 60))
    hand.release((90, 60))
    np.testing.assert_array_equal(matte_of(canvas), before)
    assert document_of(canvas).undo_label == "Cut out"
    assert not document_of(canvas).is_changing


@pytest.mark.parametrize("scale", [0.4, 1.0, 3.0])
@pytest.mark.parametrize("view", [CutoutView.RESULT, CutoutView.MATTE, CutoutView.OUTLINE])
def test_neither_ring_nor_stroke_leaves_a_trace(
    canvas: Canvas, stage: CutoutStage, monkeypatch: pytest.MonkeyPatch, scale: float, view: CutoutView
) -> None:
    document_of(canvas).set_look("Look", Look(ColorBackdrop(GREEN), edge=Edge(shift=2.0, soften=1.5)))
    canvas.set_cutout_view(view)
    canvas.zoom_to(scale)
    hand, screen = Hand(canvas), Screen(canvas, monkeypatch)
    hand.press((140, 40))
    for point in ((145, 45), (170, 30), (170, 31)):
        hand.move(point)
        assert screen.is_right()
    hand.release((170, 31))
    assert screen.is_right()
    document_of(canvas).undo()
    assert screen.is_right()
    hand.move((-9000, -9000))
    assert screen.is_right()
    np.testing.assert_array_equal(grabbed(canvas), stage.fresh(canvas))


@pytest.mark.parametrize("framing", [Framing(is_cropped=True), Framing(CanvasShape.SQUARE), Framing(CanvasShape.WIDE)])
def test_the_brush_meets_the_pixel_that_is_seen_under_it(canvas: Canvas, framing: Framing) -> None:
    document = document_of(canvas)
    document.set_look("Look", Look(ColorBackdrop(GREEN), framing=framing))
    canvas.zoom_to(1.0)
    assert canvas.viewport.origin != (0, 0)
    canvas.painting.hardness = 1.0
    canvas.set_brush_size(3)
    hand = Hand(canvas)
    hand.button = Qt.MouseButton.RightButton
    # whatever the canvas says about places: this is the middle of its window
    middle = canvas.width() // 2, canvas.height() // 2
    color = grabbed(canvas)[middle[1], middle[0]]
    (row,), (column,) = np.nonzero((document.photo.pixels == color).all(axis=2))
    assert matte_of(canvas)[row, column] == 255
    QTest.mouseClick(canvas, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, QPoint(*middle))
    rows, columns = np.nonzero(matte_of(canvas) != stage_of(WIDTH, HEIGHT).cutout.matte)
    assert abs(rows.mean() - row) <= 1
    assert abs(columns.mean() - column) <= 1
    assert (grabbed(canvas)[middle[1] - 1, middle[0] - 1] == GREEN).all()


def test_a_brush_beyond_the_photo_paints_what_it_reaches(canvas: Canvas, hand: Hand) -> None:
    canvas.set_brush_size(60)
    before = matte_of(canvas).copy()
    document = document_of(canvas)
    document.set_look("Look", Look(ColorBackdrop(GREEN), framing=Framing(CanvasShape.SQUARE)))
    hand.drag((100, -20), (200, -20))
    line = [hand.lands_on((100, -20)), hand.lands_on((200, -20))]
    cover = coverage(before.shape, 60, canvas.painting.hardness, *line)
    assert_painted(before, matte_of(canvas), cover, is_keeping=True)
    label = document.undo_label
    hand.drag((100, -45), (120, -45))
    assert (document.undo_label, document.is_changing) == (label, False)


def test_a_frame_follows_the_subject_when_the_stroke_ends(canvas: Canvas, hand: Hand, stage: CutoutStage) -> None:
    document = document_of(canvas)
    document.set_look("Look", Look(ColorBackdrop(GREEN), framing=Framing(is_cropped=True, margin=0)))
    canvas.zoom_to(1.0)
    before = canvas.viewport.shown
    canvas.set_brush_size(20)
    edge = before.x + 1, before.y + before.height / 2
    hand.press(edge)
    hand.move((before.x - 20, edge[1]))
    assert canvas.viewport.shown == before, "nothing moves under the brush"
    hand.release((before.x - 20, edge[1]))
    assert canvas.viewport.shown == document.subject_bounds() != before
    hand.move((-900, -900))
    np.testing.assert_array_equal(grabbed(canvas), stage.fresh(canvas))
    document.undo()
    assert canvas.viewport.shown == before
    np.testing.assert_array_equal(grabbed(canvas), stage.fresh(canvas))


def test_on_the_original_the_exact_brush_paints_and_shows_what_it_does(canvas: Canvas, hand: Hand) -> None:
    canvas.set_cutout_view(CutoutView.ORIGINAL)
    hinted: list[object] = []
    canvas.hint_drawn.connect(hinted.append)
    before = matte_of(canvas).copy()
    canvas.set_brush_size(20)
    hand.drag((20, 20), (80, 30))
    line = [hand.lands_on((20, 20)), hand.lands_on((80, 30))]
    cover = coverage(before.shape, 20, canvas.painting.hardness, *line)
    assert_painted(before, matte_of(canvas), cover, is_keeping=True)
    assert hinted == []
    assert canvas.cutout_view is CutoutView.OUTLINE


def test_nothing_is_painted_while_something_else_works_on_the_cutout(canvas: Canvas, hand: Hand) -> None:
    canvas.set_marking_enabled(False)
    before = matte_of(canvas).copy()
    hand.drag((20, 20), (80, 30))
    np.testing.assert_array_equal(matte_of(canvas), before)
    assert not document_of(canvas).is_changing


@pytest.mark.qt_log_ignore("grabbing the mouse")
@pytest.mark.parametrize("interruption", ["zoom", "tool", "view", "document", "shortcut", "smart", "picking"])
def test_what_interrupts_a_stroke_ends_it(canvas: Canvas, hand: Hand, interruption: str) -> None:
    document, before = document_of(canvas), matte_of(canvas).copy()
    hand.press((30, 30))
    hand.move((60, 40))
    match interruption:
        case "zoom":
            canvas.zoom_to(2.0)
        case "tool":
            canvas.set_tool(Tool.HAND)
        case "view":
            canvas.set_cutout_view(CutoutView.MATTE)
        case "document":
            canvas.set_document(None, None)
        case "shortcut":
            QTest.keyClick(canvas, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        case "smart":
            canvas.set_smart(True)
        case "picking":
            canvas.set_picking_color(True)
            hand.move((90, 60))
            canvas.set_picking_color(False)
    assert not document.is_changing
    cutout = document.state.cutout
    assert cutout is not None
    assert (cutout.matte != before).any()
    document.undo()
    np.testing.assert_array_equal(cutout.matte, before)


@pytest.mark.parametrize("ratio", ["1.25", "2"])
def test_on_a_dense_screen_the_brush_meets_what_is_under_it(ratio: str) -> None:
    environment = os.environ | {"QT_SCALE_FACTOR": ratio, "QT_QPA_PLATFORM": "offscreen"}
    script = "from tests.ui.canvas.dense_cutout import check; check()"
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    # offscreen, Qt cannot hold the mouse for the pipette
    assert not [line for line in done.stderr.splitlines() if "grabbing the mouse" not in line]
    assert done.stdout == f"{float(ratio)}\n"
