"""The buttons at the end of the removal column: one primary, and below it what else can be done now."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QElapsedTimer, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from picwish_desktop.ui.widgets.buttons import push_button

SETTLE_MS = 400


class Phase(Enum):
    """What the person is in the middle of."""

    MARKING = "marking"
    RUNNING = "running"
    RESULT = "result"


class RemoveFoot(QWidget):
    """Remove while marking, Cancel while running, Keep when there is a result: each in the place of the one before."""

    remove = Signal()
    cancel = Signal()
    keep = Signal()
    discard = Signal()
    save_as = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.settle_ms = SETTLE_MS
        self._phase = Phase.MARKING
        self._since_change = QElapsedTimer()
        self._remove = push_button("Remove  ·  Ctrl+Enter", "Remove what is marked (Ctrl+Enter)", "primary")
        self._cancel = push_button("Cancel  ·  Esc", "Stop, and leave the photo as it is (Esc)", "tall")
        self._keep = push_button("Keep result  ·  Ctrl+K", "Make the result part of the photo (Ctrl+K)", "primary")
        self._discard = push_button("Discard", "Put the result away; the mark stays (Ctrl+Backspace)")
        self._save_as = push_button("Save as…", "Save the picture under another name (Ctrl+Shift+S)")
        self._main = {Phase.MARKING: self._remove, Phase.RUNNING: self._cancel, Phase.RESULT: self._keep}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for button in self._main.values():
            layout.addWidget(button)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._discard, 1)
        row.addWidget(self._save_as, 1)
        layout.addLayout(row)
        for button, signal in (
            (self._remove, self.remove),
            (self._cancel, self.cancel),
            (self._keep, self.keep),
            (self._discard, self.discard),
        ):
            button.clicked.connect(lambda _on=False, signal=signal: self._press(signal))
        self._save_as.clicked.connect(self.save_as)

    def show_phase(self, phase: Phase, *, can_remove: bool, can_save: bool) -> None:
        """Show the buttons of a phase."""
        if phase is not self._phase:
            before, after = self._main[self._phase], self._main[phase]
            self._phase = phase
            self._since_change.start()
            after.show()
            if before.hasFocus():
                after.setFocus()
        for its_phase, button in self._main.items():
            button.setVisible(its_phase is phase)
        self._remove.setEnabled(can_remove)
        self._discard.setVisible(phase is Phase.RESULT)
        self._save_as.setEnabled(can_save)

    def _press(self, signal: SignalInstance) -> None:
        # A click meant for the button that was here a moment ago must not cancel what was just started, and above
        # all must not start, and pay for, what was just cancelled.
        if not self._since_change.isValid() or self._since_change.elapsed() >= self.settle_ms:
            signal.emit()
