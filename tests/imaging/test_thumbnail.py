"""Small pictures of what is in a file."""

import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from picwish_desktop.imaging import thumbnail
from picwish_desktop.imaging.color import display_pixels
from picwish_desktop.imaging.read import read
from picwish_desktop.imaging.thumbnail import SIZE, thumbnail_png, written_thumbnail
from picwish_desktop.imaging.write import Encoding, write
from picwish_desktop.model.photo import Metadata, Photo, Pixels
from tests.imaging.pictures import gradient, wide_profile


def on_black(png: bytes) -> np.ndarray:
    """As it is seen in a dark window."""
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    assert image.size == SIZE
    return np.asarray(Image.alpha_composite(Image.new("RGBA", SIZE, "black"), image)).astype(int)


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "TIFF", "BMP"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("times", [1, 40])
def test_what_was_written_has_the_thumbnail_that_it_would_have_opened(
    tmp_path: Path, format_name: str, dtype: type[np.uint8] | type[np.uint16], channels: int, times: int
) -> None:
    pixels: Pixels = gradient(channels, dtype).repeat(times, 0).repeat(times, 1)
    profile = wide_profile() if channels > 2 and format_name != "BMP" else None
    metadata, encoding = Metadata("PNG", icc_profile=profile), Encoding(format_name)
    write(tmp_path / "picture", pixels, metadata, encoding)
    opened = thumbnail_png(display_pixels(read(tmp_path / "picture")))
    made = written_thumbnail(pixels, metadata, encoding)
    assert made is not None
    difference = np.abs(on_black(made) - on_black(opened))
    assert np.percentile(difference, 99) <= 8


@pytest.mark.parametrize("size", [(6000, 4000), (12000, 9000), (3000, 30000), (30000, 3000)])
def test_of_a_large_file_only_some_pixels_are_converted(monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]) -> None:
    converted: list[tuple[int, ...]] = []

    def watched(photo: Photo) -> NDArray[np.uint8]:
        converted.append(photo.pixels.shape)
        return display_pixels(photo)

    monkeypatch.setattr(thumbnail, "display_pixels", watched)
    pixels = np.broadcast_to(np.uint8(90), (size[1], size[0], 3))
    written_thumbnail(pixels, Metadata("PNG"), Encoding("PNG"))
    ((_, width, _),) = converted
    assert SIZE[0] <= width <= 8 * SIZE[0]
