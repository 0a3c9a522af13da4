"""What became of each paid job, in a database whose every commit is on the disk before the next step begins. It has a
thread of its own. What was asked lies beside it, a folder for each job."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from picwish_desktop.jobs.folder import JobFolder, folders, sweep
from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.jobs.journal_file import COMPLETE, FILE, NEW, JournalError, connect, put_aside, rows_beside, told
from picwish_desktop.operations.provider import TaskId
from picwish_desktop.operations.request import Answer, Request

log = logging.getLogger(__name__)
T = TypeVar("T")

BROKEN_OFF = "The program ended while it was being sent, so it may have been charged. Send it again, or forget it."
_UNREADABLE = (OSError, ValueError, KeyError, TypeError)
_JOBS = "SELECT id, state, task_id, submitted_at, error, is_wanted, is_taken FROM job"


class ResultGoneError(JournalError):
    """A result is not there any more, or is not what was written: nothing brings it back."""


def jobs_beside(root: Path) -> list[Job]:
    """Every job in a journal that another program has open, as noted there last, oldest first. Raises JournalError."""
    jobs = []
    try:
        for row in rows_beside(root / FILE, _JOBS):
            # or it is being forgotten there
            with suppress(*_UNREADABLE):
                jobs.append(_job_of(root, row))
    except (sqlite3.DatabaseError, OSError) as error:
        raise told(error, root) from error
    return sorted(jobs, key=lambda job: job.created_at)


def _job_of(root: Path, row: tuple[Any, ...]) -> Job:
    """Raises what _UNREADABLE names."""
    id_, state, task_id, submitted_at, error, is_wanted, is_taken = row
    job = JobFolder(root, id_).read_job()
    job.state = JobState[state]
    job.task_id = None if task_id is None else TaskId(task_id)
    job.submitted_at, job.error = submitted_at, error
    job.is_wanted, job.is_taken = bool(is_wanted), bool(is_taken)
    return job


def _log_failure(ended: asyncio.Future[Any]) -> None:
    """Of what nobody waits for any more."""
    if (error := ended.exception()) is not None:
        log.info("the journal did not take something: %s", error)


class Journal:
    """Open it with `open`. Its methods may be called from one event loop; each returns when the disk has it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._database: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._owed: dict[str, tuple[JobState, TaskId | None, float, str]] = {}
        """What became of jobs and the disk did not take, by job: written as soon as it does."""
        self._unkept: dict[str, tuple[Job, Answer]] = {}
        """Results likewise; what is owed of their jobs is smaller, and may find room where they do not."""
        self._forgotten: set[str] = set()
        """Jobs of which nothing is written any more, whoever still works on them."""
        self.notes: list[str] = []
        """Sentences a person should read, such as that a damaged journal was put aside."""

    async def open(self) -> list[Job]:
        """Take the journal and return every job in it, oldest first. Raises JournalError."""
        return await self._run(self._open)

    async def begin(self, job: Job) -> None:
        """The intent: everything that would be sent, and the state. Raises JournalError; then there is no job."""
        await self._run(self._begin, job)

    async def record(self, job: Job, state: JobState, error: str = "") -> None:
        """The state that begins now, with the job's task; the job itself is left to the caller. Raises JournalError;
        unless it is SUBMITTING, it is then written later, at the latest by `close`."""
        noted = job.id, state, job.task_id, job.submitted_at, error
        if state is JobState.SUBMITTING:
            # what was forgotten has no row, and is not sent
            await self._run(self._record, *noted)
        else:
            await self._change(job, self._record, *noted)

    async def succeed(self, job: Job, answer: Answer) -> None:
        """The result, whole, and that it is there. Raises JournalError; it is then written later, as by `record`."""
        await self._change(job, self._succeed, job, answer)

    async def reject(self, job: Job, sentence: str) -> None:
        """The result is none; the files that came stay. Raises JournalError."""
        await self._change(job, self._reject, job, sentence)

    async def mark(self, job: Job, *, is_wanted: bool, is_taken: bool) -> None:
        """Who waits for the result. Raises JournalError."""
        await self._change(job, self._mark, job.id, is_wanted, is_taken)

    async def change_purpose(self, job: Job) -> None:
        """The job's result is now for something else, or that has another name. Raises JournalError."""
        await self._change(job, lambda: self._folder(job.id).write_purpose(job))

    async def read_request(self, job: Job) -> Request:
        """Raises JournalError."""
        return await self._run(self._folder(job.id).read_request)

    async def read_answer(self, job: Job) -> Answer:
        """Raises ResultGoneError when a file of it is gone or is not what was written, JournalError when it cannot be
        read now."""
        return await self._run(self._read_answer, job.id)

    def is_kept(self, job: Job) -> bool:
        """Whether the result is on disk, and not only here."""
        return job.id not in self._unkept

    async def forget(self, job: Job) -> None:
        """Everything about it. Raises JournalError."""
        await self._run(self._forget, job.id)

    async def prune(self, keep_days: float) -> list[str]:
        """Forget results that were taken and failures that are older; returns the jobs. Raises JournalError."""
        return await self._run(self._prune, time.time() - keep_days * 86400)

    async def close(self) -> None:
        """Wait for what is being written, and let the journal go."""
        try:
            await self._run(self._close)
        finally:
            self._thread.shutdown(wait=False)

    async def _change(self, job: Job, function: Callable[..., None], *arguments: Any) -> None:
        """One that was forgotten meanwhile stays as it is."""
        await self._run(self._change_known, job.id, function, *arguments)

    async def _run(self, function: Callable[..., T], *arguments: Any) -> T:
        running = asyncio.get_running_loop().run_in_executor(self._thread, self._caught_up, function, *arguments)
        try:
            # what was begun is written, whoever stops waiting for it
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            running.add_done_callback(_log_failure)
            raise
        except sqlite3.DatabaseError as error:
            raise told(error, self._root) from error
        except _UNREADABLE as error:
            raise told(error, self._root) from error

    # what follows runs in the journal's thread

    def _caught_up(self, function: Callable[..., T], *arguments: Any) -> T:
        """Whatever is to be done, after what is owed: there may be room by now."""
        for id_, owed in tuple(self._owed.items()):
            self._try(self._record, id_, *owed)
        for job, answer in tuple(self._unkept.values()):
            self._try(self._succeed, job, answer)
        return function(*arguments)

    def _change_known(self, id_: str, function: Callable[..., None], *arguments: Any) -> None:
        if id_ not in self._forgotten:
            function(*arguments)

    def _try(self, function: Callable[..., None], *arguments: Any) -> None:
        try:
            function(*arguments)
        except (sqlite3.DatabaseError, *_UNREADABLE) as error:
            log.info("the journal in %s still does not take everything: %s", self._root, error)

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _open(self) -> list[Job]:
        self._root.mkdir(parents=True, exist_ok=True)
        file = self._root / FILE
        try:
            self._database = connect(file)
        except sqlite3.OperationalError:
            # it is locked, or the disk does not want; it may be as sound as ever
            raise
        except sqlite3.DatabaseError as error:
            log.warning("the journal cannot be read: %s", error)
            aside = put_aside(file)
            self.notes.append(
                f"The journal of paid work was damaged and has been put aside as {aside.name} in {self._root}. "
                "What could be found without it is listed."
            )
            self._database = connect(file)
        sweep(self._root)
        jobs = self._read_jobs()
        ((version,),) = self._rows("PRAGMA user_version")
        jobs += self._adopt({job.id for job in jobs}, is_lost=version == NEW)
        if version == NEW:
            with self._database:
                self._database.execute("BEGIN IMMEDIATE")
                self._database.execute(f"PRAGMA user_version = {COMPLETE}")
        return sorted(jobs, key=lambda job: job.created_at)

    def _read_jobs(self) -> list[Job]:
        jobs = []
        for row in self._rows(_JOBS):
            id_ = row[0]
            try:
                job = _job_of(self._root, row)
            except _UNREADABLE as problem:
                log.warning("job %s has no readable intent: %r", id_, problem)
                if self._folder(id_).is_complete:
                    self.notes.append(
                        f"A paid job cannot be read any more and is not listed. What there is of it lies in "
                        f"{self._folder(id_).path}."
                    )
                continue
            if not job.state.is_over and self._folder(id_).has_answer:
                # a crash came between the two
                job.state = JobState.SUCCEEDED
                self._update(id_, job.state, job.task_id, job.submitted_at, "")
            elif job.state is JobState.SUBMITTING and (task := self._folder(id_).read_task()) is not None:
                # it was accepted, and only the row had no room
                job.task_id, job.submitted_at = task
                job.state = JobState.RUNNING
                self._update(id_, job.state, job.task_id, job.submitted_at, "")
            elif job.state is JobState.SUBMITTING:
                job.state, job.error = JobState.UNCONFIRMED, BROKEN_OFF
                self._update(id_, job.state, job.task_id, job.submitted_at, job.error)
            jobs.append(job)
        return jobs

    def _adopt(self, known: set[str], *, is_lost: bool) -> list[Job]:
        """Jobs whose folders are there and whose rows are not: a crash came between the two, or the journal is lost."""
        jobs = []
        for folder in folders(self._root):
            if folder.path.name in known or self._rows("SELECT 1 FROM job WHERE id = ?", folder.path.name):
                continue
            try:
                job = folder.read_job()
            except _UNREADABLE as problem:
                log.warning("%s cannot be read: %r", folder.path, problem)
                continue
            if folder.has_answer:
                job.state = JobState.SUCCEEDED
            elif is_lost and (task := folder.read_task()) is not None:
                job.task_id, job.submitted_at = task
                job.state = JobState.RUNNING
            elif is_lost:
                # nobody knows how far it came
                job.state, job.error = JobState.UNCONFIRMED, BROKEN_OFF
            self._insert(job)
            jobs.append(job)
        if is_lost and jobs and not self.notes:
            self.notes.append(
                f"The journal of paid work in {self._root} was gone. What could be found without it is listed."
            )
        return jobs

    def _begin(self, job: Job) -> None:
        folder = self._folder(job.id)
        try:
            folder.write_intent(job)
            self._insert(job)
        except BaseException:
            folder.remove()
            raise

    def _insert(self, job: Job) -> None:
        self._write(
            "INSERT INTO job VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            job.id,
            job.state.name,
            job.task_id,
            job.submitted_at,
            job.error,
            job.is_wanted,
            job.is_taken,
            time.time(),
        )

    def _record(self, id_: str, state: JobState, task_id: TaskId | None, submitted_at: float, error: str) -> None:
        if state is JobState.SUBMITTING:
            # of an earlier time it was sent: what is sent now is another one
            self._folder(id_).drop_task()
        else:
            self._owed[id_] = state, task_id, submitted_at, error
        try:
            self._update(id_, state, task_id, submitted_at, error)
        finally:
            if state is JobState.RUNNING and task_id is not None:
                # for when the journal is lost, or has no room for the row
                self._folder(id_).write_task(task_id, submitted_at)
        self._owed.pop(id_, None)

    def _update(self, id_: str, state: JobState, task_id: TaskId | None, submitted_at: float, error: str) -> None:
        self._write(
            "UPDATE job SET state = ?, task_id = ?, submitted_at = ?, error = ?, changed_at = ? WHERE id = ?",
            state.name,
            task_id,
            submitted_at,
            error,
            time.time(),
            id_,
        )

    def _succeed(self, job: Job, answer: Answer) -> None:
        self._unkept[job.id] = job, answer
        self._folder(job.id).write_answer(answer)
        self._update(job.id, JobState.SUCCEEDED, job.task_id, job.submitted_at, "")
        self._settle(job.id)

    def _read_answer(self, id_: str) -> Answer:
        if id_ in self._unkept:
            return self._unkept[id_][1]
        folder = self._folder(id_)
        try:
            return folder.read_answer()
        except (FileNotFoundError, ValueError, KeyError, TypeError) as error:
            raise ResultGoneError(f"The result in {folder.path} is gone or damaged ({error}).") from error
        except OSError as error:
            raise JournalError(
                f"The result in {folder.path} cannot be read now ({error.strerror}). Try again: that costs nothing."
            ) from error

    def _reject(self, job: Job, sentence: str) -> None:
        # the row first: with a result and without one, a job that is done is done
        self._update(job.id, JobState.FAILED, job.task_id, job.submitted_at, sentence)
        self._settle(job.id)
        self._folder(job.id).drop_answer()

    def _settle(self, id_: str) -> None:
        """Nothing is owed of it any more."""
        self._owed.pop(id_, None)
        self._unkept.pop(id_, None)

    def _mark(self, id_: str, is_wanted: bool, is_taken: bool) -> None:
        self._write(
            "UPDATE job SET is_wanted = ?, is_taken = ?, changed_at = ? WHERE id = ?",
            is_wanted,
            is_taken,
            time.time(),
            id_,
        )

    def _forget(self, id_: str) -> None:
        # the folder first: a row without one is nothing, a folder without a row would be found again
        self._folder(id_).remove()
        self._settle(id_)
        self._forgotten.add(id_)
        try:
            # one that was never begun has no row
            with suppress(KeyError):
                self._write("DELETE FROM job WHERE id = ?", id_)
        except sqlite3.OperationalError as error:
            log.warning("the row of job %s stays: %s", id_, error)

    def _prune(self, before: float) -> list[str]:
        states = [state.name for state in JobState if state.is_tried_again]
        marks = ", ".join("?" * len(states))
        rows = self._rows(
            f"SELECT id FROM job WHERE changed_at < ? AND (state IN ({marks}) OR "
            "(state = ? AND (is_taken OR NOT is_wanted)))",
            before,
            *states,
            JobState.SUCCEEDED.name,
        )
        for (id_,) in rows:
            self._forget(id_)
        return [id_ for (id_,) in rows]

    def _folder(self, id_: str) -> JobFolder:
        return JobFolder(self._root, id_)

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        assert self._database is not None
        return self._database.execute(query, values).fetchall()

    def _write(self, statement: str, *values: object) -> None:
        if self._database is None:
            raise OSError("the journal is closed")
        with self._database:
            if self._database.execute(statement, values).rowcount != 1:
                raise KeyError(f"no such job: {statement.split()[0].lower()}")
