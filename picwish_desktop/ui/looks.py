"""How the cutout that is shown looks: what stands behind it, its shadow, edge and frame. Asks nobody, costs nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from picwish_desktop.imaging.backdrop_file import read_backdrop
from picwish_desktop.imaging.blur import WORKING_SIDE, blurred_photo
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.model.backdrop import BlurredBackdrop, ColorBackdrop, PictureBackdrop
from picwish_desktop.model.cutout import Look
from picwish_desktop.model.document import Document
from picwish_desktop.model.frame import CanvasShape
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.model.state import Change, State
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
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
        documents.about_to_edit.connect(self._end_drag)
        documents.current_changed.connect(self._end_drag)

    def change(self, look: Look, is_final: bool) -> None:
        """Take `look` in place of the one there is; with `is_final` the drag that it ends becomes a step."""
        entry = self._documents.current
        if entry is None or entry.document is None or entry.work is not None:
            return
        document = entry.document
        look = _completed(document.state.look, look)
        if self._needs_blur(entry, look):
            self._tasks.spawn(self._change_blurred(entry, look))
            return
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
        dialog = QFileDialog(self._window, "Backdrop", self._settings.open_folder, PICTURES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.take_picture(entry, Path(name)))
        dialog.open()

    def take_picture(self, entry: OpenDocument, path: Path) -> None:
        """Put the cutout of `entry` before the picture at `path`."""
        self._tasks.spawn(self._take_picture(entry, path))

    def follow(self, entry: OpenDocument) -> None:
        """The cutout is another: what was computed from it is computed again."""
        if entry.document is not None and self._needs_blur(entry, entry.document.state.look):
            self._tasks.spawn(self._blur(entry))

    async def _take_picture(self, entry: OpenDocument, path: Path) -> None:
        document, picture = entry.document, entry.picture
        if document is None or picture is None:
            return
        try:
            backdrop = await asyncio.to_thread(read_backdrop, path)
        except PictureError as error:
            entry.message = str(error)
            self._documents.changed.emit()
            return
        await asyncio.to_thread(picture.behind.add_picture, backdrop)
        entry.backdrop_picture = backdrop
        if entry.work is None:
            self._documents.about_to_edit.emit()
            document.set_look("Backdrop", replace(document.state.look, backdrop=PictureBackdrop(backdrop)))
        self._documents.changed.emit()

    async def prepare(self, entry: OpenDocument, state: State) -> None:
        """Make what drawing the cutout of `state` on `entry` needs, such as when a document is brought back."""
        picture = entry.picture
        assert picture is not None
        if state.cutout is not None:
            await asyncio.to_thread(picture.matte_levels, state.cutout.matte)
        if isinstance(state.look.backdrop, PictureBackdrop):
            entry.backdrop_picture = state.look.backdrop.picture
            await asyncio.to_thread(picture.behind.add_picture, state.look.backdrop.picture)

    async def _change_blurred(self, entry: OpenDocument, look: Look) -> None:
        await self._blur(entry, look)
        if entry.document is not None and entry.work is None:
            self._documents.about_to_edit.emit()
            entry.document.set_look(_label(entry.document.state.look, look), look)

    async def _blur(self, entry: OpenDocument, look: Look | None = None) -> None:
        document, picture = entry.document, entry.picture
        if document is None or picture is None or document.state.cutout is None:
            return
        look = look or document.state.look
        assert isinstance(look.backdrop, BlurredBackdrop)
        wanted = (id(document.state.cutout.matte), document.state.matte_version, look.backdrop.radius)
        entry.blurred = wanted
        cutout, level = document.state.cutout, picture.level_within(WORKING_SIDE)
        pixels = picture.opaque(level, document.state.visible_edits)
        matte = picture.matte_levels(cutout.matte).level(level)[..., 0].copy()
        radius = look.backdrop.radius * max(matte.shape)
        blurred = await asyncio.to_thread(blurred_photo, pixels, matte, radius)
        if entry.blurred == wanted:
            picture.behind.set_blurred(blurred, document.photo.bounds)
            document.notify(Change(look=True))

    @staticmethod
    def _needs_blur(entry: OpenDocument, look: Look) -> bool:
        if entry.document is None or entry.document.state.cutout is None:
            return False
        if not isinstance(look.backdrop, BlurredBackdrop):
            return False
        state = entry.document.state
        assert state.cutout is not None
        return entry.blurred != (id(state.cutout.matte), state.matte_version, look.backdrop.radius)

    def _end_drag(self) -> None:
        drag, self._drag = self._drag, None
        if drag is not None:
            drag[1].commit()


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
