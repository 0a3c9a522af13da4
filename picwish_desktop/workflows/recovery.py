"""Unsaved work on disk, so that a crash or a power cut loses seconds and not an afternoon.

A folder for each run of the program, locked while it runs, and in it one for each document: `document.json`, written
last and as a whole, names the files that belong to it. Edits never change, so each is written once.
"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import shutil
import zipfile
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from picwish_desktop.imaging.write import Encoding, write
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import MARKED, Mask
from picwish_desktop.model.state import State
from picwish_desktop.storage.atomic import write_atomically
from picwish_desktop.storage.folder_lock import FolderLock
from picwish_desktop.storage.stamp import Stamp, stamp

log = logging.getLogger(__name__)

DOCUMENT = "document.json"
PHOTO = "photo.png"
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error)


class LeftoverError(Exception):
    """One sentence for a person: why unsaved work cannot be brought back."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What had been done to a document and was not saved."""

    state: State
    mask_bounds: Rect
    mask: Mask

    def restore(self, document: Document) -> None:
        """Bring it back onto `document`, which shows the photo."""
        with document.gesture("Restored") as gesture:
            gesture.set_state(self.state)
            if not self.mask_bounds.is_empty:
                with gesture.painting(self.mask_bounds) as painted:
                    painted[:] = self.mask


@dataclass(frozen=True, slots=True)
class Leftover:
    """A document that was not saved when an earlier run of the program ended."""

    folder: Path
    title: str
    photo: Path
    """The file it was opened from, or our own copy of a picture that came from nowhere."""
    is_ours: bool
    is_private: bool
    """Whether it must not leave this computer."""
    stamp: Stamp
    """Of the file when it was opened."""
    content: dict[str, Any]

    def is_intact(self) -> bool:
        """Whether the photo is still the one that was worked on."""
        return self.is_ours or stamp(self.photo) == self.stamp

    def read(self) -> Unsaved:
        """Marks and results. Raises LeftoverError."""
        content = self.content
        try:
            edits = tuple(self._edit(name) for name in content["edits"])
            preview = self._edit(content["preview"]) if content["preview"] else None
            state = State(tuple(Rect(*row) for row in content["rectangles"]), edits, preview)
            return Unsaved(state, Rect(*content["mask"]), self._mask(Rect(*content["mask"])))
        except _UNREADABLE as error:
            raise LeftoverError(
                f"What was not saved of “{self.title}” is damaged and cannot be brought back. The photo is as it was."
            ) from error

    def _mask(self, bounds: Rect) -> Mask:
        bits = np.frombuffer(zlib.decompress((self.folder / self.content["mask_file"]).read_bytes()), np.uint8)
        shape = (bounds.height, bounds.width)
        return np.unpackbits(bits, count=bounds.area).reshape(shape) * np.uint8(MARKED)

    def _edit(self, name: str) -> Edit:
        packed = io.BytesIO((self.folder / f"{name}.npz").read_bytes())
        with np.load(packed, allow_pickle=False) as stored:
            label, provider = str(stored["label"]), str(stored["provider"])
            rects = stored["rects"].tolist()
            return Edit(label, provider, tuple(Patch(Rect(*r), stored[f"p{n}"]) for n, r in enumerate(rects)))


