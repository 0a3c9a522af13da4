"""Gestures on a document: one step each, exact in both directions, and a count that is never wrong."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from unittest.mock import Mock, patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from picwish_desktop.model import mask, selection
from picwish_desktop.model.difference import Packed, Plain
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import EMPTY, MAX_RECTANGLES, Rect
from picwish_desktop.model.mask import MARKED, Mask, MaskRecorder, wait_until_packed
from picwish_desktop.model.photo import Metadata, Photo, Pixels
from picwish_desktop.model.selection import Combine, TooManyRectanglesError
from picwish_desktop.model.state import Change
from picwish_desktop.model.tiles import SQUARE

WIDTH, HEIGHT = 2 * SQUARE + 40, 2 * SQUARE + 9


def new_document(undo_limit: int = 10**9) -> Document:
    pixels = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    return Document(Photo(pixels, Metadata("PNG")), undo_limit)


def edit_at(rect: Rect, value: int) -> Edit:
    return Edit("Remove objects", "local", (Patch(rect, np.full((rect.height, rect.width, 3), value, np.uint8)),))


def what_is_there(document: Document) -> tuple[bytes, tuple[Rect, ...], int, bytes, bool]:
    return (
        document.selection.mask.tobytes(),
        document.state.rectangles,
        document.selection.count,
        document.pixels().tobytes(),
        document.state.preview is not None,
    )


def labels(document: Document) -> tuple[str | None, str | None]:
    return document.undo_label, document.redo_label


rects = st.builds(Rect, st.integers(-20, WIDTH), st.integers(-20, HEIGHT), st.integers(0, 90), st.integers(0, 90))
values = st.integers(0, 255)
gestures = st.one_of(
    st.tuples(st.just("paint"), st.lists(st.tuples(rects, st.sampled_from([0, MARKED])), min_size=1, max_size=3)),
    st.tuples(st.just("rectangles"), st.lists(rects, max_size=6)),
    st.tuples(st.just("propose"), st.tuples(rects.map(lambda r: r.intersection(Rect(0, 0, WIDTH, HEIGHT))), values)),
    st.tuples(st.sampled_from(["keep", "discard", "invert", "clear", "cancelled"]), st.none()),
)


def perform(document: Document, name: str, argument: object) -> None:
    match name, argument:
        case "paint", list(strokes):
            with document.gesture("Brush") as gesture:
                for rect, value in strokes:
                    with gesture.painting(rect) as painted:
                        painted[:] = value
        case "rectangles", list(rectangles):
            document.set_rectangles("Rectangles", rectangles)
        case "propose", (Rect() as rect, int(value)) if not rect.is_empty:
            document.propose(edit_at(rect, value))
        case "keep", _:
            document.keep()
        case "discard", _:
            document.discard()
        case "invert", _:
            document.invert()
        case "clear", _:
            document.clear_selection()
        case "cancelled", _:
            gesture = document.begin("Brush")
            with gesture.painting(Rect(3, 3, 50, 60)) as painted:
                painted[:] = 255
            gesture.set_rectangles([Rect(1, 2, 3, 4)])
            gesture.cancel()


@given(st.lists(gestures, max_size=12), st.booleans())
def test_any_gestures_undone_and_redone_give_the_same_pixels(steps: list[tuple[str, object]], are_packed: bool) -> None:
    document = new_document()
    photo = document.photo.pixels.copy()
    seen = [what_is_there(document)]
    for name, argument in steps:
        label = document.undo_label
        perform(document, name, argument)
        state = what_is_there(document)
        # what changed nothing is no step
        if state != seen[-1] or document.undo_label != label:
            seen.append(state)
        selection = document.selection
        assert selection.count == np.count_nonzero(selection.marked(selection.area))

    if are_packed:
        wait_until_packed()
    forward = [what_is_there(document)]
    while document.undo_label is not None:
        document.undo()
        forward.append(what_is_there(document))
    assert forward[-1] == seen[0]
    assert {hash(state) for state in seen} <= {hash(state) for state in forward}
    for expected in forward[-2::-1]:
        document.redo()
        assert what_is_there(document) == expected
    assert document.redo_label is None
    assert np.array_equal(document.photo.pixels, photo)


@given(st.lists(gestures, max_size=8), st.integers(0, 8), st.lists(gestures, max_size=4))
def test_gestures_after_an_undo_start_from_there(
    first: list[tuple[str, object]], back: int, then: list[tuple[str, object]]
) -> None:
    document = new_document()
    for name, argument in first:
        perform(document, name, argument)
    for _ in range(back):
        document.undo()
    middle = what_is_there(document)
    for name, argument in then:
        perform(document, name, argument)
    steps = 0
    while what_is_there(document) != middle and steps <= len(then):
        document.undo()
        steps += 1
    assert what_is_there(document) == middle


def test_a_gesture_is_one_labelled_step() -> None:
    document = new_document()
    with document.gesture("Brush") as gesture:
        for x in range(0, 100, 10):
            with gesture.painting(Rect(x, 5, 10, 10)) as painted:
                painted[:] = 255
    assert labels(document) == ("Brush", None)
    assert document.selection.count == 1000
    document.undo()
    assert labels(document) == (None, "Brush")
    assert document.selection.is_empty


def test_a_gesture_that_changes_nothing_is_no_step() -> None:
    document = new_document()
    with document.gesture("Brush") as gesture, gesture.painting(Rect(0, 0, 9, 9)) as painted:
        painted[:] = 0
    assert document.undo_label is None


def test_a_gesture_that_fails_leaves_nothing_behind() -> None:
    document = new_document()
    before = what_is_there(document)

    def fail(painted: Mask) -> None:
        painted[:] = 255
        raise LookupError

    with pytest.raises(LookupError), document.gesture("Brush") as gesture, gesture.painting(Rect(0, 0, 9, 9)) as area:
        fail(area)
    assert what_is_there(document) == before
    assert document.undo_label is None


def test_two_gestures_at_once_are_refused_and_undo_waits_for_the_end() -> None:
    document = new_document()
    document.invert()
    gesture = document.begin("Brush")
    with pytest.raises(RuntimeError, match="Brush"):
        document.begin("Eraser")
    document.undo()
    assert document.selection.count == WIDTH * HEIGHT
    gesture.commit()


def test_painting_outside_the_picture_is_left_out() -> None:
    document = new_document()
    with document.gesture("Brush") as gesture, gesture.painting(Rect(-5, -5, 10, 10)) as painted:
        assert painted.shape == (5, 5)
        painted[:] = 255
    assert document.selection.count == 25
    assert document.selection.bounds() == Rect(0, 0, 5, 5)


def test_the_51st_rectangle_is_refused_and_changes_nothing() -> None:
    document = new_document()
    fifty = [Rect(2 * n, n, 2, 2) for n in range(MAX_RECTANGLES)]
    document.set_rectangles("Rectangles", fifty)
    before = what_is_there(document)
    with pytest.raises(TooManyRectanglesError):
        document.set_rectangles("Rectangle", [*fifty, Rect(0, 100, 5, 5)])
    assert what_is_there(document) == before
    assert document.undo_label == "Rectangles"


def test_pixels_under_mask_and_rectangle_count_once() -> None:
    document = new_document()
    with document.gesture("Brush") as gesture, gesture.painting(Rect(0, 0, 10, 10)) as painted:
        painted[:] = 255
    document.set_rectangles("Rectangle", [Rect(5, 0, 10, 10), Rect(5, 0, 10, 10)])
    assert document.selection.count == 150
    assert document.selection.share == 150 / (WIDTH * HEIGHT)


def test_a_frozen_mark_does_not_follow_later_painting() -> None:
    document = new_document()
    document.set_rectangles("Rectangle", [Rect(5, 6, 7, 8)])
    mark = document.selection.freeze()
    document.invert()
    assert mark.bounds == Rect(5, 6, 7, 8)
    assert mark.mask.all()
    assert mark.count == 56
    assert mark.rectangles == (Rect(5, 6, 7, 8),)
    assert document.selection.freeze().rectangles == ()


def test_keep_makes_the_result_part_of_the_picture_and_clears_the_mark() -> None:
    document = new_document()
    document.invert()
    edit = edit_at(Rect(4, 4, 8, 8), 9)
    document.propose(edit)
    assert np.array_equal(document.pixels(), document.photo.pixels)
    document.keep()
    assert (document.pixels()[4:12, 4:12] == 9).all()
    assert document.selection.is_empty
    assert document.state.edits == (edit,)


def test_discard_brings_the_mark_back_as_it_was() -> None:
    document = new_document()
    document.invert()
    before = document.selection.mask.copy()
    document.propose(edit_at(Rect(4, 4, 8, 8), 9))
    document.discard()
    assert np.array_equal(document.selection.mask, before)
    assert np.array_equal(document.pixels(), document.photo.pixels)


def test_without_edits_the_pixels_are_the_photo_itself() -> None:
    document = new_document()
    assert np.shares_memory(document.pixels(), document.photo.pixels)
    with pytest.raises(ValueError, match="read-only"):
        document.pixels()[0, 0] = 1


def test_later_edits_cover_earlier_ones() -> None:
    document = new_document()
    for rect, value in [(Rect(0, 0, 20, 20), 1), (Rect(10, 10, 20, 20), 2)]:
        document.propose(edit_at(rect, value))
        document.keep()
    expected: Pixels = document.photo.pixels.copy()
    expected[0:20, 0:20] = 1
    expected[10:30, 10:30] = 2
    assert np.array_equal(document.pixels(), expected)
    assert np.array_equal(document.pixels(Rect(15, 5, 30, 20)), expected[5:25, 15:45])


def test_saving_tells_unsaved_changes_from_saved_ones() -> None:
    document = new_document()
    unsaved = [document.has_unsaved_changes]

    def note() -> None:
        unsaved.append(document.has_unsaved_changes)

    document.propose(edit_at(Rect(0, 0, 8, 8), 1))
    note()
    document.keep()
    saved = document.state.content
    document.propose(edit_at(Rect(0, 0, 8, 8), 2))
    document.keep()
    # the second result came while the first was being saved
    document.mark_saved(saved)
    note()
    document.undo()
    document.undo()
    note()
    document.undo()
    note()
    assert unsaved == [False, True, True, False, True]


def test_listeners_hear_what_must_be_drawn_again_until_they_leave() -> None:
    document = new_document()
    heard: list[Change] = []
    leave = document.subscribe(heard.append)
    gesture = document.begin("Brush")
    with gesture.painting(Rect(3, 4, 5, 6)) as painted:
        painted[:] = 255
    assert heard == [Change(mask=Rect(3, 4, 5, 6))], "a stroke is seen while it is drawn"
    gesture.commit()
    assert heard[1:] == [Change(history=True)]
    heard.clear()
    document.propose(edit_at(Rect(64, 0, 8, 8), 1))
    assert heard == [Change(pixels=Rect(64, 0, 8, 8), history=True)]
    heard.clear()
    document.undo()
    assert heard == [Change(pixels=Rect(64, 0, 8, 8), history=True, again=True)]
    leave()
    document.undo()
    assert len(heard) == 1


def test_what_is_done_in_one_go_is_told_once_when_it_is_done() -> None:
    document = new_document()
    document.set_rectangles("Rectangle", [Rect(30, 40, 5, 6)])
    document.propose(edit_at(Rect(64, 0, 8, 8), 1))
    heard: list[tuple[Change, bool]] = []
    document.subscribe(lambda change: heard.append((change, document.is_changing)))
    document.keep()
    # which shows as it did before the result is kept
    assert heard == [(Change(rectangles=True, history=True), False)]
    heard.clear()
    with document.gesture("Rectangles and paint") as gesture:
        gesture.set_rectangles([Rect(1, 1, 2, 2)])
        for x in (10, 20):
            with gesture.painting(Rect(x, 4, 5, 6)) as painted:
                painted[:] = 255
        assert not heard
    assert heard == [(Change(mask=Rect(10, 4, 15, 6), rectangles=True, history=True), False)]


def test_what_is_given_up_is_told_once_too() -> None:
    document = new_document()
    heard: list[Change] = []
    document.subscribe(heard.append)

    def paint_and_give_up() -> None:
        with document.gesture("Brush") as gesture:
            with gesture.painting(Rect(3, 4, 5, 6)) as painted:
                painted[:] = 255
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        paint_and_give_up()
    assert heard == [Change(mask=Rect(3, 4, 5, 6))]
    document.mark_all()
    assert len(heard) == 2, "and the next is told again"


def test_the_undo_limit_counts_results_too() -> None:
    document = new_document(undo_limit=3 * 64 * 64 * 3)
    for value in range(10):
        document.propose(edit_at(Rect(0, 0, 64, 64), value))
        document.keep()
    assert document.undo_nbytes <= 3 * 64 * 64 * 3
    steps = 0
    while document.undo_label is not None:
        document.undo()
        steps += 1
    assert 1 <= steps < 20


def test_mask_patches_of_strokes_are_small() -> None:
    pixels = np.zeros((2048, 2048, 1), np.uint8)
    document = Document(Photo(pixels, Metadata("PNG")))
    rng = np.random.default_rng(2)
    for _ in range(40):
        x, y = rng.integers(0, 1900, 2).tolist()
        with document.gesture("Brush") as gesture, gesture.painting(Rect(x, y, 140, 30)) as painted:
            painted[:] = 255
    wait_until_packed()
    assert document.undo_nbytes < pixels.nbytes / 50
    assert EMPTY.area == 0


@given(st.lists(rects, max_size=3), rects, st.integers(0, 2**32 - 1), st.sampled_from(Combine))
def test_a_shape_is_combined_with_what_is_marked(rectangles: list[Rect], shape: Rect, seed: int, how: Combine) -> None:
    document = new_document()
    with document.gesture("Brush") as gesture, gesture.painting(Rect(5, 5, 90, 70)) as painted:
        painted[:] = 255
    document.set_rectangles("Rectangles", rectangles)
    before = what_is_there(document)
    marked = document.selection.marked(document.selection.area).copy()
    area = shape.intersection(document.selection.area)
    coverage = np.random.default_rng(seed).choice(np.array([0, 255], np.uint8), (area.height, area.width))
    document.combine("Shape", area, coverage, how)
    expected = np.zeros_like(marked) if how is Combine.NEW else marked.copy()
    expected[area.slices][coverage > 0] = 0 if how is Combine.SUBTRACT else 255
    in_rectangles = np.zeros(marked.shape, bool)
    for rectangle in before[1]:
        in_rectangles[rectangle.slices] = True
    covered = np.zeros(marked.shape, bool)
    covered[area.slices] = coverage > 0
    is_left = how is Combine.SUBTRACT and not (covered & in_rectangles).any()
    assert np.array_equal(document.selection.marked(document.selection.area), expected)
    assert document.state.rectangles == (before[1] if is_left else ())
    assert document.selection.count == np.count_nonzero(expected)
    assert document.selection.bounds() == bounds_of_marked(expected)
    if document.undo_label == "Shape":
        document.undo()
        assert what_is_there(document) == before


@given(st.lists(rects, max_size=5))
def test_rectangles_become_part_of_the_mask_and_rectangles_again(rectangles: list[Rect]) -> None:
    document = new_document()
    document.set_rectangles("Rectangles", rectangles)
    before, marked = what_is_there(document), document.selection.marked(document.selection.area).copy()
    document.flatten_rectangles()
    assert np.array_equal(document.selection.mask, marked)
    assert document.selection.count == np.count_nonzero(marked)
    assert document.selection.bounds() == bounds_of_marked(marked)
    if document.undo_label == "Rectangles to mask":
        document.undo()
    assert what_is_there(document) == before


def test_all_is_marked_in_one_step() -> None:
    document = new_document()
    document.set_rectangles("Rectangles", [Rect(3, 4, 5, 6)])
    document.mark_all()
    assert document.selection.mask.all()
    assert document.selection.share == 1
    document.undo()
    assert document.state.rectangles == (Rect(3, 4, 5, 6),)
    assert document.selection.count == 30


def test_inverting_unmarks_what_rectangles_marked() -> None:
    document = new_document()
    with document.gesture("Brush") as gesture, gesture.painting(Rect(0, 0, 9, 9)) as painted:
        painted[:] = 255
    document.set_rectangles("Rectangles", [Rect(3, 4, 15, 16)])
    before = what_is_there(document)
    expected = 255 - document.selection.marked(document.selection.area)
    document.invert()
    assert np.array_equal(document.selection.mask, expected)
    assert document.state.rectangles == ()
    assert document.selection.count == np.count_nonzero(expected)
    document.undo()
    assert what_is_there(document) == before


def test_a_gesture_that_cannot_be_remembered_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    document = new_document()
    document.mark_all()
    before = what_is_there(document)

    def patch(_recorder: MaskRecorder, **_known: bool) -> None:
        raise MemoryError

    def paint() -> None:
        with document.gesture("Brush") as gesture, gesture.painting(Rect(0, 0, 9, 9)) as painted:
            painted[:] = 0

    with monkeypatch.context() as patched:
        patched.setattr(MaskRecorder, "patch", patch)
        with pytest.raises(MemoryError):
            paint()
    assert what_is_there(document) == before
    assert not document.is_changing
    paint()
    assert document.selection.count == before[2] - 81


def test_a_gesture_ends_and_can_be_undone_where_no_thread_packs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    document = Document(Photo(np.zeros((1200, 1000, 1), np.uint8), Metadata("PNG")))
    noise = np.random.default_rng(1).choice(np.array([0, MARKED], np.uint8), (1200, 1000))
    with monkeypatch.context() as patched:
        patched.setattr(ThreadPoolExecutor, "submit", Mock(side_effect=RuntimeError("can't start new thread")))
        document.set_mask("Import", noise)
    assert not document.is_changing
    document.undo()
    assert document.selection.is_empty
    document.redo()
    assert np.array_equal(document.selection.mask, noise)


def test_a_gesture_that_cannot_be_ended_is_taken_back_whatever_the_error(monkeypatch: pytest.MonkeyPatch) -> None:
    document = new_document()
    before = what_is_there(document)
    with monkeypatch.context() as patched:
        patched.setattr(mask, "MaskPatch", Mock(side_effect=RuntimeError))
        with pytest.raises(RuntimeError):
            document.mark_all()
    assert what_is_there(document) == before
    document.mark_all()
    assert labels(document) == ("Mark all", None)


def test_rectangles_that_became_part_of_the_mask_are_within_its_bounds() -> None:
    document = new_document()
    document.set_rectangles("Rectangle", [Rect(10, 20, 30, 40)])
    assert document.selection.mask_bounds() == EMPTY
    document.flatten_rectangles()
    assert document.selection.mask_bounds() == Rect(10, 20, 30, 40)


def bounds_of_marked(mask: Mask) -> Rect:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return EMPTY
    return Rect(int(columns[0]), int(rows[0]), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)


def test_large_steps_in_a_row_keep_what_was_before_them() -> None:
    pixels = np.zeros((3000, 3000, 1), np.uint8)
    document = Document(Photo(pixels, Metadata("PNG")), undo_limit=16 * 2**20)
    for number in range(20):
        with document.gesture("Brush") as gesture, gesture.painting(Rect(10 * number, 5, 8, 8)) as painted:
            painted[:] = 255
    for _ in range(3):
        document.invert()
    steps = 0
    while document.undo_label is not None:
        document.undo()
        steps += 1
    assert steps == 23


def test_a_step_never_waits_for_the_packer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The packer is busy until the end: whoever waited for it would never come back."""
    may_pack = Event()
    packed = Plain.packed

    def pack(plain: Plain) -> Packed:
        # a step that waits fails the test instead of going on forever
        assert may_pack.wait(10)
        return packed(plain)

    monkeypatch.setattr(Plain, "packed", pack)
    document = Document(Photo(np.zeros((1100, 1000, 1), np.uint8), Metadata("PNG")), undo_limit=2**20)
    noise = np.random.default_rng(1).choice(np.array([0, MARKED], np.uint8), (1100, 1000))
    try:
        for number in range(6):
            document.set_mask("Import", np.roll(noise, number, axis=1))
        assert document.undo_nbytes > 6 * 2**20
    finally:
        may_pack.set()
    wait_until_packed()
    assert document.undo_nbytes < 2**20
    with document.gesture("Brush") as gesture, gesture.painting(Rect(0, 0, 8, 8)) as painted:
        np.invert(painted, out=painted)
    for number in (5, 4, 3, 2, 1, 0):
        document.undo()
        assert np.array_equal(document.selection.mask, np.roll(noise, number, axis=1))
    document.undo()
    assert document.selection.is_empty


