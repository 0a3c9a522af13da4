"""What is done while a closing waits for a save is asked about, too."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from picwish_desktop.imaging.write import Encoding
from picwish_desktop.model.document import Document
from picwish_desktop.ui import leaving, saving
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.dialogs.unsaved import UnsavedAnswer, UnsavedDialog
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.workflows.files import save
from tests.ui.cutting_out import draw_photo
from tests.ui.whole_window import current, opened, remove_something, sees, visible
from tests.waiting import PATIENCE, until


@pytest.fixture
def may_end(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set when a save may end."""
    event = asyncio.Event()

    async def save_late(document: Document, path: Path, encoding: Encoding) -> bytes | None:
        thumbnail = await save(document, path, encoding)
        await event.wait()
        return thumbnail

    monkeypatch.setattr(saving, "save", save_late)
    return event


@pytest.fixture
async def changed(window: MainWindow, tmp_path: Path) -> tuple[OpenDocument, Document]:
    entry, document = await opened(window, draw_photo(tmp_path / "first.png"))
    remove_something(document)
    entry.saved_as[False] = tmp_path / "out.png", Encoding("PNG")
    return entry, document


async def test_what_is_opened_while_quitting_waits_is_asked_about(
    window: MainWindow, changed: tuple[OpenDocument, Document], tmp_path: Path, may_end: asyncio.Event
) -> None:
    told: list[str] = []
    window.documents.told.connect(told.append)
    window.commands[Command.SAVE].trigger()
    await until(changed[0].writing.locked)
    window.commands[Command.QUIT].trigger()
    await until(lambda: "Closes when “first.png” is saved." in told)
    _, second = await opened(window, draw_photo(tmp_path / "second.png"))
    remove_something(second)
    may_end.set()
    (await sees(window, UnsavedDialog)).reject()


@pytest.mark.parametrize("closes_twice", [False, True])
async def test_what_is_done_while_closing_saves_is_asked_about_once(
    window: MainWindow, changed: tuple[OpenDocument, Document], may_end: asyncio.Event, closes_twice: bool
) -> None:
    entry, document = changed
    window.commands[Command.CLOSE].trigger()
    (await sees(window, UnsavedDialog))._finish(UnsavedAnswer.SAVE)
    await until(lambda: entry.writing.locked() and not document.has_unsaved_changes)
    if closes_twice:
        window.commands[Command.CLOSE].trigger()
    remove_something(document, 64)
    may_end.set()
    await until(lambda: not len(window.documents) or visible(window, UnsavedDialog))
    (await sees(window, UnsavedDialog)).reject()
    await until(lambda: not window.closing._asked_about)
    assert visible(window, UnsavedDialog) is None
    assert list(window.documents) == [entry]


