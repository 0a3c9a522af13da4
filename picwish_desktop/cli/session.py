"""What every command works with: the providers, the journal, and its turn at it among our other programs."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from picwish_desktop.cli.errors import CommandError, StoppedError
from picwish_desktop.cli.terminal import Terminal
from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.jobs.journal_file import FILE, JournalLockedError
from picwish_desktop.jobs.runner import Runner
from picwish_desktop.operations.provider import Provider
from picwish_desktop.storage.paths import Paths, find_paths
from picwish_desktop.storage.private import is_private
from picwish_desktop.storage.settings import Settings
from picwish_desktop.storage.stamp import stamp
from picwish_desktop.vision.worker import Worker
from picwish_desktop.workflows.edit import check_private
from picwish_desktop.workflows.service import Service, build_service

PATIENCE = 60.0
"""Seconds to wait for a journal that another program has, and in which nothing happens there."""
RATE_WINDOW = 1.05
"""Seconds after which a provider has forgotten how often it was asked."""


class Session:
    def __init__(self, service: Service, terminal: Terminal) -> None:
        self.terminal = terminal
        self._service = service
        self._left_at = 0.0

    @property
    def paths(self) -> Paths:
        return self._service.paths

    @property
    def settings(self) -> Settings:
        return self._service.settings

    @property
    def runner(self) -> Runner:
        return self._service.runner

    @property
    def worker(self) -> Worker:
        return self._service.worker

    @property
    def providers(self) -> dict[str, Provider]:
        return self._service.providers

    async def has_key(self, provider: Provider) -> bool:
        return await self._service.access[provider.name].key() is not None

    async def check_key(self, provider: Provider) -> None:
        """Raises CommandError where a provider is asked with a key and there is none."""
        if provider.account is not None and not await self.has_key(provider):
            if (problem := self._service.access[provider.name].key_problem) is not None:
                raise CommandError(f"The API key for {provider.label} is not known. {problem}")
            raise CommandError(f"There is no API key for {provider.label}. {self.where_keys_go(provider)}")

    def where_keys_go(self, provider: Provider) -> str:
        variable = self._service.access[provider.name].key_variable
        return f"Set {variable}, or enter one in the settings of PicWish Desktop."

    async def open_journal(self, patience: float = PATIENCE) -> None:
        """Take the journal as soon as it is free. Raises JournalError."""
        seen = touched = self._touched()
        until = time.monotonic() + patience
        has_said = False
        notes: list[str] | None = None
        while notes is None:
            touched = self._touched()
            if touched != seen:
                # it goes on there, so it will end
                seen, until = touched, time.monotonic() + patience
            try:
                notes = await self.runner.open()
            except JournalLockedError:
                if time.monotonic() >= until:
                    raise
                if not has_said:
                    self.terminal.say("Another PicWish Desktop keeps the paid work; waiting for it.")
                    has_said = True
                await asyncio.sleep(random.uniform(0.05, 0.15))
        self._left_at = self._last_left(touched)
        for note in notes:
            self.terminal.say(note)

    async def keep_rate(self) -> None:
        """Wait until what another program asked for last no longer counts, before anything is sent: a provider limits
        how often all of them together may ask."""
        await asyncio.sleep(min(max(0.0, self._left_at + RATE_WINDOW - time.time()), RATE_WINDOW))

    def provider_of(self, job: Job) -> Provider:
        """Raises CommandError for one that this program does not know."""
        try:
            return self.providers[job.provider]
        except KeyError:
            raise CommandError(f"The provider “{job.provider}” is not known here.") from None

    def check_may_leave(self, picture: Path, provider: Provider) -> None:
        """Raises NothingToDoError for a picture that is locked to this computer, where it would leave it."""
        check_private(is_private(self.paths.private, picture), provider)

    def unfinished(self) -> list[Job]:
        """Paid jobs that something is to come of."""
        return [
            job for job in self.runner.jobs.values() if job.is_wanted and (not job.state.is_settled or job.is_offered)
        ]

    def _touched(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The journal's file, and the one with what is not in it yet."""
        return stamp(self.paths.jobs / FILE), stamp(self.paths.jobs / f"{FILE}-wal")

    def _last_left(self, before: tuple[tuple[int, int], tuple[int, int]]) -> float:
        """When another program noted something last, in seconds since the epoch; `before`: the files before this one
        opened them. Closing moves everything into the first, opening changes nothing there."""
        (was_there, _), (_, noted) = before
        (_, closed), _ = self._touched()
        return max(noted, closed if was_there else 0) / 1e9


@asynccontextmanager
async def session(terminal: Terminal) -> AsyncIterator[Session]:
    """Ended in order, also by Ctrl+C, SIGTERM and SIGHUP; StoppedError is raised then."""
    running = asyncio.current_task()
    assert running is not None
    stop, loop = running.cancel, asyncio.get_running_loop()
    # not add_signal_handler, which Windows lacks
    for name in ("SIGTERM", "SIGHUP"):
        # the terminal was closed, unless that is not to end it (nohup); Windows has no such signal
        ending = getattr(signal, name, None)
        if ending is not None and signal.getsignal(ending) is not signal.SIG_IGN:
            signal.signal(ending, lambda *_: loop.call_soon_threadsafe(stop))
    service = build_service(find_paths(), waits_for_network=False)
    if service.settings_file.problem:
        terminal.say(service.settings_file.problem)
    here = Session(service, terminal)
    is_stopped = False
    try:
        yield here
    except asyncio.CancelledError:
        is_stopped = True
        if any(job.state is JobState.SUBMITTING for job in here.runner.jobs.values()):
            terminal.say("Stopping. What is being sent gets a moment; Ctrl+C again stops at once.")
    finally:
        await service.close()
        terminal.clear()
    if is_stopped:
        raise StoppedError(_stopped(here.unfinished()))


def _stopped(unfinished: list[Job]) -> str:
    if not unfinished:
        return "Stopped. What was not saved yet is not done."
    # what was still being sent is not confirmed for the next run
    if any(job.state in (JobState.UNCONFIRMED, JobState.SUBMITTING) for job in unfinished):
        return "Stopped. Something may have been charged and waits for you to decide: `picwish jobs list` shows it."
    return "Stopped. Paid work is kept: `picwish jobs resume` finishes it."
