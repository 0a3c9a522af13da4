"""A drag of the picture behind a cutout, in the whole window: however it ends, what comes next can begin."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from picwish_desktop.model.backdrop import PictureBackdrop
from picwish_desktop.model.document import Document
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.rail import BACKGROUND, REMOVE_OBJECTS
from tests.ui.canvas.acting import BEACH, Hand
from tests.ui.cutting_out import draw_photo, with_cutout
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("known_cutouts")


@pytest.fixture
def job() -> str:
    return BACKGROUND.id


async def with_beach(window: MainWindow, path: Path) -> Document:
    """The cutout of the photo at `path` before a picture that hangs over."""
    entry, document = await with_cutout(window, path)
    assert entry.picture is not None
    entry.picture.behind.add_picture(BEACH)
    document.set_look("Beach", replace(document.state.look, backdrop=PictureBackdrop(BEACH, 2.0)))
    return document


def drag_on(hand: Hand, document: Document) -> PictureBackdrop:
    """Begin a drag, and say where the picture is by then."""
    hand.modifiers = Qt.KeyboardModifier.ControlModifier
    hand.press((60, 60))
    hand.move((80, 70))
    hand.modifiers = Qt.KeyboardModifier.NoModifier
    assert document.is_changing
    backdrop = document.state.look.backdrop
    assert isinstance(backdrop, PictureBackdrop)
    return backdrop


def come_and_go(window: MainWindow) -> None:
    dialog = QDialog(window)
    dialog.open()
    dialog.reject()


@pytest.mark.parametrize("end", [come_and_go, lambda window: window.canvas.hide()], ids=["dialog", "hidden"])
async def test_what_is_painted_after_a_lost_drag_is_a_step_of_its_own(
    window: MainWindow, tmp_path: Path, hand: Hand, end: Callable[[MainWindow], None]
) -> None:
    document = await with_beach(window, draw_photo(tmp_path / "thing.png"))
    at = drag_on(hand, document)
    end(window)
    window.canvas.show()
    assert not document.is_changing
    assert document.state.look.backdrop == at
    hand.release((80, 70))
    window.commands[Command.BRUSH].trigger()
    assert window.canvas.tool is Tool.BRUSH
    hand.drag((60, 60), (90, 90))
    assert not document.is_changing
    labels = []
    while document.undo_label is not None:
        labels.append(document.undo_label)
        document.undo()
    assert labels[1:] == ["Backdrop", "Beach", "Cut out"]


@pytest.mark.parametrize("away", ["document", "close", "job"])
async def test_who_turns_away_in_the_middle_of_a_drag_leaves_it_where_it_is(
    window: MainWindow, tmp_path: Path, hand: Hand, away: str
) -> None:
    other, other_document = await with_cutout(window, draw_photo(tmp_path / "other.png", grain=1))
    document = await with_beach(window, draw_photo(tmp_path / "thing.png"))
    before = other_document.state
    at = drag_on(hand, document)
    if away == "document":
        window.documents.show(other)
    elif away == "close":
        assert window.documents.current is not None
        window.documents.remove(window.documents.current)
    else:
        window.choose_job(REMOVE_OBJECTS.id)
    hand.move((90, 75))
    hand.release((90, 75))
    assert not document.is_changing
    assert document.state.look.backdrop == at
    assert document.undo_label == "Backdrop"
    assert other_document.state is before


async def test_what_undo_takes_back_in_the_middle_of_a_drag_does_not_come_back(
    window: MainWindow, tmp_path: Path, hand: Hand
) -> None:
    document = await with_beach(window, draw_photo(tmp_path / "thing.png"))
    before = document.state.look
    drag_on(hand, document)
    window.commands[Command.UNDO].trigger()
    assert document.state.look == before
    hand.move((90, 75))
    hand.release((90, 75))
    assert document.state.look == before
    assert document.redo_label == "Backdrop"


async def test_a_picture_that_comes_in_the_middle_of_a_drag_stays(
    window: MainWindow, tmp_path: Path, hand: Hand
) -> None:
    document = await with_beach(window, draw_photo(tmp_path / "thing.png"))
    drag_on(hand, document)
    entry = window.documents.current
    assert entry is not None
    window.documents.end_gestures(entry)
    document.set_look("Another", replace(document.state.look, backdrop=None))
    hand.move((90, 75))
    hand.release((90, 75))
    assert document.state.look.backdrop is None
    assert document.undo_label == "Another"


async def test_moving_a_backdrop_keeps_another_one_coming(window: MainWindow, tmp_path: Path, hand: Hand) -> None:
    document = await with_beach(window, draw_photo(tmp_path / "thing.png"))
    entry = window.documents.current
    assert entry is not None
    window.looks.take_picture(entry, draw_photo(tmp_path / "new.png"))
    drag_on(hand, document)
    hand.release((80, 70))
    await until(lambda: not window.tasks._running)
    backdrop = document.state.look.backdrop
    assert isinstance(backdrop, PictureBackdrop)
    assert backdrop.picture.name == "new.png"
