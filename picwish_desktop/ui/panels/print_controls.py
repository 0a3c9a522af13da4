"""The printed sheet: its paper, how many copies, how they lie, and which ID photos of the customer are on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from picwish_desktop.model.sheet import MOST_COPIES, Paper
from picwish_desktop.ui.panels.id_photo_state import IdPhotoPanelState, SheetSettings
from picwish_desktop.ui.panels.sections import NAME_GAP, say
from picwish_desktop.ui.panels.ticket_list import TicketList
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.choice import StillChoice
from picwish_desktop.ui.widgets.field_box import FieldBox, SliderRow, SwitchRow
from picwish_desktop.ui.widgets.labels import note, section, warning
from picwish_desktop.ui.widgets.segmented import Segmented
from picwish_desktop.ui.widgets.stepper import StepperRow
from picwish_desktop.ui.widgets.usable import set_usable

MOST_GAP = 15.0
MOST_MARGIN = 25.0
_OWN = "own paper"
_PAPER = "paper "


class PrintControls(QWidget):
    changed = Signal(object, bool)
    """A SheetSettings, and whether it is the last one of a drag."""
    own_paper = Signal()
    add = Signal()
    removed = Signal(str)
    copies_changed = Signal(str, int)
    unfolded = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = SheetSettings()
        self._papers: tuple[Paper, ...] | None = None
        self._paper = StillChoice("Paper", "The paper that the photos are printed on")
        self._copies = StepperRow("Copies", "How many of this ID photo are printed", (1, MOST_COPIES))
        self._fills = SwitchRow("Fill the sheet", "One page with as many copies as fit")
        self._gap = SliderRow("Gap", "Room between the copies", (0, MOST_GAP), 0.5, _mm, rest=2)
        self._margin = SliderRow("Margin", "Room at the paper’s edges", (0, MOST_MARGIN), 0.5, _mm, rest=3)
        self._marks = SwitchRow("Cut marks", "Thin lines in the gaps that show where to cut")
        self._orientation = Segmented(
            (
                ("auto", "Auto", "Lay the paper the way that fits more"),
                ("upright", "Upright", "The paper’s short side is at the top"),
                ("turned", "Turned", "The paper’s long side is at the top"),
            )
        )
        self._fields = FieldBox(self._fills, self._copies)
        self._more = FieldBox(self._gap, self._margin, self._marks)
        self._unfold = push_button("More", "Gap, margin, cut marks and how the paper lies", "link")
        self._unfold.setCheckable(True)
        self._note = note()
        self._problem = warning()
        self._add = push_button("Add to this customer’s sheet", "Print it together with other documents or persons")
        self._on_ticket = section("On this customer’s sheet")
        self._ticket = TicketList()
        self._lay_out()
        self._connect()
        self._show_more(False)

    @property
    def more_button(self) -> QWidget:
        """What unfolds the rest; it stands beside the section’s name."""
        return self._unfold

    def show_state(self, state: IdPhotoPanelState) -> None:
        """Emits nothing."""
        self._offer(state.papers)
        self._show_sheet(state.sheet)
        if state.filled_copies is not None:
            self._copies.set_value(state.filled_copies)
        set_usable(self._paper, state.no_paper_change)
        set_usable(self._fields, state.no_paper_change)
        if not state.no_paper_change:
            set_usable(self._copies, "Switch “Fill the sheet” off to set a number." if state.sheet.is_filled else "")
        for part in (self._more, self._orientation):
            set_usable(part, "" if state.ticket else state.no_sheet)
        say(self._note, state.sheet_note)
        say(self._problem, state.sheet_problem)
        set_usable(self._add, state.no_add)
        self._ticket.show_rows(state.ticket)
        for widget in (self._on_ticket, self._ticket):
            widget.setVisible(bool(state.ticket))

    def _offer(self, papers: tuple[Paper, ...]) -> None:
        if papers == self._papers:
            return
        self._papers = papers
        self._paper.clear()
        for paper in papers:
            self._paper.add(_PAPER + paper.name, paper.name, f"{paper.width:g} × {paper.height:g} mm")
        self._paper.add(_OWN, "Own paper…")

    def _show_sheet(self, sheet: SheetSettings) -> None:
        self._sheet = sheet
        self._paper.set_current(_PAPER + sheet.paper)
        self._fills.set_on(sheet.is_filled)
        self._copies.set_value(sheet.copies)
        self._gap.set_value(sheet.gap)
        self._margin.set_value(sheet.margin)
        self._marks.set_on(sheet.has_cut_marks)
        self._orientation.set_current(sheet.orientation)

    def _show_more(self, is_on: bool) -> None:
        self._unfold.setText("Less" if is_on else "More")
        self._unfold.setAccessibleName("Less about the sheet" if is_on else "More about the sheet")
        for widget in (self._more, self._orientation):
            widget.setVisible(is_on)
        if is_on:
            self.unfolded.emit(self._orientation)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (
            self._paper,
            self._fields,
            self._more,
            self._orientation,
            self._note,
            self._problem,
            self._add,
        ):
            layout.addWidget(widget)
        layout.addSpacing(NAME_GAP)
        layout.addWidget(self._on_ticket)
        layout.addWidget(self._ticket)

    def _connect(self) -> None:
        self._unfold.toggled.connect(self._show_more)
        self._paper.activated.connect(lambda _row: self._choose_paper(str(self._paper.currentData())))
        self._copies.changed.connect(lambda copies: self._change(True, copies=copies))
        self._fills.changed.connect(lambda is_on: self._change(True, is_filled=is_on))
        self._gap.changed.connect(lambda gap, final: self._change(final, gap=gap))
        self._margin.changed.connect(lambda margin, final: self._change(final, margin=margin))
        self._marks.changed.connect(lambda is_on: self._change(True, has_cut_marks=is_on))
        self._orientation.chosen.connect(lambda orientation: self._change(True, orientation=orientation))
        self._add.clicked.connect(self.add)
        self._ticket.removed.connect(self.removed)
        self._ticket.copies_changed.connect(self.copies_changed)

    def _choose_paper(self, choice: str) -> None:
        if choice == _OWN:
            self._paper.set_current(_PAPER + self._sheet.paper)
            self.own_paper.emit()
        else:
            self._change(True, paper=choice.removeprefix(_PAPER))

    def _change(self, is_final: bool, **change: Any) -> None:
        self._sheet = replace(self._sheet, **change)
        self.changed.emit(self._sheet, is_final)


def _mm(length: float) -> str:
    return f"{length:g} mm"
