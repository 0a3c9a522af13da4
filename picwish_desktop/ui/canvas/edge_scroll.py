"""The picture comes to meet what is drawn beyond the view's edge."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, inf

from PySide6.QtCore import QObject, QTimer

from picwish_desktop.ui.canvas.document_view import DocumentView
from picwish_desktop.ui.canvas.tool import CLICK, Pointer

TICK_MS = 16
PAUSE_MS = 300
"""Nothing is pressed: whoever only passes the edge is on the way to a button."""
ZONE = 8
"""Pixels of the window system inside the view that are its edge: at the screen's edge no pointer gets further."""
SPEED = 0.5
"""Pixels a tick for each that the pointer is beyond."""
FASTEST = 48
"""Pixels of the window system a tick."""


class EdgeScroll(QObject):
    """Runs while the pointer stays at or beyond the edge, the faster the further out, until the picture ends. For
    what is drawn over the picture only: who paints with a brush does not want the ground to move."""

    def __init__(self, view: DocumentView, is_drawing: Callable[[], bool], scrolled: Callable[[], None]) -> None:
        """`is_drawing` says whether there is something in the making that may reach beyond the view; `scrolled` is told
        that the pointer, where it is, is over another point of the picture."""
        super().__init__(view)
        self._view = view
        self._is_drawing = is_drawing
        self._scrolled = scrolled
        self._limits = (-inf, inf), (-inf, inf)
        """Across and down: between them nothing scrolls. In device pixels of the view."""
        self._way = 0, 0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._step)

    @property
    def is_running(self) -> bool:
        return self._timer.isActive()

    def begin(self, pointer: Pointer) -> None:
        """A button is pressed here: what begins at the edge goes beyond it only when it is dragged on outward."""
        self.stop()
        self._limits = (-inf, inf), (-inf, inf)
        self._follow_limits(pointer)

    def follow(self, pointer: Pointer, *, is_held: bool) -> None:
        """The pointer is here now; `is_held` while a button is."""
        # that a pen is lifted off the tablet nobody tells
        if not self._is_drawing() or not (is_held or pointer.is_mouse):
            self.stop()
            return
        self._follow_limits(pointer)
        x, y = (self._pace(at, *limits) for at, limits in zip((pointer.x, pointer.y), self._limits, strict=True))
        self._way = x, y
        if self._way == (0, 0):
            self.stop()
        elif not self.is_running:
            self._timer.start(TICK_MS if is_held else PAUSE_MS)

    def stop(self) -> None:
        self._timer.stop()

    def _follow_limits(self, pointer: Pointer) -> None:
        """What began in the zone and left it finds the edge where it is for everything else."""
        ratio = self._view.ratio
        zone, click = ZONE * ratio, CLICK * ratio
        across, down = (
            (min(zone, max(least, at - click)), max(length - zone, min(most, at + click)))
            for at, length, (least, most) in zip(
                (pointer.x, pointer.y), self._view.device_size, self._limits, strict=True
            )
        )
        self._limits = across, down

    def _pace(self, at: float, least: float, most: float) -> int:
        """Pixels a tick that the picture moves, against the way to the pointer."""
        beyond = min(at - least, 0.0) + max(at - most, 0.0)
        pace = ceil(min(abs(beyond) * SPEED, FASTEST * self._view.ratio))
        return pace if beyond < 0 else -pace

    def _step(self) -> None:
        self._timer.setInterval(TICK_MS)
        if self._is_drawing() and self._view.pan_under(*self._way):
            self._scrolled()
        else:
            self.stop()
