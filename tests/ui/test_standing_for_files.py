"""Of several tabs with one file, the one that is shown has what is in the file."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QCheckBox, QPushButton

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.write import Encoding
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.storage import reaching
from picwish_desktop.storage.stamp import Stamp, stamp
from picwish_desktop.ui import opening, saving
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.dialogs.save import SaveDialog
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.workflows.files import save
from tests.ui.cutting_out import draw_photo
from tests.ui.whole_window import current, opened, remove_something, sees
from tests.waiting import PATIENCE, until


async def saved(window: MainWindow, entry: OpenDocument, path: Path) -> None:
    entry.saved_as[False] = path, Encoding("PNG")
    assert await window.saving.save(entry)
    await until(lambda: entry.saved_stamps)


async def saved_over_anothers(window: MainWindow, entry: OpenDocument, path: Path) -> None:
    saving_again = asyncio.ensure_future(saved(window, entry, path))
    await replace_anyway(window)
    await saving_again


async def replace_anyway(window: MainWindow) -> None:
    """Who is asked for a place says that the file there may go."""
    dialog = await sees(window, SaveDialog)
    replace = dialog.findChild(QCheckBox)
    assert replace is not None
    await until(replace.isVisible)
    assert "was changed since you saved it" in replace.text()
    replace.setChecked(True)
    save = next(button for button in dialog.findChildren(QPushButton) if button.text() == "Save")
    save.click()


async def open_once_more(window: MainWindow, path: Path) -> Document:
    window.open_files([path])
    await until(lambda: not window.tasks._running)
    return (await current(window))[1]


def shows(document: Document, path: Path) -> bool:
    return np.array_equal(document.pixels()[..., :3], np.asarray(Image.open(path).convert("RGB")))


async def test_a_photo_that_was_saved_over_another_open_one_is_shown_for_it(window: MainWindow, tmp_path: Path) -> None:
    first, second = draw_photo(tmp_path / "a.png"), draw_photo(tmp_path / "b.png", grain=3)
    entry, document = await opened(window, first)
    await open_once_more(window, second)
    remove_something(document)
    await saved(window, entry, second)
    assert shows(await open_once_more(window, second), second)


async def test_what_was_saved_again_is_shown_and_not_what_another_program_wrote_before(
    window: MainWindow, tmp_path: Path
) -> None:
    entry, document = await opened(window, draw_photo(tmp_path / "a.png"))
    remove_something(document)
    out = tmp_path / "out.png"
    await saved(window, entry, out)
    draw_photo(out, grain=5)
    assert await open_once_more(window, out) is not document
    remove_something(document, 64)
    await saved_over_anothers(window, entry, out)
    assert await open_once_more(window, out) is document
    assert shows(document, out)


async def test_a_changed_file_that_is_dropped_twice_is_opened_once(window: MainWindow, tmp_path: Path) -> None:
    entry, document = await opened(window, draw_photo(tmp_path / "a.png"))
    remove_something(document)
    out = tmp_path / "out.png"
    await saved(window, entry, out)
    draw_photo(out, grain=5)
    window.open_files([out])
    await open_once_more(window, out)
    assert [other.title for other in window.documents] == ["out.png", "out.png"]


async def test_what_is_saved_while_its_file_is_looked_at_is_not_opened_beside_itself(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, document = await opened(window, draw_photo(tmp_path / "a.png"))
    remove_something(document)
    out = tmp_path / "out.png"
    await saved(window, entry, out)
    before = stamp(out)
    draw_photo(out, grain=5)
    looked, may_look = asyncio.Event(), asyncio.Event()

    async def look_late(function: Callable[[Path], Stamp], path: Path) -> Stamp:
        looked.set()
        await may_look.wait()
        return function(path)

    monkeypatch.setattr(opening, "reach", look_late)
    window.open_files([out])
    await looked.wait()
    remove_something(document, 64)
    await saved_over_anothers(window, entry, out)
    assert entry.saved_stamps[False] != before
    may_look.set()
    await until(lambda: not window.tasks._running)
    assert list(window.documents) == [entry]


async def test_what_is_being_saved_is_not_opened_beside_itself(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, document = await opened(window, draw_photo(tmp_path / "a.png"))
    remove_something(document)
    out = tmp_path / "out.png"
    await saved(window, entry, out)
    is_written, may_end = asyncio.Event(), asyncio.Event()

    async def save_late(document: Document, path: Path, encoding: Encoding) -> bytes | None:
        thumbnail = await save(document, path, encoding)
        is_written.set()
        await may_end.wait()
        return thumbnail

    monkeypatch.setattr(saving, "save", save_late)
    remove_something(document, 64)
    window.commands[Command.SAVE].trigger()
    await is_written.wait()
    window.open_files([out])
    await until(lambda: len(window.tasks._running) == 1)
    may_end.set()
    await until(lambda: not window.tasks._running)
    assert list(window.documents) == [entry]


async def test_what_an_earlier_save_says_late_is_not_taken_for_the_last_ones(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, document = await opened(window, draw_photo(tmp_path / "a.png"))
    remove_something(document)
    out = tmp_path / "out.png"
    looked, may_say = asyncio.Event(), asyncio.Event()

    async def say_late(function: Callable[[Path], Stamp], path: Path) -> Stamp:
        said = function(path)
        looked.set()
        await may_say.wait()
        return said

    with monkeypatch.context() as first:
        first.setattr(saving, "reach", say_late)
        entry.saved_as[False] = out, Encoding("PNG")
        assert await window.saving.save(entry)
        await looked.wait()
    remove_something(document, 64)
    await saved(window, entry, out)
    may_say.set()
    await until(lambda: not window.tasks._running)
    await open_once_more(window, out)
    assert list(window.documents) == [entry]


async def test_another_programs_change_is_seen_after_a_save_that_failed(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_document: Document, _path: Path, _encoding: Encoding) -> None:
        raise PictureError("The disk is full.")

    entry, document = await opened(window, draw_photo(tmp_path / "a.png"))
    remove_something(document)
    out = tmp_path / "out.png"
    await saved(window, entry, out)
    monkeypatch.setattr(saving, "save", fail)
    remove_something(document, 64)
    window.commands[Command.SAVE].trigger()
    (await sees(window, MessageDialog)).accept()
    draw_photo(out, grain=5)
    assert shows(await open_once_more(window, out), out)


async def test_what_another_tab_saved_there_is_not_replaced_unasked(window: MainWindow, tmp_path: Path) -> None:
    first, document = await opened(window, draw_photo(tmp_path / "a.png"))
    remove_something(document)
    out = tmp_path / "out.png"
    await saved(window, first, out)
    second, other = await opened(window, draw_photo(tmp_path / "b.png", grain=3))
    remove_something(other, 64)
    await saved(window, second, out)
    theirs = out.read_bytes()
    window.documents.show(first)
    remove_something(document, 128)
    window.commands[Command.SAVE].trigger()
    dialog = await sees(window, SaveDialog)
    assert out.read_bytes() == theirs
    dialog.reject()
    await until(lambda: not window.tasks._running)
    assert out.read_bytes() == theirs
    assert document.has_unsaved_changes


async def test_saving_twice_at_once_asks_nobody(window: MainWindow, tmp_path: Path) -> None:
    entry, document = await opened(window, draw_photo(tmp_path / "a.png"))
    remove_something(document)
    out = tmp_path / "out.png"
    await saved(window, entry, out)
    for place in (64, 128, 192):
        remove_something(document, place)
        window.commands[Command.SAVE].trigger()
    await until(lambda: not window.tasks._running)
    assert not document.has_unsaved_changes
    assert shows(document, out)


class SlowFile(NamedTuple):
    """Of which it is asked in vain, until it may answer, whether another wrote it."""

    document: Document
    path: Path
    is_asked: threading.Event
    answers: threading.Event


@pytest.fixture
async def slow(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SlowFile:
    entry, document = await opened(window, draw_photo(tmp_path / "cup.png"))
    remove_something(document)
    path = tmp_path / "out.png"
    assert await window.saving.write(entry, path, Encoding("PNG"), is_cutout=False)
    await until(lambda: entry.saved_stamps)
    remove_something(document, 64)
    is_asked, answers = threading.Event(), threading.Event()

    def stamp_slowly(path: Path) -> Stamp:
        is_asked.set()
        assert answers.wait(PATIENCE)
        return stamp(path)

    monkeypatch.setattr("picwish_desktop.ui.saving.stamp", stamp_slowly)
    return SlowFile(document, path, is_asked, answers)


async def test_who_presses_twice_is_asked_once(window: MainWindow, slow: SlowFile) -> None:
    slow.path.write_bytes(b"another's")
    for _ in range(2):
        window.commands[Command.SAVE].trigger()
    slow.answers.set()
    dialog = await sees(window, SaveDialog)
    # the second save has ended, the first waits for the dialog
    await until(lambda: len(window.tasks._running) == 1)
    assert [one for one in window.findChildren(SaveDialog) if one.isVisible()] == [dialog]
    dialog.reject()


async def test_what_came_after_the_press_is_not_saved(window: MainWindow, slow: SlowFile) -> None:
    edits = slow.document.state.edits
    window.commands[Command.SAVE].trigger()
    await until(slow.is_asked.is_set)
    patch = Patch(Rect(128, 64, 64, 64), np.full((64, 64, 3), 9, np.uint8))
    slow.document.propose(Edit("Remove objects", "local", (patch,)))
    slow.answers.set()
    await until(lambda: slow.document.saved.edits)
    assert slow.document.state.edits == edits
    assert slow.document.state.preview is not None


async def test_a_place_that_is_slow_to_answer_is_asked_about(
    window: MainWindow, slow: SlowFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "PATIENCE", 0.05)
    slow.path.write_bytes(b"another's")
    window.commands[Command.SAVE].trigger()
    dialog = await sees(window, SaveDialog)
    slow.answers.set()
    dialog.reject()
    await until(lambda: not window.tasks._running)
    assert slow.path.read_bytes() == b"another's"
