"""Unsaved work on disk, so that a crash or a power cut loses seconds and not an afternoon.

A folder for each run of the program, locked while it runs, and in it one for each document: `document.json`, written
last and as a whole, names the files that belong to it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import Mask
from picwish_desktop.model.state import Saved, State
from picwish_desktop.storage.folder_lock import FolderLock
from picwish_desktop.storage.stamp import Stamp, stamp
from picwish_desktop.workflows.recovery_files import StoredFiles, unpack_mask
from picwish_desktop.workflows.recovery_kept import DOCUMENT, PHOTO, KeptDocument, Moment
from picwish_desktop.workflows.recovery_state import check_fits, rect_from_json, saved_from_json, state_from_json

log = logging.getLogger(__name__)

_UNREADABLE = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error)


class LeftoverError(Exception):
    """One sentence for a person: why unsaved work cannot be brought back."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What had been done to a document of which not all was saved."""

    title: str
    state: State
    mask_bounds: Rect
    mask: Mask
    saved: Saved

    def restore(self, document: Document) -> None:
        """Bring it back onto `document`, which shows the photo, as one step. Raises LeftoverError, and then changes
        nothing."""
        try:
            check_fits(self.state, document.photo)
            if not document.photo.bounds.contains(self.mask_bounds):
                raise ValueError(f"a mask at {self.mask_bounds}")
        except ValueError as error:
            raise LeftoverError(
                f"What was not saved of “{self.title}” belongs to another photo and cannot be brought back. The photo "
                "is as it was."
            ) from error
        with document.gesture("Restored") as gesture:
            gesture.set_state(self.state)
            if not self.mask_bounds.is_empty:
                with gesture.painting(self.mask_bounds) as painted:
                    painted[:] = self.mask
        document.restore_saved(self.saved)


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
        """Marks, results and the cutout. Raises LeftoverError."""
        try:
            files = StoredFiles(self.folder, self.content.get("files", {}))
            bounds = rect_from_json(self.content["mask"])
            mask = unpack_mask(files.read(self.content["mask_file"]), bounds)
            saved = saved_from_json(self.content.get("saved"))
            return Unsaved(self.title, state_from_json(self.content, files), bounds, mask, saved)
        except _UNREADABLE as error:
            raise LeftoverError(
                f"What was not saved of “{self.title}” is damaged and cannot be brought back. The photo is as it was."
            ) from error


class Recovery:
    """Keeps the documents of this run. Not for several threads; the writing itself is done in others."""

    def __init__(self, root: Path) -> None:
        """`root` holds the folders of all runs. Nothing is made before there is something to keep."""
        self._root = root
        self._run = root / uuid4().hex
        self._lock: FolderLock | None = None
        self._kept: dict[str, KeptDocument] = {}
        self._turn = asyncio.Lock()

    async def keep(self, key: str, title: str, path: Path | None, document: Document) -> None:
        """Write what `document` has that its saved file has not; `key` stands for it until `forget`.

        Raises OSError or PictureError; what was kept before is then still there.
        """
        async with self._turn:
            if key not in self._kept:
                self._kept[key] = KeptDocument(self._run / key, document)
            kept = self._kept[key]
            moment = await kept.moment(title, path)
            writing = asyncio.get_running_loop().run_in_executor(None, self._write, kept, moment)
            try:
                await asyncio.shield(writing)
            except asyncio.CancelledError:
                # a thread cannot be stopped, and the next turn must not meet it
                await asyncio.wait([writing])
                raise

    async def forget(self, key: str) -> None:
        """The document was saved or closed. Never fails: what stays is offered once more than it had to be."""
        async with self._turn:
            kept = self._kept.pop(key, None)
            if kept is not None:
                kept.close()
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

    def _write(self, kept: KeptDocument, moment: Moment) -> None:
        self._lock_run()
        kept.write(moment)

    def _lock_run(self) -> None:
        if self._lock is None:
            self._run.mkdir(parents=True, exist_ok=True)
            lock = FolderLock(self._run)
            lock.acquire()
            self._lock = lock


def _read(file: Path) -> Leftover | None:
    try:
        content = json.loads(file.read_text("utf-8"))
        is_ours = content["photo"] is None
        photo = file.with_name(PHOTO) if is_ours else Path(content["photo"])
        size, time = content["stamp"]
        is_private = bool(content.get("is_private", False))
        return Leftover(file.parent, str(content["title"]), photo, is_ours, is_private, (int(size), int(time)), content)
    except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
        log.warning("%s cannot be recovered: %s", file, error)
        return None