A, B, BOTH = Rect(1, 2, 3, 4), Rect(10, 2, 3, 4), Rect(1, 2, 12, 4)


def changed(kind: str, value: object) -> Change:
    return replace(Change(), **{kind: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["mask", "pixels", "matte", "subject"])
def test_what_two_changes_reach_is_in_both_together(kind: str) -> None:
    united = changed(kind, A).union(changed(kind, B))
    assert united == changed(kind, BOTH)
    for one, other in ((changed(kind, A), Change()), (Change(), changed(kind, A))):
        assert one.union(other) == changed(kind, A)


@pytest.mark.parametrize("kind", ["rectangles", "look", "cutout", "id_photo", "history"])
def test_what_one_of_two_changes_says_both_together_say(kind: str) -> None:
    said = changed(kind, True)
    assert said.union(Change()) == Change().union(said) == said.union(said) == said


def test_only_what_was_like_this_before_as_a_whole_is_so_again() -> None:
    again = Change(history=True, again=True)
    assert again.union(again).again
    assert not again.union(Change(mask=A)).again
    assert not Change(mask=A).union(again).again


@given(st.lists(rects, max_size=3), rects, rects, st.integers(0, 2**32 - 1))
def test_a_rectangle_that_becomes_another_is_counted_exactly(
    others: list[Rect], before: Rect, now: Rect, seed: int
) -> None:
    document = new_document()
    with document.gesture("Brush") as gesture, gesture.painting(document.selection.area) as painted:
        painted[:] = np.random.default_rng(seed).choice(np.array([0, 255], np.uint8), painted.shape)
    for rectangle in (before, now, before):
        document.set_rectangles("Rectangle", [*others, rectangle])
        marked = document.selection.marked(document.selection.area)
        assert document.selection.count == np.count_nonzero(marked)


def test_a_rectangle_that_is_dragged_is_looked_at_where_it_changes() -> None:
    document = new_document()
    first, second = Rect(10, 10, 130, 110), Rect(12, 11, 130, 110)
    document.set_rectangles("Rectangle", [first])
    counted: list[int] = []

    def count(mask: NDArray[np.uint8], rectangles: tuple[Rect, ...], rect: Rect) -> int:
        counted.append(rect.area)
        return counts(mask, rectangles, rect)

    counts = selection._count
    with patch.object(selection, "_count", count):
        document.set_rectangles("Rectangle", [second])
    assert 0 < sum(counted) < first.area / 20
    assert document.selection.count == second.area
