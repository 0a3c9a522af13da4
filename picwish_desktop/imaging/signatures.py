"""What a file is, told by its first bytes: an ending can be wrong, and is no reason to refuse a picture."""

from __future__ import annotations

import re

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP")
"""What can be opened and saved, by Pillow's names."""

ENDINGS = {
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".jpe": "JPEG",
    ".jfif": "JPEG",
    ".mpo": "JPEG",
    ".png": "PNG",
    ".apng": "PNG",
    ".webp": "WEBP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".bmp": "BMP",
    ".dib": "BMP",
}

_OURS = (
    (rb"\xff\xd8\xff", "JPEG"),
    (rb"\x89PNG\r\n\x1a\n", "PNG"),
    (rb"RIFF....WEBP", "WEBP"),
    (rb"(II\*\0|MM\0\*|II\+\0|MM\0\+)", "TIFF"),
    (rb"BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0", "BMP"),
)

_FOREIGN = (
    (rb"GIF8[79]a", "a GIF picture"),
    (rb"....ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1)", "a HEIC picture"),
    (rb"....ftyp(avif|avis)", "an AVIF picture"),
    (rb"....ftypcr[x3]", "a camera’s raw picture"),
    (rb"....ftyp", "a video"),
    (rb"8BPS", "a Photoshop document"),
    (rb"\0\0\0\x0cjP  \r\n|\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (rb"\0\0\0\x0cJXL |\xff\x0a", "a JPEG XL picture"),
    (rb"II\xbc", "a JPEG XR picture"),
    (rb"(IIRO|IIRS|MMOR|IIU\0|FUJIFILMCCD-RAW|FOVb)", "a camera’s raw picture"),
    (rb"gimp xcf", "a GIMP document"),
    (rb"\0\0[\1\2]\0.\0", "an icon file"),
    (rb"v/1\x01|#\?RADIANCE|#\?RGBE", "a high dynamic range picture"),
    (rb"P[1-7]\s", "a Netpbm picture"),
    (rb"qoif", "a QOI picture"),
    (rb"DDS ", "a DDS texture"),
    (rb"%PDF-", "a PDF document"),
    (rb"%!PS|\xc5\xd0\xd3\xc6", "a PostScript document"),
    (rb"(\xef\xbb\xbf)?\s*(<\?xml.{0,2000})?(<!--.{0,1000})?(<!DOCTYPE svg.{0,1000})?<svg[\s>]", "an SVG drawing"),
    (rb"(\xef\xbb\xbf)?\s*<(!doctype html|html|head|body)", "a web page"),
    (rb"PK\x03\x04", "a ZIP archive"),
    (rb"Rar!\x1a|7z\xbc\xaf\x27\x1c|\x1f\x8b", "an archive"),
)


def identify(data: bytes) -> str | None:
    """One of ``FORMATS``, or None where the bytes are something else."""
    return next((name for pattern, name in _OURS if re.match(pattern, data, re.DOTALL)), None)


def describe(data: bytes) -> str | None:
    """What the bytes are if they are none of ours, as a person would call it ("a GIF picture"); None if unknown."""
    start = data[:4096]
    for pattern, name in _FOREIGN:
        if re.match(pattern, start, re.DOTALL | re.IGNORECASE):
            return name
    return "a text file" if _is_text(start) else None


def _is_text(start: bytes) -> bool:
    if b"\0" in start:
        return False
    # the last character may have been cut in two
    return not any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in start) and bool(
        start.decode("utf-8", errors="ignore")
    )
