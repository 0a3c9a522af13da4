"""The sandbox's time, which tests move by hand."""

from __future__ import annotations

import time
from collections.abc import Callable


class Clock:
    """Seconds since 1970: what `source` says, and what was added by hand."""

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._ahead = 0.0

    def now(self) -> float:
        return self._source() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds


def stopped_clock() -> Clock:
    """A clock that only `advance` moves."""
    return Clock(lambda: 1_700_000_000.0)
