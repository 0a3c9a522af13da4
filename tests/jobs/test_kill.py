"""`kill -9` at each step of a paid job, of a real process: one charge, and the result arrives."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from picwish_desktop.jobs.job import JobState
from picwish_desktop.jobs.runner import Runner, UndecidedError
from picwish_desktop.model.picture_file import PictureFile
from tests.jobs.vendor import may_leave
from tests.jobs.victim import Moment, new_job, provider
from tests.sandbox.faults import State
from tests.sandbox.options import Options
from tests.sandbox.routes import Route
from tests.sandbox.server import Sandbox

ROOT = Path(__file__).parents[2]
DOUBTFUL = (Moment.BEFORE_POST, Moment.DURING_BODY, Moment.AFTER_POST)
"""Where it is on disk that it is being sent, and not what became of it."""
UNSENT = (Moment.BEFORE_INTENT, Moment.AFTER_FILES, Moment.AFTER_ROW, Moment.BEFORE_SENDING)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(Options(picwish_rate=10**6)) as sandbox:
        yield sandbox
        assert sandbox.violations == []


async def killed(moment: Moment, folder: Path, sandbox: Sandbox) -> None:
    command = ("-m", "tests.jobs.victim", str(folder), sandbox.picwish_url, sandbox.key, moment)
    process = await asyncio.create_subprocess_exec(sys.executable, *command, cwd=ROOT)
    assert await process.wait() == -signal.SIGKILL


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
@pytest.mark.parametrize("moment", Moment)
async def test_a_killed_program_is_charged_once_and_its_result_arrives(
    moment: Moment, tmp_path: Path, sandbox: Sandbox
) -> None:
    # it is asked for twice at least
    sandbox.faults.push(Route.SEGMENTATION_TASK, State(4))
    folder = tmp_path / "jobs"
    await killed(moment, folder, sandbox)
    await sandbox.work_done()
    assert len(sandbox.charges) == (moment not in (*UNSENT, Moment.BEFORE_POST, Moment.DURING_BODY))

    runner = Runner({"picwish": provider(sandbox.picwish_url, sandbox.key)}, folder, may_leave=may_leave)
    assert await runner.open() == []
    states = [job.state for job in runner.jobs.values()]
    if moment in DOUBTFUL:
        assert states == [JobState.UNCONFIRMED]
        assert await runner.resume() == []
        with pytest.raises(UndecidedError):
            await runner.begin(new_job())
        assert len(sandbox.charges) == (moment is Moment.AFTER_POST)
    else:
        waiting = {Moment.BEFORE_INTENT: [], **{later: [JobState.PENDING] for later in UNSENT[1:]}}
        done = [JobState.SUCCEEDED] if moment in (Moment.AFTER_RESULT, Moment.AFTER_SUCCESS) else [JobState.RUNNING]
        assert states == waiting.get(moment, done)
        for job in [*await runner.resume(), *runner.jobs.values()]:
            await runner.answer(job)
        # the person, who saw nothing of all that, asks for the same
        job = await runner.begin(new_job())
        answer = await runner.answer(job)
        assert isinstance(answer.picture, PictureFile)
        assert [job.id for job in runner.jobs.values() if job.is_offered] == [job.id]
        assert len(sandbox.charges) == 1
    await runner.close()
    for one in runner.providers.values():
        await one.close()
