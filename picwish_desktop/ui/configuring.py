"""The settings dialog, and locking a photo to this computer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from picwish_desktop.model.document import Document
from picwish_desktop.operations.provider import KeyCheck
from picwish_desktop.storage.access import KeySource
from picwish_desktop.storage.credentials import KeyringFailedError, Secret, Storing
from picwish_desktop.storage.private import PrivateListError, set_private
from picwish_desktop.storage.reaching import reach_soon
from picwish_desktop.storage.setting_kinds import Group
from picwish_desktop.ui.commands import THEMES
from picwish_desktop.ui.dialogs.message import show_message
from picwish_desktop.ui.dialogs.settings import SettingsChange, SettingsDialog
from picwish_desktop.ui.keymap import apply_keymap
from picwish_desktop.ui.own_keys import read_own_keys
from picwish_desktop.ui.theme import Theme
from picwish_desktop.ui.widgets.verdict import Tone
from picwish_desktop.vision.model_check import check_model

if TYPE_CHECKING:
    from picwish_desktop.ui.main_window import MainWindow

log = logging.getLogger(__name__)


class Configuring:
    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._in_turn = asyncio.Lock()
        """What was chosen last is also written last."""

    def ask(self, group: Group | None = None, parent: QWidget | None = None) -> SettingsDialog:
        """Open the settings, over `parent` or else the window; at the keys where the chosen provider has none, unless a
        page is asked for."""
        service = self._window.service
        fixed = {
            f"{name}_base_url": f"From the environment variable {access.address_variable}."
            for name, access in service.access.items()
            if access.is_address_given
        }
        labels = {name: service.providers[name].label for name in service.access}
        dialog = SettingsDialog(
            self._window.settings,
            labels,
            self._check_key,
            check_model,
            self._window.tasks.spawn,
            fixed=fixed,
            parent=parent or self._window,
        )
        if group is None and not self._window.provider_note.is_ready:
            group = Group.ACCOUNTS
        if group is not None:
            dialog.show_group(group)
        dialog.saved.connect(self._saved)
        dialog.open()
        service.credentials.look_again()
        for name in service.access:
            self._window.tasks.spawn(self._show_source(dialog, name))
        return dialog

    def tell_problem(self) -> None:
        """Say that the settings could not be read, if so."""
        if problem := self._window.service.settings_file.problem:
            show_message("The settings could not be read", problem, self._window)

    def set_private(self, locked: bool) -> None:
        """Lock the photo that is shown to this computer, or unlock it; known again when it is next opened."""
        entry = self._window.documents.current
        if entry is None or entry.document is None or entry.document.is_private is locked:
            return
        paths = {path for path, _ in entry.saved_as.values()} | ({entry.path} if entry.path is not None else set())
        # a copy of it may be open that was saved elsewhere
        others = [other.document for other in self._window.documents if other is entry or other.path in paths]
        # what is still being read asks the list
        documents = [document for document in others if document is not None]
        for path in paths:
            self._window.tasks.spawn(self._remember(documents, path, locked))
        self._show_lock(documents, locked)

    def _show_lock(self, documents: Iterable[Document], locked: bool) -> None:
        for document in documents:
            document.is_private = locked
        self._window.provider_note.touch()
        self._window.documents.changed.emit()

    async def _remember(self, documents: Iterable[Document], path: Path, locked: bool) -> None:
        try:
            async with self._in_turn:
                await asyncio.to_thread(set_private, self._window.service.paths.private, await _place(path), locked)
        except (OSError, PrivateListError) as error:
            if locked:
                show_message("The lock was not kept", f"{error} It holds until the photo is closed.", self._window)
                return
            # by the list it is locked when it is about to be sent
            self._show_lock(documents, locked=True)
            show_message("The lock was not taken off", str(error), self._window)

    # keys

    async def _check_key(self, provider: str, key: str | None) -> KeyCheck:
        account = self._window.service.providers[provider].account
        assert account is not None
        return await account.check_key(key)

    async def _show_source(self, dialog: SettingsDialog, provider: str) -> None:
        access, credentials = self._window.service.access[provider], self._window.service.credentials
        source = await access.key_source()
        if not isValid(dialog):
            return
        sentence, tone = f"{source.value[0].upper()}{source.value[1:]}.", Tone.NOTE
        if source is KeySource.ENVIRONMENT:
            sentence = f"From the environment variable {access.key_variable}, which is changed outside the program."
        elif credentials.problem is not None:
            problem = credentials.problem
            sentence, tone = f"{sentence[:-1]}: {problem[0].lower()}{problem[1:]}", Tone.WARN
        dialog.keys[provider].show_source(
            sentence, tone, has_key=source is not KeySource.NONE, is_fixed=source is KeySource.ENVIRONMENT
        )
        # the keyring's password may be typed while the dialog is open
        if source is KeySource.NONE and await access.hear_key() and isValid(dialog):
            await self._show_source(dialog, provider)

    # what the dialog changes

    def _saved(self, change: SettingsChange) -> None:
        window = self._window
        for name, value in change.values.items():
            setattr(window.settings, name, value)
        if "theme" in change.values:
            theme = Theme(window.settings.theme)
            window.choose_theme(theme)
            command = next(command for command, its_theme in THEMES.items() if its_theme is theme)
            window.commands[command].setChecked(True)
        if {"keymap", "own_keys"} & change.values.keys():
            apply_keymap(window.commands, window.settings.keymap, read_own_keys(window.settings.own_keys))
        if change.values:
            window.settings.put_aside = ""
            window.tasks.spawn(self._write())
        window.tasks.spawn(self._keep_keys(change))

    async def _write(self) -> None:
        file = self._window.service.settings_file
        try:
            async with self._in_turn:
                await asyncio.to_thread(file.save, replace(self._window.settings))
        except OSError as error:
            log.warning("settings were not saved: %s", error)
            show_message(
                "The settings were not kept",
                f"“{file.path}” cannot be written: {error.strerror or error}. They hold until the program ends.",
                self._window,
            )

    async def _keep_keys(self, change: SettingsChange) -> None:
        for provider, key in change.keys.items():
            await self._keep_key(provider, key)
        window = self._window
        window.provider_note.touch()
        window.provider_note.ask_credits()
        window.documents.changed.emit()

    async def _keep_key(self, provider: str, key: Secret | None) -> None:
        credentials, label = self._window.service.credentials, self._window.service.providers[provider].label
        if key is None:
            try:
                await credentials.delete(provider)
            except KeyringFailedError as error:
                show_message(f"The key for {label} was not forgotten", str(error), self._window)
        elif await credentials.set(provider, key.reveal()) is Storing.RUN_ONLY:
            show_message(f"The key for {label} is kept for this run only", credentials.problem or "", self._window)


async def _place(photo: Path) -> Path:
    """Where its links lead. Raises OSError, also after a while: a share that does not answer would keep all else that
    is chosen from being written."""
    try:
        return await reach_soon(photo.resolve)
    except TimeoutError as error:
        raise OSError(f"The folder of “{photo.name}” does not answer.") from error
