"""Printers that print a little too long or too short: a ruler to measure, and what makes up for it.

A printer's error is taken to be one factor along each side of the paper, from the paper's top left corner.
"""

from __future__ import annotations

import json
import logging
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from picwish_desktop.model.sheet import CutMark, Paper, SheetPage
from picwish_desktop.storage.atomic import write_atomically

log = logging.getLogger(__name__)

NOMINAL_MM = 100.0
LEAST, MOST = 0.9, 1.1
"""How long a printer prints what should be 1; else it was measured wrongly, or the printer fits pages to the paper."""

_EDGE = 5.0
"""Of the paper, in millimetres, that many printers leave white."""
_TICKS = {10: 4.0, 5: 2.5, 1: 1.5}
"""How long the ruler's ticks are at every so many millimetres."""
_CORNER = 13.0
"""From the paper's edges to where the rulers meet: room for white, numbers and ticks."""
_END = 7.0
"""From the end of a ruler to the paper's edge: room for white and half a number."""
_SHORTEST_RULER = 20
_TEXT_MM = 3.0
_LETTER_WIDTH = 0.5
"""Of a font's height, on average."""


class CalibrationError(Exception):
    """A sentence for a person: why a printer cannot be calibrated so, what to do."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What lengths are multiplied with so that they are right on the paper."""

    scale_x: float
    """Along the paper's short side."""
    scale_y: float


class Label(NamedTuple):
    text: str
    x: float
    """Of the text's middle, in millimetres."""
    y: float
    """Of its baseline."""
    height: float
    """Of the font, in millimetres."""


@dataclass(frozen=True, slots=True)
class RulerPage:
    paper: Paper
    """Upright: the horizontal ruler lies along its short side."""
    lines: tuple[CutMark, ...]
    labels: tuple[Label, ...]
    length: float
    """Of both rulers, in millimetres: the nominal length; shorter than 100 on a small paper."""


def calibration_from(measured_x_mm: float, measured_y_mm: float, nominal_mm: float = NOMINAL_MM) -> Calibration:
    """From the lengths that a person measured on the horizontal and the vertical ruler. Raises CalibrationError."""
    for measured in (measured_x_mm, measured_y_mm):
        if not LEAST <= measured / nominal_mm <= MOST:
            raise CalibrationError(
                f"Measure again: a ruler of {nominal_mm:g} mm cannot be {measured:g} mm long in print, only "
                f"{nominal_mm * LEAST:g} to {nominal_mm * MOST:g} mm. Does the printer fit pages to the paper?"
            )
    return Calibration(nominal_mm / measured_x_mm, nominal_mm / measured_y_mm)


def calibrated(page: SheetPage, calibration: Calibration) -> SheetPage:
    """The page that this printer prints exactly, scaled from the paper's top left corner.

    Where that would push copies over the paper's far edge, all are moved back by as much; where even that does not
    keep them on the paper, raises CalibrationError. Marks end at the paper's edge.
    """
    paper = page.paper
    x, y = calibration.scale_x, calibration.scale_y
    if paper.width > paper.height:
        x, y = y, x
    copies = [
        replace(copy, x=copy.x * x, y=copy.y * y, width=copy.width * x, height=copy.height * y) for copy in page.photos
    ]
    dx = min(0.0, paper.width - max((copy.x + copy.width for copy in copies), default=0.0))
    dy = min(0.0, paper.height - max((copy.y + copy.height for copy in copies), default=0.0))
    moved = [replace(copy, x=copy.x + dx, y=copy.y + dy) for copy in copies]
    if any(copy.x < 0 or copy.y < 0 for copy in moved):
        raise CalibrationError(
            f"This printer prints smaller than it should, and made larger the photos reach over the edge of "
            f"“{paper.name}”. Choose a larger margin or fewer copies."
        )
    marks = (
        CutMark(
            min(max(mark.x0 * x + dx, 0.0), paper.width),
            min(max(mark.y0 * y + dy, 0.0), paper.height),
            min(max(mark.x1 * x + dx, 0.0), paper.width),
            min(max(mark.y1 * y + dy, 0.0), paper.height),
        )
        for mark in page.marks
    )
    return SheetPage(paper, tuple(moved), tuple(mark for mark in marks if (mark.x0, mark.y0) != (mark.x1, mark.y1)))


