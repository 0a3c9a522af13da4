"""No button and no tooltip says a key that is not the command's."""

import re

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QLabel, QMainWindow, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from picwish_desktop.ui.actions import Actions, Command
from picwish_desktop.ui.key_tips import KeyTips
from picwish_desktop.ui.keymap import Keys, apply_keymap
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.widgets.usable import set_usable

WRITTEN = ("Remove  ·  Ctrl+Enter", "Remove what is marked (Ctrl+Enter)")
RUN = {Command.RUN: ("F9",)}
KEYS_OF_THE_LIST = "Enter chooses · Ctrl+D favourite · Esc closes"
"""Of document types, while it is open."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.fixture
def button(bare_window: QMainWindow, actions: Actions, qtbot: QtBot) -> QPushButton:
    """All that is in a window."""
    button = QPushButton(WRITTEN[0])
    button.setToolTip(WRITTEN[1])
    bare_window.setCentralWidget(button)
    KeyTips(bare_window, actions)
    with qtbot.waitExposed(bare_window):
        bare_window.show()
    return button


def said(widget: QPushButton) -> tuple[str, str]:
    return widget.text(), widget.toolTip()


def test_another_key_is_said_and_the_first_one_again(actions: Actions, button: QPushButton) -> None:
    apply_keymap(actions, "picwish", RUN)
    assert said(button) == ("Remove  ·  F9", "Remove what is marked (F9)")
    apply_keymap(actions, "picwish", {Command.RUN: ("Ctrl+K",)})
    assert said(button) == ("Remove  ·  Ctrl+K", "Remove what is marked (Ctrl+K)")
    apply_keymap(actions, "picwish", {Command.RUN: ()})
    assert said(button) == ("Remove", "Remove what is marked")
    apply_keymap(actions, "picwish")
    assert said(button) == WRITTEN


def test_a_key_that_was_anothers_is_not_taken_for_the_others(actions: Actions, button: QPushButton) -> None:
    apply_keymap(actions, "picwish", {Command.RUN: ("Ctrl+S",), Command.SAVE: ("F9",)})
    assert said(button) == ("Remove  ·  Ctrl+S", "Remove what is marked (Ctrl+S)")
    apply_keymap(actions, "picwish", {Command.RUN: ("Ctrl+S",), Command.SAVE: ("F8",)})
    assert said(button) == ("Remove  ·  Ctrl+S", "Remove what is marked (Ctrl+S)")


def test_what_a_panel_writes_later_is_told_too(actions: Actions, button: QPushButton, qtbot: QtBot) -> None:
    apply_keymap(actions, "picwish", RUN)
    set_usable(button, "Mark something first.")
    assert button.toolTip() == "Mark something first."
    set_usable(button)
    assert button.toolTip() == "Remove what is marked (F9)"
    button.setText("Frame  ·  Ctrl+Enter")
    qtbot.waitUntil(lambda: button.text() == "Frame  ·  F9")
    apply_keymap(actions, "picwish")
    assert said(button) == ("Frame  ·  Ctrl+Enter", WRITTEN[1])
    set_usable(button, "Mark something first.")
    set_usable(button)
    assert said(button) == ("Frame  ·  Ctrl+Enter", WRITTEN[1])


def test_while_all_is_as_it_is_written_nobody_looks(
    actions: Actions, button: QPushButton, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(_tips: KeyTips, _watched: QObject, _event: QEvent) -> bool:
        pytest.fail("nothing is there to be told")

    monkeypatch.setattr(KeyTips, "eventFilter", look)
    apply_keymap(actions, "picwish", {Command.BRUSH: ("B", "K")})
    apply_keymap(actions, "picwish")
    button.setToolTip("Something else (Ctrl+Enter)")
    button.repaint()
    assert button.toolTip() == "Something else (Ctrl+Enter)"


@pytest.mark.parametrize("text", ["Draw a box (Ctrl+Left)", "Add (Shift at any time)", "Strength (0–9)", "Enter · Esc"])
def test_what_is_no_commands_key_stays(actions: Actions, button: QPushButton, text: str) -> None:
    apply_keymap(actions, "picwish", RUN)
    button.setToolTip(text)
    assert button.toolTip() == text


def test_what_somebody_called_something_stays(actions: Actions, button: QPushButton) -> None:
    apply_keymap(actions, "picwish", {Command.BRUSH: ("K",)})
    for name in ("Ada (B)", "cup (B).png · B", "B"):
        button.setText(name)
        button.setToolTip(f"{name}.png")
        button.repaint()
        assert said(button) == (name, f"{name}.png")


def test_a_widget_that_is_gone_is_not_told(actions: Actions, button: QPushButton) -> None:
    apply_keymap(actions, "picwish", RUN)
    delete(button)
    apply_keymap(actions, "picwish")


async def test_in_the_whole_window_no_key_is_said_that_is_not_in_force(window: MainWindow) -> None:
    commands = [command for command in Command if command.value.keys]
    own: dict[Command, Keys] = {
        command: (f"Ctrl+Meta+{'Shift+' if place >= 26 else ''}{'Alt+' if place >= 52 else ''}{LETTERS[place % 26]}",)
        for place, command in enumerate(commands)
    }
    apply_keymap(window.commands, "picwish", own)
    written = {key for command in commands for key in command.value.keys}
    wrong = []
    for widget in window.findChildren(QWidget):
        texts = [widget.toolTip()]
        if isinstance(widget, QPushButton | QLabel | QToolButton) and widget.text() != KEYS_OF_THE_LIST:
            texts.append(widget.text())
        for text in texts:
            named = set(re.findall(r"\(([^() ]+)\)", text)) | set(re.findall(r"[\w+]*Ctrl\+\S+", text))
            wrong += [text for key in named if key.strip("()") in written]
    assert wrong == []
