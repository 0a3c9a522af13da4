"""Keys that a person gave to commands, over those of a keymap, and how the settings keep them."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from picwish_desktop.storage.settings import KeyTable
from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.free_keys import press_of, read_key, refusal
from picwish_desktop.ui.keymap import Keys, keys_in, may_share

log = logging.getLogger(__name__)

MOST_KEYS = 5
"""Of one command."""
_COMMANDS = {command.name.lower(): command for command in Command}


def read_own_keys(table: KeyTable) -> dict[Command, Keys]:
    """What of it can be: the log says what not. Where two commands have one key, it is the first one's. A command of
    whose keys none can be has those of the keymap; without any it was chosen to have none."""
    own: dict[Command, Keys] = {}
    for name, texts in table.items():
        command = _COMMANDS.get(name)
        if command is None:
            log.warning("the settings have keys for %r, which is no command", name)
            continue
        keys: list[str] = []
        for text in texts:
            key = read_key(text)
            if wrong := _what_is_wrong(key, command, {**own, command: tuple(keys)}):
                log.warning("the settings give %r to %s, %s", text, name, wrong)
            else:
                keys.append(key)
        if keys or not texts:
            own[command] = tuple(keys)
    return own


def key_table(own: Mapping[Command, Keys]) -> KeyTable:
    """As the settings keep it, in the order of the commands."""
    return {command.name.lower(): list(own[command]) for command in Command if command in own}


class OwnKeys:
    """What all commands have while it is being changed."""

    def __init__(self, keymap: str, own: Mapping[Command, Keys]) -> None:
        self._keymap = keymap
        self._own = dict(own)
        self._follow()

    @property
    def own(self) -> Mapping[Command, Keys]:
        return self._own

    def keys(self, command: Command) -> Keys:
        return self._keys[command]

    def is_changed(self, command: Command) -> bool:
        """Whether it has other keys than in the keymap."""
        return self._keys[command] != self._usual[command]

    def owners(self, key: str, wanting: Command) -> list[Command]:
        """Who would lose `key` to `wanting`."""
        press = press_of(key)
        return [
            command
            for command, keys in self._keys.items()
            if not may_share(command, wanting) and any(press_of(its) == press for its in keys)
        ]

    def set_keymap(self, name: str) -> None:
        """A person's own keys stay."""
        self._keymap = name
        self._follow()

    def add(self, command: Command, key: str) -> None:
        """As its first one, which menus and tooltips show. Whoever has it loses it."""
        self._take(key, command)
        # one of the keymap's came back to it if another command had that
        others = (its for its in self._keys[command] if press_of(its) != press_of(key))
        self._set(command, (key, *others))

    def remove(self, command: Command, key: str) -> None:
        self._set(command, tuple(its for its in self._keys[command] if its != key))

    def reset(self, command: Command) -> list[Command]:
        """Give it the keymap's keys; answers who lost one of them."""
        self._own.pop(command, None)
        self._follow()
        losers: list[Command] = []
        for key in self._usual[command]:
            losers += [owner for owner in self.owners(key, command) if owner not in losers]
            self._take(key, command)
        return losers

    def reset_all(self) -> None:
        self._own.clear()
        self._follow()

    def _take(self, key: str, wanting: Command) -> None:
        """From those that have it as their own; for others it is enough that somebody does."""
        for owner in self.owners(key, wanting):
            if owner in self._own:
                self._set(owner, tuple(its for its in self._own[owner] if press_of(its) != press_of(key)))

    def _set(self, command: Command, keys: Keys) -> None:
        if keys == self._usual[command]:
            # back to what it was
            self._own.pop(command, None)
        else:
            self._own[command] = keys
        self._follow()

    def _follow(self) -> None:
        self._usual, self._keys = keys_in(self._keymap), keys_in(self._keymap, self._own)


def _what_is_wrong(key: str, command: Command, own: Mapping[Command, Keys]) -> str:
    if not key:
        return "which is no key"
    if refusal(key):
        return "which the program needs itself"
    if len(own[command]) == MOST_KEYS:
        return "which has enough of them"
    if press_of(key) in map(press_of, own[command]):
        return "which it has"
    for owner, keys in own.items():
        if not may_share(owner, command) and press_of(key) in map(press_of, keys):
            return f"which {owner.name.lower()} has"
    return ""
