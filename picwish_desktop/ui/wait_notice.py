"""Says what a person waits for, once that takes longer than a moment."""

from __future__ import annotations

import asyncio

from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments

SLOW_SECONDS = 0.5
"""After which it is said what the person waits for."""


class WaitNotice:
    """One sentence, told while its document is shown; taken back when the waiting is over, unless something else was
    told since."""

    def __init__(self, documents: OpenDocuments, entry: OpenDocument, label: str, *, is_queued: bool) -> None:
        """Call where an event loop runs, before `entry` counts as busy with it. `label` names what is waited for;
        `is_queued`: its turn has not come."""
        other = "this" if entry.is_busy else "another"
        reason = f"waits until what runs on {other} photo is done" if is_queued else "is being worked out"
        self._documents = documents
        self._entry = entry
        self._sentence = f"“{label}” {reason}."
        self._is_due = False
        self._is_read = False
        self._later = asyncio.get_running_loop().call_later(SLOW_SECONDS, self._come_due)
        documents.told.connect(self._hear)
        documents.current_changed.connect(self._tell)

    def end(self) -> None:
        """Call once, when nothing is waited for any more."""
        self._later.cancel()
        self._documents.told.disconnect(self._hear)
        self._documents.current_changed.disconnect(self._tell)
        if self._is_read:
            self._documents.told.emit("")

    def _come_due(self) -> None:
        self._is_due = True
        self._tell()

    def _tell(self) -> None:
        if self._is_due and self._documents.current is self._entry:
            self._documents.told.emit(self._sentence)
        elif self._is_read:
            self._documents.told.emit("")

    def _hear(self, sentence: str) -> None:
        self._is_read = sentence == self._sentence
