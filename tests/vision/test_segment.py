"""Finding a photo's subject: where it is clear, with a box, as ink; the same every time, and an error where not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from picwish_desktop.vision.segment import Hints, NothingFoundError, Subject, segment

Pixels = NDArray[np.uint8]


def iou(mask: Pixels, truth: NDArray[np.bool_]) -> float:
    return float(((mask > 127) & truth).sum() / ((mask > 127) | truth).sum())


def before_lawn(colour: tuple[int, int, int]) -> tuple[Pixels, NDArray[np.bool_]]:
    """A vase on a photographed lawn."""
    lawn = np.asarray(data.grass(), np.float32)[:360, :480, None] * np.array([0.8, 1.1, 0.5], np.float32)
    drawn = np.zeros((360, 480), np.uint8)
    cv2.ellipse(drawn, (250, 210), (70, 90), 0, 0, 360, 1, -1)
    cv2.rectangle(drawn, (225, 90), (275, 150), 1, -1)
    noise = np.random.default_rng(7).normal(0, 5, lawn.shape)
    picture = np.where(drawn[..., None] > 0, np.array(colour), lawn) + noise
    return np.clip(picture, 0, 255).astype(np.uint8), drawn > 0


@pytest.mark.parametrize("subject", ["auto", "person", "object"])
def test_an_object_on_a_lawn(subject: Subject) -> None:
    picture, truth = before_lawn((190, 60, 150))
    parts: list[float] = []
    found = segment(picture, subject, progress=parts.append)
    assert iou(found.mask, truth) > 0.97
    assert set(np.unique(found.mask)) == {0, 255}
    assert found.mask.shape == truth.shape
    assert 0 <= found.doubt <= 1
    assert parts == sorted(parts)
    assert parts[0] >= 0
    assert parts[-1] == 1


def test_the_astronaut_with_all_her_hair() -> None:
    found = segment(np.asarray(data.astronaut(), np.uint8), "person")
    hair = found.mask[20:80, 190:260]
    assert (hair > 0).mean() > 0.9
    assert (found.mask[300:500, 100:240] > 0).mean() > 0.9
    assert (found.mask[:140, 320:380] == 0).mean() > 0.95


def test_the_same_every_time_and_attempts_go_round() -> None:
    picture = np.asarray(data.coffee(), np.uint8)[::2, ::2]
    first = segment(picture)
    assert np.array_equal(segment(picture).mask, first.mask)
    assert first.count > 1
    second = segment(picture, hints=Hints(attempt=1))
    assert not np.array_equal(second.mask, first.mask)
    assert np.array_equal(segment(picture, hints=Hints(attempt=first.count)).mask, first.mask)


def test_with_a_box_the_small_thing_in_it_is_found() -> None:
    coins = np.repeat(np.asarray(data.coins(), np.uint8)[..., None], 3, axis=2)
    x, y, width, height = 243, 82, 55, 52
    mask = segment(coins, "object", Hints(box=(x, y, width, height))).mask > 0
    inside = mask[y : y + height, x : x + width]
    assert mask.sum() == inside.sum()
    assert 0.4 < inside.mean() < 0.85


@pytest.mark.parametrize("shape", [(1, 1, 3), (40, 60, 3), (3, 400, 3)])
def test_nothing_in_an_even_picture(shape: tuple[int, int, int]) -> None:
    with pytest.raises(NothingFoundError, match="Draw a box"):
        segment(np.full(shape, 140, np.uint8))


def test_a_box_outside_of_the_picture_is_an_error_for_a_person() -> None:
    with pytest.raises(NothingFoundError, match="Draw a box"):
        segment(before_lawn((190, 60, 150))[0], hints=Hints(box=(5000, 5000, 10, 10)))


def stamped() -> tuple[Pixels, NDArray[np.bool_]]:
    """A red ring with a line of one pixel, on paper that is darker to one side."""
    paper = np.linspace(250, 190, 400)[None, :, None] * np.array([1, 0.98, 0.92]) * np.ones((300, 1, 1))
    drawn = np.zeros((300, 400), np.uint8)
    cv2.circle(drawn, (200, 150), 80, 1, 6)
    cv2.line(drawn, (60, 250), (340, 250), 1, 1)
    picture = np.where(drawn[..., None] > 0, np.array([180.0, 30, 40]), paper)
    picture += np.random.default_rng(3).normal(0, 3, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8), drawn > 0


def test_a_stamp_keeps_its_thin_lines_and_loses_the_paper() -> None:
    picture, ink = stamped()
    mask = segment(picture, "stamp").mask
    assert (mask[ink] > 180).mean() > 0.97
    assert (mask[~ink] < 30).mean() > 0.99


def test_a_stamp_outside_of_the_box_does_not_count() -> None:
    picture, ink = stamped()
    mask = segment(picture, "stamp", Hints(box=(100, 50, 200, 190))).mask
    assert not mask[245:].any()
    assert (mask[50:240, 100:300][ink[50:240, 100:300]] > 180).mean() > 0.97


def test_no_ink_on_empty_paper() -> None:
    with pytest.raises(NothingFoundError, match="box"):
        segment(np.full((60, 80, 3), 240, np.uint8), "stamp")
