"""Where ID photos and their sheet go, found out and checked before anything is paid."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from picwish_desktop.cli.errors import CommandError
from picwish_desktop.cli.id_photo_command import IdPhotoCommand, SheetCommand
from picwish_desktop.cli.outputs import check_not_over, check_writable, is_folder
from picwish_desktop.workflows.id_photo_making import format_of
from picwish_desktop.workflows.id_photo_sheet import PDF, sheet_files

_ENDINGS = {"jpeg": ".jpg", "png": ".png"}


def id_photo_outputs(command: IdPhotoCommand, document_id: str) -> list[Path]:
    """One for each photo. Raises CommandError where they cannot go there all together."""
    ending = _ENDINGS[command.file_format]
    found = [source.with_name(f"{source.stem}-{document_id}{ending}") for source in command.sources]
    output = command.output
    if output is not None and is_folder(output):
        found = [output / path.name for path in found]
    elif output is not None:
        if len(found) > 1:
            raise CommandError(f"{output} is no folder, and several photos need one. Make it, or choose another one.")
        found = [output]
    for path, count in Counter(path.absolute() for path in found).items():
        if count > 1:
            raise CommandError(f"{path.name} would be written twice. Do these photos one after the other.")
    for source, path in zip(command.sources, found, strict=True):
        check_not_over([path], set(command.sources) - {source})
    return found


def sheet_output(sheet: SheetCommand, first: Path) -> Path:
    """`first`: the output of the first photo."""
    return sheet.output or first.with_name(f"{first.stem}-sheet{PDF}")


def check_free(output: Path, *, may_replace: bool) -> None:
    """Raises CommandError or PictureError for a place where no ID photo can be saved."""
    format_of(output)
    _check_free(output, may_replace=may_replace, advice="-o for another name")


def check_sheet(command: IdPhotoCommand, outputs: Sequence[Path], most_pages: int) -> None:
    """The same for the sheet, also where it would replace one of the photos. How many pages it has shows only when all
    photos are made."""
    assert command.sheet is not None
    output = sheet_output(command.sheet, outputs[0])
    may_be = {os.path.realpath(path) for pages in (1, most_pages) for path in sheet_files(output, pages)}
    for photo in (*command.sources, *(outputs if command.is_saved else ())):
        if os.path.realpath(photo) in may_be:
            raise CommandError(f"The sheet would be written over {photo}. Choose another name with --sheet-output.")
    _check_free(output, may_replace=command.may_replace, advice="--sheet-output for another name")


def _check_free(path: Path, *, may_replace: bool, advice: str) -> None:
    try:
        is_there = path.exists()
    except OSError as error:
        raise CommandError(f"Nothing can be saved as “{path.name}”: {error.strerror}. Choose another name.") from error
    if is_there and not may_replace:
        raise CommandError(f"{path} exists. Add --force to replace it, or {advice}.")
    if not path.parent.is_dir():
        raise CommandError(f"{path} cannot be saved: the folder is not there. Make it, or choose another one.")
    check_writable(path)
