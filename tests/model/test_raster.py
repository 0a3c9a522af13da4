"""Shapes against a plain look at every pixel, in whole numbers and fractions."""

import tracemalloc
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import cos, pi, sin

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from picwish_desktop.model import raster
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.mask import Mask

Point = tuple[float, float]

AREA = Rect(0, 0, 24, 18)

coordinates = st.one_of(
    # on centres and borders of pixels
    st.integers(-12, 60).map(lambda half: half / 2),
    st.integers(-6 * 256, 30 * 256).map(lambda part: part / 256),
)
points = st.tuples(coordinates, coordinates)
polygons = st.lists(points, min_size=1, max_size=9)
areas = st.builds(Rect, st.integers(-5, 20), st.integers(-5, 14), st.integers(1, 20), st.integers(1, 20))


def winding(corners: Sequence[Point], x: Fraction, y: Fraction) -> int:
    """How often the outline runs around a point; edges on the left of it and through it count."""
    times = 0
    for (x0, y0), (x1, y1) in pairwise((*corners, corners[0])):
        if min(y0, y1) <= y < max(y0, y1):
            along = (y - Fraction(y0)) / (Fraction(y1) - Fraction(y0))
            crossing = Fraction(x0) + along * (Fraction(x1) - Fraction(x0))
            times += (1 if y1 > y0 else -1) * (crossing <= x)
    return times


def plain_polygon(corners: Sequence[Point], area: Rect) -> Mask:
    half = Fraction(1, 2)
    inside = [
        [winding(corners, column + half, row + half) != 0 for column in range(area.x, area.right)]
        for row in range(area.y, area.bottom)
    ]
    return np.array(inside, np.uint8) * np.uint8(255)


def plain_ellipse(left: float, top: float, right: float, bottom: float, area: Rect) -> Mask:
    x0, y0, x1, y1 = (Fraction(value) for value in (left, top, right, bottom))
    a, b, x, y = (x1 - x0) / 2, (y1 - y0) / 2, (x0 + x1) / 2, (y0 + y1) / 2
    half = Fraction(1, 2)
    inside = [
        [
            (column + half - x) ** 2 * b**2 + (row + half - y) ** 2 * a**2 < a**2 * b**2
            for column in range(area.x, area.right)
        ]
        for row in range(area.y, area.bottom)
    ]
    return np.array(inside, np.uint8) * np.uint8(255)


def laid_out(shape: tuple[Rect, Mask], area: Rect) -> Mask:
    """All of `area`, after a look at the rectangle that was given: it is the smallest."""
    rect, coverage = shape
    assert coverage.dtype == np.uint8
    assert coverage.shape == (rect.height, rect.width)
    assert rect == EMPTY or area.contains(rect)
    if not rect.is_empty:
        for side in (coverage[0], coverage[-1], coverage[:, 0], coverage[:, -1]):
            assert side.any()
    everywhere = np.zeros((area.height, area.width), np.uint8)
    everywhere[rect.translated(-area.x, -area.y).slices if not rect.is_empty else EMPTY.slices] = coverage
    return everywhere


def star(*, middle: float, radius: float) -> list[Point]:
    turns = [index * 4 / 5 * pi - pi / 2 for index in range(5)]
    return [(middle + radius * cos(turn), middle + radius * sin(turn)) for turn in turns]


@given(polygons, areas)
@example([(0, 0), (4, 0), (4, 4), (0, 4)], AREA)
@example([(0.5, 0.5), (4.5, 0.5), (4.5, 4.5), (0.5, 4.5)], AREA)
@example([(0.5, 4.5), (4.5, 4.5), (4.5, 0.5), (0.5, 0.5)], AREA)
@example([(1, 1), (9, 9), (9, 1), (1, 9)], AREA)
def test_a_polygon_covers_the_centres_that_it_runs_around(corners: list[Point], area: Rect) -> None:
    np.testing.assert_array_equal(laid_out(raster.polygon(corners, area), area), plain_polygon(corners, area))


@given(st.tuples(coordinates, coordinates, coordinates, coordinates), areas)
@example((0, 0, 1, 1), AREA)
@example((0, 0, 2, 2), AREA)
@example((0.5, 0.5, 10.5, 10.5), AREA)
@example((3, 3, 3, 9), AREA)
def test_an_ellipse_covers_the_centres_inside_of_it(box: tuple[float, ...], area: Rect) -> None:
    left, right, top, bottom = *sorted(box[0::2]), *sorted(box[1::2])
    covered = laid_out(raster.ellipse(left, top, right, bottom, area), area)
    np.testing.assert_array_equal(covered, plain_ellipse(left, top, right, bottom, area))


far = st.integers(-(raster.FARTHEST * 256), raster.FARTHEST * 256).map(lambda part: part / 256)


@given(st.lists(st.tuples(far, far), min_size=3, max_size=5), st.tuples(coordinates, coordinates))
def test_however_far_the_corners_are_it_is_exact(corners: list[Point], near: Point) -> None:
    corners = [*corners, near]
    np.testing.assert_array_equal(laid_out(raster.polygon(corners, AREA), AREA), plain_polygon(corners, AREA))


@given(st.tuples(far, far, far, coordinates))
def test_however_large_an_ellipse_is_it_is_exact(box: tuple[float, float, float, float]) -> None:
    """The last side runs through the picture."""
    left, right, top, bottom = *sorted(box[0::2]), *sorted(box[1::2])
    covered = laid_out(raster.ellipse(left, top, right, bottom, AREA), AREA)
    np.testing.assert_array_equal(covered, plain_ellipse(left, top, right, bottom, AREA))


