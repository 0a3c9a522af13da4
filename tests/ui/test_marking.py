"""The magic wand, and growing, shrinking and filling the mark, in the whole window."""

import asyncio
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.selection import Combine
from picwish_desktop.storage.scratch import Scratch
from picwish_desktop.ui import wait_notice
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.dialogs.unused_mark import UnusedMarkDialog
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.vision.worker import Worker, WorkerError
from tests.ui.canvas.acting import Hand
from tests.ui.whole_window import opened, sees
from tests.waiting import until

WIDTH, HEIGHT = 240, 160
THING, OTHER = Rect(60, 40, 80, 60), Rect(200, 20, 20, 90)
"""Of one colour, on a ground of another."""
Mask = NDArray[np.uint8]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    pixels = np.full((HEIGHT, WIDTH, 3), (60, 90, 60), np.uint8)
    for rect in (THING, OTHER):
        pixels[rect.slices] = 200, 120, 40
    path = tmp_path / "things.png"
    Image.fromarray(pixels).save(path)
    return path


def filled(*rects: Rect) -> Mask:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    for rect in rects:
        mask[rect.slices] = 255
    return mask


def texts(part: QWidget) -> list[str]:
    """What can be read there."""
    return [label.text() for label in part.findChildren(QLabel) if label.isVisible()]


def mask_of(document: Document) -> Mask:
    return document.selection.mask


async def with_wand(window: MainWindow, path: Path) -> tuple[OpenDocument, Document]:
    entry, document = await opened(window, path)
    window.canvas.set_tool(Tool.WAND)
    return entry, document


async def done(entry: OpenDocument) -> None:
    await until(lambda: entry.marking is None)


def is_removing(entry: OpenDocument) -> bool:
    return entry.work is not None


def middle(rect: Rect) -> tuple[float, float]:
    return rect.x + rect.width / 2, rect.y + rect.height / 2


def while_working(monkeypatch: pytest.MonkeyPatch, task: str, act: Callable[[], object]) -> None:
    """Have `act` called once while the worker does `task`."""
    run, waiting = Worker.run, [act]

    async def run_and_act(worker: Worker, name: str, *arguments: Any) -> Any:
        result = await run(worker, name, *arguments)
        if name == task and waiting:
            waiting.pop()()
        return result

    monkeypatch.setattr(Worker, "run", run_and_act)


async def test_a_click_marks_the_region_and_undo_takes_it_back(window: MainWindow, photo: Path, hand: Hand) -> None:
    entry, document = await with_wand(window, photo)
    hand.click(middle(THING))
    assert entry.is_busy
    await done(entry)
    np.testing.assert_array_equal(mask_of(document), filled(THING))
    assert window.commands[Command.UNDO].text() == "Undo “Magic wand”"
    window.commands[Command.UNDO].trigger()
    assert document.selection.is_empty
    assert document.undo_label is None
    window.commands[Command.REDO].trigger()
    np.testing.assert_array_equal(mask_of(document), filled(THING))


async def test_clicks_add_and_with_alt_they_take_away(window: MainWindow, photo: Path, hand: Hand) -> None:
    entry, document = await with_wand(window, photo)
    # in a row: the second waits for the first
    hand.click(middle(THING))
    hand.click((5, 5))
    await done(entry)
    np.testing.assert_array_equal(mask_of(document), 255 - filled(OTHER))
    hand.modifiers = Qt.KeyboardModifier.AltModifier
    hand.click((5, 5))
    await done(entry)
    np.testing.assert_array_equal(mask_of(document), filled(THING))
    for _ in range(3):
        document.undo()
    assert document.selection.is_empty


async def test_new_takes_the_place_of_what_was_marked(window: MainWindow, photo: Path) -> None:
    entry, document = await opened(window, photo)
    document.set_rectangles("Rectangle", [Rect(0, 0, 30, 30)])
    x, y = middle(OTHER)
    for point in ((5, 5), (int(x), int(y))):
        window.marking.wand(point, Combine.NEW)
    await done(entry)
    np.testing.assert_array_equal(mask_of(document), filled(OTHER))
    assert document.state.rectangles == ()
    assert entry.message == ""


async def test_the_settings_say_how_much_is_alike_and_where(window: MainWindow, photo: Path, hand: Hand) -> None:
    window.settings.wand_contiguous = False
    entry, document = await with_wand(window, photo)
    hand.click(middle(THING))
    await done(entry)
    np.testing.assert_array_equal(mask_of(document), filled(THING, OTHER))
    window.settings.wand_tolerance = 140
    hand.click(middle(THING))
    await done(entry)
    assert mask_of(document).all(), "the two colours differ by no more than 140"


