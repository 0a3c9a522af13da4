"""A right column in which something is cut out: who does it, what else to try, how the cutout looks, and the foot."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from picwish_desktop.model.backdrop import Color
from picwish_desktop.ui.panels.column import COLUMN_WIDTH, Column
from picwish_desktop.ui.panels.cutout_foot import CutoutFoot
from picwish_desktop.ui.panels.cutout_state import CutoutPanelState
from picwish_desktop.ui.panels.look_controls import FramingField, LookControls
from picwish_desktop.ui.panels.provider_field import ProviderField
from picwish_desktop.ui.panels.sections import GAP, add_section, say
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.labels import note, warning
from picwish_desktop.ui.widgets.message_bar import MessageBar
from picwish_desktop.ui.widgets.recent_colors import RecentColors
from picwish_desktop.ui.widgets.usable import set_usable


class CutoutColumn(Column):
    """Shows a state and says what was pressed."""

    provider_chosen = Signal(str)
    try_another = Signal()
    draw_box = Signal(bool)
    look_changed = Signal(object, bool)
    """A Look, and whether it is the last one of a drag: one undo step ends there."""
    backdrop_picture_requested = Signal()
    pipette_requested = Signal()
    """Also while a colour is being picked: then it is to stop. The colour comes back by `take_color`."""
    cut_out = Signal()
    cancel = Signal()
    use_this_computer = Signal()
    copy = Signal()
    save_as = Signal()

    def __init__(
        self,
        title: str,
        framing: FramingField,
        recent: RecentColors | None,
        *,
        first: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent)
        self._area = self.findChildren(QScrollArea)[0]
        # The scroll bar comes and goes in the margin; nothing gets narrower for it.
        self.findChildren(QWidget, "scrolled")[0].setMinimumWidth(COLUMN_WIDTH - 1)
        # What is wider than the view for that must not move sideways when Tab or `_reveal` brings a control into sight.
        sideways = self._area.horizontalScrollBar()
        sideways.valueChanged.connect(lambda _: sideways.setValue(0))
        self._provider = ProviderField("Who cuts it out")
        self._another = push_button("Try another", "Show what else could be meant")
        self._box = push_button("Draw a box", "Draw a box on the canvas around what to keep", "toggle")
        self._box.setCheckable(True)
        self._doubt = warning()
        self._hint = note()
        self._look = LookControls(framing, recent or RecentColors(parent=self))
        self._message = MessageBar()
        self._price = note()
        self._doing = note()
        self._progress = QProgressBar()
        self._switch = push_button("Use this computer instead", "Take it back and cut it out here, free of charge")
        self._buttons = CutoutFoot()
        self._lay_out(first)
        self._connect()

    def set_providers(self, providers: Iterable[tuple[str, str, str]]) -> None:
        """Offer these providers, as (id, name, price)."""
        self._provider.set_providers(providers)

    @property
    def provider_note(self) -> str:
        """The sentence below the provider."""
        return self._provider.note

    def take_color(self, color: Color) -> None:
        """Choose a colour that was picked on the canvas. Emits `look_changed`."""
        self._look.take(color)

    def go_to_softness(self) -> None:
        """Bring it into sight, and give it the focus."""
        self._look.go_to_softness()

    def show_state(self, state: CutoutPanelState) -> None:
        """Show this and nothing else. Emits nothing."""
        self._provider.show_provider(
            state.provider, state.provider_note, is_locked=state.is_locked, refusal=state.no_change
        )
        several = f"  {state.attempt} / {state.candidates}" if state.candidates > 1 else ""
        self._another.setText(f"Try another{several}")
        set_usable(self._another, state.no_other)
        self._box.setChecked(state.is_drawing_box)
        set_usable(self._box, state.no_box)
        say(self._doubt, state.doubt)
        say(self._hint, self._hint_for(state))
        self._look.show_thumbnails(state.picture_thumbnail, state.photo_thumbnail)
        self._look.show_look(state.look)
        self._look.show_picture_note(state.picture_note)
        self._look.show_picking(state.is_picking_color)
        set_usable(self._look, state.no_look)
        self._show_foot(state)

    def _hint_for(self, _state: CutoutPanelState) -> str:
        """What else there is to say about the cut."""
        return ""

    def _show_foot(self, state: CutoutPanelState) -> None:
        self._message.show_text(state.message)
        say(self._doing, (state.progress_text or "Cutting out…") if state.is_running else "")
        self._progress.setVisible(state.is_running)
        self._progress.setValue(round((state.progress or 0) * 100))
        self._switch.setVisible(state.waits_for_network)
        say(self._price, "" if state.is_running else state.price_note)
        self._buttons.show_phase(
            state.phase,
            refusal=state.refusal,
            no_copy="" if state.has_cutout else "Cut it out first.",
            no_save="" if state.can_save else "There is nothing to save yet.",
        )

    def _lay_out(self, first: QWidget | None) -> None:
        body = self.body
        if first is not None:
            body.addWidget(first)
        add_section(body, "Provider", self._provider)
        body.addSpacing(GAP)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._another, 1)
        row.addWidget(self._box, 1)
        cut = QVBoxLayout()
        cut.setSpacing(8)
        cut.addLayout(row)
        cut.addWidget(self._doubt)
        cut.addWidget(self._hint)
        body.addLayout(cut)
        body.addWidget(self._look)
        body.addStretch(1)
        # In the foot, because what is above may be scrolled out of sight.
        for widget in (self._message, self._doing, self._progress, self._switch, self._price, self._buttons):
            self.foot.addWidget(widget)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Progress")

    def _reveal(self, part: QWidget) -> None:
        # once it has its place
        QTimer.singleShot(0, part, lambda: self._area.ensureWidgetVisible(part))

    def _connect(self) -> None:
        self._provider.chosen.connect(self.provider_chosen)
        self._another.clicked.connect(self.try_another)
        self._box.clicked.connect(self.draw_box)
        self._look.look_changed.connect(self.look_changed)
        self._look.picture_requested.connect(self.backdrop_picture_requested)
        self._look.pipette_requested.connect(self.pipette_requested)
        self._look.unfolded.connect(self._reveal)
        self._switch.clicked.connect(self.use_this_computer)
        self._buttons.cut_out.connect(self.cut_out)
        self._buttons.cancel.connect(self.cancel)
        self._buttons.copy.connect(self.copy)
        self._buttons.save_as.connect(self.save_as)
