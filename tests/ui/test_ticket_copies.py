"""How many copies of each photo a ticket, a file's name and the panel say, whatever is done to the sheet."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QSpinBox

from picwish_desktop.app import App
from picwish_desktop.idphoto.papers import find_paper
from picwish_desktop.ui import shown_item
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.panels.id_photo_state import BackgroundChoice
from picwish_desktop.ui.panels.ticket_list import TicketList
from picwish_desktop.ui.ticket import Item, item_of
from tests.ui.customers import (
    Printed,
    add,
    copies_on_ticket,
    next_customer,
    on_ticket,
    print_sheet,
    quit_window,
    save,
)
from tests.ui.serving import HIS_SKIN, framed, portrait
from tests.ui.whole_window import current, idle, sees
from tests.waiting import PATIENCE, until

BLUE = (98, 139, 206)


@pytest.fixture
def window(counter: App) -> MainWindow:
    return counter.window


@pytest.fixture
def hers(tmp_path: Path) -> Path:
    return portrait(tmp_path / "ana.png")


@pytest.fixture
def his(tmp_path: Path) -> Path:
    return portrait(tmp_path / "ben.png", HIS_SKIN)


async def come(window: MainWindow, path: Path) -> None:
    """Until who is on the photo is on the sheet that is seen, too."""
    entry, _ = await framed(window, path)
    await until(lambda: window.counter.ticket.shown.startswith(f"{entry.id}-"))
    await window.counter.ticket.laid_out()


async def take_paper(window: MainWindow, name: str) -> None:
    window.counter.set_sheet(replace(window.counter.sheet_settings, paper=find_paper(name).name))
    await window.counter.ticket.laid_out()


async def ask_for(window: MainWindow, copies: int) -> None:
    """As many of the one that is shown, and no more."""
    window.counter.set_sheet(replace(window.counter.sheet_settings, is_filled=False, copies=copies))
    await window.counter.ticket.laid_out()


def copies_field(window: MainWindow) -> QSpinBox:
    """Of the photo that is shown."""
    rows = rows_of_sheet(window)
    (field,) = (
        box
        for box in window.id_photo_panel.findChildren(QSpinBox)
        if box.accessibleName().startswith("Copies") and box not in rows
    )
    return field


def rows_of_sheet(window: MainWindow) -> list[QSpinBox]:
    """The numbers of what was added."""
    shown = window.id_photo_panel.findChildren(TicketList)[0]
    return [box for box in shown.findChildren(QSpinBox) if box.isVisibleTo(shown)]


def on_sheet(window: MainWindow) -> list[int]:
    return [item.copies for item in window.counter.ticket.sheet.printed]


# what was printed


async def test_what_was_printed_stays_as_printed_with_the_next_customer(
    window: MainWindow, hers: Path, printed: list[Printed]
) -> None:
    await come(window, hers)
    await print_sheet(window)
    await add(window)
    await take_paper(window, "A4")
    assert on_sheet(window) > printed[0].copies
    await next_customer(window)
    assert await copies_on_ticket(window) == printed[0].copies


async def test_what_was_printed_stays_as_printed_beside_what_is_saved_after_it(
    window: MainWindow, hers: Path, his: Path, tmp_path: Path, printed: list[Printed]
) -> None:
    await come(window, hers)
    await print_sheet(window)
    await add(window)
    await come(window, his)
    await save(window, tmp_path)
    (of_hers,) = printed[0].copies
    await window.counter.ticket.laid_out()
    hers_now, his_now = on_sheet(window)
    assert hers_now < of_hers, "they share it now"
    assert await copies_on_ticket(window) == [of_hers, his_now]


async def test_what_was_not_printed_is_kept_as_it_was_asked_for_last(
    window: MainWindow, hers: Path, his: Path, tmp_path: Path, printed: list[Printed]
) -> None:
    """Though something else of the same customer was printed."""
    await come(window, hers)
    await print_sheet(window)
    await come(window, his)
    for copies in (2, 6):
        await ask_for(window, copies)
        await save(window, tmp_path)
        assert await copies_on_ticket(window) == [*printed[0].copies, copies]


async def test_what_is_printed_again_is_kept_as_it_was_printed_last(
    window: MainWindow, hers: Path, tmp_path: Path, printed: list[Printed]
) -> None:
    await come(window, hers)
    await print_sheet(window)
    await take_paper(window, "A4")
    window.commands[Command.PRINT].trigger()
    await until(lambda: len(printed) == 2)
    await take_paper(window, "10x15")
    await save(window, tmp_path)
    assert printed[0].copies < printed[1].copies
    assert await copies_on_ticket(window) == printed[1].copies


# what shares a sheet


async def test_what_was_added_before_is_kept_with_the_copies_that_another_leaves_it(
    window: MainWindow, hers: Path, his: Path, tmp_path: Path
) -> None:
    await come(window, hers)
    await add(window)
    (alone,) = await copies_on_ticket(window)
    await come(window, his)
    await save(window, tmp_path)
    assert on_sheet(window)[0] < alone
    assert await copies_on_ticket(window) == on_sheet(window)


async def test_what_was_saved_is_kept_with_the_copies_of_the_sheet_at_the_end(
    window: MainWindow, hers: Path, tmp_path: Path
) -> None:
    """It is a customer's, though nothing of it was changed since it was framed."""
    await come(window, hers)
    await save(window, tmp_path)
    before = await copies_on_ticket(window)
    await take_paper(window, "A4")
    assert on_sheet(window) > before
    await quit_window(window)
    assert await copies_on_ticket(window) == on_sheet(window)


