"""Keeps the mark in the colour that was chosen: for every photo, and in every theme."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor

from picwish_desktop.model.backdrop import Color
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.overlay_color import CONTRAST, contrasting, overlay_color
from picwish_desktop.ui.theme import tokens

if TYPE_CHECKING:
    from picwish_desktop.ui.main_window import MainWindow

_ENOUGH = 512
"""Pixels along the longer side of what is looked at."""
_LATER_MS = 50
"""Between two looks whether what the hand is doing has ended."""


class MarkColor:
    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._found: dict[str, Color] = {}
        """What contrasts with each open photo. It stays, or the mark would change its colour under the hand."""
        self._sought: set[str] = set()
        self._worn: tuple[QColor, QColor, QColor] | None = None
        self._later = QTimer(window)
        self._later.setSingleShot(True)
        self._later.setInterval(_LATER_MS)
        self._later.timeout.connect(self.show)
        window.tool_strip.overlay_color_chosen.connect(self._choose)
        window.tool_strip.overlay_colors_opened.connect(self._find_out)
        window.theme.changed.connect(self.show)
        window.documents.current_changed.connect(self.show)
        window.documents.changed.connect(self._look)

    def show(self) -> None:
        """Paint the mark of the photo that is shown as it should be; but not while the hand is doing something, which
        other colours would end."""
        window, colours = self._window, tokens()
        color = self._color(QColor(colours.mark))
        worn = QColor(colours.canvas), color, QColor(colours.accent)
        if worn != self._worn and self._is_drawing:
            # not every gesture tells when it ended: one that changed nothing does not
            self._later.start()
        elif worn != self._worn:
            self._worn = worn
            window.canvas.set_colors(*worn)
        window.tool_strip.set_overlay_color(window.settings.overlay_color, color)
        window.tool_strip.set_contrasting(self._contrasting)
        self._look()

    @property
    def _is_drawing(self) -> bool:
        canvas = self._window.canvas
        return canvas.is_held or (canvas.document is not None and canvas.document.is_changing)

    @property
    def _contrasting(self) -> QColor | None:
        """With the photo that is shown; None while nobody knows."""
        entry = self._window.documents.current
        found = None if entry is None else self._found.get(entry.id)
        return None if found is None else QColor(*found)

    def _color(self, mark: QColor) -> QColor:
        name, contrasting = self._window.settings.overlay_color, self._contrasting
        return contrasting if name == CONTRAST and contrasting is not None else overlay_color(name, mark, None)

    def _choose(self, name: str) -> None:
        self._window.settings.overlay_color = name
        self.show()

    def _look(self) -> None:
        """Find out what contrasts with the photo, where that is worn."""
        if self._window.settings.overlay_color == CONTRAST:
            self._find_out()

    def _find_out(self) -> None:
        entry = self._window.documents.current
        if entry is None or entry.picture is None or entry.id in self._found or entry.id in self._sought:
            return
        self._sought.add(entry.id)
        self._window.tasks.spawn(self._find(entry.id, entry.picture))

    async def _find(self, id_: str, picture: Picture) -> None:
        try:
            self._found[id_] = await asyncio.to_thread(_contrast_with, picture)
        finally:
            self._sought.discard(id_)
        for known in [known for known in self._found if self._window.documents.with_id(known) is None]:
            del self._found[known]
        self.show()


def _contrast_with(picture: Picture) -> Color:
    return contrasting(picture.opaque(picture.level_within(_ENOUGH), ()))
