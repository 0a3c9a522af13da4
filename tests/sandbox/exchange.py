"""One request and its answer, with what goes wrong in between."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field

from aiohttp import web

from tests.sandbox.accounts import Charge
from tests.sandbox.broken import spoiled
from tests.sandbox.clock import Clock
from tests.sandbox.faults import Fault, Faults, Redirect, Reply, Reset, Silence, Spoiled, When
from tests.sandbox.pictures import Encoded
from tests.sandbox.promises import is_paid_twice, leaks, misplaced_keys
from tests.sandbox.rate import RateLimit
from tests.sandbox.record import Received, received_from
from tests.sandbox.routes import Route
from tests.sandbox.sending import body_of, send_as
from tests.sandbox.threads import Threads

Answer = Callable[[Received], Awaitable[web.Response]]


@dataclass(slots=True)
class Ledger:
    """What happened, over all hosts."""

    clock: Clock
    faults: Faults = field(default_factory=Faults)
    requests: list[Received] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    """Of the sandbox itself."""
    closing: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Host:
    """One listening socket: whose key belongs there, and how often it may be asked."""

    ledger: Ledger
    threads: Threads
    elsewhere: Callable[[], str]
    """Scheme and authority of another host."""
    keys: Collection[str]
    """Of all hosts."""
    key: str | None = None
    rate: RateLimit | None = None

    async def exchange(self, route: Route | None, answer: Answer, request: web.Request) -> web.StreamResponse:
        """Record `request`, answer it, and do what was queued for `route`."""
        received = received_from(request, route, self.ledger.clock.now())
        received.fault = self.ledger.faults.take(route)
        self.ledger.requests.append(received)
        self._count(received)
        try:
            return await self._answer(received, answer, request)
        except ConnectionError:
            # nobody is there to read it
            return web.Response()
        except Exception as error:
            self.ledger.errors.append(error)
            raise

    async def _answer(self, received: Received, answer: Answer, request: web.Request) -> web.StreamResponse:
        fault = received.fault
        for moment in (When.BEFORE_BODY, When.DURING_BODY):
            await self._lose(fault, moment, request)
        await received.read(request)
        await self._watch(received)
        await self._lose(fault, When.BEFORE_WORK, request)
        response = self._instead(fault, When.BEFORE_WORK, request) or await answer(received)
        await self._lose(fault, When.AFTER_WORK, request)
        response = self._instead(fault, When.AFTER_WORK, request) or response
        if isinstance(fault, Spoiled) and not (received.route and received.route.creates):
            sent = spoiled(Encoded(body_of(response), response.content_type), fault)
            response = web.Response(body=sent.data, content_type=sent.content_type)
        received.status = _told(response)
        return await send_as(fault, response, request)

    def _count(self, received: Received) -> None:
        if self.rate is not None and self.rate.exceeded(received.key, received.time):
            received.is_too_fast = True
            self.ledger.violations.append(f"more than {self.rate.per_second} requests in a second: {received.target}")
        self.ledger.violations += misplaced_keys(received, self.key, self.keys)

    async def _watch(self, received: Received) -> None:
        if received.files:
            # polls must not wait for a thread behind the work they ask about
            self.ledger.violations += await self.threads.run(leaks, received)
        if received.route is None or not received.route.creates:
            return
        earlier = self.ledger.requests[: self.ledger.requests.index(received)]
        if is_paid_twice(received, earlier, {charge.task_id for charge in self.ledger.charges}):
            self.ledger.violations.append(f"the same work was asked for again: {received.target}")

    async def _lose(self, fault: Fault | None, moment: When, request: web.Request) -> None:
        """Raises ConnectionResetError if the connection is lost at this moment."""
        if not isinstance(fault, Reset | Silence) or fault.when is not moment:
            return
        if moment is When.DURING_BODY:
            await _read_half(request)
        if isinstance(fault, Silence):
            await self.ledger.closing.wait()
        _reset(request)
        raise ConnectionResetError

    def _instead(self, fault: Fault | None, moment: When, request: web.Request) -> web.Response | None:
        """What is answered in the place of the answer."""
        if isinstance(fault, Reply) and fault.when is moment:
            return web.Response(
                status=fault.status, body=fault.body, content_type=fault.content_type, headers=fault.headers
            )
        if isinstance(fault, Redirect) and moment is When.BEFORE_WORK:
            target = "/loop" if fault.to == "loop" else f"{self.elsewhere()}{request.raw_path}"
            return web.Response(status=fault.status, headers={"Location": target})
        return None


async def loop(_: Received) -> web.Response:
    """The address that leads to itself."""
    return web.Response(status=302, headers={"Location": "/loop"})


async def _read_half(request: web.Request) -> None:
    # a length that was not told is taken for a short one
    half, read = (request.content_length or 2) // 2, 0
    while read < half and not request.content.at_eof():
        read += len(await request.content.read(min(half - read, 4096)))


def _reset(request: web.Request) -> None:
    if request.transport is None:
        return
    # lingering for no time at all makes closing a reset (socket(7))
    linger = struct.pack("ii", 1, 0)
    request.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    request.transport.abort()


def _told(response: web.Response) -> int:
    """The status that the client goes by: the body's where it has one."""
    if response.content_type != "application/json":
        return response.status
    try:
        body = json.loads(body_of(response))
    except ValueError:
        return response.status
    return int(body.get("status", response.status)) if isinstance(body, dict) else response.status
