"""The dialogs of the counter; each is imported when it is wanted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from picwish_desktop.idphoto.ticket import Ticket, TicketPhoto
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.ui.configuring import Configuring
from picwish_desktop.ui.counter import Counter
from picwish_desktop.ui.dialogs.message import show_message
from picwish_desktop.ui.id_photos import IdPhotos
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.workflows.tickets import TicketError

if TYPE_CHECKING:
    from picwish_desktop.ui.dialogs.tickets import TicketsDialog

MOST_ROWS = 200
"""Of tickets that are listed at once."""

log = logging.getLogger(__name__)


class Desk(QObject):
    """Each is shown over the window, and what is chosen in it is the counter's to do."""

    def __init__(
        self, window: QWidget, counter: Counter, id_photos: IdPhotos, configuring: Configuring, tasks: Tasks
    ) -> None:
        super().__init__(window)
        self._window = window
        self._counter = counter
        self._id_photos = id_photos
        self._configuring = configuring
        self._tasks = tasks
        self._searching: asyncio.Task[None] | None = None

    def ask_document(self, id_: str | None) -> None:
        """Make a document type of one's own, or change one."""
        from picwish_desktop.ui.dialogs.own_document import OwnDocumentDialog

        known = None if id_ is None else self._counter.shelf.find(id_)
        dialog = OwnDocumentDialog(known, current=self._id_photos.spec, parent=self._window)
        dialog.saved.connect(self._counter.save_document)
        dialog.open()

    def ask_delete(self, id_: str) -> None:
        """Delete a document type of one's own, once the person is sure."""
        from picwish_desktop.ui.dialogs.delete_document import DeleteDocumentDialog

        spec = self._counter.shelf.find(id_)
        if spec is not None:
            dialog = DeleteDocumentDialog(spec.name, self._window)
            dialog.accepted.connect(lambda: self._counter.delete_document(id_))
            dialog.open()

    def ask_preset(self) -> None:
        """Name what is chosen now."""
        from picwish_desktop.ui.dialogs.preset_name import PresetNameDialog

        dialog = PresetNameDialog(self._counter.known_presets, parent=self._window)
        dialog.named.connect(self._counter.save_preset)
        dialog.open()

    def ask_papers(self) -> None:
        self._when_loaded(self._show_papers)

    def ask_calibration(self) -> None:
        self._when_loaded(self._show_calibration)

    def ask_tickets(self) -> None:
        """Today's customers, and earlier ones by their name."""
        self._when_loaded(self._show_tickets)

    def _when_loaded(self, show: Callable[[], None]) -> None:
        """What a dialog changes is written whole: it has to be read before, whichever job the window does."""

        async def wait() -> None:
            await self._counter.load()
            show()

        self._tasks.spawn(wait())

    def _show_papers(self) -> None:
        from picwish_desktop.ui.dialogs.paper import PaperDialog

        dialog = PaperDialog(self._counter.own_papers, paper=self._counter.paper.name, parent=self._window)
        dialog.changed.connect(self._counter.set_papers)
        dialog.open()

    def _show_calibration(self) -> None:
        from picwish_desktop.ui.dialogs.calibration import CalibrationDialog
        from picwish_desktop.ui.id_photo.printing import print_ruler, printer_names

        dialog = CalibrationDialog(
            printer_names(),
            self._counter.papers,
            self._counter.calibrations,
            lambda ruler, printer: print_ruler(self._window, ruler, "Ruler", printer=printer),
            self._tasks.spawn,
            paper=self._counter.paper.name,
            parent=self._window,
        )
        dialog.open()

    # tickets

    def _show_tickets(self) -> None:
        from picwish_desktop.ui.dialogs.tickets import TicketsDialog

        dialog = TicketsDialog(self._counter.keep_days, parent=self._window)
        dialog.searched.connect(lambda text: self._search_soon(dialog, text))
        dialog.selected.connect(lambda ticket: self._tasks.spawn(self._show_pictures(dialog, ticket)))
        dialog.print_requested.connect(lambda ticket: self._tasks.spawn(self._reprint(ticket)))
        dialog.save_requested.connect(self._ask_folder)
        dialog.delete_requested.connect(lambda ticket: self._tasks.spawn(self._delete(dialog, ticket)))
        dialog.settings_requested.connect(self._configuring.ask)
        dialog.open()
        self._search_soon(dialog, "")

    def _search_soon(self, dialog: TicketsDialog, text: str) -> None:
        if self._searching is not None:
            # what is typed now is what is wanted
            self._searching.cancel()
        self._searching = self._tasks.spawn(self._search(dialog, text))

    async def _search(self, dialog: TicketsDialog, text: str) -> None:
        from picwish_desktop.ui.dialogs.tickets import TicketRow

        tickets = self._counter.tickets
        found = await (tickets.find(text) if text.strip() else tickets.of_day(date.today()))
        rows = [TicketRow(ticket, await self._first_picture(ticket)) for ticket in found[:MOST_ROWS]]
        total = await tickets.total_bytes()
        if isValid(dialog) and dialog.search_text == text:
            dialog.show_tickets(rows)
            dialog.show_total(total)

    async def _show_pictures(self, dialog: TicketsDialog, ticket: Ticket) -> None:
        images = [await self._picture(ticket, photo) for photo in ticket.photos]
        if isValid(dialog):
            dialog.show_pictures(ticket.id, images)

    async def _first_picture(self, ticket: Ticket) -> QImage | None:
        return await self._picture(ticket, ticket.photos[0]) if ticket.photos else None

    async def _picture(self, ticket: Ticket, photo: TicketPhoto) -> QImage | None:
        try:
            data = await self._counter.tickets.picture(ticket, photo)
        except (OSError, TicketError) as error:
            log.warning("a ticket's picture cannot be read: %s", error)
            return None
        # off the window's thread: a QImage belongs to none
        return await asyncio.to_thread(QImage.fromData, data)

    async def _reprint(self, ticket: Ticket) -> None:
        try:
            sheet = await self._counter.sheet_of(ticket)
        except (OSError, TicketError, PictureError) as error:
            show_message("Not printed", str(error), self._window)
            return
        if await self._counter.print_pages(sheet, f"ID photos {ticket.number}"):
            try:
                await self._counter.tickets.mark_printed(ticket, datetime.now().astimezone())
            except (OSError, TicketError) as error:
                log.warning("ticket %s is not marked as printed: %s", ticket.number, error)

    def _ask_folder(self, ticket: Ticket) -> None:
        dialog = QFileDialog(self._window, "Save the files of this ticket to")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self._tasks.spawn(self._save_files(ticket, Path(name))))
        dialog.open()

    async def _save_files(self, ticket: Ticket, folder: Path) -> None:
        try:
            written = await self._counter.save_files(ticket, folder)
        except (OSError, TicketError) as error:
            show_message("Not saved", str(error), self._window)
            return
        self._counter.tell(f"Saved {len(written)} files to {folder}")

    async def _delete(self, dialog: TicketsDialog, ticket: Ticket) -> None:
        try:
            await self._counter.tickets.delete(ticket)
        except (OSError, TicketError) as error:
            show_message("Not deleted", str(error), self._window)
        if isValid(dialog):
            await self._search(dialog, dialog.search_text)
