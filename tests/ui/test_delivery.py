"""What leaves the counter is what was shown at the press, for whoever was served then, whatever is done before its turn
comes."""

import asyncio
import os
import stat
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PIL import Image
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QLabel, QSpinBox

from picwish_desktop.app import App
from picwish_desktop.idphoto.ticket import Ticket
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.panels.id_photo_state import BackgroundChoice
from picwish_desktop.ui.panels.ticket_list import TicketList
from picwish_desktop.ui.shown_item import ShownItem
from tests.ui.customers import Printed
from tests.ui.serving import HER_SKIN, HIS_SKIN, framed, portrait, ready
from tests.ui.whole_window import sees, visible
from tests.waiting import PATIENCE, until

RED = (200, 30, 30)
GREY = [220, 220, 220]
"""Behind who is framed for a visa."""


class Gate:
    """Stands where something is done that takes its time."""

    def __init__(self) -> None:
        self.reached, self.opened = asyncio.Event(), asyncio.Event()

    async def pass_through(self) -> None:
        self.reached.set()
        await self.opened.wait()


class Two(NamedTuple):
    """Two photos at the counter, of two document types; hers is shown."""

    window: MainWindow
    hers: OpenDocument
    his: OpenDocument
    folder: Path
    """Where they are saved."""


@pytest.fixture
def window(counter: App) -> MainWindow:
    return counter.window


