"""A small canvas with a cutout: compared with what a new canvas shows, and with what the matte should be."""

from __future__ import annotations

import numpy as np

from picwish_desktop.model.cutout import Cutout
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas.canvas import Canvas
from picwish_desktop.ui.canvas.document_view import CanvasJob
from picwish_desktop.ui.canvas.hint_stroke import Hint
from tests.ui.canvas.acting import grabbed, matte_of, noise, picture_of, soft_ellipse
from tests.ui.canvas.reference_matte import ReferenceMatte
from tests.ui.canvas.watched_canvas import photo
from tests.ui.canvas.watched_view import WatchedView, where


class WatchedCutout(WatchedView):
    """A person who corrects a cutout."""

    def __init__(self, size: tuple[int, int], scale: float) -> None:
        super().__init__()
        self._pixels = noise(*size)
        self._document = Document(Photo(self._pixels, Metadata("PNG")))
        colors = Edit("Cut out", "test", (Patch(Rect(64, 64, 64, 64), noise(64, 64, 3, 5)),))
        self._document.set_cutout("Cut out", Cutout(soft_ellipse(*size), colors, "test"))
        self.matte = ReferenceMatte(soft_ellipse(*size))
        self.hints: list[Hint] = []
        """Those that were told and are still shown."""
        self.canvas.hint_drawn.connect(self.hints.append)
        self.canvas.set_job(CanvasJob.CUT_OUT)
        self._picture = picture_of(self._pixels)
        self.canvas.set_document(self._document, self._picture)
        self.canvas.zoom_to(scale)
        self._shown = grabbed(self.canvas)

    @property
    def document(self) -> Document:
        return self._document

    def turn_to_another_document(self) -> Document:
        """Shows it in the place of this one, whose hints are gone."""
        shot, picture = photo(160, 120, 3)
        other = Document(shot)
        self.canvas.set_document(other, picture)
        self.hints.clear()
        return other

    def turn_back(self) -> None:
        self.canvas.set_document(self._document, self._picture)

    # what is compared

    def assert_right(self) -> None:
        self.assert_matte()
        self.assert_fresh()

    def assert_matte(self) -> None:
        matte = matte_of(self.canvas)
        assert np.array_equal(matte, self.matte.matte), f"{where(matte, self.matte.matte)} of the matte"
        rows, columns = np.nonzero(matte)
        if rows.size:
            left, top = int(columns.min()), int(rows.min())
            bounds = Rect(left, top, int(columns.max()) + 1 - left, int(rows.max()) + 1 - top)
            assert self._document.subject_bounds() == bounds, "the subject's bounds"
        assert self._document.selection.is_empty, "who corrects marks nothing"

    def show_on(self, fresh: Canvas) -> None:
        fresh.set_job(self.canvas.job)
        fresh.set_cutout_view(self.canvas.cutout_view)
        fresh.set_document(self._document, picture_of(self._pixels), self.canvas.view_state())
        for hint in self.hints:
            fresh.add_hint(hint)
