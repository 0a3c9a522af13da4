"""How a cutout is shown: what stands behind it, its shadow, its edge, its frame."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from picwish_desktop.model.backdrop import Color
from picwish_desktop.model.cutout import Look
from picwish_desktop.model.frame import Framing
from picwish_desktop.ui.panels.backdrop_controls import BackdropControls
from picwish_desktop.ui.panels.sections import add_section
from picwish_desktop.ui.widgets.field_box import FieldBox, SliderRow, SwitchRow, percent, pixels
from picwish_desktop.ui.widgets.recent_colors import RecentColors
from picwish_desktop.ui.widgets.segmented import Segmented

MOST_SHIFT = 10.0
MOST_SOFTEN = 8.0


class FramingField(QWidget):
    """What the last section holds; it differs from column to column."""

    changed = Signal(object, bool)
    """A Framing, and whether it is the last one of a drag."""
    unfolded = Signal(object)
    """A widget that a press has brought up, and that ought to be in sight."""
    section = ""

    # a QWidget cannot be an ABC, too: mypy is who finds a field without it
    @abstractmethod
    def show_framing(self, framing: Framing) -> None:
        """Show a framing. Emits nothing."""


class LookControls(QWidget):
    """Shows a look, and says which one was chosen instead."""

    look_changed = Signal(object, bool)
    """A Look, and whether it is the last one of a drag."""
    picture_requested = Signal()
    pipette_requested = Signal()
    unfolded = Signal(object)

    def __init__(self, framing: FramingField, recent: RecentColors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._backdrop = BackdropControls(recent)
        self._kind = Segmented(
            (("drop", "Drop", "Behind the subject"), ("contact", "Contact", "Under the subject, which stands there"))
        )
        self._kind.setProperty("small", True)
        self._kind.setFixedSize(132, 26)
        self._strength = SliderRow("Shadow", "How dark the shadow is", (0, 1), 0.01, percent, rest=0, shows_name=False)
        self._shift = SliderRow(
            "Shift", "Move the edge outwards or inwards", (-MOST_SHIFT, MOST_SHIFT), 0.5, pixels, rest=0
        )
        self._soften = SliderRow("Soften", "Make the edge softer", (0, MOST_SOFTEN), 0.5, pixels, rest=0)
        self._cleans = SwitchRow("Clean edge colours", "Take the tint of the old background out of the edge")
        self._framing = framing
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        add_section(layout, "Put it before", self._backdrop)
        add_section(layout, "Shadow", FieldBox(self._strength), self._kind)
        add_section(layout, "Edge", FieldBox(self._shift, self._soften, self._cleans))
        add_section(layout, framing.section, framing)
        self._connect()
        self.show_look(self._look)

    def show_look(self, look: Look) -> None:
        """Show a look. Emits nothing."""
        self._look = look
        self._backdrop.show_backdrop(look.backdrop)
        self._strength.set_value(look.shadow.strength)
        self._kind.set_current("contact" if look.shadow.is_contact else "drop")
        self._shift.set_value(look.edge.shift)
        self._soften.set_value(look.edge.soften)
        self._cleans.set_on(look.edge.cleans_colors)
        self._framing.show_framing(look.framing)

    def show_thumbnails(self, picture: QImage | None, photo: QImage | None) -> None:
        """Of the person's own picture, None before one was chosen, and of the photo."""
        self._backdrop.show_thumbnails(picture, photo)

    def show_picture_note(self, sentence: str) -> None:
        """How the person's own picture is moved."""
        self._backdrop.show_picture_note(sentence)

    def show_picking(self, is_picking: bool) -> None:
        """Show whether a colour is being taken from the canvas."""
        self._backdrop.show_picking(is_picking)

    def take(self, color: Color) -> None:
        """Choose a colour that was picked on the canvas."""
        self._backdrop.take(color)

    def go_to_softness(self) -> None:
        """Give the focus to what makes the edge softer."""
        self.unfolded.emit(self._soften)
        self._soften.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _connect(self) -> None:
        self._backdrop.changed.connect(lambda backdrop, final: self._change(final, backdrop=backdrop))
        self._backdrop.picture_requested.connect(self.picture_requested)
        self._backdrop.pipette_requested.connect(self.pipette_requested)
        self._backdrop.unfolded.connect(self.unfolded)
        self._framing.unfolded.connect(self.unfolded)
        self._strength.changed.connect(lambda strength, final: self._change_shadow(final, strength=strength))
        self._kind.chosen.connect(lambda kind: self._change_shadow(True, is_contact=kind == "contact"))
        self._shift.changed.connect(lambda shift, final: self._change_edge(final, shift=shift))
        self._soften.changed.connect(lambda soften, final: self._change_edge(final, soften=soften))
        self._cleans.changed.connect(lambda is_on: self._change_edge(True, cleans_colors=is_on))
        self._framing.changed.connect(lambda framing, final: self._change(final, framing=framing))

    def _change_shadow(self, is_final: bool, **change: Any) -> None:
        self._change(is_final, shadow=replace(self._look.shadow, **change))

    def _change_edge(self, is_final: bool, **change: Any) -> None:
        self._change(is_final, edge=replace(self._look.edge, **change))

    def _change(self, is_final: bool, **change: Any) -> None:
        self._look = replace(self._look, **change)
        self.look_changed.emit(self._look, is_final)
