"""A settings file with one comma too many: the person is told, and nothing is unlocked or sent until it is set anew."""

from collections.abc import AsyncIterator
from pathlib import Path

import keyring
import pytest
import skimage.data
from PIL import Image
from PySide6.QtWidgets import QLabel

from picwish_desktop.app import App, build
from picwish_desktop.model.geometry import Rect
from picwish_desktop.storage.credentials import SERVICE
from picwish_desktop.storage.paths import find_paths
from picwish_desktop.storage.settings import Settings
from picwish_desktop.storage.settings_file import load_settings, save_settings
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.dialogs.settings import SettingsChange
from tests.sandbox.options import Options
from tests.sandbox.routes import Route
from tests.sandbox.server import Sandbox
from tests.ui.whole_window import ended, opened, sees
from tests.waiting import until


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(Options(picwish_rate=1000)) as sandbox:
        yield sandbox
        assert sandbox.violations == []


@pytest.fixture
async def damaged(sandbox: Sandbox) -> AsyncIterator[App]:
    """The program, where the file cannot be read in which photos were locked and PicWish had the sandbox's address."""
    keyring.set_password(SERVICE, "picwish", sandbox.key)
    path = find_paths().settings
    save_settings(Settings(lock_new_photos=True, picwish_base_url=sandbox.picwish_url), path)
    path.write_text(path.read_text().rstrip("}\n") + ",}")
    app = build()
    app.window.show()
    app.window.tell_settings()
    yield app
    await ended(app)


async def test_nothing_is_unlocked_and_nothing_is_sent_until_it_is_set_anew(
    damaged: App, sandbox: Sandbox, tmp_path: Path
) -> None:
    window = damaged.window
    told = await sees(window, MessageDialog)
    (aside,) = find_paths().settings.parent.glob("settings.json.damaged-*")
    assert any(aside.name in label.text() for label in told.findChildren(QLabel))
    told.accept()

    path = tmp_path / "cup.png"
    Image.fromarray(skimage.data.coffee()).save(path)
    entry, document = await opened(window, path)
    assert document.is_private
    window.commands[Command.LOCK].trigger()
    window.remove_panel.provider_chosen.emit("picwish")
    document.set_rectangles("Rectangle", [Rect(380, 50, 50, 90)])
    window.commands[Command.RUN].trigger()
    await until(lambda: entry.work is None and entry.message)
    assert entry.message == "The address of PicWish in the settings cannot be used: there is none. Choose one."
    assert sandbox.requests == []

    window.configuring.ask().saved.emit(SettingsChange({"picwish_base_url": sandbox.picwish_url}, {}))
    window.commands[Command.RUN].trigger()
    await until(lambda: document.state.preview)
    assert len(sandbox.at(Route.INPAINT)) == 1
    await until(lambda: not load_settings(find_paths().settings).put_aside)


async def test_what_closing_writes_is_as_careful(damaged: App) -> None:
    (await sees(damaged.window, MessageDialog)).accept()
    damaged.window.close()
    await damaged.window.closed
    kept = load_settings(find_paths().settings)
    assert (kept.lock_new_photos, kept.picwish_base_url) == (True, "")
    assert kept.put_aside.startswith("settings.json.damaged-"), "the next start does not tell"
    assert kept.window_geometry
