"""Customers who were there before, in the whole window: found again, printed, saved and deleted."""

import asyncio
import errno
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QListView, QPushButton, QWidget

from picwish_desktop.app import App
from picwish_desktop.idphoto.ticket import Ticket, TicketPhoto
from picwish_desktop.storage.setting_kinds import Group
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.dialogs.delete_ticket import DeleteTicketDialog
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.dialogs.settings import SettingsDialog
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


def said(dialog: QWidget) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


async def finds_nobody(dialog: TicketsDialog) -> None:
    await until(lambda: "No ticket is found" in said(dialog))


async def put(window: MainWindow, name: str, count: int = 1, *, pixels: int = 40) -> Ticket:
    """Another customer, who went before; with a portrait of their own in each of `count` pictures."""
    tickets, today = window.counter.tickets, date.today()
    pictures = {str(number): encoded(pixels) for number in range(count)}
    photos = tuple(
        TicketPhoto("visa", "Visa", 35, 45, pixels, pixels, 300, 2, None, file, is_upload=False) for file in pictures
    )
    number = await tickets.next_number(today)
    return await tickets.put(
        Ticket(uuid4().hex, number, name, today, datetime.now().astimezone(), photos=photos), pictures
    )


def encoded(pixels: int) -> bytes:
    file = BytesIO()
    Image.effect_noise((pixels, pixels), 50).convert("RGB").save(file, "PNG")
    return file.getvalue()


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
    await finds_nobody(dialog)
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
    await finds_nobody(dialog)
    await find_older()
    assert dialog.current is None


async def test_what_is_deleted_does_not_come_back_with_an_older_search(
    window: MainWindow, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = await opened(window)
    find_older = await search_late(window, dialog, ticket, monkeypatch)
    dialog.delete_requested.emit(ticket)
    await finds_nobody(dialog)
    await find_older()
    assert dialog.current is None


async def test_enter_prints_who_was_typed_however_long_it_takes_to_find_them(
    window: MainWindow, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(window, "Bea")
    dialog = await opened(window)
    assert dialog.current != ticket, "who came last is at hand"
    printed: list[Ticket] = []
    dialog.print_requested.connect(printed.append)
    monkeypatch.setattr("picwish_desktop.ui.id_photo.printing.print_sheet", no_print)
    find_it = await search_late(window, dialog, ticket, monkeypatch)
    QTest.keyClick(dialog.findChildren(QLineEdit)[0], Qt.Key.Key_Return)
    assert printed == []
    await find_it()
    assert printed == [ticket]


async def no_print(*_arguments: object, **_named: object) -> PrintResult:
    return PrintResult(PrintOutcome.CANCELLED)


async def test_rows_come_at_once_and_pictures_no_larger_than_they_are_seen(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        await put(window, f"Customer {number}", pixels=400)
    tickets, sizes, totals = window.counter.tickets, list[QSize](), list[None]()
    may_read, picture, total_bytes = asyncio.Event(), tickets.picture, tickets.total_bytes

    async def read_late(*of: Any) -> bytes:
        await may_read.wait()
        return await picture(*of)

    async def counted() -> int:
        totals.append(None)
        return await total_bytes()

    show = TicketsDialog.show_row_picture

    def note(dialog: TicketsDialog, of: Ticket, image: QImage | None) -> None:
        assert image is not None
        sizes.append(image.size())
        show(dialog, of, image)

    monkeypatch.setattr(tickets, "picture", read_late)
    monkeypatch.setattr(tickets, "total_bytes", counted)
    monkeypatch.setattr(TicketsDialog, "show_row_picture", note)
    dialog = await opened(window)
    search = dialog.findChildren(QLineEdit)[0]
    QTest.keyClicks(search, "customer 2")
    await until(dialog.findChildren(QListView)[0].isEnabled)
    QTest.keyClick(search, Qt.Key.Key_Down)
    assert dialog.current is not None
    assert dialog.current.name == "Customer 29", "no row waits for a picture"
    assert sizes == []
    may_read.set()
    await until(lambda: len(sizes) >= 6 and dialog.without_picture is None)
    assert len(sizes) <= 9, "of eleven who are found, those in sight, and one that was begun for the list before"
    assert set(sizes) == {QSize(50, 50) * dialog.devicePixelRatioF()}, "filling 40 × 50"
    assert len(totals) == 1, "not at each letter"


async def test_the_days_are_changed_where_they_are_said(window: MainWindow) -> None:
    window.commands[Command.TICKETS].trigger()
    dialog = await sees(window, TicketsDialog)
    assert "for 7 days" in said(dialog)
    press(dialog, "Settings…")
    settings = await sees(window, SettingsDialog)
    assert settings.group is Group.PRIVACY
    assert settings.parent() is dialog
    settings.fields["keep_tickets_days"].findChildren(QLineEdit)[0].setText("3")
    settings.finish()
    assert "for 3 days" in said(dialog)
    assert window.service.settings.keep_tickets_days == 3
    dialog.close()


async def test_held_keys_open_one_dialog(window: MainWindow) -> None:
    window.earlier_tickets.ask()
    window.earlier_tickets.ask()
    dialog = await sees(window, TicketsDialog)
    await until(lambda: "Nobody was here yet" in said(dialog))
    assert len(window.findChildren(TicketsDialog)) == 1


async def test_what_was_saved_before_the_disk_was_full_is_noted(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bea, write, folder = await put(window, "Bea", 5), window.delivery.write, tmp_path / "stick"

    async def write_two(path: Path, data: bytes) -> None:
        if path.name.endswith("3.png"):
            raise OSError(errno.ENOSPC, "No space left on device", f".{path.name}-x1y2")
        await write(path, data)

    monkeypatch.setattr(window.delivery, "write", write_two)
    await save_to(window, await opened(window), folder)
    first = f"{bea.number} Bea visa"
    assert await told(window) == (
        f"Only 2 of 5 files saved “{first}.png” cannot be written: No space left on device. Choose another folder. "
        f"What was saved is in “{folder}”."
    )
    assert (await found(window)).saved == (folder / f"{first}.png", folder / f"{first} 2.png")


async def test_a_folder_that_is_none_is_said_in_a_sentence(window: MainWindow, tmp_path: Path) -> None:
    bea = await put(window, "Bea")
    (tmp_path / "file").touch()
    await save_to(window, await opened(window), tmp_path / "file" / "folder")
    name = f"“{bea.number} Bea visa.png”"
    assert await told(window) == f"Not saved {name} cannot be written: Not a directory. Choose another folder."
    assert (await found(window)).saved == ()


async def test_a_ticket_that_stays_is_said_in_a_sentence(
    window: MainWindow, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def delete(_: Ticket) -> None:
        raise OSError(errno.EROFS, "Read-only file system", "/somewhere")

    monkeypatch.setattr(window.counter.tickets, "delete", delete)
    dialog = await opened(window)
    dialog.delete_requested.emit(ticket)
    assert await told(window) == "Not deleted Ticket 0001 cannot be deleted: Read-only file system. Try it again."


async def test_its_files_are_saved_beside_what_is_there(window: MainWindow, ticket: Ticket, tmp_path: Path) -> None:
    folder = tmp_path / "again"
    said: list[str] = []
    left: list[Path] = []
    window.documents.told.connect(said.append)
    window.documents.about_to_write.connect(left.append)
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
    await until(lambda: "Nobody was here yet" in said(dialog))
    assert await window.counter.tickets.find("") == []
