"""How many requests a key may make in a second."""

from __future__ import annotations

from collections import defaultdict, deque

WINDOW = 1.0
"""Seconds."""


class RateLimit:
    """At most so many requests in any second, wherever it begins; those refused count too."""

    def __init__(self, per_second: int) -> None:
        self.per_second = per_second
        self._recent: defaultdict[str, deque[float]] = defaultdict(deque)

    def exceeded(self, key: str, now: float) -> bool:
        """Count a request of `key`; whether it is one too many."""
        recent = self._recent[key]
        while recent and now - recent[0] >= WINDOW:
            recent.popleft()
        recent.append(now)
        return len(recent) > self.per_second
