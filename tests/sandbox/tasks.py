"""PicWish's tasks: their states over time, and the hour for which they are kept."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.sandbox.options import HOUR
from tests.sandbox.pictures import Encoded
from tests.sandbox.routes import Route

DONE, QUEUED, PREPARING, WAITING, PROCESSING = 1, 0, 2, 3, 4
FAILED, NOT_STORED, NOT_FETCHED, TOO_LARGE, INVALID, TIMED_OUT = -1, -2, -3, -5, -7, -8

_STAGES = (QUEUED, PREPARING, WAITING, PROCESSING)

Output = Mapping[str, Encoded]
"""`image`, `mask` or both."""


@dataclass(slots=True, eq=False)
class Task:
    route: Route
    """That created it."""
    key: str
    created: float
    duration: float
    """Seconds that it takes at least."""
    return_type: int
    size: tuple[int, int] | None = None
    """Of the picture sent, where it could be read."""
    fate: int | None = None
    """What it ends in whatever the work gives."""
    work: asyncio.Task[Output] | None = None
    """None where there is nothing to work on."""
    urls: dict[str, str] = field(default_factory=dict)
    id: str = field(default_factory=lambda: secrets.token_hex(16))

    def state(self, now: float) -> int:
        if now < self.created + self.duration:
            return _STAGES[int((now - self.created) / self.duration * len(_STAGES))]
        if self.fate is not None:
            return self.fate
        if self.work is None or not self.work.done():
            return PROCESSING
        return FAILED if self.work.cancelled() or self.work.exception() else DONE

    def progress(self, now: float) -> int:
        """In per cent."""
        if self.state(now) == DONE:
            return 100
        return min(99, int(100 * (now - self.created) / self.duration)) if self.duration else 0

    def is_expired(self, now: float) -> bool:
        return now >= self.expires

    @property
    def expires(self) -> float:
        """ "Retained for up to 1 hour after submission"."""
        return self.created + HOUR

    def output(self, now: float) -> Output | None:
        """What it made, once it is done."""
        return self.work.result() if self.work is not None and self.state(now) == DONE else None

    async def wait(self, patience: float) -> None:
        """Until it is done, at most `patience` seconds."""
        await asyncio.sleep(min(self.duration, patience))
        if self.work is not None and patience > self.duration:
            await asyncio.wait([self.work], timeout=patience - self.duration)


class Tasks:
    """Those of one vendor."""

    def __init__(self) -> None:
        self._by_id: dict[str, Task] = {}

    def add(self, task: Task) -> None:
        self._by_id[task.id] = task

    def find(self, task_id: str, route: Route, key: str, now: float) -> Task | None:
        """The task of this id if it was created at `route` with `key` and is still kept."""
        task = self._by_id.get(task_id)
        if task is None or task.route is not route or task.key != key or task.is_expired(now):
            return None
        return task

    async def work_done(self) -> None:
        """Wait for all work that was begun."""
        await asyncio.gather(*self._works(), return_exceptions=True)

    async def stop(self) -> None:
        """Let go of what still runs."""
        for work in self._works():
            work.cancel()
        await self.work_done()

    def _works(self) -> list[asyncio.Task[Output]]:
        return [task.work for task in self._by_id.values() if task.work is not None]
