"""Copying the picture that is shown."""

from __future__ import annotations

import asyncio

from PySide6.QtGui import QGuiApplication, QImage

from picwish_desktop.imaging.color import display_pixels
from picwish_desktop.model.edit import Edit, render
from picwish_desktop.model.photo import Photo
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.open_documents import OpenDocuments
from picwish_desktop.ui.tasks import Tasks


class Clipboard:
    def __init__(self, documents: OpenDocuments, tasks: Tasks) -> None:
        self._documents = documents
        self._tasks = tasks

    def copy(self) -> None:
        """Put what is seen, in sRGB and without the mark, on the clipboard."""
        entry = self._documents.current
        if entry is not None and entry.document is not None:
            self._tasks.spawn(_copy(entry.document.photo, entry.document.state.visible_edits))


async def _copy(photo: Photo, edits: tuple[Edit, ...]) -> None:
    image = await asyncio.to_thread(_image, photo, edits)
    QGuiApplication.clipboard().setImage(image)


def _image(photo: Photo, edits: tuple[Edit, ...]) -> QImage:
    return image_over(display_pixels(Photo(render(photo, edits), photo.metadata))).copy()
