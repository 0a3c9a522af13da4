"""Whatever is done in whatever order while providers, the network and the program break off: nothing fails unseen or
hangs, nothing is paid for twice that nobody decided to, and what was paid for is offered until it is taken.

Some schedules run as a rule, and with FUZZ=300 as many as it says."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton

from picwish_desktop.app import App
from picwish_desktop.jobs.job import Job, JobState
from picwish_desktop.jobs.runner import Runner
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.rail import BACKGROUND, FACE, REMOVE_OBJECTS
from tests.sandbox.faults import Fault, Reset, When, body_status, forbidden, html, server_error, too_many_requests
from tests.sandbox.routes import Route
from tests.sandbox.server import Sandbox
from tests.ui.cutting_out import draw_photo
from tests.ui.test_paid_work import NewApp, ended, new_app
from tests.waiting import until

__all__ = ["new_app"]

SEEDS = int(os.environ.get("FUZZ", "4"))
STEPS = 70
OFTEN = (Command.KEEP, Command.DISCARD, Command.UNDO, Command.UNDO, Command.REDO)
SELDOM = (
    Command.SAVE,
    Command.CLOSE,
    Command.COPY,
    Command.PASTE,
    Command.DROP_CUTOUT,
    Command.TRY_ANOTHER,
    Command.LOCK,
    Command.SAME_MASK,
)
ROUTES = (Route.SEGMENTATION, Route.FACE_CUTOUT, Route.INPAINT)
FAULTS: tuple[Fault, ...] = (
    Reset(When.BEFORE_WORK),
    Reset(When.AFTER_WORK),
    server_error(),
    server_error(when=When.AFTER_WORK),
    html(),
    html(502),
    body_status(500),
    forbidden(),
    too_many_requests("0"),
)


class Customer:
    """Does one thing after the other, mostly without waiting for what comes of it."""

    def __init__(self, new_app: NewApp, sandbox: Sandbox, photos: list[Path], seed: int) -> None:
        self._new_app, self._sandbox, self._photos = new_app, sandbox, photos
        self._random = Random(seed)
        self._app: App | None = None
        self._acts: tuple[Callable[[], None], ...] = (
            *(self._open, self._open, self._run, self._run, self._run, self._run, self._run),
            *(self._trigger(OFTEN), self._trigger(OFTEN), self._trigger(SELDOM), self._mark, self._turn_to_another_job),
            *(self._click_in_tray, self._click_in_tray, self._cancel, self._cancel, self._press_escape),
            *(self._break_something, self._break_something, self._break_something),
            lambda: self.window.documents.show_next(1),
        )

    @property
    def window(self) -> MainWindow:
        assert self._app is not None
        return self._app.window

    async def start(self) -> None:
        """The program, once more where it runs already."""
        if self._app is not None:
            await ended(self._app)
        self._app = await self._new_app()
        settings = self._app.service.settings
        settings.background_provider = settings.removal_provider = settings.face_provider = "picwish"
        settings.save_folder = str(self._photos[0].parent)
        self._turn_to_another_job()

    async def act(self) -> None:
        if self._random.random() < 0.04:
            await self.start()
        self._random.choice(self._acts)()
        self._answer()
        if self._random.random() < 0.08:
            await self.wait()
        for _ in range(self._random.choice((0, 0, 1, 4, 10))):
            await asyncio.sleep(0)

    async def wait(self) -> None:
        """Until nothing is done any more."""
        await until(self._is_quiet)

    def _is_quiet(self) -> bool:
        self._answer()
        return not self.window.tasks._running

    def _answer(self) -> None:
        for dialog in self.window.findChildren(QDialog):
            if not dialog.isVisible():
                continue
            buttons = [button for button in dialog.findChildren(QPushButton) if button.isVisible()]
            if not isinstance(dialog, QFileDialog) and buttons and self._random.random() < 0.8:
                self._random.choice(buttons).click()
            else:
                dialog.reject()

    def _trigger(self, commands: tuple[Command, ...]) -> Callable[[], None]:
        return lambda: self.window.commands[self._random.choice(commands)].trigger()

    def _open(self) -> None:
        self.window.open_files([self._random.choice(self._photos)])

    def _mark(self) -> None:
        entry = self.window.documents.current
        if entry is not None and entry.document is not None:
            self.window.documents.about_to_edit.emit()
            # few places, so that the same is asked for again
            entry.document.set_rectangles("Rectangle", [Rect(self._random.randrange(3) * 10, 20, 30, 20)])

    def _run(self) -> None:
        if self.window.documents.current is None:
            self._open()
        elif self.window.commands[Command.RUN].isEnabled():
            self.window.commands[Command.RUN].trigger()
        else:
            self._mark()

    def _turn_to_another_job(self) -> None:
        self.window.choose_job(self._random.choice((BACKGROUND, REMOVE_OBJECTS, FACE)).id)

    def _click_in_tray(self) -> None:
        if not (listed := self.window.jobs.shown()):
            return
        job, tray = self._random.choice(listed).job, self.window.tray
        clicks = [tray.chosen, tray.dismissed if job.state.is_over else tray.cancel_requested]
        if job.state in (JobState.FAILED, JobState.EXPIRED):
            clicks.append(tray.retry_requested)
        click = self._random.choice(clicks)
        for _ in range(self._random.choice((1, 1, 2))):
            click.emit(job.id)

    def _cancel(self) -> None:
        self.window.work.cancel()

    def _press_escape(self) -> None:
        QTest.keyClick(self.window.canvas, Qt.Key.Key_Escape)

    def _break_something(self) -> None:
        route = self._random.choice(ROUTES)
        self._sandbox.faults.push(self._random.choice((route, route.task, Route.RESULT)), self._random.choice(FAULTS))


@pytest.fixture
def decisions(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Jobs that a person sent again or forgot: another credit is theirs to spend."""
    decided: list[Job] = []

    def note(name: str) -> None:
        real = getattr(Runner, name)

        async def decide(runner: Runner, job: Job) -> object:
            decided.append(job)
            return await real(runner, job)

        monkeypatch.setattr(Runner, name, decide)

    note("send_again")
    note("forget")
    return decided


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("seed", range(SEEDS))
async def test_anything_in_any_order(
    new_app: NewApp, sandbox: Sandbox, decisions: list[Job], caplog: pytest.LogCaptureFixture, tmp_path: Path, seed: int
) -> None:
    photos = [draw_photo(tmp_path / f"{name}.png", grain=grain) for grain, name in enumerate(("cup", "jug", "pot"), 1)]
    person = Customer(new_app, sandbox, photos, seed)
    await person.start()
    for _ in range(STEPS):
        await person.act()
    await person.wait()
    assert [record for record in caplog.get_records("call") if record.levelname == "ERROR"] == []
    jobs, listed = person.window.service.runner.jobs.values(), person.window.jobs
    for job in jobs:
        assert listed.with_id(job.id) or (job.state.is_settled and not job.is_offered)
    await sandbox.work_done()
    assert len(sandbox.charges) <= len(jobs) + len(decisions)
    if decisions:
        # which the sandbox cannot know
        sandbox.violations.clear()
