"""PicWish's tasks: asking for one until it is done, and fetching its pictures. All of it is free."""

from __future__ import annotations

import asyncio
import itertools
import logging
from urllib.parse import quote

from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.operations.catalogue import CutOutFace, Operation, RemoveBackground
from picwish_desktop.operations.provider import (
    FetchInterruptedError,
    KeyRefusedError,
    Progress,
    Stage,
    Task,
    TaskExpiredError,
    TaskFailedError,
    TaskId,
)
from picwish_desktop.operations.request import Answer
from picwish_desktop.providers.answers import Told, read_answer
from picwish_desktop.providers.api import Api
from picwish_desktop.providers.exchange import ExchangeError
from picwish_desktop.providers.picwish_form import PATHS
from picwish_desktop.providers.picwish_sentences import ask_support, key_error, state_error
from picwish_desktop.providers.polling import Durations, back_off, steps
from picwish_desktop.providers.results import BrokenPictureError, GoneError, Results, UnreachedError, is_address

log = logging.getLogger(__name__)

TOTAL = 300.0
"""Seconds that one fetch may take."""
KEPT = 3600.0
"""Seconds for which PicWish keeps a task."""
MAX_WITH_PICTURES = 64_000_000
"""Bytes of an answer that can have pictures in it."""
ADDRESSES = 2
"""So often the task is asked for the addresses of its pictures."""
EMPTY_TRIES = 3
"""So often a task is asked for that says it is done and gives no picture."""


