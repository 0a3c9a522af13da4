"""A key that is held: steps go on, and everything else is done once."""

import sys

import pytest
from PySide6.QtCore import QEvent, QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShortcutEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton
from pytestqt.qtbot import QtBot

from picwish_desktop.ui.actions import Actions, Command
from picwish_desktop.ui.bracket_keys import BracketKeys
from picwish_desktop.ui.held_keys import HeldKeys
from picwish_desktop.ui.keymap import KEYMAPS, apply_keymap
from picwish_desktop.ui.main_window import MainWindow

STEPS = {
    Command.UNDO,
    Command.REDO,
    Command.ZOOM_IN,
    Command.ZOOM_OUT,
    Command.NEXT_DOCUMENT,
    Command.PREVIOUS_DOCUMENT,
    Command.SMALLER,
    Command.BIGGER,
    Command.SOFTER,
    Command.HARDER,
}
BRACKET_LEFT = 34
"""As X11 and Wayland count."""
CONTROL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


@pytest.fixture
def focus(bare_window: QMainWindow, qtbot: QtBot) -> QPushButton:
    """What has the keyboard in the window of the actions."""
    button = QPushButton("Focus")
    bare_window.setCentralWidget(button)
    bare_window.show()
    bare_window.activateWindow()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    return button


def heard(actions: Actions) -> list[Command]:
    """What is asked for from now on."""
    done: list[Command] = []
    for command, action in actions:
        action.triggered.connect(lambda _on=False, command=command: done.append(command))
    return done


def hold(focus: QPushButton, keys: str) -> None:
    """Down, and twice again as the keyboard repeats it."""
    # PySide's stubs do not know it
    pressed: QKeyCombination = QKeySequence(keys)[0]  # type: ignore[index]
    for is_repeated in (False, True, True):
        QTest.simulateEvent(focus, True, pressed.key(), pressed.keyboardModifiers(), "", is_repeated)


def test_steps_repeat_and_nothing_else_does(actions: Actions) -> None:
    assert {command for command, action in actions if action.autoRepeat()} == STEPS
    assert not any(action.autoRepeat() for action in actions.digits)


@pytest.mark.parametrize("name", KEYMAPS)
def test_a_held_key_steps_on_or_is_heard_once(actions: Actions, focus: QPushButton, name: str) -> None:
    apply_keymap(actions, name)
    actions[Command.SMART].setEnabled(False)
    done = heard(actions)
    for command, action in actions:
        for key in action.shortcuts() if action.isEnabled() else []:
            hold(focus, key.toString())
            assert done == [command] * (3 if command in STEPS else 1), key.toString()
            done.clear()


@pytest.mark.skipif(sys.platform != "linux", reason="the code is the one of X11 and Wayland")
@pytest.mark.parametrize(
    ("modifiers", "expected"),
    [
        (Qt.KeyboardModifier.NoModifier, [Command.SMALLER] * 3),
        (CONTROL_ALT, [Command.SHRINK]),
    ],
)
def test_a_key_that_is_known_by_its_place_is_no_exception(
    bare_window: QMainWindow,
    actions: Actions,
    focus: QPushButton,
    modifiers: Qt.KeyboardModifier,
    expected: list[Command],
) -> None:
    BracketKeys(bare_window)
    done = heard(actions)
    for is_repeated in (False, True, True):
        held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Udiaeresis, modifiers, BRACKET_LEFT, 0, 0, "ü", is_repeated)
        QApplication.sendEvent(focus, held)
    assert done == expected


def test_a_repeat_that_qt_takes_for_a_press_is_known_by_its_time(
    bare_window: QMainWindow, actions: Actions, focus: QPushButton
) -> None:
    HeldKeys(bare_window, bare_window.actions())
    done = heard(actions)

    def press(at: int) -> None:
        tell(QEvent.Type.ShortcutOverride, at)
        for command in (Command.SAVE, Command.SMALLER):
            # what Qt does with the key of each
            QApplication.sendEvent(actions[command], QShortcutEvent(actions[command].shortcut()))

    def tell(kind: QEvent.Type, at: int) -> None:
        event = QKeyEvent(kind, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        event.setTimestamp(at)
        QApplication.sendEvent(focus, event)

    press(1000)
    for time in (1660, 1700):
        tell(QEvent.Type.KeyRelease, time)
        press(time)
    assert done == [Command.SAVE, *[Command.SMALLER] * 3]
    done.clear()
    tell(QEvent.Type.KeyRelease, 1740)
    press(1760)
    assert done == [Command.SAVE, Command.SMALLER], "a finger that comes back takes longer"


async def test_a_held_esc_stops_one_thing(window: MainWindow) -> None:
    shortcuts = window.findChildren(QShortcut)
    assert shortcuts
    assert not any(shortcut.autoRepeat() for shortcut in shortcuts)
