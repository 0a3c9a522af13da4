"""Small pictures that stand for large ones in lists."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from picwish_desktop.imaging.color import as_image

SIZE = (344, 140)
"""Pixels: twice the width and height that the tray shows, for fine displays."""


def thumbnail_png(pixels: NDArray[np.uint8]) -> bytes:
    """The middle of a picture (rows × columns × 1 to 4 channels of 8 bits) as a PNG that fills `SIZE`."""
    image = as_image(pixels)
    if image.mode == "LA":
        image = image.convert("RGBA")
    file = io.BytesIO()
    ImageOps.fit(image, SIZE, Image.Resampling.BILINEAR).save(file, "PNG")
    return file.getvalue()
