"""How fast the canvas answers a hand: brush, pan, zoom, undo and the count of what is marked, at 16 and 100 megapixels.

A view of 1800 × 1000 without a screen. A time is from the mouse event to the end of the painting that it asks for, on
the window's thread. What is compared takes turns, so that a machine that does something else slows both down:

- the floor: a bare widget that gets the same event and copies the same rectangle from an image;
- the limit: writing the same pixels of a mask and of a view once, in C;
- the whole-overlay way: an overlay of the picture's size made of the mask, and all of the view painted, at each event.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from math import cos, pi, sin
from time import perf_counter
from typing import TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from skimage import data

from picwish_desktop.imaging.pyramid import Pyramid
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect, bounds_of, line_bounds
from picwish_desktop.model.mask import MaskRecorder, wait_until_packed
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.storage.memory import return_large_blocks
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.stroke import MOST
from picwish_desktop.ui.canvas.tool import Tool
from tests.benchmarks.row import Row

Times: TypeAlias = NDArray[np.float64]
"""Milliseconds."""

VIEW = 1800, 1000
SIDES = {"16 MP": (4096, 4096), "100 MP": (11600, 8700)}
RADII = 10, 50, 200
ZOOMS = {"fit": None, "100 %": 1.0}
STROKES, EVENTS = 8, 40
STEP = 12
"""Pixels of the screen that the pointer moves from one event to the next."""
_WINDOWS: list[QWidget] = []
"""Nobody else keeps them alive."""
NO_KEYS = Qt.KeyboardModifier.NoModifier
NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
PRESS, MOVE, RELEASE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease


def run() -> list[Row]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    # as the program does
    return_large_blocks()
    sys.setswitchinterval(0.001)
    shown = {name: _shown(*size) for name, size in SIDES.items()}
    rows = []
    for zoom, scale in ZOOMS.items():
        for canvas, _ in shown.values():
            _zoom(canvas, scale)
        for radius in RADII:
            rows += _brushes(shown, radius, f"radius {radius}, {zoom}")
        for name, (canvas, _) in shown.items():
            rows += _views(canvas, f"{name}, {zoom}")
    for name, (canvas, document) in shown.items():
        rows += _overlay(canvas, document, name)
    canvas, document = shown["16 MP"]
    rows += _undo(canvas, document)
    rows += _coverage(document)
    assert application is not None
    return rows


# brush


def _brushes(shown: dict[str, tuple[Canvas, Document]], radius: int, case: str) -> list[Row]:
    """The pictures take turns, stroke by stroke."""
    brushes = {name: _Brushing(canvas, document, radius) for name, (canvas, document) in shown.items()}
    for brush in brushes.values():
        brush.warm_up()
    with _undisturbed():
        for path in _paths():
            for brush in brushes.values():
                brush.paint(path)
    rows = [row for name, brush in brushes.items() for row in brush.rows(f"{name}, {case}")]
    ratio = brushes["100 MP"].event / brushes["16 MP"].event
    return [*rows, _at_most(f"100 MP / 16 MP, {case}", ratio, 1.2)]


class _Brushing:
    """Strokes on one picture, each followed by what it is measured by."""

    def __init__(self, canvas: Canvas, document: Document, radius: int) -> None:
        self._canvas, self._document, self._radius = canvas, document, radius
        canvas.set_tool(Tool.BRUSH)
        canvas.set_brush_size(2 * radius)
        self._bare = _Bare()
        # not zeros: memory that was never written comes when it is
        self._mask = np.full_like(document.selection.mask, 0)
        self._view = np.zeros((VIEW[1], VIEW[0], 4), np.uint8)
        self._singles: list[float] = []
        self._releases: list[float] = []
        self._ours: list[float] = []
        self._floor: list[float] = []
        self._limit: list[float] = []

    def warm_up(self) -> None:
        """What is made for the first stroke of this size is not made for each."""
        _stroke(self._canvas, next(_paths()))
        self._document.clear_selection()
        wait_until_packed()

    def paint(self, path: Sequence[QPointF]) -> None:
        times = _stroke(self._canvas, path, self._releases)
        # a hand takes longer from one stroke to the next
        wait_until_packed()
        self._singles += times
        # the mean of a stroke: some of its moves put several lines into the mask
        self._ours.append(float(np.mean(times)))
        reach = self._radius * self._canvas.viewport.scale
        self._floor.append(float(np.mean(self._bare.stroke(path, reach))))
        passes = _passes(self._mask, self._view, self._canvas, path, self._radius)
        self._limit.append(float(np.mean(passes)))

    @property
    def event(self) -> float:
        """Milliseconds, median of the strokes."""
        return _p50(self._ours)

    def rows(self, case: str) -> list[Row]:
        base = _p50(self._floor) + _p50(self._limit)
        rows = [
            Row(f"brush event, {case}, with all it causes", self.event, "ms"),
            Row(f"brush event, {case}, p50", _p50(self._singles), "ms"),
            Row(f"brush event, {case}, p99", float(np.percentile(self._singles, 99)), "ms"),
            Row(f"release of a stroke of {EVENTS}, {case}, p50", _p50(self._releases), "ms"),
            Row(f"floor + limit, {case}", base, "ms"),
            _at_most(f"brush event / (floor + limit), {case}", self.event / base, 1.5),
        ]
        if self._radius <= 50:
            whole = _whole_overlay(self._canvas, self._document, next(_paths()), self._radius)
            rows.append(_at_least(f"whole-overlay way / brush event, {case}", whole / self.event, 1000))
        self._document.clear_selection()
        return rows


def _paths() -> Iterator[list[QPointF]]:
    """Strokes as a hand makes them, through the middle of the view."""
    for number in range(STROKES):
        y = VIEW[1] * (0.25 + 0.5 * number / STROKES)
        yield [
            QPointF(VIEW[0] / 2 + (at - EVENTS / 2) * STEP, y + 20 * sin(at * pi / 10 + number)) for at in range(EVENTS)
        ]


def _stroke(widget: QWidget, path: Sequence[QPointF], releases: list[float] | None = None) -> list[float]:
    """Milliseconds of each move of a stroke; what ends it goes to `releases`."""
    _send(widget, PRESS, path[0], LEFT)
    times = [_timed(partial(_send, widget, MOVE, point, LEFT)) for point in path[1:]]
    released = _timed(partial(_send, widget, RELEASE, path[-1], LEFT))
    if releases is not None:
        releases.append(released)
    return times


class _Bare(QWidget):
    """Copies what changed, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self._image = QImage(*VIEW, QImage.Format.Format_RGB32)
        self._image.fill(Qt.GlobalColor.gray)
        self._reach = 0.0
        self._last = QPointF()
        _in_a_window(self)

    def stroke(self, path: Sequence[QPointF], reach: float) -> list[float]:
        self._reach = reach
        return _stroke(self, path)

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


