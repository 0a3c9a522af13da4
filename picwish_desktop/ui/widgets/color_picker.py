"""Any colour: by hue, saturation and brightness, by its code, from the canvas, or one that was used before."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QBrush, QColor, QGradient, QLinearGradient
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from picwish_desktop.model.backdrop import Color
from picwish_desktop.ui.widgets.buttons import IconButton
from picwish_desktop.ui.widgets.drag_pad import DragPad
from picwish_desktop.ui.widgets.hex_field import HexField, hex_of
from picwish_desktop.ui.widgets.recent_colors import RECENT_COLORS, RecentColors
from picwish_desktop.ui.widgets.swatch_faces import color_face
from picwish_desktop.ui.widgets.swatches import Swatches

_PAD_HEIGHT = 116
_HUE_HEIGHT = 18
_PIPETTE = 34
_USED = "Used before"


class ColorPicker(QWidget):
    """Shows a colour and says which one was taken instead."""

    changed = Signal(object, bool)
    """A Color, and whether it is the last one of a drag."""
    pipette = Signal()
    """The person wants to take the colour from the canvas, or, while that is going on, no longer."""

    def __init__(self, recent: RecentColors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recent = recent
        self._color: Color = (0, 0, 0)
        self._hue, self._saturation, self._brightness = 0.0, 0.0, 0.0
        self._pad = DragPad(
            "Saturation and brightness",
            "Drag, or press the arrow keys: more colour to the right, brighter upwards",
            _PAD_HEIGHT,
            0.01,
        )
        self._strip = DragPad("Hue", "Drag, or press the arrow keys", _HUE_HEIGHT, 1 / 360)
        self._hex = HexField()
        self._pipette = IconButton("pipette", "Take a colour from the canvas", _PIPETTE)
        self._pipette.setObjectName("pipette")
        self._pipette.setCheckable(True)
        self._swatches = Swatches(
            (str(position), _USED, _USED, color_face((0, 0, 0))) for position in range(RECENT_COLORS)
        )
        self._lay_out()
        self._strip.fill(_hues())
        self._pad.moved.connect(self._drag_pad)
        self._strip.moved.connect(self._drag_strip)
        self._hex.typed.connect(self._type)
        self._pipette.clicked.connect(self._press_pipette)
        self._swatches.pressed.connect(lambda position: self.take(recent.colors[int(position)]))
        recent.changed.connect(self._show_recent)
        self._show_recent()
        self._show()

    @property
    def color(self) -> Color:
        """The colour that is shown."""
        return self._color

    def show_color(self, color: Color) -> None:
        """Show a colour. Emits nothing."""
        if color != self._color:
            self._adopt(color)
            self._show()

    def show_picking(self, is_picking: bool) -> None:
        """Show whether a colour is being taken from the canvas."""
        self._pipette.setChecked(is_picking)

    def take(self, color: Color) -> None:
        """Choose this colour, as a press on it would."""
        self._adopt(color)
        self._show()
        self.changed.emit(color, True)
        self._recent.add(color)

    def keep(self) -> None:
        """Put what is shown among the colours used last."""
        self._recent.add(self._color)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._hex, 1)
        row.addWidget(self._pipette)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._pad)
        layout.addWidget(self._strip)
        layout.addLayout(row)
        layout.addWidget(self._swatches)

    def _adopt(self, color: Color) -> None:
        self._color = color
        shown = QColor(*color)
        # A grey has no hue and black no saturation: those that were chosen before stay where they are.
        if shown.hsvHueF() >= 0:
            self._hue = shown.hsvHueF()
        if color != (0, 0, 0):
            self._saturation = shown.hsvSaturationF()
        self._brightness = shown.valueF()

    def _drag_pad(self, across: float, down: float, is_final: bool) -> None:
        self._saturation, self._brightness = across, 1 - down
        self._mix(is_final)

    def _drag_strip(self, across: float, _down: float, is_final: bool) -> None:
        self._hue = across
        self._mix(is_final)

    def _mix(self, is_final: bool) -> None:
        mixed = QColor.fromHsvF(self._hue, self._saturation, self._brightness).toRgb()
        self._color = (mixed.red(), mixed.green(), mixed.blue())
        self._show()
        self.changed.emit(self._color, is_final)

    def _type(self, color: Color, is_final: bool) -> None:
        self._adopt(color)
        self._show()
        self.changed.emit(color, is_final)
        if is_final:
            self._recent.add(color)

    def _press_pipette(self, is_checked: bool) -> None:
        # whether a colour is being taken is for the window to say
        self._pipette.setChecked(not is_checked)
        self.pipette.emit()

    def _show(self) -> None:
        hue = QColor.fromHsvF(self._hue, 1, 1)
        self._pad.fill(QBrush(hue), _between("#ffffffff", "#00ffffff", down=False), _between("#00000000", "#ff000000"))
        self._pad.show_handle(self._saturation, 1 - self._brightness, QColor(*self._color))
        self._pad.setAccessibleDescription(
            f"saturation {self._saturation * 100:.0f} %, brightness {self._brightness * 100:.0f} %"
        )
        self._strip.show_handle(self._hue, 0.5, hue)
        self._strip.setAccessibleDescription(f"{self._hue * 360:.0f} degrees")
        self._hex.show_color(self._color)

    def _show_recent(self) -> None:
        for position, color in enumerate(self._recent.colors):
            code = hex_of(color)
            self._swatches.set_face(str(position), color_face(color))
            self._swatches.describe(str(position), f"{_USED}: {code}", f"{_USED}: {code}")
        self._swatches.show_first(len(self._recent.colors))
        self._swatches.setVisible(bool(self._recent.colors))


def _between(start: str, end: str, *, down: bool = True) -> QBrush:
    colors = QLinearGradient(QPointF(0, 0), QPointF(0, 1) if down else QPointF(1, 0))
    colors.setCoordinateMode(QGradient.CoordinateMode.ObjectMode)
    colors.setColorAt(0, QColor(start))
    colors.setColorAt(1, QColor(end))
    return QBrush(colors)


def _hues() -> QBrush:
    colors = QLinearGradient(QPointF(0, 0), QPointF(1, 0))
    colors.setCoordinateMode(QGradient.CoordinateMode.ObjectMode)
    for sixth in range(7):
        colors.setColorAt(sixth / 6, QColor.fromHsvF(sixth / 6 % 1, 1, 1))
    return QBrush(colors)
