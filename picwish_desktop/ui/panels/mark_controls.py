"""What is done to all of the mark at once."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.pixel_line import PixelLine

GROW_BY = (1, 500)
_GAP = 8
_ANY = 16777215
"""Qt's own word for any width, which Python does not get."""
_UNIT = 22
_PADDING = 12


class MarkControls(QWidget):
    """Three buttons, and below them how much the mark is made smaller or larger."""

    invert = Signal()
    clear = Signal()
    import_mask = Signal()
    grow = Signal()
    shrink = Signal()
    grow_by_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._invert = push_button("Invert", "Mark what is not marked (Ctrl+Shift+I)")
        self._clear = push_button("Clear", "Clear the mark (Del)")
        self._import = push_button("Import…", "Take the mark from a black and white picture")
        self._shrink = push_button("Shrink", "Make what is marked smaller on all sides (Ctrl+Alt+[)")
        self._grow = push_button("Grow", "Make what is marked larger on all sides (Ctrl+Alt+])")
        self._grow_by = _GrowBy()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        layout.addLayout(_row(self._invert, self._clear, self._import))
        layout.addLayout(_row(self._shrink, self._grow_by, self._grow))
        self._invert.clicked.connect(self.invert)
        self._clear.clicked.connect(self.clear)
        self._import.clicked.connect(self.import_mask)
        self._shrink.clicked.connect(self.shrink)
        self._grow.clicked.connect(self.grow)
        self._grow_by.changed.connect(self.grow_by_changed)

    def show_usable(self, *, can_mark: bool, is_marked: bool) -> None:
        """Whether the mark can be changed now, and whether there is one."""
        for control in (self._invert, self._import, self._grow_by):
            control.setEnabled(can_mark)
        for control in (self._clear, self._shrink, self._grow):
            control.setEnabled(can_mark and is_marked)

    def set_grow_by(self, pixels: int) -> None:
        """Show by how much the mark grows or shrinks. Emits nothing."""
        self._grow_by.show_pixels(pixels, GROW_BY[1])


class _GrowBy(PixelLine):
    changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "Pixels to grow or shrink by",
            "By how many pixels of the photo the mark grows or shrinks",
            GROW_BY[0],
            parent,
        )
        # as wide as the buttons beside it
        self.setMinimumWidth(0)
        self.setMaximumWidth(_ANY)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setTextMargins(0, 0, _UNIT, 0)
        self.taken.connect(self._take_within)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        place = QRect(self.width() - _UNIT - _PADDING, 0, _UNIT, self.height())
        with QPainter(self) as painter:
            painter.setPen(QColor(tokens().dim if self.isEnabled() else tokens().faint))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, "px")

    def _take_within(self) -> None:
        pixels = min(max(self.value, GROW_BY[0]), GROW_BY[1])
        self.show_number(pixels)
        self.show_pixels(pixels, GROW_BY[1])
        self.changed.emit(pixels)


def _row(*controls: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(_GAP)
    for control in controls:
        row.addWidget(control, 1)
    return row
