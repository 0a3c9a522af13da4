"""One undo stack over the whole document: a gesture is a step, and the steps together stay within a number of bytes."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

DEFAULT_LIMIT = 256 * 1024 * 1024


class Step(Protocol):
    @property
    def label(self) -> str:
        """What the person did, as it follows "Undo"."""
        ...

    @property
    def nbytes(self) -> int:
        """Memory that is held only because the step can be taken back."""
        ...

    def settle(self) -> None:
        """Wait until it takes no more memory than it has to."""
        ...


StepT = TypeVar("StepT", bound=Step)


class UndoStack(Generic[StepT]):
    """Steps done and steps taken back. It keeps them; applying one is the document's."""

    def __init__(self, limit: int = DEFAULT_LIMIT) -> None:
        self._limit = limit
        self._done: list[StepT] = []
        self._undone: list[StepT] = []

    @property
    def nbytes(self) -> int:
        """Counted anew each time: a step takes less as soon as it is packed."""
        return sum(step.nbytes for step in (*self._done, *self._undone))

    @property
    def undo_label(self) -> str | None:
        return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> str | None:
        return self._undone[-1].label if self._undone else None

    def push(self, step: StepT) -> None:
        """Add a step just done. Forgets what was taken back, then the oldest steps that no longer fit; the newest
        one always stays, however large."""
        self._undone.clear()
        self._done.append(step)
        if self.nbytes > self._limit:
            # what is not packed yet counts for many times what it will take
            for step in self._done:
                step.settle()
        nbytes, oldest = self.nbytes, 0
        while nbytes > self._limit and oldest < len(self._done) - 1:
            nbytes -= self._done[oldest].nbytes
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
