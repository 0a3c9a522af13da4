"""What the canvas' tests see with, and a hand on the mouse."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias, cast

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QRegion, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from picwish_desktop.imaging.blur import blurred_photo
from picwish_desktop.imaging.pyramid import DisplayPixels, Pyramid
from picwish_desktop.model.backdrop import BackdropPicture
from picwish_desktop.model.cutout import Cutout, Matte
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas import zoom_view
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.cells import Cells
from picwish_desktop.ui.canvas.cutout_surface import CutoutSurface
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.scene import Scene
from picwish_desktop.ui.canvas.surface import Surface

Point: TypeAlias = tuple[float, float]


def noise(width: int, height: int, channels: int = 3, seed: int = 0) -> DisplayPixels:
    return np.random.default_rng(seed).integers(0, 256, (height, width, channels), np.uint8)


def picture_of(pixels: DisplayPixels) -> Picture:
    return Picture(Pyramid.of(pixels), lambda patch: patch.astype(np.uint8))


def edit_of(rect: Rect, seed: int = 1, channels: int = 3) -> Edit:
    return Edit("Remove objects", "test", (Patch(rect, noise(rect.width, rect.height, channels, seed)),))


def seen(surface: Surface) -> DisplayPixels:
    """What the surface paints when nothing is missing."""
    surface.draw_missing()
    viewport = surface.viewport
    view = np.zeros((viewport.height, viewport.width, 4), np.uint8)
    image = QImage(view.reshape(-1).data, viewport.width, viewport.height, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        surface.paint(painter, Rect(0, 0, viewport.width, viewport.height))
    return view[..., :3]


def redrawn(surface: Surface) -> DisplayPixels:
    """What a surface paints that is drawn now, from nothing but the picture and the mask."""
    scene = surface.scene
    mask = None if scene.mask is None else type(scene.mask).of(scene.mask.level(0))
    fresh = Scene(scene.picture, scene.edits, mask, scene.tint, scene.mask_only)
    return seen(Surface(fresh, surface.viewport))


def grabbed(canvas: Canvas) -> DisplayPixels:
    """What the window shows of the canvas when it has drawn what can wait."""
    draw_what_waits(canvas)
    return grabbed_now(canvas)


def draw_what_waits(canvas: Canvas) -> None:
    """As the canvas itself does when there is nothing else to do; what it would never draw is not drawn."""
    while canvas._drawing.isActive():
        draw_slice(canvas)
    assert is_drawn(canvas), "something is missing, and nobody would draw it"


def draw_slice(canvas: Canvas) -> None:
    """As when it is its turn, however long the others had theirs."""
    canvas._turns_left = zoom_view.MOST_TURNS_LEFT
    canvas._draw_on()


def is_drawn(canvas: Canvas) -> bool:
    """Whether nothing is missing."""
    return all(cells is None or cells.is_complete for cells in (canvas.surface, canvas.original))


def is_opaque(cells: Cells) -> bool:
    """Whether nothing below would be seen through what is visible."""
    inside = cells._visible.translated(-cells.window.x, -cells.window.y)
    return bool((cells._composite[inside.slices][..., 3] == 255).all())


def grabbed_now(canvas: Canvas) -> DisplayPixels:
    """What it shows before it draws what can wait."""
    return array_of(canvas.grab().toImage())[..., :3]


def array_of(image: QImage) -> DisplayPixels:
    """A copy: rows × columns × red, green, blue and alpha."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()


def moved(pixels: DisplayPixels, waiting: list[QRect], by: QPoint, canvas: Canvas) -> tuple[DisplayPixels, list[QRect]]:
    """What is on the screen, and what waits to be painted, when Qt has moved it `by` the window system's pixels."""
    whole, shift = canvas.rect(), by * canvas.ratio
    free = QRegion(whole) - QRegion(whole.translated(by))
    waiting = [*(rect.translated(by) for rect in waiting), *cast("Iterable[QRect]", free)]
    return np.roll(pixels, (shift.y(), shift.x()), (0, 1)), waiting


