"""Paid work that waits for a decision: results nobody took, and requests that may have been charged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.elided_label import ElidedLabel
from picwish_desktop.ui.widgets.labels import note
from picwish_desktop.ui.widgets.thumbnail import Cover, rounded

_WIDTH = 560
_PICTURE = QSize(92, 58)
_HEIGHT_SHOWN = 380
_AROUND = 220


class Decision(Enum):
    """What can be done with a row; the value is the button's text and its tooltip."""

    OPEN = ("Open", "Open the photo with the result; it is paid already")
    SEND = ("Send", "Send it now")
    SEND_AGAIN = ("Send again", "Send it once more; this may cost another credit")
    FORGET = ("Forget", "Put it away for good")


@dataclass(frozen=True)
class PaidWorkRow:
    id: str
    title: str
    sentence: str
    decisions: tuple[Decision, ...]
    thumbnail: QImage | None = None


class PaidWorkDialog(Dialog):
    """Show it with `open()`. Closing it decides nothing: the same is asked at the next start."""

    decided = Signal(str, Decision)

    def __init__(self, rows: Sequence[PaidWorkRow], parent: QWidget | None = None) -> None:
        super().__init__("Paid work that waits for you", _WIDTH, parent)
        self.body.addWidget(note("Nothing here is lost, and nothing is paid for twice unless you say so."))
        inside = QWidget()
        inside.setObjectName("scrolled")
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 4, 0, 4)
        self._rows.setSpacing(10)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inside)
        self.body.addWidget(self._area)
        later = push_button("Later", "Decide another time; it stays in the tray (Esc)")
        later.clicked.connect(self.reject)
        self._shown: tuple[PaidWorkRow, ...] = ()
        self.show_rows(rows)
        self.add_buttons([later])

    def show_rows(self, rows: Sequence[PaidWorkRow]) -> None:
        """Show these rows. Without any, the dialog closes."""
        if tuple(rows) == self._shown:
            return
        self._shown = tuple(rows)
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row in rows:
            self._rows.addWidget(self._row(row))
        if not rows:
            self.accept()
            return
        wanted = self._rows.sizeHint().height() + 2
        self._area.setFixedHeight(min(_HEIGHT_SHOWN, self.height_beside(_AROUND), max(_PICTURE.height() + 10, wanted)))
        if self.isVisible():
            self.fit()

    def _row(self, row: PaidWorkRow) -> QWidget:
        widget = QWidget()
        layout = QHBoxLayout(widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(_Picture(row.thumbnail), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(ElidedLabel(row.title))
        words.addWidget(note(row.sentence))
        words.addStretch(1)
        layout.addLayout(words, 1)
        for decision in row.decisions:
            text, tooltip = decision.value
            button = push_button(text, tooltip, "primary" if decision is Decision.OPEN else "plain")
            button.setAccessibleName(f"{text}: {row.title}")
            button.clicked.connect(lambda _on=False, decision=decision: self.decided.emit(row.id, decision))
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return widget


class _Picture(QWidget):
    def __init__(self, image: QImage | None) -> None:
        super().__init__()
        self._cover = Cover()
        self._image = image
        self.setFixedSize(_PICTURE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = self.rect().toRectF()
            self._cover.draw(painter, area, self._image, rounded(area, 6))
