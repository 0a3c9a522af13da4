"""TIFF's first page: what it says about its pixels, and beside them.

Source: TIFF 6.0; Adobe Photoshop TIFF Technical Notes (2002) for Deflate.
"""

from __future__ import annotations

from dataclasses import dataclass

from picwish_desktop.imaging import exif_in_tiff, tags
from picwish_desktop.imaging.metadata import bearable, sensible_dpi
from picwish_desktop.imaging.tags import Header, Tag
from picwish_desktop.model.photo import Metadata

WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, FILL_ORDER, STRIP_OFFSETS = 256, 257, 258, 259, 262, 266, 273
SAMPLES, ROWS_PER_STRIP, STRIP_LENGTHS, PLANES, PREDICTOR = 277, 278, 279, 284, 317
TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_LENGTHS, EXTRA_SAMPLES, SAMPLE_FORMAT = 322, 323, 324, 325, 338, 339
XMP, IPTC, ICC_PROFILE = 700, 33723, 34675

_KIND, _OTHER_PICTURES, _DNG_VERSION = 254, 330, 50706

UNCOMPRESSED, DEFLATE, WHOLE_NUMBERS, UNDEFINED_FORMAT, NO_PREDICTOR, DIFFERENCES = 1, 8, 1, 4, 1, 2
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, CMYK, LAB = 0, 1, 2, 5, 8
PREMULTIPLIED_ALPHA, ALPHA = 1, 2
_COLORS = {WHITE_IS_ZERO: 1, BLACK_IS_ZERO: 1, RGB: 3, CMYK: 4, LAB: 3}
_LOSSLESS = (1, 5, 8, 32773, 32946, 34925, 50000)
_MOST_SAMPLES = 8
_LARGEST_TILE = 1 << 24


@dataclass(frozen=True, slots=True)
class Page:
    """The first page of a TIFF file."""

    data: bytes
    header: Header
    found: dict[int, Tag]
    has_next: bool

    def numbers(self, tag: int) -> tuple[int, ...]:
        return self.found[tag].numbers(self.header.order) if tag in self.found else ()

    def number(self, tag: int, default: int) -> int:
        numbers = self.found[tag].numbers(self.header.order, 1) if tag in self.found else ()
        return numbers[0] if numbers else default

    def block(self, tag: int) -> bytes | None:
        return bearable(bytes(self.found[tag].value)) if tag in self.found else None

    @property
    def bits(self) -> int:
        """Of the deepest channel."""
        return max(self.numbers(BITS), default=1)

    @property
    def is_whole_numbers(self) -> bool:
        return set(self.numbers(SAMPLE_FORMAT)) <= {WHOLE_NUMBERS, UNDEFINED_FORMAT}

    @property
    def is_tiled(self) -> bool:
        return TILE_OFFSETS in self.found

    @property
    def cell_tags(self) -> tuple[int, int]:
        """The tags that say where the strips or tiles are, and how many bytes each has."""
        return (TILE_OFFSETS, TILE_LENGTHS) if self.is_tiled else (STRIP_OFFSETS, STRIP_LENGTHS)

    @property
    def compression(self) -> int:
        return self.number(COMPRESSION, UNCOMPRESSED)

    def layout(self) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
        """Across and down: the pixels of the picture, those of a strip or tile, and how many of these there must be.

        Raises ValueError where the numbers make no sense, or strips or tiles are missing.
        """
        width, height = self.number(WIDTH, 0), self.number(HEIGHT, 0)
        cell_width = self.number(TILE_WIDTH, 0) if self.is_tiled else width
        cell_height = self.number(TILE_HEIGHT, 0) if self.is_tiled else self.number(ROWS_PER_STRIP, height)
        is_too_large = self.is_tiled and cell_width * cell_height > _LARGEST_TILE
        if is_too_large or min(width, height, cell_width, cell_height) < 1:
            raise ValueError("no sensible size")
        across, down = -(-width // cell_width), -(-height // cell_height)
        if len(self.numbers(self.cell_tags[0])) < across * down:
            raise ValueError("strips are missing")
        return (width, height), (cell_width, cell_height), (across, down)

    @property
    def photometric(self) -> int:
        return self.number(PHOTOMETRIC, BLACK_IS_ZERO)

    @property
    def colors(self) -> int:
        """How many channels make the colour, without alpha; 0 where it is of a kind that only Pillow knows."""
        return _COLORS.get(self.photometric, 0)

    @property
    def is_raw(self) -> bool:
        """Whether it is the small picture in a camera's raw file: DNG 1.7, and what CR2, NEF and the like have."""
        is_reduced = self.number(_KIND, 0) & 1 == 1
        return _DNG_VERSION in self.found or self.data[8:10] == b"CR" or (is_reduced and _OTHER_PICTURES in self.found)

    @property
    def is_plain(self) -> bool:
        """Whether `read_plain` is for it."""
        return (
            self.colors > 0
            and set(self.numbers(BITS)) in ({8}, {16})
            and 1 <= self.number(SAMPLES, 1) <= _MOST_SAMPLES
            and self.compression in _LOSSLESS
            and self.number(PREDICTOR, NO_PREDICTOR) in (NO_PREDICTOR, DIFFERENCES)
            and self.number(FILL_ORDER, 1) == 1
        )


def read_page(data: bytes) -> Page:
    """Raises ValueError where there is no first page."""
    header = tags.read_header(data)
    found, following = tags.read_directory(data, header, header.first)
    return Page(data, header, found, following != 0)


def read_metadata(page: Page) -> Metadata:
    return Metadata(
        format="TIFF",
        icc_profile=page.block(ICC_PROFILE),
        exif=exif_in_tiff.from_tiff(page.data, page.header, page.found),
        xmp=page.block(XMP),
        iptc=page.block(IPTC),
        dpi=sensible_dpi(tags.dots_per_inch(page.found, page.header.order)),
    )
