"""What a PNG must be, checked without any PNG library: every chunk's checksum, and one whole zlib stream of rows."""

from __future__ import annotations

import struct
import zlib

BITS = {0: 1, 2: 3, 4: 2, 6: 4}
"""Samples of a pixel, by colour type."""


def stored_rows(data: bytes) -> list[bytes]:
    """The filtered rows of a PNG that is not interlaced, each led by its filter's number."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    at, names, stream, header = 8, [], b"", b""
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", data, at + 8 + length) == (zlib.crc32(name + body),)
        names.append(name)
        header = body if name == b"IHDR" else header
        stream += body if name == b"IDAT" else b""
        at += 12 + length
    assert (names[0], names[-1], at) == (b"IHDR", b"IEND", len(data))
    width, height, depth, color_type, compression, filtering, interlacing = struct.unpack(">IIBBBBB", header)
    assert (compression, filtering, interlacing) == (0, 0, 0)
    inflater = zlib.decompressobj()
    rows = inflater.decompress(stream)
    # the end was reached, its checksum was right, and nothing follows it
    assert inflater.eof
    assert inflater.unused_data == b""
    length = 1 + -(-width * BITS[color_type] * depth // 8)
    assert len(rows) == height * length
    return [rows[start : start + length] for start in range(0, len(rows), length)]
