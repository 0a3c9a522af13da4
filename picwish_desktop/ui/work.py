"""What providers do on open documents: one thing at a time on each, while the other documents go on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine

from PySide6.QtCore import QObject, Signal

from picwish_desktop.jobs.job import Job
from picwish_desktop.jobs.journal_file import JournalError
from picwish_desktop.jobs.runner import Runner, UndecidedError
from picwish_desktop.operations.catalogue import ParameterError
from picwish_desktop.operations.provider import Provider, ProviderError
from picwish_desktop.ui.job_list import JobList, ListedJob
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.recovering import Recovering
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.workflows.edit import NothingToDoError

log = logging.getLogger(__name__)


class Work(QObject):
    """Starts, watches and cancels it, whatever it is."""

    finished = Signal()
    """With a result or without."""
    undecided = Signal(Job)
    """The same was sent before and may have been charged: the person has to decide about that one."""

    def __init__(
        self, documents: OpenDocuments, jobs: JobList, tasks: Tasks, runner: Runner, recovering: Recovering
    ) -> None:
        super().__init__(documents)
        self._documents = documents
        self._jobs = jobs
        self._tasks = tasks
        self._recovering = recovering
        self.runner = runner
        documents.renamed.connect(self._rename_jobs)

    @property
    def this_computer(self) -> Provider:
        return next(iter(self.runner.providers.values()))

    def provider(self, name: str) -> Provider:
        """The one of that name; this computer when there is none."""
        return self.runner.providers.get(name) or self.this_computer

    def ready(self) -> OpenDocument | None:
        """The document that is shown, when something may begin on it now. A result that is shown is kept."""
        entry = self._documents.current
        if entry is None or entry.document is None or entry.work is not None:
            return None
        self._documents.about_to_edit.emit()
        entry.document.keep()
        return entry

    def adopt(self, job: Job, entry: OpenDocument) -> bool:
        """Let `entry` wait for a job of an earlier run, or one that was sent again."""
        if entry.document is None or entry.work is not None:
            entry.message = "Something is running on this photo. Open the other result when it is done."
            self._documents.changed.emit()
            return False
        self._documents.about_to_edit.emit()
        entry.document.keep()
        self.note_job(entry)(job)
        return True

    def end_gestures(self, entry: OpenDocument) -> None:
        """A result is about to change `entry`."""
        self._documents.end_gestures(entry)

    def note_job(self, entry: OpenDocument) -> Callable[[Job], None]:
        """What hears of the job that `entry` waits for."""

        def note(job: Job) -> None:
            entry.job = job
            self._jobs.add(job, entry)
            self._rename_jobs(entry)

        return note

    def begin(self, entry: OpenDocument, work: Coroutine[None, None, None]) -> None:
        """Run `work`; what goes wrong is said in the entry's message."""
        entry.message = ""
        entry.work = self._tasks.spawn(self._watched(entry, work))
        # a task that is cancelled before it began runs nothing of its own
        entry.work.add_done_callback(lambda _: self._ended(entry, work))
        self._documents.changed.emit()

    def cancel(self, entry: OpenDocument | None = None) -> None:
        """Stop what runs on `entry`, or on the document that is shown; the person does not want it any more."""
        entry = entry or self._documents.current
        if entry is None or entry.work is None:
            return
        if entry.job is not None and entry.job.id in self.runner.jobs and not self._is_shared(entry.job, entry):
            if entry.job.may_be_charged:
                entry.message = "Cancelled. A credit may be spent; then the same is free once its result came."
            self._tasks.spawn(self.runner.cancel(entry.job))
        entry.work.cancel()

    def cancel_job(self, listed: ListedJob) -> None:
        """Stop a job of the tray."""
        if listed.entry is not None and listed.entry.job is listed.job:
            self.cancel(listed.entry)
        else:
            self._tasks.spawn(self.runner.cancel(listed.job))

    def leave(self, entry: OpenDocument) -> None:
        """The document closes: what costs nothing stops, what is paid for goes on and is offered when it is done."""
        for task in (entry.work, entry.taking):
            if task is not None:
                task.cancel()

    def start_here_instead(self, start: Callable[[Provider], None]) -> None:
        """Take back what waits for a network on the document that is shown, and `start` it on this computer."""
        entry = self._documents.current
        if entry is None or entry.work is None:
            return

        def restart() -> None:
            if entry is self._documents.current:
                # where a credit may be spent, that stays to be read
                said = entry.message
                start(self.this_computer)
                entry.message = said
                self._documents.changed.emit()

        waiting = entry.work
        self.cancel(entry)
        waiting.add_done_callback(lambda _: restart())

    def take(self, entry: OpenDocument) -> None:
        """The document has the result of its job: put it on disk with the document, then let go of it. Nobody waits
        for the disk: the person may mark what comes next already."""
        job = entry.job
        assert job is not None
        if job.error:
            # such as that it could not be kept on disk
            entry.message = job.error
        entry.taking = self._tasks.spawn(self._take(entry, job))

    def _rename_jobs(self, entry: OpenDocument) -> None:
        """What is said of them has the name of its tab, also when this is closed by then."""
        for job in self._jobs.of(entry):
            self._tasks.spawn(self._rename(job, entry.title))

    async def _rename(self, job: Job, title: str) -> None:
        try:
            await self.runner.rename(job, title)
        except JournalError as error:
            log.warning("job %s is called otherwise on disk: %s", job.id, error)

    def _is_shared(self, job: Job, entry: OpenDocument) -> bool:
        """Whether another photo waits for the same result: equal requests are one job."""
        return any(other.job is job and other.work is not None for other in self._documents if other is not entry)

    async def _take(self, entry: OpenDocument, job: Job) -> None:
        if await self._recovering.keep(entry):
            # from here on the document does not lose it
            await self.runner.take(job)

    async def _watched(self, entry: OpenDocument, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except (NothingToDoError, ParameterError, ProviderError, JournalError) as error:
            entry.message = str(error)
        except UndecidedError as error:
            entry.message = error.sentence(self._jobs.title_of(error.job))
            self.undecided.emit(error.job)

    def _ended(self, entry: OpenDocument, work: Coroutine[None, None, None]) -> None:
        work.close()
        entry.work = None
        self._documents.changed.emit()
        self.finished.emit()
