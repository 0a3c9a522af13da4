"""What is there already where a picture would be saved."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """What was found."""

    problem: str = ""
    """Why nothing can be saved there, in a sentence; empty where it can."""
    exists: bool = False
    """Whether a file would be replaced."""
    is_opened: bool = False
    """Whether that is the photo that was opened."""


NO_ANSWER = Place("This place does not answer. Choose another one.")


def find_place(typed: Path, path: Path, opened: Path | None) -> Place:
    """Where `path` would be written: what the person `typed`, with its ending. `opened` is the photo that was. A disk
    may not answer: for a thread of its own."""
    if not typed.name:
        return Place("Give the file a name.")
    try:
        if typed.is_dir() or path.is_dir():
            return Place("This is a folder. Add a name for the file.")
        if not path.parent.is_dir():
            return Place("This folder does not exist.")
        exists = path.exists()
        is_opened = exists and opened is not None and opened.exists() and path.samefile(opened)
    except OSError as error:
        is_long = error.errno == errno.ENAMETOOLONG
        return Place("This name is too long. Shorten it." if is_long else "This place cannot be reached.")
    return Place(exists=exists, is_opened=is_opened)
