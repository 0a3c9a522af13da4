"""Drawing what stands behind a cutout."""

from __future__ import annotations

from math import cos, floor, log2, radians, sin
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter

from picwish_desktop.imaging.backdrop import Blurred, blurred_for
from picwish_desktop.imaging.pyramid import Pyramid
from picwish_desktop.model.backdrop import (
    Backdrop,
    BackdropPicture,
    BlurredBackdrop,
    ColorBackdrop,
    GradientBackdrop,
    PictureBackdrop,
)
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.ui.canvas.checkerboard import checkerboard
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.viewport import Viewport


class Behind:
    """What the backdrops of one photo need to be drawn: their pictures, made before they are shown."""

    def __init__(self) -> None:
        self._levels: WeakKeyDictionary[BackdropPicture, list[QImage]] = WeakKeyDictionary()
        self._blurred: NDArray[np.uint8] | None = None
        self._photo = EMPTY
        self._blurred_shown: tuple[Rect, QImage, Blurred] | None = None
        """As it was last drawn, and for which part of the photo."""
        self._checks = checkerboard()

    def add_picture(self, picture: BackdropPicture) -> None:
        """Any thread may call it; a picture that was not added is drawn as nothing."""
        self._levels[picture] = picture_levels(picture)

    def set_blurred(self, blurred: NDArray[np.uint8], photo: Rect) -> None:
        """The photo out of focus at any size, rows × columns × 3; `photo` is the whole of it."""
        self._blurred, self._photo, self._blurred_shown = blurred, photo, None

    def draw(self, painter: QPainter, backdrop: Backdrop | None, part: Rect, viewport: Viewport) -> None:
        """Fill `part`, in pixels of the view from the corner of what is shown."""
        target, area = QRectF(0, 0, part.width, part.height), viewport.area
        match backdrop:
            case ColorBackdrop(color):
                painter.fillRect(target, QColor(*color))
            case GradientBackdrop():
                painter.fillRect(target, _gradient(backdrop, part, area))
            case PictureBackdrop() if backdrop.picture in self._levels:
                self._draw_picture(painter, backdrop, part, area)
            case BlurredBackdrop() if self._blurred is not None:
                self._draw_blurred(painter, part, viewport)
            case _:
                painter.setBrushOrigin(-part.x, -part.y)
                painter.fillRect(target, self._checks)

    def _draw_picture(self, painter: QPainter, backdrop: PictureBackdrop, part: Rect, area: Rect) -> None:
        height, width, _ = backdrop.picture.pixels.shape
        scale = _scale(backdrop, area)
        levels = self._levels[backdrop.picture]
        level = levels[min(max(floor(-log2(scale) + 1e-9), 0), len(levels) - 1)]
        left = (area.width - width * scale) * backdrop.x - part.x
        top = (area.height - height * scale) * backdrop.y - part.y
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(left, top, width * scale, height * scale), level)
        painter.restore()

    def _draw_blurred(self, painter: QPainter, part: Rect, viewport: Viewport) -> None:
        image, box = self._blurred_in(viewport.shown)
        area = viewport.area
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(-part.x, -part.y)
        painter.scale(area.width / box.width, area.height / box.height)
        painter.drawImage(QPointF(-box.left, -box.top), image)
        painter.restore()

    def _blurred_in(self, shown: Rect) -> tuple[QImage, Blurred]:
        if self._blurred_shown is None or self._blurred_shown[0] != shown:
            assert self._blurred is not None
            box = blurred_for(self._blurred, self._photo, shown)
            image = image_over(np.ascontiguousarray(box.pixels)).convertToFormat(QImage.Format.Format_RGB32)
            self._blurred_shown = shown, image, box
        return self._blurred_shown[1:]


def overhang(backdrop: PictureBackdrop, area: Rect) -> tuple[float, float]:
    """How much wider and higher the picture is than the `area` that it fills."""
    height, width, _ = backdrop.picture.pixels.shape
    scale = _scale(backdrop, area)
    return width * scale - area.width, height * scale - area.height


def _scale(backdrop: PictureBackdrop, area: Rect) -> float:
    height, width = (int(side) for side in backdrop.picture.pixels.shape[:2])
    return max(area.width / width, area.height / height) * max(1.0, backdrop.zoom)


def picture_levels(picture: BackdropPicture) -> list[QImage]:
    """At its size, a half, a quarter …, as Qt draws them fastest."""
    pyramid = Pyramid.of(picture.pixels)
    return [
        image_over(pyramid.level(level)).convertToFormat(QImage.Format.Format_RGB32) for level in range(pyramid.depth)
    ]


def _gradient(backdrop: GradientBackdrop, part: Rect, area: Rect) -> QBrush:
    across, down = cos(radians(backdrop.angle)), sin(radians(backdrop.angle))
    # from the middle of one corner's pixel to that of another's, as in the file
    half = (abs(across) * (area.width - 1) + abs(down) * (area.height - 1) or 1) / 2
    middle = QPointF(area.width / 2 - part.x, area.height / 2 - part.y)
    reach = QPointF(across * half, down * half)
    gradient = QLinearGradient(middle - reach, middle + reach)
    gradient.setColorAt(0, QColor(*backdrop.start))
    gradient.setColorAt(1, QColor(*backdrop.end))
    return QBrush(gradient)
