"""The person of each ID photo as the canvas paints them, drawn beside the window's thread."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal

from picwish_desktop.model.document import Document
from picwish_desktop.model.id_photo import IdPhoto
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.id_photo.subject import DrawnSubject, SubjectKey, draw_subject, subject_key
from picwish_desktop.ui.open_documents import OpenDocuments
from picwish_desktop.ui.tasks import Tasks


@dataclass(slots=True, eq=False)
class _Known:
    """Of one document."""

    last: tuple[SubjectKey, DrawnSubject] | None = None
    drawing: SubjectKey | None = None


class Subjects(QObject):
    """The last one of each document."""

    changed = Signal()
    """That of the document that is shown."""

    def __init__(self, documents: OpenDocuments, tasks: Tasks) -> None:
        super().__init__(documents)
        self._documents = documents
        self._tasks = tasks
        self._known: WeakKeyDictionary[Document, _Known] = WeakKeyDictionary()

    def of(self, document: Document, id_photo: IdPhoto, picture: Picture) -> DrawnSubject | None:
        """None until it is drawn, which `changed` tells."""
        known, key = self._known.setdefault(document, _Known()), subject_key(document, id_photo)
        if (known.last is None or known.last[0] != key) and known.drawing != key:
            known.drawing = key
            self._tasks.spawn(self._draw(document, known, key, picture))
        # a moment ago's is better than nothing
        return None if known.last is None else known.last[1]

    async def _draw(self, document: Document, known: _Known, key: SubjectKey, picture: Picture) -> None:
        try:
            drawn = await asyncio.to_thread(draw_subject, picture, key)
        finally:
            if known.drawing == key:
                known.drawing = None
        known.last = key, drawn
        current = self._documents.current
        if current is not None and current.document is document:
            self.changed.emit()
