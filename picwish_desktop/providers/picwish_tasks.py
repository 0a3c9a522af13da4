"""PicWish's tasks: asking for one until it is done, and fetching its pictures. All of it is free."""

from __future__ import annotations

import itertools
import logging
from urllib.parse import quote

from picwish_desktop.operations.provider import (
    FetchInterruptedError,
    Progress,
    RequestRejectedError,
    Stage,
    Task,
    TaskExpiredError,
    TaskFailedError,
    TaskId,
)
from picwish_desktop.operations.request import Answer
from picwish_desktop.providers.answers import Told, read
from picwish_desktop.providers.api import Api
from picwish_desktop.providers.exchange import ExchangeError, NotSentError
from picwish_desktop.providers.picwish_form import PATHS
from picwish_desktop.providers.picwish_pictures import receive
from picwish_desktop.providers.picwish_sentences import ask_support, key_error, state_error
from picwish_desktop.providers.polling import Durations, back_off, steps
from picwish_desktop.providers.results import (
    GIVEN_UP,
    KEPT,
    BrokenPictureError,
    GoneError,
    Results,
    UnreachedError,
)

log = logging.getLogger(__name__)

TOTAL = 300.0
"""Seconds that one fetch may take."""
MAX_WITH_PICTURES = 64_000_000
"""Bytes of an answer that can have pictures in it."""
ADDRESSES = 2
"""So often a task is asked for addresses of its pictures that are alive."""
PICTURES = 3
"""So often a task is asked for pictures that are whole."""


class _UnaskedError(FetchInterruptedError):
    """There is no network, no key or no address, so PicWish has said nothing."""


