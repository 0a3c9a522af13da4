"""Drawing, moving and resizing rectangles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import floor

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.model.selection import TooManyRectanglesError
from picwish_desktop.ui.canvas.decoration import HANDLE, paint_handles, rect_in_view, rectangle_reach
from picwish_desktop.ui.canvas.document_view import DocumentView
from picwish_desktop.ui.canvas.rectangle_shape import INSIDE, Side, dragged, side_at, spanned
from picwish_desktop.ui.canvas.tool import CLICK, Pointer, PointerTool

LARGE_NUDGE = 10
NUDGES: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
DELETING: tuple[int, ...] = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
CURSORS = {
    INSIDE: Qt.CursorShape.SizeAllCursor,
    (-1, -1): Qt.CursorShape.SizeFDiagCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
    (-1, 1): Qt.CursorShape.SizeBDiagCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
}


class RectangleTool(PointerTool):
    """A drag draws a rectangle, or moves or resizes the one it begins on; a click selects."""

    def __init__(self, view: DocumentView, begin: Callable[[str], Gesture | None], refuse: Callable[[], None]) -> None:
        """`begin` starts a gesture, or says None when nothing may be marked now; `refuse` tells that there are as many
        rectangles as there can be."""
        self._view = view
        self._begin = begin
        self._refuse = refuse
        self._selected: int | None = None
        self._count = 0
        """How many there were when it was selected: with more or fewer, another one may be in its place."""
        self._pressed: Pointer | None = None
        self._side: Side | None = None
        """What the drag takes along; None when it draws a new rectangle."""
        self._before: tuple[Rect, ...] = ()
        self._gesture: Gesture | None = None

    @property
    def selected(self) -> Rect | None:
        rectangles, index = self._view.rectangles, self._selected
        # one drawn beside the picture was never added
        is_there = index is not None and len(rectangles) == self._count and index < self._count
        return rectangles[index] if is_there and index is not None else None

    def forget(self) -> None:
        self._pressed = self._selected = None

    def press(self, pointer: Pointer) -> None:
        self.finish()
        index, self._side = self._grip_at(pointer)
        self._select(index)
        self._pressed = pointer

    def drag(self, pointer: Pointer) -> None:
        pressed, document = self._pressed, self._view.document
        if pressed is None or document is None:
            return
        if self._gesture is None:
            if pointer.distance(pressed) < CLICK * self._view.ratio:
                return
            self._start(_label(self._side))
            if self._gesture is None:
                return
        area = document.selection.area
        if self._side is None:
            self._change(spanned(pressed.picture, pointer.picture, area))
        else:
            dx, dy = (round(pointer.picture[axis] - pressed.picture[axis]) for axis in (0, 1))
            self._change(dragged(self._before[self._selected or 0], self._side, dx, dy, area))

    def release(self, _pointer: Pointer) -> None:
        self._pressed = None
        self.finish()

    def finish(self) -> None:
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.commit()

    def takes_key(self, key: int) -> bool:
        if key == Qt.Key.Key_Escape:
            return self._gesture is not None or self.selected is not None
        return self._pressed is None and self.selected is not None and (key in NUDGES or key in DELETING)

    def press_key(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._cancel()
            return
        selected, document = self.selected, self._view.document
        if selected is None or document is None:
            return
        if self._gesture is None:
            self._start(_label(INSIDE) if key in NUDGES else _deleting())
        if key in NUDGES:
            # the gesture stays open while the key repeats: one key held down is one step
            is_large = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            dx, dy = (by * (LARGE_NUDGE if is_large else 1) for by in NUDGES[key])
            self._change(dragged(selected, INSIDE, dx, dy, document.selection.area))
        else:
            self._change(None)
            self.finish()

    def release_key(self) -> None:
        if self._pressed is None:
            self.finish()

    def cursor(self, pointer: Pointer) -> Qt.CursorShape:
        side = self._side if self._pressed is not None else self._grip_at(pointer)[1]
        return Qt.CursorShape.CrossCursor if side is None else CURSORS[side]

    def paint(self, painter: QPainter) -> None:
        if (selected := self.selected) is not None:
            paint_handles(painter, selected, self._view.viewport, self._view.mark_color, self._view.ratio)

    def _start(self, label: str) -> None:
        """Begin to change the selected rectangle, or to add one when none is selected."""
        document, is_new = self._view.document, self.selected is None
        self._gesture = self._begin(label)
        if document is not None and self._gesture is not None:
            # only now: what begins a gesture may have kept a result and cleared what was marked
            self._before = document.state.rectangles
            self._selected = len(self._before) if is_new else self._selected

    def _change(self, rectangle: Rect | None) -> None:
        """Put `rectangle` in the place of the selected one, after the others when it is new; None deletes it."""
        index = self._selected
        if self._gesture is None or index is None:
            return
        put: Sequence[Rect] = () if rectangle is None else (rectangle,)
        try:
            self._gesture.set_rectangles((*self._before[:index], *put, *self._before[index + 1 :]))
        except TooManyRectanglesError:
            self._cancel()
            self._refuse()
        if rectangle is not None:
            self._count = len(self._before) + (index == len(self._before))

    def _cancel(self) -> None:
        """Take back what is in progress, or else deselect."""
        gesture, self._gesture, self._pressed = self._gesture, None, None
        if gesture is None:
            self._select(None)
        else:
            gesture.cancel()

    def _select(self, index: int | None) -> None:
        before, self._selected, self._count = self.selected, index, len(self._view.rectangles)
        for changed in (before, self.selected):
            if changed is not None:
                self._view.update_area(rectangle_reach(changed, self._view.viewport, self._view.ratio))

    def _grip_at(self, pointer: Pointer) -> tuple[int | None, Side | None]:
        """The rectangle that is taken there and by which side: the selected one has edges, of the others the topmost
        can be moved."""
        if self.selected is not None:
            box, reach = rect_in_view(self.selected, self._view.viewport), HANDLE * self._view.ratio
            side = side_at(pointer.x, pointer.y, box.left(), box.top(), box.right(), box.bottom(), reach)
            if side is not None:
                return self._selected, side
        here = Rect(floor(pointer.picture[0]), floor(pointer.picture[1]), 1, 1)
        there = [index for index, rectangle in enumerate(self._view.rectangles) if rectangle.contains(here)]
        return (there[-1], INSIDE) if there else (None, None)


def _label(side: Side | None) -> str:
    if side is None:
        return QCoreApplication.translate("Canvas", "Draw rectangle")
    if side == INSIDE:
        return QCoreApplication.translate("Canvas", "Move rectangle")
    return QCoreApplication.translate("Canvas", "Resize rectangle")


def _deleting() -> str:
    return QCoreApplication.translate("Canvas", "Delete rectangle")
