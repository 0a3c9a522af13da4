"""How often a host is asked, in time that passes only here."""

import asyncio
import itertools
from collections.abc import Sequence
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.providers.limiter import MAX_PAUSE, RateLimiter
from tests.providers.virtual_time import VirtualTime


async def ask(limiter: RateLimiter, time: VirtualTime, sent: list[float], connecting: float = 0.0) -> None:
    async with limiter.turn() as turn:
        if connecting:
            await time.sleep(connecting)
        turn.sent()
        sent.append(time.time)


def most_in_a_second(times: Sequence[float]) -> int:
    return max(sum(start <= other < start + 1 for other in times) for start in times)


@given(
    rate=st.sampled_from([0.3, 1.0, 2.0, 2.5, 5.0, 20.0]),
    requests=st.lists(
        st.tuples(st.floats(0, 3), st.floats(0, 2), st.sampled_from(["sent", "dropped", "cancelled"])),
        min_size=1,
        max_size=30,
    ),
)
def test_never_more_than_the_rate_in_any_second(rate: float, requests: list[tuple[float, float, str]]) -> None:
    """Each request comes at its own time, connects for its own time, and some never leave."""
    time = VirtualTime()
    limiter = RateLimiter(lambda: rate, time.clock)
    sent: list[float] = []

    async def one(start: float, connecting: float, fate: str) -> None:
        await time.sleep(start)
        async with limiter.turn() as turn:
            await time.sleep(connecting)
            if fate == "sent":
                turn.sent()
                sent.append(time.time)

    async def all_of_them() -> None:
        tasks = [asyncio.create_task(one(*request)) for request in requests]
        await time.sleep(2)
        for task, (_, _, fate) in zip(tasks, requests, strict=True):
            if fate == "cancelled":
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # nobody took a turn along
        await ask(limiter, time, sent)

    time.run(all_of_them())
    assert len(sent) == 1 + sum(fate == "sent" for _, _, fate in requests)
    assert most_in_a_second(sent) <= max(1, int(rate))
    if rate < 1:
        assert all(later - earlier >= 1 / rate for earlier, later in itertools.pairwise(sent))


@pytest.mark.parametrize("rate", [2.0, 20.0])
def test_almost_all_of_the_rate_is_used(rate: float) -> None:
    """50 tasks of two requests each, though every request is ten milliseconds late."""
    time = VirtualTime()
    limiter = RateLimiter(lambda: rate, time.clock)
    sent: list[float] = []
    start = time.time

    async def all_of_them() -> None:
        await asyncio.gather(*(ask(limiter, time, sent, connecting=0.01) for _ in range(100)))

    time.run(all_of_them())
    assert 100 / rate / (time.time - start) >= 0.95
    assert most_in_a_second(sent) <= rate


def test_first_come_first_served() -> None:
    time = VirtualTime()
    limiter = RateLimiter(lambda: 1.0, time.clock)
    served: list[int] = []

    async def one(number: int) -> None:
        async with limiter.turn() as turn:
            turn.sent()
            served.append(number)

    async def all_of_them() -> None:
        await asyncio.gather(*(one(number) for number in range(6)))

    time.run(all_of_them())
    assert served == list(range(6))


def test_what_is_connecting_counts_until_it_has_left() -> None:
    time = VirtualTime()
    limiter = RateLimiter(lambda: 1.0, time.clock)
    sent: list[float] = []
    start = time.time

    async def both() -> None:
        await asyncio.gather(ask(limiter, time, sent, connecting=7.0), ask(limiter, time, sent))

    time.run(both())
    assert sent[0] - start == pytest.approx(7)
    assert 8 <= sent[1] - start <= 8.1


def test_a_turn_that_is_not_used_is_given_on_at_once() -> None:
    time = VirtualTime()
    limiter = RateLimiter(lambda: 1.0, time.clock)
    start = time.time

    async def all_of_them() -> None:
        for _ in range(5):
            async with limiter.turn():
                pass
        with pytest.raises(ZeroDivisionError):
            async with limiter.turn():
                raise ZeroDivisionError
        await ask(limiter, time, [])

    time.run(all_of_them())
    assert time.time == start


