"""The working copy: what it shows of every kind of picture, and that it averages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picwish_desktop.model.photo import Pixels
from picwish_desktop.vision import working
from picwish_desktop.vision.working import WORKING_SIDE, working_copy


def ramp(rows: int, columns: int, channels: int, most: int) -> Pixels:
    across = np.linspace(0, most, columns)[None, :, None]
    picture = np.broadcast_to(across, (rows, columns, channels))
    return picture.astype(np.uint8) if most == 255 else picture.astype(np.uint16)


@settings(max_examples=40, deadline=None)
@given(rows=st.integers(1, 40), columns=st.integers(1, 40), channels=st.integers(1, 4), side=st.integers(1, 60))
def test_size_and_type(rows: int, columns: int, channels: int, side: int) -> None:
    copy = working_copy(ramp(rows, columns, channels, 255), side)
    assert copy.dtype == np.uint8
    scale = min(1, side / max(rows, columns))
    assert copy.shape == (max(1, round(rows * scale)), max(1, round(columns * scale)), 3)


@pytest.mark.parametrize("most", [255, 65535])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_small_picture_stays_as_it_is(channels: int, most: int) -> None:
    picture = ramp(20, 256, channels, most)
    expected = np.rint(picture * (255 / most)).astype(np.uint8)
    assert np.array_equal(working_copy(picture), np.broadcast_to(expected, (20, 256, 3)))


@pytest.mark.parametrize(("rows", "columns"), [(1280, 960), (1000, 777), (641, 1999)])
def test_pixels_are_averaged_and_stripes_leave_no_trace(
    rows: int, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (rows, columns, 3), np.uint8)
    whole = working_copy(picture)
    assert max(whole.shape) == WORKING_SIDE
    assert whole.mean() == pytest.approx(picture.mean(), abs=0.2)
    monkeypatch.setattr(working, "STRIPE", columns * 7)
    assert np.abs(working_copy(picture).astype(int) - whole).max() <= 1


def test_every_second_row_dark_is_grey() -> None:
    picture = np.zeros((1600, 1600, 1), np.uint8)
    picture[::2] = 255
    copy = working_copy(picture, 400)
    assert np.abs(copy.astype(int) - 127.5).max() <= 1


def test_what_is_transparent_is_white_whatever_colour_hides_there() -> None:
    picture = np.zeros((900, 900, 4), np.uint16)
    picture[:, :450] = (65535, 0, 0, 65535)
    picture[:, 450:] = (0, 65535, 0, 0)
    copy = working_copy(picture, 300)
    assert np.array_equal(copy[150, 50], (255, 0, 0))
    assert np.array_equal(copy[150, 250], (255, 255, 255))


def test_a_file_that_is_only_read(tmp_path: Path) -> None:
    np.save(tmp_path / "picture.npy", ramp(700, 900, 3, 255))
    mapped = np.load(tmp_path / "picture.npy", mmap_mode="r")
    assert np.array_equal(working_copy(mapped), working_copy(np.array(mapped)))
