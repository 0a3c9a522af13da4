"""Pictures and parts of pictures for the tests, built here and checked in nowhere."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

WIDTH, HEIGHT = 60, 40


def gradient(channels: int = 3, dtype: type[np.unsignedinteger[Any]] = np.uint8) -> NDArray[Any]:
    """HEIGHT × WIDTH × `channels` over the whole range of `dtype`; smooth, so that JPEG keeps it within a few steps."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    ramps = (columns / (WIDTH - 1), rows / (HEIGHT - 1), 1 - columns / (WIDTH - 1), (rows + columns) / (HEIGHT + WIDTH))
    stack = np.stack(ramps[:channels], axis=2) * np.iinfo(dtype).max
    return stack.round().astype(dtype)


def image(mode: str = "RGB") -> Image.Image:
    return Image.fromarray(gradient()).convert(mode)


def encoded(picture: Image.Image, format_name: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, format_name, **options)
    return file.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(size: tuple[int, int], depth: int, color_type: int, rows: bytes, *chunks: bytes) -> bytes:
    """A PNG of unfiltered `rows`, each led by a zero, with `chunks` before the pixels."""
    header = struct.pack(">IIBBBBB", *size, depth, color_type, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + body


def png_of(pixels: NDArray[Any], *chunks: bytes) -> bytes:
    height, width, channels = pixels.shape
    stored = pixels.astype(pixels.dtype.newbyteorder(">"))
    rows = b"".join(b"\0" + row.tobytes() for row in stored)
    return png((width, height), pixels.dtype.itemsize * 8, {1: 0, 2: 4, 3: 2, 4: 6}[channels], rows, *chunks)


def exif(orientation: int | None = None, **texts: str) -> bytes:
    """An EXIF block as Pillow makes it, without the "Exif" that leads it in JPEG."""
    block = Image.Exif()
    if orientation is not None:
        block[0x0112] = orientation
    block[0x010F] = texts.get("make", "Leica")
    block.get_ifd(0x8769)[0x9003] = "2024:05:01 12:00:00"
    block.get_ifd(0x8825)[1] = "N"
    return block.tobytes().removeprefix(b"Exif\0\0")


def tiff(entries: Sequence[tuple[int, int, Sequence[int]]], strips: Sequence[bytes], order: str = "<") -> bytes:
    """A TIFF file of these strips and of `entries`: tag, type (3 or 4), values. Offsets and lengths are filled in."""
    data, offsets = b"", []
    for strip in strips:
        offsets.append(8 + len(data))
        data += strip
    values = {tag: (kind, list(said)) for tag, kind, said in entries}
    values |= {273: (4, offsets), 279: (4, [len(strip) for strip in strips])}
    start = 8 + len(data)
    rows, beyond = struct.pack(order + "H", len(values)), b""
    for tag, (kind, said) in sorted(values.items()):
        packed = struct.pack(f"{order}{len(said)}{'H' if kind == 3 else 'I'}", *said)
        rows += struct.pack(order + "HHI", tag, kind, len(said))
        if len(packed) > 4:
            rows += struct.pack(order + "I", start + 6 + 12 * len(values) + len(beyond))
            beyond += packed
        else:
            rows += packed.ljust(4, b"\0")
    lead = b"II" if order == "<" else b"MM"
    return lead + struct.pack(order + "HI", 42, start) + data + rows + b"\0\0\0\0" + beyond


def tiff_of(
    pixels: NDArray[Any], order: Literal["<", ">"] = "<", photometric: int | None = None, **more: Sequence[int]
) -> bytes:
    """An uncompressed TIFF of one strip; `more` are further SHORT tags as t338=[1]."""
    height, width, channels = pixels.shape
    entries = [
        (256, 4, [width]),
        (257, 4, [height]),
        (258, 3, [pixels.dtype.itemsize * 8] * channels),
        (259, 3, [1]),
        (262, 3, [photometric if photometric is not None else (2 if channels >= 3 else 1)]),
        (277, 3, [channels]),
        (278, 4, [height]),
        *((int(tag[1:]), 3, said) for tag, said in more.items()),
    ]
    return tiff(entries, [pixels.astype(pixels.dtype.newbyteorder(order)).tobytes()], order)


@cache
def srgb_profile() -> bytes:
    """One for all tests of a process: LittleCMS puts the second it is made into it."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def wide_profile() -> bytes:
    """sRGB's profile with red and blue exchanged and another name: a real profile whose effect is plain to see."""
    data = bytearray(srgb_profile())
    (count,) = struct.unpack_from(">I", data, 128)
    places = {bytes(data[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, blue = places[b"rXYZ"], places[b"bXYZ"]
    data[red : red + 4], data[blue : blue + 4] = data[blue : blue + 4], data[red : red + 4]
    return bytes(data).replace("sRGB".encode("utf-16-be"), "Swap".encode("utf-16-be"))


def cmyk_profile() -> bytes:
    """A CMYK profile in which every ink mixture is the grey of L* = 50 (ICC.1:2022, 10.10: lut8Type)."""
    identity = struct.pack(">9i", *(65536 if at % 4 == 0 else 0 for at in range(9)))
    curves = bytes(range(256))
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + identity + curves * 4 + b"\x80\x80\x80" * 16 + curves * 3
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    start = 128 + 4 + 2 * 12
    directory = struct.pack(">I", 2) + struct.pack(">4sII", b"A2B0", start, len(table))
    directory += struct.pack(">4sII", b"wtpt", start + len(table), len(white))
    body = directory + table + white
    header = struct.pack(">I4sI4s4s4s", 128 + len(body), b"lcms", 0x02100000, b"prtr", b"CMYK", b"Lab ")
    header += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + body


def grey_profile(gamma: float) -> bytes:
    """For grey pictures, of which each level stands for as much light as `gamma` says (ICC.1:2022, 8.3.4)."""
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)
    start = 128 + 4 + 2 * 12
    directory = struct.pack(">I", 2) + struct.pack(">4sII", b"wtpt", start, len(white))
    directory += struct.pack(">4sII", b"kTRC", start + len(white), 14)
    body = directory + white + curve
    header = struct.pack(">I4sI4s4s4s", 128 + len(body), b"lcms", 0x02100000, b"mntr", b"GRAY", b"XYZ ")
    header += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + body


XMP = b"""<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" tiff:Orientation="6"
 dc:creator="\xc5\xbdofie"><tiff:ImageWidth>9</tiff:ImageWidth></rdf:Description></rdf:RDF></x:xmpmeta>"""
