"""What is saved is what is read again, and independent readers agree."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from PIL import Image

from picwish_desktop.imaging.color import display_pixels
from picwish_desktop.imaging.read import read, read_bytes
from picwish_desktop.imaging.write import Encoding, encoding_for, write
from picwish_desktop.model.photo import Metadata, Photo
from tests.imaging import pictures

shapes = st.tuples(st.integers(1, 24), st.integers(1, 24), st.integers(1, 4))
pixel_arrays = st.sampled_from([np.uint8, np.uint16]).flatmap(lambda dtype: hnp.arrays(dtype, shapes))
blocks = st.none() | st.binary(min_size=1, max_size=300)
resolutions = st.none() | st.tuples(st.integers(1, 2400), st.integers(1, 2400))


Save: TypeAlias = Callable[..., Path]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Save:
    """Makes files, each in a folder of its own; hypothesis has no use for pytest's one folder a test."""

    def save(pixels: NDArray[Any], ending: str, metadata: Metadata | None = None) -> Path:
        path = tmp_path_factory.mktemp("saved") / f"saved.{ending}"
        write(path, pixels, metadata or Metadata("PNG"), encoding_for(path))
        return path

    return save


@settings(deadline=None, max_examples=60)
@given(pixel_arrays, st.sampled_from(["png", "tif"]), blocks, blocks, resolutions)
def test_png_and_tiff_keep_everything(
    saved: Save,
    pixels: NDArray[Any],
    ending: str,
    profile: bytes | None,
    xmp: bytes | None,
    dpi: tuple[int, int] | None,
) -> None:
    photo = read(saved(pixels, ending, Metadata("PNG", icc_profile=profile, xmp=xmp, dpi=dpi, exif=pictures.exif())))
    assert photo.pixels.dtype == pixels.dtype
    np.testing.assert_array_equal(photo.pixels, pixels)
    assert photo.metadata.icc_profile == profile
    assert photo.metadata.xmp == xmp
    assert photo.metadata.dpi == (dpi and pytest.approx(dpi, abs=0.02))
    assert b"Leica" in (photo.metadata.exif or b"")


@settings(deadline=None, max_examples=30)
@given(hnp.arrays(np.uint8, shapes))
def test_lossless_webp_keeps_colour_and_alpha(saved: Save, pixels: NDArray[np.uint8]) -> None:
    photo = read(saved(pixels, "webp"))
    color, alpha = (pixels[..., :-1], pixels[..., -1]) if pixels.shape[2] in (2, 4) else (pixels, None)
    np.testing.assert_array_equal(photo.pixels[..., :3], np.broadcast_to(color, (*color.shape[:2], 3)))
    if alpha is not None and photo.has_alpha:
        np.testing.assert_array_equal(photo.pixels[..., 3], alpha)
    else:
        assert alpha is None or (alpha == 255).all()


@settings(deadline=None, max_examples=30)
@given(hnp.arrays(np.uint8, shapes.filter(lambda shape: shape[2] in (1, 3))))
def test_bmp_keeps_pixels(saved: Save, pixels: NDArray[np.uint8]) -> None:
    np.testing.assert_array_equal(read(saved(pixels, "bmp")).pixels, pixels)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_an_independent_reader_sees_the_same_in_our_tiff(saved: Save, channels: int, dtype: Any) -> None:
    pixels = pictures.gradient(channels, dtype)
    big_endian = Image.Exif()
    big_endian.endian = ">"
    big_endian[0x010F] = "Leica"
    for exif in (None, big_endian.tobytes().removeprefix(b"Exif\0\0")):
        path = saved(pixels, "tif", Metadata("TIFF", exif=exif))
        with tifffile.TiffFile(path) as file:
            np.testing.assert_array_equal(file.asarray().reshape(pixels.shape), pixels)
            assert file.byteorder == (">" if exif else "<")
            assert len(file.pages) == 1


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_an_independent_reader_sees_the_same_in_our_png(saved: Save, channels: int, dtype: Any) -> None:
    pixels = pictures.gradient(channels, dtype)
    seen = cv2.imread(str(saved(pixels, "png")), cv2.IMREAD_UNCHANGED)
    assert seen is not None
    order = {1: [0], 3: [2, 1, 0], 4: [2, 1, 0, 3]}[channels]
    np.testing.assert_array_equal(seen.reshape(pixels.shape)[..., order], pixels)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("layout", [{}, {"tile": (16, 32)}, {"rowsperstrip": 7}, {"bigtiff": True}])
@pytest.mark.parametrize("compression", [{}, {"compression": "zlib"}, {"compression": "zlib", "predictor": True}])
def test_another_writers_tiff_is_read(order: Any, layout: Any, compression: Any, dtype: Any) -> None:
    for channels, kind in ((1, "minisblack"), (3, "rgb"), (4, "rgb")):
        pixels = pictures.gradient(channels, dtype)
        extra: Any = {"extrasamples": ["unassalpha"]} if channels == 4 else {}
        file = io.BytesIO()
        with tifffile.TiffWriter(file, byteorder=order, bigtiff=layout.get("bigtiff", False)) as writer:
            options = {key: value for key, value in layout.items() if key != "bigtiff"}
            data = pixels[..., 0] if channels == 1 else pixels
            writer.write(data, photometric=kind, **extra, **options, **compression)
        np.testing.assert_array_equal(read_bytes(file.getvalue(), "theirs.tif").pixels, pixels)


@pytest.mark.parametrize("compression", [1, 5, 32946])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_opencvs_16_bit_tiff_is_read(channels: int, compression: int, tmp_path: Path) -> None:
    pixels = pictures.gradient(channels, np.uint16)
    path = tmp_path / "theirs.tif"
    stored = pixels[..., {1: [0], 3: [2, 1, 0], 4: [2, 1, 0, 3]}[channels]]
    assert cv2.imwrite(str(path), stored, [cv2.IMWRITE_TIFF_COMPRESSION, compression])
    np.testing.assert_array_equal(read(path).pixels, pixels)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_opencvs_16_bit_png_is_read(channels: int, tmp_path: Path) -> None:
    pixels = pictures.gradient(channels, np.uint16)
    path = tmp_path / "theirs.png"
    assert cv2.imwrite(str(path), pixels[..., {1: [0], 3: [2, 1, 0], 4: [2, 1, 0, 3]}[channels]])
    np.testing.assert_array_equal(read(path).pixels, pixels)


def test_grey_of_another_kind_looks_the_same_as_webp(tmp_path: Path) -> None:
    """Which has no grey, and so no profiles for it."""
    profile = pictures.grey_profile(1.0)
    photo = Photo(np.full((4, 4, 1), 100, np.uint8), Metadata("PNG", icc_profile=profile))
    shown = display_pixels(photo)
    assert shown[0, 0, 0] > 150, "linear light"
    write(tmp_path / "a.webp", photo.pixels, photo.metadata, Encoding("WEBP"))
    again = read(tmp_path / "a.webp")
    assert again.metadata.icc_profile is None
    np.testing.assert_array_equal(again.pixels[0, 0], shown[0, 0, :3])
