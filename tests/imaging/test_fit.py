"""The crop that is sent: holds the mark, has surroundings, and is no larger than it must be."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from picwish_desktop.imaging.fit import MIN_CONTEXT, MarkTooLargeError, fit_mark
from picwish_desktop.model.geometry import EMPTY, Rect


@st.composite
def marks(draw: st.DrawFn) -> tuple[Rect, int, Rect]:
    photo = Rect(0, 0, draw(st.integers(1, 6000)), draw(st.integers(1, 6000)))
    x, y = draw(st.integers(0, photo.width - 1)), draw(st.integers(0, photo.height - 1))
    bounds = Rect(x, y, draw(st.integers(1, photo.width - x)), draw(st.integers(1, photo.height - y)))
    return bounds, draw(st.integers(1, bounds.area)), photo


@given(marks(), st.sampled_from([0.5, 0.3, 1.0]))
def test_the_crop_holds_the_mark_and_at_most_the_share_is_marked(case: tuple[Rect, int, Rect], share: float) -> None:
    bounds, marked, photo = case
    assume(marked <= share * photo.area)
    crop = fit_mark(bounds, marked, photo, share)
    assert crop.contains(bounds)
    assert photo.contains(crop)
    assert marked <= share * crop.area


@given(marks())
def test_the_crop_is_the_smallest_with_the_same_surroundings_on_all_sides(case: tuple[Rect, int, Rect]) -> None:
    bounds, marked, photo = case
    assume(marked <= photo.area / 2)
    crop = fit_mark(bounds, marked, photo)
    least = max(MIN_CONTEXT, round(max(bounds.width, bounds.height) / 2))
    assert crop.contains(bounds.grown(least).intersection(photo))
    context = max(bounds.x - crop.x, bounds.y - crop.y, crop.right - bounds.right, crop.bottom - bounds.bottom)
    assert crop == bounds.grown(context).intersection(photo)
    if context > least:
        assert marked > bounds.grown(context - 1).intersection(photo).area / 2


@given(st.integers(1, 6000), st.integers(1, 6000), st.sampled_from([0.5, 0.3]), st.data())
def test_more_than_the_share_of_the_whole_photo_is_refused(
    width: int, height: int, share: float, data: st.DataObject
) -> None:
    photo = Rect(0, 0, width, height)
    marked = data.draw(st.integers(int(share * photo.area) + 1, photo.area))
    with pytest.raises(MarkTooLargeError):
        fit_mark(photo, marked, photo, share)


def test_nothing_marked_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing is marked"):
        fit_mark(EMPTY, 0, Rect(0, 0, 10, 10))


def test_a_small_mark_in_a_large_photo_sends_a_small_crop() -> None:
    assert fit_mark(Rect(3000, 2000, 100, 60), 6000, Rect(0, 0, 6000, 4000)) == Rect(2904, 1904, 292, 252)
