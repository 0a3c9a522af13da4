"""How many photos are worked on at once, so that they fit into memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from picwish_desktop.imaging.read import read
from picwish_desktop.model.photo import Photo

AT_ONCE = 8
MOST_BYTES = 400_000_000
"""Of pixels, when another photo is begun; working on one takes a few times as much as it has."""


class Budget:
    def __init__(self, at_once: int = AT_ONCE, most_bytes: int = MOST_BYTES) -> None:
        self.turns = asyncio.Semaphore(at_once)
        """For whoever holds no photo here, but a result."""
        self._most_bytes = most_bytes
        self._held = 0
        self._changed = asyncio.Condition()
        self._reading = asyncio.Lock()

    @asynccontextmanager
    async def photo(self, path: Path) -> AsyncIterator[Photo]:
        """Read it when there is room; it is let go of with the context. Raises PictureError."""
        async with self.turns:
            # one after the other, as nobody knows before how large it is
            async with self._reading:
                async with self._changed:
                    await self._changed.wait_for(lambda: self._held < self._most_bytes)
                photo = await asyncio.to_thread(read, path)
                self._held += photo.pixels.nbytes
            try:
                yield photo
            finally:
                self._held -= photo.pixels.nbytes
                async with self._changed:
                    self._changed.notify()