async def test_a_result_that_is_seen_is_what_is_picked_from(window: MainWindow, photo: Path, hand: Hand) -> None:
    entry, document = await with_wand(window, photo)
    patch = Rect(128, 64, 64, 64)
    edit = Edit("Remove objects", "test", (Patch(patch, np.full((64, 64, 3), 7, np.uint8)),))
    document.propose(edit)
    hand.click(middle(patch))
    assert document.state.edits == (edit,)
    await done(entry)
    np.testing.assert_array_equal(mask_of(document), filled(patch))


async def test_what_is_painted_meanwhile_stays(
    window: MainWindow, photo: Path, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, document = await with_wand(window, photo)
    painted, coverage = Rect(0, 100, 30, 30), np.full((30, 30), 255, np.uint8)
    while_working(monkeypatch, "pick", lambda: document.combine("Paint", painted, coverage, Combine.ADD))
    hand.click(middle(THING))
    await done(entry)
    np.testing.assert_array_equal(mask_of(document), filled(THING, painted))
    document.undo()
    np.testing.assert_array_equal(mask_of(document), filled(painted))


@pytest.mark.parametrize("how", [Combine.NEW, Combine.SUBTRACT])
async def test_what_is_painted_meanwhile_is_not_taken_away(
    window: MainWindow, photo: Path, monkeypatch: pytest.MonkeyPatch, how: Combine
) -> None:
    entry, document = await opened(window, photo)
    told: list[str] = []
    window.documents.told.connect(told.append)
    painted, coverage = Rect(70, 50, 30, 30), np.full((30, 30), 255, np.uint8)
    while_working(monkeypatch, "pick", lambda: document.combine("Paint", painted, coverage, Combine.ADD))
    x, y = middle(THING)
    window.marking.wand((int(x), int(y)), how)
    await done(entry)
    np.testing.assert_array_equal(mask_of(document), filled(painted))
    assert any("Click once more" in sentence for sentence in told)


async def test_a_stroke_in_the_hand_is_waited_for_and_grown_too(
    window: MainWindow, photo: Path, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, document = await opened(window, photo)
    document.combine("Magic wand", THING, np.full((THING.height, THING.width), 255, np.uint8), Combine.ADD)
    window.canvas.set_tool(Tool.BRUSH)
    window.canvas.set_brush_size(10)
    while_working(monkeypatch, "grow", lambda: hand.press((20, 120)))
    window.settings.grow_by = 6
    window.marking.grow()
    await until(lambda: document.is_changing)
    hand.move((40, 120))
    hand.release((40, 120))
    await done(entry)
    mask = mask_of(document)
    assert mask[120, 20 - 5 - 5]
    assert mask[120, 40 + 5 + 5], "of the stroke's end"
    assert mask[34, 100]
    assert not mask[33, 100]


async def test_growing_and_shrinking_back_restores_a_thing(window: MainWindow, photo: Path, hand: Hand) -> None:
    entry, document = await with_wand(window, photo)
    hand.click(middle(THING))
    window.settings.grow_by = 12
    window.marking.grow()
    await done(entry)
    # the corners are round
    assert mask_of(document)[40 - 12, 100]
    assert not mask_of(document)[40 - 12, 60 - 12]
    assert document.undo_label == "Grow mark"
    window.marking.shrink()
    await done(entry)
    np.testing.assert_array_equal(mask_of(document), filled(THING))
    assert document.undo_label == "Shrink mark"


async def test_holes_are_filled_and_rectangles_belong_to_the_mark(window: MainWindow, photo: Path) -> None:
    entry, document = await opened(window, photo)
    frame = [Rect(10, 10, 50, 8), Rect(10, 52, 50, 8), Rect(10, 10, 8, 50), Rect(52, 10, 8, 50)]
    document.set_rectangles("Rectangles", frame)
    window.marking.fill_holes()
    await done(entry)
    np.testing.assert_array_equal(mask_of(document), filled(Rect(10, 10, 50, 50)))
    assert document.undo_label == "Fill holes"
    document.undo()
    assert document.state.rectangles == tuple(frame)
    assert not mask_of(document).any()
    document.set_rectangles("Rectangles", frame[:3])
    window.marking.fill_holes()
    await done(entry)
    assert document.undo_label == "Rectangles", "where there is no hole there is no step"


async def test_the_commands_do_it(window: MainWindow, photo: Path, hand: Hand) -> None:
    entry, document = await with_wand(window, photo)
    hand.click(middle(THING))
    for command, label in (
        (Command.GROW, "Grow mark"),
        (Command.SHRINK, "Shrink mark"),
    ):
        # until then it cannot be chosen
        await done(entry)
        window.commands[command].trigger()
        await done(entry)
        assert document.undo_label == label
    document.set_rectangles("Rectangles", [Rect(150, 0, 40, 2), Rect(150, 10, 40, 2), Rect(150, 0, 2, 12)])
    document.combine("Paint", Rect(188, 0, 2, 12), np.full((12, 2), 255, np.uint8), Combine.ADD)
    window.commands[Command.FILL_HOLES].trigger()
    await done(entry)
    assert document.undo_label == "Fill holes"


async def test_a_removal_does_not_begin_before_the_mark_is_made(window: MainWindow, photo: Path, hand: Hand) -> None:
    entry, document = await with_wand(window, photo)
    document.set_rectangles("Rectangle", [Rect(0, 0, 10, 10)])
    hand.click(middle(THING))
    window.removal.start()
    assert not is_removing(entry)
    await done(entry)
    window.removal.start()
    assert is_removing(entry)
    window.marking.wand((5, 5), Combine.ADD)
    assert entry.marking is None, "nothing is marked while something runs"
    window.work.cancel(entry)
    await until(lambda: not is_removing(entry))


async def test_escape_and_closing_stop_it(
    window: MainWindow, photo: Path, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, document = await with_wand(window, photo)

    async def never(*_: object) -> None:
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr(Worker, "run", never)
        hand.click(middle(THING))
        hand.click(middle(OTHER))
        window.marking.stop()
        await done(entry)
        hand.click(middle(THING))
        running = entry.marking
        assert running is not None
        window.commands[Command.CLOSE].trigger()
        await until(running.done)
        assert running.cancelled()
    assert document.selection.is_empty
    other, other_document = await with_wand(window, photo)
    hand.click(middle(THING))
    await done(other)
    np.testing.assert_array_equal(mask_of(other_document), filled(THING))


async def test_the_picture_of_a_closed_document_leaves_the_disk(
    window: MainWindow, photo: Path, tmp_path: Path, hand: Hand
) -> None:
    other = tmp_path / "other.png"
    Image.open(photo).save(other)
    stored = tmp_path / "stored"
    stored.mkdir()
    window.service.worker._scratch = Scratch(stored)
    first, _ = await with_wand(window, photo)
    hand.click(middle(THING))
    await done(first)
    second, _ = await with_wand(window, other)
    hand.click(middle(THING))
    await done(second)
    assert len(list(stored.rglob("*.npy"))) == 1
    window.commands[Command.CLOSE].trigger()
    (await sees(window, UnusedMarkDialog))._finish()
    # `rglob` fails where a folder goes while it looks
    await until(
        lambda: (
            window.documents.current is first
            and not any(name.endswith(".npy") for _, _, names in os.walk(stored) for name in names)
        )
    )


async def test_what_goes_wrong_is_said_and_the_next_click_works(
    window: MainWindow, photo: Path, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, document = await with_wand(window, photo)
    hand.click(middle(THING))
    await done(entry)

    async def fail(*_: object) -> None:
        raise WorkerError("it died")

    with monkeypatch.context() as patch:
        patch.setattr(Worker, "run", fail)
        hand.click(middle(OTHER))
        hand.click((5, 5))
        await done(entry)
    assert "Try again" in entry.message
    np.testing.assert_array_equal(mask_of(document), filled(THING))
    hand.click(middle(OTHER))
    assert entry.message == ""
    await done(entry)
    np.testing.assert_array_equal(mask_of(document), filled(THING, OTHER))


async def test_what_takes_long_is_said(window: MainWindow, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry, _ = await opened(window, photo)
    told: list[str] = []
    window.documents.told.connect(told.append)
    monkeypatch.setattr(wait_notice, "SLOW_SECONDS", 0.0)
    window.marking.wand((5, 5), Combine.ADD)
    await done(entry)
    assert told == ["“Magic wand” is being worked out.", ""]
    monkeypatch.setattr(Worker, "is_busy", True)
    window.marking.grow()
    await done(entry)
    assert told[2:] == ["“Grow mark” waits until what runs on another photo is done.", ""]
    entry.correcting = window.tasks.spawn(asyncio.sleep(0))
    window.marking.grow()
    await done(entry)
    assert told[4:] == ["“Grow mark” waits until what runs on this photo is done.", ""]
    entry.correcting = None


async def test_what_takes_long_is_said_of_its_own_photo_only(
    window: MainWindow, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, _ = await opened(window, photo)
    other, _ = await opened(window, Path(shutil.copy(photo, photo.with_name("other.png"))))
    sentence = "“Magic wand” is being worked out."
    monkeypatch.setattr(wait_notice, "SLOW_SECONDS", 0.0)
    window.documents.show(entry)
    seen: list[bool] = []

    def turn() -> None:
        for shown in (entry, other, entry):
            window.documents.show(shown)
            seen.append(sentence in texts(window.status))

    while_working(monkeypatch, "pick", turn)
    window.marking.wand((5, 5), Combine.ADD)
    await done(entry)
    assert seen == [True, False, True]


async def test_what_was_said_goes_when_the_mark_is_there(
    window: MainWindow, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, _ = await opened(window, photo)
    sentence = "“Magic wand” is being worked out."
    monkeypatch.setattr(wait_notice, "SLOW_SECONDS", 0.0)
    window.marking.wand((5, 5), Combine.ADD)
    await until(lambda: sentence in texts(window.status))
    await done(entry)
    assert sentence not in texts(window.status)
    assert photo.name in texts(window.status)


async def test_what_others_said_meanwhile_stays(
    window: MainWindow, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, _ = await opened(window, photo)
    monkeypatch.setattr(wait_notice, "SLOW_SECONDS", 0.0)
    while_working(monkeypatch, "pick", lambda: window.documents.told.emit("Mask copied"))
    window.marking.wand((5, 5), Combine.ADD)
    await done(entry)
    assert "Mask copied" in texts(window.status)


async def test_nothing_is_said_of_what_was_taken_back(
    window: MainWindow, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, _ = await opened(window, photo)
    told: list[str] = []
    window.documents.told.connect(told.append)
    monkeypatch.setattr(wait_notice, "SLOW_SECONDS", 0.0)
    window.marking.wand((5, 5), Combine.ADD)
    running = entry.marking
    assert running is not None
    window.marking.stop()
    await until(running.done)
    assert told == []


async def test_undo_takes_back_what_was_asked_for_and_then_the_last_step(
    window: MainWindow, photo: Path, hand: Hand
) -> None:
    entry, document = await with_wand(window, photo)
    undo = window.commands[Command.UNDO]
    hand.click(middle(THING))
    await done(entry)
    window.marking.grow()
    running = entry.marking
    assert running is not None
    assert undo.text() == "Undo"
    undo.trigger()
    # at once, also where the task takes its time to end
    assert undo.text() == "Undo “Magic wand”"
    np.testing.assert_array_equal(mask_of(document), filled(THING))
    undo.trigger()
    assert document.selection.is_empty
    await until(running.done)
    assert running.cancelled()
    assert document.selection.is_empty
    assert document.redo_label == "Magic wand"
    # and the next one works
    window.commands[Command.REDO].trigger()
    window.marking.grow()
    await done(entry)
    assert document.undo_label == "Grow mark"


@pytest.mark.parametrize("tool", [Tool.LASSO, Tool.ELLIPSE, Tool.POLYGON])
async def test_undo_takes_back_a_shape_in_the_making_and_not_the_step_before(
    window: MainWindow, photo: Path, hand: Hand, tool: Tool
) -> None:
    _, document = await opened(window, photo)
    hand.click((30, 120))
    marked = mask_of(document).copy()
    window.canvas.set_tool(tool)
    await _has_keys(window)
    hand.press((100, 40))
    hand.move((160, 60))
    hand.move((150, 110))
    if tool is Tool.POLYGON:
        hand.release((150, 110))
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (mask_of(document) == marked).all()
    assert document.undo_label == "Paint"
    assert not window.canvas.take_back()
    hand.release((150, 110))
    assert (mask_of(document) == marked).all()
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert document.undo_label is None, "the next one takes the step"


async def test_a_shape_that_another_shortcut_ended_is_not_what_undo_means_later(
    window: MainWindow, photo: Path, hand: Hand
) -> None:
    _, document = await opened(window, photo)
    hand.click((30, 120))
    window.canvas.set_tool(Tool.LASSO)
    await _has_keys(window)
    hand.press((100, 40))
    hand.move((160, 60))
    QTest.keyClick(window.canvas, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    hand.release((160, 60))
    is_later: list[bool] = []
    QTimer.singleShot(0, lambda: is_later.append(True))
    await until(lambda: bool(is_later))
    window.commands[Command.UNDO].trigger()
    assert document.undo_label is None


async def _has_keys(window: MainWindow) -> None:
    window.activateWindow()
    window.canvas.setFocus()
    await until(window.isActiveWindow)
