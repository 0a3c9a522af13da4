"""JPEG is saved as it came, and never with less."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageFile, JpegImagePlugin

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.read import read, read_bytes
from picwish_desktop.imaging.write import Encoding, encoding_for, write
from picwish_desktop.model.photo import Metadata
from tests.imaging.pictures import encoded, gradient, image


@pytest.mark.parametrize("quality", [1, 30, 75, 92, 100])
@pytest.mark.parametrize("subsampling", [0, 1, 2])
@pytest.mark.parametrize("progressive", [False, True])
def test_saved_as_it_came(quality: int, subsampling: int, progressive: bool, tmp_path: Path) -> None:
    data = encoded(image(), "JPEG", quality=quality, subsampling=subsampling, progressive=progressive)
    photo = read_bytes(data, "came.jpg")
    path = tmp_path / "saved.jpg"
    write(path, photo.pixels, photo.metadata, Encoding("JPEG"))
    (tmp_path / "came.jpg").write_bytes(data)
    with Image.open(path) as now, Image.open(tmp_path / "came.jpg") as came:
        assert isinstance(now, JpegImagePlugin.JpegImageFile)
        assert isinstance(came, JpegImagePlugin.JpegImageFile)
        assert now.quantization == came.quantization
        assert JpegImagePlugin.get_sampling(now) == subsampling
        assert bool(now.info.get("progressive")) == progressive
    assert read(path).metadata.jpeg == photo.metadata.jpeg


def test_grey_stays_grey_with_its_table(tmp_path: Path) -> None:
    photo = read_bytes(encoded(image("L"), "JPEG", quality=88), "grey.jpg")
    path = tmp_path / "saved.jpg"
    write(path, photo.pixels, photo.metadata, Encoding("JPEG"))
    again = read(path)
    assert again.channels == 1
    assert photo.metadata.jpeg is not None
    assert again.metadata.jpeg == photo.metadata.jpeg


def test_a_picture_that_was_no_jpeg_is_saved_with_95_and_full_colour(tmp_path: Path) -> None:
    path = tmp_path / "saved.jpg"
    write(path, gradient(), Metadata("PNG"), encoding_for(path))
    best = read_bytes(encoded(image(), "JPEG", quality=95, subsampling=0), "best.jpg")
    assert read(path).metadata.jpeg == best.metadata.jpeg


def test_a_quality_asked_for_is_taken(tmp_path: Path) -> None:
    photo = read_bytes(encoded(image(), "JPEG", quality=50, subsampling=2), "came.jpg")
    path = tmp_path / "saved.jpg"
    write(path, photo.pixels, photo.metadata, Encoding("JPEG", 90))
    asked = read_bytes(encoded(image(), "JPEG", quality=90, subsampling=2), "asked.jpg")
    assert read(path).metadata.jpeg == asked.metadata.jpeg


def test_a_subsampling_that_cannot_be_written_becomes_none(tmp_path: Path) -> None:
    data = encoded(image(), "JPEG", quality=90, subsampling=1)
    # 2 × 1 for the luma becomes 4 × 1 in the header only; enough for what is asked here
    header = data.index(b"\xff\xc0")
    odd = data[: header + 11] + b"\x41" + data[header + 12 :]
    photo = read_bytes(odd, "odd.jpg")
    assert photo.metadata.jpeg is not None
    assert photo.metadata.jpeg.subsampling == -1
    path = tmp_path / "saved.jpg"
    write(path, photo.pixels, photo.metadata, Encoding("JPEG"))
    again = read(path).metadata.jpeg
    assert again is not None
    assert again.subsampling == 0


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [2, 4])
@pytest.mark.parametrize("ending", ["jpg", "bmp"])
def test_transparency_is_laid_on_white(
    ending: str, channels: int, dtype: type[np.uint8] | type[np.uint16], tmp_path: Path
) -> None:
    full = np.iinfo(dtype).max
    pixels: NDArray[Any] = np.zeros((16, 48, channels), dtype)
    pixels[:, 16:32, -1] = full
    pixels[:, 32:, -1] = round(full * 0.4)
    path = tmp_path / f"flat.{ending}"
    write(path, pixels, Metadata("PNG"), encoding_for(path))
    flat = read(path).pixels[8]
    assert flat.shape[1] == channels - 1
    for column, expected in ((8, 255), (24, 0), (40, 153)):
        assert np.abs(flat[column].astype(int) - expected).max() <= 1


@pytest.mark.parametrize(("ending", "size", "most"), [("jpg", (1, 65536), "65535"), ("webp", (16384, 1), "16383")])
def test_pictures_too_large_for_the_format_are_refused(
    ending: str, size: tuple[int, int], most: str, tmp_path: Path
) -> None:
    path = tmp_path / f"large.{ending}"
    with pytest.raises(PictureError, match=f"“large.{ending}” cannot be saved: .* at most {most} pixels a side"):
        write(path, np.zeros((*size, 1), np.uint8), Metadata("PNG"), encoding_for(path))
    assert not path.exists()


def test_a_progressive_picture_full_of_grain_is_saved_as_it_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "MAXBLOCK", 65536)
    grain = np.random.default_rng(1).integers(0, 256, (700, 700, 3), np.uint8)
    came = read_bytes(encoded(Image.fromarray(grain), "BMP"), "a.bmp")
    monkeypatch.setattr(ImageFile, "MAXBLOCK", 1 << 23)
    data = encoded(Image.fromarray(came.pixels), "JPEG", quality=100, subsampling=0, progressive=True)
    monkeypatch.setattr(ImageFile, "MAXBLOCK", 65536)
    photo = read_bytes(data, "a.jpg")
    path = tmp_path / "a.jpg"
    write(path, photo.pixels, photo.metadata, Encoding("JPEG"))
    again = read(path)
    assert again.metadata.jpeg == photo.metadata.jpeg
    assert np.abs(again.pixels.astype(int) - photo.pixels).max() <= 4
