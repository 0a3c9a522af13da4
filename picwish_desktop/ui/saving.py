"""Saving documents, and asking before anything unsaved is closed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.signatures import FORMATS
from picwish_desktop.imaging.write import Encoding
from picwish_desktop.storage.paths import Paths
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.dialogs.message import show_message
from picwish_desktop.ui.dialogs.save import SaveChoice, SaveDialog
from picwish_desktop.ui.dialogs.save_format import PhotoToSave, format_named, with_ending
from picwish_desktop.ui.dialogs.unsaved import UnsavedAnswer, UnsavedDialog
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.workflows.files import remember_saved, save
from picwish_desktop.workflows.results import default_output

log = logging.getLogger(__name__)


class Saving:
    def __init__(
        self, window: QWidget, documents: OpenDocuments, tasks: Tasks, paths: Paths, settings: Settings
    ) -> None:
        self._window = window
        self._documents = documents
        self._tasks = tasks
        self._paths = paths
        self._settings = settings

    def save_current(self) -> None:
        self._spawn_with_current(self.save)

    def save_current_as(self) -> None:
        self._spawn_with_current(self.save_as)

    async def save(self, entry: OpenDocument) -> bool:
        """Write to where it was saved before, or ask where. False when the person changed their mind or it failed."""
        document = entry.document
        assert document is not None
        if document.saved_path is None or entry.encoding is None:
            return await self.save_as(entry)
        return await self._write(entry, document.saved_path, entry.encoding)

    async def save_as(self, entry: OpenDocument) -> bool:
        """Ask where and how, and write."""
        choice = await self._ask(entry)
        if choice is None:
            return False
        self._remember(choice)
        return await self._write(entry, choice.path, Encoding(choice.format, choice.quality))

    async def may_close(self, entries: Sequence[OpenDocument]) -> bool:
        """Ask about what is not saved, and save it if that is the answer."""
        unsaved = [entry for entry in entries if entry.is_modified]
        if not unsaved:
            return True
        answer = await self._ask_unsaved(unsaved)
        if answer is not UnsavedAnswer.SAVE:
            return answer is UnsavedAnswer.DISCARD
        for entry in unsaved:
            self._documents.show(entry)
            if not await self.save(entry):
                return False
        return True

    def _spawn_with_current(self, function: Callable[[OpenDocument], Coroutine[None, None, bool]]) -> None:
        entry = self._documents.current
        if entry is not None and entry.document is not None and entry.removal is None:
            self._tasks.spawn(function(entry))

    async def _write(self, entry: OpenDocument, path: Path, encoding: Encoding) -> bool:
        document = entry.document
        assert document is not None
        self._documents.about_to_edit.emit()
        # what the person sees is what is saved
        document.keep()
        try:
            await save(document, path, encoding)
        except PictureError as error:
            show_message("Not saved", str(error), self._window)
            return False
        entry.encoding = encoding
        entry.message = ""
        entry.title = path.name
        self._documents.changed.emit()
        self._documents.told.emit(f"Saved {path}")
        try:
            await remember_saved(self._paths, path, len(document.state.edits))
        except OSError as error:
            log.warning("%s is not among the recent pictures: %s", path, error)
        return True

    async def _ask(self, entry: OpenDocument) -> SaveChoice | None:
        document = entry.document
        assert document is not None
        photo = document.photo
        dialog = SaveDialog(
            PhotoToSave(entry.path, photo.metadata.jpeg is not None, photo.bit_depth, photo.has_alpha),
            self._suggestion(entry),
            jpeg_quality=self._settings.save_jpeg_quality or None,
            webp_quality=self._settings.save_webp_quality or None,
            parent=self._window,
        )
        chosen: list[SaveChoice] = []
        dialog.chosen.connect(chosen.append)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        closed = asyncio.get_running_loop().create_future()
        dialog.finished.connect(closed.set_result)
        dialog.open()
        await closed
        return chosen[0] if chosen else None

    def _suggestion(self, entry: OpenDocument) -> Path:
        document = entry.document
        assert document is not None
        if document.saved_path is not None:
            return document.saved_path
        if entry.path is not None:
            suggestion = default_output(entry.path)
        else:
            suggestion = Path(self._settings.save_folder or Path.home()) / f"{entry.title}.png"
        if self._settings.save_format in FORMATS:
            last = format_named(self._settings.save_format)
            photo = document.photo
            loses = (photo.bit_depth > 8 and not last.keeps_16_bits) or (photo.has_alpha and not last.keeps_alpha)
            if not loses:
                suggestion = with_ending(suggestion, last)
        return suggestion

    def _remember(self, choice: SaveChoice) -> None:
        self._settings.save_format = choice.format
        self._settings.save_folder = str(choice.path.parent)
        if choice.format == "JPEG":
            self._settings.save_jpeg_quality = choice.quality or 0
        elif choice.format == "WEBP":
            self._settings.save_webp_quality = choice.quality or 0

    async def _ask_unsaved(self, entries: Sequence[OpenDocument]) -> UnsavedAnswer:
        dialog = UnsavedDialog([entry.title for entry in entries], self._window)
        answered: asyncio.Future[UnsavedAnswer] = asyncio.get_running_loop().create_future()
        dialog.answered.connect(answered.set_result)
        dialog.open()
        return await answered
