"""A paid job's way: what is on disk when, what is charged, and what a second run of the program finds."""

import asyncio
import errno
import os
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from picwish_desktop.jobs.driving import AT_ONCE, GRACE
from picwish_desktop.jobs.job import Job, JobState, Purpose
from picwish_desktop.jobs.journal import Journal
from picwish_desktop.jobs.journal_file import JournalError, JournalLockedError
from picwish_desktop.jobs.runner import Runner, UndecidedError
from picwish_desktop.operations.provider import (
    AboutToSend,
    BusyError,
    FetchInterruptedError,
    NotReachedError,
    Progress,
    ProviderError,
    RequestRejectedError,
    SubmitUnconfirmedError,
    TaskExpiredError,
    TaskFailedError,
    TaskId,
)
from picwish_desktop.operations.request import Answer, Request
from tests.jobs.vendor import Vendor, may_leave, new_job, picture_file

NewRunner = Callable[[], Runner]


@pytest.fixture
def vendor() -> Vendor:
    return Vendor()


@pytest.fixture
async def new_runner(tmp_path: Path, vendor: Vendor) -> AsyncIterator[NewRunner]:
    runners: list[Runner] = []

    def new() -> Runner:
        runners.append(Runner({vendor.name: vendor}, tmp_path / "jobs", may_leave=may_leave))
        return runners[-1]

    yield new
    vendor.is_open.set()
    vendor.takes_all.set()
    for runner in runners:
        await runner.close()


async def run(runner: Runner, job: Job) -> Answer:
    return await runner.answer(await runner.begin(job))


async def until(runner: Runner, condition: Callable[[], bool]) -> None:
    """Wait for it to hold; it is looked at whenever a job changes."""
    changed = asyncio.Event()
    unwatch = runner.watch(lambda _: changed.set())
    async with asyncio.timeout(20):
        while not condition():
            changed.clear()
            await changed.wait()
    unwatch()


async def failed_job(runner: Runner, vendor: Vendor) -> Job:
    """That was paid for and gave nothing."""
    vendor.fetch_faults.append(TaskFailedError("It did not work."))
    with pytest.raises(TaskFailedError):
        await run(runner, new_job())
    (job,) = runner.jobs.values()
    return job


async def jobs_after_restart(runner: Runner, new_runner: NewRunner) -> list[Job]:
    await runner.close()
    again = new_runner()
    await again.open()
    jobs = list(again.jobs.values())
    await again.close()
    return jobs


async def test_a_job_goes_through_its_states_and_its_result_is_on_disk(new_runner: NewRunner) -> None:
    runner = new_runner()
    states: list[JobState] = []
    runner.watch(lambda job: states.append(job.state) if [job.state] != states[-1:] else None)
    answer = await run(runner, new_job())
    assert answer.picture == picture_file()
    assert states == [JobState.PENDING, JobState.SUBMITTING, JobState.RUNNING, JobState.SUCCEEDED]
    (job,) = await jobs_after_restart(runner, new_runner)
    assert (job.state, job.task_id, job.is_offered) == (JobState.SUCCEEDED, "task-1", True)


async def test_an_equal_request_is_answered_from_disk(vendor: Vendor, new_runner: NewRunner) -> None:
    runner = new_runner()
    await run(runner, new_job(1))
    await runner.close()
    again = new_runner()
    elsewhere = Purpose(photo=Path("/elsewhere.png"))
    job = await again.begin(new_job(1, elsewhere))
    assert (await again.answer(job)).picture == picture_file()
    assert vendor.charges == 1
    assert job.is_offered
    assert job.purpose.photo == Path("/elsewhere.png")
    await run(again, new_job(2))
    assert vendor.charges == 2


async def test_a_second_click_waits_for_the_first(vendor: Vendor, new_runner: NewRunner) -> None:
    runner = new_runner()
    vendor.is_open.clear()
    first, second = await asyncio.gather(runner.begin(new_job()), runner.begin(new_job()))
    assert first is second
    waiting = asyncio.gather(runner.answer(first), runner.answer(second))
    await vendor.asked.wait()
    vendor.is_open.set()
    await waiting
    assert vendor.charges == 1


async def test_an_equal_request_sends_what_waited(vendor: Vendor, new_runner: NewRunner) -> None:
    runner = new_runner()
    vendor.submit_faults.append(NotReachedError("No network."))
    with pytest.raises(NotReachedError):
        await run(runner, new_job())
    (waiting,) = runner.jobs.values()
    assert not runner.is_going_on(waiting)
    assert await runner.begin(new_job()) is waiting
    assert runner.is_going_on(waiting)
    await runner.answer(waiting)
    assert vendor.charges == 1


