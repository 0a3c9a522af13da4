"""Small pictures that stand for large ones in lists."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from picwish_desktop.imaging.color import as_image, display_pixels, on_white
from picwish_desktop.imaging.write import KEEP_ALPHA, Encoding
from picwish_desktop.model.photo import Metadata, Photo, Pixels

SIZE = (344, 140)
"""Pixels: twice the width and height that the tray shows, for fine displays."""
_FINER = 4
"""How often more pixels are looked at than a thumbnail has, along each side."""


def thumbnail_png(pixels: NDArray[np.uint8]) -> bytes:
    """The middle of a picture (rows × columns × 1 to 4 channels of 8 bits) as a PNG that fills `SIZE`."""
    image = as_image(pixels)
    if image.mode == "LA":
        image = image.convert("RGBA")
    file = io.BytesIO()
    ImageOps.fit(image, SIZE, Image.Resampling.BILINEAR).save(file, "PNG")
    return file.getvalue()


def written_thumbnail(pixels: Pixels, metadata: Metadata, encoding: Encoding) -> bytes | None:
    """As `thumbnail_png`, of the file that `write` makes of these; None where memory is short, which makes what was
    written no worse. Some of many pixels are enough: all of them would take as long to convert as to write."""
    height, width = pixels.shape[:2]
    # of a panorama only the middle is shown
    across, down = min(width, height * SIZE[0] // SIZE[1] + 1), min(height, width * SIZE[1] // SIZE[0] + 1)
    left, top = (width - across) // 2, (height - down) // 2
    step = max(1, min(across // SIZE[0], down // SIZE[1]) // _FINER)
    try:
        shown = display_pixels(Photo(pixels[top : top + down : step, left : left + across : step].copy(), metadata))
        return thumbnail_png(shown if encoding.format in KEEP_ALPHA else on_white(shown))
    except MemoryError:
        return None
