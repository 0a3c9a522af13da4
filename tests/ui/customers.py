"""What the tests share that serve customers: what a person at the counter does, the printer, and midnight."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple, Self

import pytest
from PySide6.QtGui import QImage

from picwish_desktop.app import App
from picwish_desktop.idphoto.ticket import Ticket
from picwish_desktop.model.sheet import SheetPage
from picwish_desktop.ui import ticket as ticket_module
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.id_photo.printing import PrintOutcome, PrintResult
from picwish_desktop.ui.main_window import MainWindow
from tests.waiting import until

NewApp = Callable[[], Awaitable[App]]
"""Starts the program; the one before it is closed."""


class Printed(NamedTuple):
    """What was given to a printer."""

    title: str
    images: list[QImage]
    copies: list[int]
    """Of each of the images."""


def printer(monkeypatch: pytest.MonkeyPatch) -> list[Printed]:
    """Prints at once; what it was given."""
    jobs: list[Printed] = []

    async def print_it(
        _parent: object, pages: Sequence[SheetPage], images: Sequence[QImage], _: object, title: str, **_named: object
    ) -> PrintResult:
        placed = [photo.photo for page in pages for photo in page.photos]
        jobs.append(Printed(title, list(images), [placed.count(at) for at in range(len(images))]))
        return PrintResult(PrintOutcome.PRINTED, "Lab")

    monkeypatch.setattr("picwish_desktop.ui.id_photo.printing.print_sheet", print_it)
    return jobs


def pass_midnight(monkeypatch: pytest.MonkeyPatch) -> date:
    """From now on it is tomorrow at the counter."""
    tomorrow = date.today() + timedelta(1)

    class Tomorrow(date):
        @classmethod
        def today(cls) -> Self:
            return cls(tomorrow.year, tomorrow.month, tomorrow.day)

    monkeypatch.setattr(ticket_module, "date", Tomorrow)
    return tomorrow


# what a person does


async def next_customer(window: MainWindow) -> None:
    """Leaves something on a ticket, so that the next has another number."""
    number = window.counter.ticket.number
    window.commands[Command.NEXT_CUSTOMER].trigger()
    await until(lambda: len(window.documents) == 0 and window.counter.ticket.number > number)


async def quit_window(window: MainWindow) -> None:
    window.commands[Command.QUIT].trigger()
    await until(window.closed.done)


async def save(window: MainWindow, folder: Path) -> Path:
    """What is shown; `folder` is where it goes by itself."""
    before = set(folder.glob("*.jpg"))
    window.commands[Command.SAVE].trigger()
    await until(lambda: set(folder.glob("*.jpg")) - before)
    (file,) = set(folder.glob("*.jpg")) - before
    await on_ticket(window, lambda ticket: file in ticket.saved)
    await until(lambda: window.counter.last is not None)
    return file


async def add(window: MainWindow) -> None:
    """What is shown, which was not added before, to the sheet."""
    added = len(window.counter.ticket.added)
    window.commands[Command.ADD_TO_SHEET].trigger()
    await until(lambda: len(window.counter.ticket.added) > added)
    keys = {item.key for item in window.counter.ticket.added}
    await until(lambda: keys <= window.counter.ticket.customer.kept.keys())
    await on_ticket(window, lambda ticket: len(ticket.photos) == len(window.counter.ticket.customer.kept))


async def print_sheet(window: MainWindow) -> None:
    """For the first time."""
    window.commands[Command.PRINT].trigger()
    await on_ticket(window, lambda ticket: ticket.printed is not None)


async def on_ticket(window: MainWindow, condition: Callable[[Ticket], object]) -> None:
    """When the ticket of who is served is so, on disk."""
    customer = window.counter.ticket.customer
    await until(lambda: customer.ticket is not None and condition(customer.ticket))


# what is kept of it


async def tickets_of(window: MainWindow) -> list[Ticket]:
    """All that are on disk, by their numbers."""
    return sorted(await window.counter.tickets.find(""), key=lambda ticket: (ticket.day, ticket.number))


async def copies_on_ticket(window: MainWindow) -> list[int]:
    """Of each photo on the only ticket."""
    (ticket,) = await tickets_of(window)
    return [photo.copies for photo in ticket.photos]
