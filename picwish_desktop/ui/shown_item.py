"""The photo that is worked on, as it is on the sheet and on the ticket."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.id_photos import IdPhotos
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.ticket import CurrentTicket, Item, item_of
from picwish_desktop.workflows.id_photo import draw, framed_by_lines, source_of, target_of


class ShownItem:
    """Keeps the sheet true to it."""

    def __init__(
        self, documents: OpenDocuments, id_photos: IdPhotos, ticket: CurrentTicket, tasks: Tasks, settings: Settings
    ) -> None:
        self._documents = documents
        self._id_photos = id_photos
        self._ticket = ticket
        self._tasks = tasks
        self._settings = settings
        self._showing: object = None
        """What the item was made of."""

    def refresh(self) -> None:
        """It may look otherwise, or there is another one."""
        entry, spec = self._documents.current, self._id_photos.spec
        made = self._id_photos.id_photo(entry)
        if entry is None or entry.document is None or made is None or spec is None:
            self._showing = None
            self._ticket.show(None)
            return
        finished = self._id_photos.finished(entry)
        showing = (entry.id, spec.id, finished, self._settings.id_copies)
        if self._ticket.shown not in ("", _key(entry, spec)):
            # that of another photo, until this one's is made
            self._ticket.show(None)
        if finished is not None and showing != self._showing:
            self._showing = showing
            self._tasks.spawn(self._show(entry, spec, showing))

    async def _show(self, entry: OpenDocument, spec: DocumentSpec, showing: object) -> None:
        item = await self.make(entry, spec)
        if showing == self._showing:
            self._ticket.show(item)

    async def make(self, entry: OpenDocument, spec: DocumentSpec) -> Item | None:
        """As it is printed, of the size of its print, once that is finished. None where no ID photo is made of it."""
        document = entry.document
        made = self._id_photos.id_photo(entry)
        finished = await self._id_photos.finish_now(entry)
        if document is None or made is None or finished is None:
            return None
        target = target_of(spec, is_upload=made.is_upload)
        printed = target_of(spec, is_upload=False)
        pixels = finished.pixels
        if printed != target:
            # the file to upload may have another shape
            placed = made
            if printed.aspect != target.aspect and made.framed is None:
                placed = framed_by_lines(replace(made, is_upload=False), spec, document.photo)
            pixels = await asyncio.to_thread(draw, source_of(document, made), placed, printed.size)
        key = _key(entry, spec)
        copies = next((item.copies for item in self._ticket.added if item.key == key), self._settings.id_copies)
        return await asyncio.to_thread(item_of, key, spec, pixels, printed.dpi, copies, made.background)


def _key(entry: OpenDocument, spec: DocumentSpec) -> str:
    """Of an item: a photo may be on the sheet in several document types."""
    return f"{entry.id}-{spec.id}"
