"""Keep and Remove take the brush into the hand, whatever is in it, and are lit only while it is."""

from pathlib import Path

import pytest
import skimage.data
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.rail import BACKGROUND
from tests.ui.whole_window import opened


@pytest.fixture
def job() -> str:
    return BACKGROUND.id


@pytest.mark.parametrize("in_hand", [Tool.HAND, Tool.RECTANGLE])
async def test_the_brush_is_had_back_by_what_it_did_before(window: MainWindow, tmp_path: Path, in_hand: Tool) -> None:
    path = tmp_path / "cup.png"
    Image.fromarray(skimage.data.coffee()).save(path)
    await opened(window, path)
    for name, tool in (("Keep", Tool.BRUSH), ("Remove", Tool.ERASER), ("Keep", Tool.BRUSH)):
        _press(window, name)
        assert window.canvas.tool is tool
        assert _lit(window) == [name]
        window.canvas.set_tool(in_hand)
        assert _lit(window) == []
        _press(window, name)
        assert window.canvas.tool is tool
        assert _lit(window) == [name]


def _press(window: MainWindow, name: str) -> None:
    button = next(each for each in _signs(window) if each.accessibleName() == name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _lit(window: MainWindow) -> list[str]:
    return [each.accessibleName() for each in _signs(window) if each.isChecked()]


def _signs(window: MainWindow) -> list[QPushButton]:
    found = window.tool_strip.findChildren(QPushButton)
    return [each for each in found if each.isVisible() and each.accessibleName() in ("Keep", "Remove")]
