"""TIFF's pixels where they are plain, that is grey, RGB, CMYK or Lab, and losslessly packed.

Pillow would keep 8 of 16 bits, and does not know grey with 16 bits of alpha, CMYK with alpha, Lab of 16 bits or
big-endian BigTIFF. It still reads what is not plain, and its libtiff unpacks for us. Source: TIFF 6.0.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import TiffImagePlugin

from picwish_desktop.imaging import tags, tiff_page
from picwish_desktop.imaging.tags import Entry
from picwish_desktop.imaging.tiff_page import Page
from picwish_desktop.model.photo import Pixels

_BAND = 1 << 25
"""Bytes that are decoded at a time."""


def read_plain(page: Page) -> Pixels:
    """Rows × columns × the page's colours, and alpha where there is any, as stored (not yet upright). Raises
    ValueError, LookupError or OSError for what is broken."""
    samples = page.number(tiff_page.SAMPLES, 1)
    if samples > 1 and page.number(tiff_page.PLANES, 1) == 2:
        pixels = np.concatenate([_Plane(page, number, samples, 1).read() for number in range(samples)], axis=2)
    else:
        pixels = _Plane(page, 0, 1, samples).read()
    return _as_seen(page, pixels)


def _as_seen(page: Page, pixels: NDArray[Any]) -> NDArray[Any]:
    """The colours, grey with black as zero, and the first channel of alpha if there is one, not premultiplied."""
    full, colors = np.iinfo(pixels.dtype).max, page.colors
    if pixels.shape[2] < colors:
        raise ValueError("channels are missing")
    color = pixels[..., :colors]
    if page.photometric == tiff_page.WHITE_IS_ZERO:
        color = ~color
    beyond = pixels.shape[2] - colors
    # a further channel without a word on what it is has always been taken for alpha
    kinds = page.numbers(tiff_page.EXTRA_SAMPLES) or (tiff_page.ALPHA,)
    found = [at for at, kind in enumerate(kinds[:beyond]) if kind in (tiff_page.PREMULTIPLIED_ALPHA, tiff_page.ALPHA)]
    if not found:
        return color
    alpha = pixels[..., colors + found[0], np.newaxis]
    if kinds[found[0]] == tiff_page.PREMULTIPLIED_ALPHA:
        share = np.maximum(alpha, 1).astype(np.uint32)
        color = np.minimum((color * np.uint32(full) + share // 2) // share, full).astype(pixels.dtype)
    return np.concatenate((color, alpha), axis=2)


@dataclass(frozen=True, slots=True)
class _Plane:
    """One of the `count` planes of a page (usually the only one), with `channels` channels in it."""

    page: Page
    number: int
    count: int
    channels: int

    def read(self) -> NDArray[Any]:
        (width, height), (cell_width, cell_height), (across, down) = self.page.layout()
        cells = self._cells(across * down)
        pixels: NDArray[Any] = np.empty((height, width, self.channels), np.uint8 if self.page.bits == 8 else np.uint16)
        step = max(1, _BAND // (cell_height * pixels.strides[0]))
        for first in range(0, down, step):
            band = pixels[first * cell_height : (first + step) * cell_height]
            self._decode(cells[first * across : (first + step) * across], band, cell_width, cell_height)
        return pixels

    def _cells(self, count: int) -> list[memoryview]:
        """The strips or tiles, still compressed."""
        offsets, lengths = map(self.page.numbers, self.page.cell_tags)
        if not lengths:
            # old programs do not say them; then each goes up to the next one, or to the end
            ends = dict(pairwise(sorted({*offsets, len(self.page.data)})))
            lengths = tuple(ends[offset] - offset for offset in offsets)
        if min(len(offsets), len(lengths)) < count * self.count or sum(lengths) > len(self.page.data):
            raise ValueError("strips are missing")
        mine = range(self.number * count, (self.number + 1) * count)
        data = memoryview(self.page.data)
        return [data[offsets[at] : offsets[at] + lengths[at]] for at in mine]

    def _decode(self, cells: Sequence[memoryview], band: NDArray[Any], width: int, height: int) -> None:
        """Fill `band` from its cells, which are `width` × `height` each."""
        if self.page.compression == tiff_page.UNCOMPRESSED and not self.page.is_tiled:
            size = height * band.strides[0]
            stored = np.concatenate([np.frombuffer(cell[:size], np.uint8) for cell in cells])[: band.nbytes]
        else:
            stored = _decompress(self.page, cells, band, (width, height))
        band[:] = stored.reshape(-1).view(band.dtype.newbyteorder(self.page.header.order)).reshape(band.shape)
        if self.page.number(tiff_page.PREDICTOR, tiff_page.NO_PREDICTOR) == tiff_page.DIFFERENCES:
            for left in range(0, band.shape[1], width):
                part = band[:, left : left + width]
                np.cumsum(part, axis=1, dtype=band.dtype, out=part)


def _decompress(
    page: Page, cells: Sequence[memoryview], band: NDArray[Any], cell: tuple[int, int]
) -> NDArray[np.uint8]:
    """The bytes of the cells of one band, put in rows by libtiff.

    Pillow is shown a file of the same cells whose bytes are channels of 8 bits, so that it passes them on as they are.
    """
    row, channels = band.strides[0], band.shape[2]
    # as few and wide pixels as possible: Pillow has a limit to their number
    wide = 4 if row % 4 == 0 and not page.is_tiled else band.itemsize
    offsets = list(accumulate((len(piece) for piece in cells), initial=8))
    entries: dict[int, Entry] = {
        tiff_page.WIDTH: tags.long("<", row // wide),
        tiff_page.HEIGHT: tags.long("<", len(band)),
        tiff_page.BITS: tags.short("<", *[8] * wide),
        tiff_page.COMPRESSION: tags.short("<", page.compression),
        tiff_page.PHOTOMETRIC: tags.short("<", tiff_page.RGB if wide == 4 else tiff_page.BLACK_IS_ZERO),
        tiff_page.SAMPLES: tags.short("<", wide),
        page.cell_tags[0]: tags.long("<", *offsets[:-1]),
        page.cell_tags[1]: tags.long("<", *(len(piece) for piece in cells)),
    }
    if page.is_tiled:
        entries[tiff_page.TILE_WIDTH] = tags.long("<", cell[0] * channels)
        entries[tiff_page.TILE_HEIGHT] = tags.long("<", cell[1])
    else:
        entries[tiff_page.ROWS_PER_STRIP] = tags.long("<", min(cell[1], len(band)))
    if wide > 1:
        entries[tiff_page.EXTRA_SAMPLES] = tags.short("<", tiff_page.ALPHA)
    directory = tags.pack(entries, "<", offsets[-1])
    image = TiffImagePlugin.TiffImageFile(io.BytesIO(b"".join((tags.pack_header("<", offsets[-1]), *cells, directory))))
    image.load()
    return np.asarray(image)
