"""Pointing at what a cutout should hold, or not."""

from itertools import pairwise
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas import hint_layer
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.cutout_scene import CutoutView
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.hint_layer import KEEP, HintLayer
from picwish_desktop.ui.canvas.hint_stroke import THINNEST, WORKING_SIDE, Hint
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.canvas.viewport import Viewport
from tests.ui.canvas.acting import (
    Hand,
    Point,
    Screen,
    array_of,
    document_of,
    grabbed,
    matte_of,
    noise,
    picture_of,
    stage_of,
)
from tests.ui.canvas.conftest import MakeCanvas


@pytest.fixture
def canvas(make_canvas: MakeCanvas) -> Canvas:
    """With the smart brush in hand, before a photo that fits."""
    canvas = make_canvas(noise(8, 8), size=(400, 300))
    stage_of(300, 200).show(canvas)
    canvas.zoom_to(1.0)
    canvas.set_brush_size(20)
    return canvas


@pytest.fixture
def hints(canvas: Canvas) -> list[Hint]:
    """Those that were told."""
    told: list[Hint] = []
    canvas.hint_drawn.connect(told.append)
    return told


def distances(shape: tuple[int, ...], scale: float, *points: Point) -> np.ndarray:
    """Of each pixel's middle from a line in the photo, in pixels of the mask."""
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]] + 0.5
    nearest = np.full(shape, np.inf)
    for (x0, y0), (x1, y1) in zip(points, points[1:] or points, strict=False):
        (x0, y0), (x1, y1) = (x0 * scale, y0 * scale), (x1 * scale, y1 * scale)
        length = (x1 - x0) ** 2 + (y1 - y0) ** 2
        along = 0 if length == 0 else np.clip(((columns - x0) * (x1 - x0) + (rows - y0) * (y1 - y0)) / length, 0, 1)
        nearest = np.minimum(nearest, np.hypot(columns - x0 - along * (x1 - x0), rows - y0 - along * (y1 - y0)))
    return nearest


def assert_covers(mask: np.ndarray, diameter: int, scale: float, *points: Point) -> None:
    away, radius = distances(mask.shape, scale, *points), max(THINNEST, diameter * scale) / 2
    assert (mask[away <= radius - 1] == 255).all()
    assert (mask[away > radius + 1] == 0).all()
    assert set(np.unique(mask)) <= {0, 255}


def test_a_stroke_is_told_once_when_it_ends(canvas: Canvas, hand: Hand, hints: list[Hint]) -> None:
    before = matte_of(canvas).copy()
    hand.press((40, 50))
    hand.move((90, 60))
    assert hints == []
    hand.move((120, 100))
    hand.release((120, 100))
    (hint,) = hints
    assert hint.is_keeping
    points = [hand.lands_on(point) for point in ((40, 50), (90, 60), (120, 100))]
    mask = hint.mask(Rect(0, 0, 300, 200))
    assert mask.shape == (200, 300)
    assert mask.any()
    assert_covers(mask, 20, 1.0, *points)
    np.testing.assert_array_equal(matte_of(canvas), before)
    assert document_of(canvas).undo_label == "Cut out"
    assert not document_of(canvas).is_changing


@pytest.mark.parametrize("way", ["eraser", "right button", "alt"])
def test_what_should_go_is_told_as_that(canvas: Canvas, hand: Hand, hints: list[Hint], way: str) -> None:
    match way:
        case "eraser":
            canvas.set_tool(Tool.ERASER)
        case "right button":
            hand.button = Qt.MouseButton.RightButton
        case "alt":
            hand.modifiers = Qt.KeyboardModifier.AltModifier
    hand.drag((40, 50), (90, 60))
    assert [hint.is_keeping for hint in hints] == [False]


def test_before_there_is_a_cutout_one_can_only_point_at_what_is_kept(
    canvas: Canvas, hand: Hand, hints: list[Hint]
) -> None:
    document_of(canvas).set_cutout("Drop", None)
    hand.button = Qt.MouseButton.RightButton
    hand.drag((40, 50), (90, 60))
    assert hints == []
    hand.button = Qt.MouseButton.LeftButton
    # also with the exact brush: there is no matte that it could paint
    canvas.set_smart(False)
    hand.drag((40, 50), (90, 60))
    assert len(hints) == 1


@given(
    st.sampled_from([(640, 480), (641, 480), (6000, 4000), (3, 9000), (30000, 20), (12000, 9000), (1, 1)]),
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=4),
    st.integers(1, 1000),
)
def test_a_mask_has_the_photos_shape_and_is_small(size: tuple[int, int], places: list[Point], diameter: int) -> None:
    photo = Rect(0, 0, *size)
    hint = Hint(diameter, is_keeping=True)
    # in the middle of pixels of the photo
    points = [(int(x * (size[0] - 1)) + 0.5, int(y * (size[1] - 1)) + 0.5) for x, y in places]
    for start, end in zip((points[0], *points), points, strict=False):
        hint.add(start, end)
    mask = hint.mask(photo)
    scale = min(1.0, WORKING_SIDE / max(size))
    assert max(mask.shape) == min(max(size), WORKING_SIDE)
    assert mask.shape == (max(1, round(size[1] * scale)), max(1, round(size[0] * scale)))
    assert mask.any(), "however small, a stroke says something"
    if min(mask.shape) > 1:
        assert_covers(mask, diameter, scale, *points)


