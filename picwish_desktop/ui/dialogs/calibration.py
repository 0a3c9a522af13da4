"""Calibrating a printer: print a ruler, measure it, type what was measured."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeAlias

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget
from shiboken6 import isValid

from picwish_desktop.idphoto.calibration import (
    Calibration,
    CalibrationError,
    CalibrationStore,
    RulerPage,
    calibration_from,
    ruler_page,
)
from picwish_desktop.model.sheet import Paper
from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.id_photo.printer_pages import PrintError
from picwish_desktop.ui.id_photo.printing import PrintOutcome, PrintResult
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.choice import Choice
from picwish_desktop.ui.widgets.labels import note, section
from picwish_desktop.ui.widgets.millimetre_field import MillimetreField
from picwish_desktop.ui.widgets.usable import set_usable
from picwish_desktop.ui.widgets.verdict import Tone, Verdict

_MOST_MM = 999.9
_UNNOTICED = 0.0005
"""A share that cannot be measured with a ruler."""

PrintRuler: TypeAlias = Callable[[RulerPage, str], Awaitable[PrintResult]]
"""Prints it on the printer of that name, or one that the person chooses instead. Raises PrintError."""
Spawn: TypeAlias = Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]]


class CalibrationDialog(Dialog):
    """Show it with `open()`. It keeps in `store` what was measured."""

    def __init__(
        self,
        printers: Sequence[str],
        papers: Sequence[Paper],
        store: CalibrationStore,
        print_ruler: PrintRuler,
        spawn: Spawn,
        *,
        paper: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`paper`: the name of the one that is chosen first."""
        super().__init__("Calibrate the printer", 460, parent)
        self._papers = {each.name: each for each in papers}
        self._store = store
        self._print_ruler = print_ruler
        self._spawn = spawn
        self._printing: asyncio.Task[None] | None = None
        self._printer = Choice("Printer", "Every printer has its own calibration")
        for name in printers:
            self._printer.add(name, name)
        self._paper = Choice("Paper", "Printers draw papers in differently: every paper has its own calibration")
        for name in self._papers:
            self._paper.add(name, name)
        if paper in self._papers:
            self._paper.set_current(paper)
        self._print = push_button("Print the ruler…", "Two rulers, one along each side of the paper")
        self._across = MillimetreField(
            "Horizontal ruler as measured", "How long the horizontal ruler is on the paper, from 0 to its end", _MOST_MM
        )
        self._down = MillimetreField(
            "Vertical ruler as measured", "How long the vertical ruler is on the paper, from 0 to its end", _MOST_MM
        )
        self._lengths = section("")
        self._said = Verdict()
        self._forget = push_button("Forget", "Print as the printer does it by itself")
        self._cancel = push_button("Cancel", "Change nothing (Esc)")
        self._save = push_button("Save", "Print every sheet on this printer and paper so (Enter)", "primary")
        self._lay_out()
        self._printer.currentIndexChanged.connect(self._show_kept)
        self._paper.currentIndexChanged.connect(self._show_kept)
        self._print.clicked.connect(self._start_printing)
        self._across.edited.connect(self._tell)
        self._down.edited.connect(self._tell)
        self._forget.clicked.connect(self._forget_kept)
        self._cancel.clicked.connect(self.reject)
        self._save.clicked.connect(self._finish)
        self._show_kept()

    def choose(self, printer: str, paper: str) -> None:
        """As if the person had; a printer that is not in the list is put there."""
        if self._printer.findData(printer) < 0:
            self._printer.add(printer, printer)
        self._printer.set_current(printer)
        self._paper.set_current(paper)

    def done(self, result: int) -> None:
        if self._printing is not None:
            self._printing.cancel()
        super().done(result)

    def _names(self) -> tuple[str, str]:
        """Of the printer and the paper; "" where there is none."""
        return self._printer.currentData() or "", self._paper.currentData() or ""

    def _ruler(self) -> RulerPage | None:
        """None where the paper is too small for one."""
        try:
            return ruler_page(self._papers[self._names()[1]])
        except (CalibrationError, KeyError):
            return None

    # what is measured

    def _show_kept(self) -> None:
        printer, paper = self._names()
        ruler, kept = self._ruler(), self._store.load(printer, paper)
        if ruler is not None:
            self._lengths.setText(f"What the rulers of {ruler.length:g} mm measure on the paper")
            self._across.show_value(ruler.length / (kept.scale_x if kept else 1))
            self._down.show_value(ruler.length / (kept.scale_y if kept else 1))
        problem = self._problem()
        for widget in (self._print, self._across, self._down, self._save):
            set_usable(widget, problem)
        set_usable(self._forget, "" if kept else "Nothing is kept for this printer and paper.")
        if problem:
            self._say(problem, Tone.WARN)
        elif kept is None:
            self._say("Not calibrated yet. Print the ruler, measure both rulers, and type their lengths.")
        else:
            self._say(consequence(kept))

    def _problem(self) -> str:
        printer, paper = self._names()
        if not printer:
            return "This computer has no printer. Add one in the system’s settings."
        try:
            ruler_page(self._papers[paper])
        except CalibrationError as error:
            return str(error)
        return ""

    def _tell(self) -> Calibration | None:
        """Say what follows from what is typed, or why nothing can."""
        ruler = self._ruler()
        if ruler is None:
            return None
        try:
            calibration = calibration_from(self._across.value(), self._down.value(), ruler.length)
        except CalibrationError as error:
            self._say(str(error), Tone.WARN)
            return None
        self._say(consequence(calibration))
        return calibration

    def _say(self, sentence: str, tone: Tone = Tone.NOTE) -> None:
        self._said.say(sentence, tone)
        self.fit()

    # keeping it

    def _finish(self) -> None:
        calibration = self._tell()
        if calibration is not None and self._is_written(lambda: self._store.save(*self._names(), calibration)):
            self.accept()

    def _forget_kept(self) -> None:
        if self._is_written(lambda: self._store.forget(*self._names())):
            self._show_kept()

    def _is_written(self, write: Callable[[], None]) -> bool:
        try:
            write()
        except OSError as error:
            self._say(f"The calibration cannot be kept: {error.strerror or error}.", Tone.WARN)
            return False
        return True

    # the ruler

    def _start_printing(self) -> None:
        ruler = self._ruler()
        if ruler is not None and self._printing is None:
            self._printing = self._spawn(self._print_on(ruler, *self._names()))

    async def _print_on(self, ruler: RulerPage, printer: str, paper: str) -> None:
        said, tone = "", Tone.NOTE
        try:
            result = await self._print_ruler(ruler, printer)
            if result.outcome is PrintOutcome.PRINTED:
                said = "The ruler is being printed. Measure it when it is dry, and type both lengths."
                printer = result.printer or printer
        except PrintError as error:
            said, tone = str(error), Tone.WARN
        finally:
            if isValid(self):
                self._printing = None
        if isValid(self) and said:
            self.choose(printer, paper)
            self._say(said, tone)

    def _lay_out(self) -> None:
        self.body.addWidget(
            note(
                "Some printers print a little too long or too short. Once it is measured, every sheet makes up for it."
            )
        )
        self.body.addSpacing(4)
        for name, choice in (("Printer", self._printer), ("Paper", self._paper)):
            self.body.addWidget(section(name))
            self.body.addWidget(choice)
            self.body.addSpacing(4)
        row = QHBoxLayout()
        row.addWidget(self._print)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addSpacing(8)
        self.body.addWidget(self._lengths)
        fields = QGridLayout()
        fields.setHorizontalSpacing(12)
        fields.setVerticalSpacing(4)
        for column, (name, field) in enumerate((("Horizontal", self._across), ("Vertical", self._down))):
            fields.addWidget(note(name), 0, column)
            fields.addWidget(field, 1, column)
            fields.setColumnStretch(column, 1)
        self.body.addLayout(fields)
        self.body.addWidget(self._said)
        self.add_buttons([self._cancel, self._save], self._forget)


def consequence(calibration: Calibration) -> str:
    """What the printer does, and what is done about it."""
    across, down = (_deviation(scale) for scale in (calibration.scale_x, calibration.scale_y))
    if not across and not down:
        return "This printer prints exactly. Sheets are printed as they are."
    if across == down:
        return f"This printer prints {across}; sheets are {_made(calibration.scale_x)} to match."
    parts = [f"{words} {where}" for words, where in ((across, "horizontally"), (down, "vertically")) if words]
    scales = [scale for scale, words in ((calibration.scale_x, across), (calibration.scale_y, down)) if words]
    made = {_made(scale) for scale in scales}
    done = made.pop() if len(made) == 1 else "scaled"
    return f"This printer prints {' and '.join(parts)}; sheets are {done} to match."


def _deviation(scale: float) -> str:
    """Such as “0.8 % too short”; "" for none."""
    longer = 1 / scale - 1
    if abs(longer) < _UNNOTICED:
        return ""
    return f"{abs(longer) * 100:.1f} % too {'long' if longer > 0 else 'short'}"


def _made(scale: float) -> str:
    return "enlarged" if scale > 1 else "made smaller"
