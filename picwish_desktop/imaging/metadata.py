"""What a file says beside its pixels: gathered when it is opened, brought into line when the picture is saved."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from PIL import ImageFile
from PIL.JpegImagePlugin import JpegImageFile

from picwish_desktop.imaging import exif, jpeg
from picwish_desktop.model.photo import Metadata

MOST_BYTES = 16_000_000
"""Of a profile, of EXIF or of XMP; more than about this much of a profile JPEG could not hold."""
_MOST_DPI = 65535  # JFIF has two bytes for it


def gather(image: ImageFile.ImageFile, format_name: str) -> Metadata:
    """What Pillow read from the file; of PNG, complete only when the pixels have been loaded too."""
    info = image.info
    block = _exif(info)
    dpi = jpeg.resolution_of(image) if isinstance(image, JpegImageFile) else info.get("dpi")
    return Metadata(
        format=format_name,
        icc_profile=bearable(info.get("icc_profile")),
        exif=bearable(block),
        xmp=bearable(info.get("xmp")),
        dpi=sensible_dpi(dpi) or (sensible_dpi(exif.resolution(block)) if block else None),
        iptc=_iptc(info),
        jpeg=jpeg.encoding_of(image) if isinstance(image, JpegImageFile) else None,
    )


def settled(metadata: Metadata, width: int, height: int) -> Metadata:
    """`metadata` for an upright picture of this size in pixels: orientations reset, sizes right, no old thumbnail."""
    return replace(
        metadata,
        exif=exif.agreeing(metadata.exif, width, height, metadata.dpi) if metadata.exif else None,
        xmp=_agreeing_xmp(metadata.xmp, width, height) if metadata.xmp else None,
    )


def bearable(block: object) -> bytes | None:
    """`block` if it is bytes of a size that can be meant seriously."""
    return block if isinstance(block, bytes) and 0 < len(block) <= MOST_BYTES else None


def sensible_dpi(dpi: object) -> tuple[float, float] | None:
    """`dpi` as two numbers above zero; None where it is anything else, such as 0 or infinite."""
    if not isinstance(dpi, tuple) or len(dpi) != 2:
        return None
    try:
        across, down = float(dpi[0]), float(dpi[1])
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return (across, down) if all(0 < value <= _MOST_DPI for value in (across, down)) else None


def _exif(info: dict[str | tuple[int, int], Any]) -> bytes | None:
    stored = info.get("exif")
    if isinstance(stored, bytes):
        while stored.startswith(b"Exif\0\0"):
            stored = stored[6:]
        return stored or None
    # ImageMagick's way of putting EXIF into PNG before there was a chunk for it: three lines, then hexadecimal digits
    text = info.get("Raw profile type exif")
    if isinstance(text, str):
        try:
            return bytes.fromhex("".join(text.split("\n")[3:])).removeprefix(b"Exif\0\0") or None
        except ValueError:
            return None
    return None


def _iptc(info: dict[str | tuple[int, int], Any]) -> bytes | None:
    resources = info.get("photoshop")
    record = resources.get(jpeg.IPTC) if isinstance(resources, dict) else None
    return record if isinstance(record, bytes) and record else None


def _agreeing_xmp(xmp: bytes, width: int, height: int) -> bytes:
    sizes = {b"tiff:ImageWidth": width, b"tiff:ImageLength": height}
    sizes |= {b"exif:PixelXDimension": width, b"exif:PixelYDimension": height}
    for name, value in {b"tiff:Orientation": 1, **sizes}.items():
        # RDF may say it as an attribute or as an element
        said = rb"(\b%b\s*=\s*[\"']|<%b\s*>)\s*\d+" % (name, name)
        xmp = re.sub(said, rb"\g<1>%d" % value, xmp)
    return _without_thumbnails(xmp)


def _without_thumbnails(xmp: bytes) -> bytes:
    """Without previews of what the picture was: "xmp:Thumbnails" of XMP specification part 2, 8.4. By hand: an
    expression that looks for the end at each beginning took a day for what fits into a file of 20 kB."""
    kept, at = [], 0
    while (found := _THUMBNAILS.search(xmp, at)) is not None:
        end = xmp.find(b">", found.end()) + 1
        if end and xmp[end - 2] != ord("/"):
            closing = xmp.find(b"</" + found[1], end)
            end = xmp.find(b">", closing) + 1 if closing >= 0 else 0
        if not end:
            break
        kept.append(xmp[at : found.start()])
        at = end
    return b"".join((*kept, xmp[at:]))


_THUMBNAILS = re.compile(rb"<([A-Za-z_][\w.-]{0,60}:Thumbnails)(?=[\s/>])")