async def test_nothing_is_left_of_what_costs_nothing(
    vendor: Vendor, new_runner: NewRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vendor, "account", None)
    runner, job = new_runner(), new_job()
    await run(runner, job)
    assert job.state is JobState.SUCCEEDED
    assert not runner.is_going_on(job)
    assert not runner.jobs
    assert not (tmp_path / "jobs").exists()


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (RequestRejectedError("Wrong."), JobState.FAILED),
        (TaskFailedError("No."), JobState.FAILED),
        (SubmitUnconfirmedError("Lost."), JobState.UNCONFIRMED),
        (NotReachedError("No network."), JobState.PENDING),
        (ValueError("a fault of ours"), JobState.UNCONFIRMED),
    ],
)
async def test_what_goes_wrong_while_sending(
    vendor: Vendor, new_runner: NewRunner, error: Exception, state: JobState
) -> None:
    runner = new_runner()
    vendor.submit_faults.append(error)
    with pytest.raises(type(error) if isinstance(error, ProviderError) else SubmitUnconfirmedError):
        await run(runner, new_job())
    (job,) = runner.jobs.values()
    assert job.state is state
    assert job.error
    (again,) = await jobs_after_restart(runner, new_runner)
    assert (again.state, again.error) == (state, job.error)


async def test_what_goes_wrong_before_sending_cost_nothing(vendor: Vendor, tmp_path: Path) -> None:
    async def may_leave(_: Job) -> bool:
        raise RuntimeError("can't start new thread")

    runner = Runner({vendor.name: vendor}, tmp_path / "jobs", may_leave=may_leave)
    with pytest.raises(TaskFailedError, match="nothing was charged"):
        await run(runner, new_job())
    (job,) = runner.jobs.values()
    assert (job.state, vendor.charges) == (JobState.FAILED, 0)
    await runner.close()


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (TaskFailedError("No."), JobState.FAILED),
        (TaskExpiredError("Gone."), JobState.EXPIRED),
        (FetchInterruptedError("Later."), JobState.RUNNING),
    ],
)
async def test_what_goes_wrong_while_fetching(
    vendor: Vendor, new_runner: NewRunner, error: ProviderError, state: JobState
) -> None:
    runner = new_runner()
    vendor.fetch_faults.append(error)
    with pytest.raises(type(error)):
        await run(runner, new_job())
    (job,) = await jobs_after_restart(runner, new_runner)
    assert (job.state, job.error) == (state, str(error))


async def test_busy_is_tried_again_and_not_charged_twice(vendor: Vendor, new_runner: NewRunner) -> None:
    vendor.submit_faults.extend([BusyError("Too many."), BusyError("Too many.")])
    await run(new_runner(), new_job())
    assert vendor.charges == 1


async def test_without_a_network_it_waits_and_goes_out_when_there_is_one(vendor: Vendor, tmp_path: Path) -> None:
    runner = Runner({vendor.name: vendor}, tmp_path / "jobs", may_leave=may_leave, network_pauses=(0.0,))
    vendor.submit_faults.extend([NotReachedError("No network.")] * 3)
    vendor.fetch_faults.extend([FetchInterruptedError("Later.")] * 3)
    await run(runner, new_job())
    assert vendor.charges == 1
    await runner.close()


async def test_what_was_locked_while_it_waited_is_not_sent(vendor: Vendor, tmp_path: Path) -> None:
    asked: list[Job] = []

    async def until_locked(job: Job) -> bool:
        asked.append(job)
        return len(asked) < 3

    runner = Runner({vendor.name: vendor}, tmp_path / "jobs", may_leave=until_locked, network_pauses=(0.0,))
    states: list[JobState] = []
    runner.watch(lambda job: states.append(job.state) if [job.state] != states[-1:] else None)
    vendor.submit_faults.extend([NotReachedError("No network.")] * 2)
    job = await runner.begin(new_job())
    with pytest.raises(RequestRejectedError, match="locked to this computer meanwhile"):
        await runner.answer(job)
    assert asked == [job] * 3
    tried = [JobState.PENDING, JobState.SUBMITTING]
    assert states == [*tried, *tried, JobState.PENDING, JobState.FAILED], "nothing was about to be sent in the end"
    assert vendor.charges == 0
    vendor.submit_faults.clear()
    asked.clear()
    await run(runner, new_job())
    assert vendor.charges == 1, "it is asked for anew"
    await runner.close()


