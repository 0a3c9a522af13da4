"""One process of our own for long pixel work, so that it can be stopped at once and a crash in it harms nothing.

Pictures travel through memory-mapped `.npy` files (56 ms for 50 MB, where pickling takes 258), messages through a
pipe. Cancelling kills the process; the next task starts a new one.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import shutil
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.storage.memory import give_back, return_large_blocks
from picwish_desktop.storage.scratch import Scratch

Progress = Callable[[float], None]
NOTHING: Mapping[str, Any] = {}
T = TypeVar("T")


class WorkerError(Exception):
    """A task raised, or its process died; the text is for the log."""


class TaskRefusedError(Exception):
    """One sentence for a person: why the engine cannot do what was asked, and what to do instead."""


class StoredArray(NamedTuple):
    """One that lies ready for several tasks: it survives the process, and is read where it lies."""

    path: Path


Arrays: TypeAlias = Mapping[str, NDArray[Any] | StoredArray]


class _Child(NamedTuple):
    process: BaseProcess
    connection: Connection


class Worker:
    """Runs one task at a time in a process that is started when first needed."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` holds the pictures while they are worked on; the system's temporary folder when None."""
        self._scratch = Scratch(folder)
        self._turn = asyncio.Lock()
        self._child: _Child | None = None
        # waits for the pipe, and moves pictures to and from disk
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="worker")

    @property
    def process_id(self) -> int | None:
        """Of the process that runs now or waits for the next task."""
        return None if self._child is None else self._child.process.pid

    @property
    def is_busy(self) -> bool:
        """Whether the next task has to wait for its turn."""
        return self._turn.locked()

    async def run(
        self, task: str, arrays: Arrays, progress: Progress, options: Mapping[str, Any] = NOTHING
    ) -> dict[str, NDArray[Any]]:
        """Run a function of `tasks.TASKS` and return its arrays. Raises WorkerError or TaskRefusedError.

        Cancelling the caller kills the process; what was begun leaves nothing behind.
        """
        async with self._turn:
            try:
                folder = await self._in_thread(self._scratch.folder)
            except OSError as error:
                raise WorkerError(f"no folder for {task}: {error!r}") from error
            try:
                return await self._run(task, arrays, progress, options, folder)
            except TaskRefusedError:
                raise
            except OSError as error:
                self._kill()
                raise WorkerError(f"{task} has no room or no process: {error!r}") from error
            except BaseException:
                self._kill()
                raise
            finally:
                await asyncio.shield(self._in_thread(shutil.rmtree, folder, True))

    async def store(self, array: NDArray[Any]) -> StoredArray:
        """Put `array` on disk until `discard` or `close`. Raises WorkerError."""
        try:
            folder = await self._in_thread(self._scratch.folder)
        except OSError as error:
            raise WorkerError(f"no folder for an array: {error!r}") from error
        stored = StoredArray(_file_in(folder, "array"))
        try:
            await self._in_thread(_save, folder, {"array": array})
        except OSError as error:
            await self.discard(stored)
            raise WorkerError(f"no room for an array: {error!r}") from error
        except BaseException:
            await self.discard(stored)
            raise
        return stored

    async def discard(self, stored: StoredArray) -> None:
        """Take it off the disk; no task may be reading it."""
        await asyncio.shield(self._in_thread(shutil.rmtree, stored.path.parent, True))

    def close(self) -> None:
        """End the process. Whoever waits for a task is cancelled before."""
        self._kill()
        self._threads.shutdown(cancel_futures=True)
        self._scratch.close()

    async def _run(
        self,
        task: str,
        arrays: Arrays,
        progress: Progress,
        options: Mapping[str, Any],
        folder: Path,
    ) -> dict[str, NDArray[Any]]:
        new = {name: array for name, array in arrays.items() if not isinstance(array, StoredArray)}
        await self._in_thread(_save, folder, new)
        files = {name: _file_in(folder, name) for name in new}
        files |= {name: array.path for name, array in arrays.items() if isinstance(array, StoredArray)}
        if self._child is None or not self._child.process.is_alive():
            self._child = await self._in_thread(_start)
        connection = self._child.connection
        try:
            connection.send((task, folder, files, dict(options)))
            while True:
                kind, value = await self._in_thread(connection.recv)
                if kind == "progress":
                    progress(value)
                elif kind == "refused":
                    raise TaskRefusedError(value)
                elif kind == "failed":
                    raise WorkerError(value)
                else:
                    return await self._in_thread(_load, folder, value)
        except (EOFError, OSError) as error:
            raise WorkerError(f"the worker process ended during {task}: {error!r}") from error

    def _kill(self) -> None:
        # the connection is dropped, not closed: a thread may still be reading from it, and sees the end
        child, self._child = self._child, None
        if child is not None:
            child.process.kill()
            child.process.join()
            child.process.close()

    async def _in_thread(self, function: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *args)


def _start() -> _Child:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), name="picwish-worker", daemon=True)
    process.start()
    theirs.close()
    return _Child(process, ours)


def _file_in(folder: Path, name: str) -> Path:
    return folder / f"{name}.npy"


def _save(folder: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    for name, array in arrays.items():
        # numpy writes what is part of a larger array element by element
        np.save(_file_in(folder, name), np.asarray(array, order="C"), allow_pickle=False)


def _load(folder: Path, names: list[str]) -> dict[str, NDArray[Any]]:
    return {name: np.load(_file_in(folder, f"{name}-result"), allow_pickle=False) for name in names}


def _serve(connection: Connection) -> None:
    """The process's own loop: ends when the pipe does, so it never outlives the program."""
    # Ctrl+C is the program's to answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return_large_blocks()
    from picwish_desktop.vision.tasks import REFUSALS, TASKS

    while True:
        try:
            message = connection.recv()
        except EOFError:
            return
        try:
            names = _run_task(TASKS, connection, *message)
        except REFUSALS as error:
            connection.send(("refused", str(error)))
        except Exception as error:  # noqa: BLE001 - whatever a task raises is told to the one who asked
            connection.send(("failed", f"{type(error).__name__}: {error}"))
        else:
            connection.send(("done", names))
        give_back()


def _run_task(
    tasks: Mapping[str, Any],
    connection: Connection,
    task: str,
    folder: Path,
    files: Mapping[str, Path],
    options: Mapping[str, Any],
) -> list[str]:
    """What it holds goes when it is done: the process waits for the next task with its own memory only."""
    arrays = {name: np.load(path, mmap_mode="r", allow_pickle=False) for name, path in files.items()}
    result = tasks[task](arrays, options, lambda part: connection.send(("progress", part)))
    _save(folder, {f"{name}-result": array for name, array in result.items()})
    return list(result)
