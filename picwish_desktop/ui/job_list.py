"""The jobs that the tray shows: those of this run, each with its document, and those that an earlier run left."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from picwish_desktop.jobs.job import Job
from picwish_desktop.jobs.runner import Runner
from picwish_desktop.ui.open_documents import OpenDocument

PROGRESS_MS = 50
"""Between two showings of how far jobs are: an upload tells it hundreds of times a second."""


@dataclass(slots=True, eq=False)
class ListedJob:
    job: Job
    entry: OpenDocument | None
    """None where its document is not open."""
    picture: QImage | None = None
    """What was sent, small, where there is no document."""

    @property
    def title(self) -> str:
        """What the photo is called now, as in its tab: it may have been saved under another name meanwhile."""
        return self.job.title if self.entry is None else self.entry.title

    @property
    def thumbnail(self) -> QImage | None:
        return self.picture if self.entry is None else self.entry.thumbnail


class JobList(QObject):
    """Newest first; a finished job stays until it is put away or its document is closed."""

    changed = Signal()

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._jobs: dict[str, ListedJob] = {}
        self._seen: dict[str, tuple[object, ...]] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PROGRESS_MS)
        self._soon.timeout.connect(self.changed)
        runner.watch(self._watch)

    def _watch(self, job: Job) -> None:
        stand = (job.state, job.stage, job.error, job.is_wanted, job.is_taken)
        if self._seen.get(job.id) != stand:
            self._seen[job.id] = stand
            self.changed.emit()
        elif not self._soon.isActive():
            self._soon.start()

    def add(self, job: Job, entry: OpenDocument) -> None:
        """The job takes the place of an earlier one of the same document that is over and needs no decision."""
        for other in list(self._jobs.values()):
            if other.entry is entry and other.job.state.is_settled:
                del self._jobs[other.job.id]
        # one of an earlier run was listed without a document
        self._jobs.pop(job.id, None)
        self._jobs = {job.id: ListedJob(job, entry), **self._jobs}
        self.changed.emit()

    def add_earlier(self, job: Job, picture: QImage | None) -> None:
        """A job without a document, after those of this run."""
        self._jobs.setdefault(job.id, ListedJob(job, None, picture))
        self.changed.emit()

    def shown(self) -> list[ListedJob]:
        return list(self._jobs.values())

    def of(self, entry: OpenDocument) -> list[Job]:
        """The jobs of a document."""
        return [listed.job for listed in self._jobs.values() if listed.entry is entry]

    def with_id(self, job_id: str) -> ListedJob | None:
        return self._jobs.get(job_id)

    def title_of(self, job: Job) -> str:
        """As on its card; what it was called when it began where it has none any more."""
        listed = self._jobs.get(job.id)
        return job.title if listed is None else listed.title

    def running(self) -> int:
        return sum(not listed.job.state.is_over for listed in self._jobs.values())

    def dismiss(self, job_id: str) -> None:
        self._jobs.pop(job_id, None)
        self.changed.emit()

    def forget(self, entry: OpenDocument) -> None:
        """The document was closed. What it paid for and does not have yet stays."""
        for listed in list(self._jobs.values()):
            if listed.entry is entry:
                job = listed.job
                is_paid = job.id in self._runner.jobs
                if is_paid and (not job.state.is_settled or job.is_offered):
                    listed.entry, listed.picture = None, entry.thumbnail
                else:
                    del self._jobs[job.id]
        self.changed.emit()
