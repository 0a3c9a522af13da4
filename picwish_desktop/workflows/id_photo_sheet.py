"""A printed sheet of ID photos as files: a PDF in real size, or a picture of each page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.idphoto.sheet import (
    DEFAULT_GAP,
    DEFAULT_MARGIN,
    Orientation,
    SheetOrder,
    SheetPhoto,
    lay_out,
)
from picwish_desktop.imaging import signatures
from picwish_desktop.imaging.color import on_white
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.sheet_image import write_sheet_image
from picwish_desktop.imaging.sheet_pdf import write_sheet_pdf
from picwish_desktop.model.sheet import Paper, SheetPage
from picwish_desktop.workflows.result_files import ResultFile, write_files

PDF = ".pdf"


@dataclass(frozen=True, slots=True, eq=False)
class SheetItem:
    """An ID photo on a sheet."""

    picture: NDArray[np.uint8]
    """Rows × columns × 3 or 4, sRGB."""
    width_mm: float
    height_mm: float
    copies: int


def sheet_pages(
    items: Sequence[SheetItem],
    paper: Paper,
    gap: float = DEFAULT_GAP,
    margin: float = DEFAULT_MARGIN,
    *,
    has_cut_marks: bool = True,
    is_filled: bool = False,
    orientation: Orientation = "auto",
) -> list[SheetPage]:
    """Where the copies lie, as SheetOrder says. Raises SheetError. Asks nobody and draws nothing."""
    photos = tuple(SheetPhoto(item.width_mm, item.height_mm, item.copies) for item in items)
    return lay_out(SheetOrder(paper, photos, gap, margin, has_cut_marks, is_filled, orientation))


def sheet_files(path: Path, n_pages: int) -> tuple[Path, ...]:
    """Every file that a sheet saved as `path` is: a PDF holds all pages, a picture one, so that several are numbered.
    Raises PictureError for an ending that nothing is written as."""
    if path.suffix.lower() == PDF:
        return (path,)
    if path.suffix.lower() not in signatures.ENDINGS:
        raise PictureError(f"“{path.name}” cannot be saved as a sheet. Let the name end in .pdf, .png, .jpg or .tif.")
    if n_pages == 1:
        return (path,)
    return tuple(path.with_name(f"{path.stem}-{number}{path.suffix}") for number in range(1, n_pages + 1))


def save_sheet(
    path: Path,
    pages: Sequence[SheetPage],
    pictures: Sequence[NDArray[np.uint8]],
    dpi: int,
    *,
    may_replace: bool = False,
) -> tuple[Path, ...]:
    """Write `pages` with the items' `pictures`, each file whole or not at all; `dpi` is of pictures, as a PDF has none.

    What is there already is left when it is this very sheet. Returns what was written. Takes long: not for the window's
    thread. Raises PictureError or OutputExistsError.
    """
    if not pages:
        raise PictureError("There is nothing on the sheet. Choose how many copies to print.")
    paths = sheet_files(path, len(pages))
    flat = [_on_paper(picture) for picture in pictures]
    if path.suffix.lower() == PDF:
        files = [ResultFile(path, lambda place: write_sheet_pdf(pages, flat, place))]
    else:
        files = [
            ResultFile(at, partial(write_sheet_image, page=page, pictures=flat, dpi=dpi))
            for at, page in zip(paths, pages, strict=True)
        ]
    write_files(files, may_replace=may_replace)
    return paths


def _on_paper(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Rows × columns × 3."""
    flat = on_white(picture)
    return np.ascontiguousarray(np.broadcast_to(flat, (*flat.shape[:2], 3)))
