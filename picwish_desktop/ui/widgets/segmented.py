"""A few choices side by side, of which one is taken."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QWidget

from picwish_desktop.ui.icons import icon
from picwish_desktop.ui.widgets.buttons import push_button

_AIR, _LEAST_AIR = 16, 4
_ICON = QSize(16, 16)


class Segmented(QFrame):
    """Choices as (id, text, tooltip). Tab reaches the chosen one, or the first while none is; the arrow keys go on from
    there."""

    chosen = Signal(str)

    def __init__(self, choices: Iterable[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("segmented")
        self.setFixedHeight(36)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(3, 3, 3, 3)
        layout.setSpacing(0)
        self._group = QButtonGroup(self)
        self._buttons = {}
        for choice, text, tooltip in choices:
            button = push_button(text, tooltip)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.toggled.connect(lambda on, choice=choice: self._toggled(choice, on))
            self._group.addButton(button)
            self._buttons[choice] = button
            layout.addWidget(button, 1)
        self._showing = False
        self._show_reach()

    def sizeHint(self) -> QSize:
        """Has room around the words, most of which is given up first where there is little."""
        return super().sizeHint() + QSize(_AIR * len(self._buttons), 0)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() + QSize(_LEAST_AIR * len(self._buttons), 0)

    def current(self) -> str:
        """The id of the choice that is taken, or ""."""
        return next((choice for choice, button in self._buttons.items() if button.isChecked()), "")

    def set_current(self, choice: str) -> None:
        """Show this choice as taken, or none for "". Does not emit `chosen`."""
        self._showing = True
        # while just one may be taken, Qt lets nobody take none
        self._group.setExclusive(False)
        for its, button in self._buttons.items():
            button.setChecked(its == choice)
        self._group.setExclusive(True)
        self._showing = False
        self._show_reach()

    def set_text(self, choice: str, text: str) -> None:
        """Change what a choice says."""
        self._buttons[choice].setText(text)
        self._buttons[choice].setAccessibleName(text)

    def set_icon(self, choice: str, name: str) -> None:
        """Show an icon in place of what a choice says, which stays its accessible name."""
        button = self._buttons[choice]
        button.setText("")
        button.setIcon(icon(name))
        button.setIconSize(_ICON)

    def _toggled(self, choice: str, on: bool) -> None:
        # The arrow keys check a button without clicking it, so `clicked` would miss them.
        if on and not self._showing:
            self._show_reach()
            self.chosen.emit(choice)

    def _show_reach(self) -> None:
        reached = self.current() or next(iter(self._buttons))
        for choice, button in self._buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if choice == reached else Qt.FocusPolicy.NoFocus)
