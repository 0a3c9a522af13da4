"""A canvas without a screen, and a hand on its mouse whose every event is timed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import pi, sin
from time import perf_counter
from typing import TypeAlias

import numpy as np
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from skimage import data

from picwish_desktop.imaging.pyramid import Pyramid
from picwish_desktop.model.document import Document
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.picture import Picture
from tests.benchmarks.measuring import timed

Shown: TypeAlias = dict[str, tuple[Canvas, Document]]
"""By the size of the picture."""

VIEW = 1800, 1000
RADII = 10, 50, 200
STROKES, EVENTS = 24, 40
STEP = 12
"""Pixels of the screen that the pointer moves from one event to the next."""
_WINDOWS: list[QWidget] = []
"""Nobody else keeps them alive."""
NO_KEYS = Qt.KeyboardModifier.NoModifier
NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
PRESS, MOVE, RELEASE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease


def shown_canvas(width: int, height: int) -> tuple[Canvas, Document]:
    photograph = Image.fromarray(data.coffee()).resize((width, height), Image.Resampling.BICUBIC)
    pixels = np.array(photograph, np.uint8)
    document = Document(Photo(pixels, Metadata("JPEG")))
    canvas = Canvas()
    in_a_window(canvas)
    canvas.set_document(document, Picture(Pyramid.of(pixels), lambda patch: patch.astype(np.uint8)))
    document.mark_all()
    document.clear_selection()
    canvas.draw_missing()
    paint()
    return canvas, document


def in_a_window(widget: QWidget) -> None:
    """As it is in the program: a window gets events that only concern windows."""
    window = QWidget()
    _WINDOWS.append(window)
    window.resize(*VIEW)
    widget.setParent(window)
    widget.resize(*VIEW)
    widget.show()
    window.show()
    QTest.qWaitForWindowExposed(window)


def zoom_to(canvas: Canvas, scale: float | None) -> None:
    if scale is None:
        canvas.zoom_fit()
    else:
        canvas.zoom_to(scale)
    canvas.sharpen()
    canvas.draw_missing()
    paint()


def paths() -> Iterator[list[QPointF]]:
    """Strokes as a hand makes them, through the middle of the view."""
    for number in range(STROKES):
        y = VIEW[1] * (0.25 + 0.5 * number / STROKES)
        yield [
            QPointF(VIEW[0] / 2 + (at - EVENTS / 2) * STEP, y + 20 * sin(at * pi / 10 + number)) for at in range(EVENTS)
        ]


def stroke(widget: QWidget, path: Sequence[QPointF], releases: list[float] | None = None) -> list[float]:
    """Milliseconds of each move of a stroke; what ends it goes to `releases`."""
    send(widget, PRESS, path[0], LEFT)
    times = [timed(partial(send, widget, MOVE, point, LEFT)) for point in path[1:]]
    released = timed(partial(_release, widget, path[-1]))
    if releases is not None:
        releases.append(released)
    return times


def _release(widget: QWidget, at: QPointF) -> None:
    """With what is drawn a little later."""
    send(widget, RELEASE, at, LEFT)
    if isinstance(widget, Canvas):
        widget.draw_missing()
        paint()


def send(widget: QWidget, kind: QEvent.Type, at: QPointF, held: Qt.MouseButton) -> None:
    button = NONE if kind is MOVE else LEFT
    event = QMouseEvent(kind, at, widget.mapToGlobal(at), button, held, NO_KEYS)
    QCoreApplication.sendEvent(widget, event)
    paint()


def paint() -> None:
    """What was asked to be painted is."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)


def repaint(widget: QWidget) -> None:
    widget.update()
    paint()


def settled(canvas: Canvas, action: Callable[[], object]) -> float:
    """Milliseconds until all that it changes is painted."""
    start = perf_counter()
    action()
    paint()
    canvas.draw_missing()
    paint()
    return (perf_counter() - start) * 1000
