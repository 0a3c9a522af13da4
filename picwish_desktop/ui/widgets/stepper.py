"""A whole number between two buttons that make it less and more."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QToolButton, QWidget

from picwish_desktop.ui.widgets.typed_number import may_become_whole, read_whole

_BUTTON = 26
_ROW = 32


class _Number(QSpinBox):
    """The wheel does not change it: the column scrolls instead."""

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        state, text, position = super().validate(text, position)
        if state != QValidator.State.Acceptable:
            # until it is ended, and brought between the ends by `fixup`
            is_number = may_become_whole(text, len(str(self.maximum())))
            state = QValidator.State.Intermediate if is_number else QValidator.State.Invalid
        return state, text, position

    def fixup(self, text: str) -> str:
        typed = read_whole(text, self.minimum(), self.maximum())
        return str(self.value() if typed is None else typed)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Stepper(QWidget):
    """Typed, by the arrow keys, or by the buttons."""

    changed = Signal(int)

    def __init__(self, name: str, tooltip: str, ends: tuple[int, int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = _Number()
        self._number.setRange(*ends)
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._number.setFixedWidth(44)
        self._number.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._number.setToolTip(tooltip)
        self._number.valueChanged.connect(self._follow)
        self._less = _button("−", "Less")
        self._less.clicked.connect(self._number.stepDown)
        self._more = _button("+", "More")
        self._more.clicked.connect(self._number.stepUp)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for widget in (self._less, self._number, self._more):
            layout.addWidget(widget)
        self.set_name(name)
        self._show_ends()

    def set_name(self, name: str) -> None:
        """What is counted."""
        self._number.setAccessibleName(name)
        self._less.setAccessibleName(f"Less: {name}")
        self._more.setAccessibleName(f"More: {name}")

    @property
    def number(self) -> QWidget:
        """What has the focus."""
        return self._number

    def set_value(self, value: int) -> None:
        """Show a number, or the nearest there is. Emits nothing."""
        if value != self._number.value():
            with QSignalBlocker(self._number):
                self._number.setValue(value)
            self._show_ends()

    def _follow(self, value: int) -> None:
        self._show_ends()
        self.changed.emit(value)

    def _show_ends(self) -> None:
        self._less.setEnabled(self._number.value() > self._number.minimum())
        self._more.setEnabled(self._number.value() < self._number.maximum())


class StepperRow(QWidget):
    """Its name at the left, the number at the right."""

    changed = Signal(int)

    def __init__(self, name: str, tooltip: str, ends: tuple[int, int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_ROW)
        label = QLabel(name)
        label.setToolTip(tooltip)
        self._stepper = Stepper(name, tooltip, ends)
        self._stepper.changed.connect(self.changed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label, 1)
        layout.addWidget(self._stepper)

    def set_value(self, value: int) -> None:
        """Show a number. Emits nothing."""
        self._stepper.set_value(value)


def _button(sign: str, tooltip: str) -> QToolButton:
    button = QToolButton()
    button.setText(sign)
    button.setToolTip(tooltip)
    button.setFixedSize(_BUTTON, _BUTTON)
    # The arrow keys do it in the number; Tab need not stop three times.
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setAutoRepeat(True)
    return button
