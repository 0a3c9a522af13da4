"""A watched folder in the whole window: what comes is opened and framed, what the program saves there is not."""

import asyncio
import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from picwish_desktop.app import App
from picwish_desktop.ui import watching
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.workflows.watched_folder import WatchedFolder
from tests.ui.serving import HIS_SKIN, portrait, ready, words
from tests.ui.whole_window import sees
from tests.waiting import until


class Looks:
    """Lets the folder be looked at when a test says so."""

    def __init__(self) -> None:
        self._turns: asyncio.Queue[None] = asyncio.Queue()
        self._waiting = asyncio.Event()

    async def wait(self, _seconds: float) -> None:
        self._waiting.set()
        try:
            await self._turns.get()
        finally:
            self._waiting.clear()

    async def look(self) -> None:
        """Once, and until what was found has been told of."""
        await self._waiting.wait()
        self._waiting.clear()
        self._turns.put_nowait(None)
        await self._waiting.wait()


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Looks:
    looks = Looks()
    monkeypatch.setattr(watching, "WatchedFolder", lambda folder: WatchedFolder(folder, wait=looks.wait))
    return looks


@pytest.fixture
def window(counter: App) -> MainWindow:
    return counter.window


@pytest.fixture
def card(tmp_path: Path) -> Path:
    folder = tmp_path / "card"
    folder.mkdir()
    return folder


def titles(window: MainWindow) -> list[str]:
    return sorted(entry.title for entry in window.documents)


def shown(window: MainWindow) -> str:
    return "" if window.documents.current is None else window.documents.current.title


async def test_a_new_picture_is_opened_and_framed(window: MainWindow, looks: Looks, card: Path) -> None:
    portrait(card / "before.png")
    window.commands[Command.WATCH].trigger()
    dialog = await sees(window, QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(str(card))
    dialog.reject()
    assert window.watching.name == "card"
    await looks.look()
    assert titles(window) == [], "what is there already is no customer's"
    portrait(card / "new.png")
    await looks.look()
    await looks.look()
    await until(lambda: window.documents.current)
    await ready(window)
    assert titles(window) == ["new.png"]


async def test_the_newest_of_several_is_the_one_that_is_shown(window: MainWindow, looks: Looks, card: Path) -> None:
    window.watching.start(card)
    await looks.look()
    for age, name in enumerate(("third.png", "second.png", "first.png")):
        path = portrait(card / name)
        os.utime(path, (path.stat().st_mtime - 10 * age,) * 2)
    await looks.look()
    await looks.look()
    await until(lambda: len(window.documents) == 3)
    assert shown(window) == "third.png"
    await ready(window)
    # one that comes later is newer than all of them
    portrait(card / "fourth.png", HIS_SKIN)
    await looks.look()
    await looks.look()
    await until(lambda: len(window.documents) == 4)
    assert shown(window) == "fourth.png"
    await ready(window)


async def test_what_the_program_saves_there_is_no_customers_photo(window: MainWindow, looks: Looks, card: Path) -> None:
    window.watching.start(card)
    await looks.look()
    portrait(card / "new.png")
    await looks.look()
    await looks.look()
    await until(lambda: window.documents.current)
    await ready(window)
    window.commands[Command.SAVE].trigger()
    await until(lambda: len(list(card.iterdir())) == 2)
    sheet = window.counter.ticket
    await until(lambda: sheet.sheet.pages)
    window.commands[Command.SAVE_SHEET].trigger()
    dialog = await sees(window, QFileDialog)
    dialog.fileSelected.emit(str(card / "sheet.png"))
    dialog.reject()
    await until((card / "sheet.png").exists)
    for _ in range(3):
        await looks.look()
    assert titles(window) == ["new.png"]
    assert len(list(card.iterdir())) == 3


async def test_a_folder_that_goes_is_said_and_comes_back(window: MainWindow, looks: Looks, card: Path) -> None:
    window.watching.start(card)
    await looks.look()
    away = card.rename(card.with_name("away"))
    await looks.look()
    await until(lambda: "“card” is not there now" in words(window.id_photo_panel))
    away.rename(card)
    await looks.look()
    await until(lambda: window.watching.problem == "")
    portrait(card / "new.png")
    await looks.look()
    await looks.look()
    await until(lambda: titles(window) == ["new.png"])
    await ready(window)


async def test_stopping_ends_it(window: MainWindow, looks: Looks, card: Path) -> None:
    window.watching.start(card)
    await looks.look()
    window.id_photo_panel.stop_watching.emit()
    assert window.watching.name == ""
    portrait(card / "new.png")
    other = card.with_name("other")
    other.mkdir()
    window.watching.start(other)
    await looks.look()
    portrait(other / "theirs.png")
    await looks.look()
    await looks.look()
    await until(lambda: len(window.documents))
    assert titles(window) == ["theirs.png"]
    await ready(window)
