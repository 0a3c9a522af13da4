"""What a key or a click on the photo means, whatever is going on, and what the window says of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QToolButton, QWidget

from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.keymap import apply_keymap
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from tests.ui.canvas.acting import Hand
from tests.ui.whole_window import idle, opened
from tests.waiting import until

LARGE, SMALL = Rect(50, 50, 400, 300), Rect(200, 150, 80, 60)


@pytest.fixture
async def photo(window: MainWindow, tmp_path: Path) -> tuple[OpenDocument, Document]:
    """One that is open, in a window that has the keys."""
    return await photo_of(window, tmp_path, 500, 400)


async def photo_of(window: MainWindow, folder: Path, width: int, height: int) -> tuple[OpenDocument, Document]:
    grain = np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8)
    Image.fromarray(grain).save(folder / "grain.png")
    both = await opened(window, folder / "grain.png")
    window.activateWindow()
    await until(lambda: window.isActiveWindow() and window.canvas.viewport.height > 100)
    window.canvas.setFocus()
    return both


def tips_of(part: QWidget) -> str:
    return "\n".join(widget.toolTip() for widget in part.findChildren(QWidget))


def button_called(part: QWidget, text: str) -> QPushButton:
    return next(button for button in part.findChildren(QPushButton) if button.text().startswith(text))


# Esc


@pytest.fixture
async def runs(window: MainWindow, photo: tuple[OpenDocument, Document]) -> AsyncIterator[OpenDocument]:
    """What is being worked on, without end."""
    entry, _ = photo

    async def run() -> None:
        await asyncio.Event().wait()

    window.work.begin(entry, run())
    yield entry
    window.work.cancel(entry)
    await idle(entry)


@pytest.mark.parametrize("is_tool", [True, False])
async def test_esc_takes_a_zoom_box_back_and_stops_nothing(
    window: MainWindow, hand: Hand, runs: OpenDocument, is_tool: bool
) -> None:
    if is_tool:
        window.canvas.set_tool(Tool.ZOOM)
    else:
        hand.modifiers = Qt.KeyboardModifier.ControlModifier
        QTest.keyPress(window.canvas, Qt.Key.Key_Space, hand.modifiers)
    before = window.canvas.viewport
    hand.press((100, 100))
    hand.move((200, 200))
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    hand.release((200, 200))
    assert window.canvas.viewport == before
    assert runs.work is not None
    assert not runs.work.cancelling()
    QTest.keyRelease(window.canvas, Qt.Key.Key_Space)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    await idle(runs)


# rectangles


async def test_delete_takes_the_rectangle_that_is_held(
    window: MainWindow, hand: Hand, photo: tuple[OpenDocument, Document]
) -> None:
    _, document = photo
    document.set_rectangles("Draw", [LARGE, SMALL])
    window.canvas.set_tool(Tool.RECTANGLE)
    hand.press((240, 180))
    hand.move((250, 190))
    QTest.keyClick(window.canvas, Qt.Key.Key_Delete)
    hand.release((250, 190))
    assert list(document.state.rectangles) == [LARGE]
    document.undo()
    assert list(document.state.rectangles) == [LARGE, SMALL]


async def test_delete_drops_the_rectangle_that_is_being_drawn(
    window: MainWindow, hand: Hand, photo: tuple[OpenDocument, Document]
) -> None:
    _, document = photo
    document.set_rectangles("Draw", [SMALL])
    window.canvas.set_tool(Tool.RECTANGLE)
    hand.press((20, 20))
    hand.move((100, 100))
    QTest.keyClick(window.canvas, Qt.Key.Key_Delete)
    hand.release((100, 100))
    assert document.state.rectangles == (SMALL,)


@pytest.mark.parametrize("key", [Qt.Key.Key_3, Qt.Key.Key_Q])
async def test_a_key_in_a_drag_leaves_the_rectangle_in_the_hand(
    window: MainWindow, hand: Hand, photo: tuple[OpenDocument, Document], key: Qt.Key
) -> None:
    _, document = photo
    document.set_rectangles("Draw", [SMALL])
    window.canvas.set_tool(Tool.RECTANGLE)
    told: list[Rect | None] = []
    window.canvas.rectangle_selected.connect(told.append)
    hand.press((240, 180))
    hand.move((340, 230))
    QTest.keyClick(window.canvas, key)
    assert not document.is_changing
    hand.release((340, 230))
    assert document.state.rectangles == (SMALL.translated(100, 50),)
    assert told[-1] == SMALL.translated(100, 50)
    hand.press((340, 230))
    hand.move((360, 230))
    QTest.keyClick(window.canvas, key)
    hand.move((341, 230))
    hand.release((341, 230))
    assert document.state.rectangles == (SMALL.translated(101, 50),), "it follows back, too"


@pytest.mark.parametrize("key", [Qt.Key.Key_3, Qt.Key.Key_Backslash])
async def test_a_key_in_a_drag_that_draws_leaves_one_rectangle(
    window: MainWindow, hand: Hand, photo: tuple[OpenDocument, Document], key: Qt.Key
) -> None:
    _, document = photo
    window.canvas.set_tool(Tool.RECTANGLE)
    hand.press((50, 50))
    hand.move((100, 100))
    QTest.keyClick(window.canvas, key)
    assert not document.is_changing
    hand.move((150, 120))
    hand.release((150, 120))
    assert document.state.rectangles == (Rect(50, 50, 100, 70),)


@pytest.mark.parametrize("start", [(240, 180), (20, 20)], ids=["moved", "drawn"])
@pytest.mark.parametrize("is_dragged_on", [True, False])
async def test_delete_takes_the_rectangle_that_is_held_after_another_key_too(
    window: MainWindow, hand: Hand, photo: tuple[OpenDocument, Document], start: tuple[int, int], is_dragged_on: bool
) -> None:
    _, document = photo
    other = Rect(10, 300, 60, 60)
    document.set_rectangles("Draw", [SMALL, other])
    window.canvas.set_tool(Tool.RECTANGLE)
    hand.press(start)
    hand.move((250, 190))
    QTest.keyClick(window.canvas, Qt.Key.Key_3)
    if is_dragged_on:
        hand.move((260, 200))
    QTest.keyClick(window.canvas, Qt.Key.Key_Delete)
    hand.move((300, 250))
    hand.release((300, 250))
    assert document.state.rectangles == ((other,) if start == (240, 180) else (SMALL, other))


@pytest.mark.parametrize("start", [(240, 180), (20, 20)], ids=["moved", "drawn"])
async def test_a_copy_in_a_drag_ends_it(
    window: MainWindow, hand: Hand, photo: tuple[OpenDocument, Document], start: tuple[int, int]
) -> None:
    _, document = photo
    document.set_rectangles("Draw", [SMALL])
    window.canvas.set_tool(Tool.RECTANGLE)
    hand.press(start)
    hand.move((280, 200))
    QTest.keyClick(window.canvas, Qt.Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
    before = document.state.rectangles
    assert len(set(before)) == (2 if start == (240, 180) else 3)
    hand.move((281, 200))
    hand.release((281, 200))
    assert document.state.rectangles == before


@pytest.mark.parametrize(
    ("key", "held"),
    [
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.KeypadModifier),
        (Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier),
    ],
)
async def test_delete_takes_the_selected_rectangle_wherever_the_focus_is(
    window: MainWindow,
    hand: Hand,
    photo: tuple[OpenDocument, Document],
    key: Qt.Key,
    held: Qt.KeyboardModifier,
) -> None:
    _, document = photo
    document.set_rectangles("Draw", [LARGE, SMALL])
    window.canvas.set_tool(Tool.RECTANGLE)
    hand.click((240, 180))
    button = button_called(window.remove_panel, "Duplicate")
    button.setFocus()
    QTest.keyClick(button, key, held)
    assert document.state.rectangles == (LARGE,)


@pytest.mark.usefixtures("photo")
async def test_what_deletes_a_rectangle_is_told_whatever_clears_the_mark(window: MainWindow) -> None:
    apply_keymap(window.commands, "picwish", {Command.CLEAR: ("F8",)})
    tip = button_called(window.remove_panel, "Delete").toolTip()
    assert tip
    assert "F8" not in tip


async def test_a_click_selects_what_lies_on_the_selected_one(
    window: MainWindow, hand: Hand, photo: tuple[OpenDocument, Document]
) -> None:
    _, document = photo
    document.set_rectangles("Draw", [LARGE, SMALL])
    window.canvas.set_tool(Tool.RECTANGLE)
    told: list[Rect | None] = []
    window.canvas.rectangle_selected.connect(told.append)
    hand.click((80, 80))
    assert told[-1] == LARGE
    hand.drag((240, 180), (250, 180))
    assert document.state.rectangles == (LARGE.translated(10, 0), SMALL), "a drag moves the selected one"
    hand.click((240, 180))
    assert told[-1] == SMALL


async def test_keys_reach_every_rectangle(window: MainWindow, photo: tuple[OpenDocument, Document]) -> None:
    _, document = photo
    document.set_rectangles("Draw", [LARGE, SMALL])
    window.canvas.set_tool(Tool.RECTANGLE)
    QTest.keyClick(window.canvas, Qt.Key.Key_Right)
    assert document.state.rectangles == (LARGE, SMALL), "selected, and not moved yet"
    QTest.keyClick(window.canvas, Qt.Key.Key_Right)
    assert document.state.rectangles == (LARGE.translated(1, 0), SMALL)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    QTest.keyClick(window.canvas, Qt.Key.Key_Down)
    assert document.state.rectangles == (LARGE.translated(1, 0), SMALL.translated(0, 1))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    QTest.keyClick(window.canvas, Qt.Key.Key_Left)
    assert document.state.rectangles == (LARGE, SMALL.translated(0, 1))


# shapes


@pytest.mark.parametrize("tool", [Tool.LASSO, Tool.ELLIPSE])
@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
async def test_delete_drops_the_shape_that_is_being_drawn(
    window: MainWindow, hand: Hand, photo: tuple[OpenDocument, Document], tool: Tool, key: Qt.Key
) -> None:
    _, document = photo
    hand.drag((100, 100), (200, 100))
    before = document.selection.mask.copy()
    window.canvas.set_tool(tool)
    hand.press((100, 200))
    hand.move((200, 200))
    hand.move((200, 300))
    QTest.keyClick(window.canvas, key)
    assert not window.canvas.is_drawing_shape
    hand.move((300, 300))
    hand.release((300, 300))
    np.testing.assert_array_equal(document.selection.mask, before)
    hand.drag((100, 200), (200, 200), (200, 300))
    assert document.selection.count > np.count_nonzero(before), "the next one is drawn"


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
async def test_delete_takes_a_corner_back_wherever_the_focus_is(
    window: MainWindow, hand: Hand, photo: tuple[OpenDocument, Document], key: Qt.Key
) -> None:
    _, document = photo
    hand.drag((20, 20), (60, 20))
    before = document.selection.mask.copy()
    window.canvas.set_tool(Tool.POLYGON)
    for corner in ((100, 200), (200, 200), (200, 300), (480, 380)):
        hand.click(corner)
    button = next(button for button in window.tool_strip.findChildren(QToolButton) if button.isVisible())
    button.setFocus()
    QTest.keyClick(button, key)
    np.testing.assert_array_equal(document.selection.mask, before)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert document.undo_label == "Draw polygon"
    assert document.selection.bounds().right < 300


async def test_delete_in_a_field_is_for_its_text(
    window: MainWindow, hand: Hand, photo: tuple[OpenDocument, Document]
) -> None:
    _, document = photo
    window.canvas.set_tool(Tool.POLYGON)
    for corner in ((100, 200), (200, 200), (200, 300)):
        hand.click(corner)
    field = next(field for field in window.remove_panel.findChildren(QLineEdit) if field.isVisible())
    field.setFocus()
    text = field.text()
    QTest.keyClick(field, Qt.Key.Key_End)
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert field.text() == text[:-1]
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert document.undo_label == "Draw polygon", "no corner went"


# what is seen


@pytest.mark.usefixtures("photo")
async def test_the_mask_alone_is_seen_where_the_overlay_was_off(window: MainWindow, hand: Hand) -> None:
    overlay, mask_only = window.commands[Command.OVERLAY], window.commands[Command.MASK_ONLY]
    hand.drag((100, 100), (200, 100))
    QTest.keyClick(window.canvas, Qt.Key.Key_Backslash)
    assert not overlay.isChecked()
    QTest.keyClick(window.canvas, Qt.Key.Key_Q)
    assert (overlay.isChecked(), mask_only.isChecked()) == (True, True)
    place = hand.in_view((150, 100))
    await until(lambda: window.canvas.grab().toImage().pixelColor(place).lightness() == 255)
    QTest.keyClick(window.canvas, Qt.Key.Key_Backslash)
    assert (overlay.isChecked(), mask_only.isChecked()) == (False, False)


@pytest.mark.usefixtures("photo")
async def test_quick_clicks_zoom_in_step_by_step(window: MainWindow) -> None:
    window.canvas.set_tool(Tool.ZOOM)
    window.canvas.zoom_to(4.0)
    place, left = QPoint(200, 200), Qt.MouseButton.LeftButton
    QTest.mouseClick(window.canvas, left, pos=place)
    QTest.mouseDClick(window.canvas, left, pos=place)
    QTest.mouseRelease(window.canvas, left, pos=place)
    assert window.canvas.viewport.scale == 8.0


async def test_who_zooms_in_before_all_of_a_photo_is_read_stays_there(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "large.jpg"
    small = Image.fromarray(np.random.default_rng(1).integers(0, 255, (600, 800, 3), np.uint8))
    exif = Image.Exif()
    exif[0x0112] = 6
    small.resize((6000, 8000)).save(path, quality=90, exif=exif)
    window.open_files([path])
    await until(lambda: window.documents.current and window.documents.current.picture is not None)
    await until(lambda: window.canvas.surface is not None and window.canvas.viewport.height > 100)
    entry = window.documents.current
    assert entry is not None
    assert entry.document is None, "read already"
    assert (window.canvas.viewport.picture_width, window.canvas.viewport.picture_height) == (8000, 6000)
    window.canvas.zoom_to(0.5, (100, 100))
    before = window.canvas.viewport
    await until(lambda: window.canvas.document is not None)
    assert window.canvas.viewport == before


# what is said


@pytest.mark.usefixtures("photo")
async def test_tips_name_the_keys_in_force(window: MainWindow) -> None:
    assert "([ and ])" in tips_of(window.tool_strip)
    assert "(1 to 9 and 0)" in tips_of(window.tool_strip)
    apply_keymap(window.commands, "krita", {Command.SMALLER: ("F2",), Command.BIGGER: ("F3",)})
    tips = tips_of(window.tool_strip)
    assert "(F2 and F3)" in tips
    assert "(3 to 9 and 0)" in tips


@pytest.mark.usefixtures("photo")
async def test_every_button_of_the_strip_has_a_name_of_its_own(window: MainWindow) -> None:
    window.canvas.zoom_to(0.5)
    buttons = [button for button in window.tool_strip.findChildren(QToolButton) if button.isVisible()]
    names = [button.accessibleName() or button.text() for button in buttons]
    assert len(set(names)) == len(names), names
    assert "Zoom 50 %, show at 100 %" in names


@pytest.mark.usefixtures("photo")
async def test_size_keys_change_no_brush_that_is_not_in_the_hand(window: MainWindow) -> None:
    window.canvas.set_tool(Tool.LASSO)
    before = window.settings.brush_size
    QTest.keyClick(window.canvas, Qt.Key.Key_BracketRight)
    assert window.settings.brush_size == before


# a stroke


async def test_a_key_cuts_a_stroke_only_where_it_does_something_else(
    window: MainWindow, hand: Hand, photo: tuple[OpenDocument, Document]
) -> None:
    _, document = photo
    size = window.canvas.brush_size
    for keys, steps in (((Qt.Key.Key_J, Qt.Key.Key_VolumeUp, Qt.Key.Key_BracketRight), 1), ((Qt.Key.Key_3,), 2)):
        before = document.gestures
        hand.press((100, 100))
        hand.move((200, 100))
        for key in keys:
            QTest.keyClick(window.canvas, key)
        hand.move((300, 100))
        hand.release((300, 100))
        assert document.gestures == before + steps
    assert window.canvas.brush_size > size
    hand.press((100, 200))
    hand.move((200, 200))
    QTest.keyClick(window.canvas, Qt.Key.Key_Delete)
    assert document.selection.is_empty, "what is drawn goes with the mark"
