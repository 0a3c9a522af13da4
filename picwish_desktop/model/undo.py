"""One undo stack over the whole document: a gesture is a step, and the steps together stay within a number of bytes."""

from __future__ import annotations

from itertools import accumulate, chain
from operator import sub
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
        self._sums = [0]
        """From one of these to the next, the bytes of each of the oldest steps that are settled: they stay what they
        are, and a stroke must not end later the more there were before it."""

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
        steps, sums = [*self._steps[: self._at], step], self._sums[: self._at + 1]
        # looked at once: another thread settles them, mostly the oldest first
        sizes = [(one.settled_nbytes, one.nbytes) for one in steps[len(sums) - 1 :]]
        known = next((at for at, (settled, nbytes) in enumerate(sizes) if settled < nbytes), len(sizes))
        sums += accumulate((nbytes for _, nbytes in sizes[:known]), initial=sums.pop())
        oldest = self._too_many(sums, sizes[known:])
        self._steps, self._sums, self._at = steps[oldest:], sums[oldest:] or [0], len(steps) - oldest

    def _too_many(self, sums: list[int], sizes: list[tuple[int, int]]) -> int:
        """How many of the oldest do not fit; `sizes` are those that come after the ones of `sums`."""
        settled, nbytes = (sums[-1] - sums[0] + sum(size[of] for size in sizes) for of in (0, 1))
        each, oldest = chain(((size, size) for size in map(sub, sums[1:], sums)), sizes), 0
        while (settled > self._limit or nbytes > self._most) and oldest < len(sums) + len(sizes) - 2:
            less = next(each)
            settled, nbytes, oldest = settled - less[0], nbytes - less[1], oldest + 1
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
