"""The open documents, as tabs; hidden while there is only one. A dot says that one was changed and not saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionTab, QTabBar, QWidget

from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.buttons import IconButton

_NARROWEST = 148
"""Of a tab with a cut name: both its ends can be read, and cameras tell their photos apart by the end."""
_DOT_BEFORE, _DOT_RADIUS = 8, 2.5
"""The name, in the room that window.qss leaves there: nothing moves when the dot comes or goes."""


@dataclass(frozen=True)
class DocumentTab:
    """What a tab says. `path` is for the tooltip; a pasted picture has none."""

    id: str
    name: str
    path: str = ""
    is_modified: bool = False


class DocumentTabs(QTabBar):
    """A tab for each document."""

    chosen = Signal(str)
    close_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tabs")
        self.setAccessibleName("Open photos")
        self.setAutoHide(True)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.setUsesScrollButtons(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._documents: list[DocumentTab] = []
        self._showing = False
        self.currentChanged.connect(self._current_changed)

    def set_documents(self, documents: Sequence[DocumentTab], current: str | None) -> None:
        """Show these documents in this order. Does not emit `chosen`."""
        self._showing = True
        if [tab.id for tab in documents] != [tab.id for tab in self._documents]:
            self._rebuild(documents)
        self._documents = list(documents)
        for index, document in enumerate(documents):
            self.setTabText(index, document.name.replace("&", "&&"))
            self.setAccessibleTabName(index, f"{document.name}, not saved" if document.is_modified else document.name)
            self.setTabToolTip(index, document.path or document.name)
            close = self.tabButton(index, QTabBar.ButtonPosition.RightSide)
            close.setToolTip(f"Close {document.name}")
            close.setAccessibleName(close.toolTip())
            if document.id == current:
                self.setCurrentIndex(index)
        self._showing = False
        self.update()

    def minimumTabSizeHint(self, index: int) -> QSize:
        size = self.tabSizeHint(index)
        return QSize(min(size.width(), _NARROWEST), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens().text))
            for index, document in enumerate(self._documents):
                if document.is_modified:
                    painter.drawEllipse(self._dot(index), _DOT_RADIUS, _DOT_RADIUS)

    def _dot(self, index: int) -> QPointF:
        option = QStyleOptionTab()
        self.initStyleOption(option, index)
        place = QRectF(self.style().subElementRect(QStyle.SubElement.SE_TabBarTabText, option, self))
        # the name is in the middle of its place, and cut where it is wider
        width = min(place.width(), self.fontMetrics().horizontalAdvance(self._documents[index].name))
        return QPointF(place.center().x() - width / 2 - _DOT_BEFORE, place.center().y())

    def _rebuild(self, documents: Sequence[DocumentTab]) -> None:
        while self.count():
            self.removeTab(0)
        for document in documents:
            index = self.addTab("")
            close = IconButton("x", "Close", 20)
            close.clicked.connect(lambda _on=False, tab=document: self.close_requested.emit(tab.id))
            self.setTabButton(index, QTabBar.ButtonPosition.RightSide, close)

    def _current_changed(self, index: int) -> None:
        if not self._showing and 0 <= index < len(self._documents):
            self.chosen.emit(self._documents[index].id)
