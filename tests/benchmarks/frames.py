"""How evenly the window draws while eight photos of about 20 MB go out at once."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from qasync import QEventLoop

from picwish_desktop.app import App, build
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.operations.catalogue import RemoveBackground
from picwish_desktop.workflows.cutout import run_operation
from picwish_desktop.workflows.edit import Errand
from tests.benchmarks.row import Row

Gaps: TypeAlias = NDArray[np.float64]

UPLOADS = 8
SIDE = 2500
"""Pixels; of noise, 18.8 MB as PNG."""
FRAME_MS = 16
QUIET_SECONDS = 4.0
PHOTO = Path(__file__).parents[2] / "resources" / "photos" / "coffee.jpg"


def run() -> list[Row]:
    """Milliseconds between two paintings of the canvas, which is asked for one every 16; first with nothing to do, then
    from the first pixel that is encoded to the last answer. The server is a process of its own."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    application.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory() as home, server(UPLOADS + 1) as environment:
        os.environ.update(environment | {"PICWISH_DESKTOP_HOME": home})
        with QEventLoop(application) as loop:
            # as the program does
            loop.set_default_executor(ThreadPoolExecutor(2))
            quiet, busy, sent = loop.run_until_complete(_measure())
    worst = float(np.percentile(busy, 99))
    return [
        Row("frames with nothing to do, p99", float(np.percentile(quiet, 99)), "ms"),
        Row(f"frames during {UPLOADS} uploads, median", float(np.median(busy)), "ms"),
        Row(f"frames during {UPLOADS} uploads, p99", worst, "ms", "< 25 ms", worst < 25),
        Row(f"frames during {UPLOADS} uploads, worst", float(busy.max()), "ms"),
        Row("sent meanwhile", sent, "MB"),
    ]


class _Paintings(QObject):
    """When the watched widget was painted because it was time to; what it is painted for beside that does not count."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__()
        self.times: list[float] = []
        self._watched = watched
        self._is_due = False
        watched.installEventFilter(self)

    def ask(self) -> None:
        self._is_due = True
        self._watched.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint and self._is_due:
            self._is_due = False
            self.times.append(time.perf_counter())
        return super().eventFilter(watched, event)

    def gaps(self) -> Gaps:
        """Milliseconds; forgets what was painted so far."""
        times, self.times = self.times, []
        return np.diff(times) * 1000


async def _measure() -> tuple[Gaps, Gaps, float]:
    app = build()
    window = app.window
    app.service.settings.picwish_requests_per_second = 20
    window.show()
    window.open_files([PHOTO])
    paintings = _Paintings(window.canvas)
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(paintings.ask)
    timer.start(FRAME_MS)
    # what is done once, such as importing httpx, is not what this is about
    await _upload(app, 64, 1000)
    paintings.gaps()
    await asyncio.sleep(QUIET_SECONDS)
    quiet = paintings.gaps()
    await asyncio.gather(*(_upload(app, SIDE, number) for number in range(UPLOADS)))
    busy = paintings.gaps()
    timer.stop()
    window.hide()
    jobs = app.service.paths.jobs
    sent = sum(file.stat().st_size for file in jobs.glob("*/picture.png")) / 10**6
    await app.close()
    return quiet, busy, sent


async def _upload(app: App, side: int, seed: int) -> None:
    pixels = await asyncio.to_thread(lambda: np.random.default_rng(seed).integers(0, 256, (side, side, 3), np.uint8))
    provider = app.service.providers["picwish"]
    errand = Errand(upload_format="png")
    photo = Photo(pixels, Metadata("PNG"))
    await run_operation(photo, RemoveBackground(crop=True), app.service.runner, provider, errand=errand)


@contextmanager
def server(charges: int) -> Iterator[dict[str, str]]:
    """The sandbox, in a process of its own; what it says is what the program's environment has to hold. In the end so
    many requests must have been charged."""
    command = [sys.executable, "-m", "tests.sandbox", "--port", "0", "--latency", "0", "--rate", "1000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        lines = [server.stdout.readline().removeprefix("export ").strip() for _ in range(4)]
        yield dict(line.split("=", 1) for line in lines)
        server.terminate()
        told = json.loads(server.stdout.read())
        assert len(told["charges"]) == charges, told
        assert not told["violations"], told
