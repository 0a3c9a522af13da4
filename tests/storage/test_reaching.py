"""Looks at a share whose server is gone keep nobody waiting but who asked."""

import asyncio
import subprocess
import sys
import threading

import pytest

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
