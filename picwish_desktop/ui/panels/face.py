"""The right column while a face is being cut out."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from picwish_desktop.model.frame import CanvasShape, Framing
from picwish_desktop.ui.panels.cutout_column import CutoutColumn
from picwish_desktop.ui.panels.cutout_state import CutoutPanelState
from picwish_desktop.ui.panels.look_controls import FramingField
from picwish_desktop.ui.widgets.field_box import FieldBox, SwitchRow
from picwish_desktop.ui.widgets.recent_colors import RecentColors


class HeadCrop(FramingField):
    """Whether the picture ends around the head."""

    section = "Canvas"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._framing = Framing()
        self._crop = SwitchRow("Crop to the head", "Leave out what is not needed around the head")
        self._crop.changed.connect(self._switch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(FieldBox(self._crop))

    def show_framing(self, framing: Framing) -> None:
        self._framing = framing
        # a marketplace's canvas leaves out what is around the head, too
        self._crop.set_on(framing.is_cropped or framing.shape is CanvasShape.MARKETPLACE)

    def _switch(self, is_on: bool) -> None:
        shape = self._framing.shape
        if shape is CanvasShape.MARKETPLACE:
            # there is no other way out of it here
            shape = CanvasShape.FREE
        self._framing = replace(self._framing, shape=shape, is_cropped=is_on)
        self.changed.emit(self._framing, True)


class FacePanel(CutoutColumn):
    """One head of those in the photo."""

    def __init__(self, recent: RecentColors | None = None, parent: QWidget | None = None) -> None:
        super().__init__("Face", HeadCrop(), recent, parent=parent)
        self.show_state(CutoutPanelState())

    def _hint_for(self, state: CutoutPanelState) -> str:
        if not state.has_cutout or state.candidates < 2:
            return ""
        return f"Face {state.attempt} of {state.candidates}. “Try another” shows the next."
