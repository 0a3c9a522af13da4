"""The table of actions: no key twice, no row without a name, no letter taken from a text field."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit, QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from picwish_desktop.ui.actions import MENUS, THEMES, TOOLS, Actions, Command, build_menus


@pytest.mark.usefixtures("actions")
def test_no_key_is_bound_twice(bare_window: QMainWindow) -> None:
    keys = Counter(key.toString() for action in bare_window.actions() for key in action.shortcuts())
    assert len(bare_window.actions()) == len(Command) + 10
    assert {key: count for key, count in keys.items() if count > 1} == {"W": 2}
    assert Command.WAND.value.keys == Command.SMART.value.keys == ("W",), "only one of the two can be used at a time"
    assert "" not in keys


def test_every_row_is_a_command_of_its_own() -> None:
    assert len(Command.__members__) == len(Command)


def test_every_action_is_named_and_says_its_key(actions: Actions) -> None:
    for command, action in actions:
        assert action.objectName() == command.name.lower()
        assert action.text()
        shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        assert action.toolTip().endswith(f" ({shortcut})") if shortcut else action.toolTip()
    assert actions[Command.BRUSH].toolTip() == "Brush (B)"


def test_every_command_is_in_a_menu(bare_window: QMainWindow, actions: Actions) -> None:
    build_menus(bare_window.menuBar(), actions)
    shown = [action for menu in bare_window.menuBar().findChildren(QMenu) for action in menu.actions()]
    assert {action for _, action in actions} <= set(shown)
    # an Alt key for each, no two the same
    titles = [action.text() for action in bare_window.menuBar().actions()]
    assert titles == [f"&{title}" for title in MENUS]
    assert len({title[1] for title in titles}) == len(titles)


@pytest.mark.parametrize("commands", [TOOLS, THEMES])
def test_one_of_a_group_is_on(actions: Actions, commands: tuple[Command, ...]) -> None:
    for command in commands:
        actions[command].trigger()
        assert [other for other in commands if actions[other].isChecked()] == [command]


@pytest.mark.usefixtures("actions")
def test_letters_are_typed_while_a_text_field_has_focus(bare_window: QMainWindow, qtbot: QtBot) -> None:
    triggered: list[QAction] = []
    for action in bare_window.actions():
        action.triggered.connect(lambda _on=False, action=action: triggered.append(action))
    field = QLineEdit()
    bare_window.setCentralWidget(field)
    bare_window.show()
    bare_window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "beRmhx[],.\\q1")
    assert field.text() == "beRmhx[],.\\q1"
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert field.text() == "beRmhx[],.\\q"
    assert triggered == []


def test_undo_names_the_step(actions: Actions) -> None:
    actions.set_undo_labels("brush", None)
    assert actions[Command.UNDO].text() == "Undo “brush”"
    assert actions[Command.UNDO].toolTip() == "Undo “brush” (Ctrl+Z)"
    assert actions[Command.UNDO].isEnabled()
    assert actions[Command.REDO].text() == "Redo"
    assert not actions[Command.REDO].isEnabled()


def test_digits_set_the_overlay(bare_window: QMainWindow, actions: Actions) -> None:
    said: list[float] = []
    actions.overlay_opacity_chosen.connect(said.append)
    for key in ("1", "9", "0"):
        next(action for action in bare_window.actions() if action.shortcut() == QKeySequence(key)).trigger()
    assert said == [0.1, 0.9, 1.0]
