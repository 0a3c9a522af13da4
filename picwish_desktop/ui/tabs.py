"""The open documents, as tabs; hidden while there is only one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabBar, QWidget

from picwish_desktop.ui.widgets.buttons import IconButton


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
        self.setElideMode(Qt.TextElideMode.ElideRight)
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
            self.setTabText(index, _title(document))
            self.setTabToolTip(index, document.path or document.name)
            if document.id == current:
                self.setCurrentIndex(index)
        self._showing = False

    def _rebuild(self, documents: Sequence[DocumentTab]) -> None:
        while self.count():
            self.removeTab(0)
        for document in documents:
            index = self.addTab("")
            close = IconButton("x", f"Close {document.name}", 20)
            close.clicked.connect(lambda _on=False, tab=document: self.close_requested.emit(tab.id))
            self.setTabButton(index, QTabBar.ButtonPosition.RightSide, close)

    def _current_changed(self, index: int) -> None:
        if not self._showing and 0 <= index < len(self._documents):
            self.chosen.emit(self._documents[index].id)


def _title(document: DocumentTab) -> str:
    name = document.name.replace("&", "&&")
    return f"• {name}" if document.is_modified else name
