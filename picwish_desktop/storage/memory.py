"""Memory that was freed, and that the C library keeps for later."""

from __future__ import annotations

import ctypes
import sys
from functools import cache

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
"""Of mallopt(3)."""
_LARGE = 4 << 20
"""Bytes: what a photo's array has, and what is computed of it at a time has not."""
_SPARE = 32 << 20


def return_large_blocks() -> None:
    """Have blocks of some megabytes go back to the system as soon as they are freed. Once, when a process begins.

    glibc else raises what it calls large with each such block it sees freed, serves the next from heaps of each thread,
    and gives those back only where they end: after work on a whole photo it could hold more than the photo.
    Elsewhere nothing needs to be done.
    """
    library = _library()
    if library is not None:
        library.mallopt(_M_MMAP_THRESHOLD, _LARGE)
        library.mallopt(_M_TRIM_THRESHOLD, _SPARE)


def share_one_heap() -> None:
    """Have the threads that begin from now on take small blocks from one heap. For a process that waits most of the
    time: with a heap of its own, each thread keeps what it freed from the others."""
    library = _library()
    if library is not None:
        library.mallopt(_M_ARENA_MAX, 1)


def give_back() -> None:
    """Return what was freed in small blocks, too. Takes some milliseconds; see malloc_trim(3)."""
    library = _library()
    if library is not None:
        library.malloc_trim(0)


@cache
def _library() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        library = ctypes.CDLL(None)
        # another C library lacks them
        _ = library.mallopt, library.malloc_trim
    except (OSError, AttributeError):
        return None
    return library
