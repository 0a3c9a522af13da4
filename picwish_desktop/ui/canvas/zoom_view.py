"""A picture seen at a zoom."""

from __future__ import annotations

from math import ceil, floor

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.ui.canvas.cells import Cells
from picwish_desktop.ui.canvas.decoration import paint_shadow
from picwish_desktop.ui.canvas.viewport import Viewport


class ZoomView(QWidget):
    """Shows one surface, and beside it another of the same picture. Lengths are device pixels unless they are said to
    be the picture's."""

    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.surface: Cells | None = None
        """None while nothing is shown."""
        self.original: Cells | None = None
        """The picture as it was before, as long as any of it is shown."""
        self.background = QColor("#161617")
        self._waiting = EMPTY

    @property
    def viewport(self) -> Viewport:
        """Only while something is shown."""
        if self.surface is None:
            raise RuntimeError("no picture is shown")
        return self.surface.viewport

    @property
    def ratio(self) -> float:
        """Device pixels to one of the window system's."""
        return self.devicePixelRatioF()

    @property
    def device_size(self) -> tuple[int, int]:
        return max(1, ceil(self.width() * self.ratio)), max(1, ceil(self.height() * self.ratio))

    # zoom

    def zoom_in(self) -> None:
        if self.surface is not None:
            self.look_through(self.viewport.stepped(1))

    def zoom_out(self) -> None:
        if self.surface is not None:
            self.look_through(self.viewport.stepped(-1))

    def zoom_fit(self) -> None:
        if self.surface is not None:
            self.look_through(self.viewport.fitted())

    def zoom_to(self, scale: float, at: tuple[float, float] | None = None) -> None:
        """At a scale of 1, a pixel of the picture is one of the screen. What is `at` stays there; None for the
        middle."""
        if self.surface is not None:
            width, height = self.device_size
            self.look_through(self.viewport.zoomed(scale, *(at or (width / 2, height / 2))))

    def pan(self, dx: int, dy: int) -> None:
        if self.surface is not None:
            self.look_through(self.viewport.moved(dx, dy))

    def look_through(self, viewport: Viewport) -> None:
        """Show another part of the picture, or another size of it."""
        if self.surface is None or viewport == self.viewport:
            return
        self.finish_gesture()
        is_zoomed = viewport.scale != self.viewport.scale
        self.surface.move(viewport)
        if self.original is not None:
            self.original.move(viewport)
        self.update()
        if is_zoomed:
            self.zoom_changed.emit(viewport.scale)

    # for those who add to it

    def finish_gesture(self) -> None:
        """End what is being drawn. Called before what it draws on changes its place."""

    def original_area(self) -> Rect:
        """Where `original` is shown in the place of `surface`."""
        return EMPTY

    def paint_overlays(self, painter: QPainter, exposed: Rect) -> None:
        """Paint what lies over the picture, in device pixels."""

    # painting

    def update_area(self, area: Rect) -> None:
        """Paint `area` of the view again."""
        # as one rectangle with what waits to be painted: to copy several takes many times longer
        self._waiting = self._waiting.union(area)
        if not self._waiting.is_empty:
            waiting = self._waiting
            self.update(QRect(*_scaled(waiting.x, waiting.y, waiting.width, waiting.height, 1 / self.ratio)))

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.ratio
        self._waiting = EMPTY
        with QPainter(self) as painter:
            painter.scale(1 / ratio, 1 / ratio)
            rect = event.rect()
            exposed = Rect(*_scaled(rect.x(), rect.y(), rect.width(), rect.height(), ratio))
            self._paint_picture(painter, exposed)
            if self.surface is not None:
                self.paint_overlays(painter, exposed)

    def _paint_picture(self, painter: QPainter, exposed: Rect) -> None:
        if self.surface is None:
            painter.fillRect(exposed.x, exposed.y, exposed.width, exposed.height, self.background)
            return
        area = self.viewport.visible_area
        if not area.contains(exposed):
            painter.fillRect(exposed.x, exposed.y, exposed.width, exposed.height, self.background)
            painter.setClipRect(exposed.x, exposed.y, exposed.width, exposed.height)
            paint_shadow(painter, self.viewport.area, self.background, self.ratio)
            painter.setClipping(False)
        original = self.original_area().intersection(exposed)
        if original != exposed.intersection(area):
            self.surface.paint(painter, exposed)
        if self.original is not None and not original.is_empty:
            self.original.paint(painter, original)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._follow_size()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._follow_size()
        return super().event(event)

    def _follow_size(self) -> None:
        if self.surface is not None:
            self.look_through(self.viewport.resized(*self.device_size))


def _scaled(x: int, y: int, width: int, height: int, factor: float) -> tuple[int, int, int, int]:
    """Rounded outward."""
    left, top = floor(x * factor), floor(y * factor)
    return left, top, ceil((x + width) * factor) - left, ceil((y + height) * factor) - top
