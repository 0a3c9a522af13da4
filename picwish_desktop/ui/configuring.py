"""The settings dialog, and locking a photo to this computer."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from picwish_desktop.storage.private import PrivateListError, set_private
from picwish_desktop.ui.dialogs.message import show_message

if TYPE_CHECKING:
    from picwish_desktop.ui.main_window import MainWindow

log = logging.getLogger(__name__)


class Configuring:
    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def ask(self) -> None:
        """Open the settings."""

    def set_private(self, locked: bool) -> None:
        """Lock the photo that is shown to this computer, or unlock it; known again when it is next opened."""
        entry = self._window.documents.current
        if entry is None or entry.document is None or entry.document.is_private is locked:
            return
        entry.document.is_private = locked
        self._window.provider_note.touch()
        self._window.documents.changed.emit()
        path = entry.path
        if path is not None:
            self._window.tasks.spawn(self._remember(path, locked))

    async def _remember(self, path: Path, locked: bool) -> None:
        try:
            await asyncio.to_thread(set_private, self._window.service.paths.private, path, locked)
        except (OSError, PrivateListError) as error:
            show_message("The lock was not kept", f"{error} It holds until the photo is closed.", self._window)
