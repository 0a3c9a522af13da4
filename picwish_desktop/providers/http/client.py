"""The one adapter over httpx. Importing this imports httpx, so nobody does before the first request."""

from __future__ import annotations

import asyncio
import io
import logging
import re
import ssl
from collections.abc import Callable, Mapping, Sequence
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from picwish_desktop import __version__
from picwish_desktop.providers.exchange import (
    ExchangeError,
    LostError,
    NotSentError,
    OnPart,
    Part,
    Patience,
    Response,
    TooLargeError,
)
from picwish_desktop.providers.http.parts import CountedStream, Leaving, VerbatimURL
from picwish_desktop.providers.http.unpacking import Unpacking
from picwish_desktop.providers.limiter import Turn

# its own line for each request would put signed addresses into our log
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)

CONNECTIONS = 32

_FAILURES = (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, ImportError, ExceptionGroup)
"""A SOCKS proxy, which httpx cannot use alone, is an ImportError; what connecting does not expect comes in a group."""


class Client:
    """Sends single requests: no redirects, no cookies, nothing twice. For one event loop."""

    def __init__(self, patience: Patience) -> None:
        """Raises NotSentError where the environment names a proxy that cannot be used."""
        self._patience = patience
        try:
            self._client = httpx.AsyncClient(
                http1=True,
                http2=False,
                follow_redirects=False,
                trust_env=True,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=8, keepalive_expiry=5.0),
            )
        except _FAILURES as error:
            raise NotSentError(_reason(error)) from error

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        max_bytes: int,
        seconds: float,
        content: bytes | Sequence[Part] | None = None,
        turn: Turn | None = None,
        on_sent: OnPart | None = None,
        on_received: OnPart | None = None,
    ) -> Response:
        """`content` that is not bytes is sent as a multipart form. Raises ExchangeError.

        `seconds` are for all of it, beside what a large answer gets by the least rate: a body that drips would evade
        every limit on the time between two pieces.
        """
        leaving = Leaving(turn)
        until = asyncio.get_running_loop().time() + seconds

        def on_came(count: int) -> None:
            limit.reschedule(until + count / self._patience.least_rate)

        try:
            async with asyncio.timeout_at(until) as limit:
                request = self._request(method, url, headers, content, on_sent)
                request.extensions["trace"] = leaving.trace
                response = await self._client.send(request, stream=True)
                try:
                    body = await _read(response, max_bytes, on_came, on_received)
                finally:
                    await response.aclose()
        except ExchangeError:
            raise
        except _FAILURES as error:
            if leaving.has_begun:
                raise LostError(_reason(error)) from error
            raise NotSentError(_reason(error), is_untrusted=_is_untrusted(error)) from error
        return Response(response.status_code, {name.lower(): value for name, value in response.headers.items()}, body)

    async def close(self) -> None:
        await self._client.aclose()

    def _request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | Sequence[Part] | None,
        on_sent: OnPart | None,
    ) -> httpx.Request:
        address = VerbatimURL(url)
        timeout = httpx.Timeout(self._patience.idle, connect=self._patience.connect)
        request = httpx.Request(
            method,
            address,
            headers={
                "User-Agent": f"picwish-desktop/{__version__}",
                "Accept": "*/*",
                "Accept-Encoding": "identity",
                **headers,
            },
            content=content if isinstance(content, bytes) else None,
            files=None if content is None or isinstance(content, bytes) else [_file(part) for part in content],
            extensions={"timeout": timeout.as_dict()},
        )
        # the request has made one of httpx's own of it
        request.url = address
        if on_sent is not None:
            request.stream = CountedStream(request, on_sent)
        return request


def _file(part: Part) -> tuple[str, tuple[str | None, io.BytesIO, str | None]]:
    # in a file, httpx sends it in pieces
    return part.name, (part.filename, io.BytesIO(part.data), part.content_type)


async def _read(
    response: httpx.Response, max_bytes: int, on_came: Callable[[int], None], on_received: OnPart | None
) -> bytes:
    """Raises TooLargeError as soon as that is known, and LostError for what cannot be unpacked."""
    announced = response.headers.get("Content-Length", "")
    total = int(announced) if re.fullmatch(r"[0-9]{1,15}", announced) else 0
    if total > max_bytes:
        raise TooLargeError(f"an answer of {total} bytes")
    body, came = bytearray(), 0
    unpacking = Unpacking(response.headers.get("Content-Encoding", ""))
    async for piece in response.aiter_raw():
        came += len(piece)
        on_came(came)
        for part in unpacking.parts(piece):
            body += part
            if len(body) > max_bytes:
                raise TooLargeError(f"an answer of more than {max_bytes} bytes")
            # a large one leaves the loop to others in between
            await asyncio.sleep(0)
        if on_received is not None and total:
            on_received(min(1.0, came / total))
    if came:
        body += unpacking.end()
    return bytes(body)


def _reason(error: BaseException) -> str:
    """For the log: httpx's own texts are often empty, and can hold an address."""
    causes = [type(cause).__name__ for cause in _chain(error)]
    return " from ".join(dict.fromkeys(causes))


def _is_untrusted(error: BaseException) -> bool:
    return any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _chain(error))


def _chain(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain
