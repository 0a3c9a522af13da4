"""What this computer made by itself is no customer's when the window closes; what somebody did or paid for is."""

from pathlib import Path

import pytest

from picwish_desktop.app import App
from picwish_desktop.imaging.write import Encoding
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.dialogs.unsaved import UnsavedAnswer, UnsavedDialog
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.workflows.cutout_files import save_cutout
from tests.ui.customers import quit_window, tickets_of
from tests.ui.serving import framed, ready
from tests.ui.whole_window import opened, visible
from tests.waiting import until


@pytest.fixture
def window(counter: App) -> MainWindow:
    return counter.window


def paint_matte(document: Document) -> None:
    """By hand, in the job that cuts out."""
    with document.gesture("Keep brush") as gesture, gesture.painting_matte(Rect(0, 0, 50, 50)) as matte:
        matte[:] = 255


async def asked(window: MainWindow) -> UnsavedDialog | None:
    """The question that closing leads to; None where it leads out without one."""
    window.commands[Command.QUIT].trigger()
    await until(lambda: visible(window, UnsavedDialog) or window.closed.done())
    return visible(window, UnsavedDialog)


async def test_a_matte_that_was_painted_is_asked_about(window: MainWindow, photo: Path) -> None:
    _, document = await framed(window, photo)
    paint_matte(document)
    await ready(window)
    question = await asked(window)
    assert question is not None
    question.answered.emit(UnsavedAnswer.CANCEL)


async def test_a_portrait_whose_matte_was_painted_is_on_a_ticket_where_its_cutout_is_not_saved(
    window: MainWindow, photo: Path
) -> None:
    _, document = await framed(window, photo)
    paint_matte(document)
    await ready(window)
    question = await asked(window)
    assert question is not None
    question.answered.emit(UnsavedAnswer.DISCARD)
    await until(window.closed.done)
    (ticket,) = await tickets_of(window)
    assert [kept.document for kept in ticket.photos] == ["schengen-visa"]


async def test_a_portrait_that_was_paid_for_is_on_a_ticket_also_where_its_cutout_is_in_a_file(
    paying: MainWindow, photo: Path, tmp_path: Path
) -> None:
    entry, document = await opened(paying, photo)
    paying.commands[Command.RUN].trigger()
    await ready(paying)
    await save_cutout(document, tmp_path / "cutout.png", Encoding("PNG"))
    assert not entry.is_modified
    await quit_window(paying)
    (ticket,) = await tickets_of(paying)
    assert [kept.document for kept in ticket.photos] == ["schengen-visa"]
