"""A sentence in the panel: amber warns, and what warns of nothing is grey."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.palette import DARK, LIGHT
from picwish_desktop.ui.theme import Theme, apply_theme
from picwish_desktop.ui.widgets.message_bar import Fact, MessageBar
from tests.ui.whole_window import opened


def dot(bar: MessageBar) -> QColor:
    found = bar.findChild(QLabel, "messageDot")
    assert isinstance(found, QLabel)
    painted = found.grab().toImage()
    return painted.pixelColor(painted.width() // 2, painted.height() - 4)


@pytest.mark.parametrize("theme", [Theme.DARK, Theme.LIGHT])
def test_only_a_warning_is_amber(qapp: QApplication, qtbot: QtBot, theme: Theme) -> None:
    apply_theme(qapp, theme)
    colors = DARK if theme is Theme.DARK else LIGHT
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.show_text("PicWish could not be reached.")
    assert dot(bar) == QColor(colors.warn)
    bar.show_text(Fact("Marked what is white in “mask.png”."))
    assert dot(bar) == QColor(colors.faint)
    bar.show_text("PicWish could not be reached.")
    assert dot(bar) == QColor(colors.warn)


async def test_what_a_file_is_and_that_nothing_is_marked_warn_of_nothing(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "cup.png"
    Image.new("RGB", (300, 200), "teal").save(path, "JPEG")
    entry, _ = await opened(window, path)
    assert "is named like PNG but is JPEG" in entry.message
    bar = window.remove_panel.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    assert bar.isVisible()
    assert dot(bar).name() in (DARK.faint, LIGHT.faint)
    window.commands[Command.COPY_MASK].setEnabled(True)
    window.commands[Command.COPY_MASK].trigger()
    assert "Nothing is marked" in entry.message
    assert dot(bar).name() in (DARK.faint, LIGHT.faint)
