"""TIFF as it is written here: Deflate, differences along the rows, 8 or 16 bits a channel, with everything known.

Pillow writes no 16-bit colour, and of EXIF only what survives being turned into its own objects and back.
Source: TIFF 6.0; Adobe Photoshop TIFF Technical Notes (2002) for Deflate.
"""

from __future__ import annotations

import zlib
from itertools import accumulate
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.imaging import exif_in_tiff, tags, tiff_page
from picwish_desktop.imaging.tags import Entry, Order, Tag
from picwish_desktop.model.photo import Metadata, Pixels

_STRIP = 1 << 20


def write(file: BinaryIO, pixels: Pixels, metadata: Metadata) -> None:
    """The picture as TIFF with all that `metadata` holds, in the byte order of its EXIF."""
    order, entries = exif_in_tiff.to_tiff(metadata.exif) if metadata.exif else ("<", {})
    width, channels = pixels.shape[1:]
    rows = max(1, _STRIP // (width * channels * pixels.dtype.itemsize))
    file.write(tags.pack_header(order, 0))
    lengths = []
    for top in range(0, len(pixels), rows):
        strip = deflate(differences(pixels[top : top + rows], order))
        file.write(strip)
        lengths.append(len(strip))
    end = file.tell()
    file.write(b"\0" * (end % 2))
    directory = end + end % 2
    entries |= _layout(pixels, order)
    entries |= {
        tiff_page.STRIP_OFFSETS: tags.long(order, *accumulate(lengths[:-1], initial=8)),
        tiff_page.ROWS_PER_STRIP: tags.long(order, rows),
        tiff_page.STRIP_LENGTHS: tags.long(order, *lengths),
    }
    entries |= _beside(metadata, order)
    file.write(tags.pack(entries, order, directory))
    file.seek(0)
    file.write(tags.pack_header(order, directory))


def deflate(differences: NDArray[np.generic]) -> bytes:
    # on differences of photographs as small as level 6 with matches, and five times as fast
    packer = zlib.compressobj(strategy=zlib.Z_RLE)
    return packer.compress(differences.data) + packer.flush()


def differences(strip: Pixels, order: Order) -> NDArray[np.generic]:
    """Each sample less the one at its left, in the byte order of the file."""
    differences = strip.copy()
    differences[:, 1:] -= strip[:, :-1]
    return differences.astype(differences.dtype.newbyteorder(order))


def _layout(pixels: Pixels, order: Order) -> dict[int, Entry]:
    height, width, channels = pixels.shape
    is_color, has_alpha = channels >= 3, channels in (2, 4)
    entries: dict[int, Entry] = {
        tiff_page.WIDTH: tags.long(order, width),
        tiff_page.HEIGHT: tags.long(order, height),
        tiff_page.BITS: tags.short(order, *[pixels.dtype.itemsize * 8] * channels),
        tiff_page.COMPRESSION: tags.short(order, tiff_page.DEFLATE),
        tiff_page.PHOTOMETRIC: tags.short(order, tiff_page.RGB if is_color else tiff_page.BLACK_IS_ZERO),
        tiff_page.SAMPLES: tags.short(order, channels),
        tiff_page.PLANES: tags.short(order, 1),
        tiff_page.PREDICTOR: tags.short(order, tiff_page.DIFFERENCES),
    }
    return entries | ({tiff_page.EXTRA_SAMPLES: tags.short(order, tiff_page.ALPHA)} if has_alpha else {})


def _beside(metadata: Metadata, order: Order) -> dict[int, Entry]:
    entries: dict[int, Entry] = {}
    if metadata.icc_profile:
        entries[tiff_page.ICC_PROFILE] = Tag(tags.UNDEFINED, metadata.icc_profile)
    if metadata.xmp:
        entries[tiff_page.XMP] = Tag(tags.BYTE, metadata.xmp)
    if metadata.iptc:
        entries[tiff_page.IPTC] = Tag(tags.UNDEFINED, metadata.iptc)
    return entries | (tags.of_dots_per_inch(metadata.dpi, order) if metadata.dpi else {})
