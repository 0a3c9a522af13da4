"""Replacing a file so that at every moment there is either the old one or the new one, whole."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from picwish_desktop.storage.atomic import sync_folder


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which takes the place of `path` when the block ends well and otherwise disappears.

    It lies hidden in the same folder, has the old file's permissions, and is on the disk before it takes the name.
    Where `path` is a symbolic link, what it points at is replaced. Raises OSError.
    """
    target = Path(os.path.realpath(path))
    permissions = _permissions(target)
    temporary = target.with_name(f".{target.name[:40]}.{secrets.token_hex(6)}.part")
    try:
        # not `tempfile`, whose files nobody else may read whatever the umask says
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if permissions is not None:
            temporary.chmod(permissions)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(target.parent)


def replace_file(path: Path, data: bytes) -> None:
    """`data` in place of `path`, by `replacing`; its folder is made where there is none. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(data)


def _permissions(target: Path) -> int | None:
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "is a folder", str(target))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "a pipe or device has that name", str(target))
    return stat.S_IMODE(mode)
