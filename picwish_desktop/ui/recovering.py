"""Keeps unsaved documents on disk while they are worked on, and offers those of a run that broke off."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.model.state import Change
from picwish_desktop.storage.reaching import reach_soon
from picwish_desktop.ui.dialogs.message import show_message
from picwish_desktop.ui.dialogs.recovered import RecoveredDialog
from picwish_desktop.ui.looks import Looks
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.opening import Opening
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.workflows.recovery import Leftover, LeftoverError, Recovery

log = logging.getLogger(__name__)

PAUSE_MS = 1000
"""After the last change, so that a row of strokes is written once."""


class Recovering(QObject):
    def __init__(
        self,
        window: QWidget,
        documents: OpenDocuments,
        opening: Opening,
        tasks: Tasks,
        recovery: Recovery,
        looks: Looks,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._documents = documents
        self._opening = opening
        self._tasks = tasks
        self._recovery = recovery
        self._looks = looks
        self._watched: dict[OpenDocument, Callable[[], None]] = {}
        self._changed: set[OpenDocument] = set()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._keep_changed)
        documents.changed.connect(self._watch)

    async def offer(self) -> None:
        """Ask about the documents of an earlier run, if there are any."""
        leftovers = await self._recovery.leftovers()
        if leftovers:
            dialog = RecoveredDialog([leftover.title for leftover in leftovers], self._window)
            dialog.answered.connect(lambda is_wanted: self._tasks.spawn(self._answered(leftovers, is_wanted)))
            dialog.open()

    async def _answered(self, leftovers: Sequence[Leftover], is_wanted: bool) -> None:
        problems = []
        # all at once, or one on a share that does not answer would keep the others waiting
        intact = await asyncio.gather(*(_is_intact(leftover) for leftover in leftovers)) if is_wanted else []
        for number, leftover in enumerate(leftovers):
            if is_wanted:
                try:
                    is_kept = await self._restore(leftover, is_intact=intact[number])
                except (PictureError, LeftoverError) as error:
                    log.exception("%s was not restored", leftover.folder)
                    problems.append(str(error))
                    continue
                if not is_kept:
                    continue
            await self._recovery.drop(leftover)
        if problems:
            show_message("Not everything could be brought back", "\n\n".join(problems), self._window)

    async def _restore(self, leftover: Leftover, *, is_intact: bool | None) -> bool:
        """Whether it is this run's now; else it is offered again at the next start: its tab was closed before all of it
        was there, or it cannot be written. Raises PictureError and LeftoverError."""
        if is_intact is None:
            raise PictureError(
                f"“{leftover.photo.name}” cannot be looked at, as its folder does not answer. Start again when it does "
                "to get the unsaved work."
            )
        if not is_intact:
            raise PictureError(
                f"“{leftover.photo.name}” is not the photo it was any more. Put it back at {leftover.photo.parent} and "
                "start again to get the unsaved work."
            )
        unsaved = await asyncio.to_thread(leftover.read)
        while True:
            entry = await self._tab_of(leftover)
            if entry.picture is not None:
                for edit in unsaved.state.subject_edits:
                    await asyncio.to_thread(entry.picture.prepare, edit)
                await self._looks.prepare(entry, unsaved.state)
            if entry.document is None or entry not in tuple(self._documents):
                return False
            # the person may paint on it already
            self._documents.end_gestures(entry)
            if not entry.document.is_worth_recovering:
                break
            # what they did meanwhile is not to be lost under this, either
        unsaved.restore(entry.document)
        entry.document.is_private = entry.document.is_private or leftover.is_private
        return await self.keep(entry)

    async def _tab_of(self, leftover: Leftover) -> OpenDocument:
        """Raises PictureError."""
        if leftover.is_ours:
            return await self._opening.open_as(leftover.title, leftover.path, leftover.open_copy())
        # what was brought back of another tab of it is not to be lost under this
        return await self._opening.open_again(leftover.title, leftover.photo, is_untouched=True)

    def _watch(self) -> None:
        """Follow the documents that came, and forget those that went."""
        present = set(self._documents)
        for entry in present - set(self._watched):
            if entry.document is not None:
                self._watched[entry] = entry.document.subscribe(
                    lambda change, entry=entry: self._note(entry, change)  # type: ignore[misc]
                )
        for entry in set(self._watched) - present:
            self._watched.pop(entry)()
            self._changed.discard(entry)
            self._tasks.spawn(self._recovery.forget(entry.id))

    def _note(self, entry: OpenDocument, change: Change) -> None:
        if change.history:
            self._changed.add(entry)
            self._pause.start()

    def _keep_changed(self) -> None:
        changed, self._changed = self._changed, set()
        for entry in changed:
            self._tasks.spawn(self.keep(entry))

    async def keep(self, entry: OpenDocument) -> bool:
        """Put what is unsaved on disk now; False where that cannot be."""
        document = entry.document
        assert document is not None
        if not document.is_worth_recovering:
            await self._recovery.forget(entry.id, is_open=True)
            return True
        try:
            await self._recovery.keep(entry.id, entry.title, entry.path, document)
        except (OSError, PictureError) as error:
            # a full disk must not keep a person from working; saving will tell them
            log.warning("unsaved work on %s is not on disk: %s", entry.title, error)
            return False
        return True


async def _is_intact(leftover: Leftover) -> bool | None:
    """None where that cannot be told now."""
    try:
        return await reach_soon(leftover.is_intact)
    except TimeoutError:
        return None
