"""Which rectangle is selected, whatever becomes of it and of the others."""

from __future__ import annotations

from collections.abc import Callable

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.state import Change
from picwish_desktop.ui.canvas.decoration import rectangle_reach
from picwish_desktop.ui.canvas.document_view import DocumentView


class RectangleSelection:
    """Follows the document that is shown, through undo and redo too."""

    def __init__(self, view: DocumentView, changed: Callable[[Rect | None], None]) -> None:
        """`changed` is told of the selected rectangle whenever it is another one or elsewhere."""
        self._view = view
        self._changed = changed
        self.index: int | None = None
        self._known: tuple[Rect, ...] = ()
        """The document's rectangles, among which `index` is a place."""
        self._told: Rect | None = None
        self._unsubscribe: Callable[[], None] | None = None
        view.overlay_changed.connect(lambda _is_visible: self._tell())

    @property
    def rectangle(self) -> Rect | None:
        """None also while the mark is not shown."""
        shown, index = self._view.rectangles, self.index
        return shown[index] if index is not None and index < len(shown) else None

    def select(self, index: int | None) -> None:
        document = self._view.document
        self.hold(index, () if document is None else document.state.rectangles)
        self._tell()

    def hold(self, index: int | None, rectangles: tuple[Rect, ...]) -> None:
        """The document's rectangles are about to be these, of which `index` is selected; there need be none there."""
        self.index, self._known = index, rectangles

    def follow_document(self) -> None:
        """Another one may be shown."""
        if self._unsubscribe is not None:
            self._unsubscribe()
        document = self._view.document
        # after the view itself, which knows by then what it shows
        self._unsubscribe = None if document is None else document.subscribe(self._follow)
        self.select(None)

    def _follow(self, _change: Change) -> None:
        document = self._view.document
        if self.index is not None and document is not None:
            rectangles = document.state.rectangles
            self.hold(_followed(self.index, self._known, rectangles), rectangles)
        self._tell()

    def _tell(self) -> None:
        before, now = self._told, self.rectangle
        if now == before:
            return
        self._told = now
        for rectangle in (before, now):
            if rectangle is not None and self._view.surface is not None:
                self._view.update_area(rectangle_reach(rectangle, self._view.viewport, self._view.ratio))
        self._changed(now)


def _followed(index: int, before: tuple[Rect, ...], now: tuple[Rect, ...]) -> int | None:
    """Where the rectangle that had `index` is among those of `now`; with as many as before it was moved at most."""
    if len(now) == len(before):
        return index
    places = [place for place, rectangle in enumerate(now) if before[index : index + 1] == (rectangle,)]
    return min(places, key=lambda place: abs(place - index), default=None)
