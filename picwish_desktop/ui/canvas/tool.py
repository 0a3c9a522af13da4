"""What the pointer does on the canvas."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from math import hypot

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter

CLICK = 4
"""Moved no further than this between press and release, it was a click."""


class Tool(Enum):
    BRUSH = auto()
    ERASER = auto()
    RECTANGLE = auto()
    HAND = auto()


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

    def distance(self, other: Pointer) -> float:
        return hypot(self.x - other.x, self.y - other.y)


class PointerTool:
    """What happens between a button's press and its release. Each tool answers what it needs to; the rest does
    nothing."""

    def press(self, pointer: Pointer) -> None: ...

    def drag(self, pointer: Pointer) -> None: ...

    def release(self, pointer: Pointer) -> None: ...

    def hover(self, pointer: Pointer | None) -> None:
        """The pointer is here, dragging or not; None when it left."""

    def forget(self) -> None:
        """Another picture is shown."""

    def finish(self) -> None:
        """Keep what is in progress as it is and end it."""

    def takes_key(self, _key: int) -> bool:
        """Whether the key means something here now, so that no shortcut of the window gets it."""
        return False

    def press_key(self, event: QKeyEvent) -> None:
        """Called for keys that it takes."""

    def release_key(self) -> None: ...

    def cursor(self, _pointer: Pointer) -> Qt.CursorShape:
        return Qt.CursorShape.ArrowCursor

    def paint(self, painter: QPainter) -> None:
        """What is seen of the tool, in device pixels over everything else."""
