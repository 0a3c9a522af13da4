"""Growing, shrinking and filling, compared with slow ones that say what they are."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.vision import mask_shape
from picwish_desktop.vision.mask_shape import changed, fill_holes, grow, shrink

Mask = NDArray[np.uint8]


def near(mask: Mask, radius: int) -> Mask:
    """Every pixel compared with every marked one."""
    marked = np.argwhere(mask)
    away = ((np.argwhere(mask >= 0)[:, None] - marked) ** 2).sum(axis=2)
    near: Mask = (away <= radius**2).any(axis=1).reshape(mask.shape) * np.uint8(255)
    return near


def surrounded(mask: Mask) -> Mask:
    outside = np.pad(mask, 1) == 0
    reached = np.zeros_like(outside)
    reached[0, 0] = True
    while True:
        more = reached.copy()
        for axis, step in ((0, 1), (0, -1), (1, 1), (1, -1)):
            more |= np.roll(reached, step, axis)
        # what a roll carries from one border to the other is the outside, which is reached anyway
        more &= outside
        if (more == reached).all():
            dry: Mask = ~reached[1:-1, 1:-1] * np.uint8(255)
            return dry
        reached = more


@st.composite
def masks(draw: st.DrawFn, most: int = 24) -> Mask:
    height, width = draw(st.integers(1, most)), draw(st.integers(1, most))
    numbers = np.random.default_rng(draw(st.integers(0, 2**32)))
    share = draw(st.sampled_from([0.0, 0.005, 0.05, 0.5, 0.7, 0.95, 1.0]))
    return (numbers.random((height, width)) < share) * np.uint8(255)


@given(masks(), st.integers(1, 30), st.sampled_from([1, 40, 200, 1 << 24]))
def test_growing_marks_a_disc_around_each_marked_pixel(mask: Mask, radius: int, stripe: int) -> None:
    before = mask.copy()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mask_shape, "STRIPE_PIXELS", stripe)
        np.testing.assert_array_equal(grow(mask, radius), near(mask, radius))
    np.testing.assert_array_equal(mask, before)


@given(masks(), st.integers(1, 30))
def test_shrinking_takes_a_disc_around_each_unmarked_pixel(mask: Mask, radius: int) -> None:
    np.testing.assert_array_equal(shrink(mask, radius), 255 - near(255 - mask, radius))


@given(masks())
def test_holes_are_what_is_not_connected_with_the_border(mask: Mask) -> None:
    np.testing.assert_array_equal(fill_holes(mask), surrounded(mask))


@given(masks(), masks())
def test_a_change_is_all_that_differs_and_no_more(before: Mask, after: Mask) -> None:
    height, width = (min(sides) for sides in zip(before.shape, after.shape, strict=True))
    before, after = before[:height, :width], after[:height, :width]
    bounds, coverage = changed(before, after)
    patched = before.copy()
    patched[bounds.slices] ^= coverage
    np.testing.assert_array_equal(patched, after)
    if (before == after).all():
        assert bounds == EMPTY
    else:
        assert all(edge.any() for edge in (coverage[0], coverage[-1], coverage[:, 0], coverage[:, -1]))


@pytest.mark.parametrize("radius", [1, 4, 29, 500])
def test_the_largest_radius_is_as_exact(radius: int) -> None:
    mask = np.zeros((1003, 1101), np.uint8)
    mask[502, 551] = 255
    rows, columns = np.indices(mask.shape)
    disc = ((rows - 502) ** 2 + (columns - 551) ** 2 <= radius**2) * np.uint8(255)
    np.testing.assert_array_equal(grow(mask, radius), disc)
    np.testing.assert_array_equal(shrink(~mask, radius), ~disc)


def test_a_disc_is_whole_across_stripes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mask_shape, "STRIPE_PIXELS", 1)
    mask = np.zeros((21, 21), np.uint8)
    mask[10, 10] = 255
    np.testing.assert_array_equal(grow(mask, 7), near(mask, 7))


def test_a_mark_at_the_border_goes_on_behind_it() -> None:
    mask = np.zeros((60, 80), np.uint8)
    mask[:30, :40] = 255
    grown, shrunk = grow(mask, 5), shrink(mask, 5)
    assert grown[:30, :45].all()
    assert not grown[:, 45:].any()
    assert shrunk[:25, :35].all()
    assert not shrunk[:, 35:].any()
    everything = np.full((60, 80), 255, np.uint8)
    assert shrink(everything, 500).all()


def test_growing_and_shrinking_back_restores_what_is_convex() -> None:
    mask = np.zeros((300, 300), np.uint8)
    mask[100:180, 90:200] = 255
    np.testing.assert_array_equal(shrink(grow(mask, 20), 20), mask)


def test_a_ring_fills_and_one_with_a_gap_does_not() -> None:
    rows, columns = np.indices((100, 100))
    away = (rows - 50) ** 2 + (columns - 50) ** 2
    ring = ((away <= 40**2) & (away >= 30**2)) * np.uint8(255)
    assert np.array_equal(fill_holes(ring), (away <= 40**2) * np.uint8(255))
    ring[50, :50] = 0
    assert np.array_equal(fill_holes(ring), ring)
    # what is closed only by the border of the picture is no hole
    half = ring[:, 40:]
    assert np.array_equal(fill_holes(half), half)


def test_a_wall_of_diagonal_pixels_keeps_the_flood_out() -> None:
    mask = np.zeros((9, 9), np.uint8)
    corners = [(4, 1), (1, 4), (4, 7), (7, 4), (4, 1)]
    for (row, column), (to_row, to_column) in pairwise(corners):
        for step in range(4):
            mask[row + (to_row - row) // 3 * step, column + (to_column - column) // 3 * step] = 255
    assert fill_holes(mask)[4, 4]
    assert changed(mask, fill_holes(mask))[0] == Rect(2, 2, 5, 5)
