"""The parts of a request that httpx is not left to do in its own way."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import httpcore
import httpx

from picwish_desktop.providers.exchange import OnPart, without_gaps
from picwish_desktop.providers.limiter import Turn

PIECE = 65_536
"""Bytes."""

_ADDRESS = re.compile(r"(https?)://([^/?#\\\s]+)([^#]*)(?:#.*)?", re.IGNORECASE | re.DOTALL)


class VerbatimURL(httpx.URL):
    """An address whose path and query go out as they were given: signatures are made over each byte of them.

    httpx writes them anew, and its "target" extension is also sent to a proxy in the place of the host's name.
    """

    def __init__(self, url: str) -> None:
        match = _ADDRESS.fullmatch(url)
        if match is None:
            raise ValueError("no address of http or https")
        scheme, authority, target = match.groups()
        super().__init__(f"{scheme.lower()}://{authority}/")
        target = without_gaps(target)
        self._target = (target if target.startswith("/") else f"/{target}").encode("ascii")

    @property
    def raw_path(self) -> bytes:
        return self._target


class Leaving:
    """Notes when a request begins to leave, and tells the rate limiter."""

    def __init__(self, turn: Turn | None) -> None:
        self._turn = turn
        self.has_begun = False

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        """Called by httpcore. A proxy is first asked with a request of its own, which does not count."""
        if event == "http11.send_request_headers.started":
            request = info["request"]
            assert isinstance(request, httpcore.Request)
            self.has_begun = request.method != b"CONNECT"
        elif not event.startswith("http11.send_request_headers."):
            return
        if self.has_begun and self._turn is not None:
            self._turn.sent()


class CountedStream(httpx.AsyncByteStream):
    """The body of a request, in pieces of a sensible size. A piece counts from when it is handed over, so that nobody
    believes that something did not leave yet which did."""

    def __init__(self, request: httpx.Request, on_sent: OnPart) -> None:
        self._body, self._on_sent = request.stream, on_sent
        self._total = int(request.headers.get("Content-Length", 0))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        assert isinstance(self._body, httpx.AsyncByteStream)
        sent, piece = 0, bytearray()
        async for chunk in self._body:
            piece += chunk
            sent += len(chunk)
            if len(piece) >= PIECE or sent >= self._total:
                self._on_sent(min(1.0, sent / max(1, self._total)))
                yield bytes(piece)
                piece.clear()
