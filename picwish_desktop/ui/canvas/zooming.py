"""Zooming and moving by wheel, touchpad and fingers: without steps, around one point."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

from PySide6.QtCore import Qt
from PySide6.QtGui import QEventPoint, QNativeGestureEvent

from picwish_desktop.ui.canvas.viewport import Viewport
from picwish_desktop.ui.canvas.zoom_view import ZoomView

Point = tuple[float, float]

ZOOM_PER_NOTCH = 1.25
CLOSEST = 16.0
"""Device pixels between fingers: nearer than that, a tremble would be a zoom."""


class Zooming:
    """Keeps what is under the pointer or the fingers there for as long as they zoom or move it: the picture lies on
    whole pixels of the view, and what that loses at each event would add up."""

    def __init__(self, view: ZoomView) -> None:
        self._view = view
        self._kept: tuple[Point, Point, Viewport] | None = None
        """Where it was zoomed last, which point of the picture was there, and what came of it."""
        self._fingers: tuple[frozenset[int], Point, float, float] | None = None
        """Which ones, the point of the picture in their middle, how far they are apart, and the scale, all as they came
        to be these."""
        self._followed: Viewport | None = None
        """What came of them last."""
        self._left_over: Point = 0.0, 0.0
        """How much further than whole pixels it was to be moved."""

    def by(self, factor: float, at: Point) -> None:
        """Around a point of the view, in device pixels."""
        viewport, point = self._view.viewport, None
        if self._kept is not None and self._kept[0] == at and self._kept[2] == viewport:
            point = self._kept[1]
        point = point or viewport.to_picture(*at)
        self._view.look_through(viewport.showing(point, *at, viewport.scale * factor), is_moving=True)
        self._kept = at, point, self._view.viewport

    def move(self, x: float, y: float) -> None:
        """By so much of a pixel of the window system."""
        ratio, left_over = self._view.ratio, self._left_over
        x, y = x * ratio + left_over[0], y * ratio + left_over[1]
        self._left_over = x - round(x), y - round(y)
        self._view.pan(round(x), round(y))

    def by_gesture(self, event: QNativeGestureEvent) -> None:
        """What a touchpad tells of two fingers on it."""
        ratio = self._view.ratio
        if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.by(1 + event.value(), (event.position().x() * ratio, event.position().y() * ratio))
        elif event.gestureType() == Qt.NativeGestureType.PanNativeGesture:
            self.move(event.delta().x(), event.delta().y())

    def by_fingers(self, fingers: Sequence[QEventPoint]) -> None:
        """Those on a touch screen: one takes the picture along, more of them also zoom it."""
        if not fingers:
            self._fingers = None
            return
        ratio = self._view.ratio
        places = [(finger.position().x() * ratio, finger.position().y() * ratio) for finger in fingers]
        x, y = (sum(along) / len(places) for along in zip(*places, strict=True))
        apart = sum(hypot(place[0] - x, place[1] - y) for place in places) / len(places)
        which, viewport = frozenset(finger.id() for finger in fingers), self._view.viewport
        # another picture, or this one as a key has it, begins where it is
        if self._fingers is None or self._fingers[0] != which or viewport != self._followed:
            self._fingers = which, viewport.to_picture(x, y), max(apart, CLOSEST), viewport.scale
        _, point, apart_then, scale = self._fingers
        if len(places) > 1:
            scale *= max(apart, CLOSEST) / apart_then
        self._view.look_through(viewport.showing(point, x, y, scale), is_moving=True)
        self._followed = self._view.viewport
