"""What the canvas' brush is compared with: the least that any canvas does, and the usual way."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect, line_bounds
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.images import image_over
from tests.benchmarks.canvas_stage import VIEW, in_a_window, stroke
from tests.benchmarks.measuring import p50, timed


class Bare(QWidget):
    """Copies what changed, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self._image = QImage(*VIEW, QImage.Format.Format_RGB32)
        self._image.fill(Qt.GlobalColor.gray)
        self._reach = 0.0
        self._last = QPointF()
        in_a_window(self)

    def stroke(self, path: Sequence[QPointF], reach: float) -> list[float]:
        self._reach = reach
        return stroke(self, path)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._last = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        last, self._last = self._last, event.position()
        dirty = line_bounds((last.x(), last.y()), (self._last.x(), self._last.y()), self._reach)
        self.update(dirty.x, dirty.y, dirty.width, dirty.height)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        rect = event.rect()
        with QPainter(self) as painter:
            painter.drawImage(rect, self._image, rect)


def passes(
    mask: NDArray[np.uint8], view: NDArray[np.uint8], canvas: Canvas, path: Sequence[QPointF], radius: int
) -> list[float]:
    """Milliseconds for writing once what each event changes of the mask and of the view."""
    viewport, whole = canvas.viewport, Rect(0, 0, mask.shape[1], mask.shape[0])
    shown = Rect(0, 0, *VIEW)
    times = []
    for last, point in pairwise(path):
        start, end = ((at.x(), at.y()) for at in (last, point))
        on_view = line_bounds(start, end, radius * viewport.scale).intersection(shown)
        on_mask = line_bounds(viewport.to_picture(*start), viewport.to_picture(*end), radius).intersection(whole)
        seen, marked = view[on_view.slices], mask[on_mask.slices]

        def write(seen: NDArray[np.uint8] = seen, marked: NDArray[np.uint8] = marked) -> None:
            marked.fill(255)
            seen.fill(128)

        times.append(timed(write))
    return times


def whole_overlay(canvas: Canvas, document: Document, path: Sequence[QPointF], radius: int) -> float:
    """Milliseconds of an event where an overlay of the picture's size is made anew and all is painted, at most three
    are looked at."""
    viewport, mask = canvas.viewport, document.selection.mask.copy()
    height, width = mask.shape
    picture = image_over(np.ascontiguousarray(document.photo.pixels)).convertToFormat(QImage.Format.Format_RGB32)
    target = QImage(*VIEW, QImage.Format.Format_RGB32)
    times = []
    for point in path[1:4]:

        def draw(point: QPointF = point) -> None:
            pen = image_over(mask[..., np.newaxis])
            with QPainter(pen) as painter:
                painter.setBrush(Qt.GlobalColor.white)
                x, y = viewport.to_picture(point.x(), point.y())
                painter.drawEllipse(QPointF(x, y), radius, radius)
            overlay = np.zeros((height, width, 4), np.uint8)
            overlay[mask > 0] = (255, 77, 106, 140)
            with QPainter(target) as painter:
                painter.translate(viewport.x, viewport.y)
                painter.scale(viewport.scale, viewport.scale)
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(0, 0, picture)
                painter.drawImage(0, 0, image_over(overlay))

        times.append(timed(draw))
    return p50(times)
