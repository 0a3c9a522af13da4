"""What can wait is drawn a little at a time: what was seen before stays in its place, and what a hand needs is drawn at
once."""

from collections.abc import Iterator
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from picwish_desktop.imaging.pyramid import DisplayPixels, Pyramid
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas import cells
from picwish_desktop.ui.canvas import surface as surfaces
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.scene import Scene
from picwish_desktop.ui.canvas.surface import Surface
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.canvas.viewport import Viewport
from tests.ui.canvas import watched_view
from tests.ui.canvas.acting import (
    Hand,
    document_of,
    edit_of,
    grabbed,
    grabbed_now,
    noise,
    picture_of,
    redrawn,
    seen,
    surface_of,
)
from tests.ui.canvas.any_gestures import Gesture, gestures
from tests.ui.canvas.conftest import MakeCanvas
from tests.ui.canvas.watched_canvas import WatchedCanvas
from tests.ui.canvas.watched_view import RecordingCanvas

PIXELS = noise(1200, 900)
PICTURE = picture_of(PIXELS)
ALL = Rect(0, 0, 1200, 900)


@pytest.fixture
def one_by_one() -> Iterator[None]:
    """A cell at a time."""
    with patch.object(cells, "SLICE", 0.0):
        yield


class Shown:
    """A surface of a picture with a mark, and what was done to it."""

    def __init__(self, scale: float) -> None:
        self.document = Document(Photo(PIXELS, Metadata("PNG")))
        self.mask = Pyramid(self.document.selection.mask[..., np.newaxis])
        self.viewport = Viewport(700, 400, 1200, 900, 10).fitted().zoomed(scale, 350, 200)
        self.surface = Surface(Scene(PICTURE, mask=self.mask), self.viewport, lambda: None)

    def mark(self, rect: Rect, level: int) -> None:
        with self.document.gesture("Test") as gesture, gesture.painting(rect) as painted:
            painted[:] = level
        self.mask.mark_stale(rect)
        self.surface.redraw_mask(rect)

    def edit(self, seed: int) -> None:
        edit = edit_of(Rect(64, 128, 640, 448), seed)
        scene = self.surface.scene
        self.surface.redraw_pixels(Scene(PICTURE, (edit,), scene.mask, scene.tint, scene.mask_only), edit.bounds)

    def show(self, opacity: int, *, is_marked: bool, mask_only: bool) -> None:
        edits, tint = self.surface.scene.edits, QColor(255, 77, 106, opacity)
        mask = self.mask if is_marked else None
        self.surface.show(Scene(PICTURE, edits, mask, tint, mask_only and is_marked), self.surface.viewport)


_rects = st.builds(
    lambda x, y, width, height: Rect(x, y, width, height).intersection(ALL),
    st.integers(0, 1100),
    st.integers(0, 800),
    st.integers(1, 1200),
    st.integers(1, 900),
)
_changes = st.one_of(
    st.tuples(st.just("mark"), st.one_of(_rects, st.just(ALL)), st.sampled_from([0, 255, 255])),
    st.tuples(st.just("edit"), st.integers(1, 3)),
    st.tuples(st.just("show"), st.sampled_from([100, 150]), st.booleans(), st.booleans()),
    st.tuples(st.just("move"), st.integers(-500, 500), st.integers(-300, 300)),
    st.tuples(st.just("size"), st.integers(200, 900), st.integers(150, 500)),
    st.tuples(st.just("draw"), st.integers(1, 20)),
)


def do(shown: Shown, change: tuple[object, ...]) -> None:
    match change:
        case ("mark", Rect() as rect, int(level)):
            shown.mark(rect, level)
        case ("edit", int(seed)):
            shown.edit(seed)
        case ("show", int(opacity), bool(is_marked), bool(mask_only)):
            shown.show(opacity, is_marked=is_marked, mask_only=mask_only)
        case ("move", int(dx), int(dy)):
            shown.surface.move(shown.surface.viewport.moved(dx, dy))
        case ("size", int(width), int(height)):
            shown.surface.move(shown.surface.viewport.resized(width, height))
        case ("draw", int(times)):
            for _ in range(times):
                shown.surface.draw_slice()


