"""Drawing, moving and resizing rectangles."""

from __future__ import annotations

from collections.abc import Callable
from math import floor

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.ui.canvas.box import BoxTool
from picwish_desktop.ui.canvas.decoration import HANDLE, paint_handles, rect_in_view
from picwish_desktop.ui.canvas.document_view import DocumentView
from picwish_desktop.ui.canvas.rectangle_change import (
    RectangleChange,
    deleting,
    dragging,
    duplicating,
    moving,
    resizing,
    unmarking,
)
from picwish_desktop.ui.canvas.rectangle_selection import RectangleSelection
from picwish_desktop.ui.canvas.rectangle_shape import INSIDE, Side, copied, dragged, drawn, fitted, is_corner, side_at
from picwish_desktop.ui.canvas.rectangle_unmarking import unmark
from picwish_desktop.ui.canvas.tool import CLICK, DELETING, Pointer, PointerTool

LARGE_NUDGE = 10
COPY_OFFSET = 12
"""How far from a rectangle its copy is seen."""
NUDGES: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
NEXT: tuple[int, ...] = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
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
    """A drag draws a rectangle, or moves or resizes the one it begins on; a click selects.

    What is held at the press says what a drag does: Shift draws a new one, also where there is one, but not from a
    corner of the selected one; Alt, Control or the right button unmarks. Held later, and from the start at a corner,
    Shift constrains: a square, the proportions, one axis; Alt draws from the centre.
    """

    takes_right_button = True

    def __init__(
        self,
        view: DocumentView,
        begin: Callable[[str], Gesture | None],
        refuse: Callable[[], None],
        selected_changed: Callable[[Rect | None], None],
        may_mark: Callable[[], bool],
    ) -> None:
        """`begin` starts a gesture, or says None when nothing may be marked now, which `may_mark` tells without that;
        `refuse` tells that there are as many rectangles as there can be; `selected_changed` gets the selected one
        whenever it is another one or elsewhere."""
        self._view = view
        self._begin = begin
        self._may_mark = may_mark
        self._selection = RectangleSelection(view, selected_changed)
        self._change = RectangleChange(view, begin, refuse, self._selection)
        self._unmarking = BoxTool(view, self._unmark, self._may_unmark)
        self._pressed: Pointer | None = None
        self._side: Side | None = None
        """What the drag takes along; None when it draws a new rectangle."""
        self._taken: Rect | None = None
        """What it took that of, as it was at the press."""
        self._is_click = True
        """Whether what is pressed was not dragged yet. A drag may be more than one change: many a key ends one."""
        self._before: Rect | None = None
        """What was selected until the press."""
        self._may_constrain = False
        """Whether Shift means that: at a press it may have said what the drag is for."""

    # what is selected, and what the window does to it

    @property
    def selected(self) -> Rect | None:
        return self._selection.rectangle

    def set_selected(self, rectangle: Rect) -> None:
        """Put a typed one in the place of the selected one, cut to the picture."""
        self.drop()
        selected, document = self.selected, self._view.document
        if selected is None or document is None:
            return
        area = document.selection.area
        is_moved = (rectangle.width, rectangle.height) == (selected.width, selected.height)
        # a place that is too far away is meant as a place, and not as another size
        dx, dy = rectangle.x - selected.x, rectangle.y - selected.y
        put = dragged(selected, INSIDE, dx, dy, area) if is_moved else fitted(rectangle, area)
        self._change.begin(moving() if is_moved else resizing())
        self._change.put(put)
        self.finish()

    def duplicate(self) -> None:
        """Add a copy of the selected one beside it, and select that."""
        self.drop()
        selected, document = self.selected, self._view.document
        if selected is None or document is None:
            return
        by = max(1, round(COPY_OFFSET * self._view.ratio / self._view.viewport.scale))
        copy = copied(selected, document.state.rectangles, document.selection.area, by)
        if copy is not None:
            self._change.begin(duplicating(), is_new=True)
            self._change.put(copy)
            self.finish()

    def delete(self) -> None:
        """The selected one. The drag of one that is held is taken back before; one that is being drawn never was."""
        if self._pressed is not None:
            self._change.cancel()
        is_unmarking = self._is_unmarking
        self.drop()
        if is_unmarking or self.selected is None:
            return
        self._change.begin(deleting())
        index = self._selection.index
        self._change.put(None)
        self.finish()
        # so that the key deletes them one by one, and the whole mark only after the last
        left = len(self._view.rectangles)
        if index is not None and left:
            self._selection.select(min(index, left - 1))

    # pointer

    @property
    def may_reach_beyond(self) -> bool:
        is_dragging = self._pressed is not None and self._change.is_going_on
        return is_dragging or self._unmarking.may_reach_beyond

    def forget(self) -> None:
        self._pressed = None
        self._unmarking.forget()
        self._selection.follow_document()

    def press(self, pointer: Pointer) -> None:
        self.finish()
        if pointer.is_subtracting:
            self._unmarking.press(pointer)
            return
        self._before = self.selected
        index, self._side = self._grip_at(pointer)
        self._may_constrain = is_corner(self._side)
        self._selection.select(index)
        self._pressed, self._taken, self._is_click = pointer, self.selected, True

    def drag(self, pointer: Pointer) -> None:
        pressed, document = self._pressed, self._view.document
        if pressed is None or document is None:
            self._unmarking.drag(pointer)
            return
        if not self._change.is_going_on:
            # what was taken may be gone since
            is_gone = self._taken is not None and self.selected is None
            if is_gone or (self._is_click and pointer.distance(pressed) < CLICK * self._view.ratio):
                return
            self._change.begin(dragging(self._side), is_new=self._is_click and self._side is None)
            self._is_click = not self._change.is_going_on
        self._may_constrain = self._may_constrain or not pointer.is_shift
        is_constrained, area = pointer.is_shift and self._may_constrain, document.selection.area
        if self._side is None or self._taken is None:
            start, end = pressed.picture, pointer.picture
            self._change.put(drawn(start, end, area, is_square=is_constrained, is_centred=pointer.is_alt))
        else:
            dx, dy = (round(pointer.picture[axis] - pressed.picture[axis]) for axis in (0, 1))
            self._change.put(dragged(self._taken, self._side, dx, dy, area, is_constrained=is_constrained))
        if not self._change.is_going_on:
            # it was refused, and said once
            self._pressed = None
            self._select_again()

    def release(self, pointer: Pointer) -> None:
        self._unmarking.release(pointer)
        if self._pressed is not None and self._side == INSIDE and self._is_click:
            # a drag moves the selected one; a click is for what is seen there
            self._selection.select(self._topmost_at(self._pressed))
        self._pressed = None
        self.finish()

    def drop(self) -> None:
        self._pressed = None
        self.finish()

    def finish(self) -> None:
        self._unmarking.finish()
        self._change.commit()

    def cursor(self, pointer: Pointer) -> Qt.CursorShape:
        if self._is_unmarking or (self._pressed is None and pointer.is_subtracting):
            return Qt.CursorShape.CrossCursor
        side = self._side if self._pressed is not None else self._grip_at(pointer)[1]
        return Qt.CursorShape.CrossCursor if side is None else CURSORS[side]

    # keys

    def takes_key(self, key: int) -> bool:
        if key == Qt.Key.Key_Escape:
            return self._is_unmarking or self._change.is_going_on or self.selected is not None
        if self.is_held:
            # or it would clear the whole mark
            return key in DELETING
        if self.selected is not None:
            return key in NUDGES or key in DELETING or key in NEXT
        return (key in NUDGES or key in NEXT) and bool(self._view.rectangles)

    @property
    def is_held(self) -> bool:
        """Whether a button does something."""
        return self._is_unmarking or self._pressed is not None

    def press_key(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._escape()
        elif key in NEXT or (key in NUDGES and self.selected is None):
            self._select_next()
        elif key in NUDGES:
            is_large = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._nudge(*(by * (LARGE_NUDGE if is_large else 1) for by in NUDGES[key]))
        else:
            self.delete()

    def release_key(self) -> None:
        if self._pressed is None:
            self._change.commit()

    @property
    def is_seen(self) -> bool:
        return self.selected is not None or self._unmarking.is_seen

    def paint(self, painter: QPainter) -> None:
        if (selected := self.selected) is not None:
            paint_handles(painter, selected, self._view.viewport, self._view.mark_color, self._view.ratio)
        self._unmarking.paint(painter)

    def _select_again(self) -> None:
        """What the press deselected, for another one to be drawn."""
        before, there = self._before, self._view.rectangles
        if self.selected is None and before is not None and before in there:
            self._selection.select(there.index(before))

    def _escape(self) -> None:
        """Take back what is in progress, or else deselect."""
        if self._change.is_going_on:
            self._change.cancel()
        elif self._is_unmarking:
            self._unmarking.finish()
        else:
            self._selection.select(None)
        self._pressed = None

    def _select_next(self) -> None:
        """The first one where none is selected."""
        self.finish()
        count, index = len(self._view.rectangles), self._selection.index
        if count:
            self._selection.select(0 if self.selected is None or index is None else (index + 1) % count)

    def _nudge(self, dx: int, dy: int) -> None:
        selected, document = self.selected, self._view.document
        if selected is None or document is None:
            return
        if not self._change.is_going_on:
            self._change.begin(moving())
        # it goes on while the key repeats: one key held down is one step
        self._change.put(dragged(selected, INSIDE, dx, dy, document.selection.area))

    @property
    def _is_unmarking(self) -> bool:
        return self._unmarking.takes_key(Qt.Key.Key_Escape)

    def _may_unmark(self) -> bool:
        """A preview hides the mark."""
        document = self._view.document
        return document is not None and document.state.preview is None and self._may_mark()

    def _unmark(self, area: Rect) -> None:
        document, gesture = self._view.document, self._begin(unmarking())
        if document is not None and gesture is not None:
            unmark(gesture, document.state.rectangles, area)
            gesture.commit()

    def _grip_at(self, pointer: Pointer) -> tuple[int | None, Side | None]:
        """The rectangle that is taken there and by which side: the selected one has edges, of the others the topmost
        can be moved. None where a new one would be drawn."""
        if self.selected is not None:
            box, reach = rect_in_view(self.selected, self._view.viewport), HANDLE * self._view.ratio
            side = side_at(pointer.x, pointer.y, box.left(), box.top(), box.right(), box.bottom(), reach)
            if side is not None and (is_corner(side) or not pointer.is_shift):
                return self._selection.index, side
        if pointer.is_shift:
            return None, None
        topmost = self._topmost_at(pointer)
        return (None, None) if topmost is None else (topmost, INSIDE)

    def _topmost_at(self, pointer: Pointer) -> int | None:
        here = Rect(floor(pointer.picture[0]), floor(pointer.picture[1]), 1, 1)
        there = (index for index, rectangle in enumerate(self._view.rectangles) if rectangle.contains(here))
        return max(there, default=None)
