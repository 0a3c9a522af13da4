"""Pages on a printer, whatever its resolution, margins and papers: a millimetre is a millimetre."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from picwish_desktop.model.sheet import MM_PER_INCH, Paper

_SAME_PAPER = 3.5
"""Millimetres by which a printer's paper may differ from the sheet's: many know 10 × 15 cm as 4 × 6 inches."""
_OVER_THE_EDGE = 0.5
"""Millimetres that a printer's paper may be shorter than what is painted on it: papers have whole points."""


class PrintError(Exception):
    """A sentence for a person: why nothing was printed, what to do."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page that knows how it is painted."""

    width: float
    """How far it reaches from the paper's left edge, in millimetres."""
    height: float
    steps: Callable[[QPainter], Iterator[None]]


def full_page(paper: Paper) -> QPageLayout:
    """The paper to its edges; what the printer leaves white there is left white, and nothing is moved or scaled."""
    turned = QPageLayout.Orientation.Landscape
    upright = QPageLayout.Orientation.Portrait
    size = QSizeF(min(paper.width, paper.height), max(paper.width, paper.height))
    # the nearest standard size would be up to a millimetre off
    page = QPageSize(size, QPageSize.Unit.Millimeter, paper.name, QPageSize.SizeMatchPolicy.ExactMatch)
    layout = QPageLayout(page, turned if paper.width > paper.height else upright, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def settle(printer: QPrinter, paper: Paper, leaves: Sequence[Leaf]) -> None:
    """The paper and its edges again, which the system's dialog may have changed. Raises PrintError where what is to be
    printed does not fit on what the printer has then."""
    printer.setFullPage(True)
    # a printer's own name for the same size may say more, such as that it prints to the edge
    if not _is_same(printer, paper):
        printer.setPageLayout(full_page(paper))
    room = printer.pageLayout().fullRect(QPageLayout.Unit.Millimeter)
    if any(
        leaf.width > room.width() + _OVER_THE_EDGE or leaf.height > room.height() + _OVER_THE_EDGE for leaf in leaves
    ):
        raise PrintError(
            f"The printer is set to a paper of {room.width():.0f} × {room.height():.0f} mm, and the sheet is made for "
            f"“{paper.name}”. Choose that paper in the printer’s properties."
        )


def _is_same(printer: QPrinter, paper: Paper) -> bool:
    room = printer.pageLayout().fullRect(QPageLayout.Unit.Millimeter)
    return max(abs(room.width() - paper.width), abs(room.height() - paper.height)) <= _SAME_PAPER


def page_order(printer: QPrinter, count: int) -> list[int]:
    """The pages as they are painted one after the other: those chosen, as often as the printer cannot do it itself."""
    ranges = printer.pageRanges()
    pages = [number for number in range(count) if ranges.isEmpty() or ranges.contains(number + 1)]
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        pages.reverse()
    times = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    if printer.collateCopies():
        return pages * times
    return [number for number in pages for _ in range(times)]


async def paint(printer: QPrinter, leaves: Sequence[Leaf]) -> None:
    """On the window's thread, which goes on after each copy: painting holds Python's lock, so that a thread of its own
    would stop the window just as long. Raises PrintError."""
    if not leaves:
        raise PrintError("The sheet has none of the pages that were chosen. Choose others, or all.")
    painter = QPainter()
    if not painter.begin(printer):
        raise PrintError(_refusal(printer))
    is_done = False
    try:
        for number, leaf in enumerate(leaves):
            if number and not printer.newPage():
                raise PrintError(_refusal(printer))
            painter.resetTransform()
            painter.scale(printer.logicalDpiX() / MM_PER_INCH, printer.logicalDpiY() / MM_PER_INCH)
            for _ in leaf.steps(painter):
                await asyncio.sleep(0)
        is_done = True
    finally:
        if not is_done:
            # half a sheet is paper thrown away
            printer.abort()
        painter.end()
    if printer.printerState() == QPrinter.PrinterState.Error:
        raise PrintError(_refusal(printer))


def _refusal(printer: QPrinter) -> str:
    if file := printer.outputFileName():
        return f"“{file}” cannot be written. Choose another folder."
    return f"“{printer.printerName()}” does not take the sheet. See whether it is switched on and connected."
