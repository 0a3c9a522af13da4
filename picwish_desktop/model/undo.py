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
    """Steps done and steps taken back. It keeps them; applying one is the document's, which tells it then.

    After each push, what is settled takes no more than `limit` bytes, and everything no more than `waiting` beyond it;
    what was settled since is counted at the next push. The newest step may be larger, and what is forgotten while it is
    being packed is let go after that.
    """

    def __init__(self, limit: int = DEFAULT_LIMIT, waiting: int = _WAITING) -> None:
        self._limit, self._most = limit, limit + waiting
        self._steps: list[StepT] = []
        self._at = 0
        """How many of them are done; the others were taken back."""

    @property
    def nbytes(self) -> int:
        """Counted anew each time: a step takes less as soon as it is settled."""
        return sum(step.nbytes for step in self._steps)

    @property
    def done(self) -> StepT | None:
        """The step to take back next."""
        return self._steps[self._at - 1] if self._at else None

    @property
    def undone(self) -> StepT | None:
        """The step to repeat next."""
        return self._steps[self._at] if self._at < len(self._steps) else None

    @property
    def undo_label(self) -> str | None:
        return None if self.done is None else self.done.label

    @property
    def redo_label(self) -> str | None:
        return None if self.undone is None else self.undone.label

    def push(self, step: StepT) -> None:
        """Add a step just done. Forgets what was taken back, then the oldest steps that no longer fit; the newest
        one always stays, however large. Waits for nothing. Where memory runs out, nothing changes."""
        steps = [*self._steps[: self._at], step]
        if sum(step.nbytes for step in steps) > self._limit:
            del steps[: self._too_many(steps)]
        self._steps, self._at = steps, len(steps)

    def _too_many(self, steps: list[StepT]) -> int:
        """How many of the oldest do not fit."""
        # looked at once: another thread settles them
        sizes = [(step.settled_nbytes, step.nbytes) for step in steps]
        settled, nbytes, oldest = sum(size[0] for size in sizes), sum(size[1] for size in sizes), 0
        while (settled > self._limit or nbytes > self._most) and oldest < len(sizes) - 1:
            settled -= sizes[oldest][0]
            nbytes -= sizes[oldest][1]
            oldest += 1
        return oldest

    def undo(self) -> StepT | None:
        """The step that is taken back now, or None."""
        step = self.done
        self._at -= step is not None
        return step

    def redo(self) -> StepT | None:
        """The step that is repeated now, or None."""
        step = self.undone
        self._at += step is not None
        return step
