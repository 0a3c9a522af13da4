"""The menu of the mark's colours shows what each of them is for the photo."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QImage
from PySide6.QtWidgets import QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from picwish_desktop.ui.actions import Actions, Command
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.overlay_button import OverlayButton
from picwish_desktop.ui.overlay_color import contrasting
from tests.ui.whole_window import opened
from tests.waiting import until

RED, WHITE = (200, 30, 30), (250, 250, 250)
BLUE = QColor(0, 114, 178)


@pytest.fixture
def button(bare_window: QMainWindow, actions: Actions) -> OverlayButton:
    button = OverlayButton(actions)
    bare_window.setCentralWidget(button)
    bare_window.show()
    return button


def choice(button: OverlayButton, text: str) -> QAction:
    menu = button.findChild(QMenu)
    assert isinstance(menu, QMenu)
    return next(action for action in menu.actions() if action.text() == text)


def sample(button: OverlayButton, text: str) -> QImage:
    return choice(button, text).icon().pixmap(16, 16).toImage()


def filling(button: OverlayButton, text: str) -> QColor:
    """Beside where a tick would be."""
    return sample(button, text).pixelColor(3, 13)


def test_each_choice_has_its_swatch(button: OverlayButton, qtbot: QtBot) -> None:
    button.set_contrasting(BLUE)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    fillings = [filling(button, text) for text in ("Red", "Green", "Blue", "Yellow", "Contrasting")]
    assert fillings[-1] == BLUE
    assert len({color.rgb() for color in fillings}) == 5


def test_what_nobody_knows_yet_is_hollow_and_filled_as_soon_as_it_is_known(button: OverlayButton, qtbot: QtBot) -> None:
    with qtbot.waitSignal(button.opened):
        qtbot.keyClick(button, Qt.Key.Key_Space)
    hollow = sample(button, "Contrasting")
    assert hollow.pixelColor(8, 8).alpha() == 0
    assert hollow.pixelColor(8, 0).alpha() > 0
    button.set_contrasting(BLUE)
    assert filling(button, "Contrasting") == BLUE
    button.set_contrasting(None)
    assert sample(button, "Contrasting") == hollow


def test_the_swatch_shows_what_is_seen(button: OverlayButton, actions: Actions) -> None:
    actions[Command.OVERLAY].setChecked(True)
    button.set_color("blue", BLUE)

    def middle_and_edge() -> tuple[QColor, QColor]:
        painted = button.grab().toImage()
        middle = painted.rect().center()
        return painted.pixelColor(middle), painted.pixelColor(middle.x() - 6, middle.y())

    assert middle_and_edge() == (BLUE, BLUE)
    actions[Command.MASK_ONLY].setChecked(True)
    assert middle_and_edge() == (QColor("white"), QColor("black"))
    actions[Command.MASK_ONLY].setChecked(False)
    actions[Command.OVERLAY].setChecked(False)
    middle, edge = middle_and_edge()
    assert middle != BLUE
    assert edge == BLUE


@pytest.mark.parametrize("color", [RED, WHITE])
async def test_the_photos_own_is_shown_before_it_is_chosen(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, color: tuple[int, int, int]
) -> None:
    path = tmp_path / "plain.png"
    Image.new("RGB", (300, 200), color).save(path)
    await opened(window, path)
    button = window.tool_strip.findChild(OverlayButton)
    assert isinstance(button, OverlayButton)
    worn = window.canvas.mark_color
    qtbot.keyClick(button, Qt.Key.Key_Space)
    best = QColor(*contrasting(np.full((20, 30, 3), color, np.uint8)))
    await until(lambda: filling(button, "Contrasting") == best)
    assert window.canvas.mark_color == worn != best
