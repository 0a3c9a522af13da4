"""What earlier runs of the program paid for: goes on with it at the start, and asks where a person has to decide."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.jobs.equal import UndecidedError
from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.jobs.journal_file import JournalError, JournalLockedError
from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.operations.catalogue import CutOutFace, Operation, RemoveBackground, RemoveObjects
from picwish_desktop.operations.provider import ProviderError
from picwish_desktop.storage.private import is_private
from picwish_desktop.storage.reaching import reach
from picwish_desktop.ui.cutting import Cutting
from picwish_desktop.ui.dialogs.message import show_message
from picwish_desktop.ui.dialogs.paid_work import Decision, PaidWorkDialog, PaidWorkRow
from picwish_desktop.ui.job_list import JobList, ListedJob
from picwish_desktop.ui.job_words import paid_work_row
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.opening import Opening
from picwish_desktop.ui.removal import Removal
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.work import Work
from picwish_desktop.workflows.cutting import is_whole
from picwish_desktop.workflows.edit import NothingToDoError, check_private
from picwish_desktop.workflows.results import is_unchanged
from picwish_desktop.workflows.service import Service

LOCKED_MS = 10_000
"""Between two looks whether another program of ours has ended, which did the paid work."""

log = logging.getLogger(__name__)


class PaidWork(QObject):
    def __init__(
        self,
        window: QWidget,
        documents: OpenDocuments,
        opening: Opening,
        jobs: JobList,
        tasks: Tasks,
        service: Service,
        work: Work,
        removal: Removal,
        cutting: Cutting,
        turn_to: Callable[[Operation], None],
    ) -> None:
        """`turn_to` shows the job of an operation."""
        super().__init__(window)
        self._window = window
        self._documents = documents
        self._opening = opening
        self._jobs = jobs
        self._tasks = tasks
        self._runner = service.runner
        self._paths = service.paths
        self._removal = removal
        self._cutting = cutting
        self._turn_to = turn_to
        self._dialog: PaidWorkDialog | None = None
        self._deciding: set[str] = set()
        """Jobs for which a decision is being carried out."""
        self._was_locked = False
        jobs.changed.connect(self._refresh)
        work.undecided.connect(self._ask_about)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(LOCKED_MS)
        self._again.timeout.connect(lambda: tasks.spawn(self.start()))

    async def start(self) -> None:
        """Learn what is there, fetch what a provider still has, and ask about the rest."""
        try:
            notes = await self._runner.open()
        except JournalLockedError as error:
            if not self._was_locked:
                self._documents.told.emit(str(error))
            self._was_locked = True
            self._again.start()
            return
        except JournalError as error:
            show_message("Paid work is not available", str(error), self._window)
            return
        if notes:
            show_message("Something was repaired", "\n\n".join(notes), self._window)
        for job in await self._runner.resume():
            self._tasks.spawn(self._wait(job))
        for job in list(self._runner.jobs.values()):
            if not job.state.is_settled or job.is_offered:
                await self._list(job)
        self.ask()

    def ask(self) -> None:
        """Show everything that waits for a decision, if anything does."""
        if self._dialog is not None or not self._rows():
            return
        dialog = PaidWorkDialog(self._rows(), self._window)
        dialog.decided.connect(self._decided)
        dialog.finished.connect(self._closed)
        self._dialog = dialog
        dialog.open()

    def ask_or_say(self) -> None:
        """The person wants to know: show what waits, or say that nothing does."""
        if self._rows():
            self.ask()
        else:
            self._documents.told.emit("No paid work waits for you.")

    async def _list(self, job: Job) -> None:
        self._jobs.add_earlier(job, await self._picture(job))

    def _ask_about(self, job: Job) -> None:
        async def ask() -> None:
            await self._list(job)
            self.ask()

        self._tasks.spawn(ask())

    def choose(self, job_id: str) -> None:
        """A card of the tray was clicked whose job needs a decision, or whose document is not open."""
        listed = self._jobs.with_id(job_id)
        if listed is None:
            return
        if listed.job.is_offered:
            self._decided(job_id, Decision.OPEN)
        elif self._waits_for_person(listed):
            self.ask()

    def dismiss(self, job_id: str) -> None:
        """Put a card away, unless something has to be decided about it first."""
        listed = self._jobs.with_id(job_id)
        if listed is not None and self._waits_for_person(listed):
            self.ask()
        else:
            self._jobs.dismiss(job_id)

    def retry(self, job_id: str) -> None:
        """Send what failed once more."""
        self._decided(job_id, Decision.SEND_AGAIN)

    def _closed(self) -> None:
        self._dialog = None

    def _refresh(self) -> None:
        if self._dialog is not None:
            self._dialog.show_rows(self._rows())

    def _rows(self) -> list[PaidWorkRow]:
        return [
            paid_work_row(listed, self._runner.providers[listed.job.provider])
            for listed in self._jobs.shown()
            if self._waits_for_person(listed)
        ]

    def _decided(self, job_id: str, decision: Decision) -> None:
        listed = self._jobs.with_id(job_id)
        # who clicks twice has decided once
        if listed is not None and job_id not in self._deciding:
            self._deciding.add(job_id)
            self._tasks.spawn(self._do(listed.job, listed.entry, decision))

    async def _do(self, job: Job, entry: OpenDocument | None, decision: Decision) -> None:
        try:
            match decision:
                case Decision.FORGET:
                    await self._runner.forget(job)
                    self._jobs.dismiss(job.id)
                case Decision.OPEN:
                    await self._open(job, entry)
                case Decision.SEND_AGAIN:
                    await self._check_may_leave(job, entry)
                    sent = await self._runner.send_again(job)
                    if sent is not job:
                        self._jobs.dismiss(job.id)
                    await self._await_on(sent, entry)
                case Decision.SEND:
                    await self._check_may_leave(job, entry)
                    await self._await_on(job, entry)
        except (NothingToDoError, PictureError, ProviderError, JournalError, UndecidedError) as error:
            show_message("This did not work", str(error), self._window)
        finally:
            self._deciding.discard(job.id)

    async def _check_may_leave(self, job: Job, entry: OpenDocument | None) -> None:
        """Raises NothingToDoError where the photo was locked after it was sent."""
        photo = job.purpose.photo
        if entry is not None and entry.document is not None:
            is_locked = entry.document.is_private
        else:
            is_locked = photo is not None and await reach(is_private, self._paths.private, photo)
        check_private(is_locked, self._runner.providers[job.provider])

    async def _await_on(self, job: Job, entry: OpenDocument | None) -> None:
        if entry is not None and await self._is_of_photo(job, entry):
            self._bring(job, entry)
        else:
            self._tasks.spawn(self._wait(job))

    def _bring(self, job: Job, entry: OpenDocument) -> None:
        if entry is self._documents.current:
            # where it is to be seen
            self._turn_to(job.operation)
        if isinstance(job.operation, RemoveObjects):
            self._removal.bring(job, entry)
        else:
            self._cutting.bring(job, entry)

    async def _is_of_photo(self, job: Job, entry: OpenDocument | None) -> bool:
        """Whether its result can be shown on the photo it was made of. Raises JournalError."""
        if isinstance(job.operation, RemoveObjects):
            return job.purpose.mark is not None
        if not isinstance(job.operation, RemoveBackground | CutOutFace) or not is_whole(job.operation):
            return False
        if job.purpose.has_edits and (entry is None or entry.document is None or not entry.document.state.edits):
            # it was cut out of a picture that is not there any more
            return False
        # what was put before a picture has no transparency left
        request = job.request or await self._runner.request_of(job)
        return request.backdrop is None

    async def _wait(self, job: Job) -> None:
        """Until it is over; the tray shows how it stands, and offers the result."""
        try:
            await self._runner.answer(job)
        except (ProviderError, JournalError) as error:
            log.info("job %s: %s", job.id, error)
            return
        # what was cancelled meanwhile is not offered, and what the photo that is shown takes is seen there
        if job.is_offered and not _is_taken_by(self._documents.current, job):
            self._documents.told.emit(f"The result for “{self._jobs.title_of(job)}” is here. Open it from the tray.")

    async def _open(self, job: Job, entry: OpenDocument | None) -> None:
        """Bring a result home: into its photo, or as a picture of its own where that is not what it was."""
        is_of_photo = await self._is_of_photo(job, entry)
        if is_of_photo and entry is None and await reach(is_unchanged, job):
            entry = await self._open_photo(job)
            if entry not in tuple(self._documents):
                # closed while it was read: the result is offered as before
                return
        if is_of_photo and entry is not None and entry.document is not None:
            self._documents.show(entry)
            self._bring(job, entry)
            return
        answer = await self._runner.answer(job)
        picture = answer.picture if isinstance(answer.picture, PictureFile) else answer.mask
        if picture is None:
            raise PictureError(f"The result for “{self._jobs.title_of(job)}” holds no picture.")
        entry = await self._opening.open_data(f"{job.operation.label} – {self._jobs.title_of(job)}", picture.data)
        if entry in tuple(self._documents):
            await self._runner.take(job)
            self._jobs.dismiss(job.id)

    async def _open_photo(self, job: Job) -> OpenDocument:
        photo = job.purpose.photo
        assert photo is not None
        return await self._opening.open_again(photo.name, photo)

    async def _picture(self, job: Job) -> QImage | None:
        """What was sent, small."""
        try:
            request = await self._runner.request_of(job)
        except JournalError:
            return None
        if not isinstance(request.picture, PictureFile):
            return None
        data = request.picture.data
        return await asyncio.to_thread(lambda: _small(data))

    def _waits_for_person(self, listed: ListedJob) -> bool:
        job = listed.job
        if _is_taken_by(listed.entry, job):
            return False
        is_waiting = job.state is JobState.PENDING and not self._runner.is_going_on(job)
        return job.id in self._runner.jobs and (job.is_offered or is_waiting or job.state is JobState.UNCONFIRMED)


def _is_taken_by(entry: OpenDocument | None, job: Job) -> bool:
    """Whether what comes is shown at once on `entry`."""
    return entry is not None and entry.work is not None and entry.job is job


def _small(data: bytes) -> QImage:
    return QImage.fromData(data).scaledToWidth(344)
