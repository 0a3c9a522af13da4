"""The counter when several things are done at once: nothing moves by itself, nothing is lost, nothing comes back."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from picwish_desktop.app import App
from picwish_desktop.idphoto.preset import Preset
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.idphoto.target import targets
from picwish_desktop.imaging.replace import replace_file
from picwish_desktop.model.document import Document
from picwish_desktop.model.id_photo import IdPhoto
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.dialogs.tickets import TicketsDialog
from picwish_desktop.ui.id_photos import CUTOUT_DROPPED
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.panels.id_photo_state import BackgroundChoice
from picwish_desktop.ui.rail import BACKGROUND, ID_PHOTO
from picwish_desktop.workflows.ticket_folder import TicketFolder
from picwish_desktop.workflows.tickets import TicketError
from tests.sandbox.routes import Route
from tests.sandbox.server import Sandbox
from tests.ui.customers import add, next_customer, quit_window, save, tickets_of
from tests.ui.serving import Engine, begun, framed, portrait, ready
from tests.ui.whole_window import ended, sees, visible
from tests.waiting import until


@pytest.fixture
def window(counter: App, tmp_path: Path) -> MainWindow:
    counter.window.service.settings.id_photo_folder = str(tmp_path)
    return counter.window


def made(document: Document) -> IdPhoto:
    assert document.state.id_photo is not None
    return document.state.id_photo


def turn_wheel(window: MainWindow) -> None:
    """Over the person, with the focus elsewhere: nothing says that it was the last turn."""
    name = window.id_photo_panel.findChild(QLineEdit)
    assert name is not None
    name.setFocus()
    view, nothing, no_phase = window.portrait_view, QPoint(), Qt.ScrollPhase.NoScrollPhase
    middle = QPointF(view.rect().center())
    place, buttons, keys = view.mapToGlobal(middle), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    for _ in range(3):
        QApplication.sendEvent(
            view, QWheelEvent(middle, place, nothing, QPoint(0, 120), buttons, keys, no_phase, False)
        )


async def settled(window: MainWindow) -> None:
    """What the wheel began has ended."""
    await until(lambda: not window.portrait_view._gestures.is_going_on)
    await ready(window)


def _differs_by_kind(spec: DocumentSpec) -> bool:
    aspects = [target.aspect for target in targets(spec)]
    return max(aspects) - min(aspects) > 0.02


@pytest.mark.parametrize("way", ["document", "repeat", "kind"])
async def test_what_is_framed_anew_is_not_moved_by_the_wheel_before(
    window: MainWindow, tmp_path: Path, way: str
) -> None:
    first, second = "schengen-visa", "cn-1inch"
    if way == "kind":
        both = next(spec for spec in window.counter.shelf.specs if spec.is_portrait and _differs_by_kind(spec))
        first = second = both.id
    window.counter.choose_document(second)
    _, document = await framed(window, portrait(tmp_path / "ana.png"))
    await save(window, tmp_path)
    is_upload = made(document).is_upload
    await next_customer(window)
    _, document = await framed(window, portrait(tmp_path / "bea.png"))
    good = made(document).placement
    if way == "kind":
        window.id_photos.choose_kind(is_upload=not is_upload)
    window.counter.choose_document(first)
    await ready(window)
    turn_wheel(window)
    assert made(document).placement != good
    match way:
        case "document":
            window.id_photo_panel.document_chosen.emit(second)
        case "repeat":
            window.commands[Command.REPEAT_LAST].trigger()
        case _:
            window.id_photos.choose_kind(is_upload=is_upload)
    await settled(window)
    assert made(document).placement == good
    assert window.id_photos.spec is not None
    assert window.id_photos.spec.id == second


async def test_a_colour_after_a_turn_of_the_wheel_is_a_step_of_its_own(window: MainWindow, tmp_path: Path) -> None:
    window.counter.choose_document("schengen-visa")
    _, document = await framed(window, portrait(tmp_path / "ana.png"))
    before = made(document)
    turn_wheel(window)
    moved = made(document).placement
    window.id_photo_panel.background_changed.emit(BackgroundChoice((1, 2, 3)), True)
    await settled(window)
    assert (made(document).placement, made(document).background) == (moved, (1, 2, 3))
    document.undo()
    assert (made(document).placement, made(document).background) == (moved, before.background)
    document.undo()
    assert made(document) == before


async def test_a_preset_is_left_by_a_photo_of_another_type(window: MainWindow, tmp_path: Path) -> None:
    window.counter.choose_document("schengen-visa")
    visa, _ = await framed(window, portrait(tmp_path / "ana.png"))
    await framed(window, portrait(tmp_path / "bert.png"))
    window.counter.choose_document("cn-1inch")
    window.counter.save_preset("School", True)
    await until(lambda: window.counter.preset is not None)
    window.documents.show(visa)
    await ready(window)
    assert window.counter.preset is None


async def test_a_preset_with_another_provider_says_so(engine: Engine, tmp_path: Path, sandbox: object) -> None:
    assert sandbox is not None
    app = await begun(engine)
    window = app.window
    try:
        await framed(window, portrait(tmp_path / "ana.png"))
        before = window.status._provider.text()
        window.counter.known_presets = (Preset("Paid", "schengen-visa", None, None, 4, "jpeg", "picwish"),)
        window.id_photo_panel.preset_chosen.emit("Paid")
        await until(lambda: window.status._provider.text() == window.id_photos.provider.label != before)
    finally:
        await ended(app)


async def test_without_its_cutout_there_is_no_id_photo_of_it(window: MainWindow, tmp_path: Path) -> None:
    entry, document = await framed(window, portrait(tmp_path / "ana.png"))
    before = made(document)
    window.choose_job(BACKGROUND.id)
    window.commands[Command.DROP_CUTOUT].trigger()
    window.choose_job(ID_PHOTO.id)
    assert document.state.id_photo is None
    window.commands[Command.UNDO].trigger()
    assert document.state.cutout is not None
    assert made(document) == before
    assert not entry.is_busy


async def test_a_colour_behind_a_photo_whose_cutout_was_dropped_is_seen(window: MainWindow, tmp_path: Path) -> None:
    window.counter.choose_document("schengen-visa")
    _, document = await framed(window, portrait(tmp_path / "ana.png"))
    window.id_photos.place(made(document).placement.moved(9, 4), is_final=True)
    window.id_photo_panel.background_changed.emit(BackgroundChoice(keeps_photo=True), True)
    window.choose_job(BACKGROUND.id)
    window.commands[Command.DROP_CUTOUT].trigger()
    window.choose_job(ID_PHOTO.id)
    before = made(document)
    assert before.keeps_background
    window.id_photo_panel.background_changed.emit(BackgroundChoice((1, 2, 3)), True)
    finished = await ready(window)
    assert made(document) == replace(before, background=(1, 2, 3), keeps_background=False)
    assert tuple(finished.pixels[5, 5]) == (1, 2, 3)
    document.undo()
    assert made(document) == before
    assert document.state.cutout is None


async def test_what_is_cut_out_again_for_a_colour_is_work_of_a_person(window: MainWindow, tmp_path: Path) -> None:
    _, document = await framed(window, portrait(tmp_path / "ana.png"))
    place(window, document)
    window.id_photo_panel.background_changed.emit(BackgroundChoice(keeps_photo=True), True)
    window.choose_job(BACKGROUND.id)
    window.commands[Command.DROP_CUTOUT].trigger()
    window.choose_job(ID_PHOTO.id)
    window.id_photo_panel.background_changed.emit(BackgroundChoice((1, 2, 3)), True)
    await ready(window)
    await framed(window, portrait(tmp_path / "bert.png"))
    await quit_window(window)
    (ticket,) = await tickets_of(window)
    assert [photo.background for photo in ticket.photos] == ["010203"]


async def test_a_colour_costs_nothing_where_the_cutout_was_dropped(
    paying: MainWindow, tmp_path: Path, sandbox: Sandbox
) -> None:
    window, settings = paying, paying.service.settings
    settings.id_photo_provider = "local"
    _, document = await framed(window, portrait(tmp_path / "ana.png"))
    window.id_photo_panel.background_changed.emit(BackgroundChoice(keeps_photo=True), True)
    window.choose_job(BACKGROUND.id)
    window.commands[Command.DROP_CUTOUT].trigger()
    window.choose_job(ID_PHOTO.id)
    settings.id_photo_provider = "picwish"
    before = made(document)
    told: list[str] = []
    window.documents.told.connect(told.append)
    window.id_photo_panel.background_changed.emit(BackgroundChoice((1, 2, 3)), True)
    assert made(document) == before
    assert told == [CUTOUT_DROPPED]
    assert sandbox.at(Route.SEGMENTATION, Route.ID_PHOTO) == []


async def test_a_ticket_that_is_deleted_does_not_come_back(window: MainWindow, tmp_path: Path) -> None:
    await framed(window, portrait(tmp_path / "ana.png"))
    await save(window, tmp_path)
    await add(window)
    (ticket,) = await tickets_of(window)
    window.commands[Command.TICKETS].trigger()
    dialog = await sees(window, TicketsDialog)
    dialog.delete_requested.emit(ticket)
    await until(lambda: not list(window.service.paths.tickets.rglob("ticket.json")))
    await until(lambda: not window.tasks._running)
    dialog.reject()
    assert window.counter.ticket.added == []
    await quit_window(window)
    assert list(window.service.paths.tickets.rglob("*.png")) == []


async def test_a_ticket_that_is_deleted_while_its_file_is_saved_does_not_come_back(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_write = threading.Event()

    def wait(path: Path, data: bytes) -> None:
        assert may_write.wait(30)
        replace_file(path, data)

    monkeypatch.setattr("picwish_desktop.ui.delivery.replace_file", wait)
    await framed(window, portrait(tmp_path / "ana.png"))
    window.commands[Command.SAVE].trigger()
    await until(lambda: window.counter.ticket.customer.ticket is not None)
    (ticket,) = await tickets_of(window)
    window.commands[Command.TICKETS].trigger()
    dialog = await sees(window, TicketsDialog)
    dialog.delete_requested.emit(ticket)
    await until(lambda: not list(window.service.paths.tickets.rglob("ticket.json")))
    dialog.reject()
    may_write.set()
    await until(lambda: not window.tasks._running)
    assert list(tmp_path.glob("*.jpg")), "the file was wanted, and is there"
    assert visible(window, MessageDialog) is None
    await quit_window(window)
    assert list(window.service.paths.tickets.rglob("*.png")) == []


def place(window: MainWindow, document: Document) -> None:
    window.id_photos.place(made(document).placement.moved(9, 4), is_final=True)


def recolour(window: MainWindow, _: Document) -> None:
    window.id_photo_panel.background_changed.emit(BackgroundChoice((1, 2, 3)), True)


async def test_a_ticket_that_could_not_be_deleted_is_kept_as_before(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: TicketFolder) -> bool:
        raise OSError(errno.EBUSY, "busy")

    await framed(window, portrait(tmp_path / "ana.png"))
    await save(window, tmp_path)
    (ticket,) = await tickets_of(window)
    with monkeypatch.context() as patch:
        patch.setattr(TicketFolder, "remove", refuse)
        with pytest.raises(TicketError):
            await window.counter.tickets.delete(ticket)
    window.id_photo_panel.background_changed.emit(BackgroundChoice((1, 2, 3)), True)
    await ready(window)
    await save(window, tmp_path)
    (ticket,) = await tickets_of(window)
    assert [photo.background for photo in ticket.photos] == ["010203"]
    assert len(ticket.saved) == 2


@pytest.mark.parametrize("work", [place, recolour])
@pytest.mark.parametrize("command", [Command.QUIT, Command.NEXT_CUSTOMER])
async def test_what_was_done_by_hand_in_another_tab_is_on_the_ticket(
    window: MainWindow, tmp_path: Path, command: Command, work: Callable[[MainWindow, Document], None]
) -> None:
    window.counter.choose_document("schengen-visa")
    _, document = await framed(window, portrait(tmp_path / "ana.png"))
    work(window, document)
    await ready(window)
    await framed(window, portrait(tmp_path / "bert.png"))
    window.counter.choose_document("us-passport")
    await ready(window)
    window.commands[command].trigger()
    await until(lambda: window.closed.done() or (not len(window.documents) and not window.closing.turns_to_next))
    (ticket,) = await tickets_of(window)
    assert [photo.document for photo in ticket.photos] == ["schengen-visa", "us-passport"]


async def test_keeping_other_tabs_shows_none_of_them(window: MainWindow, tmp_path: Path) -> None:
    window.counter.choose_document("schengen-visa")
    _, document = await framed(window, portrait(tmp_path / "ana.png"))
    place(window, document)
    await ready(window)
    entry, _ = await framed(window, portrait(tmp_path / "bert.png"))
    window.counter.choose_document("us-passport")
    await ready(window)
    shown: list[object] = []
    window.documents.current_changed.connect(lambda: shown.append(window.documents.current))
    assert await window.delivery.keep_worked_on()
    # what is typed meanwhile would be another photo's
    assert shown == []
    assert window.documents.current is entry
    (ticket,) = await tickets_of(window)
    assert [photo.document for photo in ticket.photos] == ["schengen-visa", "us-passport"]


async def test_who_presses_print_twice_gets_one_sheet(
    window: MainWindow, tmp_path: Path, printed: list[object]
) -> None:
    await framed(window, portrait(tmp_path / "ana.png"))
    await save(window, tmp_path)
    await next_customer(window)
    window.commands[Command.TICKETS].trigger()
    dialog = await sees(window, TicketsDialog)
    await until(lambda: dialog.current is not None)
    ticket = dialog.current
    for _ in range(2):
        dialog.print_requested.emit(ticket)
    await until(lambda: not window.tasks._running)
    assert len(printed) == 1


async def test_who_prints_two_earlier_tickets_gets_both(
    window: MainWindow, tmp_path: Path, printed: list[object]
) -> None:
    for name in ("ana.png", "bert.png"):
        await framed(window, portrait(tmp_path / name))
        await save(window, tmp_path)
        await next_customer(window)
    window.commands[Command.TICKETS].trigger()
    dialog = await sees(window, TicketsDialog)
    await until(lambda: dialog.current is not None)
    for ticket in await tickets_of(window):
        dialog.print_requested.emit(ticket)
    await until(lambda: not window.tasks._running)
    assert len(printed) == 2
