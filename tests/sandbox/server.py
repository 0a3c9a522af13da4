"""The sandbox: three hosts on this computer, as long as a test needs them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import partial
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.sandbox.accounts import Accounts, Charge
from tests.sandbox.clock import Clock
from tests.sandbox.exchange import Answer, Host, Ledger, loop
from tests.sandbox.faults import Faults
from tests.sandbox.options import Options
from tests.sandbox.picwish import Picwish
from tests.sandbox.pixelcut import Pixelcut
from tests.sandbox.rate import RateLimit
from tests.sandbox.record import Received
from tests.sandbox.results import ResultHost
from tests.sandbox.routes import Route
from tests.sandbox.threads import Threads


class Sandbox:
    """PicWish, Pixelcut and the host their results lie on. `async with` starts and stops it."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self.key, self.pixelcut_key = self.options.key, self.options.pixelcut_key
        self.picwish_url = self.pixelcut_url = self.result_url = ""
        self._ledger = Ledger(self.options.clock)
        self._threads = Threads()
        self._results = ResultHost(self.options.clock)
        self._picwish = Picwish(self.options, self._ledger, self._results, self._threads)
        self._pixelcut = Pixelcut(self.options, self._ledger, self._results, self._threads)
        self._runners: list[web.AppRunner] = []

    @property
    def clock(self) -> Clock:
        return self.options.clock

    @property
    def faults(self) -> Faults:
        """`push(route, fault, …)`: what goes wrong with the next requests at a route."""
        return self._ledger.faults

    @property
    def requests(self) -> list[Received]:
        """Every request, in the order their heads came, also those that were cut."""
        return self._ledger.requests

    @property
    def charges(self) -> list[Charge]:
        """What was paid, without what was given back."""
        return self._ledger.charges

    @property
    def violations(self) -> list[str]:
        """What a client did that none may do; a test expects it to be empty, or clears it."""
        return self._ledger.violations

    @property
    def picwish(self) -> Accounts:
        """PicWish's keys and balances: `picwish.by_key[key].credits = 0`."""
        return self._picwish.accounts

    @property
    def pixelcut(self) -> Accounts:
        """Pixelcut's."""
        return self._pixelcut.accounts

    def at(self, *routes: Route) -> list[Received]:
        """The requests at these routes."""
        return [received for received in self.requests if received.route in routes]

    def keep_picture(self, data: bytes, name: str = "picture.png") -> str:
        """A URL that gives `data`, for `image_url`, `mask_url` and `bg_image_url`."""
        return self._results.keep_picture(data, name)

    async def work_done(self) -> None:
        """Wait for the work of all tasks, which takes time of its own beside `latency` and whatever the clock says."""
        await self._picwish.tasks.work_done()

    async def __aenter__(self) -> Self:
        options, port = self.options, self.options.port
        host = partial(Host, self._ledger, self._threads, self._elsewhere, (self.key, self.pixelcut_key))
        picwish = host(self.key, RateLimit(options.picwish_rate))
        pixelcut = host(self.pixelcut_key, RateLimit(options.pixelcut_rate))
        results = {Route.RESULT: self._results.result, Route.PICTURE: self._results.picture}
        after = [port + number if port else 0 for number in range(3)]
        listening = [
            await self._listen(picwish, self._picwish.routes(), self._picwish.nowhere, after[0]),
            await self._listen(pixelcut, self._pixelcut.routes(), self._pixelcut.nowhere, after[1]),
            await self._listen(host(), results, self._results.nowhere, after[2]),
        ]
        self.picwish_url, self.pixelcut_url = (f"http://127.0.0.1:{bound}" for bound in listening[:2])
        # another name too, not only another port
        self.result_url = self._results.url = f"http://localhost:{listening[2]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ledger.closing.set()
        for runner in self._runners:
            await runner.cleanup()
        await self._picwish.tasks.stop()
        self._threads.close()
        if self._ledger.errors and error is None:
            raise ExceptionGroup("the sandbox itself failed", self._ledger.errors)

    def _elsewhere(self) -> str:
        """The result host by another name."""
        return self.result_url.replace("localhost", "127.0.0.1")

    async def _listen(self, host: Host, routes: Mapping[Route, Answer], otherwise: Answer, port: int) -> int:
        """Open a socket and return its port."""
        app = web.Application(client_max_size=sys.maxsize)
        for route, answer in routes.items():
            app.router.add_route(route.method, route.path, partial(host.exchange, route, answer))
        app.router.add_get("/loop", partial(host.exchange, None, loop))
        app.router.add_route("*", "/{anywhere:.*}", partial(host.exchange, None, otherwise))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        self._runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", port).start()
        return int(runner.addresses[0][1])
