"""An image of Qt's, as one from the clipboard is, as a file."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PySide6.QtGui import QImage

from picwish_desktop.imaging import png
from picwish_desktop.model.photo import Metadata

GREYS = {QImage.Format.Format_Grayscale8: np.uint8, QImage.Format.Format_Grayscale16: np.uint16}
DEEP = 64
"""Bits a pixel from which an image has more than 8 a channel."""


def encoded_image(image: QImage) -> bytes:
    """As PNG with its profile, of 16 bits a channel where it has more than 8. By all cores: Qt's own writer takes ten
    times as long. Raises ValueError for an image of nothing."""
    has_alpha = image.hasAlphaChannel()
    if image.format() in GREYS:
        channels, kind = 1, GREYS[image.format()]
    elif image.depth() >= DEEP:
        image = image.convertToFormat(QImage.Format.Format_RGBA64 if has_alpha else QImage.Format.Format_RGBX64)
        channels, kind = 4, np.uint16
    else:
        image = image.convertToFormat(QImage.Format.Format_RGBA8888 if has_alpha else QImage.Format.Format_RGB888)
        channels, kind = 4 if has_alpha else 3, np.uint8
    if image.isNull():
        raise ValueError("an image without pixels")
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    values = np.ascontiguousarray(rows[:, : image.width() * image.depth() // 8]).view(kind)
    pixels = values.reshape(image.height(), image.width(), channels)
    # of 16 bits without alpha Qt has four channels, too
    pixels = pixels if has_alpha or channels == 1 else np.ascontiguousarray(pixels[..., :3])
    profile = bytes(image.colorSpace().iccProfile().data()) if image.colorSpace().isValid() else None
    file = BytesIO()
    png.write(file, pixels, Metadata("PNG", icc_profile=profile))
    return file.getvalue()
