"""A box around the subject."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from picwish_desktop.model.cutout import Look
from picwish_desktop.model.frame import CanvasShape, Framing
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.tool import CLICK, Tool
from tests.ui.canvas.acting import Hand, Screen, document_of, grabbed, noise, stage_of
from tests.ui.canvas.conftest import MakeCanvas


@pytest.fixture
def canvas(make_canvas: MakeCanvas) -> Canvas:
    canvas = make_canvas(noise(8, 8), size=(400, 300))
    stage_of(300, 200).show(canvas)
    canvas.zoom_to(1.0)
    canvas.set_tool(Tool.RECTANGLE)
    return canvas


@pytest.fixture
def boxes(canvas: Canvas) -> list[Rect]:
    told: list[Rect] = []
    canvas.box_drawn.connect(told.append)
    return told


def test_a_box_is_told_once_when_the_button_is_released(canvas: Canvas, hand: Hand, boxes: list[Rect]) -> None:
    hand.press((40, 50))
    hand.move((90, 60))
    hand.move((140, 120))
    assert boxes == []
    hand.release((140, 120))
    assert boxes == [Rect(40, 50, 100, 70)]
    hand.move((200, 150))
    assert boxes == [Rect(40, 50, 100, 70)]
    assert document_of(canvas).undo_label == "Cut out"


def test_it_may_be_drawn_from_any_corner(hand: Hand, boxes: list[Rect]) -> None:
    hand.drag((140, 120), (100, 100), (40, 50))
    hand.drag((140, 50), (40, 120))
    assert boxes == [Rect(40, 50, 100, 70)] * 2


def test_it_ends_at_the_photos_border(hand: Hand, boxes: list[Rect]) -> None:
    hand.drag((-20, -30), (900, 90))
    assert boxes == [Rect(0, 0, 300, 90)]


def test_a_box_beside_the_photo_is_none(hand: Hand, boxes: list[Rect]) -> None:
    hand.drag((-40, -30), (-5, 90))
    assert boxes == []


@pytest.mark.parametrize(
    "to", [(40, 50), (40 + CLICK - 1, 50 + CLICK - 1), (140, 50 + CLICK - 1), (40 + CLICK - 1, 120)]
)
def test_what_is_hardly_a_box_is_none(hand: Hand, boxes: list[Rect], to: tuple[int, int]) -> None:
    hand.drag((40, 50), to)
    # neither is one that was drawn and taken back by dragging
    hand.drag((40, 50), (140, 120), to)
    assert boxes == []


@pytest.mark.parametrize("way", ["esc", "tool", "work", "document", "job"])
def test_a_box_in_the_making_is_dropped(canvas: Canvas, hand: Hand, boxes: list[Rect], way: str) -> None:
    hand.press((40, 50))
    hand.move((140, 120))
    match way:
        case "esc":
            QTest.keyClick(canvas, Qt.Key.Key_Escape)
        case "tool":
            canvas.set_tool(Tool.HAND)
            canvas.set_tool(Tool.RECTANGLE)
        case "work":
            canvas.set_marking_enabled(False)
        case "document":
            stage_of(300, 200).show(canvas)
        case "job":
            canvas.set_job(CanvasJob.MARK)
    hand.move((150, 130))
    hand.release((150, 130))
    assert boxes == []


def test_no_box_is_drawn_while_work_runs(canvas: Canvas, hand: Hand, boxes: list[Rect]) -> None:
    canvas.set_marking_enabled(False)
    before = grabbed(canvas)
    hand.press((40, 50))
    hand.move((140, 120))
    np.testing.assert_array_equal(grabbed(canvas), before)
    hand.release((140, 120))
    assert boxes == []


def test_a_box_leaves_no_trace(canvas: Canvas, hand: Hand, boxes: list[Rect], monkeypatch: pytest.MonkeyPatch) -> None:
    before, screen = grabbed(canvas), Screen(canvas, monkeypatch)
    hand.press((40, 50))
    for point in ((140, 120), (280, 190), (60, 70), (41, 51), (20, 10)):
        hand.move(point)
        assert screen.is_right()
    x, y = (round(value) for value in canvas.viewport.to_view(20, 30))
    assert (grabbed(canvas)[y, x - 1 : x + 2] == 255).all(axis=1).any()
    hand.release((20, 10))
    assert screen.is_right()
    np.testing.assert_array_equal(grabbed(canvas), before)
    assert len(boxes) == 1


def test_on_a_cropped_frame_it_is_in_the_photos_pixels(canvas: Canvas, boxes: list[Rect]) -> None:
    document_of(canvas).set_look("Look", Look(framing=Framing(CanvasShape.SQUARE, is_cropped=True)))
    canvas.zoom_to(1.0)
    document = document_of(canvas)
    # by the colours that are seen at two corners inside the subject
    view, start, end = grabbed(canvas), (180, 130), (220, 160)
    (top,), (left,) = np.nonzero((document.photo.pixels == view[start[1], start[0]]).all(axis=2))
    (bottom,), (right,) = np.nonzero((document.photo.pixels == view[end[1], end[0]]).all(axis=2))
    hand = Hand(canvas)
    hand.drag(canvas.viewport.to_picture(*start), canvas.viewport.to_picture(*end))
    assert boxes == [Rect(int(left), int(top), int(right - left), int(bottom - top))]


def test_marking_draws_rectangles_as_before(canvas: Canvas, hand: Hand, boxes: list[Rect]) -> None:
    canvas.set_job(CanvasJob.MARK)
    hand.drag((40, 50), (140, 120))
    assert boxes == []
    assert document_of(canvas).state.rectangles == (Rect(40, 50, 100, 70),)
