"""The keys of all commands: choose one, give it a key, take one away, or go back to those of the keymap."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from picwish_desktop.storage.settings import KeyTable
from picwish_desktop.ui.actions import DIGITS, Command
from picwish_desktop.ui.dialogs.settings_commands import CommandList
from picwish_desktop.ui.free_keys import press_of, refusal, shown_key
from picwish_desktop.ui.own_keys import MOST_KEYS, OwnKeys, key_table, read_own_keys
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.key_button import KeyButton
from picwish_desktop.ui.widgets.key_chips import KeyChips
from picwish_desktop.ui.widgets.usable import set_usable
from picwish_desktop.ui.widgets.verdict import Tone, Verdict

_ENOUGH = "It has as many as there can be. Take one away first."


class KeysField(QWidget):
    """Changes nothing but what it shows; `value` is what to keep."""

    def __init__(self, keymap: str, table: KeyTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = OwnKeys(keymap, read_own_keys(table))
        self._kept = dict(self._keys.own)
        self._wanted = ""
        """A key that belongs to another command, and can be taken."""
        self._reset_all = push_button("Reset all", "Give all commands the keys of the set again", "link")
        self._list = CommandList(self._keys, self._reset_all)
        self._chips = KeyChips()
        self._add = KeyButton("Add key…", "Press this, then the new key")
        self._reset = push_button("Reset", "Give this command the keys of the set again")
        self._said = Verdict()
        self._take = push_button("Take it", "Give it to this command, and take it from the other one")
        self._lay_out()
        self._connect()
        self._describe()

    def value(self) -> KeyTable:
        return key_table(self._keys.own)

    @property
    def is_changed(self) -> bool:
        return dict(self._keys.own) != self._kept

    def set_keymap(self, name: str) -> None:
        """What a person chose for single commands stays as it is."""
        self._keys.set_keymap(name)
        self._show("Your own keys stay as they are." if self._keys.own else "")

    # what is pressed

    def _begin(self) -> None:
        """A key is to be pressed for the command."""
        if self._add.isEnabled():
            self._add.start()
        else:
            self._say(_ENOUGH, Tone.WARN)

    def _press(self, key: str) -> None:
        """A key was pressed for the command."""
        if wrong := refusal(key) if key else "No shortcut can be made of this key.":
            # whoever pressed it may press another one
            self._say(wrong, Tone.WARN)
            return
        self._add.stop()
        if press_of(key) in map(press_of, self._keys.keys(self._list.command)):
            self._say(f"“{self._list.command.value.name}” has this key already.")
        elif holder := self._holder(key):
            self._say(holder, Tone.WARN)
            self._wanted = key
            self._take.show()
            self._take.setFocus()
        else:
            self._give(key)

    def _holder(self, key: str) -> str:
        """A sentence about who would lose it."""
        owners = self._keys.owners(key, self._list.command)
        if owners:
            return f"“{shown_key(key)}” is the key of {_names(owners)}."
        return f"“{key}” sets how strong the overlay is." if key in DIGITS else ""

    def _give(self, key: str) -> None:
        self._keys.add(self._list.command, key)
        self._show()

    def _take_wanted(self) -> None:
        self._give(self._wanted)
        self._add.setFocus()

    def _remove(self, key: str) -> None:
        self._keys.remove(self._list.command, key)
        self._show()

    def _reset_one(self) -> None:
        losers = self._keys.reset(self._list.command)
        name = self._list.command.value.name
        self._show(f"Taken back from {_names(losers)}." if losers else f"“{name}” has the keys of the set.")

    def _reset_everything(self) -> None:
        self._keys.reset_all()
        self._show("All commands have the keys of the set.")

    # what is shown

    def _show(self, sentence: str = "") -> None:
        """The keys as they are now."""
        focused = QApplication.focusWidget()
        self._list.refresh()
        self._describe()
        self._say(sentence)
        if focused is not None and self.isAncestorOf(focused) and not (focused.isVisible() and focused.isEnabled()):
            # Qt gives it to the next button, which undoes more
            self._list.take_focus()

    def _go(self) -> None:
        """To another command."""
        self._add.stop()
        self._say("")
        self._describe()

    def _describe(self) -> None:
        command = self._list.command
        keys = self._keys.keys(command)
        self._chips.show_keys(command.value.name, keys)
        set_usable(self._add, "" if len(keys) < MOST_KEYS else _ENOUGH)
        self._reset.setEnabled(self._keys.is_changed(command))
        self._reset_all.setEnabled(bool(self._keys.own))

    def _say(self, sentence: str, tone: Tone = Tone.NOTE) -> None:
        self._wanted = ""
        self._take.hide()
        self._said.say(sentence, tone)

    # places

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._said, 1)
        foot.addStretch()
        for button in (self._take, self._add, self._reset):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._list, 1)
        layout.addSpacing(4)
        layout.addWidget(self._chips)
        layout.addLayout(foot)
        self._take.hide()

    def _connect(self) -> None:
        self._list.chosen.connect(self._go)
        self._list.entered.connect(self._begin)
        self._chips.removed.connect(self._remove)
        self._add.typed.connect(self._press)
        # what was said was about the key before
        self._add.toggled.connect(lambda _is_waiting: self._say(""))
        self._take.clicked.connect(self._take_wanted)
        self._reset.clicked.connect(self._reset_one)
        self._reset_all.clicked.connect(self._reset_everything)


def _names(commands: list[Command]) -> str:
    return " and ".join(f"“{command.value.name}”" for command in commands)
