"""The two colours of a gradient, and where it runs."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from picwish_desktop.model.backdrop import Color, GradientBackdrop
from picwish_desktop.ui.widgets.color_picker import ColorPicker
from picwish_desktop.ui.widgets.field_box import FieldBox, SliderRow
from picwish_desktop.ui.widgets.recent_colors import RecentColors
from picwish_desktop.ui.widgets.swatch_faces import color_face
from picwish_desktop.ui.widgets.swatches import Swatches

START, END = "start", "end"


class GradientEditor(QWidget):
    """One press on a colour opens the picker for it, another closes it."""

    changed = Signal(object, bool)
    """A GradientBackdrop, and whether it is the last one of a drag."""
    pipette = Signal()
    unfolded = Signal(object)
    """A widget that a press has brought up, and that ought to be in sight."""

    def __init__(self, gradient: GradientBackdrop, recent: RecentColors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gradient = gradient
        self._ends = Swatches(
            (
                (START, "First colour", "The colour it starts with", color_face(gradient.start)),
                (END, "Second colour", "The colour it ends with", color_face(gradient.end)),
            )
        )
        self._angle = SliderRow(
            "Angle",
            "Where it runs: 0° to the right, 90° downwards",
            (0, 359),
            1,
            lambda degrees: f"{degrees:.0f}°",
            shows_name=False,
        )
        self._picker = ColorPicker(recent)
        self._picker.hide()
        self._lay_out()
        self._ends.pressed.connect(self._press_end)
        self._angle.changed.connect(lambda angle, final: self._change(replace(self._gradient, angle=angle), final))
        self._picker.changed.connect(self._recolor)
        self._picker.pipette.connect(self.pipette)
        self.show_gradient(gradient)

    @property
    def gradient(self) -> GradientBackdrop:
        """The gradient that is shown."""
        return self._gradient

    def show_gradient(self, gradient: GradientBackdrop) -> None:
        """Show a gradient. Emits nothing."""
        self._gradient = gradient
        self._ends.set_face(START, color_face(gradient.start))
        self._ends.set_face(END, color_face(gradient.end))
        self._angle.set_value(gradient.angle % 360)
        if self._ends.current():
            self._picker.show_color(self._color(self._ends.current()))

    def show_picking(self, is_picking: bool) -> None:
        """Show whether a colour is being taken from the canvas."""
        self._picker.show_picking(is_picking)

    def take(self, color: Color) -> None:
        """Choose a colour for the end whose picker is open, or for the start."""
        if not self._ends.current():
            self._press_end(START)
        self._picker.take(color)

    def keep(self) -> None:
        """Put the colour that was being chosen among those used last, and close its picker."""
        if self._ends.current():
            self._press_end(self._ends.current())

    def _lay_out(self) -> None:
        colors = QWidget()
        row = QHBoxLayout(colors)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._ends)
        row.addWidget(self._angle, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(FieldBox(colors))
        layout.addWidget(self._picker)

    def _press_end(self, end: str) -> None:
        if self._ends.current():
            self._picker.keep()
        is_open = self._ends.current() == end
        self._ends.set_current("" if is_open else end)
        self._picker.setVisible(not is_open)
        if not is_open:
            self._picker.show_color(self._color(end))
            self.unfolded.emit(self._picker)

    def _recolor(self, color: Color, is_final: bool) -> None:
        if self._ends.current() == START:
            self._change(replace(self._gradient, start=color), is_final)
        else:
            self._change(replace(self._gradient, end=color), is_final)

    def _color(self, end: str) -> Color:
        return self._gradient.start if end == START else self._gradient.end

    def _change(self, gradient: GradientBackdrop, is_final: bool) -> None:
        self.show_gradient(gradient)
        self.changed.emit(gradient, is_final)
