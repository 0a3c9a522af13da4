"""The colours that a background may have, and the one of them that is suggested."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from picwish_desktop.model.backdrop import Color
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.choice import StillChoice
from picwish_desktop.ui.widgets.hex_field import HexField, color_of, hex_of
from picwish_desktop.ui.widgets.labels import note
from picwish_desktop.ui.widgets.swatch_faces import color_face
from picwish_desktop.ui.widgets.swatches import Swatch

_COLUMNS = 9
_NONE = ""


class ColorList(QWidget):
    """A press on a swatch allows its colour, or no longer. Colours of one's own are added by their code."""

    edited = Signal()

    def __init__(self, known: Sequence[tuple[str, Color]], parent: QWidget | None = None) -> None:
        """`known`: colours by name, which are always at hand."""
        super().__init__(parent)
        self._known = tuple(known)
        self._colors: list[Color] = []
        self._allowed: list[Color] = []
        """In the order in which they were allowed."""
        self._swatches: list[Swatch] = []
        # only so that each is known as one of several
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._suggested = StillChoice("Suggested colour", "What the photo’s background is made at first")
        self._hex = HexField()
        self._hex.setFixedWidth(96)
        self._add = push_button("Allow", "Allow the colour with this code")
        self._add.setAccessibleName("Allow the colour with this code")
        self._grid = QGridLayout()
        self._lay_out()
        self._suggested.currentIndexChanged.connect(lambda _index: self.edited.emit())
        self._hex.installEventFilter(self)
        self._add.clicked.connect(lambda: self._allow_code(self._hex.text()))
        self.show_colors(None, ())

    def suggested(self) -> Color | None:
        code = str(self._suggested.currentData() or _NONE)
        return next((color for color in self._colors if hex_of(color) == code), None)

    def allowed(self) -> tuple[Color, ...]:
        """The suggested one first. Empty where the rule names none."""
        suggested = self.suggested()
        if suggested is None or not self._allowed:
            return tuple(self._allowed)
        return (suggested, *(color for color in self._allowed if color != suggested))

    def in_words(self) -> str:
        """What is allowed, such as “light grey, white”; "" where the rule names none."""
        return ", ".join(self._name(color).lower() for color in self.allowed())

    def show_colors(self, suggested: Color | None, allowed: Sequence[Color]) -> None:
        """Emits nothing."""
        known = [color for _, color in self._known]
        self._allowed = list(dict.fromkeys(allowed))
        shown = dict.fromkeys((*known, *self._allowed, *([] if suggested is None else [suggested])))
        self._colors = list(shown)
        self._show(suggested)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_key = watched is self._hex and event.type() == QEvent.Type.KeyPress
        if is_key and cast(QKeyEvent, event).key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # or Enter would press the dialog's button
            self._allow_code(self._hex.text())
            return True
        return super().eventFilter(watched, event)

    def _allow_code(self, text: str) -> None:
        color = color_of(text)
        if color is None:
            # the field itself says so
            return
        if color not in self._colors:
            self._colors.append(color)
        if color not in self._allowed:
            self._allowed.append(color)
        self._show(self.suggested() or color)
        self.edited.emit()

    def _press(self, color: Color) -> None:
        if color in self._allowed:
            self._allowed.remove(color)
        else:
            self._allowed.append(color)
        for swatch, other in zip(self._swatches, self._colors, strict=True):
            swatch.setChecked(other in self._allowed)
        if self.suggested() is None and self._allowed == [color]:
            self._suggested.set_current(hex_of(color))
        self.edited.emit()

    def _show(self, suggested: Color | None) -> None:
        for swatch in self._swatches:
            self._grid.removeWidget(swatch)
            swatch.hide()
            swatch.deleteLater()
        self._swatches = []
        for position, color in enumerate(self._colors):
            name = self._name(color)
            swatch = Swatch(f"Allowed: {name}", f"{name}: press to allow it, or no longer", color_face(color))
            swatch.setChecked(color in self._allowed)
            swatch.clicked.connect(lambda _on=False, color=color: self._press(color))
            swatch.left_for.connect(lambda step, position=position: self._go(position + step))
            swatch.reached.connect(lambda position=position: self._rove(position))
            self._group.addButton(swatch)
            self._grid.addWidget(swatch, position // _COLUMNS, position % _COLUMNS)
            swatch.show()
            self.setTabOrder(self._swatches[-1] if self._swatches else self._suggested, swatch)
            self._swatches.append(swatch)
        self._rove(0)
        blocked = self._suggested.blockSignals(True)
        self._suggested.clear()
        self._suggested.add(_NONE, "None: any is right")
        for color in self._colors:
            self._suggested.add(hex_of(color), self._name(color), hex_of(color))
        self._suggested.set_current(_NONE if suggested is None else hex_of(suggested))
        self._suggested.blockSignals(blocked)

    def _name(self, color: Color) -> str:
        return next((name for name, known in self._known if known == color), hex_of(color))

    def _go(self, position: int) -> None:
        self._swatches[position % len(self._swatches)].setFocus(Qt.FocusReason.TabFocusReason)

    def _rove(self, reached: int) -> None:
        for position, swatch in enumerate(self._swatches):
            swatch.setFocusPolicy(Qt.FocusPolicy.TabFocus if position == reached else Qt.FocusPolicy.NoFocus)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(note("Suggested at first"))
        layout.addWidget(self._suggested)
        layout.addWidget(note("Allowed"))
        swatches = QHBoxLayout()
        self._grid.setSpacing(3)
        swatches.addLayout(self._grid)
        swatches.addStretch(1)
        layout.addLayout(swatches)
        code = QHBoxLayout()
        code.setSpacing(8)
        code.addWidget(self._hex)
        code.addWidget(self._add)
        code.addStretch(1)
        layout.addLayout(code)
