"""Calibrating a printer: the ruler is printed, what is measured is kept, what cannot be is said."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from picwish_desktop.idphoto.calibration import Calibration, CalibrationStore, RulerPage, calibration_from
from picwish_desktop.idphoto.papers import bundled_papers
from picwish_desktop.model.sheet import Paper
from picwish_desktop.ui.dialogs.calibration import CalibrationDialog, consequence
from picwish_desktop.ui.id_photo.printer_pages import PrintError
from picwish_desktop.ui.id_photo.printing import PrintOutcome, PrintResult
from picwish_desktop.ui.widgets.choice import Choice
from picwish_desktop.ui.widgets.millimetre_field import MillimetreField
from tests.waiting import until

TINY = Paper("Tiny", 30, 40)


class Press:
    """Prints rulers, as the program is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[RulerPage, str]] = []
        self.answer: PrintResult | PrintError = PrintResult(PrintOutcome.PRINTED, "Lab")
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.tasks: list[asyncio.Task[Any]] = []

    async def print_ruler(self, ruler: RulerPage, printer: str) -> PrintResult:
        self.asked.append((ruler, printer))
        await self.may_answer.wait()
        if isinstance(self.answer, PrintError):
            raise self.answer
        return self.answer

    def spawn(self, coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        self.tasks.append(asyncio.get_running_loop().create_task(coroutine))
        return self.tasks[-1]


@pytest.fixture
def store(tmp_path: Path) -> CalibrationStore:
    return CalibrationStore(tmp_path / "calibrations.json")


@pytest.fixture
def press() -> Press:
    return Press()


class Open:
    """The dialog and what is in it."""

    def __init__(
        self, qtbot: QtBot, store: CalibrationStore, press: Press, printers: tuple[str, ...] = ("Lab", "Office")
    ) -> None:
        papers = (*bundled_papers(), TINY)
        self.dialog = CalibrationDialog(printers, papers, store, press.print_ruler, press.spawn, paper="A4")
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(self.dialog)
        self.dialog.open()
        self.qtbot = qtbot
        self.across, self.down = self.dialog.findChildren(MillimetreField)
        self.printer, self.paper = self.dialog.findChildren(Choice)

    def button(self, text: str) -> QPushButton:
        return next(button for button in self.dialog.findChildren(QPushButton) if button.text() == text)

    def press(self, text: str) -> None:
        self.qtbot.mouseClick(self.button(text), Qt.MouseButton.LeftButton)

    def said(self) -> str:
        return "\n".join(label.text() for label in self.dialog.findChildren(QLabel) if label.isVisible())

    def type(self, field: MillimetreField, text: str) -> None:
        field.selectAll()
        self.qtbot.keyClicks(field, text)


@pytest.fixture
def opened(qtbot: QtBot, store: CalibrationStore, press: Press) -> Open:
    return Open(qtbot, store, press)


def test_what_is_measured_is_kept_for_the_printer_and_paper(opened: Open, store: CalibrationStore) -> None:
    assert "Not calibrated yet" in opened.said()
    opened.type(opened.across, "99.2")
    opened.type(opened.down, "99,2")
    assert "This printer prints 0.8 % too short; sheets are enlarged to match." in opened.said()
    opened.press("Save")
    assert store.load("Lab", "A4") == calibration_from(99.2, 99.2)
    assert store.load("Office", "A4") is None
    assert not opened.dialog.isVisible()


def test_enter_saves_and_escape_does_not(qtbot: QtBot, store: CalibrationStore, press: Press) -> None:
    opened = Open(qtbot, store, press)
    opened.type(opened.across, "101")
    qtbot.keyClick(opened.across, Qt.Key.Key_Escape)
    assert not opened.dialog.isVisible()
    assert store.load("Lab", "A4") is None
    opened = Open(qtbot, store, press)
    opened.type(opened.across, "101")
    qtbot.keyClick(opened.across, Qt.Key.Key_Return)
    assert store.load("Lab", "A4") == calibration_from(101, 100)


def test_what_cannot_be_is_said_and_not_kept(opened: Open, store: CalibrationStore) -> None:
    opened.type(opened.down, "80")
    assert "Measure again: a ruler of 100 mm cannot be 80 mm long" in opened.said()
    opened.press("Save")
    assert opened.dialog.isVisible()
    assert store.load("Lab", "A4") is None
    opened.type(opened.down, "100")
    assert "Measure again" not in opened.said()


def test_what_is_kept_is_shown_and_can_be_forgotten(qtbot: QtBot, store: CalibrationStore, press: Press) -> None:
    store.save("Office", "A4", calibration_from(99.2, 100.5))
    opened = Open(qtbot, store, press)
    assert not opened.button("Forget").isEnabled()
    opened.dialog.choose("Office", "A4")
    assert (opened.across.value(), opened.down.value()) == (99.2, 100.5)
    opened.press("Forget")
    assert store.load("Office", "A4") is None
    assert opened.dialog.isVisible()
    assert (opened.across.value(), opened.down.value()) == (100, 100)
    assert not opened.button("Forget").isEnabled()


def test_a_short_ruler_is_measured_against_its_own_length(opened: Open, store: CalibrationStore) -> None:
    opened.dialog.choose("Lab", "10 × 15 cm")
    assert "rulers of 80 mm" in opened.said()
    assert opened.across.value() == 80
    opened.type(opened.across, "79.2")
    opened.press("Save")
    kept = store.load("Lab", "10 × 15 cm")
    assert kept is not None
    assert kept.scale_x == pytest.approx(80 / 79.2)


def test_a_paper_that_is_too_small_says_so(opened: Open) -> None:
    opened.dialog.choose("Lab", "Tiny")
    assert "too small for a ruler" in opened.said()
    assert not opened.button("Save").isEnabled()
    assert "too small" in opened.button("Print the ruler…").toolTip()
    opened.dialog.choose("Lab", "A4")
    assert opened.button("Save").isEnabled()


def test_without_a_printer_there_is_nothing_to_calibrate(qtbot: QtBot, store: CalibrationStore, press: Press) -> None:
    opened = Open(qtbot, store, press, printers=())
    assert "This computer has no printer" in opened.said()
    assert not opened.button("Print the ruler…").isEnabled()
    assert not opened.button("Save").isEnabled()


def test_a_calibration_that_cannot_be_written_is_said(
    qtbot: QtBot, store: CalibrationStore, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "save", refuse)
    opened = Open(qtbot, store, press)
    opened.press("Save")
    assert "cannot be kept: No space left on device." in opened.said()
    assert opened.dialog.isVisible()


async def test_the_ruler_is_printed_for_the_chosen_printer_and_paper(opened: Open, press: Press) -> None:
    opened.dialog.choose("Office", "10 × 15 cm")
    press.answer = PrintResult(PrintOutcome.PRINTED, "Office")
    opened.press("Print the ruler…")
    await until(lambda: "Measure it when it is dry" in opened.said())
    ((ruler, printer),) = press.asked
    assert (printer, ruler.paper.name) == ("Office", "10 × 15 cm")


async def test_a_second_click_prints_no_second_ruler(opened: Open, press: Press) -> None:
    press.may_answer.clear()
    opened.press("Print the ruler…")
    opened.press("Print the ruler…")
    await until(lambda: bool(press.asked))
    press.may_answer.set()
    await asyncio.gather(*press.tasks)
    assert len(press.asked) == 1
    opened.press("Print the ruler…")
    await asyncio.gather(*press.tasks)
    assert len(press.asked) == 2


async def test_the_printer_of_the_systems_dialog_is_the_one_calibrated(
    opened: Open, press: Press, store: CalibrationStore
) -> None:
    press.answer = PrintResult(PrintOutcome.PRINTED, "Found there")
    opened.press("Print the ruler…")
    await until(lambda: opened.printer.currentText() == "Found there")
    opened.type(opened.across, "99")
    opened.press("Save")
    assert store.load("Found there", "A4") is not None
    assert store.load("Lab", "A4") is None


async def test_printing_that_fails_is_said(opened: Open, press: Press) -> None:
    press.answer = PrintError("“Lab” does not take the sheet.")
    opened.press("Print the ruler…")
    await until(lambda: "does not take the sheet" in opened.said())


async def test_what_was_typed_stays_where_nothing_was_printed(opened: Open, press: Press) -> None:
    press.answer = PrintResult(PrintOutcome.CANCELLED)
    opened.type(opened.across, "99")
    opened.press("Print the ruler…")
    await asyncio.gather(*press.tasks)
    assert opened.across.value() == 99
    assert "1.0 % too short" in opened.said()


async def test_closing_stops_the_printing(opened: Open, press: Press) -> None:
    press.may_answer.clear()
    opened.press("Print the ruler…")
    await until(lambda: bool(press.asked))
    opened.press("Cancel")
    await until(lambda: press.tasks[0].cancelled())


def test_everything_is_named_and_explained(opened: Open) -> None:
    for widget in (opened.across, opened.down, opened.printer, opened.paper, *opened.dialog.findChildren(QPushButton)):
        assert widget.accessibleName()
        assert widget.toolTip()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        ((100, 100), "This printer prints exactly. Sheets are printed as they are."),
        ((99.2, 99.2), "This printer prints 0.8 % too short; sheets are enlarged to match."),
        ((101, 101), "This printer prints 1.0 % too long; sheets are made smaller to match."),
        ((100, 99), "This printer prints 1.0 % too short vertically; sheets are enlarged to match."),
        (
            (99.2, 100.5),
            "This printer prints 0.8 % too short horizontally and 0.5 % too long vertically; "
            "sheets are scaled to match.",
        ),
    ],
)
def test_what_follows_is_said(measured: tuple[float, float], said: str) -> None:
    assert consequence(calibration_from(*measured)) == said


def test_a_difference_nobody_can_measure_is_none() -> None:
    assert "exactly" in consequence(Calibration(1.0004, 0.9996))
