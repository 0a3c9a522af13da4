"""The keys that move the person on an ID photo, and its lines."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

NUDGE_MM, FAR_MM = 0.25, 1.0
"""By an arrow key, and with Shift."""
SCALE, TURN = 1.01, 0.25
"""By a press of + or −; degrees by one of < or >."""


@dataclass(frozen=True, slots=True)
class KeyAction:
    """What one press does to the person, or to the line that is taken."""

    right: float = 0.0
    """Millimetres."""
    down: float = 0.0
    factor: float = 1.0
    degrees: float = 0.0
    """Clockwise."""


_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
# = and the comma and full stop: + < > without Shift on many keyboards
_OTHERS: dict[int, KeyAction] = {
    Qt.Key.Key_Plus: KeyAction(factor=SCALE),
    Qt.Key.Key_Equal: KeyAction(factor=SCALE),
    Qt.Key.Key_Minus: KeyAction(factor=1 / SCALE),
    Qt.Key.Key_Less: KeyAction(degrees=-TURN),
    Qt.Key.Key_Comma: KeyAction(degrees=-TURN),
    Qt.Key.Key_Greater: KeyAction(degrees=TURN),
    Qt.Key.Key_Period: KeyAction(degrees=TURN),
}


_PLACING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LineKey(Enum):
    """What a key means for the lines."""

    NEXT = auto()
    """Take the next one."""
    BACK = auto()
    PLACE = auto()
    """The one that is taken is right where it is."""


def line_key_of(event: QKeyEvent) -> LineKey | None:
    """None for keys that mean nothing for them."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() == Qt.Key.Key_L and not modifiers & ~Qt.KeyboardModifier.ShiftModifier:
        return LineKey.BACK if modifiers else LineKey.NEXT
    return LineKey.PLACE if event.key() in _PLACING and not modifiers else None


def action_of(event: QKeyEvent) -> KeyAction | None:
    """None for keys that are not for the canvas, as all with Ctrl or Alt."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if modifiers & ~Qt.KeyboardModifier.ShiftModifier:
        return None
    arrow = _ARROWS.get(event.key())
    if arrow is None:
        return _OTHERS.get(event.key())
    step = FAR_MM if modifiers else NUDGE_MM
    return KeyAction(right=arrow[0] * step, down=arrow[1] * step)
