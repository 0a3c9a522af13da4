"""What can go wrong with a request, and the queues of it."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal

from tests.sandbox.routes import Route


class When(Enum):
    """A moment in the life of a request."""

    BEFORE_BODY = auto()
    """Its head was read."""
    DURING_BODY = auto()
    """Half of its body was read."""
    BEFORE_WORK = auto()
    """All of it was read, nothing was accepted or charged."""
    AFTER_WORK = auto()
    """It was accepted and charged; only the answer is lost."""


class Fault:
    """One thing that goes wrong with one request."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Reset(Fault):
    """The connection is reset (RST, not an orderly end)."""

    when: When


@dataclass(frozen=True, slots=True)
class Silence(Fault):
    """Nothing more comes, and the connection stays open."""

    when: When


@dataclass(frozen=True, slots=True)
class Reply(Fault):
    """Something else is answered. Before the work, nothing is charged; after it, a credit is gone."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    when: Literal[When.BEFORE_WORK, When.AFTER_WORK] = When.BEFORE_WORK


@dataclass(frozen=True, slots=True)
class Redirect(Fault):
    """To an address that leads to itself, or to the same path on another host."""

    to: Literal["loop", "elsewhere"]
    status: int = 302


@dataclass(frozen=True, slots=True)
class State(Fault):
    """`data.state`. Where a task is created: what it ends in and stays in (4: it never ends), uncharged unless 1.
    Where it is asked for: what this one answer says."""

    state: int


@dataclass(frozen=True, slots=True)
class Spoiled(Fault):
    """Another body, another content type, or both, in the place of a picture. Where a task is created, all its
    pictures are spoiled, so base64 and binary answers too."""

    data: bytes | None = None
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Oversized(Fault):
    """A body of `size` bytes; unless `announced` its length is not told before."""

    size: int
    announced: bool = True


@dataclass(frozen=True, slots=True)
class Truncated(Fault):
    """Only this share of the announced body comes before the connection closes."""

    share: float = 0.5


@dataclass(frozen=True, slots=True)
class Dripping(Fault):
    """The body comes `size` bytes at a time, `pause` seconds apart."""

    size: int = 1
    pause: float = 0.05


class Faults:
    """A queue for each route; a request takes the first of its route's, and goes well when there is none."""

    def __init__(self) -> None:
        self._queues: defaultdict[Route | None, deque[Fault]] = defaultdict(deque)

    def push(self, route: Route, *faults: Fault) -> None:
        if any(isinstance(fault, State) for fault in faults) and not route.has_tasks:
            raise ValueError(f"nothing at {route} has a state")
        self._queues[route].extend(faults)

    def take(self, route: Route | None) -> Fault | None:
        queue = self._queues[route]
        return queue.popleft() if queue else None


def too_many_requests(retry_after: str | None = None) -> Reply:
    """429. `retry_after`: seconds or an HTTP date, as RFC 9110, 10.2.3 allows."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Reply(429, _status(429, "Too many requests"), headers=headers)


def server_error(status: int = 500, when: Literal[When.BEFORE_WORK, When.AFTER_WORK] = When.BEFORE_WORK) -> Reply:
    return Reply(status, _status(status, "Internal server error"), when=when)


def html(status: int = 200, when: Literal[When.BEFORE_WORK, When.AFTER_WORK] = When.BEFORE_WORK) -> Reply:
    """A page of a proxy in between."""
    page = b"<!DOCTYPE html><html><head><title>Bad gateway</title></head><body><h1>nginx</h1></body></html>"
    return Reply(status, page, "text/html", when=when)


def body_status(status: int, message: str = "Server error") -> Reply:
    """HTTP says 200, the body says otherwise."""
    return Reply(200, _status(status, message))


def forbidden() -> Reply:
    """What the result host says once a URL is dead."""
    return Reply(403, b"<Error><Code>AccessDenied</Code></Error>", "application/xml")


def _status(status: int, message: str) -> bytes:
    return json.dumps({"status": status, "message": message}).encode()
