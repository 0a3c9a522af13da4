"""A cutout in the document: whatever is undone and repeated, its matte comes back to the last byte."""

import gc
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule
from numpy.typing import NDArray

from picwish_desktop.model.backdrop import BackdropPicture, ColorBackdrop, PictureBackdrop, Shadow
from picwish_desktop.model.cutout import Cutout, Edge, Look
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.frame import CanvasShape, Framing
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.model.mask import MaskPatch, MaskRecorder, wait_until_packed
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.model.state import Change, Content
from picwish_desktop.model.tiles import SQUARE

WIDTH, HEIGHT = 2 * SQUARE + 40, 2 * SQUARE + 9
Pixels = NDArray[np.uint8]


def new_document(undo_limit: int = 10**9, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Document:
    pixels = np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3), np.uint8)
    return Document(Photo(pixels, Metadata("PNG")), undo_limit)


def colors_of(seed: int, side: int = 64) -> Edit:
    pixels = np.random.default_rng(seed).integers(0, 256, (side, side, 3), np.uint8)
    return Edit("Cut out", "test", (Patch(Rect(64 * (seed % 2), 0, side, side), pixels),))


def cutout_of(seed: int, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Cutout:
    """With something in the matte that is neither all nor nothing."""
    matte = np.random.default_rng(seed).integers(0, 256, (size[1], size[0]), np.uint8)
    return Cutout(matte, colors_of(seed), "test")


def paint(document: Document, rect: Rect, value: int) -> None:
    with document.gesture("Brush") as gesture, gesture.painting_matte(rect) as matte:
        matte[:] = value


@dataclass(frozen=True)
class Copy:
    """Everything of a document at one moment, and nothing that it could change."""

    cutout: int | None
    matte: bytes
    look: Look
    mask: bytes
    edits: tuple[int, ...]
    preview: int | None


def _cutout_in(copy: Copy) -> tuple[object, ...]:
    return copy.cutout, copy.matte, copy.look


def copy_of(document: Document) -> Copy:
    state = document.state
    return Copy(
        None if state.cutout is None else id(state.cutout),
        b"" if state.cutout is None else state.cutout.matte.tobytes(),
        state.look,
        document.selection.mask.tobytes(),
        tuple(id(edit) for edit in state.edits),
        None if state.preview is None else id(state.preview),
    )


rects = st.builds(Rect, st.integers(-20, WIDTH), st.integers(-20, HEIGHT), st.integers(1, 90), st.integers(1, 90))
levels = st.integers(0, 255)
looks = st.builds(
    Look,
    st.sampled_from([None, ColorBackdrop((1, 2, 3)), ColorBackdrop((9, 9, 9))]),
    st.builds(Shadow, st.sampled_from([0.0, 0.5])),
    st.builds(Edge, st.sampled_from([0.0, -2.0]), st.sampled_from([0.0, 1.5]), st.booleans()),
    st.builds(Framing, st.sampled_from(CanvasShape), st.booleans()),
)


class History(RuleBasedStateMachine):
    """The document beside a list of full copies."""

    cutouts = Bundle("cutouts")

    @initialize()
    def open(self) -> None:
        self.document = new_document()
        self.pictures = [copy_of(self.document)]
        self.at = 0
        self.saved_edits: tuple[int, ...] = ()
        self.saved_cutout: tuple[object, ...] | None = None
        self.alive: list[Cutout | Edit] = []
        # two that lived at the same place, one after the other, would be the same for the copies

    def _is_step(self) -> None:
        now = copy_of(self.document)
        if now != self.pictures[self.at]:
            self.pictures[self.at + 1 :] = [now]
            self.at += 1

    @rule(target=cutouts, seed=st.integers(0, 1000))
    def find(self, seed: int) -> Cutout:
        cutout = cutout_of(seed)
        self.alive.append(cutout)
        return cutout

    @rule(cutout=cutouts)
    def swap(self, cutout: Cutout) -> None:
        is_same = self.document.state.cutout is cutout
        self.document.set_cutout("Cut out", cutout)
        if not is_same:
            self._is_step()

    @rule()
    def drop(self) -> None:
        self.document.set_cutout("Drop", None)
        self._is_step()

    @precondition(lambda self: self.document.state.cutout is not None)
    @rule(strokes=st.lists(st.tuples(rects, levels), min_size=1, max_size=3), asks=st.booleans())
    def stroke(self, strokes: list[tuple[Rect, int]], asks: bool) -> None:
        with self.document.gesture("Brush") as gesture:
            for rect, value in strokes:
                with gesture.painting_matte(rect) as matte:
                    matte[:] = value
                if asks:
                    self.document.frame()
        self._is_step()

    @precondition(lambda self: self.document.state.cutout is not None)
    @rule(rect=rects, value=levels, asks=st.booleans())
    def think_better_of_it(self, rect: Rect, value: int, asks: bool) -> None:
        gesture = self.document.begin("Brush")
        with gesture.painting_matte(rect) as matte:
            matte[:] = value
        if asks:
            self.document.frame()
        self.document.undo()
        gesture.cancel()

    @precondition(lambda self: self.document.state.cutout is not None)
    @rule(rect=rects, value=levels, seed=st.integers(0, 9))
    def correct(self, rect: Rect, value: int, seed: int) -> None:
        """As a smart stroke: part of the same matte, and other colours."""
        document = self.document
        cutout = document.state.cutout
        assert cutout is not None
        corrected = replace(cutout, colors=colors_of(seed), kept=np.full((4, 4), 255, np.uint8))
        self.alive.append(corrected)
        with document.gesture("Smart stroke") as gesture:
            with gesture.painting_matte(rect) as matte:
                matte[:] = value
            gesture.set_state(replace(document.state, cutout=corrected))
        self._is_step()

    @rule(look=looks)
    def look(self, look: Look) -> None:
        self.document.set_look("Look", look)
        self._is_step()

    @rule(some=st.lists(looks, min_size=1, max_size=4), is_cancelled=st.booleans())
    def drag(self, some: list[Look], is_cancelled: bool) -> None:
        gesture = self.document.begin("Edge")
        for look in some:
            gesture.set_state(replace(self.document.state, look=look))
        if is_cancelled:
            gesture.cancel()
        else:
            gesture.commit()
            self._is_step()

    @rule(rect=rects)
    def mark(self, rect: Rect) -> None:
        with self.document.gesture("Mark") as gesture, gesture.painting(rect) as mask:
            mask[:] = 255 - mask
        self._is_step()

    @rule(seed=st.integers(0, 9), is_kept=st.booleans())
    def remove(self, seed: int, is_kept: bool) -> None:
        edit = colors_of(seed)
        self.alive.append(edit)
        self.document.propose(edit)
        self._is_step()
        if is_kept:
            self.document.keep()
            self._is_step()

    @rule()
    def undo(self) -> None:
        assert (self.document.undo_label is not None) == (self.at > 0)
        self.document.undo()
        self.at = max(0, self.at - 1)

    @rule()
    def redo(self) -> None:
        assert (self.document.redo_label is not None) == (self.at < len(self.pictures) - 1)
        self.document.redo()
        self.at = min(len(self.pictures) - 1, self.at + 1)

    @rule()
    def save(self) -> None:
        now = self.pictures[self.at]
        self.document.mark_saved(self.document.state.content)
        if now.cutout is None:
            self.saved_edits = now.edits
        else:
            self.saved_cutout = _cutout_in(now)

    @invariant()
    def is_as_the_copy(self) -> None:
        document, expected = self.document, self.pictures[self.at]
        assert copy_of(document) == expected
        matte = np.zeros((HEIGHT, WIDTH), np.uint8)
        if expected.cutout is not None:
            matte = np.frombuffer(expected.matte, np.uint8).reshape(HEIGHT, WIDTH)
        assert document.subject_bounds() == bounds_by_looking(matte)

    @invariant()
    def what_was_saved_is_not_asked_for_again(self) -> None:
        now = self.pictures[self.at]
        if now.preview is None:
            is_lost = now.edits != self.saved_edits or (now.cutout is not None and _cutout_in(now) != self.saved_cutout)
            # a matte that was painted back by hand counts as changed
            assert self.document.has_unsaved_changes or not is_lost
            assert is_lost or now.cutout is not None or not self.document.has_unsaved_changes


def bounds_by_looking(matte: Pixels) -> Rect:
    rows, columns = np.nonzero(matte)
    if not rows.size:
        return EMPTY
    x, y = int(columns.min()), int(rows.min())
    return Rect(x, y, int(columns.max()) - x + 1, int(rows.max()) - y + 1)


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


def test_the_subject_is_looked_for_again_when_a_stroke_was_taken_back() -> None:
    document = new_document()
    cutout = Cutout(np.zeros((HEIGHT, WIDTH), np.uint8), colors_of(0), "test")
    document.set_cutout("Cut out", cutout)
    gesture = document.begin("Brush")
    with gesture.painting_matte(Rect(5, 6, 7, 8)) as matte:
        matte[:] = 255
    assert document.subject_bounds() == Rect(5, 6, 7, 8)
    gesture.cancel()
    assert document.subject_bounds() == EMPTY


def test_what_a_stroke_took_away_is_the_subject_again_when_it_is_taken_back() -> None:
    document = new_document()
    matte = np.zeros((HEIGHT, WIDTH), np.uint8)
    matte[2:9, 3:20] = 255
    document.set_cutout("Cut out", Cutout(matte, colors_of(0), "test"))
    assert document.subject_bounds() == Rect(3, 2, 17, 7)
    gesture = document.begin("Brush")
    with gesture.painting_matte(Rect(0, 0, 12, HEIGHT)) as painted:
        painted[:] = 0
    gesture.commit()
    assert document.subject_bounds() == Rect(12, 2, 8, 7)
    gesture = document.begin("Brush")
    with gesture.painting_matte(Rect(0, 0, 15, HEIGHT)) as painted:
        painted[:] = 0
    gesture.cancel()
    assert document.subject_bounds() == Rect(12, 2, 8, 7)
    document.undo()
    assert document.subject_bounds() == Rect(3, 2, 17, 7)


@pytest.mark.parametrize("is_kept", [True, False])
@pytest.mark.parametrize(("value", "during"), [(255, Rect(0, 0, 20, 12)), (0, EMPTY)])
def test_a_subject_first_looked_for_during_a_stroke_is_not_what_it_is_without(
    value: int, during: Rect, is_kept: bool
) -> None:
    document = new_document()
    matte = np.zeros((HEIGHT, WIDTH), np.uint8)
    matte[2:9, 3:18] = 255
    document.set_cutout("Cut out", Cutout(matte, colors_of(0), "test"))
    gesture = document.begin("Brush")
    with gesture.painting_matte(Rect(0, 0, 20, 12)) as painted:
        painted[:] = value
    assert document.subject_bounds() == during
    if is_kept:
        gesture.commit()
        document.undo()
    else:
        gesture.cancel()
    assert document.subject_bounds() == Rect(3, 2, 15, 7)


def test_mask_and_matte_are_both_taken_back_when_memory_runs_out_for_the_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = new_document()
    document.set_cutout("Cut out", cutout_of(1))
    document.mark_all()
    before, count = copy_of(document), document.selection.count
    patch = MaskRecorder.patch
    calls = iter([True, False])

    def run_out(recorder: MaskRecorder, *, is_changed: bool = False) -> MaskPatch | None:
        if next(calls):
            return patch(recorder, is_changed=is_changed)
        raise MemoryError

    gesture = document.begin("Both")
    with gesture.painting(Rect(0, 0, 90, 80)) as mask:
        mask[::2] = 0
    with gesture.painting_matte(Rect(5, 5, 90, 80)) as matte:
        matte[:] = 9
    with monkeypatch.context() as patched:
        patched.setattr(MaskRecorder, "patch", run_out)
        with pytest.raises(MemoryError):
            gesture.commit()
    assert copy_of(document) == before
    assert document.selection.count == count
    assert not document.is_changing


def test_the_subject_is_of_this_matte_even_where_another_lived() -> None:
    document = new_document()
    for x in range(1, 40):
        cutout = Cutout(np.zeros((HEIGHT, WIDTH), np.uint8), Edit("Cut out", "test", ()), "test")
        cutout.matte[3, x] = 1
        document.set_cutout("Cut out", cutout)
        assert document.subject_bounds() == Rect(x, 3, 1, 1)
        # the next one may get this one's memory
        document.undo()
        document.set_look("Look", Look(ColorBackdrop((x, 0, 0))))
        document.undo()
        del cutout
        gc.collect()


def test_a_matte_that_the_gesture_did_not_begin_with_is_not_painted() -> None:
    document = new_document()
    gesture = document.begin("Brush")
    gesture.set_state(replace(document.state, cutout=cutout_of(1)))
    with pytest.raises(AssertionError), gesture.painting_matte(Rect(0, 0, 5, 5)):
        pass
    gesture.cancel()
    assert document.state.cutout is None


def test_what_is_beside_the_photo_is_left_out() -> None:
    document = new_document()
    document.set_cutout("Cut out", cutout_of(3))
    with document.gesture("Brush") as gesture, gesture.painting_matte(Rect(-5, HEIGHT - 2, 10, 10)) as matte:
        assert matte.shape == (2, 5)


def test_a_stroke_that_changes_nothing_is_no_step_and_nothing_to_save() -> None:
    document = new_document()
    cutout = cutout_of(3)
    document.set_cutout("Cut out", cutout)
    document.mark_saved(document.state.content)
    with document.gesture("Brush") as gesture, gesture.painting_matte(Rect(0, 0, 40, 40)) as matte:
        before = matte.copy()
        matte[:] = 7
        matte[:] = before
    assert document.undo_label == "Cut out"
    assert not document.has_unsaved_changes


def test_what_is_to_be_drawn_again_is_told_exactly() -> None:
    document = new_document()
    cutout = cutout_of(2)
    heard: list[Change] = []
    document.subscribe(heard.append)
    document.set_cutout("Cut out", cutout)
    assert heard == [Change(matte=document.photo.bounds, subject=Rect(0, 0, 64, 64), cutout=True, history=True)]
    heard.clear()
    paint(document, Rect(30, 40, 5, 6), 1)
    assert heard == [Change(matte=Rect(30, 40, 5, 6), history=True)]
    heard.clear()
    document.undo()
    assert heard == [Change(matte=Rect(30, 40, 5, 6), history=True, again=True)]
    heard.clear()
    document.set_look("Look", replace(document.state.look, edge=Edge(shift=1.0, cleans_colors=False)))
    assert heard == [Change(subject=Rect(0, 0, 64, 64), look=True, history=True)]


def swap_colors(document: Document) -> None:
    cutout = document.state.cutout
    assert cutout is not None
    document.set_cutout("Smart stroke", replace(cutout, colors=colors_of(5)))


def swap_strokes(document: Document) -> None:
    cutout = document.state.cutout
    assert cutout is not None
    document.set_cutout("Smart stroke", replace(cutout, kept=np.zeros((480, 640), np.uint8)))


def show_before_a_picture(document: Document) -> None:
    picture = BackdropPicture(np.zeros((200, 300, 3), np.uint8), "Beach")
    document.set_look("Backdrop", replace(document.state.look, backdrop=PictureBackdrop(picture)))


def paint_noise(document: Document) -> None:
    with document.gesture("Brush") as gesture, gesture.painting_matte(Rect(0, 0, 100, 100)) as matte:
        matte[:] = np.random.default_rng(5).integers(0, 256, matte.shape, np.uint8)


@pytest.mark.parametrize(
    ("change", "at_least"),
    [
        (lambda document: document.set_cutout("Again", cutout_of(9, (600, 500))), 2 * 600 * 500 + 2 * 64 * 64 * 3),
        (lambda document: document.set_cutout("Drop", None), 600 * 500 + 64 * 64 * 3),
        (swap_colors, 2 * 64 * 64 * 3),
        (swap_strokes, 640 * 480),
        (show_before_a_picture, 300 * 200 * 3),
        (paint_noise, 100 * 100),
    ],
    ids=["another cutout", "no cutout", "colours", "strokes", "backdrop", "matte"],
)
def test_undo_counts_what_it_alone_keeps(change: Callable[[Document], None], at_least: int) -> None:
    document = new_document(size=(600, 500))
    document.set_cutout("Cut out", cutout_of(4, (600, 500)))
    before = document.undo_nbytes
    change(document)
    wait_until_packed()
    assert at_least <= document.undo_nbytes - before <= at_least * 1.5


def test_looks_and_strokes_take_next_to_nothing() -> None:
    document = new_document(size=(2000, 1500))
    document.set_cutout("Cut out", Cutout(np.zeros((1500, 2000), np.uint8), colors_of(0), "test"))
    before = document.undo_nbytes
    for number in range(50):
        document.set_look("Look", Look(ColorBackdrop((number, 0, 0))))
        paint(document, Rect(10 * number, 5, 60, 60), 255)
    wait_until_packed()
    assert document.undo_nbytes - before < 100_000


def test_what_is_beyond_the_bound_is_forgotten_with_its_matte() -> None:
    document = new_document(undo_limit=5 * WIDTH * HEIGHT)
    for seed in range(12):
        document.set_cutout("Cut out", cutout_of(seed))
    assert document.undo_nbytes <= 5 * WIDTH * HEIGHT
    steps = 0
    while document.undo_label is not None:
        document.undo()
        steps += 1
    assert 1 <= steps <= 3


def test_unsaved_changes_of_a_cutout() -> None:
    document = new_document()

    def is_unsaved() -> bool:
        return document.has_unsaved_changes

    document.set_look("Look", Look(ColorBackdrop((1, 1, 1))))
    assert not is_unsaved(), "without a cutout the look shows nothing"
    document.set_cutout("Cut out", cutout_of(1))
    assert is_unsaved()
    document.mark_saved(document.state.content)
    assert not is_unsaved()
    paint(document, Rect(0, 0, 30, 30), 255)
    assert is_unsaved()
    document.undo()
    assert not is_unsaved()
    document.redo()
    document.mark_saved(document.state.content)
    paint(document, Rect(0, 0, 30, 30), 0)
    document.undo()
    assert not is_unsaved()
    document.set_look("Look", Look())
    assert is_unsaved()
    document.undo()
    assert not is_unsaved()
    document.set_cutout("Drop", None)
    assert not is_unsaved(), "nothing is left that could be lost"


def test_a_removal_that_only_the_picture_shows_is_not_saved_with_a_cutout() -> None:
    document = new_document()
    document.set_cutout("Cut out", cutout_of(1))
    document.propose(colors_of(2))
    document.keep()
    document.mark_saved(document.state.content)
    assert document.has_unsaved_changes
    document.mark_saved(Content(document.state.edits))
    assert not document.has_unsaved_changes


def test_a_gesture_that_fails_leaves_the_matte_as_it_was() -> None:
    document = new_document()
    cutout = cutout_of(1)
    document.set_cutout("Cut out", cutout)
    before = copy_of(document)

    def fail(gesture: Gesture) -> None:
        with gesture.painting_matte(Rect(0, 0, 50, 50)) as matte:
            matte[:] = 0
        gesture.set_state(replace(document.state, look=Look(ColorBackdrop((0, 0, 0)))))
        raise LookupError

    with pytest.raises(LookupError), document.gesture("Brush") as gesture:
        fail(gesture)
    assert copy_of(document) == before
    assert document.undo_label == "Cut out"
