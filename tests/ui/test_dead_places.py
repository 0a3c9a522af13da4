"""Where a person wants a file may be a share that is gone: nobody else waits for it, and nothing is lost unsaid."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel

from picwish_desktop.app import App
from picwish_desktop.imaging.write import Encoding
from picwish_desktop.storage.stamp import Stamp, stamp
from picwish_desktop.ui import closing, delivery, leaving, opening
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.dialogs.unsaved import UnsavedAnswer, UnsavedDialog
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.panels.id_photo_state import BackgroundChoice
from picwish_desktop.workflows import cutout_files, files
from tests.ui.customers import next_customer, on_ticket, quit_window, save, tickets_of
from tests.ui.cutting_out import draw_photo, with_cutout
from tests.ui.serving import framed, portrait, ready
from tests.ui.whole_window import opened, remove_something, sees, visible
from tests.waiting import PATIENCE, until


class Share:
    """Whoever writes there waits until it is back, or the test is over."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder.mkdir()
        self.folder = folder
        self.waiting = 0
        self._is_back = threading.Event()
        for module, name in ((files, "write"), (delivery, "replace_file"), (cutout_files, "write")):
            monkeypatch.setattr(module, name, self._slow(getattr(module, name)))

    def come_back(self) -> None:
        self._is_back.set()

    def _slow(self, write: Callable[..., object]) -> Callable[..., object]:
        def write_there(path: Path, *arguments: Any) -> object:
            if path.parent == self.folder:
                self.waiting += 1
                assert self._is_back.wait(PATIENCE)
            return write(path, *arguments)

        return write_there


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Share]:
    share = Share(tmp_path / "share", monkeypatch)
    yield share
    share.come_back()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "PATIENCE", 0.01)
    monkeypatch.setattr(leaving, "PATIENCE", 0.01)


async def refuses(window: MainWindow) -> str:
    """Quits, is told why not yet, and reads it."""
    window.commands[Command.QUIT].trigger()
    message = await sees(window, MessageDialog)
    text = " ".join(label.text() for label in message.findChildren(QLabel))
    message.accept()
    await until(lambda: not window.closing.is_asking)
    assert not window.closed.done()
    return text


# photos


@pytest.mark.usefixtures("impatient")
async def test_saves_there_keep_no_photo_from_opening_nor_the_program_from_its_end(
    window: MainWindow, tmp_path: Path, share: Share
) -> None:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2))
    for number in range(2):
        entry, document = await opened(window, draw_photo(tmp_path / f"{number}.png", grain=number))
        remove_something(document)
        place = share.folder / f"{number}.png", Encoding("PNG")
        window.tasks.spawn(window.saving.write(entry, *place, is_cutout=False))
    await until(lambda: share.waiting == 2)
    await opened(window, draw_photo(tmp_path / "other.png", grain=4))
    window.commands[Command.QUIT].trigger()
    (await sees(window, UnsavedDialog))._finish(UnsavedAnswer.DISCARD)
    await window.closed
    # it ends with the two threads that work with pixels: both are free
    free = threading.Barrier(2, timeout=PATIENCE)
    await asyncio.gather(*(asyncio.to_thread(free.wait) for _ in range(2)))


@pytest.mark.usefixtures("impatient")
async def test_a_copy_that_is_not_written_is_asked_about(window: MainWindow, tmp_path: Path, share: Share) -> None:
    entry, document = await opened(window, draw_photo(tmp_path / "cup.png"))
    window.tasks.spawn(window.saving.write(entry, share.folder / "cup.png", Encoding("PNG"), is_cutout=False))
    await until(lambda: share.waiting)
    assert not document.has_unsaved_changes
    window.commands[Command.CLOSE].trigger()
    question = await sees(window, UnsavedDialog)
    share.come_back()
    await until(lambda: not len(window.documents))
    assert visible(window, UnsavedDialog) is None, question
    assert (share.folder / "cup.png").exists()


