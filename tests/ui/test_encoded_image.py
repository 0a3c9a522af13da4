"""A picture from the clipboard as a file."""

import numpy as np
import pytest
from PySide6.QtGui import QColorSpace, QImage

from picwish_desktop.imaging.read import read_bytes
from picwish_desktop.ui.encoded_image import encoded_image
from tests.ui.canvas.acting import noise

Format = QImage.Format


def colorful(image_format: Format) -> QImage:
    """Of an odd width, whose rows Qt pads."""
    pixels = noise(37, 23, 4)
    image = QImage(pixels.reshape(-1).data, 37, 23, 37 * 4, Format.Format_RGBA8888)
    return image.convertToFormat(image_format)


@pytest.mark.parametrize(
    ("image_format", "channels", "kind"),
    [
        (Format.Format_RGB32, 3, np.uint8),
        (Format.Format_ARGB32, 4, np.uint8),
        (Format.Format_ARGB32_Premultiplied, 4, np.uint8),
        (Format.Format_RGB888, 3, np.uint8),
        (Format.Format_RGB16, 3, np.uint8),
        (Format.Format_Grayscale8, 1, np.uint8),
        (Format.Format_Grayscale16, 1, np.uint16),
        (Format.Format_RGBX64, 3, np.uint16),
        (Format.Format_RGBA64, 4, np.uint16),
        (Format.Format_RGBA32FPx4, 4, np.uint16),
    ],
)
def test_the_file_holds_what_the_image_shows(image_format: Format, channels: int, kind: type) -> None:
    image = colorful(image_format)
    photo = read_bytes(encoded_image(image), "Pasted picture")
    assert photo.pixels.shape == (23, 37, channels)
    assert photo.pixels.dtype == kind
    scale = 257 if kind == np.uint16 else 1
    for x, y in ((0, 0), (36, 22), (5, 17)):
        color = image.pixelColor(x, y)
        seen = [color.red(), color.green(), color.blue(), color.alpha()][:channels]
        np.testing.assert_allclose(photo.pixels[y, x] / scale, seen, atol=1)


def test_its_profile_comes_with_it() -> None:
    image = colorful(Format.Format_RGB32)
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb))
    profile = read_bytes(encoded_image(image), "Pasted picture").metadata.icc_profile
    assert profile == bytes(image.colorSpace().iccProfile().data())


def test_nothing_is_no_file() -> None:
    with pytest.raises(ValueError, match="without pixels"):
        encoded_image(QImage())
