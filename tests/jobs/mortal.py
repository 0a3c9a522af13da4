"""The life of one run of the program: every step at which it can end, and what it leaves behind on the disk.

A step is anything that another process could see: a file is made, written to the disk, renamed or removed; sqlite
begins or commits; a request leaves, a piece of it is handed over, an answer came. At the step that was chosen for it
the program is dead: the folder is copied as it is at that moment, and nothing that the program does from then on has
any effect on the copy, on which its next run stands.
"""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Any, Literal
from unittest.mock import patch

from picwish_desktop.jobs import journal
from picwish_desktop.jobs.journal_file import FILE
from picwish_desktop.providers.http import client, parts
from tests.jobs.virtual_loop import FailingInto

PIECE = 700
"""Bytes of a request that are handed over at once, so that tiny pictures go out in several pieces too."""


class Killed(BaseException):
    """Unwinds what is left of a dead program."""


class End(Enum):
    """How it ends."""

    KILL = "kill -9: whatever was written is there"
    POWER_CUT = "only what was synced is there"


class Life:
    """One run of the program on `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.steps = 0
        self.trail: deque[str] = deque(maxlen=12)
        """The latest steps."""
        self.heir: Path | None = None
        """What it left behind; None while it lives."""
        self.is_disk_full = False
        self.disk_trouble = 0
        """How often the disk refused something."""
        self.is_read_only = False
        """Whether a full disk does not even let go of anything."""
        self.fills_at: int | None = None
        """The step from which on the disk is full."""
        self.pauses_at: int | None = None
        self.on_pause: Callable[[], None] = lambda: None
        self._dies_at: int | None = None
        self._is_dying = False
        self._end = End.KILL
        self._torn = 1.0
        self.durable = Durable(root)

    @property
    def is_over(self) -> bool:
        return self.heir is not None

    def die_after(self, steps: int, end: End, torn: float) -> None:
        """`torn`: how much of a commit that is being written is there."""
        self._dies_at, self._end, self._torn = self.steps + steps, end, torn

    def step(self, what: str, *, torn: tuple[Path, int] | None = None) -> None:
        """Raises Killed when it is over. `torn`: a file that is just being written, from this byte on."""
        if self.is_over:
            raise Killed
        if self._is_dying:
            # what is copied is no step of anybody's
            return
        self.steps += 1
        self.trail.append(what)
        if self.steps == self._dies_at:
            self.die(torn)
            raise Killed
        if self.steps == self.fills_at:
            self.is_disk_full = True
        if self.pauses_at is not None and self.steps >= self.pauses_at:
            self.on_pause()

    def write(self, what: str) -> None:
        """A step that needs room on the disk."""
        self.step(what)
        if self.is_disk_full and not self._is_dying:
            self.disk_trouble += 1
            code = errno.EROFS if self.is_read_only else errno.ENOSPC
            raise OSError(code, os.strerror(code))

    def change(self, what: str) -> None:
        """A step that needs the disk to be written, and no room on it."""
        if self.is_read_only:
            self.write(what)
        else:
            self.step(what)

    def die(self, torn: tuple[Path, int] | None = None) -> None:
        """Now."""
        self._is_dying = True
        heir = self.root.with_name(f"{self.root.name}+")
        if self._end is End.POWER_CUT:
            self.durable.restore(heir)
        else:
            shutil.copytree(self.root, heir)
            if torn is not None and (heir / torn[0].relative_to(self.root)).exists():
                file = heir / torn[0].relative_to(self.root)
                os.truncate(file, torn[1] + int((file.stat().st_size - torn[1]) * self._torn))
        self.heir = heir
        self.on_pause()


class Durable:
    """What of a folder would survive a power cut: the contents of files at their latest sync, under the names that
    their folders had at theirs."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._numbers: dict[int, int] = {}
        """Of files that are there, by inode: inodes are used again."""
        self._contents: dict[int, bytes] = {}
        self._names: dict[int, dict[str, int]] = {}
        self._next = 0
        for folder, _, files in os.walk(root):
            for name in files:
                self.synced(Path(folder, name))
            self.synced(Path(folder))

    def synced(self, path: Path) -> None:
        if path.is_dir():
            self._names[self._number(path)] = {entry.name: self._number(entry) for entry in path.iterdir()}
        else:
            self._contents[self._number(path)] = path.read_bytes()

    def committed(self) -> None:
        """sqlite syncs what it wrote, and the name of what it made."""
        names = self._names.setdefault(self._number(self._root), {})
        for file in self._root.glob(f"{FILE}*"):
            if ".damaged-" not in file.name:
                self.synced(file)
                names[file.name] = self._number(file)
        for name in (FILE, f"{FILE}-wal"):
            if not (self._root / name).exists():
                names.pop(name, None)

    def gone(self, inode: int) -> None:
        self._numbers.pop(inode, None)

    def restore(self, heir: Path) -> None:
        heir.mkdir()
        if self._root.exists():
            self._restore(self._number(self._root), heir)

    def _restore(self, number: int, folder: Path) -> None:
        for name, entry in self._names.get(number, {}).items():
            if entry in self._names:
                (folder / name).mkdir()
                self._restore(entry, folder / name)
            else:
                (folder / name).write_bytes(self._contents.get(entry, b""))

    def _number(self, path: Path) -> int:
        inode = path.stat().st_ino
        if inode not in self._numbers:
            self._next += 1
            self._numbers[inode] = self._next
            if path.is_dir():
                self._names[self._next] = {}
        return self._numbers[inode]


