"""A sheet's page as a picture: every copy at its exact size in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from picwish_desktop.imaging import color
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.write import encoding_for, write
from picwish_desktop.model.photo import Metadata
from picwish_desktop.model.sheet import MM_PER_INCH, CutMark, Paper, PlacedPhoto, SheetPage

MARK_MM = 0.1
"""How thick cut marks are."""
MARK_GREY = 128
_MOST_PIXELS = 200_000_000
_ROUNDING = 1
"""Pixels by which a picture made for this size and dpi may differ from it."""


def draw_sheet(page: SheetPage, pictures: Sequence[NDArray[np.uint8]], dpi: int) -> NDArray[np.uint8]:
    """The page on white paper as rows × columns × RGB; `pictures` (of that kind too) are the sheet's photos.

    A picture that has its copy's size at this dpi is laid there as it is. Raises PictureError for too many pixels.
    """
    width, height = paper_pixels(page.paper, dpi)
    sheet = np.full((height, width, 3), 255, np.uint8)
    # first, so that no rounding brings one over a photo
    for mark in page.marks:
        _draw_mark(sheet, mark, dpi)
    fitted: dict[tuple[int, bool, int, int], NDArray[np.uint8]] = {}
    for copy in page.photos:
        size = _pixels(copy.width, dpi), _pixels(copy.height, dpi)
        key = (copy.photo, copy.is_turned, *size)
        if key not in fitted:
            fitted[key] = _fitted(pictures[copy.photo], copy, *size)
        _lay(sheet, fitted[key], copy, dpi)
    return sheet


def write_sheet_image(path: Path, page: SheetPage, pictures: Sequence[NDArray[np.uint8]], dpi: int) -> None:
    """`draw_sheet` into a file with its dpi, as the ending of the name says. Raises PictureError."""
    encoding = encoding_for(path)
    metadata = Metadata(encoding.format, dpi=(float(dpi), float(dpi)))
    write(path, draw_sheet(page, pictures, dpi), metadata, encoding)


def paper_pixels(paper: Paper, dpi: int) -> tuple[int, int]:
    """Width and height. Raises PictureError for more than can be made."""
    width, height = _pixels(paper.width, dpi), _pixels(paper.height, dpi)
    if width * height > _MOST_PIXELS:
        raise PictureError(
            f"A sheet of {paper.width:g} × {paper.height:g} mm at {dpi} dpi has {width} × {height} pixels, too many "
            "for a picture. Choose fewer dpi, or save it as PDF."
        )
    return width, height


def _pixels(length: float, dpi: int) -> int:
    return round(length / MM_PER_INCH * dpi)


def _fitted(picture: NDArray[np.uint8], copy: PlacedPhoto, width: int, height: int) -> NDArray[np.uint8]:
    """The picture at the copy's size, as it lies."""
    target = (height, width) if copy.is_turned else (width, height)
    rows, columns = picture.shape[:2]
    if max(abs(columns - target[0]), abs(rows - target[1])) > _ROUNDING:
        picture = np.asarray(color.as_image(picture).resize(target, Image.Resampling.LANCZOS))
    return np.rot90(picture, -1) if copy.is_turned else picture


def _lay(sheet: NDArray[np.uint8], picture: NDArray[np.uint8], copy: PlacedPhoto, dpi: int) -> None:
    rows, columns = (min(side, room) for side, room in zip(picture.shape[:2], sheet.shape[:2], strict=True))
    # a copy that ends at the paper's edge may be rounded over it
    left = min(max(0, _pixels(copy.x, dpi)), sheet.shape[1] - columns)
    top = min(max(0, _pixels(copy.y, dpi)), sheet.shape[0] - rows)
    sheet[top : top + rows, left : left + columns] = picture[:rows, :columns]


def _draw_mark(sheet: NDArray[np.uint8], mark: CutMark, dpi: int) -> None:
    thick = max(1, _pixels(MARK_MM, dpi))
    rows = _span(mark.y0, mark.y1, thick, dpi)
    columns = _span(mark.x0, mark.x1, thick, dpi)
    sheet[rows, columns] = MARK_GREY


def _span(start: float, end: float, thick: int, dpi: int) -> slice:
    """Pixels from `start` to `end` along a line, or, across it, where both are the same, as many as it is thick."""
    if start == end:
        first = round(start / MM_PER_INCH * dpi - thick / 2)
        return slice(max(0, first), max(0, first + thick))
    return slice(max(0, _pixels(min(start, end), dpi)), max(0, _pixels(max(start, end), dpi)))
