"""Any sequence of what a person does to a mark, beside a list of full copies."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from numpy.typing import NDArray

from picwish_desktop.model import difference, mask, repainting
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.mask import MARKED, wait_until_packed
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.model.selection import Combine
from picwish_desktop.model.state import Change
from picwish_desktop.model.tiles import SQUARE

WIDTH, HEIGHT = 3 * SQUARE + 40, 2 * SQUARE + 9
AREA = Rect(0, 0, WIDTH, HEIGHT)

Copy = tuple[bytes, tuple[Rect, ...]]
rects = st.builds(Rect, st.integers(-20, WIDTH), st.integers(-20, HEIGHT), st.integers(0, 150), st.integers(0, 120))
inner = rects.map(AREA.intersection)


class Marking(RuleBasedStateMachine):
    @initialize(are_small=st.booleans())
    def open(self, are_small: bool) -> None:
        self.patched = pytest.MonkeyPatch()
        if are_small:
            # a picture of some tiles is a large one
            self.patched.setattr(mask, "_MANY", 2 * SQUARE * SQUARE)
            self.patched.setattr(repainting, "_BAND", 40 * WIDTH)
            self.patched.setattr(difference, "_SMALL", 2 * SQUARE * SQUARE)
            self.patched.setattr(difference, "_TOGETHER", 3 * SQUARE * SQUARE)
        self.document = Document(Photo(np.zeros((HEIGHT, WIDTH, 1), np.uint8), Metadata("PNG")), 10**9)
        self.expected = np.zeros((HEIGHT, WIDTH), np.uint8)
        self.rectangles: tuple[Rect, ...] = ()
        self.copies = [self._now()]
        self.at = 0
        self.seen = self.expected.copy()
        self.steps = 0
        self.document.subscribe(self._draw)

    def teardown(self) -> None:
        self.patched.undo()

    def _draw(self, change: Change) -> None:
        """As a view does: only what it is told."""
        self.steps += change.history
        self.seen[change.mask.slices] = self.document.selection.mask[change.mask.slices]

    def _now(self) -> Copy:
        return self.expected.tobytes(), self.rectangles

    def _is_step(self) -> None:
        if self._now() != self.copies[self.at]:
            self.copies[self.at + 1 :] = [self._now()]
            self.at += 1

    def _flatten(self) -> None:
        for rectangle in self.rectangles:
            self.expected[rectangle.slices] = MARKED
        self.rectangles = ()

    @rule(points=st.lists(st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT)), min_size=2, max_size=6),
          radius=st.integers(1, 90), value=st.sampled_from([0, MARKED]), is_kept=st.booleans())  # fmt: skip
    def stroke(self, points: list[tuple[int, int]], radius: int, value: int, is_kept: bool) -> None:
        gesture = self.document.begin("Brush")
        before, rectangles = self.expected.copy(), self.rectangles
        gesture.flatten_rectangles()
        self._flatten()
        for (x0, y0), (x1, y1) in pairwise(points):
            reach = Rect(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)).grown(radius)
            with gesture.painting(reach) as painted:
                painted[::2] = value
            self.expected[reach.intersection(AREA).slices][::2] = value
        if is_kept:
            gesture.commit()
            self._is_step()
        else:
            gesture.cancel()
            self.expected, self.rectangles = before, rectangles

    @rule()
    def mark_all(self) -> None:
        self.document.mark_all()
        self.expected[:], self.rectangles = MARKED, ()
        self._is_step()

    @rule()
    def invert(self) -> None:
        self.document.invert()
        self._flatten()
        self.expected = MARKED - self.expected
        self._is_step()

    @rule()
    def clear(self) -> None:
        self.document.clear_selection()
        self.expected[:], self.rectangles = 0, ()
        self._is_step()

    @rule(rectangles=st.lists(rects, max_size=4))
    def set_rectangles(self, rectangles: list[Rect]) -> None:
        self.document.set_rectangles("Rectangles", rectangles)
        self.rectangles = tuple(part for part in map(AREA.intersection, rectangles) if part != EMPTY)
        self._is_step()

    @rule()
    def flatten(self) -> None:
        self.document.flatten_rectangles()
        self._flatten()
        self._is_step()

    @rule(seed=st.integers(0, 9))
    def import_mask(self, seed: int) -> None:
        chosen = np.random.default_rng(seed).choice(np.array([0, MARKED], np.uint8), (HEIGHT, WIDTH))
        chosen[:, SQUARE : 2 * SQUARE] = MARKED
        self.document.set_mask("Import", chosen)
        self.expected = chosen
        self._is_step()

    @rule(area=inner, seed=st.integers(0, 9), how=st.sampled_from(Combine))
    def combine(self, area: Rect, seed: int, how: Combine) -> None:
        coverage = np.random.default_rng(seed).choice(np.array([0, MARKED], np.uint8), (area.height, area.width))
        self.document.combine("Shape", area, coverage, how)
        self._combine(area, coverage, how)
        self._is_step()

    def _combine(self, area: Rect, coverage: NDArray[np.uint8], how: Combine) -> None:
        if how is Combine.NEW:
            self.expected[:], self.rectangles = 0, ()
        covered = np.zeros_like(self.expected)
        covered[area.slices] = coverage
        if how is not Combine.SUBTRACT or any(covered[each.slices].any() for each in self.rectangles):
            self._flatten()
        self.expected[area.slices][coverage > 0] = 0 if how is Combine.SUBTRACT else MARKED

    @rule(area=inner, seed=st.integers(0, 9), how=st.sampled_from(Combine), rect=rects,
          value=st.sampled_from([0, MARKED]), is_inverted=st.booleans(), is_kept=st.booleans())  # fmt: skip
    def combine_invert_and_paint(
        self, area: Rect, seed: int, how: Combine, rect: Rect, value: int, is_inverted: bool, is_kept: bool
    ) -> None:
        """In one gesture, which is a step also where all of it cancels out."""
        before, rectangles, steps = self.expected.copy(), self.rectangles, self.steps
        coverage = np.random.default_rng(seed).choice(np.array([0, MARKED], np.uint8), (area.height, area.width))
        gesture = self.document.begin("Several")
        gesture.combine(area, coverage, how)
        self._combine(area, coverage, how)
        if is_inverted:
            gesture.invert()
            self.expected = MARKED - self.expected
        with gesture.painting(rect) as painted:
            painted[:] = value
        self.expected[rect.intersection(AREA).slices] = value
        if not is_kept:
            gesture.cancel()
            self.expected, self.rectangles = before, rectangles
            return
        gesture.commit()
        assert self.steps > steps or self._now() == self.copies[self.at]
        if self.steps > steps:
            self.copies[self.at + 1 :] = [self._now()]
            self.at += 1

    @rule(are_packed=st.booleans())
    def undo(self, are_packed: bool) -> None:
        self._go(self.document.undo, max(0, self.at - 1), are_packed)

    @rule(are_packed=st.booleans())
    def redo(self, are_packed: bool) -> None:
        self._go(self.document.redo, min(len(self.copies) - 1, self.at + 1), are_packed)

    def _go(self, step: Callable[[], None], to: int, are_packed: bool) -> None:
        if are_packed:
            wait_until_packed()
        step()
        self.at = to
        marked, self.rectangles = self.copies[to]
        self.expected = np.frombuffer(marked, np.uint8).reshape(HEIGHT, WIDTH).copy()

    @invariant()
    def everything_is_exact(self) -> None:
        selection, both = self.document.selection, self.expected.copy()
        assert np.array_equal(selection.mask, self.expected)
        assert np.array_equal(self.seen, self.expected)
        assert selection.rectangles == self.document.state.rectangles == self.rectangles
        for rectangle in self.rectangles:
            both[rectangle.slices] = MARKED
        assert selection.count == np.count_nonzero(both)
        assert (self.document.undo_label is None) == (self.at == 0)
        assert (self.document.redo_label is None) == (self.at == len(self.copies) - 1)

    @rule()
    def look_for_bounds(self) -> None:
        rows, columns = (np.flatnonzero(self.expected.any(axis=axis)) for axis in (1, 0))
        bounds = self.document.selection.mask_bounds()
        if not rows.size:
            assert bounds == EMPTY
            return
        assert bounds == Rect(int(columns[0]), int(rows[0]), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)


TestMarking = Marking.TestCase
TestMarking.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
