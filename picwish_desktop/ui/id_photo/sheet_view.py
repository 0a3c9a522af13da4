"""The pages of a sheet as they will be printed, one at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from picwish_desktop.model.sheet import Paper, SheetPage
from picwish_desktop.ui.id_photo.sheet_page_view import EMPTY, SheetPageView
from picwish_desktop.ui.widgets.buttons import IconButton, push_button
from picwish_desktop.ui.widgets.elided_label import ElidedLabel

_FOOT = 48


class SheetView(QWidget):
    """Ctrl+Left and Ctrl+Right turn the pages, Home and End go to the first and the last one."""

    copy_chosen = Signal(int)
    """Which of the sheet's photos."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page_view = SheetPageView()
        self.page_view.copy_chosen.connect(self.copy_chosen)
        self.setFocusProxy(self.page_view)
        self._pages: Sequence[SheetPage] = ()
        self._pictures: Sequence[QImage] = ()
        self._number = 0
        self._told = ElidedLabel()
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._told.setProperty("role", "dim")
        self._previous = IconButton("chevron-left", "Previous page (Ctrl+Left)", 32)
        self._previous.clicked.connect(lambda: self.show_page(self._number - 1))
        self._which = QLabel()
        self._which.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._next = IconButton("chevron-right", "Next page (Ctrl+Right)", 32)
        self._next.clicked.connect(lambda: self.show_page(self._number + 1))
        self._true_size = push_button("True size", "Show the sheet as large as it will be on paper", "toggle")
        self._true_size.setCheckable(True)
        self._true_size.clicked.connect(self.set_true_size)
        self._foot = QFrame()
        self._lay_out()
        self._refresh()

    @property
    def page_number(self) -> int:
        """From 0."""
        return self._number

    def show_pages(self, pages: Sequence[SheetPage], pictures: Sequence[QImage]) -> None:
        """`pictures`: the sheet's photos, upright. The page that is shown stays where there still is one."""
        self._pages, self._pictures = pages, pictures
        self.show_page(self._number)

    def show_page(self, number: int) -> None:
        """The page with this number, from 0, or the nearest there is."""
        self._number = max(0, min(number, len(self._pages) - 1))
        self._refresh()

    def set_true_size(self, is_true: bool) -> None:
        """As large as on paper, by what the screen says of itself; else all of the page in sight."""
        self._true_size.setChecked(is_true)
        self.page_view.set_true_size(is_true)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        match event.key():
            case Qt.Key.Key_Home:
                self.show_page(0)
            case Qt.Key.Key_End:
                self.show_page(len(self._pages) - 1)
            case Qt.Key.Key_Left if is_control:
                self.show_page(self._number - 1)
            case Qt.Key.Key_Right if is_control:
                self.show_page(self._number + 1)
            case _:
                super().keyPressEvent(event)

    def _refresh(self) -> None:
        count = len(self._pages)
        self.page_view.show_page(self._pages[self._number] if count else None, self._pictures)
        self._foot.setVisible(count > 0)
        which = f"{self._number + 1} of {count}"
        self._which.setText(which)
        for widget in (self._previous, self._which, self._next):
            widget.setVisible(count > 1)
        self._previous.setEnabled(self._number > 0)
        self._next.setEnabled(self._number < count - 1)
        if not count:
            self.page_view.setAccessibleDescription(EMPTY)
            return
        told = _told(self._pages)
        self._told.setText(told)
        self.page_view.setAccessibleDescription(f"{told}. Page {which}." if count > 1 else told)

    def _lay_out(self) -> None:
        self._foot.setObjectName("foot")
        self._foot.setFixedHeight(_FOOT)
        pages = QHBoxLayout()
        pages.setSpacing(4)
        for widget in (self._previous, self._which, self._next):
            pages.addWidget(widget)
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(8)
        # of equal stretch at both sides, so that the pages are in the middle
        row.addWidget(self._told, 1)
        row.addLayout(pages)
        aside = QHBoxLayout()
        aside.addStretch(1)
        aside.addWidget(self._true_size)
        row.addLayout(aside, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.page_view, 1)
        layout.addWidget(self._foot)


def _told(pages: Sequence[SheetPage]) -> str:
    """Such as “10 × 15 cm · 8 copies”."""
    copies = sum(len(page.photos) for page in pages)
    parts = [_paper_told(pages[0].paper), f"{copies} {'copy' if copies == 1 else 'copies'}"]
    if len(pages) > 1:
        parts.append(f"{len(pages)} pages")
    return " · ".join(parts)


def _paper_told(paper: Paper) -> str:
    """With its size where the name does not say it."""
    if "×" in paper.name:
        return paper.name
    short, long = sorted((paper.width, paper.height))
    return f"{paper.name} · {short:g} × {long:g} mm"
