"""Replacing a file so that at every moment there is either the old one or the new one, whole."""

from __future__ import annotations

import errno
import logging
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from picwish_desktop.storage.atomic import sync_folder

log = logging.getLogger(__name__)


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
        # not `tempfile`, whose files nobody else may read whatever the umask says; but nobody may read this who may not
        # read the old one
        mode = 0o666 if permissions is None else permissions & stat.S_IRWXU
        with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if permissions is not None:
            temporary.chmod(permissions)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    _sync(target.parent)


@contextmanager
def adding(path: Path) -> Iterator[Path]:
    """A place for a file that takes the name of `path` when the block ends well, unless something has it by then: a
    rename would replace that. Its own name is the same, in a hidden folder beside it. Raises FileExistsError, OSError.
    """
    folder = path.with_name(f".{path.name[:40]}.{secrets.token_hex(6)}.part")
    folder.mkdir()
    made = folder / path.name
    try:
        yield made
        try:
            os.link(made, path)
        except FileExistsError:
            raise
        except OSError:
            # a disk without links; between the look and the rename there is next to no time
            if os.path.lexists(path):
                raise FileExistsError(errno.EEXIST, "is there by now", str(path)) from None
            made.rename(path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Raises OSError, but not where the folder may not be read or cannot be synced: the file is saved there, too."""
    try:
        sync_folder(folder)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EINVAL, errno.ENOTSUP):
            raise
        log.info("%s is not synced: %s", folder, error)


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
