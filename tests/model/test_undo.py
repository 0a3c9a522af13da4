"""The stack itself: order, what a new step forgets, and the bound in bytes."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.model.undo import UndoStack


@dataclass
class Weight:
    nbytes: int
    label: str = "step"
    is_settled: bool = True

    @property
    def settled_nbytes(self) -> int:
        return self.nbytes if self.is_settled else 0

    def settle(self, nbytes: int) -> None:
        self.nbytes, self.is_settled = nbytes, True


def taken_back(stack: UndoStack[Weight]) -> list[Weight]:
    steps = []
    while (step := stack.undo()) is not None:
        steps.append(step)
    return steps


def test_steps_come_back_in_reverse_and_again_in_order() -> None:
    stack: UndoStack[Weight] = UndoStack()
    first, second = Weight(1, "first"), Weight(1, "second")
    stack.push(first)
    stack.push(second)
    assert (stack.undo_label, stack.redo_label) == ("second", None)
    assert stack.undo() is second
    assert (stack.undo_label, stack.redo_label) == ("first", "second")
    assert stack.undo() is first
    assert stack.undo() is None
    assert stack.redo() is first
    assert stack.redo() is second
    assert stack.redo() is None


def test_a_new_step_forgets_what_was_taken_back() -> None:
    stack: UndoStack[Weight] = UndoStack()
    stack.push(Weight(5))
    stack.undo()
    stack.push(Weight(7))
    assert stack.redo() is None
    assert stack.nbytes == 7


class _Unweighable(Weight):
    @property
    def settled_nbytes(self) -> int:
        raise MemoryError


def test_a_step_that_there_is_no_memory_for_changes_nothing() -> None:
    stack: UndoStack[Weight] = UndoStack(10)
    for label in ("first", "second"):
        stack.push(Weight(5, label))
    stack.undo()
    with pytest.raises(MemoryError):
        stack.push(_Unweighable(7))
    assert (stack.undo_label, stack.redo_label, stack.nbytes) == ("first", "second", 10)


def test_the_next_steps_are_seen_before_they_are_taken() -> None:
    stack: UndoStack[Weight] = UndoStack()
    first, second = Weight(1, "first"), Weight(1, "second")
    assert (stack.done, stack.undone) == (None, None)
    stack.push(first)
    stack.push(second)
    assert (stack.done, stack.undone) == (second, None)
    stack.undo()
    assert (stack.done, stack.undone) == (first, second)


@given(st.lists(st.integers(0, 40)), st.integers(1, 100))
def test_the_bytes_stay_within_the_limit_and_the_newest_step_stays(sizes: list[int], limit: int) -> None:
    stack: UndoStack[Weight] = UndoStack(limit)
    for size in sizes:
        step = Weight(size)
        stack.push(step)
        assert stack.nbytes <= max(limit, size)
    held = [step.nbytes for step in taken_back(stack)]
    assert held == sizes[::-1][: len(held)]
    assert sum(held) == stack.nbytes
    assert bool(held) == bool(sizes)


def test_steps_that_will_take_less_are_not_forgotten_for_what_they_take_now() -> None:
    stack: UndoStack[Weight] = UndoStack(100, waiting=400)
    steps = [Weight(90, is_settled=False) for _ in range(5)]
    for step in steps:
        stack.push(step)
    for step in steps:
        step.settle(10)
    stack.push(Weight(50))
    assert stack.nbytes == 100
    assert len(taken_back(stack)) == 6


def test_what_took_more_than_was_hoped_is_forgotten_at_the_next_push() -> None:
    stack: UndoStack[Weight] = UndoStack(100, waiting=400)
    steps = [Weight(90, is_settled=False) for _ in range(5)]
    for step in steps:
        stack.push(step)
        step.settle(60)
    newest = Weight(5)
    stack.push(newest)
    assert taken_back(stack) == [newest, steps[-1]]


class _Watched(Weight):
    looks = 0

    @property
    def settled_nbytes(self) -> int:
        _Watched.looks += 1
        return super().settled_nbytes


@pytest.mark.parametrize("limit", [10_000, 500], ids=["room", "full"])
def test_a_push_does_not_look_at_all_that_was_done_before(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr(_Watched, "looks", 0)
    stack: UndoStack[Weight] = UndoStack(limit)
    for _ in range(1000):
        stack.push(_Watched(1))
    assert _Watched.looks == 1000
    assert len(taken_back(stack)) == min(limit, 1000)


weights = st.tuples(st.integers(0, 40), st.booleans(), st.integers(0, 40))


@given(st.lists(weights), st.integers(1, 100), st.integers(0, 100))
def test_as_many_steps_stay_as_fit_into_both_limits(
    sizes: list[tuple[int, bool, int]], limit: int, waiting: int
) -> None:
    stack: UndoStack[Weight] = UndoStack(limit, waiting)
    held: list[Weight] = []
    for nbytes, is_settled, number in sizes:
        held.append(Weight(nbytes, is_settled=is_settled))
        stack.push(held[-1])
        while len(held) > 1 and (
            sum(step.settled_nbytes for step in held) > limit or sum(step.nbytes for step in held) > limit + waiting
        ):
            del held[0]
        back = taken_back(stack)
        assert list(map(id, back)) == list(map(id, held[::-1]))
        for _ in back:
            stack.redo()
        if not (step := held[number % len(held)]).is_settled:
            step.settle(step.nbytes // 2)