def test_what_is_too_far_is_moved_nearer() -> None:
    corners = [(-1e12, -1e12), (1e12, -1e12), (1e12, 9.0), (-1e12, 9.0)]
    covered = laid_out(raster.polygon(corners, AREA), AREA)
    assert (covered[:9] == 255).all()
    assert not covered[9:].any()


@given(st.lists(st.tuples(st.floats(-6, 30), st.floats(-6, 30)), min_size=3, max_size=9))
def test_positions_are_rounded_to_a_256th(corners: list[Point]) -> None:
    rounded = [(round(x * 256) / 256, round(y * 256) / 256) for x, y in corners]
    np.testing.assert_array_equal(laid_out(raster.polygon(corners, AREA), AREA), plain_polygon(rounded, AREA))


@given(polygons, areas)
def test_a_part_of_the_picture_gets_its_part_of_the_shape(corners: list[Point], part: Rect) -> None:
    part = part.intersection(AREA)
    assume(not part.is_empty)
    xs, ys = zip(*corners, strict=True)
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    for whole, cut in (
        (raster.polygon(corners, AREA), raster.polygon(corners, part)),
        (raster.ellipse(left, top, right, bottom, AREA), raster.ellipse(left, top, right, bottom, part)),
    ):
        np.testing.assert_array_equal(laid_out(cut, part), laid_out(whole, AREA)[part.slices])


inner = st.tuples(st.integers(0, 24 * 256).map(lambda p: p / 256), st.integers(0, 18 * 256).map(lambda p: p / 256))


@given(inner, st.lists(st.integers(0, 2 * (24 + 18) * 2 - 1), min_size=3, max_size=12, unique=True))
def test_what_shares_edges_neither_overlaps_nor_leaves_a_gap(middle: Point, places: list[int]) -> None:
    # a rectangle cut like a cake, from a point in it to points around it
    rim = sorted({*places, 0, 48, 84, 132})
    around = [_on_the_rim(place / 2) for place in rim]
    times = np.zeros((AREA.height, AREA.width), int)
    for first, second in pairwise((*around, around[0])):
        times += laid_out(raster.polygon([middle, first, second], AREA), AREA) == 255
    assert (times == 1).all()


def _on_the_rim(along: float) -> Point:
    if along <= 24:
        return along, 0
    if along <= 42:
        return 24, along - 24
    return (66 - along, 18) if along <= 66 else (0, 84 - along)


@given(polygons, st.integers(1, 40))
def test_the_rows_may_be_looked_at_a_few_at_a_time(corners: list[Point], band: int) -> None:
    expected = laid_out(raster.polygon(corners, AREA), AREA)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(raster, "BAND", band)
        np.testing.assert_array_equal(laid_out(raster.polygon(corners, AREA), AREA), expected)


@given(polygons)
def test_neither_direction_nor_beginning_matter(corners: list[Point]) -> None:
    expected = laid_out(raster.polygon(corners, AREA), AREA)
    for start in range(len(corners)):
        turned = corners[start:] + corners[:start]
        for same in (turned, turned[::-1], np.array(turned)):
            np.testing.assert_array_equal(laid_out(raster.polygon(same, AREA), AREA), expected)


def test_a_lasso_that_crosses_itself_has_no_holes() -> None:
    area = Rect(0, 0, 100, 100)
    covered = laid_out(raster.polygon(star(middle=50, radius=45), area), area)
    rows, columns = np.mgrid[:100, :100] + 0.5
    assert (covered[np.hypot(rows - 50, columns - 50) < 16] == 255).all()


def test_both_loops_of_an_eight_are_covered() -> None:
    covered = laid_out(raster.polygon([(2, 2), (12, 12), (12, 2), (2, 12)], AREA), AREA)
    assert covered[7, 3] == covered[7, 10] == 255
    assert covered[3, 7] == 0


@pytest.mark.parametrize(
    "corners",
    [
        [],
        [(5.0, 5.0)],
        [(5.0, 5.0), (9.0, 12.0)],
        [(5.0, 5.0), (9.0, 5.0), (14.0, 5.0)],
        [(-9.0, -9.0), (-2.0, -9.0), (-2.0, 30.0)],
        [(30.0, 2.0), (40.0, 2.0), (35.0, 9.0)],
        [(3.6, 3.6), (3.9, 3.6), (3.9, 3.9)],
    ],
)
def test_without_a_centre_inside_nothing_is_covered(corners: list[Point]) -> None:
    rect, coverage = raster.polygon(corners, AREA)
    assert rect == EMPTY
    assert coverage.shape == (0, 0)


def test_only_what_it_covers_is_held() -> None:
    rect, coverage = raster.polygon([(3, 4), (9, 4), (9, 10), (3, 10)], Rect(0, 0, 10**6, 10**6))
    assert rect == Rect(3, 4, 6, 6)
    assert (coverage == 255).all()


def test_a_scribble_takes_little_memory_beside_its_coverage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred lines from top to bottom are 600 000 crossings."""
    monkeypatch.setattr(raster, "BAND", 20_000)
    across, area = np.arange(200) % 7 * 400.0, Rect(0, 0, 3000, 3000)
    points = np.stack([across, np.arange(200) % 2 * 3000.0], axis=1)
    tracemalloc.start()
    raster.polygon(points, area)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < area.area + 8_000_000
