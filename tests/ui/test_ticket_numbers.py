"""A customer's number is the one that their files say, and nobody else's, whenever they leave."""

import asyncio
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from picwish_desktop.app import App
from picwish_desktop.ui import delivery as delivery_module
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.workflows.id_photo_sheet import save_sheet
from tests.ui.customers import pass_midnight, quit_window, save, tickets_of
from tests.ui.serving import framed
from tests.ui.whole_window import sees, visible
from tests.waiting import PATIENCE, until


@pytest.fixture
def window(counter: App) -> MainWindow:
    return counter.window


# a sheet that takes its time


class SlowSheet:
    """One that is being written until it may end."""

    def __init__(self, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
        self._window = window
        self._began, self._may_end = threading.Event(), threading.Event()
        self._told: list[str] = []
        window.documents.told.connect(self._told.append)
        monkeypatch.setattr(delivery_module, "save_sheet", self._save)

    def _save(self, *arguments: Any, **named: Any) -> tuple[Path, ...]:
        self._began.set()
        assert self._may_end.wait(PATIENCE)
        return save_sheet(*arguments, **named)

    async def begin(self, folder: Path) -> Path:
        """Under the name that is suggested."""
        self._window.commands[Command.SAVE_SHEET].trigger()
        dialog = await sees(self._window, QFileDialog)
        path = folder / Path(dialog.selectedFiles()[0]).name
        dialog.fileSelected.emit(str(path))
        dialog.reject()
        await until(lambda: visible(self._window, QFileDialog) is None)
        await until(self._began.is_set)
        return path

    async def end_after(self, command: Command, has_gone: Callable[[], bool]) -> None:
        """When whoever gave `command` waits for it, or does not and is gone."""
        self._window.commands[command].trigger()
        await until(lambda: any(told.startswith("Closes when") for told in self._told) or has_gone())
        self._may_end.set()
        await until(lambda: has_gone() and not self._window.tasks.saving)


async def test_a_sheet_that_is_being_written_when_the_window_closes_is_on_the_ticket_of_its_number(
    window: MainWindow, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = SlowSheet(window, monkeypatch)
    await framed(window, photo)
    path = await sheet.begin(tmp_path)
    await sheet.end_after(Command.QUIT, window.closed.done)
    assert path.name == "0001 sheet.pdf"
    assert path.exists()
    assert [(ticket.number, ticket.saved) for ticket in await tickets_of(window)] == [("0001", (path,))]
    assert await window.counter.tickets.next_number(date.today()) == "0002"


async def test_a_sheet_that_is_being_written_when_its_customer_leaves_is_on_the_ticket_of_its_number(
    window: MainWindow, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the photo was closed before: nothing else says that there was a customer."""
    sheet = SlowSheet(window, monkeypatch)
    await framed(window, photo)
    path = await sheet.begin(tmp_path)
    window.closing.close_current()
    await until(lambda: len(window.documents) == 0)
    await sheet.end_after(Command.NEXT_CUSTOMER, lambda: not window.closing.turns_to_next)
    assert path.name == "0001 sheet.pdf"
    assert path.exists()
    assert [(ticket.number, ticket.saved) for ticket in await tickets_of(window)] == [("0001", (path,))]
    assert window.counter.ticket.number == "0002"


# overnight


async def test_who_comes_in_the_morning_to_a_program_that_was_left_open_has_todays_number(
    window: MainWindow, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.service.settings.id_photo_name = "{ticket}"
    tickets, yesterday = window.counter.tickets, date.today()
    today = pass_midnight(monkeypatch)
    assert await tickets.next_number(today) == "0001", "somebody else was faster"
    await framed(window, photo)
    file = await save(window, tmp_path)
    assert file.stem == "0002"
    assert [(ticket.day, ticket.number) for ticket in await tickets_of(window)] == [(today, "0002")]
    assert await tickets.next_number(yesterday) == "0001", "it was given back"


async def test_who_is_served_over_midnight_keeps_their_number(
    window: MainWindow, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.service.settings.id_photo_name = "{ticket}"
    yesterday = date.today()
    await framed(window, photo)
    files = [await save(window, tmp_path)]
    today = pass_midnight(monkeypatch)
    assert await window.counter.tickets.next_number(today) == "0001"
    files.append(await save(window, tmp_path))
    assert [file.stem for file in files] == ["0001", "0001 2"]
    (ticket,) = await tickets_of(window)
    assert (ticket.day, ticket.number, ticket.saved) == (yesterday, "0001", tuple(files))


# a number that is being claimed


async def test_closing_while_the_next_customer_comes_uses_up_no_number(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets, was_asked, may_go_on = window.counter.tickets, asyncio.Event(), asyncio.Event()
    give_back = tickets.give_back

    async def give_back_late(day: date, number: str) -> None:
        was_asked.set()
        await may_go_on.wait()
        await give_back(day, number)

    monkeypatch.setattr(tickets, "give_back", give_back_late)
    window.commands[Command.NEXT_CUSTOMER].trigger()
    await was_asked.wait()
    await quit_window(window)
    may_go_on.set()
    await until(lambda: not window.closing.turns_to_next)
    assert await tickets.next_number(date.today()) == "0001"


async def test_closing_while_a_number_is_being_claimed_uses_up_none(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets, was_asked, may_go_on = window.counter.tickets, asyncio.Event(), asyncio.Event()
    next_number = tickets.next_number

    async def next_number_late(day: date) -> str:
        was_asked.set()
        await may_go_on.wait()
        return await next_number(day)

    with monkeypatch.context() as there:
        there.setattr(tickets, "next_number", next_number_late)
        window.commands[Command.NEXT_CUSTOMER].trigger()
        await was_asked.wait()
        window.commands[Command.QUIT].trigger()
        await until(lambda: window.closing.is_settled)
        may_go_on.set()
        await until(lambda: window.closed.done() and not window.closing.turns_to_next)
    assert await tickets.next_number(date.today()) == "0001"
