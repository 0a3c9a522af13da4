"""A sheet's page and a ruler's as they are painted, on the screen and on a printer alike: in millimetres."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import hypot

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen, QTransform

from picwish_desktop.idphoto.calibration import Label, RulerPage
from picwish_desktop.imaging.sheet_image import MARK_GREY, MARK_MM
from picwish_desktop.model.sheet import CutMark, PlacedPhoto, SheetPage
from picwish_desktop.ui.theme import FONT_FAMILY

_FONT_PIXELS = 100
"""Of letters that are then scaled: fonts have whole pixels."""


class SheetPainter:
    """Paints pages of one sheet with a painter whose unit is a millimetre and whose origin is the paper's corner."""

    def __init__(self, pictures: Sequence[QImage]) -> None:
        """`pictures`: the sheet's photos, upright, with the pixels that they are to be painted with."""
        self._pictures = pictures
        self._turned: dict[int, QImage] = {}

    def paint(self, painter: QPainter, page: SheetPage) -> None:
        for _ in self.steps(painter, page):
            pass

    def steps(self, painter: QPainter, page: SheetPage) -> Iterator[None]:
        """Paints what `paint` does; the caller may do something else whenever it yields."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        # for printers that take a PDF: pictures in it keep their pixels
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        _paint_lines(painter, page.marks, MARK_GREY)
        yield
        for copy in page.photos:
            painter.drawImage(QRectF(copy.x, copy.y, copy.width, copy.height), self._picture(copy))
            yield

    def _picture(self, copy: PlacedPhoto) -> QImage:
        """As it lies. A printer's painter would turn it with the nearest pixels (Windows), and a PDF has an image once
        only where it is the same object."""
        picture = self._pictures[copy.photo]
        if not copy.is_turned:
            return picture
        if copy.photo not in self._turned:
            self._turned[copy.photo] = picture.transformed(QTransform().rotate(90))
        return self._turned[copy.photo]


def paint_ruler(painter: QPainter, ruler: RulerPage) -> None:
    """Lines and words in black, with a painter as `SheetPainter` has."""
    _paint_lines(painter, ruler.lines, 0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for label in ruler.labels:
        painter.fillPath(_letters(label), Qt.GlobalColor.black)


def _paint_lines(painter: QPainter, lines: Iterable[CutMark], grey: int) -> None:
    scale = painter.deviceTransform()
    # thinner than a pixel it would be nearly invisible; 0 is a pixel's width
    width = MARK_MM if MARK_MM * hypot(scale.m11(), scale.m12()) >= 1 else 0
    # flat, or it would be longer than it is
    pen = QPen(QColor(grey, grey, grey), width, c=Qt.PenCapStyle.FlatCap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(pen)
    painter.drawLines([QLineF(line.x0, line.y0, line.x1, line.y1) for line in lines])


def _letters(label: Label) -> QPainterPath:
    """Outlines: the same on every device, whatever fonts it has."""
    font = QFont(FONT_FAMILY)
    font.setPixelSize(_FONT_PIXELS)
    letters = QPainterPath()
    letters.addText(0, 0, font, label.text)
    scale = label.height / _FONT_PIXELS
    middle = letters.boundingRect().center().x()
    return QTransform().translate(label.x, label.y).scale(scale, scale).translate(-middle, 0).map(letters)
