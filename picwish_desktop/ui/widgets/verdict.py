"""A sentence that wraps, in the colour of what it means."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


class Tone(StrEnum):
    """The roles that window.qss colours."""

    NOTE = "note"
    OK = "ok"
    WARN = "warn"


class Verdict(QLabel):
    """Takes no room while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.say("")

    def say(self, sentence: str, tone: Tone = Tone.NOTE) -> None:
        self.setText(sentence)
        self.setProperty("role", str(tone))
        self.style().polish(self)
        self.setHidden(not sentence)
