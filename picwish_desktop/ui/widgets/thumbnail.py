"""Small pictures with round corners, cut to fill their place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPainterPath

from picwish_desktop.ui.theme import tokens


def read_thumbnail(path: Path | str | None, size: QSize) -> QImage | None:
    """The picture at `path`, read just large enough to fill `size`; None when there is none or it cannot be read."""
    if path is None or not Path(path).is_file():
        return None
    return _read(QImageReader(str(path)), size)


def decode_thumbnail(data: bytes, size: QSize) -> QImage | None:
    """The picture that is encoded in `data`, just large enough to fill `size`; None when it cannot be decoded."""
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return _read(QImageReader(buffer), size)


def _read(reader: QImageReader, size: QSize) -> QImage | None:
    reader.setAutoTransform(True)
    full = reader.size()
    if full.isValid():
        reader.setScaledSize(full.scaled(size, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    return None if image.isNull() else image


class Cover:
    """Fills outlines with a picture. What it was scaled to is kept until the picture, the place's size or the screen is
    another: painting again costs no scaling."""

    def __init__(self) -> None:
        self._made_of: object = None
        self._covering = QImage()

    def draw(
        self,
        painter: QPainter,
        target: QRectF,
        image: QImage | None,
        outline: QPainterPath,
        *,
        anchor: float = 0.5,
    ) -> None:
        """Fill `outline` with the picture scaled to cover `target`, or with a neutral grey without one.

        `anchor` says which part of a tall picture is seen: 0 its top, 0.5 its middle.
        """
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if image is None:
            painter.fillPath(outline, QColor(tokens().line))
        else:
            ratio = painter.device().devicePixelRatioF()
            made_of = (image.cacheKey(), target.width(), target.height(), ratio, anchor)
            if made_of != self._made_of:
                self._made_of, self._covering = made_of, covering(image, target.size(), ratio, anchor)
            painter.setClipPath(outline)
            painter.drawImage(target, self._covering)
        painter.restore()


def covering(image: QImage, size: QSizeF, ratio: float, anchor: float) -> QImage:
    """The part of the picture that covers `size`, in the pixels of a screen that has `ratio` of them to each."""
    shown = size.scaled(image.width(), image.height(), Qt.AspectRatioMode.KeepAspectRatio)
    source = QRectF(0, 0, shown.width(), shown.height())
    source.moveLeft((image.width() - source.width()) / 2)
    source.moveTop((image.height() - source.height()) * anchor)
    # The painter looks at four pixels for each it draws; only `scaled` takes in all of a larger picture.
    part = source.toRect()
    # of a picture a pixel wide, too
    part.setSize(part.size().expandedTo(QSize(1, 1)))
    return image.copy(part).scaled(
        size.toSize() * ratio, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def rounded(target: QRectF, radius: float) -> QPainterPath:
    """A rectangle with round corners."""
    path = QPainterPath()
    path.addRoundedRect(target, radius, radius)
    return path
