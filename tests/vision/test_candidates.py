"""Candidates differ from one another, the likeliest comes first, and masks are cleaned of what is no subject."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from picwish_desktop.vision.candidates import SAME, Box, Candidate, candidates
from picwish_desktop.vision.focus import focus_of
from picwish_desktop.vision.parts import cleaned
from picwish_desktop.vision.scoring import score

Flags = NDArray[np.bool_]


def ellipse(middle: tuple[int, int], axes: tuple[int, int], size: tuple[int, int] = (144, 192)) -> Flags:
    drawn = np.zeros(size, np.uint8)
    cv2.ellipse(drawn, middle, axes, 0, 0, 360, 1, -1)
    return drawn > 0


def scene(inside: Flags) -> NDArray[np.uint8]:
    noise = np.random.default_rng(4).normal(0, 6, (*inside.shape, 3))
    picture = np.where(inside[..., None], np.array([180.0, 60, 50]), np.array([90.0, 120, 100])) + noise
    return np.clip(picture, 0, 255).astype(np.uint8)


def guesses(
    picture: NDArray[np.uint8], box: Box | None = None, progress: Callable[[float], None] = lambda _: None
) -> list[Candidate]:
    size = picture.shape[1], picture.shape[0]
    return candidates(picture, focus_of(picture, size), [], box, progress)


def overlap(one: Flags, other: Flags) -> float:
    return float((one & other).sum() / (one | other).sum())


def test_the_first_candidate_is_the_object_and_all_differ() -> None:
    inside = ellipse((100, 70), (40, 50))
    parts: list[float] = []
    found = guesses(scene(inside), None, parts.append)
    assert overlap(found[0].mask, inside) > 0.97
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(overlap(a.mask, b.mask) < SAME for i, a in enumerate(found) for b in found[:i])
    assert parts == sorted(parts)
    assert parts[-1] == 1


def test_with_a_box_nothing_outside_of_it_is_found() -> None:
    left, right = ellipse((45, 72), (25, 40)), ellipse((140, 72), (30, 45))
    found = guesses(scene(left | right), (12, 22, 66, 100))
    assert overlap(found[0].mask, left) > 0.95
    assert not any(one.mask[:, 80:].any() for one in found)


@pytest.mark.parametrize(
    "worse",
    [
        pytest.param(ellipse((100, 70), (20, 50)), id="half of it"),
        pytest.param(ellipse((100, 70), (70, 65)), id="too much"),
        pytest.param(~ellipse((100, 70), (40, 50)), id="the background"),
        pytest.param(ellipse((20, 10), (40, 50)), id="a corner"),
        pytest.param(np.ones((144, 192), np.bool_), id="everything"),
        pytest.param(np.zeros((144, 192), np.bool_), id="nothing"),
    ],
)
def test_the_objects_own_outline_scores_best(worse: Flags) -> None:
    inside = ellipse((100, 70), (40, 50))
    lab = np.asarray(cv2.cvtColor(scene(inside), cv2.COLOR_RGB2LAB), np.uint8)
    assert score(lab, inside) > score(lab, worse) + 0.1


def test_specks_holes_and_blobs_on_necks_go_strands_stay() -> None:
    size = (400, 400)
    body = ellipse((200, 200), (90, 120), size)
    strand = np.zeros(size, np.bool_)
    strand[199:201, 290:330] = True
    raw = body | strand
    raw |= ellipse((30, 30), (8, 8), size)
    raw |= ellipse((60, 200), (9, 9), size)
    raw[200, 65:112] = True
    raw &= ~ellipse((200, 250), (6, 6), size)
    clean = cleaned(raw)
    assert (clean & (body | strand)).sum() == (body | strand).sum()
    assert not clean[:60, :60].any()
    assert not clean[190:210, 45:69].any()


def test_several_objects_and_large_holes_stay() -> None:
    size = (400, 400)
    ring = ellipse((120, 200), (80, 80), size) & ~ellipse((120, 200), (40, 40), size)
    both = ring | ellipse((310, 200), (60, 90), size)
    assert np.array_equal(cleaned(both), both)
    assert not cleaned(np.zeros(size, np.bool_)).any()
    assert cleaned(np.ones(size, np.bool_)).all()
