"""The jobs of this run of the program, for the tray: each with the document it belongs to."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from picwish_desktop.jobs.job import Job
from picwish_desktop.jobs.runner import Runner
from picwish_desktop.ui.open_documents import OpenDocument


class JobList(QObject):
    """Newest first; a finished job stays until it is put away or its document is closed."""

    changed = Signal()

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: dict[str, tuple[Job, OpenDocument]] = {}
        runner.watch(lambda _job: self.changed.emit())

    def add(self, job: Job, entry: OpenDocument) -> None:
        """The job takes the place of an earlier one of the same document that is over."""
        for other, its_entry in list(self._jobs.values()):
            if its_entry is entry and other.state.is_over:
                del self._jobs[other.id]
        self._jobs = {job.id: (job, entry), **self._jobs}
        self.changed.emit()

    def shown(self) -> list[tuple[Job, OpenDocument]]:
        return list(self._jobs.values())

    def document_of(self, job_id: str) -> OpenDocument | None:
        found = self._jobs.get(job_id)
        return None if found is None else found[1]

    def running(self) -> int:
        return sum(not job.state.is_over for job, _ in self._jobs.values())

    def dismiss(self, job_id: str) -> None:
        self._jobs.pop(job_id, None)
        self.changed.emit()

    def forget(self, entry: OpenDocument) -> None:
        """The document was closed."""
        self._jobs = {id_: row for id_, row in self._jobs.items() if row[1] is not entry}
        self.changed.emit()
