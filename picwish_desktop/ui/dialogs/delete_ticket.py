"""Asks before a customer's ticket is deleted for good."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from picwish_desktop.idphoto.ticket import Ticket
from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.labels import note


class DeleteTicketDialog(Dialog):
    """Show it with `open()`. Enter, Esc and closing it keep the ticket."""

    confirmed = Signal()

    def __init__(self, ticket: Ticket, parent: QWidget | None = None) -> None:
        super().__init__(f"Delete ticket {ticket.number}?", 400, parent)
        count = len(ticket.photos)
        pictures = "" if not count else " and its picture" if count == 1 else f" and its {count} pictures"
        saved = " Files that were saved elsewhere stay." if ticket.saved else ""
        self.body.addWidget(note(f"The ticket{pictures} are gone then." if count else "The ticket is gone then."))
        self.body.addWidget(note(f"This cannot be undone.{saved}"))
        delete = push_button("Delete", "Delete the ticket for good")
        keep = push_button("Keep", "Go back; nothing is deleted (Enter or Esc)", "primary")
        delete.clicked.connect(self._confirm)
        keep.clicked.connect(self.reject)
        self.add_buttons([keep], delete)
        keep.setFocus()

    def _confirm(self) -> None:
        self.accept()
        self.confirmed.emit()
