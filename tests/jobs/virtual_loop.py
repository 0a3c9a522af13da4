"""An event loop whose time passes only when nobody has anything to do, and whose threads are none.

All waiting is then over at once, and what happens in one run happens in the next, in the same order.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from picwish_desktop.providers.clock import Clock

EPOCH = 1_700_000_000.0
GRACE = 0.0005
"""Seconds for what was sent to this same process to arrive, before it is believed that nothing comes."""


class EverybodyWaitsError(AssertionError):
    """Nothing will ever happen again."""


class _Selector(selectors.DefaultSelector):
    """Instead of waiting for `timeout`, lets time pass."""

    pass_time: Callable[[float], None]

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events: list[tuple[selectors.SelectorKey, int]] = super().select(0)
        if events or timeout == 0:
            return events
        events = super().select(GRACE if timeout is not None else 0.5)
        if events:
            return events
        if timeout is None:
            raise EverybodyWaitsError
        self.pass_time(timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.now = 0.0
        selector = _Selector()
        selector.pass_time = self.pass_time
        super().__init__(selector)
        self.set_default_executor(Inline())
        self.clock = Clock(self.time, self.epoch, asyncio.sleep)

    def time(self) -> float:
        return self.now

    def epoch(self) -> float:
        return EPOCH + self.now

    def pass_time(self, seconds: float) -> None:
        self.now += seconds


class Inline(ThreadPoolExecutor):
    """Does at once what it is given."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        with FailingInto(future):
            future.set_result(function(*args, **kwargs))
        return future


class FailingInto:
    """Whatever is raised inside becomes the future's exception, as in a thread."""

    def __init__(self, future: Future[Any]) -> None:
        self._future = future

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if error is not None:
            self._future.set_exception(error)
        return True
