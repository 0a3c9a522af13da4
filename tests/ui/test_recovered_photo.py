"""After a crash a photo comes back as it was seen, also where its file was saved over before."""

import asyncio
import gc
import os
import shutil
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from picwish_desktop.app import App, build
from picwish_desktop.imaging.read import read
from picwish_desktop.imaging.write import Encoding
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.state import State
from picwish_desktop.storage import reaching
from picwish_desktop.storage.stamp import Stamp, stamp
from picwish_desktop.ui import opening
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.dialogs.recovered import RecoveredDialog
from picwish_desktop.ui.dialogs.save import SaveChoice, SaveDialog
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.rail import BACKGROUND, REMOVE_OBJECTS
from picwish_desktop.workflows.files import Opened, open_file
from picwish_desktop.workflows.recovery import Leftover
from tests.ui.cutting_out import cutout_of, draw_photo, with_cutout
from tests.ui.whole_window import current, ended, opened, remove_something, sees, visible
from tests.waiting import until

Kill = Callable[[], Awaitable[MainWindow]]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return draw_photo(tmp_path / "thing.png")


@pytest.fixture
async def apps() -> AsyncIterator[list[App]]:
    """Those that run."""
    apps = [build()]
    apps[0].window.show()
    yield apps
    for app in apps:
        await ended(app)


@pytest.fixture
def window(apps: list[App]) -> MainWindow:
    return apps[0].window


@pytest.fixture
def kill(apps: list[App]) -> Kill:
    """End the program without a word, with what it had written by itself, and start it again."""

    async def kill() -> MainWindow:
        window = apps[0].window
        await until(lambda: not window.recovering._pause.isActive() and not window.tasks._running)
        root = window.service.paths.recovery
        (run,) = root.iterdir()
        # in a copy that nobody has locked: what ends here tidies up
        left = shutil.copytree(run, root.with_name("left"))
        await ended(apps.pop())
        shutil.move(left, root / "left")
        apps.append(build())
        apps[0].window.show()
        return apps[0].window

    return kill


async def save_over(window: MainWindow, path: Path) -> None:
    before = path.stat().st_ino
    window.commands[Command.SAVE_AS].trigger()
    dialog = await sees(window, SaveDialog)
    dialog.chosen.emit(SaveChoice(path, "PNG", None))
    dialog.accept()
    await until(lambda: path.stat().st_ino != before and not window.tasks._running)


async def brought_back(window: MainWindow) -> tuple[OpenDocument, Document]:
    window.offer_recovery()
    (await sees(window, RecoveredDialog))._finish(True)
    entry, document = await current(window)
    await until(lambda: not window.tasks._running)
    return entry, document


async def test_what_was_undone_after_saving_over_the_photo_is_undone(
    window: MainWindow, photo: Path, kill: Kill
) -> None:
    window.choose_job(REMOVE_OBJECTS.id)
    original = read(photo)
    entry, document = await opened(window, photo)
    remove_something(document)
    await save_over(window, photo)
    window.commands[Command.UNDO].trigger()
    window.commands[Command.UNDO].trigger()
    assert entry.is_modified
    entry, document = await brought_back(await kill())
    assert np.array_equal(document.pixels(), original.pixels)
    assert entry.is_modified
    assert entry.path == photo, "where it is saved to"
    assert document.photo.path == photo
    assert not np.array_equal(read(photo).pixels, original.pixels), "which is as it was saved"


async def test_what_is_done_after_the_cutout_took_the_photos_place_comes_back(
    window: MainWindow, photo: Path, kill: Kill
) -> None:
    window.choose_job(BACKGROUND.id)
    original = read(photo)
    _, document = await with_cutout(window, photo)
    await save_over(window, photo)
    with document.gesture("Keep brush") as gesture, gesture.painting_matte(Rect(2, 3, 40, 30)) as painted:
        painted[:] = 200
    matte = cutout_of(document).matte.copy()
    entry, document = await brought_back(await kill())
    assert np.array_equal(document.photo.pixels, original.pixels)
    assert np.array_equal(cutout_of(document).matte, matte)
    assert entry.is_modified


