"""Cutouts in files: what other programs read of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import ExifTags, Image

from picwish_desktop.imaging.flatten import Flat, matte_alone
from picwish_desktop.imaging.read import read
from picwish_desktop.imaging.write import Encoding, write
from picwish_desktop.model.backdrop import ColorBackdrop, Shadow
from picwish_desktop.model.cutout import Edge, Look
from picwish_desktop.model.frame import Frame
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import JpegEncoding, Metadata
from tests.imaging.pictures import exif, wide_profile
from tests.imaging.scenes import HEIGHT, WIDTH, disc, photo, saved

TOLD = Metadata("JPEG", icc_profile=wide_profile(), exif=exif(6), dpi=(300.0, 300.0))
PINK = ColorBackdrop((250, 20, 130))
ENDINGS = {"PNG": "png", "TIFF": "tif", "WEBP": "webp", "JPEG": "jpg"}


def write_as(folder: Path, flat: Flat, format_name: str, quality: int | None = None) -> Path:
    path = folder / f"cutout.{ENDINGS[format_name]}"
    write(path, flat.pixels, flat.metadata, Encoding(format_name, quality))
    return path


def opened(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.load()
        return image


@pytest.mark.parametrize("format_name", ["PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("shadow", [Shadow(), Shadow(0.6)])
def test_eight_bits_with_alpha(format_name: str, channels: int, shadow: Shadow, tmp_path: Path) -> None:
    flat = saved(photo(channels), Look(shadow=shadow))
    image = opened(write_as(tmp_path, flat, format_name))
    # WebP has no grey
    assert image.mode == ("LA" if channels == 1 and format_name != "WEBP" else "RGBA")
    expected = flat.pixels if image.mode == "LA" or channels != 1 else flat.pixels[..., [0, 0, 0, 1]]
    np.testing.assert_array_equal(np.asarray(image), expected)


@pytest.mark.parametrize("channels", [3, 4])
def test_sixteen_bits_with_alpha_in_png(channels: int, tmp_path: Path) -> None:
    flat = saved(photo(channels, np.uint16), Look(shadow=Shadow(0.6)))
    stored = cv2.imread(str(write_as(tmp_path, flat, "PNG")), cv2.IMREAD_UNCHANGED)
    assert stored is not None
    np.testing.assert_array_equal(stored[..., [2, 1, 0, 3]], flat.pixels)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_tiff_says_that_alpha_is_not_premultiplied(
    channels: int, dtype: type[np.unsignedinteger[Any]], tmp_path: Path
) -> None:
    flat = saved(photo(channels, dtype), Look(shadow=Shadow(0.6)))
    with tifffile.TiffFile(write_as(tmp_path, flat, "TIFF")) as file:
        page = file.pages[0]
        assert isinstance(page, tifffile.TiffPage)
        assert page.extrasamples == (tifffile.EXTRASAMPLE.UNASSALPHA,)
        assert page.bitspersample == np.dtype(dtype).itemsize * 8
        np.testing.assert_array_equal(page.asarray(), flat.pixels)


def test_webp_with_a_quality_keeps_alpha(tmp_path: Path) -> None:
    flat = saved(photo(), Look())
    path = write_as(tmp_path, flat, "WEBP", 80)
    assert b"VP8 " in path.read_bytes()
    found = np.asarray(opened(path)).astype(int)
    np.testing.assert_array_equal(found[..., 3], flat.pixels[..., 3])
    opaque = disc() == 255
    assert np.abs(found - flat.pixels)[opaque].mean() < 6


@pytest.mark.parametrize("look", [Look(PINK), Look(PINK, Shadow(0.5))])
def test_jpeg_shows_the_backdrop(look: Look, tmp_path: Path) -> None:
    flat = saved(photo(), look)
    image = opened(write_as(tmp_path, flat, "JPEG"))
    assert image.mode == "RGB"
    assert np.abs(np.asarray(image).astype(int) - flat.pixels).mean() < 3


@pytest.mark.parametrize("channels", [1, 3])
def test_jpeg_of_a_transparent_one_is_on_white(channels: int, tmp_path: Path) -> None:
    flat = saved(photo(channels), Look(shadow=Shadow(0.5)))
    found = np.asarray(opened(write_as(tmp_path, flat, "JPEG"))).astype(int)
    white = saved(photo(channels), Look(ColorBackdrop((255, 255, 255)), Shadow(0.5))).pixels
    assert np.abs(found.reshape(white.shape) - white).mean() < 3
    assert (found[:4, :4] >= 253).all()


def test_a_grey_jpeg_before_something_coloured_is_a_coloured_jpeg(tmp_path: Path) -> None:
    tables = JpegEncoding((tuple(range(1, 65)),), -1, progressive=False)
    flat = saved(photo(1, metadata=Metadata("JPEG", jpeg=tables)), Look(PINK))
    image = opened(write_as(tmp_path, flat, "JPEG"))
    assert image.mode == "RGB"
    assert np.abs(np.asarray(image)[:4, :4].astype(int) - PINK.color).max() < 12


@pytest.mark.parametrize("format_name", ["PNG", "TIFF", "WEBP", "JPEG"])
@pytest.mark.parametrize("look", [Look(), Look(PINK)])
def test_what_the_photo_says_is_still_said(format_name: str, look: Look, tmp_path: Path) -> None:
    frame = Frame(Rect(-5, 3, 80, 50), 40, 25)
    flat = saved(photo(metadata=TOLD), look, shown=frame)
    path = write_as(tmp_path, flat, format_name)
    image = opened(path)
    assert image.size == (40, 25)
    assert image.info["icc_profile"] == TOLD.icc_profile
    dpi = image.info.get("dpi")
    if format_name != "WEBP":
        assert dpi is not None
        assert dpi == pytest.approx((300, 300), abs=0.02)
    block = image.getexif()
    assert block.get(ExifTags.Base.Orientation, 1) == 1
    assert block[ExifTags.Base.Make] == "Leica"
    assert block.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] == "2024:05:01 12:00:00"
    assert block.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] == "N"


@pytest.mark.parametrize("format_name", ["PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_we_open_it_again_as_we_saved_it(
    format_name: str, dtype: type[np.unsignedinteger[Any]], tmp_path: Path
) -> None:
    flat = saved(photo(dtype=dtype, metadata=TOLD), Look(shadow=Shadow(0.4)))
    again = read(write_as(tmp_path, flat, format_name))
    expected: NDArray[Any] = flat.pixels
    if format_name == "WEBP" and dtype == np.uint16:
        expected = np.rint(flat.pixels / 257).astype(np.uint8)
    np.testing.assert_array_equal(again.pixels, expected)
    assert again.metadata.icc_profile == TOLD.icc_profile


@pytest.mark.parametrize("edge", [Edge(), Edge(-2, 1)])
def test_the_matte_alone_is_a_grey_png_without_a_profile(edge: Edge, tmp_path: Path) -> None:
    flat = matte_alone(disc(), edge, TOLD)
    image = opened(write_as(tmp_path, flat, "PNG"))
    assert (image.mode, image.size) == ("L", (WIDTH, HEIGHT))
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.02)
    assert "icc_profile" not in image.info
    assert not image.getexif()
    assert np.asarray(image).max() == 255
    if edge == Edge():
        np.testing.assert_array_equal(np.asarray(image), disc())


def test_a_grey_profile_is_not_put_into_a_coloured_file(tmp_path: Path) -> None:
    grey = replace(Metadata("PNG"), icc_profile=wide_profile())
    flat = saved(photo(1, metadata=grey), Look(PINK))
    image = opened(write_as(tmp_path, flat, "PNG"))
    assert image.mode == "RGB"
    assert image.info["icc_profile"] != grey.icc_profile
