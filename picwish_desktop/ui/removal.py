"""Removing objects from the document that is shown: starts, shows, cancels, keeps and discards."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QObject

from picwish_desktop.jobs.job import Job
from picwish_desktop.jobs.runner import Runner
from picwish_desktop.operations.provider import Provider, ProviderError
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.job_list import JobList
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.workflows.edit import NothingToDoError, remove_objects


class Removal(QObject):
    """Each document runs at most one removal at a time; other documents go on."""

    def __init__(
        self, documents: OpenDocuments, jobs: JobList, tasks: Tasks, runner: Runner, settings: Settings
    ) -> None:
        super().__init__(documents)
        self._documents = documents
        self._jobs = jobs
        self._tasks = tasks
        self._runner = runner
        self._settings = settings

    def start(self) -> None:
        entry = self._documents.current
        if entry is None or entry.document is None or entry.removal is not None:
            return
        self._documents.about_to_edit.emit()
        entry.document.keep()
        entry.message = ""
        entry.removal = self._tasks.spawn(self._run(entry))
        self._documents.changed.emit()

    @property
    def provider(self) -> Provider:
        """Who would run the next removal."""
        providers = self._runner.providers
        return providers.get(self._settings.removal_provider) or next(iter(providers.values()))

    def cancel(self, entry: OpenDocument | None = None) -> None:
        """Stop the removal of `entry`, or of the document that is shown."""
        entry = entry or self._documents.current
        if entry is not None and entry.removal is not None:
            entry.removal.cancel()

    async def _run(self, entry: OpenDocument) -> None:
        document, picture = entry.document, entry.picture
        assert document is not None
        assert picture is not None

        def on_job(job: Job) -> None:
            entry.job = job
            self._jobs.add(job, entry)

        try:
            edit = await remove_objects(document, self._runner, self.provider, on_job)
            await asyncio.to_thread(picture.prepare, edit)
            document.propose(edit)
        except (NothingToDoError, ProviderError) as error:
            entry.message = str(error)
        finally:
            entry.removal = None
            self._documents.changed.emit()
