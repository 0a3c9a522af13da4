"""A person's own papers: making, changing and deleting them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from picwish_desktop.idphoto.papers import (
    LONGEST_NAME,
    LONGEST_SIDE,
    SHORTEST_SIDE,
    PaperError,
    bundled_papers,
    check_name,
    paper_from,
)
from picwish_desktop.model.sheet import Paper
from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.choice import Choice
from picwish_desktop.ui.widgets.field_box import FieldBox, SwitchRow
from picwish_desktop.ui.widgets.labels import section
from picwish_desktop.ui.widgets.millimetre_field import MillimetreField
from picwish_desktop.ui.widgets.usable import set_usable
from picwish_desktop.ui.widgets.verdict import Tone, Verdict

_NEW = ""
_USUAL = Paper("", 100, 150)
"""What a new paper's fields begin with."""


class PaperDialog(Dialog):
    """Show it with `open()`. It keeps nothing itself."""

    changed = Signal(tuple, object)
    """All own papers, and the one that was made or changed; None where one was deleted."""

    def __init__(self, own: Sequence[Paper], *, paper: str = "", parent: QWidget | None = None) -> None:
        """`paper`: the name of the own one that is shown first; else a new one is made."""
        super().__init__("Own papers", 420, parent)
        self._own = tuple(own)
        self._which = Choice("Paper to change", "A new paper, or one of your own to change")
        self._name = QLineEdit()
        self._name.setAccessibleName("Name")
        self._name.setToolTip("What the list of papers says")
        self._name.setPlaceholderText("Such as “Kiosk 13 × 18 cm”")
        self._name.setMaxLength(LONGEST_NAME)
        limits = f"{SHORTEST_SIDE:g} to {LONGEST_SIDE:g} mm"
        self._width = MillimetreField("Width", f"The paper’s shorter side, {limits}", LONGEST_SIDE)
        self._height = MillimetreField("Height", f"The paper’s longer side, {limits}", LONGEST_SIDE)
        self._borderless = SwitchRow(
            "Printed to the edge", "The printer leaves no white at the edges: no margin needed"
        )
        self._problem = Verdict()
        self._delete = push_button("Delete", "Take this paper out of the list")
        self._cancel = push_button("Close", "Go back; what was saved stays (Esc)")
        self._save = push_button("Save", "Put this paper in the list (Enter)", "primary")
        self._lay_out()
        self._which.currentIndexChanged.connect(self._show_chosen)
        self._name.textEdited.connect(self._typed)
        self._width.edited.connect(self._typed)
        self._height.edited.connect(self._typed)
        self._delete.clicked.connect(self._delete_chosen)
        self._cancel.clicked.connect(self.reject)
        self._save.clicked.connect(self._finish)
        self._list(paper)

    def _chosen(self) -> Paper | None:
        """None for a new one."""
        return next((paper for paper in self._own if paper.name == self._which.currentData()), None)

    def _list(self, chosen: str) -> None:
        blocked = self._which.blockSignals(True)
        self._which.clear()
        self._which.add(_NEW, "New paper")
        for paper in self._own:
            self._which.add(paper.name, paper.name, f"{paper.width:g} × {paper.height:g} mm")
        self._which.setCurrentIndex(max(0, self._which.findData(chosen)))
        self._which.blockSignals(blocked)
        self._show_chosen()

    def _show_chosen(self) -> None:
        chosen = self._chosen()
        shown = chosen or _USUAL
        self._name.setText(shown.name)
        self._width.show_value(shown.width)
        self._height.show_value(shown.height)
        self._borderless.set_on(shown.is_borderless)
        set_usable(self._delete, "" if chosen else "Choose one of your own papers first.")
        self._say("")
        self._name.setFocus()

    def _typed(self) -> None:
        # it goes away as soon as all is right, and comes with Save
        if self._problem.text():
            self._made()

    def _made(self) -> Paper | None:
        """What is typed. None where it cannot be, which is said."""
        row = {
            "name": self._name.text(),
            "width": self._width.value(),
            "height": self._height.value(),
            "is_borderless": self._borderless.is_on(),
        }
        chosen = self._chosen()
        try:
            paper = paper_from(row)
            check_name(paper.name, (*bundled_papers(), *(other for other in self._own if other is not chosen)))
        except PaperError as error:
            self._say(str(error))
            return None
        self._say("")
        return paper

    def _say(self, problem: str) -> None:
        self._problem.say(problem, Tone.WARN)
        self.fit()

    def _finish(self) -> None:
        paper, chosen = self._made(), self._chosen()
        if paper is None:
            return
        if chosen is None:
            self._own = (*self._own, paper)
        else:
            self._own = tuple(paper if other is chosen else other for other in self._own)
        self.changed.emit(self._own, paper)
        self.accept()

    def _delete_chosen(self) -> None:
        chosen = self._chosen()
        self._own = tuple(other for other in self._own if other is not chosen)
        self.changed.emit(self._own, None)
        self._list(_NEW)

    def _lay_out(self) -> None:
        self.body.addWidget(section("Paper"))
        self.body.addWidget(self._which)
        self.body.addSpacing(4)
        self.body.addWidget(section("Name"))
        self.body.addWidget(self._name)
        self.body.addSpacing(4)
        sides = QGridLayout()
        sides.setHorizontalSpacing(12)
        sides.setVerticalSpacing(8)
        for column, (name, field) in enumerate((("Width", self._width), ("Height", self._height))):
            sides.addWidget(section(name), 0, column)
            sides.addWidget(field, 1, column)
            sides.setColumnStretch(column, 1)
        self.body.addLayout(sides)
        self.body.addSpacing(4)
        self.body.addWidget(FieldBox(self._borderless))
        self.body.addWidget(self._problem)
        self.add_buttons([self._cancel, self._save], self._delete)
