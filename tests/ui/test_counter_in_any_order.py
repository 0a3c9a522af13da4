"""Whatever is done at the counter in whatever order: nothing fails unseen or hangs, each customer has a number of their
own, and every file is on a ticket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from PySide6.QtWidgets import QDialog

from picwish_desktop.app import App
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.panels.id_photo_state import BackgroundChoice
from picwish_desktop.ui.rail import BACKGROUND, ID_PHOTO, REMOVE_OBJECTS
from tests.ui.customers import tickets_of
from tests.ui.serving import portrait
from tests.waiting import until

STEPS = 50
DOCUMENTS = ("schengen-visa", "us-passport", "uk-passport", "cn-1inch")
OFTEN = (Command.SAVE, Command.SAVE, Command.ADD_TO_SHEET, Command.PRINT, Command.UNDO, Command.REDO)
SELDOM = (Command.NEXT_CUSTOMER, Command.CLOSE, Command.REPEAT_LAST, Command.DROP_CUTOUT)


class Clerk:
    """Does one thing after the other, mostly without waiting for what comes of it."""

    def __init__(self, window: MainWindow, photos: list[Path], seed: int) -> None:
        self._window, self._photos = window, photos
        self._random = Random(seed)
        often, seldom = self._trigger(OFTEN), self._trigger(SELDOM)
        self._acts: tuple[Callable[[], None], ...] = (
            *(self._open, self._open, often, often, often, seldom),
            *(self._choose_document, self._place, self._place, self._recolour, self._recolour),
            *(self._name, self._choose_kind, self._count, self._turn_to_another_job, self._save_preset),
            lambda: window.documents.show_next(1),
        )

    async def act(self) -> None:
        self._random.choice(self._acts)()
        self._answer()
        if self._random.random() < 0.3:
            await self.wait()
        for _ in range(self._random.choice((0, 0, 1, 5))):
            await asyncio.sleep(0)

    async def wait(self) -> None:
        """Until nothing is done any more."""
        await until(self._is_quiet)

    def _is_quiet(self) -> bool:
        self._answer()
        return not self._window.tasks._running

    def _answer(self) -> None:
        for dialog in self._window.findChildren(QDialog):
            if dialog.isVisible():
                (dialog.accept if self._random.random() < 0.3 else dialog.reject)()

    def _trigger(self, commands: tuple[Command, ...]) -> Callable[[], None]:
        return lambda: self._window.commands[self._random.choice(commands)].trigger()

    def _open(self) -> None:
        self._window.open_files([self._random.choice(self._photos)])

    def _choose_document(self) -> None:
        self._window.counter.choose_document(self._random.choice(DOCUMENTS))

    def _place(self) -> None:
        window = self._window
        if (made := window.id_photos.id_photo(window.documents.current)) is not None:
            placed = made.placement.moved(self._random.randrange(-9, 9), 3)
            window.id_photos.place(placed, is_final=self._random.random() < 0.7)

    def _recolour(self) -> None:
        colors = BackgroundChoice((1, 2, 3)), BackgroundChoice(keeps_photo=True), BackgroundChoice(None)
        self._window.id_photo_panel.background_changed.emit(self._random.choice(colors), True)

    def _name(self) -> None:
        self._window.counter.ticket.name = self._random.choice(("Ana", "Bert", ""))

    def _choose_kind(self) -> None:
        self._window.id_photos.choose_kind(is_upload=self._random.random() < 0.5)

    def _count(self) -> None:
        for item in self._window.counter.ticket.added[:1]:
            self._window.counter.set_copies(item.key, self._random.randrange(1, 7))

    def _turn_to_another_job(self) -> None:
        jobs = (ID_PHOTO, ID_PHOTO, BACKGROUND, REMOVE_OBJECTS)
        self._window.choose_job(self._random.choice(jobs).id)

    def _save_preset(self) -> None:
        self._window.counter.save_preset("School", is_locked=False)


@pytest.fixture
def no_faults(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nobody sees what goes wrong in a task."""
    yield
    assert [record for record in caplog.get_records("call") if record.levelname == "ERROR"] == []


@pytest.mark.usefixtures("no_faults", "printed")
@pytest.mark.parametrize("seed", range(10))
async def test_anything_in_any_order(counter: App, tmp_path: Path, seed: int) -> None:
    window, folder = counter.window, tmp_path / "saved"
    folder.mkdir()
    window.service.settings.id_photo_folder = str(folder)
    clerk = Clerk(window, [portrait(tmp_path / f"{name}.png") for name in ("ana", "bert", "cleo")], seed)
    for _ in range(STEPS):
        await clerk.act()
    await clerk.wait()
    tickets = await tickets_of(window)
    assert len({(ticket.day, ticket.number) for ticket in tickets}) == len(tickets)
    on_tickets = {path for ticket in tickets for path in ticket.saved}
    assert set(folder.iterdir()) <= on_tickets
    for ticket in tickets:
        for photo in ticket.photos:
            assert await window.counter.tickets.picture(ticket, photo)
