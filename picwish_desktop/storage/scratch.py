"""Temporary folders that hold pictures; those of a run that was killed go when a later one needs its first."""

from __future__ import annotations

import logging
import os
import shutil
import stat
import sys
import tempfile
import threading
import time
from pathlib import Path

from picwish_desktop.storage.folder_lock import LOCK_NAME, FolderLock

log = logging.getLogger(__name__)

PREFIX = "picwish-desktop-scratch-"
YOUNG_SECONDS = 3600
"""A folder that was just made may not be locked yet."""


class Scratch:
    """Folders of one run. Any thread may ask for one."""

    def __init__(self, parent: Path | None = None) -> None:
        """`parent` holds them; the system's temporary folder when None. Nothing is made before the first is needed."""
        self._parent = parent
        self._one = threading.Lock()
        self._root: Path | None = None
        self._lock: FolderLock | None = None

    def folder(self) -> Path:
        """An empty one that only this user can read. Raises OSError."""
        with self._one:
            if self._root is None:
                parent = self._parent or Path(tempfile.gettempdir())
                _sweep(parent)
                root = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
                self._lock = FolderLock(root)
                self._lock.acquire()
                self._root = root
        return Path(tempfile.mkdtemp(dir=self._root))

    def close(self) -> None:
        """Remove all of them."""
        with self._one:
            root, self._root = self._root, None
            if self._lock is not None:
                self._lock.release()
                self._lock = None
            if root is not None:
                shutil.rmtree(root, ignore_errors=True)


def _sweep(parent: Path) -> None:
    """Remove what runs left that could not do it themselves."""
    for folder in parent.glob(f"{PREFIX}*"):
        try:
            if not _is_left(folder):
                continue
            lock = FolderLock(folder)
            if lock.acquire():
                lock.release()
                shutil.rmtree(folder, ignore_errors=True)
        except OSError as error:
            log.debug("%s is left: %s", folder, error)


def _is_left(folder: Path) -> bool:
    """Whether a run of this user's made it, some time ago: a person's own folder has no lock. Raises OSError."""
    about = folder.lstat()
    is_ours = sys.platform == "win32" or about.st_uid == os.getuid()
    return (
        stat.S_ISDIR(about.st_mode)
        and is_ours
        and (folder / LOCK_NAME).is_file()
        and time.time() - about.st_mtime >= YOUNG_SECONDS
    )
