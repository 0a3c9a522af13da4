"""What a person does with jobs: begin them, wait, cancel, decide, forget. What is paid survives anything."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from picwish_desktop.jobs.driving import Driving
from picwish_desktop.jobs.equal import UndecidedError, equal_job
from picwish_desktop.jobs.folder import digest
from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.jobs.journal_file import JournalError
from picwish_desktop.jobs.records import Records, Watcher
from picwish_desktop.jobs.sending import MayLeave
from picwish_desktop.operations.provider import (
    Provider,
    ProviderError,
    SubmitUnconfirmedError,
    TaskExpiredError,
    TaskFailedError,
)
from picwish_desktop.operations.request import Answer, Request

__all__ = ["Runner", "UndecidedError"]

STOPPED = "You stopped it while it was being sent, so it has probably not been charged. Send it again, or forget it."


class Runner:
    """`begin` a job, then wait for its `answer`. Whoever stops waiting for a paid job leaves it going on; `cancel` says
    that a person does not want it any more. Not for several event loops."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        folder: Path,
        *,
        may_leave: MayLeave,
        network_pauses: tuple[float, ...] = (),
        keep_days: float = 30,
    ) -> None:
        """`folder` keeps the paid work. `may_leave` is asked each time before a job is sent; one that may not fails, at
        no cost. `network_pauses`: seconds between tries while there is no network, the last one repeating; without any,
        `answer` raises NotReachedError and the job stays PENDING. `keep_days`: for how long results are kept after they
        were taken."""
        self.providers = providers
        self._keep_days = keep_days
        self._records = Records(folder)
        self._driving = Driving(providers, self._records, network_pauses, may_leave)
        self._beginning = asyncio.Lock()
        self._sent_again: set[str] = set()
        """Jobs for which the person's word is just being noted."""

    @property
    def jobs(self) -> dict[str, Job]:
        """The paid ones, of earlier runs of the program too, oldest first. Filled by `open`."""
        return self._records.jobs

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Have `watcher` called whenever a job changes; the answer ends that."""
        return self._records.watch(watcher)

    async def open(self) -> list[str]:
        """Take the journal, if it is not open yet, and learn the jobs of earlier runs. Returns sentences for the
        person. Raises JournalError."""
        return await self._records.open(self._keep_days)

    async def begin(self, job: Job) -> Job:
        """Freeze what is asked, on disk where it is paid, and start.

        Returns the job to wait for: an earlier one where the same was asked and is on its way or answered. Raises
        RequestRejectedError, JournalError or UndecidedError; nothing was sent then.
        """
        provider, request = self.providers[job.provider], job.request
        assert request is not None
        provider.check(request)
        job.is_paid = provider.account is not None
        if not job.is_paid:
            self._driving.start(job)
            return job
        await self.open()
        job.digest = await asyncio.to_thread(digest, job.provider, request)
        # who asks for the same meanwhile must find this one
        async with self._beginning:
            earlier = await equal_job(job, self._records, self._driving)
            if earlier is not None:
                return earlier
            self.jobs[job.id] = job
        try:
            await self._records.journal.begin(job)
        except JournalError:
            # it is not on disk, so it never was
            self.jobs.pop(job.id, None)
            raise
        except asyncio.CancelledError:
            # nobody wants it any more; unless an equal request has started it, it never was
            if not self.is_going_on(job):
                self.jobs.pop(job.id, None)
                with suppress(JournalError):
                    await self._records.erase(job)
            raise
        if job.id in self.jobs:
            # it was not forgotten meanwhile
            self._driving.start(job)
        return job

    async def answer(self, job: Job) -> Answer:
        """Wait for a job's answer. Raises ProviderError when it has none, JournalError when it cannot be read.

        Cancelling the caller cancels a job that costs nothing; a paid one goes on.
        """
        if not self.is_going_on(job):
            if job.state is JobState.SUCCEEDED:
                return await self._records.read_answer(job)
            if job.state.is_over or job.state is JobState.SUBMITTING:
                # or it is just being stopped
                raise _failure(job)
            self._driving.start(job)
        return await self._driving.wait(job)

    async def resume(self) -> list[Job]:
        """Go on with every job that a provider has: fetching is free. Returns them."""
        await self.open()
        running = [job for job in self.jobs.values() if job.state is JobState.RUNNING]
        for job in running:
            self._driving.start(job)
        return running

    async def cancel(self, job: Job) -> None:
        """The person does not want it any more. What was sent may have been charged: its result is still fetched, and
        kept for an equal request."""
        if not job.is_paid:
            self._driving.cancel(job)
        elif job.state is JobState.PENDING:
            await self.forget(job)
        elif job.state is JobState.SUBMITTING and job.progress < 1:
            job.is_wanted = False
            await self._driving.stop(job)
            if job.progress > 0:
                await self._records.enter(job, JobState.UNCONFIRMED, STOPPED)
            else:
                # it was still connecting: nobody has a byte of the pictures
                await self.forget(job)
        elif not job.state.is_over:
            await self._records.mark(job, is_wanted=False)

    def is_going_on(self, job: Job) -> bool:
        """Whether something is being done about it now."""
        return job.id in self._driving.tasks

    async def request_of(self, job: Job) -> Request:
        """What was asked, as it lies on disk. Raises JournalError."""
        return await self._records.journal.read_request(job)

    async def take(self, job: Job) -> None:
        """The result has reached what it was for. Raises JournalError."""
        if job.is_paid:
            await self._records.mark(job, is_taken=True)

    async def rename(self, job: Job, title: str) -> None:
        """The picture is called something else by now. Raises JournalError."""
        if title != job.title:
            await self._records.rename(job, title)

    async def reject(self, job: Job, sentence: str) -> None:
        """The result cannot be used, so that asking for the same once more is a new request. Raises JournalError."""
        if job.is_paid:
            await self._records.reject(job, sentence)

    async def send_again(self, job: Job) -> Job:
        """The person decides that what is not confirmed, or gave nothing, may cost another credit.

        Returns the job to wait for: another one, and this one is forgotten, where the same is on its way or answered by
        now. Raises JournalError, or UndecidedError about another one.
        """
        if job.state not in (JobState.UNCONFIRMED, JobState.FAILED, JobState.EXPIRED):
            raise ValueError(f"job {job.id} is {job.state}")
        if job.id in self._sent_again:
            return job
        self._sent_again.add(job.id)
        try:
            async with self._beginning:
                other = await equal_job(job, self._records, self._driving)
                if other is None:
                    job.task_id = None
                    await self._records.mark(job, is_wanted=True)
                    await self._records.enter(job, JobState.PENDING)
        finally:
            self._sent_again.remove(job.id)
        if other is not None:
            await self.forget(job)
            return other
        if job.id in self.jobs:
            self._driving.start(job)
        return job

    async def forget(self, job: Job) -> None:
        """Everything about a job, its result too. Raises JournalError."""
        if job.is_paid:
            await self.open()
        # at once, or it could be started again for an equal request
        self.jobs.pop(job.id, None)
        await self._driving.stop(job)
        if job.is_paid:
            try:
                await self._records.erase(job)
            except JournalError as error:
                self.jobs[job.id] = job
                if job.state is JobState.SUBMITTING:
                    await self._records.enter(job, JobState.UNCONFIRMED, f"{STOPPED} {error}")
                raise
        job.state = JobState.CANCELLED
        self._records.tell(job)

    async def close(self) -> None:
        """End what runs here; paid work stays on disk as far as it came. Waits a moment for what is being sent."""
        self._records.is_closing = True
        await self._driving.close()
        await self._records.close()


def _failure(job: Job) -> ProviderError:
    kinds = {JobState.UNCONFIRMED: SubmitUnconfirmedError, JobState.EXPIRED: TaskExpiredError}
    return kinds.get(job.state, TaskFailedError)(job.error or f"“{job.title}” was cancelled.")