class PicwishTasks:
    """What happens to a task after it was created."""

    def __init__(self, api: Api, results: Results, durations: Durations) -> None:
        self._api, self._results, self._durations = api, results, durations
        self._created: dict[TaskId, float] = {}

    def created(self, task: TaskId) -> None:
        """It begins now: what came before was the upload."""
        self._created[task] = self._api.clock.now()

    async def fetch(self, task: Task, progress: Progress) -> Answer:
        """Raises ProviderError."""
        clock = self._api.clock
        until = clock.now() + TOTAL
        progress(Stage.WORKING, 0.0)
        told = await self._wait(task, until, progress)
        for addresses in itertools.count(1):
            try:
                return await self.receive(task.operation, told, progress, until)
            except UnreachedError as error:
                raise _interrupted(task) from error
            except GoneError as error:
                if addresses == ADDRESSES:
                    raise _expired(task) from error
            except BrokenPictureError as error:
                if addresses == ADDRESSES:
                    raise TaskFailedError(
                        f"The picture that PicWish sends is damaged. Try again later{ask_support(task.id)}"
                    ) from error
            told = await self._ask(task, until)
        raise AssertionError

    async def receive(self, operation: Operation, told: Told, progress: Progress, until: float | None = None) -> Answer:
        """The pictures of a task that is done. Raises GoneError, UnreachedError or BrokenPictureError."""
        until = self._api.clock.now() + TOTAL if until is None else until
        sources = _sources(operation, told)
        pictures: dict[str, PictureFile] = {}
        for number, (name, source) in enumerate(sources.items()):

            def on_part(part: float, number: int = number) -> None:
                progress(Stage.RECEIVING, (number + part) / len(sources))

            on_part(0.0)
            if is_address(source):
                pictures[name] = await self._results.download(source, until, on_part)
            else:
                pictures[name] = await self._results.decode_base64(source)
            on_part(1.0)
        return Answer(pictures.get("image"), pictures.get("mask"))

    async def _wait(self, task: Task, until: float, progress: Progress) -> Told:
        """Until it is done."""
        clock, operation = self._api.clock, task.operation.name
        known = self._created.pop(task.id, None)
        created = clock.now() - max(0.0, clock.epoch() - task.submitted_at) if known is None else known
        waited = self._durations[operation]
        await clock.sleep(max(0.0, min(created + waited - clock.now(), TOTAL / 2)))
        pauses = steps(waited)
        latest: float | None = None
        empty = 0
        while True:
            told = await self._ask(task, until)
            elapsed = clock.now() - created
            if told.state is not None and told.state < 0:
                raise state_error(told.state, task.id)
            if told.is_done and all(_sources(task.operation, told).values()):
                if latest is not None:
                    self._durations.was_early(operation, waited, latest)
                elif known is not None:
                    self._durations.was_done(operation, waited, elapsed)
                return told
            if told.is_done:
                empty += 1
                if empty == EMPTY_TRIES:
                    raise TaskFailedError(
                        f"PicWish says that it is done but gives no picture. Try again later{ask_support(task.id)}"
                    )
            elif known is not None:
                latest = elapsed
            progress(Stage.WORKING, told.progress)
            await self._pause(next(pauses), task, until)

    async def _ask(self, task: Task, until: float) -> Told:
        """What PicWish says of a task, as soon as it says something. Raises ProviderError."""
        key = await self._key(task)
        path = f"{PATHS[type(task.operation)]}/{quote(task.id, safe='')}"
        misses = 0
        for tries in itertools.count(1):
            seconds = min(self._api.patience.ask, until - self._api.clock.now())
            try:
                response = await self._api.get(path, key=key, max_bytes=MAX_WITH_PICTURES, seconds=seconds)
            except ExchangeError as error:
                log.info("task %s: %s", task.id, error)
            else:
                told = await asyncio.to_thread(read_answer, response, key)
                if told.is_success:
                    return told
                log.info("task %s: status %s", task.id, told.status)
                misses += told.status == 404
                self._check_refusal(task, told, misses)
            await self._pause(back_off(tries), task, until)
        raise AssertionError

    def _check_refusal(self, task: Task, told: Told, misses: int) -> None:
        """Raises ProviderError where asking again would not help."""
        is_old = self._api.clock.epoch() - task.submitted_at > KEPT
        # a task that is missing once may only not have come everywhere yet
        if (told.status == 404 and (is_old or misses > 1)) or (told.status in (403, 410) and is_old):
            raise _expired(task)
        if told.status == 401:
            raise FetchInterruptedError(f"{key_error(told)} The task “{task.id}” is fetched then, which costs nothing.")
        if 400 <= told.status < 500 and told.status not in (404, 408, 425, 429):
            raise FetchInterruptedError(
                f"PicWish does not give the result now (status {told.status}). It is fetched again at the next start"
                f"{ask_support(task.id)}"
            )

    async def _key(self, task: Task) -> str:
        try:
            return await self._api.key()
        except KeyRefusedError as error:
            raise FetchInterruptedError(
                f"{error} The task “{task.id}” is fetched then, which costs nothing."
            ) from error

    async def _pause(self, seconds: float, task: Task, until: float) -> None:
        if self._api.clock.now() + seconds >= until:
            raise _interrupted(task)
        await self._api.clock.sleep(seconds)


def _sources(operation: Operation, told: Told) -> dict[str, str]:
    """What to fetch: an address, base64, or nothing where it is missing."""
    if isinstance(operation, RemoveBackground):
        wanted = {"image": ("image",), "mask": ("mask",), "both": ("image", "mask")}[operation.output]
    elif isinstance(operation, CutOutFace) and told.mask:
        # the page offers it, and it is paid for
        wanted = ("image", "mask")
    else:
        wanted = ("image",)
    return {name: {"image": told.image, "mask": told.mask}[name] for name in wanted}


def _interrupted(task: Task) -> FetchInterruptedError:
    return FetchInterruptedError(
        f"The result of the task “{task.id}” could not be fetched from PicWish now. It is fetched again at the next "
        "start, which costs nothing."
    )


def _expired(task: Task) -> TaskExpiredError:
    return TaskExpiredError(
        f"PicWish no longer has the result: it keeps one for an hour. Send the picture again{ask_support(task.id)}"
    )
