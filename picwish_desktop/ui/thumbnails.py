"""Keeps the small picture of each open photo as the photo is: without what was removed of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QImage

from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.state import Change
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.tasks import Tasks

_ENOUGH = 512
"""Pixels along its longer side."""


class Thumbnails:
    """One is made anew when an edit was kept, or a kept one was undone; nothing is done for a photo that only opens."""

    def __init__(self, documents: OpenDocuments, tasks: Tasks) -> None:
        self._documents = documents
        self._tasks = tasks
        self._shown: dict[str, tuple[Edit, ...]] = {}
        """The edits that each document's thumbnail has, or will have in a moment."""
        documents.changed.connect(self._watch)

    def _watch(self) -> None:
        """Documents came, went, or were read."""
        entries = list(self._documents)
        self._shown = {entry.id: self._shown[entry.id] for entry in entries if entry.id in self._shown}
        for entry in entries:
            if entry.document is not None and entry.id not in self._shown:
                self._shown[entry.id] = ()
                entry.document.subscribe(partial(self._follow, entry))
                self._follow(entry)

    def _follow(self, entry: OpenDocument, _change: Change | None = None) -> None:
        document, picture, shown = entry.document, entry.picture, self._shown.get(entry.id)
        if document is None or picture is None or shown is None or document.state.edits == shown:
            return
        self._shown[entry.id] = document.state.edits
        self._tasks.spawn(self._make(entry, document, picture))

    async def _make(self, entry: OpenDocument, document: Document, picture: Picture) -> None:
        edits = document.state.edits
        thumbnail = await asyncio.to_thread(_small, picture, edits)
        if edits == document.state.edits:
            entry.thumbnail = thumbnail
            self._documents.changed.emit()


def _small(picture: Picture, edits: Sequence[Edit]) -> QImage:
    level = picture.level_within(_ENOUGH)
    # its own pixels: without edits it would be a view of the photo's
    return picture.image(level, picture.level_bounds(level), edits).copy()
