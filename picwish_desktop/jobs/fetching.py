"""Waiting for what a provider has: free, and as often as it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.jobs.pauses import Turn, pauses
from picwish_desktop.jobs.records import Records
from picwish_desktop.operations.provider import FetchInterruptedError, Provider, ProviderError, TaskExpiredError
from picwish_desktop.operations.request import Answer


class Fetching:
    """From RUNNING to its end."""

    def __init__(self, providers: Mapping[str, Provider], records: Records, network_pauses: Sequence[float]) -> None:
        self._providers = providers
        self._records = records
        self._network_pauses = network_pauses

    async def fetch(self, job: Job, turn: Turn) -> Answer:
        """Raises ProviderError."""
        waits = pauses(self._network_pauses)
        while True:
            try:
                answer = await self._providers[job.provider].fetch(job.task, self._records.progress(job))
            except FetchInterruptedError as error:
                # the task is as it was: the next fetch is as good as this one
                await self._records.enter(job, JobState.RUNNING, str(error), is_offline=True)
                if (pause := next(waits, None)) is None:
                    raise
                await turn.pause(pause)
            except TaskExpiredError as error:
                await self._records.enter(job, JobState.EXPIRED, str(error))
                raise
            except ProviderError as error:
                await self._records.enter(job, JobState.FAILED, str(error))
                raise
            else:
                return await self._records.keep(job, answer)
