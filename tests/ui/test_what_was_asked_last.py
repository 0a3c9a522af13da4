"""What takes long does not undo what was asked for after it, and holds for what a tab stands for by then."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from picwish_desktop.app import App
from picwish_desktop.imaging.write import Encoding
from picwish_desktop.storage.paths import find_paths
from picwish_desktop.storage.recent import _stored, remember
from picwish_desktop.ui.actions import Command
from tests.ui.cutting_out import draw_photo
from tests.ui.whole_window import opened, remove_something
from tests.waiting import until


async def test_of_two_copies_the_last_one_is_on_the_clipboard(app: App, tmp_path: Path) -> None:
    window = app.window
    grain = np.random.default_rng(0).integers(0, 255, (3000, 4000, 3), np.uint8)
    large, small = tmp_path / "large.png", tmp_path / "small.png"
    Image.fromarray(grain).save(large)
    Image.new("RGB", (30, 20), (0, 0, 200)).save(small)
    first, document = await opened(window, large)
    remove_something(document)
    second, _ = await opened(window, small)
    await until(lambda: not window.tasks._running)
    for entry in (first, second):
        window.documents.show(entry)
        window.commands[Command.COPY].trigger()
    await until(lambda: not window.tasks._running)
    size = QGuiApplication.clipboard().image().size()
    assert (size.width(), size.height()) == (30, 20)


@pytest.mark.parametrize("is_first_locked", [True, False])
async def test_a_lock_holds_for_what_the_tab_was_saved_as(app: App, tmp_path: Path, *, is_first_locked: bool) -> None:
    window = app.window
    entry, document = await opened(window, draw_photo(tmp_path / "a.png"))
    remove_something(document)
    saved = tmp_path / "b.png"
    for is_lock in (is_first_locked, not is_first_locked):
        if is_lock:
            window.commands[Command.LOCK].trigger()
            await until(lambda: not window.tasks._running)
        else:
            await window.saving.write(entry, saved, Encoding("PNG"), is_cutout=False)
    window.closing._close_now(entry)
    for path in (saved, tmp_path / "a.png"):
        entry, document = await opened(window, path)
        assert document.is_private
        window.closing._close_now(entry)


async def test_a_window_is_maximized_again_after_full_screen(app: App) -> None:
    whole = app.window.window()
    whole.setWindowState(Qt.WindowState.WindowMaximized)
    app.window.commands[Command.FULL_SCREEN].trigger()
    assert whole.windowState() & Qt.WindowState.WindowFullScreen
    app.window.commands[Command.FULL_SCREEN].trigger()
    assert whole.windowState() == Qt.WindowState.WindowMaximized


async def test_of_many_that_are_remembered_at_once_none_is_lost() -> None:
    paths = find_paths()

    def add(number: int) -> None:
        remember(paths, Path(f"/p/{number}.png"), "opened", datetime.now().astimezone())

    with ThreadPoolExecutor(8) as threads:
        loop = asyncio.get_running_loop()
        for start in range(0, 80, 8):
            batch = range(start, start + 8)
            await asyncio.gather(*(loop.run_in_executor(threads, add, number) for number in batch))
            newest = {Path(picture.path).stem for picture in _stored(paths)[:8]}
            assert newest == {str(number) for number in batch}
