"""One customer's ticket with all its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from picwish_desktop.idphoto.ticket import Ticket, TicketPhoto
from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.labels import heading, note, section
from picwish_desktop.ui.widgets.swatch_faces import checkerboard
from picwish_desktop.ui.widgets.thumbnail import rounded
from picwish_desktop.ui.widgets.ticket_rows import state_text, time_text, title
from picwish_desktop.ui.widgets.tip import tip

PICTURE = QSize(96, 120)
"""Pixels within which each picture is shown."""

_GAP = 12
_MARGIN = 14
_SCROLL = 10
_PATHS_SHOWN = 5


class TicketDetails(QScrollArea):
    """What is shown is laid out for its width, which never changes."""

    def __init__(self, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = width - 2 * _MARGIN - _SCROLL
        self._pictures: list[_Picture] = []
        self.setFixedWidth(width)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Ticket at hand")

    def show_ticket(self, ticket: Ticket | None, today: date) -> None:
        """Its pictures stay grey until `show_pictures`."""
        inside = QWidget()
        inside.setObjectName("scrolled")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(_MARGIN, 4, _MARGIN + _SCROLL, 4)
        layout.setSpacing(6)
        self._pictures = []
        if ticket is not None:
            layout.addWidget(_line(heading(""), title(ticket), self._room))
            layout.addWidget(note(f"{time_text(ticket.made, today)} · {state_text(ticket, today)}"))
            layout.addSpacing(6)
            for photo in ticket.photos:
                layout.addLayout(self._photo(photo))
            self._add_paths(layout, ticket)
        layout.addStretch(1)
        self.setWidget(inside)

    def show_pictures(self, pictures: Sequence[QImage | None]) -> None:
        """In the order of the ticket's photos; None for one that cannot be read."""
        for shown, picture in zip(self._pictures, pictures, strict=False):
            shown.show_image(picture)

    def _photo(self, photo: TicketPhoto) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        picture = _Picture(photo)
        self._pictures.append(picture)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        # the words of all begin at the same place
        row.addSpacing(PICTURE.width() - picture.width())
        words = QVBoxLayout()
        words.setSpacing(3)
        room = self._room - PICTURE.width() - _GAP
        words.addWidget(_line(QLabel(), photo.label, room))
        for fact in photo_facts(photo):
            words.addWidget(note(fact))
        words.addStretch(1)
        row.addLayout(words, 1)
        return row

    def _add_paths(self, layout: QVBoxLayout, ticket: Ticket) -> None:
        if not ticket.saved:
            return
        layout.addSpacing(6)
        layout.addWidget(section("Saved to"))
        for path in ticket.saved[-_PATHS_SHOWN:]:
            layout.addWidget(_line(note(), str(path), self._room))
        if len(ticket.saved) > _PATHS_SHOWN:
            layout.addWidget(note(f"and {len(ticket.saved) - _PATHS_SHOWN} before"))


class _Picture(QWidget):
    """As large as it can be, in its own shape."""

    def __init__(self, photo: TicketPhoto) -> None:
        super().__init__()
        self._image: QImage | None = None
        self.setFixedSize(QSize(photo.width, photo.height).scaled(PICTURE, Qt.AspectRatioMode.KeepAspectRatio))
        self.setAccessibleName(f"Picture: {photo.label}")

    def show_image(self, image: QImage | None) -> None:
        self._image = image
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        place = QRectF(self.rect())
        outline = rounded(place, 4)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._image is None:
                painter.fillPath(outline, QColor(tokens().line))
                return
            if self._image.hasAlphaChannel():
                checkerboard(painter, outline)
            pixels = self.size() * self.devicePixelRatioF()
            smooth = Qt.TransformationMode.SmoothTransformation
            fitting = self._image.scaled(pixels, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
            painter.save()
            painter.setClipPath(outline)
            painter.drawImage(place, fitting)
            painter.restore()
            # white backgrounds end somewhere
            painter.setPen(QPen(QColor(tokens().line), 1))
            painter.drawPath(rounded(place.adjusted(0.5, 0.5, -0.5, -0.5), 3.5))


def photo_facts(photo: TicketPhoto) -> list[str]:
    """What is said beside a picture, a line each."""
    pixels = f"{photo.width} × {photo.height} px at {photo.dpi} dpi"
    facts = [pixels]
    if photo.width_mm is not None and photo.height_mm is not None:
        facts.insert(0, f"{photo.width_mm:g} × {photo.height_mm:g} mm")
    if photo.copies:
        facts.append("1 copy" if photo.copies == 1 else f"{photo.copies} copies")
    if photo.is_upload:
        facts.append("a file for upload")
    facts.append("background as it was" if photo.background is None else f"background #{photo.background.lower()}")
    return facts


def _line(label: QLabel, text: str, room: int) -> QLabel:
    """`text` in one line within `room` pixels; all of it in the tooltip where it is cut."""
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(False)
    label.ensurePolished()
    shown = label.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, room)
    label.setText(shown)
    label.setAccessibleName(text)
    label.setToolTip("" if shown == text else tip(text))
    return label
