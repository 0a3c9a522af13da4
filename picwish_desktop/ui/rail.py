"""The jobs a person can choose from, down the left side of the window."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from picwish_desktop.ui.icons import icon


@dataclass(frozen=True)
class RailEntry:
    """A job: its text may hold a line break."""

    id: str
    text: str
    icon: str
    tooltip: str


BACKGROUND = RailEntry("background", "Background", "cutout", "Cut the subject out and put it before something else")
FACE = RailEntry("face", "Face", "smile", "Cut the face or head out")
REMOVE_OBJECTS = RailEntry("remove_objects", "Remove\nobjects", "eraser", "Remove objects from the photo")

ID_PHOTO = RailEntry(
    "id_photo", "ID photo", "square-user-round", "Frame a portrait by the rules of a document, and print it"
)


class Rail(QFrame):
    """One button for each job that works."""

    chosen = Signal(str)

    def __init__(self, entries: Iterable[RailEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setFixedWidth(84)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 10, 7, 10)
        layout.setSpacing(8)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        for entry in entries:
            self._buttons[entry.id] = button = _button(entry)
            button.clicked.connect(lambda _on, entry=entry: self.chosen.emit(entry.id))
            self._group.addButton(button)
            layout.addWidget(button)
        layout.addStretch(1)

    def set_current(self, entry: str | None) -> None:
        """Show this job as the current one, or none of them."""
        self._group.setExclusive(False)
        for id_, button in self._buttons.items():
            button.setChecked(id_ == entry)
        self._group.setExclusive(entry is not None)


def _button(entry: RailEntry) -> QToolButton:
    button = QToolButton()
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setIcon(icon(entry.icon))
    button.setIconSize(QSize(22, 22))
    button.setText(entry.text)
    button.setToolTip(entry.tooltip)
    button.setAccessibleName(entry.text.replace("\n", " "))
    button.setCheckable(True)
    button.setFixedSize(68, 68)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
