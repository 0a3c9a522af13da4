"""What undo costs, in time and memory, and the count of what is marked; and turning the overlay off and on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from math import cos, pi, sin
from time import perf_counter
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect, bounds_of, line_bounds
from picwish_desktop.model.mask import MaskRecorder, wait_until_packed
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.stroke import MOST
from picwish_desktop.ui.canvas.tool import Tool
from tests.benchmarks.canvas_stage import RADII, STEP, VIEW, paint, paths, settled, stroke
from tests.benchmarks.measuring import at_least, p50, timed
from tests.benchmarks.row import Row


def overlay(canvas: Canvas, document: Document, name: str) -> list[Row]:
    """Turning the overlay off and on, and marking all, as a person sees it."""
    canvas.zoom_fit()
    canvas.sharpen()
    paint()
    settled(canvas, document.mark_all)
    compared = [settled(canvas, partial(canvas.set_compare, on)) for on in (True, False) * 3]
    hidden = [settled(canvas, partial(canvas.set_overlay_visible, on)) for on in (False, True) * 3]
    undone = [settled(canvas, step) for step in (document.undo, document.redo) * 3]
    document.undo()
    return [
        Row(f"overlay on or off, {name}", p50(hidden), "ms"),
        Row(f"divider of before and after, on or off, {name}", p50(compared), "ms"),
        Row(f"undo of marking all, {name}", p50(undone), "ms"),
    ]


def undo(canvas: Canvas, document: Document) -> list[Row]:
    """200 strokes at 4096², against copies of the whole mask. Undo is timed without the canvas, which would draw the
    same again after a copy."""
    canvas.set_tool(Tool.BRUSH)
    canvas.set_brush_size(100)
    paint()
    mask, rng = document.selection.mask, np.random.default_rng(1)
    held, sums = document.undo_nbytes, [_checksum(mask)]
    captures, copies = [], []
    for _ in range(200):
        # somewhere on the picture, at 100 %
        x, y = rng.uniform(0, mask.shape[0], 2).tolist()
        canvas.look_through(canvas.viewport.showing((x, y), VIEW[0] / 2, VIEW[1] / 2, 1.0))
        direction = rng.uniform(0, 2 * pi)
        path = [
            QPointF(VIEW[0] / 2 + STEP * at * cos(direction), VIEW[1] / 2 + STEP * at * sin(direction))
            for at in range(20)
        ]
        captures.append(_capture(canvas, mask, path))
        copies.append(timed(mask.copy))
        stroke(canvas, path)
        # a stroke over what is painted already is no step
        if (checksum := _checksum(mask)) != sums[-1]:
            sums.append(checksum)
    wait_until_packed()
    memory = document.undo_nbytes - held
    assert canvas.surface is not None
    picture = canvas.surface.picture
    assert isinstance(picture, Picture)
    canvas.set_document(None, None)
    undos, redos, wholes, before = [], [], [], mask.copy()
    is_exact = True
    for number in range(len(sums) - 2, -1, -1):
        undos.append(timed(document.undo))
        is_exact &= _checksum(mask) == sums[number]
        wholes.append(timed(lambda: np.copyto(before, mask)))
    for number in range(1, len(sums)):
        redos.append(timed(document.redo))
        is_exact &= _checksum(mask) == sums[number]
    document.clear_selection()
    canvas.set_document(document, picture)
    return [
        Row("200 strokes: undo memory", memory / 2**20, "MB"),
        at_least("full copies / undo memory", 200 * mask.nbytes / memory, 2000),
        Row("capture of a stroke of 20 events, p50", p50(captures), "ms"),
        at_least("full copy / capture of a stroke", p50(copies) / p50(captures), 50),
        Row("undo of a stroke, p50", p50(undos), "ms"),
        Row("undo or redo of a stroke, p99", float(np.percentile(undos + redos, 99)), "ms"),
        at_least("full copy / undo of a stroke", p50(wholes) / p50(undos), 5),
        Row("every undo and redo exact", float(is_exact), "", "1", is_exact),
    ]


def _capture(canvas: Canvas, mask: NDArray[np.uint8], path: Sequence[QPointF]) -> float:
    """Milliseconds for what a stroke costs because it can be taken back: to its release, as it is packed elsewhere."""
    points = [canvas.viewport.to_picture(point.x(), point.y()) for point in path]
    area = Rect(0, 0, mask.shape[1], mask.shape[0])
    lines = [line_bounds(a, b, canvas.brush_size / 2 + 1).intersection(area) for a, b in pairwise(points)]
    # as a stroke puts them into the mask
    rects = [bounds_of(lines[at : at + MOST]) for at in range(0, len(lines), MOST)]

    began = perf_counter()
    recorder = MaskRecorder(mask)
    took = perf_counter() - began
    for rect in rects:
        # what is marked there is counted first, undo or not
        np.count_nonzero(mask[rect.slices])
        took += timed(partial(recorder.touch, rect)) / 1000
        mask[rect.slices] ^= 255
    began = perf_counter()
    # a stroke that marks more knows it by the count
    patch = recorder.patch(is_changed=True)
    took += perf_counter() - began
    assert patch is not None
    patch.apply(mask)
    wait_until_packed()
    return took * 1000


def coverage(document: Document) -> list[Row]:
    selection, rng = document.selection, np.random.default_rng(2)
    # a mark that is neither empty nor full
    with document.gesture("Marks") as gesture, gesture.painting(selection.area) as painted:
        painted[rng.random((painted.shape[0] // 64, painted.shape[1] // 64)).repeat(64, 0).repeat(64, 1) > 0.5] = 255
    rows = []
    for radius in RADII:
        counts, fulls, is_exact = [], [], True
        for path in paths():
            # one stroke after the other: a hand stays where it is for a while, and so does the processor's memory
            for last, point in pairwise(path):
                rect = line_bounds((last.x(), last.y()), (point.x(), point.y()), radius + 1).intersection(
                    selection.area
                )
                began = perf_counter()
                before = selection.count_before(rect)
                counted = perf_counter()
                selection.mask[rect.slices] ^= 255
                changed = perf_counter()
                selection.recount(rect, before)
                counts.append((perf_counter() - changed + counted - began) * 1000)
            fulls.append(timed(lambda: np.count_nonzero(selection.mask)))
            is_exact &= selection.count == int(np.count_nonzero(selection.mask))
        ratio = p50(fulls) / p50(counts)
        rows += [
            Row(f"coverage, radius {radius}, p50", p50(counts), "ms"),
            at_least(f"full count / coverage, radius {radius}", ratio, 100)
            if radius <= 50
            else Row(f"full count / coverage, radius {radius}", ratio),
            Row(f"coverage exact, radius {radius}", float(is_exact), "", "1", is_exact),
        ]
    document.undo()
    return rows


def _checksum(mask: NDArray[np.uint8]) -> int:
    return crc32(mask.data)
