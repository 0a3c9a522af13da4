"""Rows of a PNG, filtered and compressed: bands of them at once, on threads, joined into one zlib stream.

Sources: RFC 1950 and RFC 1951. A band ends at a byte as Z_SYNC_FLUSH has it, and looks back at none before it, so bands
can be compressed in any order.
"""

from __future__ import annotations

import os
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

from picwish_desktop.imaging.png_filters import AVERAGE, PAETH, UP, Bytes, Rows, filtered, padded_bytes

BAND = 1 << 21
"""Bytes that are filtered and compressed at a time."""
_SAMPLE_SHARE = 32
"""One row in so many is tried, as a photograph is packed."""
_RUNS = 2
"""Places in a band that the tried rows are taken from."""
_MOST_THREADS = 4
"""The window's own still gets its turn within a frame: nearly all of their time they are in zlib, without the lock."""
_HEADER = b"\x78\x01"
_ADLER = 65521


@dataclass(frozen=True, slots=True)
class Packing:
    filter: int
    """PNG's number of it."""
    level: int
    strategy: int

    def compressor(self) -> zlib._Compress:
        return zlib.compressobj(self.level, zlib.DEFLATED, -zlib.MAX_WBITS, strategy=self.strategy)


MASK = Packing(UP, 1, zlib.Z_RLE)
_DRAWN = Packing(UP, 4, zlib.Z_DEFAULT_STRATEGY)
"""Looks long for matches, of which text and plain areas are full."""
_PHOTOGRAPHED = (
    # grain hides all matches; looking for them is what takes the time
    Packing(AVERAGE, 1, zlib.Z_RLE),
    Packing(PAETH, 1, zlib.Z_RLE),
    Packing(UP, 2, zlib.Z_DEFAULT_STRATEGY),
)
_DRAWN_SHARE = 1 / 20
"""What a few rows of a drawing shrink to at most: then many would still more."""


@dataclass(frozen=True, slots=True)
class _Band:
    compressed: bytes
    adler: int
    length: int
    """Bytes before compression."""


def pack(
    rows: Callable[[int, int], Rows], height: int, row_bytes: int, packing: Packing | None = None
) -> Iterator[bytes]:
    """The zlib stream of a picture's filtered rows, in pieces. `rows` gives those from a first to before a last one;
    it is called on other threads. With a `packing` of None each band takes what makes it small."""
    step = max(1, BAND // row_bytes)
    tops = range(0, height, step)

    def pack_band(top: int) -> _Band:
        first, bottom = max(0, top - 1), min(top + step, height)
        return _pack_band(rows(first, bottom), top - first, bottom == height, packing)

    yield _HEADER
    adler = 1
    for band in map(pack_band, tops) if len(tops) == 1 else _in_order(pack_band, tops):
        adler = _joined(adler, band)
        yield band.compressed
    yield adler.to_bytes(4, "big")


def _in_order(pack_band: Callable[[int], _Band], tops: range) -> Iterator[_Band]:
    threads, count = _threads()
    waiting: deque[Future[_Band]] = deque()
    try:
        for top in tops:
            if len(waiting) > count:
                yield waiting.popleft().result()
            waiting.append(threads.submit(pack_band, top))
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


@cache
def _threads() -> tuple[ThreadPoolExecutor, int]:
    """One pool for all pictures that are written at the same time."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    count = min(_MOST_THREADS, cores)
    return ThreadPoolExecutor(count, thread_name_prefix="png"), count


def _pack_band(rows: Rows, above: int, is_last: bool, packing: Packing | None) -> _Band:
    """`rows` begin with the row `above` them if there is one."""
    padded, step = padded_bytes(rows, above)
    packing = packing or _chosen(padded, step)
    rows_filtered = filtered(padded, step, packing.filter)
    packer = packing.compressor()
    compressed = packer.compress(rows_filtered.data)
    compressed += packer.flush(zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH)
    return _Band(compressed, zlib.adler32(rows_filtered.data), rows_filtered.size)


def _chosen(padded: Bytes, step: int) -> Packing:
    """By a sample: from some places a few rows that follow each other."""
    height = len(padded) - 1
    run = max(2, -(-height // (_SAMPLE_SHARE * _RUNS)))
    if height > _RUNS * run:
        starts = [(height - run) * number // (_RUNS - 1) for number in range(_RUNS)]
        parts = [padded[start : start + run + 1] for start in starts]
    else:
        parts = [padded]

    def size(packing: Packing) -> int:
        packer = packing.compressor()
        length = sum(len(packer.compress(filtered(part, step, packing.filter).data)) for part in parts)
        return length + len(packer.flush())

    sizes = {packing: size(packing) for packing in _PHOTOGRAPHED}
    smallest = min(sizes, key=sizes.__getitem__)
    return _DRAWN if sizes[smallest] < _DRAWN_SHARE * sum(part.size for part in parts) else smallest


def _joined(adler: int, band: _Band) -> int:
    """The checksum of what was before and of the band after it (adler32_combine of zlib)."""
    low = (adler & 0xFFFF) + (band.adler & 0xFFFF) - 1
    high = (adler >> 16) + (band.adler >> 16) + band.length * ((adler & 0xFFFF) - 1)
    return (high % _ADLER) << 16 | low % _ADLER
