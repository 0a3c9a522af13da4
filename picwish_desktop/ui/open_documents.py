"""The documents that are open in the window, and which of them is shown."""

from __future__ import annotations

import asyncio
import itertools
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from picwish_desktop.imaging.write import Encoding
from picwish_desktop.jobs.job import Job
from picwish_desktop.model.backdrop import BackdropPicture
from picwish_desktop.model.cutout import Cutout, Matte
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.id_photo import IdPhoto
from picwish_desktop.model.state import Change, Content
from picwish_desktop.operations.catalogue import Operation
from picwish_desktop.operations.request import NO_HINT, SubjectHint
from picwish_desktop.storage.stamp import Stamp
from picwish_desktop.ui.canvas.hint_stroke import Hint
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.viewport import Viewport

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Found:
    """How a cutout came about."""

    operation: Operation | None = None
    """None where a stroke was its beginning, or an earlier run of the program."""
    candidates: int = 1
    """How many there were to choose from."""
    doubt: float = 0.0
    """How weak it is, 0 to 1."""
    hint: SubjectHint = NO_HINT
    """What it was made with."""


NOTHING_KNOWN = Found()

Blurred: TypeAlias = tuple[Cutout, int, tuple[Edit, ...], float]
"""What a blurred photo depends on: the cutout and the version of its matte, the edits, and how strongly."""


@dataclass(slots=True, eq=False)
class WaitingStroke:
    """A smart one that the cutout does not follow yet."""

    drawn: Hint
    last_step: object
    """Of the document, when it was drawn; or the step of a stroke before it, where that is newer."""


@dataclass(slots=True, eq=False)
class OpenDocument:
    """What belongs to one tab."""

    title: str
    path: Path | None = None
    """The file it was opened from; None for a pasted picture."""
    id: str = field(default_factory=lambda: str(next(_numbers)))
    document: Document | None = None
    """None until the whole picture is read."""
    is_remembered: bool = True
    """Whether it is among the recent pictures; a customer's is not."""
    picture: Picture | None = None
    """What the canvas draws: a small preview at first."""
    thumbnail: QImage | None = None
    """A small picture for the tray."""
    facts: str = ""
    """Size, depth and colour, for the status bar."""
    view: Viewport | None = None
    """Zoom and position while another document is shown."""
    saved_as: dict[bool, tuple[Path, Encoding]] = field(default_factory=dict)
    """Where and how the picture (False) and the cutout (True) were saved last."""
    stands_since: int = field(default_factory=lambda: next(_numbers))
    """For its file: of two tabs that do, the one that counts more shows what is in it."""
    saved_stamps: dict[bool, Stamp] = field(default_factory=dict)
    """By which the files of `saved_as` are known again."""
    was_transparent: bool = False
    """Whether the cutout was, when the person chose its file."""
    work: asyncio.Task[None] | None = None
    """What a provider does for it now."""
    job: Job | None = None
    """The last one that a provider did."""
    taking: asyncio.Task[None] | None = None
    """What puts its result on disk, and then lets go of it."""
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while it is being saved."""
    is_compared: bool = False
    """Whether the divider is shown."""
    has_shown_result: bool = False
    """Whether the divider was put beside the result that is shown now."""
    found: list[tuple[weakref.ref[Matte], Found]] = field(default_factory=list)
    """Of each matte that undo may bring back."""
    strokes: list[WaitingStroke] = field(default_factory=list)
    """The first is worked on, the others wait."""
    correcting: asyncio.Task[None] | None = None
    """What works on them."""
    marking: asyncio.Task[None] | None = None
    """What works out the magic wand's marks, or grows, shrinks or fills the mark."""
    removing: Job | None = None
    """What removes what is marked now."""
    made_by_itself: Content | None = None
    """What there was, without edits, when the ID photo job made the cutout itself."""
    framed_here: IdPhoto | None = None
    """The ID photo as this computer framed it, at no cost: it would be the same again."""
    has_new_mark: bool = False
    """Whether something was marked since the mark was used last: removed or exported. A copy ends with the program."""
    _noted: object = None
    """The document's step that was looked at last for that."""
    backdrop_picture: BackdropPicture | None = None
    """The one that was chosen last."""
    reading_backdrop: asyncio.Task[None] | None = None
    """What reads another one."""
    blurred: Blurred | None = None
    """For what the photo was blurred."""
    blurring: asyncio.Task[None] | None = None
    """What blurs it."""
    message: str = ""
    """A sentence that the person has not put away yet."""

    @property
    def is_busy(self) -> bool:
        """Whether something runs that nobody may change the document under."""
        return self.work is not None or self.correcting is not None or self.marking is not None

    @property
    def is_stroke_newest(self) -> bool:
        """Whether a stroke waits, and nothing was done since the last one that does."""
        if self.document is None or not self.strokes:
            return False
        return self.strokes[-1].last_step is self.document.last_step

    @property
    def cut(self) -> Found:
        """How the cutout that is shown came about."""
        cutout = None if self.document is None else self.document.state.cutout
        if cutout is None:
            return NOTHING_KNOWN
        return next((found for matte, found in self.found if matte() is cutout.matte), NOTHING_KNOWN)

    def stand_for_file(self) -> None:
        """Its picture is what is in its file now."""
        self.stands_since = next(_numbers)

    def note_cut(self, matte: Matte, found: Found) -> None:
        """Remember how the cutout with `matte` came about, as long as undo may bring it back."""
        self.found = [(weakref.ref(matte), found), *((other, its) for other, its in self.found if other() is not None)]

    @property
    def is_modified(self) -> bool:
        return self.document is not None and self.document.has_unsaved_changes

    @property
    def would_lose_mark(self) -> bool:
        """Whether what was marked here, and not used, would be gone when it closes."""
        # what is paid for goes on, and its result is offered
        is_sent = self.removing is not None and self.removing.is_paid
        return self.has_new_mark and self.document is not None and not self.document.selection.is_empty and not is_sent

    @property
    def is_made_by_itself(self) -> bool:
        """Whether the cutout is the ID photo job's own: not one that a person asked for in another job, painted on, or
        gave another look."""
        return self.document is not None and self.made_by_itself == replace(self.document.state.content, edits=())

    def note_mark(self, change: Change) -> None:
        """The document changed."""
        if self.document is None or not change.history:
            # what is being drawn may be taken back
            return
        step, before = self.document.last_step, self._noted
        self._noted = step
        # what undo brings back was noted when it was marked
        is_new = step is not None and step is not before and not change.again
        if is_new and step is not None and step.changes_mark and not self.document.selection.is_empty:
            self.has_new_mark = True


