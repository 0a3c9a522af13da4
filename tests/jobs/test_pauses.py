"""How long to wait for a network."""

from itertools import islice

from picwish_desktop.jobs.pauses import pauses


def test_the_last_one_repeats() -> None:
    assert list(islice(pauses((2.0, 5.0)), 5)) == [2.0, 5.0, 5.0, 5.0, 5.0]


def test_without_any_there_is_no_next_try() -> None:
    assert list(pauses(())) == []
