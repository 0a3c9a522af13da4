"""One undo step in the making."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from picwish_desktop.model.cutout import Matte
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.mask import MARKED, Mask, MaskRecorder
from picwish_desktop.model.repainting import combined, fill, flip, repaint
from picwish_desktop.model.selection import Combine, checked_rectangles
from picwish_desktop.model.state import Change, DocumentStep, State

if TYPE_CHECKING:
    from picwish_desktop.model.document import Document

_versions = itertools.count(1)


class _Painting(AbstractContextManager[Mask]):
    """A class, as each line of a brush is painted in one: a generator takes three times as long to go in and out."""

    __slots__ = "_before", "_document", "_recorder", "_rect"

    def __init__(self, document: Document, recorder: MaskRecorder, rect: Rect) -> None:
        area = document.selection.area
        self._document, self._recorder = document, recorder
        self._rect = rect if area.contains(rect) and not rect.is_empty else rect.intersection(area)
        self._before = 0

    def __enter__(self) -> Mask:
        selection = self._document.selection
        self._before = selection.count_before(self._rect)
        self._recorder.touch(self._rect)
        return selection.mask[self._rect.slices]

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._document.selection.recount(self._rect, self._before)
        if error is None:
            self._document.notify(Change(mask=self._rect))


class Gesture:
    """What it does is told at once, but in `Document.gesture`, which tells it at the end; `commit` makes it a step,
    `cancel` takes it back."""

    def __init__(self, document: Document, label: str) -> None:
        self.label = label
        self._document = document
        self._before, self._count = document.state, document.selection.count
        self._recorder = MaskRecorder(document.selection.mask)
        self._matte_recorder: MaskRecorder | None = None

    def painting(self, rect: Rect) -> AbstractContextManager[Mask]:
        """Inside the block the mask may be changed within `rect`, through the view it gives or any alias of it.

        `rect` is in picture coordinates; what lies outside the picture is left out.
        """
        return _Painting(self._document, self._recorder, rect)

    @contextmanager
    def painting_matte(self, rect: Rect) -> Iterator[Matte]:
        """As `painting`, of the matte that the document had when the gesture began. A gesture that changes it may not
        take another cutout's."""
        document = self._document
        cutout, before = document.state.cutout, self._before.cutout
        assert cutout is not None
        assert before is not None
        assert cutout.matte is before.matte
        if self._matte_recorder is None:
            self._matte_recorder = MaskRecorder(cutout.matte)
        rect = rect.intersection(document.photo.bounds)
        self._matte_recorder.touch(rect)
        document.touch_matte(rect)
        yield cutout.matte[rect.slices]
        document.notify(Change(matte=rect))

    def set_rectangles(self, rectangles: Iterable[Rect]) -> None:
        """Raises TooManyRectanglesError and changes nothing when there are too many."""
        inside = checked_rectangles(rectangles, self._document.selection.area)
        self.set_state(replace(self._document.state, rectangles=inside))

    def set_state(self, state: State) -> None:
        change = self._document.enter(state)
        self._document.notify(change)

    def mark_all(self) -> None:
        self.set_rectangles(())
        self._fill(self._document.selection.area, MARKED)

    def clear_selection(self) -> None:
        document = self._document
        change = document.enter(replace(document.state, rectangles=()))
        area = document.selection.mask_bounds()
        fill(document.selection, self._recorder, area, 0)
        # told once: what is half cleared is no mark that somebody made
        document.notify(replace(change, mask=area))

    def _fill(self, area: Rect, level: int) -> None:
        fill(self._document.selection, self._recorder, area, level)
        self._document.notify(Change(mask=area))

    def invert(self) -> None:
        """Mark exactly what was not marked. Rectangles become part of the mask before."""
        self.flatten_rectangles()
        selection = self._document.selection
        flip(selection, self._recorder, selection.area, selection.count)
        self._document.notify(Change(mask=selection.area))

    def combine(self, area: Rect, coverage: Mask, how: Combine) -> None:
        """Mark what `coverage` (0 or 255, of the shape of `area`, which lies inside the picture) covers, or unmark it.
        It is kept: nobody may change it any more. Rectangles become part of the mask before, unless nothing is taken
        away from any of them."""
        document, selection, whole = self._document, self._document.selection, area
        if how is Combine.NEW:
            self.set_rectangles(())
            whole = area.union(selection.mask_bounds())
        elif how is Combine.ADD or self._is_any_covered(area, coverage):
            self.flatten_rectangles()
        if how is Combine.ADD and selection.is_empty:
            # what covers it is all there is to be
            how = Combine.NEW
        repaint(selection, self._recorder, whole, combined(area, coverage, how))
        document.notify(Change(mask=whole))

    def _is_any_covered(self, area: Rect, coverage: Mask) -> bool:
        """Whether `coverage` of `area` covers a pixel of a rectangle."""
        parts = (rectangle.intersection(area) for rectangle in self._document.state.rectangles)
        return any(coverage[part.translated(-area.x, -area.y).slices].any() for part in parts if not part.is_empty)

    def flatten_rectangles(self) -> None:
        """Make the rectangles part of the mask."""
        document = self._document
        rectangles, selection = document.state.rectangles, document.selection
        if not rectangles:
            return
        for rectangle in rectangles:
            self._recorder.touch(rectangle)
        flattened = selection.flatten()
        change = document.enter(replace(document.state, rectangles=()))
        document.notify(replace(change, mask=flattened))

    def commit(self) -> None:
        """End the gesture. It becomes an undo step when it changed anything; what cannot be remembered, mostly for
        want of memory, is taken back before this raises."""
        document = self._document
        try:
            counts = self._count, document.selection.count
            # rectangles count too, and more may be marked where the mask is what it was
            is_changed = counts[0] != counts[1] and document.state is self._before
            mask = self._recorder.patch(is_changed=is_changed)
            matte = None if self._matte_recorder is None else self._matte_recorder.patch()
            if matte is not None:
                document.enter(replace(document.state, matte_version=next(_versions)))
            is_step = mask is not None or document.state != self._before
            step = DocumentStep(self.label, self._before, document.state, counts, mask, matte)
            document.finish_gesture(step if is_step else None)
        except BaseException:
            self.cancel()
            raise
        if is_step or document.state is not self._before:
            # also of what came back to where it began: what was drawn coarsely meanwhile is drawn anew
            document.notify(Change(history=True))

    def cancel(self) -> None:
        """End the gesture as if it had never begun. Needs no memory."""
        document = self._document
        touched, matte = self._recorder.touched, EMPTY
        was_other = document.state is not self._before
        self._recorder.restore()
        if self._matte_recorder is not None:
            matte = self._matte_recorder.touched
            self._matte_recorder.restore()
        change = document.put_back(self._before, self._count, touched, matte)
        document.finish_gesture(None)
        document.notify(replace(change, history=was_other))
