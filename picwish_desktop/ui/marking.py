"""The magic wand, and growing, shrinking and filling the mark: worked out beside the window, one step each."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

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


class _RefusedError(Exception):
    """One sentence for the person: why something that was asked for is not done, nor what was asked for after it."""


@dataclass(slots=True, eq=False)
class _Order:
    """Something that was asked for."""

    work: Callable[[], Awaitable[None]]
    last_step: object
    """Of the document when it was asked for; or that of an order before it, where nothing else was done between."""


@dataclass(slots=True, eq=False)
class _Line:
    """What was asked for on one document: the first is worked on, the others wait."""

    entry: OpenDocument
    document: Document
    picture: Picture
    orders: deque[_Order] = field(default_factory=deque)
    gestures: int = 0
    """Of its own."""
    end: _Order | None = None
    """What comes last: nothing more is asked for."""
    then: Callable[[], None] | None = None
    """What comes of that, when all is done."""
    notice: WaitNotice | None = None

    @property
    def gestures_of_others(self) -> int:
        return self.document.gestures - self.gestures

    def change(self, change: Callable[[], object]) -> None:
        """Have an order change the document."""
        step, gestures = self.document.last_step, self.document.gestures
        change()
        self.gestures += self.document.gestures - gestures
        for order in self.orders:
            if order.last_step is step:
                order.last_step = self.document.last_step


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
    """Whoever paints meanwhile loses nothing: what is worked out waits for the hand, the wand's mark is put to what is
    marked by then, and a mark that became another one is grown, shrunk or filled anew."""

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

    def replace(self, change: Callable[[Document], object]) -> None:
        """Give the document that is shown a mark that is the same whatever was marked: what was asked for before does
        not count any more."""
        if self.takes_orders(self._documents.current):
            self.stop()
        self._documents.edit_current(change)

    def change(self, change: Callable[[Document], object]) -> None:
        """Change the mark of the document that is shown, after what was asked for before."""
        entry = self._documents.current
        line = None if entry is None else self._lines.get(entry)
        if line is None:
            self._documents.edit_current(change)
        elif (line := self._line()) is not None:
            self._ask(line, WAND, partial(self._change, line, change, line.gestures_of_others))

    def then(self, start: Callable[[], None]) -> bool:
        """Call `start` when all is done that was asked for on the document that is shown; until then nothing more is.
        False where nothing was asked for."""
        entry = self._documents.current
        line = None if entry is None else self._lines.get(entry)
        if line is None:
            return False

        async def end() -> None:
            await self._hand_gone(line.document)
            line.then = start

        if line.end is None:
            self._ask(line, WAND, end)
            line.end = line.orders[-1]
            self._documents.changed.emit()
        return True

    def takes_orders(self, entry: OpenDocument | None) -> bool:
        """Whether something is being worked out on `entry`, and more may be asked for."""
        line = None if entry is None else self._lines.get(entry)
        return line is not None and line.end is None and line.entry.work is None

    def take_back(self, entry: OpenDocument) -> bool:
        """Forget what was asked for last on `entry`. False where nothing was, or something else was done since."""
        line = self._lines.get(entry)
        if line is None or line.document.is_changing or line.orders[-1].last_step is not line.document.last_step:
            return False
        if len(line.orders) == 1:
            self.stop(entry)
        elif line.orders.pop() is line.end:
            line.end = None
            self._documents.changed.emit()
        return True

    def stop(self, entry: OpenDocument | None = None) -> None:
        """Forget all that was asked for on `entry`, or on the document that is shown."""
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
        line = self._lines.get(entry)
        if line is not None and line.end is not None:
            return None
        self._documents.about_to_edit.emit()
        return line or _Line(entry, entry.document, entry.picture)

    def _ask(self, line: _Line, label: str, work: Callable[[], Awaitable[None]]) -> None:
        line.orders.append(_Order(work, line.document.last_step))
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

    async def _work(self, line: _Line) -> None:
        try:
            while line.orders:
                await line.orders[0].work()
                line.orders.popleft()
        except TaskFailedError as error:
            line.entry.message = str(error)
        except _RefusedError as error:
            self._documents.told.emit(str(error))
        finally:
            # at once: what is asked for from now on would wait in vain
            self._end(line)
        if line.then is not None:
            line.then()

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

    async def _hand_gone(self, document: Document) -> None:
        """Until nobody draws on it: what a hand began goes on under it."""
        while document.is_changing:
            ended = asyncio.get_running_loop().create_future()
            document.when_unchanging(partial(_wake, ended))
            await ended

    # one of them

    async def _pick(self, line: _Line, click: _Click) -> None:
        document = line.document
        found = await self._wand.pick(
            document, line.picture.layers, click.point, click.tolerance, is_contiguous=click.is_contiguous
        )
        await self._hand_gone(document)
        if document.state.visible_edits != click.edits:
            raise _RefusedError("The photo changed before the magic wand was done. Click once more.")
        if click.how is not Combine.ADD and line.gestures_of_others != click.gestures_before:
            # what was marked since would go
            raise _RefusedError("The mark changed before the magic wand was done. Click once more.")
        self._combine(line, WAND, found, click.how)

    async def _change(self, line: _Line, change: Callable[[Document], object], gestures_before: int) -> None:
        await self._hand_gone(line.document)
        if line.gestures_of_others != gestures_before:
            # what was marked since was not to be changed
            raise _RefusedError("The mark changed before its turn came. Try that once more.")
        line.change(partial(change, line.document))

    def _reshape(self, label: str, reshaped: Callable[[Document], Awaitable[Region]], how: Combine) -> None:
        line = self._line()
        # a result hides the mark
        if line is None or line.document.state.preview is not None:
            return
        document = line.document

        async def reshape() -> None:
            while True:
                await self._hand_gone(document)
                before = document.gestures, document.last_step
                region = await reshaped(document)
                if before == (document.gestures, document.last_step):
                    break
            self._combine(line, label, region, how)

        self._ask(line, label, reshape)

    def _combine(self, line: _Line, label: str, region: Region, how: Combine) -> None:
        area, coverage = region
        # such as where there is no hole
        if not area.is_empty:
            line.change(partial(line.document.combine, label, area, coverage, how))


def _wake(ended: asyncio.Future[None]) -> None:
    if not ended.done():
        ended.set_result(None)
