"""Buttons and tooltips are written with the keys of the table of actions; here they are given those in force."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget
from shiboken6 import isValid

from picwish_desktop.ui.actions import Actions, Command

_COMMANDS = {command.value.keys[0]: command for command in Command if command.value.keys}
"""By the key that is written."""
_IN_BRACKETS = re.compile(r" \(([^()]+)\)$")
"""How tooltips end."""
_BEHIND_DOT = re.compile(r"\s+·\s+(\w+\+\S+)([^·]*?)(?=\s+·|$)")
"""As texts say it; a letter alone may be part of somebody's name."""
_AND = " and "


class KeyTips(QObject):
    """Looks at nothing until a key is another one than is written."""

    def __init__(self, window: QWidget, actions: Actions) -> None:
        """Once all parts of the window are there."""
        super().__init__(window)
        self._window, self._actions = window, actions
        self._widgets: list[QWidget] = []
        self._sources: dict[str, str] = {}
        """What was written, by what is shown in its place."""
        actions.keys_changed.connect(self._follow)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # a panel has written it anew; of texts, only painting tells
        if event.type() in (QEvent.Type.ToolTipChange, QEvent.Type.Paint) and isinstance(watched, QWidget):
            self._tell(watched)
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        if not self._widgets and any(self._key(key) != key for key in _COMMANDS):
            # from now on for good: what panels have kept of what they showed may come again
            self._watch()
        self._widgets = [widget for widget in self._widgets if isValid(widget)]
        for widget in self._widgets:
            self._tell(widget)

    def _watch(self) -> None:
        for widget in self._window.findChildren(QWidget):
            # a button of an action says what that says
            if not isinstance(widget, QToolButton) and _names_key(widget):
                self._widgets.append(widget)
                widget.installEventFilter(self)

    def _tell(self, widget: QWidget) -> None:
        tip, text = widget.toolTip(), _text(widget)
        if (told := self._told(tip, _IN_BRACKETS)) != tip:
            widget.setToolTip(told)
        if isinstance(widget, QPushButton | QLabel) and (told := self._told(text, _BEHIND_DOT)) != text:
            widget.setText(told)

    def _told(self, shown: str, pattern: re.Pattern[str]) -> str:
        written = self._sources.get(shown, shown)
        told = pattern.sub(self._in_brackets if pattern is _IN_BRACKETS else self._behind_dot, written)
        self._sources[told] = written
        return told

    def _in_brackets(self, found: re.Match[str]) -> str:
        written = found[1].split(_AND)
        if not all(key in _COMMANDS for key in written):
            return found[0]
        keys = [key for key in map(self._key, written) if key]
        return f" ({_AND.join(keys)})" if keys else ""

    def _behind_dot(self, found: re.Match[str]) -> str:
        if found[1] not in _COMMANDS:
            return found[0]
        key = self._key(found[1])
        # without a key nothing is to be said of what it does
        return found[0].replace(found[1], key, 1) if key else ""

    def _key(self, written: str) -> str:
        """In force for the command whose key was written; "" for none."""
        shortcut = self._actions[_COMMANDS[written]].shortcut()
        return shortcut.toString(QKeySequence.SequenceFormat.NativeText)


def _text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QPushButton | QLabel) else ""


def _names_key(widget: QWidget) -> bool:
    """Also in what its tooltip says when it can be used, see `usable`."""
    tips = widget.toolTip(), str(widget.property("purpose") or "")
    named = [key for tip in tips for found in _IN_BRACKETS.finditer(tip) for key in found[1].split(_AND)]
    named += [found[1] for found in _BEHIND_DOT.finditer(_text(widget))]
    return any(key in _COMMANDS for key in named)
