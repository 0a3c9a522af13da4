"""The worker process: progress, errors, cancelling at once, and going on after its death."""

import asyncio
import errno
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from picwish_desktop.vision.worker import Worker, WorkerError


@pytest.fixture
async def worker(tmp_path: Path) -> AsyncIterator[Worker]:
    worker = Worker(tmp_path)
    yield worker
    worker.close()
    assert left_in(tmp_path) == [], "every run takes its pictures away"


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def picture_with_hole(side: int, hole: int) -> dict[str, NDArray[np.uint8]]:
    rng = np.random.default_rng(5)
    mask = np.zeros((side, side), np.uint8)
    mask[side // 2 - hole // 2 : side // 2 + hole // 2, side // 2 - hole // 2 : side // 2 + hole // 2] = 255
    return {"picture": rng.integers(0, 256, (side, side, 3), np.uint8), "mask": mask}


async def test_a_task_runs_in_another_process_and_tells_its_progress(worker: Worker) -> None:
    arrays = picture_with_hole(80, 16)
    parts: list[float] = []
    result = await worker.run("inpaint", arrays, parts.append)
    assert result["picture"].shape == (80, 80, 3)
    assert np.array_equal(result["picture"][arrays["mask"] == 0], arrays["picture"][arrays["mask"] == 0])
    assert parts == sorted(parts)
    assert parts[-1] == 1.0


async def test_a_task_that_fails_says_why_and_the_next_one_runs(worker: Worker) -> None:
    arrays = picture_with_hole(40, 8)
    with pytest.raises(WorkerError, match="ValueError"):
        await worker.run("inpaint", {**arrays, "mask": np.full((40, 40), 255, np.uint8)}, lambda _: None)
    assert await worker.run("inpaint", arrays, lambda _: None)


async def test_cancelling_stops_the_process_and_the_next_task_runs(worker: Worker) -> None:
    begun = asyncio.Event()
    running = asyncio.create_task(worker.run("inpaint", picture_with_hole(1600, 700), lambda _: begun.set()))
    await begun.wait()
    process = worker.process_id
    assert process is not None
    was_busy = worker.is_busy
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (was_busy, worker.is_busy) == (True, False)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert await worker.run("inpaint", picture_with_hole(40, 8), lambda _: None)


async def test_a_process_that_dies_is_an_error_and_the_next_task_runs(worker: Worker) -> None:
    def die(_: float) -> None:
        assert worker.process_id is not None
        os.kill(worker.process_id, signal.SIGKILL)

    with pytest.raises(WorkerError, match="ended"):
        await worker.run("inpaint", picture_with_hole(1600, 700), die)
    assert await worker.run("inpaint", picture_with_hole(40, 8), lambda _: None)


async def test_tasks_asked_at_once_run_one_after_the_other(worker: Worker) -> None:
    arrays = picture_with_hole(60, 10)
    results = await asyncio.gather(*(worker.run("inpaint", arrays, lambda _: None) for _ in range(3)))
    assert all(np.array_equal(result["picture"], results[0]["picture"]) for result in results)


async def test_a_stored_array_serves_several_tasks_and_outlives_the_process(worker: Worker, tmp_path: Path) -> None:
    mask = np.zeros((30, 40), np.uint8)
    mask[10:20, 10:20] = 255
    stored = await worker.store(mask)
    mask[:] = 0
    for _ in range(2):
        grown = await worker.run("grow", {"mask": stored}, lambda _: None, {"radius": 3})
        assert grown["bounds"].tolist() == [7, 7, 16, 16]
        assert worker.process_id is not None
        os.kill(worker.process_id, signal.SIGKILL)
        with pytest.raises(WorkerError):
            # it may be noticed only now
            await worker.run("nothing", {}, lambda _: None)
    assert list(tmp_path.rglob("*.npy")) == [stored.path]
    await worker.discard(stored)
    assert list(tmp_path.rglob("*.npy")) == []


async def test_a_stored_array_that_is_in_the_way_of_closing_goes_too(worker: Worker) -> None:
    await worker.store(np.zeros((3, 3), np.uint8))


async def test_an_array_that_there_is_no_room_for_is_an_error_and_leaves_nothing(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(np, "save", full)
        with pytest.raises(WorkerError, match="no room") as raised:
            await worker.store(np.zeros((3, 3), np.uint8))
    assert isinstance(raised.value.__cause__, OSError)
    assert [path for path in tmp_path.glob("*/*") if path.is_dir()] == []
