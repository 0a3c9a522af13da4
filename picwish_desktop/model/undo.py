"""One undo stack over the whole document: a gesture is a step, and the steps together stay within a number of bytes."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

DEFAULT_LIMIT = 256 * 1024 * 1024
_WAITING = 512 * 1024 * 1024
"""Bytes beyond the limit that steps may take before they are packed: five changes of everything at 100 megapixels."""


class Step(Protocol):
    @property
    def label(self) -> str:
        """What the person did, as it follows "Undo"."""
        ...

    @property
    def nbytes(self) -> int:
        """Memory that is held only because the step can be taken back."""
        ...

    @property
    def settled_nbytes(self) -> int:
        """What will not become less of `nbytes` in a moment, as a thread still packs the step."""
        ...


StepT = TypeVar("StepT", bound=Step)


class UndoStack(Generic[StepT]):
    """Steps done and steps taken back. It keeps them; applying one is the document's.

    After each push, what is settled takes no more than `limit` bytes, and everything no more than `waiting` beyond it;
    what was settled since is counted at the next push. The newest step may be larger, and what is forgotten while it is
    being packed is let go after that.
    """

    def __init__(self, limit: int = DEFAULT_LIMIT, waiting: int = _WAITING) -> None:
        self._limit, self._most = limit, limit + waiting
        self._done: list[StepT] = []
        self._undone: list[StepT] = []

    @property
    def nbytes(self) -> int:
        """Counted anew each time: a step takes less as soon as it is settled."""
        return sum(step.nbytes for step in (*self._done, *self._undone))

    @property
    def undo_label(self) -> str | None:
        return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> str | None:
        return self._undone[-1].label if self._undone else None

    def push(self, step: StepT) -> None:
        """Add a step just done. Forgets what was taken back, then the oldest steps that no longer fit; the newest
        one always stays, however large. Waits for nothing."""
        self._undone.clear()
        self._done.append(step)
        if self.nbytes <= self._limit:
            return
        # looked at once: another thread settles them
        sizes = [(step.settled_nbytes, step.nbytes) for step in self._done]
        settled, nbytes, oldest = sum(size[0] for size in sizes), sum(size[1] for size in sizes), 0
        while (settled > self._limit or nbytes > self._most) and oldest < len(sizes) - 1:
            settled -= sizes[oldest][0]
            nbytes -= sizes[oldest][1]
            oldest += 1
        del self._done[:oldest]

    def undo(self) -> StepT | None:
        """The step to take back now, or None."""
        if not self._done:
            return None
        self._undone.append(self._done.pop())
        return self._undone[-1]

    def redo(self) -> StepT | None:
        """The step to repeat now, or None."""
        if not self._undone:
            return None
        self._done.append(self._undone.pop())
        return self._done[-1]
