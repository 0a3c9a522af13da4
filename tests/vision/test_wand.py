"""The magic wand, compared with a slow one that says what it is."""

from collections import deque
from collections.abc import Sequence

import numpy as np
import pytest
import skimage.data
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from picwish_desktop.model.geometry import Rect
from picwish_desktop.vision.wand import pick

Pixels = NDArray[np.uint8]


def reference(pixels: Pixels, seed: tuple[int, int], tolerance: int, *, is_contiguous: bool) -> NDArray[np.bool_]:
    x, y = seed
    difference = np.abs(pixels.astype(int) - pixels[y, x].astype(int))
    if pixels.shape[2] in (2, 4) and pixels[y, x, -1] == 0:
        difference = difference[..., -1:]
    alike: NDArray[np.bool_] = difference.max(axis=2) <= tolerance
    if not is_contiguous:
        return alike
    reached = np.zeros_like(alike)
    waiting = deque([(y, x)])
    while waiting:
        row, column = waiting.popleft()
        is_inside = 0 <= row < alike.shape[0] and 0 <= column < alike.shape[1]
        if is_inside and alike[row, column] and not reached[row, column]:
            reached[row, column] = True
            waiting += [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
    return reached


def whole(
    pixels: Pixels,
    seed: tuple[int, int],
    tolerance: int,
    *,
    is_contiguous: bool,
    patches: Sequence[tuple[Rect, Pixels]] = (),
) -> Pixels:
    bounds, coverage = pick(pixels, seed, tolerance, is_contiguous=is_contiguous, patches=patches)
    assert coverage.dtype == np.uint8
    assert coverage.shape == (bounds.height, bounds.width)
    for edge in (coverage[0], coverage[-1], coverage[:, 0], coverage[:, -1]):
        assert edge.any(), "nothing around it is sent along"
    mask = np.zeros(pixels.shape[:2], np.uint8)
    mask[bounds.slices] = coverage
    return mask


@given(st.data())
def test_what_is_alike_is_found_exactly(data: st.DataObject) -> None:
    height, width, channels = data.draw(st.tuples(*(st.integers(1, most) for most in (12, 12, 4))))
    numbers = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    # few levels, so that regions form; some of them at the ends of the range
    levels = np.array(data.draw(st.lists(st.sampled_from([0, 1, 2, 60, 100, 101, 254, 255]), min_size=1)), np.uint8)
    pixels = levels[numbers.integers(0, len(levels), (height, width, channels))]
    pixels.flags.writeable = False
    seed = data.draw(st.tuples(st.integers(0, width - 1), st.integers(0, height - 1)))
    tolerance, is_contiguous = data.draw(st.sampled_from([0, 1, 2, 41, 153, 254, 255])), data.draw(st.booleans())
    sides = (st.integers(0, width - 1), st.integers(0, height - 1), st.integers(1, width), st.integers(1, height))
    patches, seen = [], pixels.copy()
    for drawn in data.draw(st.lists(st.tuples(*sides), max_size=3)):
        rect = Rect(*drawn).intersection(Rect(0, 0, width, height))
        patches.append((rect, levels[numbers.integers(0, len(levels), (rect.height, rect.width, channels))]))
        seen[rect.slices] = patches[-1][1]
    expected = reference(seen, seed, tolerance, is_contiguous=is_contiguous) * np.uint8(255)
    found = whole(pixels, seed, tolerance, is_contiguous=is_contiguous, patches=patches)
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("is_contiguous", [True, False])
def test_a_region_of_a_real_photo(is_contiguous: bool) -> None:
    photo = skimage.data.coffee()
    expected = reference(photo, (30, 40), 32, is_contiguous=is_contiguous)
    assert 0.01 < expected.mean() < 0.9
    np.testing.assert_array_equal(whole(photo, (30, 40), 32, is_contiguous=is_contiguous), expected * np.uint8(255))


def test_a_line_of_one_pixel_is_not_crossed_at_its_corners() -> None:
    pixels = np.full((20, 20, 3), 200, np.uint8)
    pixels[range(20), range(20)] = 0
    bounds, coverage = pick(pixels, (15, 3), 10, is_contiguous=True)
    assert bounds == Rect(1, 0, 19, 19)
    assert np.count_nonzero(coverage) == 190


def test_what_is_wholly_transparent_looks_alike_whatever_its_colour() -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (10, 12, 4), np.uint8)
    pixels[..., 3] = 0
    pixels[:, 5:, 3] = 255
    bounds, coverage = pick(pixels, (0, 0), 0, is_contiguous=True)
    assert bounds == Rect(0, 0, 5, 10)
    assert coverage.all()
