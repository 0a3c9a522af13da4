"""Strokes: painted pixels are always obeyed, what is like them follows, and nothing else changes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from picwish_desktop.vision.strokes import restroke

Mask = NDArray[np.uint8]
ROWS, COLUMNS = 200, 260


def box(left: int, top: int, right: int, bottom: int) -> Mask:
    drawn = np.zeros((ROWS, COLUMNS), np.uint8)
    drawn[top:bottom, left:right] = 255
    return drawn


RED, BLUE, OTHER = box(40, 60, 100, 150), box(100, 60, 160, 150), box(200, 20, 240, 60)
"""A subject of two halves, and something else that is blue as well."""


def scene() -> NDArray[np.uint8]:
    picture = np.full((ROWS, COLUMNS, 3), (150.0, 150, 140))
    picture[RED > 0] = 190, 60, 50
    picture[(BLUE | OTHER) > 0] = 50, 70, 180
    picture += np.random.default_rng(6).normal(0, 6, picture.shape)
    return np.asarray(np.clip(picture, 0, 255), np.uint8)


def line(start: tuple[int, int], end: tuple[int, int], width: int = 5) -> Mask:
    return np.asarray(cv2.line(np.zeros((ROWS, COLUMNS), np.uint8), start, end, (255,), width), np.uint8)


def iou(one: Mask, other: Mask) -> float:
    return float(((one > 0) & (other > 0)).sum() / ((one > 0) | (other > 0)).sum())


def test_a_missing_part_follows_the_stroke_and_what_is_elsewhere_does_not() -> None:
    mask = restroke(scene(), RED, line((130, 80), (130, 130)), True)
    assert iou(mask, RED | BLUE) > 0.97
    assert not mask[OTHER > 0].any()


def test_a_part_too_much_goes_with_the_stroke() -> None:
    mask = restroke(scene(), RED | BLUE | OTHER, line((130, 80), (130, 130)), False)
    assert iou(mask, RED | OTHER) > 0.97


def test_a_fine_brush_changes_nothing_far_from_it() -> None:
    picture = np.full((400, 900, 3), (150.0, 150, 140))
    picture[100:300, 100:400] = 190, 60, 50
    picture[100:300, 400:850] = 50, 70, 180
    picture += np.random.default_rng(6).normal(0, 6, picture.shape)
    subject = np.zeros((400, 900), np.uint8)
    subject[100:300, 100:850] = 255
    stroke = np.zeros_like(subject)
    stroke[150:250, 420:423] = 255
    mask = restroke(np.clip(picture, 0, 255).astype(np.uint8), subject, stroke, False)
    assert (mask[100:300, 600:850] == 255).all()
    assert (mask[160:240, 413:422] == 0).mean() > 0.9
    assert (mask[100:300, 100:395] == 255).all()


def test_what_has_another_colour_than_the_stroke_goes_near_it_only() -> None:
    mask = restroke(scene(), RED | BLUE | OTHER, line((130, 80), (130, 130), 3), False)
    assert (mask[60:150, 40:90] == 255).all()


def test_the_first_stroke_of_all() -> None:
    mask = restroke(scene(), np.zeros((ROWS, COLUMNS), np.uint8), line((70, 80), (70, 130), 9), True)
    assert iou(mask, RED) > 0.9


def test_removing_where_there_is_nothing() -> None:
    empty = np.zeros((ROWS, COLUMNS), np.uint8)
    assert not restroke(scene(), empty, line((70, 80), (70, 130)), False).any()


def test_earlier_strokes_hold() -> None:
    removed = line((115, 80), (115, 130), 3)
    mask = restroke(scene(), RED, line((140, 80), (140, 130)), True, removed=removed)
    assert (mask[removed > 0] == 0).all()
    kept = line((145, 70), (145, 140), 3)
    mask = restroke(scene(), RED | BLUE, line((120, 80), (120, 130)), False, kept=kept)
    assert (mask[kept > 0] == 255).all()


def test_the_latest_stroke_counts_where_two_cross() -> None:
    down, across = line((130, 70), (130, 140)), line((110, 100), (150, 100))
    assert (restroke(scene(), RED, across, True, removed=down)[across > 0] == 255).all()
    assert (restroke(scene(), RED | BLUE, across, False, kept=down)[across > 0] == 0).all()


def test_an_empty_stroke_changes_nothing() -> None:
    mask = restroke(scene(), RED, np.zeros((ROWS, COLUMNS), np.uint8), True)
    assert np.array_equal(mask, RED)


masks = hnp.arrays(np.uint8, (24, 30), elements=st.sampled_from([0, 100, 200, 255]))


@pytest.mark.parametrize("keep", [True, False])
@settings(max_examples=30, deadline=None)
@given(mask=masks, stroke=masks, kept=masks, removed=masks)
def test_whatever_is_painted(keep: bool, mask: Mask, stroke: Mask, kept: Mask, removed: Mask) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (24, 30, 3), np.uint8)
    result = restroke(picture, mask, stroke, keep, kept, removed)
    assert set(np.unique(result)) <= {0, 255}
    assert (result[stroke > 0] == (255 if keep else 0)).all()
    changed = (result > 127) != (mask > 127)
    # earlier strokes apart, only towards the stroke's sign
    obeying = changed & (kept == 0) & (removed == 0)
    assert ((result[obeying] > 0) == keep).all()
    again = restroke(picture, mask, stroke, keep, kept, removed)
    assert np.array_equal(again, result)