class OpenDocuments(QObject):
    """In the order of the tabs."""

    current_changed = Signal()
    about_to_edit = Signal()
    """Something else than the pointer is about to change a document: a stroke that is still being drawn ends now."""
    renamed = Signal(OpenDocument)
    told = Signal(str)
    """Something to be read for a moment; empty where what was told no longer holds."""
    about_to_write = Signal(Path)
    """A picture of our own."""
    changed = Signal()
    """A document came, went, or says something else about itself."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents: list[OpenDocument] = []
        self._before: dict[OpenDocument, OpenDocument | None] = {}
        """What was shown when each was opened, or before that where it is closed by now."""
        self.current: OpenDocument | None = None

    def __iter__(self) -> Iterator[OpenDocument]:
        return iter(tuple(self._documents))

    def __len__(self) -> int:
        return len(self._documents)

    def with_id(self, wanted: str) -> OpenDocument | None:
        return next((entry for entry in self._documents if entry.id == wanted), None)

    def add(self, entry: OpenDocument) -> None:
        """Open it at the end and show it."""
        self._before[entry] = self.current
        self._documents.append(entry)
        self.show(entry)

    def remove(self, entry: OpenDocument) -> None:
        """Close it, and show its neighbour if it was shown; or what was shown before, if it never was a photo."""
        if entry not in self._documents:
            # closed while something else about it was going on
            return
        place, before = self._documents.index(entry), self._before.pop(entry)
        self._documents.remove(entry)
        self._before |= {other: before for other, its in self._before.items() if its is entry}
        if entry is self.current:
            neighbour = self._documents[min(place, len(self._documents) - 1)] if self._documents else None
            self._set_current((before if entry.document is None else None) or neighbour)
        self.changed.emit()

    def show(self, entry: OpenDocument) -> None:
        """Show it, unless it was closed meanwhile."""
        if entry in self._documents:
            self._set_current(entry)
            self.changed.emit()

    def rename(self, entry: OpenDocument, title: str) -> None:
        """It was saved under another name."""
        entry.title = title
        self.renamed.emit(entry)
        self.changed.emit()

    def show_next(self, step: int) -> None:
        """Show the one `step` places on, around the ends."""
        if self.current is not None:
            place = self._documents.index(self.current)
            self.show(self._documents[(place + step) % len(self._documents)])

    def end_gestures(self, entry: OpenDocument) -> None:
        """Something else than the person is about to change `entry`; what their hand does elsewhere goes on."""
        if entry is self.current:
            self.about_to_edit.emit()

    def edit_current(self, change: Callable[[Document], object]) -> None:
        """Do something to the document that is shown, unless it is still being read or something runs on it."""
        entry = self.current
        if entry is not None and entry.document is not None and not entry.is_busy:
            self.about_to_edit.emit()
            change(entry.document)

    def _set_current(self, entry: OpenDocument | None) -> None:
        if entry is not self.current:
            # what the hand is doing is still for the document before
            self.about_to_edit.emit()
            self.current = entry
            self.current_changed.emit()
