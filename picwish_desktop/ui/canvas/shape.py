"""What the tools have in common that mark a shape."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QTransform

from picwish_desktop.model.geometry import Point, Rect
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.model.mask import Mask
from picwish_desktop.model.selection import Combine
from picwish_desktop.ui.canvas.document_view import CanvasJob, DocumentView
from picwish_desktop.ui.canvas.tool import DELETING, Pointer, PointerTool
from picwish_desktop.ui.canvas.viewport import Viewport

LINE_WIDTH = 3


@dataclass(frozen=True, slots=True)
class ShapeMarking:
    """What shapes mark with."""

    begin: Callable[[str], Gesture | None]
    """Starts a gesture, or says None when nothing may be marked now."""
    mode: Callable[[], Combine]
    """What a shape does when nothing held down says otherwise."""
    may_mark: Callable[[], bool]
    changed: Callable[[], None]
    """Told when a shape begins to be in the making, and when it no longer is."""
    lost: Callable[[], None]
    """Told when one in the making is dropped by something else than the person who draws it."""


class ShapeTool(PointerTool, ABC):
    """Marks or unmarks what lies in a shape, in one gesture when the shape is complete. Until then it is a line over
    the picture and nothing of the document: `finish` has nothing to end, the picture may be moved and zoomed and the
    document changed below it."""

    takes_right_button = True

    def __init__(self, view: DocumentView, marking: ShapeMarking) -> None:
        self._view = view
        self._marking = marking
        self._how = Combine.ADD

    @property
    @abstractmethod
    def is_drawing(self) -> bool:
        """Whether a shape is in the making."""

    @property
    def may_reach_beyond(self) -> bool:
        return self.is_drawing

    @property
    def is_seen(self) -> bool:
        return self.is_drawing

    def press(self, pointer: Pointer) -> None:
        if self._may_start(pointer):
            self._start_at(pointer)
            self._marking.changed()

    def drop(self) -> None:
        if self.is_drawing:
            self._clear()
            self._view.update()
            self._marking.changed()

    def lose(self) -> None:
        """As `drop`, when it is not what the person wants: another tool is taken, or work on the picture begins."""
        if self.is_drawing:
            self.drop()
            self._marking.lost()

    def forget(self) -> None:
        self.lose()

    def take_back(self) -> bool:
        was_drawing = self.is_drawing
        self.drop()
        return was_drawing

    def takes_key(self, key: int) -> bool:
        # or it would clear the whole mark
        return self.is_drawing and (key == Qt.Key.Key_Escape or key in DELETING)

    def press_key(self, _event: QKeyEvent) -> None:
        self.drop()

    def cursor(self, _pointer: Pointer) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor

    @abstractmethod
    def _start_at(self, pointer: Pointer) -> None:
        """A shape begins here."""

    @abstractmethod
    def _clear(self) -> None:
        """Nothing is in the making any more."""

    def _may_start(self, pointer: Pointer) -> bool:
        """Whether a press there starts a shape; keeps what it is to do."""
        self.drop()
        self._how = pointer.combine(self._marking.mode())
        return self._has_use()

    def _has_use(self) -> bool:
        document = self._view.document
        if document is None or self._view.job is not CanvasJob.MARK or not self._marking.may_mark():
            return False
        # a preview hides what there is to take away
        return self._how is not Combine.SUBTRACT or document.state.preview is None

    def _mark(self, label: str, rasterize: Callable[[Rect], tuple[Rect, Mask]]) -> None:
        """`rasterize` gives the part of the picture that the shape reaches into, and what it covers of that."""
        document = self._view.document
        if document is None or not self._has_use():
            return
        area, coverage = rasterize(document.selection.area)
        if area.is_empty:
            return
        gesture = self._marking.begin(label)
        if gesture is not None:
            try:
                gesture.combine(area, coverage, self._how)
            except BaseException:
                gesture.cancel()
                raise
            gesture.commit()

    def _in_view(self, point: Point) -> Point:
        return self._view.viewport.to_view(*point)


def paint_lines(painter: QPainter, lines: Sequence[QLineF], viewport: Viewport, ratio: float) -> None:
    """Of pixels of the picture, dark around white: that is seen on any picture."""
    scale = viewport.scale
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(QTransform(scale, 0, 0, scale, *viewport.to_view(0, 0)), combine=True)
    for color, width in ((QColor(0, 0, 0), LINE_WIDTH), (QColor(255, 255, 255), LINE_WIDTH / 2)):
        # single lines without round ends take Qt a thirtieth of the time that one line through the same points takes
        painter.setPen(QPen(color, width * ratio / scale, c=Qt.PenCapStyle.SquareCap))
        painter.drawLines(lines)
    painter.restore()


def line_reach(ratio: float) -> float:
    """How far from a line there is anything to be painted, in pixels of the view."""
    return LINE_WIDTH * ratio + 1
