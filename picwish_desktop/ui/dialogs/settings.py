"""Keys and settings, made from the table of settings."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget
from shiboken6 import isValid

from picwish_desktop.operations.provider import KeyCheck
from picwish_desktop.storage.credentials import Secret
from picwish_desktop.storage.setting_kinds import Group, Value
from picwish_desktop.storage.settings import KeyTable, Settings, asked_settings
from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.dialogs.settings_keys import KeysField
from picwish_desktop.ui.dialogs.settings_model import CheckModel, ModelTrial
from picwish_desktop.ui.dialogs.settings_page import SettingsPage
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.key_field import KeyField
from picwish_desktop.ui.widgets.labels import note
from picwish_desktop.ui.widgets.segmented import Segmented
from picwish_desktop.ui.widgets.setting_fields import PathField, SettingField, setting_field
from picwish_desktop.ui.widgets.verdict import Tone, Verdict

_WIDTH = 720
_AROUND_PAGES = 220
"""Pixels of heading, pages' names, buttons and the window's frame."""
_LEAST_HEIGHT = 160
_VERDICTS = 72
"""For what the tests of two keys say: nothing shall begin to scroll then."""

CheckKey: TypeAlias = Callable[[str, str | None], Awaitable[KeyCheck]]
Spawn: TypeAlias = Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]]


@dataclass(frozen=True)
class SettingsChange:
    """What is another one than before."""

    values: Mapping[str, Value | KeyTable]
    """By the name of the setting."""
    keys: Mapping[str, Secret | None]
    """By the name of the provider; None: forget it."""


class SettingsDialog(Dialog):
    """Show it with `open()`. It changes nothing itself."""

    saved = Signal(SettingsChange)

    def __init__(
        self,
        settings: Settings,
        providers: Mapping[str, str],
        check_key: CheckKey,
        check_model: CheckModel,
        spawn: Spawn,
        *,
        fixed: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`providers`: names and labels of those that need a key. `check_key`: with None, the key that is kept.
        `fixed`: settings that cannot be changed here, and the sentence that says why."""
        super().__init__("Settings", _WIDTH, parent)
        self._settings = settings
        self._check_key = check_key
        self._spawn = spawn
        self._tests: dict[str, asyncio.Task[None]] = {}
        """The newest of each provider."""
        self.fields: dict[str, SettingField] = {}
        self.keys = {name: KeyField(label) for name, label in providers.items()}
        self._problems: dict[str, Verdict] = {}
        self._touched: set[str] = set()
        """Names of settings; what a person left alone is not found fault with."""
        self._pages = {group: SettingsPage() for group in Group}
        self._stack = QStackedWidget()
        self._groups = Segmented([(group.name, group.value, f"Show “{group.value}”") for group in Group])
        self._groups.chosen.connect(lambda name: self.show_group(Group[name]))
        self._add_keys()
        self._add_fields(fixed or {})
        self.shortcuts = KeysField(settings.keymap, settings.own_keys)
        self._add_shortcuts()
        model_file = self.fields["model_file"]
        assert isinstance(model_file, PathField)
        self._model = ModelTrial(
            model_file, self.fields["model_preset"], self._problems["model_file"], check_model, spawn
        )
        self._lay_out()
        self.show_group(Group.PROVIDERS)

    @property
    def group(self) -> Group:
        """The page that is shown."""
        return Group[self._groups.current()]

    def show_group(self, group: Group) -> None:
        self._groups.set_current(group.name)
        self._stack.setCurrentWidget(self._pages[group])

    def finish(self) -> None:
        """As OK does: say what is to change and close, or say what is wrong and stay."""
        wrong: list[tuple[Group, KeyField | SettingField, Verdict]] = [
            (Group.ACCOUNTS, field, field.verdict) for field in self.keys.values() if field.show_problem()
        ]
        wrong += [
            (asked.group, self.fields[name], self._problems[name])
            for name, asked in asked_settings()
            if self._show_problem(name)
        ]
        if wrong:
            group, field, problem = wrong[0]
            self.show_group(group)
            self._pages[group].reveal(field, problem)
            field.focus()
            return
        values: dict[str, Value | KeyTable] = {
            name: field.value() for name, field in self.fields.items() if self._is_changed(name)
        }
        if self.shortcuts.is_changed:
            values["own_keys"] = self.shortcuts.value()
        keys: dict[str, Secret | None] = {}
        for provider, field in self.keys.items():
            if (typed := field.typed()) is not None or field.is_forgotten:
                keys[provider] = typed
        self.saved.emit(SettingsChange(values, keys))
        self.accept()

    def done(self, result: int) -> None:
        for provider in self.keys:
            self._stop_test(provider)
        self._model.stop()
        super().done(result)

    # what is typed

    def _edited(self, name: str) -> None:
        self._touched.add(name)
        # it goes away as soon as the value is right, and comes with OK
        said = self._problems[name]
        if said.text() and said.property("role") == Tone.WARN:
            self._show_problem(name)

    def _is_changed(self, name: str) -> bool:
        """Also to something that cannot be."""
        field = self.fields[name]
        return name in self._touched and (bool(field.problem()) or field.value() != getattr(self._settings, name))

    def _show_problem(self, name: str) -> bool:
        problem = self.fields[name].problem() if name in self._touched else ""
        self._problems[name].say(problem, Tone.WARN)
        self.fields[name].show_problem(problem)
        return bool(problem)

    # testing a key

    def _key_edited(self, provider: str) -> None:
        # an answer about another key is no answer
        self._stop_test(provider)

    def _start_test(self, provider: str) -> None:
        self._stop_test(provider)
        if self._is_changed(f"{provider}_base_url"):
            self.keys[provider].verdict.say("The address was changed. Press OK, then test the key.", Tone.WARN)
            return
        self._tests[provider] = self._spawn(self._test(provider))

    def _stop_test(self, provider: str) -> None:
        if (running := self._tests.pop(provider, None)) is not None:
            running.cancel()

    async def _test(self, provider: str) -> None:
        field = self.keys[provider]
        typed = field.typed()
        field.verdict.say(f"Asking {field.label}…")
        found: KeyCheck | None = None
        try:
            found = await self._check_key(provider, None if typed is None else typed.reveal())
        finally:
            if isValid(self) and self._tests.get(provider) is asyncio.current_task():
                del self._tests[provider]
                tone = Tone.OK if found is KeyCheck.RIGHT else Tone.WARN
                field.verdict.say("" if found is None else found.value, tone)

    # places

    def _add_keys(self) -> None:
        page = self._pages[Group.ACCOUNTS]
        page.add_sentence(
            "Keys stay in the system’s keyring where there is one, never in a file, and go to their provider only."
        )
        for provider, field in self.keys.items():
            field.edited.connect(partial(self._key_edited, provider))
            field.test.connect(partial(self._start_test, provider))
            page.add_row(f"Key for {field.label}", field.source, field)

    def _add_fields(self, fixed: Mapping[str, str]) -> None:
        for name, asked in asked_settings():
            field, problem = setting_field(asked, getattr(self._settings, name)), Verdict()
            field.changed.connect(partial(self._edited, name))
            self.fields[name], self._problems[name] = field, problem
            self._pages[asked.group].add_row(asked.label, note(fixed.get(name, asked.help)), field, problem)
            # what is kept is not what is used then
            field.setHidden(name in fixed)

    def _add_shortcuts(self) -> None:
        keymap = self.fields["keymap"]
        keymap.changed.connect(lambda: self.shortcuts.set_keymap(str(keymap.value())))
        self._pages[Group.KEYBOARD].add_rest(self.shortcuts)

    def _lay_out(self) -> None:
        for page in self._pages.values():
            self._stack.addWidget(page)
        margins = self.body.contentsMargins()
        width = _WIDTH - margins.left() - margins.right()
        wanted = max(page.height_for(width) for page in self._pages.values()) + _VERDICTS
        self._stack.setFixedHeight(max(_LEAST_HEIGHT, min(wanted, self.height_beside(_AROUND_PAGES))))
        cancel = push_button("Cancel", "Change nothing (Esc)")
        cancel.clicked.connect(self.reject)
        save = push_button("OK", "Take the settings as they are here (Enter)", "primary")
        save.clicked.connect(self.finish)
        self.body.addSpacing(4)
        self.body.addWidget(self._groups)
        self.body.addWidget(self._stack)
        self.add_buttons([cancel, save])
