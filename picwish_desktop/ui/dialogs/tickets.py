"""Customers, today's and whoever is searched for: their ID photos are printed or saved again, or deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QStackedWidget, QWidget

from picwish_desktop.idphoto.ticket import Ticket
from picwish_desktop.ui.dialogs.delete_ticket import DeleteTicketDialog
from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.labels import note
from picwish_desktop.ui.widgets.search_line import SearchLine
from picwish_desktop.ui.widgets.ticket_details import TicketDetails
from picwish_desktop.ui.widgets.ticket_rows import TicketDelegate, TicketRows, title
from picwish_desktop.ui.widgets.usable import set_usable
from picwish_desktop.ui.widgets.verdict import Tone, Verdict

_LIST = QSize(420, 400)
_DETAILS_WIDTH = 360
_AROUND = 250
_LIST_STYLE = "QListView { background: transparent; border: none; outline: none; }"
_TO_LIST = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_LOOKING = "Looking for tickets…"
_SEVERAL = "{count} tickets are found.\nChoose one: Enter or ↓ takes the first, a click any."
_NOT_CHOSEN = "Choose a ticket first: Enter or ↓ takes the first one."
_MB = 10**6


class TicketsDialog(Dialog):
    """Show it with `open()`. It shows what it is given, and changes nothing itself.

    A ticket is at hand only as an answer to what is typed, and where that finds several once one of them was chosen:
    who types a name and presses Enter must not print another customer's portraits."""

    searched = Signal(str)
    """What is typed, which `show_tickets` answers; "" for today's customers, whom it waits for at first."""
    pictures_wanted = Signal()
    """Other rows are in sight: there may be one `without_picture`."""
    selected = Signal(object)
    """The Ticket that is at hand, whose pictures `show_pictures` may show."""
    print_requested = Signal(object)
    save_requested = Signal(object)
    delete_requested = Signal(object)
    """A Ticket; the person was asked already."""
    settings_requested = Signal()
    closed = Signal()

    def __init__(self, keep_days: int, *, today: date | None = None, parent: QWidget | None = None) -> None:
        """`keep_days`: as the settings say. `today`: the counter's day; else this computer's."""
        super().__init__("Customers", _LIST.width() + _DETAILS_WIDTH + 40, parent)
        self._today = today or date.today()
        self._at_hand = ""
        self._is_looking = True
        """Until the answer to what is typed is shown."""
        self._prints_found = False
        """Enter was pressed while looking."""
        self._search = SearchLine("Find a ticket", "Number, name or document; earlier days too")
        self._search.setToolTip("Type a part of the number, the name or the document")
        self._rows = TicketRows()
        self._list = QListView()
        self._details = TicketDetails(_DETAILS_WIDTH)
        self._several = note()
        self._beside = QStackedWidget()
        """The ticket at hand, or that one of several is to be chosen."""
        self._nothing = note(_LOOKING)
        self._pages = QStackedWidget()
        self._said = Verdict()
        self._kept = QLabel()
        self._total = QLabel()
        self._print = push_button("Print again…", "Print the sheets of this ticket (Enter)", "primary")
        self._save = push_button("Save files…", "Save the files of this ticket to a folder")
        self._delete = push_button("Delete", "Delete this ticket and its pictures (Del)")
        self._close = push_button("Close", "Go back to the counter (Esc)")
        self._settings = push_button("Settings…", "Change for how many days tickets are kept", "link")
        self._lay_out()
        self._connect()
        self.show_keep_days(keep_days)
        self._describe()
        self._search.setFocus()

    @property
    def search_text(self) -> str:
        """What is searched for now."""
        return self._search.text().strip()

    @property
    def current(self) -> Ticket | None:
        """The ticket at hand."""
        return self._rows.ticket(self._list.currentIndex().row())

    @property
    def without_picture(self) -> Ticket | None:
        """The first ticket in sight that waits for `show_row_picture`; none while others are looked for."""
        if self._is_looking:
            return None
        seen = self._list.viewport().rect()
        first, last = (self._list.indexAt(corner).row() for corner in (seen.topLeft(), seen.bottomLeft()))
        end = last + 1 if last >= 0 else self._rows.rowCount()
        waiting = (position for position in range(max(0, first), end) if self._rows.awaits_picture(position))
        return self._rows.ticket(next(waiting, -1))

    def show_tickets(self, text: str, tickets: Sequence[Ticket]) -> None:
        """What was found for `text`, newest first; nothing happens when another one is typed by now. The one at hand
        stays at hand, or what is now in its place; of several that a text finds none is at hand that nobody chose."""
        if text != self.search_text:
            return
        before, place = self.current, self._list.currentIndex().row()
        self._is_looking = False
        self._list.setEnabled(True)
        self._rows.show_tickets(tickets, self._today)
        position = -1 if before is None else self._rows.position_of(before.id)
        if position < 0 and not (text and len(tickets) > 1):
            position = min(max(0, place), len(tickets) - 1)
        self._nothing.setText(self._empty())
        self._pages.setCurrentIndex(0 if tickets else 1)
        if tickets and position >= 0:
            # which chooses it
            self._list.setCurrentIndex(self._rows.index(position))
        else:
            self._describe()
        self.pictures_wanted.emit()
        if self._prints_found and len(tickets) == 1:
            self._print.click()
        self._prints_found = False

    def show_row_picture(self, ticket: Ticket, picture: QImage | None) -> None:
        """Of its first photo; None where it cannot be read."""
        self._rows.show_picture(ticket, picture)

    def show_pictures(self, ticket_id: str, pictures: Sequence[QImage | None]) -> None:
        """Of the ticket that was `selected`, in the order of its photos. Nothing happens when another is at hand."""
        if ticket_id == self._at_hand:
            self._details.show_pictures(pictures)

    def show_keep_days(self, days: int) -> None:
        """For how long tickets are kept."""
        span = "1 day" if days == 1 else f"{days} days"
        self._kept.setText(f"Portraits are kept on this computer for {span}, then deleted. They are personal data.")

    def show_total(self, count: int) -> None:
        """What all tickets take on the disk, in bytes."""
        self._total.setText(f"{max(0.1, count / _MB):.1f} MB in all" if count else "")

    def say(self, sentence: str, tone: Tone = Tone.WARN) -> None:
        """Such as why a ticket could not be deleted; "" takes it back, as the next choice does."""
        self._said.say(sentence, tone)
        self.fit()

    def done(self, result: int) -> None:
        super().done(result)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # what a button has no use for
        if event.key() == Qt.Key.Key_Delete:
            self._delete.click()
        elif event.text().isprintable() and event.text() and not event.modifiers() & _COMMANDS:
            self._search.setFocus()
            self._search.insert(event.text())
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._search and event.type() == QEvent.Type.KeyPress:
            return self._press_key(cast(QKeyEvent, event))
        return super().eventFilter(watched, event)

    def _press_key(self, event: QKeyEvent) -> bool:
        """Whether the key is for the list and not for what is typed."""
        key = event.key()
        if key in _TO_LIST:
            if not self._is_looking:
                self._list.keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # a held one chooses, and does not print what it has just chosen
            if not event.isAutoRepeat():
                self._press_enter()
        elif key == Qt.Key.Key_Delete and not self._deletes_text():
            self._delete.click()
        else:
            return False
        return True

    def _press_enter(self) -> None:
        if self._is_looking:
            # nobody has seen yet who is found: it prints where that is one customer, of several nobody was chosen
            self._prints_found = bool(self.search_text)
        elif self._is_to_choose:
            # nothing is printed of whom nobody pointed at: that takes another Enter
            self._list.setCurrentIndex(self._rows.index(0))
        else:
            self._print.click()

    @property
    def _is_to_choose(self) -> bool:
        """Whether several are listed, and none of them was chosen."""
        return not self._is_looking and self.current is None and self._rows.rowCount() > 0

    def _deletes_text(self) -> bool:
        """Whether there is something that Del takes out of what is typed."""
        typed = self._search
        return typed.hasSelectedText() or typed.cursorPosition() < len(typed.text())

    def _describe(self) -> None:
        """Show the ticket at hand and what can be done with it."""
        ticket = self.current
        self._details.show_ticket(ticket, self._today)
        self._several.setText(_SEVERAL.format(count=self._rows.rowCount()) if self._is_to_choose else "")
        self._beside.setCurrentIndex(1 if self._is_to_choose else 0)
        nothing = "" if ticket is not None else self._no_ticket()
        prints = ticket is None or any(photo.width_mm is not None for photo in ticket.photos)
        set_usable(self._print, nothing or ("" if prints else "Photos for upload have no size on paper."))
        set_usable(self._save, nothing)
        set_usable(self._delete, nothing)
        name = title(ticket) if ticket is not None else ""
        for button in (self._print, self._save, self._delete):
            button.setAccessibleName(f"{button.text().removesuffix('…')}: {name}" if name else button.text())
        # The focus stays in what is typed; this is how the row at hand is read aloud.
        row = str(self._list.currentIndex().data() or "")
        self._search.setAccessibleDescription(row or self._several.text() or self._nothing.text())
        self._at_hand = ticket.id if ticket is not None else ""
        if ticket is not None:
            self.selected.emit(ticket)

    def _no_ticket(self) -> str:
        """Why none is at hand."""
        if self._is_looking:
            return _LOOKING
        return _NOT_CHOSEN if self._is_to_choose else "There is no ticket to choose."

    def _empty(self) -> str:
        if self.search_text:
            return f"No ticket is found for “{self.search_text}”.\nType a part of the number, the name or the document."
        return "Nobody was here yet today.\nA customer’s ticket is in this list once the photos are made."

    def _emit(self, signal: SignalInstance) -> None:
        ticket = self.current
        if ticket is not None:
            self.say("")
            signal.emit(ticket)

    def _ask_to_delete(self) -> None:
        ticket = self.current
        if ticket is None:
            return
        question = DeleteTicketDialog(ticket, self)
        # what is shown behind the question may have changed meanwhile; what was asked about has not
        question.confirmed.connect(lambda: self.delete_requested.emit(ticket))
        question.open()

    def _connect(self) -> None:
        self._search.installEventFilter(self)
        self._search.textChanged.connect(lambda _text: self._look())
        self._list.selectionModel().currentChanged.connect(lambda _now, _before: self._choose())
        self._list.verticalScrollBar().valueChanged.connect(lambda _value: self.pictures_wanted.emit())
        self._list.doubleClicked.connect(lambda _index: self._print.click())
        self._print.clicked.connect(lambda: self._emit(self.print_requested))
        self._save.clicked.connect(lambda: self._emit(self.save_requested))
        self._delete.clicked.connect(self._ask_to_delete)
        self._close.clicked.connect(self.reject)
        self._settings.clicked.connect(self.settings_requested)

    def _look(self) -> None:
        """What is listed answers another text: nothing of it can be used, until the answer to this one is shown."""
        self._is_looking, self._prints_found = True, False
        self._nothing.setText(_LOOKING)
        self._list.setEnabled(False)
        self._list.selectionModel().reset()
        self._choose()
        self.searched.emit(self.search_text)

    def _choose(self) -> None:
        if self._said.text():
            self.say("")
        self._describe()

    def _lay_out(self) -> None:
        self._list.setModel(self._rows)
        self._list.setItemDelegate(TicketDelegate(self._list))
        self._list.setAccessibleName("Tickets")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._list.setStyleSheet(_LIST_STYLE)
        for label in (self._nothing, self._several):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._beside.addWidget(self._details)
        self._beside.addWidget(self._several)
        self._beside.setFixedWidth(_DETAILS_WIDTH)
        shown = QWidget()
        row = QHBoxLayout(shown)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._list)
        row.addWidget(self._beside)
        self._pages.addWidget(shown)
        self._pages.addWidget(self._nothing)
        self._pages.setCurrentIndex(1)
        self._pages.setFixedHeight(min(_LIST.height(), self.height_beside(_AROUND)))
        self.body.addWidget(self._search)
        self.body.addWidget(self._pages)
        self.body.addWidget(self._said)
        kept = QHBoxLayout()
        kept.setSpacing(8)
        for label in (self._kept, self._total):
            label.setProperty("role", "note")
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._total.setToolTip("What all tickets take on the disk")
        kept.addWidget(self._kept)
        kept.addWidget(self._settings)
        kept.addStretch(1)
        kept.addWidget(self._total)
        self.body.addLayout(kept)
        self.add_buttons([self._close, self._save, self._print], self._delete)
