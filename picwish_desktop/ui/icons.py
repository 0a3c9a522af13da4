"""Line icons in the theme's colours. They are coloured while painting, so a change of theme needs nothing else."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from picwish_desktop.storage.resources import resource
from picwish_desktop.ui.theme import tokens


def icon(name: str) -> QIcon:
    """A Lucide icon: dim; text-coloured under the pointer; accented when checked; faint when disabled."""
    return QIcon(_LineIcon(name))


class _LineIcon(QIconEngine):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        drawing = _drawing(self._name).replace("currentColor", _colour(mode, state))
        QSvgRenderer(drawing.encode()).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        return pixmap

    def clone(self) -> QIconEngine:
        return _LineIcon(self._name)


def _colour(mode: QIcon.Mode, state: QIcon.State) -> str:
    colours = tokens()
    if mode == QIcon.Mode.Disabled:
        return colours.faint
    if state == QIcon.State.On:
        return colours.accent
    return colours.dim if mode == QIcon.Mode.Normal else colours.text


@cache
def _drawing(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text("utf-8")
