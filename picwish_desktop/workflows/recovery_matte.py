"""Which parts of a matte are on disk as they are now: a stroke is written, not the 100 megapixels around it."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from picwish_desktop.model.cutout import Matte
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.state import Change
from picwish_desktop.workflows.recovery_files import KeptFiles, StoredFiles, pack_levels, unpack_levels

SIDE = 1024
"""Pixels of a tile, which is a file."""
_AT_A_TIME = 4
"""Tiles that are copied before the window may do something else: some milliseconds."""

Place: TypeAlias = tuple[int, int]
"""Row and column of a tile."""


@dataclass(frozen=True, slots=True)
class TileCopy:
    turn: int
    """How often the tile had changed by then."""
    pixels: Matte


@dataclass(frozen=True, slots=True)
class StoredTile:
    turn: int
    name: str


class MatteTiles:
    """Follows one document. A gesture changes the matte in place, also one that is taken back in the end, so its
    version does not tell what was on disk in between; what the document says to those who draw it does."""

    def __init__(self, document: Document) -> None:
        self._document = document
        photo = document.photo
        self._rows, self._columns = -(-photo.height // SIDE), -(-photo.width // SIDE)
        self._turns = np.zeros((self._rows, self._columns), np.int64)
        self.stored: dict[Place, StoredTile] = {}
        """The tiles of the version that is on disk. For one thread at a time."""
        self.close = document.subscribe(self._note)

    async def copy(self) -> dict[Place, TileCopy]:
        """Copies of the tiles that are not on disk as they are now. They belong to `document.state` as it is when this
        returns: the window lives on while much is copied, and what changes meanwhile is copied again at the end."""
        copies: dict[Place, TileCopy] = {}
        for place in self._outdated(copies):
            self._copy(place, copies)
            if len(copies) % _AT_A_TIME == 0:
                await asyncio.sleep(0)
        for place in self._outdated(copies):
            self._copy(place, copies)
        return copies

    def write(self, files: KeptFiles, copies: dict[Place, TileCopy]) -> dict[Place, StoredTile]:
        """All tiles, those that were not copied as they are stored already. Raises OSError."""
        tiles = {}
        for place in self._places():
            copy = copies.get(place)
            if copy is None:
                tiles[place] = self.stored[place]
                files.reuse(tiles[place].name)
            else:
                tiles[place] = StoredTile(copy.turn, files.write("matte", *pack_levels(copy.pixels)))
        return tiles

    def names(self, tiles: dict[Place, StoredTile]) -> list[list[str]]:
        """Row by row, as `read_matte` takes them; none where there is no matte."""
        rows = range(self._rows if tiles else 0)
        return [[tiles[row, column].name for column in range(self._columns)] for row in rows]

    def _note(self, change: Change) -> None:
        if not change.matte.is_empty:
            rows = slice(change.matte.y // SIDE, -(-change.matte.bottom // SIDE))
            self._turns[rows, change.matte.x // SIDE : -(-change.matte.right // SIDE)] += 1

    def _outdated(self, copies: dict[Place, TileCopy]) -> list[Place]:
        def turn(place: Place) -> int | None:
            latest = copies.get(place) or self.stored.get(place)
            return None if latest is None else latest.turn

        return [place for place in self._places() if turn(place) != self._turns[place]]

    def _copy(self, place: Place, copies: dict[Place, TileCopy]) -> None:
        cutout = self._document.state.cutout
        if cutout is not None:
            area = Rect(place[1] * SIDE, place[0] * SIDE, SIDE, SIDE)
            copies[place] = TileCopy(int(self._turns[place]), cutout.matte[area.slices].copy())

    def _places(self) -> itertools.product[Place]:
        return itertools.product(range(self._rows), range(self._columns))


def read_matte(names: list[list[str]], files: StoredFiles) -> Matte:
    """The whole of it, writable and contiguous. Raises OSError, ValueError, TypeError, EOFError or zlib.error."""
    return np.ascontiguousarray(np.block([[unpack_levels(files.read(name)) for name in row] for row in names]))
