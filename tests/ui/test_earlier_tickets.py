"""Customers who were there before, in the whole window: found again, printed, saved and deleted."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton, QWidget

from picwish_desktop.app import App
from picwish_desktop.idphoto.ticket import Ticket
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.dialogs.delete_ticket import DeleteTicketDialog
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.dialogs.tickets import TicketsDialog
from picwish_desktop.ui.id_photo.printing import PrintOutcome, PrintResult
from picwish_desktop.ui.main_window import MainWindow
from tests.ui.serving import framed, portrait
from tests.ui.whole_window import sees
from tests.waiting import until


@pytest.fixture
def window(counter: App) -> MainWindow:
    return counter.window


@pytest.fixture
async def ticket(window: MainWindow, tmp_path: Path) -> Ticket:
    """Of Ana, who went."""
    window.id_photo_panel.name_changed.emit("Ana")
    await framed(window, portrait(tmp_path / "ana.png"))
    window.commands[Command.SAVE].trigger()
    await until(lambda: window.counter.last is not None)
    window.commands[Command.NEXT_CUSTOMER].trigger()
    await until(lambda: window.counter.ticket.number == "0002")
    return await found(window)


async def found(window: MainWindow) -> Ticket:
    (ticket,) = await window.counter.tickets.find("")
    return ticket


async def opened(window: MainWindow) -> TicketsDialog:
    """The dialog, with the ticket at hand."""
    window.commands[Command.TICKETS].trigger()
    dialog = await sees(window, TicketsDialog)
    await until(lambda: dialog.current is not None)
    return dialog


def press(widget: QWidget, text: str) -> None:
    button = next(button for button in widget.findChildren(QPushButton) if button.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


async def save_to(window: MainWindow, dialog: TicketsDialog, folder: Path) -> None:
    press(dialog, "Save files…")
    asked = await sees(window, QFileDialog)
    asked.fileSelected.emit(str(folder))
    asked.reject()


async def told(window: MainWindow) -> str:
    message = await sees(window, MessageDialog)
    text = " ".join(label.text() for label in message.findChildren(QLabel))
    message.accept()
    return text


def kept(window: MainWindow) -> str:
    """The ticket's file."""
    (file,) = window.service.paths.tickets.rglob("ticket.json")
    return file.read_text()


def lose_pictures(window: MainWindow) -> None:
    for picture in window.service.paths.tickets.rglob("*.png"):
        picture.unlink()


async def test_a_ticket_is_found_by_its_name(window: MainWindow, ticket: Ticket) -> None:
    dialog = await opened(window)
    assert dialog.current == ticket
    search = dialog.findChildren(QLineEdit)[0]
    QTest.keyClicks(search, "bob")
    await until(lambda: dialog.current is None)
    search.clear()
    QTest.keyClicks(search, "ana")
    await until(lambda: dialog.current == ticket)


async def search_late(
    window: MainWindow, dialog: TicketsDialog, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Awaitable[None]]:
    """Begin to search for the ticket; what is returned has that find it, and waits for all that comes of it."""
    may_end, searching = asyncio.Event(), list[asyncio.Task[Any] | None]()

    async def find(_: str) -> list[Ticket]:
        searching.append(asyncio.current_task())
        await may_end.wait()
        return [ticket]

    with monkeypatch.context() as there:
        there.setattr(window.counter.tickets, "find", find)
        dialog.findChildren(QLineEdit)[0].setText(ticket.name)
        await until(lambda: searching)

    async def find_it() -> None:
        may_end.set()
        await asyncio.wait([task for task in searching if task is not None])

    return find_it


async def test_an_older_search_shows_nothing_after_a_newer_one(
    window: MainWindow, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = await opened(window)
    find_older = await search_late(window, dialog, ticket, monkeypatch)
    dialog.findChildren(QLineEdit)[0].setText("bob")
    await until(lambda: dialog.current is None)
    await find_older()
    assert dialog.current is None


async def test_what_is_deleted_does_not_come_back_with_an_older_search(
    window: MainWindow, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = await opened(window)
    find_older = await search_late(window, dialog, ticket, monkeypatch)
    dialog.delete_requested.emit(ticket)
    await until(lambda: dialog.current is None)
    await find_older()
    assert dialog.current is None


async def test_its_files_are_saved_beside_what_is_there(window: MainWindow, ticket: Ticket, tmp_path: Path) -> None:
    folder = tmp_path / "again"
    said: list[str] = []
    left: list[Path] = []
    window.documents.told.connect(said.append)
    window.delivery.about_to_write.connect(left.append)
    dialog = await opened(window)
    names = ["0001 Ana schengen-visa.png", "0001 Ana schengen-visa 2.png"]
    for name in names:
        await save_to(window, dialog, folder)
        await until((folder / name).exists)
    await until(lambda: said == [f"Saved 1 file to {folder}"] * 2)
    assert left == [folder / name for name in names], "where a folder is watched, they are no customer's photos"
    with Image.open(folder / names[0]) as image:
        assert image.size == (413, 531)
    assert (await found(window)).saved == (*ticket.saved, folder / names[0], folder / names[1])


async def test_it_is_printed_on_the_paper_that_is_chosen_now(
    window: MainWindow, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[tuple[str, int, str]] = []

    async def print_it(_parent, pages, _images, _calibrations, title, **_) -> PrintResult:  # type: ignore[no-untyped-def]
        printed.append((pages[0].paper.name, sum(len(page.photos) for page in pages), title))
        return PrintResult(PrintOutcome.PRINTED, "Lab")

    monkeypatch.setattr("picwish_desktop.ui.id_photo.printing.print_sheet", print_it)
    assert ticket.printed is None
    window.service.settings.id_paper = "A4"
    press(await opened(window), "Print again…")
    await until(lambda: window.service.settings.id_printer == "Lab")
    assert printed == [("A4", ticket.photos[0].copies, "ID photos 0001")]
    await until(lambda: '"printed": null' not in kept(window))
    assert (await found(window)).printed is not None


async def test_what_cannot_be_read_is_said(window: MainWindow, ticket: Ticket, tmp_path: Path) -> None:
    dialog = await opened(window)
    lose_pictures(window)
    press(dialog, "Print again…")
    assert "Not printed" in await told(window)
    await save_to(window, dialog, tmp_path / "again")
    assert "Not saved" in await told(window)
    assert not (tmp_path / "again").exists()
    assert await found(window) == ticket


async def test_it_is_deleted_once_the_person_is_sure(window: MainWindow, ticket: Ticket) -> None:
    dialog = await opened(window)
    press(dialog, "Delete")
    (await sees(window, DeleteTicketDialog)).reject()
    assert dialog.current == ticket
    press(dialog, "Delete")
    press(await sees(window, DeleteTicketDialog), "Delete")
    await until(lambda: dialog.current is None)
    assert await window.counter.tickets.find("") == []
