"""Closed-form matting: exact where alpha is a linear function of the colours, and bound by what is given."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from picwish_desktop.vision.closed_form import closed_form
from picwish_desktop.vision.evidence import evidence

Plane = NDArray[np.float32]


def ramp(rows: int = 40, columns: int = 400, channels: int = 3) -> tuple[Plane, Plane, NDArray[np.bool_]]:
    """A guide whose colours are alpha's mixture of two, alpha, and the unknown strip between."""
    x = np.arange(columns)
    alpha = np.broadcast_to(((x - 20) / 5).clip(0, 1), (rows, columns)).astype(np.float32)
    first, second = np.array([0.9, 0.4, 0.2])[:channels], np.array([0.1, 0.5, 0.8])[:channels]
    guide = alpha[..., None] * first + (1 - alpha[..., None]) * second
    unknown = np.broadcast_to((x > 14) & (x < 29), (rows, columns)).copy()
    return guide.astype(np.float32), alpha, unknown


@pytest.mark.parametrize("channels", [1, 3])
def test_a_linear_mixture_is_solved_exactly(channels: int) -> None:
    guide, alpha, unknown = ramp(channels=channels)
    guess = np.where(unknown, np.float32(alpha > 0.5), alpha)
    nothing = np.zeros(int(unknown.sum()), np.float32)
    result = closed_form(guide, guess, unknown, nothing, nothing)
    assert np.abs(result - alpha).max() < 0.05
    assert np.array_equal(result[~unknown], guess[~unknown])


def test_evidence_decides_what_no_path_reaches() -> None:
    guide, alpha, unknown = ramp()
    # an island of the subject in the background, inside the unknown strip
    guide, alpha = guide.copy(), alpha.copy()
    guide[10:16, 16:19], alpha[10:16, 16:19] = guide[0, -1], 1
    guess = np.where(unknown, np.float32(0), alpha)
    likely, trust = evidence(guide, guess, unknown)
    result = closed_form(guide, guess, unknown, likely, trust)
    assert result[11:15, 17].min() > 0.8
    without = closed_form(guide, guess, unknown, likely, np.zeros_like(trust))
    assert without[11:15, 17].max() < 0.5


def test_evidence_counts_for_nothing_without_two_sides() -> None:
    guide, alpha, unknown = ramp()
    for value in (0, 1):
        _, trust = evidence(guide, np.full_like(alpha, value), unknown)
        assert not trust.any()


def test_nothing_unknown() -> None:
    guide, alpha, _ = ramp()
    nothing = np.zeros(0, np.float32)
    result = closed_form(guide, alpha, np.zeros(alpha.shape, bool), nothing, nothing)
    assert np.array_equal(result, alpha)
    assert result is not alpha


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (1, 30), (30, 1), (2, 2), (3, 3)])
def test_pictures_smaller_than_a_window_keep_the_guess(rows: int, columns: int) -> None:
    guide = np.random.default_rng(0).random((rows, columns, 3), np.float32)
    alpha = np.random.default_rng(1).random((rows, columns), np.float32)
    unknown = np.ones((rows, columns), bool)
    nothing = np.zeros(unknown.size, np.float32)
    result = closed_form(guide, alpha, unknown, nothing, nothing)
    assert np.isfinite(result).all()
    if min(rows, columns) < 3:
        assert np.abs(result - alpha).max() < 1e-3
