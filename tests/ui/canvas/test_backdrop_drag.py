"""The picture behind a cutout is dragged, and told of: each drag has one end, however it ends."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from picwish_desktop.model.backdrop import PictureBackdrop
from picwish_desktop.model.cutout import Look
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import BEACH, Hand, document_of, noise, stage_of
from tests.ui.canvas.conftest import MakeCanvas

START = PictureBackdrop(BEACH, 2.0)


@pytest.fixture
def canvas(make_canvas: MakeCanvas) -> Canvas:
    canvas = make_canvas(noise(8, 8), size=(400, 300))
    stage_of(300, 200).show(canvas)
    canvas.zoom_to(1.0)
    document_of(canvas).set_look("Look", Look(START))
    return canvas


@pytest.fixture
def hand(canvas: Canvas) -> Hand:
    """With Ctrl held down."""
    hand = Hand(canvas)
    hand.modifiers = Qt.KeyboardModifier.ControlModifier
    return hand


@pytest.fixture
def told(canvas: Canvas) -> list[tuple[PictureBackdrop, bool]]:
    """As the canvas tells it, to one who ends what goes on before they change anything, as the window does."""
    told: list[tuple[PictureBackdrop, bool]] = []

    def take(backdrop: PictureBackdrop, is_final: bool) -> None:
        if not told:
            canvas.finish_gesture()
        told.append((backdrop, is_final))

    canvas.backdrop_moved.connect(take)
    return told


def open_dialog(canvas: Canvas) -> None:
    dialog = QDialog(canvas)
    dialog.open()
    dialog.reject()


def move_without_button(canvas: Canvas) -> None:
    place = QPointF(30, 30)
    no_button = Qt.MouseButton.NoButton
    at = canvas.mapToGlobal(place)
    event = QMouseEvent(QEvent.Type.MouseMove, place, at, no_button, no_button, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas, event)


def close_and_open(canvas: Canvas) -> None:
    document, stage = document_of(canvas), stage_of(300, 200)
    canvas.set_document(None, None)
    canvas.set_document(document, stage.picture())


def show_other_photo(canvas: Canvas) -> None:
    stage_of(200, 300).show(canvas)


ENDS: dict[str, Callable[[Canvas], None]] = {
    "dialog": open_dialog,
    "lost": move_without_button,
    "hidden": Canvas.hide,
    "closed": close_and_open,
    "other photo": show_other_photo,
    "job": lambda canvas: canvas.set_job(CanvasJob.MARK),
    "edit": Canvas.finish_gesture,
    "tool": lambda canvas: canvas.set_tool(Tool.HAND),
    "undo": lambda canvas: QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier),
}


def test_a_drag_is_told_of_as_it_goes_and_once_when_it_ends(
    hand: Hand, told: list[tuple[PictureBackdrop, bool]]
) -> None:
    hand.drag((60, 60), (80, 70), (100, 80))
    *before, (last, is_last) = told
    assert is_last
    assert [is_final for _, is_final in before] == [False, False]
    assert before[-1][0] == last
    assert (last.x, last.y) < (before[0][0].x, before[0][0].y) < (START.x, START.y)


def test_a_drag_whose_last_move_was_not_told_ends_at_the_release(
    hand: Hand, told: list[tuple[PictureBackdrop, bool]]
) -> None:
    hand.press((60, 60))
    hand.release((80, 70))
    assert [is_final for _, is_final in told] == [False, True]
    assert told[-1][0].x < START.x


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_drag_that_is_interrupted_ends_once_where_it_is(
    canvas: Canvas, hand: Hand, told: list[tuple[PictureBackdrop, bool]], end: Callable[[Canvas], None]
) -> None:
    hand.press((60, 60))
    hand.move((80, 70))
    hand.move((90, 75))
    at = told[-1][0]
    end(canvas)
    assert told[2:] == [(at, True)]
    hand.move((100, 90))
    hand.release((100, 90))
    assert len(told) == 3, "it is over"


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("way", [((60, 60),), ((60, 60), (60, 60))], ids=["pressed", "not moved"])
def test_what_was_not_moved_is_not_told(
    canvas: Canvas,
    hand: Hand,
    told: list[tuple[PictureBackdrop, bool]],
    end: Callable[[Canvas], None],
    way: tuple[tuple[float, float], ...],
) -> None:
    hand.press(way[0])
    for place in way[1:]:
        hand.move(place)
    end(canvas)
    assert told == []
    hand.move((100, 90))
    hand.release((100, 90))
    assert told == []


def test_a_click_moves_nothing(hand: Hand, told: list[tuple[PictureBackdrop, bool]]) -> None:
    hand.click((60, 60))
    assert told == []
