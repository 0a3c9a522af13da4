"""How much of PicWish's request rate 50 tasks at once make use of, over real HTTP."""

from __future__ import annotations

import asyncio
import time

from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.operations.catalogue import MakeIdPhoto
from picwish_desktop.operations.provider import Task
from picwish_desktop.operations.request import Answer, Request
from picwish_desktop.providers.picwish import PicwishProvider
from picwish_desktop.storage.access import Access
from picwish_desktop.storage.credentials import Credentials
from picwish_desktop.storage.settings import Settings
from tests.benchmarks.row import Row
from tests.sandbox.client import encoded, noise
from tests.sandbox.options import Options
from tests.sandbox.server import Sandbox

TASKS = 50
SCALE = 10
"""So many times PicWish's rate, so that it does not take a minute."""
SIDE = 64


def run() -> list[Row]:
    """The share of two requests a task that is ideal, and how many were refused. What a task takes itself does not
    count: the last one is begun and asked for at full rate."""
    share, polls, refused, violations = asyncio.run(_measure())
    return [
        Row(f"{TASKS} tasks, of the ideal rate", share * 100, "%", "at least 95 %", share >= 0.95),
        Row(f"{TASKS} tasks, questions a task", polls / TASKS),
        Row(f"{TASKS} tasks, answers with 429", refused, "", "none", not refused and not violations),
    ]


async def _measure() -> tuple[float, int, int, int]:
    rate = 2 * SCALE
    async with Sandbox(Options(picwish_rate=rate, latency=2 / SCALE)) as sandbox:
        settings = Settings(picwish_requests_per_second=float(rate))
        variables = {"PICWISH_BASE_URL": sandbox.picwish_url, "PICWISH_API_KEY": sandbox.key}
        provider = PicwishProvider(Access("picwish", settings, Credentials(), variables))
        # the library is imported and a connection made
        assert await provider.account.credits_left() is not None
        await asyncio.sleep(1.1)
        start = time.monotonic()
        await asyncio.gather(*(_one(provider, number) for number in range(TASKS)))
        seconds = time.monotonic() - start
        await provider.close()
        asked = [received for received in sandbox.requests[1:] if "/tasks/" in received.target]
        refused = sum(received.status == 429 for received in asked)
        return 2 * TASKS / rate / seconds, len(asked) - TASKS, refused, len(sandbox.violations)


async def _one(provider: PicwishProvider, number: int) -> None:
    # each another picture, lest it be the same work again
    height = SIDE + number
    picture = PictureFile(encoded(noise(SIDE, height)), "PNG", SIDE, height)
    # what the sandbox does quickest, as it works on this computer too
    request = Request(MakeIdPhoto(size=(100, 100)), picture)
    outcome = await provider.submit(request, lambda *_: None, _nothing_to_note)
    assert not isinstance(outcome, Answer)
    await provider.fetch(Task(outcome, request.operation, time.time()), lambda *_: None)


async def _nothing_to_note() -> None:
    pass
