"""Memory that was freed, and that the C library keeps for later."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Return it to the system: after work on a whole photo it can be more than the photo. Takes some milliseconds.

    glibc serves large blocks from heaps of each thread once it has seen a few, and gives those back only where they
    end; see malloc_trim(3). Elsewhere nothing needs to be done.
    """
    trim = _malloc_trim()
    if trim is not None:
        trim(0)


@cache
def _malloc_trim() -> Callable[[int], int] | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        trim: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):
        # another C library
        return None
    return trim
