"""Keys as the settings keep them, such as “Ctrl+Shift+S”, and which ones no command can have."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from picwish_desktop.ui.actions import MENUS
from picwish_desktop.ui.modifier_keys import MODIFIERS
from picwish_desktop.ui.physical_keys import PhysicalKey, physical_key

_Key, _Modifier = Qt.Key, Qt.KeyboardModifier
_DEAD = range(_Key.Key_Dead_Grave, _Key.Key_Dead_Longsolidusoverlay + 1)
_WRITING = range(_Key.Key_AltGr, _Key.Key_Dead_Longsolidusoverlay + 1)
"""Change what the next keys write, or how: the dead ones, Compose, and those of Chinese, Japanese and Korean."""
_LAYOUT = _Modifier.GroupSwitchModifier | _Modifier.KeypadModifier
"""How a sign is reached, and no part of what was meant."""
_BRACKETS = {PhysicalKey.BRACKET_LEFT: _Key.Key_BracketLeft, PhysicalKey.BRACKET_RIGHT: _Key.Key_BracketRight}
_ARROWS = {_Key.Key_Left, _Key.Key_Right, _Key.Key_Up, _Key.Key_Down}
_HELD = _Modifier.ControlModifier | _Modifier.AltModifier | _Modifier.MetaModifier
_SAME_PRESS = {"{": "Shift+[", "}": "Shift+]"}
"""Both are what one press is called, by its sign and by its key."""


def key_of(event: QKeyEvent) -> str:
    """What was pressed; "" where no shortcut can be made of it."""
    key, modifiers = event.key(), event.modifiers() & ~_LAYOUT
    if key in _DEAD:
        # it waits for a letter; right of P it is known by its place all the same, see `bracket_keys`
        place = physical_key(event)
        if place not in _BRACKETS:
            return ""
        key = _BRACKETS[place]
    elif _Modifier.ShiftModifier in modifiers and _is_sign(event.text()):
        # as with ?, which is what the shortcut is called on every layout
        modifiers &= ~_Modifier.ShiftModifier
    return _text(QKeySequence(QKeyCombination(modifiers, _Key(key))))


def read_key(text: str) -> str:
    """One spelling of it; "" for what is no key, or more than one."""
    return _text(QKeySequence(text, QKeySequence.SequenceFormat.PortableText))


@cache
def press_of(key: str) -> str:
    """Equal for keys that one press is."""
    text = QKeySequence(key).toString()
    return _SAME_PRESS.get(text, text)


def shown_key(key: str) -> str:
    """As this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def refusal(key: str) -> str:
    """A sentence that says what the program needs a key for; "" for one that can be had."""
    combination = _first(QKeySequence(key))
    pressed, modifiers = combination.key(), combination.keyboardModifiers()
    name = shown_key(key)
    if pressed == _Key.Key_Space:
        return f"“{name}” is for moving the photo and zooming while it is held."
    if pressed in _ARROWS:
        return f"“{name}” is for moving things on the photo and going through lists."
    if pressed == _Key.Key_Escape:
        return f"“{name}” is for stopping what is running."
    if pressed in (_Key.Key_Tab, _Key.Key_Backtab) and not modifiers & _HELD:
        return f"“{name}” is for going from one control to the next."
    if pressed in (_Key.Key_Return, _Key.Key_Enter) and not modifiers & _HELD:
        return f"“{name}” is for pressing buttons and ending what is typed; with Ctrl it can be had."
    if pressed == _Key.Key_QuoteLeft and not modifiers & _Modifier.ControlModifier:
        return f"“{name}” is for seeing the photo as it was while it is held."
    menu = next((title for title in MENUS if key == f"Alt+{title[0]}"), None)
    return "" if menu is None else f"“{name}” is for opening the menu “{menu}”."


def _is_sign(text: str) -> bool:
    """Reached by Shift, and not a letter that is only made large by it."""
    return text.isprintable() and not text.isalnum() and not text.isspace() and bool(text)


def _text(sequence: QKeySequence) -> str:
    if sequence.count() != 1:
        return ""
    key = _first(sequence).key()
    if key in MODIFIERS or key in _WRITING:
        return ""
    text = sequence.toString()
    # where Qt has no name it writes one that is another key's
    return text if QKeySequence(text, QKeySequence.SequenceFormat.PortableText) == sequence else ""


def _first(sequence: QKeySequence) -> QKeyCombination:
    # PySide's stubs do not know it
    combination: QKeyCombination = sequence[0]  # type: ignore[index]
    return combination
