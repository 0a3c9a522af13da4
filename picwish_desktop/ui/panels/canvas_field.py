"""Which shape the picture of a cutout has, and how much room there is around the subject."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from picwish_desktop.model.frame import MARKETPLACE_SHARE, MARKETPLACE_SIDE, CanvasShape, Framing
from picwish_desktop.ui.panels.look_controls import FramingField
from picwish_desktop.ui.panels.sections import say
from picwish_desktop.ui.widgets.choice import StillChoice
from picwish_desktop.ui.widgets.field_box import FieldBox, SliderRow, SwitchRow, percent
from picwish_desktop.ui.widgets.labels import note

MOST_MARGIN = 0.5
_PHOTO, _SUBJECT = "photo", "subject"
_SHAPES = {
    CanvasShape.SQUARE: "Square",
    CanvasShape.PORTRAIT: "4 : 5",
    CanvasShape.WIDE: "16 : 9",
    CanvasShape.MARKETPLACE: f"Marketplace, {MARKETPLACE_SIDE} px white",
}
_MARKETPLACE_NOTE = f"A white square; the subject takes {MARKETPLACE_SHARE * 100:.0f} % of it."


class CanvasField(FramingField):
    """A list of shapes; below it, where the shape leaves it open, whether it is drawn around the subject."""

    section = "Canvas"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._framing = Framing()
        self._choice = StillChoice("Canvas", "The shape of the picture that is saved")
        self._choice.add(_PHOTO, "As photographed")
        self._choice.add(_SUBJECT, "Crop to subject")
        for shape, name in _SHAPES.items():
            self._choice.add(shape.value, name)
        self._crop = SwitchRow("Crop to subject", "Leave out what is not needed around the subject")
        self._margin = SliderRow(
            "Margin", "Room around the subject, as a share of its longer side", (0, MOST_MARGIN), 0.01, percent, rest=0
        )
        self._more = FieldBox(self._crop, self._margin)
        self._note = note(_MARKETPLACE_NOTE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self._choice, self._more, self._note):
            layout.addWidget(widget)
        self._choice.activated.connect(lambda _row: self._choose(str(self._choice.currentData())))
        self._crop.changed.connect(self._switch)
        self._margin.changed.connect(lambda margin, final: self._change(replace(self._framing, margin=margin), final))
        self.show_framing(self._framing)

    def show_framing(self, framing: Framing) -> None:
        self._framing = framing
        is_free = framing.shape is CanvasShape.FREE
        is_marketplace = framing.shape is CanvasShape.MARKETPLACE
        whole = _SUBJECT if framing.is_cropped else _PHOTO
        self._choice.set_current(whole if is_free else framing.shape.value)
        self._crop.set_on(framing.is_cropped)
        self._margin.set_value(framing.margin)
        self._crop.setVisible(not is_free)
        self._margin.setVisible(framing.is_cropped)
        self._more.setVisible(not is_marketplace and (framing.is_cropped or not is_free))
        say(self._note, _MARKETPLACE_NOTE if is_marketplace else "")

    def _choose(self, choice: str) -> None:
        if choice in (_PHOTO, _SUBJECT):
            self._change(replace(self._framing, shape=CanvasShape.FREE, is_cropped=choice == _SUBJECT), True)
        else:
            self._change(replace(self._framing, shape=CanvasShape(choice)), True)
        self.unfolded.emit(self)

    def _switch(self, is_on: bool) -> None:
        self._change(replace(self._framing, is_cropped=is_on), True)
        self.unfolded.emit(self)

    def _change(self, framing: Framing, is_final: bool) -> None:
        self.show_framing(framing)
        self.changed.emit(framing, is_final)