class Recovery:
    """Keeps the documents of this run. Not for several threads; the writing itself is done in others."""

    def __init__(self, root: Path) -> None:
        """`root` holds the folders of all runs. Nothing is made before there is something to keep."""
        self._root = root
        self._run = root / uuid4().hex
        self._lock: FolderLock | None = None
        self._edit_names: dict[str, dict[Edit, str]] = {}
        """The files of the edits that are on disk, by document."""
        self._turn = asyncio.Lock()

    async def keep(self, key: str, title: str, path: Path | None, document: Document) -> None:
        """Write what `document` has that its saved file has not. Raises OSError or PictureError."""
        async with self._turn:
            selection, state = document.selection, document.state
            bounds = selection.mask_bounds()
            painted = selection.mask[bounds.slices].copy()
            await asyncio.to_thread(self._write, key, title, path, document, state, bounds, painted)

    async def forget(self, key: str) -> None:
        """The document was saved or closed. Never fails: what stays is offered once more than it had to be."""
        async with self._turn:
            self._edit_names.pop(key, None)
            await asyncio.to_thread(shutil.rmtree, self._run / key, True)

    def close(self) -> None:
        """The program ends as it should: nothing of this run needs to be recovered."""
        if self._lock is not None:
            self._lock.release()
            shutil.rmtree(self._run, ignore_errors=True)

    async def leftovers(self) -> list[Leftover]:
        """The documents of runs that did not end as they should."""
        return await asyncio.to_thread(self._find)

    async def drop(self, leftover: Leftover) -> None:
        """The person does not want it, or it is open again."""
        await asyncio.to_thread(shutil.rmtree, leftover.folder, True)

    def _find(self) -> list[Leftover]:
        found = []
        for run in sorted(self._root.iterdir()) if self._root.is_dir() else []:
            if run == self._run or not run.is_dir():
                continue
            lock = FolderLock(run)
            if not lock.acquire():
                continue
            documents = [leftover for file in sorted(run.glob(f"*/{DOCUMENT}")) if (leftover := _read(file))]
            found += documents
            lock.release()
            if not documents:
                shutil.rmtree(run, ignore_errors=True)
        return found

    def _write(
        self, key: str, title: str, path: Path | None, document: Document, state: State, bounds: Rect, painted: Mask
    ) -> None:
        self._lock_run()
        folder, photo = self._run / key, document.photo
        folder.mkdir(exist_ok=True)
        if path is None and not (folder / PHOTO).exists():
            write(folder / PHOTO, photo.pixels, photo.metadata, Encoding("PNG"))
        mask_file = f"mask-{uuid4().hex}"
        write_atomically(folder / mask_file, zlib.compress(np.packbits(painted > 0).tobytes(), 1))
        known = self._edit_names.get(key, {})
        names = {edit: known.get(edit) or _write_edit(folder, edit) for edit in state.visible_edits}
        content = {
            "title": title,
            "photo": None if path is None else str(path),
            "stamp": document.stamp,
            "is_private": document.is_private,
            "rectangles": [tuple(asdict(rectangle).values()) for rectangle in state.rectangles],
            "edits": [names[edit] for edit in state.edits],
            "preview": None if state.preview is None else names[state.preview],
            "mask": tuple(asdict(bounds).values()),
            "mask_file": mask_file,
        }
        write_atomically(folder / DOCUMENT, json.dumps(content).encode())
        self._edit_names[key] = names
        wanted = {mask_file, *(f"{name}.npz" for name in names.values())}
        for old in (*folder.glob("mask-*"), *folder.glob("edit-*")):
            if old.name not in wanted:
                old.unlink()

    def _lock_run(self) -> None:
        if self._lock is None:
            self._run.mkdir(parents=True)
            lock = FolderLock(self._run)
            lock.acquire()
            self._lock = lock


def _write_edit(folder: Path, edit: Edit) -> str:
    """Returns the name that it has from now on."""
    name = f"edit-{uuid4().hex}"
    arrays = {f"p{number}": patch.pixels for number, patch in enumerate(edit.patches)}
    rects = np.array([tuple(asdict(patch.rect).values()) for patch in edit.patches])
    packed = io.BytesIO()
    np.savez(packed, label=edit.label, provider=edit.provider, rects=rects, **arrays)  # type: ignore[arg-type]
    write_atomically(folder / f"{name}.npz", packed.getvalue())
    return name


def _read(file: Path) -> Leftover | None:
    try:
        content = json.loads(file.read_text("utf-8"))
        is_ours = content["photo"] is None
        photo = file.with_name(PHOTO) if is_ours else Path(content["photo"])
        size, time = content["stamp"]
        is_private = bool(content.get("is_private", False))
        return Leftover(file.parent, str(content["title"]), photo, is_ours, is_private, (int(size), int(time)), content)
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s cannot be recovered: %s", file, error)
        return None
