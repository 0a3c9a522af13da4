"""A small canvas whose every change is compared: with what a new canvas shows, and with what should be marked."""

from __future__ import annotations

from functools import cache

import numpy as np

from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.hint_stroke import Hint
from picwish_desktop.ui.canvas.picture import Picture
from tests.ui.canvas.acting import grabbed, noise, picture_of
from tests.ui.canvas.reference_mark import ReferenceMark
from tests.ui.canvas.watched_view import WatchedView, bounds, where


@cache
def photo(width: int, height: int, channels: int) -> tuple[Photo, Picture]:
    pixels = noise(width, height, channels)
    return Photo(pixels, Metadata("PNG")), picture_of(pixels)


class WatchedCanvas(WatchedView):
    """A person who marks."""

    def __init__(self, size: tuple[int, int], channels: int, scale: float) -> None:
        super().__init__()
        shot, self._picture = photo(*size, channels)
        self.document = Document(shot)
        self.mark = ReferenceMark(*size)
        self.selected: Rect | None = None
        self._hints: list[Hint] = []
        self.canvas.rectangle_selected.connect(self._select)
        self.canvas.hint_drawn.connect(self._hints.append)
        self.canvas.set_document(self.document, self._picture)
        self.canvas.zoom_to(scale)
        self._shown = grabbed(self.canvas)

    @property
    def is_overlay_visible(self) -> bool:
        return self.canvas.is_mark_shown

    def turn_to_another_document(self) -> Document:
        """Shows it in the place of this one."""
        shot, picture = photo(160, 120, 3)
        other = Document(shot)
        self.canvas.set_document(other, picture)
        return other

    def turn_back(self) -> None:
        self.canvas.set_document(self.document, self._picture)

    # what is compared

    def assert_right(self) -> None:
        self.assert_counted()
        self.assert_fresh()

    def assert_counted(self) -> None:
        selection = self.document.selection
        assert selection.count == np.count_nonzero(self.mark.marked), "what is counted"
        assert selection.rectangles == self.mark.rectangles, "the rectangles"
        assert np.array_equal(selection.mask, self.mark.mask), f"{where(selection.mask, self.mark.mask)} of the mask"
        assert selection.mask_bounds() == bounds(self.mark.mask), "the bounds"
        assert self.canvas.job is CanvasJob.MARK
        assert not self._hints, "who marks points at nothing"

    def show_on(self, fresh: Canvas) -> None:
        fresh.set_overlay_visible(self.is_overlay_visible)
        fresh.set_document(self.document, self._picture, self.canvas.view_state())

    def _select(self, rectangle: Rect | None) -> None:
        self.selected = rectangle
