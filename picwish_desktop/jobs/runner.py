"""Takes jobs through their states. What is paid is on disk before the next step, and survives anything."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from picwish_desktop.jobs.folder import digest, has_urls
from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.jobs.journal import Journal, JournalError
from picwish_desktop.operations.provider import (
    BusyError,
    FetchInterruptedError,
    NotAcceptedError,
    NotReachedError,
    Provider,
    ProviderError,
    RequestRejectedError,
    Stage,
    SubmitUnconfirmedError,
    TaskExpiredError,
    TaskFailedError,
    TaskId,
)
from picwish_desktop.operations.request import Answer, Request

log = logging.getLogger(__name__)

Watcher = Callable[[Job], None]

AT_ONCE = 16
"""Paid jobs that are sent or waited for at the same time; each may hold 20 MB."""
BUSY_TRIES = 5
GRACE = 10.0
"""Seconds that closing waits for the task of what was just sent."""

CLOSED = "PicWish Desktop is closing, so nothing is sent any more. Start it again and try again."
STOPPED = "You stopped it while it was being sent, so it has probably not been charged. Send it again, or forget it."


class UndecidedError(Exception):
    """One sentence for a person: the same was sent before, and whether it was charged is for them to decide."""

    def __init__(self, job: Job) -> None:
        super().__init__(
            f"The same request for “{job.title}” was sent before and may have been charged. "
            "Decide about that one first: send it again, or forget it."
        )
        self.job = job


class Runner:
    """`begin` a job, then wait for its `answer`. Whoever stops waiting for a paid job leaves it going on; `cancel` says
    that a person does not want it any more. Not for several event loops."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        folder: Path,
        *,
        network_pauses: tuple[float, ...] = (),
        keep_days: float = 30,
    ) -> None:
        """`folder` keeps the paid work. `network_pauses`: seconds between tries while there is no network, the last
        one repeating; without any, `answer` raises NotReachedError and the job stays PENDING. `keep_days`: for how
        long results are kept after they were taken."""
        self.providers = providers
        self.jobs: dict[str, Job] = {}
        """The paid ones, of earlier runs of the program too, oldest first. Filled by `open`."""
        self._folder = folder
        self._network_pauses = network_pauses
        self._keep_days = keep_days
        self._journal: Journal | None = None
        self._is_closed = False
        self._opening = asyncio.Lock()
        self._beginning = asyncio.Lock()
        self._driving: dict[str, asyncio.Task[Answer]] = {}
        self._sent_again: set[str] = set()
        """Jobs for which the person's word is just being noted."""
        self._unkept: dict[str, Answer] = {}
        """What the disk had no room for, by job; gone with this run of the program."""
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._watchers: list[Watcher] = []

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Have `watcher` called whenever a job changes; the answer ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    async def open(self) -> list[str]:
        """Take the journal, if it is not open yet, and learn the jobs of earlier runs. Returns sentences for the
        person. Raises JournalError."""
        async with self._opening:
            if self._is_closed:
                raise JournalError(CLOSED)
            if self._journal is not None:
                return []
            journal = Journal(self._folder)
            try:
                self.jobs = {job.id: job for job in await journal.open()}
                for id_ in await journal.prune(self._keep_days):
                    self.jobs.pop(id_, None)
            except JournalError:
                await journal.close()
                raise
            self._journal = journal
            for job in self.jobs.values():
                self._tell(job)
            return journal.notes

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
            self._start(job)
            return job
        await self.open()
        job.digest = await asyncio.to_thread(digest, job.provider, request)
        # who asks for the same meanwhile must find this one
        async with self._beginning:
            earlier = await self._equal(job)
            if earlier is not None:
                return earlier
            self.jobs[job.id] = job
        try:
            await self._open_journal.begin(job)
        except JournalError:
            # it is not on disk, so it never was
            self.jobs.pop(job.id, None)
            raise
        except asyncio.CancelledError:
            # nobody wants it any more; unless an equal request has started it, it never was
            if job.id not in self._driving:
                self.jobs.pop(job.id, None)
                with suppress(JournalError):
                    await self._open_journal.forget(job)
            raise
        if job.id in self.jobs:
            # it was not forgotten meanwhile
            self._start(job)
        return job

    async def answer(self, job: Job) -> Answer:
        """Wait for a job's answer. Raises ProviderError when it has none, JournalError when it cannot be read.

        Cancelling the caller cancels a job that costs nothing; a paid one goes on.
        """
        driving = self._driving.get(job.id)
        if driving is None:
            if job.state is JobState.SUCCEEDED:
                return await self._read_answer(job)
            if job.state.is_over or job.state is JobState.SUBMITTING:
                # or it is just being stopped
                raise _failure(job)
            driving = self._start(job)
        if job.is_paid:
            return await asyncio.shield(driving)
        try:
            return await driving
        finally:
            # its pictures are not kept anywhere else
            self._driving.pop(job.id, None)

    async def resume(self) -> list[Job]:
        """Go on with every job that a provider has: fetching is free. Returns them."""
        await self.open()
        running = [job for job in self.jobs.values() if job.state is JobState.RUNNING]
        for job in running:
            self._start(job)
        return running

    async def cancel(self, job: Job) -> None:
        """The person does not want it any more. What was sent may have been charged: its result is still fetched, and
        kept for an equal request."""
        driving = self._driving.get(job.id)
        if not job.is_paid:
            if driving is not None:
                driving.cancel()
            return
        if job.state is JobState.PENDING:
            await self.forget(job)
        elif job.state is JobState.SUBMITTING and job.progress < 1:
            job.is_wanted = False
            await self._stop(job)
            await self._enter(job, JobState.UNCONFIRMED, STOPPED)
        elif not job.state.is_over:
            await self._mark(job, is_wanted=False)

    def is_going_on(self, job: Job) -> bool:
        """Whether something is being done about it now."""
        return job.id in self._driving

    async def request_of(self, job: Job) -> Request:
        """What was asked, as it lies on disk. Raises JournalError."""
        return await self._open_journal.read_request(job)

    async def take(self, job: Job) -> None:
        """The result has reached what it was for. Raises JournalError."""
        if job.is_paid:
            await self._mark(job, is_taken=True)

    async def reject(self, job: Job, sentence: str) -> None:
        """The result cannot be used, so that asking for the same once more is a new request. Raises JournalError."""
        if job.is_paid:
            await self._open_journal.reject(job, sentence)
            job.state, job.error = JobState.FAILED, sentence
            self._tell(job)

    async def send_again(self, job: Job) -> None:
        """The person decides that what is not confirmed, or gave nothing, may cost another credit. Raises
        JournalError."""
        if job.state not in (JobState.UNCONFIRMED, JobState.FAILED, JobState.EXPIRED):
            raise ValueError(f"job {job.id} is {job.state}")
        if job.id in self._sent_again:
            return
        self._sent_again.add(job.id)
        try:
            job.task_id = None
            await self._mark(job, is_wanted=True)
            await self._enter(job, JobState.PENDING)
        finally:
            self._sent_again.remove(job.id)
        if job.id in self.jobs:
            self._start(job)

    async def forget(self, job: Job) -> None:
        """Everything about a job, its result too. Raises JournalError."""
        if job.is_paid:
            await self.open()
        # at once, or it could be started again for an equal request
        self.jobs.pop(job.id, None)
        await self._stop(job)
        if job.is_paid:
            try:
                await self._open_journal.forget(job)
            except JournalError as error:
                self.jobs[job.id] = job
                if job.state is JobState.SUBMITTING:
                    await self._enter(job, JobState.UNCONFIRMED, f"{STOPPED} {error}")
                raise
            self._unkept.pop(job.id, None)
        job.state = JobState.CANCELLED
        self._tell(job)

    async def close(self) -> None:
        """End what runs here; paid work stays on disk as far as it came. Waits a moment for what is being sent."""
        self._is_closed = True
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await self._nothing_is_sent()
        driving = list(self._driving.values())
        for task in driving:
            task.cancel()
        await asyncio.gather(*driving, return_exceptions=True)
        if self._journal is not None:
            await self._journal.close()
            self._journal = None

    async def _nothing_is_sent(self) -> None:
        changed = asyncio.Event()
        unwatch = self.watch(lambda _: changed.set())
        try:
            while any(job.state is JobState.SUBMITTING and job.id in self._driving for job in self.jobs.values()):
                changed.clear()
                await changed.wait()
        finally:
            unwatch()

    # the way of one job

    def _start(self, job: Job) -> asyncio.Task[Answer]:
        if job.id in self._driving:
            return self._driving[job.id]
        task = asyncio.get_running_loop().create_task(self._drive(job))
        self._driving[job.id] = task
        task.add_done_callback(lambda ended: self._ended(job, ended))
        self._tell(job)
        return task

    def _ended(self, job: Job, task: asyncio.Task[Answer]) -> None:
        if job.is_paid and self._driving.get(job.id) is task:
            del self._driving[job.id]
        if not task.cancelled() and (error := task.exception()) is not None:
            # whoever waits is told too; nobody may be waiting
            log.info("job %s (%s, %s): %s", job.id, job.provider, job.operation.name, error)
        self._tell(job)

    async def _drive(self, job: Job) -> Answer:
        if not job.is_paid:
            return await self._run_here(job)
        async with self._turns:
            if self._is_closed:
                raise asyncio.CancelledError
            if job.state is JobState.PENDING:
                answer = await self._submit(job)
                if answer is not None:
                    return await self._keep(job, answer)
            return await self._fetch(job)

    async def _run_here(self, job: Job) -> Answer:
        provider, request = self.providers[job.provider], job.request
        assert request is not None

        async def about_to_send() -> None:
            job.state = JobState.RUNNING
            self._tell(job)

        try:
            job.submitted_at = time.time()
            job.task_id = _task_id(await provider.submit(request, self._progress(job), about_to_send))
            answer = await provider.fetch(job.task, self._progress(job))
        except asyncio.CancelledError:
            job.state = JobState.CANCELLED
            self._tell(job)
            raise
        except Exception as error:
            told = isinstance(error, ProviderError)
            job.state, job.error = JobState.FAILED, str(error) if told else "Something went wrong on this computer."
            raise
        job.state, job.progress = JobState.SUCCEEDED, 1.0
        return answer

    async def _submit(self, job: Job) -> Answer | None:
        """Sends until it is accepted, as long as that is certainly not the case; None when the provider has a task."""
        if job.request is None:
            job.request = await self._open_journal.read_request(job)
        busy = 0
        pauses = list(self._network_pauses)
        while True:
            try:
                return await self._submit_once(job)
            except NotReachedError as error:
                await self._enter(job, JobState.PENDING, str(error), is_offline=True)
                if not pauses:
                    raise
                await asyncio.sleep(pauses[0])
                pauses = pauses[1:] or pauses
            except BusyError as error:
                busy += 1
                if busy == BUSY_TRIES:
                    await self._enter(job, JobState.FAILED, str(error))
                    raise
                await self._enter(job, JobState.PENDING, str(error))

    async def _submit_once(self, job: Job) -> Answer | None:
        request = job.request
        assert request is not None

        async def about_to_send() -> None:
            job.submitted_at = time.time()
            job.stage, job.progress = Stage.SENDING, 0.0
            try:
                await self._enter(job, JobState.SUBMITTING)
                if self._is_closed:
                    raise asyncio.CancelledError
            except asyncio.CancelledError:
                # it is noted by now, though nothing leaves
                await self._enter(job, JobState.PENDING)
                raise

        try:
            outcome = await self.providers[job.provider].submit(request, self._progress(job), about_to_send)
        except NotAcceptedError:
            raise
        except (RequestRejectedError, TaskFailedError) as error:
            await self._enter(job, JobState.FAILED, str(error))
            raise
        except SubmitUnconfirmedError as error:
            await self._enter(job, JobState.UNCONFIRMED, str(error))
            raise
        except JournalError as error:
            # of `about_to_send`: nothing left, and it is on disk as what can still be sent
            job.error = str(error)
            raise
        except Exception as error:
            # a fault of ours, and nobody knows how far it came
            sentence = "Something went wrong while it was being sent, so it may have been charged."
            await self._enter(job, JobState.UNCONFIRMED, sentence)
            raise SubmitUnconfirmedError(sentence) from error
        # all of it is sent, so cancelling no longer breaks off
        job.progress, job.request = 1.0, None
        if isinstance(outcome, Answer):
            return outcome
        job.task_id = outcome
        await self._enter(job, JobState.RUNNING)
        return None

    async def _fetch(self, job: Job) -> Answer:
        pauses = list(self._network_pauses)
        while True:
            try:
                answer = await self.providers[job.provider].fetch(job.task, self._progress(job))
            except FetchInterruptedError as error:
                # the task is as it was: the next fetch is as good as this one
                await self._enter(job, JobState.RUNNING, str(error), is_offline=True)
                if not pauses:
                    raise
                await asyncio.sleep(pauses[0])
                pauses = pauses[1:] or pauses
            except TaskExpiredError as error:
                await self._enter(job, JobState.EXPIRED, str(error))
                raise
            except ProviderError as error:
                await self._enter(job, JobState.FAILED, str(error))
                raise
            else:
                return await self._keep(job, answer)

    async def _keep(self, job: Job, answer: Answer) -> Answer:
        """Put a result on disk. Where that cannot be, it still reaches whoever waits, who is told."""
        try:
            await self._open_journal.succeed(job, answer)
            job.error = ""
            self._unkept.pop(job.id, None)
        except JournalError as error:
            self._unkept[job.id] = answer
            job.error = f"The result is here but could not be kept: {error}"
        job.state, job.progress = JobState.SUCCEEDED, 1.0
        self._tell(job)
        return answer

    # what is noted

    @property
    def _open_journal(self) -> Journal:
        """Raises JournalError."""
        if self._journal is None:
            raise JournalError(CLOSED)
        return self._journal

    async def _enter(self, job: Job, state: JobState, error: str = "", *, is_offline: bool = False) -> None:
        """The next step may begin when this returns. Only before anything is sent does a journal that fails stop it."""
        try:
            await self._open_journal.record(job, state, error)
        except JournalError as problem:
            if state is JobState.SUBMITTING:
                raise
            error = f"{error} {problem}".strip()
        job.state, job.error, job.is_offline = state, error, is_offline
        self._tell(job)

    async def _mark(self, job: Job, *, is_wanted: bool | None = None, is_taken: bool | None = None) -> None:
        job.is_wanted = job.is_wanted if is_wanted is None else is_wanted
        job.is_taken = job.is_taken if is_taken is None else is_taken
        await self._open_journal.mark(job, is_wanted=job.is_wanted, is_taken=job.is_taken)
        self._tell(job)

    async def _equal(self, job: Job) -> Job | None:
        """An earlier job that stands for this one, its result now for what this one is for. Raises UndecidedError."""
        assert job.request is not None
        for earlier in reversed(tuple(self.jobs.values())):
            if earlier.digest != job.digest or earlier.state.is_tried_again:
                continue
            if earlier.state is JobState.UNCONFIRMED:
                raise UndecidedError(earlier)
            if earlier.state is JobState.SUCCEEDED:
                if has_urls(job.request):
                    continue
                try:
                    await self._read_answer(earlier)
                except JournalError as error:
                    log.warning("the result of job %s cannot be used again: %s", earlier.id, error)
                    continue
            earlier.title, earlier.purpose = job.title, job.purpose
            await self._open_journal.change_purpose(earlier)
            await self._mark(earlier, is_wanted=True, is_taken=False)
            if earlier.id not in self.jobs:
                continue
            if earlier.state in (JobState.PENDING, JobState.RUNNING):
                self._start(earlier)
            return earlier
        return None

    async def _read_answer(self, job: Job) -> Answer:
        if job.id in self._unkept:
            return await self._keep(job, self._unkept[job.id])
        return await self._open_journal.read_answer(job)

    async def _stop(self, job: Job) -> None:
        driving = self._driving.get(job.id)
        if driving is not None:
            driving.cancel()
            await asyncio.gather(driving, return_exceptions=True)

    def _progress(self, job: Job) -> Callable[[Stage, float], None]:
        def on_progress(stage: Stage, part: float) -> None:
            job.stage, job.progress = stage, part
            self._tell(job)

        return on_progress

    def _tell(self, job: Job) -> None:
        for watcher in tuple(self._watchers):
            watcher(job)


def _task_id(outcome: TaskId | Answer) -> TaskId:
    assert not isinstance(outcome, Answer)
    return outcome


def _failure(job: Job) -> ProviderError:
    kinds = {JobState.UNCONFIRMED: SubmitUnconfirmedError, JobState.EXPIRED: TaskExpiredError}
    return kinds.get(job.state, TaskFailedError)(job.error or f"“{job.title}” was cancelled.")
