"""Line icons in the theme's colours. They are coloured while painting, so a change of theme needs nothing else."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from picwish_desktop.storage.resources import resource
from picwish_desktop.ui.theme import tokens


def icon(name: str, *, is_link: bool = False) -> QIcon:
    """A Lucide icon: dim; text-coloured under the pointer; accented when checked; faint when disabled. Beside the word
    of a link it is accented throughout."""
    return QIcon(_LineIcon(name, is_link))


class _LineIcon(QIconEngine):
    def __init__(self, name: str, is_link: bool) -> None:
        super().__init__()
        self._name, self._is_link = name, is_link

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        _renderer(self._name, self._colour(mode, state)).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return QPixmap.fromImage(_image(self._name, self._colour(mode, state), size.width(), size.height()))

    def clone(self) -> QIconEngine:
        return _LineIcon(self._name, self._is_link)

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        colours = tokens()
        if mode == QIcon.Mode.Disabled:
            return colours.faint
        if self._is_link or state == QIcon.State.On:
            return colours.accent
        return colours.dim if mode == QIcon.Mode.Normal else colours.text


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    drawing = resource(f"icons/{name}.svg").read_text("utf-8")
    return QSvgRenderer(drawing.replace("currentColor", colour).encode())


@lru_cache(maxsize=512)
def _image(name: str, colour: str, width: int, height: int) -> QImage:
    # an image, not a pixmap: those may not outlive the application
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        _renderer(name, colour).render(painter, QRectF(0, 0, width, height))
    return image
