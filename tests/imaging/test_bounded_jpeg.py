"""Files between bounds: always within them or refused, readable, and with the dots per inch that were asked."""

import io
import struct

import numpy as np
import pytest
import skimage.data
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from picwish_desktop.imaging.bounded_jpeg import LEAST_QUALITY, SizeError, encode_between, png_with_dpi
from picwish_desktop.imaging.color import srgb_profile

FACE = np.ascontiguousarray(skimage.data.astronaut()[:230, 130:310])
PLAIN = np.full((531, 413, 3), 200, np.uint8)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def segments(data: bytes) -> list[tuple[int, int]]:
    """Marker and length of each segment up to the scan."""
    found, at = [], 2
    while True:
        assert data[at] == 0xFF
        marker, length = data[at + 1], int(struct.unpack(">H", data[at + 2 : at + 4])[0])
        found.append((marker, length))
        if marker == 0xDA:
            return found
        at += 2 + length


def encoded(quality: int, subsampling: int) -> int:
    file = io.BytesIO()
    Image.fromarray(FACE).save(
        file,
        "JPEG",
        quality=quality,
        subsampling=subsampling,
        dpi=(300, 300),
        optimize=True,
        icc_profile=srgb_profile(),
    )
    return len(file.getvalue())


def test_without_bounds_the_best_quality_and_full_colours() -> None:
    data = encode_between(FACE, 300)
    image = opened(data)
    assert image.size == (180, 230)
    assert image.info["dpi"] == (300, 300)
    assert np.abs(np.asarray(image).astype(int) - FACE).max() <= 6
    assert len(data) == encoded(100, 0)


def test_the_highest_quality_that_fits_is_found() -> None:
    for quality, subsampling in ((92, 0), (76, 0), (60, 2), (LEAST_QUALITY, 2)):
        assert len(encode_between(FACE, 300, None, encoded(quality, subsampling))) == encoded(quality, subsampling)


def test_colours_keep_their_resolution_as_long_as_quality_is_high() -> None:
    full = opened(encode_between(FACE, 300, None, encoded(75, 0)))
    quarter = opened(encode_between(FACE, 300, None, encoded(75, 0) - 1))
    assert [layer[1:3] for layer in full.layer] == [(1, 1)] * 3  # type: ignore[attr-defined]
    assert quarter.layer[0][1:3] == (2, 2)  # type: ignore[attr-defined]


def test_what_cannot_be_made_so_small_is_refused_with_its_least_kilobytes() -> None:
    least = encoded(LEAST_QUALITY, 2)
    with pytest.raises(SizeError, match=rf"smaller than {-(-least // 1024)} KB at 180 × 230") as refused:
        encode_between(FACE, 300, None, least - 1)
    assert "Choose" in str(refused.value)


@pytest.mark.parametrize("missing", [1, 2, 3, 4, 5, 100, 65537, 65538, 65540, 65541, 65542, 200_000])
def test_filling_up_reaches_the_least_and_leaves_the_picture(missing: int) -> None:
    plain = encode_between(PLAIN, 300)
    data = encode_between(PLAIN, 300, len(plain) + missing)
    assert len(data) == len(plain) + max(missing, 4)
    assert np.array_equal(np.asarray(opened(data)), np.asarray(opened(plain)))
    assert opened(data).info["dpi"] == (300, 300)
    assert all(2 <= length <= 65535 for _, length in segments(data))
    assert segments(data)[0][0] == 0xE0, "JFIF stays first"


@settings(max_examples=40, deadline=None)
@given(st.integers(1000, 90_000), st.integers(0, 3000))
def test_the_file_is_always_within_its_bounds(least: int, room: int) -> None:
    try:
        data = encode_between(FACE, 350, least, least + room)
    except SizeError:
        assert least + room < encoded(LEAST_QUALITY, 2) + 8
        return
    assert least <= len(data) <= least + room
    assert opened(data).size == (180, 230)
    assert opened(data).info["dpi"] == (350, 350)


@pytest.mark.parametrize("missing", [0, 1, 2, 3, 4])
def test_too_little_for_a_comment_is_made_up_by_a_smaller_picture(missing: int) -> None:
    exact = encoded(92, 0) + missing
    assert len(encode_between(FACE, 300, exact, exact)) == exact


def test_bounds_that_exclude_each_other_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least 5"):
        encode_between(FACE, 300, 5, 4)


def test_a_grey_picture_is_a_grey_jpeg() -> None:
    assert opened(encode_between(FACE[..., :1], 300, None, 9000)).mode == "L"


@pytest.mark.parametrize(("dpi", "per_metre"), [(300, 11811), (600, 23622), (72, 2835), (350, 13780)])
def test_png_says_its_dots_exactly_and_keeps_its_pixels(dpi: int, per_metre: int) -> None:
    alpha = np.arange(230, dtype=np.uint8)[:, None].repeat(180, axis=1)
    for pixels in (FACE, np.dstack((FACE, alpha))):
        data = png_with_dpi(pixels, dpi)
        at = data.index(b"pHYs") + 4
        assert struct.unpack(">IIB", data[at : at + 9]) == (per_metre, per_metre, 1)
        assert round(opened(data).info["dpi"][0]) == dpi
        assert np.array_equal(np.asarray(opened(data)), pixels)


@pytest.mark.parametrize("deviation", [5, 15, 40, 90])
def test_grain_is_encoded_too(deviation: int) -> None:
    """Pillow's optimizing encoder has too small a buffer for what hardly gets smaller."""
    noise = np.random.default_rng(deviation).normal(128, deviation, (640, 480, 3))
    pixels = np.clip(noise, 0, 255).astype(np.uint8)
    file = encode_between(pixels, 300)
    with Image.open(io.BytesIO(file)) as opened:
        opened.load()
        assert opened.size == (480, 640)
    smaller = len(file) // 2
    assert len(encode_between(pixels, 300, None, smaller)) <= smaller