@pytest.mark.usefixtures("known_cutouts")
async def test_the_window_closes_when_the_matte_is_on_disk(window: MainWindow, tmp_path: Path, share: Share) -> None:
    window.choose_job("background")
    entry, document = await with_cutout(window, draw_photo(tmp_path / "cup.png"))
    document.mark_saved(document.state.content)
    told: list[str] = []
    window.documents.told.connect(told.append)
    window.saving.save_matte()
    path = share.folder / "matte.png"
    dialog = await sees(window, QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    window.commands[Command.QUIT].trigger()
    await until(lambda: "Closes when “matte.png” is saved." in told)
    share.come_back()
    await window.closed
    assert path.exists()
    assert entry not in tuple(window.documents) or not entry.is_modified


# the counter


@pytest.fixture
def desk(counter: App, share: Share) -> MainWindow:
    counter.window.service.settings.id_photo_folder = str(share.folder)
    return counter.window


async def test_the_next_customer_comes_while_a_photo_is_not_written(
    desk: MainWindow, tmp_path: Path, share: Share
) -> None:
    await framed(desk, portrait(tmp_path / "ana.png"))
    desk.commands[Command.SAVE].trigger()
    await until(lambda: share.waiting)
    await next_customer(desk)
    assert desk.counter.ticket.number == "0002"
    (ticket,) = await tickets_of(desk)
    assert (ticket.number, ticket.saved) == ("0001", ())
    share.come_back()
    await until(lambda: not desk.tasks.saving)
    (ticket,) = await tickets_of(desk)
    (file,) = share.folder.iterdir()
    assert (ticket.number, ticket.saved) == ("0001", (file,))


async def test_what_waits_for_the_share_keeps_nothing_from_a_stick(
    desk: MainWindow, tmp_path: Path, share: Share
) -> None:
    await framed(desk, portrait(tmp_path / "ana.png"))
    desk.commands[Command.SAVE].trigger()
    await until(lambda: share.waiting)
    desk.delivery.save_as()
    dialog = await sees(desk, QFileDialog)
    chosen = tmp_path / "stick.jpg"
    dialog.fileSelected.emit(str(chosen))
    dialog.reject()
    await on_ticket(desk, lambda ticket: chosen in ticket.saved)


async def test_two_photos_that_wait_for_the_share_get_a_name_each(
    desk: MainWindow, tmp_path: Path, share: Share
) -> None:
    await framed(desk, portrait(tmp_path / "ana.png"))
    for _ in range(2):
        desk.commands[Command.SAVE].trigger()
    await until(lambda: share.waiting)
    share.come_back()
    await until(lambda: not desk.tasks.saving)
    assert len(list(share.folder.iterdir())) == 2


@pytest.mark.usefixtures("impatient")
async def test_who_closes_is_told_of_a_photo_that_is_not_written_and_leaves_without_it(
    desk: MainWindow, tmp_path: Path, share: Share
) -> None:
    await framed(desk, portrait(tmp_path / "ana.png"))
    desk.commands[Command.SAVE].trigger()
    await until(lambda: share.waiting)
    assert "“ana.png” is not saved yet: the place does not answer. Close again to leave without it." in await refuses(
        desk
    )
    await quit_window(desk)
    (ticket,) = await tickets_of(desk)
    assert (ticket.number, ticket.saved) == ("0001", ())


async def test_the_window_stays_where_a_photo_could_not_be_written(
    desk: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await framed(desk, portrait(tmp_path / "ana.png"))

    def fail(*_: object) -> None:
        raise OSError(112, "Host is down")

    monkeypatch.setattr(delivery, "replace_file", fail)
    desk.commands[Command.SAVE].trigger()
    assert "Host is down" in await refuses(desk)
    await quit_window(desk)


async def test_the_window_closes_when_the_files_of_a_ticket_are_on_disk(
    counter: App, tmp_path: Path, share: Share
) -> None:
    window = counter.window
    window.service.settings.id_photo_folder = str(tmp_path)
    await framed(window, portrait(tmp_path / "ana.png"))
    await save(window, tmp_path)
    await until(lambda: not window.tasks.saving)
    (ticket,) = await tickets_of(window)
    window.earlier_tickets._ask_folder(ticket)
    dialog = await sees(window, QFileDialog)
    dialog.fileSelected.emit(str(share.folder))
    dialog.reject()
    told: list[str] = []
    window.documents.told.connect(told.append)
    window.commands[Command.QUIT].trigger()
    await until(lambda: "Closes when “Ticket 0001” is saved." in told)
    share.come_back()
    await window.closed
    assert len(list(share.folder.iterdir())) == 1


# a watched folder


@pytest.mark.usefixtures("known_cutouts")
async def test_what_is_saved_into_the_watched_folder_is_no_new_photo(window: MainWindow, tmp_path: Path) -> None:
    watched = tmp_path / "card"
    watched.mkdir()
    window.watching.start(watched)
    window.choose_job("background")
    entry, document = await with_cutout(window, draw_photo(tmp_path / "cup.png"))
    remove_something(document)
    told: list[str] = []
    window.documents.told.connect(told.append)
    photo, cutout, matte, mask = (watched / f"{name}.png" for name in ("photo", "cutout", "matte", "mask"))
    assert await window.saving.write(entry, photo, Encoding("PNG"), is_cutout=False)
    assert await window.saving.write(entry, cutout, Encoding("PNG"), is_cutout=True)
    assert await window.saving._write_matte(entry, matte)
    with document.gesture("Mark") as gesture:
        gesture.mark_all()
    window.masks.export_file(entry, mask)
    await until(mask.exists)
    folder = window.watching._folder
    assert folder is not None
    assert folder._ignored == {photo, cutout, matte, mask}


# one after the other


async def save_as(window: MainWindow, path: Path) -> None:
    window.commands[Command.SAVE_AS].trigger()
    dialog = await sees(window, QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.reject()


async def recolour(window: MainWindow, color: tuple[int, int, int]) -> None:
    window.id_photos.set_background(BackgroundChoice(color), True)
    await ready(window)


async def test_what_was_saved_before_does_not_come_back_to_the_ticket(
    desk: MainWindow, tmp_path: Path, share: Share
) -> None:
    await framed(desk, portrait(tmp_path / "ana.png"))
    desk.commands[Command.SAVE].trigger()
    await until(lambda: share.waiting)
    await recolour(desk, (255, 0, 0))
    stick = tmp_path / "stick.jpg"
    await save_as(desk, stick)
    await on_ticket(desk, lambda ticket: stick in ticket.saved)
    share.come_back()
    await on_ticket(desk, lambda ticket: len(ticket.saved) == 2)
    (ticket,) = await tickets_of(desk)
    assert [photo.background for photo in ticket.photos] == ["ff0000"]


async def test_of_two_saves_to_one_file_the_later_one_is_in_it(desk: MainWindow, tmp_path: Path, share: Share) -> None:
    await framed(desk, portrait(tmp_path / "ana.png"))
    path = share.folder / "ana.jpg"
    files = []
    for color in ((0, 0, 255), (255, 0, 0)):
        await recolour(desk, color)
        files.append((await ready(desk)).file)
        await save_as(desk, path)
        await until(lambda: share.waiting)
    share.come_back()
    await on_ticket(desk, lambda ticket: path in ticket.saved)
    await until(lambda: not desk.tasks.saving)
    assert path.read_bytes() == files[-1] != files[0]


async def test_a_folder_that_answers_waits_for_none_that_does_not(
    desk: MainWindow, tmp_path: Path, share: Share
) -> None:
    await framed(desk, portrait(tmp_path / "ana.png"))
    desk.commands[Command.SAVE].trigger()
    await until(lambda: share.waiting)
    good = tmp_path / "good"
    good.mkdir()
    desk.service.settings.id_photo_folder = str(good)
    desk.commands[Command.SAVE].trigger()
    await until(lambda: list(good.iterdir()))


async def test_what_is_saved_while_closing_waits_is_on_disk(desk: MainWindow, tmp_path: Path, share: Share) -> None:
    entry, _ = await framed(desk, portrait(tmp_path / "ana.png"))
    told: list[str] = []
    desk.documents.told.connect(told.append)
    async with entry.writing:
        desk.commands[Command.QUIT].trigger()
        await until(lambda: any(sentence.startswith("Closes when") for sentence in told))
        desk.commands[Command.SAVE].trigger()
        await until(lambda: share.waiting)
        told.clear()
    await until(lambda: any(sentence.startswith("Closes when") for sentence in told))
    share.come_back()
    await until(desk.closed.done)
    assert len(list(share.folder.iterdir())) == 1


# opening


async def test_what_does_not_answer_keeps_no_other_photo_waiting(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = app.window
    broken, good, gone = tmp_path / "broken.png", draw_photo(tmp_path / "good.png"), draw_photo(tmp_path / "gone.png")
    broken.write_bytes(b"no picture")
    is_back = threading.Event()

    def stamp_slowly(path: Path) -> Stamp:
        assert path != gone or is_back.wait(PATIENCE)
        return stamp(path)

    monkeypatch.setattr(opening, "stamp", stamp_slowly)
    monkeypatch.setattr(opening, "SOON", 0.05)
    # the last one is shown, and read first
    window.open_files([broken, good, gone])
    shown = window.documents.current
    assert shown is not None
    assert shown.path == gone
    message = await sees(window, MessageDialog)
    assert "broken.png" in " ".join(label.text() for label in message.findChildren(QLabel))
    message.accept()
    await until(lambda: [entry.title for entry in window.documents if entry.document is not None] == ["good.png"])
    assert window.documents.current is shown
    is_back.set()
    await until(lambda: shown.document is not None)
