"""What is painted around and over the picture: its shadow, the rectangles, the progress of a removal."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.viewport import Viewport

SHADOW, LOWER = 20, 4
ALONG = 256
"""Pixels of it that are copied at a time, between its corners."""
DARK = 128
"""Lightness of 255 below which a ground is."""
HANDLE = 8
"""Side of the squares by which a rectangle is resized."""
BAR = 3


def shadow_reach(ratio: float) -> int:
    """Pixels around the picture beyond which there is nothing of its shadow, nor of what lies on its edge."""
    return round(SHADOW * ratio) + round(LOWER * ratio)


def paint_shadow(painter: QPainter, area: Rect, ground: QColor, ratio: float, exposed: Rect | None = None) -> None:
    """A soft edge around the picture on `ground`, a little lower than the picture itself; at least where it is
    `exposed`, or all of it."""
    shadow, edge = _shadow(ground.lightness() < DARK, ratio)
    reach, lower = round(SHADOW * ratio), round(LOWER * ratio)
    outer, far = area.grown(reach).translated(0, lower), shadow.width() - edge
    for x, column in (outer.x, 0), (outer.right - edge, far):
        for y, row in (outer.y, 0), (outer.bottom - edge, far):
            painter.drawImage(x, y, shadow, column, row, edge, edge)
    # no more of it is seen than the picture leaves; to copy it along there takes half as long as to stretch it
    seen, exposed = shadow_reach(ratio), exposed or outer
    far = shadow.width() - seen
    for y, height in _parts(outer.y + edge, outer.bottom - edge, exposed.y, exposed.bottom):
        for x, column in (outer.x, 0), (outer.right - seen, far):
            painter.drawImage(x, y, shadow, column, edge, seen, height)
    for x, width in _parts(outer.x + edge, outer.right - edge, exposed.x, exposed.right):
        for y, row in (outer.y, 0), (outer.bottom - seen, far):
            painter.drawImage(x, y, shadow, edge, row, width, seen)


def _parts(start: int, end: int, first: int, last: int) -> Iterator[tuple[int, int]]:
    """What of `start` to `end` lies within `first` to `last`: where each part begins, and how long it is."""
    end = min(end, last)
    for at in range(max(start, first), end, ALONG):
        yield at, min(ALONG, end - at)


@cache
def _shadow(is_ground_dark: bool, ratio: float) -> tuple[QImage, int]:
    """Of a picture that is little larger than its corners, and how many pixels a corner has. Between them it is the
    same all along."""
    # on a light one the same black is dirt
    strength = 70 if is_ground_dark else 28
    reach, lower = round(SHADOW * ratio), round(LOWER * ratio)
    edge = 2 * reach
    side = 2 * edge + ALONG
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    inner = Rect(reach, reach, side - 2 * reach, side - 2 * reach)
    with QPainter(image) as painter:
        # from where the picture still covers it, or a bright line would show between the two below
        for distance in range(-lower, reach):
            painter.setPen(QColor(0, 0, 0, round(strength * (1 - max(0, distance) / reach) ** 2)))
            grown, corner = inner.grown(distance), max(0, distance)
            painter.drawRoundedRect(grown.x, grown.y, grown.width - 1, grown.height - 1, corner, corner)
    return image, edge


def paint_rectangles(
    painter: QPainter,
    rectangles: Collection[Rect],
    viewport: Viewport,
    colour: QColor,
    ratio: float,
    *,
    as_mask: bool,
    beside: Rect,
) -> None:
    """Outlines with a light tint inside, or with what the mask has where it is marked, but not in `beside`, the left
    part of the view, where the picture is seen."""
    inside = QColor(colour)
    inside.setAlphaF(0 if as_mask else 0.15)
    if as_mask:
        for rectangle in rectangles:
            box = rect_in_view(rectangle, viewport)
            box.setLeft(max(box.left(), beside.right))
            if box.isValid():
                painter.fillRect(box, QColor(255, 255, 255))
    # dark beside the colour is seen on a photo of that colour, too
    for pen, brush in (
        (QPen(QColor(0, 0, 0, 130), 3 * ratio), inside),
        (QPen(colour, 1.5 * ratio), Qt.GlobalColor.transparent),
    ):
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(brush)
        for rectangle in rectangles:
            painter.drawRect(rect_in_view(rectangle, viewport))


def paint_handles(painter: QPainter, rectangle: Rect, viewport: Viewport, colour: QColor, ratio: float) -> None:
    """Squares at the corners."""
    box = rect_in_view(rectangle, viewport)
    painter.setBrush(QColor(255, 255, 255))
    painter.setPen(QPen(colour, 1.5 * ratio, j=Qt.PenJoinStyle.MiterJoin))
    side = HANDLE * ratio
    for corner in (box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight()):
        painter.drawRect(QRectF(corner.x() - side / 2, corner.y() - side / 2, side, side))


def paint_progress(painter: QPainter, width: int, fraction: float, colour: QColor, ratio: float) -> None:
    """A bar along the top of the view."""
    painter.fillRect(QRectF(0, 0, width * fraction, BAR * ratio), colour)


def rect_in_view(rect: Rect, viewport: Viewport) -> QRectF:
    left, top = viewport.to_view(rect.x, rect.y)
    return QRectF(left, top, rect.width * viewport.scale, rect.height * viewport.scale)


def rectangle_reach(rect: Rect, viewport: Viewport, ratio: float) -> Rect:
    """What must be painted again when a rectangle changes."""
    return viewport.rect_to_view(rect).grown(round((HANDLE + 2) * ratio))
