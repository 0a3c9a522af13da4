"""Whatever is missing is drawn soon, by the canvas itself, and is seen only with what belongs to it."""

from collections.abc import Iterator
from time import perf_counter
from unittest.mock import patch

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas import cells, zoom_view
from picwish_desktop.ui.canvas import surface as surfaces
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import (
    Hand,
    document_of,
    draw_slice,
    draw_what_waits,
    edit_of,
    grabbed,
    grabbed_now,
    is_drawn,
    noise,
    picture_of,
    redrawn,
    seen,
    surface_of,
)
from tests.ui.canvas.conftest import MakeCanvas

WIDTH, HEIGHT = 1200, 900
PIXELS = noise(WIDTH, HEIGHT)
BACKGROUND = (0x12, 0x34, 0x56)


@pytest.fixture(autouse=True)
def _one_by_one() -> Iterator[None]:
    """A cell at a time, and none at once."""
    with patch.object(cells, "SLICE", 0.0), patch.object(surfaces, "FEW", 0):
        yield


@pytest.fixture
def shown(make_canvas: MakeCanvas) -> Canvas:
    """A photo with a mark, all of it drawn."""
    canvas = make_canvas(PIXELS)
    with document_of(canvas).gesture("Test") as gesture, gesture.painting(Rect(500, 0, 600, 900)) as painted:
        painted[:] = 255
    draw_what_waits(canvas)
    return canvas


@pytest.mark.parametrize("is_cancelled", [False, True], ids=["released", "cancelled"])
def test_a_stroke_that_changes_nothing_is_drawn_over(shown: Canvas, *, is_cancelled: bool) -> None:
    shown.set_tool(Tool.ERASER)
    shown.set_brush_size(1)
    count = document_of(shown).selection.count
    hand = Hand(shown)
    hand.press((497, 200))
    hand.move((497, 800))
    if is_cancelled:
        QTest.keyClick(shown, Qt.Key.Key_Escape)
    hand.release((497, 800))
    assert document_of(shown).selection.count == count
    assert not is_drawn(shown)
    draw_what_waits(shown)
    np.testing.assert_array_equal(seen(surface_of(shown)), redrawn(surface_of(shown)))


def test_what_changes_at_each_step_is_drawn_at_the_bottom_too(shown: Canvas) -> None:
    document_of(shown).mark_all()
    shown.set_overlay_opacity(0.9)
    before = grabbed(shown)
    area = shown.viewport.visible_area
    columns, rows = area.width // cells.CELL_WIDTH + 2, area.height // cells.CELL_HEIGHT + 2
    for step in range(columns * rows):
        shown.set_overlay_opacity(0.2 + 0.1 * (step % 2))
        draw_slice(shown)
    assert not is_drawn(shown), "each step draws but one cell"
    after = grabbed_now(shown)
    for top in range(area.y, area.bottom - cells.CELL_HEIGHT, cells.CELL_HEIGHT):
        band = slice(top, top + cells.CELL_HEIGHT), slice(area.x, area.right)
        assert not np.array_equal(after[band], before[band]), f"the rows from {top} are as they were"


@pytest.mark.parametrize("is_preview", [False, True])
def test_another_photo_is_never_seen_together_with_the_one_before(shown: Canvas, is_preview: bool) -> None:
    shown.background = QColor(*BACKGROUND)
    place = surface_of(shown).viewport
    if is_preview:
        shown.set_document(None, picture_of(PIXELS))
    shown.set_document(Document(Photo(255 - PIXELS, Metadata("PNG"))), picture_of(255 - PIXELS))
    assert surface_of(shown).viewport == place
    while not is_drawn(shown):
        assert (grabbed_now(shown) == BACKGROUND).all()
        draw_slice(shown)
    assert not (grabbed_now(shown)[place.visible_area.slices] == BACKGROUND).all(axis=2).any()


def test_the_same_document_stays_in_sight_when_it_is_shown_again(shown: Canvas) -> None:
    before = grabbed(shown)
    shown.set_document(shown.document, picture_of(PIXELS))
    np.testing.assert_array_equal(grabbed_now(shown), before)
    np.testing.assert_array_equal(grabbed(shown), before)


def test_nothing_lies_over_a_picture_that_is_not_seen_yet(qtbot: QtBot) -> None:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.background = QColor(*BACKGROUND)
    canvas.set_compare(True)
    document = Document(Photo(PIXELS, Metadata("PNG")))
    document.set_rectangles("Test", [Rect(100, 100, 600, 500)])
    canvas.set_document(document, picture_of(PIXELS))
    while not surface_of(canvas).is_complete:
        assert (grabbed_now(canvas) == BACKGROUND).all()
        draw_slice(canvas)
    assert not (grabbed_now(canvas) == BACKGROUND).all()


def test_what_a_result_is_compared_with_is_drawn_when_it_is_kept(shown: Canvas) -> None:
    document = document_of(shown)
    shown.set_compare(True)
    for seed in (1, 2):
        document.propose(edit_of(Rect(0, 0, WIDTH, 896), seed))
        draw_what_waits(shown)
        document.keep()
    assert shown.original is not None
    assert not shown.original.is_complete
    kept = grabbed(shown)
    shown.set_compare(False)
    shown.set_compare(True)
    np.testing.assert_array_equal(grabbed(shown), kept)


def test_a_stroke_leaves_no_timer(shown: Canvas) -> None:
    shown.set_tool(Tool.BRUSH)
    hand = Hand(shown)
    hand.drag((300, 300), (350, 320))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    timers = len(shown.findChildren(QTimer))
    for y in range(100, 400, 100):
        hand.drag((300, y), (350, y))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(shown.findChildren(QTimer)) == timers


def test_a_zoom_that_still_moved_draws_nothing_of_the_next_photo(shown: Canvas) -> None:
    shown.set_tool(Tool.HAND)
    Hand(shown).turn_wheel((600, 450), 120)
    assert shown.is_rough
    assert shown._sharpening.isActive()
    shown.set_document(Document(Photo(PIXELS, Metadata("PNG"))), picture_of(PIXELS))
    assert not shown._sharpening.isActive(), "all of it would be drawn at once"


def test_a_canvas_that_goes_ends_its_stroke() -> None:
    canvas = Canvas()
    canvas.resize(400, 300)
    document = Document(Photo(PIXELS, Metadata("PNG")))
    canvas.set_document(document, picture_of(PIXELS))
    canvas.set_tool(Tool.BRUSH)
    hand = Hand(canvas)
    hand.press((600, 450))
    hand.move((700, 500))
    assert (document.is_changing, document.undo_label) == (True, None)
    canvas.deleteLater()
    QApplication.sendPostedEvents(canvas, QEvent.Type.DeferredDelete)
    assert (document.is_changing, document.undo_label) == (False, "Paint")


def test_who_waits_for_what_was_long_comes_before_more_is_drawn_but_not_always(shown: Canvas) -> None:
    document_of(shown).mark_all()
    surface, now = surface_of(shown), perf_counter() + 1

    def draws_after(passed: float) -> bool:
        """Whether it draws when that many seconds passed until it was its turn."""
        nonlocal now
        now += passed
        with patch.object(zoom_view, "perf_counter", lambda: now), patch.object(surface, "draw_slice") as draw_slice:
            draw_slice.return_value = EMPTY
            shown._draw_on()
        return bool(draw_slice.called)

    turns = (0.0, 0.001, 0.001, 0.02, 0.02, 0.02, 0.02, 0.001, 0.001, 0.02, 0.0)
    drawn = [False, True, True, False, False, True, False, True, True, False, True]
    assert [draws_after(passed) for passed in turns] == drawn
