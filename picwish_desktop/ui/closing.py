"""What has to be asked and kept before a document, a customer or the whole window is closed."""

from __future__ import annotations

import asyncio
import base64
import logging
from typing import TYPE_CHECKING

from picwish_desktop.ui.dialogs.message import show_message
from picwish_desktop.ui.leaving import PATIENCE
from picwish_desktop.ui.open_documents import OpenDocument

if TYPE_CHECKING:
    from picwish_desktop.ui.main_window import MainWindow

log = logging.getLogger(__name__)


class Closing:
    """Asks, and closes when nobody minds."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.is_settled = False
        """Whether the window may close: nothing is to be asked any more."""
        self.is_asking = False
        """Whether the person is being asked about all that is open."""
        self.turns_to_next = False
        """Whether a customer is leaving."""
        self._has_told_ticket = False
        """Whether it was said that a customer's ticket cannot be kept."""
        self._told_of = set[asyncio.Task[bool]]()
        """What is being saved of which it was said that it does not end."""
        self._asked_about = set[OpenDocument]()
        """Tabs that close when nobody minds: who asks once more gets no second question."""
        self._is_ending = False

    def ask(self) -> None:
        """Close the window, if nobody minds."""
        if not self.is_asking:
            self.is_asking = True
            self._window.tasks.spawn(self._close_window())

    def close_document(self, entry: OpenDocument) -> None:
        """Close one tab, after asking about what is not saved."""
        if entry not in self._asked_about:
            self._asked_about.add(entry)
            self._window.tasks.spawn(self._close_document(entry))

    def close_current(self) -> None:
        """Close the document that is shown, or the window when there is none."""
        entry = self._window.documents.current
        if entry is None:
            self._window.close()
        else:
            self.close_document(entry)

    def next_customer(self) -> None:
        """Keep the ticket, close the photos, and begin a new one."""
        if not self.turns_to_next:
            # a key that is held comes again and again
            self.turns_to_next = True
            self._window.tasks.spawn(self._next_customer())

    async def _next_customer(self) -> None:
        window = self._window
        try:
            # what comes in meanwhile is the next one's
            entries = list(window.documents)
            if not await window.delivery.keep_customer() or not await window.leaving.may_close(entries):
                return
            for entry in entries:
                self._close_now(entry)
            window.showing.id_photo.show_sheet(False)
            await window.counter.begin_customer()
        finally:
            self.turns_to_next = False

    async def _close_window(self) -> None:
        window = self._window
        try:
            is_settled = (
                await self._is_saved() and await self._is_kept() and await window.leaving.may_close(window.documents)
            )
            # what was begun while this waited for a disk or an answer is wanted, too
            self.is_settled = is_settled and await self._is_saved()
        finally:
            self.is_asking = False
        if self.is_settled:
            # at once: what is done from here on, nobody would be asked about
            window.close()

    async def _is_saved(self) -> bool:
        """Whether every file is on disk that somebody chose a place for, beside the documents' own."""
        window = self._window
        # more may begin while this waits
        while saving := {task: name for task, name in window.tasks.saving.items() if task not in self._told_of}:
            window.documents.told.emit(f"Closes when “{next(iter(saving.values()))}” is saved.")
            ended, stuck = await asyncio.wait(saving, timeout=PATIENCE)
            if stuck:
                # who is told, and closes once more, means it
                self._told_of |= stuck
                names = " and ".join(f"“{saving[task]}”" for task in stuck)
                sentence = f"{names} is not saved yet: the place does not answer. Close again to leave without it."
                show_message("Still saving", sentence, window)
            if stuck or not all(_is_well(task) for task in ended):
                return False
        return True

    async def _is_kept(self) -> bool:
        """Whether the customer's ticket is on disk, or the person knows that it is not."""
        is_kept = self._has_told_ticket or await self._window.delivery.keep_worked_on()
        # who is told, and closes once more, means it
        self._has_told_ticket = not is_kept
        return is_kept

    def end(self) -> None:
        """The window was closed for good: remember how it stood, and then it is over."""
        if not self._is_ending:
            self._is_ending = True
            window = self._window
            window.settings.window_geometry = base64.b64encode(window.window().saveGeometry().data()).decode()
            window.settings.is_light = window.theme.is_light
            window.tasks.spawn(self._end())

    async def _end(self) -> None:
        window = self._window
        try:
            await window.counter.ticket.end()
            await asyncio.to_thread(window.service.settings_file.save, window.settings)
        except OSError as error:
            # losing how the window stood is no reason to keep it open
            log.warning("settings were not saved: %s", error)
        finally:
            # whoever waited for it may have given up
            if not window.closed.done():
                window.closed.set_result(None)

    async def _close_document(self, entry: OpenDocument) -> None:
        try:
            if await self._window.leaving.may_close([entry]):
                self._close_now(entry)
        finally:
            self._asked_about.discard(entry)

    def _close_now(self, entry: OpenDocument) -> None:
        window = self._window
        if entry not in tuple(window.documents):
            return
        window.documents.end_gestures(entry)
        window.work.leave(entry)
        window.cutting.stop_pointing(entry)
        window.jobs.forget(entry)
        window.documents.remove(entry)


def _is_well(saving: asyncio.Task[bool]) -> bool:
    """What went wrong was said."""
    return not saving.cancelled() and saving.exception() is None and saving.result()
