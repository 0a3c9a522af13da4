"""What is looked for is cleared by the program's own sign."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from picwish_desktop.ui.widgets.search_line import SearchLine


@pytest.fixture
def line(qtbot: QtBot) -> SearchLine:
    line = SearchLine("Find a thing", "Name or number")
    qtbot.addWidget(line)
    line.show()
    return line


def test_it_says_what_it_is_for(line: SearchLine) -> None:
    assert (line.accessibleName(), line.placeholderText()) == ("Find a thing", "Name or number")


def test_what_clears_it_is_there_while_there_is_something_to_clear(line: SearchLine, qtbot: QtBot) -> None:
    def can_clear() -> bool:
        return any(action.isVisible() for action in line.actions())

    assert not can_clear()
    qtbot.keyClicks(line, "a b")
    assert can_clear()
    button = next(each for each in line.findChildren(QToolButton) if each.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert line.text() == ""
    assert not can_clear()
