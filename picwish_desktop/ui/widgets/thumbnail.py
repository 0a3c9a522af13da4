"""Small pictures with round corners, cut to fill their place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPainterPath

from picwish_desktop.ui.theme import tokens


def read_thumbnail(path: Path | str | None, size: QSize) -> QImage | None:
    """The picture at `path`, read just large enough to fill `size`; None when there is none or it cannot be read."""
    if path is None or not Path(path).is_file():
        return None
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    full = reader.size()
    if full.isValid():
        reader.setScaledSize(full.scaled(size, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    return None if image.isNull() else image


def draw_cover(
    painter: QPainter, target: QRectF, image: QImage | None, outline: QPainterPath, *, anchor: float = 0.5
) -> None:
    """Fill `outline` with the picture scaled to cover `target`, or with a neutral grey without one.

    `anchor` says which part of a tall picture is seen: 0 its top, 0.5 its middle.
    """
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    if image is None:
        painter.fillPath(outline, QColor(tokens().line))
    else:
        shown = target.size().scaled(image.width(), image.height(), Qt.AspectRatioMode.KeepAspectRatio)
        source = QRectF(0, 0, shown.width(), shown.height())
        source.moveLeft((image.width() - source.width()) / 2)
        source.moveTop((image.height() - source.height()) * anchor)
        painter.setClipPath(outline)
        # The painter looks at four pixels for each it draws; only `scaled` takes in all of a larger picture.
        pixels = target.size().toSize() * painter.device().devicePixelRatio()
        fitting = image.copy(source.toRect()).scaled(
            pixels, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawImage(target, fitting)
    painter.restore()


def rounded(target: QRectF, radius: float) -> QPainterPath:
    """A rectangle with round corners."""
    path = QPainterPath()
    path.addRoundedRect(target, radius, radius)
    return path
