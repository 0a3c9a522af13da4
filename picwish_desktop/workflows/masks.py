"""Masks that go from one document to another, or to a file."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from picwish_desktop.imaging.mask_file import Candidate, as_mask, drawn_mask, write_mask
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.mask import Mask
from picwish_desktop.model.selection import Mark
from picwish_desktop.model.state import Change
from picwish_desktop.storage.reaching import reach
from picwish_desktop.workflows.recovery_files import pack_mask, unpack_mask

TRIES = 3
"""How often a copy is made beside the document's thread before that thread waits for one."""


@dataclass(frozen=True, slots=True, eq=False)
class PlacedMask:
    """A mask, 0 or 255, of no more than the part of the picture that it marks something in."""

    area: Rect
    mask: Mask


@dataclass(frozen=True, slots=True)
class PackedMask:
    """What was marked on some photo, in a few kilobytes."""

    size: tuple[int, int]
    """Width and height of the photo."""
    area: Rect
    packed: bytes

    @classmethod
    def of(cls, mark: PlacedMask, size: tuple[int, int]) -> PackedMask:
        return cls(size, mark.area, pack_mask(mark.mask))

    def placed(self) -> PlacedMask:
        """As it was."""
        return PlacedMask(self.area, unpack_mask(self.packed, self.area))

    def candidate(self, name: str) -> Candidate:
        """To be looked at and scaled."""
        width, height = self.size
        mask = np.zeros((height, width), np.uint8)
        mask[self.area.slices] = unpack_mask(self.packed, self.area)
        return drawn_mask(mask, name)


def place(mask: Mask) -> PlacedMask:
    """What of the picture-sized `mask` has to be looked at."""
    rows = np.flatnonzero(mask.any(axis=1))
    if not rows.size:
        return PlacedMask(EMPTY, mask[:0, :0])
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(mask[top:bottom].any(axis=0))
    area = Rect(int(columns[0]), top, int(columns[-1] - columns[0]) + 1, bottom - top)
    return PlacedMask(area, mask[area.slices])


def place_candidate(candidate: Candidate, size: tuple[int, int], *, marks_white: bool) -> PlacedMask:
    """Scaled to `size`, which takes a while."""
    return place(as_mask(candidate, size, marks_white=marks_white))


async def copy_marked(document: Document) -> Mask:
    """A copy of mask and rectangles together, as they are at one moment, of the picture's size. The document's thread
    waits for it only where somebody paints on and on."""
    selection, is_disturbed = document.selection, False

    def note(change: Change) -> None:
        nonlocal is_disturbed
        is_disturbed = is_disturbed or change.rectangles or not change.mask.is_empty

    unsubscribe = document.subscribe(note)
    try:
        for _ in range(TRIES):
            is_disturbed = False
            copy = await asyncio.to_thread(lambda: np.array(selection.marked(selection.area)))
            if not is_disturbed:
                return copy
    finally:
        unsubscribe()
    return np.array(selection.marked(selection.area))


async def pack_marked(document: Document) -> tuple[PackedMask, Mask]:
    """What is marked, packed, and as a mask of the picture's size."""
    mask = await copy_marked(document)
    size = document.photo.width, document.photo.height
    return await asyncio.to_thread(lambda: PackedMask.of(place(mask), size)), mask


async def pack_mark(mark: Mark, size: tuple[int, int]) -> PackedMask:
    """`mark` on a photo of `size` (width, height)."""
    return await asyncio.to_thread(PackedMask.of, PlacedMask(mark.bounds, mark.mask), size)


async def export_mask(document: Document, path: Path) -> None:
    """Write what is marked as a PNG, white on black. Raises PictureError; the old file is then still there."""
    mask = await copy_marked(document)
    await reach(write_mask, path, mask)
