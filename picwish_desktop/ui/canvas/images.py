"""Arrays as Qt's images, on the same memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from picwish_desktop.model.geometry import Rect

FORMATS = {
    1: QImage.Format.Format_Grayscale8,
    3: QImage.Format.Format_RGB888,
    4: QImage.Format.Format_RGBA8888,
}


def image_over(
    pixels: NDArray[np.uint8], part: Rect | None = None, image_format: QImage.Format | None = None
) -> QImage:
    """An image on the memory of `part` of `pixels`: rows × columns × channels, contiguous.

    The image keeps the array alive. Painting on the image changes the array, unless the image was copied: Qt then
    gives it memory of its own. Grey with alpha is a copy: Qt has no such format.
    """
    height, width, channels = pixels.shape
    part = part or Rect(0, 0, width, height)
    if channels == 2:
        return image_over(np.ascontiguousarray(pixels[part.slices][..., (0, 0, 0, 1)]))
    if not pixels.flags.c_contiguous:
        raise ValueError("an image needs memory in one piece")
    stride = width * channels
    memory = pixels.reshape(-1)[part.y * stride + part.x * channels :]
    return QImage(memory.data, part.width, part.height, stride, image_format or FORMATS[channels])
