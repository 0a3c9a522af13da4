"""A picture seen at a zoom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import ceil, floor
from time import perf_counter
from typing import cast

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from picwish_desktop.model.geometry import EMPTY, Rect, beside
from picwish_desktop.ui.canvas.cells import SLICE, Cells
from picwish_desktop.ui.canvas.decoration import paint_shadow, shadow_reach
from picwish_desktop.ui.canvas.viewport import FIT_MARGIN, Viewport

ROUGH_MS = 60
"""So long a picture that zooms is only scaled."""
MOST_TURNS_LEFT = 2
"""To others before a slice is drawn: one has what came of a change told, the next has that laid out and painted."""


class Unpainted:
    """What waits to be painted. Not the view's own: to set what a widget holds takes five times as long."""

    area = EMPTY
    is_moved = False
    """Whether what is on the screen is in its place, and only what came into sight waits."""


class ZoomView(QWidget):
    """Shows one surface, and beside it another of the same picture. Lengths are device pixels unless they are said to
    be the picture's."""

    zoom_changed = Signal(float)
    """Told when the picture is drawn as it is: of a zoom that moves, not each step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._rough: Viewport | None = None
        """What the picture is looked at through while it zooms, and its surface is still drawn for another one."""
        self._sharpening = QTimer(self)
        self._sharpening.setSingleShot(True)
        self._sharpening.setInterval(ROUGH_MS)
        self._sharpening.timeout.connect(self.sharpen)
        self._drawing = QTimer(self)
        """Runs while something is missing; what a hand does comes first."""
        self._drawing.setInterval(0)
        self._drawing.timeout.connect(self._draw_on)
        self._turn_ended = 0.0
        """When drawing had its last turn."""
        self._turns_left = 0
        """To others, for the slice that comes next."""
        self.surface: Cells | None = None
        """None while nothing is shown."""
        self.original: Cells | None = None
        """The picture as it was before, as long as any of it is shown."""
        self.background = QColor("#161617")
        self.ratio = self.devicePixelRatioF()
        """Device pixels to one of the window system's. To ask for it at each move of a brush would take a while."""
        self._unpainted = Unpainted()
        self._window_size = QSize()
        """That of the window around it, when this had its size."""
        self._place = QPoint()
        """Where in the window it was then."""

    @property
    def viewport(self) -> Viewport:
        """Only while something is shown."""
        if self._rough is not None:
            return self._rough
        if self.surface is None:
            raise RuntimeError("no picture is shown")
        return self.surface.viewport

    @property
    def device_size(self) -> tuple[int, int]:
        """Width and height of this view."""
        return max(1, ceil(self.width() * self.ratio)), max(1, ceil(self.height() * self.ratio))

    def in_this_view(self, viewport: Viewport) -> Viewport:
        """The same part of the picture in a view as large as this is now, on its screen."""
        return replace(viewport, margin=round(FIT_MARGIN * self.ratio)).resized(*self.device_size)

    # zoom

    def zoom_in(self) -> None:
        if self.surface is not None:
            self.look_through(self.viewport.stepped(1))

    def zoom_out(self) -> None:
        if self.surface is not None:
            self.look_through(self.viewport.stepped(-1))

    def zoom_fit(self) -> None:
        if self.surface is not None:
            self.look_through(self.viewport.fitted())

    def zoom_to(self, scale: float, at: tuple[float, float] | None = None) -> None:
        """At a scale of 1, a pixel of the picture is one of the screen. What is `at` stays there; None for the
        middle."""
        if self.surface is not None:
            width, height = self.device_size
            self.look_through(self.viewport.zoomed(scale, *(at or (width / 2, height / 2))))

    def pan(self, dx: int, dy: int) -> None:
        if self.surface is not None:
            self.look_through(self.viewport.moved(dx, dy))

    def look_through(self, viewport: Viewport, *, is_moving: bool = False) -> None:
        """Show another part of the picture, or another size of it. While a wheel or fingers are moving it, what was
        seen is scaled, and a moment later drawn as it is."""
        if self.surface is None or viewport == (before := self.viewport):
            return
        self.finish_gesture()
        was_rough = self.is_rough
        if is_moving and (was_rough or viewport.scale != before.scale):
            self._rough = viewport
            if not was_rough:
                self._sharpening.start()
            self._update_zoomed(before, viewport)
        else:
            if was_rough:
                self.forget_zoom()
            self._draw_through(self.surface, viewport)

    @property
    def is_rough(self) -> bool:
        """Whether what is shown is only scaled."""
        return self._rough is not None

    def forget_zoom(self) -> None:
        """What was seen is not scaled any more."""
        if self._rough is not None:
            self._rough = None
            # nor is it what the surface holds
            self.update()
        self._sharpening.stop()

    def sharpen(self) -> None:
        """Draw the picture as it is. Called before anything draws on it."""
        viewport = self._rough
        self.forget_zoom()
        if viewport is None or self.surface is None:
            self.draw_missing()
        else:
            self._draw_through(self.surface, viewport)

    def _draw_through(self, surface: Cells, viewport: Viewport) -> None:
        before, was_complete = surface.viewport, surface.is_complete
        is_moved = surface.move(viewport)
        if self.original is not None:
            self.original.move(viewport)
        if not (is_moved and was_complete and self._moves_along(before, viewport)):
            self.update()
        if viewport.scale != before.scale:
            self.zoom_changed.emit(viewport.scale)

    def _moves_along(self, before: Viewport, now: Viewport) -> bool:
        """Have what is on the screen moved, which takes less than to copy it again, and only what comes into sight
        painted. False where that cannot be."""
        unpainted, ratio = self._unpainted, self.ratio
        # to move it many times before it is painted once takes longer than to copy it
        if unpainted.is_moved or not self.is_all_moved():
            return False
        dx, dy = now.x - before.x, now.y - before.y
        if ratio != 1:
            # between its own pixels Qt moves a little too far or not far enough
            if ratio != round(ratio) or dx % ratio or dy % ratio:
                return False
            dx, dy = round(dx / ratio), round(dy / ratio)
        unpainted.area, unpainted.is_moved = Rect(0, 0, now.width, now.height), True
        self.scroll(dx, dy, self.rect())
        return True

    def _update_zoomed(self, before: Viewport, now: Viewport) -> None:
        """What is around the picture and stays so is not painted again."""
        if self.is_all_moved():
            reached = before.area.union(now.area).grown(shadow_reach(self.ratio))
            self.update_area(reached.intersection(Rect(0, 0, now.width, now.height)))
        else:
            self.update()

    def draw_missing(self) -> None:
        """Draw what else would be drawn a little later."""
        for cells in (self.surface, self.original):
            if cells is not None:
                self.update_area(cells.draw_missing())

    def draw_later(self) -> None:
        """Draw what is missing when nothing else is to be done, a little at a time. Surfaces ask for it."""
        self._drawing.start()

    def _draw_on(self) -> None:
        now = perf_counter()
        if self._turns_left < MOST_TURNS_LEFT and now - self._turn_ended > SLICE:
            # others had much to do since: what a hand did meanwhile has its turn
            self._turn_ended = now
            self._turns_left += 1
            return
        self._turns_left = 0
        for cells in (self.surface, self.original):
            if cells is not None and not cells.is_complete:
                self.update_area(cells.draw_slice())
                self._turn_ended = perf_counter()
                return
        self._drawing.stop()

    # for those who add to it

    def finish_gesture(self) -> None:
        """End what is being drawn. Called before what it draws on changes its place."""

    def original_area(self) -> Rect:
        """Where `original` is shown in the place of `surface`."""
        return EMPTY

    def is_all_moved(self) -> bool:
        """Whether everything that is painted moves with the picture."""
        return self.original is None

    def area_in_use(self) -> Rect:
        """What of the view stays in sight when another part of the window takes some of its room."""
        area = self.viewport.area
        return area if area == self.viewport.visible_area else EMPTY

    def paint_overlays(self, painter: QPainter, exposed: Rect) -> None:
        """Paint what lies over the picture, in device pixels."""

    # painting

    def update_area(self, area: Rect) -> None:
        """Paint `area` of the view again."""
        # as one rectangle with what waits to be painted: to copy several takes many times longer
        waiting = self._unpainted.area = self._unpainted.area.union(area)
        if not waiting.is_empty:
            self.update_box(waiting.x, waiting.y, waiting.width, waiting.height)

    def update_box(self, x: int, y: int, width: int, height: int) -> None:
        """As `update_area`, for what is mostly painted before the next one comes."""
        ratio = self.ratio
        if ratio != 1:
            x, y, width, height = _scaled(x, y, width, height, 1 / ratio)
        self.update(x, y, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio, surface, moved_in = self.ratio, self.surface, None
        exposed = Rect(*cast("tuple[int, int, int, int]", event.rect().getRect()))
        unpainted = self._unpainted
        unpainted.area = EMPTY
        if unpainted.is_moved:
            unpainted.is_moved, moved_in = False, _parts(event.region(), ratio)
        with QPainter(self) as painter:
            if ratio != 1:
                painter.scale(1 / ratio, 1 / ratio)
                exposed = Rect(*_scaled(*exposed, ratio))
            if surface is None or (surface.visible_area.is_empty and not surface.is_complete):
                # nothing of a picture, or of what lies over it, is seen before all of it can be
                painter.fillRect(exposed.x, exposed.y, exposed.width, exposed.height, self.background)
                return
            if moved_in is None:
                self._paint(painter, surface, exposed)
                return
            for part in moved_in:
                # into one rectangle Qt copies sooner than into several at a time
                painter.setClipRect(part.x, part.y, part.width, part.height)
                self._paint(painter, surface, part)

    def _paint(self, painter: QPainter, surface: Cells, exposed: Rect) -> None:
        if self._rough is None and self.original is None and surface.visible_area.contains(exposed):
            surface.copy_to(painter, exposed)
        else:
            self._paint_picture(painter, surface, exposed)
        self.paint_overlays(painter, exposed)

    def _paint_picture(self, painter: QPainter, surface: Cells, exposed: Rect) -> None:
        area = self.viewport.visible_area
        if not area.contains(exposed):
            for empty in beside(area, exposed):
                painter.fillRect(empty.x, empty.y, empty.width, empty.height, self.background)
            painter.setClipRect(exposed.x, exposed.y, exposed.width, exposed.height)
            paint_shadow(painter, self.viewport.area, self.background, self.ratio, exposed)
        original = self.original_area().intersection(exposed)
        if self._rough is not None:
            self._paint_roughly(painter, surface, self._rough, original)
            return
        if original != exposed.intersection(area):
            surface.paint(painter, exposed)
        if self.original is not None and not original.is_empty:
            self.original.paint(painter, original)

    def _paint_roughly(self, painter: QPainter, surface: Cells, rough: Viewport, original: Rect) -> None:
        area = rough.visible_area
        kept = surface.paint_scaled(painter, rough, area)
        if kept != area:
            # what comes into sight is not drawn yet
            for missing in beside(kept, area):
                painter.fillRect(missing.x, missing.y, missing.width, missing.height, self.background)
        if self.original is not None:
            self.original.paint_scaled(painter, rough, original)

    def resizeEvent(self, event: QResizeEvent) -> None:
        window_size, before, self._place = self.window().size(), self._place, self.mapTo(self.window(), QPoint())
        if window_size != self._window_size:
            self._window_size = window_size
            self._follow_size()
        elif self.surface is not None:
            # a part of the window came or went: whoever looks at the picture goes on looking there
            moved = (self._place - before) * self.ratio
            corner = moved.x(), moved.y()
            self.look_through(self.viewport.making_room(*self.device_size, self.area_in_use(), corner))
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            # a second way from Qt into Python takes as long as the painting of a brush
            self.paintEvent(event)
            return True
        self.ratio = self.devicePixelRatioF()
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._follow_size()
        elif event.type() == QEvent.Type.DeferredDelete:
            # painters that are open outlive what they paint on, and the gesture what would end it
            self.finish_gesture()
        return super().event(event)

    def _follow_size(self) -> None:
        if self.surface is not None:
            self.look_through(self.in_this_view(self.viewport))


def _parts(region: QRegion, ratio: float) -> list[Rect]:
    """In device pixels, `ratio` of them to one of the window system's."""
    rects = [cast("tuple[int, int, int, int]", part.getRect()) for part in cast("Iterable[QRect]", region)]
    return [Rect(*(rect if ratio == 1 else _scaled(*rect, ratio))) for rect in rects]


def _scaled(x: int, y: int, width: int, height: int, factor: float) -> tuple[int, int, int, int]:
    """Rounded outward."""
    left, top = floor(x * factor), floor(y * factor)
    return left, top, ceil((x + width) * factor) - left, ceil((y + height) * factor) - top
