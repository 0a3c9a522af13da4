"""Pictures that are none, or too much of one."""

from __future__ import annotations

import struct
import zlib

from tests.sandbox.faults import Fault, Spoiled
from tests.sandbox.pictures import Encoded

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def broken_picture() -> Spoiled:
    """A PNG that says it has 64 × 64 pixels and has three rows of them."""
    chunks = _chunk(b"IHDR", _header(64, 64)) + _chunk(b"IDAT", zlib.compress(bytes(3 * (1 + 8)))[:-6])
    return Spoiled(PNG_SIGNATURE + chunks)


def bomb(width: int = 20_000, height: int = 20_000) -> Spoiled:
    """A well-formed black PNG (PNG 3rd edition, 5) of few bytes and very many pixels."""
    rows = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    pixels = b"".join(rows.compress(row) for _ in range(height)) + rows.flush()
    chunks = _chunk(b"IHDR", _header(width, height)) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")
    return Spoiled(PNG_SIGNATURE + chunks)


def spoiled(picture: Encoded, fault: Fault | None) -> Encoded:
    """What arrives of `picture`."""
    if not isinstance(fault, Spoiled):
        return picture
    data = picture.data if fault.data is None else fault.data
    return Encoded(data, fault.content_type or picture.content_type)


def _header(width: int, height: int) -> bytes:
    # 1 bit grey
    return struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
