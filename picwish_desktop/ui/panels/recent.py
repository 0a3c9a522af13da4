"""The right column of the empty window: what was worked on lately."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from picwish_desktop.ui.panels.column import Column
from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.labels import note
from picwish_desktop.ui.widgets.thumbnail import Cover, rounded
from picwish_desktop.ui.widgets.tip import tip

THUMBNAIL = QSize(56, 42)


@dataclass(frozen=True)
class RecentItem:
    """A photo worked on before. `note` says what was done and when: "removed 2 objects · today"."""

    path: Path
    title: str
    note: str = ""
    thumbnail: QImage | None = None


class RecentPanel(Column):
    """Photos to open again."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Recent", parent)
        self._items: list[_Row] = []
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 10, 0, 0)
        self._rows.setSpacing(6)
        self._empty = note("Photos you open will be listed here.")
        self._empty.setContentsMargins(0, 12, 0, 0)
        self.body.addWidget(self._empty)
        self.body.addLayout(self._rows)
        self.body.addStretch(1)
        self._promise = note()
        self.foot.addWidget(self._promise)
        self.set_provider("")

    def set_provider(self, label: str) -> None:
        """Say what a removal sends to whom; nothing where the label is empty."""
        local = "Everything runs on this computer.\nNothing is uploaded."
        self._promise.setText(f"{label} removes objects.\nOnly what it needs is sent." if label else local)

    def set_items(self, items: Iterable[RecentItem]) -> None:
        """Show these photos, the latest first."""
        for row in self._items:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._items = [_Row(item) for item in items]
        for row in self._items:
            row.clicked.connect(lambda _on=False, path=row.path: self.chosen.emit(path))
            self._rows.addWidget(row)
        self._empty.setVisible(not self._items)


class _Row(QAbstractButton):
    def __init__(self, item: RecentItem) -> None:
        super().__init__()
        self._item = item
        self.path = str(item.path)
        self._cover = Cover()
        self.setToolTip(tip(str(item.path)))
        self.setAccessibleName(f"Open {item.title}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, THUMBNAIL.height() + 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = tokens()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.underMouse() or self.hasFocus():
                painter.setPen(QPen(QColor(colours.accent), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.raised))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
            picture = QRectF(0, 4, THUMBNAIL.width(), THUMBNAIL.height())
            self._cover.draw(painter, picture, self._item.thumbnail, rounded(picture, 6))
            left = THUMBNAIL.width() + 12
            self._line(painter, QRectF(left, 6, self.width() - left - 4, 20), self._item.title, 13, colours.text)
            self._line(painter, QRectF(left, 25, self.width() - left - 4, 18), self._item.note, 12, colours.dim)

    def _line(self, painter: QPainter, place: QRectF, text: str, pixels: int, colour: str) -> None:
        font = self.font()
        font.setPixelSize(pixels)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, int(place.width()))
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
