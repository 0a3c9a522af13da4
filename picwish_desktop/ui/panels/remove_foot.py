"""The buttons at the end of the removal column: one primary, and below it what else can be done now."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from picwish_desktop.ui.panels.phase_foot import PhaseFoot
from picwish_desktop.ui.widgets.buttons import push_button


class Phase(Enum):
    """What the person is in the middle of."""

    MARKING = "marking"
    RUNNING = "running"
    RESULT = "result"


class RemoveFoot(PhaseFoot):
    """Remove while marking, Cancel while running, Keep when there is a result: each in the place of the one before."""

    remove = Signal()
    cancel = Signal()
    keep = Signal()
    discard = Signal()
    save_as = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._remove = push_button("Remove  ·  Ctrl+Enter", "Remove what is marked (Ctrl+Enter)", "primary")
        cancel = push_button("Cancel  ·  Esc", "Stop, and leave the photo as it is (Esc)", "tall")
        keep = push_button("Keep result  ·  Ctrl+K", "Make the result part of the photo (Ctrl+K)", "primary")
        self._discard = push_button("Discard", "Put the result away; the mark stays (Ctrl+Backspace)")
        self._save_as = push_button("Save as…", "Save the picture under another name (Ctrl+Shift+S)")
        main: dict[Enum, QPushButton] = {Phase.MARKING: self._remove, Phase.RUNNING: cancel, Phase.RESULT: keep}
        super().__init__(main, (self._discard, self._save_as), parent)
        self._emit_settled(self._remove, self.remove)
        self._emit_settled(cancel, self.cancel)
        self._emit_settled(keep, self.keep)
        self._emit_settled(self._discard, self.discard)
        self._save_as.clicked.connect(self.save_as)

    def show_phase(self, phase: Phase, *, can_remove: bool, can_save: bool) -> None:
        """Show the buttons of a phase."""
        self._turn_to(phase)
        self._remove.setEnabled(can_remove)
        self._discard.setVisible(phase is Phase.RESULT)
        self._save_as.setEnabled(can_save)
