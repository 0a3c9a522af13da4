"""Mask or rectangles: what the panel says of it follows the mark and the tool in hand."""

from pathlib import Path

import pytest
import skimage.data
from PIL import Image
from PySide6.QtWidgets import QLabel, QPushButton

from picwish_desktop.model.geometry import MAX_RECTANGLES, Rect
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.widgets.message_bar import MessageBar
from tests.ui.canvas.acting import Hand
from tests.ui.whole_window import opened
from tests.waiting import until

AREA = Rect(300, 20, 40, 30)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "cup.png"
    Image.fromarray(skimage.data.coffee()).save(path)
    return path


def ways(window: MainWindow) -> dict[str, bool]:
    """What the two choices say, and which one is taken."""
    buttons = [button for button in window.remove_panel.findChildren(QPushButton) if button.isVisible()]
    return {button.text(): button.isChecked() for button in buttons if button.text().startswith(("Mask", "Rectangles"))}


def message_of(window: MainWindow) -> str:
    """What the panel says."""
    bar = window.remove_panel.findChild(MessageBar)
    assert bar is not None
    return "".join(label.text() for label in bar.findChildren(QLabel)) if bar.isVisible() else ""


async def until_says(window: MainWindow, expected: dict[str, bool]) -> None:
    await until(lambda: ways(window) == expected)


async def test_rectangles_that_became_mask_are_gone_from_the_panel(window: MainWindow, photo: Path) -> None:
    _, document = await opened(window, photo)
    window.canvas.set_tool(Tool.RECTANGLE)
    await until_says(window, {"Mask": False, "Rectangles": True})
    document.set_rectangles("Rectangle", [AREA])
    await until_says(window, {"Mask": False, "Rectangles  1 / 50": True})
    window.commands[Command.FLATTEN].trigger()
    assert document.selection.mask[AREA.slices].all()
    await until_says(window, {"Mask": True, "Rectangles": False})
    assert window.canvas.tool is Tool.BRUSH
    assert window.commands[Command.BRUSH].isChecked()
    document.undo()
    await until_says(window, {"Mask": True, "Rectangles  1 / 50": False})


async def test_another_tool_stays_in_the_hand(window: MainWindow, photo: Path) -> None:
    _, document = await opened(window, photo)
    document.set_rectangles("Rectangle", [AREA])
    window.canvas.set_tool(Tool.LASSO)
    window.commands[Command.FLATTEN].trigger()
    assert window.canvas.tool is Tool.LASSO
    await until_says(window, {"Mask": True, "Rectangles": False})


async def test_one_too_many_is_said_until_there_is_room_again(window: MainWindow, photo: Path) -> None:
    entry, document = await opened(window, photo)
    window.canvas.set_tool(Tool.RECTANGLE)
    document.set_rectangles("Rectangles", [AREA.translated(-index, 0) for index in range(MAX_RECTANGLES)])
    hand = Hand(window.canvas)
    hand.click((320, 30))
    window.commands[Command.DUPLICATE].trigger()
    assert entry.message.startswith("50 rectangles is the most")
    document.set_rectangles("Move", [AREA.translated(-index, 1) for index in range(MAX_RECTANGLES)])
    assert entry.message, "there are as many"
    assert message_of(window) == entry.message
    window.canvas.delete_rectangle()
    assert len(document.state.rectangles) == MAX_RECTANGLES - 1
    assert (entry.message, message_of(window)) == ("", "")
    entry.message = "Something else"
    window.canvas.delete_rectangle()
    assert entry.message == "Something else"


async def test_after_a_result_was_kept_the_next_rectangle_can_be_drawn(window: MainWindow, photo: Path) -> None:
    entry, document = await opened(window, photo)
    window.canvas.set_tool(Tool.RECTANGLE)
    document.set_rectangles("Rectangle", [AREA])
    window.run_job()
    await until(lambda: document.state.preview is not None and not entry.is_busy)
    window.commands[Command.KEEP].trigger()
    # what is in the hand is what the panel says
    assert window.canvas.tool is Tool.RECTANGLE
    await until_says(window, {"Mask": False, "Rectangles": True})
