"""Numbers that are typed and may be left out: one alone, or two that belong together."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from picwish_desktop.ui.widgets.setting_fields import mark
from picwish_desktop.ui.widgets.typed_number import read_number

_WIDTH = 64
_MOST_CHARACTERS = 9


class NumberError(ValueError):
    """A sentence for a person."""


class NumberLine(QLineEdit):
    """With a point or a comma. Empty means that there is none."""

    def __init__(self, name: str, tooltip: str, *, is_whole: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_whole = is_whole
        self.setAccessibleName(name)
        self.setToolTip(tooltip)
        self.setMaxLength(_MOST_CHARACTERS)
        self.setFixedWidth(_WIDTH)

    def show_number(self, number: float | None) -> None:
        """Emits no `textEdited`."""
        self.setText("" if number is None else f"{round(number, 4):.10g}")

    def number(self) -> float | None:
        """Raises NumberError for what is not one."""
        text = self.text().strip()
        if not text:
            return None
        number = read_number(text)
        if number is None:
            raise NumberError(f"“{text}” is not a number.")
        if self._is_whole and number != int(number):
            raise NumberError(f"“{text}” is not a whole number.")
        return number


class NumberPair(QWidget):
    """Two numbers with a sign between them, and their unit behind."""

    edited = Signal()

    def __init__(
        self,
        names: tuple[str, str],
        tooltip: str,
        sign: str,
        unit: str = "",
        *,
        is_whole: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.first, self.second = (NumberLine(name, tooltip, is_whole=is_whole) for name in names)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(8)
        for widget in (self.first, _dim(sign), self.second):
            self.row.addWidget(widget)
        self._unit = _dim(unit)
        self._unit.setHidden(not unit)
        self.row.addWidget(self._unit)
        self.row.addStretch(1)
        for line in (self.first, self.second):
            line.textEdited.connect(lambda _text: self.edited.emit())

    def show_unit(self, unit: str) -> None:
        self._unit.setText(unit)

    def show_numbers(self, numbers: tuple[float, float] | tuple[None, None]) -> None:
        self.first.show_number(numbers[0])
        self.second.show_number(numbers[1])

    def numbers(self) -> tuple[float | None, float | None]:
        """Raises NumberError."""
        return self.first.number(), self.second.number()

    def both(self) -> tuple[float, float] | None:
        """None where neither is typed. Raises NumberError where one is missing."""
        first, second = self.numbers()
        if first is None and second is None:
            return None
        if first is None or second is None:
            raise NumberError("One of the two numbers is missing.")
        return first, second

    def show_problem(self, problem: str) -> None:
        for line in (self.first, self.second):
            mark(line, problem)


def _dim(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "dim")
    return label
