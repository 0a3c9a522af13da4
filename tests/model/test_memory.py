"""Memory may run out at any array: then nothing has changed, and the count stays exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from unittest.mock import Mock

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from numpy.typing import NDArray

from picwish_desktop.model import difference, mask, repainting, selection
from picwish_desktop.model.cutout import Cutout
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.model.mask import MARKED, wait_until_packed
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.model.selection import Combine
from picwish_desktop.model.state import Change
from picwish_desktop.model.tiles import SQUARE
from picwish_desktop.model.undo import UndoStack
from tests.model.scarce import memory, scarce

WIDTH, HEIGHT = 3 * SQUARE + 40, 2 * SQUARE + 9
AREA = Rect(0, 0, WIDTH, HEIGHT)

Do = Callable[[Document], None]


@pytest.fixture(autouse=True)
def _large() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        small(patched)
        yield


def small(patched: pytest.MonkeyPatch) -> None:
    """A picture of some tiles is a large one."""
    patched.setattr(mask, "_MANY", 2 * SQUARE * SQUARE)
    patched.setattr(repainting, "_BAND", 40 * WIDTH)
    patched.setattr(selection, "_BAND", 50 * WIDTH)
    patched.setattr(difference, "_SMALL", 2 * SQUARE * SQUARE)
    patched.setattr(difference, "_TOGETHER", 3 * SQUARE * SQUARE)


def noise(area: Rect, seed: int) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).choice(np.array([0, MARKED], np.uint8), (area.height, area.width))


def opened() -> Document:
    document = Document(Photo(np.zeros((HEIGHT, WIDTH, 1), np.uint8), Metadata("PNG")), 10**9)
    document.selection.mask = scarce(document.selection.mask)
    cutout = Cutout(scarce(noise(AREA, 7)), Edit("Cut out", "test", ()), "test")
    # no step, so that it is always there
    document.enter(replace(document.state, cutout=cutout))
    return document


def matte_of(document: Document) -> NDArray[np.uint8]:
    assert document.state.cutout is not None
    return document.state.cutout.matte


def fully_counted(document: Document) -> int:
    marked = np.array(document.selection.mask)
    for rectangle in document.state.rectangles:
        marked[rectangle.slices] = MARKED
    return int(np.count_nonzero(marked))


def paint(gesture: Gesture, rect: Rect, value: int) -> None:
    with gesture.painting(rect) as painted:
        painted[::2] = value


# what a person does


def stroke(rects: list[Rect], value: int, *, joins_rectangles: bool, is_kept: bool) -> Do:
    def do(document: Document) -> None:
        gesture = document.begin("Brush")
        if joins_rectangles:
            gesture.flatten_rectangles()
        for rect in rects:
            paint(gesture, rect, value)
        gesture.commit() if is_kept else gesture.cancel()

    return do


def correct(rects: list[Rect], mark: Rect) -> Do:
    """The matte, and with it the mask."""

    def do(document: Document) -> None:
        with document.gesture("Correct") as gesture:
            for rect in rects:
                with gesture.painting_matte(rect) as matte:
                    matte[::2] ^= 7
            paint(gesture, mark, MARKED)

    return do


def set_rectangles(rectangles: list[Rect]) -> Do:
    return lambda document: document.set_rectangles("Rectangles", rectangles)


def import_mask(seed: int) -> Do:
    return lambda document: document.set_mask("Import", noise(AREA, seed))


def combine(area: Rect, seed: int, how: Combine) -> Do:
    return lambda document: document.combine("Shape", area, scarce(noise(area, seed)), how)


rects = st.builds(Rect, st.integers(-20, WIDTH), st.integers(-20, HEIGHT), st.integers(1, 150), st.integers(1, 120))
several = st.lists(rects, min_size=1, max_size=3)
doing = st.one_of(
    st.builds(stroke, several, st.sampled_from([0, MARKED]), joins_rectangles=st.booleans(), is_kept=st.booleans()),
    st.builds(correct, several, rects),
    st.builds(set_rectangles, several),
    st.builds(import_mask, st.integers(0, 9)),
    st.builds(combine, rects.map(AREA.intersection), st.integers(0, 9), st.sampled_from(Combine)),
    st.sampled_from(
        [
            Document.mark_all,
            Document.invert,
            Document.clear_selection,
            Document.flatten_rectangles,
            Document.undo,
            Document.undo,
            Document.redo,
        ]
    ),
)


class Scarcity(RuleBasedStateMachine):
    """Of two documents one has all the memory there is. What fails in the other is done in neither."""

    @initialize()
    def open(self) -> None:
        self.patched = pytest.MonkeyPatch()
        small(self.patched)
        self.document, self.twin = opened(), opened()
        self.seen = np.zeros((HEIGHT, WIDTH), np.uint8)
        self.seen_matte = np.array(matte_of(self.document))
        self.told: list[Change] = []
        self.document.subscribe(self.told.append)

    def teardown(self) -> None:
        self.patched.undo()

    def _draw(self) -> None:
        """As a view does: only what it was told."""
        for change in self.told:
            self.seen[change.mask.slices] = self.document.selection.mask[change.mask.slices]
            self.seen_matte[change.matte.slices] = matte_of(self.document)[change.matte.slices]
        self.told.clear()

    @rule(do=doing, arrays=st.integers(0, 80), is_packed=st.booleans())
    def act(self, do: Do, arrays: int, is_packed: bool) -> None:
        if is_packed:
            wait_until_packed()
        try:
            with memory.of(arrays):
                do(self.document)
        except MemoryError:
            if self.document.is_changing:
                # whoever began it ends it
                assert self.document._gesture is not None
                self.document._gesture.cancel()
        else:
            do(self.twin)

    @invariant()
    def both_are_equal(self) -> None:
        self._draw()
        one, other = self.document, self.twin
        assert not one.is_changing
        assert np.array_equal(one.selection.mask, other.selection.mask)
        assert np.array_equal(self.seen, other.selection.mask)
        assert np.array_equal(matte_of(one), matte_of(other))
        assert np.array_equal(self.seen_matte, matte_of(other))
        assert one.selection.rectangles == one.state.rectangles == other.state.rectangles
        assert one.selection.count == other.selection.count == fully_counted(one)
        assert (one.undo_label, one.redo_label) == (other.undo_label, other.redo_label)
        assert one.selection.mask_bounds() == other.selection.mask_bounds()
        assert one.subject_bounds() == other.subject_bounds()


@pytest.mark.parametrize("rectangles", [[], [Rect(20, 10, 90, 70), Rect(60, 50, 150, 60)]], ids=["plain", "rectangles"])
def test_the_count_is_exact_whichever_array_of_a_stroke_there_is_no_memory_for(rectangles: list[Rect]) -> None:
    arrays = 0
    while True:
        document = opened()
        document.set_mask("Import", noise(AREA, 1))
        document.set_rectangles("Rectangles", rectangles)
        before = document.selection.mask.tobytes(), document.selection.count
        gesture = document.begin("Brush")
        with memory.of(arrays):
            for rect in (Rect(5, 5, 90, 60), Rect(40, 0, 180, 137), Rect(100, 100, 9, 9)):
                # the hand goes on
                with suppress(MemoryError):
                    paint(gesture, rect, MARKED)
        assert document.selection.count == fully_counted(document)
        gesture.commit()
        after = document.selection.mask.tobytes(), document.selection.count
        for step, expected in ((document.undo, before), (document.redo, after), (document.undo, before)):
            step()
            assert (document.selection.mask.tobytes(), document.selection.count) == expected
            assert document.selection.count == fully_counted(document)
        if not memory.has_run_out:
            break
        arrays += 1
    assert arrays > 20


whole: list[tuple[Do, int]] = [
    (Document.mark_all, 0),
    (Document.invert, 0),
    (Document.clear_selection, 0),
    (Document.flatten_rectangles, 0),
    (Document.undo, 1),
    (Document.redo, 2),
    (set_rectangles([Rect(0, 0, 99, 99)]), 0),
    (import_mask(3), 0),
    *((combine(Rect(30, 20, 150, 100), 5, how), 0) for how in Combine),
]


@pytest.mark.parametrize(("do", "undone"), whole)
@pytest.mark.parametrize("is_packed", [False, True])
def test_all_or_nothing_is_done_whichever_array_there_is_no_memory_for(do: Do, undone: int, *, is_packed: bool) -> None:
    """After so many steps were taken back."""
    arrays = 0
    while True:
        document = opened()
        document.set_mask("Import", noise(AREA, 1))
        document.set_rectangles("Rectangles", [Rect(20, 10, 90, 70), Rect(60, 50, 150, 60)])
        document.combine("Shape", AREA, noise(AREA, 2), Combine.ADD)
        document.set_rectangles("Rectangles", [Rect(20, 10, 90, 70)])
        for _ in range(undone):
            document.undo()
        if is_packed:
            wait_until_packed()
        before = document.selection.mask.tobytes(), document.state, document.undo_label, document.redo_label
        with memory.of(arrays):
            try:
                do(document)
            except MemoryError:
                now = document.selection.mask.tobytes(), document.state, document.undo_label, document.redo_label
                assert now == before
        assert document.selection.count == fully_counted(document)
        if not memory.has_run_out:
            break
        arrays += 1
    assert arrays > 0


def test_what_the_stack_has_no_memory_for_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    document = opened()
    document.set_mask("Import", noise(AREA, 1))
    before = document.selection.mask.tobytes(), document.selection.count
    with monkeypatch.context() as patched:
        patched.setattr(UndoStack, "push", Mock(side_effect=MemoryError))
        with pytest.raises(MemoryError):
            document.invert()
    assert (document.selection.mask.tobytes(), document.selection.count) == before
    assert (document.is_changing, document.undo_label) == (False, "Import")
    document.undo()
    assert not document.selection.mask.any()


TestScarcity = Scarcity.TestCase
TestScarcity.settings = settings(max_examples=100, stateful_step_count=20, deadline=None)
