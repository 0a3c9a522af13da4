"""A document under mouse, pen, wheel and fingers: what they do is given to the tools."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCursor,
    QEventPoint,
    QFocusEvent,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QTabletEvent,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from picwish_desktop.ui.canvas.backdrop_tool import BackdropTool
from picwish_desktop.ui.canvas.document_view import DocumentView
from picwish_desktop.ui.canvas.edge_scroll import EdgeScroll
from picwish_desktop.ui.canvas.hand import DividerTool, HandTool
from picwish_desktop.ui.canvas.keys import CanvasKeys
from picwish_desktop.ui.canvas.pointing import pointer_of
from picwish_desktop.ui.canvas.tablet import TabletPen
from picwish_desktop.ui.canvas.tool import Pointer, PointerTool
from picwish_desktop.ui.canvas.toolbox import Toolbox
from picwish_desktop.ui.canvas.wheel import Wheel
from picwish_desktop.ui.canvas.zoom_tool import ZoomTool
from picwish_desktop.ui.canvas.zooming import Zooming

TELL_MS = 16
"""So much later than a stroke is drawn it is told where the pointer is."""


class Untold:
    """Where the pointer is, while that was told only to what is being drawn. Not the view's own: to set what a widget
    holds takes ten times as long."""

    place: tuple[float, float] | None = None


class PointedView(DocumentView):
    """Keys are taken elsewhere; what is held of them here says which tool is used."""

    position_changed = Signal(int, int)
    """The picture's pixel under the pointer."""
    position_left = Signal()
    pressed_meanwhile = Signal()
    """While something else changes the document, such as a slider that was not let go: that has to end first."""
    backdrop_moved = Signal(object, bool)
    """A PictureBackdrop, and whether it is the last one of a drag."""
    _held: tuple[PointerTool, Qt.MouseButton] | None = None
    """What a pressed button is doing; from the class, as events come before there is anything else."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self._toolbox = Toolbox(self)
        self._toolbox.tool_changed.connect(self.let_go)
        self._toolbox.brush_size_changed.connect(self._point_again)
        self.zoom_changed.connect(self._point_again)
        self._hand, self._zoom, self._divider_tool = HandTool(self), ZoomTool(self), DividerTool(self)
        self._keys = CanvasKeys(self, self._toolbox, self._zoom)
        self._backdrop = BackdropTool(self, self.backdrop_moved.emit)
        self._pen = TabletPen(self)
        self._pen.left.connect(self._lose_pen)
        self._zooming = Zooming(self)
        self._wheel = Wheel(self, self._zooming, self._toolbox)
        self._edge = EdgeScroll(self, lambda: self._tool_in_use.may_reach_beyond, self._go_on)
        self.zoom_changed.connect(self._edge.stop)
        self._untold = Untold()
        self._telling = QTimer(self)
        self._telling.setSingleShot(True)
        self._telling.setInterval(TELL_MS)
        self._telling.timeout.connect(self._catch_up)
        self._pointer: Pointer | None = None
        self._shown_cursor: QCursor | Qt.CursorShape = Qt.CursorShape.ArrowCursor

    @property
    def is_pointed_at(self) -> bool:
        return self._pointer is not None

    @property
    def is_held(self) -> bool:
        """Whether a pressed button is doing something."""
        return self._held is not None

    def let_go(self) -> None:
        """Whatever button is pressed does nothing any more."""
        if self._held is not None:
            self._held[0].drop()
        self._held = None
        self._pen.let_go()
        self._edge.stop()
        self._follow(self._pointer)

    def follow_keys(self, event: QKeyEvent) -> None:
        """Show what the pointer would do now with these keys held."""
        self._catch_up()
        if self._pointer is None:
            return
        modifiers = event.modifiers()
        held = replace(
            self._pointer,
            is_shift=bool(modifiers & Qt.KeyboardModifier.ShiftModifier),
            is_alt=bool(modifiers & Qt.KeyboardModifier.AltModifier),
            is_control=bool(modifiers & Qt.KeyboardModifier.ControlModifier),
        )
        self._follow(held)

    def _catch_up(self) -> None:
        """Tell where the pointer is to those who were not told by each move."""
        if self._untold.place is not None:
            self._point_again()

    def _point_again(self) -> None:
        """What lies under the pointer, or is shown there, is another."""
        if self._pointer is not None and self.surface is not None:
            x, y = self._untold.place or (self._pointer.x, self._pointer.y)
            self._follow(replace(self._pointer, x=x, y=y, picture=self.viewport.to_picture(x, y)))

    # mouse and pen

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.surface is not None and not self._pen.may_have_sent(event.button()):
            self._press(pointer_of(event, self))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.surface is not None and not self._pen.may_have_sent(event.button()):
            self._press(pointer_of(event, self), is_twice=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pen.is_down:
            return
        if self._held is not None:
            # to ask at each move takes as long as to draw a line
            if self._untold.place is None and not event.buttons() & self._held[1]:
                self.lose_hold()
            elif (follow := self._held[0].follow) is not None:
                follow(*self._follow_later(event.position()))
                return
        if self.surface is not None:
            self._drag(pointer_of(event, self))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.surface is not None and not self._pen.is_down:
            self._release(pointer_of(event, self))

    def tabletEvent(self, event: QTabletEvent) -> None:
        # what is not accepted comes again, as a mouse event: a pen that is not pressed is as good as a mouse
        self._pen.follow(is_near=True)
        self._pen.note(event)
        was_down = self._pen.is_down
        is_released = was_down and self._pen.release(event)
        is_pressed = not was_down and self.surface is not None and self._pen.begins(event)
        is_in_the_air = self._pen.is_in_use and event.type() == QEvent.Type.TabletPress
        event.setAccepted(was_down or is_pressed or is_in_the_air)
        # while the mouse draws its press is nothing, or the mouse's release would be taken for something of the pen's
        if self.surface is None or (is_pressed and self.is_held):
            return
        pointer = pointer_of(event, self)
        if is_pressed:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            pointer = self._pen.meant(pointer)
            self._press(pointer, is_twice=self._pen.press(event, pointer, self.ratio))
        elif is_released:
            # which button that is may have changed since the press
            self._release(pointer if self._held is None else replace(pointer, button=self._held[1]))
        elif was_down:
            self._drag(pointer)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        # the release may go to what took the focus
        self._edge.stop()
        if self._pen.is_in_use:
            # and until it comes the mouse would do nothing
            self.lose_hold()
        super().focusOutEvent(event)

    def lose_hold(self) -> None:
        """The release of what is pressed may never come, or went elsewhere."""
        if self._held is not None or self._pen.is_in_use:
            self.finish_gesture()
            self._toolbox.lose_shape()
            self.let_go()

    def _lose_pen(self) -> None:
        if self._pen.is_in_use:
            self.lose_hold()
        # what it pointed at it does no longer
        self._follow(None)

    def leaveEvent(self, event: QEvent) -> None:
        self._edge.stop()
        self._follow(None)
        super().leaveEvent(event)

    def _press(self, pointer: Pointer, *, is_twice: bool = False) -> None:
        if self._held is not None:
            return
        tool = self._tool_at(pointer)
        if pointer.button == Qt.MouseButton.RightButton and not tool.takes_right_button:
            return
        if self._toolbox.refuses(tool):
            # nor may it do anything once it is not refused any more
            self._toolbox.tell_why_not()
            self._follow(pointer)
            return
        # what draws draws on the picture as it is
        self.sharpen()
        if self.document is not None and self.document.is_changing:
            self.pressed_meanwhile.emit()
        self._edge.begin(pointer)
        self._held = (tool, pointer.button)
        (tool.press_twice if is_twice else tool.press)(pointer)
        self._follow(pointer)

    def _drag(self, pointer: Pointer) -> None:
        if self._held is not None:
            self._held[0].drag(pointer)
        self._follow(pointer)
        self._edge.follow(pointer, is_held=self._held is not None)

    def _go_on(self) -> None:
        """The picture moved under the pointer, and what that draws goes on to what is there now."""
        if self._pointer is not None:
            x, y = self._pointer.x, self._pointer.y
            self._drag(replace(self._pointer, picture=self.viewport.to_picture(x, y)))

    def _release(self, pointer: Pointer) -> None:
        if self._held is not None and self._held[1] == pointer.button:
            tool, self._held = self._held[0], None
            self._edge.stop()
            tool.release(pointer)
            # or it would look as if the button were still down
            self._follow(replace(pointer, button=Qt.MouseButton.NoButton))

    @property
    def _tool_in_use(self) -> PointerTool:
        return self._toolbox.current if self._held is None else self._held[0]

    def _tool_at(self, pointer: Pointer) -> PointerTool:
        """The tool that a press there would use."""
        if self._held is not None:
            return self._held[0]
        if self._keys.picking is not None:
            return self._keys.picking
        if pointer.button == Qt.MouseButton.MiddleButton:
            return self._hand
        if self._keys.is_space_down:
            return self._zoom if pointer.is_control or pointer.is_alt else self._hand
        if pointer.is_control and self._backdrop.backdrop is not None:
            return self._backdrop
        if self.is_divided and self.divider.is_at(pointer.x, pointer.y, self.viewport.visible_area, self.ratio):
            return self._divider_tool
        return self._toolbox.current

    def _follow_later(self, position: QPointF) -> tuple[float, float]:
        """Only keep where the pointer is now: the device pixels that it gives."""
        if (untold := self._untold).place is None:
            self._telling.start()
        untold.place = place = position.x() * self.ratio, position.y() * self.ratio
        return place

    def _follow(self, pointer: Pointer | None) -> None:
        """Show where the pointer is now."""
        self._pointer, self._untold.place = pointer, None
        if pointer is not None:
            self._pen.follow(is_near=not pointer.is_mouse)
        if pointer is None or self.surface is None:
            self._toolbox.current.hover(None)
            self.position_left.emit()
            return
        tool, current = self._tool_at(pointer), self._toolbox.current
        current.hover(pointer if tool is current else None)
        cursor = Qt.CursorShape.ForbiddenCursor if self._toolbox.refuses(tool) else tool.cursor(pointer)
        if cursor != self._shown_cursor:
            self._shown_cursor = cursor
            self.setCursor(cursor)
        picture, (x, y) = self.surface.picture, pointer.picture
        if 0 <= x < picture.width and 0 <= y < picture.height:
            self.position_changed.emit(int(x), int(y))
        else:
            self.position_left.emit()

    # wheel, touchpad and fingers

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        if self.surface is not None and self._held is None:
            self._wheel.turn(event)
            if self._pointer is None:
                self._follow(pointer_of(event, self))
            else:
                self._follow_later(event.position())

    def follow_gesture(self, event: QNativeGestureEvent) -> None:
        """What a touchpad tells of two fingers on it."""
        if self.surface is not None and self._held is None:
            self._zooming.by_gesture(event)

    def follow_touch(self, event: QTouchEvent) -> None:
        """Always taken, or it would come again as a mouse event: fingers never paint. Those of the hand that draws do
        nothing, and those on a touchpad say what they do as wheel and gesture."""
        event.accept()
        if event.device().type() != QInputDevice.DeviceType.TouchScreen or self.surface is None:
            return
        fingers = [point for point in event.points() if point.state() != QEventPoint.State.Released]
        is_cancelled = event.type() == QEvent.Type.TouchCancel or self._held is not None
        self._zooming.by_fingers([] if is_cancelled else fingers)
