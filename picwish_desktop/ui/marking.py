"""The magic wand, and growing, shrinking and filling the mark: worked out beside the window, one step each."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject

from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.selection import Combine
from picwish_desktop.operations.provider import TaskFailedError
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.wait_notice import WaitNotice
from picwish_desktop.vision.worker import Worker
from picwish_desktop.workflows.marking import Region, Wand, filled, grown, shrunk

WAND = "Magic wand"


@dataclass(slots=True, eq=False)
class _Line:
    """What was asked for on one document: the first is worked on, the others wait."""

    entry: OpenDocument
    document: Document
    picture: Picture
    orders: deque[Callable[[], Awaitable[None]]] = field(default_factory=deque)
    gestures: int = 0
    """Of its own."""
    asked_after: int = 0
    """How many others there were when something was asked for last."""
    notice: WaitNotice | None = None

    @property
    def gestures_of_others(self) -> int:
        return self.document.gestures - self.gestures


@dataclass(frozen=True, slots=True)
class _Click:
    point: tuple[int, int]
    how: Combine
    tolerance: int
    is_contiguous: bool
    edits: tuple[Edit, ...]
    """That were seen."""
    gestures_before: int


class Marking(QObject):
    """Whoever paints meanwhile loses nothing: the wand's mark is put to what is marked by then, and a mark that became
    another one is grown, shrunk or filled anew."""

    def __init__(self, documents: OpenDocuments, tasks: Tasks, worker: Worker, settings: Settings) -> None:
        super().__init__(documents)
        self._documents = documents
        self._tasks = tasks
        self._worker = worker
        self._settings = settings
        self._wand = Wand(worker)
        self._lines: dict[OpenDocument, _Line] = {}
        self._open: set[OpenDocument] = set()
        documents.changed.connect(self._leave_closed)

    def wand(self, point: tuple[int, int], how: Combine) -> None:
        """Mark what looks like the pixel at `point` (x, y) on the document that is shown."""
        line = self._line()
        if line is not None:
            settings = self._settings
            edits, before = line.document.state.visible_edits, line.gestures_of_others
            click = _Click(point, how, settings.wand_tolerance, settings.wand_contiguous, edits, before)
            self._ask(line, WAND, lambda: self._pick(line, click))

    def grow(self) -> None:
        """Have the mark reach as many pixels further as the settings say."""
        radius = self._settings.grow_by
        self._reshape("Grow mark", lambda document: grown(document, radius, self._worker), Combine.ADD)

    def shrink(self) -> None:
        """Take as many pixels from the mark's edge as the settings say."""
        radius = self._settings.grow_by
        self._reshape("Shrink mark", lambda document: shrunk(document, radius, self._worker), Combine.SUBTRACT)

    def fill_holes(self) -> None:
        """Mark what is surrounded by the mark."""
        self._reshape("Fill holes", lambda document: filled(document, self._worker), Combine.ADD)

    def change(self, change: Callable[[Document], object]) -> None:
        """Change the mark of the document that is shown, after what was asked for before."""
        entry = self._documents.current
        line = None if entry is None else self._lines.get(entry)
        if line is None:
            self._documents.edit_current(change)
            return

        async def in_turn() -> None:
            self._documents.end_gestures(line.entry)
            before = line.document.gestures
            change(line.document)
            line.gestures += line.document.gestures - before

        self._ask(line, WAND, in_turn)

    def is_newest(self, entry: OpenDocument) -> bool:
        """Whether something was asked for on `entry`, and nothing done since."""
        line = self._lines.get(entry)
        return line is not None and line.gestures_of_others == line.asked_after

    def stop(self, entry: OpenDocument | None = None) -> None:
        """Forget what was asked for on `entry`, or on the document that is shown."""
        entry = entry or self._documents.current
        if entry is not None and entry.marking is not None:
            entry.marking.cancel()
            # at once, as a task may take its time to end; what it finds is no longer wanted
            self._end(self._lines[entry])

    # in line

    def _line(self) -> _Line | None:
        """Of the document that is shown; None while nothing may be marked on it."""
        entry = self._documents.current
        if entry is None or entry.document is None or entry.picture is None or entry.work is not None:
            return None
        self._documents.about_to_edit.emit()
        return self._lines.get(entry) or _Line(entry, entry.document, entry.picture)

    def _ask(self, line: _Line, label: str, order: Callable[[], Awaitable[None]]) -> None:
        line.orders.append(order)
        line.asked_after = line.gestures_of_others
        entry = line.entry
        if entry.marking is not None:
            return
        line.notice = WaitNotice(self._documents, entry, label, is_queued=self._worker.is_busy)
        self._lines[entry] = line
        entry.message = ""
        entry.marking = self._tasks.spawn(self._work(line))
        # a task that is cancelled before it began runs nothing of its own
        entry.marking.add_done_callback(lambda _: self._end(line))
        self._documents.changed.emit()

    async def _work(self, line: _Line) -> bool:
        """Whether all of it was done."""
        try:
            while line.orders:
                await line.orders.popleft()()
        except TaskFailedError as error:
            line.entry.message = str(error)
            return False
        else:
            return True
        finally:
            # at once: what is asked for from now on would wait in vain
            self._end(line)

    def _end(self, line: _Line) -> None:
        if self._lines.get(line.entry) is line:
            del self._lines[line.entry]
            line.entry.marking = None
            if line.notice is not None:
                line.notice.end()
            self._documents.changed.emit()

    def _leave_closed(self) -> None:
        before, self._open = self._open, set(self._documents)
        for entry in before - self._open:
            self.stop(entry)
            if entry.document is not None:
                self._tasks.spawn(self._wand.forget(entry.document))

    # one of them

    async def _pick(self, line: _Line, click: _Click) -> None:
        document = line.document
        found = await self._wand.pick(
            document, line.picture.layers, click.point, click.tolerance, is_contiguous=click.is_contiguous
        )
        if document.state.visible_edits != click.edits:
            # another picture is seen by now
            return
        if click.how is not Combine.ADD and line.gestures_of_others != click.gestures_before:
            # what was marked since would go
            self._documents.told.emit("The mark changed before the magic wand was done. Click once more.")
            return
        self._combine(line, WAND, found, click.how)

    def _reshape(self, label: str, reshaped: Callable[[Document], Awaitable[Region]], how: Combine) -> None:
        line = self._line()
        # a result hides the mark
        if line is None or line.document.state.preview is not None:
            return

        async def reshape() -> None:
            while True:
                self._documents.end_gestures(line.entry)
                before = line.document.gestures
                changed = await reshaped(line.document)
                if line.document.gestures == before:
                    break
            self._combine(line, label, changed, how)

        self._ask(line, label, reshape)

    def _combine(self, line: _Line, label: str, region: Region, how: Combine) -> None:
        area, coverage = region
        if area.is_empty:
            # such as where there is no hole
            return
        self._documents.end_gestures(line.entry)
        line.document.combine(label, area, coverage, how)
        line.gestures += 1
