"""When to ask for a task: what an operation usually takes is learned, so that most tasks need to be asked for once."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

FIRST_GUESS = 2.0
"""Seconds."""
SHORTEST, LONGEST = 0.25, 60.0
"""Seconds of a first wait."""
MAX_STEP = 15.0
"""Seconds between two questions."""

# a wait that was too short raises what is expected by as much as some ten that were long enough lower it; so it comes
# to rest where one task in ten is asked for too early
_RAISED, _LOWERED = 1.35, 0.97
_MOST_RAISED = 2.0


class Durations:
    """Seconds to wait for a task of each operation before asking for it: a quantile, learned from each answer."""

    def __init__(self, seconds: Mapping[str, float] | None = None) -> None:
        """`seconds`: what another run of the program has learned."""
        self._seconds = {name: _bounded(value) for name, value in (seconds or {}).items()}

    def __getitem__(self, operation: str) -> float:
        return self._seconds.get(operation, FIRST_GUESS)

    def as_dict(self) -> dict[str, float]:
        """What the next run of the program can begin with."""
        return dict(self._seconds)

    def was_early(self, operation: str, waited: float, latest: float) -> None:
        """A task was not done when it was first asked for, after `waited` seconds, nor after `latest`."""
        raised = min(max(waited * _RAISED, latest), waited * _MOST_RAISED)
        self._seconds[operation] = max(self[operation], _bounded(raised))

    def was_done(self, operation: str, waited: float, elapsed: float) -> None:
        """A task was done when it was first asked for: that should have been after `waited` seconds, and was after
        `elapsed`."""
        # what had to queue tells nothing, nor does what began to wait before something else was learned
        if elapsed <= waited * 1.25 + 0.5 and waited <= self[operation]:
            self._seconds[operation] = _bounded(waited * _LOWERED)


def steps(waited: float) -> Iterator[float]:
    """Seconds to wait between further questions, for ever, where the first `waited` seconds were not enough."""
    step = max(0.5, waited / 3)
    while True:
        yield min(step, MAX_STEP) * random.uniform(0.9, 1.1)
        step *= 1.5


def back_off(tries: int) -> float:
    """Seconds to wait after so many failed tries, one or more."""
    return min(2.0 ** min(tries - 1, 10), MAX_STEP) * random.uniform(0.75, 1.25)


def _bounded(seconds: float) -> float:
    # also where what was kept is no number
    return min(max(SHORTEST, seconds), LONGEST)
