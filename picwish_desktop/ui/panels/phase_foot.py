"""The end of a column: in one place the button that is meant now, and below it what else can be done."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from PySide6.QtCore import QElapsedTimer, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

SETTLE_MS = 400


class PhaseFoot(QWidget):
    """The main button of each phase takes the place of the one before, and is deaf for a moment."""

    def __init__(self, main: Mapping[Enum, QPushButton], row: tuple[QPushButton, ...], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.settle_ms = SETTLE_MS
        self._main = main
        self._phase = next(iter(main))
        self._since_change = QElapsedTimer()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for button in main.values():
            layout.addWidget(button)
        beside = QHBoxLayout()
        beside.setSpacing(8)
        for button in row:
            beside.addWidget(button, 1)
        layout.addLayout(beside)

    def _emit_settled(self, button: QPushButton, signal: SignalInstance) -> None:
        """Let a press on `button` emit `signal`, unless the buttons have only just changed."""
        button.clicked.connect(lambda _on=False: self._press(signal))

    def _turn_to(self, phase: Enum) -> None:
        if phase is not self._phase:
            before, after = self._main[self._phase], self._main[phase]
            self._phase = phase
            self._since_change.start()
            after.show()
            if before.hasFocus():
                after.setFocus()
        for its_phase, button in self._main.items():
            button.setVisible(its_phase is phase)

    def _press(self, signal: SignalInstance) -> None:
        # A click meant for the button that was here a moment ago must not cancel what was just started, and above
        # all must not start, and pay for, what was just cancelled.
        if not self._since_change.isValid() or self._since_change.elapsed() >= self.settle_ms:
            signal.emit()