@pytest.mark.parametrize("is_sent", [False, True])
async def test_who_waits_for_a_network_keeps_nobody_waiting(vendor: Vendor, tmp_path: Path, is_sent: bool) -> None:
    runner = Runner({vendor.name: vendor}, tmp_path / "jobs", may_leave=may_leave, network_pauses=(3600.0,))
    if is_sent:
        vendor.fetch_faults.extend([FetchInterruptedError("Later.")] * AT_ONCE)
    else:
        vendor.submit_faults.extend([NotReachedError("No network.")] * AT_ONCE)
    waiting = [await runner.begin(new_job(n)) for n in range(AT_ONCE)]
    await until(runner, lambda: all(job.is_offline for job in waiting))
    async with asyncio.timeout(20):
        await run(runner, new_job(AT_ONCE))
    await runner.close()


async def test_one_provider_keeps_no_job_of_another_waiting(vendor: Vendor, tmp_path: Path) -> None:
    other = Vendor()
    runner = Runner({vendor.name: vendor, "other": other}, tmp_path / "jobs", may_leave=may_leave)
    vendor.is_open.clear()
    for n in range(AT_ONCE):
        await runner.begin(new_job(n))
    await until(runner, lambda: vendor.charges == AT_ONCE)
    job = new_job(1)
    job.provider = "other"
    async with asyncio.timeout(20):
        await run(runner, job)
    assert other.charges == 1
    vendor.is_open.set()
    await runner.close()


async def test_what_is_not_confirmed_is_the_persons_decision(vendor: Vendor, new_runner: NewRunner) -> None:
    runner = new_runner()
    vendor.submit_faults.append(SubmitUnconfirmedError("Lost."))
    with pytest.raises(SubmitUnconfirmedError):
        await run(runner, new_job())
    with pytest.raises(UndecidedError) as undecided:
        await runner.begin(new_job())
    assert vendor.charges == 0
    await runner.close()
    again = new_runner()
    await again.open()
    (job,) = again.jobs.values()
    assert job.id == undecided.value.job.id
    await again.send_again(job)
    assert (await again.answer(job)).picture == picture_file()
    assert vendor.charges == 1


async def test_what_gave_nothing_is_not_sent_again_where_the_same_was_asked_for_since(
    vendor: Vendor, new_runner: NewRunner
) -> None:
    """Asking for it anew is free to the person who does not think of the earlier one in the tray; both are not."""
    runner = new_runner()
    failed = await failed_job(runner, vendor)
    newer = await runner.begin(new_job(1, Purpose(photo=Path("/elsewhere.png"))))
    assert await runner.send_again(failed) is newer
    assert (await runner.answer(newer)).picture == picture_file()
    assert vendor.charges == 2, "one for the task that gave nothing"
    assert newer.purpose == failed.purpose, "it is for what was asked for last"
    assert [job.id for job in await jobs_after_restart(runner, new_runner)] == [newer.id]


async def test_what_gave_nothing_is_not_sent_again_before_the_same_is_decided_about(
    vendor: Vendor, new_runner: NewRunner
) -> None:
    runner = new_runner()
    failed = await failed_job(runner, vendor)
    vendor.submit_faults.append(SubmitUnconfirmedError("Lost."))
    with pytest.raises(SubmitUnconfirmedError):
        await run(runner, new_job())
    with pytest.raises(UndecidedError):
        await runner.send_again(failed)
    assert failed.state is JobState.FAILED
    assert vendor.charges == 1


async def test_forgetting_forgets_everything(vendor: Vendor, new_runner: NewRunner, tmp_path: Path) -> None:
    runner = new_runner()
    vendor.submit_faults.append(SubmitUnconfirmedError("Lost."))
    with pytest.raises(SubmitUnconfirmedError):
        await run(runner, new_job())
    (job,) = runner.jobs.values()
    await runner.forget(job)
    assert not list((tmp_path / "jobs").glob("*/*"))
    await run(runner, new_job())
    assert vendor.charges == 1


async def test_what_is_said_of_a_job_has_the_name_that_the_photo_has_by_now(
    vendor: Vendor, new_runner: NewRunner
) -> None:
    runner = new_runner()
    vendor.submit_faults.append(SubmitUnconfirmedError("Lost."))
    with pytest.raises(SubmitUnconfirmedError):
        await run(runner, new_job())
    (job,) = runner.jobs.values()
    told: list[str] = []
    runner.watch(lambda changed: told.append(changed.title))
    await runner.rename(job, "mug.png")
    assert told == ["mug.png"]
    (again,) = await jobs_after_restart(runner, new_runner)
    assert again.title == "mug.png"
    runner = new_runner()
    with pytest.raises(UndecidedError, match=r"“mug\.png” was sent before"):
        await runner.begin(new_job())
    (job,) = runner.jobs.values()
    await runner.send_again(job)
    await runner.rename(job, "cup.png")
    await runner.forget(job)
    with pytest.raises(TaskFailedError, match=r"“cup\.png” was cancelled"):
        await runner.answer(job)


