"""A cutout that somebody made before the ID photo, or changed, is asked about; the ID photo job's own is not."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from picwish_desktop.app import App
from picwish_desktop.model.backdrop import ColorBackdrop
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.dialogs.unsaved import UnsavedDialog
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.rail import BACKGROUND, ID_PHOTO
from tests.sandbox.server import Sandbox
from tests.ui.cutting_out import cut_out, cutout_of
from tests.ui.serving import framed, ready
from tests.ui.whole_window import opened, visible
from tests.waiting import until

Leave = Callable[[MainWindow], Awaitable[None]]


async def quit_program(window: MainWindow) -> None:
    window.commands[Command.QUIT].trigger()


async def turn_to_next(window: MainWindow) -> None:
    window.commands[Command.NEXT_CUSTOMER].trigger()


async def close_photo(window: MainWindow) -> None:
    window.commands[Command.CLOSE].trigger()


async def save_and_close(window: MainWindow) -> None:
    window.commands[Command.SAVE].trigger()
    await until(lambda: window.counter.last is not None)
    await close_photo(window)


LEAVING = [quit_program, turn_to_next, save_and_close]
"""What is worked on is on the ticket before anything is asked."""


@pytest.fixture
def window(counter: App) -> MainWindow:
    return counter.window


async def cut_in_background(window: MainWindow, photo: Path) -> OpenDocument:
    window.choose_job(BACKGROUND.id)
    entry, _ = await opened(window, photo)
    return await cut_out_again(window, entry)


async def cut_out_again(window: MainWindow, entry: OpenDocument) -> OpenDocument:
    """In Background, and then to the ID photo."""
    assert entry.document is not None
    window.choose_job(BACKGROUND.id)
    await cut_out(window)
    assert entry.is_modified
    window.choose_job(ID_PHOTO.id)
    if entry.document.state.id_photo is None and not entry.is_busy:
        window.commands[Command.RUN].trigger()
    await ready(window)
    return entry


async def asked(window: MainWindow, leave: Leave) -> UnsavedDialog | None:
    """The question that `leave` leads to; None where it leads out without one."""
    await leave(window)
    await until(lambda: visible(window, UnsavedDialog) or window.closed.done() or len(window.documents) == 0)
    return visible(window, UnsavedDialog)


async def is_asked_about(window: MainWindow, entry: OpenDocument, leave: Leave) -> None:
    """Also once more, after going back."""
    closing = window.closing
    for _ in range(2):
        question = await asked(window, leave)
        assert question is not None
        question.reject()
        await until(lambda: visible(window, UnsavedDialog) is None)
        assert window.documents.current is entry
        assert entry.is_modified
        assert window.isWindowModified()
        await until(lambda: not (closing.is_asking or closing.turns_to_next or closing._asked_about))
    assert not window.closed.done()


async def closes_unasked(window: MainWindow, leave: Leave) -> None:
    assert await asked(window, leave) is None


# what somebody made


@pytest.mark.parametrize("leave", LEAVING)
async def test_what_was_cut_out_in_background_is_asked_about(window: MainWindow, photo: Path, leave: Leave) -> None:
    entry = await cut_in_background(window, photo)
    await is_asked_about(window, entry, leave)


async def test_what_was_paid_for_in_background_is_asked_about(
    paying: MainWindow, sandbox: Sandbox, photo: Path
) -> None:
    entry = await cut_in_background(paying, photo)
    assert len(sandbox.charges) == 1
    await is_asked_about(paying, entry, turn_to_next)


async def test_cutting_out_anew_is_asked_about(window: MainWindow, photo: Path) -> None:
    entry, document = await framed(window, photo)
    own = cutout_of(document)
    await cut_out_again(window, entry)
    assert cutout_of(document) is not own
    await is_asked_about(window, entry, turn_to_next)
    # and no longer when it is taken back
    window.commands[Command.UNDO].trigger()
    assert cutout_of(document) is own
    await closes_unasked(window, turn_to_next)


async def test_another_look_is_asked_about(window: MainWindow, photo: Path) -> None:
    entry, document = await framed(window, photo)
    document.set_look("Backdrop", replace(document.state.look, backdrop=ColorBackdrop((1, 2, 3))))
    await is_asked_about(window, entry, turn_to_next)


# what the ID photo job made


@pytest.mark.parametrize("leave", [*LEAVING, close_photo])
async def test_its_own_cutout_closes_unasked(window: MainWindow, photo: Path, leave: Leave) -> None:
    entry, document = await framed(window, photo)
    assert document.state.cutout is not None
    assert not entry.is_modified
    await closes_unasked(window, leave)


@pytest.mark.parametrize("leave", LEAVING)
async def test_its_own_paid_cutout_closes_unasked_once_it_is_on_the_ticket(
    paying: MainWindow, sandbox: Sandbox, photo: Path, leave: Leave
) -> None:
    entry, document = await opened(paying, photo)
    paying.commands[Command.RUN].trigger()
    await ready(paying)
    assert len(sandbox.charges) == 1
    assert cutout_of(document).provider == "picwish"
    assert entry.is_modified, "nobody pays for it twice"
    await closes_unasked(paying, leave)
