"""Text in the few sizes the window has."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def heading(text: str) -> QLabel:
    """The name of a column."""
    return _label(text, "heading")


def section(text: str) -> QLabel:
    """The name of a control below it."""
    return _label(text, "section")


def note(text: str = "") -> QLabel:
    """A dim sentence that wraps."""
    label = _label(text, "note")
    label.setWordWrap(True)
    return label


def warning(text: str = "") -> QLabel:
    """A sentence that wraps, in the colour of a warning."""
    label = _label(text, "warn")
    label.setWordWrap(True)
    return label


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    # What is shown may come from a file's name or a server's answer.
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
