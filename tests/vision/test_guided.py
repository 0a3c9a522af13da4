"""From a coarse grid to a finer one: the photo's edge, and the same average."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.model.geometry import Rect
from picwish_desktop.vision.guided import enlarged
from picwish_desktop.vision.tiles import Stretch, average, enlarge, resized


def test_a_sharp_edge_is_sharp_again() -> None:
    y, x = np.mgrid[:300, :420]
    alpha = (x + 0.3 * y > 250).astype(np.float32)
    picture = np.rint(np.where(alpha[..., None] > 0, [200, 90, 40], [30, 60, 150])).astype(np.uint8)
    coarse = resized(alpha, 50, 70)
    result = enlarged(picture, resized(picture, 50, 70), coarse, Rect(0, 0, 420, 300))
    assert np.abs(result - alpha).mean() < 0.002
    assert np.abs(resized(result, 50, 70) - coarse).max() < 0.02


def test_even_alpha_does_not_take_on_the_photo_s_texture() -> None:
    picture = np.random.default_rng(0).integers(0, 255, (240, 240, 3), np.uint8)
    coarse = np.full((40, 40), 0.4, np.float32)
    result = enlarged(picture, resized(picture, 40, 40), coarse, Rect(0, 0, 240, 240))
    assert np.abs(result - 0.4).max() < 1e-3


@pytest.mark.parametrize("part", [Rect(0, 0, 64, 64), Rect(100, 80, 90, 70), Rect(300, 200, 120, 100)])
def test_a_part_is_what_the_whole_has_there(part: Rect) -> None:
    random = np.random.default_rng(0)
    picture = np.asarray(resized(random.integers(0, 255, (30, 42, 3), np.uint8), 300, 420))
    coarse = random.random((53, 67), np.float32)
    guide = resized(picture, 53, 67)
    whole = enlarged(picture, guide, coarse, Rect(0, 0, 420, 300))
    assert np.abs(enlarged(picture, guide, coarse, part) - whole[part.slices]).max() < 1e-3


@given(fine=st.integers(1, 60), coarse=st.integers(1, 60))
def test_averages_and_interpolation_agree_with_a_constant(fine: int, coarse: int) -> None:
    coarse = min(fine, coarse)
    stretch = Stretch.over(0, fine, fine, coarse, 0)
    assert np.allclose(enlarge(np.full((coarse, coarse), 0.7, np.float32), stretch, stretch), 0.7)
    values = np.random.default_rng(0).random((fine, fine), np.float32)
    small = average(values, stretch, stretch)
    assert small.shape == (coarse, coarse)
    assert np.isclose(small.mean(), values.mean(), atol=1e-5)
