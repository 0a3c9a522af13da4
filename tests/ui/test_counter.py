"""The counter in the whole window: what it knows from one customer, and from one run, to the next."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QSpinBox

from picwish_desktop.idphoto.papers import find_paper
from picwish_desktop.idphoto.preset import Preset
from picwish_desktop.idphoto.ticket import Ticket
from picwish_desktop.model.sheet import Paper
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.dialogs.tickets import TicketsDialog
from picwish_desktop.ui.id_photo.printing import PrintOutcome, PrintResult
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.panels.id_photo_state import BackgroundChoice
from picwish_desktop.ui.panels.ticket_list import TicketList
from tests.ui.customers import NewApp, Printed, next_customer, print_sheet, quit_window, save
from tests.ui.serving import HIS_SKIN, framed, made, portrait, ready, words
from tests.ui.whole_window import sees, visible
from tests.waiting import until

WHITE, BLUE = (255, 255, 255), (98, 139, 206)
BADGE = Paper("Badge sheet", 90, 120)


@pytest.fixture
async def window(new_app: NewApp) -> MainWindow:
    return (await new_app()).window


def set_background(window: MainWindow, color: tuple[int, int, int]) -> None:
    window.id_photo_panel.background_changed.emit(BackgroundChoice(color), True)


def chosen(window: MainWindow) -> str:
    assert window.id_photos.spec is not None
    return window.id_photos.spec.id


async def told(window: MainWindow) -> str:
    dialog = await sees(window, MessageDialog)
    text = " ".join(label.text() for label in dialog.findChildren(QLabel))
    dialog.accept()
    return text


# presets and the customer before


async def save_preset(window: MainWindow, name: str, *, is_locked: bool = False) -> None:
    window.counter.save_preset(name, is_locked)
    await until(lambda: name in [preset.name for preset in window.counter.known_presets])
    assert window.counter.preset is not None


async def test_a_preset_brings_everything_back_after_a_restart(new_app: NewApp, photo: Path) -> None:
    window = (await new_app()).window
    window.counter.choose_document("cn-1inch")
    window.service.settings.id_paper, window.service.settings.id_copies = "A4", 7
    await framed(window, photo)
    set_background(window, BLUE)
    await save_preset(window, "School")

    window = (await new_app()).window
    counter, settings = window.counter, window.service.settings
    counter.choose_document("schengen-visa")
    assert [preset.name for preset in counter.known_presets] == ["School"]
    window.id_photo_panel.preset_chosen.emit("School")
    assert (chosen(window), settings.id_paper, settings.id_copies) == ("cn-1inch", "A4", 7)
    _, document = await framed(window, photo)
    assert made(document).background == BLUE, "also of a photo that comes in afterwards"
    await next_customer(window)
    _, document = await framed(window, photo)
    assert made(document).background == BLUE, "and of the next customer's"
    counter.choose_document("schengen-visa")
    assert counter.preset is None
    assert made(document).background != BLUE


async def test_a_preset_takes_the_colour_of_the_photo_that_is_shown(window: MainWindow, photo: Path) -> None:
    _, document = await framed(window, photo)
    set_background(window, WHITE)
    await save_preset(window, "White")
    set_background(window, (220, 220, 220))
    window.counter.choose_preset("White")
    assert made(document).background == WHITE


async def test_a_locked_preset_stays_as_it_is_until_it_is_unlocked(window: MainWindow) -> None:
    await save_preset(window, "Visa", is_locked=True)
    panel, counter = window.id_photo_panel, window.counter
    counter.remove_preset("Visa")
    assert "locked" in await told(window)
    window.service.settings.id_copies = 9
    counter.save_preset("Visa", False)
    assert "locked" in await told(window)
    panel.open_documents()
    assert chosen(window) == "schengen-visa"
    assert not window.commands[Command.REPEAT_LAST].isEnabled()
    panel.lock_preset.emit(False)
    await until(lambda: counter.preset is not None and not counter.preset.is_locked)
    assert counter.preset is not None
    assert counter.preset.copies == 4
    panel.remove_preset.emit("Visa")
    await until(lambda: not counter.known_presets)
    assert counter.preset is None


async def test_repeat_last_after_a_restart(new_app: NewApp, photo: Path, tmp_path: Path) -> None:
    window = (await new_app()).window
    assert window.counter.last is None
    assert not window.commands[Command.REPEAT_LAST].isEnabled()
    window.counter.choose_document("cn-1inch")
    window.service.settings.id_copies = 5
    await framed(window, photo)
    set_background(window, BLUE)
    await ready(window)
    await save(window, tmp_path)

    window = (await new_app()).window
    window.counter.choose_document("schengen-visa")
    await until(window.commands[Command.REPEAT_LAST].isEnabled)
    window.commands[Command.REPEAT_LAST].trigger()
    assert (chosen(window), window.service.settings.id_copies) == ("cn-1inch", 5)
    _, document = await framed(window, photo)
    assert made(document).background == BLUE


# document types and papers


async def test_favourites_and_what_was_used_last_survive_a_restart(new_app: NewApp) -> None:
    window = (await new_app()).window
    window.id_photo_panel.favourite_changed.emit("uk-passport", True)
    window.id_photo_panel.favourite_changed.emit("cn-1inch", True)
    window.id_photo_panel.favourite_changed.emit("uk-passport", False)
    for spec_id in ("us-visa-ds160", "cn-1inch"):
        window.id_photo_panel.document_chosen.emit(spec_id)
    path = window.service.paths.id_photo / "choices.json"
    await until(
        lambda: path.exists() and '"us-visa-ds160"' in path.read_text() and "uk-passport" not in path.read_text()
    )
    shelf = (await new_app()).window.counter.shelf
    assert shelf.favourites == {"cn-1inch"}
    assert list(shelf.recent[:2]) == ["cn-1inch", "us-visa-ds160"]


async def test_ones_own_papers_survive_a_restart(new_app: NewApp) -> None:
    window = (await new_app()).window
    window.counter.set_papers([BADGE], BADGE)
    assert window.counter.paper == BADGE
    path = window.service.paths.id_photo / "choices.json"
    await until(lambda: path.exists() and BADGE.name in path.read_text())
    window = (await new_app()).window
    assert window.counter.own_papers == (BADGE,)
    assert BADGE in window.counter.papers
    # and one that is gone is not used any more
    window.service.settings.id_paper = BADGE.name
    assert window.counter.paper == BADGE
    window.counter.set_papers([], None)
    assert window.counter.paper != BADGE


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[]", b'{"favourites": 3, "recent": {}, "papers": "A4"}', b"{"])
async def test_choices_that_cannot_be_read_are_none(new_app: NewApp, content: bytes) -> None:
    window = (await new_app()).window
    folder = window.service.paths.id_photo
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("choices.json", "presets.json", "calibration.json"):
        (folder / name).write_bytes(content)
    window = (await new_app()).window
    assert len(window.counter.shelf.specs) >= 95
    assert window.counter.own_papers == ()
    assert window.counter.known_presets == ()
    assert window.counter.last is None
    window.id_photo_panel.favourite_changed.emit("uk-passport", True)
    await until(lambda: b"uk-passport" in (folder / "choices.json").read_bytes())


async def test_a_document_type_goes_from_one_counter_to_another(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    counter, file = window.counter, tmp_path / "visa.json"
    counter.ask_export("schengen-visa")
    dialog = await sees(window, QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.reject()
    await until(file.exists)
    counter.ask_import()
    dialog = await sees(window, QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.reject()
    await until(lambda: counter.shelf.own)
    (own,) = counter.shelf.own
    assert own not in ("schengen-visa", "")
    await until(lambda: chosen(window) == own)
    _, document = await framed(window, photo)
    assert made(document).document_type == own
    counter.delete_document(own)
    await until(lambda: not counter.shelf.own)
    await until(lambda: made(document).document_type != own)
    await ready(window)
    (tmp_path / "broken.json").write_text("{}")
    counter.ask_import()
    dialog = await sees(window, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "broken.json"))
    dialog.reject()
    assert (await told(window)).endswith(".")
    assert not counter.shelf.own


async def test_the_next_customers_file_may_be_as_large_as_it_will(window: MainWindow, photo: Path) -> None:
    await framed(window, photo)
    window.id_photo_panel.most_kb_changed.emit(40)
    assert window.service.settings.id_most_kb == 40
    await next_customer(window)
    assert window.service.settings.id_most_kb == 0


# tickets


async def test_the_ticket_is_kept_with_the_first_file(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    window.id_photo_panel.name_changed.emit("Ana")
    await framed(window, photo)
    assert await window.counter.tickets.find("") == []
    file = await save(window, tmp_path)
    (ticket,) = await window.counter.tickets.find("ana")
    assert (ticket.number, ticket.day, ticket.saved) == ("0001", date.today(), (file,))
    await next_customer(window)
    assert (window.counter.ticket.number, window.counter.ticket.name) == ("0002", "")
    (ticket,) = await window.counter.tickets.find("ana")
    assert ticket.saved == (file,)


async def test_what_is_printed_is_on_the_ticket(window: MainWindow, photo: Path, printed: list[Printed]) -> None:
    await framed(window, photo)
    await print_sheet(window)
    (ticket,) = await window.counter.tickets.find("")
    assert ticket.printed is not None
    await until(lambda: [job.copies for job in printed] == [[window.counter.ticket.sheet.copies]])
    assert window.service.settings.id_printer == "Lab"
    # and again, from the ticket
    await next_customer(window)
    await again(window, ticket)
    await until(lambda: len(printed) == 2)


async def again(window: MainWindow, ticket: Ticket) -> None:
    """Print an earlier customer's sheet once more."""
    window.earlier_tickets.ask()
    dialog = await sees(window, TicketsDialog)
    dialog.print_requested.emit(ticket)
    dialog.close()


