"""Where a picture is seen and marked: gives what the pointer and the keys do to the tools."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.key_releases import KeyReleases
from picwish_desktop.ui.canvas.painting import Painting
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.pipette import PipetteTool
from picwish_desktop.ui.canvas.pointed_view import PointedView
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.canvas.viewport import Viewport
from picwish_desktop.ui.modifier_keys import MODIFIERS

TOUCHES = (QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd, QEvent.Type.TouchCancel)


class Canvas(PointedView):
    """What the window uses. Keys that mean something wherever the focus is belong to the window."""

    color_picked = Signal(tuple)
    """Red, green and blue of 8 bits, by the pipette."""
    picking_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Picture"))
        toolbox = self._toolbox
        self.tool_changed, self.brush_size_changed = toolbox.tool_changed, toolbox.brush_size_changed
        self.message, self.told, self.shape_changed = toolbox.message, toolbox.told, toolbox.shape_changed
        self.hint_drawn, self.box_drawn = toolbox.hint_drawn, toolbox.box_drawn
        self.wand_picked, self.rectangle_selected = toolbox.wand_picked, toolbox.rectangle_selected
        self.set_selected_rectangle, self.set_combine = toolbox.set_selected_rectangle, toolbox.set_combine
        self.duplicate_rectangle, self.delete_rectangle = toolbox.duplicate_rectangle, toolbox.delete_rectangle
        self.set_tool = toolbox.set_tool
        self.set_smart = toolbox.set_smart
        self.set_brush_size, self.step_brush_size = toolbox.set_brush_size, toolbox.step_brush_size
        self._pipette = PipetteTool(self, self._pick)
        self._releases = KeyReleases(self, self._release_key)
        self._is_just_dropped = False
        """Whether the shortcut that is coming ended a shape in the making."""

    @property
    def tool(self) -> Tool:
        return self._toolbox.tool

    @property
    def is_drawing_shape(self) -> bool:
        """Whether one is in the making, of which `take_back` takes the last part back."""
        # until the shortcut came, or it takes back nothing where there is no step
        return self._toolbox.is_drawing_shape or self._is_just_dropped

    @property
    def painting(self) -> Painting:
        """How the brush paints on a cutout."""
        return self._toolbox.painting

    @property
    def brush_size(self) -> int:
        return self._toolbox.brush_size

    def set_document(
        self,
        document: Document | None,
        picture: Picture | None,
        view: Viewport | None = None,
        *,
        is_same_photo: bool = False,
    ) -> None:
        self.set_picking_color(False)
        super().set_document(document, picture, view, is_same_photo=is_same_photo)
        self._toolbox.forget()
        self.let_go()

    def set_job(self, job: CanvasJob) -> None:
        if job is not self.job:
            self._toolbox.lose_shape()
            self.finish_gesture()
            # what is drawn after it would be another job's
            self.let_go()
            self._toolbox.follow_job(job)
        super().set_job(job)

    def finish_gesture(self) -> None:
        """End a stroke, a rectangle in the making or the drag of a backdrop as it is. A document takes one gesture at a
        time: call this before changing it from elsewhere."""
        self._toolbox.current.finish()
        self._backdrop.finish()
        self._zoom.finish()

    def set_marking_enabled(self, is_enabled: bool, why_not: str = "") -> None:
        """While it is off, the picture can be looked at but not marked; `why_not` is told to who tries."""
        self._toolbox.set_marking_enabled(is_enabled, why_not)
        if self._held is not None and self._toolbox.refuses(self._held[0]):
            self.let_go()
        self._point_again()

    @property
    def is_picking_color(self) -> bool:
        """Whether the next press takes a colour."""
        return self._keys.picking is not None

    def set_picking_color(self, is_on: bool) -> None:
        """Have the next press take the colour that is seen there, or no longer."""
        if is_on == self.is_picking_color or (is_on and self.surface is None):
            return
        self.finish_gesture()
        self._keys.picking = self._pipette if is_on else None
        # not every window system gives us the release of a press beside the window
        self.let_go()
        if is_on:
            # presses beside the window too, where the window system gives them
            self.grabMouse(Qt.CursorShape.CrossCursor)
            self.setFocus()
        else:
            self.releaseMouse()
            self.picking_ended.emit()

    @property
    def may_delete(self) -> bool:
        """Whether Delete is for a rectangle that is selected or held, or for a shape in the making."""
        return self._toolbox.takes_key(Qt.Key.Key_Delete)

    def delete_by_key(self, event: QKeyEvent) -> None:
        """What `may_delete` tells of."""
        self._toolbox.current.press_key(event)

    def take_back(self) -> bool:
        """Take back what is in the making and no step of the document yet; False when nothing is."""
        was_dropped, self._is_just_dropped = self._is_just_dropped, False
        if was_dropped:
            self.shape_changed.emit()
        return was_dropped or self._toolbox.current.take_back()

    def _let_go_by_key(self) -> None:
        """What is dropped of a shape is what the shortcut, if it is the one that takes back, means."""
        before = self._is_just_dropped = self._toolbox.is_drawing_shape
        self.let_go()
        self._is_just_dropped = before and not self._toolbox.is_drawing_shape
        QTimer.singleShot(0, self, self._forget_dropped)

    def _forget_dropped(self) -> None:
        was_dropped, self._is_just_dropped = self._is_just_dropped, False
        if was_dropped:
            # the shortcut was another one
            self.shape_changed.emit()
            self._toolbox.tell_lost()

    def is_all_moved(self) -> bool:
        return super().is_all_moved() and not (self._toolbox.current.is_seen or self._zoom.is_seen)

    def paint_overlays(self, painter: QPainter, exposed: Rect) -> None:
        super().paint_overlays(painter, exposed)
        tool = self._toolbox.current
        if tool.is_long:
            painter.setClipRect(exposed.x, exposed.y, exposed.width, exposed.height)
        tool.paint(painter)
        self._zoom.paint(painter)

    # keys

    def event(self, event: QEvent) -> bool:
        # not by way of Qt's own dispatching, as in the class this is made of
        if isinstance(event, QPaintEvent):
            self.paintEvent(event)
            return True
        # what is held is moved; to ask for the type takes three times as long
        if self._held is not None and isinstance(event, QMouseEvent) and event.isUpdateEvent():
            self.mouseMoveEvent(event)
            return True
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # over the canvas Alt is the tools', or letting it go after a turn of the wheel would open the menu
            is_tools = event.key() == Qt.Key.Key_Alt and self.is_pointed_at
            if self._keys.takes(event) or is_tools:
                event.accept()
            elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() not in MODIFIERS:
                # what is drawn after such a shortcut would be another one; any other key may mean nothing, and what
                # changes the document or the view ends a gesture itself
                self.finish_gesture()
                self._let_go_by_key()
        if kind in (QEvent.Type.WindowBlocked, QEvent.Type.Hide):
            # a dialog that came by itself gets the release
            self.lose_hold()
            # and without the mouse nobody could answer it; another program's window is there to take a colour from
            self.set_picking_color(False)
        if kind == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            self.follow_gesture(event)
            return True
        if kind in TOUCHES and isinstance(event, QTouchEvent):
            self.follow_touch(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._releases.follow_press(event)
        if self._keys.takes(event):
            self._keys.press(event)
            if event.key() == Qt.Key.Key_Escape:
                self.let_go()
        else:
            super().keyPressEvent(event)
        self.follow_keys(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        self._releases.follow_release(event)
        super().keyReleaseEvent(event)

    def _release_key(self, event: QKeyEvent) -> None:
        self._keys.release(event)
        self.follow_keys(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._releases.forget()
        self._keys.let_go()
        super().focusOutEvent(event)

    def _pick(self, color: QColor | None) -> None:
        self.set_picking_color(False)
        if color is not None:
            self.color_picked.emit((color.red(), color.green(), color.blue()))
