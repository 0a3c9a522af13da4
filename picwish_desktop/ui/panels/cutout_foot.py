"""The end of the columns that cut something out: what is going on, and the buttons."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from picwish_desktop.ui.panels.phase_foot import PhaseFoot
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.usable import set_usable


class CutoutPhase(Enum):
    """What the person is in the middle of."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"


class CutoutFoot(PhaseFoot):
    """Cut out, Cancel while it runs, Cut out again: each in the place of the one before. Below it Copy and Save."""

    cut_out = Signal()
    cancel = Signal()
    copy = Signal()
    save_as = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._start = push_button("Cut out  ·  Ctrl+Enter", "Cut it out of the photo (Ctrl+Enter)", "primary")
        cancel = push_button("Cancel  ·  Esc", "Stop, and leave everything as it is (Esc)", "tall")
        self._again = push_button(
            "Cut out again  ·  Ctrl+Enter", "Begin anew; the look you chose stays (Ctrl+Enter)", "primary"
        )
        self._copy = push_button("Copy", "Copy the picture as it is shown (Ctrl+C)")
        self._save_as = push_button("Save as…", "Save the picture under another name (Ctrl+Shift+S)")
        main: dict[Enum, QPushButton] = {
            CutoutPhase.READY: self._start,
            CutoutPhase.RUNNING: cancel,
            CutoutPhase.DONE: self._again,
        }
        super().__init__(main, (self._copy, self._save_as), parent)
        self._emit_settled(self._start, self.cut_out)
        self._emit_settled(cancel, self.cancel)
        self._emit_settled(self._again, self.cut_out)
        self._copy.clicked.connect(self.copy)
        self._save_as.clicked.connect(self.save_as)

    def show_phase(self, phase: CutoutPhase, *, refusal: str, no_copy: str, no_save: str) -> None:
        """Show the buttons of a phase, each with the reason why it cannot be pressed, or ""."""
        self._turn_to(phase)
        set_usable(self._start, refusal)
        set_usable(self._again, refusal)
        set_usable(self._copy, no_copy)
        set_usable(self._save_as, no_save)
