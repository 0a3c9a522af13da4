"""A slider that follows the pointer from where it was pressed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget


class JumpSlider(QSlider):
    """Lies across. A press in the groove brings the handle there and has hold of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        x = round(event.position().x())
        if not self._handle().left() <= x <= self._handle().right():
            self.setSliderDown(True)
            self.setSliderPosition(self._position_at(x))
        # Qt steps where the handle is missed by a pixel, also above and below it
        handle = self._handle()
        on_handle = QPointF(min(max(x, handle.left()), handle.right()), handle.center().y())
        press = QMouseEvent(
            event.type(), on_handle, event.globalPosition(), event.button(), event.buttons(), event.modifiers()
        )
        super().mousePressEvent(press)
        event.setAccepted(press.isAccepted())

    def _position_at(self, x: int) -> int:
        """With the handle's middle at `x`, in pixels of this widget."""
        groove, width = self._rect(QStyle.SubControl.SC_SliderGroove), self._handle().width()
        return QStyle.sliderValueFromPosition(
            self.minimum(), self.maximum(), x - groove.left() - width // 2, groove.width() - width
        )

    def _handle(self) -> QRect:
        return self._rect(QStyle.SubControl.SC_SliderHandle)

    def _rect(self, part: QStyle.SubControl) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)
