"""What Shift+F6 feathers elsewhere is here how soft a cutout's edge is; and how hard the brush on the matte is."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider, QWidget

from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.rail import BACKGROUND, FACE, REMOVE_OBJECTS
from tests.ui.cutting_out import draw_photo, with_cutout
from tests.ui.whole_window import opened
from tests.waiting import until

SHIFT = Qt.KeyboardModifier.ShiftModifier

pytestmark = pytest.mark.usefixtures("known_cutouts")


@pytest.fixture
def job() -> str:
    return BACKGROUND.id


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return draw_photo(tmp_path / "thing.png")


def soften(window: MainWindow) -> QSlider:
    sliders = window.background_panel.findChildren(QSlider)
    return next(slider for slider in sliders if slider.accessibleName() == "Soften")


async def press(window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    window.activateWindow()
    await until(window.isActiveWindow)
    QTest.keyClick(focused(window), key, modifiers)


def focused(window: MainWindow) -> QWidget:
    widget = window.focusWidget()
    assert widget is not None
    return widget


async def test_shift_f6_goes_to_how_soft_the_edge_is(window: MainWindow, photo: Path) -> None:
    _, document = await with_cutout(window, photo)
    # the slider is not in sight, and the panel is not there
    window.resize(1000, 560)
    window.commands[Command.HIDE_PANELS].setChecked(True)
    slider = soften(window)
    assert not slider.isVisible()
    await press(window, Qt.Key.Key_F6, SHIFT)
    assert focused(window) is slider
    await until(lambda: slider.visibleRegion().boundingRect() == slider.rect())
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert document.state.look.edge.soften == 0.5
    assert document.undo_label == "Edge"


async def test_without_a_cutout_there_is_no_edge(window: MainWindow, photo: Path) -> None:
    await opened(window, photo)
    assert not window.commands[Command.SOFTEN_EDGE].isEnabled()
    await with_cutout(window, photo)
    assert window.commands[Command.SOFTEN_EDGE].isEnabled()
    window.choose_job(FACE.id)
    await press(window, Qt.Key.Key_F6, SHIFT)
    assert window.face_panel.isAncestorOf(focused(window))
    window.choose_job(REMOVE_OBJECTS.id)
    assert not window.commands[Command.SOFTEN_EDGE].isEnabled()


async def test_shift_and_the_brackets_change_how_hard_the_brush_is(window: MainWindow, photo: Path) -> None:
    await opened(window, photo)
    for key, hardness in ((Qt.Key.Key_BracketLeft, 0.7), (Qt.Key.Key_BracketRight, 0.8)):
        await press(window, key, SHIFT)
        assert window.canvas.painting.hardness == pytest.approx(hardness)
