"""A raised box of rows: sliders with their value, and switches with their name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from picwish_desktop.ui.widgets.gesture_slider import GestureSlider
from picwish_desktop.ui.widgets.switch import Switch

_PADDING = 11
_EDGE = 2
_ROW = 32
_NAME_WIDTH = 50
_VALUE_WIDTH = 52


class FieldBox(QFrame):
    """Rows one below the other."""

    def __init__(self, *rows: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("field")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_PADDING, _EDGE, _PADDING, _EDGE)
        layout.setSpacing(0)
        for row in rows:
            layout.addWidget(row)


class SliderRow(QWidget):
    """Numbers from one end to the other in equal steps. A double click goes back to `rest`."""

    changed = Signal(float, bool)
    """The value, and whether it is the last one of a drag or of a key that was held."""

    def __init__(
        self,
        name: str,
        tooltip: str,
        ends: tuple[float, float],
        step: float,
        text: Callable[[float], str],
        *,
        rest: float | None = None,
        shows_name: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ends, self._step, self._text = ends, step, text
        self.setFixedHeight(_ROW)
        label = QLabel(name)
        label.setProperty("role", "dim")
        label.setFixedWidth(_NAME_WIDTH)
        if not shows_name:
            # to show one that has no parent yet would open a window
            label.hide()
        self._slider = GestureSlider(None if rest is None else self._position(rest))
        self._slider.setRange(0, self._position(ends[1]))
        self._slider.setPageStep(max(1, self._position(ends[1]) // 10))
        self._slider.setAccessibleName(name)
        self._slider.setToolTip(tooltip)
        self._slider.gestured.connect(self._gesture)
        self.setFocusProxy(self._slider)
        self._shown = QLabel()
        self._shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._shown.setFixedWidth(_VALUE_WIDTH)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(label)
        layout.addWidget(self._slider, 1)
        layout.addWidget(self._shown)
        self._describe()

    def value(self) -> float:
        """The value shown."""
        # the sum of many small steps must not end in 0.30000000000000004
        return round(self._ends[0] + self._slider.value() * self._step, 6)

    def set_value(self, value: float) -> None:
        """Show a value, or the nearest there is. Emits nothing."""
        self._slider.show_value(self._position(min(max(value, self._ends[0]), self._ends[1])))
        self._describe()

    def _gesture(self, _position: int, is_final: bool) -> None:
        self._describe()
        self.changed.emit(self.value(), is_final)

    def _describe(self) -> None:
        shown = self._text(self.value())
        self._shown.setText(shown)
        self._slider.setAccessibleDescription(shown)

    def _position(self, value: float) -> int:
        return round((value - self._ends[0]) / self._step)


class SwitchRow(QWidget):
    """Its name at the left, on or off at the right."""

    changed = Signal(bool)

    def __init__(self, name: str, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_ROW)
        label = QLabel(name)
        label.setToolTip(tooltip)
        self._switch = Switch(name, tooltip)
        self._switch.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._switch.clicked.connect(self.changed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label, 1)
        layout.addWidget(self._switch)

    def is_on(self) -> bool:
        return self._switch.isChecked()

    def set_on(self, is_on: bool) -> None:
        """Show it on or off. Emits nothing."""
        self._switch.setChecked(is_on)


def percent(share: float) -> str:
    """A share as people read it: "42 %"."""
    return f"{share * 100:.0f} %"


def pixels(value: float) -> str:
    """A length with the sign that screens have for less: "−1.5 px"."""
    return f"{value:g} px".replace("-", "−")