def test_a_hint_is_seen_until_it_is_removed(
    canvas: Canvas, hand: Hand, hints: list[Hint], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen(canvas, monkeypatch)
    assert screen.is_right()
    hand.move((-500, -500))
    before = grabbed(canvas)
    hand.press((40, 50))
    assert screen.is_right()
    hand.move((90, 60))
    assert screen.is_right()
    hand.release((90, 60))
    assert screen.is_right()
    hand.move((-500, -500))
    assert screen.is_right()
    x, y = (round(value) for value in canvas.viewport.to_view(65, 55))
    assert (grabbed(canvas)[y, x] != before[y, x]).any()
    changed = (grabbed(canvas) != before).any(axis=2)
    hand.drag((60, 40), (60, 90))
    hand.move((-500, -500))
    assert screen.is_right()
    canvas.remove_hint(hints[1])
    assert screen.is_right()
    np.testing.assert_array_equal((grabbed(canvas) != before).any(axis=2), changed)
    canvas.remove_hint(hints[0])
    canvas.remove_hint(hints[0])
    assert screen.is_right()
    np.testing.assert_array_equal(grabbed(canvas), before)


def test_a_stroke_over_itself_is_not_darker_there(canvas: Canvas, hand: Hand) -> None:
    canvas.set_cutout_view(CutoutView.MATTE)
    hand.drag((20, 20), (60, 20), (20, 20), (60, 20))
    hand.move((-500, -500))
    left, top = (round(value) for value in canvas.viewport.to_view(25, 17))
    assert len(np.unique(grabbed(canvas)[top : top + 6, left : left + 30].reshape(-1, 3), axis=0)) == 1


def test_esc_drops_the_hint(canvas: Canvas, hand: Hand, hints: list[Hint], monkeypatch: pytest.MonkeyPatch) -> None:
    hand.move((-500, -500))
    before = grabbed(canvas)
    screen = Screen(canvas, monkeypatch)
    hand.press((40, 50))
    hand.move((90, 60))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    hand.move((120, 100))
    hand.release((120, 100))
    hand.move((-500, -500))
    assert hints == []
    assert screen.is_right()
    np.testing.assert_array_equal(grabbed(canvas), before)


def test_nothing_is_pointed_at_while_work_runs(canvas: Canvas, hand: Hand, hints: list[Hint]) -> None:
    hand.press((40, 50))
    canvas.set_marking_enabled(False)
    # what was begun is told
    assert len(hints) == 1
    hand.move((90, 60))
    hand.release((90, 60))
    hand.drag((40, 150), (90, 160))
    assert len(hints) == 1
    canvas.set_marking_enabled(True)
    hand.drag((40, 150), (90, 160))
    assert len(hints) == 2


def test_a_stroke_beside_the_photo_says_nothing(hand: Hand, hints: list[Hint]) -> None:
    hand.drag((-30, 50), (-20, 60))
    assert hints == []


def test_hints_are_not_seen_in_another_job_nor_on_another_photo(canvas: Canvas, hand: Hand) -> None:
    hand.drag((40, 50), (90, 60))
    hand.move((-500, -500))
    canvas.set_job(CanvasJob.MARK)
    np.testing.assert_array_equal(grabbed(canvas)[canvas.viewport.area.slices], document_of(canvas).photo.pixels)
    canvas.set_job(CanvasJob.CUT_OUT)
    pixels = noise(300, 200, seed=9)
    canvas.set_document(Document(Photo(pixels, Metadata("PNG"))), picture_of(pixels))
    np.testing.assert_array_equal(grabbed(canvas)[canvas.viewport.area.slices], pixels)


def test_each_line_of_a_hint_is_drawn_once_however_often_it_is_seen(canvas: Canvas, hand: Hand) -> None:
    canvas.zoom_to(4.0)
    with patch.object(HintLayer, "_draw", autospec=True, side_effect=HintLayer._draw) as drawing:
        hand.press((120, 80))
        for at in range(40):
            hand.move((120 + at % 30, 80 + at % 17))
            grabbed(canvas)
        hand.release((120, 80))
        (layer,) = canvas._hints
        n_drawn = sum(len(call.args[2]) for call in drawing.call_args_list)
        # each may reach more than one tile
        assert len(layer.hint.lines) <= n_drawn <= len(layer.hint.lines) * len(layer._tiles)
        drawing.reset_mock()
        for pan in ((31, 12), (-90, -60), (0, 40)):
            canvas.pan(*pan)
            grabbed(canvas)
        assert not drawing.called, "wherever it was panned to"


def test_a_hint_takes_memory_only_where_it_is(canvas: Canvas, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas.zoom_to(4.0)
    hand.click((120, 80))
    grabbed(canvas)
    (layer,) = canvas._hints
    assert 1 <= sum(tile.image is not None for tile in layer._tiles.values()) <= 4
    # however far it is panned, and what was forgotten comes back
    monkeypatch.setattr(hint_layer, "MOST_TILES", 4)
    before, there = grabbed(canvas), canvas.viewport
    for pan in ((300, 0), (0, 300), (-900, -900)):
        canvas.pan(*pan)
        grabbed(canvas)
        assert len(layer._tiles) <= 4
    canvas.pan(there.x - canvas.viewport.x, there.y - canvas.viewport.y)
    np.testing.assert_array_equal(grabbed(canvas), before)


def test_a_hint_looks_the_same_in_however_many_tiles_it_lies(
    canvas: Canvas, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand.drag((20, 20), (250, 30), (140, 170), (143, 20), (20, 190))
    hand.move((-500, -500))
    whole, (layer,) = grabbed(canvas), canvas._hints
    monkeypatch.setattr(hint_layer, "SIDE", 32)
    canvas._hints = [HintLayer(layer.hint)]
    np.testing.assert_array_equal(grabbed(canvas), whole)
    assert sum(tile.image is not None for tile in canvas._hints[0]._tiles.values()) > 20


def paint(layer: HintLayer, viewport: Viewport, *parts: Rect) -> np.ndarray:
    """What it lays over the view, 255 where there is something, in those parts or in all of it."""
    whole = Rect(0, 0, viewport.width, viewport.height)
    image = QImage(whole.width, whole.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        for part in parts or (whole,):
            layer.paint(painter, viewport, part, is_rough=False)
    return np.where(array_of(image)[..., 3] > KEEP.alpha() // 2, np.uint8(255), np.uint8(0))


@pytest.mark.parametrize("side", [64, hint_layer.SIDE])
def test_a_hint_lies_where_it_was_drawn_also_where_it_is_painted_part_by_part(
    monkeypatch: pytest.MonkeyPatch, side: int
) -> None:
    monkeypatch.setattr(hint_layer, "SIDE", side)
    hint = Hint(20, is_keeping=True)
    corners = [(200, 90), (260, 130), (210, 140)]
    for start, end in pairwise(corners):
        hint.add(start, end)
    layer, viewport = HintLayer(hint), Viewport(400, 300, 300, 200, scale=4.0, x=-770, y=-350)
    begin_x, begin_y = viewport.x / viewport.scale, viewport.y / viewport.scale
    points = [(x + begin_x, y + begin_y) for x, y in corners]
    parts = [Rect(x, y, 100, 50) for x in range(0, 400, 100) for y in range(0, 300, 50)]
    for some in ((), parts):
        assert_covers(paint(layer, viewport, *some), 20, viewport.scale, *points)


def test_what_the_largest_screen_shows_of_a_hint_is_drawn_once() -> None:
    hint = Hint(20, is_keeping=True)
    hint.add((300, 300), (400, 400))
    # it lies as badly on the tiles as it can
    layer, begin, screen = HintLayer(hint), 1 - hint_layer.SIDE, Rect(0, 0, 7680, 4320)
    viewport = Viewport(screen.width, screen.height, 9000, 6000, scale=4.0, x=begin, y=begin)
    corner = QImage(8, 8, QImage.Format.Format_RGB32)
    with (
        patch.object(HintLayer, "_draw", autospec=True, side_effect=HintLayer._draw) as drawing,
        QPainter(corner) as painter,
    ):
        layer.paint(painter, viewport, screen, is_rough=False)
        assert drawing.called
        drawing.reset_mock()
        layer.paint(painter, viewport, screen, is_rough=False)
        assert not drawing.called


def test_a_hint_that_is_panned_over_from_end_to_end_takes_no_more_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hint_layer, "SIDE", 64)
    hint = Hint(20, is_keeping=True)
    hint.add((0, 0), (300, 200))
    layer, most = HintLayer(hint), 0
    for step in range(12):
        paint(layer, Viewport(400, 300, 300, 200, scale=16.0, x=-400 * step, y=-266 * step))
        images = [tile.image for tile in layer._tiles.values() if tile.image is not None]
        most = max(most, len(images))
    assert 0 < most <= hint_layer.MOST_TILES


def test_a_hint_is_seen_through_any_viewport_as_if_it_were_new(canvas: Canvas, hand: Hand) -> None:
    hand.drag((20, 20), (250, 30), (140, 170), (143, 20), (20, 190))
    hand.move((-500, -500))
    (old,) = canvas._hints
    for scale in (1.0, 0.37, 5.3, 0.01):
        canvas.zoom_to(scale)
        for pan in ((0, 0), (-37, 21), (400, 300), (-900, -700)):
            canvas.pan(*pan)
            shown = grabbed(canvas)
            canvas._hints = [HintLayer(old.hint)]
            np.testing.assert_array_equal(grabbed(canvas), shown)
            canvas._hints = [old]
