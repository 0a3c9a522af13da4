"""Time that passes only when everybody waits for it."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Coroutine
from typing import Any

from picwish_desktop.providers.clock import Clock

SETTLING = 50
"""Rounds of the event loop after which whoever can go on has gone on."""


class VirtualTime:
    def __init__(self) -> None:
        self.time = 1_700_000_000.0
        self.clock = Clock(lambda: self.time, lambda: self.time, self.sleep)
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    async def sleep(self, seconds: float) -> None:
        waking = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.time + seconds, next(self._numbers), waking))
        await waking

    def run(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Let time pass until `coroutine` has ended."""
        asyncio.run(self._run(coroutine))

    async def _run(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(coroutine)
        while True:
            for _ in range(SETTLING):
                await asyncio.sleep(0)
            if task.done():
                return await task
            assert self._sleepers, "everybody waits for somebody else"
            self.time, _, waking = heapq.heappop(self._sleepers)
            if not waking.done():
                waking.set_result(None)