async def test_who_closes_is_asked_where_a_save_does_not_end(
    window: MainWindow,
    changed: tuple[OpenDocument, Document],
    may_end: asyncio.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(leaving, "PATIENCE", 0.01)
    monkeypatch.setattr(saving, "save", wait_for(may_end))
    window.commands[Command.SAVE].trigger()
    await until(changed[0].writing.locked)
    window.commands[Command.CLOSE].trigger()
    (await sees(window, UnsavedDialog))._finish(UnsavedAnswer.DISCARD)
    await until(lambda: not len(window.documents))
    may_end.set()


async def test_a_save_that_does_not_end_keeps_nothing_else_open(
    window: MainWindow,
    changed: tuple[OpenDocument, Document],
    tmp_path: Path,
    may_end: asyncio.Event,
) -> None:
    entry, _ = changed
    other, _ = await opened(window, draw_photo(tmp_path / "other.png"))
    window.closing.close_document(entry)
    (await sees(window, UnsavedDialog))._finish(UnsavedAnswer.SAVE)
    await until(entry.writing.locked)
    window.closing.close_document(other)
    await until(lambda: list(window.documents) == [entry])
    may_end.set()
    await until(lambda: not len(window.documents))


async def test_who_wants_saved_what_is_not_written_in_the_end_is_told_and_asked_again(
    window: MainWindow,
    changed: tuple[OpenDocument, Document],
    may_end: asyncio.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    window.documents.told.connect(told.append)
    monkeypatch.setattr(leaving, "PATIENCE", 0.01)
    monkeypatch.setattr(saving, "save", wait_for(may_end))
    window.commands[Command.SAVE].trigger()
    await until(changed[0].writing.locked)
    for _ in range(2):
        window.commands[Command.QUIT].trigger()
        (await sees(window, UnsavedDialog))._finish(UnsavedAnswer.SAVE)
        await until(lambda: "“first.png” is still being saved. Close it again after that." in told)
        await until(lambda: not window.closing.is_asking)
        told.clear()
    window.commands[Command.QUIT].trigger()
    (await sees(window, UnsavedDialog))._finish(UnsavedAnswer.DISCARD)
    await window.closed
    may_end.set()


@pytest.fixture
def written(may_end: asyncio.Event, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What is written, none before it may end; who closes is asked at once."""
    written: list[Path] = []

    async def save_late(document: Document, path: Path, encoding: Encoding) -> bytes | None:
        written.append(path)
        await may_end.wait()
        return await save(document, path, encoding)

    monkeypatch.setattr(leaving, "PATIENCE", 0.01)
    monkeypatch.setattr(saving, "save", save_late)
    return written


async def test_the_question_goes_when_everything_is_saved(
    window: MainWindow, changed: tuple[OpenDocument, Document], may_end: asyncio.Event, written: list[Path]
) -> None:
    window.commands[Command.SAVE].trigger()
    await until(changed[0].writing.locked)
    window.commands[Command.CLOSE].trigger()
    await sees(window, UnsavedDialog)
    may_end.set()
    await until(lambda: not len(window.documents))
    assert visible(window, UnsavedDialog) is None
    assert len(written) == 1


async def test_what_was_saved_while_the_question_was_open_is_not_saved_again(
    window: MainWindow,
    changed: tuple[OpenDocument, Document],
    tmp_path: Path,
    may_end: asyncio.Event,
    written: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry, _ = changed
    window.commands[Command.SAVE].trigger()
    await until(entry.writing.locked)
    window.open_files([draw_photo(tmp_path / "second.png")])
    await until(lambda: window.documents.current is not entry)
    second, document = await current(window)
    remove_something(document)
    second.saved_as[False] = tmp_path / "second_out.png", Encoding("PNG")
    window.commands[Command.QUIT].trigger()
    dialog = await sees(window, UnsavedDialog)
    may_end.set()
    await until(lambda: not entry.writing.locked())
    assert dialog.isVisible(), "the second is still to be asked about"
    monkeypatch.setattr(leaving, "PATIENCE", PATIENCE)
    dialog._finish(UnsavedAnswer.SAVE)
    await window.closed
    assert written == [tmp_path / "out.png", tmp_path / "second_out.png"]


async def test_who_wants_saved_what_is_being_saved_waits_for_that(
    window: MainWindow,
    changed: tuple[OpenDocument, Document],
    may_end: asyncio.Event,
    written: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    window.documents.told.connect(told.append)
    window.commands[Command.SAVE].trigger()
    await until(changed[0].writing.locked)
    for _ in range(2):
        window.commands[Command.CLOSE].trigger()
        (await sees(window, UnsavedDialog))._finish(UnsavedAnswer.SAVE)
        await until(lambda: "“first.png” is still being saved. Close it again after that." in told)
        await until(lambda: not window.closing._asked_about)
        told.clear()
    window.commands[Command.CLOSE].trigger()
    dialog = await sees(window, UnsavedDialog)
    monkeypatch.setattr(leaving, "PATIENCE", PATIENCE)
    dialog._finish(UnsavedAnswer.SAVE)
    may_end.set()
    await until(lambda: not len(window.documents))
    assert len(written) == 1


def wait_for(event: asyncio.Event) -> Callable[[Document, Path, Encoding], Awaitable[None]]:
    async def wait(_document: Document, _path: Path, _encoding: Encoding) -> None:
        await event.wait()

    return wait