def ruler_page(paper: Paper) -> RulerPage:
    """Two rulers with millimetres that meet in a corner, 100 mm long or as long as fits. Raises CalibrationError."""
    upright = paper if paper.width <= paper.height else paper.turned
    length = min(int(NOMINAL_MM), int(upright.width - _CORNER - _END) // 10 * 10)
    if length < _SHORTEST_RULER:
        raise CalibrationError(f"“{paper.name}” is too small for a ruler. Calibrate the printer with a larger paper.")
    start = _CORNER
    lines = [CutMark(start, start, start + length, start), CutMark(start, start, start, start + length)]
    labels = []
    for at in range(length + 1):
        tick = next(tick for every, tick in _TICKS.items() if at % every == 0)
        lines.append(CutMark(start + at, start - tick, start + at, start))
        lines.append(CutMark(start - tick, start + at, start, start + at))
        if at % 10 == 0:
            labels.append(Label(str(at), start + at, start - tick - 1, _TEXT_MM))
            labels.append(Label(str(at), start - tick - _TEXT_MM, start + at + _TEXT_MM / 3, _TEXT_MM))
    return RulerPage(upright, tuple(lines), (*labels, *_instruction(upright, length)), float(length))


def _instruction(paper: Paper, length: int) -> list[Label]:
    lines = [
        f"Measure both rulers from 0 to {length},",
        "the horizontal and the vertical one,",
        "and type both lengths.",
    ]
    width = _LETTER_WIDTH * max(len(line) for line in lines)
    height = min(4.0, (paper.width - _CORNER - _EDGE) / width)
    x, y = (_CORNER + paper.width - _EDGE) / 2, _CORNER + length / 2
    return [Label(line, x, y + number * 1.4 * height, height) for number, line in enumerate(lines)]


class CalibrationStore:
    """For each printer and paper, by their names; a JSON file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, printer: str, paper: str) -> Calibration | None:
        """None where none is kept. Never fails."""
        return self._read().get(printer, {}).get(paper)

    def save(self, printer: str, paper: str, calibration: Calibration) -> None:
        """Raises OSError."""
        kept = self._read()
        kept.setdefault(printer, {})[paper] = calibration
        self._write(kept)

    def forget(self, printer: str, paper: str) -> None:
        """Raises OSError."""
        kept = self._read()
        if kept.get(printer, {}).pop(paper, None) is not None:
            self._write(kept)

    def _read(self) -> dict[str, dict[str, Calibration]]:
        try:
            stored = json.loads(self._path.read_text("utf-8"))
            return {
                str(printer): {str(paper): _calibration(scales) for paper, scales in papers.items()}
                for printer, papers in stored.items()
            }
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
            log.warning("calibrations at %s cannot be read: %s", self._path, error)
            return {}

    def _write(self, kept: dict[str, dict[str, Calibration]]) -> None:
        rows = {
            printer: {paper: [calibration.scale_x, calibration.scale_y] for paper, calibration in papers.items()}
            for printer, papers in kept.items()
            if papers
        }
        write_atomically(self._path, json.dumps(rows, indent=2, ensure_ascii=False).encode())


def _calibration(scales: object) -> Calibration:
    """Raises ValueError, TypeError."""
    x, y = (float(scale) for scale in scales) if isinstance(scales, list) else (math.nan, math.nan)
    if not all(1 / MOST - 1e-9 <= scale <= 1 / LEAST + 1e-9 for scale in (x, y)):
        raise ValueError(f"no calibration: {scales}")
    return Calibration(x, y)
