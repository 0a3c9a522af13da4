"""Unsaved work on disk, so that a crash or a power cut loses seconds and not an afternoon.

A folder for each run of the program, locked while it runs, and in it one for each document: `document.json`, written
last and as a whole, names the files that belong to it.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import Mask
from picwish_desktop.model.state import Saved, State
from picwish_desktop.storage.atomic import PRIVATE
from picwish_desktop.storage.folder_lock import FolderLock
from picwish_desktop.storage.stamp import Stamp, stamp
from picwish_desktop.workflows.files import Opened, open_file
from picwish_desktop.workflows.metadata_json import metadata_from_json
from picwish_desktop.workflows.recovery_files import StoredFiles, remove_others, unpack_mask
from picwish_desktop.workflows.recovery_kept import DOCUMENT, PHOTO, KeptDocument, Moment
from picwish_desktop.workflows.recovery_state import check_fits, rect_from_json, saved_from_json, state_from_json

log = logging.getLogger(__name__)

NAMELESS = "A picture whose name is lost"
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
    is_photo_in_file: bool

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
        document.restore_saved(self.saved, is_photo_in_file=self.is_photo_in_file)


@dataclass(frozen=True, slots=True)
class Leftover:
    """A document that was not saved when an earlier run of the program ended."""

    folder: Path
    title: str
    path: Path | None
    """The file it was opened from; None for a picture that came from nowhere."""
    photo: Path
    """That file, or our own copy where no file held the picture any more."""
    is_ours: bool
    is_private: bool
    """Whether it must not leave this computer."""
    stamp: Stamp
    """Of the file when it was opened."""
    content: dict[str, Any]

    def is_intact(self) -> bool:
        """Whether the photo is still the one that was worked on."""
        return self.is_ours or stamp(self.photo) == self.stamp

    async def open_copy(self) -> Opened:
        """The photo as it was opened, where it `is_ours`. Raises PictureError."""
        opened = await open_file(self.photo, None)
        metadata = metadata_from_json(self.content.get("metadata"), opened.photo.metadata)
        return replace(opened, photo=replace(opened.photo, metadata=metadata, path=self.path, stamp=self.stamp))

    def read(self) -> Unsaved:
        """Marks, results and the cutout. Raises LeftoverError."""
        try:
            files = StoredFiles(self.folder, self.content.get("files", {}))
            bounds = rect_from_json(self.content["mask"])
            mask = unpack_mask(files.read(self.content["mask_file"]), bounds)
            saved = saved_from_json(self.content.get("saved"))
            return Unsaved(self.title, state_from_json(self.content, files), bounds, mask, saved, not self.is_ours)
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
        """Write what `document`, opened from `path`, has that its saved file has not; `key` stands for it until it is
        forgotten.

        Raises OSError or PictureError; what was kept before is then still there.
        """
        async with self._turn:
            if key not in self._kept:
                self._kept[key] = KeptDocument(self._run / key, path, document)
            kept = self._kept[key]
            moment = await kept.moment(title)
            await _in_thread(lambda: self._write(kept, moment))
            await self._write_photos()

    async def forget(self, key: str, *, is_open: bool = False) -> None:
        """The document was closed, or all of it is saved and it `is_open`: our own copy of its photo stays then, as the
        next one would be the same. Never fails: what stays is offered once more than it had to be."""
        async with self._turn:
            kept = self._kept.pop(key, None)
            if kept is not None:
                kept.close()
            await _in_thread(lambda: self._forget(key, is_open))
            await self._write_photos()

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
        found: list[Leftover] = []
        for run in sorted(self._root.iterdir()) if self._root.is_dir() else []:
            if run == self._run or not run.is_dir():
                continue
            lock = FolderLock(run)
            if not lock.acquire():
                continue
            is_empty = True
            for file in sorted(run.glob(f"*/{DOCUMENT}")):
                try:
                    leftover = _read(file)
                except OSError as error:
                    # it may be read next time
                    log.warning("%s cannot be read: %s", file, error)
                    is_empty = False
                    continue
                if leftover is not None:
                    found.append(leftover)
                    is_empty = False
            lock.release()
            if is_empty:
                shutil.rmtree(run, ignore_errors=True)
        return found

    async def _write_photos(self) -> None:
        """What was saved just now may have replaced the files of other documents, too."""
        documents = tuple(self._kept.values())
        lacks = await asyncio.gather(*(document.lacks_photo() for document in documents))
        lacking = tuple(itertools.compress(documents, lacks))
        if lacking:
            await _in_thread(lambda: _write_photos(lacking))

    def _write(self, kept: KeptDocument, moment: Moment) -> None:
        self._lock_run()
        kept.write(moment)

    def _forget(self, key: str, is_open: bool) -> None:
        folder = self._run / key
        if is_open and (folder / PHOTO).exists():
            with suppress(OSError):
                (folder / DOCUMENT).unlink(missing_ok=True)
                remove_others(folder, ())
        else:
            shutil.rmtree(folder, ignore_errors=True)

    def _lock_run(self) -> None:
        if self._lock is None:
            # a photo that only its owner may read is copied into it
            self._run.mkdir(PRIVATE, parents=True, exist_ok=True)
            lock = FolderLock(self._run)
            if not lock.acquire():
                # and takes an empty one for nobody's
                raise BlockingIOError(f"another program looks into {self._run}")
            self._lock = lock


async def _in_thread(function: Callable[[], None]) -> None:
    running = asyncio.get_running_loop().run_in_executor(None, function)
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        # a thread cannot be stopped, and the next turn must not meet it
        await asyncio.wait([running])
        raise


def _write_photos(documents: Iterable[KeptDocument]) -> None:
    for document in documents:
        try:
            document.write_photo()
        except PictureError as error:
            log.warning("the photo of unsaved work is not on disk: %s", error)


def _read(file: Path) -> Leftover | None:
    """None where nothing can be brought back. Raises OSError."""
    copy = file.with_name(PHOTO)
    try:
        content = json.loads(file.read_text("utf-8"))
        path = None if content["photo"] is None else Path(content["photo"])
        is_ours = path is None or copy.exists()
        photo = copy if path is None or is_ours else path
        size, time = content["stamp"]
        return Leftover(
            file.parent,
            str(content["title"]),
            path,
            photo,
            is_ours,
            bool(content.get("is_private", False)),
            (int(size), int(time)),
            content,
        )
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        log.warning("%s is damaged: %s", file, error)
        # of a pasted picture our copy may be the only one
        return Leftover(file.parent, NAMELESS, None, copy, True, True, (0, 0), {}) if copy.exists() else None
