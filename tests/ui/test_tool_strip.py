"""The tool strip and its sliders."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor, QContextMenuEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPushButton,
    QSlider,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from picwish_desktop.ui.actions import Actions, Command, build_menus
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.overlay_button import OverlayButton
from picwish_desktop.ui.tool_strip import SMALLEST, ToolStrip
from picwish_desktop.ui.widgets.labelled_slider import LabelledSlider
from picwish_desktop.ui.widgets.tool_group import FoldedTools

WIDTHS = (SMALLEST, 700, 880, 1040, 1520)
"""In the smallest window, in ones of 1100 and 1280 pixels, in the usual one, and on a screen of 1920 pixels."""
OPTIONS = {
    Tool.HAND: set(),
    Tool.ZOOM: set(),
    Tool.BRUSH: {"Size"},
    Tool.ERASER: {"Size"},
    Tool.RECTANGLE: set(),
    Tool.ELLIPSE: {"New", "Add", "Subtract"},
    Tool.LASSO: {"New", "Add", "Subtract"},
    Tool.POLYGON: {"New", "Add", "Subtract"},
    Tool.WAND: {"New", "Add", "Subtract", "Tolerance", "Contiguous"},
}
ALL_OPTIONS = set().union(*OPTIONS.values())


# what fits depends on the theme's font and paddings
pytestmark = pytest.mark.usefixtures("dressed")


def named(strip: ToolStrip, name: str) -> QWidget:
    """The control that is seen and called this."""
    return next(widget for widget in controls(strip) if widget.accessibleName() == name)


def controls(strip: ToolStrip) -> list[QWidget]:
    found = [*strip.findChildren(QToolButton), *strip.findChildren(QPushButton), *strip.findChildren(QSlider)]
    return [widget for widget in found if widget.isVisible()]


def shown(strip: ToolStrip) -> set[str]:
    return {widget.accessibleName() for widget in controls(strip)}


def laid_out(strip: ToolStrip, width: int) -> None:
    strip.window().setFixedSize(width, 44)
    QApplication.sendPostedEvents()
    assert strip.width() == width


def places(strip: ToolStrip) -> dict[str, tuple[int, int]]:
    """Where everything is that is not an option of the tool in hand."""
    QApplication.sendPostedEvents()
    return {
        widget.accessibleName(): (widget.mapTo(strip, QPoint()).x(), widget.width())
        for widget in controls(strip)
        if widget.accessibleName() not in ALL_OPTIONS
    }


def choices(menu: QMenu) -> dict[str, QAction]:
    return {action.text(): action for action in menu.actions() if action.text()}


def test_tool_buttons_do_what_the_actions_do(strip: ToolStrip, actions: Actions, qtbot: QtBot) -> None:
    eraser = next(button for button in strip.findChildren(QToolButton) if button.accessibleName() == "Eraser")
    qtbot.mouseClick(eraser, Qt.MouseButton.LeftButton)
    assert actions[Command.ERASER].isChecked()
    assert eraser.toolTip() == "Eraser (E)"


@pytest.mark.parametrize("size", [1, 2, 3, 5, 64, 333, 999, 1000])
def test_any_brush_size_is_shown_exactly_and_silently(strip: ToolStrip, size: int) -> None:
    said: list[int] = []
    strip.brush_size_changed.connect(said.append)
    strip.set_brush_size(size)
    assert strip.brush_size == size
    assert said == []


def test_the_arrow_keys_reach_both_ends(strip: ToolStrip, qtbot: QtBot) -> None:
    said: list[int] = []
    strip.brush_size_changed.connect(said.append)
    # as the window does it: what was said comes back
    strip.brush_size_changed.connect(strip.set_brush_size)
    strip.set_brush_size(1)
    slider = named(strip, "Size")
    for _ in range(50):
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert said == sorted(set(said))
    assert strip.brush_size == 1000
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert strip.brush_size == 1


def test_overlay_is_a_share(strip: ToolStrip, qtbot: QtBot) -> None:
    laid_out(strip, 880)
    said: list[float] = []
    strip.overlay_changed.connect(said.append)
    strip.set_overlay(0.5)
    qtbot.keyClick(named(strip, "Overlay"), Qt.Key.Key_Right)
    assert said == [0.52]


@pytest.mark.parametrize(("scale", "text"), [(0.84, "84 %"), (1.0, "100 %"), (0.034, "3.4 %"), (16.0, "1600 %")])
def test_zoom_text(strip: ToolStrip, scale: float, text: str) -> None:
    strip.set_zoom(scale)
    zoom = strip.findChild(QToolButton, "zoomButton")
    assert zoom is not None
    assert zoom.text() == text


def test_the_strip_is_bare_without_a_photo(strip: ToolStrip) -> None:
    strip.set_document_open(False)
    assert not any(button.isVisible() for button in strip.findChildren(QToolButton))
    assert strip.height() == 44


def test_a_slider_moves_in_equal_shares(qtbot: QtBot) -> None:
    slider = LabelledSlider("Size", "Size", (1, 1000), geometric=True)
    qtbot.addWidget(slider)
    inner = slider.findChild(QSlider)
    assert inner is not None
    inner.setValue(500)
    assert slider.value() == round(1000**0.5)


@pytest.mark.parametrize("tool", OPTIONS)
def test_each_tool_has_its_options(strip: ToolStrip, tool: Tool) -> None:
    strip.set_tool(tool)
    assert shown(strip) & ALL_OPTIONS == OPTIONS[tool]


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_moves_from_tool_to_tool_and_nothing_overlaps(strip: ToolStrip, width: int) -> None:
    laid_out(strip, width)
    strip.set_tool(Tool.BRUSH)
    at_first = places(strip)
    for tool in OPTIONS:
        strip.set_tool(tool)
        assert places(strip) == at_first
        spans = sorted((widget.mapTo(strip, QPoint()).x(), widget.width()) for widget in controls(strip))
        assert all(left + wide <= after for (left, wide), (after, _) in pairwise(spans))
        assert spans[-1][0] + spans[-1][1] <= width


def test_the_smallest_strip_has_what_the_menus_have_not(strip: ToolStrip, actions: Actions) -> None:
    laid_out(strip, SMALLEST)
    assert shown(strip) >= {"Brush", "Eraser", "Rectangle", "Lasso", "Magic wand"}
    commands = (Command.UNDO, Command.REDO, Command.COMPARE, Command.ACTUAL_SIZE)
    bar = QMenuBar()
    build_menus(bar, actions)
    in_menus = {action for menu in bar.findChildren(QMenu) for action in menu.actions()}
    assert in_menus >= {actions[command] for command in commands}
    assert "Colour of the mark: red" in shown(strip)


def test_a_wide_strip_has_every_tool_side_by_side(strip: ToolStrip) -> None:
    laid_out(strip, 1040)
    tools = {"Hand", "Zoom", "Brush", "Eraser", "Rectangle", "Ellipse", "Lasso", "Polygon", "Magic wand"}
    assert shown(strip) >= tools | {"Overlay", "Drag the picture into another program", "Fit to window"}
    assert not any(folded.isVisible() for folded in strip.findChildren(FoldedTools))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_cutout_has_no_shapes_and_no_wand(strip: ToolStrip, width: int) -> None:
    laid_out(strip, width)
    strip.set_cutting(True, is_smart=False)
    for tool in (Tool.BRUSH, Tool.RECTANGLE, Tool.HAND):
        strip.set_tool(tool)
        assert shown(strip) >= {"Smart brush", "Brush", "Rectangle", "Keep", "Remove"}
        assert ("Undo" in shown(strip)) is (width > SMALLEST)
        assert ("Size" in shown(strip)) is (tool is not Tool.RECTANGLE), "a box has none"
        hint = [label.text() for label in strip.findChildren(QLabel) if label.isVisible() and "box" in label.text()]
        assert hint == (["Drag a box around it."] if tool is Tool.RECTANGLE else [])
        assert ("Hand" in shown(strip)) is (width >= 880)
        others = {"Eraser", "Ellipse", "Lasso", "Polygon", "Magic wand", "Overlay", "Add", "Contiguous"}
        assert not shown(strip) & others
    strip.set_cutting(False)
    assert shown(strip) >= {"Eraser", "Magic wand"}


def test_what_the_brush_does_stands_apart_from_the_tools(strip: ToolStrip) -> None:
    laid_out(strip, SMALLEST)
    strip.set_cutting(True)
    QApplication.sendPostedEvents()
    tool, sign = named(strip, "Rectangle"), named(strip, "Keep")
    lines = [line for line in strip.findChildren(QLabel, "separator") if line.isVisible()]
    places = [line.mapTo(strip, line.rect().center()).x() for line in lines]
    assert any(tool.mapTo(strip, QPoint()).x() < place < sign.mapTo(strip, QPoint()).x() for place in places)


def test_what_the_brush_does_is_chosen_again_after_it_was_put_away(strip: ToolStrip, qtbot: QtBot) -> None:
    strip.set_cutting(True)
    said: list[str] = []
    strip.sign_chosen.connect(said.append)
    keep, remove = named(strip, "Keep"), named(strip, "Remove")
    assert isinstance(keep, QPushButton)
    assert isinstance(remove, QPushButton)
    strip.set_sign("")
    assert not keep.isChecked()
    assert not remove.isChecked()
    assert keep.focusPolicy() == Qt.FocusPolicy.TabFocus, "Tab still reaches them"
    assert said == []
    qtbot.mouseClick(keep, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert (keep.focusPolicy(), remove.focusPolicy()) == (Qt.FocusPolicy.NoFocus, Qt.FocusPolicy.TabFocus)
    strip.set_sign("keep")
    assert said == ["keep", "remove"]
    assert keep.isChecked()


def test_tools_stand_side_by_side_at_once(strip: ToolStrip) -> None:
    marks = ["Hand", "Zoom", "Brush", "Eraser", "Rectangle", "Ellipse", "Lasso", "Polygon", "Magic wand"]
    cuts = ["Hand", "Zoom", "Smart brush", "Brush", "Rectangle"]
    laid_out(strip, SMALLEST)
    strip.window().setFixedSize(1520, 44)
    for is_cutting, tools in ((False, marks), (True, cuts), (False, marks)):
        strip.set_cutting(is_cutting)
        # what is seen at the next painting, whatever else Qt has still to tell
        strip.grab()
        lefts = [
            button.mapTo(strip, QPoint()).x()
            for button in strip.findChildren(QToolButton)
            if button.isVisible() and button.actions() and button.accessibleName() in tools
        ]
        assert sorted(lefts) == [8 + 36 * place for place in range(len(tools))]


def test_tools_in_one_place_show_the_one_used_last(strip: ToolStrip, actions: Actions) -> None:
    laid_out(strip, 880)
    assert "Ellipse" not in shown(strip)
    actions[Command.ELLIPSE].trigger()
    assert "Rectangle" not in shown(strip)
    ellipse = named(strip, "Ellipse")
    assert isinstance(ellipse, FoldedTools)
    assert ellipse.isChecked()
    assert "Shift+M" in ellipse.toolTip()
    assert "rectangle" in ellipse.toolTip()
    actions[Command.BRUSH].trigger()
    assert "Ellipse" in shown(strip)
    assert not ellipse.isChecked()


@pytest.mark.parametrize("way", ["click once more", "right button", "arrow key"])
def test_the_other_tool_is_in_the_menu(strip: ToolStrip, actions: Actions, qtbot: QtBot, way: str) -> None:
    laid_out(strip, 880)
    folded = named(strip, "Lasso")
    assert isinstance(folded, FoldedTools)
    qtbot.mouseClick(folded, Qt.MouseButton.LeftButton)
    assert actions[Command.LASSO].isChecked()
    assert not folded.menu().isVisible()
    if way == "click once more":
        qtbot.mouseClick(folded, Qt.MouseButton.LeftButton)
    elif way == "right button":
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(9, 9), folded.mapToGlobal(QPoint(9, 9)))
        QApplication.sendEvent(folded, event)
    else:
        qtbot.keyClick(folded, Qt.Key.Key_Down)
    assert folded.menu().isVisible()
    choices(folded.menu())["Polygon"].trigger()
    folded.menu().close()
    assert actions[Command.POLYGON].isChecked()
    assert folded.accessibleName() == "Polygon"


def test_what_is_shown_of_a_tool_is_said_by_nobody(strip: ToolStrip) -> None:
    said: list[object] = []
    for signal in (strip.mode_chosen, strip.tolerance_changed, strip.contiguous_changed, strip.overlay_color_chosen):
        signal.connect(said.append)
    strip.set_mode("subtract")
    strip.set_wand(200, is_contiguous=False)
    strip.set_overlay_color("blue", QColor("blue"))
    strip.set_tool(Tool.WAND)
    assert said == []


def test_a_mode_by_mouse_and_by_arrow_key(strip: ToolStrip, qtbot: QtBot) -> None:
    said: list[str] = []
    strip.mode_chosen.connect(said.append)
    strip.set_mode("add")
    strip.set_tool(Tool.LASSO)
    qtbot.mouseClick(named(strip, "Subtract"), Qt.MouseButton.LeftButton)
    strip.window().activateWindow()
    named(strip, "Subtract").setFocus()
    qtbot.waitUntil(named(strip, "Subtract").hasFocus)
    qtbot.keyClick(named(strip, "Subtract"), Qt.Key.Key_Left)
    qtbot.keyClick(named(strip, "Add"), Qt.Key.Key_Left)
    assert said == ["subtract", "add", "new"]
    assert "Shift" in named(strip, "Add").toolTip()
    assert "Alt" in named(strip, "Subtract").toolTip()


def test_how_the_wand_takes_colours(strip: ToolStrip, qtbot: QtBot) -> None:
    tolerances: list[int] = []
    contiguous: list[bool] = []
    strip.tolerance_changed.connect(tolerances.append)
    strip.contiguous_changed.connect(contiguous.append)
    strip.tolerance_changed.connect(lambda tolerance: strip.set_wand(tolerance, True))
    strip.set_tool(Tool.WAND)
    strip.set_wand(32, is_contiguous=True)
    qtbot.keyClick(named(strip, "Tolerance"), Qt.Key.Key_End)
    qtbot.keyClick(named(strip, "Tolerance"), Qt.Key.Key_Home)
    assert tolerances == [255, 0]
    qtbot.mouseClick(named(strip, "Contiguous"), Qt.MouseButton.LeftButton)
    qtbot.keyClick(named(strip, "Contiguous"), Qt.Key.Key_Space)
    assert contiguous == [False, True]


def test_a_number_that_goes_with_its_tool_has_the_keys_no_longer(strip: ToolStrip, qtbot: QtBot) -> None:
    said: list[int] = []
    ended: list[bool] = []
    strip.brush_size_changed.connect(said.append)
    strip.typing_ended.connect(lambda: ended.append(True))
    with qtbot.waitActive(strip.window()):
        strip.window().activateWindow()
    line = next(line for line in strip.findChildren(QLineEdit) if line.accessibleName() == "Size")
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(line, "77")
    strip.set_tool(Tool.WAND)
    assert strip.window().focusWidget() is None, "such as Undo, which Space would press"
    assert ended == [True]
    assert said == [], "the size of another tool by now"
    strip.set_tool(Tool.BRUSH)
    assert line.text() == "64 px"


def test_a_number_is_typed_as_wide_as_the_strip_may_be(strip: ToolStrip, qtbot: QtBot) -> None:
    laid_out(strip, SMALLEST)
    with qtbot.waitActive(strip.window()):
        strip.window().activateWindow()
    at_first = places(strip)
    said: list[int] = []
    strip.brush_size_changed.connect(said.append)
    line = next(line for line in strip.findChildren(QLineEdit) if line.accessibleName() == "Size")
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(line, "1000")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert said == [1000]
    assert places(strip) == at_first


@pytest.mark.parametrize("way", ["[", "]", "Alt+wheel", "Shift+drag"])
def test_the_size_says_all_its_ways(strip: ToolStrip, way: str) -> None:
    assert way in named(strip, "Size").toolTip()


def test_the_marks_colour_from_its_menu(strip: ToolStrip, actions: Actions, qtbot: QtBot) -> None:
    said: list[str] = []
    strip.overlay_color_chosen.connect(said.append)
    strip.set_overlay_color("yellow", QColor("#ffd11a"))
    swatch = named(strip, "Colour of the mark: yellow")
    assert isinstance(swatch, OverlayButton)
    qtbot.keyClick(swatch, Qt.Key.Key_Space)
    menu = swatch.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert menu.isVisible()
    offered = choices(menu)
    assert list(offered) == ["Red", "Green", "Blue", "Yellow", "Contrasting", "Overlay", "Mask only"]
    assert [name for name in list(offered)[:5] if offered[name].isChecked()] == ["Yellow"]
    assert offered["Overlay"] is actions[Command.OVERLAY]
    assert offered["Mask only"] is actions[Command.MASK_ONLY]
    offered["Contrasting"].trigger()
    menu.close()
    assert said == ["contrast"]


def test_the_swatch_has_the_colour_that_is_seen(strip: ToolStrip, actions: Actions) -> None:
    actions[Command.OVERLAY].setChecked(True)
    strip.set_overlay_color("contrast", QColor(0, 114, 178))
    swatch = named(strip, "Colour of the mark: contrasting")
    painted = swatch.grab().toImage()
    assert painted.pixelColor(painted.rect().center()) == QColor(0, 114, 178)
