"""Dragging the picture that is shown out of the window, as a PNG file."""

from __future__ import annotations

import asyncio
import logging
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.write import Encoding, write
from picwish_desktop.model.edit import render
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.widgets.drag_handle import DragHandle
from picwish_desktop.workflows.cutout_files import freeze, write_cutout

log = logging.getLogger(__name__)


class Dragging:
    """The files stay until the window closes: whoever got one may read it late."""

    def __init__(
        self, handle: DragHandle, documents: OpenDocuments, tasks: Tasks, shows_cutouts: Callable[[], bool]
    ) -> None:
        """`shows_cutouts` says whether the window shows the cutout of a document that has one."""
        self._handle = handle
        self._documents = documents
        self._tasks = tasks
        self._shows_cutouts = shows_cutouts
        self._folder: Path | None = None
        self._making: asyncio.Task[None] | None = None
        handle.wanted.connect(self._begin)
        handle.dropped_early.connect(self._say_early)

    def close(self) -> None:
        """Remove what was dragged out."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _begin(self) -> None:
        entry = self._documents.current
        if entry is not None and entry.document is not None and self._making is None:
            self._making = self._tasks.spawn(self._make(entry))

    async def _make(self, entry: OpenDocument) -> None:
        try:
            self._handle.take_file(await self._write(entry), entry.thumbnail)
        except (OSError, PictureError) as error:
            log.warning("nothing to drag: %s", error)
            self._documents.told.emit(f"The picture cannot be dragged out: {error}")
        finally:
            self._making = None

    async def _write(self, entry: OpenDocument) -> Path:
        """Raises OSError or PictureError."""
        document = entry.document
        assert document is not None
        if self._folder is None:
            self._folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="picwish-drag-"))
        # one folder for each, so that every file can have the photo's name
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, dir=self._folder))
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
