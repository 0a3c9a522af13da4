"""What a press on a job in the tray does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from picwish_desktop.jobs.job import Job
from picwish_desktop.operations.catalogue import RemoveObjects

if TYPE_CHECKING:
    from picwish_desktop.ui.main_window import MainWindow


class TrayChoices:
    """Listens to the tray; jobs that are no longer listed are let be."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        window.tray.chosen.connect(self._choose)
        window.tray.cancel_requested.connect(self._cancel)
        window.tray.retry_requested.connect(self._retry)
        window.tray.dismissed.connect(window.paid_work.dismiss)

    def _choose(self, id_: str) -> None:
        """Its document, or its result where that is not open."""
        listed = self._window.jobs.with_id(id_)
        if listed is not None and listed.entry is not None and not listed.job.is_offered:
            self._window.documents.show(listed.entry)
            self._window.turn_to(listed.job.operation)
        self._window.paid_work.choose(id_)

    def _cancel(self, id_: str) -> None:
        listed = self._window.jobs.with_id(id_)
        if listed is not None:
            self._window.work.cancel_job(listed)

    def _retry(self, id_: str) -> None:
        listed = self._window.jobs.with_id(id_)
        if listed is None:
            return
        if listed.entry is not None:
            self._window.documents.show(listed.entry)
        if listed.job.is_paid:
            self._window.paid_work.retry(id_)
        else:
            self._retry_here(listed.job)

    def _retry_here(self, job: Job) -> None:
        """Do what failed on this computer once more."""
        window = self._window
        window.turn_to(job.operation)
        if isinstance(job.operation, RemoveObjects):
            window.removal.start(window.work.this_computer)
        else:
            window.cutting.start(window.work.this_computer)
