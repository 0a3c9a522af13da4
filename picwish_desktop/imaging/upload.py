"""Pictures as they go out: upright, in sRGB and 8 bits, scaled to what is taken, telling nothing but their pixels."""

from __future__ import annotations

import io
from math import ceil, floor
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from picwish_desktop.imaging import color, png
from picwish_desktop.model.photo import Metadata, Photo, Pixels
from picwish_desktop.model.picture_file import MaskFile, PictureFile

UploadFormat = Literal["auto", "png", "jpeg"]

PNG_BYTES = 15_000_000
"""What a PNG may have unless one is wished for: the vendor's pages say 20 MB today and said 15 before."""
JPEG_QUALITIES = (95, 90, 80)
STRIPE = 1 << 20
"""Pixels of the photo that are scaled at a time."""
LANCZOS = 3
"""Pixels on each side that Lanczos's filter looks at, of the larger of both sizes."""


class TooManyBytesError(ValueError):
    """No encoding is small enough."""


def encode_picture(
    pixels: Pixels,
    icc_profile: bytes | None,
    size: tuple[int, int],
    max_bytes: int,
    upload_format: UploadFormat = "auto",
) -> PictureFile:
    """Rows × columns × 1 to 4 channels, of which alpha is laid on white, as a file of `size` (width, height).

    PNG where it fits, else JPEG of the best quality that does. Raises TooManyBytesError.
    """
    sent = _scaled(pixels, Metadata("PNG", icc_profile=icc_profile), size)
    width, height = size
    if upload_format != "jpeg":
        encoded = io.BytesIO()
        png.write(encoded, sent, Metadata("PNG"))
        if encoded.tell() <= (max_bytes if upload_format == "png" else min(max_bytes, PNG_BYTES)):
            return PictureFile(encoded.getvalue(), "PNG", width, height)
    image = color.as_image(sent)
    for quality in JPEG_QUALITIES:
        encoded = io.BytesIO()
        image.save(encoded, "JPEG", quality=quality, subsampling=0)
        if encoded.tell() <= max_bytes:
            return PictureFile(encoded.getvalue(), "JPEG", width, height)
    raise TooManyBytesError(f"{width} × {height} pixels do not fit into {max_bytes} bytes")


def encode_mask(mask: NDArray[np.uint8], size: tuple[int, int], max_marked_share: float = 0.5) -> MaskFile:
    """Rows × columns, marked above 0, as a black and white PNG of `size` (width, height)."""
    height, width = mask.shape
    marked = np.where(mask > 0, np.uint8(255), np.uint8(0))
    if (width, height) != size:
        # a hair must not vanish; but a mark of nearly half must not grow beyond it
        touched = _reduced(_reduced(marked, size[1], 0), size[0], 1)
        if np.count_nonzero(touched) > max_marked_share * touched.size:
            coverage = np.asarray(Image.fromarray(marked).resize(size, Image.Resampling.BOX))
            touched = np.where(coverage >= 128, np.uint8(255), np.uint8(0))
        marked = touched
    encoded = io.BytesIO()
    Image.fromarray(marked).save(encoded, "PNG", compress_level=1)
    return MaskFile(encoded.getvalue(), "PNG", *size, marked=int(np.count_nonzero(marked)))


def _scaled(pixels: Pixels, metadata: Metadata, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Rows × columns × 3 in sRGB, of `size`. In stripes: Pillow's copies of the whole are four times what it is."""
    rows, columns = pixels.shape[:2]
    width, height = size
    result = np.empty((height, width, 3), np.uint8)
    scale = rows / height
    margin = 0 if (width, height) == (columns, rows) else ceil(LANCZOS * max(1.0, scale)) + 1
    step = max(1, int(STRIPE / columns / scale))
    for top in range(0, height, step):
        bottom = min(top + step, height)
        first, last = max(0, floor(top * scale) - margin), min(rows, ceil(bottom * scale) + margin)
        part = color.display_pixels(Photo(pixels[first:last], metadata))
        image = color.as_image(color.on_white(part)).convert("RGB")
        if margin:
            box = (0, top * scale - first, columns, bottom * scale - first)
            image = image.resize((width, bottom - top), Image.Resampling.LANCZOS, box)
        result[top:bottom] = np.asarray(image)
    return result


def _reduced(mask: NDArray[np.uint8], length: int, axis: int) -> NDArray[np.uint8]:
    """`mask` with `length` rows or columns: each the largest of those it lies over, if only in part."""
    edges = np.arange(length + 1) * mask.shape[axis] / length
    starts, lasts = np.floor(edges[:-1]).astype(int), np.ceil(edges[1:]).astype(int) - 1
    reduced: NDArray[np.uint8] = np.maximum.reduceat(mask, starts, axis)
    reduced |= mask.take(lasts, axis)
    return reduced
