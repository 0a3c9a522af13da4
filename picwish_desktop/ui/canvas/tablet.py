"""The pen of a tablet."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QTabletEvent
from PySide6.QtWidgets import QApplication

from picwish_desktop.ui.canvas.tool import CLICK, Pointer

LEAVE = QEvent.Type.TabletLeaveProximity


class TabletPen(QObject):
    """Follows whether it is pressed. What it does meanwhile is not also to be taken from the mouse events that some
    systems send for it."""

    lost = Signal()
    """It left the tablet while it was pressed: its release will not come."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pressed: Qt.MouseButton | None = None
        self._last: tuple[Pointer, int] | None = None
        """The last press, and when it was in milliseconds."""

    @property
    def is_down(self) -> bool:
        return self._pressed is not None

    def press(self, event: QTabletEvent, pointer: Pointer, ratio: float) -> bool:
        """Whether it is the second press of a double click, which Qt tells of the mouse only."""
        last, self._last = self._last, (pointer, event.timestamp())
        self._pressed = event.button()
        # Qt tells nobody else that a pen left; of all other events a stroke has few
        _application().installEventFilter(self)
        is_soon = last is not None and event.timestamp() - last[1] <= QApplication.doubleClickInterval()
        if last is None or not is_soon or pointer.button != last[0].button:
            return False
        is_twice = pointer.distance(last[0]) <= CLICK * ratio
        if is_twice:
            # a third one begins anew
            self._last = None
        return is_twice

    def release(self, event: QTabletEvent) -> bool:
        """Whether what was pressed is released: of tip and button the one that came first counts."""
        if event.type() != QEvent.Type.TabletRelease or event.button() != self._pressed:
            return False
        self.let_go()
        return True

    def let_go(self) -> None:
        """It counts as released."""
        if self._pressed is not None:
            self._pressed = None
            _application().removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is LEAVE:
            self.lost.emit()
        return False


def _application() -> QCoreApplication:
    application = QCoreApplication.instance()
    assert application is not None
    return application
