"""The person as painted: in whichever size the view needs."""

from __future__ import annotations

from math import hypot

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QTransform

from picwish_desktop.model.portrait import Matrix


class SubjectImage:
    """Keeps halves, quarters and so on: Qt looks at four pixels only, so what is made much smaller would flicker."""

    def __init__(self, image: QImage) -> None:
        self.image = image
        self._levels = [image]

    def paint(self, painter: QPainter, to_photo: Matrix, to_view: Matrix) -> None:
        """`to_photo` takes points of the image to the photo, `to_view` these to the painter's."""
        if self.image.isNull():
            return
        transform = _transform(to_photo) * _transform(to_view)
        level = self._level(hypot(transform.m11(), transform.m12()))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        # for the photo's own border where it is seen
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, transform.isRotating())
        painter.setTransform(transform, combine=True)
        painter.scale(self.image.width() / level.width(), self.image.height() / level.height())
        painter.drawImage(0, 0, level)
        painter.restore()

    def _level(self, scale: float) -> QImage:
        """The smallest that is not enlarged where the image itself is painted at `scale`."""
        index = 0
        while scale * 2 ** (index + 1) <= 1 and min(self._levels[index].width(), self._levels[index].height()) > 1:
            index += 1
            if index == len(self._levels):
                larger = self._levels[-1]
                self._levels.append(
                    larger.scaled(
                        larger.width() // 2,
                        larger.height() // 2,
                        Qt.AspectRatioMode.IgnoreAspectRatio,
                        Qt.TransformationMode.SmoothTransformation,
                    )
                )
        return self._levels[index]


def _transform(matrix: Matrix) -> QTransform:
    a, b, c, d, e, f = matrix
    return QTransform(a, d, b, e, c, f)
