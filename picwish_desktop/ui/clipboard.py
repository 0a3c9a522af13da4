"""Copying the picture that is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QImage

from picwish_desktop.imaging.color import display_pixels
from picwish_desktop.imaging.write import Encoding, encode
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, render
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.copy_turn import CopyTurn
from picwish_desktop.ui.open_documents import OpenDocuments
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.workflows.cutout_files import FrozenCutout, freeze


class Clipboard:
    def __init__(
        self, documents: OpenDocuments, tasks: Tasks, turn: CopyTurn, shows_cutouts: Callable[[], bool]
    ) -> None:
        """`shows_cutouts` says whether the window shows the cutout of a document that has one."""
        self._documents = documents
        self._tasks = tasks
        self._shows_cutouts = shows_cutouts
        self._turn = turn

    def copy(self) -> None:
        """Put what is seen, in sRGB and without the mark, on the clipboard."""
        entry = self._documents.current
        if entry is None or entry.document is None:
            return
        # a slider that is still held counts as it stands
        self._documents.about_to_edit.emit()
        if self._shows_cutouts() and entry.document.state.cutout is not None:
            self._tasks.spawn(self._copy_cutout(entry.document))
        else:
            self._tasks.spawn(self._copy(entry.document.photo, entry.document.state.visible_edits))

    async def _copy(self, photo: Photo, edits: tuple[Edit, ...]) -> None:
        turn = self._turn.take()
        image = await asyncio.to_thread(_image, photo, edits)
        if self._turn.is_last(turn):
            QGuiApplication.clipboard().setImage(image)

    async def _copy_cutout(self, document: Document) -> None:
        turn = self._turn.take()
        frozen = await freeze(document)
        image, data = await asyncio.to_thread(_cutout_image, frozen)
        if not self._turn.is_last(turn):
            return
        copied = QMimeData()
        # the picture as such loses its transparency in many programs; most of them look for a PNG first
        copied.setData("image/png", data)
        copied.setImageData(image)
        QGuiApplication.clipboard().setMimeData(copied)


def _cutout_image(frozen: FrozenCutout) -> tuple[QImage, bytes]:
    flat = frozen.flat()
    pixels = display_pixels(Photo(flat.pixels, flat.metadata))
    return image_over(pixels).copy(), encode(pixels, Metadata("PNG"), Encoding("PNG"))


def _image(photo: Photo, edits: tuple[Edit, ...]) -> QImage:
    return image_over(display_pixels(Photo(render(photo, edits), photo.metadata))).copy()
