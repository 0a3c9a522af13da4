"""How much memory a large photo costs: opened, cut out by each provider, and saved as PNG, in the real window."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import skimage.data
from PIL import Image

from picwish_desktop.app import build
from picwish_desktop.imaging.write import Encoding
from picwish_desktop.vision.worker import Worker
from picwish_desktop.workflows.cutout_files import save_cutout
from tests.benchmarks.frames import server
from tests.benchmarks.row import Row

SIZES = {24: (6000, 4000), 100: (11600, 8700)}
"""Megapixels."""
VIEW = (1920, 1080)
LIMIT = 6.0
PAUSE = 0.02
"""Seconds between two looks."""


def run() -> list[Row]:
    """Of window and worker together, beyond what both have without a photo, in sizes of the decoded photo. Each
    measure is a process of its own; the endpoints' stand-in is another."""
    rows = []
    with tempfile.TemporaryDirectory() as folder, server(2 * len(SIZES)) as environment:
        for megapixels, size in SIZES.items():
            photo = Path(folder) / f"{megapixels}.jpg"
            Image.fromarray(skimage.data.astronaut()).resize(size).save(photo, quality=92)
            for provider in ("local", "picwish", "pixelcut"):
                home = Path(folder) / f"{megapixels}-{provider}"
                told = subprocess.run(
                    [sys.executable, "-m", "tests.benchmarks.memory", str(photo), provider],
                    env={
                        **os.environ,
                        **environment,
                        "QT_QPA_PLATFORM": "offscreen",
                        "PICWISH_DESKTOP_HOME": str(home),
                    },
                    capture_output=True,
                    text=True,
                    check=True,
                )
                seconds, peak = json.loads(told.stdout.splitlines()[-1])
                ratio = peak / (size[0] * size[1] * 3)
                name = f"{megapixels} MP cut out by {provider} and saved"
                rows.append(Row(f"{name}: memory", ratio, "× photo", f"< {LIMIT:g}", ratio < LIMIT))
                rows.append(Row(f"{name}: time", seconds, "s"))
    return rows


async def _measure(photo: Path, provider: str) -> tuple[float, int]:
    app = build()
    window, own = app.window, os.getpid()
    worker: Worker = app.service.worker
    window.resize(*VIEW)
    window.show()
    window.settings.background_provider = provider
    # the worker's own memory, too
    await worker.run("inpaint", {"picture": np.zeros((8, 8, 3), np.uint8), "mask": np.eye(8, dtype=np.uint8)}, print)
    pids = [own, worker.process_id or own]
    before, peak, is_over = sum(map(_resident, pids)), 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not is_over.wait(PAUSE):
            peak = max(peak, sum(map(_resident, {own, worker.process_id or own})))

    watching = threading.Thread(target=watch)
    watching.start()
    started = time.perf_counter()
    window.open_files([photo])
    while not (len(window.documents) and window.documents.current and window.documents.current.document):
        await asyncio.sleep(PAUSE)
    entry = window.documents.current
    window.choose_job("background")
    window.run_job()
    while entry.work is not None:
        await asyncio.sleep(PAUSE)
    assert entry.document is not None
    assert entry.document.state.cutout is not None, entry.message
    # as the window does before it saves
    assert entry.taking is not None
    await asyncio.wait([entry.taking])
    await save_cutout(entry.document, photo.with_suffix(f".{provider}.png"), Encoding("PNG"))
    seconds = time.perf_counter() - started
    is_over.set()
    watching.join()
    return seconds, peak - before


def _resident(pid: int) -> int:
    """Bytes."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS")), 0)


def main() -> None:
    """What `run` starts."""
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    with QEventLoop(application) as loop:
        loop.set_default_executor(ThreadPoolExecutor(2))
        print(json.dumps(loop.run_until_complete(_measure(Path(sys.argv[1]), sys.argv[2]))), flush=True)
        # what is open is of no interest any more
        os._exit(0)


if __name__ == "__main__":
    main()
