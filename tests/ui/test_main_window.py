"""The whole window in one process: what is opened, shown, removed, saved and brought back, without a real pointer."""

import asyncio
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from picwish_desktop.app import App, build
from picwish_desktop.imaging.write import Encoding
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.storage.paths import find_paths
from picwish_desktop.storage.recent import load_recent, thumbnail_path
from picwish_desktop.storage.settings import Settings
from picwish_desktop.storage.settings_file import load_settings, save_settings
from picwish_desktop.ui import opening, saving
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.dialogs.message import MessageDialog
from picwish_desktop.ui.dialogs.recovered import RecoveredDialog
from picwish_desktop.ui.dialogs.save import SaveChoice, SaveDialog
from picwish_desktop.ui.dialogs.unsaved import UnsavedAnswer, UnsavedDialog
from picwish_desktop.ui.dialogs.unused_mark import UnusedMarkDialog
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.panels.remove_objects import RemovePanelState
from picwish_desktop.ui.rail import BACKGROUND, FACE, ID_PHOTO, REMOVE_OBJECTS, RailEntry
from picwish_desktop.ui.showing_canvas import WAIT
from picwish_desktop.workflows.files import Opened, open_file, save
from tests.ui.canvas.acting import Hand
from tests.ui.whole_window import current, ended, opened, sees, visible
from tests.waiting import until


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "cup.png"
    Image.fromarray(skimage.data.coffee()).save(path)
    return path


async def remove(window: MainWindow, document: Document) -> None:
    window.commands[Command.RUN].trigger()
    await until(lambda: document.state.preview is not None and window.jobs.running() == 0)
    await until(lambda: window.documents.current and window.documents.current.work is None)


async def save_as(window: MainWindow, path: Path, file_format: str, quality: int | None = None) -> None:
    window.commands[Command.SAVE_AS].trigger()
    dialog = await sees(window, SaveDialog)
    dialog.chosen.emit(SaveChoice(path, file_format, quality))
    dialog.accept()
    await until(path.exists)
    await until(lambda: window.documents.current and not window.documents.current.is_modified)


def said_by(part: QWidget) -> str:
    return " ".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


async def test_the_empty_window_invites_and_the_open_one_works(window: MainWindow, photo: Path) -> None:
    assert window.centre.currentWidget() is window.welcome
    assert window.column.currentWidget() is window.recent_panel
    assert not window.commands[Command.SAVE].isEnabled()
    entry, _ = await opened(window, photo)
    assert window.centre.currentWidget() is window.canvas
    assert window.column.currentWidget() is window.remove_panel
    assert entry.facts == "600 × 400 · sRGB"
    assert "cup.png" in window.windowTitle()


async def test_a_sample_opens_and_is_never_saved_beside_the_program(window: MainWindow) -> None:
    window.welcome.sample_chosen.emit(str(Path("resources/photos/rocket.jpg").absolute()), "remove_objects")
    entry, _ = await current(window)
    assert entry.path is None
    window.commands[Command.SAVE].trigger()
    dialog = await sees(window, SaveDialog)
    assert not dialog.choice().path.is_relative_to(Path("resources").absolute())
    dialog.reject()


