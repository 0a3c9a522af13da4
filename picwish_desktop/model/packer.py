"""Packs what undo keeps, in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

_BATCH = 1 << 20
"""Bytes that may wait. To wake the thread takes longer than to remember a stroke."""


class Packer:
    """Whatever it is given is packed together with what comes later, as soon as it is enough."""

    def __init__(self) -> None:
        self._waiting: list[Callable[[], None]] = []
        self._nbytes = 0

    def add(self, pack: Callable[[], None], nbytes: int) -> None:
        """Have `pack` called; `nbytes` are held until then."""
        self._waiting.append(pack)
        self._nbytes += nbytes
        if self._nbytes >= _BATCH:
            self._start()

    def wait(self) -> None:
        """Until everything given so far is packed."""
        self._start()
        self._thread.submit(lambda: None).result()

    def _start(self) -> None:
        waiting, self._waiting, self._nbytes = self._waiting, [], 0
        for pack in waiting:
            self._thread.submit(pack)

    @cached_property
    def _thread(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(1, thread_name_prefix="undo")
