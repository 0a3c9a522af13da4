"""Rectangles of whole pixels."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.model.geometry import Rect, beside

rects = st.builds(Rect, *[st.integers(-6, 9)] * 2, *[st.integers(0, 9)] * 2)


@given(rects, rects)
def test_what_is_beside_a_part_is_each_other_pixel_once(part: Rect, whole: Rect) -> None:
    counts = np.zeros((40, 40), int)
    others = [rect.translated(10, 10) for rect in beside(part, whole)]
    for rect in others:
        counts[rect.slices] += 1
    expected = np.zeros((40, 40), int)
    expected[whole.translated(10, 10).slices] = 1
    expected[part.intersection(whole).translated(10, 10).slices] = 0
    assert np.array_equal(counts, expected)
    assert not any(rect.is_empty for rect in others)
