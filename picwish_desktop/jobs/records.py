"""What is known of every job: on disk, in memory, and told to whoever watches, in this order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.jobs.journal import Journal
from picwish_desktop.jobs.journal_file import JournalError
from picwish_desktop.operations.provider import Progress, Stage
from picwish_desktop.operations.request import Answer

Watcher = Callable[[Job], None]

CLOSED = "PicWish Desktop is closing, so nothing is sent any more. Start it again and try again."


class Records:
    """Who changes a job's state does it here. Not for several event loops."""

    def __init__(self, folder: Path) -> None:
        self.jobs: dict[str, Job] = {}
        """The paid ones, oldest first. Filled by `open`."""
        self.is_closing = False
        """Whether nothing may be sent any more."""
        self._folder = folder
        self._journal: Journal | None = None
        self._opening = asyncio.Lock()
        self._watchers: list[Watcher] = []

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Have `watcher` called whenever a job changes; the answer ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def tell(self, job: Job) -> None:
        for watcher in tuple(self._watchers):
            watcher(job)

    async def open(self, keep_days: float) -> list[str]:
        """Take the journal, if it is not open yet, and learn the jobs of earlier runs. Returns sentences for the
        person. Raises JournalError."""
        async with self._opening:
            if self.is_closing:
                raise JournalError(CLOSED)
            if self._journal is not None:
                return []
            journal = Journal(self._folder)
            try:
                self.jobs = {job.id: job for job in await journal.open()}
                for id_ in await journal.prune(keep_days):
                    self.jobs.pop(id_, None)
            except (JournalError, asyncio.CancelledError):
                # or it is in the way of the next one
                await journal.close()
                raise
            self._journal = journal
            for job in self.jobs.values():
                self.tell(job)
            return journal.notes

    @property
    def journal(self) -> Journal:
        """Raises JournalError."""
        if self._journal is None:
            raise JournalError(CLOSED)
        return self._journal

    async def enter(self, job: Job, state: JobState, error: str = "", *, is_offline: bool = False) -> None:
        """The next step may begin when this returns. Only before anything is sent does a journal that fails stop it."""
        try:
            await self.journal.record(job, state, error)
        except JournalError as problem:
            if state is JobState.SUBMITTING:
                raise
            error = f"{error} {problem}".strip()
        job.state, job.error, job.is_offline = state, error, is_offline
        self.tell(job)

    async def mark(self, job: Job, *, is_wanted: bool | None = None, is_taken: bool | None = None) -> None:
        """Note who waits for the result. Raises JournalError."""
        job.is_wanted = job.is_wanted if is_wanted is None else is_wanted
        job.is_taken = job.is_taken if is_taken is None else is_taken
        await self.journal.mark(job, is_wanted=job.is_wanted, is_taken=job.is_taken)
        self.tell(job)

    async def rename(self, job: Job, title: str) -> None:
        """What is said of it has another name from now on. Raises JournalError."""
        job.title = title
        self.tell(job)
        if job.is_paid:
            await self.journal.change_purpose(job)

    async def keep(self, job: Job, answer: Answer) -> Answer:
        """Put a result on disk. Where that cannot be, it still reaches whoever waits, who is told."""
        try:
            await self.journal.succeed(job, answer)
            job.error = ""
        except JournalError as error:
            job.error = f"The result is here but could not be kept: {error}"
        job.state, job.progress = JobState.SUCCEEDED, 1.0
        self.tell(job)
        return answer

    async def reject(self, job: Job, sentence: str) -> None:
        """What was kept is no result. Raises JournalError."""
        await self.journal.reject(job, sentence)
        job.state, job.error = JobState.FAILED, sentence
        self.tell(job)

    async def read_answer(self, job: Job) -> Answer:
        """Raises ResultGoneError or JournalError."""
        answer = await self.journal.read_answer(job)
        if job.error and self.journal.is_kept(job):
            # there was no room for it before
            job.error = ""
            self.tell(job)
        return answer

    async def erase(self, job: Job) -> None:
        """All that is on disk of it. Raises JournalError."""
        await self.journal.forget(job)

    def progress(self, job: Job) -> Progress:
        """For a provider to say how far it is."""

        def on_progress(stage: Stage, part: float) -> None:
            job.stage, job.progress = stage, part
            self.tell(job)

        return on_progress

    async def close(self) -> None:
        """Let the journal go; what the disk had no room for is written, if it has by now."""
        if self._journal is not None:
            await self._journal.close()
            self._journal = None
