"""The column at the right: it reads from top to bottom, scrolls when it must, and ends in a foot that stays."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from picwish_desktop.ui.widgets.labels import heading

COLUMN_WIDTH = 316


class Column(QFrame):
    """A heading, a `body` and a `foot` to fill."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("column")
        self.setFixedWidth(COLUMN_WIDTH)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(16, 16, 16, 12)
        self.body.setSpacing(0)
        self.body.addWidget(heading(title))
        scrolled = QWidget()
        scrolled.setObjectName("scrolled")
        scrolled.setLayout(self.body)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(scrolled)
        foot = QFrame()
        foot.setObjectName("foot")
        self.foot = QVBoxLayout(foot)
        self.foot.setContentsMargins(16, 12, 16, 12)
        self.foot.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(area, 1)
        layout.addWidget(foot)
