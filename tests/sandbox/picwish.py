"""PicWish's protocol."""

from __future__ import annotations

import asyncio

from aiohttp import web

from tests.sandbox.accounts import Accounts, Charge
from tests.sandbox.answers import Answers
from tests.sandbox.broken import spoiled
from tests.sandbox.exchange import Answer, Ledger
from tests.sandbox.faults import State
from tests.sandbox.form import BadParameterError, Form
from tests.sandbox.operations import LIMITS, PARSERS, Order, Work
from tests.sandbox.options import Options
from tests.sandbox.pictures import BadPictureError, Reason, decode
from tests.sandbox.record import Received
from tests.sandbox.results import ResultHost
from tests.sandbox.routes import PICWISH_OPERATIONS, Route
from tests.sandbox.tasks import DONE, INVALID, NOT_FETCHED, TOO_LARGE, Output, Task, Tasks
from tests.sandbox.threads import Threads

_STATES = {
    Reason.UNREACHABLE: NOT_FETCHED,
    Reason.NO_PICTURE: INVALID,
    Reason.UNKNOWN_FORMAT: INVALID,
    Reason.TOO_MANY_BYTES: TOO_LARGE,
    Reason.TOO_LARGE: TOO_LARGE,
}


class Picwish:
    """Takes requests, starts tasks, and tells how they are."""

    def __init__(self, options: Options, ledger: Ledger, results: ResultHost, threads: Threads) -> None:
        self.accounts = Accounts(options.key, options.credits, ledger.charges)
        self.tasks = Tasks()
        self._options, self._ledger, self._results, self._threads = options, ledger, results, threads
        self._answers = Answers(options, results)

    def routes(self) -> dict[Route, Answer]:
        return {
            **dict.fromkeys(PICWISH_OPERATIONS, self.create),
            **{operation.task: self.query for operation in PICWISH_OPERATIONS},
            Route.PICWISH_CREDITS: self.credits,
        }

    async def create(self, received: Received) -> web.Response:
        """Create a … task."""
        refused = self._refused(received)
        if refused is not None:
            return refused
        assert received.route is not None
        try:
            if received.content_type != "multipart/form-data" or received.malformed:
                raise BadParameterError(received.malformed or "not multipart/form-data")
            order = PARSERS[received.route](Form(received.parts, self._results.fetch, LIMITS.max_bytes))
            task, work = await self._threads.run(self._examine, received, order)
        except BadParameterError as bad:
            return self._answers.failure(bad.status, bad.message)
        # nothing waits between looking at the balance and charging, or two requests could share a credit
        if task.fate is None and self.accounts.by_key[task.key].credits < 1:
            return self._answers.failure(self._options.out_of_credits, "Insufficient credits, please top up")
        self._start(task, work, received)
        if not order.sync:
            return self._answers.success({"task_id": task.id})
        await task.wait(self._options.sync_patience)
        if order.return_type == 3 and (output := task.output(self._now)):
            (picture,) = output.values()
            return web.Response(body=picture.data, content_type=picture.content_type)
        return self._answers.task(task, task.state(self._now))

    async def query(self, received: Received) -> web.Response:
        """Query … result."""
        refused = self._refused(received)
        if refused is not None:
            return refused
        operation = next(operation for operation in PICWISH_OPERATIONS if operation.task is received.route)
        task = self.tasks.find(received.match["task_id"], operation, received.key, self._now)
        if task is None:
            return self._answers.failure(404, "Task not found")
        fault = received.fault
        return self._answers.task(task, fault.state if isinstance(fault, State) else task.state(self._now))

    async def credits(self, received: Received) -> web.Response:
        """How many are left."""
        refused = self._refused(received)
        if refused is not None:
            return refused
        return self._answers.success(
            [{"remaining_credits": self._answers.number(self.accounts.by_key[received.key].credits)}]
        )

    async def nowhere(self, _: Received) -> web.Response:
        """Any other address."""
        return self._answers.failure(404, "Not found")

    @property
    def _now(self) -> float:
        return self._ledger.clock.now()

    def _refused(self, received: Received) -> web.Response | None:
        account = self.accounts.by_key.get(received.key)
        if account is None:
            return self._answers.failure(401, "Invalid API key")
        if received.route is not None and not account.is_enabled(received.route):
            return self._answers.failure(401, "The service is not enabled")
        return self._answers.failure(429, "Too many requests") if received.is_too_fast else None

    def _examine(self, received: Received, order: Order) -> tuple[Task, Work | None]:
        """The task that answers a request; no work where it is bound to fail. Raises BadParameterError."""
        assert received.route is not None
        task = Task(received.route, received.key, self._now, self._options.latency, order.return_type)
        try:
            picture = decode(order.source(), LIMITS)
            task.size = picture.size
            work = order.plan(picture)
        except BadPictureError as bad:
            task.fate = _STATES[bad.reason]
            return task, None
        if isinstance(received.fault, State) and received.fault.state != DONE:
            task.fate = received.fault.state
            return task, None
        return task, work

    def _start(self, task: Task, work: Work | None, received: Received) -> None:
        self.tasks.add(task)
        received.task_id = task.id
        if work is not None:
            charge = Charge(task.key, task.id, task.route, task.created)
            self.accounts.charge(charge)
            task.work = asyncio.create_task(self._finish(work, charge, received))

    async def _finish(self, work: Work, charge: Charge, received: Received) -> Output:
        try:
            output = await self._threads.run(work)
        except Exception as error:
            self.accounts.refund(charge)
            self._ledger.errors.append(error)
            raise
        return {name: spoiled(picture, received.fault) for name, picture in output.items()}
