"""TIFF's tag directories: they describe the picture in a TIFF file and are, in every other format, EXIF.

Values are kept as the bytes they were stored as. Pillow's classes turn texts into ASCII on the way back (an artist
called Žofie becomes "?ofie") and warn about broken files; these do neither. Source: TIFF 6.0, section 2; BigTIFF.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Order: TypeAlias = Literal["<", ">"]
"""Byte order as `struct` writes it: "<" is Intel's (II), ">" Motorola's (MM)."""

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED, IFD, LONG8 = 1, 2, 3, 4, 5, 7, 13, 16

RESOLUTION = X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 282, 283, 296
INCHES, CENTIMETRES = 2, 3
MOST_ENTRIES = 4096
"""Taken of a directory: no file needs more, and a BigTIFF may claim 2⁶⁴."""

MOST_NUMBERS = 1 << 22
"""Taken of a tag: each becomes an object, and a file may say that all of it is one tag."""

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_WHOLE_NUMBERS = {BYTE: "B", SHORT: "H", LONG: "I", IFD: "I", LONG8: "Q"}


@dataclass(frozen=True, slots=True)
class Tag:
    """One value: `kind` is TIFF's field type, `value` its bytes in the order of the file, which must outlive it."""

    kind: int
    value: bytes | memoryview

    def numbers(self, order: Order, most: int = MOST_NUMBERS) -> tuple[int, ...]:
        """The first whole numbers of a BYTE, SHORT, LONG, IFD or LONG8; nothing for other kinds."""
        code = _WHOLE_NUMBERS.get(self.kind)
        count = min(self.count, most)
        return () if code is None else struct.unpack_from(f"{order}{count}{code}", self.value)

    def ratio(self, order: Order) -> float | None:
        """The first RATIONAL; None for other kinds and for a denominator of zero."""
        if self.kind != RATIONAL or self.count < 1:
            return None
        above, below = struct.unpack_from(f"{order}2I", self.value)
        return above / below if below else None

    @property
    def count(self) -> int:
        return len(self.value) // _SIZES[self.kind]


Entry: TypeAlias = "Tag | Mapping[int, Entry]"
"""What a number in a directory stands for: a value, or a directory of its own such as EXIF's or GPS'."""


@dataclass(frozen=True, slots=True)
class Header:
    """How a TIFF structure begins."""

    order: Order
    is_big: bool
    """BigTIFF: offsets of eight bytes."""
    first: int
    """Where the first directory is."""


def read_header(data: bytes) -> Header:
    """Raises ValueError where `data` does not begin as TIFF."""
    order: Order = "<" if data[:2] == b"II" else ">"
    if data[:2] in (b"II", b"MM") and len(data) >= 8:
        version, first = struct.unpack_from(f"{order}HI", data, 2)
        if version == 42:
            return Header(order, False, first)
        if version == 43 and len(data) >= 16:
            return Header(order, True, struct.unpack_from(f"{order}Q", data, 8)[0])
    raise ValueError("not TIFF")


def read_directory(data: bytes, header: Header, offset: int) -> tuple[dict[int, Tag], int]:
    """The tags at `offset` and the offset of the next directory, 0 if none.

    Tags whose kind is unknown or whose value lies outside `data` are left out, the first of equal numbers is taken.
    Values are views, so that a file that points all its tags at the same gigabyte costs nothing. Raises ValueError
    where the directory itself lies outside.
    """
    counter, entry, pointer = (struct.Struct(header.order + code) for code in _layout(header.is_big))
    start = offset + counter.size
    if start > len(data):
        raise ValueError("a directory outside the file")
    (count,) = counter.unpack_from(data, offset)
    count = min(count, MOST_ENTRIES, (len(data) - start) // entry.size)
    end = start + count * entry.size
    found: dict[int, Tag] = {}
    for number, kind, length, inline in entry.iter_unpack(memoryview(data)[start:end]):
        value = _value(data, kind, length, inline, pointer)
        if value is not None:
            found.setdefault(number, Tag(kind, value))
    return found, pointer.unpack_from(data, end)[0] if end + pointer.size <= len(data) else 0


def size(kind: int, count: int) -> int:
    """Bytes of so many values; 0 for an unknown kind."""
    return _SIZES.get(kind, 0) * count


def _layout(is_big: bool) -> tuple[str, str, str]:
    """How the count of entries, an entry (number, kind, length, value or its offset) and an offset are packed."""
    return ("Q", "HHQ8s", "Q") if is_big else ("H", "HHI4s", "I")


def _value(data: bytes, kind: int, length: int, inline: bytes, pointer: struct.Struct) -> bytes | memoryview | None:
    room = size(kind, length)
    if room == 0:
        return None
    if room <= len(inline):
        return inline[:room]
    (offset,) = pointer.unpack(inline)
    return memoryview(data)[offset : offset + room] if offset + room <= len(data) else None


def pack(entries: Mapping[int, Entry], order: Order, offset: int, next_offset: int = 0) -> bytes:
    """A directory with its values behind it, for being put at `offset` of a classic TIFF."""
    room = offset + 2 + 12 * len(entries) + 4
    rows, values, end = [struct.pack(order + "H", len(entries))], [], room
    for number, entry in sorted(entries.items()):
        if isinstance(entry, Tag):
            kind, count, value = entry.kind, entry.count, bytes(entry.value)
            inline = value.ljust(4, b"\0") if len(value) <= 4 else None
        else:
            kind, count, value, inline = LONG, 1, pack(entry, order, end), None
        rows.append(struct.pack(order + "HHI", number, kind, count))
        rows.append(inline or struct.pack(order + "I", end))
        if inline is None:
            # values begin at even offsets
            values.append(value + b"\0" * (len(value) % 2))
            end += len(values[-1])
    return b"".join((*rows, struct.pack(order + "I", next_offset), *values))


def pack_header(order: Order, first: int) -> bytes:
    return (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, first)


def short(order: Order, *values: int) -> Tag:
    return Tag(SHORT, struct.pack(f"{order}{len(values)}H", *values))


def long(order: Order, *values: int) -> Tag:
    return Tag(LONG, struct.pack(f"{order}{len(values)}I", *values))


def rational(order: Order, value: float) -> Tag:
    """`value` to a ten-thousandth; at most 400,000."""
    return Tag(RATIONAL, struct.pack(order + "2I", round(value * 10_000), 10_000))


def dots_per_inch(found: Mapping[int, Tag], order: Order) -> tuple[float | None, float | None]:
    """The resolution across and down, as far as `found` says it."""
    units = found[RESOLUTION_UNIT].numbers(order) if RESOLUTION_UNIT in found else (INCHES,)
    per_inch = {INCHES: 1.0, CENTIMETRES: 2.54}.get(units[0] if units else INCHES)
    if per_inch is None:
        return None, None
    across, down = (found[tag].ratio(order) if tag in found else None for tag in (X_RESOLUTION, Y_RESOLUTION))
    return across and across * per_inch, down and down * per_inch


def of_dots_per_inch(dpi: tuple[float, float], order: Order) -> dict[int, Entry]:
    across, down = (rational(order, value) for value in dpi)
    return {X_RESOLUTION: across, Y_RESOLUTION: down, RESOLUTION_UNIT: short(order, INCHES)}
