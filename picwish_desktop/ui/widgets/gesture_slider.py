"""A slider that tells moving from having moved."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget


class GestureSlider(QSlider):
    """A click moves the handle there, a double click back to `rest`; the wheel is left to what scrolls around it."""

    gestured = Signal(int, bool)
    """The value, and whether the gesture has ended: the button or the key was let go."""

    def __init__(self, rest: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._rest = rest
        self._is_held = False
        self._has_moved = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.valueChanged.connect(self._change)
        self.sliderReleased.connect(self._end)

    def show_value(self, value: int) -> None:
        """Stand there. Emits nothing, and ends nobody's gesture with a value that is not theirs."""
        if value != self.value():
            self._has_moved = False
            self.blockSignals(True)
            self.setValue(value)
            self.blockSignals(False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control, style = QStyle.ComplexControl.CC_Slider, self.style()
        handle = style.subControlRect(control, option, QStyle.SubControl.SC_SliderHandle, self)
        position = event.position().toPoint()
        if event.button() is Qt.MouseButton.LeftButton and not handle.contains(position):
            groove = style.subControlRect(control, option, QStyle.SubControl.SC_SliderGroove, self)
            x = position.x() - groove.left() - handle.width() // 2
            self._is_held = True
            self.setValue(
                QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), x, groove.width() - handle.width())
            )
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._end()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._rest is None:
            super().mouseDoubleClickEvent(event)
        else:
            self.setValue(self._rest)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._is_held = True
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        super().keyReleaseEvent(event)
        if not event.isAutoRepeat():
            self._end()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            self._end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _change(self, value: int) -> None:
        is_moving = self._is_held or self.isSliderDown()
        self._has_moved = is_moving
        self.gestured.emit(value, not is_moving)

    def _end(self) -> None:
        self._is_held = False
        if self._has_moved:
            self._has_moved = False
            self.gestured.emit(self.value(), True)
