"""Files for offices: exact pixels and dots per inch, and a JPEG between a least and a most number of bytes.

Sources: ITU-T T.81 (segments), JFIF 1.02 (density), PNG third edition (pHYs).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from picwish_desktop.imaging import color, jpeg, png
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.model.photo import Metadata

LEAST_QUALITY = 30
"""Below, a face shows blocks and an office refuses it."""
BEST_QUALITY = 100
_FULL_COLOR, _QUARTER_COLOR = 0, 2
"""Chroma subsampling as Pillow counts it: 4:4:4 and 4:2:0."""
_FINE_QUALITY = 75
"""From here on a face gains more from finer detail than from colours in full resolution."""
_START = b"\xff\xd8"
_COMMENT, _SCAN = b"\xff\xfe", 0xDA
_HEAD = 4
"""Bytes of a segment's marker and length."""
_LONGEST = 65533
"""Bytes that a segment holds beside them."""


class SizeError(PictureError):
    """The bytes that are asked cannot be had at this size."""


def encode_between(pixels: NDArray[np.uint8], dpi: int, least: int | None = None, most: int | None = None) -> bytes:
    """Rows × columns × 1 or 3 channels, sRGB, as the best JPEG of at most `most` and at least `least` bytes.

    Colours keep their full resolution where that costs less than quality 75. Where even the best is too small, comments
    fill it up. Raises SizeError where quality 30 is still too large, ValueError for bounds that exclude each other.
    """
    if least is not None and most is not None and least > most:
        raise ValueError(f"no file has at least {least} and at most {most} bytes")
    image = color.as_image(pixels)
    encoded = _best(image, dpi, most)
    if least is None or len(encoded) >= least:
        return encoded
    if most is not None and len(encoded) + _HEAD > most:
        # too little is missing for a comment
        encoded = _best(image, dpi, least - _HEAD)
    at = _scan_at(encoded)
    return encoded[:at] + b"".join(_comments(max(least - len(encoded), _HEAD))) + encoded[at:]


def png_with_dpi(pixels: NDArray[np.uint8], dpi: int) -> bytes:
    """Rows × columns × 3 or 4 channels, sRGB, alpha not premultiplied, as PNG."""
    file = io.BytesIO()
    png.write(file, pixels, Metadata("PNG", icc_profile=color.srgb_profile(), dpi=(dpi, dpi)))
    return file.getvalue()


def _encode(image: Image.Image, dpi: int, quality: int, subsampling: int) -> bytes:
    file = io.BytesIO()
    jpeg.make_room(image.width, image.height)
    profile = color.srgb_profile() if image.mode == "RGB" else None
    image.save(
        file, "JPEG", quality=quality, subsampling=subsampling, dpi=(dpi, dpi), optimize=True, icc_profile=profile
    )
    return file.getvalue()


def _best(image: Image.Image, dpi: int, most: int | None) -> bytes:
    best = _encode(image, dpi, BEST_QUALITY, _FULL_COLOR)
    if most is None or len(best) <= most:
        return best
    for subsampling, worst in ((_FULL_COLOR, _FINE_QUALITY), (_QUARTER_COLOR, LEAST_QUALITY)):
        encoded = _best_below(image, dpi, most, subsampling, worst)
        if encoded is not None:
            return encoded
    least = len(_encode(image, dpi, LEAST_QUALITY, _QUARTER_COLOR))
    raise SizeError(
        f"The photo cannot be made smaller than {ceil(least / 1024)} KB at {image.width} × {image.height} pixels "
        f"without harm to the face, and {floor(most / 1024)} KB are allowed. Choose fewer pixels where the document "
        "type allows it."
    )


def _best_below(image: Image.Image, dpi: int, most: int, subsampling: int, worst: int) -> bytes | None:
    """The file of the highest quality from `worst` that has at most `most` bytes; None where there is none."""
    best: bytes | None = None
    low, high = worst, BEST_QUALITY
    while low <= high:
        quality = (low + high) // 2
        encoded = _encode(image, dpi, quality, subsampling)
        if len(encoded) <= most:
            best, low = encoded, quality + 1
        else:
            high = quality - 1
    return best


def _comments(total: int) -> Iterator[bytes]:
    """Segments that have `total` bytes together, of which there are at least 4."""
    while total:
        length = min(total, _HEAD + _LONGEST)
        if 0 < total - length < _HEAD:
            # what is left has to be a segment too
            length -= _HEAD
        body = length - _HEAD
        yield _COMMENT + struct.pack(">H", body + 2) + b" " * body
        total -= length


def _scan_at(encoded: bytes) -> int:
    """Where the first scan's header begins."""
    at = len(_START)
    while encoded[at + 1] != _SCAN:
        at += 2 + int.from_bytes(encoded[at + 2 : at + 4], "big")
    return at
