"""An ID photo as it is seen while it is framed: the person, the guides, and how far what runs is."""

from __future__ import annotations

from math import ceil, floor

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from picwish_desktop.idphoto.guides import GuideName
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.decoration import BAR, paint_progress
from picwish_desktop.ui.id_photo.guide_lines import GuideLines
from picwish_desktop.ui.id_photo.photo_frame import PhotoFrame
from picwish_desktop.ui.id_photo.photo_hint import paint_hint
from picwish_desktop.ui.id_photo.portrait_ground import Surroundings, paint_background, paint_ring
from picwish_desktop.ui.id_photo.portrait_scene import PortraitScene
from picwish_desktop.ui.id_photo.subject_image import SubjectImage
from picwish_desktop.ui.theme import tokens


class PortraitCanvas(QWidget):
    """Paints again only where something else is to be seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._scene: PortraitScene | None = None
        self._frame = PhotoFrame(Rect(0, 0, 1, 1), 1.0)
        self._active: GuideName | None = None
        self._lines = GuideLines(None, self._frame, self.font())
        self._subject: SubjectImage | None = None
        self._surroundings = Surroundings()
        self._progress: float | None = None
        self._has_ring = False

    @property
    def scene(self) -> PortraitScene | None:
        return self._scene

    @property
    def frame(self) -> PhotoFrame:
        """Where the ID photo is."""
        return self._frame

    @property
    def lines(self) -> GuideLines:
        return self._lines

    def show_scene(self, scene: PortraitScene | None) -> None:
        """None for an empty canvas. Emits nothing."""
        before, self._scene = self._scene, scene
        if scene is None:
            self._subject = None
        elif self._subject is None or self._subject.image.cacheKey() != scene.subject.cacheKey():
            self._subject = SubjectImage(scene.subject)
        if before is None or scene is None or _whole(before) != _whole(scene):
            self._fit()
            return
        if _picture(before) != _picture(scene):
            self._update_area(self._frame.area)
        if tuple(before.guides) != tuple(scene.guides):
            self._renew_lines()

    def set_progress(self, fraction: float | None) -> None:
        """How much of what runs is done, 0 to 1; None when nothing runs."""
        if fraction != self._progress:
            self._progress = fraction
            self.update(0, 0, self.width(), BAR + 1)

    def set_active(self, name: GuideName | None) -> None:
        """The guide that is taken, or would be."""
        if name != self._active:
            self._active = name
            self._renew_lines()

    def set_ring(self, is_shown: bool) -> None:
        """Around the photo, for those who come with the keyboard."""
        if is_shown != self._has_ring:
            self._has_ring = is_shown
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(900, 640)

    def minimumSizeHint(self) -> QSize:
        return QSize(360, 240)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DevicePixelRatioChange, QEvent.Type.FontChange):
            self._fit()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        frame, scene, colours = self._frame, self._scene, tokens()
        ratio, area = frame.ratio, frame.area
        exposed = _outward(event.rect(), ratio)
        with QPainter(self) as painter:
            painter.scale(1 / ratio, 1 / ratio)
            if scene is None or self._subject is None:
                painter.fillRect(exposed, QColor(colours.canvas))
            else:
                if not area.contains(_rect(exposed)):
                    self._surroundings.paint(painter, exposed, self._device_size(), QColor(colours.canvas), frame)
                if area.overlaps(_rect(exposed)):
                    self._paint_photo(painter, scene, self._subject)
                self._lines.paint(painter)
                if self._has_ring:
                    paint_ring(painter, area, ratio)
                if scene.hint:
                    paint_hint(painter, scene.hint, frame, self.font())
            if self._progress is not None:
                paint_progress(painter, self._device_size().width(), self._progress, QColor(colours.accent), ratio)

    def _paint_photo(self, painter: QPainter, scene: PortraitScene, subject: SubjectImage) -> None:
        area = self._frame.area
        painter.save()
        painter.setClipRect(area.x, area.y, area.width, area.height)
        paint_background(painter, scene, self._frame)
        subject.paint(painter, scene.subject_to_photo, self._frame.from_photo(scene.placement))
        painter.restore()

    def _device_size(self) -> QSize:
        ratio = self.devicePixelRatioF()
        return QSize(max(1, ceil(self.width() * ratio)), max(1, ceil(self.height() * ratio)))

    def _fit(self) -> None:
        size = self._device_size()
        aspect = 1.0 if self._scene is None else self._scene.aspect
        self._frame = PhotoFrame.fitted(aspect, (size.width(), size.height()), self.devicePixelRatioF())
        self._renew_lines()
        self.update()

    def _renew_lines(self) -> None:
        before = self._lines.parts()
        self._lines = GuideLines(self._scene, self._frame, self.font(), self._active)
        for area, _ in before ^ self._lines.parts():
            self._update_area(area)

    def _update_area(self, area: Rect) -> None:
        if not area.is_empty:
            self.update(_outward(QRect(area.x, area.y, area.width, area.height), 1 / self._frame.ratio))


def _whole(scene: PortraitScene) -> tuple[object, ...]:
    """What of it changes more than parts."""
    return scene.aspect, scene.spec, scene.hint, scene.guessed


def _picture(scene: PortraitScene) -> tuple[object, ...]:
    """What of it is painted inside of the photo, but for the guides."""
    background = (scene.background, scene.keeps_background)
    return scene.subject.cacheKey(), scene.subject_to_photo, scene.placement, background


def _outward(rect: QRect, factor: float) -> QRect:
    """Scaled, to whole pixels."""
    left, top = floor(rect.x() * factor), floor(rect.y() * factor)
    right, bottom = ceil((rect.x() + rect.width()) * factor), ceil((rect.y() + rect.height()) * factor)
    return QRect(left, top, right - left, bottom - top)


def _rect(rect: QRect) -> Rect:
    return Rect(rect.x(), rect.y(), rect.width(), rect.height())