def _passes(
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

        times.append(_timed(write))
    return times


def _whole_overlay(canvas: Canvas, document: Document, path: Sequence[QPointF], radius: int) -> float:
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

        times.append(_timed(draw))
    return _p50(times)


# pan, zoom, overlay


def _views(canvas: Canvas, case: str) -> list[Row]:
    bare = _Bare()
    rows = []
    canvas.set_tool(Tool.HAND)
    if canvas.viewport.scale == 1:
        # around a circle, as far from one event to the next as a brush
        circle = [2 * pi * at / EVENTS for at in range(EVENTS)]
        reach = STEP * EVENTS / (2 * pi)
        path = [QPointF(VIEW[0] / 2 + reach * cos(at), VIEW[1] / 2 + reach * sin(at)) for at in circle]
        pans, blits = [], []
        with _undisturbed():
            for _ in range(STROKES // 2):
                pans += _stroke(canvas, path)
                blits += bare.stroke(path, max(VIEW))
        pan, blit = _p50(pans), _p50(blits)
        rows += [
            Row(f"pan, {case}, p50", pan, "ms"),
            Row(f"pan, {case}, p99", float(np.percentile(pans, 99)), "ms"),
            Row(f"one blit of the view, {case}", blit, "ms"),
            _at_most(f"pan / blit, {case}", pan / blit, 1.1),
        ]
    if canvas.viewport.is_fitting:
        rows += _lasso(canvas, case)
    start = canvas.viewport
    zooms, blits = [], []
    with _undisturbed():
        for _ in range(STROKES // 2):
            for at in range(EVENTS // 2):
                zooms.append(_timed(partial(_turn, canvas, 30 if at < EVENTS // 4 else -30)))
                blits.append(_timed(partial(_repaint, bare)))
    canvas.look_through(start)
    canvas.sharpen()
    _paint()
    exact = [_timed(lambda: _redraw(canvas)) for _ in range(5)]
    zoom, blit = _p50(zooms), _p50(blits)
    return [
        *rows,
        Row(f"zoom step, {case}, p50", zoom, "ms"),
        Row(f"zoom step, {case}, p99", float(np.percentile(zooms, 99)), "ms"),
        _at_most(f"zoom step / blit, {case}", zoom / blit, 2),
        Row(f"the exact view after it, {case}", _p50(exact), "ms"),
    ]


def _lasso(canvas: Canvas, case: str) -> list[Row]:
    """Around most of the picture."""
    canvas.set_tool(Tool.LASSO)
    turns = [2 * pi * at / 400 for at in range(400)]
    path = [QPointF(VIEW[0] / 2 + 400 * cos(at), VIEW[1] / 2 + 400 * sin(at)) for at in turns]
    events, releases = [], []
    with _undisturbed():
        for _ in range(3):
            events += _stroke(canvas, path[:-1])
            document = canvas.document
            assert document is not None
            _send(canvas, PRESS, path[0], LEFT)
            for point in path[1:]:
                _send(canvas, MOVE, point, LEFT)
            releases.append(_timed(partial(_send, canvas, RELEASE, path[-1], LEFT)))
            document.clear_selection()
    return [
        Row(f"lasso event of 400, {case}, p50", _p50(events), "ms"),
        Row(f"lasso event of 400, {case}, p99", float(np.percentile(events, 99)), "ms"),
        Row(f"lasso marked when released, {case}, p50", _p50(releases), "ms"),
    ]


def _turn(canvas: Canvas, delta: int) -> None:
    """A quarter of a notch of the wheel, in the middle of the view."""
    at, none = QPointF(VIEW[0] / 2, VIEW[1] / 2), QPoint()
    event = QWheelEvent(
        at, canvas.mapToGlobal(at), none, QPoint(0, delta), NONE, NO_KEYS, Qt.ScrollPhase.NoScrollPhase, False
    )
    QCoreApplication.sendEvent(canvas, event)
    _paint()


def _redraw(canvas: Canvas) -> None:
    surface = canvas.surface
    assert surface is not None
    surface.show_through(canvas.viewport)
    _repaint(canvas)


def _overlay(canvas: Canvas, document: Document, name: str) -> list[Row]:
    """Turning the overlay off and on, and marking all, as a person sees it."""
    canvas.zoom_fit()
    canvas.sharpen()
    _paint()
    document.mark_all()
    _paint()
    compared = [_seen(partial(canvas.set_compare, on)) for on in (True, False) * 3]
    hidden = [_seen(partial(canvas.set_overlay_visible, on)) for on in (False, True) * 3]
    undone = [_seen(step) for step in (document.undo, document.redo) * 3]
    document.undo()
    return [
        Row(f"overlay on or off, {name}", _p50(hidden), "ms"),
        Row(f"divider of before and after, on or off, {name}", _p50(compared), "ms"),
        Row(f"undo of marking all, {name}", _p50(undone), "ms"),
    ]


# undo and coverage


def _undo(canvas: Canvas, document: Document) -> list[Row]:
    """200 strokes at 4096², against copies of the whole mask. Undo is timed without the canvas, which would draw the
    same again after a copy."""
    canvas.set_tool(Tool.BRUSH)
    canvas.set_brush_size(100)
    _paint()
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
        copies.append(_timed(mask.copy))
        _stroke(canvas, path)
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
        undos.append(_timed(document.undo))
        is_exact &= _checksum(mask) == sums[number]
        wholes.append(_timed(lambda: np.copyto(before, mask)))
    for number in range(1, len(sums)):
        redos.append(_timed(document.redo))
        is_exact &= _checksum(mask) == sums[number]
    document.clear_selection()
    canvas.set_document(document, picture)
    return [
        Row("200 strokes: undo memory", memory / 2**20, "MB"),
        _at_least("full copies / undo memory", 200 * mask.nbytes / memory, 2000),
        Row("capture of a stroke of 20 events, p50", _p50(captures), "ms"),
        _at_least("full copy / capture of a stroke", _p50(copies) / _p50(captures), 50),
        Row("undo of a stroke, p50", _p50(undos), "ms"),
        Row("undo or redo of a stroke, p99", float(np.percentile(undos + redos, 99)), "ms"),
        _at_least("full copy / undo of a stroke", _p50(wholes) / _p50(undos), 5),
        Row("every undo and redo exact", float(is_exact), "", "1", is_exact),
    ]


def _capture(canvas: Canvas, mask: NDArray[np.uint8], path: Sequence[QPointF]) -> float:
    """Milliseconds for what a stroke costs because it can be taken back: to its release, as it is packed elsewhere."""
    points = [canvas.viewport.to_picture(point.x(), point.y()) for point in path]
    area = Rect(0, 0, mask.shape[1], mask.shape[0])
    lines = [line_bounds(a, b, canvas.brush_size / 2 + 1).intersection(area) for a, b in pairwise(points)]
    # as a stroke puts them into the mask
    rects = [bounds_of(lines[at : at + MOST]) for at in range(0, len(lines), MOST)]

    def capture() -> None:
        recorder = MaskRecorder(mask)
        for rect in rects:
            recorder.touch(rect)
        recorder.patch()

    return _timed(capture)


def _coverage(document: Document) -> list[Row]:
    selection, rng = document.selection, np.random.default_rng(2)
    # a mark that is neither empty nor full
    with document.gesture("Marks") as gesture, gesture.painting(selection.area) as painted:
        painted[rng.random((painted.shape[0] // 64, painted.shape[1] // 64)).repeat(64, 0).repeat(64, 1) > 0.5] = 255
    rows = []
    for radius in RADII:
        counts, fulls, is_exact = [], [], True
        for path in _paths():
            # one stroke after the other: a hand stays where it is for a while, and so does the processor's memory
            for last, point in pairwise(path):
                rect = line_bounds((last.x(), last.y()), (point.x(), point.y()), radius + 1).intersection(
                    selection.area
                )
                began = perf_counter()
                with selection.changing(rect):
                    counted = perf_counter()
                    selection.mask[rect.slices] ^= 255
                    changed = perf_counter()
                counts.append((perf_counter() - changed + counted - began) * 1000)
            fulls.append(_timed(lambda: np.count_nonzero(selection.mask)))
            is_exact &= selection.count == int(np.count_nonzero(selection.mask))
        ratio = _p50(fulls) / _p50(counts)
        rows += [
            Row(f"coverage, radius {radius}, p50", _p50(counts), "ms"),
            _at_least(f"full count / coverage, radius {radius}", ratio, 100)
            if radius <= 50
            else Row(f"full count / coverage, radius {radius}", ratio),
            Row(f"coverage exact, radius {radius}", float(is_exact), "", "1", is_exact),
        ]
    document.undo()
    return rows


# measuring


def _shown(width: int, height: int) -> tuple[Canvas, Document]:
    photograph = Image.fromarray(data.coffee()).resize((width, height), Image.Resampling.BICUBIC)
    pixels = np.array(photograph, np.uint8)
    document = Document(Photo(pixels, Metadata("JPEG")))
    canvas = Canvas()
    _in_a_window(canvas)
    canvas.set_document(document, Picture(Pyramid.of(pixels), lambda patch: patch.astype(np.uint8)))
    document.mark_all()
    document.clear_selection()
    _paint()
    return canvas, document


def _in_a_window(widget: QWidget) -> None:
    """As it is in the program: a window gets events that only concern windows."""
    window = QWidget()
    _WINDOWS.append(window)
    window.resize(*VIEW)
    widget.setParent(window)
    widget.resize(*VIEW)
    widget.show()
    window.show()
    QTest.qWaitForWindowExposed(window)


def _zoom(canvas: Canvas, scale: float | None) -> None:
    if scale is None:
        canvas.zoom_fit()
    else:
        canvas.zoom_to(scale)
    canvas.sharpen()
    _paint()


def _send(widget: QWidget, kind: QEvent.Type, at: QPointF, held: Qt.MouseButton) -> None:
    button = NONE if kind is MOVE else LEFT
    event = QMouseEvent(kind, at, widget.mapToGlobal(at), button, held, NO_KEYS)
    QCoreApplication.sendEvent(widget, event)
    _paint()


def _paint() -> None:
    """What was asked to be painted is."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)


def _repaint(widget: QWidget) -> None:
    widget.update()
    _paint()


@contextmanager
def _undisturbed() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _timed(action: Callable[[], object]) -> float:
    """Milliseconds."""
    start = perf_counter()
    action()
    return (perf_counter() - start) * 1000


def _seen(action: Callable[[], object]) -> float:
    """Milliseconds until what it changes is painted."""
    start = perf_counter()
    action()
    _paint()
    return (perf_counter() - start) * 1000


def _p50(times: Sequence[float]) -> float:
    return float(np.median(times))


def _checksum(mask: NDArray[np.uint8]) -> int:
    return crc32(mask.data)


def _at_most(name: str, ratio: float, most: float) -> Row:
    return Row(name, ratio, "times", f"≤ {most}", ratio <= most)


def _at_least(name: str, ratio: float, least: float) -> Row:
    return Row(name, ratio, "times", f"≥ {least}", ratio >= least)