async def test_a_dropped_file_opens_and_twice_is_once(window: MainWindow, photo: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(photo))])
    for _ in range(2):
        drop = QDropEvent(
            QPoint(9, 9),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        window.dropEvent(drop)
        await current(window)
    assert len(window.documents) == 1


async def test_a_pasted_picture_opens_and_a_copied_one_is_what_is_seen(window: MainWindow) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    window.commands[Command.PASTE].trigger()
    entry, document = await current(window)
    assert (entry.title, entry.path) == ("Pasted picture", None)
    assert (document.photo.pixels[..., :3] == [255, 0, 0]).all()
    QGuiApplication.clipboard().clear()
    window.commands[Command.COPY].trigger()
    await until(lambda: not QGuiApplication.clipboard().image().isNull())
    assert QGuiApplication.clipboard().image().pixelColor(5, 5) == Qt.GlobalColor.red


async def test_each_of_two_pastes_at_once_has_a_tab_and_a_name(window: MainWindow) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    for _ in range(2):
        window.commands[Command.PASTE].trigger()
    assert [entry.title for entry in window.documents] == ["Pasted picture", "Pasted picture 2"]
    await until(lambda: all(entry.document is not None for entry in window.documents))


async def test_nothing_to_paste_is_said(window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("no picture")
    window.commands[Command.PASTE].trigger()
    dialog = await sees(window, MessageDialog)
    dialog.accept()
    assert len(window.documents) == 0


async def test_of_several_files_the_one_that_is_seen_is_read_first(
    window: MainWindow, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    async def open_next(path: Path, *others: Any) -> Opened:
        read.append(path.name)
        return await open_file(path, *others)

    monkeypatch.setattr(opening, "open_file", open_next)
    window.open_files([Path(shutil.copy(photo, tmp_path / name)) for name in ("c.png", "a.png", "b.png")])
    await until(lambda: all(entry.document is not None for entry in window.documents))
    assert [entry.title for entry in window.documents] == ["c.png", "a.png", "b.png"]
    assert read == ["b.png", "c.png", "a.png"]


async def test_of_several_files_the_bad_ones_are_named_and_the_good_ones_open(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    bad = [tmp_path / "empty.jpg", tmp_path / "text.png"]
    bad[0].touch()
    bad[1].write_text("hello")
    window.open_files([bad[0], photo, bad[1], tmp_path / "gone.tif"])
    dialog = await sees(window, MessageDialog)
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert all(name in said for name in ("empty.jpg", "text.png", "gone.tif"))
    assert [entry.title for entry in window.documents] == ["cup.png"]
    dialog.accept()


async def test_after_files_that_cannot_be_opened_the_photo_from_before_is_shown(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    other, bad = tmp_path / "cat.png", [tmp_path / "empty.jpg", tmp_path / "text.png"]
    Image.fromarray(skimage.data.chelsea()).save(other)
    first, _ = await opened(window, photo)
    await opened(window, other)
    window.documents.show(first)
    for path in bad:
        path.write_text("no picture")
    window.open_files(bad)
    (await sees(window, MessageDialog)).accept()
    assert [entry.title for entry in window.documents] == ["cup.png", "cat.png"]
    assert window.documents.current is first


async def test_tabs_keep_their_documents_marks_and_views_apart(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    other = tmp_path / "cat.png"
    Image.fromarray(skimage.data.chelsea()).save(other)
    first, first_document = await opened(window, photo)
    first_document.set_rectangles("Rectangle", [Rect(1, 2, 30, 40)])
    window.canvas.zoom_to(3.0)
    second, second_document = await opened(window, other)
    assert window.tabs.count() == 2
    assert second_document.selection.is_empty
    assert window.canvas.viewport.scale != 3.0
    window.commands[Command.NEXT_DOCUMENT].trigger()
    assert window.documents.current is first
    assert window.canvas.viewport.scale == 3.0
    window.tabs.close_requested.emit(second.id)
    await until(lambda: len(window.documents) == 1)
    assert window.documents.current is first


async def test_the_panel_follows_the_mark_live(window: MainWindow, photo: Path) -> None:
    _, document = await opened(window, photo)
    can_remove = []
    for height in (0, 100, 201, 200):
        document.set_rectangles("Rectangle", [Rect(0, 0, 600, height)])
        can_remove.append(window.commands[Command.RUN].isEnabled())
    assert can_remove == [False, True, False, True]
    window.remove_panel.mark_with_chosen.emit("rectangles")
    assert window.canvas.tool is Tool.RECTANGLE
    assert window.commands[Command.RECTANGLE].isChecked()


def in_hand(window: MainWindow) -> Tool:
    return window.canvas.tool


async def test_each_job_has_its_own_tool_in_the_hand(window: MainWindow, photo: Path) -> None:
    await opened(window, photo)
    canvas = window.canvas
    for tool in (Tool.ERASER, Tool.LASSO, Tool.RECTANGLE):
        canvas.set_tool(tool)
        window.choose_job(BACKGROUND.id)
        # no box is armed, and the next stroke takes nothing away
        assert in_hand(window) is Tool.BRUSH
        assert window.commands[Command.SMART].isChecked()
        window.choose_job(ID_PHOTO.id)
        window.choose_job(REMOVE_OBJECTS.id)
        assert in_hand(window) is tool
    window.choose_job(BACKGROUND.id)
    canvas.set_tool(Tool.ERASER)
    window.choose_job(REMOVE_OBJECTS.id)
    assert in_hand(window) is Tool.RECTANGLE
    window.choose_job(FACE.id)
    assert in_hand(window) is Tool.BRUSH
    window.choose_job(BACKGROUND.id)
    assert in_hand(window) is Tool.ERASER


async def test_a_box_is_drawn_once(window: MainWindow, photo: Path) -> None:
    await opened(window, photo)
    for away in (REMOVE_OBJECTS, FACE, ID_PHOTO):
        window.choose_job(BACKGROUND.id)
        window.background_panel.draw_box.emit(True)
        assert in_hand(window) is Tool.RECTANGLE
        window.choose_job(away.id)
        assert away is ID_PHOTO or in_hand(window) is Tool.BRUSH
        window.choose_job(BACKGROUND.id)
        assert in_hand(window) is Tool.BRUSH, "the next drag would cut out anew"


@pytest.mark.parametrize("turned_to", [REMOVE_OBJECTS, BACKGROUND, FACE, ID_PHOTO], ids=lambda job: job.id)
async def test_nothing_is_run_without_a_photo(window: MainWindow, photo: Path, turned_to: RailEntry) -> None:
    window.choose_job(turned_to.id)
    entry, document = await opened(window, photo)
    await until(lambda: not entry.is_busy)
    document.set_rectangles("Rectangle", [Rect(300, 20, 40, 30)])
    window.closing._close_now(entry)
    assert not window.commands[Command.RUN].isEnabled()


@pytest.mark.parametrize(
    "command", [Command.MARK_ALL, Command.INVERT, Command.GROW, Command.SHRINK, Command.FILL_HOLES, Command.FLATTEN]
)
async def test_what_changes_the_mark_shows_it(window: MainWindow, photo: Path, command: Command) -> None:
    entry, document = await opened(window, photo)
    document.set_rectangles("Rectangle", [Rect(300, 20, 40, 30)])
    shown = window.commands[Command.OVERLAY]
    shown.trigger()
    assert not shown.isChecked()
    window.commands[command].trigger()
    assert shown.isChecked()
    await until(lambda: not entry.is_busy)


async def test_who_chooses_how_strong_the_mark_is_sees_it(window: MainWindow, photo: Path) -> None:
    await opened(window, photo)
    shown = window.commands[Command.OVERLAY]
    for choose in (window.commands.overlay_opacity_chosen.emit, window.tool_strip.overlay_changed.emit):
        shown.trigger()
        assert not shown.isChecked()
        choose(0.4)
        assert shown.isChecked()
        assert window.settings.overlay_opacity == 0.4


async def test_what_can_be_done_is_true_at_once_and_the_panel_is_told_once(
    window: MainWindow, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, document = await opened(window, photo)
    told: list[RemovePanelState] = []
    monkeypatch.setattr(window.remove_panel, "show_state", told.append)
    document.set_rectangles("Rectangle", [Rect(0, 0, 60, 50)])
    document.set_rectangles("Rectangle", [Rect(0, 0, 60, 50), Rect(80, 0, 60, 50)])
    document.undo()
    assert window.commands[Command.RUN].isEnabled()
    assert window.commands[Command.REDO].isEnabled()
    assert not told, "it is laid out and painted apart from the canvas"
    await until(lambda: told)
    assert [state.rectangles for state in told] == [1]


async def test_the_panel_of_another_photo_is_told_before_it_is_painted(
    window: MainWindow, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, document = await opened(window, photo)
    document.set_rectangles("Rectangle", [Rect(0, 0, 60, 50)])
    await opened(window, Path(shutil.copy(photo, tmp_path / "other.png")))
    told: list[RemovePanelState] = []
    monkeypatch.setattr(window.remove_panel, "show_state", told.append)
    window.documents.show(first)
    assert [state.rectangles for state in told][-1:] == [1]


async def test_a_result_is_compared_kept_and_counted(window: MainWindow, photo: Path) -> None:
    _, document = await opened(window, photo)
    document.set_rectangles("Rectangle", [Rect(300, 20, 40, 30)])
    await remove(window, document)
    assert window.commands[Command.COMPARE].isChecked()
    x = window.canvas.divider.x(window.canvas.viewport.visible_area)
    assert window.canvas.viewport.to_picture(x, 0)[0] <= 300
    assert not window.commands[Command.INVERT].isEnabled()


async def test_the_divider_of_a_result_stays_where_it_is_kept_or_discarded(window: MainWindow, photo: Path) -> None:
    _, document = await opened(window, photo)
    document.set_rectangles("Rectangle", [Rect(300, 20, 40, 30)])
    await remove(window, document)
    compare = window.commands[Command.COMPARE]
    for job in (BACKGROUND, FACE, ID_PHOTO):
        window.choose_job(job.id)
        assert not compare.isChecked(), job
        window.choose_job(REMOVE_OBJECTS.id)
        assert compare.isChecked()


async def test_keeping_and_discarding_are_steps(window: MainWindow, photo: Path) -> None:
    _, document = await opened(window, photo)
    document.set_rectangles("Rectangle", [Rect(300, 20, 40, 30)])
    await remove(window, document)
    states = []
    for press in (
        window.remove_panel.keep.emit,
        window.commands[Command.UNDO].trigger,
        window.remove_panel.discard.emit,
    ):
        press()
        state = document.state
        is_divided = window.commands[Command.COMPARE].isChecked()
        states.append((len(state.edits), state.preview is not None, len(state.rectangles), is_divided))
    assert states == [(1, False, 0, False), (0, True, 1, True), (0, False, 1, False)]
    assert window.commands[Command.UNDO].text() == "Undo “Discard result”"


async def test_a_removal_goes_on_while_another_document_is_shown(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    other = tmp_path / "cat.png"
    Image.fromarray(skimage.data.chelsea()).save(other)
    first, document = await opened(window, photo)
    document.set_rectangles("Rectangle", [Rect(300, 20, 40, 30)])
    window.commands[Command.RUN].trigger()
    second, _ = await opened(window, other)
    await until(lambda: document.state.preview is not None and first.work is None)
    assert window.documents.current is second
    assert not window.commands[Command.KEEP].isEnabled()
    window.tray.chosen.emit(first.job.id if first.job else "")
    assert window.documents.current is first
    assert window.commands[Command.KEEP].isEnabled()


@pytest.mark.parametrize("tool", [Command.BRUSH, Command.RECTANGLE, Command.LASSO, Command.WAND])
async def test_who_marks_while_a_removal_runs_is_told_to_wait(window: MainWindow, photo: Path, tool: Command) -> None:
    entry, document = await opened(window, photo)
    document.set_rectangles("Rectangle", [Rect(300, 20, 40, 30)])
    window.commands[tool].trigger()
    hand = Hand(window.canvas)
    hand.move((100, 100))
    assert window.canvas.cursor().shape() != Qt.CursorShape.ForbiddenCursor
    window.commands[Command.RUN].trigger()
    assert window.canvas.cursor().shape() == Qt.CursorShape.ForbiddenCursor, "at once, where the pointer rests"
    step = document.undo_label
    said: list[str] = []
    window.canvas.told.connect(said.append)
    hand.drag((100, 100), (160, 140))
    assert said == [WAIT]
    assert document.undo_label == step
    window.commands[Command.HAND].trigger()
    hand.drag((100, 100), (160, 140))
    assert said == [WAIT], "the photo may be moved"
    await until(lambda: document.state.preview is not None and entry.work is None)
    window.commands[tool].trigger()
    hand.move((110, 100))
    assert window.canvas.cursor().shape() != Qt.CursorShape.ForbiddenCursor


async def test_who_was_told_to_wait_is_told_no_longer_than_it_is_true(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.png"
    shutil.copy(photo, other)
    there, _ = await opened(window, other)
    entry, document = await opened(window, photo)
    document.set_rectangles("Rectangle", [Rect(300, 20, 40, 30)])
    hand = Hand(window.canvas)
    window.commands[Command.RECTANGLE].trigger()
    assert "Drag to draw." in said_by(window.tool_strip)
    window.commands[Command.RUN].trigger()
    hand.drag((100, 100), (160, 140))
    assert WAIT in said_by(window.status)
    assert "Wait until it is done." in said_by(window.tool_strip)
    assert "Drag to draw." not in said_by(window.tool_strip)
    window.documents.show(there)
    assert WAIT not in said_by(window.status)
    window.documents.show(entry)
    assert entry.work is not None
    hand.drag((100, 100), (160, 140))
    assert WAIT in said_by(window.status)
    await until(lambda: entry.work is None)
    assert WAIT not in said_by(window.status)
    assert "Drag to draw." in said_by(window.tool_strip)


async def test_what_else_was_said_stays_when_marking_is_allowed_again(window: MainWindow, photo: Path) -> None:
    entry, document = await opened(window, photo)
    document.set_rectangles("Rectangle", [Rect(300, 20, 40, 30)])
    window.commands[Command.RUN].trigger()
    Hand(window.canvas).drag((100, 100), (160, 140))
    window.documents.told.emit("Saved cup.png")
    await until(lambda: entry.work is None)
    assert "Saved cup.png" in said_by(window.status)


async def test_a_photo_that_runs_says_to_wait_after_one_that_is_not_read_yet(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.png"
    shutil.copy(photo, other)
    there, _ = await opened(window, other)
    entry, document = await opened(window, photo)
    document.set_rectangles("Rectangle", [Rect(300, 20, 40, 30)])
    window.commands[Command.RUN].trigger()
    window.documents.show(there)
    window.documents.add(OpenDocument("late.png"))
    window.documents.show(entry)
    said: list[str] = []
    window.canvas.told.connect(said.append)
    Hand(window.canvas).drag((100, 100), (160, 140))
    assert said == [WAIT]


async def test_closing_a_document_stops_its_removal(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.fromarray(skimage.data.coffee()).resize((2400, 1600)).save(path)
    entry, document = await opened(window, path)
    document.set_rectangles("Rectangle", [Rect(300, 300, 1200, 900)])
    window.commands[Command.RUN].trigger()
    await until(lambda: entry.job is not None and entry.job.progress > 0)
    window.commands[Command.CLOSE].trigger()
    (await sees(window, UnusedMarkDialog))._finish()
    await until(lambda: len(window.documents) == 0 and entry.work is None)
    assert document.state.preview is None
    assert window.jobs.running() == 0
    assert not window.tray.isVisible()


async def test_saving_remembers_and_save_goes_to_the_same_place(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    _, document = await opened(window, photo)
    document.set_rectangles("Rectangle", [Rect(300, 20, 40, 30)])
    await remove(window, document)
    target = tmp_path / "out.jpg"
    await save_as(window, target, "JPEG", 60)
    assert document.state.preview is None, "what was seen was kept and saved"
    assert window.settings.save_format == "JPEG"
    assert window.settings.save_jpeg_quality == 60
    before = target.read_bytes()
    document.undo()
    document.undo()
    assert document.has_unsaved_changes
    window.commands[Command.SAVE].trigger()
    await until(lambda: not document.has_unsaved_changes)
    assert target.read_bytes() != before
    with Image.open(photo) as original:
        assert np.array_equal(np.asarray(original), document.photo.pixels)


async def test_what_is_being_saved_is_not_asked_about(
    window: MainWindow, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, document = await opened(window, photo)
    document.set_rectangles("Rectangle", [Rect(300, 20, 40, 30)])
    await remove(window, document)
    may_go_on = asyncio.Event()

    async def save_late(document: Document, path: Path, encoding: Encoding) -> bytes | None:
        await may_go_on.wait()
        return await save(document, path, encoding)

    monkeypatch.setattr(saving, "save", save_late)
    entry.saved_as[False] = tmp_path / "out.png", Encoding("PNG")
    window.commands[Command.SAVE].trigger()
    await until(entry.writing.locked)
    window.commands[Command.CLOSE].trigger()
    may_go_on.set()
    await until(lambda: len(window.documents) == 0)
    assert (tmp_path / "out.png").exists()


async def test_a_tab_stands_for_the_file_that_it_was_saved_as(window: MainWindow, photo: Path, tmp_path: Path) -> None:
    entry, document = await opened(window, photo)
    document.set_rectangles("Rectangle", [Rect(300, 20, 40, 30)])
    await remove(window, document)
    target = tmp_path / "out.png"
    await save_as(window, target, "PNG", None)
    await until(lambda: entry.title == "out.png")
    window.open_files([target])
    await until(lambda: not window.tasks._running)
    assert len(window.documents) == 1
    window.open_files([photo])
    assert [other.title for other in window.documents] == ["out.png", photo.name]
    window.open_files([photo])
    assert len(window.documents) == 2
    await until(lambda: not window.tasks._running)
    # and no longer once another program has changed it
    Image.new("RGB", (80, 60), (0, 200, 0)).save(target)
    for _ in range(2):
        window.open_files([target])
        await until(lambda: not window.tasks._running)
        changed, _ = await current(window)
        assert changed is not entry
        assert [other.title for other in window.documents] == ["out.png", photo.name, "out.png"]


async def test_a_name_says_that_something_was_removed_only_where_it_was(window: MainWindow, photo: Path) -> None:
    before = photo.read_bytes()
    _, document = await opened(window, photo)
    window.commands[Command.SAVE].trigger()
    dialog = await sees(window, SaveDialog)
    assert dialog.choice().path == photo
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible(), "the opened photo is not replaced unasked"
    dialog.reject()
    await until(lambda: visible(window, SaveDialog) is None)
    assert photo.read_bytes() == before
    document.set_rectangles("Rectangle", [Rect(300, 20, 40, 30)])
    await remove(window, document)
    window.commands[Command.SAVE].trigger()
    dialog = await sees(window, SaveDialog)
    assert dialog.choice().path == photo.with_name("cup-removed.png")
    dialog.reject()


async def test_a_failed_save_is_said_and_nothing_counts_as_saved(window: MainWindow, photo: Path) -> None:
    _, document = await opened(window, photo)
    document.set_rectangles("Rectangle", [Rect(300, 20, 40, 30)])
    await remove(window, document)
    window.commands[Command.SAVE_AS].trigger()
    dialog = await sees(window, SaveDialog)
    dialog.chosen.emit(SaveChoice(photo.parent / "no" / "such" / "folder.png", "PNG", None))
    dialog.accept()
    message = await sees(window, MessageDialog)
    message.accept()
    assert document.has_unsaved_changes


async def test_what_nobody_would_be_asked_about_cannot_be_done_any_more(
    app: App, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the settings are written, which takes long on a slow disk, the window is gone."""
    window = app.window
    await opened(window, photo)
    began, may_go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def save_late(settings: Settings) -> None:
        loop.call_soon_threadsafe(began.set)
        may_go_on.wait(60)
        save_settings(settings, find_paths().settings)

    monkeypatch.setattr(window.service.settings_file, "save", save_late)
    window.close()
    await began.wait()
    assert not window.isVisible()
    assert not window.closed.done()
    may_go_on.set()
    await window.closed
    assert load_settings(find_paths().settings).window_geometry


async def test_it_closes_where_nobody_waits_for_that_any_more(app: App, caplog: pytest.LogCaptureFixture) -> None:
    window = app.window
    window.closed.cancel()
    window.close()
    await until(find_paths().settings.exists)
    await until(lambda: not window.tasks._running)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


async def test_closing_asks_once_and_remembers_the_window(app: App, photo: Path) -> None:
    window = app.window
    _, document = await opened(window, photo)
    document.set_rectangles("Rectangle", [Rect(300, 20, 40, 30)])
    await remove(window, document)
    window.canvas.set_brush_size(123)
    window.close()
    window.close()
    dialog = await sees(window, UnsavedDialog)
    assert len([one for one in window.findChildren(UnsavedDialog) if one.isVisible()]) == 1
    dialog.reject()
    await until(lambda: not window.closing.is_asking)
    assert not window.closed.done()
    window.close()
    dialog = await sees(window, UnsavedDialog)
    dialog._finish(UnsavedAnswer.DISCARD)
    await window.closed
    settings = load_settings(find_paths().settings)
    assert settings.brush_size == 123
    assert settings.window_geometry


async def test_a_recent_picture_is_offered_and_opens_again(window: MainWindow, photo: Path) -> None:
    await opened(window, photo)
    await until(lambda: find_paths().recent.exists())
    window.commands[Command.CLOSE].trigger()
    await until(lambda: window.recent_menu.actions())
    assert window.recent_menu.actions()[0].text() == "cup.png"
    window.recent_panel.chosen.emit(str(photo))
    entry, _ = await current(window)
    assert entry.path == photo


def small(path: Path) -> np.ndarray:
    """What is seen of a picture among the recent ones."""
    with Image.open(thumbnail_path(find_paths(), path)) as image:
        return np.asarray(image.convert("RGB"))


async def recent_note(path: Path) -> str:
    """What is said of a picture, as soon as it is the first of the recent ones."""
    await until(lambda: load_recent(find_paths())[:1] and load_recent(find_paths())[0].path == str(path))
    return load_recent(find_paths())[0].note


async def test_what_was_saved_is_among_the_recent_pictures_as_it_is_now(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    _, document = await opened(window, photo)
    assert await recent_note(photo) == "opened"
    before = small(photo)
    blue = Patch(document.photo.bounds, np.full_like(document.photo.pixels, (0, 0, 255)))
    document.propose(Edit("Remove objects", "local", (blue,)))
    target = tmp_path / "out.jpg"
    await save_as(window, target, "JPEG")
    assert await recent_note(target) == "removed 1 object"
    assert np.allclose(small(target), (0, 0, 255), atol=3)
    assert np.array_equal(small(photo), before)
    await save_as(window, photo, "PNG")
    assert await recent_note(photo) == "removed 1 object"
    assert (small(photo) == (0, 0, 255)).all(), "it is not the photo that was opened any more"
    window.commands[Command.CLOSE].trigger()
    await until(lambda: len(window.documents) == 0 and len(window.recent_panel.findChildren(QAbstractButton)) == 2)


async def test_what_a_customers_picture_is_saved_as_is_not_among_the_recent_ones(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    window.opening.open_files([photo], is_remembered=False)
    entry, document = await current(window)
    document.propose(Edit("Remove objects", "local", (Patch(Rect(0, 0, 64, 64), np.zeros((64, 64, 3), np.uint8)),)))
    entry.saved_as[False] = tmp_path / "out.png", Encoding("PNG")
    assert await window.saving.save(entry)
    assert load_recent(find_paths()) == []
    assert not find_paths().thumbnails.exists()


async def test_unsaved_work_of_a_killed_program_is_offered_and_comes_back(window: MainWindow, photo: Path) -> None:
    code = (
        "import asyncio, os, signal; from pathlib import Path\n"
        "from picwish_desktop.imaging.read import read\n"
        "from picwish_desktop.model.document import Document\n"
        "from picwish_desktop.model.geometry import Rect\n"
        "from picwish_desktop.storage.paths import find_paths\n"
        "from picwish_desktop.workflows.recovery import Recovery\n"
        f"photo = Path({str(photo)!r}); document = Document(read(photo))\n"
        "document.set_rectangles('Rectangle', [Rect(5, 6, 7, 8)])\n"
        "recovery = Recovery(find_paths().recovery)\n"
        "asyncio.run(recovery.keep('1', 'cup.png', photo, document))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", code], check=False)
    window.offer_recovery()
    dialog = await sees(window, RecoveredDialog)
    dialog._finish(True)
    await until(lambda: window.documents.current and window.documents.current.document)
    _, document = await current(window)
    await until(lambda: document.state.rectangles)
    assert document.state.rectangles == (Rect(5, 6, 7, 8),)
    await until(lambda: len(list(find_paths().recovery.glob("*/*/document.json"))) == 1)


async def test_after_a_kill_what_was_saved_is_not_asked_about_but_the_mark_is(
    window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    code = f"""
import asyncio, os, signal
from pathlib import Path
import numpy as np
from picwish_desktop.imaging.read import read
from picwish_desktop.imaging.write import Encoding
from picwish_desktop.model.cutout import Cutout
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.geometry import Rect
from picwish_desktop.storage.paths import find_paths
from picwish_desktop.workflows.cutout_files import save_cutout
from picwish_desktop.workflows.recovery import Recovery

async def work():
    photo = Path({str(photo)!r})
    document = Document(read(photo))
    matte = np.full(document.photo.pixels.shape[:2], 255, np.uint8)
    document.set_cutout("Remove background", Cutout(matte, Edit("Clean colours", "local", ()), "local"))
    await save_cutout(document, Path({str(tmp_path / "cup-cutout.png")!r}), Encoding("PNG"))
    document.set_rectangles("Rectangle", [Rect(5, 6, 7, 8)])
    await Recovery(find_paths().recovery).keep("1", "cup.png", photo, document)

asyncio.run(work())
os.kill(os.getpid(), signal.SIGKILL)
"""
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", code], check=False)
    window.offer_recovery()
    dialog = await sees(window, RecoveredDialog)
    dialog._finish(True)
    entry, document = await current(window)
    await until(lambda: document.state.cutout)
    assert not entry.is_modified
    assert not window.isWindowModified()
    window.close()
    await until(lambda: visible(window, QDialog))
    question = visible(window, QDialog)
    assert isinstance(question, UnusedMarkDialog)
    question.reject()


async def test_what_was_not_to_be_saved_is_not_kept_while_the_program_ends(
    photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as paid work is still being sent, which the program waits for."""
    app = build()
    window, runner = app.window, app.service.runner
    window.show()
    _, document = await opened(window, photo)
    document.mark_all()
    assert window.recovering._pause.isActive()

    async def close_late() -> None:
        window.recovering._pause.timeout.emit()
        await until(lambda: not window.tasks._running)
        await close()

    close = runner.close
    monkeypatch.setattr(runner, "close", close_late)
    await ended(app)
    assert list(find_paths().recovery.rglob("*")) == []


async def test_the_zoom_is_what_is_seen(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.fromarray(skimage.data.coffee()).resize((2400, 1600)).save(path)
    await opened(window, path)
    assert window.canvas.viewport.scale < 1
    button = window.tool_strip.findChild(QToolButton, "zoomButton")
    assert isinstance(button, QToolButton)
    assert button.text() == f"{window.canvas.viewport.scale * 100:.0f} %"
    window.commands[Command.ACTUAL_SIZE].trigger()
    assert button.text() == "100 %"
    parts = (window.rail, window.tool_strip, window.column)
    assert window.minimumWidth() >= sum(part.minimumSizeHint().width() for part in parts)


async def test_removing_takes_the_number_that_is_being_typed(
    window: MainWindow, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, document = await opened(window, photo)
    window.activateWindow()
    await until(window.isActiveWindow)
    window.commands[Command.RECTANGLE].trigger()
    document.set_rectangles("Draw rectangle", [Rect(100, 100, 80, 60)])
    QTest.mouseClick(
        window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, canvas_point(window, 130, 120)
    )
    field = next(line for line in window.remove_panel.findChildren(QLineEdit) if line.accessibleName() == "Width")
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "50")
    removed: list[tuple[Rect, ...]] = []
    monkeypatch.setattr(window.removal, "start", lambda: removed.append(document.state.rectangles))
    window.commands[Command.RUN].trigger()
    assert removed == [(Rect(100, 100, 50, 60),)]


def canvas_point(window: MainWindow, x: float, y: float) -> QPoint:
    left, top = window.canvas.viewport.to_view(x, y)
    return QPoint(round(left / window.canvas.ratio), round(top / window.canvas.ratio))


async def test_nothing_but_the_window_is_ever_shown(app: App) -> None:
    shown: list[QWidget] = []

    class Shown(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(watched)
            return False

    watching = Shown()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(watching)
    other = build(app.service.paths)
    application.removeEventFilter(watching)
    await other.close()
    other.window.deleteLater()
    assert shown == []


async def test_the_sizes_of_brush_and_eraser_stay(app: App, photo: Path) -> None:
    window = app.window
    await opened(window, photo)
    window.canvas.set_brush_size(123)
    window.commands[Command.ERASER].trigger()
    window.canvas.set_brush_size(45)
    window.close()
    await window.closed
    settings = load_settings(app.service.paths.settings)
    assert (settings.brush_size, settings.eraser_size) == (123, 45)
    again = build(app.service.paths)
    assert again.window.canvas.brush_size == 123
    again.window.canvas.set_tool(Tool.ERASER)
    assert again.window.canvas.brush_size == 45
    await again.close()
    again.window.deleteLater()


async def test_after_a_number_the_keys_are_for_the_photo_again(window: MainWindow, photo: Path) -> None:
    _, document = await opened(window, photo)
    window.activateWindow()
    await until(window.isActiveWindow)
    document.set_rectangles("Draw rectangle", [Rect(100, 100, 80, 60)])
    panel = window.remove_panel
    field = next(
        line for line in panel.findChildren(QLineEdit) if line.accessibleName() == "Pixels to grow or shrink by"
    )
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        field.setFocus()
        QTest.keyClicks(field, "6")
        QTest.keyClick(field, key)
        assert window.focusWidget() is window.canvas
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "9")
    QTest.mouseClick(
        next(button for button in panel.findChildren(QPushButton) if button.text() == "Invert"),
        Qt.MouseButton.LeftButton,
    )
    assert window.focusWidget() is window.canvas
    assert window.settings.grow_by == 9
    assert document.undo_label == "Invert mark"


async def test_after_a_size_was_typed_the_keys_are_for_the_photo_again(window: MainWindow, photo: Path) -> None:
    await opened(window, photo)
    window.activateWindow()
    await until(window.isActiveWindow)
    field = next(line for line in window.tool_strip.findChildren(QLineEdit) if line.isVisible())
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "33")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.canvas.brush_size == 33
    assert window.focusWidget() is window.canvas