def test_the_rate_can_change_while_requests_wait() -> None:
    time = VirtualTime()
    rate = 1.0
    limiter = RateLimiter(lambda: rate, time.clock)
    sent: list[float] = []
    start = time.time

    async def all_of_them() -> None:
        nonlocal rate
        waiting = asyncio.gather(*(ask(limiter, time, sent) for _ in range(30)))
        await time.sleep(3.5)
        rate = 10.0
        await waiting

    time.run(all_of_them())
    assert len([moment for moment in sent if moment < start + 3.5]) == 4
    assert sent[-1] - start < 7


@pytest.mark.parametrize("rate", [0.0, -1.0, float("nan"), 0.01])
def test_a_senseless_rate_is_a_low_one(rate: float) -> None:
    time = VirtualTime()
    limiter = RateLimiter(lambda: rate, time.clock)
    sent: list[float] = []

    async def both() -> None:
        await asyncio.gather(ask(limiter, time, sent), ask(limiter, time, sent))

    time.run(both())
    assert 10 <= sent[1] - sent[0] <= 11


def pause_after(*refusals: tuple[str | None, str | None]) -> float:
    """Seconds until the next request leaves after these headers, Retry-After and Date, of answers with 429."""
    time = VirtualTime()
    limiter = RateLimiter(lambda: 1000.0, time.clock)
    sent: list[float] = []
    start = time.time

    async def one() -> None:
        for retry_after, date in refusals:
            limiter.refused(retry_after, date)
        await ask(limiter, time, sent)

    time.run(one())
    return sent[0] - start


def test_retry_after_holds_everything_back() -> None:
    now = VirtualTime().time
    assert pause_after(("7", None)) == pytest.approx(7)
    assert pause_after((" 7 ", None)) == pytest.approx(7)
    assert pause_after((formatdate(now + 9, usegmt=True), None)) == pytest.approx(9, abs=1)
    # by the server's clock, if it tells the time
    assert pause_after((formatdate(5000, usegmt=True), formatdate(4989, usegmt=True))) == pytest.approx(11)
    assert pause_after(("7", None), ("2", None)) == pytest.approx(7)


@pytest.mark.parametrize("retry_after", ["86400", "9" * 5000, formatdate(4e9, usegmt=True)])
def test_nobody_is_held_back_for_ever(retry_after: str) -> None:
    assert pause_after((retry_after, None)) == pytest.approx(MAX_PAUSE)


@pytest.mark.parametrize(
    "retry_after",
    [None, "", "0", "soon", "-5", "1.5e3", "²", "Wed, 21 Oct 2015 07:28:00 GMT", "Wed, 99 Foo 2015 07:28:00 GMT", ","],
)
def test_without_a_readable_retry_after_pauses_grow(retry_after: str | None) -> None:
    one, three, many = ([(retry_after, None)] * count for count in (1, 3, 30))
    assert 1 <= pause_after(*one) <= 1.5
    assert 4 <= pause_after(*three) <= 6
    assert pause_after(*many) == pytest.approx(MAX_PAUSE)


def test_after_an_answer_pauses_begin_anew() -> None:
    time = VirtualTime()
    limiter = RateLimiter(lambda: 1000.0, time.clock)
    for _ in range(4):
        limiter.refused()
    limiter.accepted()
    sent: list[float] = []

    async def one() -> None:
        await ask(limiter, time, sent)
        limiter.refused()
        await ask(limiter, time, sent)

    time.run(one())
    assert 1 <= sent[1] - sent[0] <= 1.5


@given(st.lists(st.floats(0.1, 3), min_size=1, max_size=4), st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_one_program_after_another_keeps_the_rate(pauses: list[float], requests: list[int]) -> None:
    time = VirtualTime()
    sent: list[float] = []

    async def programs() -> None:
        sent_at: tuple[float, ...] = ()
        for pause, count in itertools.zip_longest(pauses, requests, fillvalue=1):
            limiter = RateLimiter(lambda: 2.0, time.clock, sent_at)
            for _ in range(int(count)):
                await ask(limiter, time, sent)
            sent_at = limiter.sent_at
            await time.sleep(pause)

    time.run(programs())
    assert most_in_a_second(sent) <= 2


def test_a_clock_that_was_put_back_stops_nobody() -> None:
    time = VirtualTime()
    limiter = RateLimiter(lambda: 1.0, time.clock, [time.time + 10_000])
    time.run(ask(limiter, time, []))
    assert time.time == VirtualTime().time
