"""How long to wait for a network, and that others have the turn meanwhile."""

import asyncio
from itertools import islice

from picwish_desktop.jobs.pauses import Turn, pauses


def test_the_last_one_repeats() -> None:
    assert list(islice(pauses((2.0, 5.0)), 5)) == [2.0, 5.0, 5.0, 5.0, 5.0]


def test_without_any_there_is_no_next_try() -> None:
    assert list(pauses(())) == []


async def test_who_is_stopped_in_a_pause_gives_no_turn_back() -> None:
    """Or there would be more of them each time."""
    turns = asyncio.Semaphore(1)

    async def pause() -> None:
        async with Turn(turns) as turn:
            await turn.pause(3600.0)

    pausing = asyncio.create_task(pause())
    await asyncio.sleep(0)
    assert not turns.locked()
    pausing.cancel()
    await asyncio.gather(pausing, return_exceptions=True)
    await turns.acquire()
    assert turns.locked()
