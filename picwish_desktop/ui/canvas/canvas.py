"""Where a picture is seen and marked: gives what the pointer and the keys do to the tools."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QSinglePointEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.backdrop_tool import BackdropTool
from picwish_desktop.ui.canvas.brush import BrushTool
from picwish_desktop.ui.canvas.document_view import DocumentView
from picwish_desktop.ui.canvas.hand import DividerTool, HandTool
from picwish_desktop.ui.canvas.painting import Painting
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.pipette import PipetteTool
from picwish_desktop.ui.canvas.tool import Pointer, PointerTool, Tool
from picwish_desktop.ui.canvas.toolbox import Toolbox
from picwish_desktop.ui.canvas.viewport import Viewport

ZOOM_PER_NOTCH = 1.25
NOTCH = 120
"""What a mouse wheel reports for one click of it."""
DIVIDER_STEP = 0.02
COMPARING = (Qt.Key.Key_QuoteLeft, Qt.Key.Key_Dead_Grave)
"""Held to see the picture before. On many keyboards the key waits for a letter to put its accent on."""
MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)


class Canvas(DocumentView):
    """Takes input. Keys that mean something wherever the focus is belong to the window."""

    position_changed = Signal(int, int)
    """The picture's pixel under the pointer."""
    position_left = Signal()
    color_picked = Signal(tuple)
    """Red, green and blue of 8 bits, by the pipette."""
    picking_ended = Signal()
    backdrop_moved = Signal(object, bool)
    """A PictureBackdrop, and whether it is the last one of a drag."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Picture"))
        self._toolbox = toolbox = Toolbox(self)
        self.tool_changed, self.brush_size_changed, self.message = (
            toolbox.tool_changed,
            toolbox.brush_size_changed,
            toolbox.message,
        )
        self.hint_drawn, self.box_drawn = toolbox.hint_drawn, toolbox.box_drawn
        self.set_tool, self.set_marking_enabled = toolbox.set_tool, toolbox.set_marking_enabled
        self.set_smart = toolbox.set_smart
        self.set_brush_size, self.step_brush_size = toolbox.set_brush_size, toolbox.step_brush_size
        toolbox.tool_changed.connect(self._let_go)
        self._hand, self._divider_tool = HandTool(self), DividerTool(self)
        self._backdrop = BackdropTool(self, self.backdrop_moved.emit)
        self._pipette = PipetteTool(self, self._pick)
        self._is_picking = False
        self._held: tuple[PointerTool, Qt.MouseButton] | None = None
        """What a pressed button is doing."""
        self._pointer: Pointer | None = None
        self._is_space_down = False

    @property
    def tool(self) -> Tool:
        return self._toolbox.tool

    @property
    def painting(self) -> Painting:
        """How the brush paints on a cutout."""
        return self._toolbox.painting

    @property
    def brush_size(self) -> int:
        return self._toolbox.brush_size

    def set_document(self, document: Document | None, picture: Picture | None, view: Viewport | None = None) -> None:
        self.set_picking_color(False)
        super().set_document(document, picture, view)
        self._toolbox.forget()
        self._let_go()

    def finish_gesture(self) -> None:
        """End a stroke or a rectangle in the making as it is. A document takes one gesture at a time: call this before
        changing it from elsewhere."""
        self._toolbox.current.finish()

    @property
    def is_picking_color(self) -> bool:
        """Whether the next press takes a colour."""
        return self._is_picking

    def set_picking_color(self, is_on: bool) -> None:
        """Have the next press take the colour that is seen there, or no longer."""
        if is_on == self._is_picking or (is_on and self.surface is None):
            return
        self.finish_gesture()
        self._is_picking = is_on
        # not every window system gives us the release of a press beside the window
        self._let_go()
        if is_on:
            # presses beside the window too, where the window system gives them
            self.grabMouse(Qt.CursorShape.CrossCursor)
            self.setFocus()
        else:
            self.releaseMouse()
            self.picking_ended.emit()

    def paint_overlays(self, painter: QPainter, exposed: Rect) -> None:
        super().paint_overlays(painter, exposed)
        self._toolbox.current.paint(painter)

    # pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.surface is None or self._held is not None:
            return
        pointer = self._pointer_of(event)
        tool = self._tool_at(pointer)
        if event.button() != Qt.MouseButton.RightButton or isinstance(tool, BrushTool | PipetteTool):
            self._held = (tool, event.button())
            tool.press(pointer)
            self._follow(pointer)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.surface is None:
            return
        pointer = self._pointer_of(event)
        if self._held is not None:
            self._held[0].drag(pointer)
        self._follow(pointer)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held is not None and self._held[1] == event.button():
            pointer = self._pointer_of(event)
            tool, self._held = self._held[0], None
            tool.release(pointer)
            self._follow(pointer)

    def leaveEvent(self, event: QEvent) -> None:
        self._follow(None)
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        # Alt turns the wheel sideways on some systems
        delta = event.angleDelta().y() or event.angleDelta().x()
        if self.surface is None or self._held is not None or not delta:
            return
        modifiers = event.modifiers()
        is_touchpad = event.pointingDevice().type() == QInputDevice.DeviceType.TouchPad
        if modifiers & Qt.KeyboardModifier.AltModifier:
            self._toolbox.step_brush_size(1 if delta > 0 else -1)
        elif is_touchpad and not modifiers & Qt.KeyboardModifier.ControlModifier:
            fingers = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 4
            self.pan(round(fingers.x() * self.ratio), round(fingers.y() * self.ratio))
        else:
            self._zoom_by(ZOOM_PER_NOTCH ** (delta / NOTCH), event.position())
        self._follow(self._pointer_of(event))

    def _pointer_of(self, event: QSinglePointEvent) -> Pointer:
        x, y = event.position().x() * self.ratio, event.position().y() * self.ratio
        modifiers = event.modifiers()
        return Pointer(x, y, self.viewport.to_picture(x, y), event.button(),
                       bool(modifiers & Qt.KeyboardModifier.ShiftModifier),
                       bool(modifiers & Qt.KeyboardModifier.AltModifier),
                       bool(modifiers & Qt.KeyboardModifier.ControlModifier))  # fmt: skip

    def _tool_at(self, pointer: Pointer) -> PointerTool:
        """The tool that a press there would use."""
        if self._held is not None:
            return self._held[0]
        if self._is_picking:
            return self._pipette
        if self._is_space_down or pointer.button == Qt.MouseButton.MiddleButton:
            return self._hand
        if pointer.is_control and self._backdrop.backdrop is not None:
            return self._backdrop
        area = self.viewport.visible_area
        if self.is_divided and self.divider.is_at(pointer.x, pointer.y, area, self.ratio):
            return self._divider_tool
        return self._toolbox.current

    def _follow(self, pointer: Pointer | None) -> None:
        """Show where the pointer is now."""
        self._pointer = pointer
        if pointer is None or self.surface is None:
            self._toolbox.current.hover(None)
            self.position_left.emit()
            return
        tool, current = self._tool_at(pointer), self._toolbox.current
        current.hover(pointer if tool is current else None)
        cursor = tool.cursor(pointer)
        if cursor != self.cursor().shape():
            self.setCursor(cursor)
        picture, (x, y) = self.surface.picture, pointer.picture
        if 0 <= x < picture.width and 0 <= y < picture.height:
            self.position_changed.emit(int(x), int(y))
        else:
            self.position_left.emit()

    def _zoom_by(self, factor: float, at: QPointF) -> None:
        self.zoom_to(self.viewport.scale * factor, (at.x() * self.ratio, at.y() * self.ratio))

    # keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._takes_key(event):
                event.accept()
            elif event.key() not in MODIFIERS:
                # a shortcut may change the document, which takes one gesture at a time
                self.finish_gesture()
        if event.type() == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            if self.surface is not None and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self._zoom_by(1 + event.value(), event.position())
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._takes_key(event):
            super().keyPressEvent(event)
            return
        key, modifiers = event.key(), event.modifiers()
        if key == Qt.Key.Key_Space:
            self._is_space_down = True
        elif key in COMPARING:
            self.set_showing_original(True)
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            area = self.viewport.visible_area
            step = area.width * (DIVIDER_STEP if key == Qt.Key.Key_Right else -DIVIDER_STEP)
            self.move_divider(self.divider.x(area) + step)
        else:
            tool = self._pipette if self._is_picking else self._toolbox.current
            tool.press_key(event)
            if key == Qt.Key.Key_Escape:
                self._held = None
        self._follow(self._pointer)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space:
            self._is_space_down = False
        elif event.key() in COMPARING:
            self.set_showing_original(False)
        else:
            self._toolbox.current.release_key()
            super().keyReleaseEvent(event)
        self._follow(self._pointer)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        # the keys' releases go elsewhere
        self._is_space_down = False
        self.set_showing_original(False)
        self._toolbox.current.release_key()
        super().focusOutEvent(event)

    def _takes_key(self, event: QKeyEvent) -> bool:
        """Whether the key is for the canvas now, and not for a shortcut."""
        key, modifiers = event.key(), event.modifiers()
        if self.surface is None:
            return False
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            return self.is_divided and key in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if self._is_picking:
            return self._pipette.takes_key(key)
        return key == Qt.Key.Key_Space or key in COMPARING or self._toolbox.takes_key(key)

    def _pick(self, color: QColor | None) -> None:
        self.set_picking_color(False)
        if color is not None:
            self.color_picked.emit((color.red(), color.green(), color.blue()))

    def _let_go(self) -> None:
        """Whatever button is pressed does nothing any more."""
        self._held = None
        self._follow(self._pointer)