class Screen:
    """What is on the screen when only what the canvas asks for is painted again."""

    def __init__(self, canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
        self._canvas = canvas
        self._asked = [canvas.rect()]
        self._pixels = np.zeros_like(grabbed(canvas))
        monkeypatch.setattr(canvas, "update", self._update)
        monkeypatch.setattr(canvas, "scroll", self._scroll)

    def _update(self, *area: QRect | int) -> None:
        self._asked.append(QRect(*area) if area else self._canvas.rect())

    def _scroll(self, dx: int, dy: int, area: QRect) -> None:
        assert area == self._canvas.rect()
        self._pixels, self._asked = moved(self._pixels, self._asked, QPoint(dx, dy), self._canvas)

    def is_right(self) -> bool:
        """Paint what was asked for, and say whether the rest was still right."""
        painted = grabbed(self._canvas)
        for rect in self._asked:
            inside = rect.intersected(self._canvas.rect())
            part = slice(inside.top(), inside.bottom() + 1), slice(inside.left(), inside.right() + 1)
            self._pixels[part] = painted[part]
        self._asked.clear()
        return np.array_equal(self._pixels, painted)


class Hand:
    """Uses the mouse. Points are in pixels of the picture, and land on whole pixels of the view."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self.button = Qt.MouseButton.LeftButton
        self.modifiers = Qt.KeyboardModifier.NoModifier

    def in_view(self, point: Point) -> QPoint:
        x, y = self._canvas.viewport.to_view(*point)
        ratio = self._canvas.ratio
        return QPoint(round(x / ratio), round(y / ratio))

    def lands_on(self, point: Point) -> Point:
        """The point of the picture that is really met."""
        position = self.in_view(point)
        return self._canvas.viewport.to_picture(position.x() * self._canvas.ratio, position.y() * self._canvas.ratio)

    def press(self, point: Point) -> None:
        QTest.mousePress(self._canvas, self.button, self.modifiers, self.in_view(point))

    def move(self, point: Point) -> None:
        position = QPointF(self.in_view(point))
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            position,
            self._canvas.mapToGlobal(position),
            Qt.MouseButton.NoButton,
            self.button,
            self.modifiers,
        )
        QApplication.sendEvent(self._canvas, event)

    def release(self, point: Point) -> None:
        QTest.mouseRelease(self._canvas, self.button, self.modifiers, self.in_view(point))

    def drag(self, *points: Point) -> None:
        self.press(points[0])
        for point in points[1:]:
            self.move(point)
        self.release(points[-1])

    def click(self, point: Point) -> None:
        self.press(point)
        self.release(point)

    def turn_wheel(self, point: Point, delta: int, *, sideways: bool = False) -> None:
        position = QPointF(self.in_view(point))
        event = QWheelEvent(
            position,
            self._canvas.mapToGlobal(position),
            QPoint(),
            QPoint(delta, 0) if sideways else QPoint(0, delta),
            Qt.MouseButton.NoButton,
            self.modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self._canvas, event)


def document_of(canvas: Canvas) -> Document:
    assert canvas.document is not None
    return canvas.document


def surface_of(canvas: Canvas) -> Surface:
    assert isinstance(canvas.surface, Surface)
    return canvas.surface


def cutout_surface_of(canvas: Canvas) -> CutoutSurface:
    assert isinstance(canvas.surface, CutoutSurface)
    return canvas.surface


def matte_of(canvas: Canvas) -> Matte:
    cutout = document_of(canvas).state.cutout
    assert cutout is not None
    return cutout.matte


def soft_ellipse(width: int, height: int, softness: float = 6.0) -> Matte:
    """A subject in the middle that takes two thirds of the picture's sides."""
    y, x = np.mgrid[0:height, 0:width] + 0.5
    away = (1 - np.hypot((x - width / 2) / (width / 3), (y - height / 2) / (height / 3))) * min(width, height) / 3
    matte: Matte = np.clip(128 + away * 255 / softness, 0, 255).astype(np.uint8)
    return matte


def waves(width: int, height: int, phase: float = 0.0) -> DisplayPixels:
    """A picture without fine detail, so that however it is scaled, the same is seen."""
    y, x = np.mgrid[0:height, 0:width] + 0.5
    planes = [np.sin(x / width * 7 + phase + at) * np.cos(y / height * 5 - at + phase) for at in range(3)]
    colors: DisplayPixels = np.rint(127.5 + 120 * np.dstack(planes)).astype(np.uint8)
    return colors


BEACH = BackdropPicture(waves(340, 260, 2.0), "Beach")


@dataclass(frozen=True)
class CutoutStage:
    """A photo with a cutout, and what its canvas shows compared with one that did nothing before."""

    pixels: DisplayPixels
    cutout: Cutout

    def document(self) -> Document:
        document = Document(Photo(self.pixels, Metadata("PNG")))
        document.set_cutout("Cut out", self.cutout)
        return document

    def picture(self) -> Picture:
        """A new one each time."""
        picture = picture_of(self.pixels)
        picture.behind.add_picture(BEACH)
        height, width = self.pixels.shape[:2]
        blurred = blurred_photo(picture.opaque(0, ()), soft_ellipse(width, height), 0.02 * max(width, height))
        picture.behind.set_blurred(blurred, picture.bounds)
        return picture

    def show(self, canvas: Canvas) -> Document:
        document = self.document()
        canvas.set_job(CanvasJob.CUT_OUT)
        canvas.set_document(document, self.picture())
        return document

    def fresh(self, canvas: Canvas) -> DisplayPixels:
        """What a canvas that was made now shows of the same document."""
        other = Canvas()
        other.resize(canvas.size())
        other.set_job(canvas.job)
        other.set_cutout_view(canvas.cutout_view)
        other.set_compare(canvas.is_divided)
        other.set_document(canvas.document, self.picture(), canvas.view_state())
        pixels = grabbed(other)
        other.set_document(None, None)
        other.deleteLater()
        return pixels


def stage_of(width: int, height: int, pixels: DisplayPixels | None = None) -> CutoutStage:
    colors = Edit("Cut out", "test", (Patch(Rect(64, 64, 64, 64), noise(64, 64, 3, 5)),))
    matte = soft_ellipse(width, height)
    return CutoutStage(noise(width, height) if pixels is None else pixels, Cutout(matte, colors, "test"))
