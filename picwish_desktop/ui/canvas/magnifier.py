"""The zoom tool's cursors: Qt has none."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QCursor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from picwish_desktop.storage.resources import resource

SIDE = 24
LENS = 11
"""Its middle in the drawing, across and down: what is pointed at."""


@lru_cache(maxsize=8)
def magnifier(ratio: float, *, is_out: bool) -> QCursor:
    """With a plus, or a minus when it `is_out`; sharp where one of the window system's pixels is `ratio` of the
    screen's."""
    drawing = resource(f"icons/{'zoom-out' if is_out else 'zoom-in'}.svg").read_text("utf-8")
    pixmap = QPixmap(round(SIDE * ratio), round(SIDE * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        # white around black is seen on any picture
        for color, width in (("white", 4), ("black", 2)):
            lines = drawing.replace("currentColor", color).replace('stroke-width="2"', f'stroke-width="{width}"')
            QSvgRenderer(lines.encode()).render(painter, QRectF(pixmap.rect()))
    pixmap.setDevicePixelRatio(ratio)
    return QCursor(pixmap, LENS, LENS)
