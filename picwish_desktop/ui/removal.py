"""Removing objects from the document that is shown: starts, shows, cancels, and brings late results home."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

from PySide6.QtCore import QObject, Signal

from picwish_desktop.jobs.job import Job
from picwish_desktop.jobs.journal import JournalError
from picwish_desktop.jobs.runner import Runner, UndecidedError
from picwish_desktop.model.edit import Edit
from picwish_desktop.operations.catalogue import ParameterError
from picwish_desktop.operations.provider import Provider, ProviderError
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.job_list import JobList, ListedJob
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.recovering import Recovering
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.workflows.edit import Errand, NothingToDoError, finish_removal, remove_objects, upload_format


class Removal(QObject):
    """Each document runs at most one removal at a time; other documents go on."""

    finished = Signal()
    """With a result or without."""
    undecided = Signal(Job)
    """The same was sent before and may have been charged: the person has to decide about that one."""

    def __init__(
        self,
        documents: OpenDocuments,
        jobs: JobList,
        tasks: Tasks,
        runner: Runner,
        settings: Settings,
        recovering: Recovering,
    ) -> None:
        super().__init__(documents)
        self._documents = documents
        self._jobs = jobs
        self._tasks = tasks
        self._runner = runner
        self._settings = settings
        self._recovering = recovering

    @property
    def provider(self) -> Provider:
        """Who would run the next removal."""
        providers = self._runner.providers
        return providers.get(self._settings.removal_provider) or self.this_computer

    @property
    def this_computer(self) -> Provider:
        return next(iter(self._runner.providers.values()))

    def start(self, provider: Provider | None = None) -> None:
        """Have `provider`, or the one that is chosen, remove what is marked on the document that is shown."""
        entry = self._documents.current
        if entry is None or entry.document is None or entry.removal is not None:
            return
        self._documents.about_to_edit.emit()
        entry.document.keep()
        self._begin(entry, self._remove(entry, provider or self.provider))

    def bring(self, job: Job, entry: OpenDocument) -> None:
        """Wait for a removal of an earlier run, or one that was sent again, and show its result on `entry`."""
        if entry.document is None or entry.removal is not None:
            entry.message = "A removal is running on this photo. Open the other result when it is done."
            self._documents.changed.emit()
            return
        self._documents.about_to_edit.emit()
        entry.document.keep()
        entry.job = job
        self._jobs.add(job, entry)
        self._begin(entry, self._bring(job, entry))

    def cancel(self, entry: OpenDocument | None = None) -> None:
        """Stop the removal of `entry`, or of the document that is shown; the person does not want it any more."""
        entry = entry or self._documents.current
        if entry is None or entry.removal is None:
            return
        if entry.job is not None and entry.job.id in self._runner.jobs and not self._is_shared(entry.job, entry):
            if entry.job.may_be_charged:
                entry.message = "Cancelled. A credit may be spent; then the same removal is free once its result came."
            self._tasks.spawn(self._runner.cancel(entry.job))
        entry.removal.cancel()

    def _is_shared(self, job: Job, entry: OpenDocument) -> bool:
        """Whether another photo waits for the same result: equal requests are one job."""
        return any(other.job is job and other.removal is not None for other in self._documents if other is not entry)

    def cancel_job(self, listed: ListedJob) -> None:
        """Stop a job of the tray."""
        if listed.entry is not None and listed.entry.job is listed.job:
            self.cancel(listed.entry)
        else:
            self._tasks.spawn(self._runner.cancel(listed.job))

    def leave(self, entry: OpenDocument) -> None:
        """The document closes: what costs nothing stops, what is paid for goes on and is offered when it is done."""
        if entry.removal is not None:
            entry.removal.cancel()

    def switch_to_this_computer(self) -> None:
        """Take back what waits for a network, and do it here."""
        entry = self._documents.current
        if entry is not None and entry.removal is not None:
            waiting = entry.removal
            self.cancel(entry)
            waiting.add_done_callback(lambda _: self._start_here(entry))

    def _start_here(self, entry: OpenDocument) -> None:
        if entry is self._documents.current:
            # where a credit may be spent, that stays to be read
            said = entry.message
            self.start(self.this_computer)
            entry.message = said
            self._documents.changed.emit()

    def _begin(self, entry: OpenDocument, work: Coroutine[None, None, None]) -> None:
        entry.message = ""
        entry.removal = self._tasks.spawn(self._watched(entry, work))
        self._documents.changed.emit()

    async def _watched(self, entry: OpenDocument, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except (NothingToDoError, ParameterError, ProviderError, JournalError) as error:
            entry.message = str(error)
        except UndecidedError as error:
            entry.message = str(error)
            self.undecided.emit(error.job)
        finally:
            entry.removal = None
            self._documents.changed.emit()
            self.finished.emit()

    async def _remove(self, entry: OpenDocument, provider: Provider) -> None:
        document = entry.document
        assert document is not None
        errand = Errand(upload_format=upload_format(self._settings.upload_format))

        def on_job(job: Job) -> None:
            entry.job = job
            self._jobs.add(job, entry)

        entry.job = None
        edit = await remove_objects(document, self._runner, provider, on_job, errand)
        await self._show(entry, edit)

    async def _bring(self, job: Job, entry: OpenDocument) -> None:
        document = entry.document
        assert document is not None
        edit = await finish_removal(job, self._runner, document.photo, document.state.edits, job.purpose)
        await self._show(entry, edit)

    async def _show(self, entry: OpenDocument, edit: Edit) -> None:
        document, picture, job = entry.document, entry.picture, entry.job
        assert document is not None
        assert picture is not None
        assert job is not None
        await asyncio.to_thread(picture.prepare, edit)
        document.propose(edit)
        if job.error:
            # such as that it could not be kept on disk
            entry.message = job.error
        if await self._recovering.keep(entry):
            # from here on the document does not lose it
            await self._runner.take(job)
