"""Sheets as PDF, in real size: the one place that uses ReportLab.

Source: ISO 32000-1 (8.3 coordinate systems, 8.9.5 image dictionaries, 12.2 viewer preferences).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.imaging import color
from picwish_desktop.imaging.sheet_image import MARK_GREY, MARK_MM
from picwish_desktop.imaging.write import saving
from picwish_desktop.model.sheet import MM_PER_INCH, CutMark, Paper, PlacedPhoto, SheetPage

if TYPE_CHECKING:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

_POINTS = 72 / MM_PER_INCH
"""In a millimetre."""


def write_sheet_pdf(pages: Sequence[SheetPage], pictures: Sequence[NDArray[np.uint8]], path: Path) -> None:
    """A page each; `pictures` (rows × columns × RGB) are the sheet's photos and are in the file once, without loss.

    The same pages and pictures make the same bytes. Raises PictureError for a file that cannot be written.
    """
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    # invariant: no time and no number of its own
    canvas = Canvas(made, pageCompression=1, invariant=1)
    canvas.setTitle("Photo sheet")
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setCreator("PicWish Desktop")
    # readers otherwise offer to fit the page to the paper
    canvas.setViewerPreference("PrintScaling", "None")
    readers = [ImageReader(color.as_image(picture)) for picture in pictures]
    for page in pages:
        canvas.setPageSize((page.paper.width * _POINTS, page.paper.height * _POINTS))
        _draw_marks(canvas, page.marks, page.paper)
        for copy in page.photos:
            _draw_copy(canvas, readers[copy.photo], copy, page.paper)
        canvas.showPage()
    canvas.save()
    with saving(path) as file:
        file.write(made.getbuffer())


def _draw_marks(canvas: Canvas, marks: Sequence[CutMark], paper: Paper) -> None:
    canvas.setLineWidth(MARK_MM * _POINTS)
    canvas.setLineCap(0)
    canvas.setStrokeGray(MARK_GREY / 255)
    for mark in marks:
        x0, y0, x1, y1 = mark.x0, paper.height - mark.y0, mark.x1, paper.height - mark.y1
        canvas.line(x0 * _POINTS, y0 * _POINTS, x1 * _POINTS, y1 * _POINTS)


def _draw_copy(canvas: Canvas, picture: ImageReader, copy: PlacedPhoto, paper: Paper) -> None:
    """An image is one unit wide and high, with its origin at the bottom left; so is the paper's."""
    left, bottom = copy.x * _POINTS, (paper.height - copy.y - copy.height) * _POINTS
    width, height = copy.width * _POINTS, copy.height * _POINTS
    canvas.saveState()
    if copy.is_turned:
        canvas.transform(0, -height, width, 0, left, bottom + height)
    else:
        canvas.transform(width, 0, 0, height, left, bottom)
    canvas.drawImage(picture, 0, 0, 1, 1)
    canvas.restoreState()
