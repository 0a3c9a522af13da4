"""PNG: 16 bits read through Pillow, which has no mode for them, and every depth written here.

Source: Portable Network Graphics (PNG) Specification, third edition.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFile, PngImagePlugin

from picwish_desktop.imaging import png_rows
from picwish_desktop.imaging.metadata import MOST_BYTES
from picwish_desktop.model.photo import Metadata, Pixels

# Pillow calls a PNG broken that has a profile of more than a megabyte, as printers' often are
PngImagePlugin.MAX_TEXT_CHUNK = max(PngImagePlugin.MAX_TEXT_CHUNK, MOST_BYTES)

_DEPTH_AT, _COLOR_TYPE_AT = 24, 25
_COLOR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}
_INCHES = 0.0254


def is_16_bit(data: bytes) -> bool:
    return data[_DEPTH_AT : _DEPTH_AT + 1] == b"\x10"


def widening(data: bytes) -> int:
    """What a grey sample is multiplied by to become one of 8 bits (PNG 3rd edition, 13.12)."""
    depth = data[_DEPTH_AT]
    return 255 // ((1 << depth) - 1) if depth in (2, 4) else 1


def read_16_bit(data: bytes) -> tuple[Pixels, ImageFile.ImageFile]:
    """The pixels of a 16-bit PNG as uint16, and Pillow's image for what else it knows.

    Pillow keeps the first byte of each 16-bit sample of RGB and drops the second. Told that the file is little-endian
    it keeps the second, so two passes give both. A grey-and-alpha sample pair has four bytes, as RGBA has.
    """
    color_type = data[_COLOR_TYPE_AT]
    if color_type == 0:
        image = _decode(data, None)
        return np.asarray(image, np.uint16)[..., np.newaxis], image
    if color_type == 4:
        image = _decode(data, "RGBA")
        pairs = np.asarray(image).view(">u2")
        return pairs.astype(np.uint16), image
    mode = "RGB" if color_type == 2 else "RGBA"
    with ThreadPoolExecutor(2) as threads:
        high, low = threads.map(_decode, (data, data), (f"{mode};16B", f"{mode};16L"))
    pixels = np.left_shift(np.asarray(high), 8, dtype=np.uint16)
    pixels |= np.asarray(low)
    return pixels, high


def _decode(data: bytes, rawmode: str | None) -> ImageFile.ImageFile:
    image = PngImagePlugin.PngImageFile(io.BytesIO(data))
    if rawmode is not None:
        image.tile = [tile._replace(args=rawmode) for tile in image.tile]
    image.load()
    return image


def write(file: BinaryIO, pixels: Pixels, metadata: Metadata) -> None:
    """The picture as PNG, 8 or 16 bits a channel, with all that `metadata` holds."""
    height, width, channels = pixels.shape
    depth = pixels.dtype.itemsize * 8
    _header(file, width, height, depth, _COLOR_TYPES[channels])
    if metadata.icc_profile:
        _chunk(file, b"iCCP", b"ICC profile\0\0" + zlib.compress(metadata.icc_profile))
    if metadata.dpi:
        per_metre = (round(value / _INCHES) for value in metadata.dpi)
        _chunk(file, b"pHYs", struct.pack(">IIB", *per_metre, 1))
    if metadata.exif:
        _chunk(file, b"eXIf", metadata.exif)
    if metadata.xmp:
        _chunk(file, b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + metadata.xmp)
    row_bytes = width * channels * pixels.dtype.itemsize
    _rows(file, png_rows.pack(lambda top, bottom: pixels[top:bottom], height, row_bytes))


def write_mask(file: BinaryIO, mask: NDArray[np.uint8]) -> None:
    """Rows × columns as a PNG of one bit a pixel: white where `mask` is above 0, black elsewhere."""
    height, width = mask.shape

    def rows(top: int, bottom: int) -> NDArray[np.uint8]:
        return np.packbits(mask[top:bottom], axis=1)[..., np.newaxis]

    _header(file, width, height, 1, _COLOR_TYPES[1])
    _rows(file, png_rows.pack(rows, height, -(-width // 8), png_rows.MASK))


def _header(file: BinaryIO, width: int, height: int, depth: int, color_type: int) -> None:
    file.write(b"\x89PNG\r\n\x1a\n")
    _chunk(file, b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, 0))


def _rows(file: BinaryIO, stream: Iterable[bytes]) -> None:
    for piece in stream:
        _chunk(file, b"IDAT", piece)
    _chunk(file, b"IEND", b"")


def _chunk(file: BinaryIO, name: bytes, body: bytes) -> None:
    file.write(struct.pack(">I", len(body)) + name)
    file.write(body)
    file.write(struct.pack(">I", zlib.crc32(body, zlib.crc32(name))))
