"""How long to wait while there is no network, and whose turn it is meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from types import TracebackType


def pauses(seconds: Sequence[float]) -> Iterator[float]:
    """Before each next try; the last one repeats. None where `seconds` is empty: then there is no next try."""
    return chain(seconds, repeat(seconds[-1])) if seconds else iter(())


class Turn:
    """One of those that `turns` has, for as long as the context; in its pauses others have it."""

    def __init__(self, turns: asyncio.Semaphore) -> None:
        self._turns = turns
        self._is_held = False

    async def __aenter__(self) -> Turn:
        await self._acquire()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._release()

    async def pause(self, seconds: float) -> None:
        """Let go of it for so long, then wait for it again."""
        self._release()
        await asyncio.sleep(seconds)
        await self._acquire()

    async def _acquire(self) -> None:
        await self._turns.acquire()
        self._is_held = True

    def _release(self) -> None:
        # who is stopped in a pause has none
        if self._is_held:
            self._is_held = False
            self._turns.release()
