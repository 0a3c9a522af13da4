"""How the cutout that is shown looks: what stands behind it, its shadow, edge and frame. Asks nobody, costs nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from picwish_desktop.imaging.backdrop_file import read_backdrop
from picwish_desktop.imaging.blur import WORKING_SIDE, blurred_photo
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.model.backdrop import Backdrop, BlurredBackdrop, ColorBackdrop, PictureBackdrop
from picwish_desktop.model.cutout import Look, Matte
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.frame import CanvasShape
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.model.state import Change, State
from picwish_desktop.storage.reaching import reach
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.dialogs.open_file import ask_open_file
from picwish_desktop.ui.open_documents import Blurred, OpenDocument, OpenDocuments
from picwish_desktop.ui.opening import PICTURES
from picwish_desktop.ui.tasks import Tasks

WHITE = (255, 255, 255)


class Looks(QObject):
    """A drag of a slider is one step of undo."""

    def __init__(self, window: QWidget, documents: OpenDocuments, tasks: Tasks, settings: Settings) -> None:
        super().__init__(documents)
        self._window = window
        self._documents = documents
        self._tasks = tasks
        self._settings = settings
        self._drag: tuple[Document, Gesture] | None = None
        self._watched: dict[OpenDocument, Callable[[], None]] = {}
        documents.about_to_edit.connect(self._end_drag)
        documents.changed.connect(self._watch)

    def change(self, look: Look, is_final: bool) -> None:
        """Take `look` in place of the one there is; with `is_final` the drag that it ends becomes a step."""
        entry = self._documents.current
        if entry is None or entry.document is None or entry.document.state.cutout is None:
            return
        document = entry.document
        look = _completed(document.state.look, look)
        if _is_another(look.backdrop, document.state.look.backdrop):
            # it was chosen later
            self._stop_reading(entry)
        if self._drag is None or self._drag[0] is not document:
            label = _label(document.state.look, look)
            self._documents.about_to_edit.emit()
            self._drag = document, document.begin(label)
        self._drag[1].set_state(replace(document.state, look=look))
        if is_final:
            self._end_drag()

    def ask_picture(self) -> None:
        """Let the person choose a picture of their own as the backdrop."""
        entry = self._documents.current
        if entry is None or entry.document is None:
            return
        folder = self._settings.open_folder
        ask_open_file(self._window, "Backdrop", folder, PICTURES, lambda path: self.take_picture(entry, path))

    def take_picture(self, entry: OpenDocument, path: Path) -> None:
        """Put the cutout of `entry` before the picture at `path`."""
        self._stop_reading(entry)
        entry.reading_backdrop = self._tasks.spawn(self._take_picture(entry, path))

    async def prepare(self, entry: OpenDocument, state: State) -> None:
        """Make what drawing the cutout of `state` on `entry` needs, such as when a document is brought back."""
        picture = entry.picture
        assert picture is not None
        if state.cutout is not None:
            await asyncio.to_thread(picture.matte_levels, state.cutout.matte)
        if isinstance(state.look.backdrop, PictureBackdrop):
            entry.backdrop_picture = state.look.backdrop.picture
            await asyncio.to_thread(picture.behind.add_picture, state.look.backdrop.picture)

    def _stop_reading(self, entry: OpenDocument) -> None:
        if entry.reading_backdrop is not None:
            entry.reading_backdrop.cancel()
            entry.reading_backdrop = None

    async def _take_picture(self, entry: OpenDocument, path: Path) -> None:
        document, picture = entry.document, entry.picture
        if document is None or picture is None:
            return
        try:
            backdrop = await reach(read_backdrop, path)
        except PictureError as error:
            entry.message = str(error)
            self._documents.changed.emit()
            return
        await asyncio.to_thread(picture.behind.add_picture, backdrop)
        entry.backdrop_picture = backdrop
        entry.message = ""
        if document.state.cutout is not None:
            self._documents.end_gestures(entry)
            document.set_look("Backdrop", replace(document.state.look, backdrop=PictureBackdrop(backdrop)))
        self._documents.changed.emit()

    # the photo out of focus

    def _watch(self) -> None:
        """Follow the documents that came, and forget those that went."""
        present = set(self._documents)
        for entry in present - set(self._watched):
            if entry.document is not None:
                self._watched[entry] = entry.document.subscribe(
                    lambda _change, entry=entry: self._follow(entry)  # type: ignore[misc]
                )
                self._follow(entry)
        for entry in set(self._watched) - present:
            self._watched.pop(entry)()

    def _follow(self, entry: OpenDocument) -> None:
        """What stands behind the cutout is computed from the photo and the matte: see that it is true."""
        if entry.blurring is None and _blur_of(entry) not in (None, entry.blurred):
            entry.blurring = self._tasks.spawn(self._blur(entry))
            entry.blurring.add_done_callback(lambda _: self._stopped(entry))

    async def _blur(self, entry: OpenDocument) -> None:
        document, picture = entry.document, entry.picture
        assert document is not None
        assert picture is not None
        while entry in self._watched and (wanted := _blur_of(entry)) not in (None, entry.blurred):
            assert wanted is not None
            cutout, _, edits, radius = wanted
            level = picture.level_within(WORKING_SIDE)
            # a copy: who paints meanwhile does it on the window's thread
            matte = picture.matte_levels(cutout.matte).level(level)[..., 0].copy()
            deviation = radius * max(matte.shape)
            blurred = await asyncio.to_thread(_blurred, picture, level, edits, matte, deviation)
            picture.behind.set_blurred(blurred, document.photo.bounds)
            entry.blurred = wanted
            document.notify(Change(look=True))

    def _stopped(self, entry: OpenDocument) -> None:
        entry.blurring = None

    def _end_drag(self) -> None:
        drag, self._drag = self._drag, None
        if drag is not None:
            drag[1].commit()


def _blurred(
    picture: Picture, level: int, edits: tuple[Edit, ...], matte: Matte, deviation: float
) -> NDArray[np.uint8]:
    return blurred_photo(picture.opaque(level, edits), matte, deviation)


def _blur_of(entry: OpenDocument) -> Blurred | None:
    """What the blurred photo that is to be seen depends on; None where there is none."""
    state = None if entry.document is None else entry.document.state
    if state is None or state.cutout is None or not isinstance(state.look.backdrop, BlurredBackdrop):
        return None
    return state.cutout, state.matte_version, state.visible_edits, state.look.backdrop.radius


def _completed(before: Look, look: Look) -> Look:
    """A marketplace takes white alone behind its picture."""
    is_new = before.framing.shape is not look.framing.shape
    if is_new and look.framing.shape is CanvasShape.MARKETPLACE:
        return replace(look, backdrop=ColorBackdrop(WHITE))
    return look


def _label(before: Look, after: Look) -> str:
    if before.backdrop != after.backdrop:
        return "Backdrop"
    if before.shadow != after.shadow:
        return "Shadow"
    return "Edge" if before.edge != after.edge else "Canvas"


def _is_another(now: Backdrop | None, before: Backdrop | None) -> bool:
    """Not the same picture elsewhere or larger."""
    if isinstance(now, PictureBackdrop) and isinstance(before, PictureBackdrop):
        return now.picture is not before.picture
    return now != before
