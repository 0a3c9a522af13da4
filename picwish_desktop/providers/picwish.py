"""PicWish: four operations, each a task that is created for a credit and asked for until it is done."""

from __future__ import annotations

import logging
from dataclasses import replace

from picwish_desktop.imaging import signatures
from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.operations.catalogue import Operation, ParameterError, RemoveBackground
from picwish_desktop.operations.limits import LimitError, Limits
from picwish_desktop.operations.provider import (
    AboutToSend,
    NotReachedError,
    Progress,
    RequestRejectedError,
    Stage,
    SubmitUnconfirmedError,
    Task,
    TaskId,
)
from picwish_desktop.operations.request import Answer, Delivery, PictureUrl, Request
from picwish_desktop.providers.answers import Told, read
from picwish_desktop.providers.api import MAX_ANSWER, Api
from picwish_desktop.providers.clock import REAL_TIME, Clock
from picwish_desktop.providers.exchange import ExchangeError, NotSentError, Patience, Response
from picwish_desktop.providers.pace import Pace
from picwish_desktop.providers.picwish_account import PicwishAccount
from picwish_desktop.providers.picwish_form import FILES, PATHS, form_of
from picwish_desktop.providers.picwish_pictures import receive
from picwish_desktop.providers.picwish_sentences import UNCONFIRMED, state_error, submit_error
from picwish_desktop.providers.picwish_tasks import MAX_WITH_PICTURES, TOTAL, PicwishTasks
from picwish_desktop.providers.polling import Durations
from picwish_desktop.providers.results import MAX_PICTURE, BrokenPictureError, GoneError, Results, UnreachedError
from picwish_desktop.storage.access import Access

log = logging.getLogger(__name__)

MAX_SIDE = 4096
LIMITS = Limits(max_side=MAX_SIDE, max_bytes=20_000_000, formats=tuple(FILES), requests_per_second=2.0)
"""The page's "20MB" in its smaller reading."""


class PicwishProvider:
    name = "picwish"
    label = "PicWish"

    def __init__(
        self,
        access: Access,
        *,
        pace: Pace | None = None,
        patience: Patience | None = None,
        clock: Clock = REAL_TIME,
    ) -> None:
        pace = pace or Pace()
        self._durations = Durations(pace.durations)
        self._api = Api(self.label, access, patience=patience, clock=clock, sent_at=pace.sent_at)
        self._results = Results(self._api, MAX_SIDE)
        self._tasks = PicwishTasks(self._api, self._results, self._durations)
        self.account = PicwishAccount(self._api)

    @property
    def limits(self) -> Limits:
        return replace(LIMITS, requests_per_second=self._api.access.requests_per_second)

    @property
    def pace(self) -> Pace:
        """For the next run of the program."""
        return Pace(self._durations.as_dict(), self._api.limiter.sent_at)

    def supports(self, operation: Operation) -> bool:
        return type(operation) in PATHS

    def check(self, request: Request) -> None:
        """Raises RequestRejectedError for what would be refused. Sends nothing."""
        for picture in (request.picture, request.mask, request.backdrop):
            if picture is not None and not isinstance(picture, PictureFile | PictureUrl):
                raise RequestRejectedError("PicWish takes pictures as files or addresses. Send a file.")
        try:
            self.limits.check(request)
        except (LimitError, ParameterError) as error:
            raise RequestRejectedError(str(error)) from error
        self._api.address("")

    async def submit(self, request: Request, progress: Progress, about_to_send: AboutToSend) -> TaskId | Answer:
        self.check(request)
        key = await self._api.key()
        delivery = request.delivery
        progress(Stage.SENDING, 0.0)
        try:
            response = await self._api.post(
                PATHS[type(request.operation)],
                form_of(request),
                key=key,
                headers={"Accept": "*/*" if delivery.form == "binary" else "application/json"},
                max_bytes=_most_bytes(delivery),
                about_to_send=about_to_send,
                on_sent=lambda part: progress(Stage.SENDING, part),
            )
        except NotSentError as error:
            log.info("PicWish was not reached: %s", error)
            raise NotReachedError(self._api.not_reached(error)) from error
        except ExchangeError as error:
            log.warning("the answer to a new task is lost: %s", error)
            raise SubmitUnconfirmedError(f"The connection to PicWish was lost while waiting. {UNCONFIRMED}") from error
        if delivery.form == "binary" and response.status == 200 and signatures.identify(response.body):
            return await self._picture(request, response)
        told = await read(response, key)
        if not told.is_success:
            if told.status == 429 != response.status:
                self._api.limiter.refused()
            raise submit_error(told, self._api.access)
        if told.state is not None and told.state < 0:
            raise state_error(told.state, told.task_id)
        return await self._outcome(request, told, progress)

    async def fetch(self, task: Task, progress: Progress) -> Answer:
        return await self._tasks.fetch(task, progress)

    async def close(self) -> None:
        await self._api.close()

    async def _outcome(self, request: Request, told: Told, progress: Progress) -> TaskId | Answer:
        """A task can be fetched for nothing as often as it takes, so an answer is only taken where it is here already,
        or cannot be had again."""
        if told.is_done and (request.delivery.form == "base64" or not told.task_id):
            try:
                return await receive(self._results, request.operation, told, self._api.clock.now() + TOTAL, progress)
            except (BrokenPictureError, GoneError, UnreachedError):
                log.warning("task %s: its pictures did not come with it", told.task_id)
        if not told.task_id:
            raise submit_error(told, self._api.access)
        self._tasks.created(TaskId(told.task_id))
        return TaskId(told.task_id)

    async def _picture(self, request: Request, response: Response) -> Answer:
        """A binary answer."""
        try:
            picture = await self._results.check(response.body)
        except BrokenPictureError as error:
            raise SubmitUnconfirmedError(f"The picture that PicWish sent is damaged. {UNCONFIRMED}") from error
        except UnreachedError as error:
            raise SubmitUnconfirmedError(f"There is no memory for the picture of PicWish. {UNCONFIRMED}") from error
        is_mask = isinstance(request.operation, RemoveBackground) and request.operation.output == "mask"
        return Answer(mask=picture) if is_mask else Answer(picture)


def _most_bytes(delivery: Delivery) -> int:
    if not delivery.sync or delivery.form == "url":
        return MAX_ANSWER
    return MAX_PICTURE if delivery.form == "binary" else MAX_WITH_PICTURES
