"""Coroutines started from Qt's signals: kept alive until they end, and never silent when they fail."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

log = logging.getLogger(__name__)


class Tasks:
    """Holds the tasks that were started; asyncio itself keeps only weak references."""

    def __init__(self, on_error: Callable[[Exception], None]) -> None:
        """For the loop that runs now. `on_error` hears of every exception but cancellation."""
        self._on_error = on_error
        # Qt may call us while it is not asyncio's turn, such as when a program ends: a task begins when it is
        self._loop = asyncio.get_running_loop()
        self._running: set[asyncio.Task[Any]] = set()
        self._is_over = False
        self.saving: dict[asyncio.Task[bool], str] = {}
        """What writes files where a person wants them, and what they are called."""

    def spawn(self, coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Begin it soon; never after `cancel_all`."""
        task = self._loop.create_task(coroutine)
        if self._is_over:
            # timers and signals go on while the program waits for its paid work
            task.cancel()
        self._running.add(task)
        task.add_done_callback(self._finished)
        return task

    def save(self, coroutine: Coroutine[Any, Any, bool], name: str) -> asyncio.Task[bool]:
        """As `spawn`, for what writes a file called `name` where a person wants it, and says whether it did: before the
        window closes, it waits for that."""
        task: asyncio.Task[bool] = self.spawn(coroutine)
        self.saving[task] = name
        task.add_done_callback(self.saving.pop)
        return task

    async def cancel_all(self) -> None:
        """Cancel what still runs and wait until it has ended, for good. Leaves out the task that calls."""
        self._is_over = True
        # what ends may start something else on its way out
        while others := self._running - {asyncio.current_task()}:
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, Exception):
            log.error("a task failed", exc_info=error)
            self._on_error(error)
