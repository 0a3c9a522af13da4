"""How long the window's thread is kept from the next event while a photo of 16 MP is opened, worked on and saved.

The window is the program's own, without a screen. A timer ticks in it every millisecond; what counts is the longest
time between two ticks, whether the thread works or waits for a lock or a processor. The same with nothing to do is what
the machine adds by itself; how much of a processor's time the thread used between two ticks is free of that.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time
from typing import NamedTuple

import numpy as np
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop
from skimage import data

from picwish_desktop.app import build
from picwish_desktop.imaging.write import Encoding
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.rail import REMOVE_OBJECTS
from picwish_desktop.workflows.masks import export_mask
from tests.benchmarks.measuring import p99
from tests.benchmarks.row import Row

WIDTH, HEIGHT = 4900, 3266
ROUNDS = 5
FRAME_MS = 16
QUIET = "nothing to do"
QUIET_SECONDS = 1.0
SETTLED_SECONDS = 0.3
"""Drawing what came, thumbnails and the like are part of it."""
PATIENCE = 60.0
OBJECT = Rect(3000, 1800, 300, 240)


class Gaps(NamedTuple):
    """From tick to tick, in milliseconds."""

    times: list[float]
    work: list[float]
    """How long the thread had a processor."""


class Ticks:
    """The times between ticks of the thread that made it, and what it worked between them."""

    def __init__(self) -> None:
        self._last, self._worked = perf_counter(), thread_time()
        self._gaps, self._work = list[float](), list[float]()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(1)

    def taken(self) -> Gaps:
        """What was since it was asked for last."""
        self._tick()
        taken = Gaps(self._gaps, self._work)
        self._gaps, self._work = [], []
        return taken

    def stop(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        now, worked = perf_counter(), thread_time()
        self._gaps.append(1000 * (now - self._last))
        self._work.append(1000 * (worked - self._worked))
        self._last, self._worked = now, worked


class Person:
    """Does in the window what a person does, without a hand."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self._window = window
        self._folder = folder

    @property
    def _entry(self) -> OpenDocument:
        entry = self._window.documents.current
        assert entry is not None
        return entry

    @property
    def _document(self) -> Document:
        assert self._entry.document is not None
        return self._entry.document

    async def open(self, path: Path) -> None:
        self._window.open_files([path])
        await _until(lambda: self._window.documents.current and self._window.documents.current.document)

    async def close(self) -> None:
        entry = self._entry
        # what is not saved would be asked for
        entry.saved_as[False] = self._folder / "saved.bmp", Encoding("BMP")
        if entry.is_modified:
            self._window.save()
            await _until(lambda: not entry.is_modified)
        self._window.closing.close_document(entry)
        await _until(lambda: not len(self._window.documents))

    async def trigger(self, command: Command) -> None:
        self._window.commands[command].trigger()

    async def remove(self) -> None:
        with self._document.gesture("Rectangle") as gesture:
            gesture.set_rectangles([OBJECT])
        document = self._document
        await _until(self._window.commands[Command.RUN].isEnabled)
        self._window.commands[Command.RUN].trigger()
        await _until(lambda: document.state.preview is not None and self._entry.work is None)

    async def export(self) -> None:
        await export_mask(self._document, self._folder / "mask.png")

    async def save(self, ending: str, encoding: Encoding) -> None:
        path = self._folder / f"saved.{ending}"
        path.unlink(missing_ok=True)
        self._entry.saved_as[False] = path, encoding
        self._window.save()
        await _until(path.exists)


def run() -> list[Row]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    application.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory() as home:
        os.environ["PICWISH_DESKTOP_HOME"] = home
        photos = _photos(Path(home))
        with QEventLoop(application) as loop:
            # as the program does
            loop.set_default_executor(ThreadPoolExecutor(2))
            gaps = loop.run_until_complete(_measure(photos, Path(home)))
    rows = []
    for name, measured in gaps.items():
        longest = [max(gaps.times) for gaps in measured]
        gap, work = median(longest), median(max(gaps.work) for gaps in measured)
        target, met = (f"< {FRAME_MS} ms", gap < FRAME_MS) if name != QUIET else ("", None)
        rows += [
            Row(f"longest gap, {name}, p50 of {ROUNDS}", gap, "ms", target, met),
            Row(f"longest gap, {name}, longest", max(longest), "ms"),
            Row(f"gap, {name}, p99 of all", p99([time for gaps in measured for time in gaps.times]), "ms"),
            Row(f"longest work, {name}, p50 of {ROUNDS}", work, "ms"),
        ]
    return rows


def _photos(folder: Path) -> list[Path]:
    """A photograph with a camera's grain, as a camera and as a program for photos saves it."""
    large = Image.fromarray(data.coffee()).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    grain = np.random.default_rng(0).integers(0, 8, (HEIGHT, WIDTH, 3), np.uint8)
    pixels = np.minimum(np.asarray(large), 247) + grain
    paths = [folder / "photo.jpg", folder / "photo.png"]
    Image.fromarray(pixels).save(paths[0], quality=93)
    Image.fromarray(pixels).save(paths[1], compress_level=1)
    return paths


async def _measure(photos: list[Path], folder: Path) -> dict[str, list[Gaps]]:
    app = build()
    window = app.window
    window.show()
    window.choose_job(REMOVE_OBJECTS.id)
    person, ticks = Person(window, folder), Ticks()
    gaps: dict[str, list[Gaps]] = {}

    async def step(name: str, work: Awaitable[None]) -> None:
        ticks.taken()
        await work
        await asyncio.sleep(SETTLED_SECONDS)
        gaps.setdefault(name, []).append(ticks.taken())

    for _ in range(ROUNDS):
        await step(QUIET, asyncio.sleep(QUIET_SECONDS))
        await step("opening a PNG", person.open(photos[1]))
        await person.close()
        await step("opening a JPEG", person.open(photos[0]))
        await step("marking all", person.trigger(Command.MARK_ALL))
        await step("inverting the mark", person.trigger(Command.INVERT))
        await step("undoing that", person.trigger(Command.UNDO))
        await step("exporting the mask", person.export())
        await step("clearing the mark", person.trigger(Command.CLEAR))
        await step("removing an object", person.remove())
        await step("keeping the result", person.trigger(Command.KEEP))
        await step("undoing the removal", person.trigger(Command.UNDO))
        await step("redoing the removal", person.trigger(Command.REDO))
        await step("saving as PNG", person.save("png", Encoding("PNG")))
        await step("saving as JPEG", person.save("jpg", Encoding("JPEG")))
        await person.close()
    ticks.stop()
    window.hide()
    await app.close()
    return gaps


async def _until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.005)
