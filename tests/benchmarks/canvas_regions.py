"""What the worker finds: how soon a click of the magic wand, grow, shrink and fill holes are seen, and how long the
window's thread is kept meanwhile."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from picwish_desktop.model.document import Document
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.garbage import GarbageCollector
from picwish_desktop.ui.marking import Marking
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.vision.worker import Worker
from tests.benchmarks.canvas_stage import LEFT, PRESS, RELEASE, VIEW, Shown, paint, send, zoom_to
from tests.benchmarks.gaps import Ticks
from tests.benchmarks.measuring import p50
from tests.benchmarks.row import Row
from tests.waiting import until

ROUNDS = 3
PROMISED, FRAME_MS = "16 MP", 16
"""No gap is longer with a picture of this size."""
PLACE = QPointF(VIEW[0] / 2, VIEW[1] / 2)
"""On the saucer: a fiftieth of the picture, with holes."""


def regions(application: QApplication, shown: Shown) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder, QEventLoop(application) as loop:
        # as the program does
        loop.set_default_executor(ThreadPoolExecutor(2))
        collector = GarbageCollector()
        collector.start()
        worker = Worker(Path(folder))
        rows = [row for size, pair in shown.items() for row in loop.run_until_complete(_measure(*pair, size, worker))]
        worker.close()
        collector.stop()
    return rows


async def _measure(canvas: Canvas, document: Document, size: str, worker: Worker) -> list[Row]:
    settings, documents = Settings(), OpenDocuments()
    tasks = Tasks(_fail)
    marking = Marking(documents, tasks, worker, settings)
    documents.about_to_edit.connect(canvas.finish_gesture)
    surface = canvas.surface
    assert surface is not None
    assert isinstance(surface.picture, Picture)
    entry = OpenDocument(size, document=document, picture=surface.picture)
    documents.add(entry)
    canvas.wand_picked.connect(marking.wand)
    canvas.set_tool(Tool.WAND)
    zoom_to(canvas, None)
    measured, ticks = _Measured(size), Ticks()

    async def find(name: str, ask: Callable[[], object]) -> None:
        ticks.taken()
        began, steps = perf_counter(), document.gestures
        ask()
        await until(lambda: entry.marking is None)
        paint()
        measured.add(name, (perf_counter() - began) * 1000, max(ticks.taken().times))
        assert document.gestures > steps, f"{name} found nothing"

    # which puts the photo where the worker's process finds it
    await find("magic wand, first click", partial(_click, canvas))
    for _ in range(ROUNDS):
        for name, ask in (("grow", marking.grow), ("shrink", marking.shrink), ("fill holes", marking.fill_holes)):
            await find(name, ask)
            document.undo()
    document.undo()
    for name, is_contiguous in (("magic wand", True), ("magic wand, not contiguous", False)):
        settings.wand_contiguous = is_contiguous
        for _ in range(ROUNDS):
            await find(name, partial(_click, canvas))
            document.undo()
    ticks.stop()
    document.clear_selection()
    canvas.wand_picked.disconnect(marking.wand)
    canvas.set_tool(Tool.BRUSH)
    documents.remove(entry)
    await tasks.cancel_all()
    return measured.rows()


class _Measured:
    """Of one picture, in milliseconds."""

    def __init__(self, size: str) -> None:
        self._size = size
        self._times: dict[str, list[float]] = {}
        self._gaps: dict[str, list[float]] = {}

    def add(self, name: str, time: float, gap: float) -> None:
        self._times.setdefault(name, []).append(time)
        self._gaps.setdefault(name, []).append(gap)

    def rows(self) -> list[Row]:
        rows = []
        for name, times in self._times.items():
            gap, case = p50(self._gaps[name]), f"{name}, {self._size}"
            # of larger ones nothing is promised
            target, met = (f"< {FRAME_MS} ms", gap < FRAME_MS) if self._size == PROMISED else ("", None)
            rows += [
                Row(f"{case}, to marked, p50", p50(times), "ms"),
                Row(f"{case}, longest gap, p50", gap, "ms", target, met),
            ]
        return rows


def _click(canvas: Canvas) -> None:
    send(canvas, PRESS, PLACE, LEFT)
    send(canvas, RELEASE, PLACE, LEFT)


def _fail(error: Exception) -> None:
    raise error
