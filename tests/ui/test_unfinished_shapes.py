"""A polygon that is not closed yet: the window's commands and tabs."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from picwish_desktop.model.document import Document
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from tests.ui.canvas.acting import Hand
from tests.ui.whole_window import opened
from tests.waiting import until

CORNERS = [(100, 100), (300, 110), (200, 300)]
LOST = "The shape was not finished, and is dropped. Draw it again to mark it."


@pytest.fixture
async def photos(window: MainWindow, tmp_path: Path) -> list[tuple[OpenDocument, Document]]:
    """Two, of which the first is shown."""
    both = []
    for name in "ab":
        path = tmp_path / f"{name}.png"
        Image.fromarray(np.zeros((400, 500, 3), np.uint8)).save(path)
        both.append(await opened(window, path))
    await until(lambda: window.canvas.isVisible() and window.canvas.viewport.height > 100)
    window.documents.show(both[0][0])
    window.canvas.set_tool(Tool.POLYGON)
    return both


def said(window: MainWindow) -> list[str]:
    return [label.text() for label in window.status.findChildren(QLabel) if label.isVisible()]


def is_drawing(window: MainWindow) -> bool:
    return window.canvas.is_drawing_shape


async def test_undo_takes_a_corner_back_where_there_is_no_step_yet(
    window: MainWindow, hand: Hand, photos: list[tuple[OpenDocument, Document]]
) -> None:
    undo, (_, document) = window.commands[Command.UNDO], photos[0]
    assert not undo.isEnabled()
    for corner in (*CORNERS, (20, 20)):
        hand.click(corner)
    assert undo.isEnabled()
    assert undo.text() == "Undo", "there is no step that could be named"
    undo.trigger()
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert document.undo_label == "Draw polygon"
    assert document.selection.bounds().y >= 99
    assert "Draw polygon" in undo.text()
    undo.trigger()
    assert not undo.isEnabled()


async def test_it_waits_in_its_tab(window: MainWindow, hand: Hand, photos: list[tuple[OpenDocument, Document]]) -> None:
    for corner in CORNERS:
        hand.click(corner)
    window.commands[Command.NEXT_DOCUMENT].trigger()
    assert not window.commands[Command.UNDO].isEnabled()
    window.commands[Command.NEXT_DOCUMENT].trigger()
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert [document.undo_label for _, document in photos] == ["Draw polygon", None]
    assert LOST not in said(window)


@pytest.mark.usefixtures("photos")
@pytest.mark.parametrize("command", [Command.MARK_ALL, Command.ZOOM_IN, Command.MASK_ONLY, Command.OVERLAY])
async def test_commands_leave_it(window: MainWindow, hand: Hand, command: Command) -> None:
    for corner in CORNERS:
        hand.click(corner)
    window.commands[command].trigger()
    assert is_drawing(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert not is_drawing(window)
    assert LOST not in said(window)


@pytest.mark.parametrize("command", [Command.BRUSH, Command.LASSO])
async def test_another_tool_drops_it_and_that_is_said(
    window: MainWindow, hand: Hand, photos: list[tuple[OpenDocument, Document]], command: Command
) -> None:
    for corner in CORNERS:
        hand.click(corner)
    window.commands[command].trigger()
    assert LOST in said(window)
    assert not window.commands[Command.UNDO].isEnabled()
    assert photos[0][1].undo_label is None


@pytest.mark.parametrize("has_step", [False, True])
async def test_the_shortcut_of_undo_takes_a_lasso_back_and_nothing_is_said(
    window: MainWindow, hand: Hand, photos: list[tuple[OpenDocument, Document]], has_step: bool
) -> None:
    undo, (_, document) = window.commands[Command.UNDO], photos[0]
    if has_step:
        window.canvas.set_tool(Tool.BRUSH)
        hand.drag((20, 20), (60, 20))
    marked = document.selection.mask.copy()
    window.canvas.set_tool(Tool.LASSO)
    window.activateWindow()
    await until(window.isActiveWindow)
    window.canvas.setFocus()
    hand.press(CORNERS[0])
    for corner in CORNERS[1:]:
        hand.move(corner)
    assert is_drawing(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    is_later: list[bool] = []
    QTimer.singleShot(0, lambda: is_later.append(True))
    await until(lambda: bool(is_later))
    assert LOST not in said(window)
    hand.release(CORNERS[-1])
    assert not is_drawing(window)
    np.testing.assert_array_equal(document.selection.mask, marked)
    assert undo.isEnabled() is has_step
    assert ("Paint" in undo.text()) is has_step, "the next one takes the step"


async def test_one_that_waited_can_be_undone_when_its_tool_is_taken_again(
    window: MainWindow, hand: Hand, photos: list[tuple[OpenDocument, Document]]
) -> None:
    undo, (entry, document) = window.commands[Command.UNDO], photos[0]
    for corner in (*CORNERS, (20, 20)):
        hand.click(corner)
    window.commands[Command.NEXT_DOCUMENT].trigger()
    window.canvas.set_tool(Tool.BRUSH)
    window.documents.show(entry)
    assert not undo.isEnabled()
    window.canvas.set_tool(Tool.POLYGON)
    assert is_drawing(window)
    assert undo.isEnabled()
    undo.trigger()
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert document.selection.bounds().y >= 99, "its last corner is taken back"
