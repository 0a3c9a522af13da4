"""Pictures as they come back: 8 bits and sRGB, into the photo's own size, channels, depth and profile."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from picwish_desktop.imaging import color
from picwish_desktop.imaging.read import read_alpha, read_bytes
from picwish_desktop.model.photo import Photo, Pixels
from picwish_desktop.model.picture_file import PictureFile

_SAME_SHAPE = 0.02
"""How much the sides' ratio may differ, through rounding to whole pixels."""


class AnswerShapeError(ValueError):
    """The answer shows something else than what was sent: its sides have another ratio."""


def decode_answer(file: PictureFile) -> NDArray[np.uint8]:
    """Rows × columns × 3 or 4 channels, sRGB. Raises PictureError."""
    pixels = color.display_pixels(read_bytes(file.data, "the result"))
    if pixels.shape[2] >= 3:
        return pixels
    image = color.as_image(pixels)
    return np.asarray(image.convert("RGBA" if pixels.shape[2] == 2 else "RGB"))


def decode_matte(file: PictureFile) -> NDArray[np.uint8]:
    """Rows × columns of 8 bits, white where the subject is. Raises PictureError."""
    return color.to_grey(color.on_white(decode_answer(file)))


def scaled(pixels: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Rows × columns × channels at another size of the same shape. Raises AnswerShapeError."""
    rows, columns = pixels.shape[:2]
    if (columns, rows) == (width, height):
        return pixels
    check_shape(pixels, width, height)
    return np.asarray(color.as_image(pixels).resize((width, height), Image.Resampling.LANCZOS))


def check_shape(pixels: NDArray[np.uint8], width: int, height: int) -> None:
    """Raises AnswerShapeError when the sides' ratio is not that of `width` and `height`."""
    rows, columns = pixels.shape[:2]
    if abs(columns * height / (rows * width) - 1) > _SAME_SHAPE + 1 / min(rows, columns):
        raise AnswerShapeError(f"{columns} × {rows} came back for {width} × {height}")


def decode_alpha(file: PictureFile) -> NDArray[np.uint8] | None:
    """How opaque a picture is, rows × columns of 8 bits; None where all of it is. Raises PictureError."""
    alpha = read_alpha(file.data, "the result")
    return None if alpha is None or alpha.min() == 255 else alpha


def in_colors_of(photo: Photo, pixels: NDArray[np.uint8]) -> Pixels:
    """sRGB of 3 channels as what `photo` holds: its profile, its depth, its number of channels, opaque."""
    image = color.as_image(pixels[..., :3])
    color_channels = photo.channels - photo.has_alpha
    image = _from_srgb(image, photo.metadata.icc_profile, "L" if color_channels == 1 else "RGB")
    converted = np.asarray(image).reshape(image.height, image.width, color_channels)
    if photo.has_alpha:
        converted = np.dstack((converted, np.full(converted.shape[:2], 255, np.uint8)))
    return converted if photo.bit_depth == 8 else converted.astype(np.uint16) * np.uint16(257)


def _from_srgb(image: Image.Image, profile: bytes | None, mode: str) -> Image.Image:
    if profile is None or color.is_srgb(profile):
        return image.convert(mode)
    try:
        transform = ImageCms.buildTransform(
            color.srgb(),
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            "RGB",
            mode,
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        converted = transform.apply(image)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        # broken, or made for other channels: what `color.to_srgb` ignored on the way out is ignored on the way back
        return image.convert(mode)
    return image.convert(mode) if converted is None else converted
