"""A folder that belongs to one running program; the system frees it however that program ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

LOCK_NAME = "lock"


class FolderLock:
    """Held from a successful `acquire` until `release`, or until the process ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_NAME
        self._file: IO[bytes] | None = None

    def acquire(self) -> bool:
        """False when another program holds it. Raises OSError when the folder cannot be written."""
        file = self._path.open("ab")
        try:
            _lock(file, waits=False)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Waits until no other thread or program is in it. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK_NAME).open("ab") as file:
        _lock(file, waits=True)
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes], *, waits: bool) -> None:
        # waits ten seconds at most, then raises OSError
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if waits else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes], *, waits: bool) -> None:
        fcntl.flock(file, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)
