"""How often a host may be asked: one limiter for everything that goes there."""

from __future__ import annotations

import asyncio
import email.utils
import math
import random
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from picwish_desktop.providers.clock import REAL_TIME, Clock

MARGIN = 1.04
"""Two requests that leave a second apart can arrive closer together."""
MIN_RATE, MAX_RATE = 0.1, 100_000.0
MAX_PAUSE = 60.0
"""Seconds, whatever a server asks for."""
FIRST_PAUSE = 1.0
"""Seconds, where a server does not say how long; doubled with every further refusal."""


class Turn:
    """Leave for one request. It counts from when the request leaves, as a connection may have to be made first."""

    def __init__(self, clock: Clock, changed: asyncio.Event) -> None:
        self._clock, self._changed = clock, changed
        self.sent_at: float | None = None
        """None: not yet."""

    def sent(self) -> None:
        """The head of the request goes out now; of several calls the last one counts."""
        self.sent_at = self._clock.now()
        self._changed.set()


class RateLimiter:
    """At most `rate()` requests leave within any second, in the order in which they were asked for."""

    def __init__(self, rate: Callable[[], float], clock: Clock = REAL_TIME, sent_at: Iterable[float] = ()) -> None:
        """`rate` is asked each time, as it can change. `sent_at`: what `sent_at` was when another run ended."""
        self._rate, self._clock = rate, clock
        self._queue = asyncio.Lock()
        self._changed = asyncio.Event()
        self._turns = [self._earlier_turn(clock.epoch() - time) for time in sent_at if time <= clock.epoch()]
        self._paused_until = -math.inf
        self._refusals = 0

    @property
    def sent_at(self) -> tuple[float, ...]:
        """When the latest requests left, in seconds since the epoch."""
        offset = self._clock.epoch() - self._clock.now()
        return tuple(turn.sent_at + offset for turn in self._turns if turn.sent_at is not None)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Turn]:
        """Wait for leave to send one request. If it does not leave within the context, it does not count."""
        async with self._queue:
            while wait := self._wait():
                self._changed.clear()
                await (self._changed.wait() if wait == math.inf else self._clock.sleep(wait))
            turn = Turn(self._clock, self._changed)
            self._turns.append(turn)
        try:
            yield turn
        finally:
            if turn.sent_at is None:
                self._turns.remove(turn)
                self._changed.set()

    def refused(self, retry_after: str | None = None, date: str | None = None) -> None:
        """The host answered 429, perhaps with these headers: nothing more leaves for a while (RFC 9110, 10.2.3)."""
        self._refusals += 1
        pause = _seconds(retry_after, date, self._clock.epoch())
        if pause is None:
            pause = FIRST_PAUSE * 2 ** min(self._refusals - 1, 10) * random.uniform(1, 1.5)
        self._paused_until = max(self._paused_until, self._clock.now() + min(pause, MAX_PAUSE))

    def accepted(self) -> None:
        """The host answered anything else."""
        self._refusals = 0

    def _earlier_turn(self, age: float) -> Turn:
        turn = Turn(self._clock, self._changed)
        turn.sent_at = self._clock.now() - age
        return turn

    def _wait(self) -> float:
        """Seconds until the next request may leave; infinite: until one of those under way has left."""
        now = self._clock.now()
        if now < self._paused_until:
            return self._paused_until - now
        rate = min(max(MIN_RATE, self._rate()), MAX_RATE)
        most = max(1, math.floor(rate))
        window = max(1.0, most / rate) * MARGIN
        self._turns = [turn for turn in self._turns if turn.sent_at is None or now - turn.sent_at < window]
        too_many = len(self._turns) - most
        if too_many < 0:
            return 0.0
        times = sorted(turn.sent_at for turn in self._turns if turn.sent_at is not None)
        return times[too_many] + window - now if too_many < len(times) else math.inf


def _seconds(retry_after: str | None, date: str | None, now: float) -> float | None:
    """What a Retry-After asks for; None where it says nothing that can be read, or nothing at all."""
    if retry_after is None:
        return None
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9]) or None
    until = _epoch(text)
    if until is None:
        return None
    # by the server's own clock, which need not agree with ours
    server_now = _epoch(date) if date else None
    pause = until - (now if server_now is None else server_now)
    return pause if pause > 0 else None


def _epoch(date: str) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
