"""A world for paid work to go wrong in: the vendors, the network, the disk, a person, and the runs of the program.

Whatever happens, `check` holds the program to the promise that paid work is never lost and never paid for twice, and
`heal` then puts everything right and sees every job to its end.
"""

from __future__ import annotations

import asyncio
import logging
import re
import shutil
import sqlite3
import ssl
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import numpy as np

from picwish_desktop.imaging.upload import encode_mask, encode_picture
from picwish_desktop.jobs import driving, sending
from picwish_desktop.jobs.job import Job, JobState, Purpose
from picwish_desktop.jobs.journal_file import FILE, JournalError
from picwish_desktop.jobs.runner import Runner, UndecidedError
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.picture_file import PictureFile
from picwish_desktop.model.selection import Mark
from picwish_desktop.operations.catalogue import Operation, RemoveBackground, RemoveObjects
from picwish_desktop.operations.provider import Provider, ProviderError
from picwish_desktop.operations.request import Answer, Delivery, Request
from picwish_desktop.providers.picwish import PicwishProvider
from picwish_desktop.providers.pixelcut import PixelcutProvider
from picwish_desktop.storage.access import Access
from picwish_desktop.storage.credentials import Credentials
from picwish_desktop.storage.settings import Settings
from tests.jobs.mortal import End, Killed, Life, Stage
from tests.jobs.vendor import may_leave
from tests.jobs.virtual_loop import VirtualLoop
from tests.sandbox.exchange import Ledger
from tests.sandbox.faults import Dripping, Oversized, Redirect, Reply, Reset, Silence, Spoiled, State, Truncated
from tests.sandbox.options import HOUR
from tests.sandbox.record import Received
from tests.sandbox.routes import Route
from tests.sandbox.server import Sandbox

