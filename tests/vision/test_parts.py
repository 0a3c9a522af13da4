"""Thin parts that grow out of a subject belong to it, and holes that do not show the background are none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from picwish_desktop.vision.focus import focus_of
from picwish_desktop.vision.parts import with_false_holes_filled, with_thin_parts

Flags = NDArray[np.bool_]
Pixels = NDArray[np.uint8]
ROWS, COLUMNS = 400, 400
WALL, DARK = (150.0, 146, 138), (40.0, 42, 46)


def drawn(*lines: tuple[tuple[int, int], tuple[int, int]], width: int = 5) -> Flags:
    canvas = np.zeros((ROWS, COLUMNS), np.uint8)
    for start, end in lines:
        cv2.line(canvas, start, end, 1, width)
    return canvas > 0


def box(left: int, top: int, right: int, bottom: int) -> Flags:
    inside = np.zeros((ROWS, COLUMNS), np.bool_)
    inside[top:bottom, left:right] = True
    return inside


def painted(dark: Flags, softness: float = 0.7) -> Pixels:
    """What is dark before a wall, with soft edges."""
    share = cv2.GaussianBlur(dark.astype(np.float32), (0, 0), softness)[..., None]
    picture = share * np.array(DARK) + (1 - share) * np.array(WALL)
    picture += np.random.default_rng(8).normal(0, 2, picture.shape)
    return np.asarray(np.clip(picture, 0, 255), np.uint8)


BODY = box(130, 60, 270, 220)
LEGS = drawn(((150, 215), (90, 390)), ((250, 215), (310, 390)))
APART = drawn(((40, 40), (40, 70)))


def thin(picture: Pixels) -> Flags:
    return with_thin_parts(picture, BODY, focus_of(picture, (COLUMNS, ROWS)))


def test_legs_in_focus_are_added_and_what_is_apart_is_not() -> None:
    added = thin(painted(BODY | LEGS | APART)) & ~BODY
    legs = LEGS & ~BODY
    assert (added & legs).sum() > 0.85 * legs.sum()
    assert (added & ~cv2.dilate(legs.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(np.bool_)).sum() < 40


def test_what_is_out_of_focus_is_not_added() -> None:
    picture = painted(BODY | LEGS)
    far = painted(BODY | LEGS, 5.0)
    picture[225:] = far[225:]
    assert not (thin(picture) & ~BODY)[240:].any()


def test_what_has_its_like_elsewhere_is_not_added() -> None:
    bricks = drawn(*(((0, row), (399, row)) for row in range(20, 400, 40)), width=3)
    bricks |= drawn(*(((column, 0), (column, 399)) for column in range(30, 400, 60)), width=3)
    assert np.array_equal(thin(painted(BODY | bricks)), BODY)


@pytest.mark.parametrize("mask", [np.zeros((ROWS, COLUMNS), np.bool_), np.ones((ROWS, COLUMNS), np.bool_)])
def test_nothing_and_everything_have_no_thin_parts(mask: Flags) -> None:
    picture = painted(BODY | LEGS)
    assert np.array_equal(with_thin_parts(picture, mask, focus_of(picture, (COLUMNS, ROWS))), mask)
    assert np.array_equal(with_false_holes_filled(picture, mask), mask)


def test_a_reflection_is_filled_and_an_opening_is_not() -> None:
    reflection, opening = box(150, 80, 175, 100), box(200, 150, 230, 180)
    picture = painted(BODY & ~opening)
    picture[reflection] = 250, 250, 252
    mask = with_false_holes_filled(picture, BODY & ~reflection & ~opening)
    assert np.array_equal(mask, BODY & ~opening)


def test_large_holes_and_bays_stay() -> None:
    large = box(150, 80, 250, 180)
    picture = painted(BODY)
    assert np.array_equal(with_false_holes_filled(picture, BODY & ~large), BODY & ~large)
    at_the_edge = ~box(0, 50, 12, 62)
    assert np.array_equal(with_false_holes_filled(picture, at_the_edge), at_the_edge)
