"""What is done while the magic wand and its like are still working something out, in the whole window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from tests.ui.canvas.acting import Hand
from tests.ui.test_keys_and_clicks import photo_of
from tests.ui.test_marking import while_working
from tests.ui.whole_window import idle
from tests.waiting import until

BEFORE, MEANWHILE = (500, 100), (500, 800)
"""In the middle of the strokes."""


@pytest.fixture
async def picking(window: MainWindow, hand: Hand, tmp_path: Path) -> tuple[OpenDocument, Document]:
    """A photo with a stroke, of which the wand marks more in a moment."""
    entry, document = await photo_of(window, tmp_path, 2000, 1500)
    stroke(window, hand, BEFORE)
    window.canvas.set_tool(Tool.WAND)
    hand.click((1000, 1000))
    assert entry.marking is not None
    return entry, document


def stroke(window: MainWindow, hand: Hand, middle: tuple[int, int], tool: Tool = Tool.BRUSH) -> None:
    window.canvas.set_tool(tool)
    hand.drag((middle[0] - 400, middle[1]), (middle[0] + 400, middle[1]))


def is_marked(document: Document, point: tuple[int, int]) -> bool:
    return bool(document.selection.marked(Rect(*point, 1, 1)).any())


def undo(window: MainWindow) -> None:
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


async def removes(window: MainWindow, entry: OpenDocument) -> bool:
    """Whether a removal begins; it is stopped at once."""
    await until(lambda: entry.marking is None)
    is_removing = entry.work is not None or entry.job is not None
    window.work.cancel(entry)
    await idle(entry)
    return is_removing


# a mark that is the same whatever was marked


async def test_what_is_painted_after_clear_stays(
    window: MainWindow, hand: Hand, picking: tuple[OpenDocument, Document]
) -> None:
    entry, document = picking
    QTest.keyClick(window.canvas, Qt.Key.Key_Delete)
    assert document.selection.is_empty
    stroke(window, hand, MEANWHILE)
    await idle(entry)
    assert is_marked(document, MEANWHILE)
    assert not is_marked(document, (1000, 1000))
    undo(window)
    undo(window)
    assert is_marked(document, BEFORE)


async def test_all_is_marked_at_once(window: MainWindow, picking: tuple[OpenDocument, Document]) -> None:
    entry, document = picking
    window.commands[Command.MARK_ALL].trigger()
    assert not entry.is_busy
    assert document.selection.mask.all()


# in turn


async def test_what_is_asked_for_while_the_wand_is_worked_out_comes_after_it(
    window: MainWindow, picking: tuple[OpenDocument, Document]
) -> None:
    entry, document = picking
    for command in (Command.GROW, Command.INVERT):
        window.commands[command].trigger()
    await idle(entry)
    labels = []
    for _ in range(3):
        labels.append(document.undo_label)
        document.undo()
    assert labels == ["Invert mark", "Grow mark", "Magic wand"]


async def test_remove_takes_what_the_wand_marks_too(window: MainWindow, picking: tuple[OpenDocument, Document]) -> None:
    entry, document = picking
    window.commands[Command.RUN].trigger()
    await until(lambda: entry.work is not None)
    assert document.undo_label == "Magic wand"
    window.work.cancel(entry)
    await idle(entry)


async def test_nothing_is_removed_when_the_wand_is_stopped(
    window: MainWindow, picking: tuple[OpenDocument, Document]
) -> None:
    entry, document = picking
    window.commands[Command.RUN].trigger()
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    await until(lambda: not window.tasks._running)
    assert entry.work is None
    assert entry.job is None
    assert document.undo_label != "Magic wand"


async def test_an_invert_does_not_take_what_is_painted_before_its_turn(
    window: MainWindow, hand: Hand, picking: tuple[OpenDocument, Document]
) -> None:
    entry, document = picking
    told: list[str] = []
    window.documents.told.connect(told.append)
    window.commands[Command.INVERT].trigger()
    stroke(window, hand, MEANWHILE)
    await idle(entry)
    assert is_marked(document, MEANWHILE)
    assert document.undo_label == "Magic wand"
    assert any("once more" in sentence for sentence in told)


async def test_nothing_is_removed_or_inverted_after_a_click_that_is_refused(
    window: MainWindow, hand: Hand, tmp_path: Path
) -> None:
    entry, document = await photo_of(window, tmp_path, 2000, 1500)
    stroke(window, hand, BEFORE)
    for command in (Command.RUN, Command.INVERT):
        window.canvas.set_tool(Tool.WAND)
        hand.modifiers = Qt.KeyboardModifier.AltModifier
        hand.click(BEFORE)
        hand.modifiers = Qt.KeyboardModifier.NoModifier
        stroke(window, hand, MEANWHILE)
        window.commands[command].trigger()
        assert entry.marking is not None
        assert not await removes(window, entry)
        assert document.undo_label == "Paint"


async def test_nothing_comes_between_remove_and_what_it_waits_for(
    window: MainWindow, picking: tuple[OpenDocument, Document]
) -> None:
    entry, document = picking
    for _ in range(2):
        window.commands[Command.RUN].trigger()
    assert not window.commands[Command.INVERT].isEnabled()
    for ask in (window.marking.grow, lambda: window.marking.change(Document.invert)):
        ask()
    assert await removes(window, entry)
    assert document.undo_label == "Magic wand"


async def test_undo_takes_remove_back_before_the_click(
    window: MainWindow, picking: tuple[OpenDocument, Document]
) -> None:
    entry, document = picking
    window.commands[Command.RUN].trigger()
    undo(window)
    assert window.commands[Command.INVERT].isEnabled()
    assert not await removes(window, entry)
    assert document.undo_label == "Magic wand"


async def test_what_is_to_be_removed_is_removed_in_a_tab_that_was_left(
    window: MainWindow, picking: tuple[OpenDocument, Document], tmp_path: Path
) -> None:
    entry, _ = picking
    window.commands[Command.RUN].trigger()
    (tmp_path / "other").mkdir()
    await photo_of(window, tmp_path / "other", 50, 50)
    assert window.documents.current is not entry
    assert await removes(window, entry)


# undo


async def test_undo_takes_the_stroke_that_came_after_the_click(
    window: MainWindow, hand: Hand, picking: tuple[OpenDocument, Document]
) -> None:
    entry, document = picking
    window.canvas.set_tool(Tool.BRUSH)
    hand.drag((100, 800), (900, 800))
    assert entry.marking is not None
    window.commands[Command.UNDO].trigger()
    assert entry.marking is not None
    assert not document.selection.mask[800, 500]
    await idle(entry)
    assert document.undo_label == "Magic wand"


async def test_undo_takes_back_the_click_where_nothing_came_after_it(
    window: MainWindow, picking: tuple[OpenDocument, Document]
) -> None:
    entry, document = picking
    before = document.selection.count
    window.commands[Command.UNDO].trigger()
    assert entry.marking is None
    await until(lambda: not window.tasks._running)
    assert document.selection.count == before


@pytest.mark.parametrize("tool", [Tool.BRUSH, Tool.ERASER])
async def test_undo_takes_what_was_done_later_and_then_the_click(
    window: MainWindow, hand: Hand, picking: tuple[OpenDocument, Document], tool: Tool
) -> None:
    entry, document = picking
    # an eraser takes nothing away there, so it is no step
    stroke(window, hand, MEANWHILE, tool)
    if tool is Tool.BRUSH:
        undo(window)
        assert entry.marking is not None
    assert not is_marked(document, MEANWHILE)
    undo(window)
    assert entry.marking is None
    assert is_marked(document, BEFORE)


async def test_undo_takes_a_corner_before_the_click(
    window: MainWindow, hand: Hand, picking: tuple[OpenDocument, Document]
) -> None:
    entry, document = picking
    window.canvas.set_tool(Tool.POLYGON)
    for corner in ((100, 800), (900, 800)):
        hand.click(corner)
    for _ in range(2):
        assert window.canvas.is_drawing_shape
        undo(window)
        assert entry.marking is not None
    undo(window)
    assert entry.marking is None
    assert is_marked(document, BEFORE)


async def test_undo_takes_one_of_several_that_wait(window: MainWindow, picking: tuple[OpenDocument, Document]) -> None:
    entry, document = picking
    for command in (Command.GROW, Command.INVERT):
        window.commands[command].trigger()
    undo(window)
    await idle(entry)
    assert document.undo_label == "Grow mark"
    document.undo()
    assert document.undo_label == "Magic wand"


async def test_what_was_undone_is_not_grown(
    window: MainWindow, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, document = await photo_of(window, tmp_path, 2000, 1500)
    stroke(window, hand, BEFORE)
    before = document.selection.mask.copy()

    def paint() -> None:
        stroke(window, hand, MEANWHILE)
        while_working(monkeypatch, "grow", lambda: undo(window))

    while_working(monkeypatch, "grow", paint)
    window.commands[Command.GROW].trigger()
    await idle(entry)
    assert not document.selection.mask[600:1000].any()
    assert document.undo_label == "Grow mark"
    document.undo()
    assert np.array_equal(document.selection.mask, before)


# what a hand is doing


async def mark_meanwhile(
    entry: OpenDocument, monkeypatch: pytest.MonkeyPatch, hand: Hand, places: list[tuple[int, int]]
) -> None:
    """Drag through `places` while the wand is done: it is in the middle of them."""
    first, *between, last = places
    hand.press(first)
    for place in between:
        hand.move(place)
    worked: list[bool] = []
    while_working(monkeypatch, "pick", lambda: worked.append(True))
    await until(lambda: bool(worked))
    hand.move(last)
    hand.release(last)
    await idle(entry)


@pytest.mark.parametrize("is_there", [False, True])
async def test_a_rectangle_in_the_hand_is_drawn_or_moved_on(
    window: MainWindow, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_there: bool
) -> None:
    entry, document = await photo_of(window, tmp_path, 2000, 1500)
    if is_there:
        document.set_rectangles("Rectangle", [Rect(1200, 200, 200, 200)])
    window.canvas.set_tool(Tool.WAND)
    hand.click((1000, 1000))
    window.canvas.set_tool(Tool.RECTANGLE)
    if is_there:
        await mark_meanwhile(entry, monkeypatch, hand, [(1300, 300), (1500, 300), (1700, 300)])
        expected = Rect(1600, 200, 200, 200)
    else:
        await mark_meanwhile(entry, monkeypatch, hand, [(1200, 200), (1900, 900), (1300, 300)])
        expected = Rect(1200, 200, 100, 100)
    assert document.undo_label == "Magic wand"
    document.undo()
    (drawn,) = document.state.rectangles
    assert expected.grown(2).contains(drawn)
    assert drawn.grown(2).contains(expected)


def zoomed(window: MainWindow, _: Document) -> bool:
    return window.canvas.viewport.scale > 1


def unmarked(_: MainWindow, document: Document) -> bool:
    return not is_marked(document, BEFORE)


@pytest.mark.parametrize(
    ("tool", "button", "is_done"),
    [(Tool.ZOOM, Qt.MouseButton.LeftButton, zoomed), (Tool.RECTANGLE, Qt.MouseButton.RightButton, unmarked)],
)
async def test_a_box_in_the_hand_is_drawn_on(
    window: MainWindow,
    hand: Hand,
    picking: tuple[OpenDocument, Document],
    monkeypatch: pytest.MonkeyPatch,
    tool: Tool,
    button: Qt.MouseButton,
    is_done: Callable[[MainWindow, Document], bool],
) -> None:
    entry, document = picking
    window.canvas.set_tool(tool)
    hand.button = button
    assert not is_done(window, document)
    await mark_meanwhile(entry, monkeypatch, hand, [(300, 50), (500, 120), (600, 150)])
    assert is_done(window, document)
