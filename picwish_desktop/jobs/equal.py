"""Who asks for what was asked before is answered by that job, and nothing is paid for twice."""

from __future__ import annotations

import logging

from picwish_desktop.jobs.driving import Driving
from picwish_desktop.jobs.folder import has_urls
from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.jobs.journal import ResultGoneError
from picwish_desktop.jobs.records import Records

log = logging.getLogger(__name__)


class UndecidedError(Exception):
    """One sentence for a person: the same was sent before, and whether it was charged is for them to decide."""

    def __init__(self, job: Job) -> None:
        super().__init__(self.sentence(job.title))
        self.job = job

    @staticmethod
    def sentence(title: str) -> str:
        """`title` is what the photo that was sent before is called by now."""
        return (
            f"The same request for “{title}” was sent before and may have been charged. "
            "Decide about that one first: send it again, or forget it."
        )


async def equal_job(job: Job, records: Records, driving: Driving) -> Job | None:
    """Another job that stands for `job`, its result now for what `job` is for; it goes on if it waited. Raises
    UndecidedError, JournalError."""
    for earlier in reversed(tuple(records.jobs.values())):
        if earlier is job or earlier.digest != job.digest or earlier.state.is_tried_again:
            continue
        if earlier.state is JobState.UNCONFIRMED:
            raise UndecidedError(earlier)
        if earlier.state is JobState.SUCCEEDED:
            if has_urls(job.request or await records.journal.read_request(job)):
                continue
            try:
                await records.read_answer(earlier)
            except ResultGoneError as error:
                log.warning("the result of job %s cannot be used again: %s", earlier.id, error)
                continue
        earlier.title, earlier.purpose, earlier.is_locked = job.title, job.purpose, job.is_locked
        await records.journal.change_purpose(earlier)
        await records.mark(earlier, is_wanted=True, is_taken=False)
        if earlier.id not in records.jobs:
            # it was forgotten meanwhile
            continue
        if earlier.state in (JobState.PENDING, JobState.RUNNING):
            driving.start(earlier)
        return earlier
    return None
