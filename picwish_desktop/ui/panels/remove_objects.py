"""The right column while objects are being removed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.ui.panels.column import Column
from picwish_desktop.ui.panels.mark_controls import MarkControls
from picwish_desktop.ui.panels.provider_field import ProviderField
from picwish_desktop.ui.panels.rectangle_fields import RectangleFields
from picwish_desktop.ui.panels.remove_foot import Phase, RemoveFoot
from picwish_desktop.ui.panels.sections import GAP, add_section, say
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.labels import note, warning
from picwish_desktop.ui.widgets.menu_link import MenuLink
from picwish_desktop.ui.widgets.message_bar import MessageBar
from picwish_desktop.ui.widgets.meter import Meter
from picwish_desktop.ui.widgets.pixel_line import PixelLine
from picwish_desktop.ui.widgets.segmented import Segmented

_EXPLANATION = "Paint over what should go, or draw rectangles. Everything outside the mark stays exactly as it is."

MarkWith = Literal["mask", "rectangles"]


@dataclass(frozen=True)
class RemovePanelState:
    """All that the panel shows. Shares are of the whole photo, 0 to 1; progress is None while it is not known."""

    phase: Phase = Phase.MARKING
    mark_with: MarkWith = "mask"
    rectangles: int = 0
    rectangle_limit: int = 50
    selected: Rect | None = None
    """The rectangle that is selected, while rectangles are drawn."""
    bounds: Rect = EMPTY
    """The photo's."""
    marked_share: float = 0.0
    share_limit: float = 0.5
    provider: str = ""
    provider_note: str = ""
    is_locked: bool = False
    """Whether the photo may not be sent to this provider."""
    progress: float | None = None
    progress_text: str = ""
    waits_for_network: bool = False
    message: str = ""
    can_save: bool = False

    @property
    def is_marked(self) -> bool:
        """Whether there is anything to remove."""
        return self.marked_share > 0

    @property
    def is_too_much(self) -> bool:
        """Whether more is marked than can be removed at once."""
        return self.marked_share > self.share_limit

    @property
    def can_remove(self) -> bool:
        """Whether the primary button starts a removal."""
        return self.phase is Phase.MARKING and self.is_marked and not self.is_too_much and not self.is_locked