async def test_an_earlier_sheet_that_is_saved_instead_stays_on_its_own_ticket(
    window: MainWindow, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no portrait of hers gets onto the ticket of who is served now."""

    async def wants_pdf(*_arguments: object, **_named: object) -> PrintResult:
        return PrintResult(PrintOutcome.PDF_WANTED)

    await framed(window, photo)
    await ready(window)
    await save(window, tmp_path)
    (hers,) = await window.counter.tickets.find("")
    await next_customer(window)
    monkeypatch.setattr("picwish_desktop.ui.id_photo.printing.print_sheet", wants_pdf)
    await again(window, hers)
    chosen = await sees(window, QFileDialog)
    assert chosen.selectedFiles()[0].endswith(f"{hers.number} sheet.pdf")
    chosen.fileSelected.emit(str(tmp_path / "again.pdf"))
    chosen.reject()
    await until((tmp_path / "again.pdf").exists)

    async with asyncio.timeout(20):
        while tmp_path / "again.pdf" not in (await window.counter.tickets.find(""))[0].saved:
            await asyncio.sleep(0)
    assert window.counter.ticket.customer.kept == {}
    assert window.counter.ticket.customer.ticket is None


async def test_what_is_changed_while_it_is_put_on_the_ticket_is_not_on_it_yet(
    window: MainWindow, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, document = await framed(window, photo)
    await ready(window)
    put, was_put, may_go_on = window.counter.tickets.put, asyncio.Event(), asyncio.Event()

    async def put_late(*arguments: Any) -> Ticket:
        ticket = await put(*arguments)
        was_put.set()
        await may_go_on.wait()
        return ticket

    with monkeypatch.context() as there:
        there.setattr(window.counter.tickets, "put", put_late)
        window.commands[Command.SAVE].trigger()
        await was_put.wait()
    set_background(window, BLUE)
    may_go_on.set()
    await until(lambda: window.counter.last is not None)
    assert document.is_worth_recovering
    await ready(window)
    await save(window, tmp_path)
    await until(lambda: not document.is_worth_recovering)


@pytest.mark.parametrize("is_saved", [False, True])
async def test_the_next_customer_leaves_as_many_copies_as_are_on_the_sheet(
    window: MainWindow, photo: Path, tmp_path: Path, *, is_saved: bool
) -> None:
    await framed(window, photo)
    await ready(window)
    if is_saved:
        await save(window, tmp_path)
    before = await window.counter.ticket.laid_out()
    window.counter.set_sheet(replace(window.counter.sheet_settings, paper="A4"))
    await until(lambda: window.counter.ticket.sheet.copies > before.copies)
    on_sheet = window.counter.ticket.sheet.copies
    assert on_sheet > window.service.settings.id_copies
    await next_customer(window)
    (ticket,) = await window.counter.tickets.find("")
    assert [kept.copies for kept in ticket.photos] == [on_sheet]


async def test_a_file_leaves_as_many_copies_on_the_ticket_as_are_on_the_sheet(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    """And its name says as many; also of the second file, of another sheet."""
    settings, ticket = window.service.settings, window.counter.ticket
    settings.id_photo_name = "{ticket} {copies}"
    await framed(window, photo)
    await ready(window)
    for paper in ("10x15", "A4"):
        before = ticket.sheet.copies
        window.counter.set_sheet(replace(window.counter.sheet_settings, paper=find_paper(paper).name))
        await until(lambda: ticket.sheet.copies > before)  # noqa: B023
        on_sheet = ticket.sheet.copies
        assert on_sheet > settings.id_copies
        file = await save(window, tmp_path)
        assert file.stem == f"0001 {on_sheet}"
        await until(lambda: ticket.customer.ticket and file in ticket.customer.ticket.saved)  # noqa: B023
        (kept,) = await window.counter.tickets.find("")
        assert [one.copies for one in kept.photos] == [on_sheet]
        assert (await window.earlier_tickets.sheet_of(kept)).copies == on_sheet


async def test_what_is_added_to_a_filled_sheet_leaves_its_copies_on_the_ticket(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    ticket = window.counter.ticket
    for path in (photo, portrait(tmp_path / "ben.png", HIS_SKIN)):
        await framed(window, path)
        await ready(window)
        before = len(ticket.added)
        window.commands[Command.ADD_TO_SHEET].trigger()
        await until(lambda: len(ticket.customer.kept) > before)  # noqa: B023
        on_sheet = [item.copies for item in (await ticket.laid_out()).printed]
        await until(lambda: ticket.customer.ticket and len(ticket.customer.ticket.photos) > before)  # noqa: B023
        (kept,) = await window.counter.tickets.find("")
        assert [one.copies for one in kept.photos] == on_sheet


async def test_the_numbers_of_a_filled_sheet_are_those_that_are_on_it(window: MainWindow, photo: Path) -> None:
    counter, settings, panel = window.counter, window.service.settings, window.id_photo_panel
    await framed(window, photo)
    await ready(window)
    window.commands[Command.ADD_TO_SHEET].trigger()
    await until(lambda: counter.ticket.added)
    on_sheet = (await counter.ticket.laid_out()).copies
    assert on_sheet > settings.id_copies

    def shown() -> list[int]:
        return [box.value() for box in panel.findChildren(QSpinBox) if box.accessibleName().startswith("Copies")]

    assert shown() == [on_sheet, on_sheet]
    assert f"{on_sheet} copies on " in words(panel)
    # the number that was chosen is still there
    counter.set_sheet(replace(counter.sheet_settings, is_filled=False))
    assert shown() == [settings.id_copies, settings.id_copies]
    counter.set_sheet(replace(counter.sheet_settings, copies=settings.id_copies + 1))
    assert shown() == [settings.id_copies, settings.id_copies]
    # nor is what was chosen put back until it is laid out
    (row,) = panel.findChildren(TicketList)[0].findChildren(QSpinBox)
    for _ in range(2):
        row.stepUp()
    assert row.value() == settings.id_copies + 2


# nobody


async def test_an_empty_page_uses_up_no_number(new_app: NewApp) -> None:
    window = (await new_app()).window
    assert window.counter.ticket.number == "0001"
    window.commands[Command.NEXT_CUSTOMER].trigger()
    await until(lambda: not window.closing.turns_to_next)
    assert window.counter.ticket.number == "0001"
    await quit_window(window)
    window = (await new_app()).window
    assert window.counter.ticket.number == "0001"


async def test_what_was_only_looked_at_makes_no_customer(new_app: NewApp, photo: Path) -> None:
    window = (await new_app()).window
    _, document = await framed(window, photo)
    assert made(document).document_type == "schengen-visa"
    await ready(window)
    await quit_window(window)
    window = (await new_app()).window
    assert await window.counter.tickets.find("") == []
    assert window.counter.ticket.number == "0001"
    assert await window.recovery.leftovers() == []


async def test_what_was_only_looked_at_is_not_on_the_ticket_of_who_was_served(
    new_app: NewApp, photo: Path, tmp_path: Path
) -> None:
    window = (await new_app()).window
    await framed(window, photo)
    await ready(window)
    await save(window, tmp_path)
    await framed(window, portrait(tmp_path / "ben.png", HIS_SKIN))
    await ready(window)
    await quit_window(window)
    (ticket,) = await window.counter.tickets.find("")
    assert len(ticket.photos) == 1


async def colored(window: MainWindow) -> None:
    set_background(window, BLUE)
    await ready(window)


async def named(window: MainWindow) -> None:
    window.id_photo_panel.name_changed.emit("Ana")


async def of_another_document(window: MainWindow) -> None:
    window.counter.choose_document("cn-1inch")
    await ready(window)


@pytest.mark.parametrize("work", [colored, named, of_another_document])
async def test_what_was_worked_on_is_kept_when_the_window_closes(
    window: MainWindow, photo: Path, work: Callable[[MainWindow], Awaitable[None]]
) -> None:
    await framed(window, photo)
    await ready(window)
    await work(window)
    await quit_window(window)
    (ticket,) = await window.counter.tickets.find("")
    assert (ticket.number, len(ticket.photos)) == ("0001", 1)


async def test_two_on_one_filled_sheet_are_kept_with_their_copies(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    await framed(window, photo)
    window.commands[Command.ADD_TO_SHEET].trigger()
    await until(lambda: window.counter.last is not None)
    await framed(window, portrait(tmp_path / "ben.png", HIS_SKIN))
    await until(lambda: len(window.counter.ticket.sheet.items) == 2)
    printed = [item.copies for item in window.counter.ticket.sheet.printed]
    assert printed != [window.service.settings.id_copies] * 2
    await next_customer(window)
    (ticket,) = await window.counter.tickets.find("")
    assert [kept.copies for kept in ticket.photos] == printed


async def test_what_is_on_no_page_is_kept_with_the_copies_that_were_asked_for(window: MainWindow, photo: Path) -> None:
    await framed(window, photo)
    small = Paper("Stamp", 30, 30)
    window.counter.set_papers([small], small)
    await until(lambda: window.counter.ticket.sheet.problem)
    await next_customer(window)
    (ticket,) = await window.counter.tickets.find("")
    assert [kept.copies for kept in ticket.photos] == [window.service.settings.id_copies]


@pytest.mark.parametrize("folder", ["", "cabinet"])
async def test_photo_and_sheet_go_to_the_same_folder(
    window: MainWindow, photo: Path, tmp_path: Path, folder: str
) -> None:
    window.service.settings.id_photo_folder = str(tmp_path / folder) if folder else ""
    window.service.settings.save_folder = str(tmp_path / "elsewhere")
    for name in ("elsewhere", "cabinet"):
        (tmp_path / name).mkdir()
    await framed(window, photo)
    await ready(window)
    for command in (Command.SAVE_AS, Command.SAVE_SHEET):
        window.commands[command].trigger()
        dialog = await sees(window, QFileDialog)
        assert Path(dialog.selectedFiles()[0]).parent == tmp_path / folder
        dialog.reject()
        await until(lambda: visible(window, QFileDialog) is None)


async def test_a_print_that_is_called_off_is_no_print(
    window: MainWindow, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    async def call_off(*arguments: object, **_: object) -> PrintResult:
        asked.append(arguments)
        return PrintResult(PrintOutcome.CANCELLED)

    monkeypatch.setattr("picwish_desktop.ui.id_photo.printing.print_sheet", call_off)
    await framed(window, photo)
    window.commands[Command.PRINT].trigger()
    await until(lambda: asked)
    assert await window.counter.tickets.find("") == []


async def test_old_tickets_are_deleted_after_the_days_of_the_settings(
    new_app: NewApp, photo: Path, tmp_path: Path
) -> None:
    window = (await new_app()).window
    days = window.service.settings.keep_tickets_days
    await framed(window, photo)
    await save(window, tmp_path)
    (root,) = {path.parent for path in window.service.paths.tickets.iterdir()}
    today = date.today()
    (root / today.isoformat()).rename(root / (today - timedelta(days)).isoformat())
    old, kept = root / (today - timedelta(days + 1)).isoformat(), root / (today - timedelta(days)).isoformat()
    (old / "0001").mkdir(parents=True)
    (root / "notes").mkdir()
    window = (await new_app()).window
    window.forget_old_tickets()
    await until(lambda: not old.exists())
    assert kept.exists()
    assert (root / "notes").exists(), "what is not ours stays"


async def test_nothing_was_used_last_before_there_was_a_customer(window: MainWindow) -> None:
    assert window.counter.last is None
    window.counter.repeat_last()
    assert chosen(window) == "schengen-visa"
    assert isinstance(window.counter._as_preset(), Preset)
