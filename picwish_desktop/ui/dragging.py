"""Dragging the picture that is shown out of the window, as a PNG file."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.write import Encoding, write
from picwish_desktop.model.edit import render
from picwish_desktop.storage.scratch import Scratch
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.widgets.drag_handle import DragHandle
from picwish_desktop.workflows.cutout_files import freeze, write_cutout

log = logging.getLogger(__name__)


class Dragging:
    """The files stay until the program ends: whoever got one may read it late."""

    def __init__(
        self, handle: DragHandle, documents: OpenDocuments, tasks: Tasks, shows_cutouts: Callable[[], bool]
    ) -> None:
        """`shows_cutouts` says whether the window shows the cutout of a document that has one."""
        self._handle = handle
        self._documents = documents
        self._tasks = tasks
        self._shows_cutouts = shows_cutouts
        self._scratch = Scratch()
        self._making: asyncio.Task[None] | None = None
        """The last one that was asked for."""
        self._all: set[asyncio.Task[None]] = set()
        handle.wanted.connect(self._begin)
        handle.dropped_early.connect(self._say_early)

    async def close(self) -> None:
        """Remove what was dragged out."""
        if self._all:
            # what is written is written to its end, and must not come back
            await asyncio.wait(self._all)
        await asyncio.to_thread(self._scratch.close)

    def _begin(self) -> None:
        entry = self._documents.current
        if entry is None or entry.document is None:
            return
        # a slider that is still held counts as it stands
        self._documents.about_to_edit.emit()
        # what an earlier press asked for may be another picture
        self._making = self._tasks.spawn(self._make(entry))
        self._all.add(self._making)
        self._making.add_done_callback(self._made)

    def _made(self, making: asyncio.Task[None]) -> None:
        self._all.discard(making)
        if making is self._making:
            self._making = None

    async def _make(self, entry: OpenDocument) -> None:
        try:
            path = await self._write(entry)
        except (OSError, PictureError) as error:
            log.warning("nothing to drag: %s", error)
            self._documents.told.emit(f"The picture cannot be dragged out: {error}")
        else:
            if asyncio.current_task() is self._making:
                self._handle.take_file(path, entry.thumbnail)

    async def _write(self, entry: OpenDocument) -> Path:
        """Raises OSError or PictureError."""
        document = entry.document
        assert document is not None
        # one folder for each, so that every file can have the photo's name
        folder = await asyncio.to_thread(self._scratch.folder)
        stem, png = Path(entry.title).stem, Encoding("PNG")
        if self._shows_cutouts() and document.state.cutout is not None:
            frozen, path = await freeze(document), folder / f"{stem}-cutout.png"
            await asyncio.to_thread(write_cutout, frozen, path, png)
            return path
        photo, edits, path = document.photo, document.state.visible_edits, folder / f"{stem}.png"
        await asyncio.to_thread(lambda: write(path, render(photo, edits), photo.metadata, png))
        return path

    def _say_early(self) -> None:
        if self._making is not None:
            self._documents.told.emit("The picture is still being made. Hold the button a moment longer, then drag.")
