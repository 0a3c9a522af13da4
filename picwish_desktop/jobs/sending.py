"""The way of a paid job to its provider: noted before it leaves, and sent again only where it was not accepted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias

from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.jobs.journal_file import JournalError
from picwish_desktop.jobs.pauses import Turn, pauses
from picwish_desktop.jobs.records import Records
from picwish_desktop.operations.provider import (
    BusyError,
    NotAcceptedError,
    NotReachedError,
    Provider,
    RequestRejectedError,
    Stage,
    SubmitUnconfirmedError,
    TaskFailedError,
)
from picwish_desktop.operations.request import Answer

MayLeave: TypeAlias = Callable[[Job], Awaitable[bool]]
"""Whether a job's photo may leave this computer, as of now. Others wait meanwhile, so it answers at once. May raise
RequestRejectedError."""

BUSY_TRIES = 5
LOCKED = "The photo was locked to this computer meanwhile, so nothing was sent. Unlock it and try again."


class Sending:
    """From PENDING to RUNNING, or to what became of it instead."""

    def __init__(
        self, providers: Mapping[str, Provider], records: Records, network_pauses: Sequence[float], may_leave: MayLeave
    ) -> None:
        self._providers = providers
        self._records = records
        self._may_leave = may_leave
        self._network_pauses = network_pauses

    async def submit(self, job: Job, turn: Turn) -> Answer | None:
        """Sends until it is accepted, as long as that is certainly not the case; None when the provider has a task.
        Raises ProviderError, JournalError."""
        if job.request is None:
            job.request = await self._records.journal.read_request(job)
        busy = 0
        waits = pauses(self._network_pauses)
        while True:
            try:
                return await self._submit_once(job)
            except NotReachedError as error:
                await self._records.enter(job, JobState.PENDING, str(error), is_offline=True)
                if (pause := next(waits, None)) is None:
                    raise
                await turn.pause(pause)
            except BusyError as error:
                busy += 1
                if busy == BUSY_TRIES:
                    await self._records.enter(job, JobState.FAILED, str(error))
                    raise
                await self._records.enter(job, JobState.PENDING, str(error))

    async def _submit_once(self, job: Job) -> Answer | None:
        request = job.request
        assert request is not None
        records = self._records
        try:
            outcome = await self._providers[job.provider].submit(
                request, records.progress(job), lambda: self._about_to_send(job)
            )
        except NotAcceptedError:
            raise
        except (RequestRejectedError, TaskFailedError) as error:
            await records.enter(job, JobState.FAILED, str(error))
            raise
        except SubmitUnconfirmedError as error:
            await records.enter(job, JobState.UNCONFIRMED, str(error))
            raise
        except JournalError as error:
            # of `_about_to_send`: nothing left, and it is on disk as what can still be sent
            job.error = str(error)
            raise
        except Exception as error:
            # a fault of ours
            if job.state is JobState.PENDING:
                sentence = "Something went wrong before it was sent, so nothing was charged. Try again."
                await records.enter(job, JobState.FAILED, sentence)
                raise TaskFailedError(sentence) from error
            # and nobody knows how far it came
            sentence = "Something went wrong while it was being sent, so it may have been charged."
            await records.enter(job, JobState.UNCONFIRMED, sentence)
            raise SubmitUnconfirmedError(sentence) from error
        # all of it is sent, so cancelling no longer breaks off
        job.progress, job.request = 1.0, None
        if isinstance(outcome, Answer):
            return outcome
        job.task_id = outcome
        await records.enter(job, JobState.RUNNING)
        return None

    async def _about_to_send(self, job: Job) -> None:
        # hours may have gone by since it was begun
        if not await self._may_leave(job) or job.is_locked():
            raise RequestRejectedError(LOCKED)
        job.submitted_at = time.time()
        job.stage, job.progress = Stage.SENDING, 0.0
        try:
            await self._records.enter(job, JobState.SUBMITTING)
            if self._records.is_closing:
                raise asyncio.CancelledError
        except asyncio.CancelledError:
            # it is noted by now, though nothing leaves
            await self._records.enter(job, JobState.PENDING)
            raise
