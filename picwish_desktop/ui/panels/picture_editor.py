"""Which part of a picture of one's own stands behind the cutout."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from picwish_desktop.model.backdrop import PictureBackdrop
from picwish_desktop.ui.panels.sections import say
from picwish_desktop.ui.widgets.field_box import FieldBox, SliderRow, percent
from picwish_desktop.ui.widgets.labels import note

MOST_ZOOM = 4.0


class PictureEditor(QWidget):
    """Its size and place, for hands that do not drag it on the canvas."""

    changed = Signal(object, bool)
    """A PictureBackdrop, and whether it is the last one of a drag."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: PictureBackdrop | None = None
        self._zoom = SliderRow(
            "Size", "How large the picture is; 100 % just fills the canvas", (1, MOST_ZOOM), 0.01, percent, rest=1
        )
        self._x = SliderRow("Across", "Which part is seen, from left to right", (0, 1), 0.01, percent, rest=0.5)
        self._y = SliderRow("Down", "Which part is seen, from top to bottom", (0, 1), 0.01, percent, rest=0.5)
        self._note = note()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(FieldBox(self._zoom, self._x, self._y))
        layout.addWidget(self._note)
        self._zoom.changed.connect(lambda zoom, final: self._change(final, zoom=zoom))
        self._x.changed.connect(lambda x, final: self._change(final, x=x))
        self._y.changed.connect(lambda y, final: self._change(final, y=y))

    def show_picture(self, picture: PictureBackdrop) -> None:
        """Show where a picture is. Emits nothing."""
        self._picture = picture
        self._zoom.set_value(picture.zoom)
        self._x.set_value(picture.x)
        self._y.set_value(picture.y)

    def show_note(self, sentence: str) -> None:
        """How it is moved by hand."""
        say(self._note, sentence)

    def _change(self, is_final: bool, **change: Any) -> None:
        if self._picture is not None:
            self._picture = replace(self._picture, **change)
            self.changed.emit(self._picture, is_final)
