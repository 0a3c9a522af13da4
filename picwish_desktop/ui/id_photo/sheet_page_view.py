"""One page of a sheet on the canvas: white paper with its copies, of which one can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import hypot
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.sheet import MM_PER_INCH, PlacedPhoto, SheetPage
from picwish_desktop.ui.canvas.decoration import paint_shadow
from picwish_desktop.ui.id_photo.sheet_painter import SheetPainter
from picwish_desktop.ui.theme import tokens

AROUND = 28
"""Pixels of canvas around the paper, at least."""
EMPTY = "No sheet yet. Choose a document and how many copies to print."
_RING = 2
_STEP = 20
"""Pixels that a third of a turn of the wheel scrolls."""
_LEAST_DPI, _MOST_DPI = 40.0, 500.0
_SQUARE = 1.15
"""How much longer than wide a screen's pixel may be said to be."""
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Screen(Protocol):
    """What is asked of a QScreen."""

    def physicalDotsPerInchX(self) -> float: ...
    def physicalDotsPerInchY(self) -> float: ...
    def logicalDotsPerInch(self) -> float: ...


def true_scale(screen: Screen) -> float:
    """Pixels of the window system in a millimetre. A screen that does not know its size, or says one that cannot be, is
    taken to have what the system scales its letters to."""
    across, down = screen.physicalDotsPerInchX(), screen.physicalDotsPerInchY()
    is_likely = all(_LEAST_DPI <= dpi <= _MOST_DPI for dpi in (across, down))
    if is_likely and max(across, down) <= _SQUARE * min(across, down):
        return (across + down) / 2 / MM_PER_INCH
    return screen.logicalDotsPerInch() / MM_PER_INCH


