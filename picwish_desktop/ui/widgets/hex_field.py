"""A colour typed as web pages write it."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from picwish_desktop.model.backdrop import Color

_PURPOSE = "The colour as six digits or letters from a to f, such as 81d4fa"
_PROBLEM = "Write six digits or letters from a to f, such as 81d4fa."


class HexField(QLineEdit):
    """Takes "81d4fa", "#81D4FA" and "#8df"; what cannot be read is marked, and put back when the field is left."""

    typed = Signal(object, bool)
    """A Color, and whether typing has ended."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._color: Color = (0, 0, 0)
        self._has_changed = False
        self.setMaxLength(9)
        self.setAccessibleName("Colour code")
        self.textEdited.connect(self._read)
        self.returnPressed.connect(self._end)
        self._mark("")
        self._write()

    def show_color(self, color: Color) -> None:
        """Show a colour, unless this is it. Emits nothing."""
        if color != self._color:
            self._color = color
            self._has_changed = False
            self._write()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._end()
        self._write()

    def _read(self, text: str) -> None:
        color = color_of(text)
        self._mark("" if color else _PROBLEM)
        if color is not None and color != self._color:
            self._color = color
            self._has_changed = True
            self.typed.emit(color, False)

    def _end(self) -> None:
        if color_of(self.text()) is not None:
            self._write()
        if self._has_changed:
            self._has_changed = False
            self.typed.emit(self._color, True)

    def _write(self) -> None:
        self.setText(hex_of(self._color))
        self._mark("")

    def _mark(self, problem: str) -> None:
        self.setToolTip(problem or _PURPOSE)
        self.setAccessibleDescription(problem)
        if self.property("invalid") != bool(problem):
            self.setProperty("invalid", bool(problem))
            self.style().polish(self)


def hex_of(color: Color) -> str:
    """ "#81d4fa"."""
    return "#{:02x}{:02x}{:02x}".format(*color)


def color_of(text: str) -> Color | None:
    """The colour that is written with three or six hexadecimal digits, or None."""
    digits = text.strip().removeprefix("#")
    if not re.fullmatch("[0-9a-fA-F]{3}|[0-9a-fA-F]{6}", digits):
        return None
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
