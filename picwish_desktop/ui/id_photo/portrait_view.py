"""The canvas of the ID photo job: the person is moved under the document type's guides."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from picwish_desktop.idphoto.guides import GuideName
from picwish_desktop.idphoto.moving import guide_nudged
from picwish_desktop.model.portrait import Point
from picwish_desktop.ui.id_photo.gestures import Gestures, GuideDrag, PersonDrag, Step
from picwish_desktop.ui.id_photo.guide_labels import guide_name
from picwish_desktop.ui.id_photo.portrait_canvas import PortraitCanvas
from picwish_desktop.ui.id_photo.portrait_keys import KeyAction, LineKey, action_of, line_key_of
from picwish_desktop.ui.id_photo.portrait_scene import PortraitScene
from picwish_desktop.ui.id_photo.portrait_steps import by_key, with_scale, with_turn
from picwish_desktop.ui.modifier_keys import MODIFIERS

NOTCH = 120
"""What a mouse wheel reports for one click of it."""
SCALE_PER_NOTCH = 1.02
TURN_PER_NOTCH = 0.25
"""Degrees."""
CLICK = 3
"""Moved no further than this between press and release, it was a click."""
_BY_KEYS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class PortraitView(PortraitCanvas):
    """Says where the person shall be, and shows what it is then given by `show_scene`."""

    placed = Signal(object, bool)
    """A Placement, and whether it is the last one of a gesture: that one was told before as one that is not."""
    guide_moved = Signal(str, float, bool)
    """A GuideName, the share at which it shall be (of the height from the top, for the centre of the width from the
    left), and whether it is the last one of a drag."""
    guide_confirmed = Signal(str)
    """A GuideName, of one that was guessed and is right where it is: it was clicked."""
    automatic_requested = Signal()
    cancelled = Signal()
    """Take back what was told of a gesture that has no last one."""
    told = Signal(str)
    """A sentence for the person: why what was just tried does nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("ID photo"))
        self._pointer: Point | None = None
        self._button = Qt.MouseButton.NoButton
        self._has_confirmed = False
        """Whether the last press was a click that placed a line: a second one of the same hand is meant for it, too."""
        self._taken: GuideName | None = None
        """The line that the arrow keys move, instead of the person."""
        self._reason: str | None = None
        """Why nothing can be moved now; None while it can."""
        self._gestures = Gestures(self)
        self._gestures.placed.connect(self.placed)
        self._gestures.guide_moved.connect(self.guide_moved)
        self._gestures.cancelled.connect(self.cancelled)

    def how_to(self) -> str:
        """What the pointer and the keys do here."""
        return self.tr(
            "Drag or use the arrow keys to move, with Shift in larger steps. Wheel, + or − to scale. "
            "Ctrl+wheel, < or > to turn. Drag a line to correct it, or press L and move it by the arrow keys; Enter "
            "where it is right. Double-click to frame by the lines."
        )

    def show_scene(self, scene: PortraitScene | None) -> None:
        """None for an empty canvas. Emits nothing: what is no answer to the gesture that goes on comes after
        `finish_gesture`, and another photo, or none, ends it without a word."""
        if self.scene is None or scene is None or scene.photo is not self.scene.photo:
            self._gestures.forget()
            self._taken = None
        super().show_scene(scene)
        if self._taken is not None and self.lines.guide(self._taken) is None:
            self._taken = None
        self._describe()
        self._follow()

    def set_usable(self, is_usable: bool, reason: str = "") -> None:
        """Whether anything can be moved; `reason` is the sentence why not. Finishes a gesture."""
        self._gestures.finish()
        self._reason = None if is_usable else reason
        if not is_usable:
            self._taken = None
        self._describe()
        self._follow()

    def finish_gesture(self) -> None:
        """End what the person does as it is. Call this before anything else changes what is shown."""
        self._gestures.finish()
        self._follow()

    # pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._gestures.drag is not None:
            return
        point, button = self._point(event.position()), event.button()
        self._has_confirmed = False
        self.set_ring(False)
        self.finish_gesture()
        self._take(None)
        # asked after that: whoever heard of the end may have changed it
        drag = self._drag_from(point, button)
        if drag is not None and self._reason is not None:
            self.told.emit(self._reason)
        elif drag is not None:
            self._button = button
            self._gestures.press(drag)
        self._follow(point)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = self._point(event.position())
        self._gestures.drag_to(point, CLICK * self.frame.ratio)
        self._follow(point)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag = self._gestures.drag
        if drag is not None and event.button() == self._button:
            point = self._point(event.position())
            self._gestures.drag_to(point, CLICK * self.frame.ratio)
            is_click = not self._gestures.has_changed
            self._gestures.finish()
            if is_click and isinstance(drag, GuideDrag):
                self._confirm(drag.name)
            self._follow(point)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        is_on = self._is_on(self._point(event.position()))
        if event.button() != Qt.MouseButton.LeftButton or not is_on or self._has_confirmed:
            self.mousePressEvent(event)
        elif self._can_move and self._gestures.drag is None:
            self.finish_gesture()
            self.automatic_requested.emit()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self._follow()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        # Alt turns the wheel sideways on some systems
        notches = (event.angleDelta().y() or event.angleDelta().x()) / NOTCH
        scene = self.scene
        if scene is None or not self._can_move or self._gestures.drag is not None or not notches:
            return
        point = self._point(event.position())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = with_turn(scene, self.frame, TURN_PER_NOTCH * notches)
            self._gestures.step(Step.TURN, turned, is_key=False)
        else:
            scaled = with_scale(scene, self.frame, SCALE_PER_NOTCH**notches, point)
            self._gestures.step(Step.SCALE, scaled, is_key=False)
        self._follow(point)

    # keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._takes_key(event):
                event.accept()
            elif event.key() not in MODIFIERS:
                # a shortcut may change what is shown
                self.finish_gesture()
        elif event.type() == QEvent.Type.DevicePixelRatioChange:
            self._gestures.finish()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action, line_key = action_of(event), line_key_of(event)
        if not self._takes_key(event):
            super().keyPressEvent(event)
        elif line_key is not None:
            # each line waits for a press of its own
            if not event.isAutoRepeat():
                self._use_line_key(line_key)
        elif action is not None:
            self._step(action)
        elif self._gestures.is_going_on:
            self._gestures.cancel()
            self._follow()
        else:
            self._take(None)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._gestures.rest()
        super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.set_ring(event.reason() in _BY_KEYS)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.set_ring(False)
        # the keys' releases go elsewhere
        self.finish_gesture()
        self._take(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._gestures.finish()
        super().resizeEvent(event)

    # state

    @property
    def _can_move(self) -> bool:
        return self.scene is not None and self._reason is None

    def _takes_key(self, event: QKeyEvent) -> bool:
        """Whether the key is for the canvas now, and not for a shortcut."""
        if event.key() == Qt.Key.Key_Escape:
            return self._gestures.is_going_on or self._taken is not None
        if not self._can_move:
            return False
        line_key = line_key_of(event)
        if line_key is None:
            return action_of(event) is not None
        return self._taken is not None or (line_key is not LineKey.PLACE and bool(self.lines.guides))

    def _step(self, action: KeyAction) -> None:
        scene, taken = self.scene, None if self._taken is None else self.lines.guide(self._taken)
        if scene is None or self._gestures.drag is not None:
            return
        if taken is not None and (action.right or action.down):
            share = guide_nudged(taken, action.right, action.down, scene.spec, scene.aspect)
            # an arrow beside its way does not place it
            if share != taken.value_share:
                self._gestures.step_guide(taken.name, share)
            return
        kind, placement = by_key(scene, self.frame, action)
        self._gestures.step(kind, placement, is_key=True)

    def _use_line_key(self, key: LineKey) -> None:
        if self._gestures.drag is not None:
            return
        self._gestures.finish()
        taken = self._taken
        if key is not LineKey.PLACE:
            self._take(self.lines.next(taken, is_back=key is LineKey.BACK))
        elif taken is not None and self._confirm(taken):
            self._take(self.lines.next_guessed(taken))

    def _take(self, name: GuideName | None) -> None:
        if name != self._taken:
            self._taken = name
            self._describe()
            self._follow()

    def _drag_from(self, point: Point, button: Qt.MouseButton) -> PersonDrag | GuideDrag | None:
        """What a press there would move, if anything can be moved now."""
        scene, area = self.scene, self.frame.area
        if scene is None:
            return None
        if button == Qt.MouseButton.LeftButton:
            name = self.lines.at(*point)
            guide = None if name is None else self.lines.guide(name)
            if guide is not None:
                length = area.width if guide.name == "centre" else area.height
                return GuideDrag(point, guide.name, min(max(guide.value_share, 0.0), 1.0), length)
        if button == Qt.MouseButton.MiddleButton or (button == Qt.MouseButton.LeftButton and self._is_on(point)):
            return PersonDrag(point, scene.placement, self.frame.photo_pixels(scene.placement))
        return None

    def _confirm(self, name: GuideName) -> bool:
        """False where it cannot be: what is beyond the photo was not seen."""
        guide = self.lines.guide(name)
        if guide is None or not self.lines.is_guessed(name):
            return True
        if not 0 <= guide.value_share <= 1:
            first = self.tr("Move “{line}” onto the photo first.")
            if self._taken is not None:
                first = self.tr("Move “{line}” onto the photo first, or press L for the next line.")
            self.told.emit(first.format(line=guide_name(name)))
            return False
        self._has_confirmed = self._taken is None
        self.guide_confirmed.emit(name)
        return True

    def _is_on(self, point: Point) -> bool:
        area = self.frame.area
        return area.x <= point[0] < area.right and area.y <= point[1] < area.bottom

    def _point(self, position: QPointF) -> Point:
        """In device pixels."""
        return position.x() * self.frame.ratio, position.y() * self.frame.ratio

    def _follow(self, point: Point | None = None) -> None:
        """Show what the pointer can do where it is; `point` where that is now."""
        self._pointer = at = point or self._pointer
        drag, active, cursor, tip = self._gestures.drag, None, Qt.CursorShape.ArrowCursor, self._reason or ""
        if isinstance(drag, PersonDrag):
            cursor = Qt.CursorShape.ClosedHandCursor
        elif isinstance(drag, GuideDrag):
            active = drag.name
        elif at is not None and self._can_move:
            active = self.lines.at(*at)
            if active is None and self._is_on(at):
                cursor = Qt.CursorShape.OpenHandCursor
            elif active is None:
                # over the person it would be in the way
                tip = self.how_to()
        elif at is not None and self._drag_from(at, Qt.MouseButton.LeftButton) is not None:
            cursor = Qt.CursorShape.ForbiddenCursor
        if active is not None:
            cursor = Qt.CursorShape.SizeHorCursor if active == "centre" else Qt.CursorShape.SizeVerCursor
        self.set_active(self._taken or active)
        if cursor != self.cursor().shape():
            self.setCursor(cursor)
        if tip != self.toolTip():
            self.setToolTip(tip)

    def _describe(self) -> None:
        """For those who do not see it."""
        head, said = self.lines.head, [self._reason] if self._reason else []
        if self.scene is not None and self.scene.hint:
            said.append(self.scene.hint)
        if head is not None and not head.is_guess:
            band = head.band_text()
            text = self.tr("Head height {value}, allowed {band}.") if band else self.tr("Head height {value}.")
            said.append(text.format(value=head.value_text(), band=band))
        if self._taken is not None:
            said.append(self.tr("The arrow keys move the line: {line}.").format(line=self.lines.described(self._taken)))
        if self.scene is not None:
            said.append(self.how_to())
        if " ".join(said) != self.accessibleDescription():
            self.setAccessibleDescription(" ".join(said))