async def test_what_waits_in_a_tab_comes_back_after_another_one_replaced_its_file(
    window: MainWindow, photo: Path, kill: Kill
) -> None:
    window.choose_job(REMOVE_OBJECTS.id)
    original = read(photo)
    _, document = await opened(window, photo)
    remove_something(document)
    expected = document.pixels()
    await until(lambda: list(window.service.paths.recovery.rglob("document.json")))
    link = photo.parent / "link"
    link.symlink_to(photo.parent)
    window.open_files([link / photo.name])
    await until(lambda: len(window.documents) == 2)
    _, other = await current(window)
    other.propose(Edit("Remove objects", "local", (Patch(Rect(0, 0, 64, 64), np.zeros((64, 64, 3), np.uint8)),)))
    await save_over(window, photo)
    window = await kill()
    entry, document = await brought_back(window)
    assert len(window.documents) == 1
    assert np.array_equal(document.photo.pixels, original.pixels)
    assert np.array_equal(document.pixels(), expected)
    assert entry.is_modified


async def test_the_file_that_was_opened_meanwhile_is_another_photo(window: MainWindow, photo: Path, kill: Kill) -> None:
    original = read(photo)
    _, document = await opened(window, photo)
    remove_something(document)
    await save_over(window, photo)
    document.undo()
    document.undo()
    window = await kill()
    _, saved = await opened(window, photo)
    await brought_back_beside(window)
    _, document = await current(window)
    assert np.array_equal(document.pixels(), original.pixels)
    assert np.array_equal(saved.pixels(), read(photo).pixels)
    assert saved.undo_label is None


async def brought_back_beside(window: MainWindow) -> None:
    window.offer_recovery()
    (await sees(window, RecoveredDialog))._finish(True)
    await until(lambda: len(window.documents) == 2 and not window.tasks._running)
    assert visible(window, RecoveredDialog) is None


async def test_what_was_done_since_the_photo_was_saved_over_can_be_undone_and_is_unsaved(
    window: MainWindow, photo: Path, kill: Kill
) -> None:
    window.choose_job(REMOVE_OBJECTS.id)
    original = read(photo).pixels
    _, document = await opened(window, photo)
    remove_something(document)
    await save_over(window, photo)
    remove_something(document)
    entry, document = await brought_back(await kill())
    assert entry.is_modified
    document.undo()
    assert np.array_equal(document.pixels(), original)
    assert entry.is_modified, "no file has the original any more"


