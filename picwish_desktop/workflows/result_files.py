"""The files that a result is saved as. What is there already is replaced only where that was asked for."""

from __future__ import annotations

import filecmp
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.replace import adding
from picwish_desktop.imaging.write import encoding_for, reason, write
from picwish_desktop.model.photo import Metadata, Pixels
from picwish_desktop.storage.scratch import Scratch
from picwish_desktop.storage.stamp import stamp


class OutputExistsError(Exception):
    """One sentence for a person: something is there already, and may not be replaced."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists. Choose another name, or allow to replace it.")
        self.path = path


@dataclass(frozen=True, slots=True)
class ResultFile:
    """A file that is to be written."""

    path: Path
    write: Callable[[Path], object]
    """Makes it, at a place whose name ends as `path` does. Raises PictureError."""


def pixel_file(path: Path, pixels: Pixels, metadata: Metadata) -> ResultFile:
    """Raises PictureError where the name does not end as a picture's."""
    encoding = encoding_for(path)
    return ResultFile(path, lambda place: write(place, pixels, metadata, encoding))


def mask_output(output: Path) -> Path:
    """Where the mask is saved when there is a picture too."""
    return output.with_name(f"{output.stem}-mask.png")


def write_files(files: Sequence[ResultFile], *, may_replace: bool) -> None:
    """All of them, or none where one is in the way. One that is there already is left when it is this very result, as
    after a crash. Raises PictureError or OutputExistsError."""
    is_there = [stamp(file.path) != (0, 0) and not may_replace for file in files]
    for file, is_kept in zip(files, is_there, strict=True):
        if is_kept and not _is_written(file):
            raise OutputExistsError(file.path)
    for file, is_kept in zip(files, is_there, strict=True):
        if may_replace:
            file.write(file.path)
        elif not is_kept:
            _add(file)


def _add(file: ResultFile) -> None:
    """Another program may be writing one of this name. Raises PictureError or OutputExistsError."""
    try:
        with adding(file.path) as place:
            file.write(place)
    except FileExistsError as error:
        raise OutputExistsError(file.path) from error
    except OSError as error:
        raise PictureError(f"“{file.path.name}” could not be saved: {reason(error)}") from error


def _is_written(file: ResultFile) -> bool:
    with closing(Scratch()) as scratch:
        again = scratch.folder() / f"again{file.path.suffix}"
        file.write(again)
        return file.path.is_file() and filecmp.cmp(again, file.path, shallow=False)
