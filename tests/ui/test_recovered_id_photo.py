"""What comes back at the counter after a crash stays as it came back, and its customer's."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from picwish_desktop.app import App
from picwish_desktop.model.cutout import Cutout
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.dialogs.recovered import RecoveredDialog
from picwish_desktop.ui.dialogs.unused_mark import UnusedMarkDialog
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.panels.id_photo_state import BackgroundChoice
from picwish_desktop.workflows.recovery import Recovery
from tests.ui.customers import next_customer, save, tickets_of
from tests.ui.serving import Engine, framed, made, outline
from tests.ui.whole_window import current, idle, sees
from tests.waiting import until
from tests.workflows.crashing import crash

BLUE = (98, 139, 206)


@pytest.fixture
def window(counter: App) -> MainWindow:
    return counter.window


async def left_by_a_crash(window: MainWindow, entry: OpenDocument) -> None:
    """As it is now, by another run of the program."""
    assert entry.document is not None
    crashed = Recovery(window.service.paths.recovery)
    await crashed.keep("1", entry.title, entry.path, entry.document)
    crash(crashed)


async def restored(window: MainWindow) -> tuple[OpenDocument, Document]:
    """What was left, as soon as it is back; what began meanwhile may go on."""
    window.offer_recovery()
    dialog = await sees(window, RecoveredDialog)
    dialog.answered.emit(True)
    dialog.close()
    entry, document = await current(window)
    await until(lambda: document.undo_label == "Restored")
    return entry, document


# framing that goes on when it comes back


async def restored_while_it_is_framed(window: MainWindow, engine: Engine) -> tuple[OpenDocument, Document]:
    """When the framing has ended, too."""
    engine.asked.clear()
    engine.hold()
    entry, document = await restored(window)
    await until(lambda: engine.asked)
    assert entry.work is not None
    engine.may_go_on()
    await idle(entry)
    return entry, document


async def test_an_id_photo_that_comes_back_while_it_is_framed_stays_as_it_was(
    window: MainWindow, engine: Engine, photo: Path
) -> None:
    entry, document = await framed(window, photo)
    window.id_photos.place(made(document).placement.moved(20, 0), True)
    window.id_photo_panel.background_changed.emit(BackgroundChoice(BLUE), True)
    wanted = made(document)
    await left_by_a_crash(window, entry)
    window.documents.remove(entry)
    _, document = await restored_while_it_is_framed(window, engine)
    assert made(document) == wanted
    assert document.undo_label == "Restored"


async def cut_there(window: MainWindow, photo: Path) -> Cutout:
    """A paid cutout that was left by a crash before anything was framed."""
    entry, document = await framed(window, photo)
    document.undo()
    colors = Edit("Clean colours", "picwish", ())
    cutout = Cutout(outline(), colors, "picwish")
    document.set_cutout("Remove background", cutout)
    await left_by_a_crash(window, entry)
    window.documents.remove(entry)
    return cutout


async def test_a_paid_cutout_that_comes_back_while_it_is_cut_out_here_is_the_one_that_is_framed(
    window: MainWindow, engine: Engine, photo: Path
) -> None:
    await cut_there(window, photo)
    _, document = await restored_while_it_is_framed(window, engine)
    assert document.undo_label == "ID photo"
    assert document.state.cutout is not None
    assert document.state.cutout.provider == "picwish"


async def test_a_paid_cutout_that_came_back_while_it_was_cut_out_here_is_still_to_be_saved(
    window: MainWindow, engine: Engine, photo: Path
) -> None:
    await cut_there(window, photo)
    entry, _ = await restored_while_it_is_framed(window, engine)
    assert entry.is_modified
    assert not entry.is_made_by_itself, "not by this run"


# whose it is


async def turn_to_next(window: MainWindow) -> None:
    window.commands[Command.NEXT_CUSTOMER].trigger()
    (await sees(window, UnusedMarkDialog)).answered.emit(True)
    await until(lambda: not window.closing.turns_to_next)


async def quit_program(window: MainWindow) -> None:
    window.commands[Command.QUIT].trigger()
    (await sees(window, UnusedMarkDialog)).answered.emit(True)
    await until(window.closed.done)


@pytest.mark.parametrize("leave", [turn_to_next, quit_program])
async def test_a_portrait_that_came_back_and_is_on_its_ticket_goes_on_no_other(
    window: MainWindow, photo: Path, tmp_path: Path, leave: Callable[[MainWindow], Awaitable[None]]
) -> None:
    """It came back for what was marked on it."""
    entry, document = await framed(window, photo)
    await save(window, tmp_path)
    await until(lambda: not document.is_worth_recovering)
    document.set_rectangles("Rectangle", [Rect(0, 0, 9, 9)])
    await left_by_a_crash(window, entry)
    document.undo()
    await next_customer(window)
    entry, document = await restored(window)
    await idle(entry)
    assert document.saved.id_photo
    assert window.counter.ticket.number == "0002"
    await leave(window)
    assert [ticket.number for ticket in await tickets_of(window)] == ["0001"]
