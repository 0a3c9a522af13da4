"""Changes to the photo's pixels, kept as patches beside the photo, which itself never changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.photo import Photo, Pixels


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Patch:
    """`pixels` stand in the place of `rect`; the same depth and channels as the photo."""

    rect: Rect
    pixels: Pixels


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Edit:
    """One accepted or proposed result."""

    label: str
    provider: str
    """Name of who made it."""
    patches: tuple[Patch, ...]

    @property
    def nbytes(self) -> int:
        return sum(patch.pixels.nbytes for patch in self.patches)

    @property
    def bounds(self) -> Rect:
        bounds = EMPTY
        for patch in self.patches:
            bounds = bounds.union(patch.rect)
        return bounds


def render(photo: Photo, edits: Sequence[Edit], rect: Rect | None = None) -> Pixels:
    """The pixels of `rect` (the whole picture when None) with `edits` applied in order.

    Without edits it is a read-only view of the photo, else a fresh array. Reads only what never changes, so any
    thread may call it.
    """
    rect = photo.bounds if rect is None else rect
    pixels = photo.pixels[rect.slices]
    patches = [patch for edit in edits for patch in edit.patches if patch.rect.overlaps(rect)]
    if not patches:
        return pixels
    pixels = pixels.copy()
    for patch in patches:
        part = patch.rect.intersection(rect)
        source = part.translated(-patch.rect.x, -patch.rect.y)
        pixels[part.translated(-rect.x, -rect.y).slices] = patch.pixels[source.slices]
    return pixels
