"""Masks that look like a subject's score higher than those that do not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from picwish_desktop.vision.focus import Focus, focus_of
from picwish_desktop.vision.scoring import score

Flags = NDArray[np.bool_]
ROWS, COLUMNS = 144, 192


def box(left: int, top: int, right: int, bottom: int) -> Flags:
    inside = np.zeros((ROWS, COLUMNS), np.bool_)
    inside[top:bottom, left:right] = True
    return inside


def lab(subject: Flags) -> NDArray[np.uint8]:
    noise = np.random.default_rng(4).normal(0, 6, (ROWS, COLUMNS, 3))
    picture = np.where(subject[..., None], np.array([180.0, 60, 50]), np.array([90.0, 120, 100])) + noise
    return np.asarray(cv2.cvtColor(np.clip(picture, 0, 255).astype(np.uint8), cv2.COLOR_RGB2LAB), np.uint8)


THIN = box(90, 20, 100, 144)
"""Standing on the lower edge, 4 % of the picture."""


@pytest.mark.parametrize(
    "leaking", [THIN | box(100, 60, 150, 120), THIN | box(10, 30, 70, 80), THIN | box(0, 100, COLUMNS, ROWS)]
)
def test_a_thin_subject_scores_better_than_with_what_is_behind_it(leaking: Flags) -> None:
    assert score(lab(THIN), THIN) > score(lab(THIN), leaking) + 0.3


def test_what_is_too_small_or_nearly_everything_is_no_subject() -> None:
    for mask in (box(5, 5, 8, 8), box(0, 0, COLUMNS, ROWS - 2)):
        assert score(lab(THIN), mask) < score(lab(THIN), box(0, 0, COLUMNS, 30))


def test_focus_speaks_for_what_is_sharp_and_against_what_leaks() -> None:
    rng = np.random.default_rng(2)
    patches = cv2.resize(rng.integers(30, 226, (36, 48, 3), np.uint8), (384, 288), interpolation=cv2.INTER_NEAREST)
    sharp = box(60, 40, 130, 120)
    large = np.kron(sharp, np.ones((2, 2), np.bool_))
    picture = np.where(large[..., None], patches, cv2.GaussianBlur(patches, (0, 0), 2.5)).astype(np.uint8)
    focus = focus_of(picture, (COLUMNS, ROWS))
    assert focus.worth(sharp) > focus.worth(sharp | box(130, 40, 185, 120)) + 0.05
    assert focus.worth(sharp) > focus.worth(~sharp) + 1


def told(edges: Flags, sharpness: float) -> Focus:
    weight = edges.astype(np.float32)
    return Focus(weight * np.float32(sharpness), weight)


def test_a_soft_outline_speaks_against_a_mask() -> None:
    mask = box(60, 40, 130, 120)
    outline = mask & ~box(61, 41, 129, 119)
    assert told(outline, 1.0).worth(mask) == pytest.approx(0.4)
    assert told(outline, 0.0).worth(mask) < -0.95


def test_what_is_out_of_focus_inside_speaks_against_a_mask() -> None:
    mask = box(60, 40, 130, 120)
    assert told(box(70, 50, 120, 110), 0.0).worth(mask) < -0.6
    assert told(box(70, 50, 120, 110), 1.0).worth(mask) == pytest.approx(0.4)


def test_without_edges_focus_says_nothing() -> None:
    nothing = np.zeros((ROWS, COLUMNS), np.float32)
    assert Focus(nothing, nothing).worth(THIN) == 0
