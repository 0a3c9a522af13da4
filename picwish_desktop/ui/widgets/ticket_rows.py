"""How customers' tickets look in a list: picture, number and name, the documents, what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from picwish_desktop.idphoto.ticket import Ticket, TicketPhoto
from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.thumbnail import Cover, rounded
from picwish_desktop.ui.widgets.tip import tip

ROW = 66
ROW_PICTURE = QSize(40, 50)
"""Pixels that the picture of a row fills."""

_PADDING = 8
_FACE = 0.3
"""Where a portrait is cut, from its top."""
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class _Picture:
    image: QImage | None = None
    cover: Cover = field(default_factory=Cover)


class TicketRows(QAbstractListModel):
    """Rows for `TicketDelegate`; what a row says in words is its display text. Its picture, which is that of the first
    photo, may come later."""

    def __init__(self) -> None:
        super().__init__()
        self._tickets: list[Ticket] = []
        self._pictures: dict[str, _Picture] = {}
        """By the photo's file: what is listed again keeps its picture."""
        self._today = date.min

    def show_tickets(self, tickets: Sequence[Ticket], today: date) -> None:
        self.beginResetModel()
        self._tickets, self._today = list(tickets), today
        files = {_file(ticket) for ticket in tickets}
        self._pictures = {file: picture for file, picture in self._pictures.items() if file in files}
        self.endResetModel()

    def ticket(self, position: int) -> Ticket | None:
        return self._tickets[position] if 0 <= position < len(self._tickets) else None

    def awaits_picture(self, position: int) -> bool:
        file = _file(self._tickets[position])
        return file is not None and file not in self._pictures

    def show_picture(self, ticket: Ticket, image: QImage | None) -> None:
        """None for one that cannot be read. Nothing happens where the ticket is listed no longer."""
        file = _file(ticket)
        positions = [position for position, listed in enumerate(self._tickets) if _file(listed) == file]
        if file is None or not positions:
            return
        self._pictures[file] = _Picture(image)
        for position in positions:
            self.dataChanged.emit(self.index(position), self.index(position))

    def draw_picture(self, painter: QPainter, place: QRectF, ticket: Ticket) -> None:
        """Grey as long as there is none."""
        picture = self._pictures.get(_file(ticket) or "", _Picture())
        picture.cover.draw(painter, place, picture.image, rounded(place, 4), anchor=_FACE)

    def position_of(self, id_: str) -> int:
        """-1 where it is not shown."""
        return next((position for position, ticket in enumerate(self._tickets) if ticket.id == id_), -1)

    @property
    def today(self) -> date:
        return self._today

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._tickets)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        ticket = self.ticket(index.row())
        if ticket is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return ", ".join(part for part in _texts(ticket, self._today) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip("\n".join(part for part in _texts(ticket, self._today) if part))
        return None


class TicketDelegate(QStyledItemDelegate):
    """Paints rows of a `TicketRows`."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        ticket = model.ticket(index.row()) if isinstance(model, TicketRows) else None
        if not isinstance(model, TicketRows) or ticket is None:
            return
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_current or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens().soft if is_current else tokens().raised))
            painter.drawRoundedRect(option.rect, 6, 6)
        inside = option.rect.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
        model.draw_picture(painter, QRectF(inside.topLeft(), ROW_PICTURE), ticket)
        inside.setLeft(inside.left() + ROW_PICTURE.width() + 10)
        _draw_words(painter, inside, ticket, model.today)
        painter.restore()


def documents_text(ticket: Ticket) -> str:
    """Such as “Schengen visa × 8 · China one inch × 4”; a document that is only saved says “file”."""
    found: dict[str, list[TicketPhoto]] = {}
    for photo in ticket.photos:
        found.setdefault(photo.label, []).append(photo)
    return " · ".join(_document(label, photos) for label, photos in found.items())


def title(ticket: Ticket) -> str:
    """Such as “0412 Ada Berg”."""
    return f"{ticket.number} {ticket.name}".rstrip()


def time_text(time: datetime, today: date) -> str:
    """Such as “14:05”, with the day where that is not today; as the clock of this computer shows it."""
    local = time.astimezone()
    clock = f"{local:%H:%M}"
    return clock if local.date() == today else f"{local.day} {local:%b}, {clock}"


def state_text(ticket: Ticket, today: date) -> str:
    """What became of it: “printed 14:07 · 2 files saved”."""
    parts = ["not printed" if ticket.printed is None else f"printed {time_text(ticket.printed, today)}"]
    if not any(photo.copies for photo in ticket.photos) and ticket.printed is None:
        parts = []
    if ticket.saved:
        parts.append(f"{len(ticket.saved)} {'file' if len(ticket.saved) == 1 else 'files'} saved")
    return " · ".join(parts) or "not saved"


def _file(ticket: Ticket) -> str | None:
    """Of the picture that stands for it."""
    return ticket.photos[0].file if ticket.photos else None


def _document(label: str, photos: Sequence[TicketPhoto]) -> str:
    copies = sum(photo.copies for photo in photos)
    is_file = not copies or any(photo.is_upload for photo in photos)
    return label + (f" × {copies}" if copies else "") + (", file" if is_file else "")


def _texts(ticket: Ticket, today: date) -> tuple[str, ...]:
    return title(ticket), documents_text(ticket), time_text(ticket.made, today), state_text(ticket, today)


def _draw_words(painter: QPainter, place: QRect, ticket: Ticket, today: date) -> None:
    colours = tokens()
    third = place.height() // 3
    lines = [QRect(place.left(), place.top() + line * third, place.width(), third) for line in range(3)]
    left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    usual, bold, small = painter.font(), QFont(painter.font()), QFont(painter.font())
    bold.setBold(True)
    small.setPixelSize(12)
    time = time_text(ticket.made, today)
    painter.setFont(small)
    painter.setPen(QColor(colours.dim))
    painter.drawText(lines[0], Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, time)
    lines[0].setRight(lines[0].right() - painter.fontMetrics().horizontalAdvance(time) - 10)
    painter.setFont(bold)
    painter.setPen(QColor(colours.text))
    painter.drawText(lines[0], left, ticket.number)
    lines[0].setLeft(lines[0].left() + painter.fontMetrics().horizontalAdvance(ticket.number) + 8)
    painter.setFont(usual)
    _draw_elided(painter, lines[0], ticket.name)
    painter.setFont(small)
    _draw_elided(painter, lines[1], documents_text(ticket))
    painter.setPen(QColor(colours.dim))
    _draw_elided(painter, lines[2], state_text(ticket, today))


def _draw_elided(painter: QPainter, place: QRect, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
