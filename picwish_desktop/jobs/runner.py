"""Takes a job through its states: submit once, fetch until the answer is here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.operations.provider import Provider, ProviderError
from picwish_desktop.operations.request import Answer

Watcher = Callable[[Job], None]


class Runner:
    def __init__(self, providers: Mapping[str, Provider]) -> None:
        self.providers = providers
        self._watchers: list[Watcher] = []

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Have `watcher` called whenever a job changes; the answer ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    async def run(self, job: Job) -> Answer:
        """Raises ProviderError when it fails. Cancelling the caller cancels the job."""
        provider = self.providers[job.provider]

        def on_progress(part: float) -> None:
            job.progress = part
            self._tell(job)

        self._enter(job, JobState.PENDING)
        try:
            task = await provider.submit(job.request)
            self._enter(job, JobState.RUNNING)
            answer = await provider.fetch(task, on_progress)
        except asyncio.CancelledError:
            self._enter(job, JobState.CANCELLED)
            raise
        except ProviderError as error:
            job.error = str(error)
            self._enter(job, JobState.FAILED)
            raise
        job.progress = 1.0
        self._enter(job, JobState.SUCCEEDED)
        return answer

    def _enter(self, job: Job, state: JobState) -> None:
        job.state = state
        self._tell(job)

    def _tell(self, job: Job) -> None:
        for watcher in tuple(self._watchers):
            watcher(job)
