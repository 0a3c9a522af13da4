"""A slider with its name before it and its value, which can be typed, behind it."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from picwish_desktop.ui.widgets.jump_slider import JumpSlider
from picwish_desktop.ui.widgets.slider_number import BEFORE, SliderNumber

_STEPS = 1000
_ARROW_STEP = 20  # at a thousand steps, an arrow key must move visibly
_GAP = 8


class LabelledSlider(QWidget):
    """Whole numbers between two ends. Geometric: each step changes the value by the same share, as brush sizes want."""

    value_changed = Signal(int)
    typing_ended = Signal()
    """By Enter or Esc: the keys are no longer wanted in the number."""

    def __init__(
        self,
        name: str,
        tooltip: str,
        ends: tuple[int, int],
        *,
        geometric: bool = False,
        length: int = 110,
        shows_name: bool = True,
        text: Callable[[int], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ends = ends
        self._geometric = geometric
        self._text = text
        self._value = ends[0]
        label = QLabel(name)
        label.setProperty("role", "dim")
        if not shows_name:
            # to show one that has no parent yet would open a window
            label.hide()
        self._slider = JumpSlider()
        self._slider.setRange(0, _STEPS)
        self._slider.setSingleStep(_ARROW_STEP)
        self._slider.setPageStep(5 * _ARROW_STEP)
        self._slider.setFixedWidth(length)
        self._slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._slider.setToolTip(tooltip)
        self._slider.setAccessibleName(name)
        self._slider.valueChanged.connect(self._moved)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(label)
        layout.addSpacing(_GAP if shows_name else 0)
        layout.addWidget(self._slider)
        self._number: SliderNumber | None = None
        if text is not None:
            self._number = SliderNumber(name, ends, text)
            self._number.taken.connect(self._take)
            self._number.typing_ended.connect(self.typing_ended)
            layout.addSpacing(_GAP - BEFORE)
            layout.addWidget(self._number)
        self._describe()

    def set_tip(self, tip: str) -> None:
        """What it is for, and its keys."""
        self._slider.setToolTip(tip)

    def value(self) -> int:
        """The value shown."""
        return self._value

    def set_value(self, value: int) -> None:
        """Show a value. Does not emit `value_changed`."""
        value = min(max(value, self._ends[0]), self._ends[1])
        if value != self._value:
            self._value = value
            self._slider.blockSignals(True)
            self._slider.setValue(self._position(value))
            self._slider.blockSignals(False)
            self._describe()

    def end_typing(self) -> None:
        """Give up a number that is half typed."""
        if self._number is not None:
            self._number.end_typing()

    def _moved(self, position: int) -> None:
        value = self._value_at(position)
        if value != self._value:
            self._value = value
            self._describe()
            self.value_changed.emit(value)

    def _take(self, value: int) -> None:
        self.set_value(value)
        self.value_changed.emit(value)

    def _describe(self) -> None:
        if self._number is not None:
            self._number.show_value(self._value)
        self._slider.setAccessibleDescription(self._text(self._value) if self._text else str(self._value))

    def _position(self, value: int) -> int:
        low, high = self._ends
        if self._geometric:
            return round(_STEPS * math.log(value / low) / math.log(high / low))
        return round(_STEPS * (value - low) / (high - low))

    def _value_at(self, position: int) -> int:
        low, high = self._ends
        share = position / _STEPS
        return round(low * (high / low) ** share if self._geometric else low + (high - low) * share)
