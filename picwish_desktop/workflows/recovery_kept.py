"""One document that is kept on disk while it is worked on."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from picwish_desktop.imaging.write import Encoding, write
from picwish_desktop.model.document import Document
from picwish_desktop.model.mask import Mask
from picwish_desktop.model.state import State
from picwish_desktop.storage.atomic import write_atomically
from picwish_desktop.storage.reaching import reach
from picwish_desktop.storage.stamp import stamp
from picwish_desktop.workflows.metadata_json import metadata_to_json
from picwish_desktop.workflows.recovery_files import KeptFiles, pack_mask, remove_others
from picwish_desktop.workflows.recovery_matte import MatteTiles, Place, TileCopy
from picwish_desktop.workflows.recovery_state import rect_to_json, saved_to_json, state_to_json

DOCUMENT = "document.json"
PHOTO = "photo.png"
"""Our own copy of what was opened, where no file holds that any more."""
PATIENCE = 1.0
"""Seconds for a file's disk or share to answer."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a document was when the writing began; nothing of it changes."""

    about: dict[str, Any]
    state: State
    painted: Mask
    matte: dict[Place, TileCopy]
    lacks_photo: bool
    """Whether our own copy of the photo is to be written, too."""


class KeptDocument:
    def __init__(self, folder: Path, path: Path | None, document: Document) -> None:
        """`path` is the file that `document` was opened from. `folder` need not be there yet, but the one that it is in
        when something is written."""
        self._folder = folder
        self._path = path
        self._document = document
        self._matte = MatteTiles(document)
        self._files: KeptFiles | None = None
        """Of the version that was written last."""
        self._needed: set[str] = set()
        """Files of that one, and of a later one that may be there in its place."""

    def close(self) -> None:
        """Follow the document no longer."""
        self._matte.close()

    async def moment(self, title: str) -> Moment:
        """For the thread of the document, which is never held up for long."""
        lacks_photo = await self.lacks_photo()
        matte = await self._matte.copy()
        document = self._document
        bounds = document.selection.mask_bounds()
        saved = document.saved
        # a gesture that goes on has changed the matte already, and its version not yet
        saved = replace(saved, cutout=saved.cutout and not document.is_changing)
        about = {
            "title": title,
            "photo": None if self._path is None else str(self._path),
            "stamp": document.photo.stamp,
            "metadata": metadata_to_json(document.photo.metadata),
            "is_private": document.is_private,
            "saved": saved_to_json(saved),
            "mask": rect_to_json(bounds),
        }
        painted = document.selection.mask[bounds.slices].copy()
        return Moment(about, document.state, painted, matte, lacks_photo)

    async def lacks_photo(self) -> bool:
        """Whether we have no copy of the photo and its file is not the one that was opened any more: saved over, under
        whatever name and by whomever, gone, or on a share that does not answer."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await reach(self._lacks_photo)
        except TimeoutError:
            return True

    def write_photo(self) -> None:
        """Our own copy. For any thread, one at a time. Raises PictureError."""
        photo = self._document.photo
        write(self._folder / PHOTO, photo.pixels, photo.metadata, Encoding("PNG"))

    def write(self, moment: Moment) -> None:
        """For any thread, one at a time. Raises OSError or PictureError; the version before is then still there."""
        folder = self._folder
        folder.mkdir(exist_ok=True)
        if moment.lacks_photo:
            self.write_photo()
        files = KeptFiles(folder, self._files)
        try:
            tiles = {} if moment.state.cutout is None else self._matte.write(files, moment.matte)
            content = {
                **moment.about,
                **state_to_json(moment.state, self._matte.names(tiles), files),
                "mask_file": files.write("mask", pack_mask(moment.painted)),
                "files": files.checks,
            }
        except OSError:
            remove_others(folder, self._needed)
            raise
        # until it is certain which of the two is there
        self._needed |= files.checks.keys()
        write_atomically(folder / DOCUMENT, json.dumps(content).encode())
        files.settle()
        self._files, self._matte.stored, self._needed = files, tiles, set(files.checks)
        remove_others(folder, self._needed)

    def _lacks_photo(self) -> bool:
        # once there is a copy, a share that does not answer is not asked again
        if (self._folder / PHOTO).exists():
            return False
        return self._path is None or stamp(self._path) != self._document.photo.stamp
