"""A length in millimetres that is typed."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

_PADDING = 7
_STYLE = """
QDoubleSpinBox {
    background: palette(button); color: palette(text); border: none; border-radius: 8px;
    min-height: 34px;
    selection-background-color: palette(highlight); selection-color: palette(highlighted-text);
}
QDoubleSpinBox:focus { border: 2px solid palette(highlight); min-height: 30px; }
QDoubleSpinBox:disabled { color: palette(placeholder-text); }
QDoubleSpinBox QLineEdit { background: transparent; border: none; min-height: 0; padding: 0; }
QDoubleSpinBox::up-button { subcontrol-origin: border; subcontrol-position: top right; width: 0; border: none; }
QDoubleSpinBox::down-button { subcontrol-origin: border; subcontrol-position: bottom right; width: 0; border: none; }
"""
"""As window.qss has it for a line edit, in the palette's words for the same colours."""


class MillimetreField(QDoubleSpinBox):
    """In tenths, with a point or a comma; the arrow keys change it by one tenth. The wheel does not change it."""

    edited = Signal()
    """By the person."""

    def __init__(self, name: str, tooltip: str, most: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(tooltip)
        # as lengths are written everywhere else in the window
        self.setLocale(QLocale.c())
        self.setDecimals(1)
        self.setSingleStep(0.1)
        self.setRange(0, most)
        self.setSuffix(" mm")
        self.setFrame(False)
        # its buttons are hidden there: with NoButtons, a style sheet leaves the text no room
        self.setStyleSheet(_STYLE)
        self.lineEdit().setTextMargins(_PADDING, 0, _PADDING, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(lambda _: self.edited.emit())

    def show_value(self, value: float) -> None:
        """Emits nothing."""
        with QSignalBlocker(self):
            self.setValue(value)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        if not text.removesuffix(self.suffix()).strip():
            # it is 0 then, not what was there before and is not seen any more
            return QValidator.State.Acceptable, text, position
        state, text, position = super().validate(text.replace(",", "."), position)
        return state, text, position

    def valueFromText(self, text: str) -> float:
        return super().valueFromText(text.replace(",", "."))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
