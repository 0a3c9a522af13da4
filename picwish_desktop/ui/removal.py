"""Removing objects from the document that is shown, and bringing late results home."""

from __future__ import annotations

import asyncio
from functools import partial

from picwish_desktop.jobs.job import Job
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit
from picwish_desktop.operations.provider import Provider
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.marking import Marking
from picwish_desktop.ui.masks import Masks
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.prices import upload_note
from picwish_desktop.ui.work import Work
from picwish_desktop.workflows.edit import (
    Errand,
    finish_removal,
    plan_removal,
    remove_objects,
    upload_bytes,
    upload_format,
)


class Removal:
    def __init__(self, work: Work, settings: Settings, masks: Masks, marking: Marking) -> None:
        self._work = work
        self._marking = marking
        self._masks = masks
        self._settings = settings

    @property
    def provider(self) -> Provider:
        """Who would run the next removal."""
        return self._work.provider(self._settings.removal_provider)

    def start(self, provider: Provider | None = None) -> None:
        """Have `provider`, or the one that is chosen, remove what is marked on the document that is shown."""
        entry = self._work.ready()
        # a correction was found on the picture as it is without what is removed; and a mark in the making is to be
        # removed too
        if entry is None or entry.correcting is not None:
            return
        start = partial(self._start, entry, provider or self.provider)
        if not self._marking.then(start):
            start()

    def _start(self, entry: OpenDocument, provider: Provider) -> None:
        """Also on a document that is not shown any more."""
        if not entry.is_busy:
            self._work.begin(entry, self._remove(entry, provider))

    def bring(self, job: Job, entry: OpenDocument) -> None:
        """Wait for a removal of an earlier run, or one that was sent again, and show its result on `entry`."""
        if self._work.adopt(job, entry):
            self._work.begin(entry, self._bring(job, entry))

    async def what_is_sent(self, document: Document, provider: Provider) -> str:
        """In a sentence. Raises NothingToDoError."""
        plan = plan_removal(document, provider)
        size = await upload_bytes(document, provider, upload_format(self._settings.upload_format))
        photo = document.photo
        return upload_note((plan.crop.width, plan.crop.height), plan.size, (photo.width, photo.height), size / 10**6)

    def switch_to_this_computer(self) -> None:
        """Take back what waits for a network, and do it here."""
        self._work.start_here_instead(self.start)

    async def _remove(self, entry: OpenDocument, provider: Provider) -> None:
        document = entry.document
        assert document is not None
        errand = Errand(upload_format=upload_format(self._settings.upload_format))
        entry.job = None
        note_job = self._work.note_job(entry)

        def begun(job: Job) -> None:
            note_job(job)
            entry.removing = job
            if job.purpose.mark is not None:
                self._masks.remember(job.purpose.mark, (document.photo.width, document.photo.height))

        try:
            edit = await remove_objects(document, self._work.runner, provider, begun, errand)
        finally:
            entry.removing = None
        await self._show(entry, edit)
        entry.has_new_mark = False

    async def _bring(self, job: Job, entry: OpenDocument) -> None:
        document = entry.document
        assert document is not None
        edit = await finish_removal(job, self._work.runner, document.photo, document.state.edits, job.purpose)
        await self._show(entry, edit)

    async def _show(self, entry: OpenDocument, edit: Edit) -> None:
        document, picture = entry.document, entry.picture
        assert document is not None
        assert picture is not None
        await asyncio.to_thread(picture.prepare, edit)
        self._work.end_gestures(entry)
        document.propose(edit)
        self._work.take(entry)
