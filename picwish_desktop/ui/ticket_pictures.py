"""The pictures of earlier tickets: read once they are in sight, and no larger than they are seen."""

from __future__ import annotations

import asyncio
import logging

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QImage
from shiboken6 import isValid

from picwish_desktop.idphoto.ticket import Ticket, TicketPhoto
from picwish_desktop.ui.dialogs.tickets import TicketsDialog
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.widgets.thumbnail import decode_thumbnail
from picwish_desktop.ui.widgets.ticket_details import PICTURE
from picwish_desktop.ui.widgets.ticket_rows import ROW_PICTURE
from picwish_desktop.workflows.tickets import TicketError, Tickets

log = logging.getLogger(__name__)


class TicketPictures(QObject):
    """Reads for one dialog, as long as that is there."""

    def __init__(self, dialog: TicketsDialog, tickets: Tickets, tasks: Tasks) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._tickets = tickets
        self._tasks = tasks
        self._filling: asyncio.Task[None] | None = None
        self._at_hand: asyncio.Task[None] | None = None
        dialog.pictures_wanted.connect(self._fill_soon)
        dialog.selected.connect(self._show_soon)

    def _fill_soon(self) -> None:
        if self._filling is None or self._filling.done():
            self._filling = self._tasks.spawn(self._fill())

    async def _fill(self) -> None:
        """One row after the other, of those that are in sight by then: a list that is scrolled past is not read."""
        while isValid(self._dialog) and (ticket := self._dialog.without_picture) is not None:
            picture = await self._read(ticket, ticket.photos[0], self._pixels(ROW_PICTURE))
            if isValid(self._dialog):
                self._dialog.show_row_picture(ticket, picture)

    def _show_soon(self, ticket: Ticket) -> None:
        if self._at_hand is not None:
            self._at_hand.cancel()
        self._at_hand = self._tasks.spawn(self._show(ticket, self._pixels(PICTURE)))

    async def _show(self, ticket: Ticket, size: QSize) -> None:
        pictures = [await self._read(ticket, photo, size) for photo in ticket.photos]
        if isValid(self._dialog):
            self._dialog.show_pictures(ticket.id, pictures)

    def _pixels(self, size: QSize) -> QSize:
        """Of the screen that the dialog is on."""
        return size * self._dialog.devicePixelRatioF()

    async def _read(self, ticket: Ticket, photo: TicketPhoto, size: QSize) -> QImage | None:
        try:
            data = await self._tickets.picture(ticket, photo)
        except TicketError as error:
            log.warning("a ticket's picture cannot be read: %s", error)
            return None
        # off the window's thread: a QImage belongs to none
        return await asyncio.to_thread(decode_thumbnail, data, size)
