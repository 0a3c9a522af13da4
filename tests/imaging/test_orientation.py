"""Turning pictures upright by EXIF, and saying afterwards that they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from picwish_desktop.imaging import exif
from picwish_desktop.imaging.read import read, read_bytes, read_preview
from picwish_desktop.imaging.write import encoding_for, write
from tests.imaging import pictures

# where the first row and the first column of the stored picture are to be seen (Exif 2.32, 4.6.4)
PLACES = {
    1: ("top", "left"),
    2: ("top", "right"),
    3: ("bottom", "right"),
    4: ("bottom", "left"),
    5: ("left", "top"),
    6: ("right", "top"),
    7: ("right", "bottom"),
    8: ("left", "bottom"),
}
SIDES: dict[str, Any] = {
    "top": np.s_[0, 1:-1],
    "bottom": np.s_[-1, 1:-1],
    "left": np.s_[1:-1, 0],
    "right": np.s_[1:-1, -1],
}


def stored_pattern(dtype: type[np.uint8] | type[np.uint16] = np.uint8) -> NDArray[Any]:
    """First row red, first column green, both at full strength; wider than high."""
    pixels = np.zeros((20, 30, 3), dtype)
    pixels[0, 1:, 0] = np.iinfo(dtype).max
    pixels[1:, 0, 1] = np.iinfo(dtype).max
    return pixels


def files(orientation: int) -> dict[str, bytes]:
    block = pictures.exif(orientation)
    picture = Image.fromarray(stored_pattern())
    lead = b"Exif\0\0" + block
    return {
        "PNG": pictures.encoded(picture, "PNG", exif=lead),
        "WebP": pictures.encoded(picture, "WEBP", exif=lead, lossless=True),
        "TIFF": pictures.encoded(picture, "TIFF", exif=lead),
        "16-bit PNG": pictures.png_of(stored_pattern(np.uint16), pictures.chunk(b"eXIf", block)),
        "16-bit TIFF": pictures.tiff_of(stored_pattern(np.uint16), ">", t274=[orientation]),
    }


@pytest.mark.parametrize("kind", files(1))
@pytest.mark.parametrize("orientation", PLACES)
def test_every_orientation_is_turned_upright(orientation: int, kind: str) -> None:
    photo = read_bytes(files(orientation)[kind], "turned")
    row_side, column_side = PLACES[orientation]
    full = np.iinfo(photo.pixels.dtype).max
    assert (photo.width, photo.height) == ((20, 30) if orientation >= 5 else (30, 20))
    assert (photo.pixels[SIDES[row_side]] == [full, 0, 0]).all()
    assert (photo.pixels[SIDES[column_side]] == [0, full, 0]).all()
    assert photo.pixels.sum() == stored_pattern(photo.pixels.dtype.type).sum()
    assert exif.orientation(photo.metadata.exif or b"") == 1


@pytest.mark.parametrize("orientation", PLACES)
def test_jpeg_turns_as_pillow_turns_it(orientation: int, tmp_path: Path) -> None:
    path = tmp_path / "turned.jpg"
    picture = Image.fromarray(pictures.gradient()).resize((900, 600))
    picture.save(path, exif=b"Exif\0\0" + pictures.exif(orientation), quality=95)
    with Image.open(path) as opened:
        expected = np.asarray(ImageOps.exif_transpose(opened))
    np.testing.assert_array_equal(read(path).pixels, expected)
    scaled = read_preview(path, 200)
    assert scaled is not None
    preview, size = scaled
    assert size == (expected.shape[1], expected.shape[0])
    assert preview.pixels.shape == (-(-expected.shape[0] // 4), -(-expected.shape[1] // 4), 3)
    quarter = np.asarray(Image.fromarray(expected).reduce(4))
    assert np.abs(quarter.astype(int) - preview.pixels).mean() < 2


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
def test_a_turned_picture_is_not_turned_again_after_saving(ending: str, tmp_path: Path) -> None:
    photo = read_bytes(pictures.encoded(pictures.image(), "PNG", exif=b"Exif\0\0" + pictures.exif(6)), "turned.png")
    path = tmp_path / f"saved.{ending}"
    write(path, photo.pixels, photo.metadata, encoding_for(path))
    with Image.open(path) as saved:
        assert saved.size == (photo.width, photo.height) == (pictures.HEIGHT, pictures.WIDTH)
        assert saved.getexif().get(0x0112, 1) == 1
    assert read(path).pixels.shape == photo.pixels.shape


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_turns_nothing(orientation: int) -> None:
    photo = read_bytes(pictures.encoded(pictures.image(), "PNG", exif=b"Exif\0\0" + pictures.exif(orientation)), "odd")
    np.testing.assert_array_equal(photo.pixels, pictures.gradient())
    assert exif.orientation(photo.metadata.exif or b"") == 1
