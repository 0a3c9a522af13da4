"""Keys of other editors, for people who have them in their fingers."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QKeySequence

from picwish_desktop.ui.actions import Actions, Command

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


def keys_in(name: str) -> dict[Command, Keys]:
    """Of each command: those of the keymap first, then ours that are free there."""
    other = KEYMAPS[name]
    taken = {_same(key) for keys in other.values() for key in keys}
    return {
        command: (*other.get(command, ()), *(key for key in command.value.keys if _same(key) not in taken))
        for command in Command
    }


def apply_keymap(actions: Actions, name: str) -> None:
    actions.set_keys(keys_in(name))


def _same(key: str) -> str:
    """One spelling of it."""
    return QKeySequence(key).toString()
