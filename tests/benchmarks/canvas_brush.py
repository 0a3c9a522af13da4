"""How long an event of the brush takes, with all it causes, against the floor, the limit and the whole-overlay way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF

from picwish_desktop.model.document import Document
from picwish_desktop.model.mask import wait_until_packed
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.tool import Tool
from tests.benchmarks.canvas_baselines import Bare, Passes, whole_overlay
from tests.benchmarks.canvas_stage import EVENTS, Shown, paths, stroke
from tests.benchmarks.measuring import at_least, at_most, p50, p99, undisturbed
from tests.benchmarks.row import Row


def brushes(shown: Shown, radius: int, case: str) -> list[Row]:
    """The pictures take turns, stroke by stroke."""
    brushes = {name: _Brushing(canvas, document, radius) for name, (canvas, document) in shown.items()}
    for brush in brushes.values():
        brush.warm_up()
    with undisturbed():
        for path in paths():
            for brush in brushes.values():
                brush.paint(path)
    rows = [row for name, brush in brushes.items() for row in brush.rows(f"{name}, {case}")]
    small, large = brushes["16 MP"], brushes["100 MP"]
    return [
        *rows,
        at_most(f"100 MP / 16 MP, {case}, p50", large.single / small.single, 1.2),
        at_most(f"100 MP / 16 MP, {case}, with all it causes", large.event / small.event, 1.2),
    ]


class _Brushing:
    """Strokes on one picture, each followed by what it is measured by."""

    def __init__(self, canvas: Canvas, document: Document, radius: int) -> None:
        self._canvas, self._document, self._radius = canvas, document, radius
        canvas.set_tool(Tool.BRUSH)
        canvas.set_brush_size(2 * radius)
        self._bare = Bare()
        self._passes = Passes(document.selection.mask)
        self._singles: list[float] = []
        self._releases: list[float] = []
        self._ours: list[float] = []
        self._floor: list[float] = []
        self._floor_singles: list[float] = []
        self._limit_singles: list[float] = []
        self._write_singles: list[float] = []
        self._limit: list[float] = []

    def warm_up(self) -> None:
        """What is made for the first stroke of this size is not made for each."""
        stroke(self._canvas, next(paths()))
        self._document.clear_selection()
        wait_until_packed()

    def paint(self, path: Sequence[QPointF]) -> None:
        times = stroke(self._canvas, path, self._releases)
        # a hand takes longer from one stroke to the next
        wait_until_packed()
        self._singles += times
        # the mean of a stroke: some of its moves put several lines into the mask
        self._ours.append(float(np.mean(times)))
        reach = self._radius * self._canvas.viewport.scale
        floor = self._bare.stroke(path, reach)
        limit, writes = self._passes.along(self._canvas, path, self._radius)
        self._floor.append(float(np.mean(floor)))
        self._limit.append(float(np.mean(limit)))
        self._floor_singles += floor
        self._limit_singles += limit
        self._write_singles += writes

    @property
    def single(self) -> float:
        """Milliseconds, median of the events."""
        return p50(self._singles)

    @property
    def event(self) -> float:
        """Milliseconds with its share of what comes later, median of the strokes."""
        return p50(self._ours)

    def rows(self, case: str) -> list[Row]:
        base = p50(self._floor) + p50(self._limit)
        single, floor = self.single, p50(self._floor_singles)
        limit, writes = p50(self._limit_singles), p50(self._write_singles)
        rows = [
            Row(f"brush event, {case}, with all it causes", self.event, "ms"),
            Row(f"brush event, {case}, p50", single, "ms"),
            Row(f"brush event, {case}, p99", p99(self._singles), "ms"),
            Row(f"release of a stroke of {EVENTS}, {case}, p50", p50(self._releases), "ms"),
            Row(f"floor, {case}, p50", floor, "ms"),
            Row(f"limit, {case}, p50", limit, "ms"),
            at_most(f"brush event / (floor + limit), {case}, p50", single / (floor + limit), 1.5),
            Row(f"brush event / (floor + a limit that only writes), {case}, p50", single / (floor + writes), "times"),
            at_most(f"brush event / (floor + limit), {case}, with all it causes", self.event / base, 1.5),
        ]
        if self._radius <= 50:
            whole = whole_overlay(self._canvas, self._document, next(paths()), self._radius)
            name = f"whole-overlay way / brush event, {case}"
            rows.append(at_least(f"{name}, p50", whole / single, 1000))
            rows.append(at_least(f"{name}, with all it causes", whole / self.event, 1000))
        self._document.clear_selection()
        return rows
