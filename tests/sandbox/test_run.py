"""The sandbox as a process of its own."""

import asyncio
import json
import signal
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.sandbox.client import EXAMPLES, answered, form
from tests.sandbox.routes import Route

ROOT = Path(__file__).parents[2]


async def start(*arguments: str) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    program = (sys.executable, "-m", "tests.sandbox", *arguments)
    return await asyncio.create_subprocess_exec(*program, cwd=ROOT, stdout=pipe, stderr=pipe)


async def test_it_says_what_to_set_and_at_the_end_what_was_paid() -> None:
    process = await start("--port", "0", "--key", "mine", "--latency", "0", "--credits", "3")
    assert process.stdout is not None
    lines = [(await process.stdout.readline()).decode().split() for _ in range(4)]
    assert {line[0] for line in lines} == {"export"}
    variables = dict(line[1].split("=") for line in lines)
    assert variables["PICWISH_API_KEY"] == "mine"
    assert variables["PIXELCUT_API_KEY"] == "mine-pixelcut"
    assert variables["PIXELCUT_BASE_URL"].startswith("http://127.0.0.1:")
    async with ClientSession(headers={"X-API-KEY": variables["PICWISH_API_KEY"]}) as session:
        url = variables["PICWISH_BASE_URL"] + Route.INPAINT.path
        created = await answered(session.post(url, data=form(EXAMPLES[Route.INPAINT])))
    process.send_signal(signal.SIGTERM)
    out, err = await process.communicate()
    told = json.loads(out)
    assert [charge["task_id"] for charge in told["charges"]] == [created.data["task_id"]]
    assert told["violations"] == []
    assert (process.returncode, err) == (0, b"")


@pytest.mark.skipif(find_spec("PySide6") is None, reason="is about what is not imported where it is installed")
async def test_it_needs_no_qt() -> None:
    code = "import sys, tests.sandbox.server; print(sorted({'PySide6', 'shiboken6', 'qasync'} & set(sys.modules)))"
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, cwd=ROOT, stdout=pipe)
    out, _ = await process.communicate()
    assert out == b"[]\n"
