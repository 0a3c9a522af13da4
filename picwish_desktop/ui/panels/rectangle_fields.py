"""Where the selected rectangle is, in numbers that can be typed, and what else can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.ui.canvas.rectangle_shape import fitted
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.labels import note
from picwish_desktop.ui.widgets.pixel_line import PixelLine
from picwish_desktop.ui.widgets.usable import set_usable

_NONE_SELECTED = "Click a rectangle in the photo to select it."
_NONE_THERE = "There is no rectangle yet. Draw one in the photo."
_GAP = 8


class RectangleFields(QWidget):
    """In pixels of the photo, from its upper left corner."""

    rectangle_typed = Signal(Rect)
    duplicate = Signal()
    delete = Signal()
    to_mask = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rectangle: Rect | None = None
        self._bounds = EMPTY
        self._state: tuple[Rect | None, Rect, int] | None = None
        """What is shown; None while it may be something else than what was asked for last."""
        self._x = PixelLine("X", "Pixels from the photo’s left edge")
        self._y = PixelLine("Y", "Pixels from the photo’s upper edge")
        self._width = PixelLine("Width", "Pixels from left to right", 1)
        self._height = PixelLine("Height", "Pixels from top to bottom", 1)
        self._duplicate = push_button("Duplicate", "Another rectangle of the same size (Shift+D)")
        self._delete = push_button("Delete", "Delete the selected rectangle (Del or Backspace)")
        self._to_mask = push_button("To mask", "Make all rectangles part of the painted mask (Ctrl+Shift+M)")
        self._lay_out()
        for line in self._lines:
            line.taken.connect(self._take)
            for button in (self._duplicate, self._delete, self._to_mask):
                # a click leaves the focus, and what is typed, in the line
                button.clicked.connect(line.take)
        self._duplicate.clicked.connect(self.duplicate)
        self._delete.clicked.connect(self.delete)
        self._to_mask.clicked.connect(self.to_mask)
        self.show_rectangle(None, EMPTY)

    def show_rectangle(self, rectangle: Rect | None, bounds: Rect, count: int = 0) -> None:
        """The selected one of `count`, inside the photo's `bounds`; None when none is selected. Emits nothing."""
        if self._state == (rectangle, bounds, count):
            # asked for at each stroke of a brush
            return
        self._state = rectangle, bounds, count
        self._rectangle, self._bounds = rectangle, bounds
        self._show_numbers(rectangle)
        why_not = "" if rectangle is not None else _NONE_SELECTED if count else _NONE_THERE
        for widget in (*self._lines, self._duplicate, self._delete):
            set_usable(widget, why_not)
        set_usable(self._to_mask, "" if count or rectangle is not None else _NONE_THERE)

    @property
    def _lines(self) -> tuple[PixelLine, PixelLine, PixelLine, PixelLine]:
        return self._x, self._y, self._width, self._height

    def _take(self) -> None:
        if self._rectangle is None:
            return
        typed, bounds = Rect(*(line.value for line in self._lines)), self._bounds
        if (typed.width, typed.height) == (self._rectangle.width, self._rectangle.height):
            # only moved: it keeps its size
            x, y = min(typed.x, bounds.right - typed.width), min(typed.y, bounds.bottom - typed.height)
            typed = Rect(x, y, typed.width, typed.height)
        typed = fitted(typed, bounds)
        # where it was cut to what it was, nobody else would show it again
        self._show_numbers(typed)
        for line in self._lines:
            line.restore()
        if typed != self._rectangle:
            self._state = None
            self.rectangle_typed.emit(typed)

    def _show_numbers(self, rectangle: Rect | None) -> None:
        bounds, of = self._bounds, EMPTY if rectangle is None else rectangle
        ends = (bounds.width - of.width, bounds.height - of.height, bounds.right - of.x, bounds.bottom - of.y)
        for line, value, most in zip(self._lines, (of.x, of.y, of.width, of.height), ends, strict=True):
            line.show_pixels(None if rectangle is None else value, most)

    def _lay_out(self) -> None:
        fields = QGridLayout()
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setHorizontalSpacing(_GAP)
        fields.setVerticalSpacing(2)
        for column, line in enumerate(self._lines):
            fields.addWidget(note(line.accessibleName()), 0, column)
            fields.addWidget(line, 1, column)
            fields.setColumnStretch(column, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(_GAP)
        for button in (self._duplicate, self._delete, self._to_mask):
            buttons.addWidget(button, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        layout.addLayout(fields)
        layout.addLayout(buttons)
