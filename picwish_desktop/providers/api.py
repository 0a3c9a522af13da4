"""A provider's API host: its address, the key that goes there and nowhere else, its rate, its connections."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from picwish_desktop.operations.provider import KeyRefusedError, RequestRejectedError
from picwish_desktop.providers.clock import REAL_TIME, Clock
from picwish_desktop.providers.exchange import NotSentError, OnPart, Part, Patience, Response
from picwish_desktop.providers.limiter import RateLimiter
from picwish_desktop.storage.access import Access, AddressError

if TYPE_CHECKING:
    from picwish_desktop.providers.http.client import Client

log = logging.getLogger(__name__)

MAX_ANSWER = 1_000_000
"""Bytes of an answer without a picture in it."""


class Api:
    """Everything that is asked of one host goes through here."""

    def __init__(
        self,
        label: str,
        access: Access,
        *,
        patience: Patience | None = None,
        clock: Clock = REAL_TIME,
        sent_at: Iterable[float] = (),
    ) -> None:
        """`sent_at`: when an earlier run of the program asked last."""
        self.label = label
        self.access = access
        self.patience = patience or Patience()
        self.clock = clock
        self.limiter = RateLimiter(lambda: access.requests_per_second, clock, sent_at)
        self._client: Client | None = None
        self._opening = asyncio.Lock()

    def address(self, path: str) -> str:
        """Where `path` is asked for. Raises RequestRejectedError where no host is named."""
        try:
            return self.access.base_url + path
        except AddressError as error:
            place = self.access.address_place
            raise RequestRejectedError(f"The address of {self.label} {place} cannot be used: {error}") from error

    @property
    def is_secure(self) -> bool:
        """Whether nothing may travel in the clear."""
        try:
            return self.address("").startswith("https:")
        except RequestRejectedError:
            return True

    async def key(self) -> str:
        """Raises KeyRefusedError where there is none that could be one."""
        secret = await self.access.key()
        key = secret.reveal().strip() if secret is not None else ""
        if not key and (problem := self.access.key_problem) is not None:
            raise KeyRefusedError(f"The API key for {self.label} is not known. {problem}")
        if not key:
            raise KeyRefusedError(f"There is no API key for {self.label}. Enter one in the settings.")
        if not is_plausible(key):
            raise KeyRefusedError(
                f"The API key for {self.label} {self.access.key_place} has characters that no key has. Copy it there "
                "again."
            )
        return key

    async def post(
        self,
        path: str,
        content: bytes | Sequence[Part],
        *,
        key: str,
        headers: Mapping[str, str],
        max_bytes: int,
        about_to_send: Callable[[], Awaitable[None]],
        on_sent: OnPart,
    ) -> Response:
        """Sends once. Raises ExchangeError, RequestRejectedError, and whatever `about_to_send` raises."""
        url = self.address(path)
        client = await self.client()
        async with self.limiter.turn() as turn:
            await about_to_send()
            response = await client.send(
                "POST",
                url,
                headers={**headers, "X-API-KEY": key},
                content=content,
                max_bytes=max_bytes,
                seconds=self.patience.send,
                turn=turn,
                on_sent=on_sent,
            )
        self._heed(path, response)
        return response

    async def get(
        self, path: str, *, key: str | None = None, max_bytes: int = MAX_ANSWER, seconds: float | None = None
    ) -> Response:
        """`key`: another one than the one that is kept. Raises ExchangeError and RequestRejectedError."""
        url = self.address(path)
        key = await self.key() if key is None else key
        client = await self.client()
        async with self.limiter.turn() as turn:
            response = await client.send(
                "GET",
                url,
                headers={"Accept": "application/json", "X-API-KEY": key},
                max_bytes=max_bytes,
                seconds=self.patience.ask if seconds is None else seconds,
                turn=turn,
            )
        self._heed(path, response)
        return response

    async def client(self) -> Client:
        """Made when it is first needed: httpx takes its time to import, and the trusted certificates to load. Raises
        NotSentError."""
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(_open_client, self.patience)
            return self._client

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None

    def not_reached(self, error: NotSentError) -> str:
        """The sentence for it."""
        if error.is_untrusted:
            return (
                f"The connection to {self.label} is not secure, so nothing was sent: its certificate is not trusted. "
                "Check the clock of this computer, and the network."
            )
        return f"{self.label} cannot be reached. Check the network, and the address {self.access.address_place}."

    def _heed(self, path: str, response: Response) -> None:
        log.info("%s %s: %s", self.label, path, response.status)
        if response.status == 429:
            self.limiter.refused(response.headers.get("retry-after"), response.headers.get("date"))
        else:
            self.limiter.accepted()


def is_plausible(key: str) -> bool:
    """Whether it can stand in a header."""
    return key.isascii() and key.isprintable() and " " not in key


def _open_client(patience: Patience) -> Client:
    from picwish_desktop.providers.http.client import Client

    return Client(patience)