class RemovePanel(Column):
    """Shows a state and says what was pressed."""

    mark_with_chosen = Signal(str)
    invert = Signal()
    clear = Signal()
    import_mask = Signal()
    grow = Signal()
    shrink = Signal()
    grow_by_changed = Signal(int)
    typing_ended = Signal()
    """A number was typed, or given up."""
    rectangle_typed = Signal(Rect)
    duplicate = Signal()
    delete = Signal()
    to_mask = Signal()
    provider_chosen = Signal(str)
    remove = Signal()
    cancel = Signal()
    use_this_computer = Signal()
    keep = Signal()
    discard = Signal()
    save_as = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Remove objects", parent)
        self._mark_with = Segmented(
            (
                ("mask", "Mask", "Paint over what should go (B)"),
                ("rectangles", "Rectangles", "Draw rectangles around what should go (M)"),
            )
        )
        self._meter = Meter("Marked area", "How much of the photo is marked. At most half can be removed at once.")
        self._more = MenuLink("More", "What else can be done with the mark")
        self._controls = MarkControls()
        self.rectangle_fields = RectangleFields()
        self._rectangle = QWidget()
        self._provider = ProviderField("Who removes what is marked")
        self._hint = note()
        self._warning = warning()
        self._progress = QProgressBar()
        self._message = MessageBar()
        self._switch = push_button("Use this computer instead", "Take it back and remove it here, free of charge")
        self._buttons = RemoveFoot()
        self._lay_out()
        self._connect()
        self.show_state(RemovePanelState())

    def set_providers(self, providers: Iterable[tuple[str, str, str]]) -> None:
        """Offer these providers, as (id, name, price)."""
        self._provider.set_providers(providers)

    def offer_mark_actions(self, actions: Iterable[QAction | None]) -> None:
        """Put what is needed less often into the menu beside the marked area, with a line for each None."""
        self._more.offer(actions)

    def set_grow_by(self, pixels: int) -> None:
        """Show by how many pixels the mark grows or shrinks. Emits nothing."""
        self._controls.set_grow_by(pixels)

    @property
    def provider_note(self) -> str:
        """The sentence below the provider."""
        return self._provider.note

    def show_state(self, state: RemovePanelState) -> None:
        """Show this and nothing else. Emits nothing."""
        is_running = state.phase is Phase.RUNNING
        self._mark_with.set_current(state.mark_with)
        # none of them is nothing to count
        count = f"  {state.rectangles} / {state.rectangle_limit}" if state.rectangles else ""
        self._mark_with.set_text("rectangles", f"Rectangles{count}")
        self._meter.show_share(state.marked_share, state.share_limit)
        self._provider.show_provider(
            state.provider,
            state.provider_note,
            is_locked=state.is_locked,
            refusal="Wait until it is done, or cancel it." if is_running else "",
        )
        can_mark = state.phase is Phase.MARKING
        self._mark_with.setEnabled(can_mark)
        self._controls.show_usable(can_mark=can_mark, is_marked=state.is_marked)
        self._rectangle.setVisible(state.mark_with == "rectangles")
        self.rectangle_fields.setEnabled(can_mark)
        self.rectangle_fields.show_rectangle(state.selected, state.bounds, state.rectangles)
        say(self._hint, _hint(state))
        say(self._warning, _too_much(state))
        self._progress.setVisible(is_running)
        self._switch.setVisible(state.waits_for_network)
        self._progress.setValue(round((state.progress or 0) * 100))
        self._message.show_text(state.message)
        self._buttons.show_phase(state.phase, can_remove=state.can_remove, can_save=state.can_save)

    def _lay_out(self) -> None:
        body = self.body
        in_section = QVBoxLayout(self._rectangle)
        in_section.setContentsMargins(0, 0, 0, 0)
        in_section.setSpacing(0)
        body.addSpacing(GAP)
        body.addWidget(note(_EXPLANATION))
        add_section(body, "Mark with", self._mark_with)
        add_section(body, "Marked area", self._meter, self._more)
        body.addSpacing(8)
        body.addWidget(self._controls)
        add_section(body, "Provider", self._provider)
        # last, so that nothing moves from one tool to another
        add_section(in_section, "Rectangle", self.rectangle_fields)
        body.addWidget(self._rectangle)
        body.addStretch(1)
        body.addSpacing(12)
        # Below the stretch, so that nothing above moves when a sentence comes or goes.
        sentences = QVBoxLayout()
        sentences.setSpacing(8)
        for widget in (self._message, self._warning, self._hint, self._progress, self._switch):
            sentences.addWidget(widget)
        body.addLayout(sentences)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Progress")
        self.foot.addWidget(self._buttons)

    def _connect(self) -> None:
        for line in self.findChildren(PixelLine):
            line.left.connect(self.typing_ended)
        self._mark_with.chosen.connect(self.mark_with_chosen)
        controls, fields = self._controls, self.rectangle_fields
        controls.invert.connect(self.invert)
        controls.clear.connect(self.clear)
        controls.import_mask.connect(self.import_mask)
        controls.grow.connect(self.grow)
        controls.shrink.connect(self.shrink)
        controls.grow_by_changed.connect(self.grow_by_changed)
        fields.rectangle_typed.connect(self.rectangle_typed)
        fields.duplicate.connect(self.duplicate)
        fields.delete.connect(self.delete)
        fields.to_mask.connect(self.to_mask)
        self._provider.chosen.connect(self.provider_chosen)
        self._buttons.remove.connect(self.remove)
        self._buttons.cancel.connect(self.cancel)
        self._switch.clicked.connect(self.use_this_computer)
        self._buttons.keep.connect(self.keep)
        self._buttons.discard.connect(self.discard)
        self._buttons.save_as.connect(self.save_as)


def _hint(state: RemovePanelState) -> str:
    if state.phase is Phase.RUNNING:
        return state.progress_text or "Removing…"
    if state.phase is Phase.RESULT:
        return "Hold ` to see the photo as it was. Marking more keeps the result."
    return "" if state.is_marked else "Mark what should go, then remove it."


def _too_much(state: RemovePanelState) -> str:
    if not state.is_too_much or state.phase is not Phase.MARKING:
        return ""
    if state.share_limit == 0.5:
        return "More than half of the photo is marked. Erase some, or remove it in two steps."
    limit = f"{state.share_limit * 100:.0f} %"
    return f"More than {limit} of the photo is marked. Erase some, or remove it in two steps."
