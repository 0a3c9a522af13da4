"""What takes long does not undo what was asked for after it, and holds for what a tab stands for by then."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton

from picwish_desktop.app import App, build
from picwish_desktop.imaging.backdrop_file import read_backdrop
from picwish_desktop.imaging.write import Encoding
from picwish_desktop.model.backdrop import BackdropPicture, ColorBackdrop, PictureBackdrop
from picwish_desktop.storage.paths import find_paths
from picwish_desktop.storage.recent import _stored, remember
from picwish_desktop.ui import looks
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.mask_clipboard import KIND
from picwish_desktop.ui.rail import BACKGROUND
from tests.ui.cutting_out import draw_photo, with_cutout
from tests.ui.whole_window import ended, opened, remove_something
from tests.waiting import PATIENCE, until


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


async def test_a_mask_that_is_copied_after_a_picture_is_on_the_clipboard(app: App, tmp_path: Path) -> None:
    window = app.window
    large, small = tmp_path / "large.png", tmp_path / "small.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (3000, 4000, 3), np.uint8)).save(large)
    Image.new("RGB", (30, 20), (0, 0, 200)).save(small)
    first, document = await opened(window, large)
    remove_something(document)
    second, marked = await opened(window, small)
    marked.mark_all()
    await until(lambda: not window.tasks._running)
    for entry, command in ((first, Command.COPY), (second, Command.COPY_MASK)):
        window.documents.show(entry)
        window.commands[command].trigger()
    await until(lambda: not window.tasks._running)
    assert QGuiApplication.clipboard().mimeData().hasFormat(KIND)
    size = QGuiApplication.clipboard().image().size()
    assert (size.width(), size.height()) == (30, 20)


@pytest.mark.usefixtures("known_cutouts")
@pytest.mark.parametrize("is_picture", [True, False])
async def test_a_backdrop_that_is_read_late_is_not_put_over_a_later_one(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_picture: bool
) -> None:
    window = app.window
    window.choose_job(BACKGROUND.id)
    entry, document = await with_cutout(window, draw_photo(tmp_path / "cup.png"))
    slow, quick = draw_photo(tmp_path / "slow.png", grain=3), draw_photo(tmp_path / "quick.png", grain=4)
    may_read, read = threading.Event(), read_backdrop

    def read_slowly(path: Path) -> BackdropPicture:
        assert path != slow or may_read.wait(PATIENCE)
        return read(path)

    monkeypatch.setattr(looks, "read_backdrop", read_slowly)
    window.looks.take_picture(entry, slow)
    if is_picture:
        window.looks.take_picture(entry, quick)
        await until(lambda: isinstance(document.state.look.backdrop, PictureBackdrop))
    else:
        window.looks.change(replace(document.state.look, backdrop=ColorBackdrop((255, 0, 0))), is_final=True)
    chosen = document.state.look.backdrop
    may_read.set()
    await until(lambda: not window.tasks._running)
    assert document.state.look.backdrop == chosen


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


async def test_who_left_in_full_screen_leaves_full_screen_by_its_key() -> None:
    app = build()
    app.window.show()
    app.window.commands[Command.FULL_SCREEN].trigger()
    await until(app.window.isFullScreen)
    app.window.commands[Command.QUIT].trigger()
    await app.window.closed
    await ended(app)
    app = build()
    app.window.show()
    assert app.window.isFullScreen()
    app.window.commands[Command.FULL_SCREEN].trigger()
    await until(lambda: not app.window.isFullScreen())
    await ended(app)


async def test_a_tab_that_has_another_name_is_closed_by_that(app: App, tmp_path: Path) -> None:
    window = app.window
    await opened(window, draw_photo(tmp_path / "a.png"))
    entry, _ = await opened(window, draw_photo(tmp_path / "b.png"))
    await window.saving.write(entry, tmp_path / "c.png", Encoding("PNG"), is_cutout=False)
    names = {button.accessibleName() for button in window.tabs.findChildren(QToolButton)}
    assert {"Close a.png", "Close c.png"} <= names


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
