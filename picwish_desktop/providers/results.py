"""Fetching what a provider made: from any host, by the address exactly as it was given, without any key."""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
import re
from urllib.parse import urljoin, urlsplit

from picwish_desktop.imaging import decode, signatures
from picwish_desktop.imaging.errors import NotEnoughMemoryError, PictureError
from picwish_desktop.imaging.quiet import quiet
from picwish_desktop.imaging.read import size_of
from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.providers.api import Api
from picwish_desktop.providers.exchange import ExchangeError, NotSentError, OnPart, Response, TooLargeError
from picwish_desktop.providers.polling import back_off

log = logging.getLogger(__name__)

KEPT = 3600.0
"""Seconds for which a result can be had, at either vendor."""
GIVEN_UP = 2 * KEPT
"""Seconds after which one that could not be had is gone, whatever was answered: it would be asked for for ever. Where
nobody could be asked, as there is no network, it may still be there by another clock than this computer's."""
MAX_PICTURE = 100_000_000
"""Bytes."""
MAX_REDIRECTS = 5
TRIES = 5
BROKEN_TRIES = 3
"""After so many, a picture that arrives damaged is taken to be damaged where it lies."""

_GONE = (403, 404, 410)
_REDIRECTS = (301, 302, 303, 307, 308)


class GoneError(Exception):
    """The address does not give the result any more."""


class UnreachedError(Exception):
    """The result is there, but could not be had now."""

    def __init__(self, *, was_asked: bool) -> None:
        self.was_asked = was_asked
        """Whether a request may have reached its host."""


class BrokenPictureError(Exception):
    """What came is no whole picture of a sensible size."""


class Results:
    """Downloads results, each checked before it is given on."""

    def __init__(self, api: Api, max_side: int) -> None:
        """`max_side`: of the pictures that are sent; what comes back may have half as many pixels more."""
        self._api = api
        self._max_pixels = max_side * max_side * 3 // 2

    async def download(self, url: str, until: float, on_received: OnPart) -> PictureFile:
        """Tries again, until `until` by the provider's clock. Raises GoneError, UnreachedError or
        BrokenPictureError."""
        clock = self._api.clock
        broken = 0
        was_asked = False
        for tries in range(1, TRIES + 1):
            try:
                response = await self._get(url, until - clock.now(), on_received)
                was_asked = True
                is_picture = signatures.identify(response.body) is not None
                if response.status == 200 and is_picture:
                    return await self.check(response.body)
                # with 200, too, somebody on the way may have answered: a filter, or a page that asks for a password
                log.info("a result: status %s, %s", response.status, "a picture" if is_picture else "no picture")
                if response.status in _GONE:
                    raise GoneError
            except (BrokenPictureError, TooLargeError) as error:
                log.warning("a result: %s", error)
                broken += 1
                if broken == BROKEN_TRIES:
                    raise BrokenPictureError(str(error)) from error
            except ExchangeError as error:
                log.info("a result: %s", error)
                was_asked |= not isinstance(error, NotSentError)
            pause = back_off(tries)
            if tries == TRIES or clock.now() + pause >= until:
                break
            await clock.sleep(pause)
        raise UnreachedError(was_asked=was_asked)

    async def check(self, data: bytes) -> PictureFile:
        """Decode it whole. Raises BrokenPictureError, or UnreachedError where there is no memory for it now."""
        return await asyncio.to_thread(_check, data, self._max_pixels)

    async def decode_base64(self, text: str) -> PictureFile:
        """As `check`, with or without `data:…;base64,` before it."""
        return await asyncio.to_thread(lambda: _check(_from_base64(text), self._max_pixels))

    async def _get(self, url: str, seconds: float, on_received: OnPart) -> Response:
        """Follows redirects by hand: a library would write the address anew. Raises ExchangeError."""
        client = await self._api.client()
        loop = asyncio.get_running_loop()
        until = loop.time() + min(self._api.patience.download, seconds)
        for _ in range(MAX_REDIRECTS + 1):
            url, seconds = self._followed(url), until - loop.time()
            if seconds <= 0:
                raise ExchangeError("no time left")
            response = await client.send(
                "GET", url, headers={}, max_bytes=MAX_PICTURE, seconds=seconds, on_received=on_received
            )
            location = response.headers.get("location", "").strip()
            if response.status not in _REDIRECTS or not location:
                return response
            try:
                url = urljoin(url, location)
            except ValueError as error:
                raise ExchangeError("a redirect that leads nowhere") from error
        raise ExchangeError("too many redirects")

    def _followed(self, url: str) -> str:
        """The address that is asked: of a result of a secure service never an insecure one. Raises ExchangeError."""
        if not is_address(url):
            raise ExchangeError("an address that is not followed")
        is_insecure = url.lower().startswith("http:")
        return f"https:{url[len('http:') :]}" if self._api.is_secure and is_insecure else url


def is_address(text: str) -> bool:
    """Whether it is an absolute one of http or https."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(re.sub(r"\A\s*data:[^,]{0,100},", "", text))
    except (binascii.Error, ValueError) as error:
        raise BrokenPictureError("no base64") from error


def _check(data: bytes, max_pixels: int) -> PictureFile:
    format_name = signatures.identify(data)
    if format_name is None:
        raise BrokenPictureError(f"not a picture but {signatures.describe(data) or 'something else'}")
    try:
        with quiet():
            width, height = decode.open_image(data, format_name).size
        # before anything is decoded
        if width * height > max_pixels:
            raise BrokenPictureError(f"a picture of {width} × {height} pixels")
        size = size_of(data, "result")
    except (MemoryError, NotEnoughMemoryError) as error:
        # it lies there still
        log.warning("there is no memory for a result: %s", error)
        raise UnreachedError(was_asked=True) from error
    except (*decode.BROKEN, decode.UnsupportedError, PictureError) as error:
        raise BrokenPictureError("a broken picture") from error
    return PictureFile(data, format_name, *size)  # type: ignore[arg-type]
