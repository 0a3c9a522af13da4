"""The time that providers wait by. Tests bring their own, and wait for nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """All in seconds."""

    now: Callable[[], float] = time.monotonic
    """Only differences mean something."""
    epoch: Callable[[], float] = time.time
    """Since 1970."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


REAL_TIME = Clock()
