"""Pixelcut's protocol: one request, one answer."""

from __future__ import annotations

import asyncio
import secrets

from aiohttp import web

from tests.sandbox import engine
from tests.sandbox.accounts import Accounts, Charge
from tests.sandbox.broken import spoiled
from tests.sandbox.exchange import Answer, Ledger
from tests.sandbox.options import HOUR, Options
from tests.sandbox.pictures import BadPictureError, Encoded, Limits, Reason, decode, encode
from tests.sandbox.record import Received
from tests.sandbox.results import ResultHost
from tests.sandbox.routes import Route
from tests.sandbox.threads import Threads

LIMITS = Limits(frozenset({"JPEG", "MPO", "PNG", "WEBP"}), 25_000_000, 6000, 64)
"""Input Image Limits; the page does not name the formats."""

_REFUSALS = {
    Reason.UNREACHABLE: ("The image URL could not be read", "invalid_parameter"),
    Reason.NO_PICTURE: ("The image could not be decoded", "malformed_image"),
    Reason.UNKNOWN_FORMAT: ("The image format is not supported", "unsupported_image_format"),
    Reason.TOO_MANY_BYTES: ("File size too large", "file_size_too_large"),
    Reason.TOO_LARGE: ("The image resolution is too high", "resolution_too_high"),
    Reason.TOO_SMALL: ("The image resolution is too low", "invalid_parameter"),
}


class RefusedError(Exception):
    """`status`, `error` and `error_code` are what is answered."""

    def __init__(self, status: int, error: str, error_code: str) -> None:
        super().__init__(error)
        self.status, self.error, self.error_code = status, error, error_code


class Pixelcut:
    """Cuts out while the request waits."""

    def __init__(self, options: Options, ledger: Ledger, results: ResultHost, threads: Threads) -> None:
        self.accounts = Accounts(options.pixelcut_key, options.credits, ledger.charges)
        self._options, self._ledger, self._results, self._threads = options, ledger, results, threads

    def routes(self) -> dict[Route, Answer]:
        return {Route.REMOVE_BACKGROUND: self.remove_background, Route.PIXELCUT_CREDITS: self.credits}

    async def remove_background(self, received: Received) -> web.Response:
        """POST /v1/remove-background."""
        try:
            self._admit(received)
            data = self._picture(received)
            if self.accounts.by_key[received.key].credits < 1:
                raise RefusedError(403, "Insufficient credits available", "insufficient_api_credits")
            charge = Charge(received.key, secrets.token_hex(16), Route.REMOVE_BACKGROUND, self._ledger.clock.now())
            # held from here on, or two requests could share a credit
            self.accounts.charge(charge)
            try:
                cutout = await self._threads.run(_cut_out, data)
            except BadPictureError as bad:
                self.accounts.refund(charge)
                raise RefusedError(400, *_REFUSALS[bad.reason]) from bad
        except RefusedError as refused:
            return _failure(refused)
        received.task_id = charge.task_id
        await asyncio.sleep(self._options.latency)
        cutout = spoiled(cutout, received.fault)
        if _wants_picture(received):
            return web.Response(body=cutout.data, content_type=cutout.content_type)
        return web.json_response({"result_url": self._results.issue(cutout, self._ledger.clock.now() + HOUR)})

    async def credits(self, received: Received) -> web.Response:
        """How many are left."""
        try:
            self._admit(received)
        except RefusedError as refused:
            return _failure(refused)
        name = "creditsRemaining" if self._options.camel_case_credits else "credits_remaining"
        left = self.accounts.by_key[received.key].credits
        return web.json_response({name: str(left) if self._options.strings else left})

    async def nowhere(self, _: Received) -> web.Response:
        """Any other address."""
        return _failure(RefusedError(404, "Not found", "not_found"))

    def _admit(self, received: Received) -> None:
        account = self.accounts.by_key.get(received.key)
        if account is None or (received.route is not None and not account.is_enabled(received.route)):
            raise RefusedError(401, "API Token not found", "invalid_auth_token")
        if received.is_too_fast:
            raise RefusedError(429, "Too many requests", "rate_limit_exceeded")

    def _picture(self, received: Received) -> bytes:
        """What was sent, or is at the URL that was sent."""
        if received.content_type not in ("application/json", "multipart/form-data"):
            raise RefusedError(400, "Unsupported content type", "unsupported_content_type")
        values = received.fields if received.parts else received.json
        if received.malformed or not isinstance(values, dict) or not (values or received.files):
            raise RefusedError(400, "The request body is empty or invalid", "invalid_request_body")
        unknown = (set(values) - {"image_url", "format"}) | (set(received.files) - {"image"})
        if unknown or values.get("format", "png") != "png":
            raise RefusedError(400, f"Invalid parameter {', '.join(unknown) or 'format'}", "invalid_parameter")
        # "if both are provided the image will be used"
        if image := received.files.get("image"):
            return image.data
        url = values.get("image_url")
        if not url:
            raise RefusedError(400, "image_url or image is required", "missing_parameter")
        try:
            return self._results.fetch(str(url))
        except BadPictureError as bad:
            raise RefusedError(400, *_REFUSALS[bad.reason]) from bad


def _cut_out(data: bytes) -> Encoded:
    picture = decode(data, LIMITS)
    return encode(engine.cut_out(picture, engine.subject_matte(picture)), "png")


def _wants_picture(received: Received) -> bool:
    accepted = received.headers.get("Accept", "application/json")
    return "image/" in accepted and "application/json" not in accepted


def _failure(refused: RefusedError) -> web.Response:
    return web.json_response({"error": refused.error, "error_code": refused.error_code}, status=refused.status)
