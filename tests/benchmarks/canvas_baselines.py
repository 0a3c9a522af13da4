"""What the canvas' brush is compared with: the least that any canvas does, and the usual way."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect, line_bounds
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.viewport import Viewport
from tests.benchmarks.canvas_stage import VIEW, in_a_window, stroke
from tests.benchmarks.measuring import p50, timed

_Pixels: TypeAlias = NDArray[Any]


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


class Passes:
    """What C takes for the pixels that the events of a brush change, of the mask and of the view: for writing them
    once, and for one pass over them. A pass reads, too: a mask that is counted and can be taken back is looked at
    before it is changed, and what is shown as marked comes from a tinted picture."""

    def __init__(self, mask: NDArray[np.uint8]) -> None:
        # not zeros: memory that was never written comes when it is
        self._mask = np.full_like(mask, 0)
        self._view, self._tinted = (np.full((VIEW[1], VIEW[0]), level, np.uint32) for level in (0, 128))

    def along(self, canvas: Canvas, path: Sequence[QPointF], radius: int) -> tuple[list[float], list[float]]:
        """Milliseconds for each event: of a pass, and of writing only."""
        passes, writes = [], []
        for start, end in pairwise(path):
            marked, seen, tinted = self._reached(canvas.viewport, start, end, radius)
            passes.append(timed(partial(_pass, marked, seen, tinted)))
            writes.append(timed(partial(_write, marked, seen)))
        return passes, writes

    def _reached(self, viewport: Viewport, start: QPointF, end: QPointF, radius: int) -> tuple[_Pixels, ...]:
        """Of the mask, of the view and of the tinted picture."""
        (x0, y0), (x1, y1) = ((at.x(), at.y()) for at in (start, end))
        on_view = line_bounds((x0, y0), (x1, y1), radius * viewport.scale).intersection(Rect(0, 0, *VIEW))
        whole = Rect(0, 0, self._mask.shape[1], self._mask.shape[0])
        on_mask = line_bounds(viewport.to_picture(x0, y0), viewport.to_picture(x1, y1), radius).intersection(whole)
        return self._mask[on_mask.slices], self._view[on_view.slices], self._tinted[on_view.slices]


def _pass(marked: _Pixels, seen: _Pixels, tinted: _Pixels) -> None:
    np.bitwise_or(marked, 255, out=marked)
    np.copyto(seen, tinted)


def _write(marked: _Pixels, seen: _Pixels) -> None:
    marked.fill(255)
    seen.fill(128)


class WholeOverlay(QWidget):
    """The usual way: each event draws into the mask, makes an overlay of the picture's size anew and shows it over the
    photo in all of the view. Both are pixmaps, as Qt means them to be for what is shown."""

    def __init__(self, document: Document, viewport: Viewport, radius: int) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self._viewport, self._radius = viewport, radius
        self._mask = document.selection.mask.copy()
        self._photo = QPixmap.fromImage(image_over(np.ascontiguousarray(document.photo.pixels)))
        self._overlay = QPixmap()
        in_a_window(self)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        x, y = self._viewport.to_picture(event.position().x(), event.position().y())
        image = image_over(self._mask[..., np.newaxis])
        with QPainter(image) as painter:
            painter.setBrush(Qt.GlobalColor.white)
            painter.drawEllipse(QPointF(x, y), self._radius, self._radius)
        overlay = np.zeros((*self._mask.shape, 4), np.uint8)
        overlay[self._mask > 0] = (255, 77, 106, 140)
        self._overlay = QPixmap.fromImage(image_over(overlay))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        with QPainter(self) as painter:
            painter.translate(self._viewport.x, self._viewport.y)
            painter.scale(self._viewport.scale, self._viewport.scale)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(0, 0, self._photo)
            painter.drawPixmap(0, 0, self._overlay)


def whole_overlay(canvas: Canvas, document: Document, path: Sequence[QPointF], radius: int) -> float:
    """Milliseconds of an event where all is made and painted anew, as few of them as are enough."""
    widget = WholeOverlay(document, canvas.viewport, radius)
    time = p50(stroke(widget, path[:6]))
    # its pixmaps are large, and nobody else keeps what is in no window
    widget.setParent(None)
    return time
