"""What went over the wire."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import BodyPartReader, web
from multidict import CIMultiDictProxy

from tests.sandbox.faults import Fault
from tests.sandbox.routes import Route


@dataclass(frozen=True, slots=True)
class Part:
    """A field or a file of a form (RFC 7578)."""

    name: str
    data: bytes
    filename: str | None = None
    content_type: str | None = None
    """As the client said; None when it did not."""


@dataclass(slots=True, eq=False)
class Received:
    """A request, as far as it came, and what became of it."""

    time: float
    """By the sandbox's clock, when its head had come."""
    route: Route | None
    """None: an address that no page names."""
    method: str
    target: str
    """Path and query exactly as sent."""
    headers: CIMultiDictProxy[str]
    match: dict[str, str]
    """Where the path has names, such as `task_id`: what stood there."""
    content_type: str
    content_length: int | None
    fault: Fault | None = None
    is_too_fast: bool = False
    malformed: str = ""
    """Why its body could not be read, if so."""
    is_whole: bool = False
    """Whether all of its body was read."""
    parts: tuple[Part, ...] = ()
    """Of a form, in the order sent."""
    json: Any = None
    task_id: str | None = None
    """The task it created."""
    status: int | None = None
    """Answered: the body's own status where it has one; None: no answer was sent."""

    @property
    def key(self) -> str:
        return self.headers.get("X-API-KEY", "")

    @property
    def fields(self) -> dict[str, str]:
        return {part.name: part.data.decode(errors="replace") for part in self.parts if part.filename is None}

    @property
    def files(self) -> dict[str, Part]:
        return {part.name: part for part in self.parts if part.filename is not None}

    async def read(self, request: web.Request) -> None:
        """Read the body. Raises ConnectionError when the client leaves before its end."""
        try:
            if self.content_type == "multipart/form-data":
                self.parts = tuple([await _part(part) async for part in await request.multipart()])
            elif body := await request.read():
                self.json = json.loads(body) if self.content_type == "application/json" else None
        except ValueError as error:
            self.malformed = str(error)
        self.is_whole = True


def received_from(request: web.Request, route: Route | None, now: float) -> Received:
    """What is known of a request before its body."""
    return Received(
        time=now,
        route=route,
        method=request.method,
        target=request.raw_path,
        headers=request.headers,
        match=dict(request.match_info),
        content_type=request.content_type,
        content_length=request.content_length,
    )


async def _part(part: object) -> Part:
    if not isinstance(part, BodyPartReader) or part.name is None:
        raise ValueError("a part of the form has no name")
    return Part(part.name, await part.read(decode=True), part.filename, part.headers.get("Content-Type"))
