"""EXIF after the picture has been turned upright or changed: made to agree with it, and otherwise left alone.

The bytes are patched where they lie. Writing the block anew would move makers' notes, whose contents point at absolute
offsets, and so break what only the camera's own program can read. Source: Exif 2.32 (CIPA DC-008), sections 4.5-4.6.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

from picwish_desktop.imaging import tags
from picwish_desktop.imaging.tags import Header

ORIENTATION = 0x0112
EXIF_DIRECTORY, GPS_DIRECTORY, INTEROPERABILITY_DIRECTORY = 0x8769, 0x8825, 0xA005
_MAKERS_NOTE = 0x927C
_DEEPEST = 2
"""Of directories in directories."""
_WIDTHS, _HEIGHTS = (0x0100, 0xA002), (0x0101, 0xA003)
_THUMBNAIL_OFFSET, _THUMBNAIL_LENGTH = 0x0201, 0x0202
_STRIP_OFFSETS, _STRIP_LENGTHS = 0x0111, 0x0117


def orientation(exif: bytes) -> int:
    """How the stored rows are turned, 1 to 8; 1 where nothing, or nothing sensible, is said."""
    try:
        header = tags.read_header(exif)
        found, _ = tags.read_directory(exif, header, header.first)
    except ValueError:
        return 1
    said = found[ORIENTATION].numbers(header.order)[:1] if ORIENTATION in found else ()
    return said[0] if said and 1 <= said[0] <= 8 else 1


def resolution(exif: bytes) -> tuple[float | None, float | None]:
    """Dots per inch across and down, as far as they are said."""
    try:
        header = tags.read_header(exif)
        found, _ = tags.read_directory(exif, header, header.first)
    except ValueError:
        return None, None
    return tags.dots_per_inch(found, header.order)


def telling_resolution(exif: bytes | None, dpi: tuple[float, float]) -> bytes:
    """`exif`, or a new block, that has tags for the resolution. Raises ValueError where the bytes are no EXIF."""
    if exif is None:
        return tags.pack_header("<", 8) + tags.pack(tags.of_dots_per_inch(dpi, "<"), "<", 8)
    header = tags.read_header(exif)
    found, _ = tags.read_directory(exif, header, header.first)
    if found.keys() >= set(tags.RESOLUTION):
        return exif
    # a new first directory behind everything else, with the old one's entries, moves nothing they point at
    old = _rows(bytearray(exif), header, header.first)
    kept = {struct.unpack_from(header.order + "H", exif, at)[0]: exif[at : at + 12] for at in old}
    start = len(exif) + len(exif) % 2
    values = start + 2 + 12 * len(kept.keys() | set(tags.RESOLUTION)) + 4
    kept[tags.X_RESOLUTION] = struct.pack(header.order + "HHII", tags.X_RESOLUTION, tags.RATIONAL, 1, values)
    kept[tags.Y_RESOLUTION] = struct.pack(header.order + "HHII", tags.Y_RESOLUTION, tags.RATIONAL, 1, values + 8)
    kept[tags.RESOLUTION_UNIT] = struct.pack(
        header.order + "HHIHH", tags.RESOLUTION_UNIT, tags.SHORT, 1, tags.INCHES, 0
    )
    directory = (
        struct.pack(header.order + "H", len(kept)) + b"".join(kept[number] for number in sorted(kept)) + bytes(4)
    )
    ratios = b"".join(bytes(tags.rational(header.order, value).value) for value in dpi)
    return tags.pack_header(header.order, start) + exif[8:].ljust(start - 8, b"\0") + directory + ratios


def agreeing(exif: bytes, width: int, height: int, dpi: tuple[float, float] | None) -> bytes | None:
    """`exif` for an upright picture of this size and without its thumbnail, which would show the picture as it was.

    None where the bytes are no EXIF.
    """
    data = bytearray(exif)
    try:
        header = tags.read_header(exif)
        found, thumbnail = tags.read_directory(exif, header, header.first)
    except ValueError:
        return None
    if header.is_big:
        return None
    directories = [header.first]
    for number in (EXIF_DIRECTORY, GPS_DIRECTORY):
        if number in found:
            directories += found[number].numbers(header.order)[:1]
    # all before anything is written: directories that lie upon each other would be others then
    rows = [_rows(data, header, offset) for offset in directories]
    if thumbnail:
        _erase_thumbnail(data, header, thumbnail, rows)
    for each in rows:
        _patch_sizes(data, header, each, width, height)
    if dpi is not None:
        _patch_resolution(data, header, rows[0], dpi)
    return bytes(data)


def without_makers_note(exif: bytes, most: int) -> bytes | None:
    """The tags of `exif` written anew without what only the camera's own program can read, which is most of a large
    block. None where they need more than `most` bytes, or are no EXIF."""
    try:
        header = tags.read_header(exif)
        entries = _entries(exif, header, header.first, 0)
    except ValueError:
        return None
    if header.is_big or _weight(entries) > most:
        return None
    packed = tags.pack_header(header.order, 8) + tags.pack(entries, header.order, 8)
    return packed if len(packed) <= most else None


def _entries(exif: bytes, header: Header, offset: int, depth: int) -> dict[int, tags.Entry]:
    """A directory with those in it. Raises ValueError."""
    found, _ = tags.read_directory(exif, header, offset)
    entries: dict[int, tags.Entry] = {number: tag for number, tag in found.items() if number != _MAKERS_NOTE}
    for number in (EXIF_DIRECTORY, GPS_DIRECTORY, INTEROPERABILITY_DIRECTORY):
        if number in entries:
            del entries[number]
            if depth < _DEEPEST and (places := found[number].numbers(header.order, 1)):
                entries[number] = _entries(exif, header, places[0], depth + 1)
    return entries


def _weight(entries: Mapping[int, tags.Entry]) -> int:
    """Bytes of the values."""
    return sum(len(entry.value) if isinstance(entry, tags.Tag) else _weight(entry) for entry in entries.values())


def _rows(data: bytearray, header: Header, offset: int) -> range:
    """Where the twelve-byte entries of the directory at `offset` are."""
    if offset + 2 > len(data):
        return range(0)
    (count,) = struct.unpack_from(header.order + "H", data, offset)
    count = min(count, tags.MOST_ENTRIES, (len(data) - offset - 2) // 12)
    return range(offset + 2, offset + 2 + 12 * count, 12)


def _patch_sizes(data: bytearray, header: Header, rows: range, width: int, height: int) -> None:
    for at in rows:
        (number,) = struct.unpack_from(header.order + "H", data, at)
        if number == ORIENTATION:
            struct.pack_into(header.order + "HIHH", data, at + 2, tags.SHORT, 1, 1, 0)
        elif number in _WIDTHS + _HEIGHTS:
            size = width if number in _WIDTHS else height
            struct.pack_into(header.order + "HII", data, at + 2, tags.LONG, 1, size)


def _patch_resolution(data: bytearray, header: Header, rows: range, dpi: tuple[float, float]) -> None:
    for at in rows:
        number, kind, count, offset = struct.unpack_from(header.order + "HHII", data, at)
        if number == tags.RESOLUTION_UNIT:
            struct.pack_into(header.order + "HIHH", data, at + 2, tags.SHORT, 1, tags.INCHES, 0)
        elif number in tags.RESOLUTION and (kind, count) == (tags.RATIONAL, 1) and rows.stop <= offset <= len(data) - 8:
            value = dpi[tags.RESOLUTION.index(number)]
            data[offset : offset + 8] = tags.rational(header.order, value).value


def _erase_thumbnail(data: bytearray, header: Header, offset: int, others: list[range]) -> None:
    """`others`: the entries of the other directories, the first one's first."""
    end = others[0].stop
    try:
        found, _ = tags.read_directory(bytes(data), header, offset)
    except ValueError:
        found = {}
    struct.pack_into(header.order + "I", data, end, 0)
    taken = sorted(_taken(data, header, others))
    for start, length in ((_THUMBNAIL_OFFSET, _THUMBNAIL_LENGTH), (_STRIP_OFFSETS, _STRIP_LENGTHS)):
        if start in found and length in found:
            for at, size in zip(found[start].numbers(header.order), found[length].numbers(header.order), strict=False):
                if at >= end + 4:
                    # what it says of its length may be more than is its own
                    following = next((place for place in taken if place > at), at + size)
                    _blank(data, at, min(size, following - at))


def _taken(data: bytearray, header: Header, directories: list[range]) -> Iterator[int]:
    """Where there is something that is not a thumbnail's."""
    for rows in directories:
        yield rows.start - 2
        for at in rows:
            _, kind, count, offset = struct.unpack_from(header.order + "HHII", data, at)
            if tags.size(kind, count) > 4:
                yield offset


def _blank(data: bytearray, at: int, size: int) -> None:
    """Cut the bytes off where they are the last ones, as thumbnails usually are; zero them elsewhere."""
    if at + size >= len(data):
        del data[at:]
    else:
        data[at : at + size] = bytes(size)
