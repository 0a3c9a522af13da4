"""The subject's own colours along the edge: right where known, the picture's where nothing is mixed."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from skimage import data

from picwish_desktop.model.photo import Pixels
from picwish_desktop.vision import foreground as module
from picwish_desktop.vision.foreground import REACH, TILE, foreground

Mask = NDArray[np.uint8]


def soft_disc(rows: int, columns: int, radius: float, softness: float) -> Mask:
    y, x = np.mgrid[:rows, :columns]
    distance = np.hypot(y - rows / 2, x - columns / 2)
    return np.asarray(np.rint(((radius - distance) / softness + 0.5).clip(0, 1) * 255), np.uint8)


def mixed(front: NDArray[Any], behind: NDArray[Any], matte: Mask, depth: type[np.uint8] | type[np.uint16]) -> Pixels:
    """`front` and `behind` from 0 to 1."""
    alpha = matte[..., None] / 255
    pixels: Pixels = np.rint((alpha * front + (1 - alpha) * behind) * np.iinfo(depth).max).astype(depth)
    return pixels


def replaced(picture: Pixels, places: NDArray[np.int32], tiles: Pixels) -> Pixels:
    result = picture.copy()
    for (x, y), tile in zip(places.tolist(), tiles, strict=True):
        part = result[y : y + TILE, x : x + TILE]
        part[...] = tile[: part.shape[0], : part.shape[1]]
    return result


def noise(rows: int, columns: int, channels: int, depth: type[np.uint8] | type[np.uint16] = np.uint8) -> Pixels:
    most = np.iinfo(depth).max
    pixels: Pixels = np.random.default_rng(rows).integers(0, most, (rows, columns, channels), depth, endpoint=True)
    return pixels


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
@pytest.mark.parametrize(("rows", "columns"), [(300, 420), (1301, 1150)])
def test_the_old_background_is_gone(rows: int, columns: int, depth: type[np.uint8] | type[np.uint16]) -> None:
    matte = soft_disc(rows, columns, rows / 3, 9)
    front, behind = np.array([0.9, 0.35, 0.1]), np.array([0.05, 0.6, 0.2])
    picture = mixed(front, behind, matte, depth)
    result = replaced(picture, *foreground(picture, matte))
    edge = (matte > 0) & (matte < 255)
    off = np.abs(result / np.iinfo(depth).max - front).mean(axis=2)
    assert (off * matte)[edge].sum() / matte[edge].sum() < 0.01
    # an edge shifted outwards by four pixels finds the subject's colour
    shifted = (cv2.dilate(matte, np.ones((9, 9))) > 0) & (matte == 0) & (cv2.erode(matte, np.ones((3, 3))) == 0)
    assert off[shifted].mean() < 0.1


def test_sixteen_bits_stay_precise() -> None:
    matte = soft_disc(200, 200, 60, 9)
    x = np.linspace(0.500, 0.504, 200)[None, :, None] * np.ones((200, 1, 3))
    picture = mixed(x, np.array([0.1, 0.2, 0.3]), matte, np.uint16)
    result = replaced(picture, *foreground(picture, matte))
    solid = (matte > 127) & (matte < 255)
    assert np.abs(result / 65535 - x)[solid].mean() < 0.001
    assert np.unique(result[solid][:, 0]).size > 100


def test_real_photos_lose_most_of_the_old_colour() -> None:
    front, behind = data.astronaut()[:400, :450] / 255, data.coffee()[:, :450] / 255
    matte = soft_disc(400, 450, 120, 12)
    picture = mixed(front, behind, matte, np.uint8)
    result = replaced(picture, *foreground(picture, matte))
    edge = (matte > 0) & (matte < 255)

    def off(pixels: Pixels) -> float:
        return float((np.abs(pixels / 255 - front).mean(axis=2) * matte)[edge].sum())

    assert off(result) < off(picture) / 2


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_what_is_wholly_the_subject_or_far_from_it_is_the_picture(channels: int) -> None:
    picture = noise(330, 290, channels)
    matte = soft_disc(330, 290, 90, 7)
    places, tiles = foreground(picture, matte)
    result = replaced(picture, places, tiles)
    assert np.array_equal(result[matte == 255], picture[matte == 255])
    far = cv2.dilate(matte, np.ones((2 * REACH + 3, 2 * REACH + 3))) == 0
    assert np.array_equal(result[far], picture[far])
    assert not np.array_equal(result, picture)
    if channels in (2, 4):
        assert np.array_equal(result[..., -1], picture[..., -1])
    assert (places % TILE == 0).all()
    for (x, y), tile in zip(places.tolist(), tiles, strict=True):
        before = picture[y : y + TILE, x : x + TILE]
        assert not np.array_equal(tile[: before.shape[0], : before.shape[1]], before)
        # repeated beyond the picture
        assert np.array_equal(tile[before.shape[0] :], np.repeat(tile[before.shape[0] - 1 : before.shape[0]],
                              TILE - before.shape[0], axis=0))  # fmt: skip


def test_nothing_is_mixed_nothing_is_returned() -> None:
    picture = noise(100, 100, 3)
    for value in (0, 255):
        places, tiles = foreground(picture, np.full((100, 100), value, np.uint8))
        assert places.shape == (0, 2)
        assert tiles.shape == (0, TILE, TILE, 3)
        assert tiles.dtype == np.uint8


def test_stripes_and_sizes_in_one_piece_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = np.asarray(cv2.resize(data.astronaut(), (1210, 1333), interpolation=cv2.INTER_CUBIC), np.uint8)
    matte = soft_disc(1333, 1210, 480, 15)
    monkeypatch.setattr(module, "WHOLE_SIDE", 200)
    in_stripes = foreground(picture, matte)
    monkeypatch.setattr(module, "STRIPE", 4096)
    whole = foreground(picture, matte)
    assert np.array_equal(in_stripes[0], whole[0])
    assert np.array_equal(in_stripes[1], whole[1])


def test_a_region_gives_its_own_tiles() -> None:
    picture = np.asarray(cv2.resize(data.astronaut(), (900, 900), interpolation=cv2.INTER_CUBIC), np.uint8)
    matte = soft_disc(900, 900, 300, 11)
    places, tiles = foreground(picture, matte)
    inside, inside_tiles = foreground(picture, matte, region=(130, 200, 300, 240))
    whole = {(x, y): tile for (x, y), tile in zip(places.tolist(), tiles, strict=True)}
    expected = {place for place in whole if 128 <= place[0] < 448 and 192 <= place[1] < 448}
    assert {(x, y) for x, y in inside.tolist()} == expected
    for (x, y), tile in zip(inside.tolist(), inside_tiles, strict=True):
        assert np.abs(tile.astype(int) - whole[x, y]).mean() < 0.5
    assert foreground(picture, matte, region=(0, 0, 0, 0))[0].shape == (0, 2)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.integers(1, 70),
    columns=st.integers(1, 70),
    channels=st.integers(1, 4),
    depth=st.sampled_from([np.uint8, np.uint16]),
)
def test_any_picture(rows: int, columns: int, channels: int, depth: type[np.uint8] | type[np.uint16]) -> None:
    picture = noise(rows, columns, channels, depth)
    picture.flags.writeable = False
    matte = noise(columns, rows, 1)[..., 0].T.astype(np.uint8)
    places, tiles = foreground(picture, matte)
    assert tiles.dtype == depth
    assert tiles.shape == (len(places), TILE, TILE, channels)
    result = replaced(picture, places, tiles)
    assert np.array_equal(result[matte == 255], picture[matte == 255])
