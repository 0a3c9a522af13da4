"""What the pointer does on the canvas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from math import hypot

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor, QKeyEvent, QPainter

from picwish_desktop.model.selection import Combine

CLICK = 4
"""Moved no further than this between press and release, it was a click."""
DELETING: tuple[int, ...] = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class Tool(Enum):
    BRUSH = auto()
    ERASER = auto()
    RECTANGLE = auto()
    ELLIPSE = auto()
    LASSO = auto()
    POLYGON = auto()
    WAND = auto()
    HAND = auto()
    ZOOM = auto()


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the pointer is, in device pixels of the view and in pixels of the picture, and what is held down."""

    x: float
    y: float
    picture: tuple[float, float]
    button: Qt.MouseButton
    is_shift: bool
    is_alt: bool
    is_control: bool = False
    pressure: float = 1.0
    """Of a pen: the share of the brush's size to paint with."""
    is_mouse: bool = True
    """Not a pen, pressed or above the tablet."""
    is_other_end: bool = False
    """Of a pen: the one that erases."""

    def distance(self, other: Pointer) -> float:
        return hypot(self.x - other.x, self.y - other.y)

    def combine(self, mode: Combine) -> Combine:
        """What a shape does to the mark that a press here begins: what is held down goes before `mode`."""
        if self.is_shift:
            return Combine.ADD
        return Combine.SUBTRACT if self.is_subtracting else mode

    @property
    def is_subtracting(self) -> bool:
        """Whether a shape that a press here begins takes away from the mark: by Alt as in Photoshop and Krita, by
        Control as in GIMP, or by the right button."""
        return self.is_alt or self.is_control or self.button == Qt.MouseButton.RightButton


class PointerTool:
    """What happens between a button's press and its release. Each tool answers what it needs to; the rest does
    nothing."""

    takes_right_button = False
    """Whether a press of the right button means something to it, too."""
    is_long = False
    """Whether it paints less where the painter is clipped to what has to be painted."""
    follow: Callable[[float, float], None] | None = None
    """What a drag does while nothing counts but where the mouse is, in device pixels of the view; then most moves are
    no `drag` and no `hover`. To find out what is held down takes longer than to draw a line."""

    @property
    def may_reach_beyond(self) -> bool:
        """Whether something is in the making whose end may lie beyond the view: then the picture comes to meet a
        pointer at the view's edge. Not what a brush paints: nobody wants the ground to move under it."""
        return False

    @property
    def is_seen(self) -> bool:
        """Whether `paint` paints anything now."""
        return False

    def press(self, pointer: Pointer) -> None: ...

    def press_twice(self, pointer: Pointer) -> None:
        """The second press of a double click; the first one was a press like any other."""
        self.press(pointer)

    def drag(self, pointer: Pointer) -> None: ...

    def release(self, pointer: Pointer) -> None: ...

    def hover(self, pointer: Pointer | None) -> None:
        """The pointer is here, dragging or not; None when it left."""

    def forget(self) -> None:
        """Another picture is shown."""

    def drop(self) -> None:
        """What is pressed or in the making does nothing any more."""

    def finish(self) -> None:
        """Keep what is in progress as it is and end it."""

    def take_back(self) -> bool:
        """Take back the last part of what is in the making and no step yet; False when there is nothing."""
        return False

    def takes_key(self, _key: int) -> bool:
        """Whether the key means something here now, so that no shortcut of the window gets it."""
        return False

    def press_key(self, event: QKeyEvent) -> None:
        """Called for keys that it takes."""

    def release_key(self) -> None: ...

    def cursor(self, _pointer: Pointer) -> QCursor | Qt.CursorShape:
        return Qt.CursorShape.ArrowCursor

    def paint(self, painter: QPainter) -> None:
        """What is seen of the tool, in device pixels over everything else. Where the painter is clipped, only what
        lies inside has to be painted."""
