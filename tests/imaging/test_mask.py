"""Masks drawn in other programs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.mask_file import read_mask
from tests.imaging.pictures import encoded, png_of

DRAWN = np.array([[0, 127, 128, 255]], np.uint8)
MASK = np.array([[0, 0, 255, 255]], np.uint8)


def with_alpha(color: int) -> Image.Image:
    return Image.fromarray(np.dstack([np.full_like(DRAWN, color)] * 3 + [DRAWN]))


MASKS = {
    "grey": encoded(Image.fromarray(DRAWN), "PNG"),
    "RGB": encoded(Image.fromarray(DRAWN).convert("RGB"), "PNG"),
    "palette": encoded(Image.fromarray(DRAWN).convert("P"), "PNG"),
    "1 bit": encoded(Image.fromarray(MASK).convert("1"), "PNG"),
    "16 bit": png_of(DRAWN[..., np.newaxis].astype(np.uint16) * 257),
    "alpha of black": encoded(with_alpha(0), "PNG"),
    "alpha of white": encoded(with_alpha(255), "PNG"),
    "grey and alpha": encoded(with_alpha(0).convert("LA"), "PNG"),
    "RGB and full alpha": encoded(Image.fromarray(DRAWN).convert("RGBA"), "PNG"),
    "BMP": encoded(Image.fromarray(DRAWN), "BMP"),
    "TIFF": encoded(Image.fromarray(DRAWN), "TIFF"),
}


@pytest.mark.parametrize("kind", MASKS)
def test_white_is_what_is_removed(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "mask.png"
    path.write_bytes(MASKS[kind])
    mask = read_mask(path, 4, 1)
    assert mask.dtype == np.uint8
    np.testing.assert_array_equal(mask, MASK)


def test_a_mask_of_another_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mask.png"
    path.write_bytes(MASKS["grey"])
    with pytest.raises(PictureError, match=r"“mask\.png” has 4 × 1 pixels and the picture 1 × 4"):
        read_mask(path, 1, 4)


def test_a_photograph_is_no_mask(tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    Image.fromarray(data.chelsea()).save(path)
    with pytest.raises(PictureError, match=r"“cat\.png” looks like a photograph and not like a mask"):
        read_mask(path, 451, 300)
