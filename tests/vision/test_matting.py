"""Alpha is exact away from the edge, found along it, and the same however the picture is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from skimage import data

from picwish_desktop.model.photo import Pixels
from picwish_desktop.vision import matting
from picwish_desktop.vision.matting import refine, refine_region

Mask = NDArray[np.uint8]


def disc(rows: int, columns: int, row: float, column: float, radius: float) -> Mask:
    y, x = np.ogrid[:rows, :columns]
    return np.where((y - row) ** 2 + (x - column) ** 2 <= radius**2, 255, 0).astype(np.uint8)


def soft_disc(rows: int, columns: int, radius: float, softness: float) -> NDArray[np.float32]:
    y, x = np.mgrid[:rows, :columns]
    distance = np.hypot(y - rows / 2, x - columns / 2)
    return np.asarray(((radius - distance) / softness + 0.5).clip(0, 1), np.float32)


def mixed(alpha: NDArray[np.float32], depth: type[np.uint8] | type[np.uint16] = np.uint8) -> Pixels:
    """A smoothly changing orange before a smoothly changing blue, with a little noise."""
    rows, columns = alpha.shape
    y, x = np.mgrid[:rows, :columns] / np.float32(max(rows, columns))
    front = np.stack([0.8 + 0.1 * x, 0.5 + 0.1 * y, 0.2 - 0.1 * x], axis=2)
    behind = np.stack([0.1 + 0.1 * y, 0.3 - 0.1 * x, 0.7 + 0.1 * x], axis=2)
    noise = np.random.default_rng(1).normal(0, 0.004, front.shape)
    values = (alpha[..., None] * front + (1 - alpha[..., None]) * behind + noise).clip(0, 1)
    pixels: Pixels = np.rint(values * np.iinfo(depth).max).astype(depth)
    return pixels


def shrunk(alpha: NDArray[Any], rows: int, columns: int) -> Mask:
    small = cv2.resize(alpha, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(np.rint(small * 255), np.uint8)


def binary(alpha: NDArray[np.float32], rows: int, columns: int) -> Mask:
    return np.where(shrunk(alpha, rows, columns) >= 128, 255, 0).astype(np.uint8)


def error(result: Mask, alpha: NDArray[np.float32], where: NDArray[np.bool_]) -> float:
    return float(np.abs(result / np.float32(255) - alpha)[where].mean())


def noise(rows: int, columns: int, channels: int, depth: type[np.uint8] | type[np.uint16] = np.uint8) -> Pixels:
    most = np.iinfo(depth).max
    pixels: Pixels = np.random.default_rng(rows).integers(0, most, (rows, columns, channels), depth, endpoint=True)
    return pixels


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
@pytest.mark.parametrize("side", [400, 1700])
def test_the_edge_is_found_although_the_mask_is_off(side: int, depth: type[np.uint8] | type[np.uint16]) -> None:
    alpha = soft_disc(side, side, side / 3.2, 6)
    coarse = disc(320, 320, 161, 158, 101)
    result = refine(mixed(alpha, depth), coarse, is_soft=False)
    edge = (alpha > 0) & (alpha < 1)
    assert error(result, alpha, edge) < 0.04
    enlarged_mask = cv2.resize(coarse, (side, side), interpolation=cv2.INTER_NEAREST)
    assert error(result, alpha, edge) < error(np.asarray(enlarged_mask, np.uint8), alpha, edge) / 5


def test_alpha_is_exact_away_from_the_edge() -> None:
    picture = np.asarray(cv2.resize(data.astronaut(), (1300, 1300), interpolation=cv2.INTER_CUBIC), np.uint8)
    coarse = disc(512, 512, 250, 256, 150)
    result = refine(picture, coarse, is_soft=False)
    # twice as far as the strip can grow
    far = round(1300 * 0.08)
    sure = disc(1300, 1300, 635, 650, 150 * 1300 / 512 - far) > 0
    outside = disc(1300, 1300, 635, 650, 150 * 1300 / 512 + far) == 0
    assert (result[sure] == 255).all()
    assert (result[outside] == 0).all()


def test_hair_that_leaves_the_mask_is_followed() -> None:
    alpha = np.zeros((600, 600), np.float32)
    cv2.circle(alpha, (300, 300), 150, 1.0, -1)
    for angle in np.linspace(0, 2 * np.pi, 90, endpoint=False):
        tip = (round(300 + 165 * np.cos(angle)), round(300 + 165 * np.sin(angle)))
        cv2.line(alpha, (300, 300), tip, 1.0, 2)
    result = refine(mixed(alpha), disc(600, 600, 300, 300, 150), is_soft=False)
    y, x = np.ogrid[:600, :600]
    ring = (np.hypot(y - 300, x - 300) > 152) & (np.hypot(y - 300, x - 300) < 162)
    assert (result[ring & (alpha == 1)] / 255).mean() > 0.7
    assert (result[ring & (alpha == 0)] / 255).mean() < 0.2


@pytest.mark.parametrize("softness", [2, 25])
def test_a_provider_s_matte_stays_what_it_is(softness: float) -> None:
    alpha = soft_disc(1200, 900, 300, softness)
    coarse = shrunk(alpha, 400, 300)
    result = refine(mixed(alpha), coarse, is_soft=True)
    edge = (alpha > 0) & (alpha < 1)
    linear = np.asarray(cv2.resize(coarse, (900, 1200), interpolation=cv2.INTER_LINEAR), np.uint8)
    assert error(result, alpha, edge) < max(0.02, error(linear, alpha, edge) / 3)
    again = shrunk(result / np.float32(255), 400, 300)
    assert np.abs(again.astype(int) - coarse).mean() < 0.3
    assert (result[alpha == 1] == 255).mean() > 0.99
    assert (result[cv2.dilate(alpha, np.ones((15, 15))) == 0] == 0).all()


def test_a_provider_s_matte_of_full_size_is_returned() -> None:
    coarse = noise(40, 30, 1)[..., 0].astype(np.uint8)
    assert np.array_equal(refine(noise(40, 30, 3), coarse, is_soft=True), coarse)


@pytest.mark.parametrize("is_soft", [False, True])
def test_seams_of_the_parts_do_not_show(is_soft: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = np.asarray(cv2.resize(data.astronaut(), (1500, 1300), interpolation=cv2.INTER_CUBIC), np.uint8)
    coarse = np.asarray(cv2.GaussianBlur(disc(430, 500, 200, 240, 140), (0, 0), 2), np.uint8)
    in_parts = refine(picture, coarse, is_soft=is_soft)
    monkeypatch.setattr(matting, "TILE", 4096)
    whole = refine(picture, coarse, is_soft=is_soft)
    assert np.abs(in_parts.astype(int) - whole).max() <= 1
    assert ((whole > 0) & (whole < 255)).any()


@settings(max_examples=40, deadline=None)
@given(
    rows=st.integers(1, 40),
    columns=st.integers(1, 40),
    channels=st.integers(1, 4),
    depth=st.sampled_from([np.uint8, np.uint16]),
    mask_rows=st.integers(1, 40),
    mask_columns=st.integers(1, 40),
    is_soft=st.booleans(),
)
def test_any_picture(
    rows: int, columns: int, channels: int, depth: type[np.uint8] | type[np.uint16], mask_rows: int, mask_columns: int,
    is_soft: bool,
) -> None:  # fmt: skip
    picture = noise(rows, columns, channels, depth)
    picture.flags.writeable = False
    for value in (0, 255):
        result = refine(picture, np.full((mask_rows, mask_columns), value, np.uint8), is_soft=is_soft)
        assert result.shape == (rows, columns)
        assert result.dtype == np.uint8
        assert (result == value).all()
    coarse = noise(mask_rows, mask_columns, 1)[..., 0].astype(np.uint8)
    assert refine(picture, coarse, is_soft=is_soft).shape == (rows, columns)


@pytest.mark.parametrize(("rows", "columns"), [(1, 5000), (5000, 1), (3, 2500), (2500, 2)])
@pytest.mark.parametrize("is_soft", [False, True])
def test_long_thin_pictures(rows: int, columns: int, is_soft: bool) -> None:
    alpha = np.zeros((rows, columns), np.float32)
    alpha[: rows // 2 if rows > columns else None, : columns // 2 if columns > rows else None] = 1
    result = refine(mixed(alpha), binary(alpha, max(1, rows // 4), max(1, columns // 4)), is_soft=is_soft)
    assert result.shape == (rows, columns)
    assert result[0, 0] == 255
    assert result[-1, -1] == 0


@pytest.mark.parametrize("channels", [1, 3])
def test_without_any_edge_in_the_photo_the_mask_s_edge_stays(channels: int) -> None:
    picture = np.full((1200, 1200, channels), 130, np.uint8)
    coarse = disc(300, 300, 150, 150, 80)
    result = refine(picture, coarse, is_soft=False)
    assert np.abs((result >= 128).mean() - (coarse > 0).mean()) < 0.01
    assert set(np.unique(result[:, :150])) == {0}


def test_grey_equals_three_equal_channels() -> None:
    grey: NDArray[np.uint8] = np.asarray(cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2GRAY), np.uint8)[..., None]
    coarse = disc(256, 256, 90, 115, 60)
    one = refine(grey, coarse, is_soft=False)
    three = refine(np.repeat(grey, 3, axis=2), coarse, is_soft=False)
    assert np.abs(one.astype(int) - three).mean() < 1


def test_the_alpha_channel_is_no_colour() -> None:
    picture = mixed(soft_disc(300, 300, 90, 5))
    coarse = disc(150, 150, 75, 75, 46)
    with_alpha: NDArray[np.uint8] = np.dstack([picture, noise(300, 300, 1)]).astype(np.uint8)
    assert np.array_equal(refine(with_alpha, coarse, is_soft=False), refine(picture, coarse, is_soft=False))


def test_mapped_files_and_progress(tmp_path: Path) -> None:
    picture = mixed(soft_disc(700, 1100, 250, 4))
    np.save(tmp_path / "picture.npy", picture)
    mapped = np.load(tmp_path / "picture.npy", mmap_mode="r")
    coarse = disc(350, 550, 175, 275, 124)
    shares: list[float] = []
    result = refine(mapped, coarse, shares.append, is_soft=False)
    assert np.array_equal(result, refine(picture, coarse, is_soft=False))
    assert np.array_equal(mapped, picture)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_a_correction_changes_alpha_near_the_change_only() -> None:
    alpha = soft_disc(1600, 1600, 500, 6)
    picture = mixed(alpha)
    true_mask = binary(alpha, 400, 400)
    bitten = true_mask.copy()
    bitten[:, 300:] = 0
    matte = refine(picture, bitten, is_soft=False)
    region = (1024, 320, 384, 960)
    present = np.asarray(cv2.resize(matte, (400, 400), interpolation=cv2.INTER_AREA), np.uint8)
    corrected = np.where(present >= 128, 255, 0).astype(np.uint8)
    corrected[:, 260:] = true_mask[:, 260:]
    result = refine_region(picture, matte, corrected, region)
    assert result.shape == (960, 384)
    expected = alpha[320:1280, 1024:1408]
    assert error(result, expected, np.ones_like(expected, bool)) < 0.004
    # the former bite's edge is gone
    assert (result[380:580, 100:250] == 255).all()
    unchanged = refine_region(picture, matte, np.where(present >= 128, 255, 0).astype(np.uint8), region)
    assert np.array_equal(unchanged, matte[320:1280, 1024:1408])


def test_a_correction_leaves_what_was_painted_elsewhere() -> None:
    alpha = soft_disc(800, 800, 250, 4)
    picture = mixed(alpha)
    matte = refine(picture, binary(alpha, 400, 400), is_soft=False)
    # a hand-painted haze that no engine would make
    matte[380:420, 140:200] = 90
    coarse = np.where(cv2.resize(matte, (400, 400), interpolation=cv2.INTER_AREA) >= 128, 255, 0).astype(np.uint8)
    coarse[195:205, 330:340] = 255
    result = refine_region(picture, matte, coarse, (0, 0, 800, 800))
    assert np.array_equal(result[:, :500], matte[:, :500])
    assert not np.array_equal(result[:, 500:], matte[:, 500:])
