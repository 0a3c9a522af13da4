"""Small files of our own, written beside and renamed: a reader sees the old one or the new one, whole."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

PRIVATE = 0o700
"""Permissions of folders that only this user may look into; files are as private as `write_atomically` makes them."""


def write_atomically(path: Path, data: bytes) -> None:
    """The file and its name are on the disk when this returns. Raises OSError; the old file is then still there. Where
    `path` is a symbolic link, what it points at is replaced: some people keep their settings elsewhere."""
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put the names in it on the disk; Windows has no way to ask for it, and does it by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
