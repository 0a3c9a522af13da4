"""The window's parts as bare areas, where and in what colours the parts will be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QWidget

from picwish_desktop.ui.palette import Tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from picwish_desktop.ui.preview import Preview

MENU, RAIL, STRIP, TABS, COLUMN, STATUS = 30, 84, 44, 34, 316, 26
"""Heights, and the widths of the rail and the column."""


class Skeleton(QWidget):
    """Drawn by a style sheet: the first call of Qt's painter takes longer than all of this, as it brings `Qt` along."""

    def __init__(self, colors: Tokens, photos: int) -> None:
        """`photos` is how many are about to be shown."""
        super().__init__()
        self._photos = photos
        self.menu, self.rail, self.strip, self.tabs, self.column, self.status, self.canvas = parts = [
            QFrame(self) for _ in range(7)
        ]
        for part, edge in zip(parts, ("bottom", "right", "bottom", "bottom", "left", "top", ""), strict=True):
            part.setObjectName(edge)
        self.setStyleSheet(
            f"QFrame {{ background: {colors.panel}; border: 0 solid {colors.line}; }}"
            "#bottom { border-bottom-width: 1px; } #top { border-top-width: 1px; }"
            "#left { border-left-width: 1px; } #right { border-right-width: 1px; }"
        )
        self.ground = colors.canvas if photos else colors.window
        self.canvas.setStyleSheet(f"background: {self.ground}")
        self._preview: QWidget | None = None

    def show_preview(self, preview: Preview) -> None:
        """A photo in its place."""
        self._preview = preview.widget(self.canvas, self.ground)
        self._preview.setGeometry(self.canvas.rect())
        self._preview.show()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        width, height = self.width(), self.height()
        across, down = width - RAIL - COLUMN, height - MENU - STATUS
        tabs = TABS if self._photos > 1 else 0
        self.menu.setGeometry(0, 0, width, MENU)
        self.rail.setGeometry(0, MENU, RAIL, down)
        self.strip.setGeometry(RAIL, MENU, across, STRIP)
        self.tabs.setGeometry(RAIL, MENU + STRIP, across, tabs)
        self.canvas.setGeometry(RAIL, MENU + STRIP + tabs, across, down - STRIP - tabs)
        self.column.setGeometry(width - COLUMN, MENU, COLUMN, down)
        self.status.setGeometry(0, height - STATUS, width, STATUS)
        if self._preview is not None:
            self._preview.setGeometry(self.canvas.rect())