async def test_stepping_one_row_of_a_filled_sheet_leaves_the_other_as_it_is_seen(
    window: MainWindow, hers: Path, his: Path
) -> None:
    await take_paper(window, "A4")
    for path in (hers, his):
        await come(window, path)
        await add(window)
    await window.counter.ticket.laid_out()
    before = on_sheet(window)
    assert before[1] != window.service.settings.id_copies
    await until(lambda: [row.value() for row in rows_of_sheet(window)] == before)
    rows_of_sheet(window)[0].stepUp()
    await window.counter.ticket.laid_out()
    assert on_sheet(window) == [before[0] + 1, before[1]]


# the panel


async def with_own_number(window: MainWindow, path: Path, copies: int) -> None:
    """Added, and then counted in its row."""
    await come(window, path)
    await add(window)
    rows_of_sheet(window)[0].setValue(copies)
    await window.counter.ticket.laid_out()


async def test_the_copies_field_shows_the_number_of_the_photo_that_was_added(window: MainWindow, hers: Path) -> None:
    await with_own_number(window, hers, 12)
    assert window.service.settings.id_copies != 12
    assert copies_field(window).value() == 12


async def test_the_copies_field_changes_the_number_of_the_photo_that_was_added(window: MainWindow, hers: Path) -> None:
    await with_own_number(window, hers, 12)
    copies_field(window).stepUp()
    await window.counter.ticket.laid_out()
    assert ([row.value() for row in rows_of_sheet(window)], on_sheet(window)) == ([13], [13])


async def test_the_copies_field_can_give_a_photo_that_was_added_the_number_of_the_others(
    window: MainWindow, hers: Path
) -> None:
    usual = window.service.settings.id_copies
    await with_own_number(window, hers, usual + 1)
    copies_field(window).stepDown()
    await window.counter.ticket.laid_out()
    assert ([row.value() for row in rows_of_sheet(window)], on_sheet(window)) == ([usual], [usual])


async def test_other_paper_for_a_photo_with_its_own_number_leaves_the_usual_one(
    window: MainWindow, hers: Path, his: Path
) -> None:
    usual = window.service.settings.id_copies
    await with_own_number(window, hers, 12)
    await take_paper(window, "A4")
    await come(window, his)
    assert copies_field(window).value() == usual
    assert on_sheet(window) == [12, usual]


