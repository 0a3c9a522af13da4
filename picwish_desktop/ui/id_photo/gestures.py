"""Gestures on an ID photo, and where each of them ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from math import hypot

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from picwish_desktop.idphoto.guides import GuideName
from picwish_desktop.model.portrait import Placement, Point

PAUSE_MS = 400
"""So long after the last turn of the wheel, or after the last key was let go, a gesture has ended."""


@dataclass(frozen=True, slots=True)
class PersonDrag:
    """Points are the view's."""

    start: Point
    placement: Placement
    photo_pixels: float
    """Of the photo for each of the view."""

    def placement_at(self, point: Point) -> Placement:
        dx, dy = (self.photo_pixels * (begin - now) for begin, now in zip(self.start, point, strict=True))
        return self.placement.moved(dx, dy)


@dataclass(frozen=True, slots=True)
class GuideDrag:
    start: Point
    name: GuideName
    share: float
    length: int
    """Of the side along which it moves, in pixels of the view."""

    def share_at(self, point: Point) -> float:
        """A guide stays on the ID photo."""
        axis = 0 if self.name == "centre" else 1
        return min(max(self.share + (point[axis] - self.start[axis]) / self.length, 0.0), 1.0)


class Step(Enum):
    """What a turn of the wheel or a key does. Steps of one kind without a pause are one gesture."""

    MOVE = auto()
    SCALE = auto()
    TURN = auto()


class Gestures(QObject):
    """One at a time. Each tells at least once what it came to, and then exactly once that this was the last."""

    placed = Signal(object, bool)
    guide_moved = Signal(str, float, bool)
    cancelled = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._drag: PersonDrag | GuideDrag | None = None
        self._step: Step | GuideName | None = None
        """A guide's name where that is moved."""
        self._say_last: Callable[[], None] | None = None
        """None while there is nothing to take back."""
        self._pause = QTimer(self)
        self._pause.setInterval(PAUSE_MS)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.finish)

    @property
    def drag(self) -> PersonDrag | GuideDrag | None:
        """What a pressed button moves."""
        return self._drag

    @property
    def is_going_on(self) -> bool:
        return self._drag is not None or self.has_changed

    @property
    def has_changed(self) -> bool:
        """Whether it has told of anything."""
        return self._say_last is not None

    def press(self, drag: PersonDrag | GuideDrag) -> None:
        self.finish()
        self._drag = drag

    def drag_to(self, point: Point, slack: float) -> None:
        """`slack`: moved no further than this, it is a click still."""
        drag = self._drag
        if drag is None:
            return
        if self._say_last is None and hypot(point[0] - drag.start[0], point[1] - drag.start[1]) <= slack:
            return
        if isinstance(drag, GuideDrag):
            self._say(self.guide_moved, drag.name, drag.share_at(point))
        else:
            self._say(self.placed, drag.placement_at(point))

    def step(self, kind: Step, placement: Placement, *, is_key: bool) -> None:
        """By a turn of the wheel; or by a key, whose release `rest` is told."""
        self._go_on(kind)
        self._say(self.placed, placement)
        if not is_key:
            self.rest()

    def step_guide(self, name: GuideName, share: float) -> None:
        """By a key, whose release `rest` is told."""
        self._go_on(name)
        self._say(self.guide_moved, name, share)

    def _go_on(self, kind: Step | GuideName) -> None:
        if self._drag is not None or kind != self._step:
            self.finish()
        self._step = kind
        self._pause.stop()

    def rest(self) -> None:
        """End what was done in steps, unless another follows soon."""
        if self._step is not None:
            self._pause.start()

    def finish(self) -> None:
        """End it as it is."""
        say_last = self._say_last
        self.forget()
        if say_last is not None:
            say_last()

    def cancel(self) -> None:
        """Have what it did taken back."""
        has_changed = self.has_changed
        self.forget()
        if has_changed:
            self.cancelled.emit()

    def forget(self) -> None:
        """End it without a word."""
        self._pause.stop()
        self._drag = self._step = self._say_last = None

    def _say(self, signal: SignalInstance, *values: object) -> None:
        # before it is told: whoever hears it may end the gesture
        self._say_last = partial(signal.emit, *values, True)
        signal.emit(*values, False)
