"""Keys of other editors: none twice, none lost."""

from collections import defaultdict

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from picwish_desktop.storage.setting_kinds import OneOf
from picwish_desktop.storage.settings import Settings, asked_settings
from picwish_desktop.ui.actions import Actions, Command
from picwish_desktop.ui.keymap import ALTERNATIVES, KEYMAPS, apply_keymap, keys_in

CANVAS = {"Space", "Ctrl+Space", "Alt+Space", "`", "Left", "Right", "Up", "Down", "Esc", "Return", "Enter", "Tab"}
"""What the canvas and the tools have."""


def owners(window: QMainWindow) -> dict[str, set[str]]:
    """The actions that have a key."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for action in window.actions():
        for key in action.shortcuts():
            assert key.toString(), action.objectName()
            assert action.objectName() not in found[key.toString()], "twice for the same"
            found[key.toString()].add(action.objectName())
    return found


def keys_of(action: QAction) -> list[str]:
    return [key.toString() for key in action.shortcuts()]


def test_the_settings_offer_each_keymap() -> None:
    kind = dict(asked_settings())["keymap"].kind
    assert isinstance(kind, OneOf)
    assert [name for name, _ in kind.options] == list(KEYMAPS)
    assert Settings().keymap == "picwish"


@pytest.mark.parametrize("name", KEYMAPS)
def test_no_key_is_bound_twice(bare_window: QMainWindow, actions: Actions, name: str) -> None:
    apply_keymap(actions, name)
    pair = {command.name.lower() for command in ALTERNATIVES}
    assert {key: names for key, names in owners(bare_window).items() if len(names) > 1 and names != pair} == {}
    assert not CANVAS & owners(bare_window).keys()


@pytest.mark.parametrize("name", KEYMAPS)
def test_every_command_that_had_a_key_has_one(actions: Actions, name: str) -> None:
    apply_keymap(actions, name)
    assert [command for command, action in actions if command.value.keys and not action.shortcuts()] == []


def test_ours_is_the_table(actions: Actions) -> None:
    apply_keymap(actions, "krita")
    apply_keymap(actions, "picwish")
    for command, action in actions:
        assert action.shortcuts() == [QKeySequence(key) for key in command.value.keys]
        assert keys_in("picwish")[command] == command.value.keys


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("picwish", {Command.BRUSH: "B", Command.ERASER: "E", Command.RECTANGLE: "M", Command.WAND: "W"}),
        (
            "gimp",
            {
                Command.BRUSH: "P",
                Command.ERASER: "Shift+E",
                Command.RECTANGLE: "R",
                Command.ELLIPSE: "E",
                Command.LASSO: "F",
                Command.WAND: "U",
                Command.MASK_ONLY: "Shift+Q",
                Command.INVERT: "Ctrl+I",
                Command.REDO: "Ctrl+Y",
                Command.ZOOM_IN: "+",
                Command.ZOOM_OUT: "-",
                Command.ACTUAL_SIZE: "1",
                Command.FIT: "Ctrl+Shift+J",
                Command.SMALLER: "[",
                Command.SWAP: "X",
                Command.ZOOM: "Z",
                Command.MARK_ALL: "Ctrl+A",
                Command.FULL_SCREEN: "F11",
            },
        ),
        (
            "krita",
            {
                Command.BRUSH: "B",
                Command.SWAP: "E",
                Command.RECTANGLE: "Ctrl+R",
                Command.INVERT: "Ctrl+Shift+I",
                Command.REDO: "Ctrl+Shift+Z",
                Command.ZOOM_IN: "+",
                Command.ZOOM_OUT: "-",
                Command.ACTUAL_SIZE: "1",
                Command.FIT: "2",
                Command.FULL_SCREEN: "Ctrl+Shift+F",
                Command.BIGGER: "]",
                Command.REPEAT_LAST: "Ctrl+Shift+R",
            },
        ),
    ],
)
def test_the_keys_are_those_of_the_editor(actions: Actions, name: str, first: dict[Command, str]) -> None:
    apply_keymap(actions, name)
    assert {command: keys_of(actions[command])[0] for command in first} == first


def test_ours_stay_beside_them_where_they_are_free(actions: Actions) -> None:
    apply_keymap(actions, "gimp")
    assert keys_of(actions[Command.BRUSH]) == ["P", "B"]
    assert keys_of(actions[Command.ERASER]) == ["Shift+E"], "E is the ellipse"
    assert keys_of(actions[Command.REDO]) == ["Ctrl+Y", "Ctrl+Shift+Z"]


@pytest.mark.parametrize(("name", "lost"), [("picwish", ""), ("gimp", "1"), ("krita", "12")])
def test_a_digit_that_is_taken_is_not_the_overlays(
    bare_window: QMainWindow, actions: Actions, name: str, lost: str
) -> None:
    apply_keymap(actions, "krita")
    apply_keymap(actions, name)
    for digit in "0123456789":
        assert (owners(bare_window)[digit] == {f"overlay_{digit}"}) is (digit not in lost)


def test_tooltips_say_the_key_that_works(actions: Actions) -> None:
    actions.set_undo_labels("brush", None)
    apply_keymap(actions, "gimp")
    assert actions[Command.BRUSH].toolTip() == "Brush (P)"
    assert actions[Command.REDO].toolTip() == "Redo (Ctrl+Y)"
    assert actions[Command.UNDO].toolTip() == "Undo “brush” (Ctrl+Z)"
    apply_keymap(actions, "picwish")
    assert actions[Command.BRUSH].toolTip() == "Brush (B)"


def test_a_key_of_another_keymap_works(bare_window: QMainWindow, actions: Actions, qtbot: QtBot) -> None:
    apply_keymap(actions, "gimp")
    done: list[str] = []
    for action in bare_window.actions():
        action.triggered.connect(lambda _on=False, action=action: done.append(action.objectName()))
    actions[Command.SMART].setEnabled(False)
    bare_window.show()
    bare_window.activateWindow()
    qtbot.waitUntil(bare_window.isActiveWindow)
    qtbot.keyClicks(bare_window, "pe+1uW2")
    qtbot.keyClick(bare_window, Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    assert done == ["brush", "ellipse", "zoom_in", "actual_size", "wand", "wand", "overlay_2", "eraser"]
