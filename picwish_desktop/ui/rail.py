"""The jobs a person can choose from, down the left side of the window."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from picwish_desktop.ui.actions import Actions, Command
from picwish_desktop.ui.icons import icon

_STEPS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class RailEntry:
    """A job, and the command that turns to it: its text may hold a line break."""

    id: str
    command: Command
    text: str
    icon: str


BACKGROUND = RailEntry("background", Command.BACKGROUND, "Background", "cutout")
FACE = RailEntry("face", Command.FACE, "Face", "smile")
REMOVE_OBJECTS = RailEntry("remove_objects", Command.REMOVE_OBJECTS, "Remove\nobjects", "eraser")
ID_PHOTO = RailEntry("id_photo", Command.ID_PHOTO, "ID photo", "square-user-round")


class Rail(QFrame):
    """One button for each job that works. Tab reaches the current one; the arrow keys only go from there to another,
    which Space or Enter chooses."""

    chosen = Signal(str)

    def __init__(self, entries: Iterable[RailEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setFixedWidth(84)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 10, 7, 10)
        layout.setSpacing(8)
        self._current = ""
        self._buttons: dict[RailEntry, QToolButton] = {}
        for entry in entries:
            self._buttons[entry] = button = _button(entry)
            button.clicked.connect(lambda _on, entry=entry: self._choose(entry))
            button.installEventFilter(self)
            layout.addWidget(button)
        layout.addStretch(1)
        self._show_reach()

    def set_current(self, entry: str) -> None:
        """Show this job as the current one."""
        self._current = entry
        for its, button in self._buttons.items():
            button.setChecked(its.id == entry)
        self._show_reach()

    def say_keys(self, actions: Actions) -> None:
        """Have the tooltips say the keys of the jobs' commands, from now on."""
        actions.keys_changed.connect(lambda: self._say_keys(actions))
        self._say_keys(actions)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._show_reach()
        elif event.type() == QEvent.Type.KeyPress and isinstance(watched, QToolButton):
            assert isinstance(event, QKeyEvent)
            if step := _STEPS.get(event.key()):
                self._go(watched, step)
                return True
            if event.key() in _ENTER:
                watched.click()
                return True
        return super().eventFilter(watched, event)

    def _choose(self, entry: RailEntry) -> None:
        # a click has turned the button over; which job is the current one is the window's to say
        self.set_current(self._current)
        self.chosen.emit(entry.id)

    def _go(self, button: QToolButton, step: int) -> None:
        buttons = list(self._buttons.values())
        buttons[(buttons.index(button) + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)

    def _show_reach(self) -> None:
        buttons = list(self._buttons.values())
        # from the one that has the focus, Tab leads out of the rail; before the window is shown none is current
        focused = (button for button in buttons if button.hasFocus())
        current = (button for button in buttons if button.isChecked())
        reached = next(focused, None) or next(current, buttons[0])
        for button in buttons:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if button is reached else Qt.FocusPolicy.NoFocus)

    def _say_keys(self, actions: Actions) -> None:
        for entry, button in self._buttons.items():
            button.setToolTip(actions[entry.command].toolTip())


def _button(entry: RailEntry) -> QToolButton:
    button = QToolButton()
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setIcon(icon(entry.icon))
    button.setIconSize(QSize(22, 22))
    button.setText(entry.text)
    button.setToolTip(entry.command.value.tip)
    button.setAccessibleName(entry.command.value.name)
    button.setCheckable(True)
    button.setFixedSize(68, 68)
    return button
