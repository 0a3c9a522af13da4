"""`picwish jobs …`: what was sent in this run or an earlier one, and what can be done about it."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path

from picwish_desktop.cli.check_lines import failed, failed_sentence
from picwish_desktop.cli.editing import FAILURES
from picwish_desktop.cli.errors import CommandError
from picwish_desktop.cli.outputs import file_name, is_folder
from picwish_desktop.cli.progress import shown
from picwish_desktop.cli.session import Session
from picwish_desktop.cli.words import about, job_lines, next_step, short_id, state_words
from picwish_desktop.idphoto.check import Check
from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.jobs.journal import jobs_beside
from picwish_desktop.jobs.journal_file import JournalLockedError
from picwish_desktop.operations.catalogue import RemoveObjects
from picwish_desktop.operations.request import Answer
from picwish_desktop.workflows.cutout_order import RecipeError
from picwish_desktop.workflows.id_photo_order import id_photo_order_of
from picwish_desktop.workflows.result_files import OutputExistsError
from picwish_desktop.workflows.results import default_output, is_unchanged, save_result

PATIENCE = 5.0
"""Seconds to wait for a journal that another program has and does nothing with, such as a window that is open."""
LIST_PATIENCE = 1.0
"""The same before what was noted there is listed; nothing is written while it is copied then."""
AT_ONCE = 8
"""Jobs that are finished at the same time; each may hold a photo and its result."""


async def run_jobs_command(options: argparse.Namespace, session: Session) -> bool:
    """Returns whether everything was done. Raises CommandError or JournalError."""
    match options.jobs_command:
        case "resume":
            return await _resume(options.jobs, options.send_again, session)
        case "take":
            return await _take(options.job, options.output, options.force, session)
        case "forget":
            return await _forget(options.jobs, session)
        case _:
            return await _list(session)


async def _list(session: Session) -> bool:
    try:
        await session.open_journal(LIST_PATIENCE)
        jobs = list(session.runner.jobs.values())
    except JournalLockedError:
        jobs = await asyncio.to_thread(jobs_beside, session.paths.jobs)
        session.terminal.say("Another PicWish Desktop keeps the paid work; this is what it has noted.")
    for line in job_lines(jobs, session.providers) if jobs else ["There are no jobs."]:
        session.terminal.line(line)
    return True


async def _resume(ids: Sequence[str], may_send_again: bool, session: Session) -> bool:
    await session.open_journal(PATIENCE)
    # also what was cancelled and may still come: it is kept for an equal request
    jobs = find_jobs(ids, session) or [
        job
        for job in session.runner.jobs.values()
        if not job.state.is_settled
        or job.is_offered
        or (may_send_again and job.state in (JobState.FAILED, JobState.EXPIRED))
    ]
    if not jobs:
        session.terminal.line("There is nothing to finish.")
    if any(job.state is not JobState.SUCCEEDED for job in jobs):
        await session.keep_rate()
    turns = asyncio.Semaphore(AT_ONCE)
    with shown(lambda: jobs, len(jobs), session):
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(_finish(job, may_send_again, session, turns)) for job in jobs]
    return all(task.result() for task in running)


async def _finish(job: Job, may_send_again: bool, session: Session, turns: asyncio.Semaphore) -> bool:
    """Returns whether it is done, or waits for nothing but a name; what went wrong was said."""
    async with turns:
        try:
            job = await _set_going(job, may_send_again, session)
            written = await _bring_home(job, session)
        except FAILURES as error:
            # taking it would fail alike
            step = "" if isinstance(error, RecipeError) else next_step(job)
            session.terminal.say(f"{about(job.title, str(error))} {step}".strip())
            return False
    if job.error:
        session.terminal.say(about(job.title, job.error))
    for path in written:
        session.terminal.written(path)
    return not (written and _told_without_sheet(job, session))


def _told_without_sheet(job: Job, session: Session) -> bool:
    """Whether a sheet was asked for, which is said: it may be of other photos, too, and those are not here."""
    order = id_photo_order_of(job)
    if order is None or not order.has_sheet:
        return False
    session.terminal.say(
        about(job.title, "The sheet was not made. Run the command again with --force; that costs nothing more.")
    )
    return True


async def _save(job: Job, answer: Answer, output: Path, session: Session, *, may_replace: bool) -> tuple[Path, ...]:
    """As `save_result`; which checks failed is said."""

    def tell(checks: Sequence[Check]) -> None:
        if wrong := failed(checks):
            session.terminal.say(about(job.title, failed_sentence(wrong)))

    runner, worker = session.runner, session.worker
    is_removal = isinstance(job.operation, RemoveObjects)
    is_without_earlier = is_removal and job.purpose.has_edits and await asyncio.to_thread(is_unchanged, job)
    written = await save_result(job, answer, runner, worker, output, may_replace=may_replace, on_checks=tell)
    if is_without_earlier:
        session.terminal.say(about(job.title, "What was removed before that was not saved: it is in this one again."))
    return written


async def _set_going(job: Job, may_send_again: bool, session: Session) -> Job:
    """Returns the one to wait for. Raises what FAILURES names."""
    runner, provider = session.runner, session.provider_of(job)
    is_lost = job.state in (JobState.UNCONFIRMED, JobState.FAILED, JobState.EXPIRED)
    if is_lost and not may_send_again:
        hint = "" if job.state is JobState.UNCONFIRMED else " Add --send-again to send it once more."
        raise CommandError(f"{job.error}{hint}")
    if is_lost or job.state is JobState.PENDING:
        # or it would fail for want of it
        await session.check_key(provider)
        if job.purpose.photo is not None:
            session.check_may_leave(job.purpose.photo, provider)
    if is_lost:
        job = await runner.send_again(job)
    return job


async def _bring_home(job: Job, session: Session) -> tuple[Path, ...]:
    """Raises what FAILURES names."""
    answer = await session.runner.answer(job)
    if not job.is_wanted:
        return ()
    if job.purpose.output is None:
        session.terminal.say(about(job.title, f"The result is here: `picwish jobs take {short_id(job)} -o OUT`."))
        return ()
    return await _save(job, answer, job.purpose.output, session, may_replace=job.purpose.may_replace)


async def _take(id_: str, output: Path | None, may_replace: bool, session: Session) -> bool:
    await session.open_journal(PATIENCE)
    [job] = find_jobs([id_], session)
    if job.state is not JobState.SUCCEEDED:
        words = state_words(job, session.providers).removesuffix(".")
        raise CommandError(about(job.title, f"There is no result to take – {words}."))
    asked, was_taken = job.purpose, job.is_taken
    if output is None:
        output, may_replace = asked.output, may_replace or asked.may_replace
    default = asked.output or default_output(asked.photo or file_name(job.title), job.operation)
    output = default if output is None else output
    if is_folder(output):
        output /= default.name
    try:
        answer = await session.runner.answer(job)
        written = await _save(job, answer, output, session, may_replace=may_replace)
    except OutputExistsError as error:
        raise CommandError(f"{error.path} exists. Add --force to replace it, or -o for another name.") from error
    except FAILURES as error:
        raise CommandError(about(job.title, str(error))) from error
    for path in written:
        session.terminal.written(path)
    if not was_taken:
        _told_without_sheet(job, session)
    return True


async def _forget(ids: Sequence[str], session: Session) -> bool:
    await session.open_journal(PATIENCE)
    for job in find_jobs(ids, session):
        await session.runner.forget(job)
        session.terminal.line(f"{short_id(job)} is forgotten.")
    return True


def find_jobs(ids: Sequence[str], session: Session) -> list[Job]:
    """Each once. Raises CommandError where the beginning of an id means no job, or several."""
    found: dict[str, Job] = {}
    for id_ in ids:
        jobs = [job for job in session.runner.jobs.values() if job.id.startswith(id_.lower())]
        if not id_ or len(jobs) != 1:
            what = "means several jobs" if jobs else "is no job’s id"
            raise CommandError(f"“{id_}” {what}. `picwish jobs list` shows them all.")
        found[jobs[0].id] = jobs[0]
    return list(found.values())
