"""An answer that comes packed though nothing packed was asked for: a gzip or deflate, a part at a time."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from picwish_desktop.providers.exchange import LostError

AT_ONCE = 1_000_000
"""Bytes of a part; a piece that came can hold a thousand times as much as it is long."""

_CODINGS = ("gzip", "x-gzip", "deflate")
_EITHER = 32 + zlib.MAX_WBITS
"""zlib's word for finding out by itself whether it is gzip or deflate."""


class Unpacking:
    """What a `Content-Encoding` did to a body, undone. httpx would unpack a piece whole, whatever that comes to."""

    def __init__(self, coding: str) -> None:
        """Raises LostError for several. What is no coding, as servers call a plain answer by its character set, is
        taken as it comes: whoever reads it sees whether it was packed."""
        packings = [name for name in (part.strip().lower() for part in coding.split(",")) if name in _CODINGS]
        if len(packings) > 1:
            raise LostError("an answer that is packed more than once")
        self._unpacker = zlib.decompressobj(_EITHER) if packings else None

    def parts(self, piece: bytes) -> Iterator[bytes]:
        """What is in the next piece. Raises LostError."""
        if self._unpacker is None:
            yield piece
            return
        while piece:
            if self._unpacker.eof:
                # a gzip can have several members
                self._unpacker = zlib.decompressobj(_EITHER)
            with _lost():
                part = self._unpacker.decompress(piece, AT_ONCE)
            yield part
            piece = self._unpacker.unused_data or self._unpacker.unconsumed_tail

    def end(self) -> bytes:
        """The rest: what is left of the last piece, which is little. Raises LostError where more should have come."""
        if self._unpacker is None:
            return b""
        with _lost():
            rest = self._unpacker.flush()
        if not self._unpacker.eof:
            raise LostError("an answer that ends too early")
        return rest


@contextmanager
def _lost() -> Iterator[None]:
    try:
        yield
    except zlib.error as error:
        raise LostError("an answer that is packed badly") from error
