"""Paid work is never lost and never paid for twice, whatever happens in whatever order.

Random schedules: several jobs and equal requests at real providers, which speak real HTTP to the sandbox; every fault
of the sandbox at every moment; a network that is gone, a disk that is full or only read, a journal that is damaged; a
person who cancels, decides, forgets, closes; and programs that are killed, or lose their power, at any step
(`tests.jobs.mortal`). What must hold is in `tests.jobs.schedule`.

300 schedules run as a rule, 10,000 with `--hypothesis-profile=nightly`. Where SCHEDULES is set, as many as it says, and
a failure is told as it came and not made smaller, which takes minutes:

    SCHEDULES=2500 uv run pytest tests/jobs/test_state_machine.py --hypothesis-seed=7 -s
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from picwish_desktop.jobs.job import Job, JobState
from tests.jobs.mortal import End, Killed, Stage
from tests.jobs.schedule import NOWHERE, WISHES, World, damage, prepared
from tests.jobs.virtual_loop import Inline, VirtualLoop
from tests.sandbox.broken import broken_picture
from tests.sandbox.clock import Clock
from tests.sandbox.faults import (
    Dripping,
    Fault,
    Oversized,
    Redirect,
    Reset,
    Silence,
    Spoiled,
    State,
    Truncated,
    When,
    body_status,
    forbidden,
    html,
    server_error,
    too_many_requests,
)
from tests.sandbox.options import HOUR, Options
from tests.sandbox.routes import Route
from tests.sandbox.server import Sandbox

NORMAL, NIGHTLY = 300, 10_000
STEPS = 14
"""Of a schedule."""

EVERYWHERE: list[Fault] = [
    *(Reset(when) for when in When),
    *(Silence(when) for when in When),
    too_many_requests(),
    too_many_requests("2"),
    too_many_requests("Tue, 14 Nov 2023 23:00:00 GMT"),
    server_error(500),
    server_error(503),
    server_error(500, When.AFTER_WORK),
    html(200),
    html(200, When.AFTER_WORK),
    html(502),
    html(502, When.AFTER_WORK),
    Truncated(0.5),
    Truncated(0.0),
    Dripping(40, 0.01),
    Oversized(200_000_000),
    Redirect("loop"),
    Redirect("elsewhere"),
    Redirect("elsewhere", 307),
]
BODY_STATUSES: list[Fault] = [body_status(status) for status in (400, 401, 402, 404, 429, 500)]
STATES: list[Fault] = [State(state) for state in (0, 2, 3, 4, -1, -2, -3, -5, -7, -8, -42)]
SPOILED: list[Fault] = [broken_picture(), Spoiled(b"nothing"), Spoiled(content_type="text/plain")]
FAULTS: dict[Route, list[Fault]] = {
    Route.INPAINT: [*EVERYWHERE, *BODY_STATUSES, *STATES, *SPOILED],
    Route.SEGMENTATION: [*EVERYWHERE, *BODY_STATUSES, *STATES, *SPOILED],
    Route.REMOVE_BACKGROUND: [*EVERYWHERE, *SPOILED],
    Route.INPAINT_TASK: [*EVERYWHERE, *BODY_STATUSES, *STATES],
    Route.SEGMENTATION_TASK: [*EVERYWHERE, *BODY_STATUSES, *STATES],
    Route.RESULT: [*EVERYWHERE, *SPOILED, forbidden(), forbidden()],
}
WHERE_AND_WHAT = st.sampled_from(list(FAULTS)).flatmap(
    lambda route: st.tuples(st.just(route), st.sampled_from(FAULTS[route]))
)
MOMENTS = st.integers(0, 60)
"""Steps of the program before the next thing happens."""
WHOLE_WAY = st.integers(1, 70)
"""Steps of a job from the wish to its result."""


class PaidWork(RuleBasedStateMachine):
    world_of: Callable[[Path], World]
    totals: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
        self.world = type(self).world_of(Path(self.folder.name) / "jobs")

    def teardown(self) -> None:
        try:
            self.world.heal()
        finally:
            self.world.abandon()
            type(self).totals["schedules"] += 1
            type(self).totals += self.world.counts
            self.folder.cleanup()

    @property
    def jobs(self) -> list[Job]:
        return list(self.world.runner.jobs.values())

    @property
    def is_up(self) -> bool:
        return not self.world.life.is_over

    def job(self, index: int) -> Job:
        return self.jobs[index % len(self.jobs)]

    @initialize(
        wishes=st.lists(st.tuples(st.integers(0, len(WISHES) - 1), MOMENTS), min_size=1, max_size=3),
        faults=st.lists(WHERE_AND_WHAT, max_size=3),
    )
    def begins(self, wishes: list[tuple[int, int]], faults: list[tuple[Route, Fault]]) -> None:
        for route, fault in faults:
            self.world.sandbox.faults.push(route, fault)
        for wish, moment in wishes:
            self.ask(wish, moment)

    # a person

    @rule(wish=st.integers(0, len(WISHES) - 1), moment=MOMENTS)
    @precondition(lambda self: self.is_up)
    def ask(self, wish: int, moment: int) -> None:
        self.world.ask(wish)
        self.world.run(moment)

    @rule(wish=st.integers(0, len(WISHES) - 1))
    @precondition(lambda self: self.is_up)
    def ask_twice(self, wish: int) -> None:
        self.world.ask(wish)
        self.world.ask(wish)
        self.world.run()

    @rule(moment=MOMENTS)
    @precondition(lambda self: self.is_up and self.world.asking)
    def stops_asking(self, moment: int) -> None:
        self.world.stop_asking()
        self.world.run(moment)

    @rule(index=st.integers(0, 5), moment=MOMENTS)
    @precondition(lambda self: self.is_up and self.jobs)
    def cancel(self, index: int, moment: int) -> None:
        self.world.act(self.world.cancel(self.job(index)))
        self.world.run(moment)

    @rule(index=st.integers(0, 5), moment=MOMENTS)
    @precondition(lambda self: self.is_up and any(job.state is JobState.UNCONFIRMED for job in self.jobs))
    def decide(self, index: int, moment: int) -> None:
        undecided = [job for job in self.jobs if job.state is JobState.UNCONFIRMED]
        self.world.act(self.world.send_again(undecided[index % len(undecided)]))
        self.world.run(moment)

    @rule(index=st.integers(0, 5), moment=MOMENTS, is_double=st.booleans())
    @precondition(lambda self: self.is_up and self.jobs)
    def send_again(self, index: int, moment: int, is_double: bool) -> None:
        for _ in range(1 + is_double):
            self.world.act(self.world.send_again(self.job(index)))
        self.world.run(moment)

    @rule(index=st.integers(0, 5), moment=MOMENTS)
    @precondition(lambda self: self.is_up and self.jobs)
    def forget(self, index: int, moment: int) -> None:
        self.world.act(self.world.forget(self.job(index)))
        self.world.run(moment)

    @rule(index=st.integers(0, 5), moment=MOMENTS)
    @precondition(lambda self: self.is_up and any(job.is_offered for job in self.jobs))
    def take(self, index: int, moment: int) -> None:
        offered = [job for job in self.jobs if job.is_offered]
        self.world.act(self.world.runner.take(offered[index % len(offered)]))
        self.world.run(moment)

    @rule(index=st.integers(0, 5), moment=MOMENTS)
    @precondition(lambda self: self.is_up and any(job.state is JobState.SUCCEEDED for job in self.jobs))
    def reject(self, index: int, moment: int) -> None:
        done = [job for job in self.jobs if job.state is JobState.SUCCEEDED]
        self.world.act(self.world.reject(done[index % len(done)]))
        self.world.run(moment)

    @rule(index=st.integers(0, 5), moment=MOMENTS)
    @precondition(lambda self: self.is_up and self.jobs)
    def wait_for(self, index: int, moment: int) -> None:
        self.world.act(self.world.runner.answer(self.job(index)))
        self.world.run(moment)

    @rule(moment=MOMENTS)
    @precondition(lambda self: self.is_up)
    def resume(self, moment: int) -> None:
        self.world.act(self.world.runner.resume())
        self.world.run(moment)

    # the world

    @rule(where_and_what=WHERE_AND_WHAT, times=st.sampled_from([1, 1, 1, 2, 3, 6]))
    def goes_wrong(self, where_and_what: tuple[Route, Fault], times: int) -> None:
        route, fault = where_and_what
        self.world.sandbox.faults.push(route, *[fault] * times)

    @rule(moment=MOMENTS)
    @precondition(lambda self: self.is_up)
    def goes_on(self, moment: int) -> None:
        self.world.run(moment)

    @rule()
    @precondition(lambda self: self.is_up)
    def comes_to_rest(self) -> None:
        self.world.run()

    @rule(is_there=st.booleans())
    def network(self, is_there: bool) -> None:
        sandbox, access = self.world.sandbox, self.world.access
        access["picwish"]["PICWISH_BASE_URL"] = sandbox.picwish_url if is_there else NOWHERE
        access["pixelcut"]["PIXELCUT_BASE_URL"] = sandbox.pixelcut_url if is_there else NOWHERE

    @rule(rounds=st.sampled_from([0, 1, 1, 5, 40]))
    def disk_is_slow(self, rounds: int) -> None:
        self.world.stage.rounds = rounds

    @rule(moment=MOMENTS, is_read_only=st.booleans())
    @precondition(lambda self: self.is_up)
    def disk_fills(self, moment: int, is_read_only: bool) -> None:
        self.world.life.is_read_only = is_read_only
        self.world.life.fills_at = self.world.life.steps + 1 + moment

    @rule()
    @precondition(lambda self: self.is_up and self.world.life.is_disk_full)
    def disk_has_room(self) -> None:
        self.world.disk_has_room()

    @rule(share=st.sampled_from([0.3, 1.1]))
    def time_passes(self, share: float) -> None:
        self.world.time_passes(HOUR * share)

    # the program

    @rule(moment=MOMENTS, end=st.sampled_from(End), torn=st.floats(0, 1), waits=st.booleans())
    @precondition(lambda self: self.is_up)
    def dies(self, moment: int, end: End, torn: float, waits: bool) -> None:
        self.world.is_waiting_for_network = waits
        self.world.kill(moment, end, torn)

    @rule(
        wish=st.integers(0, len(WISHES) - 1),
        moment=WHOLE_WAY,
        full_at=st.none() | WHOLE_WAY,
        end=st.sampled_from(End),
        torn=st.floats(0, 1),
    )
    @precondition(lambda self: self.is_up)
    def dies_on_the_way(self, wish: int, moment: int, full_at: int | None, end: End, torn: float) -> None:
        self.world.ask(wish)
        if full_at is not None:
            self.world.life.fills_at = self.world.life.steps + full_at
        self.world.kill(moment, end, torn)
        self.world.start()
        self.world.act(self.world.runner.resume())

    @rule(
        what=st.sampled_from(["cancel", "forget", "send_again", "reject"]),
        index=st.integers(0, 5),
        moment=st.integers(1, 25),
        end=st.sampled_from(End),
        torn=st.floats(0, 1),
    )
    @precondition(lambda self: self.is_up and self.jobs)
    def dies_in_the_act(self, what: str, index: int, moment: int, end: End, torn: float) -> None:
        world, job = self.world, self.job(index)
        if what == "reject" and job.state is not JobState.SUCCEEDED:
            return
        acts = {
            "cancel": world.cancel,
            "forget": world.forget,
            "send_again": world.send_again,
            "reject": world.reject,
        }
        world.act(acts[what](job))
        world.kill(moment, end, torn)
        world.start()
        world.run()

    @rule()
    @precondition(lambda self: self.is_up)
    def closes(self) -> None:
        self.world.close()

    @rule(kind=st.sampled_from(["header", "garbage", "empty", "log lost"]), where=st.floats(0, 1))
    @precondition(lambda self: not self.is_up)
    def journal_is_damaged(self, kind: str, where: float) -> None:
        self.world.was_damaged = True
        damage(self.world.root, kind, where)

    @rule(moment=MOMENTS, resumes=st.booleans())
    @precondition(lambda self: not self.is_up)
    def starts(self, moment: int, resumes: bool) -> None:
        self.world.start()
        if resumes:
            self.world.act(self.world.runner.resume())
        self.world.run(moment)

    @invariant()
    def holds(self) -> None:
        self.world.check()


@pytest.fixture(scope="module")
def world_of() -> Iterator[Callable[[Path], World]]:
    loop = VirtualLoop()
    loop.set_exception_handler(_not_of_the_dead)
    asyncio.set_event_loop(loop)
    stage = Stage(loop)
    options = Options(latency=3.0, picwish_rate=10**6, pixelcut_rate=10**6, clock=Clock(loop.epoch))
    sandbox = Sandbox(options)
    sandbox._threads._pool = Inline()
    loop.run_until_complete(sandbox.__aenter__())
    with stage.prepared(), prepared(loop):
        yield lambda root: World(stage, loop, sandbox, root)
    loop.run_until_complete(sandbox.__aexit__(None, None, None))
    loop.close()
    asyncio.set_event_loop(None)


def _not_of_the_dead(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Nobody is left to hear how a dead program ended."""
    if not isinstance(context.get("exception"), Killed):
        loop.default_exception_handler(context)


def test_paid_work_is_never_lost_and_never_paid_for_twice(world_of: Callable[[Path], World]) -> None:
    PaidWork.world_of = staticmethod(world_of)
    usual = NIGHTLY if settings().max_examples > 1000 else NORMAL
    run_state_machine_as_test(
        PaidWork,
        settings=settings(
            max_examples=int(os.environ.get("SCHEDULES", usual)),
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate] if "SCHEDULES" in os.environ else [Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
    sys.stdout.write(f"\n{dict(PaidWork.totals)}\n")
