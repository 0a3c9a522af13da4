"""The photo that is worked on, as it is on the sheet and on the ticket."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.id_photo.finished_files import FrozenIdPhoto
from picwish_desktop.ui.id_photos import IdPhotos
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.ticket import CurrentTicket, Customer, Item, item_of
from picwish_desktop.workflows.id_photo import draw, framed_by_lines, target_of


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
        """What the item was made of, and for whom."""

    def refresh(self) -> None:
        """It may look otherwise, or there is another one."""
        entry, spec = self._documents.current, self._id_photos.spec
        made = self._id_photos.id_photo(entry)
        if entry is None or entry.document is None or made is None or spec is None:
            self._showing = None
            self._ticket.show(None)
            return
        finished = self._id_photos.finished(entry)
        showing = (entry.id, spec.id, finished, self._settings.id_copies, self._ticket.customer)
        if self._ticket.shown not in ("", item_key(entry, spec)):
            # that of another photo, until this one's is made
            self._showing = None
            self._ticket.show(None)
        photo = None if finished is None or showing == self._showing else self._id_photos.frozen(entry)
        if photo is not None:
            self._showing = showing
            self._tasks.spawn(self._show(entry, photo, showing))

    async def _show(self, entry: OpenDocument, photo: FrozenIdPhoto, showing: object) -> None:
        item = await self.make(entry, photo, self._ticket.customer)
        if showing == self._showing:
            self._ticket.show(item)

    async def make(self, entry: OpenDocument, photo: FrozenIdPhoto, customer: Customer) -> Item:
        """`photo`, which is of `entry`, as it is printed for `customer`, of the size of its print."""
        spec, made = photo.recipe.spec, photo.recipe.id_photo
        finished = await self._id_photos.finish(photo)
        target = target_of(spec, is_upload=made.is_upload)
        printed = target_of(spec, is_upload=False)
        pixels = finished.pixels
        if printed != target:
            # the file to upload may have another shape
            placed = made
            if printed.aspect != target.aspect and made.framed is None:
                placed = framed_by_lines(replace(made, is_upload=False), spec, photo.document.photo)
            pixels = await asyncio.to_thread(draw, photo.source, placed, printed.size)
        key = item_key(entry, spec)
        copies = next((item.copies for item in customer.added if item.key == key), self._settings.id_copies)
        return await asyncio.to_thread(item_of, key, spec, pixels, printed.dpi, copies, made.background)


def item_key(entry: OpenDocument, spec: DocumentSpec) -> str:
    """Of an item: a photo may be on the sheet in several document types."""
    return f"{entry.id}-{spec.id}"
