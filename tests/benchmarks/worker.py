"""The worker process: how soon a cancelled removal has stopped, and what the way there and back costs."""

from __future__ import annotations

import asyncio
import statistics
import time

import numpy as np

from picwish_desktop.vision.worker import Worker
from tests.benchmarks.row import Row

RUNS = 7


def run() -> list[Row]:
    """Milliseconds from cancelling until the caller goes on and the process is gone, in the middle of a large removal;
    then a small removal by the same worker, of which the first has to start a process."""
    cancelled, first, next_one = asyncio.run(_measure())
    worst = max(cancelled)
    return [
        Row("cancel, median", statistics.median(cancelled), "ms"),
        Row("cancel, worst", worst, "ms", "< 200 ms", worst < 200),
        Row("small removal, process to be started", statistics.median(first), "ms"),
        Row("small removal, process there", statistics.median(next_one), "ms"),
    ]


async def _measure() -> tuple[list[float], list[float], list[float]]:
    worker = Worker()
    rng = np.random.default_rng(0)
    large = {"picture": rng.integers(0, 256, (2000, 2000, 3), np.uint8), "mask": np.zeros((2000, 2000), np.uint8)}
    large["mask"][500:1500, 500:1500] = 255
    small = {name: np.ascontiguousarray(array[470:540, 470:540]) for name, array in large.items()}
    cancelled: list[float] = []
    first: list[float] = []
    next_one: list[float] = []
    for _ in range(RUNS):
        begun = asyncio.Event()
        running = asyncio.create_task(worker.run("inpaint", large, lambda _, begun=begun: begun.set()))  # type: ignore[misc]
        await begun.wait()
        start = time.perf_counter()
        running.cancel()
        await asyncio.wait([running])
        cancelled.append((time.perf_counter() - start) * 1000)
        for times in (first, next_one):
            start = time.perf_counter()
            await worker.run("inpaint", small, lambda _: None)
            times.append((time.perf_counter() - start) * 1000)
    worker.close()
    return cancelled, first, next_one
