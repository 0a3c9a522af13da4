"""This computer as a provider: answers like any other, and turns a dead process into a sentence."""

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from picwish_desktop.operations.catalogue import RemoveObjects
from picwish_desktop.operations.provider import TaskFailedError
from picwish_desktop.operations.request import Request
from picwish_desktop.providers.local import LocalProvider
from picwish_desktop.vision.worker import Worker


@pytest.fixture
async def worker(tmp_path: Path) -> AsyncIterator[Worker]:
    worker = Worker(tmp_path)
    yield worker
    worker.close()


def request(side: int = 60) -> Request:
    mask = np.zeros((side, side), np.uint8)
    mask[side // 4 : side // 2, side // 4 : side // 2] = 255
    return Request(RemoveObjects(), np.random.default_rng(11).integers(0, 65536, (side, side, 3), np.uint16), mask)


async def test_it_answers_in_the_photos_own_depth(worker: Worker) -> None:
    provider = LocalProvider(worker)
    assert provider.supports(RemoveObjects())
    assert not provider.is_paid
    asked = request()
    parts: list[float] = []
    answer = await provider.fetch(await provider.submit(asked), parts.append)
    assert answer.picture.dtype == np.uint16
    assert np.array_equal(answer.picture[asked.mask == 0], asked.picture[asked.mask == 0])
    assert (answer.picture != asked.picture)[asked.mask > 0].any()
    assert parts[-1] == 1.0


async def test_two_requests_get_their_own_answers(worker: Worker) -> None:
    provider = LocalProvider(worker)
    small, large = await provider.submit(request(40)), await provider.submit(request(80))
    assert (await provider.fetch(large, lambda _: None)).picture.shape == (80, 80, 3)
    assert (await provider.fetch(small, lambda _: None)).picture.shape == (40, 40, 3)


async def test_a_process_that_dies_is_a_sentence(worker: Worker) -> None:
    provider = LocalProvider(worker)

    def die(_: float) -> None:
        assert worker.process_id is not None
        os.kill(worker.process_id, signal.SIGKILL)

    with pytest.raises(TaskFailedError, match="try again"):
        await provider.fetch(await provider.submit(request(1200)), die)
