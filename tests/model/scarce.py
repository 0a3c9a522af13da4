"""Memory that runs out once, at any array that is made of a mask."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

ResultT = TypeVar("ResultT")


class Memory:
    """How many arrays there is memory for. It counts those of the thread it was made on."""

    def __init__(self) -> None:
        self._left: int | None = None
        self.has_run_out = False
        self._thread = threading.get_ident()

    @contextmanager
    def of(self, arrays: int | None) -> Iterator[None]:
        """Meanwhile so many are made, the next is not, and all after it are. None: all are made."""
        self._left, self.has_run_out = arrays, False
        with ExitStack() as patches:
            # what makes arrays of none
            for owner, name in ((np, "full"), (np, "unpackbits"), (zlib, "decompress")):
                patches.enter_context(patch.object(owner, name, self._taking(getattr(owner, name))))
            try:
                yield
            finally:
                self._left = None

    def _taking(self, function: Callable[..., ResultT]) -> Callable[..., ResultT]:
        def take(*arguments: Any) -> ResultT:
            self.take()
            return function(*arguments)

        return take

    def take(self) -> None:
        if self._left is None or threading.get_ident() != self._thread:
            return
        if self._left == 0:
            self._left, self.has_run_out = None, True
            raise MemoryError("none left")
        self._left -= 1


memory = Memory()


class Scarce(np.ndarray[Any, np.dtype[np.uint8]]):
    """Whatever is made of it, a copy or a view, takes of `memory`."""

    def __array_finalize__(self, made_of: object) -> None:
        memory.take()


def scarce(values: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return values.view(Scarce)
