"""Earlier customers: their tickets in a dialog, printed or saved once more, and deleted when they are old."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from picwish_desktop.idphoto.naming import safe_name
from picwish_desktop.idphoto.ticket import Ticket, TicketPhoto
from picwish_desktop.imaging.color import display_pixels
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.read import read_bytes
from picwish_desktop.storage.reaching import reach
from picwish_desktop.storage.setting_kinds import Group
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.configuring import Configuring
from picwish_desktop.ui.counter import Counter
from picwish_desktop.ui.delivery import Delivery, free_path
from picwish_desktop.ui.dialogs.message import show_message
from picwish_desktop.ui.open_documents import OpenDocuments
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.ticket import Item, Sheet, item_from, lay_out_items
from picwish_desktop.workflows.tickets import TicketError

if TYPE_CHECKING:
    from picwish_desktop.ui.dialogs.tickets import TicketsDialog

MOST_ROWS = 200
"""Of tickets that are listed at once."""
FORGET_MS = 3_600_000

log = logging.getLogger(__name__)


class EarlierTickets(QObject):
    def __init__(
        self,
        window: QWidget,
        documents: OpenDocuments,
        counter: Counter,
        delivery: Delivery,
        configuring: Configuring,
        tasks: Tasks,
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._documents = documents
        self._counter = counter
        self._tickets = counter.tickets
        self._delivery = delivery
        self._configuring = configuring
        self._tasks = tasks
        self._settings = settings
        self._printing = set[str]()
        """Ids of the tickets that are being printed, or wait for it."""
        self._printer = asyncio.Lock()
        """One is asked about at a time."""
        self._opening: asyncio.Task[None] | None = None
        self._searching: asyncio.Task[None] | None = None
        self._hourly = QTimer(self)
        self._hourly.timeout.connect(lambda: self._tasks.spawn(self._forget()))

    def forget_old(self) -> None:
        """Now and from time to time: portraits are personal data, and the program may run for weeks."""
        self._tasks.spawn(self._forget())
        self._hourly.start(FORGET_MS)

    async def _forget(self) -> None:
        forgotten = await self._tickets.forget_older_than(self._settings.keep_tickets_days, date.today())
        if forgotten.stayed:
            log.warning("%d old tickets could not be deleted", forgotten.stayed)

    def ask(self) -> None:
        """Today's customers, and earlier ones by their name."""
        if self._opening is None or self._opening.done():
            self._opening = self._tasks.spawn(self._open())

    async def _open(self) -> None:
        # they are printed again on the paper that the person chose
        await self._counter.load()
        from picwish_desktop.ui.dialogs.tickets import TicketsDialog
        from picwish_desktop.ui.ticket_pictures import TicketPictures

        dialog = TicketsDialog(self._settings.keep_tickets_days, parent=self._window)
        TicketPictures(dialog, self._tickets, self._tasks)
        dialog.searched.connect(lambda text: self._search_soon(dialog, text))
        dialog.print_requested.connect(self._ask_print)
        dialog.save_requested.connect(self._ask_folder)
        dialog.delete_requested.connect(lambda ticket: self._tasks.spawn(self._delete(dialog, ticket)))
        dialog.settings_requested.connect(lambda: self._ask_days(dialog))
        dialog.open()
        self._search_soon(dialog, "")
        await self._show_total(dialog)

    def _ask_days(self, dialog: TicketsDialog) -> None:
        asked = self._configuring.ask(Group.PRIVACY, dialog)
        asked.saved.connect(lambda _change: dialog.show_keep_days(self._settings.keep_tickets_days))

    def _search_soon(self, dialog: TicketsDialog, text: str) -> None:
        if self._searching is not None:
            # what is typed now is what is wanted, of the tickets that there are now
            self._searching.cancel()
        self._searching = self._tasks.spawn(self._search(dialog, text))

    async def _search(self, dialog: TicketsDialog, text: str) -> None:
        found = await (self._tickets.find(text) if text else self._tickets.of_day(date.today()))
        if isValid(dialog):
            dialog.show_tickets(text, found[:MOST_ROWS])

    async def _show_total(self, dialog: TicketsDialog) -> None:
        total = await self._tickets.total_bytes()
        if isValid(dialog):
            dialog.show_total(total)

    def _ask_print(self, ticket: Ticket) -> None:
        """Who presses twice wants it once."""
        if ticket.id not in self._printing:
            self._printing.add(ticket.id)
            self._tasks.spawn(self._reprint(ticket)).add_done_callback(lambda _: self._printing.discard(ticket.id))

    async def _reprint(self, ticket: Ticket) -> None:
        async with self._printer:
            await self._print(ticket)

    async def _print(self, ticket: Ticket) -> None:
        try:
            sheet = await self.sheet_of(ticket)
        except (TicketError, PictureError) as error:
            show_message("Not printed", str(error), self._window)
            return
        # saved instead of printed, it is still this customer's and not the one's who is served now
        if await self._delivery.print_pages(
            sheet, ticket.number, lambda path: self._note_saved(ticket, [] if path is None else [path])
        ):
            try:
                await self._tickets.mark_printed(ticket, datetime.now().astimezone())
            except (OSError, TicketError) as error:
                log.warning("ticket %s is not marked as printed: %s", ticket.number, error)

    async def _note_saved(self, ticket: Ticket, paths: Sequence[Path]) -> None:
        try:
            await self._tickets.mark_saved(ticket, paths)
        except (OSError, TicketError) as error:
            log.warning("ticket %s does not say where its files are: %s", ticket.number, error)

    async def sheet_of(self, ticket: Ticket) -> Sheet:
        """A kept ticket on the paper that is chosen now. Raises TicketError or PictureError."""
        items = [
            await asyncio.to_thread(_item, photo, await self._tickets.picture(ticket, photo))
            for photo in ticket.photos
            if photo.width_mm is not None and photo.height_mm is not None
        ]
        settings = replace(self._counter.sheet_settings, is_filled=False)
        return await asyncio.to_thread(lay_out_items, tuple(items), self._counter.paper, settings)

    def _ask_folder(self, ticket: Ticket) -> None:
        dialog = QFileDialog(self._window, "Save the files of this ticket to")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(
            lambda name: self._tasks.save(self._save_files(ticket, Path(name)), f"Ticket {ticket.number}")
        )
        dialog.open()

    async def _save_files(self, ticket: Ticket, folder: Path) -> bool:
        written, problem = await self._write(ticket, folder)
        if written:
            await self._note_saved(ticket, written)
        if problem and written:
            count = f"{len(written)} of {len(ticket.photos)} files"
            show_message(f"Only {count} saved", f"{problem} What was saved is in “{folder}”.", self._window)
        elif problem:
            show_message("Not saved", problem, self._window)
        else:
            what = "1 file" if len(written) == 1 else f"{len(written)} files"
            self._documents.told.emit(f"Saved {what} to {folder}")
        return not problem

    async def _write(self, ticket: Ticket, folder: Path) -> tuple[list[Path], str]:
        """Its pictures, beside what is in `folder`: those that were written, and why the next one was not."""
        written: list[Path] = []
        for photo in ticket.photos:
            name = safe_name(f"{ticket.number} {ticket.name} {photo.document}") + Path(photo.file).suffix
            try:
                data = await self._tickets.picture(ticket, photo)
                path = await reach(free_path, folder / name)
                await self._delivery.write(path, data)
            except TicketError as error:
                return written, str(error)
            except OSError as error:
                return written, f"“{name}” cannot be written: {error.strerror or error}. Choose another folder."
            written.append(path)
        return written, ""

    async def _delete(self, dialog: TicketsDialog, ticket: Ticket) -> None:
        try:
            await self._tickets.delete(ticket)
            self._counter.ticket.forget(ticket)
        except TicketError as error:
            show_message("Not deleted", str(error), self._window)
        except OSError as error:
            reason = error.strerror or error
            show_message(
                "Not deleted", f"Ticket {ticket.number} cannot be deleted: {reason}. Try it again.", self._window
            )
        if isValid(dialog):
            self._search_soon(dialog, dialog.search_text)
            await self._show_total(dialog)


def _item(photo: TicketPhoto, data: bytes) -> Item:
    return item_from(photo, display_pixels(read_bytes(data, "the ticket’s picture")))
