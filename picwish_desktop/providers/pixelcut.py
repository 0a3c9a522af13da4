"""Pixelcut: background removal, in one request that is answered when it is done."""

from __future__ import annotations

import json
import logging
import math
from dataclasses import replace

from picwish_desktop.imaging import signatures
from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.operations.catalogue import Operation, RemoveBackground
from picwish_desktop.operations.limits import LimitError, Limits
from picwish_desktop.operations.provider import (
    AboutToSend,
    FetchInterruptedError,
    NotReachedError,
    Progress,
    RequestRejectedError,
    Stage,
    SubmitUnconfirmedError,
    Task,
    TaskExpiredError,
    TaskFailedError,
    TaskId,
)
from picwish_desktop.operations.request import Answer, PictureUrl, Request
from picwish_desktop.providers.answers import read_json
from picwish_desktop.providers.api import MAX_ANSWER, Api
from picwish_desktop.providers.clock import REAL_TIME, Clock
from picwish_desktop.providers.exchange import ExchangeError, NotSentError, Part, Patience, Response, without_gaps
from picwish_desktop.providers.pace import Pace
from picwish_desktop.providers.picwish_form import file_part
from picwish_desktop.providers.pixelcut_account import PixelcutAccount
from picwish_desktop.providers.pixelcut_sentences import UNCONFIRMED, submit_error
from picwish_desktop.providers.results import (
    GIVEN_UP,
    KEPT,
    MAX_PICTURE,
    BrokenPictureError,
    GoneError,
    Results,
    UnreachedError,
    is_address,
)
from picwish_desktop.storage.access import Access

log = logging.getLogger(__name__)

PATH = "/v1/remove-background"
MAX_SIDE = 6000
LIMITS = Limits(
    max_side=MAX_SIDE, min_side=64, max_bytes=25_000_000, formats=("PNG", "JPEG", "WEBP"), requests_per_second=5.0
)
TOTAL = 300.0
"""Seconds that one fetch may take."""


