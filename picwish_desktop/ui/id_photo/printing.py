"""Sheets and rulers on a printer, through the system's dialog, at exact scale."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

from picwish_desktop.idphoto.calibration import (
    Calibration,
    CalibrationError,
    CalibrationStore,
    RulerPage,
    calibrated,
)
from picwish_desktop.model.sheet import Paper, SheetPage
from picwish_desktop.ui.dialogs.no_printer import NoPrinterDialog
from picwish_desktop.ui.id_photo.printer_pages import Leaf, PrintError, full_page, page_order, paint, settle
from picwish_desktop.ui.id_photo.sheet_painter import SheetPainter, paint_ruler


class PrintOutcome(Enum):
    PRINTED = auto()
    """Given to the printer."""
    CANCELLED = auto()
    PDF_WANTED = auto()
    """There is no printer, and the person asked for a PDF instead."""


@dataclass(frozen=True, slots=True)
class PrintResult:
    outcome: PrintOutcome
    printer: str = ""
    """The one that the person chose; "" for a file."""


@dataclass(frozen=True, slots=True)
class PrintSystem:
    """What the system has; tests have something else."""

    names: Callable[[], Sequence[str]]
    printer: Callable[[], QPrinter]
    dialog: Callable[[QPrinter, QWidget | None], QDialog]


def printer_names() -> list[str]:
    """The system's printers, the default one first."""
    default = QPrinterInfo.defaultPrinterName()
    return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: name != default)


SYSTEM = PrintSystem(printer_names, lambda: QPrinter(QPrinter.PrinterMode.HighResolution), QPrintDialog)


async def print_sheet(
    parent: QWidget | None,
    pages: Sequence[SheetPage],
    pictures: Sequence[QImage],
    calibrations: CalibrationStore,
    title: str,
    *,
    printer: str = "",
    system: PrintSystem = SYSTEM,
) -> PrintResult:
    """Ask where and how, and print `pages`, at least one and all of one paper. Raises PrintError.

    `pictures`: the sheet's photos. `title`: what the printer's queue says. `printer`: the one that is offered first.
    """
    paper = pages[0].paper

    def leaves(chosen: str) -> list[Leaf]:
        sheet = SheetPainter(pictures)
        calibration = calibrations.load(chosen, paper.name) if chosen else None
        return [_sheet_leaf(_as_printed(page, calibration), sheet) for page in pages]

    return await _print(parent, paper, len(pages), leaves, title, printer, system)


async def print_ruler(
    parent: QWidget | None, ruler: RulerPage, title: str, *, printer: str = "", system: PrintSystem = SYSTEM
) -> PrintResult:
    """Ask where and how, and print the ruler as the printer does it by itself, uncalibrated. Raises PrintError."""

    def steps(painter: QPainter) -> Iterator[None]:
        paint_ruler(painter, ruler)
        yield

    width, height = max(line.x1 for line in ruler.lines), max(line.y1 for line in ruler.lines)
    return await _print(parent, ruler.paper, 1, lambda _: [Leaf(width, height, steps)], title, printer, system)


def _as_printed(page: SheetPage, calibration: Calibration | None) -> SheetPage:
    if calibration is None:
        return page
    try:
        return calibrated(page, calibration)
    except CalibrationError as error:
        raise PrintError(str(error)) from error


def _sheet_leaf(page: SheetPage, sheet: SheetPainter) -> Leaf:
    width = max((copy.x + copy.width for copy in page.photos), default=0.0)
    height = max((copy.y + copy.height for copy in page.photos), default=0.0)
    return Leaf(width, height, lambda painter: sheet.steps(painter, page))


async def _print(
    parent: QWidget | None,
    paper: Paper,
    count: int,
    leaves: Callable[[str], list[Leaf]],
    title: str,
    offered: str,
    system: PrintSystem,
) -> PrintResult:
    names = system.names()
    if not names:
        no_printer = NoPrinterDialog(parent)
        wanted = await _answer(no_printer)
        return PrintResult(PrintOutcome.PDF_WANTED if wanted else PrintOutcome.CANCELLED)
    printer = system.printer()
    if offered in names:
        printer.setPrinterName(offered)
    printer.setDocName(title)
    printer.setCreator("PicWish Desktop")
    # the next page's photos would be on the back of this one's
    printer.setDuplex(QPrinter.DuplexMode.DuplexNone)
    printer.setPageLayout(full_page(paper))
    if not await _answer(_dialog(printer, parent, count, system)):
        return PrintResult(PrintOutcome.CANCELLED)
    is_file = bool(printer.outputFileName())
    chosen = "" if is_file else printer.printerName()
    made = leaves(chosen)
    settle(printer, paper, made)
    await paint(printer, [made[number] for number in page_order(printer, count)])
    return PrintResult(PrintOutcome.PRINTED, chosen)


def _dialog(printer: QPrinter, parent: QWidget | None, count: int, system: PrintSystem) -> QDialog:
    dialog = system.dialog(printer, parent)
    if isinstance(dialog, QPrintDialog):
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, count > 1)
        dialog.setMinMax(1, count)
    return dialog


async def _answer(dialog: QDialog) -> bool:
    """Whether the person agreed."""
    answered: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def answer(result: int) -> None:
        if not answered.done():
            answered.set_result(result)

    # it is read and deleted below
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.finished.connect(answer)
    # Not from within a task: on Windows `open` returns only when the person has answered, and runs the loop meanwhile.
    # Not `dialog.open`, which for a QPrintDialog takes a slot.
    QTimer.singleShot(0, dialog, partial(QDialog.open, dialog))
    try:
        return await answered == QDialog.DialogCode.Accepted
    finally:
        # the window may have closed, and taken it along
        if isValid(dialog):
            dialog.deleteLater()
