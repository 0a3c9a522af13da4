"""What an eraser's stroke and a stroke on a matte cost where the picture has six times the pixels: as much.

The pictures are looked at at the same scale and take turns. Each stroke is taken back before the next one, and so none
meets what another left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

import numpy as np
from PIL import Image
from PySide6.QtCore import QPointF

from picwish_desktop.model.cutout import Cutout, Matte
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.geometry import Rect, line_bounds
from picwish_desktop.model.mask import wait_until_packed
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.tool import Tool
from tests.benchmarks.canvas_stage import EVENTS, Shown, paint, paths, settled, stroke, zoom_to
from tests.benchmarks.measuring import at_most, p50, p99, timed, undisturbed
from tests.benchmarks.row import Row

RADIUS = 50
SCALES = {"12 %": 0.12, "100 %": 1.0}
"""The first shows about all of 100 MP."""
MATTE_BRUSHES = {"hard brush on a matte": 1.0, "soft brush on a matte": 0.2}
"""And how hard they are."""


def scaling(shown: Shown) -> list[Row]:
    """Of the first and the second of two pictures."""
    rows = []
    with _all_marked(shown):
        rows += _strokes(shown, "eraser")
        rows += _counting(shown)
    with _cut_out(shown):
        for name, hardness in MATTE_BRUSHES.items():
            for canvas, _ in shown.values():
                canvas.painting.hardness = hardness
            rows += _strokes(shown, name)
    return rows


@contextmanager
def _all_marked(shown: Shown) -> Iterator[None]:
    """With the eraser in hand."""
    for canvas, document in shown.values():
        document.mark_all()
        canvas.set_tool(Tool.ERASER)
        canvas.set_brush_size(2 * RADIUS)
    yield
    for canvas, document in shown.values():
        document.clear_selection()
        canvas.set_tool(Tool.BRUSH)


@contextmanager
def _cut_out(shown: Shown) -> Iterator[None]:
    """With the exact brush in hand, whose strokes remove from the middle of the subject."""
    for canvas, document in shown.values():
        photo = document.photo
        document.set_cutout("Cut out", Cutout(_matte(photo.width, photo.height), Edit("Cut out", "local", ()), "local"))
        canvas.set_job(CanvasJob.CUT_OUT)
        canvas.set_smart(False)
        canvas.set_tool(Tool.ERASER)
        canvas.set_brush_size(2 * RADIUS)
        canvas.draw_missing()
        paint()
    yield
    for canvas, document in shown.values():
        canvas.set_job(CanvasJob.MARK)
        document.set_cutout("Drop", None)
        canvas.set_tool(Tool.BRUSH)
        paint()


def _matte(width: int, height: int) -> Matte:
    """A soft ellipse over most of the picture."""
    y, x = np.mgrid[-1:1:256j, -1:1:256j]
    levels = np.clip(128 + (1 - np.hypot(x, y)) * 2000, 0, 255).astype(np.uint8)
    return np.array(Image.fromarray(levels).resize((width, height), Image.Resampling.BILINEAR))


def _strokes(shown: Shown, name: str) -> list[Row]:
    rows = []
    for zoom, scale in SCALES.items():
        strokes = {size: _Strokes(*pair) for size, pair in shown.items()}
        for canvas, _ in shown.values():
            zoom_to(canvas, scale)
        for each in strokes.values():
            each.draw(next(paths()))
            each.forget()
        with undisturbed():
            for path in paths():
                for each in strokes.values():
                    each.draw(path)
        small, large = strokes.values()
        for size, each in strokes.items():
            rows += each.rows(f"{name}, {size}, radius {RADIUS}, {zoom}")
        case = f"{' / '.join(reversed(strokes))}, {name}, radius {RADIUS}, {zoom}"
        rows += [
            at_most(f"event, {case}", p50(large.events) / p50(small.events), 1.2),
            at_most(f"release, {case}", p50(large.releases) / p50(small.releases), 1.2),
            at_most(f"undo, {case}", p50(large.undos) / p50(small.undos), 1.2),
        ]
    return rows


class _Strokes:
    """On one picture, in milliseconds."""

    def __init__(self, canvas: Canvas, document: Document) -> None:
        self._canvas, self._document = canvas, document
        self._singles: list[float] = []
        self.events: list[float] = []
        """The mean of each stroke: some of its moves put several lines into the mask."""
        self.releases: list[float] = []
        self.undos: list[float] = []

    def draw(self, path: Sequence[QPointF]) -> None:
        times = stroke(self._canvas, path, self.releases)
        # a hand takes longer from one to the next
        wait_until_packed()
        self._singles += times
        self.events.append(float(np.mean(times)))
        self.undos.append(settled(self._canvas, self._document.undo))

    def forget(self) -> None:
        """What was measured while it warmed up."""
        for times in (self._singles, self.events, self.releases, self.undos):
            times.clear()

    def rows(self, case: str) -> list[Row]:
        return [
            Row(f"{case}, event with all it causes", p50(self.events), "ms"),
            Row(f"{case}, event, p99", p99(self._singles), "ms"),
            Row(f"{case}, release of {EVENTS}, p50", p50(self.releases), "ms"),
            Row(f"{case}, undo, p50", p50(self.undos), "ms"),
        ]


def _counting(shown: Shown) -> list[Row]:
    """Keeping the count of what is marked, where an eraser takes from it."""
    times: dict[str, list[float]] = {size: [] for size in shown}
    for path in paths():
        for size, (canvas, document) in shown.items():
            times[size] += _counts(canvas, document, path)
    small, large = times.values()
    rows = [Row(f"coverage, {size}, radius {RADIUS}, p50", p50(each), "ms") for size, each in times.items()]
    name = f"coverage, {' / '.join(reversed(times))}, radius {RADIUS}"
    return [*rows, at_most(name, p50(large) / p50(small), 1.2)]


def _counts(canvas: Canvas, document: Document, path: Sequence[QPointF]) -> list[float]:
    selection, times = document.selection, []
    for last, point in pairwise(path):
        start, end = (canvas.viewport.to_picture(at.x(), at.y()) for at in (last, point))
        rect = line_bounds(start, end, RADIUS + 1).intersection(selection.area)
        times.append(timed(lambda rect=rect: _count(document, rect)))  # type: ignore[misc]
    return times


def _count(document: Document, rect: Rect) -> None:
    """Nothing changes, which costs the counting as much."""
    document.selection.recount(rect, document.selection.count_before(rect))
