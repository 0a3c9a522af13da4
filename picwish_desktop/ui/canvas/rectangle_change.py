"""One rectangle that is drawn, changed or deleted: an undo step in the making."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.model.selection import TooManyRectanglesError
from picwish_desktop.ui.canvas.document_view import DocumentView
from picwish_desktop.ui.canvas.rectangle_selection import RectangleSelection
from picwish_desktop.ui.canvas.rectangle_shape import INSIDE, Side


class RectangleChange:
    """Begins and ends as often as rectangles are changed; what is changed is selected."""

    def __init__(
        self,
        view: DocumentView,
        begin: Callable[[str], Gesture | None],
        refuse: Callable[[], None],
        selection: RectangleSelection,
    ) -> None:
        """`begin` starts a gesture, or says None when nothing may be marked now; `refuse` tells that there are as many
        rectangles as there can be."""
        self._view = view
        self._begin = begin
        self._refuse = refuse
        self._selection = selection
        self._before: tuple[Rect, ...] = ()
        self._index = 0
        """Of the rectangle that is changed, among those before it; after them all when it is new."""
        self._kept: int | None = None
        """Which one was selected before."""
        self._gesture: Gesture | None = None

    @property
    def is_going_on(self) -> bool:
        return self._gesture is not None

    def begin(self, label: str, *, is_new: bool = False) -> None:
        """Begin to change the selected rectangle, or to add one."""
        document = self._view.document
        self._gesture = self._begin(label)
        if document is not None and self._gesture is not None:
            # only now: what begins a gesture may have kept a result and cleared what was marked
            self._before, self._kept = document.state.rectangles, self._selection.index
            self._index = len(self._before) if is_new or self._kept is None else self._kept

    def put(self, rectangle: Rect | None) -> None:
        """Have `rectangle` in the place of the one that is changed; None or an empty one leaves the place empty.
        Nothing happens where none could be begun."""
        if self._gesture is None:
            return
        put = () if rectangle is None or rectangle.is_empty else (rectangle,)
        rectangles = (*self._before[: self._index], *put, *self._before[self._index + 1 :])
        self._selection.hold(self._index if put else None, rectangles)
        try:
            self._gesture.set_rectangles(rectangles)
        except TooManyRectanglesError:
            self.cancel()
            self._refuse()

    def commit(self) -> None:
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.commit()

    def cancel(self) -> None:
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            self._selection.hold(self._kept, self._before)
            gesture.cancel()


def dragging(side: Side | None) -> str:
    """The step's name, as of the others; of a drag at `side`, or of one that draws."""
    if side is None:
        return QCoreApplication.translate("Canvas", "Draw rectangle")
    return moving() if side == INSIDE else resizing()


def moving() -> str:
    return QCoreApplication.translate("Canvas", "Move rectangle")


def resizing() -> str:
    return QCoreApplication.translate("Canvas", "Resize rectangle")


def deleting() -> str:
    return QCoreApplication.translate("Canvas", "Delete rectangle")


def duplicating() -> str:
    return QCoreApplication.translate("Canvas", "Duplicate rectangle")


def unmarking() -> str:
    return QCoreApplication.translate("Canvas", "Unmark rectangle")