# names


@pytest.fixture
def named_by_copies(window: MainWindow) -> None:
    window.service.settings.id_photo_name = "{ticket} {copies}"


@pytest.mark.usefixtures("named_by_copies")
async def test_the_name_of_what_is_saved_at_once_says_the_tickets_number_of_copies(
    window: MainWindow, hers: Path, tmp_path: Path
) -> None:
    """Before there is a sheet."""
    window.open_files([hers])
    entry, document = await current(window)
    await until(lambda: document.state.id_photo is not None)
    await idle(entry)
    assert window.counter.ticket.sheet.copies == 0
    file = await save(window, tmp_path)
    (copies,) = await copies_on_ticket(window)
    assert copies != window.service.settings.id_copies, "they fill the sheet"
    assert file.stem == f"0001 {copies}"


@pytest.mark.usefixtures("named_by_copies")
async def test_the_name_of_what_was_added_says_its_own_number_of_copies(
    window: MainWindow, hers: Path, tmp_path: Path
) -> None:
    await with_own_number(window, hers, 12)
    file = await save(window, tmp_path)
    assert (file.stem, await copies_on_ticket(window)) == ("0001 12", [12])


@pytest.mark.usefixtures("named_by_copies")
async def test_the_name_says_as_many_copies_as_were_printed_before_there_was_other_paper(
    window: MainWindow, hers: Path, tmp_path: Path, printed: list[Printed]
) -> None:
    await come(window, hers)
    await print_sheet(window)
    await take_paper(window, "A4")
    file = await save(window, tmp_path)
    (copies,) = printed[0].copies
    assert (file.stem, await copies_on_ticket(window)) == (f"0001 {copies}", [copies])


@pytest.mark.usefixtures("named_by_copies")
async def test_the_name_that_is_suggested_says_the_tickets_number_of_copies(
    window: MainWindow, hers: Path, his: Path
) -> None:
    await come(window, hers)
    await add(window)
    await come(window, his)
    window.commands[Command.SAVE_AS].trigger()
    dialog = await sees(window, QFileDialog)
    suggested = Path(dialog.selectedFiles()[0])
    dialog.reject()
    assert suggested.stem == f"0001 {on_sheet(window)[1]}"


# at the same time


class SlowItem:
    """The next photo for the sheet is being drawn until it may end."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._began, self._may_end = threading.Event(), threading.Event()
        monkeypatch.setattr(shown_item, "item_of", self._item_of)

    def _item_of(self, *arguments: Any) -> Item:
        self._began.set()
        assert self._may_end.wait(PATIENCE)
        return item_of(*arguments)

    async def step_meanwhile(self, window: MainWindow) -> None:
        await until(self._began.is_set)
        rows_of_sheet(window)[0].stepUp()
        self._may_end.set()


async def test_a_row_that_is_stepped_while_its_photo_is_drawn_anew_keeps_its_number(
    window: MainWindow, hers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_own_number(window, hers, 12)
    slow = SlowItem(monkeypatch)
    window.id_photo_panel.background_changed.emit(BackgroundChoice(BLUE), True)
    await slow.step_meanwhile(window)
    await until(lambda: [item.background for item in window.counter.ticket.added] == [BLUE])
    assert [item.copies for item in window.counter.ticket.added] == [13]


async def test_a_row_that_is_stepped_while_its_photo_is_drawn_for_a_file_is_on_the_ticket_as_stepped(
    window: MainWindow, hers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_own_number(window, hers, 12)
    slow = SlowItem(monkeypatch)
    window.commands[Command.SAVE].trigger()
    await slow.step_meanwhile(window)
    await on_ticket(window, lambda ticket: ticket.saved)
    assert await copies_on_ticket(window) == [13]
