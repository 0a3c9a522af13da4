"""The tasks of the event loop that take jobs forward: begun, waited for, broken off."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress

from picwish_desktop.jobs.fetching import Fetching
from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.jobs.pauses import Turn
from picwish_desktop.jobs.records import Records
from picwish_desktop.jobs.sending import MayLeave, Sending
from picwish_desktop.operations.provider import Provider, ProviderError
from picwish_desktop.operations.request import Answer

log = logging.getLogger(__name__)

AT_ONCE = 16
"""Paid jobs of one provider that are sent or waited for at the same time; each may hold 20 MB."""
GRACE = 10.0
"""Seconds that closing waits for the task of what was just sent."""


class Driving:
    """At most one task a job."""

    def __init__(
        self, providers: Mapping[str, Provider], records: Records, network_pauses: Sequence[float], may_leave: MayLeave
    ) -> None:
        self.tasks: dict[str, asyncio.Task[Answer]] = {}
        """By job."""
        self._providers = providers
        self._records = records
        self._sending = Sending(providers, records, network_pauses, may_leave)
        self._fetching = Fetching(providers, records, network_pauses)
        # a provider that is not there keeps none of another waiting
        self._turns: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))

    def start(self, job: Job) -> None:
        """Take a job forward from where it is, unless that is being done already."""
        if job.id in self.tasks:
            return
        task = asyncio.get_running_loop().create_task(self._drive(job))
        self.tasks[job.id] = task
        task.add_done_callback(lambda ended: self._ended(job, ended))
        self._records.tell(job)

    async def wait(self, job: Job) -> Answer:
        """For one that was started. Whoever stops waiting ends a job that costs nothing; a paid one goes on."""
        task = self.tasks[job.id]
        if job.is_paid:
            return await asyncio.shield(task)
        try:
            return await task
        finally:
            # its pictures are not kept anywhere else
            self.tasks.pop(job.id, None)

    def cancel(self, job: Job) -> None:
        """Break off what is being done, if anything is."""
        if (task := self.tasks.get(job.id)) is not None:
            task.cancel()

    async def stop(self, job: Job) -> None:
        """The same, and wait until it has ended."""
        if (task := self.tasks.get(job.id)) is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def close(self) -> None:
        """End all. Waits a moment for the task of what is being sent."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await self._nothing_is_sent()
        tasks = list(self.tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _nothing_is_sent(self) -> None:
        changed = asyncio.Event()
        unwatch = self._records.watch(lambda _: changed.set())
        try:
            while any(job.state is JobState.SUBMITTING and job.id in self.tasks for job in self._records.jobs.values()):
                changed.clear()
                await changed.wait()
        finally:
            unwatch()

    def _ended(self, job: Job, task: asyncio.Task[Answer]) -> None:
        if job.is_paid and self.tasks.get(job.id) is task:
            del self.tasks[job.id]
        if not task.cancelled() and (error := task.exception()) is not None:
            # whoever waits is told too; nobody may be waiting
            log.info("job %s (%s, %s): %s", job.id, job.provider, job.operation.name, error)
        self._records.tell(job)

    async def _drive(self, job: Job) -> Answer:
        if not job.is_paid:
            return await self._run_here(job)
        async with Turn(self._turns[job.provider]) as turn:
            if self._records.is_closing:
                raise asyncio.CancelledError
            if job.state is JobState.PENDING:
                answer = await self._sending.submit(job, turn)
                if answer is not None:
                    return await self._records.keep(job, answer)
            return await self._fetching.fetch(job, turn)

    async def _run_here(self, job: Job) -> Answer:
        """What costs nothing is in no journal."""
        provider, request, progress = self._providers[job.provider], job.request, self._records.progress(job)
        assert request is not None

        async def about_to_send() -> None:
            job.state = JobState.RUNNING
            self._records.tell(job)

        try:
            job.submitted_at = time.time()
            outcome = await provider.submit(request, progress, about_to_send)
            assert not isinstance(outcome, Answer)
            job.task_id = outcome
            answer = await provider.fetch(job.task, progress)
        except asyncio.CancelledError:
            job.state = JobState.CANCELLED
            self._records.tell(job)
            raise
        except Exception as error:
            told = isinstance(error, ProviderError)
            job.state, job.error = JobState.FAILED, str(error) if told else "Something went wrong on this computer."
            raise
        job.state, job.progress = JobState.SUCCEEDED, 1.0
        return answer
