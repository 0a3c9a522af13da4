"""How long a pan, a step of the zoom and a move of the divider take, against copying the view once; and a lasso."""

from __future__ import annotations

from functools import partial
from math import cos, pi, sin

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent

from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.tool import Tool
from tests.benchmarks.canvas_baselines import Bare
from tests.benchmarks.canvas_stage import (
    EVENTS,
    LEFT,
    MOVE,
    NO_KEYS,
    NONE,
    PRESS,
    RELEASE,
    STEP,
    STROKES,
    VIEW,
    paint,
    repaint,
    send,
    stroke,
)
from tests.benchmarks.measuring import at_most, p50, p99, timed, undisturbed
from tests.benchmarks.row import Row


def views(canvas: Canvas, case: str) -> list[Row]:
    bare = Bare()
    rows = []
    if canvas.viewport.scale == 1:
        rows += pans(canvas, case)
    canvas.set_tool(Tool.HAND)
    if canvas.viewport.is_fitting:
        rows += [*_lasso(canvas, case), *_divider(canvas, bare, case)]
    start = canvas.viewport
    zooms, blits = [], []
    with undisturbed():
        for _ in range(STROKES // 2):
            for at in range(EVENTS // 2):
                zooms.append(timed(partial(_turn, canvas, 30 if at < EVENTS // 4 else -30)))
                blits.append(timed(partial(repaint, bare)))
    canvas.look_through(start)
    canvas.sharpen()
    paint()
    exact = [timed(lambda: _redraw(canvas)) for _ in range(5)]
    zoom, blit = p50(zooms), p50(blits)
    return [
        *rows,
        Row(f"zoom step, {case}, p50", zoom, "ms"),
        Row(f"zoom step, {case}, p99", p99(zooms), "ms"),
        at_most(f"zoom step / blit, {case}", zoom / blit, 2),
        Row(f"the exact view after it, {case}", p50(exact), "ms"),
    ]


def pans(canvas: Canvas, case: str) -> list[Row]:
    bare = Bare()
    canvas.set_tool(Tool.HAND)
    # around a circle, as far from one event to the next as a brush
    circle = [2 * pi * at / EVENTS for at in range(EVENTS)]
    reach = STEP * EVENTS / (2 * pi)
    path = [QPointF(VIEW[0] / 2 + reach * cos(at), VIEW[1] / 2 + reach * sin(at)) for at in circle]
    moves, blits = [], []
    with undisturbed():
        for _ in range(STROKES // 2):
            moves += stroke(canvas, path)
            blits += bare.stroke(path, max(VIEW))
    pan, blit = p50(moves), p50(blits)
    return [
        Row(f"pan, {case}, p50", pan, "ms"),
        Row(f"pan, {case}, p99", p99(moves), "ms"),
        Row(f"one blit of the view, {case}", blit, "ms"),
        at_most(f"pan / blit, {case}", pan / blit, 1.1),
    ]


def _lasso(canvas: Canvas, case: str) -> list[Row]:
    """Around most of the picture."""
    canvas.set_tool(Tool.LASSO)
    turns = [2 * pi * at / 400 for at in range(400)]
    path = [QPointF(VIEW[0] / 2 + 400 * cos(at), VIEW[1] / 2 + 400 * sin(at)) for at in turns]
    events, releases = [], []
    with undisturbed():
        for _ in range(3):
            events += stroke(canvas, path[:-1])
            document = canvas.document
            assert document is not None
            send(canvas, PRESS, path[0], LEFT)
            for point in path[1:]:
                send(canvas, MOVE, point, LEFT)
            releases.append(timed(partial(send, canvas, RELEASE, path[-1], LEFT)))
            document.clear_selection()
    return [
        Row(f"lasso event of 400, {case}, p50", p50(events), "ms"),
        Row(f"lasso event of 400, {case}, p99", p99(events), "ms"),
        Row(f"lasso marked when released, {case}, p50", p50(releases), "ms"),
    ]


def _divider(canvas: Canvas, bare: Bare, case: str) -> list[Row]:
    """Between before and after, to and fro."""
    canvas.set_compare(True)
    paint()
    x = canvas.divider.x(canvas.viewport.visible_area)
    path = [QPointF(x + STEP * EVENTS / 4 * sin(2 * pi * at / EVENTS), VIEW[1] / 2) for at in range(EVENTS + 1)]
    moves, blits = [], []
    with undisturbed():
        for _ in range(STROKES // 2):
            moves += stroke(canvas, path)
            blits += bare.stroke(path, max(VIEW))
    canvas.set_compare(False)
    paint()
    move, blit = p50(moves), p50(blits)
    return [
        Row(f"move of the divider, {case}, p50", move, "ms"),
        Row(f"move of the divider, {case}, p99", p99(moves), "ms"),
        Row(f"move of the divider / blit of the view, {case}", move / blit, "times"),
    ]


def _turn(canvas: Canvas, delta: int) -> None:
    """A quarter of a notch of the wheel, in the middle of the view."""
    at, none = QPointF(VIEW[0] / 2, VIEW[1] / 2), QPoint()
    event = QWheelEvent(
        at, canvas.mapToGlobal(at), none, QPoint(0, delta), NONE, NO_KEYS, Qt.ScrollPhase.NoScrollPhase, False
    )
    QCoreApplication.sendEvent(canvas, event)
    paint()


def _redraw(canvas: Canvas) -> None:
    surface = canvas.surface
    assert surface is not None
    surface.show_through(canvas.viewport)
    repaint(canvas)
