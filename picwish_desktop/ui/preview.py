"""A quick look at a picture by Qt, while what reads it exactly is still being imported."""

from __future__ import annotations

import mmap
import stat
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QColorSpace, QImage, QImageIOHandler, QImageReader, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.limits import MAX_PIXELS
from picwish_desktop.ui.canvas.checkerboard import checkerboard
from picwish_desktop.ui.canvas.decoration import paint_shadow
from picwish_desktop.ui.canvas.viewport import FIT_MARGIN, Viewport

FORMATS = {b"jpeg", b"png", b"bmp", b"webp", b"tiff"}
"""Of Qt's names: what can be opened."""
EXIF_MARKS = {b"png": b"eXIf", b"webp": b"EXIF"}
"""Before what says which way is up, which Qt reads in the others only."""
MAX_BYTES = 500_000_000
"""Of a file; with more it would not be quick."""
_DEPTH = 4
"""Bytes of a pixel as Qt unpacks it; with 16 bits a channel it is twice that, and large ones are not quick."""


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """A photo, small."""

    path: Path
    image: QImage
    """RGB888 or RGBA8888, in sRGB."""
    width: int
    """Of the photo itself, upright, in its own pixels."""
    height: int

    def widget(self, parent: QWidget, ground: str) -> QWidget:
        """Shows it on `ground`."""
        return _PreviewWidget(self, parent, QColor(ground))


def _device_size(size: QSize, ratio: float) -> QSize:
    """As the canvas has it."""
    return QSize(max(1, ceil(size.width() * ratio)), max(1, ceil(size.height() * ratio)))


class _PreviewWidget(QWidget):
    """A photo just where the canvas will show it."""

    def __init__(self, preview: Preview, parent: QWidget, ground: QColor) -> None:
        super().__init__(parent)
        self._preview, self._ground = preview, ground

    def paintEvent(self, _event: QPaintEvent) -> None:
        preview, ratio = self._preview, self.devicePixelRatioF()
        area = _area(_device_size(self.size(), ratio), preview.width, preview.height, ratio)
        place = QRect(area.x, area.y, area.width, area.height)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._ground)
            painter.scale(1 / ratio, 1 / ratio)
            paint_shadow(painter, area, self._ground, ratio)
            if preview.image.hasAlphaChannel():
                painter.setBrushOrigin(place.topLeft())
                painter.fillRect(place, checkerboard())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, preview.image)


def read_preview(path: Path, centre: QSize, ratio: float) -> Preview | None:
    """The picture at `path`, as large as it is shown in a `centre` of that size; None for what cannot be shown
    quickly, and for what is no picture: the one who opens it says why. Any thread may call it."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
        return None
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    name = bytes(reader.format().data())
    if name not in FORMATS or size.isEmpty() or size.width() * size.height() > MAX_PIXELS:
        return None
    is_turned = bool(reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90)
    upright = size.transposed() if is_turned else size
    area = _area(_device_size(centre, ratio), upright.width(), upright.height(), ratio)
    scaled = QSize(area.width, area.height)
    reader.setScaledSize(scaled.transposed() if is_turned else scaled)
    if name in EXIF_MARKS and _holds(path, EXIF_MARKS[name]):
        return None
    # Qt refuses what would take more than 256 MB, and a PNG is unpacked whole before it is scaled; for all of its
    # readers, also what reads the clipboard
    QImageReader.setAllocationLimit(ceil(MAX_PIXELS * _DEPTH / 2**20))
    image = _displayed(reader.read())
    return None if image is None else Preview(path, image, upright.width(), upright.height())


def _holds(path: Path, mark: bytes) -> bool:
    """Or cannot be looked at any more."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return content.find(mark) >= 0
    except (OSError, ValueError):
        return True


def _area(view: QSize, width: int, height: int, ratio: float) -> Rect:
    """Where the canvas, at first, puts a photo of `width` × `height`."""
    margin = round(FIT_MARGIN * ratio)
    return Viewport(view.width(), view.height(), width, height, margin).fitted().area


def _displayed(image: QImage) -> QImage | None:
    """In sRGB and 8 bits; None where Qt cannot say."""
    if image.isNull() or image.format() == QImage.Format.Format_CMYK8888:
        return None
    space, srgb = image.colorSpace(), QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    if space.isValid() and space != srgb:
        image = image.convertedToColorSpace(srgb)
    has_alpha = image.hasAlphaChannel()
    image = image.convertToFormat(QImage.Format.Format_RGBA8888 if has_alpha else QImage.Format.Format_RGB888)
    return None if image.isNull() else image