class PicwishTasks:
    """What happens to a task after it was created."""

    def __init__(self, api: Api, results: Results, durations: Durations) -> None:
        self._api, self._results, self._durations = api, results, durations
        self._created: dict[TaskId, float] = {}
        """Of those that are not fetched yet."""
        self._sent: dict[TaskId, float] = {}
        """The same of all of this run."""

    def created(self, task: TaskId) -> None:
        """It begins now: what came before was the upload."""
        self._created[task] = self._sent[task] = self._api.clock.now()

    async def fetch(self, task: Task, progress: Progress) -> Answer:
        """Raises ProviderError."""
        try:
            return await self._fetch(task, progress)
        except FetchInterruptedError as error:
            if self._age(task) < GIVEN_UP or isinstance(error, _UnaskedError):
                raise
            raise _expired(task) from error

    async def _fetch(self, task: Task, progress: Progress) -> Answer:
        """Raises ProviderError."""
        clock = self._api.clock
        until = clock.now() + TOTAL
        progress(Stage.WORKING, 0.0)
        told = await self._wait(task, until, progress)
        for tries in itertools.count(1):
            try:
                return await receive(self._results, task.operation, told, until, progress)
            except UnreachedError as error:
                raise _interrupted(task) from error
            except GoneError as error:
                if tries == ADDRESSES:
                    # it was promised for an hour, so a refusal now is not the end
                    raise (_interrupted(task) if self._age(task) < KEPT else _expired(task)) from error
            except BrokenPictureError as error:
                if tries == PICTURES:
                    raise TaskFailedError(
                        f"PicWish is done but sends no whole picture. Try again later{ask_support(task.id)}"
                    ) from error
            await self._pause(back_off(tries), task, until)
            told = await self._ask(task, until)
        raise AssertionError

    async def _wait(self, task: Task, until: float, progress: Progress) -> Told:
        """Until it is done."""
        clock, operation = self._api.clock, task.operation.name
        known = self._created.pop(task.id, None)
        created = clock.now() - max(0.0, clock.epoch() - task.submitted_at) if known is None else known
        # what is learned from other tasks meanwhile counts
        while (remaining := created + self._durations[operation] - clock.now()) > 0:
            await clock.sleep(remaining)
        waited = self._durations[operation]
        latest: float | None = None
        for pause in steps(waited):
            told = await self._ask(task, until)
            elapsed = clock.now() - created
            if told.state is not None and told.state < 0:
                raise state_error(told.state, task.id)
            # how long a task of another run took cannot be told
            if known is not None:
                self._learn(operation, told, waited, elapsed, latest)
            if told.is_done:
                return told
            latest = elapsed
            progress(Stage.WORKING, told.progress)
            await self._pause(pause, task, until)
        raise AssertionError

    def _learn(self, operation: str, told: Told, waited: float, elapsed: float, latest: float | None) -> None:
        """From an answer. `latest`: after so many seconds the one before it said that it goes on."""
        if latest is None and told.is_done:
            self._durations.was_done(operation, waited, elapsed)
        elif latest is None:
            self._durations.was_early(operation, waited, waited)
        elif told.is_done:
            self._durations.was_early(operation, waited, latest)

    async def _ask(self, task: Task, until: float) -> Told:
        """What PicWish says of a task, as soon as it says something. Raises ProviderError."""
        path = f"{PATHS[type(task.operation)]}/{quote(task.id, safe='')}"
        misses = 0
        was_asked = False
        for tries in itertools.count(1):
            seconds = min(self._api.patience.ask, until - self._api.clock.now())
            try:
                response = await self._api.get(path, max_bytes=MAX_WITH_PICTURES, seconds=seconds)
            except RequestRejectedError as error:
                raise _UnaskedError(f"{error} The task “{task.id}” is fetched then, which costs nothing.") from error
            except ExchangeError as error:
                log.info("task %s: %s", task.id, error)
                was_asked |= not isinstance(error, NotSentError)
            else:
                was_asked = True
                told = await read(response)
                if told.is_success:
                    return told
                log.info("task %s: status %s", task.id, told.status)
                misses += told.status == 404
                self._check_refusal(task, told, misses)
            await self._pause(back_off(tries), task, until, was_asked=was_asked)
        raise AssertionError

    def _check_refusal(self, task: Task, told: Told, misses: int) -> None:
        """Raises ProviderError where asking again would not help."""
        if told.status in (403, 404, 410) and self._age(task) >= KEPT:
            raise _expired(task)
        if told.status == 401:
            error = key_error(told, self._api.access)
            raise FetchInterruptedError(f"{error} The task “{task.id}” is fetched then, which costs nothing.")
        # a task that is missing once may only not have come everywhere yet; one that stays missing is another
        # account's or another host's, and who does not answer in JSON is not PicWish: the settings may be wrong today
        if told.status == 404 and told.is_readable and misses > 1:
            raise FetchInterruptedError(
                f"PicWish does not know the task “{task.id}” under this key and at this address. If they were changed, "
                "change them back: it is fetched then, which costs nothing."
            )
        is_new = told.status == 404 and misses == 1
        if 400 <= told.status < 500 and not is_new and told.status not in (408, 425, 429):
            raise FetchInterruptedError(
                f"PicWish does not give the result now (status {told.status}). It is fetched again at the next start"
                f"{ask_support(task.id)}"
            )

    def _age(self, task: Task) -> float:
        """In seconds. The computer's clock may have been put right since it was sent: of what this run sent another
        one counts, too."""
        clock, sent = self._api.clock, self._sent.get(task.id)
        age = clock.epoch() - task.submitted_at
        return age if sent is None else min(age, clock.now() - sent)

    async def _pause(self, seconds: float, task: Task, until: float, *, was_asked: bool = True) -> None:
        if self._api.clock.now() + seconds >= until:
            raise _interrupted(task) if was_asked else _UnaskedError(str(_interrupted(task)))
        await self._api.clock.sleep(seconds)


def _interrupted(task: Task) -> FetchInterruptedError:
    return FetchInterruptedError(
        f"The result of the task “{task.id}” could not be fetched from PicWish now. It is fetched again at the next "
        "start, which costs nothing."
    )


def _expired(task: Task) -> TaskExpiredError:
    return TaskExpiredError(
        f"PicWish no longer has the result: it keeps one for an hour. Send the picture again{ask_support(task.id)}"
    )
