"""Masks that come in and go out: from and to files, from one document to another, and the last one once more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.mask_file import Candidate, encode_mask, read_candidate
from picwish_desktop.model.document import Document
from picwish_desktop.model.selection import Combine, Mark
from picwish_desktop.model.state import Change
from picwish_desktop.storage.reaching import reach
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.copy_turn import CopyTurn
from picwish_desktop.ui.dialogs.file_name import ask_file_name
from picwish_desktop.ui.dialogs.import_mask import MaskChoice, scaling_sentence
from picwish_desktop.ui.dialogs.message import show_message
from picwish_desktop.ui.dialogs.open_file import ask_open_file
from picwish_desktop.ui.mask_asking import ask_how
from picwish_desktop.ui.mask_clipboard import MaskClipboard, mask_image
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.opening import PICTURES
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.widgets.message_bar import Fact
from picwish_desktop.workflows.masks import (
    PackedMask,
    PlacedMask,
    export_mask,
    pack_mark,
    pack_marked,
    place_candidate,
)
from picwish_desktop.workflows.result_files import mask_output

IMPORT, PASTE, AGAIN = "Import mask", "Paste mask", "Same mask again"


class Masks(QObject):
    changed = Signal()
    """There is a mask to be repeated now."""
    marked = Signal()
    """Something was marked, and should be seen."""

    def __init__(
        self, window: QWidget, documents: OpenDocuments, tasks: Tasks, settings: Settings, turn: CopyTurn
    ) -> None:
        super().__init__(window)
        self._window = window
        self._documents = documents
        self._tasks = tasks
        self._settings = settings
        self._clipboard = MaskClipboard()
        self._turn = turn
        self._clipboard_turn = asyncio.Lock()
        """What is asked of the clipboard is done in the order it was asked."""
        self._is_copy_new = False
        """Whether what was copied here would be lost with its photo: then it is new wherever it is pasted, too."""
        self._removed: PackedMask | None = None

    @property
    def can_repeat(self) -> bool:
        """Whether something was removed since the program began."""
        return self._removed is not None

    # files

    def ask_import(self) -> None:
        """Let the person choose a picture as the mark."""
        entry = self._current()
        if entry is None:
            return
        folder = self._settings.open_folder
        ask_open_file(self._window, "Import mask", folder, PICTURES, lambda path: self.import_file(entry, path))

    def import_file(self, entry: OpenDocument, path: Path) -> None:
        """Mark what the picture at `path` marks. The person is asked where that is not plain."""
        self._tasks.spawn(self._take(entry, IMPORT, lambda: read_candidate(path)))

    def ask_export(self) -> None:
        """Ask where, and save what is marked."""
        entry = self._current()
        if entry is None or self._has_no_mark(entry):
            return
        suggested = str(self._suggestion(entry))
        ask_file_name(
            self._window, "Export mask", suggested, "PNG (*.png)", "png", lambda path: self.export_file(entry, path)
        )

    def export_file(self, entry: OpenDocument, path: Path) -> None:
        """Save what is marked as a PNG at `path`, white on black."""
        self._documents.about_to_write.emit(path)
        self._tasks.save(self._export(entry, path), path.name)

    # between documents

    def copy(self) -> None:
        """Keep what is marked, for this program and for others."""
        entry = self._current()
        if entry is not None and entry.document is not None and not self._has_no_mark(entry):
            self._documents.end_gestures(entry)
            self._tasks.spawn(self._copy(entry.document, is_new=entry.has_new_mark))

    def paste(self) -> None:
        """Mark what was copied here, or in another program after that."""
        entry = self._current()
        if entry is not None:
            self._tasks.spawn(self._paste(entry))

    def remember(self, mark: Mark, size: tuple[int, int]) -> None:
        """A removal of `mark` begins, on a photo of `size` (width, height)."""
        if mark.count:
            self._tasks.spawn(self._remember(mark, size))

    def again(self) -> None:
        """Mark what was removed last, on whatever photo."""
        entry = self._current()
        if entry is not None and self._removed is not None:
            self._tasks.spawn(self._again(entry, self._removed))

    # what takes a while

    async def _take(self, entry: OpenDocument, title: str, read: Callable[[], Candidate]) -> None:
        try:
            candidate = await reach(read)
        except PictureError as error:
            self._say(entry, str(error))
            return
        await self._take_candidate(entry, title, candidate)

    async def _take_candidate(
        self, entry: OpenDocument, title: str, candidate: Candidate, *, is_ours: bool = False, is_new: bool = False
    ) -> None:
        document = entry.document
        if document is None or entry not in tuple(self._documents):
            return
        size = document.photo.width, document.photo.height
        choice: MaskChoice | None = MaskChoice(candidate.marks_white, Combine.ADD)
        is_asked = candidate.size != size or not candidate.is_certain
        if is_asked:
            self._documents.end_gestures(entry)
            color = self._settings.overlay_color
            choice = await ask_how(self._window, self._documents, entry, title, candidate, color, is_ours=is_ours)
        if choice is None:
            return
        placed = await asyncio.to_thread(place_candidate, candidate, size, marks_white=choice.marks_white)
        # what was marked before would be inverted, too
        advice = " Invert the mark if it should be the rest." if document.selection.is_empty else ""
        if self._mark(entry, title, placed, choice.how, is_new=is_new) and not is_asked:
            marks = candidate.drawn_by.value[0 if choice.marks_white else 1]
            self._say_of_mark(entry, document, f"Marked what is {marks} in “{candidate.name}”.{advice}")

    async def _export(self, entry: OpenDocument, path: Path) -> bool:
        if entry.document is None:
            return False
        self._documents.end_gestures(entry)
        self._settings.save_folder = str(path.parent)
        gestures = entry.document.gestures
        try:
            await export_mask(entry.document, path)
        except PictureError as error:
            show_message("Not saved", str(error), self._window)
            return False
        if entry.document.gestures == gestures:
            # as long as it is not written, the program's end would lose it
            entry.has_new_mark = False
        self._documents.told.emit(f"Saved {path}")
        return True

    async def _copy(self, document: Document, *, is_new: bool) -> None:
        turn = self._turn.take()
        async with self._clipboard_turn:
            packed, mask = await pack_marked(document)
            data, image = await asyncio.to_thread(lambda: (encode_mask(mask), mask_image(mask)))
            if not self._turn.is_last(turn):
                return
            self._clipboard.put(packed, data, image)
            self._is_copy_new = is_new
        self._documents.told.emit("Mask copied")

    async def _paste(self, entry: OpenDocument) -> None:
        async with self._clipboard_turn:
            found, is_new = self._clipboard.find(), self._is_copy_new
        if isinstance(found, PackedMask):
            await self._paste_copied(entry, found, is_new=is_new)
        elif found is not None:
            await self._take(entry, PASTE, found)
        else:
            self._say(entry, Fact("There is no mask to paste. Copy one first, here or in another program."))

    async def _paste_copied(self, entry: OpenDocument, packed: PackedMask, *, is_new: bool) -> None:
        if self._fits(entry, packed):
            self._mark(entry, PASTE, await asyncio.to_thread(packed.placed), is_new=is_new)
        else:
            candidate = await asyncio.to_thread(packed.candidate, "The copied mask")
            await self._take_candidate(entry, PASTE, candidate, is_ours=True, is_new=is_new)

    async def _remember(self, mark: Mark, size: tuple[int, int]) -> None:
        self._removed = await pack_mark(mark, size)
        self.changed.emit()

    async def _again(self, entry: OpenDocument, packed: PackedMask) -> None:
        document = entry.document
        if self._fits(entry, packed):
            self._mark(entry, AGAIN, await asyncio.to_thread(packed.placed))
        elif document is not None:
            size = document.photo.width, document.photo.height
            if self._mark(entry, AGAIN, await asyncio.to_thread(_scaled, packed, size)):
                self._say_of_mark(entry, document, scaling_sentence("The last mask", packed.size, size))

    # what all of them need

    def _current(self) -> OpenDocument | None:
        """The document that is shown, when it is read and nothing runs on it."""
        entry = self._documents.current
        return None if entry is None or entry.document is None or entry.is_busy else entry

    def _has_no_mark(self, entry: OpenDocument) -> bool:
        """And says so."""
        assert entry.document is not None
        is_empty = entry.document.selection.is_empty
        if is_empty:
            self._say(entry, Fact("Nothing is marked. Paint over what should go first."))
        return is_empty

    def _fits(self, entry: OpenDocument, packed: PackedMask) -> bool:
        return entry.document is not None and packed.size == (entry.document.photo.width, entry.document.photo.height)

    def _mark(
        self, entry: OpenDocument, label: str, placed: PlacedMask, how: Combine = Combine.ADD, *, is_new: bool = False
    ) -> bool:
        """Whether the document could be changed; where it could not, that is said. `is_new`: it is on no disk."""
        document = entry.document
        if document is None or entry not in tuple(self._documents):
            return False
        if entry.is_busy or document.state.preview is not None:
            self._say(entry, "The mask was not taken: something else was done with this photo meanwhile. Try again.")
            return False
        self._documents.end_gestures(entry)
        had_new_mark = entry.would_lose_mark
        document.combine(label, placed.area, placed.mask, how)
        # what comes from a file, another program or a removal can be had there again
        entry.has_new_mark = had_new_mark or is_new
        self.marked.emit()
        return True

    def _say(self, entry: OpenDocument, sentence: str) -> None:
        entry.message = sentence
        self._documents.changed.emit()

    def _say_of_mark(self, entry: OpenDocument, document: Document, sentence: str) -> None:
        """Until the mark is another one."""
        self._say(entry, Fact(sentence))

        def take_back(change: Change) -> None:
            if entry.message == sentence:
                if change.mask.is_empty and not change.rectangles:
                    return
                self._say(entry, "")
            leave()

        leave = document.subscribe(take_back)

    def _suggestion(self, entry: OpenDocument) -> Path:
        return mask_output(entry.path or Path(self._settings.save_folder or Path.home()) / entry.title)


def _scaled(packed: PackedMask, size: tuple[int, int]) -> PlacedMask:
    return place_candidate(packed.candidate(""), size, marks_white=True)
