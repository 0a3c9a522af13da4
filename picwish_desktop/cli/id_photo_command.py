"""What `picwish id-photo --document` was asked, checked as far as that needs no picture."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from picwish_desktop.cli.arguments import is_address
from picwish_desktop.cli.id_photo_options import KEEP, NONE
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.upload import UploadFormat
from picwish_desktop.model.backdrop import Color
from picwish_desktop.model.portrait import Landmarks
from picwish_desktop.operations.catalogue import ParameterError
from picwish_desktop.operations.request import Delivery
from picwish_desktop.workflows.id_photo import FileFormat
from picwish_desktop.workflows.id_photo_making import format_of, landmarks_at
from picwish_desktop.workflows.id_photo_sheet import sheet_files

Background: TypeAlias = Color | Literal["none", "keep"] | None
"""None: the document type's."""

_LOCAL = "local"


@dataclass(frozen=True, slots=True)
class SheetCommand:
    paper: str
    copies: int
    is_filled: bool
    has_cut_marks: bool
    output: Path | None


@dataclass(frozen=True, slots=True)
class IdPhotoCommand:
    document: str
    sources: tuple[Path, ...]
    output: Path | None
    may_replace: bool
    file: str | None
    """print or upload; None: as it is usual."""
    background: Background
    file_format: FileFormat
    most_bytes: int | None
    landmarks: Landmarks | None
    is_check: bool
    provider: str
    """Who cuts out, or frames too."""
    is_framed_there: bool
    upload_format: UploadFormat | None
    """None: the one that the settings name."""
    delivery: Delivery
    sheet: SheetCommand | None

    @property
    def is_upload(self) -> bool:
        """Whether it is the file to upload, where the document type has one."""
        return self.file != "print" and not (self.file is None and self.sheet is not None)

    @property
    def is_saved(self) -> bool:
        """Whether each ID photo is written to a file of its own."""
        return self.output is not None or not self.is_check


def command_from(options: argparse.Namespace) -> IdPhotoCommand:
    """Raises ParameterError for what does not go together."""
    _check(options)
    file_format, background = _format(options), _background(options.background)
    if file_format == "jpeg" and background == NONE:
        raise ParameterError("--background none: a jpg cannot be transparent. Add --format png.")
    if file_format == "png" and options.max_kb is not None:
        raise ParameterError("--max-kb: only a jpg can be made smaller. Leave one of them out.")
    return IdPhotoCommand(
        options.document,
        tuple(Path(photo) for photo in options.photos),
        options.output,
        options.force,
        options.file,
        background,
        file_format,
        None if options.max_kb is None else options.max_kb * 1024,
        None if options.lines is None else landmarks_at(*options.lines),
        options.check,
        options.framed_by or options.provider or _LOCAL,
        options.framed_by is not None,
        options.upload,
        Delivery(options.sync, options.form),
        _sheet(options),
    )


def check_without_document(options: argparse.Namespace) -> None:
    """Raises ParameterError for what needs a document type."""
    given = {
        "--file": options.file,
        "--max-kb": options.max_kb,
        "--lines": options.lines,
        "--framed-by": options.framed_by,
        "--check": options.check,
        "--sheet": options.sheet,
        "--copies": options.copies,
        "--fill": options.fill,
        "--no-cut-marks": options.no_cut_marks,
        "--sheet-output": options.sheet_output,
        f"--background {options.background}": options.background in (NONE, KEEP),
    }
    for option, is_given in given.items():
        if is_given:
            raise ParameterError(f"{option} needs --document. `picwish documents` lists the document types.")


def _check(options: argparse.Namespace) -> None:
    if options.size is not None:
        raise ParameterError("--size: the document type says the size. Leave --size or --document out.")
    if any(is_address(photo) for photo in options.photos):
        raise ParameterError(
            "--document needs the photo itself, and of an address only the provider sees it. Download it, and give the "
            "file."
        )
    if options.lines is not None and len(options.photos) > 1:
        raise ParameterError("--lines are of one photo. Do these photos one after the other.")
    if options.framed_by is not None:
        if options.provider not in (None, options.framed_by):
            raise ParameterError("--framed-by: who frames it cuts it out too. Leave --provider out.")
        if options.lines is not None:
            raise ParameterError("--lines are for framing on this computer. Leave --framed-by out.")
    if options.sheet is None:
        for option in ("copies", "fill", "no_cut_marks", "sheet_output"):
            if getattr(options, option):
                raise ParameterError(f"--{option.replace('_', '-')} needs --sheet PAPER.")


def _format(options: argparse.Namespace) -> FileFormat:
    """What OUT's ending says; else what is asked, or what can be transparent where that is asked."""
    asked: FileFormat | None = {"jpg": "jpeg", "png": "png"}.get(options.format)  # type: ignore[assignment]
    output: Path | None = options.output
    if output is not None and output.suffix and not _is_folder(output):
        try:
            named = format_of(output)
        except PictureError as error:
            raise ParameterError(f"-o: {error}") from error
        if asked not in (None, named):
            raise ParameterError(f"--format {options.format}: “{output.name}” says another one. Leave one of them out.")
        return named
    return asked or ("png" if options.background == NONE else "jpeg")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _background(text: str | None) -> Background:
    match text:
        case None | "none" | "keep":
            return text
        case color:
            red, green, blue = bytes.fromhex(color)
            return red, green, blue


def _sheet(options: argparse.Namespace) -> SheetCommand | None:
    if options.sheet is None:
        return None
    if options.sheet_output is not None:
        try:
            sheet_files(options.sheet_output, 1)
        except PictureError as error:
            raise ParameterError(f"--sheet-output: {error}") from error
    is_filled = options.fill or options.copies is None
    return SheetCommand(options.sheet, options.copies or 1, is_filled, not options.no_cut_marks, options.sheet_output)
