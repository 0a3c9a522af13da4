"""Cutting out of the document that is shown, trying another candidate, and correcting by smart strokes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import get_args
from weakref import ref

from PySide6.QtCore import QObject, Signal

from picwish_desktop.imaging.upload import UploadFormat
from picwish_desktop.jobs.job import Job
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.geometry import Rect
from picwish_desktop.operations.catalogue import CutOutFace, Operation, RemoveBackground, Subject
from picwish_desktop.operations.provider import Provider, TaskFailedError
from picwish_desktop.operations.request import NO_HINT, SubjectHint
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.canvas.hint_stroke import Hint
from picwish_desktop.ui.open_documents import Found, OpenDocument, OpenDocuments, WaitingStroke
from picwish_desktop.ui.prices import upload_note
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.wait_notice import WaitNotice
from picwish_desktop.ui.work import Work
from picwish_desktop.vision.worker import Worker
from picwish_desktop.workflows.cutting import (
    SMART_STROKE,
    NewCutout,
    apply_correction,
    correct,
    cut_out,
    finish_cutout,
    upload_size,
)
from picwish_desktop.workflows.edit import Errand, upload_format


@dataclass(frozen=True, slots=True)
class _What:
    """What decides how much is sent."""

    document: ref[Document]
    edits: tuple[Edit, ...]
    provider: str
    encoding: UploadFormat
    is_private: bool


class Cutting(QObject):
    """One cutout a document: the next one takes its place and keeps the look."""

    hint_done = Signal(Hint)
    """What was pointed at was found, or could not be."""

    def __init__(self, documents: OpenDocuments, work: Work, tasks: Tasks, worker: Worker, settings: Settings) -> None:
        super().__init__(documents)
        self._documents = documents
        self._work = work
        self._tasks = tasks
        self._worker = worker
        self._settings = settings
        self.is_face = False
        """Whether a head is cut out, and not whatever stands in front."""
        self.subject: Subject = "auto"
        self._measured: tuple[_What, tuple[tuple[int, int], int]] | None = None
        """What would be sent, its size and its bytes."""

    @property
    def provider(self) -> Provider:
        """Who would cut out next."""
        settings = self._settings
        return self._work.provider(settings.face_provider if self.is_face else settings.background_provider)

    @property
    def operation(self) -> RemoveBackground | CutOutFace:
        if self.is_face:
            return CutOutFace()
        takes_subject = self.provider.supports(RemoveBackground("person"))
        return RemoveBackground(self.subject if takes_subject else "auto")

    def choose_subject(self, subject: str) -> None:
        """One of the catalogue's."""
        known: dict[str, Subject] = {name: name for name in get_args(Subject)}
        self.subject = known.get(subject, "auto")

    async def what_is_sent(self, document: Document, provider: Provider) -> str:
        """In a sentence. Raises NothingToDoError."""
        what = self._what(document, provider)
        if self._measured is None or self._measured[0] != what:
            # the whole photo is encoded for it: not again for what only changes how the cutout looks
            self._measured = what, await upload_size(document, provider, what.encoding)
        size, count = self._measured[1]
        photo = (document.photo.width, document.photo.height)
        return upload_note(photo, size, photo, count / 10**6)

    def start(self, provider: Provider | None = None) -> None:
        """Have `provider`, or the one that is chosen, cut out what it finds."""
        self._start(provider or self.provider, NO_HINT)

    def can_try_another(self, entry: OpenDocument) -> bool:
        """Whether there are other candidates for what is cut out now: a head, or whatever stands in front."""
        cut = entry.cut
        return cut.candidates > 1 and isinstance(cut.operation, CutOutFace) is self.is_face

    def try_another(self) -> None:
        """Show the next candidate; after the last one comes the first."""
        entry = self._documents.current
        if entry is not None and self.can_try_another(entry):
            cut = entry.cut
            assert isinstance(cut.operation, RemoveBackground | CutOutFace)
            hint = SubjectHint(cut.hint.box, (cut.hint.attempt + 1) % cut.candidates)
            # of what was asked then: what is chosen by now may have other candidates
            self._start(self._work.this_computer, hint, cut.operation)

    def cut_out_in(self, box: Rect) -> None:
        """Cut out what is inside `box` of the photo; on this computer, as no other takes one."""
        self._start(self._work.this_computer, SubjectHint(box))

    def bring(self, job: Job, entry: OpenDocument) -> None:
        """Wait for a cutout of an earlier run, or one that was sent again, and show it on `entry`."""
        # of another cutout: it must not be applied to this one
        self.stop_pointing(entry)
        if self._work.adopt(job, entry):
            self._work.begin(entry, self._bring(job, entry))

    def switch_to_this_computer(self) -> None:
        """Take back what waits for a network, and do it here."""
        self._work.start_here_instead(self.start)

    # smart strokes

    def point(self, drawn: Hint) -> None:
        """Have the cutout follow what was painted; strokes that come meanwhile wait for their turn."""
        entry = self._documents.current
        is_closed = entry not in tuple(self._documents)
        if entry is None or is_closed or entry.document is None or entry.work is not None:
            self.hint_done.emit(drawn)
            return
        entry.strokes.append(WaitingStroke(drawn, entry.document.last_step))
        if entry.correcting is None:
            entry.message = ""
            notice = WaitNotice(self._documents, entry, SMART_STROKE, is_queued=self._worker.is_busy)
            entry.correcting = self._tasks.spawn(self._correct(entry))
            entry.correcting.add_done_callback(lambda _: notice.end())
            # a task that is cancelled before it began runs nothing of its own
            entry.correcting.add_done_callback(lambda task: self._corrected(entry, task))
        # what is taken back next is this one
        self._documents.changed.emit()

    def take_back_point(self) -> None:
        """Forget the last stroke that the cutout does not follow yet."""
        entry = self._documents.current
        if entry is None or entry.correcting is None:
            return
        if len(entry.strokes) > 1:
            self.hint_done.emit(entry.strokes.pop().drawn)
            self._documents.changed.emit()
        else:
            self.stop_pointing(entry)

    def stop_pointing(self, entry: OpenDocument | None = None) -> None:
        """Forget the strokes whose turn has not come, and the one that is worked on."""
        entry = entry or self._documents.current
        if entry is not None and (task := entry.correcting) is not None:
            task.cancel()
            # at once, as a task may take its time to end: what is taken back or drawn meanwhile is another stroke
            self._corrected(entry, task)

    async def _correct(self, entry: OpenDocument) -> None:
        document, picture = entry.document, entry.picture
        assert document is not None
        assert picture is not None
        try:
            while entry.strokes:
                drawn = entry.strokes[0].drawn
                stroke = drawn.mask(document.photo.bounds)
                correction = await correct(
                    document, self._worker, stroke, self._work.this_computer.name, is_keeping=drawn.is_keeping
                )
                await asyncio.to_thread(picture.prepare, correction.cutout.colors)
                await asyncio.to_thread(picture.matte_levels, correction.cutout.matte)
                self._documents.end_gestures(entry)
                apply_correction(document, correction)
                self.hint_done.emit(entry.strokes.pop(0).drawn)
                for later in entry.strokes:
                    # it is found in this cutout, which cannot be taken back under it
                    later.last_step = document.last_step
        except TaskFailedError as error:
            entry.message = str(error)
        finally:
            # at once: a stroke that ends before the task is done would wait in vain
            self._corrected(entry, asyncio.current_task())

    def _corrected(self, entry: OpenDocument, task: asyncio.Task[None] | None) -> None:
        if entry.correcting is not task:
            return
        left, entry.strokes = entry.strokes, []
        entry.correcting = None
        for stroke in left:
            self.hint_done.emit(stroke.drawn)
        self._documents.changed.emit()

    # one cutout

    def _start(
        self, provider: Provider, hint: SubjectHint, operation: RemoveBackground | CutOutFace | None = None
    ) -> None:
        self.stop_pointing()
        entry = self._work.ready()
        if entry is not None:
            self._work.begin(entry, self._cut_out(entry, operation or self.operation, provider, hint))

    async def _cut_out(
        self, entry: OpenDocument, operation: RemoveBackground | CutOutFace, provider: Provider, hint: SubjectHint
    ) -> None:
        document = entry.document
        assert document is not None
        entry.job = None
        what, note_job = self._what(document, provider), self._work.note_job(entry)

        def on_job(job: Job) -> None:
            note_job(job)
            if job.request is not None and job.request.size is not None:
                # it need not be encoded once more to know its bytes
                self._measured = what, (job.request.size, job.request.upload_bytes)

        new = await cut_out(
            document,
            operation,
            self._work.runner,
            provider,
            self._worker,
            hint=hint,
            errand=Errand(upload_format=what.encoding),
            on_job=on_job,
        )
        await self._show(entry, new, operation, hint)

    def _what(self, document: Document, provider: Provider) -> _What:
        encoding = upload_format(self._settings.upload_format)
        return _What(ref(document), document.state.edits, provider.name, encoding, document.is_private)

    async def _bring(self, job: Job, entry: OpenDocument) -> None:
        document = entry.document
        assert document is not None
        new = await finish_cutout(job, self._work.runner, self._worker, document.photo, document.state.edits)
        await self._show(entry, new, job.operation, NO_HINT)

    async def _show(self, entry: OpenDocument, new: NewCutout, operation: Operation, hint: SubjectHint) -> None:
        document, picture = entry.document, entry.picture
        assert document is not None
        assert picture is not None
        await asyncio.to_thread(picture.prepare, new.cutout.colors)
        await asyncio.to_thread(picture.matte_levels, new.cutout.matte)
        entry.note_cut(new.cutout.matte, Found(operation, new.candidates, new.doubt, hint))
        entry.message = new.note
        # the look may be changed while it is being cut out
        self._documents.end_gestures(entry)
        document.set_cutout("Cut out", new.cutout)
        self._work.take(entry)