@pytest.mark.usefixtures("qapp")
@settings(max_examples=40, deadline=None)
@given(st.sampled_from([0.2, 0.45, 0.5, 1.0, 1.7, 3.0]), st.lists(_changes, min_size=2, max_size=12))
def test_whatever_waits_all_is_in_the_end_as_if_drawn_afresh(scale: float, changes: list[tuple[object, ...]]) -> None:
    with patch.object(cells, "SLICE", 0.0):
        shown = Shown(scale)
        for change in changes:
            do(shown, change)
        np.testing.assert_array_equal(seen(shown.surface), redrawn(shown.surface))


@pytest.mark.usefixtures("qapp", "one_by_one")
def test_what_is_not_drawn_yet_is_seen_as_it_was() -> None:
    shown = Shown(0.5)
    surface = shown.surface
    before = seen(surface)
    shown.mark(ALL, 255)
    steps, after = 0, seen(Surface(surface.scene, surface.viewport))
    while not surface.is_complete:
        view = now(surface)
        is_before, is_after = (view == before).all(axis=2), (view == after).all(axis=2)
        assert (is_before | is_after).all()
        assert not is_after[surface.viewport.visible_area.slices].all()
        changed = surface.draw_slice()
        differs = (now(surface) != view).any(axis=2)
        differs[changed.slices] = False
        assert not differs.any(), "changed beside what is to be painted again"
        steps += 1
    assert steps > 5
    np.testing.assert_array_equal(seen(surface), after)


def now(surface: Surface) -> DisplayPixels:
    """What it paints before it draws what is missing."""
    with patch.object(surface, "draw_missing"):
        return seen(surface)


@pytest.mark.usefixtures("qapp")
def test_what_is_kept_of_a_cell_goes_when_something_else_takes_its_memory() -> None:
    shown = Shown(3.0)
    surface = shown.surface
    shown.mark(ALL, 255)
    for dx, dy in ((0, -900), (0, 900), (-1200, 300), (1200, 0)):
        surface.move(surface.viewport.moved(dx, dy))
        np.testing.assert_array_equal(seen(surface), redrawn(surface))
        shown.mark(Rect(300, 200, 500, 400), 0 if dx else 255)
        np.testing.assert_array_equal(seen(surface), redrawn(surface))


@pytest.mark.usefixtures("qapp")
def test_another_tint_is_another_picture() -> None:
    shown = Shown(0.5)
    shown.mark(Rect(100, 100, 800, 600), 255)
    before = seen(shown.surface)
    shown.show(200, is_marked=True, mask_only=False)
    np.testing.assert_array_equal(seen(shown.surface), redrawn(shown.surface))
    assert not np.array_equal(seen(shown.surface), before)


@pytest.mark.usefixtures("one_by_one")
def test_nothing_is_seen_of_a_picture_before_all_of_it_is(qtbot: QtBot) -> None:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.background = QColor("#123456")
    canvas.set_document(Document(Photo(PIXELS, Metadata("PNG"))), PICTURE)
    inside = canvas.viewport.visible_area.slices
    while not surface_of(canvas).is_complete:
        assert (grabbed_now(canvas)[inside] == (0x12, 0x34, 0x56)).all()
        canvas.update_area(surface_of(canvas).draw_slice())
    assert not (grabbed_now(canvas)[inside] == (0x12, 0x34, 0x56)).all(axis=2).any()


@pytest.mark.usefixtures("one_by_one")
def test_the_preview_is_seen_until_the_photo_is_drawn(qtbot: QtBot) -> None:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    preview = Picture(Pyramid.of(np.ascontiguousarray(PIXELS[::4, ::4])), np.asarray, (1200, 900))
    canvas.set_document(None, preview)
    rough = grabbed_now(canvas)
    assert surface_of(canvas).is_complete
    canvas.set_document(Document(Photo(PIXELS, Metadata("PNG"))), PICTURE, is_same_photo=True)
    np.testing.assert_array_equal(grabbed_now(canvas), rough)
    exact = grabbed(canvas)
    fresh = Canvas()
    qtbot.addWidget(fresh)
    fresh.resize(400, 300)
    fresh.set_document(canvas.document, PICTURE)
    np.testing.assert_array_equal(exact, grabbed(fresh))
    assert not np.array_equal(exact, rough)


