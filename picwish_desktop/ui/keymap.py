"""Which command has which keys: those of an editor that people have in their fingers, and their own over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType

from picwish_desktop.ui.actions import Actions, Command
from picwish_desktop.ui.free_keys import press_of

Keys = tuple[str, ...]

GIMP: Mapping[Command, Keys] = {
    Command.BRUSH: ("P",),
    # E is the ellipse there
    Command.ERASER: ("Shift+E",),
    Command.RECTANGLE: ("R",),
    Command.ELLIPSE: ("E",),
    # one tool there
    Command.LASSO: ("F",),
    Command.POLYGON: ("Shift+F",),
    Command.WAND: ("U",),
    Command.SMART: ("U",),
    Command.MASK_ONLY: ("Shift+Q",),
    Command.INVERT: ("Ctrl+I",),
    Command.REDO: ("Ctrl+Y",),
    Command.ZOOM_IN: ("+",),
    Command.ZOOM_OUT: ("-",),
    # takes the place of the overlay at 10 %
    Command.ACTUAL_SIZE: ("1",),
    Command.FIT: ("Ctrl+Shift+J",),
}
"""GIMP 2.10 and 3: its zooms of 2 to 5 are no commands here, so these digits stay the overlay's."""

KRITA: Mapping[Command, Keys] = {
    # erasing is a mode there, which the same key ends
    Command.SWAP: ("E",),
    Command.ERASER: ("Shift+E",),
    Command.RECTANGLE: ("Ctrl+R",),
    # the rectangle has its key
    Command.REPEAT_LAST: ("Ctrl+Shift+R",),
    Command.ZOOM_IN: ("+",),
    Command.ZOOM_OUT: ("-",),
    # these two take the place of the overlay at 10 % and 20 %
    Command.ACTUAL_SIZE: ("1",),
    Command.FIT: ("2",),
    Command.FULL_SCREEN: ("Ctrl+Shift+F",),
}
"""Krita 5: it has none for lasso and wand, which keep ours."""

KEYMAPS: Mapping[str, Mapping[Command, Keys]] = {"picwish": {}, "gimp": GIMP, "krita": KRITA}
"""What is other than in the table of actions, by the name that is kept in the settings."""

ALTERNATIVES = (Command.WAND, Command.SMART)
"""Have the same key: there is only ever one of them to be used."""

NO_KEYS: Mapping[Command, Keys] = MappingProxyType({})


def may_share(one: Command, other: Command) -> bool:
    """Whether a key can be that of both."""
    return one is other or (one in ALTERNATIVES and other in ALTERNATIVES)


def keys_in(name: str, own: Mapping[Command, Keys] = NO_KEYS) -> dict[Command, Keys]:
    """Of each command: what a person gave it in `own`, and nothing else; or those of the keymap first, then ours that
    are free there, without what a person gave to others."""
    other = KEYMAPS[name]
    given, theirs = _owners(own), _owners(other)
    found = {}
    for command in Command:
        ours = (key for key in command.value.keys if press_of(key) not in theirs)
        keys = (*other.get(command, ()), *ours)
        free = (key for key in keys if all(may_share(command, owner) for owner in given[press_of(key)]))
        found[command] = own[command] if command in own else tuple(free)
    return found


def apply_keymap(actions: Actions, name: str, own: Mapping[Command, Keys] = NO_KEYS) -> None:
    """Give all commands their keys from now on."""
    actions.set_keys(keys_in(name, own))


def _owners(keys: Mapping[Command, Keys]) -> defaultdict[str, list[Command]]:
    owners: defaultdict[str, list[Command]] = defaultdict(list)
    for command, its_keys in keys.items():
        for key in its_keys:
            owners[press_of(key)].append(command)
    return owners