async def test_the_name_of_what_is_forgotten_is_on_no_disk(new_runner: NewRunner, tmp_path: Path) -> None:
    runner = new_runner()
    job = await runner.begin(new_job())
    await runner.answer(job)
    await runner.forget(job)
    await runner.rename(job, "mug.png")
    assert job.title == "mug.png"
    assert not list((tmp_path / "jobs").glob("*/*"))


async def test_of_what_is_forgotten_nothing_is_written_whoever_still_works_on_it(
    new_runner: NewRunner, tmp_path: Path
) -> None:
    runner = new_runner()
    job = await runner.begin(new_job())
    await runner.answer(job)
    await asyncio.gather(runner.forget(job), runner.take(job), runner.forget(job))
    await runner.take(job)
    await runner.reject(job, "It shows something else.")
    await runner.forget(job)
    assert not list((tmp_path / "jobs").glob("*/*"))
    assert await jobs_after_restart(runner, new_runner) == []


async def test_a_journal_whose_opening_was_cancelled_is_in_nobodys_way(new_runner: NewRunner) -> None:
    runner = new_runner()
    for turns in range(6):
        opening = asyncio.create_task(runner.open())
        for _ in range(turns):
            await asyncio.sleep(0)
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
    await run(runner, new_job())


async def test_a_running_task_is_fetched_by_the_next_run(vendor: Vendor, new_runner: NewRunner) -> None:
    runner = new_runner()
    vendor.fetch_faults.append(FetchInterruptedError("Later."))
    with pytest.raises(FetchInterruptedError):
        await run(runner, new_job())
    await runner.close()
    again = new_runner()
    (job,) = await again.resume()
    assert (await again.answer(job)).picture == picture_file()
    assert [task.id for task in vendor.fetched] == ["task-1", "task-1"]
    assert vendor.charges == 1
    assert job.is_offered
    await again.take(job)
    (taken,) = await jobs_after_restart(again, new_runner)
    assert not taken.is_offered


async def test_stopping_to_wait_does_not_stop_a_paid_job(vendor: Vendor, new_runner: NewRunner) -> None:
    runner = new_runner()
    vendor.is_open.clear()
    job = await runner.begin(new_job())
    waiting = asyncio.create_task(runner.answer(job))
    await vendor.asked.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    vendor.is_open.set()
    assert (await runner.answer(job)).picture == picture_file()


async def test_cancelling_what_was_sent_keeps_its_result_for_the_same_request(
    vendor: Vendor, new_runner: NewRunner
) -> None:
    runner = new_runner()
    vendor.is_open.clear()
    job = await runner.begin(new_job())
    await vendor.asked.wait()
    await runner.cancel(job)
    vendor.is_open.set()
    await runner.answer(job)
    (again,) = await jobs_after_restart(runner, new_runner)
    assert (again.state, again.is_offered) == (JobState.SUCCEEDED, False)
    await run(new_runner(), new_job())
    assert vendor.charges == 1


async def test_cancelling_an_upload_breaks_it_off_and_says_what_is_not_known(
    vendor: Vendor, new_runner: NewRunner
) -> None:
    runner = new_runner()
    vendor.takes_all.clear()
    job = await runner.begin(new_job())
    await vendor.asked.wait()
    await runner.cancel(job)
    assert job.state is JobState.UNCONFIRMED
    assert vendor.charges == 0
    (again,) = await jobs_after_restart(runner, new_runner)
    assert again.state is JobState.UNCONFIRMED


async def test_what_is_cancelled_while_it_connects_needs_no_decision(vendor: Vendor, new_runner: NewRunner) -> None:
    runner = new_runner()
    connecting = asyncio.Event()

    async def submit(_: Request, __: Progress, about_to_send: AboutToSend) -> TaskId:
        await about_to_send()
        connecting.set()
        await asyncio.Event().wait()
        raise AssertionError

    with patch.object(vendor, "submit", submit):
        job = await runner.begin(new_job())
        await connecting.wait()
        await runner.cancel(job)
    assert job.state is JobState.CANCELLED
    assert await jobs_after_restart(runner, new_runner) == []
    await run(new_runner(), new_job())
    assert vendor.charges == 1


