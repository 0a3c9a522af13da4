"""Colours on the screen, and in 8 bits."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from PIL import ImageCms

from picwish_desktop.imaging import color
from picwish_desktop.model.photo import Metadata, Photo
from tests.imaging import pictures
from tests.imaging.pictures import gradient


def photo(channels: int = 3, dtype: type[np.uint8] | type[np.uint16] = np.uint8, profile: bytes | None = None) -> Photo:
    return Photo(gradient(channels, dtype), Metadata("PNG", icc_profile=profile))


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("profile", [None, pictures.srgb_profile()])
def test_what_is_srgb_already_is_not_copied(channels: int, profile: bytes | None) -> None:
    opened = photo(channels, profile=profile)
    assert color.display_pixels(opened) is opened.pixels


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_another_profile_is_applied_to_colour_and_not_to_alpha(
    channels: int, dtype: type[np.uint8] | type[np.uint16]
) -> None:
    opened = photo(channels, dtype, pictures.wide_profile())
    shown = color.display_pixels(opened)
    assert shown.dtype == np.uint8
    assert shown.shape == opened.pixels.shape
    # the profile exchanges red and blue in all but exactness
    strong = color.to_8_bits(opened.pixels)[0, -1]
    assert strong[0] == 255
    assert shown[0, -1, 2] > 200
    assert shown[0, -1, 0] < 120
    if channels == 4:
        np.testing.assert_array_equal(shown[..., 3], color.to_8_bits(opened.pixels)[..., 3])


@pytest.mark.parametrize("channels", [1, 2])
def test_a_profile_for_other_channels_is_ignored(channels: int) -> None:
    opened = photo(channels, profile=pictures.wide_profile())
    assert color.display_pixels(opened) is opened.pixels


@pytest.mark.parametrize("profile", [b"", b"nonsense", pictures.wide_profile()[:200], bytes(5000)])
def test_a_broken_profile_is_ignored(profile: bytes) -> None:
    opened = photo(profile=profile)
    assert color.display_pixels(opened) is opened.pixels


def test_16_bits_are_rounded_to_the_nearest_8() -> None:
    every = np.arange(65536, dtype=np.uint16).reshape(256, 256, 1)
    expected = np.floor(every / 257 + 0.5).astype(np.uint8)
    np.testing.assert_array_equal(color.to_8_bits(every), expected)


def test_the_profile_of_a_file_is_the_same_whenever_it_is_made() -> None:
    profile = color.srgb_profile()
    assert profile[24:36] == struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    assert color.is_srgb(profile)
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[24:36] = profile[24:36]
    assert bytes(made) == profile


@pytest.mark.parametrize(("name", "is_srgb"), [("sRGB", True), ("Swap", True), ("Line", True)])
def test_what_a_profile_does_says_whether_it_is_srgb_and_not_its_name(name: str, *, is_srgb: bool) -> None:
    renamed = pictures.srgb_profile().replace("sRGB".encode("utf-16-be"), name.encode("utf-16-be"))
    assert color.is_srgb(renamed) is is_srgb
    lying = pictures.wide_profile().replace("Swap".encode("utf-16-be"), "sRGB".encode("utf-16-be"))
    assert not color.is_srgb(lying)
    assert color.display_pixels(photo(profile=lying))[0, -1, 2] > 200