class Stage:
    """Where lives take place, one after the other: everything that is patched looks here for the one that is lived."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.life: Life | None = None
        self.disk_is_working = False
        """Whether what runs now runs in the journal's thread."""
        self.rounds = 1
        """Rounds of the event loop that a call of the journal takes."""

    @property
    def acting(self) -> Life | None:
        """The life, where the journal's thread is at work; what else uses files is none of ours."""
        return self.life if self.disk_is_working else None

    @contextmanager
    def prepared(self) -> Iterator[None]:
        """Everything that a program does to files and over the network takes steps."""
        with (
            patch.object(journal, "ThreadPoolExecutor", lambda *_, **__: _DiskThread(self)),
            patch.object(sqlite3, "connect", self._connect),
            patch.object(os, "fsync", self._fsync),
            patch.object(os, "mkdir", self._write_step(os.mkdir, "mkdir")),
            patch.object(os, "open", self._open(os.open)),
            patch.object(os, "replace", self._renaming(os.replace)),
            patch.object(os, "rename", self._renaming(os.rename)),
            patch.object(os, "unlink", self._removing(os.unlink)),
            patch.object(os, "rmdir", self._removing(os.rmdir)),
            patch.object(client.Client, "send", self._sending(client.Client.send)),
            patch.object(parts, "PIECE", PIECE),
        ):
            yield

    def _fsync(self, descriptor: int) -> None:
        # what it is for is kept account of; the time it takes is not needed
        if self.acting is not None:
            path = Path(f"/proc/self/fd/{descriptor}").readlink()
            if path.is_dir():
                self.acting.step(f"sync folder {path.name}")
            else:
                self.acting.write(f"sync {path.name}")
            self.acting.durable.synced(path)

    def _write_step(self, function: Callable[..., Any], what: str) -> Callable[..., Any]:
        def call(path: Any, *args: Any, **kwargs: Any) -> Any:
            if self.acting is not None:
                self.acting.write(f"{what} {Path(path).name}")
            return function(path, *args, **kwargs)

        return call

    def _open(self, function: Callable[..., int]) -> Callable[..., int]:
        def call(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
            if self.acting is not None and flags & os.O_CREAT:
                self.acting.write(f"open {Path(path).name}")
            return function(path, flags, *args, **kwargs)

        return call

    def _renaming(self, function: Callable[..., None]) -> Callable[..., None]:
        def call(source: Any, target: Any, **kwargs: Any) -> None:
            if self.acting is None:
                return function(source, target, **kwargs)
            self.acting.change(f"rename {Path(source).name} to {Path(target).name}")
            if Path(target).exists():
                self.acting.durable.gone(Path(target).stat().st_ino)
            function(source, target, **kwargs)
            self.acting.step(f"renamed to {Path(target).name}")
            return None

        return call

    def _removing(self, function: Callable[..., None]) -> Callable[..., None]:
        def call(path: Any, *, dir_fd: int | None = None) -> None:
            if self.acting is not None:
                self.acting.change(f"remove {Path(path).name}")
                try:
                    inode = os.stat(path, dir_fd=dir_fd, follow_symlinks=False).st_ino
                except FileNotFoundError:
                    pass
                else:
                    self.acting.durable.gone(inode)
            function(path, dir_fd=dir_fd)

        return call

    def _connect(self, file: Path, **options: Any) -> sqlite3.Connection:
        if self.acting is not None:
            self.acting.step("connect")
        connection: _Connection = _sqlite_connect(file, factory=_Connection, **options)
        connection.stage = self
        return connection

    def _sending(self, function: Callable[..., Any]) -> Callable[..., Any]:
        async def send(self_: client.Client, method: str, url: str, **options: Any) -> Any:
            life = self.life
            assert life is not None
            for name in ("on_sent", "on_received"):
                options[name] = _stepping(life, f"{method} {name}", options.get(name))
            life.step(f"{method} leaves")
            response = await function(self_, method, url, **options)
            life.step(f"{method} is answered")
            return response

        return send


def _stepping(life: Life, what: str, on_part: Callable[[float], None] | None) -> Callable[[float], None] | None:
    if on_part is None:
        return None

    def on_step(part: float) -> None:
        life.step(f"{what} {part:.2f}")
        on_part(part)
        life.step(f"{what} {part:.2f} was told")

    return on_step


_sqlite_connect = sqlite3.connect


class _Connection(sqlite3.Connection):
    stage: Stage

    def execute(self, statement: str, *args: Any) -> sqlite3.Cursor:
        life = self.stage.acting
        if life is not None and statement.split()[0] in ("INSERT", "UPDATE", "DELETE", "CREATE"):
            life.step(statement[:20])
            _check_room(life)
        return super().execute(statement, *args)

    def commit(self) -> None:
        self._commit(super().commit)

    def __exit__(self, kind: Any, error: Any, trace: Any) -> Literal[False]:
        if kind is not None:
            return super().__exit__(kind, error, trace)
        try:
            self._commit(lambda: super(_Connection, self).__exit__(None, None, None))
        except BaseException as refused:
            super().__exit__(type(refused), refused, refused.__traceback__)
            raise
        return False

    def _commit(self, commit: Callable[[], Any]) -> None:
        life = self.stage.acting
        if life is None:
            commit()
            return
        life.step("commit")
        _check_room(life)
        log = life.root / f"{FILE}-wal"
        begun = log.stat().st_size if log.exists() else 0
        commit()
        life.step("committing", torn=(log, begun))
        # 2: FULL
        if super().execute("PRAGMA synchronous").fetchone() == (2,):
            life.durable.committed()
        life.step("committed")


def _check_room(life: Life) -> None:
    if life.is_disk_full:
        life.disk_trouble += 1
        raise sqlite3.OperationalError(
            "attempt to write a readonly database" if life.is_read_only else "database or disk is full"
        )


class _DiskThread(Executor):
    """The journal's thread: one call after the other, while everything else goes on."""

    def __init__(self, stage: Stage) -> None:
        assert stage.life is not None
        self._stage, self._life = stage, stage.life
        self._calls: deque[Callable[[], None]] = deque()

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()

        def call() -> None:
            if not future.set_running_or_notify_cancel():
                return
            self._stage.disk_is_working = True
            with FailingInto(future):
                if self._life.is_over:
                    raise Killed
                future.set_result(function(*args, **kwargs))
            self._stage.disk_is_working = False

        self._calls.append(call)
        if len(self._calls) == 1:
            self._wait(self._stage.rounds)
        return future

    def _wait(self, rounds: int) -> None:
        self._stage.loop.call_soon(self._wait, rounds - 1) if rounds > 0 else self._run()

    def _run(self) -> None:
        self._calls[0]()
        self._calls.popleft()
        if self._calls:
            self._wait(self._stage.rounds)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """There is nothing to wait for."""
