"""What the wheel of a mouse does, and two fingers that scroll on a touchpad."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputDevice, QWheelEvent

from picwish_desktop.ui.canvas.toolbox import Toolbox
from picwish_desktop.ui.canvas.zoom_view import ZoomView
from picwish_desktop.ui.canvas.zooming import ZOOM_PER_NOTCH, Zooming

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
TOUCHPAD = QInputDevice.DeviceType.TouchPad
NOTCH = 120
"""What is reported for one click of a wheel; of a wheel without clicks, any part of it."""


class Wheel:
    def __init__(self, view: ZoomView, zooming: Zooming, toolbox: Toolbox) -> None:
        self._view = view
        self._zooming = zooming
        self._toolbox = toolbox
        self._turned = 0
        """Since the last step of the brush's size."""

    def turn(self, event: QWheelEvent) -> None:
        """The wheel zooms, with Alt it sizes the brush, and sideways it pans; fingers on a touchpad pan and with
        Control zoom."""
        modifiers, turned, ratio = event.modifiers(), event.angleDelta(), self._view.ratio
        across, down = turned.x(), turned.y()
        is_touchpad = event.pointingDevice().type() == TOUCHPAD
        if modifiers & ALT:
            # Alt turns the wheel sideways on some systems
            self._size(down or across)
        elif (is_touchpad or (across and not down)) and not modifiers & CONTROL:
            fingers = event.pixelDelta()
            self._zooming.move(*((across / 4, down / 4) if fingers.isNull() else (fingers.x(), fingers.y())))
        elif down:
            at = event.position()
            self._zooming.by(ZOOM_PER_NOTCH ** (down / NOTCH), (at.x() * ratio, at.y() * ratio))

    def _size(self, delta: int) -> None:
        if self._turned * delta < 0:
            # the other way round
            self._turned = 0
        self._turned += delta
        steps = int(self._turned / NOTCH)
        self._turned -= steps * NOTCH
        for _ in range(abs(steps)):
            self._toolbox.step_brush_size(1 if steps > 0 else -1)
