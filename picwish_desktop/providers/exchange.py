"""A request and its answer as the providers see them, whatever library carries them over the network."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

OnPart = Callable[[float], None]
"""Called with the finished part of a transfer, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a multipart form, or a file when it has a name (RFC 7578)."""

    name: str
    data: bytes = field(repr=False)
    filename: str | None = None
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that each step may take."""

    connect: float = 15.0
    idle: float = 60.0
    """Between one piece and the next, in both directions."""
    send: float = 600.0
    """For a request with files and its answer, as a whole."""
    ask: float = 60.0
    """For a request without any and its answer, as a whole."""
    download: float = 240.0
    least_rate: float = 16_000.0
    """Bytes of an answer a second: so many give it a second more. A slow line must not lose what is paid."""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer that came whole."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """By names in lower case."""
    body: bytes = field(repr=False)


class ExchangeError(Exception):
    """There was no whole answer. The text is for the log."""


class NotSentError(ExchangeError):
    """Certainly nothing of the request reached the server."""

    def __init__(self, reason: str, *, is_untrusted: bool = False) -> None:
        super().__init__(reason)
        self.is_untrusted = is_untrusted
        """Whether it is the server's certificate that stood in the way."""


class LostError(ExchangeError):
    """The request or a part of it may have reached the server."""


class TooLargeError(LostError):
    """The answer is larger than any sensible one."""


def without_gaps(address: str) -> str:
    """`address` with what no request can hold written as percent signs; all else stays as it is."""
    return re.sub(r"[^\x21-\x7e]", lambda character: quote(character[0], errors="replace"), address)
