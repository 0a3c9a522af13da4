"""A portrait to frame, someone who answers what the canvas asks for, and a hand on the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from picwish_desktop.idphoto.guides import GuideName, guides, with_guide
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.imaging.pyramid import DisplayPixels
from picwish_desktop.model.portrait import Landmarks, Placement, Point, apply
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.id_photo.portrait_scene import PortraitScene
from picwish_desktop.ui.id_photo.portrait_view import PortraitView
from tests.idphoto.specs import document, mm
from tests.ui.canvas.acting import array_of

NO = Qt.KeyboardModifier.NoModifier
SPEC = document(head=mm(32, 36), eyes=mm(20, 26))
HEAD = Landmarks((300, 150), (300, 490), (240, 310), (360, 310))
"""On a photo of 600 × 800."""
START = Placement((300, 340), 460)
"""33.3 mm of head height."""


def subject_of(pixels: DisplayPixels) -> QImage:
    """Rows × columns × 3, or 4 where it is cut out."""
    is_cut = pixels.shape[2] == 4
    wanted = QImage.Format.Format_ARGB32_Premultiplied if is_cut else QImage.Format.Format_RGB32
    return image_over(np.ascontiguousarray(pixels)).convertToFormat(wanted)


def plain(color: Sequence[int] = (90, 120, 150), size: tuple[int, int] = (600, 800)) -> DisplayPixels:
    return np.broadcast_to(np.array(color, np.uint8), (size[1], size[0], len(color))).copy()


def scene_of(
    placement: Placement = START,
    landmarks: Landmarks | None = HEAD,
    pixels: DisplayPixels | None = None,
    spec: DocumentSpec = SPEC,
) -> PortraitScene:
    lines = [] if landmarks is None else guides(spec, landmarks, placement)
    subject = subject_of(plain() if pixels is None else pixels)
    return PortraitScene(object(), spec, spec.aspect, placement, subject, (1, 0, 0, 0, 1, 0), None, True, lines)


class Answering:
    """Shows what was asked for, as the window does, and takes it back when it is cancelled."""

    def __init__(self, view: PortraitView, scene: PortraitScene, landmarks: Landmarks = HEAD) -> None:
        self._view, self._landmarks, self._has_guides = view, landmarks, bool(scene.guides)
        self._kept = scene, landmarks
        self.placed: list[tuple[Placement, bool]] = []
        self.guides: list[tuple[str, float, bool]] = []
        self.others: list[str] = []
        view.placed.connect(self._on_placed)
        view.guide_moved.connect(self._on_guide)
        view.cancelled.connect(self._on_cancelled)
        view.automatic_requested.connect(lambda: self.others.append("automatic"))
        view.show_scene(scene)

    @property
    def scene(self) -> PortraitScene:
        assert self._view.scene is not None
        return self._view.scene

    @property
    def finals(self) -> list[bool]:
        return [is_final for _, is_final in self.placed]

    def _on_placed(self, placement: Placement, is_final: bool) -> None:
        self.placed.append((placement, is_final))
        self._show(placement, is_final)

    def _on_guide(self, name: GuideName, share: float, is_final: bool) -> None:
        self.guides.append((name, share, is_final))
        self._landmarks = with_guide(self._landmarks, self.scene.placement, self.scene.spec, name, share)
        self._show(self.scene.placement, is_final)

    def _on_cancelled(self) -> None:
        self.others.append("cancelled")
        scene, self._landmarks = self._kept
        self._view.show_scene(scene)

    def _show(self, placement: Placement, is_final: bool) -> None:
        lines = guides(self.scene.spec, self._landmarks, placement) if self._has_guides else []
        scene = replace(self.scene, placement=placement, guides=lines)
        self._view.show_scene(scene)
        if is_final:
            self._kept = scene, self._landmarks


class Hand:
    """Points are in device pixels of the view; what is given back is the point that is really met."""

    def __init__(self, view: PortraitView) -> None:
        self._view = view
        self.button = Qt.MouseButton.LeftButton

    def _position(self, point: Point) -> QPoint:
        ratio = self._view.frame.ratio
        return QPoint(round(point[0] / ratio), round(point[1] / ratio))

    def met(self, point: Point) -> Point:
        position, ratio = self._position(point), self._view.frame.ratio
        return position.x() * ratio, position.y() * ratio

    def press(self, point: Point) -> Point:
        QTest.mousePress(self._view, self.button, NO, self._position(point))
        return self.met(point)

    def move(self, point: Point, *, is_held: bool = True) -> Point:
        position = QPointF(self._position(point))
        held = self.button if is_held else Qt.MouseButton.NoButton
        at = self._view.mapToGlobal(position)
        event = QMouseEvent(QEvent.Type.MouseMove, position, at, Qt.MouseButton.NoButton, held, NO)
        QApplication.sendEvent(self._view, event)
        return self.met(point)

    def release(self, point: Point) -> Point:
        QTest.mouseRelease(self._view, self.button, NO, self._position(point))
        return self.met(point)

    def drag(self, *points: Point) -> None:
        self.press(points[0])
        for point in points[1:]:
            self.move(point)
        self.release(points[-1])

    def turn_wheel(self, point: Point, delta: int, modifiers: Qt.KeyboardModifier = NO) -> Point:
        position = QPointF(self._position(point))
        at, none = self._view.mapToGlobal(position), Qt.MouseButton.NoButton
        event = QWheelEvent(
            position, at, QPoint(), QPoint(0, delta), none, modifiers, Qt.ScrollPhase.NoScrollPhase, False
        )
        QApplication.sendEvent(self._view, event)
        return self.met(point)


def press_key(view: PortraitView, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO, *, repeats: int = 0) -> None:
    """Down, again as often as it repeats, and up."""
    for index in range(repeats + 1):
        QApplication.sendEvent(view, QKeyEvent(QEvent.Type.KeyPress, key, modifiers, "", index > 0))
    QApplication.sendEvent(view, QKeyEvent(QEvent.Type.KeyRelease, key, modifiers))


def seen(view: PortraitView) -> DisplayPixels:
    """What the window shows of the view, in device pixels: red, green and blue."""
    return array_of(view.grab().toImage())[..., :3]


def inside(view: PortraitView, share_x: float, share_y: float) -> Point:
    """A point of the view by shares of the ID photo."""
    return view.frame.x(share_x), view.frame.y(share_y)


def dotted(*dots: Point, radius: int = 6) -> DisplayPixels:
    """A grey photo with red discs."""
    pixels = plain((120, 120, 120))
    y, x = np.mgrid[0 : pixels.shape[0], 0 : pixels.shape[1]] + 0.5
    for dot in dots:
        pixels[np.hypot(x - dot[0], y - dot[1]) <= radius] = (255, 0, 0)
    return pixels


def dot_in(pixels: DisplayPixels) -> Point:
    """The middle of what is red, in the picture's own coordinates."""
    redness = np.clip(pixels[..., 0].astype(float) - pixels[..., 1] - 30, 0, None)
    y, x = np.mgrid[0 : pixels.shape[0], 0 : pixels.shape[1]] + 0.5
    return float((redness * x).sum() / redness.sum()), float((redness * y).sum() / redness.sum())


def expected(view: PortraitView, placement: Placement, point: Point) -> Point:
    """Where a point of the photo has to be seen."""
    area = view.frame.area
    x, y = apply(placement.from_photo(area.width, area.height), point)
    return x + area.x, y + area.y


class Screen:
    """What is on the screen when only what the view asks for is painted again."""

    def __init__(self, view: PortraitView) -> None:
        self._view = view
        self._asked = [view.rect()]
        self._pixels = np.zeros_like(seen(view))

    def update(self, *area: QRect | int) -> None:
        """Takes the place of the view's."""
        self._asked.append(QRect(*area) if area else self._view.rect())

    @property
    def asked(self) -> int:
        """Pixels that wait to be painted."""
        return sum(rect.width() * rect.height() for rect in self._asked)

    def is_right(self) -> bool:
        """Paint what was asked for, and say whether the rest was still right."""
        painted = seen(self._view)
        for rect in self._asked:
            part = rect.intersected(self._view.rect())
            rows, columns = slice(part.top(), part.bottom() + 1), slice(part.left(), part.right() + 1)
            self._pixels[rows, columns] = painted[rows, columns]
        self._asked.clear()
        return np.array_equal(self._pixels, painted)
