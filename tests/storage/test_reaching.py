"""Looks at a share whose server is gone keep nobody waiting but who asked."""

import asyncio
import subprocess
import sys
import threading

import pytest

from picwish_desktop.storage import reaching
from picwish_desktop.storage.reaching import reach


async def test_looks_that_hang_keep_no_other_one_waiting() -> None:
    back = threading.Event()
    hung = [asyncio.ensure_future(reach(back.wait)) for _ in range(40)]
    after = asyncio.ensure_future(reach(int, "7"))
    try:
        async with asyncio.timeout(5):
            assert await after == 7
    finally:
        back.set()
        assert all(await asyncio.gather(*hung))


async def test_what_a_look_raises_is_for_who_asked() -> None:
    with pytest.raises(ValueError, match="seven"):
        await reach(int, "seven")


@pytest.mark.parametrize("turns", range(6))
async def test_who_is_cancelled_does_not_go_on_where_the_answer_came_just_then(
    monkeypatch: pytest.MonkeyPatch, turns: int
) -> None:
    answer = asyncio.get_running_loop().create_future()

    async def answered(_: object) -> object:
        return await answer

    monkeypatch.setattr(reaching, "reach", answered)
    asking = asyncio.ensure_future(reaching.reach_soon(int))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    answer.set_result(7)
    for _ in range(turns):
        await asyncio.sleep(0)
    if asking.cancel():
        with pytest.raises(asyncio.CancelledError):
            await asking


HANGS = """
import asyncio, threading
from picwish_desktop.storage.reaching import reach

async def closes():
    task = asyncio.ensure_future(reach(threading.Event().wait))
    await asyncio.sleep(0)
    task.cancel()

asyncio.run(closes())
"""


def test_the_program_ends_while_a_look_hangs() -> None:
    subprocess.run([sys.executable, "-c", HANGS], timeout=20, check=True)
