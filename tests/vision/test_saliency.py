"""What stands out, and what the picture's edge says of the background."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.borders import border_distance, unlike_border
from picwish_desktop.vision.saliency import saliency

Flags = NDArray[np.bool_]


def disc(rows: int = 144, columns: int = 192) -> Flags:
    y, x = np.ogrid[:rows, :columns]
    return np.asarray((y - rows / 2) ** 2 + (x - columns / 2) ** 2 < 40**2)


def lab(rgb: NDArray[np.float64]) -> NDArray[np.uint8]:
    noise = np.random.default_rng(2).normal(0, 4, rgb.shape)
    return np.asarray(cv2.cvtColor(np.clip(rgb + noise, 0, 255).astype(np.uint8), cv2.COLOR_RGB2LAB), np.uint8)


def scene(inside: Flags) -> NDArray[np.float64]:
    """A red disc before a wall that gets darker to one side."""
    wall = np.linspace(210, 140, inside.shape[1])[None, :, None] * np.ones((*inside.shape, 3))
    return np.where(inside[..., None], np.array([190.0, 50, 40]), wall)


def test_an_object_stands_out_from_a_wall() -> None:
    inside = disc()
    stands_out = saliency(lab(scene(inside)))
    assert stands_out.min() >= 0
    assert stands_out.max() <= 1
    assert stands_out[inside].mean() > 0.8
    assert stands_out[~inside].mean() < 0.1


def test_a_uniform_picture_has_no_salient_part() -> None:
    for size in ((1, 1), (3, 50), (100, 100)):
        stands_out = saliency(np.full((*size, 3), 90, np.uint8))
        assert stands_out.shape == size
        assert np.ptp(stands_out) == 0


def test_a_plain_background_may_be_shaded_and_the_subject_may_touch_the_edge() -> None:
    inside = disc()
    inside[72:, 60:130] = True
    distance = border_distance(lab(scene(inside)))
    assert distance is not None
    assert (distance[inside] > 5).mean() > 0.97
    assert (distance[~inside] < 5).mean() > 0.97


def test_a_checkered_background_is_not_plain_but_known_by_its_colours() -> None:
    inside = disc()
    y, x = np.mgrid[:144, :192] // 12
    checkers = np.where(((x + y) % 2 == 0)[..., None], np.array([230.0, 230, 90]), np.array([20.0, 60, 140]))
    picture = lab(np.where(inside[..., None], np.array([190.0, 50, 40]), checkers))
    assert border_distance(picture) is None
    unlike = unlike_border(picture)
    assert (unlike[inside] > 0.4).mean() > 0.9
    assert (unlike[~inside] < 0.4).mean() > 0.9
