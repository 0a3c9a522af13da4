"""The stack itself: order, what a new step forgets, and the bound in bytes."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.model.undo import UndoStack


@dataclass
class Weight:
    nbytes: int
    label: str = "step"
    settled: int | None = None
    """What it weighs when it is settled, where that is less."""

    def settle(self) -> None:
        self.nbytes = self.nbytes if self.settled is None else self.settled


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


@given(st.lists(st.integers(0, 40)), st.integers(1, 100))
def test_the_bytes_stay_within_the_limit_and_the_newest_step_stays(sizes: list[int], limit: int) -> None:
    stack: UndoStack[Weight] = UndoStack(limit)
    for size in sizes:
        step = Weight(size)
        stack.push(step)
        assert stack.nbytes <= max(limit, size)
    held = []
    while (back := stack.undo()) is not None:
        held.append(back.nbytes)
    assert held == sizes[::-1][: len(held)]
    assert sum(held) == stack.nbytes
    assert bool(held) == bool(sizes)


def test_steps_that_will_take_less_are_not_forgotten_for_what_they_take_now() -> None:
    stack: UndoStack[Weight] = UndoStack(100)
    for _ in range(5):
        stack.push(Weight(90, settled=10))
    assert stack.nbytes <= 100
    assert sum(stack.undo() is not None for _ in range(5)) == 5