async def test_a_second_program_is_told_that_there_is_a_first(new_runner: NewRunner) -> None:
    first, second = new_runner(), new_runner()
    await first.open()
    with pytest.raises(JournalLockedError, match="Another PicWish Desktop"):
        await second.begin(new_job())
    await first.close()
    await run(second, new_job())


async def test_a_damaged_journal_is_put_aside_and_its_jobs_are_found(
    vendor: Vendor, new_runner: NewRunner, tmp_path: Path
) -> None:
    runner = new_runner()
    await run(runner, new_job(1))
    vendor.fetch_faults.append(FetchInterruptedError("Later."))
    with pytest.raises(FetchInterruptedError):
        await run(runner, new_job(2))
    await runner.close()
    file = tmp_path / "jobs" / "journal.sqlite"
    damaged = b"no database any more" + file.read_bytes()[20:]
    file.write_bytes(damaged)

    again = new_runner()
    (note,) = await again.open()
    assert "put aside" in note
    (aside,) = (tmp_path / "jobs").glob("journal.sqlite.damaged-*")
    assert aside.read_bytes() == damaged
    assert aside.name in note
    done, sent = again.jobs.values()
    assert (done.state, done.is_offered) == (JobState.SUCCEEDED, True)
    assert (await again.answer(done)).picture == picture_file()
    assert (sent.state, sent.task_id) == (JobState.RUNNING, "task-2"), "its folder knows the task"
    assert (await again.answer(sent)).picture == picture_file()
    assert vendor.charges == 2


async def test_a_result_whose_file_was_changed_is_not_given_out(
    vendor: Vendor, new_runner: NewRunner, tmp_path: Path
) -> None:
    runner = new_runner()
    job = await runner.begin(new_job())
    await runner.answer(job)
    (file,) = (tmp_path / "jobs").glob(f"*/{job.id}-picture.png")
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(JournalError):
        await runner.answer(job)
    await run(runner, new_job())
    assert vendor.charges == 2


@pytest.mark.parametrize("problem", [errno.ESTALE, errno.EIO, errno.EMFILE, errno.EACCES])
async def test_a_result_that_cannot_be_read_for_a_moment_is_not_paid_for_again(
    vendor: Vendor, new_runner: NewRunner, problem: int
) -> None:
    runner = new_runner()
    job = await runner.begin(new_job())
    await runner.answer(job)
    with (
        patch.object(Path, "read_bytes", side_effect=OSError(problem, os.strerror(problem))),
        pytest.raises(JournalError, match=f"{job.id} cannot be read now .*Try again"),
    ):
        await runner.begin(new_job())
    assert list(runner.jobs) == [job.id]
    assert await runner.begin(new_job()) is job
    assert (await runner.answer(job)).picture == picture_file()
    assert vendor.charges == 1


async def test_a_result_whose_file_is_gone_is_asked_for_again(
    vendor: Vendor, new_runner: NewRunner, tmp_path: Path
) -> None:
    runner = new_runner()
    job = await runner.begin(new_job())
    await runner.answer(job)
    (tmp_path / "jobs" / job.id / f"{job.id}-picture.png").unlink()
    with pytest.raises(JournalError, match=f"{job.id} is gone or damaged"):
        await runner.answer(job)
    await run(runner, new_job())
    assert vendor.charges == 2


async def test_nothing_is_sent_when_it_cannot_be_noted(vendor: Vendor, tmp_path: Path) -> None:
    (tmp_path / "jobs").write_text("a file where the folder should be")
    runner = Runner({vendor.name: vendor}, tmp_path / "jobs", may_leave=may_leave)
    with pytest.raises(JournalError):
        await runner.begin(new_job())
    assert not vendor.asked.is_set()
    await runner.close()


async def test_a_disk_that_fills_up_after_sending_loses_nothing(
    vendor: Vendor, new_runner: NewRunner, tmp_path: Path
) -> None:
    runner = new_runner()
    vendor.is_open.clear()
    job = await runner.begin(new_job())
    await vendor.asked.wait()
    # the folder of the job takes no more files
    folder = tmp_path / "jobs" / job.id
    blocked = folder / f"{job.id}-picture.png"
    blocked.mkdir()
    vendor.is_open.set()
    assert (await runner.answer(job)).picture == picture_file()
    assert "could not be kept" in job.error
    await runner.close()
    blocked.rmdir()
    (again,) = await jobs_after_restart(runner, new_runner)
    assert again.state is JobState.RUNNING, "so it is fetched again"


