"""Reading and writing files by names that may lead anywhere: a share whose server is gone keeps whoever goes there
waiting for minutes. Each has a thread of its own: it keeps no other one waiting, and at its end the program does not
wait for it. Who writes sees to it that it is waited for before, as long as is right."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 10.0
"""Seconds in which what can be reached answers."""


async def reach(function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """As `asyncio.to_thread`."""
    answer: Future[T] = Future()
    # nobody can cancel it from now on
    answer.set_running_or_notify_cancel()
    # not a pool's thread, for which the interpreter would wait at its end
    threading.Thread(
        target=_answer, args=(answer, partial(function, *arguments, **named)), name="reach", daemon=True
    ).start()
    return await asyncio.wrap_future(answer)


async def reach_soon(function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """As `reach`. Raises TimeoutError where the answer takes longer than `PATIENCE`."""
    # `wait_for` of Python 3.11 goes on where it is cancelled just when the answer came
    async with asyncio.timeout(PATIENCE):
        return await reach(function, *arguments, **named)


def _answer(answer: Future[T], function: Callable[[], T]) -> None:
    try:
        answer.set_result(function())
    except BaseException as error:  # noqa: BLE001 - it is for whoever waits
        answer.set_exception(error)