NOWHERE = "http://127.0.0.1:1"
"""Where every connection is refused."""
PATIENCE = 3 * HOUR
"""Virtual seconds after which whatever still goes on is left to the next step."""
SETTLED = (JobState.FAILED, JobState.EXPIRED, JobState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that can be asked for; asking for the same twice gives equal requests."""

    provider: str
    operation: Operation
    side: int
    delivery: Delivery = field(default_factory=Delivery)

    def request(self) -> Request:
        noise = np.random.default_rng(self.side).integers(0, 256, (self.side, self.side, 3), np.uint8)
        picture = encode_picture(noise, None, (self.side, self.side), 10**6)
        mask = None
        if isinstance(self.operation, RemoveObjects):
            marked = np.zeros((self.side, self.side), np.uint8)
            marked[4:8, 4:9] = 255
            mask = encode_mask(marked, (self.side, self.side))
        return Request(self.operation, picture, mask, delivery=self.delivery)

    @property
    def route(self) -> Route:
        if self.provider == "pixelcut":
            return Route.REMOVE_BACKGROUND
        return Route.INPAINT if isinstance(self.operation, RemoveObjects) else Route.SEGMENTATION


WISHES = (
    Wish("picwish", RemoveObjects(), 16),
    Wish("picwish", RemoveBackground(output="both"), 17),
    Wish("pixelcut", RemoveBackground(), 64),
    Wish("picwish", RemoveBackground(), 18, Delivery(sync=True, form="binary")),
)
REQUESTS = [wish.request() for wish in WISHES]
_BY_PICTURE = {
    request.picture.data: n for n, request in enumerate(REQUESTS) if isinstance(request.picture, PictureFile)
}


@dataclass(slots=True, eq=False)
class Record:
    """What is known of a job from outside all runs of the program."""

    wish: int
    charges_before: int
    """Of its wish."""
    requests_before: int
    """Of the sandbox."""
    state: JobState | None = None
    """When it was last seen; None: it never was, as the program ended while it was being noted."""
    may_be_sent: int = 1
    """How often the person said so."""
    said_in: int = 0
    """The run of the program in which they said so again, until it is seen to go on."""
    has_left: bool = False
    """Whether it was beyond being sent, so that only the person's word may send it again."""
    is_forgotten: bool = False
    """Whether the person said so."""
    is_gone: bool = False
    """Whether they were told that it is done."""
    was_noted: bool = False
    """Whether the provider had it while the disk was well."""
    is_rejected: bool = False
    """Whether its result could not be used."""
    is_undecidable: bool = False
    """Whether something went wrong after which nobody can know whether it was charged."""

    @property
    def is_open(self) -> bool:
        """Whether asking for the same must not be a new request."""
        return not self.is_forgotten and self.state not in SETTLED


class World:
    """One schedule. Everything that happens, happens in `run`."""

    def __init__(self, stage: Stage, loop: VirtualLoop, sandbox: Sandbox, root: Path) -> None:
        self.stage, self.loop, self.sandbox = stage, loop, sandbox
        self.root = root
        self.access = {
            "picwish": {"PICWISH_BASE_URL": sandbox.picwish_url, "PICWISH_API_KEY": sandbox.key},
            "pixelcut": {"PIXELCUT_BASE_URL": sandbox.pixelcut_url, "PIXELCUT_API_KEY": sandbox.pixelcut_key},
        }
        self.records: dict[str, Record] = {}
        self.refused: set[str] = set()
        """Jobs that never were."""
        self.is_waiting_for_network = False
        self.is_damaged = False
        """Whether the journal was damaged since the latest start."""
        self.was_damaged = False
        self.earlier_trouble = False
        self.began_at = loop.now
        self.lives = 0
        self.asked = 0
        self.actions: set[asyncio.Task[Any]] = set()
        self.asking: list[asyncio.Task[Any]] = []
        self.errors: list[BaseException] = []
        self.counts: Counter[str] = Counter()
        driving.log.setLevel(logging.INFO)
        driving.log.filters[:] = [self._driven]
        ledger: Ledger = sandbox._ledger
        ledger.requests.clear()
        ledger.charges.clear()
        ledger.violations.clear()
        sandbox.picwish.by_key[sandbox.key].credits = 1000
        sandbox.pixelcut.by_key[sandbox.pixelcut_key].credits = 1000
        self.start()

    @property
    def has_disk_trouble(self) -> bool:
        """Whether the disk ever refused something."""
        return self.earlier_trouble or (self.lives > 0 and self.life.disk_trouble > 0)

    # the program

    def start(self) -> None:
        """Another run of the program."""
        self.earlier_trouble = self.has_disk_trouble
        self.lives += 1
        life = Life(self.root)
        self.life = self.stage.life = life
        settings = Settings(picwish_requests_per_second=10_000.0, pixelcut_requests_per_second=10_000.0)
        access = {name: Access(name, settings, Credentials(), environ) for name, environ in self.access.items()}
        self.providers: dict[str, Provider] = {
            "picwish": PicwishProvider(access["picwish"], clock=self.loop.clock),
            "pixelcut": PixelcutProvider(access["pixelcut"], clock=self.loop.clock),
        }
        pauses = (60.0, 600.0) if self.is_waiting_for_network else ()
        self.runner = Runner(self.providers, self.root, may_leave=may_leave, network_pauses=pauses)
        self.runner.watch(self._note)
        self.opening = self.act(self.runner.open())

    def run(self, steps: int | None = None) -> None:
        """Let the program take so many steps, or go on until nothing is left to do."""
        self.life.pauses_at = None if steps is None else self.life.steps + steps
        self.loop.run_until_complete(self._run())
        if self.life.is_over:
            self._bury()

    def kill(self, steps: int, end: End, torn: float) -> None:
        """End the program after so many steps, or when it has nothing more to do, and leave it at that."""
        self.counts[end.name] += 1
        self.life.die_after(max(1, steps), end, torn)
        if steps:
            self.run()
        if not self.life.is_over:
            self.life.die()
            self._bury()

    def close(self) -> None:
        """The program ends as it should."""
        if not self.life.is_over:
            self.act(self.runner.close())
            self.run()
        if not self.life.is_over:
            self.loop.run_until_complete(self._let_go())
            self._see_sent()
            self._check_left()
            self.life.heir = self.root

    def _check_left(self) -> None:
        """Where there was room in the end, the disk knows what became of each job."""
        file = self.root / FILE
        if self.life.is_disk_full or not file.exists():
            return
        with closing(sqlite3.connect(file)) as database:
            left = {id_: JobState[state] for id_, state in database.execute("SELECT id, state FROM job")}
        for job in self.runner.jobs.values():
            if job.state in (JobState.RUNNING, JobState.SUCCEEDED):
                assert left[job.id] in (job.state, JobState.SUCCEEDED, *SETTLED), f"{left[job.id]} on disk: {job}"

    def act(self, action: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Something that a person does."""
        task = self.loop.create_task(action)
        self.actions.add(task)
        task.add_done_callback(self._acted)
        return task

    def ask(self, number: int) -> None:
        """For one of WISHES."""
        self.asked += 1
        self.asking.append(self.act(self._ask(number)))

    def stop_asking(self) -> None:
        """Whoever asked does not wait until it is noted."""
        for task in self.asking:
            task.cancel()

    async def _ask(self, number: int) -> None:
        wish = WISHES[number]
        mark = None
        if isinstance(wish.operation, RemoveObjects):
            bounds = Rect(1, 1, 3 + self.asked % 5, 2 + self.asked % 3)
            mark = Mark(bounds, np.full((bounds.height, bounds.width), 255, np.uint8), bounds.area)
        job = Job(f"{number}.png", wish.provider, wish.operation, Purpose(mark=mark), REQUESTS[number])
        runner = self.runner
        # it may be on disk before anybody outside hears of it
        self.records[job.id] = record = Record(number, self.charges(number), len(self.sandbox.requests))
        rivals = [id_ for id_ in self._open_records(number) if id_ != job.id]
        try:
            begun = await runner.begin(job)
        except (JournalError, UndecidedError):
            # what a disk does not let go of may come back, as what was never sent
            if record.state in (None, JobState.PENDING) and not self.life.is_read_only:
                del self.records[job.id]
                self.refused.add(job.id)
            return
        except asyncio.CancelledError:
            if not self.life.is_over:
                record.is_forgotten = job.id not in runner.jobs
            raise
        if begun is not job:
            assert record.state is None
            del self.records[job.id]
            return
        still_open = [id_ for id_ in rivals if id_ in self._open_records(number)]
        assert not still_open, f"the same was on its way or done: {[self.records[id_] for id_ in still_open]}"

    def _open_records(self, number: int) -> list[str]:
        return [
            id_
            for id_, record in self.records.items()
            if record.wish == number and record.is_open and record.state is not None
        ]

    async def send_again(self, job: Job) -> None:
        record = self.records[job.id]
        if job.state not in (JobState.UNCONFIRMED, JobState.FAILED, JobState.EXPIRED):
            return
        # a second click says nothing new
        if not record.said_in:
            record.may_be_sent += 1
            record.said_in = self.lives
        await self.runner.send_again(job)

    async def reject(self, job: Job) -> None:
        self.records[job.id].is_rejected = True
        await self.runner.reject(job, "It is of another size.")

    async def forget(self, job: Job) -> None:
        # from here on nobody waits for anything of it, whether or not the disk lets it go
        self.records[job.id].is_forgotten = True
        await self.runner.forget(job)
        self.records[job.id].is_gone = True

    async def cancel(self, job: Job) -> None:
        record = self.records[job.id]
        was_leaving = job.state is JobState.SUBMITTING
        if job.state is JobState.PENDING:
            record.is_forgotten = True
        elif was_leaving:
            record.is_undecidable = True
        await self.runner.cancel(job)
        record.is_gone = job.state is JobState.CANCELLED
        if was_leaving and record.is_gone:
            # nothing of it may have been sent, or the same would be paid for twice
            record.may_be_sent -= 1

    async def _run(self) -> None:
        pause = self.loop.create_future()
        self.life.on_pause = lambda: None if pause.done() else pause.set_result(None)
        timer = self.loop.call_later(PATIENCE, self.life.on_pause)
        while not pause.done() and not self.life.is_over:
            self.asking = [task for task in self.asking if not task.done()]
            busy = {*self.actions, *self.runner._driving.tasks.values()}
            if not busy:
                break
            await asyncio.wait({pause, *busy}, return_when=asyncio.FIRST_COMPLETED)
        timer.cancel()

    def _bury(self) -> None:
        """Nothing that the dead still do counts."""
        assert self.life.heir is not None
        self._doubt()
        self.loop.run_until_complete(self._let_go())
        shutil.rmtree(self.root)
        self.life.heir.rename(self.root)

    async def _let_go(self) -> None:
        rest = {*self.actions, *self.runner._driving.tasks.values()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        for provider in self.providers.values():
            await provider.close()
        journal = self.runner._records._journal
        if journal is not None and journal._database is not None:
            journal._database.close()
        # what the disk was asked for and did not get to
        await asyncio.sleep(0)

    def _driven(self, record: logging.LogRecord) -> bool:
        """Whatever ended the driving of a job is in the log."""
        error = record.args[-1] if isinstance(record.args, tuple) and record.args else None
        if isinstance(error, BaseException) and not isinstance(error, ProviderError | JournalError | Killed):
            self.errors.append(error)
        return True

    def _acted(self, task: asyncio.Task[Any]) -> None:
        self.actions.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, ProviderError | JournalError | Killed):
            self.errors.append(error)

    def _note(self, job: Job) -> None:
        """What a person sees of a job."""
        try:
            self._see(job)
        except AssertionError as error:
            # raised here it would only be another fault of the program's
            self.errors.append(error)

    def _see(self, job: Job) -> None:
        if self.life.is_over:
            return
        if job.id in self.refused:
            # somebody waits for what was just being noted, and was not
            assert job.state is JobState.PENDING
            return
        record = self.records.get(job.id)
        assert record is not None, f"a job that nobody asked for: {job}"
        assert not record.is_gone or job.state is JobState.CANCELLED, "it was forgotten and is there again"
        earlier, record.state = record.state, job.state
        if job.state not in (JobState.PENDING, JobState.SUBMITTING):
            record.has_left = True
        if record.said_in and job.state is JobState.PENDING:
            record.said_in, record.has_left, record.was_noted = 0, False, False
        elif record.said_in and record.said_in != self.lives:
            # it came to nothing
            record.said_in, record.may_be_sent = 0, record.may_be_sent - 1
        assert not (job.state is JobState.PENDING and record.has_left), f"from {earlier} it came back to life"
        if job.state is JobState.RUNNING and not self.has_disk_trouble:
            record.was_noted = True
        if job.state is JobState.UNCONFIRMED:
            self._check_doubt(record)
        if job.purpose.mark is not None:
            assert job.purpose.mark.mask.all(), "the mark is another one's"

    def _check_doubt(self, record: Record) -> None:
        """A person is only asked where nobody can know."""
        if record.is_undecidable or self.was_damaged or self.has_disk_trouble:
            return
        assert not record.was_noted, "its task was on disk"
        lost = [received for received in self._sendings(record) if _is_doubtful(received)]
        assert lost, "it is not known whether it was charged, though nothing was lost"

    # what others see

    def charges(self, number: int) -> int:
        """How often a wish was paid for."""
        paid = {charge.task_id for charge in self.sandbox.charges}
        return sum(_wish_of(received) == number for received in self.sandbox.requests if received.task_id in paid)

    def _sendings(self, record: Record) -> list[Received]:
        return [
            received
            for received in self.sandbox.requests[record.requests_before :]
            if received.route is WISHES[record.wish].route and _wish_of(received) in (record.wish, None)
        ]

    def _see_sent(self) -> None:
        for number in range(len(WISHES)):
            records = [record for record in self.records.values() if record.wish == number]
            allowed = sum(record.may_be_sent for record in records)
            assert self.charges(number) <= allowed, f"paid for twice: {WISHES[number]}"

    def check(self) -> None:
        """After every step."""
        if self.errors:
            raise self.errors[0]
        self._see_sent()
        again = [line for line in self.sandbox.violations if "asked for again" in line]
        assert again == self.sandbox.violations
        if again:
            asked = Counter(record.wish for record in self.records.values())
            assert max(asked.values()) > 1 or any(record.may_be_sent > 1 for record in self.records.values())
        if self.life.is_over:
            return
        for job in self.runner.jobs.values():
            if job.state is JobState.SUBMITTING:
                assert self.runner.is_going_on(job) or self.actions, "limbo: it says that it is being sent"
            if job.state.is_over and job.state is not JobState.SUCCEEDED:
                assert job.error or job.state is JobState.CANCELLED, "nobody says what is wrong"
        self._check_records()

    def _check_records(self) -> None:
        """Every job that the person did not forget is there, and nothing of those that they did."""
        # the power may go before what was removed is off the disk, and a disk can stop letting go half-way
        is_exact = not self.counts[End.POWER_CUT.name] and not self.has_disk_trouble
        if is_exact and not self.actions and not self.runner._driving.tasks:
            left = [id_ for id_, record in self.records.items() if record.is_gone and (self.root / id_).exists()]
            assert not left, "it was forgotten and left something behind"
        if self.opening.done() and not self.opening.cancelled() and self.opening.exception() is None:
            for id_, record in self.records.items():
                if record.is_open and record.state is not None:
                    assert id_ in self.runner.jobs, f"a job is gone: {record}"

    def heal(self) -> None:
        """Put everything right, and see every job to its end."""
        if not self.life.is_over:
            self._repair()
            self.run()
            self.check()
            self.close()
        self._repair()
        self.was_damaged = self.was_damaged or self.is_damaged
        self.start()
        self.run()
        assert self.opening.exception() is None
        self.check()
        for _ in range(2):
            self.act(self.runner.resume())
            self.run()
            for job in [job for job in self.runner.jobs.values() if job.state is JobState.PENDING]:
                self.act(self.runner.answer(job))
            self.run()
            self.check()
            # what never ends has expired by then
            if any(job.state is JobState.RUNNING for job in self.runner.jobs.values()):
                self.time_passes(HOUR + 1)
        for job in self.runner.jobs.values():
            assert job.state.is_over, f"limbo: {job}"
            self._check_end(job, self.records[job.id])
        for id_, record in self.records.items():
            charged = self.charges(record.wish) > record.charges_before
            if charged and not record.is_forgotten:
                newer = [r for r in self.records.values() if r.wish == record.wish and r is not record]
                assert id_ in self.runner.jobs or newer, f"paid for and gone: {record}"
        self.close()

    def time_passes(self, seconds: float) -> None:
        """While the computer sleeps: whatever it waits for takes too long."""
        self._doubt()
        self.loop.pass_time(seconds)

    def _doubt(self) -> None:
        """What is being sent now may be lost."""
        for record in self.records.values():
            if record.state in (None, JobState.PENDING, JobState.SUBMITTING):
                record.is_undecidable = True

    def disk_has_room(self) -> None:
        self.life.is_disk_full, self.life.is_read_only, self.life.fills_at = False, False, None

    def abandon(self) -> None:
        """Leave nothing behind for the next schedule."""
        if not self.life.is_over:
            self.loop.run_until_complete(self._let_go())
            self.life.heir = self.root
        # whoever kept silent may go
        ledger = self.sandbox._ledger
        ledger.closing.set()
        self.loop.run_until_complete(asyncio.sleep(HOUR))
        ledger.closing = asyncio.Event()

    def _repair(self) -> None:
        self.sandbox.faults._queues.clear()
        self.disk_has_room()
        self.access["picwish"]["PICWISH_BASE_URL"] = self.sandbox.picwish_url
        self.access["pixelcut"]["PIXELCUT_BASE_URL"] = self.sandbox.pixelcut_url
        self.stage.rounds = 1

    def _check_end(self, job: Job, record: Record) -> None:
        self.counts[job.state.name] += 1
        if job.state is JobState.SUCCEEDED:
            answer = self.loop.run_until_complete(self.runner.answer(job))
            assert self._files(answer) in self._made(job, record), "not what was made for it"
            assert job.is_offered or job.is_taken or not job.is_wanted
        elif job.state in (JobState.FAILED, JobState.EXPIRED):
            newest = [r for r in self.records.values() if r.wish == record.wish][-1]
            if newest is record and job.task_id is not None:
                assert self._may_fail(job), f"{job.state} for no reason: {job.error}"

    def _files(self, answer: Answer) -> list[bytes]:
        return [file.data for file in (answer.picture, answer.mask) if isinstance(file, PictureFile)]

    def _made(self, job: Job, record: Record) -> list[list[bytes]]:
        """What the vendor has for a job: for its task, or for any of its wish where it never had one."""
        if WISHES[record.wish].provider == "pixelcut":
            results = self.sandbox._results._results
            name = (job.task_id or "").partition("?")[0].rpartition("/")[2]
            return [[result.picture.data] for key, result in results.items() if name in (key, "")]
        ids = [job.task_id] if job.task_id else [received.task_id for received in self._sendings(record)]
        works = [self.sandbox._picwish.tasks._by_id[id_].work for id_ in ids if id_ is not None]
        return [[file.data for file in work.result().values()] for work in works if work is not None]

    def _may_fail(self, job: Job) -> bool:
        """Whether somebody gave a job reason to fail, or an hour has passed."""
        if self.loop.now - self.began_at >= HOUR or self.records[job.id].is_rejected:
            return True
        if WISHES[self.records[job.id].wish].provider == "pixelcut":
            assert job.task_id is not None
            target = re.sub(r"^https?://[^/]*", "", job.task_id)
            mine = [received for received in self.sandbox.requests if received.target == target]
            created = self.sandbox.at(Route.REMOVE_BACKGROUND)
        else:
            task = self.sandbox._picwish.tasks._by_id[str(job.task_id)]
            names = {url.partition("?")[0].rpartition("/")[2] for url in task.urls.values()}
            mine = [
                received
                for received in self.sandbox.requests
                if received.match.get("task_id") == task.id or received.match.get("name") in names
            ]
            created = [received for received in self.sandbox.requests if received.task_id == task.id]
        faults = [received.fault for received in mine]
        if any(isinstance(received.fault, State | Spoiled) for received in created):
            return True
        if job.provider == "pixelcut" and any(isinstance(fault, Reply) and fault.status == 403 for fault in faults):
            # there is no other address to ask for
            return True
        if any(isinstance(fault, State) and fault.state < 0 for fault in faults):
            return True
        # said more than once
        told = (Spoiled, Oversized, Reply, Redirect, Truncated)
        return sum(isinstance(fault, told) for fault in faults) > 1


def _wish_of(received: Received) -> int | None:
    """None where too little of it came."""
    for part in received.files.values():
        if part.name in ("image", "image_file"):
            return _BY_PICTURE.get(bytes(part.data))
    return None


def _is_doubtful(received: Received) -> bool:
    """Whether its answer did not say what became of it."""
    fault = received.fault
    if isinstance(fault, Reply):
        return fault.status >= 500 or fault.status < 400
    return isinstance(fault, Reset | Silence | Redirect | Truncated | Oversized | Spoiled | State | Dripping)


@contextmanager
def prepared(loop: VirtualLoop) -> Iterator[None]:
    """The runner's own clock is the loop's; and certificates, which nobody needs here, are loaded once."""
    context = ssl.create_default_context()
    with (
        patch.object(sending, "time", SimpleNamespace(time=loop.epoch)),
        patch.object(ssl, "create_default_context", lambda *_, **__: context),
    ):
        yield


def damage(root: Path, kind: str, where: float) -> None:
    """Of the journal, so that it can be told."""
    file, log = root / FILE, root / f"{FILE}-wal"
    if kind == "log lost":
        log.unlink(missing_ok=True)
        file.unlink(missing_ok=True)
    elif kind == "header" and file.exists() and file.stat().st_size >= 100:
        with file.open("r+b") as opened:
            opened.write(b"no database any more")
    elif kind == "empty":
        log.unlink(missing_ok=True)
        file.write_bytes(b"")
    elif kind == "garbage":
        log.unlink(missing_ok=True)
        file.write_bytes(bytes(np.random.default_rng(int(where * 1000)).integers(0, 256, 8192, np.uint8)))
