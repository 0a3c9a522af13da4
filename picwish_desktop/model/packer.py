"""Packs what undo keeps, in a thread of its own."""

from __future__ import annotations

import logging
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol
from weakref import ref

log = logging.getLogger(__name__)

_BATCH = 1 << 20
"""Bytes that may wait. To wake the thread takes longer than to remember a stroke."""


class Packable(Protocol):
    def pack(self) -> None: ...


class Packer:
    """Whatever it is given is packed together with what comes later, as soon as it is enough; what nobody else keeps
    any more is let go instead."""

    def __init__(self) -> None:
        self._waiting: deque[ref[Packable]] = deque()
        self._nbytes = 0
        """Given since the thread was woken last."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="undo")

    def add(self, patch: Packable, nbytes: int) -> None:
        """Have `patch`, which holds about `nbytes` until then, packed. Where no thread can be had, it waits for what
        comes later."""
        self._waiting.append(ref(patch))
        self._nbytes += nbytes
        if self._nbytes < _BATCH:
            return
        self._nbytes = 0
        try:
            self._thread.submit(self._pack)
        except (RuntimeError, MemoryError) as error:
            log.warning("steps of undo stay unpacked for now: %r", error)

    def wait(self) -> None:
        """Until everything given so far is packed."""
        self._thread.submit(self._pack).result()

    def _pack(self) -> None:
        while self._waiting:
            patch = self._waiting.popleft()()
            if patch is not None:
                patch.pack()
