"""A PNG that says in gAMA and cHRM what its colours are is shown so, and they stay in whatever it is saved as."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from numpy.typing import NDArray

from picwish_desktop.imaging import color
from picwish_desktop.imaging.read import read_bytes
from picwish_desktop.imaging.write import Encoding, encode
from picwish_desktop.model.photo import Photo
from tests.imaging.pictures import chunk, encoded, gradient, image, png_of, srgb_profile, wide_profile

SRGB = (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
DISPLAY_P3 = (0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06)


def gamma(value: float) -> bytes:
    return chunk(b"gAMA", struct.pack(">I", round(value * 100000)))


def primaries(places: tuple[float, ...]) -> bytes:
    return chunk(b"cHRM", struct.pack(f">{len(places)}I", *(round(place * 100000) for place in places)))


def cicp(*points: int) -> bytes:
    return chunk(b"cICP", bytes(points))


def opened(*chunks: bytes, channels: int = 3, dtype: type[np.uint8] | type[np.uint16] = np.uint8) -> Photo:
    photo = read_bytes(png_of(gradient(channels, dtype), *chunks), "a.png")
    np.testing.assert_array_equal(photo.pixels, gradient(channels, dtype))
    return photo


def in_srgb(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """IEC 61966-2-1."""
    return 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_another_gamma_is_shown_as_such(channels: int, dtype: type[np.uint8] | type[np.uint16]) -> None:
    photo = opened(gamma(1 / 1.4), channels=channels, dtype=dtype)
    shown, stored = color.display_pixels(photo), color.to_8_bits(photo.pixels)
    colors = channels - photo.has_alpha
    assert np.abs(shown[..., :3] - in_srgb((stored[..., :colors] / 255) ** 1.4)).max() <= 2
    if photo.has_alpha:
        np.testing.assert_array_equal(shown[..., -1], stored[..., -1])


def test_other_primaries_are_shown_as_such() -> None:
    photo = read_bytes(png_of(np.full((1, 1, 3), (200, 100, 50), np.uint8), primaries(DISPLAY_P3)), "a.png")
    # CSS Color 4: color(display-p3 0.784 0.392 0.196) in sRGB
    assert np.abs(color.display_pixels(photo)[0, 0].astype(int) - (215, 93, 31)).max() <= 1


@pytest.mark.parametrize("format_name", ["PNG", "TIFF", "WEBP"])
def test_the_colours_stay_in_what_is_saved(format_name: str) -> None:
    photo = opened(gamma(1), primaries(DISPLAY_P3))
    saved = read_bytes(encode(photo.pixels, photo.metadata, Encoding(format_name)), "saved")
    np.testing.assert_array_equal(saved.pixels, photo.pixels)
    np.testing.assert_array_equal(color.display_pixels(saved), color.display_pixels(photo))
    assert color.color_name(saved) == "own colours"


@pytest.mark.parametrize(
    "chunks",
    [
        (gamma(0.45455),),
        (gamma(0.45455), primaries(SRGB)),
        (chunk(b"sRGB", b"\0"), gamma(1), primaries(DISPLAY_P3)),
        (gamma(0),),
        (gamma(40000),),
        (primaries((0,) * 8),),
        (primaries((0.3,) * 8),),
        (primaries((1, 0.00001, 0.3, 0.3, 0.30001, 0.3, 0.3, 0.30001)),),
    ],
)
def test_srgb_and_nonsense_need_no_profile(chunks: tuple[bytes, ...]) -> None:
    assert opened(*chunks).metadata.icc_profile is None


def test_a_profile_of_the_file_wins() -> None:
    data = encoded(image(), "PNG", icc_profile=wide_profile())
    assert read_bytes(data[:33] + gamma(1) + data[33:], "a.png").metadata.icc_profile == wide_profile()


@pytest.mark.parametrize("chunks", [(cicp(9, 16, 0, 1),), (cicp(12, 13, 0, 1),)])
def test_colours_that_are_not_read_are_told(chunks: tuple[bytes, ...]) -> None:
    assert opened(*chunks).notes == (
        "“a.png” says what its colours are in a way that is not read here (cICP); they were taken for sRGB.",
    )


@pytest.mark.parametrize("chunks", [(cicp(1, 13, 0, 1),), (cicp(9, 16, 0, 1), gamma(1)), ()])
def test_nothing_is_told_where_the_colours_are_known(chunks: tuple[bytes, ...]) -> None:
    assert opened(*chunks).notes == ()
    data = encoded(image(), "PNG", icc_profile=srgb_profile())
    assert read_bytes(data[:33] + b"".join(chunks) + data[33:], "a.png").notes == ()
