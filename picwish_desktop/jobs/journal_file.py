"""The journal's file: opened, locked and checked, put aside where it is damaged, and what its errors mean to a person.

sqlite in WAL mode with `synchronous=FULL`, locked for as long as it is open, so that two programs never drive the same
work.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

FILE = "journal.sqlite"
NEW, COMPLETE = 0, 1
"""Versions of a journal. It stays new until all that was found without it is in it."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS job (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    task_id TEXT,
    submitted_at REAL NOT NULL,
    error TEXT NOT NULL,
    is_wanted INTEGER NOT NULL,
    is_taken INTEGER NOT NULL,
    changed_at REAL NOT NULL
) STRICT
"""


class JournalError(Exception):
    """One sentence for a person: why paid work cannot be noted, and what to do."""


class JournalLockedError(JournalError):
    """Another program of ours has it."""


def connect(file: Path) -> sqlite3.Connection:
    """The journal in `file`, which nobody else opens until the connection closes. Raises JournalError where a newer
    program wrote it, sqlite3.DatabaseError where it is damaged, of which OperationalError where it is locked or cannot
    be written."""
    connection = sqlite3.connect(file, timeout=0, check_same_thread=False)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        with closing(connection.execute("PRAGMA quick_check")) as check:
            if check.fetchone() != ("ok",):
                raise sqlite3.DatabaseError("the quick check found damage")
        ((version,),) = connection.execute("PRAGMA user_version").fetchall()
        if version not in (NEW, COMPLETE):
            raise JournalError(
                f"The journal of paid work in {file.parent} was written by a newer PicWish Desktop. Use that one."
            )
        # takes the lock, which stays until the connection closes or the process dies
        connection.execute("BEGIN IMMEDIATE")
        if version == NEW:
            connection.execute(_SCHEMA)
        connection.commit()
        if not connection.execute("SELECT 1 FROM pragma_table_info('job') WHERE name = 'changed_at'").fetchall():
            raise sqlite3.DatabaseError("it has no table of jobs")
    except BaseException:
        connection.close()
        raise
    return connection


def rows_beside(file: Path, query: str) -> list[tuple[Any, ...]]:
    """What a journal holds that another program has open: of a copy, as its lock is for those who read, too. Raises
    OSError, or sqlite3.DatabaseError, also where that program writes just then."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / file.name
        for ending in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{file}{ending}", f"{copy}{ending}")
        with closing(sqlite3.connect(copy)) as connection:
            return connection.execute(query).fetchall()


def put_aside(file: Path) -> Path:
    """Where it is then. Raises OSError."""
    stamp = time.strftime("%Y-%m-%d-%H%M%S")
    aside = file.with_name(f"{file.name}.damaged-{stamp}-{time.time_ns() % 1000:03}")
    for ending in ("", "-wal", "-shm"):
        part = file.with_name(file.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))
    return aside


def told(error: Exception, root: Path) -> JournalError:
    """What a person is told of what sqlite or the disk says."""
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return JournalLockedError(
            "Another PicWish Desktop is running and keeps the paid work. Use that one, or close it and try again."
        )
    log.error("the journal in %s", root, exc_info=error)
    text = str(error)
    if "disk is full" in text or "No space left" in text:
        return JournalError(f"The disk with {root} is full. Make room there and try again.")
    if "readonly" in text or "unable to open" in text or isinstance(error, PermissionError):
        return JournalError(f"Nothing can be written in {root}. Allow it and try again.")
    return JournalError(f"The journal of paid work in {root} cannot be used ({text}). Make a copy of it and try again.")