async def test_a_tab_that_is_closed_before_its_work_is_back_is_offered_again(
    window: MainWindow, photo: Path, kill: Kill, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on = asyncio.Event()

    async def slow(path: Path, on_preview: Callable[[Opened], None] | None) -> Opened:
        opened = await open_file(path, on_preview)
        await may_go_on.wait()
        return opened

    window.choose_job(REMOVE_OBJECTS.id)
    _, document = await opened(window, photo)
    remove_something(document)
    await until(lambda: list(window.service.paths.recovery.rglob("document.json")))
    window = await kill()
    monkeypatch.setattr(opening, "open_file", slow)
    window.offer_recovery()
    (await sees(window, RecoveredDialog))._finish(True)
    await until(lambda: len(window.documents) == 1)
    window.commands[Command.CLOSE].trigger()
    await until(lambda: len(window.documents) == 0)
    may_go_on.set()
    await until(lambda: not window.tasks._running)
    assert [leftover.title for leftover in await window.recovering._recovery.leftovers()] == [photo.name]


async def test_the_window_does_not_look_at_the_disk_for_it(
    window: MainWindow, photo: Path, kill: Kill, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking: list[threading.Thread] = []

    def noted(path: Path) -> Stamp:
        looking.append(threading.current_thread())
        return stamp(path)

    window.choose_job(REMOVE_OBJECTS.id)
    _, document = await opened(window, photo)
    remove_something(document)
    await until(lambda: list(window.service.paths.recovery.rglob("document.json")))
    window = await kill()
    monkeypatch.setattr("picwish_desktop.workflows.recovery.stamp", noted)
    await brought_back(window)
    assert looking
    assert threading.main_thread() not in looking


async def test_two_tabs_of_one_file_come_back_as_two(
    window: MainWindow, kill: Kill, photo: Path, tmp_path: Path
) -> None:
    first, document = await opened(window, photo)
    remove_something(document, 0)
    # saved elsewhere, so that the photo itself can be opened once more
    first.saved_as[False] = tmp_path / "edited.png", Encoding("PNG")
    assert await window.saving.save(first)
    remove_something(document, 64)
    window.open_files([photo])
    await until(lambda: window.documents.current is not first)
    _, second = await current(window)
    remove_something(second, 128)
    window = await kill()
    window.offer_recovery()
    (await sees(window, RecoveredDialog))._finish(True)
    await until(lambda: len(window.documents) == 2 and not window.tasks._running)
    edits = [len(entry.document.state.edits) for entry in window.documents if entry.document is not None]
    assert sorted(edits) == [1, 2]


async def test_a_photo_whose_share_does_not_answer_keeps_no_other_from_coming_back(
    window: MainWindow, kill: Kill, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = draw_photo(tmp_path / "away.png", grain=1)
    for path in (away, photo):
        window.open_files([path])
        await until(lambda path=path: window.documents.current and window.documents.current.path == path)  # type: ignore[misc]
        remove_something((await current(window))[1], 0)
    window = await kill()
    given_up, is_intact = threading.Event(), Leftover.is_intact

    def is_intact_there(leftover: Leftover) -> bool:
        return is_intact(leftover) if leftover.photo == photo else given_up.wait()

    monkeypatch.setattr(Leftover, "is_intact", is_intact_there)
    monkeypatch.setattr(reaching, "PATIENCE", 0.5)
    window.offer_recovery()
    (await sees(window, RecoveredDialog))._finish(True)
    told = await sees(window, MessageDialog)
    assert any("“away.png” cannot be looked at" in label.text() for label in told.findChildren(QLabel))
    told.accept()
    assert [entry.title for entry in window.documents] == [photo.name]
    given_up.set()
    # and it is there at the next start
    assert [leftover.title for leftover in await window.recovery.leftovers()] == ["away.png"]


async def test_a_photo_of_which_nobody_can_tell_whether_it_is_locked_is(
    window: MainWindow, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up = threading.Event()
    monkeypatch.setattr(opening, "is_private", lambda *_: given_up.wait())
    monkeypatch.setattr(reaching, "PATIENCE", 0.01)
    _, document = await opened(window, photo)
    assert document.is_private
    given_up.set()


async def test_the_program_ends_while_a_share_is_asked_about_a_lock(
    window: MainWindow, photo: Path, kill: Kill, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, given_up = threading.Event(), threading.Event()

    def is_private_there(*_: Path) -> bool:
        asked.set()
        return given_up.wait()

    _, document = await opened(window, photo)
    os.utime(photo, (1, 1))
    remove_something(document)
    window = await kill()
    monkeypatch.setattr(opening, "is_private", is_private_there)
    window.offer_recovery()
    (await sees(window, RecoveredDialog))._finish(True)
    await until(asked.is_set)
    await window.tasks.cancel_all()
    gc.collect()
    given_up.set()


async def test_what_is_done_while_unsaved_work_is_read_stays_in_a_tab_of_its_own(
    window: MainWindow, photo: Path, kill: Kill, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, document = await opened(window, photo)
    remove_something(document)
    window = await kill()
    first, document = await opened(window, photo)
    prepare = window.looks.prepare

    async def work_meanwhile(entry: OpenDocument, state: State) -> None:
        if entry is first:
            remove_something(document, 128)
        await prepare(entry, state)

    monkeypatch.setattr(window.looks, "prepare", work_meanwhile)
    window.offer_recovery()
    (await sees(window, RecoveredDialog))._finish(True)
    await until(lambda: len(window.documents) == 2)
    await until(lambda: not window.tasks._running)
    kept, brought = (entry.document for entry in window.documents)
    assert kept is document
    assert [patch.rect.x for edit in document.state.edits for patch in edit.patches] == [128]
    assert brought is not None
    assert [patch.rect.x for edit in brought.state.edits for patch in edit.patches] == [0]
