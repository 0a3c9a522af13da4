"""By what a file is known again, without reading it."""

from __future__ import annotations

import os
from pathlib import Path

Stamp = tuple[int, int]
"""Size in bytes, and the time of the last change in nanoseconds."""


NO_FILE: Stamp = 0, 0


def stamp(path: Path) -> Stamp:
    """Of the file at `path`, or NO_FILE."""
    try:
        return stamp_of(path.stat())
    except OSError:
        return NO_FILE


def stamp_of(status: os.stat_result) -> Stamp:
    return status.st_size, status.st_mtime_ns
