"""The tool strip and its sliders."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QSlider, QToolButton
from pytestqt.qtbot import QtBot

from picwish_desktop.ui.actions import Actions, Command
from picwish_desktop.ui.tool_strip import ToolStrip
from picwish_desktop.ui.widgets.labelled_slider import LabelledSlider


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def actions(window: QMainWindow) -> Actions:
    return Actions(window)


@pytest.fixture
def strip(window: QMainWindow, actions: Actions) -> ToolStrip:
    strip = ToolStrip(actions)
    window.setCentralWidget(strip)
    window.show()
    return strip


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
    slider = strip.findChildren(QSlider)[0]
    for _ in range(50):
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert said == sorted(set(said))
    assert strip.brush_size == 1000
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert strip.brush_size == 1


def test_overlay_is_a_share(strip: ToolStrip, qtbot: QtBot) -> None:
    said: list[float] = []
    strip.overlay_changed.connect(said.append)
    strip.set_overlay(0.5)
    qtbot.keyClick(strip.findChildren(QSlider)[1], Qt.Key.Key_Right)
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
