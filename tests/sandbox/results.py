"""The result host: signed URLs that live for an hour, and pictures for `image_url` and `mask_url`."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from tests.sandbox.clock import Clock
from tests.sandbox.pictures import BadPictureError, Encoded, Reason
from tests.sandbox.record import Received

_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg"}
_SECRET = secrets.token_bytes(32)


@dataclass(frozen=True, slots=True)
class _Result:
    picture: Encoded
    query: str
    expires: float


class ResultHost:
    """Keeps pictures and gives them to whoever has the whole URL."""

    def __init__(self, clock: Clock) -> None:
        self.url = ""
        """Set once the host listens."""
        self._clock = clock
        self._results: dict[str, _Result] = {}
        self._pictures: dict[str, bytes] = {}

    def issue(self, picture: Encoded, expires: float) -> str:
        """A URL that gives `picture` until `expires`. Its query is of the kind that does not survive being decoded
        and encoded again."""
        name = f"{secrets.token_hex(8)}.{_SUFFIXES.get(picture.content_type, 'png')}"
        signature = b64encode(hmac.digest(_SECRET, f"{name}{expires}".encode(), hashlib.sha256)).decode()
        disposition = quote('attachment; filename="result"', safe="")
        query = (
            f"Expires={expires:.0f}&response-content-disposition={disposition}&Signature={quote(signature, safe='')}"
        )
        self._results[name] = _Result(picture, query, expires)
        return f"{self.url}/result/{name}?{query}"

    def keep_picture(self, data: bytes, name: str = "picture.png") -> str:
        """A URL for `image_url` or `mask_url` that gives `data`."""
        self._pictures[name] = data
        return f"{self.url}/picture/{name}"

    def fetch(self, url: str) -> bytes:
        """What a vendor's server gets from `url`: nothing from any host but this one. Raises BadPictureError."""
        name = url.removeprefix(f"{self.url}/picture/")
        if name not in self._pictures:
            raise BadPictureError(Reason.UNREACHABLE)
        return self._pictures[name]

    async def result(self, received: Received) -> web.Response:
        result = self._results.get(received.match["name"])
        if result is None or received.target.partition("?")[2] != result.query:
            return _denied(403, "SignatureDoesNotMatch")
        if self._clock.now() >= result.expires:
            return _denied(403, "AccessDenied")
        return web.Response(body=result.picture.data, content_type=result.picture.content_type)

    async def picture(self, received: Received) -> web.Response:
        data = self._pictures.get(received.match["name"])
        return _denied(404, "NoSuchKey") if data is None else web.Response(body=data, content_type="image/png")

    async def nowhere(self, received: Received) -> web.Response:
        """Any other address, and any other method than GET."""
        return _denied(404, "NoSuchKey") if received.method == "GET" else _denied(400, "InvalidRequest")


def _denied(status: int, code: str) -> web.Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code></Error>'
    return web.Response(status=status, text=body, content_type="application/xml")
