"""The colours that were used last, the latest first."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from picwish_desktop.model.backdrop import Color

RECENT_COLORS = 8


class RecentColors(QObject):
    """One list for every picker that shares it."""

    changed = Signal()

    def __init__(self, colors: Iterable[Color] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._colors = list(dict.fromkeys(colors))[:RECENT_COLORS]

    @property
    def colors(self) -> tuple[Color, ...]:
        return tuple(self._colors)

    def add(self, color: Color) -> None:
        """Put a colour first."""
        if self._colors[:1] != [color]:
            self._colors = [color, *(other for other in self._colors if other != color)][:RECENT_COLORS]
            self.changed.emit()
