"""What of the tool strip is seen in windows of usual widths."""

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSlider, QToolButton, QWidget

from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.first_window import SMALLEST as SMALLEST_WINDOW
from picwish_desktop.ui.skeleton import COLUMN, RAIL
from picwish_desktop.ui.tool_strip import SMALLEST, ToolStrip
from picwish_desktop.ui.widgets.tool_group import FoldedTools

TOOLS = ["Hand", "Zoom", "Brush", "Eraser", "Rectangle", "Ellipse", "Lasso", "Polygon", "Magic wand"]
LESS = {
    940: {
        *("Hand", "Zoom", "Ellipse", "Polygon", "Overlay", "Compare", "Fit to window", "Undo", "Redo"),
        *("Show at 100 %", "Drag the picture into another program"),
    },
    1100: {"Hand", "Zoom", "Ellipse", "Polygon", "Overlay", "Fit to window", "Drag the picture into another program"},
    1280: {"Ellipse", "Polygon", "Fit to window", "Drag the picture into another program"},
    1380: {"Drag the picture into another program"},
    1440: set(),
    1920: set(),
}
"""By the width of the window: what is folded away or left out of it."""


# what fits depends on the theme's font and paddings
pytestmark = pytest.mark.usefixtures("dressed")


def put_in(strip: ToolStrip, window_width: int) -> None:
    strip.window().setFixedSize(window_width - RAIL - COLUMN, 44)
    QApplication.sendPostedEvents()


def parts(strip: ToolStrip) -> list[QWidget]:
    found = [*strip.findChildren(QToolButton), *strip.findChildren(QPushButton), *strip.findChildren(QSlider)]
    return [part for part in found if part.isVisible()]


def names(strip: ToolStrip) -> set[str]:
    return {part.accessibleName() for part in parts(strip)}


def test_the_smallest_window_holds_the_smallest_strip() -> None:
    assert SMALLEST_WINDOW[0] - RAIL - COLUMN == SMALLEST


@pytest.mark.parametrize("width", LESS)
def test_nothing_is_left_out_that_has_room(strip: ToolStrip, width: int) -> None:
    put_in(strip, 2400)
    everything = names(strip)
    assert everything >= set(TOOLS)
    put_in(strip, width)
    assert everything - names(strip) == LESS[width]
    folded = [tools for tools in strip.findChildren(FoldedTools) if tools.isVisible()]
    assert len(folded) == ("Ellipse" in LESS[width]) + ("Polygon" in LESS[width])


@pytest.mark.parametrize("is_cutting", [False, True])
@pytest.mark.parametrize("tool", [Tool.HAND, Tool.ZOOM, Tool.RECTANGLE, Tool.BRUSH, Tool.LASSO, Tool.WAND])
@pytest.mark.parametrize("width", LESS)
def test_everything_has_its_width(strip: ToolStrip, width: int, tool: Tool, *, is_cutting: bool) -> None:
    put_in(strip, width)
    strip.set_cutting(is_cutting, is_smart=False)
    strip.set_tool(tool)
    QApplication.sendPostedEvents()
    labels = [label for label in strip.findChildren(QLabel) if label.isVisible()]
    for part in (*parts(strip), *labels):
        assert part.width() >= part.minimumSizeHint().width() or part.width() == part.maximumWidth()
        assert 0 <= part.mapTo(strip, QPoint()).x() <= strip.width() - part.width()


def test_a_display_with_twice_as_many_pixels_shows_as_much() -> None:
    # the scale is chosen before Qt begins
    environment = {**os.environ, "QT_SCALE_FACTOR": "2"}
    asked = subprocess.run(
        [sys.executable, "-c", _AT_THIS_SCALE], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert asked.stdout.split() == ["2.0", *(str(len(left_out)) for left_out in LESS.values())]


_AT_THIS_SCALE = f"""
from PySide6.QtWidgets import QApplication, QMainWindow
from picwish_desktop.ui.actions import Actions
from picwish_desktop.ui.theme import Theme, apply_theme
from picwish_desktop.ui.tool_strip import ToolStrip
from tests.ui.test_tool_strip_widths import names, put_in

app = QApplication([])
apply_theme(app, Theme.DARK)
window = QMainWindow()
strip = ToolStrip(Actions(window))
window.setCentralWidget(strip)
window.show()
put_in(strip, 2400)
everything = names(strip)
print(strip.devicePixelRatioF())
for width in {list(LESS)}:
    put_in(strip, width)
    print(len(everything - names(strip)))
"""
