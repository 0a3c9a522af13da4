"""The whole way: finding, refining, colours, and strokes that correct."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from picwish_desktop.model.photo import Pixels
from picwish_desktop.vision import cutout
from picwish_desktop.vision.cutout import Cut, correct, cut_out, cut_out_head, from_matte
from picwish_desktop.vision.foreground import TILE, foreground
from picwish_desktop.vision.segment import Hints, NothingFoundError, Segmentation

Mask = NDArray[np.uint8]


def disc(rows: int, columns: int, row: float, column: float, radius: float) -> Mask:
    y, x = np.ogrid[:rows, :columns]
    return np.where((y - row) ** 2 + (x - column) ** 2 <= radius**2, 255, 0).astype(np.uint8)


def two_balls(side: int) -> tuple[NDArray[np.uint8], Mask, Mask]:
    """Two orange balls before blue, and where each is."""
    left, right = disc(side, side, side / 2, side * 0.3, side / 8), disc(side, side, side / 2, side * 0.7, side / 8)
    y, x = np.mgrid[:side, :side] / side
    behind = np.stack([40 + 20 * x, 70 + 20 * y, 160 + 30 * x], axis=2)
    front = np.stack([220 - 20 * x, 120 + 20 * y, 40 + 10 * x], axis=2)
    alpha = cv2.GaussianBlur(np.maximum(left, right), (0, 0), 1.2)[..., None] / 255
    noise = np.random.default_rng(0).normal(0, 1.5, front.shape)
    return (alpha * front + (1 - alpha) * behind + noise).clip(0, 255).astype(np.uint8), left, right


def test_the_segmentation_is_asked_in_its_own_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[tuple[int, ...], str, Hints]] = []

    def segment(small: Pixels, subject: str, hints: Hints, _progress: object) -> Segmentation:
        asked.append((small.shape, subject, hints))
        return Segmentation(disc(small.shape[0], small.shape[1], 200, 320, 90), 3, 0.25)

    monkeypatch.setattr(cutout, "segment", segment)
    picture = np.full((1600, 2560, 4), 99, np.uint8)
    shares: list[float] = []
    cut = cut_out(picture, "object", (400, 200, 1200, 800), 2, shares.append)
    assert asked == [((400, 640, 3), "object", Hints((100, 50, 300, 200), 2))]
    assert (cut.count, cut.doubt) == (3, 0.25)
    assert cut.matte.shape == (1600, 2560)
    assert cut.tiles.shape[1:] == (TILE, TILE, 4)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_errors_pass_through(monkeypatch: pytest.MonkeyPatch) -> None:
    def segment(*_args: object) -> Segmentation:
        raise NothingFoundError("nothing")

    monkeypatch.setattr(cutout, "segment", segment)
    with pytest.raises(NothingFoundError):
        cut_out(np.zeros((30, 30, 3), np.uint8))


def test_a_person_and_her_head() -> None:
    picture = data.astronaut()
    person = cut_out(picture, "person")
    head = cut_out_head(picture)
    for cut in (person, head):
        assert isinstance(cut, Cut)
        assert (cut.matte[90:130, 210:240] == 255).all()
    assert (person.matte > 0).sum() > 2 * (head.matte > 0).sum()


def test_a_provider_s_matte() -> None:
    picture, left, _ = two_balls(1200)
    coarse = np.asarray(cv2.resize(left, (400, 400), interpolation=cv2.INTER_AREA), np.uint8)
    cut = from_matte(picture, coarse)
    assert (cut.count, cut.doubt) == (1, 0.0)
    assert np.abs(cut.matte.astype(int) - left).mean() < 0.5
    assert len(cut.tiles) == len(cut.places) > 0


def test_a_stroke_adds_the_other_ball_and_nothing_else() -> None:
    picture, left, right = two_balls(1280)
    matte = from_matte(picture, left).matte
    stroke = disc(320, 320, 160, 224, 20)
    nothing = np.zeros_like(stroke)
    shares: list[float] = []
    region, alpha, places, tiles = correct(picture, matte, stroke, True, nothing, nothing, shares.append)
    x, y, width, height = region
    assert alpha.shape == (height, width)
    assert x % TILE == y % TILE == (x + width) % TILE == (y + height) % TILE == 0
    after = matte.copy()
    after[y : y + height, x : x + width] = alpha
    assert np.abs(after.astype(int) - np.maximum(left, right)).mean() < 1.5
    assert np.array_equal(after[:, :640], matte[:, :640])
    assert ((places >= [x, y]) & (places < [x + width, y + height])).all()
    whole = dict(zip(map(tuple, foreground(picture, after)[0].tolist()), foreground(picture, after)[1], strict=True))
    assert {place for place in whole if place[0] >= x} == set(map(tuple, places.tolist()))
    assert tiles.dtype == np.uint8
    assert shares == sorted(shares)


def test_a_stroke_that_changes_nothing_gives_an_empty_region() -> None:
    picture, left, _ = two_balls(640)
    matte = from_matte(picture, left).matte
    stroke = disc(320, 320, 160, 96, 10)
    nothing = np.zeros_like(stroke)
    region, alpha, places, tiles = correct(picture, matte, stroke, True, nothing, nothing)
    assert region == (0, 0, 0, 0)
    assert alpha.size == 0
    assert places.shape == (0, 2)
    assert tiles.shape == (0, TILE, TILE, 3)
