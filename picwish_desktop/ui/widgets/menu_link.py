"""A word that opens a menu of what is needed less often."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from picwish_desktop.ui.icons import icon

_CHEVRON = QSize(14, 14)


class MenuLink(QPushButton):
    """Not there as long as it has nothing to offer."""

    def __init__(self, text: str, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setIcon(icon("chevron-down", is_link=True))
        self.setIconSize(_CHEVRON)
        # the chevron stands behind the word
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setAccessibleName(text)
        self.setToolTip(tooltip)
        self.setProperty("kind", "link")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self)
        self._menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.clicked.connect(self._open)
        self.hide()

    def offer(self, actions: Iterable[QAction | None]) -> None:
        """Put these into the menu, with a line for each None."""
        for action in actions:
            if action is None:
                self._menu.addSeparator()
            else:
                self._menu.addAction(action)
        self.show()

    def _open(self) -> None:
        # it is at the right edge of its column, and the menu opens towards the photo
        left = self.width() - self._menu.sizeHint().width()
        self._menu.popup(self.mapToGlobal(QPoint(left, self.height())))
