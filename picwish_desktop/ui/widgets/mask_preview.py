"""A photo, small, with what a mask would mark tinted over it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, qRgba
from PySide6.QtWidgets import QWidget

from picwish_desktop.imaging.pyramid import THIN
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.widgets.thumbnail import rounded

PREVIEW = QSize(440, 296)
"""The most room it takes."""
_OPACITY = 0.6
_RADIUS = 6


@dataclass(frozen=True, slots=True, eq=False)
class PreviewPictures:
    """All of one size. Of each pixel: how much of it is white in the mask, and how much is marked already."""

    color: QColor
    """Of what is marked."""
    photo: QImage
    white: NDArray[np.uint8]
    marked: NDArray[np.uint8]


class MaskPreview(QWidget):
    def __init__(self, pictures: PreviewPictures, room: QSize = PREVIEW, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._mark = pictures.marked
        size = pictures.photo.size()
        shown = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        self._shown = shown.expandedTo(QSize(1, 1))
        self.setFixedSize(room.width(), self._shown.height())
        self.setAccessibleName("The photo with the mark")

    @property
    def share(self) -> float:
        """Of the photo that would be marked, 0 to 1, as far as the preview's pixels tell."""
        return float(self._mark.mean()) / 255

    def show_mark(self, *, marks_white: bool, is_added: bool) -> None:
        """What would be marked: the mask's white or black part, and what is marked already where that stays."""
        pictures = self._pictures
        mark = pictures.white if marks_white else 255 - pictures.white
        self._mark = np.maximum(mark, pictures.marked) if is_added else mark
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        place = QRectF(QPointF((self.width() - self._shown.width()) / 2, 0), self._shown.toSizeF())
        with QPainter(self) as painter:
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
            painter.setClipPath(rounded(place, _RADIUS))
            painter.drawImage(place, self._pictures.photo)
            painter.drawImage(place, self._tint())

    def _tint(self) -> QImage:
        color = self._pictures.color
        image = image_over(self._mark[..., np.newaxis], image_format=QImage.Format.Format_Indexed8)
        # what is thin is lifted here, and not sooner: black may be what marks, and the share is of what there is
        opacities = (round(255 * (level / 255) ** THIN * _OPACITY) for level in range(256))
        image.setColorTable([qRgba(color.red(), color.green(), color.blue(), opacity) for opacity in opacities])
        return image
