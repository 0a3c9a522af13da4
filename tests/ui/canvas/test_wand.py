"""The magic wand in the hand: which pixel is picked, and what is to become of it."""

from typing import TypeAlias

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.selection import Combine
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.canvas.toolbox import Toolbox
from tests.ui.canvas.acting import Hand, document_of, edit_of, noise, surface_of
from tests.ui.canvas.conftest import MakeCanvas

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
Picked: TypeAlias = list[tuple[tuple[int, int], Combine]]


def toolbox_of(canvas: Canvas) -> Toolbox:
    toolbox = canvas.findChild(Toolbox)
    assert isinstance(toolbox, Toolbox)
    return toolbox


@pytest.fixture
def picked(canvas: Canvas) -> Picked:
    canvas.set_tool(Tool.WAND)
    return heard(canvas)


def heard(canvas: Canvas) -> Picked:
    """What is picked from now on."""
    picked: Picked = []
    toolbox_of(canvas).wand_picked.connect(lambda point, how: picked.append((point, how)))
    return picked


@pytest.mark.parametrize(
    ("button", "modifiers", "mode", "how"),
    [
        (LEFT, NONE, Combine.ADD, Combine.ADD),
        (LEFT, NONE, Combine.NEW, Combine.NEW),
        (LEFT, NONE, Combine.SUBTRACT, Combine.SUBTRACT),
        (LEFT, SHIFT, Combine.SUBTRACT, Combine.ADD),
        (LEFT, ALT, Combine.NEW, Combine.SUBTRACT),
        (RIGHT, NONE, Combine.ADD, Combine.SUBTRACT),
    ],
)
def test_what_is_held_down_says_more_than_the_strip(
    canvas: Canvas,
    hand: Hand,
    picked: Picked,
    button: Qt.MouseButton,
    modifiers: Qt.KeyboardModifier,
    mode: Combine,
    how: Combine,
) -> None:
    toolbox_of(canvas).combine = mode
    hand.button, hand.modifiers = button, modifiers
    hand.click((120.5, 80.5))
    assert picked == [((120, 80), how)]


@pytest.mark.parametrize("scale", [0.5, 1.0, 8.0])
def test_the_pixel_under_the_pointer_is_picked(make_canvas: MakeCanvas, scale: float) -> None:
    canvas = make_canvas(noise(600, 400), scale=scale)
    canvas.set_tool(Tool.WAND)
    hand, picked = Hand(canvas), heard(canvas)
    hand.click((301.3, 203.7))
    x, y = hand.lands_on((301.3, 203.7))
    assert picked == [((int(x), int(y)), Combine.ADD)]


@pytest.mark.parametrize("point", [(-3, 50), (50, -3), (303, 50), (50, 203)])
def test_beside_the_picture_there_is_nothing_to_pick(hand: Hand, picked: Picked, point: tuple[float, float]) -> None:
    hand.click(point)
    assert picked == []


def test_one_press_picks_once_wherever_the_pointer_goes(canvas: Canvas, hand: Hand, picked: Picked) -> None:
    hand.drag((100, 100), (150, 120), (180, 140))
    assert [point for point, _ in picked] == [(100, 100)]
    hand.move((120, 100))
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    assert document_of(canvas).undo_label is None


def test_the_middle_button_moves_the_picture(hand: Hand, picked: Picked) -> None:
    hand.button = MIDDLE
    hand.drag((100, 100), (120, 100))
    assert picked == []


def test_while_marking_is_off_nothing_is_picked(canvas: Canvas, hand: Hand, picked: Picked) -> None:
    canvas.set_marking_enabled(False)
    hand.click((100, 100))
    assert picked == []


def test_a_result_is_kept_before_more_is_marked(canvas: Canvas, hand: Hand, picked: Picked) -> None:
    document = document_of(canvas)
    edit = edit_of(Rect(64, 64, 64, 64))
    document.propose(edit)
    hand.button = RIGHT
    hand.click((100, 100))
    assert picked == [], "of a mark that is hidden nothing is taken away"
    assert document.state.preview is edit
    hand.button = LEFT
    hand.click((100, 100))
    assert picked == [((100, 100), Combine.ADD)]
    assert document.state.edits == (edit,)
    assert document.state.preview is None


def test_the_mark_is_made_to_be_seen(canvas: Canvas, hand: Hand, picked: Picked) -> None:
    canvas.set_overlay_visible(False)
    hand.click((100, 100))
    assert picked
    assert canvas.is_mark_shown


def test_while_cutting_out_the_brush_is_in_the_hand(canvas: Canvas, hand: Hand, picked: Picked) -> None:
    canvas.set_job(CanvasJob.CUT_OUT)
    pointed = QSignalSpy(canvas.hint_drawn)
    hand.click((100, 100))
    assert picked == []
    assert pointed.count() == 1


def test_the_picture_gives_what_is_seen_of_it_without_a_copy(canvas: Canvas) -> None:
    picture, pixels = surface_of(canvas).picture, document_of(canvas).photo.pixels
    edits = (edit_of(Rect(64, 64, 64, 64), 1), edit_of(Rect(0, 64, 128, 64), 2))
    base, patches = picture.layers(edits)
    assert np.shares_memory(base, pixels)
    assert [rect for rect, _ in patches] == [edit.bounds for edit in edits]
    for (_, seen), edit in zip(patches, edits, strict=True):
        np.testing.assert_array_equal(seen, edit.patches[0].pixels)
