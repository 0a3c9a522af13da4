"""A program that asks for one thing and kills itself: `python -m tests.jobs.victim FOLDER URL KEY MOMENT`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

from picwish_desktop.jobs.folder import JobFolder
from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.jobs.journal import Journal
from picwish_desktop.jobs.runner import Runner
from picwish_desktop.operations.catalogue import RemoveBackground
from picwish_desktop.operations.request import Request
from picwish_desktop.providers.clock import Clock
from picwish_desktop.providers.http import client, parts
from picwish_desktop.providers.picwish import PicwishProvider
from picwish_desktop.storage.access import Access
from picwish_desktop.storage.credentials import Credentials
from picwish_desktop.storage.settings import Settings
from tests.jobs.vendor import may_leave, picture_file

RATE = 1000.0


class Moment(StrEnum):
    BEFORE_INTENT = "before anything is on disk"
    AFTER_FILES = "after the files of the intent, before its row"
    AFTER_ROW = "after the row of the intent"
    BEFORE_SENDING = "before it is noted that it is being sent"
    BEFORE_POST = "before the request leaves"
    DURING_BODY = "while its body is sent"
    AFTER_POST = "after it was accepted, before the task is noted"
    AFTER_TASK = "after the task is noted"
    BETWEEN_POLLS = "between two polls"
    DURING_DOWNLOAD = "while the result is downloaded"
    AFTER_RESULT = "after the files of the result, before its row"
    AFTER_SUCCESS = "after the row of the result"


def provider(url: str, key: str) -> PicwishProvider:
    """One that waits for nothing."""
    settings = Settings(picwish_requests_per_second=RATE)
    access = Access("picwish", settings, Credentials(), {"PICWISH_BASE_URL": url, "PICWISH_API_KEY": key})

    async def sleep(_: float) -> None:
        await asyncio.sleep(0)

    return PicwishProvider(access, clock=Clock(sleep=sleep))


def new_job() -> Job:
    operation = RemoveBackground()
    return Job("photo.png", "picwish", operation, request=Request(operation, picture_file(side=200)))


def die() -> None:
    """As nothing else can."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(moment: Moment) -> None:
    """Have this process end there."""
    parts.PIECE = 100
    die_around(JobFolder, "write_intent", moment is Moment.BEFORE_INTENT, moment is Moment.AFTER_FILES)
    die_around(Journal, "_begin", False, moment is Moment.AFTER_ROW)
    die_around(Journal, "_update", moment is Moment.BEFORE_SENDING, False, JobState.SUBMITTING)
    die_around(Journal, "_update", False, moment is Moment.AFTER_TASK, JobState.RUNNING)
    die_around(JobFolder, "write_answer", False, moment is Moment.AFTER_RESULT)
    die_around(Journal, "_succeed", False, moment is Moment.AFTER_SUCCESS)
    die_in_request(moment)


def die_around(owner: Any, name: str, before: bool, after: bool, state: JobState | None = None) -> None:
    """A method, where it is called with `state` if there is one."""
    function: Callable[..., Any] = getattr(owner, name)

    def call(*args: Any) -> Any:
        is_it = state is None or state in args
        if is_it and before:
            die()
        result = function(*args)
        if is_it and after:
            die()
        return result

    setattr(owner, name, call)


def die_in_request(moment: Moment) -> None:
    send: Callable[..., Awaitable[Any]] = client.Client.send
    polls = 0

    async def sending(self: client.Client, method: str, url: str, **options: Any) -> Any:
        nonlocal polls
        is_post, is_poll = method == "POST", "/tasks/" in url and method == "GET"
        polls += is_poll
        if (is_post and moment is Moment.BEFORE_POST) or (polls == 2 and moment is Moment.BETWEEN_POLLS):
            die()
        if is_post and moment is Moment.DURING_BODY:
            # other pieces are on their way then
            options["on_sent"] = lambda part: die() if part > 0.5 else None
        if not is_post and not is_poll and moment is Moment.DURING_DOWNLOAD:
            options["on_received"] = lambda _: die()
        response = await send(self, method, url, **options)
        if is_post and moment is Moment.AFTER_POST:
            die()
        return response

    client.Client.send = sending  # type: ignore[method-assign]


async def run(folder: Path, url: str, key: str) -> None:
    runner = Runner({"picwish": provider(url, key)}, folder, may_leave=may_leave)
    await runner.answer(await runner.begin(new_job()))


if __name__ == "__main__":
    die_at(Moment(sys.argv[4]))
    asyncio.run(run(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
