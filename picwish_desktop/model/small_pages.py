"""Memory that the system gives a little at a time."""

from __future__ import annotations

import ctypes
import mmap
import sys
from collections.abc import Callable
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Advise: TypeAlias = Callable[[int, int, int], int]
"""madvise(2)."""

_NO_HUGE_PAGES = 15
"""MADV_NOHUGEPAGE."""
_LARGE = 4 << 20
"""Bytes of an array for which numpy asks for pages of 2 MB."""


def in_small_pages(fresh: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same array, of which nothing was written to yet: for what the window's thread writes to first.

    To find a page of 2 MB can take the system 10 ms; 4 kB take it some microseconds. Only Linux has to be told.
    """
    advise = _advise()
    if advise is not None and fresh.nbytes >= _LARGE:
        end = fresh.ctypes.data + fresh.nbytes
        start = fresh.ctypes.data // mmap.PAGESIZE * mmap.PAGESIZE
        # where the advice is not taken, all is as before
        advise(start, end - start, _NO_HUGE_PAGES)
    return fresh


@cache
def _advise() -> Advise | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        # it is back before another thread could have its turn
        advise = ctypes.PyDLL(None).madvise
    except (OSError, AttributeError):
        return None
    advise.argtypes = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
    return advise