@contextmanager
def full_disk(*, for_files: bool = True) -> Iterator[None]:
    """A job's row finds no room, nor do its files."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with ExitStack() as patched:
        patched.enter_context(patch.object(Journal, "_write", full))
        if for_files:
            patched.enter_context(patch("picwish_desktop.jobs.folder.write_atomically", full))
        yield


async def sent_to_a_full_disk(runner: Runner, vendor: Vendor, *, for_files: bool = True) -> Job:
    """A job that was accepted, which is known here only."""
    vendor.takes_all.clear()
    vendor.fetch_faults.append(FetchInterruptedError("No network."))
    job = await runner.begin(new_job())
    await vendor.asked.wait()
    with full_disk(for_files=for_files):
        vendor.takes_all.set()
        with pytest.raises(FetchInterruptedError):
            await runner.answer(job)
    assert job.state is JobState.RUNNING
    assert "is full" in job.error
    return job


async def left_when_killed(tmp_path: Path, vendor: Vendor) -> list[Job]:
    """What another run would find, were this one killed now."""
    heir = tmp_path / "heir"
    shutil.copytree(tmp_path / "jobs", heir)
    runner = Runner({vendor.name: vendor}, heir, may_leave=may_leave)
    await runner.open()
    await runner.close()
    shutil.rmtree(heir)
    return list(runner.jobs.values())


async def test_a_task_that_found_no_room_is_written_at_the_end(vendor: Vendor, new_runner: NewRunner) -> None:
    runner = new_runner()
    await sent_to_a_full_disk(runner, vendor)
    (job,) = await jobs_after_restart(runner, new_runner)
    assert (job.state, job.task_id) == (JobState.RUNNING, "task-1")
    assert (await run(new_runner(), new_job())).picture == picture_file()
    assert vendor.charges == 1


async def test_a_task_that_found_no_room_is_written_before_anything_else(
    vendor: Vendor, new_runner: NewRunner, tmp_path: Path
) -> None:
    runner = new_runner()
    await sent_to_a_full_disk(runner, vendor)
    (job,) = await left_when_killed(tmp_path, vendor)
    assert job.state is JobState.UNCONFIRMED
    await run(runner, new_job(2))
    job, _ = await left_when_killed(tmp_path, vendor)
    assert (job.state, job.task_id) == (JobState.RUNNING, "task-1")


async def test_a_task_is_known_by_its_folder_where_its_row_found_no_room(
    vendor: Vendor, new_runner: NewRunner, tmp_path: Path
) -> None:
    await sent_to_a_full_disk(new_runner(), vendor, for_files=False)
    (job,) = await left_when_killed(tmp_path, vendor)
    assert (job.state, job.task_id) == (JobState.RUNNING, "task-1")


async def test_a_result_that_found_no_room_is_written_at_the_end(vendor: Vendor, new_runner: NewRunner) -> None:
    runner = new_runner()
    job = await sent_to_a_full_disk(runner, vendor)
    with full_disk():
        assert (await runner.answer(job)).picture == picture_file()
        assert "could not be kept" in job.error
        assert (await runner.answer(job)).picture == picture_file()
    (again,) = await jobs_after_restart(runner, new_runner)
    assert (again.state, again.is_offered) == (JobState.SUCCEEDED, True)
    assert (await run(new_runner(), new_job())).picture == picture_file()
    assert (vendor.charges, len(vendor.fetched)) == (1, 2)


async def test_what_is_written_late_is_never_older_than_what_is_there(
    vendor: Vendor, new_runner: NewRunner, tmp_path: Path
) -> None:
    runner = new_runner()
    vendor.takes_all.clear()
    vendor.submit_faults.append(NotReachedError("No network."))
    job = await runner.begin(new_job(1))
    await vendor.asked.wait()
    with full_disk():
        vendor.takes_all.set()
        with pytest.raises(NotReachedError):
            await runner.answer(job)
    # there is room now, and it is sent once more
    vendor.takes_all.clear()
    vendor.asked.clear()
    await runner.begin(new_job(1))
    await vendor.asked.wait()
    await runner.begin(new_job(2))
    job, _ = await left_when_killed(tmp_path, vendor)
    assert job.state is JobState.UNCONFIRMED


async def test_what_was_forgotten_is_not_written_late(vendor: Vendor, new_runner: NewRunner, tmp_path: Path) -> None:
    runner = new_runner()
    await runner.forget(await sent_to_a_full_disk(runner, vendor))
    assert await jobs_after_restart(runner, new_runner) == []
    assert not [path for path in (tmp_path / "jobs").iterdir() if path.is_dir()]


async def test_old_results_that_were_taken_go(vendor: Vendor, new_runner: NewRunner, tmp_path: Path) -> None:
    runner = new_runner()
    taken, offered = await runner.begin(new_job(1)), await runner.begin(new_job(2))
    await asyncio.gather(runner.answer(taken), runner.answer(offered))
    await runner.take(taken)
    await runner.close()
    again = Runner({vendor.name: vendor}, tmp_path / "jobs", may_leave=may_leave, keep_days=0)
    await again.open()
    assert list(again.jobs) == [offered.id]
    await again.close()


async def test_a_journal_that_is_gone_leaves_what_was_sent_for_the_person_to_decide(
    vendor: Vendor, new_runner: NewRunner, tmp_path: Path
) -> None:
    runner = new_runner()
    vendor.submit_faults.append(SubmitUnconfirmedError("Lost."))
    with pytest.raises(SubmitUnconfirmedError):
        await run(runner, new_job())
    await runner.close()
    (tmp_path / "jobs" / "journal.sqlite").unlink()
    again = new_runner()
    (note,) = await again.open()
    assert "was gone" in note
    (job,) = again.jobs.values()
    assert job.state is JobState.UNCONFIRMED
    (still,) = await jobs_after_restart(again, new_runner)
    assert still.state is JobState.UNCONFIRMED


@pytest.mark.parametrize("is_lost", [True, False])
async def test_a_task_that_cannot_be_read_closes_the_journal_to_nobody(
    vendor: Vendor, new_runner: NewRunner, tmp_path: Path, is_lost: bool
) -> None:
    runner = new_runner()
    done = await runner.begin(new_job(1))
    await runner.answer(done)
    vendor.fetch_faults.append(FetchInterruptedError("No network."))
    sent = await runner.begin(new_job(2))
    with pytest.raises(FetchInterruptedError):
        await runner.answer(sent)
    await runner.close()
    file, task = tmp_path / "jobs" / "journal.sqlite", tmp_path / "jobs" / sent.id / "task.json"
    task.unlink()
    task.mkdir()
    if is_lost:
        file.unlink()
    else:
        with closing(sqlite3.connect(file, isolation_level=None)) as journal:
            journal.execute("UPDATE job SET state = 'SUBMITTING' WHERE id = ?", (sent.id,))
    again = new_runner()
    await again.open()
    states = {job.id: job.state for job in again.jobs.values()}
    assert states == {done.id: JobState.SUCCEEDED, sent.id: JobState.UNCONFIRMED}


async def test_what_could_not_be_noted_before_sending_is_sent_later_and_once(
    vendor: Vendor, new_runner: NewRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = new_runner()

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "_update", full)
        with pytest.raises(JournalError, match="is full"):
            await run(runner, new_job())
    (job,) = runner.jobs.values()
    assert job.state is JobState.PENDING
    assert "is full" in job.error
    assert vendor.charges == 0
    assert await runner.begin(new_job()) is job
    await runner.answer(job)
    (again,) = await jobs_after_restart(runner, new_runner)
    assert again.state is JobState.SUCCEEDED
    assert vendor.charges == 1


async def test_a_result_that_the_disk_had_no_room_for_is_not_paid_for_again(
    vendor: Vendor, new_runner: NewRunner, tmp_path: Path
) -> None:
    runner = new_runner()
    vendor.is_open.clear()
    job = await runner.begin(new_job())
    await vendor.asked.wait()
    blocked = tmp_path / "jobs" / job.id / f"{job.id}-picture.png"
    blocked.mkdir()
    vendor.is_open.set()
    await runner.answer(job)
    assert await runner.begin(new_job()) is job
    assert (await runner.answer(job)).picture == picture_file()
    blocked.rmdir()
    await runner.answer(job)
    assert not job.error
    (again,) = await jobs_after_restart(runner, new_runner)
    assert again.state is JobState.SUCCEEDED
    assert vendor.charges == 1


async def test_nothing_is_sent_once_it_closes(vendor: Vendor, new_runner: NewRunner) -> None:
    runner = new_runner()
    await runner.open()
    beginning = asyncio.create_task(runner.begin(new_job()))
    closing = asyncio.create_task(runner.close())
    await asyncio.gather(beginning, closing, return_exceptions=True)
    assert not vendor.asked.is_set()
    with pytest.raises(JournalError, match="closing"):
        await runner.begin(new_job())
    again = new_runner()
    await again.open()
    assert [job.state for job in again.jobs.values()] in ([], [JobState.PENDING])


async def test_a_second_click_on_sending_again_is_none(vendor: Vendor, new_runner: NewRunner) -> None:
    runner = new_runner()
    vendor.submit_faults.append(SubmitUnconfirmedError("Lost."))
    with pytest.raises(SubmitUnconfirmedError):
        await run(runner, new_job())
    (job,) = runner.jobs.values()
    await asyncio.gather(runner.send_again(job), runner.send_again(job))
    await runner.answer(job)
    assert vendor.charges == 1


async def test_a_journal_of_a_newer_program_is_left_alone(
    vendor: Vendor, new_runner: NewRunner, tmp_path: Path
) -> None:
    runner = new_runner()
    await run(runner, new_job())
    await runner.close()
    file = tmp_path / "jobs" / "journal.sqlite"
    with sqlite3.connect(file) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    before = file.read_bytes()
    again = new_runner()
    with pytest.raises(JournalError, match="newer"):
        await again.begin(new_job())
    assert file.read_bytes() == before
    assert vendor.charges == 1


async def test_a_result_that_cannot_be_used_can_be_asked_for_again(vendor: Vendor, new_runner: NewRunner) -> None:
    runner = new_runner()
    job = await runner.begin(new_job())
    await runner.answer(job)
    await runner.reject(job, "It shows something else.")
    (again,) = await jobs_after_restart(runner, new_runner)
    assert (again.state, again.error) == (JobState.FAILED, "It shows something else.")
    await run(new_runner(), new_job())
    assert vendor.charges == 2


async def test_cancelled_while_it_is_frozen_it_never_was(vendor: Vendor, new_runner: NewRunner) -> None:
    runner = new_runner()
    await runner.open()
    beginning = asyncio.create_task(runner.begin(new_job()))
    while not runner.jobs:
        await asyncio.sleep(0)
    beginning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await beginning
    assert not runner.jobs
    assert await jobs_after_restart(runner, new_runner) == []
    assert not vendor.asked.is_set()


async def test_closing_waits_for_the_task_and_not_for_its_result(vendor: Vendor, new_runner: NewRunner) -> None:
    runner = new_runner()
    vendor.takes_all.clear()
    await runner.begin(new_job())
    await vendor.asked.wait()
    vendor.fetch_faults.append(None)
    closing = asyncio.create_task(runner.close())
    stuck = asyncio.Event()
    vendor.fetch = lambda *_: stuck.wait()  # type: ignore[method-assign, assignment]
    vendor.takes_all.set()
    async with asyncio.timeout(GRACE / 2):
        await closing
    (job,) = await jobs_after_restart(new_runner(), new_runner)
    assert (job.state, job.task_id) == (JobState.RUNNING, "task-1")


async def test_what_gets_its_turn_while_another_is_still_sent_stays_here(
    vendor: Vendor, new_runner: NewRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = new_runner()
    vendor.takes_all.clear()
    await runner.begin(new_job(1))
    await vendor.asked.wait()
    submit, waits, turn = vendor.submit, asyncio.Event(), asyncio.Event()

    async def submit_in_turn(request: Request, progress: Progress, about_to_send: AboutToSend) -> TaskId | Answer:
        waits.set()
        await turn.wait()
        return await submit(request, progress, about_to_send)

    monkeypatch.setattr(vendor, "submit", submit_in_turn)
    vendor.asked.clear()
    second = await runner.begin(new_job(2))
    await waits.wait()
    closing = asyncio.create_task(runner.close())
    turn.set()
    with pytest.raises(asyncio.CancelledError):
        await runner.answer(second)
    vendor.takes_all.set()
    await closing
    assert not vendor.asked.is_set()
    assert vendor.charges == 1
    _, later = await jobs_after_restart(new_runner(), new_runner)
    assert later.state is JobState.PENDING


async def test_what_is_taken_late_is_kept_from_then_on(
    vendor: Vendor, new_runner: NewRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = new_runner()
    now = time.time()
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: now - 40 * 86400)
        job = await runner.begin(new_job())
        await runner.answer(job)
    await runner.take(job)
    assert len(await jobs_after_restart(runner, new_runner)) == 1
    assert vendor.charges == 1
    assert (tmp_path / "jobs" / job.id).is_dir()


async def test_what_was_never_asked_for_is_swept_away(new_runner: NewRunner, tmp_path: Path) -> None:
    left = tmp_path / "jobs" / "0123"
    left.mkdir(parents=True)
    (left / "picture.png").write_bytes(b"of a program that was killed")
    await new_runner().open()
    assert not left.exists()
