"""Asking before anything unsaved is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QWidget

from picwish_desktop.ui.dialogs.unsaved import UnsavedAnswer, UnsavedDialog
from picwish_desktop.ui.dialogs.unused_mark import UnusedMarkDialog
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.saving import Saving
from picwish_desktop.ui.tasks import Tasks

PATIENCE = 10.0
"""Seconds that closing waits for what is being written: a share may never answer."""


class Leaving:
    """What is asked of who closes documents, one question at a time."""

    def __init__(self, window: QWidget, documents: OpenDocuments, tasks: Tasks, saving: Saving) -> None:
        self.window = window
        self.documents = documents
        self.tasks = tasks
        self.saving = saving
        self._asking = asyncio.Lock()
        """Held while a question is open."""

    async def may_close(self, entries: Iterable[OpenDocument]) -> bool:
        """Ask about what is not saved, and save it if that is the answer; then about marks that nobody has used.
        `entries` is looked through again after each wait: what was opened or done meanwhile is asked about, too."""
        leave = _Leave(self, entries)
        while True:
            # nobody who closes something else waits for a disk
            async with self._asking:
                step = await leave.step()
            if isinstance(step, bool):
                return step
            if step is not None and not await leave.wait(*step):
                return False


_Step = bool | tuple[OpenDocument, asyncio.Task[bool]] | None
"""Whether it may close; or what has to end first, of which document; or None where to look again."""


class _Leave:
    """One closing of some documents."""

    def __init__(self, leaving: Leaving, entries: Iterable[OpenDocument]) -> None:
        self._documents, self._tasks, self._saving = leaving.documents, leaving.tasks, leaving.saving
        self._window = leaving.window
        self._entries = entries
        self._given_up = set[OpenDocument]()
        self._lost = set[OpenDocument]()
        """Whose marks may be."""
        self._stuck = set[OpenDocument]()
        """What is written of them does not end."""
        self._to_save: dict[OpenDocument, list[bool]] = {}
        """What the person wants saved: whether it is the cutout."""
        self._saving_now: asyncio.Task[bool] | None = None

    async def step(self) -> _Step:
        closing = [entry for entry in self._documents if entry in self._entries and entry not in self._given_up]
        for entry in closing:
            # what is being saved is not asked about, unless its disk does not answer
            if entry.writing.locked() and entry not in self._stuck:
                self._documents.told.emit(f"Closes when “{entry.title}” is saved.")
                return entry, self._tasks.spawn(_ended(entry))
            # a mark in the making is one, too
            self._documents.end_gestures(entry)
        if unsaved := [entry for entry in closing if self._would_lose_work(entry)]:
            if unasked := [entry for entry in unsaved if entry not in self._to_save]:
                return await self._ask_unsaved(unasked)
            return await self._save(unsaved[0])
        if marked := [entry for entry in closing if entry.would_lose_mark and entry not in self._lost]:
            return await self._ask_unused(marked)
        return True

    async def wait(self, entry: OpenDocument, writing: asyncio.Task[bool]) -> bool:
        """False where it need not go on."""
        await asyncio.wait([writing], timeout=PATIENCE)
        if writing.done():
            return writing.result()
        if writing is self._saving_now:
            self._documents.told.emit(f"“{entry.title}” is still being saved. Close it again after that.")
            return False
        self._stuck.add(entry)
        return True

    async def _save(self, entry: OpenDocument) -> _Step:
        if entry.writing.locked():
            # which may be all that is wanted
            self._saving_now = self._tasks.spawn(_ended(entry))
            return entry, self._saving_now
        is_cutout = self._to_save[entry].pop(0)
        if not self._to_save[entry]:
            # what is done after it is asked about
            del self._to_save[entry]
        self._documents.show(entry)
        place = await self._saving.place_for(entry, is_cutout=is_cutout)
        if place is None:
            return False
        self._saving_now = self._tasks.spawn(self._saving.write(entry, *place, is_cutout=is_cutout))
        return entry, self._saving_now

    async def _ask_unsaved(self, entries: Sequence[OpenDocument]) -> _Step:
        # what holds the mouse would hold it over the question, too
        self._documents.about_to_edit.emit()
        dialog = UnsavedDialog([entry.title for entry in entries], self._window)
        answered: asyncio.Future[UnsavedAnswer] = asyncio.get_running_loop().create_future()
        dialog.answered.connect(answered.set_result)
        dialog.open()

        def look() -> None:
            # a save that goes on meanwhile may end well
            if not answered.done() and not any(self._would_lose_work(entry) for entry in entries):
                dialog.withdraw()

        self._documents.changed.connect(look)
        try:
            answer = await answered
        finally:
            self._documents.changed.disconnect(look)
        if answer is UnsavedAnswer.CANCEL:
            return False
        if answer is UnsavedAnswer.DISCARD:
            self._given_up.update(entries)
        else:
            self._to_save |= {entry: self._saving.parts(entry) for entry in entries if self._would_lose_work(entry)}
        return None

    def _would_lose_work(self, entry: OpenDocument) -> bool:
        """Whether it is not saved, or its disk does not take what is."""
        return entry.is_modified or (entry in self._stuck and entry.writing.locked())

    async def _ask_unused(self, entries: Sequence[OpenDocument]) -> _Step:
        self._documents.about_to_edit.emit()
        self._documents.show(entries[0])
        dialog = UnusedMarkDialog([entry.title for entry in entries], self._window)
        answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        dialog.answered.connect(answered.set_result)
        dialog.open()
        if not await answered:
            return False
        self._lost.update(entries)
        return None


async def _ended(entry: OpenDocument) -> bool:
    async with entry.writing:
        return True
