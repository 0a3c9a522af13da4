"""EXIF on its way out of a TIFF file, where it is spread over the picture's own directory, and into one.

Values are copied as bytes. Makers' notes that point at absolute offsets do not survive a move; nothing can help that.
"""

from __future__ import annotations

from picwish_desktop.imaging import tags
from picwish_desktop.imaging.exif import EXIF_DIRECTORY, GPS_DIRECTORY, INTEROPERABILITY_DIRECTORY, ORIENTATION
from picwish_desktop.imaging.tags import Entry, Header, Order, Tag

# what a TIFF file says about how it is stored, and blocks that are kept beside EXIF or belong to one program's layers
_NOT_EXIF = frozenset(
    (254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 277, 278, 279, 280, 281, 284, 288, 289, 290, 291, 292,
     293, 297, 301, 317, 320, 321, 322, 323, 324, 325, 330, 332, 333, 334, 336, 338, 339, 340, 341, 342, 347, 400,
     *range(512, 522), 529, 530, 531, 532, 559, 700, 33723, 34377, 34675, 37724, 50255, 50784)
)  # fmt: skip
_MOST_BYTES = 16_000_000
"""Of all values of a directory; a hostile one can point every tag at the same gigabyte."""
_BELOW = {0: (EXIF_DIRECTORY, GPS_DIRECTORY), EXIF_DIRECTORY: (INTEROPERABILITY_DIRECTORY,)}


def _entries(data: bytes, header: Header, found: dict[int, Tag], place: int = 0) -> dict[int, Entry]:
    """The EXIF among the tags `found` in TIFF or EXIF `data`, with the directories below; `place` is whose tags."""
    kept: dict[int, Entry] = {}
    room = _MOST_BYTES
    for number, tag in sorted(found.items(), key=lambda item: len(item[1].value)):
        room -= len(tag.value)
        if room < 0:
            break
        if number not in _NOT_EXIF and tag.kind < tags.LONG8:
            kept[number] = tag
    for number in _BELOW.get(place, ()):
        if kept.pop(number, None):
            below = _read_below(data, header, found[number], number)
            kept |= {number: below} if below else {}
    return kept


def _read_below(data: bytes, header: Header, pointer: Tag, place: int) -> dict[int, Entry]:
    try:
        (offset,) = pointer.numbers(header.order)
        found, _ = tags.read_directory(data, header, offset)
    except ValueError:
        return {}
    return _entries(data, header, found, place)


def from_tiff(data: bytes, header: Header, found: dict[int, Tag]) -> bytes | None:
    """The EXIF in a TIFF file whose first directory is `found`, as a block of its own; None where there is none."""
    kept = _entries(data, header, found)
    if not kept.keys() - {ORIENTATION, *tags.RESOLUTION}:
        return None
    return tags.pack_header(header.order, 8) + tags.pack(kept, header.order, 8)


def to_tiff(block: bytes) -> tuple[Order, dict[int, Entry]]:
    """What has to stand in a TIFF file's first directory, and in which byte order, so that no EXIF is lost.

    Raises ValueError where `block` is no EXIF.
    """
    header = tags.read_header(block)
    found, _ = tags.read_directory(block, header, header.first)
    return header.order, _entries(block, header, found)