@pytest.fixture
def slow_disk(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """The first file is written when it opens."""
    gate, write = Gate(), window.delivery.write

    async def write_late(path: Path, data: bytes) -> None:
        await gate.pass_through()
        await write(path, data)

    monkeypatch.setattr(window.delivery, "write", write_late)
    return gate


@pytest.fixture
def slow_drawing(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """What is put on the sheet from the press on is drawn when it opens."""
    gate, make = Gate(), ShownItem.make

    async def make_late(*arguments: Any) -> Any:
        item = await make(*arguments)
        await gate.pass_through()
        return item

    monkeypatch.setattr(ShownItem, "make", make_late)
    return gate


@pytest.fixture
async def two(window: MainWindow, tmp_path: Path) -> Two:
    folder = tmp_path / "out"
    folder.mkdir()
    window.service.settings.id_photo_folder = str(folder)
    hers, _ = await framed(window, portrait(tmp_path / "anna.png"))
    his, _ = await framed(window, portrait(tmp_path / "bert.png", HIS_SKIN))
    window.counter.choose_document("us-passport")
    await ready(window)
    window.documents.show(hers)
    await ready(window)
    await until(lambda: window.counter.ticket.shown == key_of(hers))
    return Two(window, hers, his, folder)


def key_of(entry: OpenDocument) -> str:
    assert entry.document is not None
    assert entry.document.state.id_photo is not None
    return f"{entry.id}-{entry.document.state.id_photo.document_type}"


def nudge(window: MainWindow, entry: OpenDocument) -> None:
    """So that its file has to be made anew."""
    assert entry.document is not None
    assert entry.document.state.id_photo is not None
    window.id_photos.place(entry.document.state.id_photo.placement.moved(5, 0), True)


def recolor(window: MainWindow) -> None:
    window.id_photo_panel.background_changed.emit(BackgroundChoice(RED), True)


def is_her(image: QImage) -> bool:
    """Whether the face is hers and not his."""
    return abs(image.pixelColor(image.width() // 2, image.height() // 2).red() - HER_SKIN[0]) < 8


def wall(file: Path) -> list[int]:
    """What stands behind the person, but for what JPEG makes of it."""
    with Image.open(file) as image:
        return [round(level / 10) * 10 for level in image.convert("RGB").getpixel((8, 8))]  # type: ignore[union-attr]


async def choose_file(window: MainWindow, path: Path) -> str:
    """Answer the system's dialog; what it suggested."""
    dialog = await sees(window, QFileDialog)
    suggested = dialog.selectedFiles()[0]
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    await until(lambda: visible(window, QFileDialog) is None)
    return suggested


async def told(window: MainWindow) -> str:
    dialog = await sees(window, MessageDialog)
    text = " ".join(label.text() for label in dialog.findChildren(QLabel))
    dialog.accept()
    return text


async def kept(window: MainWindow, condition: Callable[[list[Ticket]], object]) -> list[Ticket]:
    """The tickets, as soon as they are so."""
    async with asyncio.timeout(PATIENCE):
        while not condition(found := await window.counter.tickets.find("")):
            await asyncio.sleep(0)
    return sorted(found, key=lambda ticket: ticket.number)


def has_saved(tickets: list[Ticket]) -> bool:
    return any(ticket.saved for ticket in tickets)


def documents_of(ticket: Ticket) -> list[str]:
    return [photo.document for photo in ticket.photos]


async def next_customer(window: MainWindow) -> None:
    number = window.counter.ticket.number
    window.commands[Command.NEXT_CUSTOMER].trigger()
    await until(lambda: window.counter.ticket.number > number)


async def nobody_is_on_the_sheet(window: MainWindow) -> None:
    """When all that was asked for is done."""
    await window.delivery.keep_customer()
    await window.counter.ticket.laid_out()
    assert (window.counter.ticket.items, window.counter.ticket.sheet.copies) == ([], 0)


# files


@pytest.mark.parametrize("is_made", [True, False])
async def test_what_is_saved_is_the_photo_of_the_press_and_not_the_tab_that_is_shown_then(
    two: Two, *, is_made: bool
) -> None:
    window, hers, his, folder = two
    if not is_made:
        nudge(window, hers)
    window.commands[Command.SAVE].trigger()
    window.documents.show(his)
    (ticket,) = await kept(window, has_saved)
    (file,) = folder.iterdir()
    assert "schengen-visa" in file.name
    assert (documents_of(ticket), ticket.saved) == (["schengen-visa"], (file,))


async def test_what_is_saved_elsewhere_is_the_photo_of_the_press(two: Two, tmp_path: Path) -> None:
    window, _, his, _ = two
    window.commands[Command.SAVE_AS].trigger()
    await sees(window, QFileDialog)
    window.documents.show(his)
    chosen = tmp_path / "chosen.jpg"
    assert "schengen-visa" in await choose_file(window, chosen)
    (ticket,) = await kept(window, has_saved)
    assert (documents_of(ticket), ticket.saved) == (["schengen-visa"], (chosen,))
    with Image.open(chosen) as image:
        assert image.size == (413, 531)


def is_saved(path: Path) -> bool:
    return path.exists() and path.read_bytes() != b"old"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
async def test_who_may_read_the_folder_may_read_what_is_saved_there(two: Two, tmp_path: Path) -> None:
    window, _, _, folder = two
    old, link, target = folder / "old.jpg", folder / "link.jpg", tmp_path / "target.jpg"
    for file in (old, target):
        file.write_bytes(b"old")
    old.chmod(0o664)
    link.symlink_to(target)
    umask = os.umask(0o022)
    try:
        for path in (folder / "new.jpg", old, link):
            window.commands[Command.SAVE_AS].trigger()
            await sees(window, QFileDialog)
            await choose_file(window, path)
            await until(partial(is_saved, path))
    finally:
        os.umask(umask)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder / "new.jpg", old)] == [0o644, 0o664]
    assert link.is_symlink()
    assert target.read_bytes().startswith(b"\xff\xd8")


async def test_what_is_written_slowly_is_on_the_ticket_of_who_left_it_in_another_tab(two: Two, slow_disk: Gate) -> None:
    window, hers, his, folder = two
    window.commands[Command.SAVE].trigger()
    await slow_disk.reached.wait()
    window.documents.show(his)
    await ready(window)
    slow_disk.opened.set()
    await kept(window, has_saved)
    await next_customer(window)
    (ticket,) = await kept(window, lambda tickets: len(tickets[0].photos) == 2)
    assert documents_of(ticket) == ["schengen-visa", "us-passport"]
    assert ticket.saved == tuple(folder.iterdir())
    assert hers.document is not None
    assert not hers.document.is_worth_recovering


async def test_what_is_changed_after_the_press_is_neither_in_the_file_nor_counts_as_saved(
    two: Two, slow_disk: Gate
) -> None:
    window, hers, _, folder = two
    nudge(window, hers)
    window.commands[Command.SAVE].trigger()
    recolor(window)
    window.id_photo_panel.format_chosen.emit("png")
    window.counter.choose_document("cn-1inch")
    await slow_disk.reached.wait()
    slow_disk.opened.set()
    (ticket,) = await kept(window, has_saved)
    (file,) = folder.iterdir()
    assert file.suffix == ".jpg"
    assert documents_of(ticket) == ["schengen-visa"]
    with Image.open(file) as image:
        assert image.format == "JPEG"
        assert image.size == (413, 531)
    assert wall(file) == GREY
    assert hers.document is not None
    await until(lambda: window.counter.last is not None)
    assert hers.document.is_worth_recovering


async def test_what_is_taken_back_after_the_press_is_saved_as_it_was(two: Two) -> None:
    """Its cutout, too: the wall behind her is not in the file."""
    window, hers, _, folder = two
    assert hers.document is not None
    nudge(window, hers)
    window.commands[Command.SAVE].trigger()
    while hers.document.undo_label is not None:
        hers.document.undo()
    assert hers.document.state.cutout is None
    await kept(window, has_saved)
    (file,) = folder.iterdir()
    assert wall(file) == GREY


async def test_who_saves_after_asking_for_the_next_customer_saves_for_the_one_before(two: Two) -> None:
    window, _, _, folder = two
    number, on_sheet = window.counter.ticket.number, (await window.counter.ticket.laid_out()).copies
    window.commands[Command.NEXT_CUSTOMER].trigger()
    window.commands[Command.SAVE].trigger()
    (ticket,) = await kept(window, has_saved)
    (file,) = folder.iterdir()
    assert number in file.name
    assert (ticket.number, ticket.saved) == (number, (file,))
    assert [photo.copies for photo in ticket.photos] == [on_sheet]
    await until(lambda: window.counter.ticket.number > number)
    assert window.counter.ticket.customer.kept == {}


async def test_a_file_that_cannot_be_written_is_called_by_the_name_that_was_chosen(two: Two, tmp_path: Path) -> None:
    window = two.window
    (tmp_path / "file").touch()
    window.commands[Command.SAVE_AS].trigger()
    await choose_file(window, tmp_path / "file" / "my choice.jpg")
    assert "“my choice.jpg” cannot be written" in await told(window)


async def test_without_its_document_type_an_id_photo_is_not_saved_which_is_said(two: Two) -> None:
    """Its own type was deleted while another photo was shown."""
    window, hers, his, folder = two
    counter = window.counter
    visa = counter.shelf.find("schengen-visa")
    assert visa is not None
    counter.save_document(replace(visa, id="our-visa"))
    await until(lambda: counter.shelf.own)
    (own,) = counter.shelf.own
    await until(lambda: key_of(hers) == f"{hers.id}-{own}")
    await ready(window)
    window.documents.show(his)
    counter.delete_document(own)
    await until(lambda: not counter.shelf.own)
    window.documents.show(hers)
    for command in (Command.SAVE, Command.SAVE_AS, Command.ADD_TO_SHEET):
        window.commands[command].trigger()
        assert "Choose another one." in await told(window)
        await until(lambda: visible(window, MessageDialog) is None)
    assert list(folder.iterdir()) == []
    assert await counter.tickets.find("") == []


# the sheet


async def test_what_is_printed_is_the_photo_of_the_press(two: Two, slow_disk: Gate, printed: list[Printed]) -> None:
    window, _, his, _ = two
    window.commands[Command.SAVE].trigger()
    await slow_disk.reached.wait()
    window.commands[Command.PRINT].trigger()
    window.documents.show(his)
    slow_disk.opened.set()
    await until(lambda: printed)
    ((image,),) = (job.images for job in printed)
    assert is_her(image)
    (ticket,) = await kept(window, lambda tickets: any(ticket.printed for ticket in tickets))
    assert documents_of(ticket) == ["schengen-visa"]
    await until(lambda: window.counter.ticket.shown == key_of(his))


async def test_what_is_added_is_the_photo_of_the_press_and_the_other_one_stays_on_the_sheet(two: Two) -> None:
    window, hers, his, _ = two
    nudge(window, hers)
    window.commands[Command.ADD_TO_SHEET].trigger()
    window.documents.show(his)
    ticket = window.counter.ticket
    await until(lambda: [item.key for item in ticket.items] == [key_of(hers), key_of(his)])
    assert [item.key for item in ticket.added] == [key_of(hers)]
    await until(lambda: len(ticket.sheet.items) == 2)


async def test_a_sheet_that_is_saved_is_of_the_press(two: Two, tmp_path: Path) -> None:
    window, _, his, _ = two
    window.commands[Command.SAVE_SHEET].trigger()
    window.documents.show(his)
    await choose_file(window, tmp_path / "sheet.pdf")
    (ticket,) = await kept(window, has_saved)
    assert documents_of(ticket) == ["schengen-visa"]


async def test_who_saves_after_printing_leaves_as_many_copies_on_the_ticket_as_were_printed(
    two: Two, printed: list[Printed]
) -> None:
    window = two.window
    on_sheet = (await window.counter.ticket.laid_out()).copies
    assert on_sheet != window.service.settings.id_copies
    window.commands[Command.PRINT].trigger()
    window.commands[Command.SAVE].trigger()
    (ticket,) = await kept(window, has_saved)
    assert [photo.copies for photo in ticket.photos] == [on_sheet]
    assert len(printed) == 1


@pytest.mark.parametrize("command", [Command.SAVE, Command.ADD_TO_SHEET])
async def test_what_fills_the_sheet_is_on_the_ticket_with_all_its_copies(two: Two, command: Command) -> None:
    window = two.window
    on_sheet = (await window.counter.ticket.laid_out()).copies
    assert on_sheet != window.service.settings.id_copies
    window.commands[command].trigger()
    (ticket,) = await kept(window, lambda tickets: bool(tickets))
    assert [photo.copies for photo in ticket.photos] == [on_sheet], "as many are printed again"


async def test_the_panel_says_how_many_of_each_fill_the_sheet(two: Two) -> None:
    window, _, his, _ = two
    shown = window.id_photo_panel.findChildren(TicketList)[0]

    def rows() -> list[int]:
        return [number.value() for number in shown.findChildren(QSpinBox) if number.isVisibleTo(shown)]

    window.commands[Command.ADD_TO_SHEET].trigger()
    await until(lambda: rows() == [window.counter.ticket.sheet.copies])
    assert rows() != [window.service.settings.id_copies]
    window.documents.show(his)
    await ready(window)
    window.commands[Command.ADD_TO_SHEET].trigger()
    await until(lambda: rows() == [item.copies for item in window.counter.ticket.sheet.printed] and len(rows()) == 2)
    # who counts copies counts from what is seen, and fills the sheet no longer
    before = rows()
    shown.findChildren(QSpinBox)[0].stepUp()
    await until(lambda: rows()[:1] == [before[0] + 1])
    assert not window.service.settings.id_fills_sheet


async def test_what_was_added_at_once_before_is_printed_with_it(two: Two, printed: list[Printed]) -> None:
    window, _, his, _ = two
    window.commands[Command.ADD_TO_SHEET].trigger()
    window.documents.show(his)
    window.commands[Command.PRINT].trigger()
    await until(lambda: printed)
    (images,) = (job.images for job in printed)
    assert [is_her(image) for image in images] == [True, False]


@pytest.mark.parametrize("command", [Command.SAVE_SHEET, Command.ADD_TO_SHEET])
async def test_who_leaves_after_the_press_is_on_no_sheet_but_her_own(
    two: Two, slow_drawing: Gate, command: Command
) -> None:
    window, number = two.window, two.window.counter.ticket.number
    window.commands[command].trigger()
    await slow_drawing.reached.wait()
    window.commands[Command.NEXT_CUSTOMER].trigger()
    slow_drawing.opened.set()
    if command is Command.SAVE_SHEET:
        assert number in (await sees(window, QFileDialog)).selectedFiles()[0]
    await until(lambda: window.counter.ticket.number > number)
    await nobody_is_on_the_sheet(window)
    (ticket,) = await kept(window, len)
    assert (ticket.number, documents_of(ticket)) == (number, ["schengen-visa"])


@pytest.mark.parametrize("command", [Command.SAVE_SHEET, Command.ADD_TO_SHEET])
async def test_who_is_leaving_at_the_press_is_on_no_sheet_but_her_own(
    two: Two, slow_drawing: Gate, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    window, number = two.window, two.window.counter.ticket.number
    closing, may_close = Gate(), window.leaving.may_close
    slow_drawing.opened.set()

    async def may_close_late(entries: Sequence[OpenDocument]) -> bool:
        await closing.pass_through()
        return await may_close(entries)

    monkeypatch.setattr(window.leaving, "may_close", may_close_late)
    window.commands[Command.NEXT_CUSTOMER].trigger()
    await closing.reached.wait()
    slow_drawing.reached.clear()
    slow_drawing.opened.clear()
    window.commands[command].trigger()
    await slow_drawing.reached.wait()
    closing.opened.set()
    await until(lambda: window.counter.ticket.number > number)
    slow_drawing.opened.set()
    if command is Command.SAVE_SHEET:
        assert number in (await sees(window, QFileDialog)).selectedFiles()[0]
    await nobody_is_on_the_sheet(window)
    (ticket,) = await kept(window, len)
    assert (ticket.number, documents_of(ticket)) == (number, ["schengen-visa"])


async def test_who_prints_after_asking_for_the_next_customer_prints_for_the_one_before(
    two: Two, printed: list[Printed]
) -> None:
    window, number = two.window, two.window.counter.ticket.number
    window.commands[Command.NEXT_CUSTOMER].trigger()
    window.commands[Command.PRINT].trigger()
    await until(lambda: printed)
    (job,) = printed
    assert job.title.endswith(number)
    assert is_her(*job.images)
    await until(lambda: window.counter.ticket.number > number)
    assert window.counter.ticket.items == []


async def test_who_turns_to_a_photo_whose_file_is_not_made_and_back_has_the_first_on_the_sheet_again(two: Two) -> None:
    window, hers, his, _ = two
    ticket, (before,) = window.counter.ticket, window.counter.ticket.items
    window.id_photo_panel.format_chosen.emit("png")
    await until(lambda: ticket.items != [before])
    window.documents.show(his)
    assert window.id_photos.finished(his) is None
    assert ticket.items == []
    window.documents.show(hers)
    assert window.id_photos.finished(hers) is not None
    await until(lambda: ticket.shown == key_of(hers))


async def test_a_photo_that_comes_while_the_next_customer_waits_is_the_next_ones(
    two: Two, slow_disk: Gate, tmp_path: Path
) -> None:
    window, number = two.window, two.window.counter.ticket.number
    window.commands[Command.SAVE].trigger()
    await slow_disk.reached.wait()
    window.commands[Command.NEXT_CUSTOMER].trigger()
    await asyncio.sleep(0)
    cleo, _ = await framed(window, portrait(tmp_path / "cleo.png"))
    await until(lambda: window.counter.ticket.shown == key_of(cleo))
    slow_disk.opened.set()
    await until(lambda: window.counter.ticket.number > number)
    (ticket,) = await kept(window, has_saved)
    assert documents_of(ticket) == ["schengen-visa"]
    assert list(window.documents) == [cleo]
    await until(lambda: [item.key for item in window.counter.ticket.sheet.items] == [key_of(cleo)])
