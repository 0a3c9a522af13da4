"""The matte's edge: moved by a disc, softened, the same in parts as in the whole."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import ndimage  # type: ignore[import-untyped]

from picwish_desktop.imaging import edge as module
from picwish_desktop.imaging.edge import apply_edge, reach
from picwish_desktop.model.cutout import Edge
from picwish_desktop.model.geometry import Rect

shifts = st.floats(-7, 7).map(lambda value: round(value, 2))
softs = st.one_of(st.just(0.0), st.floats(0.1, 4).map(lambda value: round(value, 2)))


def blobs(seed: int, height: int = 90, width: int = 120) -> NDArray[np.uint8]:
    """Soft blobs with flat ground and flat tops, that reach over the borders too."""
    noise = ndimage.gaussian_filter(np.random.default_rng(seed).random((height, width)), 7)
    scaled = (noise - noise.mean()) / noise.std() * 200 + 100
    matte: NDArray[np.uint8] = np.clip(scaled, 0, 255).astype(np.uint8)
    return matte


def disc(radius: int) -> NDArray[np.bool_]:
    rows, columns = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    return np.asarray(rows**2 + columns**2 < radius * (radius + 1))


def test_an_edge_as_it_is_costs_nothing() -> None:
    matte = blobs(1)
    assert apply_edge(matte, Edge()) is matte
    assert reach(Edge()) == 0


@pytest.mark.parametrize("radius", [1, 2, 3, 5, 9])
def test_whole_pixels_are_a_dilation_and_an_erosion_by_a_disc(radius: int) -> None:
    matte = blobs(2)
    footprint = disc(radius)
    grown = ndimage.grey_dilation(matte, footprint=footprint, mode="constant", cval=0)
    shrunk = ndimage.grey_erosion(matte, footprint=footprint, mode="constant", cval=255)
    np.testing.assert_array_equal(apply_edge(matte, Edge(shift=radius)), grown)
    np.testing.assert_array_equal(apply_edge(matte, Edge(shift=-radius)), shrunk)


@pytest.mark.parametrize("shift", [-4.0, -1.5, -0.25, 0.25, 1.0, 2.75, 6.0])
def test_a_straight_edge_moves_by_what_is_asked_in_any_direction(shift: float) -> None:
    rows, columns = np.mgrid[0:120, 0:120]
    for angle in np.radians([0, 17, 30, 45, 63, 90]):
        away = (columns - 60) * np.cos(angle) + (rows - 60) * np.sin(angle)
        matte = np.rint(np.clip(0.5 - away, 0, 1) * 255).astype(np.uint8)
        moved = apply_edge(matte, Edge(shift=shift)).astype(float) - matte
        # across the rows of a steep edge and the columns of a flat one, away from the array's own
        across = (
            moved[30:90].sum(axis=1) * np.cos(angle) if angle < 0.8 else moved[:, 30:90].sum(axis=0) * np.sin(angle)
        )
        # a disc of one pixel has no corners
        tolerance = max(0.3 * min(1, abs(shift)), 0.07 * abs(shift))
        assert across.mean() / 255 == pytest.approx(shift, abs=tolerance)


def test_dragging_a_slider_is_continuous() -> None:
    matte = blobs(3)
    steps = [apply_edge(matte, Edge(shift=shift)).astype(int) for shift in np.arange(-3, 3.01, 0.05)]
    for before, after in pairwise(steps):
        assert (after >= before).all()
        assert (after - before).max() <= 255 * 0.06


@pytest.mark.parametrize("deviation", [0.5, 1.3, 2.0, 5.0])
def test_softening_is_a_gaussian(deviation: float) -> None:
    matte = np.zeros((80, 120), np.uint8)
    matte[:, 60:] = 255
    soft = apply_edge(matte, Edge(soften=deviation))
    expected = ndimage.gaussian_filter(matte.astype(float), deviation, mode="nearest")
    assert np.abs(soft - expected).max() <= 8


@given(st.integers(0, 50), shifts, softs, st.sampled_from([1.0, 0.5, 0.3, 2.0]), st.data())
@settings(deadline=None, max_examples=60)
def test_a_part_with_its_reach_comes_out_as_in_the_whole(
    seed: int, shift: float, soften: float, scale: float, data: st.DataObject
) -> None:
    matte, edge = blobs(seed), Edge(shift, soften)
    whole = Rect(0, 0, matte.shape[1], matte.shape[0])
    x, y = data.draw(st.integers(0, 100)), data.draw(st.integers(0, 70))
    part = Rect(x, y, data.draw(st.integers(1, 60)), data.draw(st.integers(1, 60))).intersection(whole)
    around = part.grown(reach(edge, scale)).intersection(whole)
    alone = apply_edge(matte[around.slices], edge, scale)[part.translated(-around.x, -around.y).slices]
    np.testing.assert_array_equal(alone, apply_edge(matte, edge, scale)[part.slices])


@given(st.integers(0, 50), shifts, softs)
@settings(deadline=None, max_examples=20)
def test_tiles_leave_no_seams(seed: int, shift: float, soften: float) -> None:
    matte, edge = blobs(seed), Edge(shift, soften)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "_TILE", 16)
        tiled = apply_edge(matte, edge)
    np.testing.assert_array_equal(tiled, apply_edge(matte, edge))


@pytest.mark.parametrize("level", [0, 1, 127, 254, 255])
@pytest.mark.parametrize("deviation", [0.3, 2.0, 30.0])
def test_what_is_even_stays_even(level: int, deviation: float) -> None:
    matte = np.full((40, 50), level, np.uint8)
    # what skipping even tiles rests on
    np.testing.assert_array_equal(module._softened(matte, deviation), matte)
    np.testing.assert_array_equal(apply_edge(matte, Edge(3, deviation)), matte)


def test_a_subject_that_the_photo_cuts_stays_at_its_border() -> None:
    matte = np.zeros((40, 60), np.uint8)
    matte[10:, 20:40] = 255
    shrunk = apply_edge(matte, Edge(shift=-3))
    assert (shrunk[-1, 23:37] == 255).all()
    assert not shrunk[:13].any()


def test_a_reduced_view_shows_what_the_file_will_have() -> None:
    matte = ndimage.zoom(blobs(4), 8, order=1)
    edge = Edge(shift=-9, soften=6)
    reduced = matte.reshape(90, 8, 120, 8).mean(axis=(1, 3)).round().astype(np.uint8)
    shown = apply_edge(reduced, edge, scale=1 / 8)
    saved = apply_edge(matte, edge).reshape(90, 8, 120, 8).mean(axis=(1, 3))
    assert np.abs(shown - saved).mean() < 2
