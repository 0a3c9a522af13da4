"""A person at a terminal: real processes, asked by real arguments, against the sandbox over real HTTP."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray
from PIL import Image

from tests.sandbox.clock import Clock
from tests.sandbox.options import Options
from tests.sandbox.record import Received
from tests.sandbox.routes import Route
from tests.sandbox.server import Sandbox

PATIENCE = 60.0
"""Seconds after which a person gives up."""


@dataclass(frozen=True, slots=True)
class Ended:
    status: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The only one there is."""
        assert self.err.count("\n") == 1, self.err
        assert self.err.startswith("picwish: "), self.err
        return self.err.removeprefix("picwish: ").rstrip("\n")


class Desk:
    def __init__(self, sandbox: Sandbox, folder: Path, home: Path, happened: asyncio.Event) -> None:
        self.sandbox, self.folder, self.home = sandbox, folder, home
        self._happened = happened
        self._processes: list[Process] = []
        self._others: list[Desk] = []

    def other(self, name: str) -> Desk:
        """A desk with folders of its own, and so with a journal of its own, before the same vendors."""
        other = Desk(self.sandbox, self.folder / name, self.home / name, self._happened)
        other.folder.mkdir()
        self._others.append(other)
        return other

    async def start(self, *arguments: object, **variables: str) -> Process:
        """`variables`: of the environment, beside the sandbox's addresses and keys; an empty one is taken away."""
        process = await asyncio.create_subprocess_exec(
            *self.command(*arguments),
            cwd=self.folder,
            env=self.environment(variables),
            stdout=PIPE,
            stderr=PIPE,
        )
        self._processes.append(process)
        return process

    def command(self, *arguments: object) -> list[str]:
        return [sys.executable, "-m", "picwish_desktop.cli", *map(str, arguments)]

    async def run(self, *arguments: object, **variables: str) -> Ended:
        return await self.end(await self.start(*arguments, **variables))

    async def done(self, *arguments: object, **variables: str) -> list[str]:
        """As `run`; the lines of a command that must succeed and has nothing to say."""
        ended = await self.run(*arguments, **variables)
        assert (ended.status, ended.err) == (0, "")
        return ended.out.splitlines()

    async def end(self, process: Process) -> Ended:
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
        for key in (self.sandbox.key, self.sandbox.pixelcut_key):
            assert key.encode() not in out + err
        assert process.returncode is not None
        return Ended(process.returncode, out.decode(), err.decode())

    async def kill(self, process: Process, number: signal.Signals = signal.SIGKILL) -> Ended:
        process.send_signal(number)
        return await self.end(process)

    async def leave(self) -> None:
        """Where a test broke off, something may still run."""
        for other in self._others:
            await other.leave()
        for process in self._processes:
            if process.returncode is None:
                process.kill()
                await process.communicate()

    async def until(self, condition: Callable[[], object]) -> None:
        """It is looked at whenever the sandbox was asked something or charged for it."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self._happened.clear()
                await self._happened.wait()

    def environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        sandbox = self.sandbox
        everything = {
            **os.environ,
            "PICWISH_DESKTOP_HOME": str(self.home),
            "PICWISH_BASE_URL": sandbox.picwish_url,
            "PICWISH_API_KEY": sandbox.key,
            "PIXELCUT_BASE_URL": sandbox.pixelcut_url,
            "PIXELCUT_API_KEY": sandbox.pixelcut_key,
            # nobody's own keys
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "PYTHONWARNINGS": "error",
            # dozens of processes, none of which needs all cores
            "OPENBLAS_NUM_THREADS": "1",
            **variables,
        }
        return {name: value for name, value in everything.items() if value}

    def asked(self, *routes: Route) -> list[Received]:
        return self.sandbox.at(*routes)

    def photo(self, name: str = "cups.png", side: int = 96, seed: int = 0) -> Path:
        """A real photograph's middle; another `seed` gives another part of it."""
        at = 100 + seed * 7
        path = self.folder / name
        Image.fromarray(skimage.data.coffee()[at : at + side, at : at + side]).save(path)
        return path

    def assert_no_key_was_written(self) -> None:
        for path in [*self.folder.rglob("*"), *self.home.rglob("*")]:
            if path.is_file():
                for key in (self.sandbox.key, self.sandbox.pixelcut_key):
                    assert key.encode() not in path.read_bytes(), path


@asynccontextmanager
async def desk_with(options: Options, folder: Path, home: Path) -> AsyncIterator[Desk]:
    """`options` without a clock, which tells when something happens. At the end nothing forbidden was done."""
    happened, loop = asyncio.Event(), asyncio.get_running_loop()

    def now() -> float:
        # called from threads too
        loop.call_soon_threadsafe(happened.set)
        return time.time()

    async with Sandbox(replace(options, clock=Clock(now))) as sandbox:
        with pytest.MonkeyPatch.context() as patch:
            charge = sandbox.picwish.charge

            def charge_and_tell(charged: object) -> None:
                charge(charged)  # type: ignore[arg-type]
                happened.set()

            patch.setattr(sandbox.picwish, "charge", charge_and_tell)
            desk = Desk(sandbox, folder, home, happened)
            try:
                yield desk
            finally:
                await desk.leave()
        assert sandbox.violations == []
        desk.assert_no_key_was_written()


def pixels(path: Path) -> NDArray[np.generic]:
    with Image.open(path) as image:
        return np.asarray(image)
