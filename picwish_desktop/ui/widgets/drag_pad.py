"""A surface on which a handle is dragged, or moved with the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.thumbnail import rounded

_HANDLE = 7
_SHIFT_FACTOR = 10
_KEYS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class DragPad(QWidget):
    """Where the handle is, across and down, is a share of the surface, 0 to 1."""

    moved = Signal(float, float, bool)
    """Across, down, and whether the gesture has ended: the button or the key was let go."""

    def __init__(self, name: str, tooltip: str, height: int, step: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = step
        self._across, self._down = 0.0, 0.5
        self._has_moved = False
        self._fillings: tuple[QBrush, ...] = ()
        self._handle = QColor()
        self.setFixedHeight(height)
        self.setAccessibleName(name)
        self.setToolTip(tooltip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_handle(self, across: float, down: float, color: QColor) -> None:
        """Put the handle there. Emits nothing."""
        self._across, self._down, self._handle = across, down, color
        self.update()

    def fill(self, *fillings: QBrush) -> None:
        """Paint the surface with these, one over the other; their coordinates are shares of the surface."""
        self._fillings = fillings
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._to_pixel(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._to_pixel(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = _KEYS.get(event.key())
        if way is None or (way[0] == 0 and not self._moves_down):
            super().keyPressEvent(event)
            return
        step = self._step * (_SHIFT_FACTOR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        self._to(self._across + way[0] * step, self._down + way[1] * step)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        super().keyReleaseEvent(event)
        if not event.isAutoRepeat():
            self._end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._end()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = tokens()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not self.isEnabled():
                painter.setOpacity(0.35)
            outline = rounded(QRectF(self.rect()), min(8, self.height() / 2))
            for filling in self._fillings:
                painter.fillPath(outline, filling)
            if self.hasFocus():
                painter.setPen(QPen(QColor(colours.text), 2))
                painter.drawPath(rounded(QRectF(self.rect()).adjusted(1, 1, -1, -1), min(7, self.height() / 2 - 1)))
            middle = self._pixel()
            painter.setBrush(self._handle)
            for color, width, radius in (("#40000000", 1, _HANDLE), ("#ffffff", 2, _HANDLE - 1.5)):
                painter.setPen(QPen(QColor(color), width))
                painter.drawEllipse(middle, radius, radius)

    @property
    def _moves_down(self) -> bool:
        return self.height() > 4 * _HANDLE

    @property
    def _reach(self) -> QRectF:
        """Where the handle's middle can be without the handle leaving the surface."""
        return QRectF(self.rect()).adjusted(_HANDLE + 1, _HANDLE + 1, -_HANDLE - 1, -_HANDLE - 1)

    def _pixel(self) -> QPointF:
        reach = self._reach
        return QPointF(reach.left() + self._across * reach.width(), reach.top() + self._down * reach.height())

    def _to_pixel(self, pixel: QPointF) -> None:
        reach = self._reach
        down = (pixel.y() - reach.top()) / reach.height() if self._moves_down else self._down
        self._to((pixel.x() - reach.left()) / reach.width(), down)

    def _to(self, across: float, down: float) -> None:
        self._across, self._down = min(max(across, 0.0), 1.0), min(max(down, 0.0), 1.0)
        self._has_moved = True
        self.moved.emit(self._across, self._down, False)
        self.update()

    def _end(self) -> None:
        if self._has_moved:
            self._has_moved = False
            self.moved.emit(self._across, self._down, True)
