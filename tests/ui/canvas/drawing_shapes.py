"""A hand that draws lassos, polygons and ellipses, and what they should have marked."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from picwish_desktop.model import raster
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import Mask
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.tool import Tool
from tests.ui.canvas.acting import Hand, Point, document_of

SHAPES = [Tool.LASSO, Tool.POLYGON, Tool.ELLIPSE]
STAR = [(150, 20), (200, 180), (60, 80), (240, 80), (100, 180)]
"""Crosses itself."""


def begin(hand: Hand, tool: Tool, points: Sequence[Point]) -> None:
    """Draw all of it but the end, with nothing more held down than when it began."""
    if tool is not Tool.POLYGON:
        hand.press(points[0])
        for point in points[1:]:
            hand.move(point)
        return
    for point in points:
        hand.click(point)


def end(canvas: Canvas, hand: Hand, tool: Tool, points: Sequence[Point]) -> None:
    if tool is Tool.POLYGON:
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    else:
        hand.release(points[-1])


def draw(canvas: Canvas, hand: Hand, tool: Tool, points: Sequence[Point]) -> None:
    begin(hand, tool, points)
    end(canvas, hand, tool, points)


def covered(canvas: Canvas, hand: Hand, tool: Tool, points: Sequence[Point]) -> Mask:
    """What the shape through `points` covers of the picture."""
    return covered_between(canvas, tool, [hand.lands_on(point) for point in points])


def covered_between(canvas: Canvas, tool: Tool, points: Sequence[Point]) -> Mask:
    """As `covered`, of points that were met exactly."""
    area = document_of(canvas).selection.area
    if tool is Tool.ELLIPSE:
        (x0, x1), (y0, y1) = (sorted((points[0][axis], points[-1][axis])) for axis in (0, 1))
        rect, coverage = raster.ellipse(x0, y0, x1, y1, area)
    else:
        rect, coverage = raster.polygon(points, area)
    everywhere = np.zeros((area.height, area.width), np.uint8)
    everywhere[rect.slices] = coverage
    return everywhere


def mask_of(canvas: Canvas) -> Mask:
    return document_of(canvas).selection.mask


def label_of(canvas: Canvas) -> str | None:
    return document_of(canvas).undo_label


def mark(canvas: Canvas, *rects: Rect) -> Mask:
    with document_of(canvas).gesture("Test") as gesture:
        for rect in rects:
            with gesture.painting(rect) as painted:
                painted[:] = 255
    return mask_of(canvas).copy()