class PixelcutProvider:
    name = "pixelcut"
    label = "Pixelcut"

    def __init__(
        self,
        access: Access,
        *,
        pace: Pace | None = None,
        patience: Patience | None = None,
        clock: Clock = REAL_TIME,
    ) -> None:
        self._api = Api(self.label, access, patience=patience, clock=clock, sent_at=(pace or Pace()).sent_at)
        self._results = Results(self._api, MAX_SIDE)
        self.account = PixelcutAccount(self._api)

    @property
    def limits(self) -> Limits:
        return replace(LIMITS, requests_per_second=self._api.access.requests_per_second)

    @property
    def pace(self) -> Pace:
        """For the next run of the program."""
        return Pace(sent_at=self._api.limiter.sent_at)

    def supports(self, operation: Operation) -> bool:
        return operation == RemoveBackground()

    def check(self, request: Request) -> None:
        self._check_operation(request)
        if not isinstance(request.picture, PictureFile | PictureUrl):
            raise RequestRejectedError("Pixelcut takes a picture as a file or an address. Send a file.")
        try:
            self.limits.check(request)
        except LimitError as error:
            raise RequestRejectedError(str(error)) from error
        self._api.address("")

    async def submit(self, request: Request, progress: Progress, about_to_send: AboutToSend) -> TaskId | Answer:
        """The task's name is the address of its result: it is on disk before anything is downloaded."""
        self.check(request)
        key = await self._api.key()
        is_binary = request.delivery.form == "binary"
        content, headers = _body(request)
        progress(Stage.SENDING, 0.0)
        try:
            response = await self._api.post(
                PATH,
                content,
                key=key,
                headers={**headers, "Accept": "image/*" if is_binary else "application/json"},
                max_bytes=MAX_PICTURE if is_binary else MAX_ANSWER,
                about_to_send=about_to_send,
                on_sent=lambda part: progress(Stage.SENDING, part),
            )
        except NotSentError as error:
            log.info("Pixelcut was not reached: %s", error)
            raise NotReachedError(self._api.not_reached(error)) from error
        except ExchangeError as error:
            log.warning("the answer of Pixelcut is lost: %s", error)
            raise SubmitUnconfirmedError(f"The connection to Pixelcut was lost while waiting. {UNCONFIRMED}") from error
        if not 200 <= response.status < 300:
            raise submit_error(response, key, self._api.access)
        if signatures.identify(response.body):
            return await self._picture(response)
        told = read_json(response.body)
        url = told.get("result_url") if isinstance(told, dict) else None
        if not isinstance(url, str) or not is_address(url):
            raise SubmitUnconfirmedError(f"Pixelcut’s answer cannot be read. {UNCONFIRMED}")
        return TaskId(url)

    async def fetch(self, task: Task, progress: Progress) -> Answer:
        progress(Stage.RECEIVING, 0.0)
        try:
            picture = await self._results.download(
                task.id, self._api.clock.now() + TOTAL, lambda part: progress(Stage.RECEIVING, part)
            )
        except (GoneError, UnreachedError) as error:
            # it was promised for an hour, so a refusal before is not the end
            kept = KEPT if isinstance(error, GoneError) else GIVEN_UP if error.was_asked else math.inf
            if self._api.clock.epoch() - task.submitted_at < kept:
                raise _not_now(task) from error
            raise TaskExpiredError(
                "Pixelcut no longer has the result: it keeps one for an hour. Send the picture again, or ask "
                f"Pixelcut’s support about the result “{_name(task)}”."
            ) from error
        except BrokenPictureError as error:
            raise TaskFailedError(
                "The picture that Pixelcut sends is damaged. Try again later, or ask Pixelcut’s support about the "
                f"result “{_name(task)}”."
            ) from error
        progress(Stage.RECEIVING, 1.0)
        return Answer(picture)

    async def close(self) -> None:
        await self._api.close()

    def _check_operation(self, request: Request) -> None:
        """Raises RequestRejectedError, in one sentence."""
        operation = request.operation
        if not isinstance(operation, RemoveBackground):
            raise RequestRejectedError(f"Pixelcut cannot do “{operation.label}”. Choose another provider.")
        missing = {
            "find out about a kind of subject": operation.subject != "auto",
            "give a mask": operation.output != "image",
            "crop": operation.crop,
            "give anything but PNG": operation.format != "png",
            "put anything behind the subject": operation.background is not None or request.backdrop is not None,
            "give its result as text": request.delivery.form == "base64",
        }
        if asked := [what for what, is_asked in missing.items() if is_asked]:
            raise RequestRejectedError(f"Pixelcut cannot {' or '.join(asked)}. Leave that out, or choose PicWish.")

    async def _picture(self, response: Response) -> Answer:
        try:
            return Answer(await self._results.check(response.body))
        except BrokenPictureError as error:
            raise SubmitUnconfirmedError(f"The picture that Pixelcut sent is damaged. {UNCONFIRMED}") from error
        except UnreachedError as error:
            raise SubmitUnconfirmedError(f"There is no memory for the picture of Pixelcut. {UNCONFIRMED}") from error


def _body(request: Request) -> tuple[bytes | list[Part], dict[str, str]]:
    """JSON for an address, a form for a file; with the headers that say so."""
    if isinstance(request.picture, PictureUrl):
        body = {"image_url": without_gaps(request.picture.url), "format": "png"}
        return json.dumps(body).encode(), {"Content-Type": "application/json"}
    assert isinstance(request.picture, PictureFile)
    return [Part("format", b"png"), file_part("image", "image", request.picture)], {}


def _not_now(task: Task) -> FetchInterruptedError:
    return FetchInterruptedError(
        f"The result “{_name(task)}” could not be fetched from Pixelcut now. It is fetched again at the next start, "
        "which costs nothing."
    )


def _name(task: Task) -> str:
    """Of a result, without what gives access to it."""
    return task.id.partition("?")[0].rpartition("/")[2][:80]
