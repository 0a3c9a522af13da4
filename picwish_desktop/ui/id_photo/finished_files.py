"""The files of ID photos with their checks, made anew a moment after each change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QTimer, Signal

from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.model.document import Document
from picwish_desktop.model.id_photo import IdPhoto
from picwish_desktop.model.state import State
from picwish_desktop.ui.id_photo.subject import SubjectKey
from picwish_desktop.ui.open_documents import OpenDocuments
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.vision.worker import Worker
from picwish_desktop.workflows.id_photo import FileFormat, Finished, Head, Source, finish, source_of

PAUSE_MS = 250
"""After the last change, before the file is made and measured anew."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides about a finished file."""

    id_photo: IdPhoto
    spec: DocumentSpec
    subject: SubjectKey
    format: FileFormat
    most: int | None
    """Bytes that the person allows, beside the document type."""


@dataclass(frozen=True, slots=True, eq=False)
class FrozenIdPhoto:
    """An ID photo and its file as they are at one moment, whatever is shown, chosen or done to its document
    afterwards; but who paints on its matte paints on this."""

    document: Document
    state: State
    """The document's."""
    source: Source
    recipe: Recipe


def freeze(document: Document, recipe: Recipe) -> FrozenIdPhoto:
    """As it is now."""
    return FrozenIdPhoto(document, document.state, source_of(document, recipe.id_photo), recipe)


@dataclass(slots=True, eq=False)
class _Known:
    """Of one document."""

    last: tuple[Recipe, Finished] | None = None
    one: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Its file is made once at a time."""

    def made(self, recipe: Recipe | None) -> Finished | None:
        return self.last[1] if self.last is not None and self.last[0] == recipe else None


class FinishedFiles(QObject):
    """The last one of each document."""

    changed = Signal()
    """That of the document that is shown."""

    def __init__(
        self,
        documents: OpenDocuments,
        tasks: Tasks,
        worker: Worker,
        recipe: Callable[[Document], Recipe | None],
        head: Callable[[Document], Head | None],
    ) -> None:
        """`recipe`: of the file that a document asks for now, None where it asks for none; `head`: who is on it."""
        super().__init__(documents)
        self._documents = documents
        self._tasks = tasks
        self._worker = worker
        self._recipe = recipe
        self._head = head
        self._known: WeakKeyDictionary[Document, _Known] = WeakKeyDictionary()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.make_current)

    def of(self, document: Document) -> Finished | None:
        """As it is now, if that is made."""
        return self._of(document).made(self._recipe(document))

    def last_of(self, document: Document) -> Finished | None:
        """As `of`, or of a moment ago."""
        last = self._of(document).last
        return None if last is None else last[1]

    def make_soon(self) -> None:
        """That of the document that is shown, unless it changes again meanwhile."""
        self._pause.start()

    def make_current(self) -> None:
        """That of the document that is shown, unless something is being done about it."""
        entry = self._documents.current
        if entry is None or entry.document is None or entry.work is not None:
            return
        if (recipe := self._recipe(entry.document)) is not None:
            self._tasks.spawn(self.make(freeze(entry.document, recipe)))

    async def make(self, photo: FrozenIdPhoto) -> Finished:
        """Unless that is made already."""
        document, recipe = photo.document, photo.recipe
        known = self._of(document)
        async with known.one:
            if (made := known.made(recipe)) is not None:
                return made
            made = await finish(
                document,
                recipe.spec,
                recipe.id_photo,
                self._worker,
                self._head(document),
                recipe.format,
                recipe.most,
                photo.source,
            )
            known.last = recipe, made
        current = self._documents.current
        if current is not None and current.document is document:
            if self.of(document) is None:
                self.make_soon()
            self.changed.emit()
        return made

    def _of(self, document: Document) -> _Known:
        return self._known.setdefault(document, _Known())
