"""The pen of a tablet."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QInputDevice, QTabletEvent
from PySide6.QtWidgets import QApplication

from picwish_desktop.ui.canvas.tool import CLICK, Pointer

PRESS, MOVE, RELEASE = QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease
LEAVE = QEvent.Type.TabletLeaveProximity
SIDE = Qt.MouseButton.RightButton


class TabletPen(QObject):
    """Follows whether it is pressed. What it does meanwhile is not also to be taken from the mouse events that some
    systems send for it."""

    left = Signal()
    """It is no longer above the tablet, and if it was pressed, its release will not come."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pressed: Qt.MouseButton | None = None
        self._is_side_held = False
        """Whether the button that erases is."""
        self._is_above = self._was_above = False
        """Whether it is above the tablet, and whether it was before what it told last."""
        self._is_near = False
        self._last: tuple[Pointer, int] | None = None
        """The last press, and when it was in milliseconds."""

    @property
    def is_down(self) -> bool:
        return self._pressed is not None

    @property
    def is_in_use(self) -> bool:
        """Whether it is down, or will do something as soon as it is."""
        return self.is_down or self._is_side_held

    def may_have_sent(self, button: Qt.MouseButton) -> bool:
        """Whether a mouse's press of `button` may be this one's, told twice."""
        return self.is_down or (self._is_side_held and button == SIDE)

    def follow(self, *, is_near: bool) -> None:
        """Whether it was this that pointed last, and not the mouse."""
        if is_near is self._is_near or (self.is_in_use and not is_near):
            return
        self._is_near = is_near
        if is_near:
            # Qt tells nobody else that a pen left
            _application().installEventFilter(self)
        else:
            _application().removeEventFilter(self)

    def note(self, event: QTabletEvent) -> None:
        """How it is held by now: to be told of each event, whatever that does."""
        self._is_side_held = bool(event.buttons() & SIDE)
        self._was_above, self._is_above = self._is_above, _is_above(event)

    def begins(self, event: QTabletEvent) -> bool:
        """Whether what it does begins with this event, while it is not down. Of a button pressed in the air, as far as
        the pen can tell, that is where the tip touches: on its way there a hand does not draw."""
        if self._is_side_held:
            is_touch = event.type() == PRESS or (event.type() == MOVE and self._was_above)
            return is_touch and not self._is_above
        return event.type() == PRESS

    def press(self, event: QTabletEvent, pointer: Pointer, ratio: float) -> bool:
        """Whether it is the second press of a double click, which Qt tells of the mouse only."""
        last, self._last = self._last, (pointer, event.timestamp())
        self._pressed = SIDE if self._is_side_held else event.button()
        is_soon = last is not None and event.timestamp() - last[1] <= QApplication.doubleClickInterval()
        if last is None or not is_soon or pointer.button != last[0].button:
            return False
        is_twice = pointer.distance(last[0]) <= CLICK * ratio
        if is_twice:
            # a third one begins anew
            self._last = None
        return is_twice

    def release(self, event: QTabletEvent) -> bool:
        """Whether what was pressed is released: of tip and button the one that came first counts. The button does
        nothing in the air then, either."""
        is_released = event.type() == RELEASE and event.button() == self._pressed
        is_lifted = self._pressed == SIDE and event.type() in (MOVE, RELEASE) and self._is_above
        if is_released or is_lifted:
            self._pressed = None
        return is_released or is_lifted

    def let_go(self) -> None:
        """It counts as released: the button until it tells more, the tip until it touches anew."""
        self._pressed, self._is_side_held = None, False

    def meant(self, pointer: Pointer) -> Pointer:
        """With the button that counts, where something begins."""
        return replace(pointer, button=SIDE) if self._is_side_held else pointer

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is LEAVE:
            self.left.emit()
            self.follow(is_near=False)
        return False


def _is_above(event: QTabletEvent) -> bool:
    """Only a pen that knows pressure can tell."""
    return bool(event.device().capabilities() & QInputDevice.Capability.Pressure) and event.pressure() <= 0


def _application() -> QCoreApplication:
    application = QCoreApplication.instance()
    assert application is not None
    return application
