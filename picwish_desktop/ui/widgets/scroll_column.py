"""What scrolls up and down where there is no room for all of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

_BESIDE_BAR = 4


class ScrollColumn(QScrollArea):
    """What it holds is as wide as what is above and below it; only a bar that is there takes room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inside = QWidget()
        self.inside.setObjectName("scrolled")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(self.inside)
        self.verticalScrollBar().rangeChanged.connect(self._keep_off_bar)

    def _keep_off_bar(self, _least: int, most: int) -> None:
        gap = _BESIDE_BAR if most else 0
        if gap != self.viewportMargins().right():
            self.setViewportMargins(0, 0, gap, 0)
