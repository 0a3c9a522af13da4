"""Cutting out a head: hair and chin in, shoulders and background out."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from picwish_desktop.vision.heads import NoFaceError, cut_head
from picwish_desktop.vision.segment import Hints
from tests.vision.test_faces import of_16_megapixels


def astronaut() -> NDArray[np.uint8]:
    return np.asarray(data.astronaut(), np.uint8)


@pytest.mark.parametrize("hints", [Hints(), Hints(box=(145, 10, 165, 185))], ids=["found", "drawn"])
def test_the_astronauts_head(hints: Hints) -> None:
    parts: list[float] = []
    found = cut_head(astronaut(), hints, parts.append)
    assert found.mask.shape == (512, 512)
    assert (found.mask[80:165, 195:255] == 255).all(), "the face"
    assert (found.mask[25:60, 200:260] == 255).mean() > 0.95, "the hair"
    assert (found.mask[230:] == 0).all(), "the suit"
    assert (found.mask[:100, :130] == 0).all(), "the flag"
    assert (found.mask[:100, 330:] == 0).all(), "the shuttle"
    assert parts == sorted(parts)
    assert parts[-1] == 1


def test_the_head_and_not_a_larger_thing_that_looks_like_one() -> None:
    found = cut_head(of_16_megapixels())
    assert found.count == 2
    assert (found.mask[100:196, 244:318] == 255).all(), "the face"
    assert not found.mask[:, 400:].any(), "the wall beside the helmet's ring"


def test_no_face() -> None:
    with pytest.raises(NoFaceError, match="Draw a box around the head"):
        cut_head(np.full((90, 120, 3), 200, np.uint8))


def test_the_next_face_is_another_one() -> None:
    head = astronaut()[:256, 100:356]
    picture = np.hstack([head, head[:, ::-1]])
    first, second = (cut_head(picture, Hints(attempt=attempt)) for attempt in (0, 1))
    assert first.count == second.count
    assert first.count >= 2
    assert not np.array_equal(first.mask, second.mask)
    assert np.array_equal(cut_head(picture, Hints(attempt=first.count)).mask, first.mask)
