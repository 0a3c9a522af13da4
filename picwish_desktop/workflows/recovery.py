"""Unsaved work on disk, so that a crash or a power cut loses seconds and not an afternoon.

A folder for each run of the program, locked while it runs, and in it one for each document: `document.json`, written
last and as a whole, names the files that belong to it. Edits never change, so each is written once.
"""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from picwish_desktop.imaging.write import Encoding, write
from picwish_desktop.model.document import Document, State
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import MARKED, Mask
from picwish_desktop.model.photo import Photo
from picwish_desktop.storage.atomic import write_atomically
from picwish_desktop.storage.folder_lock import FolderLock
from picwish_desktop.storage.stamp import stamp

log = logging.getLogger(__name__)

DOCUMENT = "document.json"
PHOTO = "photo.png"


@dataclass(frozen=True, slots=True)
class Leftover:
    """A document that was not saved when an earlier run of the program ended."""

    folder: Path
    title: str
    photo: Path
    """The file it was opened from, or our own copy of a picture that came from nowhere."""
    is_ours: bool
    stamp: tuple[int, int]
    """Size and time of the file when it was opened."""
    content: dict[str, Any]

    def is_intact(self) -> bool:
        """Whether the photo is still the one that was worked on."""
        return self.is_ours or stamp(self.photo) == self.stamp

    def restore(self, document: Document) -> None:
        """Bring marks and results back onto `document`, which shows the photo. Raises OSError or ValueError."""
        content = self.content
        edits = tuple(self._edit(name) for name in content["edits"])
        preview = self._edit(content["preview"]) if content["preview"] else None
        with document.gesture("Restored") as gesture:
            gesture.set_state(State(tuple(Rect(*row) for row in content["rectangles"]), edits, preview))
            bounds = Rect(*content["mask"])
            if not bounds.is_empty:
                bits = np.frombuffer(zlib.decompress((self.folder / content["mask_file"]).read_bytes()), np.uint8)
                with gesture.painting(bounds) as painted:
                    painted[:] = np.unpackbits(bits, count=bounds.area).reshape(painted.shape) * np.uint8(MARKED)

    def _edit(self, name: str) -> Edit:
        with np.load(self.folder / f"{name}.npz", allow_pickle=False) as stored:
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
        self._edit_names: dict[int, tuple[str, Edit]] = {}
        self._turn = asyncio.Lock()

    async def keep(self, key: str, title: str, path: Path | None, document: Document) -> None:
        """Write what `document` has that its saved file has not. Raises OSError or PictureError."""
        async with self._turn:
            selection, state = document.selection, document.state
            bounds = selection.mask_bounds()
            painted = selection.mask[bounds.slices].copy()
            await asyncio.to_thread(self._write, self._run / key, title, path, document.photo, state, bounds, painted)

    async def forget(self, key: str) -> None:
        """The document was saved or closed. Never fails: what stays is offered once more than it had to be."""
        async with self._turn:
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
        self, folder: Path, title: str, path: Path | None, photo: Photo, state: State, bounds: Rect, painted: Mask
    ) -> None:
        self._lock_run()
        folder.mkdir(exist_ok=True)
        if path is None and not (folder / PHOTO).exists():
            write(folder / PHOTO, photo.pixels, photo.metadata, Encoding("PNG"))
        mask_file = f"mask-{uuid4().hex}"
        write_atomically(folder / mask_file, zlib.compress(np.packbits(painted > 0).tobytes(), 1))
        content = {
            "title": title,
            "photo": None if path is None else str(path),
            "stamp": (0, 0) if path is None else stamp(path),
            "rectangles": [tuple(asdict(rectangle).values()) for rectangle in state.rectangles],
            "edits": [self._write_edit(folder, edit) for edit in state.edits],
            "preview": None if state.preview is None else self._write_edit(folder, state.preview),
            "mask": tuple(asdict(bounds).values()),
            "mask_file": mask_file,
        }
        write_atomically(folder / DOCUMENT, json.dumps(content).encode())
        for old in folder.glob("mask-*"):
            if old.name != mask_file:
                old.unlink()

    def _write_edit(self, folder: Path, edit: Edit) -> str:
        name, _ = self._edit_names.setdefault(id(edit), (f"edit-{uuid4().hex}", edit))
        file = folder / f"{name}.npz"
        if not file.exists():
            temporary = folder / f".{name}.npz"
            arrays = {f"p{number}": patch.pixels for number, patch in enumerate(edit.patches)}
            rects = np.array([tuple(asdict(patch.rect).values()) for patch in edit.patches])
            np.savez(temporary, label=edit.label, provider=edit.provider, rects=rects, **arrays)  # type: ignore[arg-type]
            temporary.replace(file)
        return name

    def _lock_run(self) -> None:
        if self._lock is None:
            self._run.mkdir(parents=True)
            lock = FolderLock(self._run)
            lock.acquire()
            self._lock = lock


def _read(file: Path) -> Leftover | None:
    try:
        content = json.loads(file.read_text("utf-8"))
        is_ours = content["photo"] is None
        photo = file.with_name(PHOTO) if is_ours else Path(content["photo"])
        size, time = content["stamp"]
        return Leftover(file.parent, str(content["title"]), photo, is_ours, (int(size), int(time)), content)
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s cannot be recovered: %s", file, error)
        return None