@pytest.mark.usefixtures("one_by_one")
def test_it_goes_on_by_itself(make_canvas: MakeCanvas, qtbot: QtBot) -> None:
    canvas = make_canvas(PIXELS)
    qtbot.waitUntil(lambda: surface_of(canvas).is_complete)
    for change in (document_of(canvas).mark_all, lambda: canvas.set_overlay_opacity(0.3)):
        change()
        assert not surface_of(canvas).is_complete
        qtbot.waitUntil(lambda: surface_of(canvas).is_complete)
    canvas.set_compare(True)
    qtbot.waitUntil(lambda: canvas.original is not None and canvas.original.is_complete)


def test_a_little_is_drawn_at_once_and_much_only_later(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(PIXELS, scale=1.0, size=(900, 700))
    grabbed(canvas)
    document = document_of(canvas)
    with patch.object(cells, "SLICE", 60.0):
        with document.gesture("Dot") as gesture, gesture.painting(Rect(500, 400, 40, 40)) as painted:
            painted[:] = 255
        assert surface_of(canvas).is_complete
        document.mark_all()
        assert not surface_of(canvas).is_complete


@pytest.mark.usefixtures("one_by_one")
def test_a_press_has_all_of_it_drawn(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(PIXELS)
    canvas.set_tool(Tool.HAND)
    document_of(canvas).mark_all()
    assert not surface_of(canvas).is_complete
    hand = Hand(canvas)
    hand.press((600, 450))
    assert surface_of(canvas).is_complete
    hand.release((600, 450))


@pytest.mark.usefixtures("one_by_one")
def test_until_the_original_is_drawn_the_result_is_seen_in_its_place(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(PIXELS)
    document_of(canvas).propose(edit_of(ALL))
    result = grabbed(canvas)
    canvas.set_showing_original(True)
    np.testing.assert_array_equal(grabbed_now(canvas), result)
    assert not np.array_equal(grabbed(canvas), result)


def test_the_photo_takes_the_memory_of_its_preview_and_of_the_photo_before(make_canvas: MakeCanvas) -> None:
    canvas = make_canvas(PIXELS)
    surface = surface_of(canvas)
    place = place_of(surface)
    canvas.set_document(Document(Photo(PIXELS, Metadata("PNG"))), picture_of(PIXELS[:600]))
    assert surface_of(canvas) is surface
    assert place_of(surface) == place


@pytest.mark.usefixtures("qapp")
def test_a_view_that_is_a_little_smaller_keeps_its_memory() -> None:
    surface = Shown(0.5).surface
    place = place_of(surface)
    for size, stays in (((700, 330), True), ((560, 400), True), ((700, 400), True), ((120, 80), False)):
        surface.move(surface.viewport.resized(*size))
        assert (place_of(surface) == place) is stays
        np.testing.assert_array_equal(seen(surface), redrawn(surface))


def test_progress_that_stays_is_not_painted_again(canvas: Canvas) -> None:
    with patch.object(canvas, "update") as update:
        canvas.set_progress(0.5)
        canvas.set_progress(0.5)
        assert update.call_count == 1
        canvas.set_progress(None)
        assert update.call_count == 2


def place_of(surface: Surface) -> int:
    """Where in memory what is seen lies."""
    return int(np.asarray(surface.composite.constBits()).ctypes.data)


def _grabbed(canvas: Canvas) -> DisplayPixels:
    """A hand works on with what is missing; what it is compared with is complete."""
    return grabbed_now(canvas) if isinstance(canvas, RecordingCanvas) else grabbed(canvas)


@pytest.mark.usefixtures("qtbot")
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([0.1, 0.5, 1.0, 2.5]), st.lists(gestures, min_size=3, max_size=9))
def test_a_hand_may_do_anything_while_something_is_missing(scale: float, doing: list[Gesture]) -> None:
    with (
        patch.object(cells, "SLICE", 0.0),
        patch.object(surfaces, "FEW", 0),
        patch.object(watched_view, "grabbed", _grabbed),
    ):
        watched = WatchedCanvas((1500, 400), 3, scale)
        try:
            for gesture in doing:
                gesture.do(watched)
                watched.assert_counted()
            watched.assert_right()
        finally:
            watched.close()
