"""Masks from other programs, whichever way round and of whatever size they were drawn; and our own as PNG.

Which part is marked is a guess with two witnesses. What is to go is mostly the smaller part, and mostly away from the
border: what most of the border has is not marked. Where they agree, that is it; where they do not and the parts are
about as large, the border is right.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from picwish_desktop.imaging import png
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.mask_levels import HALF, DrawnBy, Levels, mask_levels
from picwish_desktop.imaging.read import read
from picwish_desktop.imaging.write import saving
from picwish_desktop.model.mask import MARKED, Mask
from picwish_desktop.model.photo import Photo

BORDER = 100
"""The border is one part in so many of the shorter side."""
CLOSE = 0.25
"""From this share on the smaller part is no longer so small that the border may be wrong."""
CLEARLY_SMALLER = 0.35
"""Up to this share of the smaller part nothing more is asked of the border than to agree."""
CLEAR_BORDER = 0.9
"""The share of the border that has to be one of them otherwise."""
STRETCH = 0.005
"""From this share of a side on it is seen that a mark is off: of a photo that fills a screen it is some five pixels,
about what a hand paints beside the thing."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A picture that is to be a mask."""

    name: str
    levels: Levels
    """From `HALF` on it is white."""
    drawn_by: DrawnBy
    white_share: float
    marks_white: bool
    """Which part is marked, as far as can be told; else it is the black one."""
    is_certain: bool
    is_photo: bool = False
    is_colored_photo: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        height, width = self.levels.shape
        return width, height

    def share(self, *, marks_white: bool) -> float:
        """The marked part, 0 to 1."""
        return self.white_share if marks_white else 1 - self.white_share


def read_candidate(path: Path) -> Candidate:
    """Raises PictureError."""
    return candidate_of(read(path), path.name)


def candidate_of(photo: Photo, name: str) -> Candidate:
    """`name` is what to call it."""
    found = mask_levels(photo)
    white = found.levels >= HALF
    marks_white, is_clear = guess_polarity(white)
    is_certain = is_clear and found.is_plain
    share = _share(white)
    return Candidate(
        name,
        found.levels,
        found.drawn_by,
        share,
        marks_white,
        is_certain,
        found.is_photo,
        found.is_colored_photo,
    )


def drawn_mask(mask: Mask, name: str) -> Candidate:
    """A mask of our own, of which everything is known."""
    return Candidate(name, mask, DrawnBy.BRIGHTNESS, _share(mask), marks_white=True, is_certain=True)


def guess_polarity(white: NDArray[np.bool_]) -> tuple[bool, bool]:
    """Whether white is what is marked, and whether that is beyond doubt."""
    share, border = _share(white), _border_share(white)
    if share in (0.0, 1.0):
        return True, False
    is_smaller, is_inside = share <= 0.5, border <= 0.5
    smaller = min(share, 1 - share)
    if is_smaller is is_inside:
        return is_inside, smaller <= CLEARLY_SMALLER or max(border, 1 - border) >= CLEAR_BORDER
    return (is_inside if smaller >= CLOSE else is_smaller), False


def as_mask(candidate: Candidate, size: tuple[int, int], *, marks_white: bool) -> Mask:
    """0 or 255, at `size` (width, height); stretched where the proportions are others.

    Smaller, it marks every pixel of which anything is marked, so that no hair vanishes; larger, its edges are smooth.
    """
    levels = candidate.levels if marks_white else 255 - candidate.levels
    fewest = min(candidate.size[0], size[0]), min(candidate.size[1], size[1])
    if fewest != candidate.size:
        levels = _touched(_thresholded(levels), fewest)
    if fewest != size:
        levels = np.asarray(Image.fromarray(levels).resize(size, Image.Resampling.BILINEAR))
    return _thresholded(levels)


def white_coverage(candidate: Candidate, size: tuple[int, int]) -> Levels:
    """How much of each pixel at `size` (width, height) is white: for looking at it small."""
    white = Image.fromarray(_thresholded(candidate.levels))
    return np.asarray(white.resize(size, Image.Resampling.BOX))


def is_stretched(size: tuple[int, int], to: tuple[int, int]) -> bool:
    """Whether scaling would move a mark by more than `STRETCH` of a side, beside where it would be with the proportions
    kept, and by more than a pixel. Less comes of sides that were rounded, or cut by a pixel or two, on the way."""
    (width, height), (to_width, to_height) = size, to
    down, across = abs(height * to_width / width - to_height), abs(width * to_height / height - to_width)
    return min(down, across) > 1 and down > STRETCH * to_height


def read_mask(path: Path, width: int, height: int) -> Mask:
    """A mask that marks what is white, opaque or drawn, of the given size. Raises PictureError, also where it has
    another one, or is a photograph in colour: who could be asked would be."""
    candidate = read_candidate(path)
    if candidate.is_colored_photo:
        raise PictureError(
            f"“{path.name}” looks like a photograph and not like a mask. Draw what is to go in white on black."
        )
    if candidate.size != (width, height):
        raise PictureError(
            f"The mask “{path.name}” has {candidate.size[0]} × {candidate.size[1]} pixels and the picture "
            f"{width} × {height}. Draw it at the picture’s size."
        )
    return as_mask(candidate, (width, height), marks_white=True)


def write_mask(path: Path, mask: Mask) -> None:
    """Save `mask` as PNG, one bit a pixel, white where it is marked; the file is either replaced whole or left as it
    was. Raises PictureError."""
    if path.suffix.lower() != ".png":
        raise PictureError(f"“{path.name}” cannot be saved: a mask is saved as PNG. Let the name end in .png.")
    with saving(path) as file:
        png.write_mask(file, mask)


def encode_mask(mask: Mask) -> bytes:
    """The file that `write_mask` makes, in memory."""
    file = io.BytesIO()
    png.write_mask(file, mask)
    return file.getvalue()


def _share(white: NDArray[np.bool_] | Mask) -> float:
    return float(np.count_nonzero(white)) / white.size


def _border_share(white: NDArray[np.bool_]) -> float:
    height, width = white.shape
    deep = max(1, min(height, width) // BORDER)
    inner = white[deep : height - deep, deep : width - deep]
    return float(np.count_nonzero(white) - np.count_nonzero(inner)) / (white.size - inner.size)


def _touched(mask: Mask, size: tuple[int, int]) -> Mask:
    """`mask`, not smaller than `size`, with every pixel marked that it reaches into."""
    lower = np.ascontiguousarray(_touched_rows(mask, size[1]).T)
    return np.ascontiguousarray(_touched_rows(lower, size[0]).T)


def _touched_rows(mask: Mask, count: int) -> Mask:
    """The same on `count` rows. Pillow's box leaves out a row that lies half in one and half in the next."""
    rows, numbers = mask.shape[0], np.arange(count)
    first, last = numbers * rows // count, -(-(numbers + 1) * rows // count) - 1
    touched: Mask = mask[first]
    for step in range(1, int((last - first).max()) + 1):
        np.maximum(touched, mask[np.minimum(first + step, last)], out=touched)
    return touched


def _thresholded(levels: Levels) -> Mask:
    return _marked(levels >= HALF)


def _marked(is_marked: NDArray[np.bool_]) -> Mask:
    return is_marked.view(np.uint8) * np.uint8(MARKED)
