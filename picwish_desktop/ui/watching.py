"""A folder whose new pictures are opened as they come: a camera's, a card's, a scanner's."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.opening import Opening
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.workflows.watched_folder import WatchedFolder

LOOK_MS = 3000
"""Between two looks whether the folder is there."""


class Watching(QObject):
    changed = Signal()

    def __init__(self, window: QWidget, opening: Opening, tasks: Tasks, settings: Settings) -> None:
        super().__init__(window)
        self._window = window
        self._opening = opening
        self._tasks = tasks
        self._settings = settings
        self._task: asyncio.Task[None] | None = None
        self._folder: WatchedFolder | None = None
        self._is_gone = False
        self._looks = QTimer(self)
        self._looks.setInterval(LOOK_MS)
        self._looks.timeout.connect(self._look)
        self._arrived: list[Path] = []
        """At once; the newest first."""

    @property
    def name(self) -> str:
        """Of the folder that is watched; empty where none is."""
        return Path(self._settings.id_watched_folder).name if self._task is not None else ""

    @property
    def problem(self) -> str:
        return f"“{self.name}” is not there now. Its pictures come when it is back." if self._is_gone else ""

    def ask(self) -> None:
        """Let the person choose the folder."""
        chosen = self._settings.id_watched_folder or self._settings.open_folder
        dialog = QFileDialog(self._window, "Watch a folder", chosen)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.start(Path(name)))
        dialog.open()

    def start(self, folder: Path) -> None:
        """From now on; what is in it already is not opened."""
        self.stop()
        self._settings.id_watched_folder = str(folder)
        self._folder = WatchedFolder(folder)
        self._task = self._tasks.spawn(self._follow(self._folder))
        self._task.add_done_callback(self._ended)
        self._looks.start()
        self.changed.emit()

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task, self._folder, self._is_gone = None, None, False
            self._looks.stop()
            self.changed.emit()

    def leave(self, path: Path) -> None:
        """A file of our own that may come to lie in it."""
        if self._folder is not None:
            self._folder.ignore(path)

    def _look(self) -> None:
        is_gone = self._folder is not None and not self._folder.is_there
        if is_gone is not self._is_gone:
            self._is_gone = is_gone
            self.changed.emit()

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task is self._task:
            # by a failure, which was said
            self.stop()

    async def _follow(self, folder: WatchedFolder) -> None:
        async for picture in folder.pictures():
            if not self._arrived:
                asyncio.get_running_loop().call_soon(self._open_arrived)
            self._arrived.append(picture)

    def _open_arrived(self) -> None:
        arrived, self._arrived = self._arrived, []
        self._opening.open_files(arrived, is_remembered=False)
        # the last one that was opened is shown, and it is the oldest
        self._opening.open_files(arrived[:1], is_remembered=False)
