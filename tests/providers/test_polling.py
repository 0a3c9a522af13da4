"""When a task is asked for: what is learned, and that it stays within bounds."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.providers.polling import FIRST_GUESS, LONGEST, SHORTEST, Durations, back_off, steps


def questions(durations: Durations, needed: float, delay: float = 0.0) -> int:
    """How often a task is asked for that is done after `needed` seconds, each answer coming `delay` late."""
    waited = elapsed = durations["inpaint"]
    latest: float | None = None
    pauses = steps(waited)
    for count in itertools.count(1):
        if elapsed + delay >= needed:
            if latest is None:
                durations.was_done("inpaint", waited, elapsed + delay)
            else:
                durations.was_early("inpaint", waited, latest)
            return count
        latest = elapsed + delay
        elapsed += delay + next(pauses)
    raise AssertionError


@pytest.mark.parametrize("usual", [0.4, 1.5, 6.0, 25.0])
def test_most_tasks_are_asked_for_once_and_not_much_too_late(usual: float) -> None:
    chance = random.Random(5)
    durations = Durations()
    needed = [usual * chance.uniform(0.85, 1.15) for _ in range(400)]
    counts = [questions(durations, seconds) for seconds in needed]
    learned = counts[100:]
    assert sum(count == 1 for count in learned) >= 0.8 * len(learned)
    assert sum(learned) <= 1.25 * len(learned)
    assert usual * 0.8 <= durations["inpaint"] <= max(1.8 * usual, SHORTEST)


def test_one_task_that_takes_for_ever_changes_little() -> None:
    durations = Durations({"inpaint": 2.0})
    questions(durations, 290)
    assert durations["inpaint"] <= 4


def test_tasks_that_waited_together_count_once() -> None:
    durations = Durations({"inpaint": 2.0})
    for _ in range(16):
        durations.was_early("inpaint", 2.0, 2.1)
    raised = durations["inpaint"]
    assert 2 < raised < 3
    for _ in range(16):
        durations.was_done("inpaint", raised, raised)
    assert raised * 0.9 < durations["inpaint"] < raised


def test_what_had_to_queue_tells_nothing() -> None:
    durations = Durations({"inpaint": 2.0})
    for _ in range(100):
        durations.was_done("inpaint", 2.0, 30.0)
    assert durations["inpaint"] == 2.0


def test_operations_are_learned_apart_and_begin_with_a_guess() -> None:
    durations = Durations()
    assert durations["inpaint"] == FIRST_GUESS
    durations.was_early("idphoto", 2.0, 3.0)
    assert durations["inpaint"] == FIRST_GUESS
    assert set(durations.as_dict()) == {"idphoto"}


def test_another_run_goes_on_with_what_was_learned() -> None:
    durations = Durations()
    durations.was_early("inpaint", 2.0, 3.0)
    assert Durations(durations.as_dict())["inpaint"] == durations["inpaint"] != FIRST_GUESS


@given(st.floats())
def test_whatever_was_kept_is_bounded(seconds: float) -> None:
    assert SHORTEST <= Durations({"inpaint": seconds})["inpaint"] <= LONGEST


@given(st.lists(st.tuples(st.booleans(), st.floats(0.1, 500), st.floats(0.1, 500))))
def test_whatever_is_learned_is_bounded(events: list[tuple[bool, float, float]]) -> None:
    durations = Durations()
    for is_early, waited, elapsed in events:
        learn = durations.was_early if is_early else durations.was_done
        learn("inpaint", waited, elapsed)
        assert SHORTEST <= durations["inpaint"] <= LONGEST


def test_pauses_grow_and_are_not_the_same_twice() -> None:
    pauses = list(itertools.islice(steps(2.0), 20))
    assert pauses[0] < 1 < pauses[3] < max(pauses) <= 16.5
    failures = [back_off(tries) for tries in range(1, 40)]
    assert failures[0] <= 1.25
    assert max(failures) <= 18.75
    assert len(set(failures)) == len(failures)
