"""JPEG: how one was compressed, and writing one the same way.

Sources: ITU-T T.81 (tables and sampling), JFIF 1.02, Photoshop File Formats Specification ("Image Resource Blocks").
"""

from __future__ import annotations

import io
import struct
from typing import Any, BinaryIO

from PIL import ImageFile
from PIL.JpegImagePlugin import JpegImageFile, get_sampling

from picwish_desktop.imaging import color, exif
from picwish_desktop.model.photo import JpegEncoding, Metadata, Pixels

LONGEST_SIDE = 65535
_BEST: dict[str, Any] = {"quality": 95, "subsampling": 0}
_SEGMENT = 65533
_MOST_BYTES_A_PIXEL = 6
"""Of noise at quality 100, with room to spare."""
_EXIF, _XMP, _PHOTOSHOP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"Photoshop 3.0\0"
IPTC = 0x0404
"""The number of the Photoshop resource that holds a picture's IPTC record: caption, author, rights."""


def encoding_of(image: JpegImageFile) -> JpegEncoding | None:
    """None where the picture is saved in another shape (CMYK becomes RGB) or its tables are missing."""
    if image.layers not in (1, 3):
        return None
    # in the order of the components that use them; on saving Pillow gives the last table to all that are left
    numbers = [component[3] for component in image.layer]
    while len(numbers) > 1 and numbers[-1] == numbers[-2]:
        numbers.pop()
    if not set(numbers) <= image.quantization.keys():
        return None
    tables = tuple(tuple(image.quantization[number]) for number in numbers)
    return JpegEncoding(tables, get_sampling(image), bool(image.info.get("progressive")))


def resolution_of(image: JpegImageFile) -> tuple[float, float] | None:
    """JFIF's dots per inch; where it says none Pillow would make up 72."""
    return image.info.get("dpi") if image.info.get("jfif_unit") in (1, 2) else None


def write(file: BinaryIO, pixels: Pixels, metadata: Metadata, quality: int | None) -> None:
    """The picture as JPEG: 8 bits, transparency laid on white.

    With a `quality` of None it is compressed as it came; a picture that was no JPEG, with 95 and 4:4:4.
    """
    options = _BEST | _compression(metadata.jpeg, quality)
    if metadata.icc_profile:
        options["icc_profile"] = metadata.icc_profile
    if metadata.dpi:
        options["dpi"] = metadata.dpi
    # of these each has to fit into one segment
    block = metadata.exif
    if block and len(_EXIF + block) > _SEGMENT:
        block = exif.without_makers_note(block, _SEGMENT - len(_EXIF))
    if block:
        options["exif"] = _EXIF + block
    if metadata.xmp and len(_XMP + metadata.xmp) <= _SEGMENT:
        options["xmp"] = metadata.xmp
    if metadata.iptc:
        options["extra"] = _photoshop_segment(metadata.iptc)
    if options.get("progressive"):
        make_room(pixels.shape[1], pixels.shape[0])
    encoded = io.BytesIO()
    color.as_image(color.on_white(color.to_8_bits(pixels))).save(encoded, "JPEG", **options)
    file.write(encoded.getbuffer())


def make_room(width: int, height: int) -> None:
    """Optimized or progressive, a file has to fit into Pillow's buffer, which is made for pictures without grain."""
    ImageFile.MAXBLOCK = max(ImageFile.MAXBLOCK, _MOST_BYTES_A_PIXEL * width * height)


def _compression(came: JpegEncoding | None, quality: int | None) -> dict[str, Any]:
    options: dict[str, Any] = {} if quality is None else {"quality": quality}
    if came is not None:
        # a subsampling that Pillow cannot write again becomes none, never a coarser one
        options |= {"subsampling": max(0, came.subsampling), "progressive": came.progressive}
        if quality is None:
            options |= {"qtables": [list(table) for table in came.quantization], "quality": -1}
    return options


def _photoshop_segment(iptc: bytes) -> bytes:
    body = _PHOTOSHOP + b"8BIM" + struct.pack(">HHI", IPTC, 0, len(iptc)) + iptc + b"\0" * (len(iptc) % 2)
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body if len(body) <= _SEGMENT else b""
