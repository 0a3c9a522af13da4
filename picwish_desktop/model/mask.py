"""The painted area: one byte a pixel, 0 kept and 255 to be removed, and patches that take a gesture back."""

from __future__ import annotations

import logging
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.difference import Packed, Plain, exclusive_or
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.packer import Packer
from picwish_desktop.model.tiles import TILE_HEIGHT, TILE_WIDTH, Piece, TileSet, is_any, runs, tiles_of

log = logging.getLogger(__name__)

Mask: TypeAlias = NDArray[np.uint8]
"""Rows × columns, the size of the picture."""

MARKED = 255

_MANY = 1 << 20
"""Pixels from which on it pays to look whether there is something to copy."""


class MaskPatch:
    """The difference that a gesture made: applied once it takes the gesture back, applied again it repeats it.

    It is packed by another thread, as deflating what marks a whole picture takes longer than a frame, and small ones
    together; until then it holds what is to be packed, unless it is forgotten before.
    """

    __slots__ = "__weakref__", "_difference", "is_waiting"

    def __init__(self, difference: Plain) -> None:
        """Something changed."""
        self._difference: Plain | Packed = difference
        self.is_waiting = True
        """Whether it will take less as soon as it is packed."""
        # about what it holds: to ask each array takes a tenth of what a stroke takes
        _packer.add(self, difference.touched.area)

    @property
    def nbytes(self) -> int:
        return self._difference.nbytes

    @property
    def bounds(self) -> Rect:
        """Holds every pixel that the gesture changed."""
        return self._difference.bounds

    def apply(self, mask: Mask) -> None:
        """Change `mask` in place, or nothing of it where this raises MemoryError."""
        exclusive_or(self._difference, mask)

    def pack(self) -> None:
        """Called by the packer, while another thread may apply it."""
        if isinstance(self._difference, Plain):
            try:
                self._difference = self._difference.packed()
            except MemoryError as error:
                # as good as packed, only larger
                log.warning("a step of undo stays unpacked: %r", error)
        self.is_waiting = False


_packer = Packer()


def wait_until_packed() -> None:
    """Until the patches made so far take no more memory than they have to."""
    _packer.wait()


class MaskRecorder:
    """Remembers what the mask held before a gesture, tile by tile. Costs nothing for what is not touched."""

    __slots__ = "_before", "_expected", "_is_difference", "_known", "_last", "_mask", "touched"

    def __init__(self, mask: Mask) -> None:
        self._mask = mask
        self._known: TileSet | None = None
        """Without `_last`; most strokes need no more than that."""
        self._before: list[Piece] = []
        self._is_difference = False
        """Whether the copies hold what changed by now, instead of what there was."""
        self._expected: list[Piece] = []
        """What changed where nothing is copied, as it was told."""
        self._last = EMPTY
        """Tiles that are known: a hand mostly stays within those it reached last."""
        self.touched = EMPTY
        """Holds every pixel that may have changed."""

    def touch(self, rect: Rect) -> None:
        """Call before changing any pixel of `rect`, which lies inside the mask."""
        if not self.touched.contains(rect):
            self.touched = self.touched.union(rect)
        tiles = tiles_of(rect)
        if self._last.contains(tiles):
            return
        if self._last is not EMPTY:
            self._known = self._known or TileSet()
            self._known.add(self._last)
        # all or nothing: memory may run out
        before: list[Piece] = []
        for missing in [tiles] if self._known is None else self._known.missing(tiles):
            before += self._copied(missing)
        self._before += before
        self._last = tiles

    def expect(self, rect: Rect, difference: Mask | int) -> None:
        """Call in place of `touch` by whoever knows the exclusive or of what is in `rect` and of what will be,
        which comes next. It is kept: nobody may change it any more.

        What is changed back in the same gesture counts as changed.
        """
        if self._before:
            # a tile that is copied already would tell of it too
            self.touch(rect)
            return
        self.touched = self.touched.union(rect)
        self._expected.append((rect, difference))

    def _copied(self, tiles: Rect) -> list[Piece]:
        x, y = tiles.x * TILE_WIDTH, tiles.y * TILE_HEIGHT
        values = self._mask[y : y + tiles.height * TILE_HEIGHT, x : x + tiles.width * TILE_WIDTH]
        place = Rect(x, y, values.shape[1], values.shape[0])
        if values.size < _MANY:
            return [(place, values.copy())]
        return [(part, held if isinstance(held, int) else held.copy()) for part, held in runs(place, values)]

    def restore(self) -> None:
        """Put everything back as it was, also after `patch`. Where this raises, it may be called again."""
        while self._before:
            place, before = self._before[-1]
            part = self._mask[place.slices]
            if self._is_difference and not isinstance(before, int):
                np.bitwise_xor(part, before, out=part)
            else:
                part[:] = before
            self._before.pop()
        # copies may have been made after it
        while self._expected:
            place, difference = self._expected[-1]
            part = self._mask[place.slices]
            np.bitwise_xor(part, difference, out=part)
            self._expected.pop()

    def patch(self, *, is_changed: bool = False) -> MaskPatch | None:
        """What changed since the first touch, or None; also where this raises MemoryError, nothing but `restore` may
        follow. Where it is known that something did, `is_changed` saves looking."""
        pieces = self._expected.copy()
        copies: list[tuple[NDArray[np.uint8], Mask]] = []
        for place, before in self._before:
            now = self._mask[place.slices]
            if isinstance(before, int):
                pieces += [
                    (part, values ^ before if isinstance(values, int) else np.bitwise_xor(values, before))
                    for part, values in runs(place, now)
                ]
            else:
                copies.append((before, now))
                pieces.append((place, before))
        # nothing needs memory any more
        self._is_difference = True
        for before, now in copies:
            np.bitwise_xor(before, now, out=before)
        if is_changed or any(is_any(values) for _, values in pieces):
            return MaskPatch(Plain(tuple(pieces), self.touched))
        return None
