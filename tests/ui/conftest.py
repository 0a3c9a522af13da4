"""The whole window in one process, a bare one for single widgets, and what stands in the world's place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from picwish_desktop.app import App, build
from picwish_desktop.ui.actions import Actions
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.rail import REMOVE_OBJECTS
from picwish_desktop.ui.theme import Theme, apply_theme
from picwish_desktop.ui.tool_strip import ToolStrip
from tests.sandbox.options import Options
from tests.sandbox.server import Sandbox
from tests.ui.canvas.acting import Hand
from tests.ui.customers import NewApp, Printed, printer
from tests.ui.cutting_out import remember_answers
from tests.ui.patient_bot import PatientBot
from tests.ui.serving import Engine, begun, portrait
from tests.ui.whole_window import ended

# the whole window


@pytest.fixture
def job() -> str:
    """Which entry of the rail is chosen at first. Tests of another one override this."""
    return REMOVE_OBJECTS.id


@pytest.fixture
async def app(job: str) -> AsyncIterator[App]:
    """The program with its window shown; no photo is open."""
    app = build()
    app.window.choose_job(job)
    app.window.show()
    yield app
    await ended(app)


@pytest.fixture
def window(app: App) -> MainWindow:
    return app.window


@pytest.fixture
def hand(window: MainWindow) -> Hand:
    """On the canvas."""
    return Hand(window.canvas)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    return Engine(monkeypatch)


@pytest.fixture
def known_cutouts(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of what is done with a cutout."""
    remember_answers(monkeypatch)


@pytest.fixture
async def counter(engine: Engine) -> AsyncIterator[App]:
    """The program, at the counter, where `engine` knows who is drawn."""
    app = await begun(engine)
    yield app
    await ended(app)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Of somebody at the counter, where a file has no other."""
    return portrait(tmp_path / "ana.png")


@pytest.fixture
async def new_app(engine: Engine) -> AsyncIterator[NewApp]:
    """Starts the program, at the counter; the one before it is closed."""
    apps: list[App] = []

    async def new() -> App:
        while apps:
            await ended(apps.pop())
        apps.append(await begun(engine))
        return apps[-1]

    yield new
    while apps:
        await ended(apps.pop())


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[Printed]:
    """What was given to the printer."""
    return printer(monkeypatch)


@pytest.fixture
async def sandbox(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sandbox]:
    """Speaks for PicWish; what is built after it asks there."""
    async with Sandbox(Options(picwish_rate=1000)) as sandbox:
        monkeypatch.setenv("PICWISH_BASE_URL", sandbox.picwish_url)
        monkeypatch.setenv("PICWISH_API_KEY", sandbox.key)
        yield sandbox
        assert sandbox.violations == []


@pytest.fixture
async def paying(sandbox: Sandbox, engine: Engine) -> AsyncIterator[MainWindow]:
    """At the counter, with PicWish for what is cut out, in other jobs too."""
    app = await begun(engine)
    app.service.settings.background_provider = "picwish"
    app.service.settings.picwish_requests_per_second = 1000
    app.window.id_photo_panel.provider_chosen.emit("picwish")
    yield app.window
    # before the server: the program closes its connections
    assert sandbox.requests is not None
    await ended(app)


# single widgets


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:  # noqa: ARG001 - it must be there
    return PatientBot(request)


@pytest.fixture(scope="module")
def dressed(qapp: QApplication) -> None:
    """In the dark theme. Once a file: it takes time for every widget that earlier tests have left."""
    apply_theme(qapp, Theme.DARK)


@pytest.fixture
def bare_window(qtbot: QtBot) -> QMainWindow:
    """With nothing in it, and not shown."""
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def actions(bare_window: QMainWindow) -> Actions:
    return Actions(bare_window)


@pytest.fixture
def strip(bare_window: QMainWindow, actions: Actions) -> ToolStrip:
    strip = ToolStrip(actions)
    bare_window.setCentralWidget(strip)
    bare_window.show()
    return strip