class SheetPageView(QAbstractScrollArea):
    """Arrow keys go from copy to copy, Enter chooses the photo of one. In the other keys it leaves to its parent."""

    copy_chosen = Signal(int)
    """Which of the sheet's photos."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Print sheet")
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._page: SheetPage | None = None
        self._pictures: Sequence[QImage] = ()
        self._is_true_size = False
        self._is_arranging = False
        self._current = 0
        """The copy that the keyboard is at."""
        self._drawn: tuple[float, SheetPage, SheetPainter] | None = None
        """Device pixels in a millimetre, and the page and its pictures fitted to them."""

    def show_page(self, page: SheetPage | None, pictures: Sequence[QImage]) -> None:
        if page != self._page:
            self._current = 0
        self._page, self._pictures, self._drawn = page, pictures, None
        self._arrange()

    def set_true_size(self, is_true: bool) -> None:
        """As large as on paper, instead of all of it in sight."""
        self._is_true_size = is_true
        self._arrange()

    def scale(self) -> float:
        """Pixels of the window system in a millimetre."""
        if self._page is None or self._is_true_size:
            return true_scale(self.screen())
        room, paper = self.maximumViewportSize(), self._page.paper
        fitting = min((room.width() - 2 * AROUND) / paper.width, (room.height() - 2 * AROUND) / paper.height)
        return max(fitting, 1 / paper.width)

    def paper_rect(self) -> QRectF:
        """Where the paper is seen, in the viewport; its corner is on a whole device pixel."""
        assert self._page is not None
        scale, ratio, size = self.scale(), self.devicePixelRatioF(), self.viewport().size()
        width, height = self._page.paper.width * scale, self._page.paper.height * scale
        left = max((size.width() - width) / 2, AROUND) - self.horizontalScrollBar().value()
        top = max((size.height() - height) / 2, AROUND) - self.verticalScrollBar().value()
        return QRectF(round(left * ratio) / ratio, round(top * ratio) / ratio, width, height)

    def copy_rect(self, number: int) -> QRectF:
        """Where a copy of the page is seen, in the viewport."""
        assert self._page is not None
        copy, scale, corner = self._page.photos[number], self.scale(), self.paper_rect().topLeft()
        return QRectF(corner.x() + copy.x * scale, corner.y() + copy.y * scale, copy.width * scale, copy.height * scale)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio, ground = self.devicePixelRatioF(), QColor(tokens().canvas)
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), ground)
            if self._page is None:
                painter.setPen(QColor(tokens().dim))
                inside = self.viewport().rect().adjusted(AROUND, 0, -AROUND, 0)
                painter.drawText(inside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, EMPTY)
                return
            place, scale = self.paper_rect(), self.scale() * ratio
            painter.scale(1 / ratio, 1 / ratio)
            area = Rect(
                round(place.x() * ratio),
                round(place.y() * ratio),
                round(place.width() * ratio),
                round(place.height() * ratio),
            )
            paint_shadow(painter, area, ground, ratio)
            painter.fillRect(area.x, area.y, area.width, area.height, Qt.GlobalColor.white)
            painter.save()
            painter.setClipRect(area.x, area.y, area.width, area.height)
            painter.translate(area.x, area.y)
            painter.scale(scale, scale)
            page, sheet = self._fitted(scale)
            sheet.paint(painter, page)
            painter.restore()
            if self.hasFocus() and self._page.photos:
                self._paint_ring(painter)

    def _paint_ring(self, painter: QPainter) -> None:
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens().accent), _RING, j=Qt.PenJoinStyle.MiterJoin))
        painter.drawRect(self.copy_rect(self._current).adjusted(1, 1, -1, -1))

    def _fitted(self, scale: float) -> tuple[SheetPage, SheetPainter]:
        """At `scale` device pixels in a millimetre: copies on whole pixels, pictures no larger than they are seen,
        which a painter that leaves out pixels would make rough."""
        if self._drawn is None or self._drawn[0] != scale:
            assert self._page is not None
            page = replace(self._page, photos=tuple(_snapped(copy, scale) for copy in self._page.photos))
            pictures = list(self._pictures)
            for copy in page.photos:
                width, height = round(copy.width * scale), round(copy.height * scale)
                pictures[copy.photo] = _reduced(
                    pictures[copy.photo], *((height, width) if copy.is_turned else (width, height))
                )
            self._drawn = scale, page, SheetPainter(pictures)
        return self._drawn[1:]

    # choosing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        is_over = self._at(event.position()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if is_over else Qt.CursorShape.ArrowCursor)
        self.viewport().setToolTip("Choose the photo of this copy" if is_over else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        if number is not None:
            self._choose(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        key = Qt.Key(event.key())
        if not plain or self._page is None or not self._page.photos:
            event.ignore()
        elif key in _STEPS:
            self._walk(*_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self._current)
        else:
            # not the scroll area's own, which would take Page Up and Page Down from the documents
            event.ignore()

    def _at(self, position: QPointF) -> int | None:
        """The copy there."""
        if self._page is None:
            return None
        numbers = range(len(self._page.photos))
        return next((number for number in numbers if self.copy_rect(number).contains(position)), None)

    def _choose(self, number: int) -> None:
        assert self._page is not None
        self._current = number
        self.viewport().update()
        self.copy_chosen.emit(self._page.photos[number].photo)

    def _walk(self, across: int, down: int) -> None:
        """To the nearest copy in that direction, those straight ahead first."""
        assert self._page is not None
        middles = [(copy.x + copy.width / 2, copy.y + copy.height / 2) for copy in self._page.photos]
        x, y = middles[self._current]
        ahead = {}
        for number, (to_x, to_y) in enumerate(middles):
            along, aside = (to_x - x, to_y - y) if across else (to_y - y, to_x - x)
            if along * (across or down) > 1:
                ahead[number] = hypot(along, 3 * aside)
        if ahead:
            self._current = min(ahead, key=ahead.__getitem__)
            self._reveal(self.copy_rect(self._current))
            self.viewport().update()

    def _reveal(self, place: QRectF) -> None:
        size = self.viewport().size()
        for bar, start, end, room in (
            (self.horizontalScrollBar(), place.left(), place.right(), size.width()),
            (self.verticalScrollBar(), place.top(), place.bottom(), size.height()),
        ):
            if start < 0 or end > room:
                bar.setValue(bar.value() + round((start + end - room) / 2))

    # size

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DevicePixelRatioChange, QEvent.Type.ScreenChangeInternal):
            self._arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    def _arrange(self) -> None:
        """Scroll bars for what does not fit."""
        if self._is_arranging:
            # a bar that comes makes the viewport smaller, which the other bar reckons with already
            return
        self._is_arranging = True
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        width, height = self._extent()
        room = self.maximumViewportSize()
        is_down = height > room.height()
        is_across = width > room.width() - is_down * down.sizeHint().width()
        is_down = height > room.height() - is_across * across.sizeHint().height()
        for bar, length, side in (
            (across, width, room.width() - is_down * down.sizeHint().width()),
            (down, height, room.height() - is_across * across.sizeHint().height()),
        ):
            bar.setRange(0, max(0, length - side))
            bar.setPageStep(max(1, side))
            bar.setSingleStep(_STEP)
        self._is_arranging = False
        self.viewport().update()

    def _extent(self) -> tuple[int, int]:
        """Of the paper and the canvas around it; 0 where it is fitted into what there is."""
        if self._page is None or not self._is_true_size:
            return 0, 0
        paper, scale = self._page.paper, self.scale()
        return round(paper.width * scale) + 2 * AROUND, round(paper.height * scale) + 2 * AROUND


def _snapped(copy: PlacedPhoto, scale: float) -> PlacedPhoto:
    left, right = round(copy.x * scale), round((copy.x + copy.width) * scale)
    top, bottom = round(copy.y * scale), round((copy.y + copy.height) * scale)
    return replace(copy, x=left / scale, y=top / scale, width=(right - left) / scale, height=(bottom - top) / scale)


def _reduced(picture: QImage, width: int, height: int) -> QImage:
    if picture.width() <= width or picture.height() <= height or not (width and height):
        return picture
    return picture.scaled(
        width, height, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
