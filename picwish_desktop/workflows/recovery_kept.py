"""One document that is kept on disk while it is worked on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from picwish_desktop.imaging.write import Encoding, write
from picwish_desktop.model.document import Document
from picwish_desktop.model.mask import Mask
from picwish_desktop.model.state import Saved, State
from picwish_desktop.storage.atomic import write_atomically
from picwish_desktop.workflows.recovery_files import KeptFiles, pack_mask, remove_others
from picwish_desktop.workflows.recovery_matte import MatteTiles, Place, TileCopy
from picwish_desktop.workflows.recovery_state import rect_to_json, saved_to_json, state_to_json

DOCUMENT = "document.json"
PHOTO = "photo.png"


@dataclass(frozen=True, slots=True)
class Moment:
    """What a document was when the writing began; nothing of it changes."""

    about: dict[str, Any]
    has_file: bool
    state: State
    painted: Mask
    matte: dict[Place, TileCopy]


class KeptDocument:
    def __init__(self, folder: Path, document: Document) -> None:
        """`folder` need not be there yet, but the one that it is in when something is written."""
        self._folder = folder
        self._document = document
        self._matte = MatteTiles(document)
        self._files: KeptFiles | None = None
        """Of the version that was written last."""
        self._needed: set[str] = set()
        """Files of that one, and of a later one that may be there in its place."""

    def close(self) -> None:
        """Follow the document no longer."""
        self._matte.close()

    async def moment(self, title: str, path: Path | None) -> Moment:
        """For the thread of the document, which is never held up for long."""
        matte = await self._matte.copy()
        document = self._document
        bounds = document.selection.mask_bounds()
        # a gesture that goes on has changed the matte already, and its version not yet
        saved = Saved() if document.is_changing else document.saved
        about = {
            "title": title,
            "photo": None if path is None else str(path),
            "stamp": document.stamp,
            "is_private": document.is_private,
            "saved": saved_to_json(saved),
            "mask": rect_to_json(bounds),
        }
        painted = document.selection.mask[bounds.slices].copy()
        return Moment(about, path is not None, document.state, painted, matte)

    def write(self, moment: Moment) -> None:
        """For any thread, one at a time. Raises OSError or PictureError; the version before is then still there."""
        folder, photo = self._folder, self._document.photo
        folder.mkdir(exist_ok=True)
        if not moment.has_file and not (folder / PHOTO).exists():
            write(folder / PHOTO, photo.pixels, photo.metadata, Encoding("PNG"))
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
