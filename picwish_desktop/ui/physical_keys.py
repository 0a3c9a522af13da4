"""Keys known by where they are on the keyboard, whatever the layout prints on them."""

from __future__ import annotations

import sys
from enum import Enum

from PySide6.QtGui import QKeyEvent


class PhysicalKey(Enum):
    """Named after what a US keyboard prints on them."""

    BACKQUOTE = "`"
    BRACKET_LEFT = "["
    BRACKET_RIGHT = "]"


_X11 = {49: PhysicalKey.BACKQUOTE, 34: PhysicalKey.BRACKET_LEFT, 35: PhysicalKey.BRACKET_RIGHT}
"""Codes of evdev and eight, as X11 and Wayland count."""
_WINDOWS = {0x29: PhysicalKey.BACKQUOTE, 0x1A: PhysicalKey.BRACKET_LEFT, 0x1B: PhysicalKey.BRACKET_RIGHT}
"""Scan codes, set 1."""
_MACOS = {50: PhysicalKey.BACKQUOTE, 33: PhysicalKey.BRACKET_LEFT, 30: PhysicalKey.BRACKET_RIGHT}
"""Virtual keys, which on macOS are places."""


def physical_key(event: QKeyEvent, platform: str = sys.platform) -> PhysicalKey | None:
    """None for any other key, and where the window system does not tell."""
    if platform == "darwin":
        return _MACOS.get(event.nativeVirtualKey())
    return (_WINDOWS if platform == "win32" else _X11).get(event.nativeScanCode())
