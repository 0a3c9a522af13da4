"""Opening pictures: by dialog, drop, paste, sample, recent list or command line."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from picwish_desktop.imaging.color import display_pixels, to_8_bits
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.pyramid import Pyramid
from picwish_desktop.model.document import Document
from picwish_desktop.model.photo import Photo
from picwish_desktop.model.small_pages import in_small_pages
from picwish_desktop.storage.paths import Paths
from picwish_desktop.storage.private import is_private
from picwish_desktop.storage.reaching import reach, reach_soon
from picwish_desktop.storage.settings import Settings
from picwish_desktop.storage.stamp import NO_FILE, stamp
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.picture import Picture, ToDisplay
from picwish_desktop.ui.dialogs.message import show_message
from picwish_desktop.ui.encoded_image import encoded_image
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.preview import Preview
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.widgets.message_bar import Fact
from picwish_desktop.workflows.files import Opened, open_bytes, open_file, remember_opened

log = logging.getLogger(__name__)

SOON = 0.3
"""Seconds in which a file mostly answers: they are read in order, but for those that do not."""
PICTURES = "Pictures (*.jpg *.jpeg *.jpe *.jfif *.png *.webp *.tif *.tiff *.bmp *.dib);;All files (*)"


class Opening:
    def __init__(
        self, window: QWidget, documents: OpenDocuments, tasks: Tasks, paths: Paths, settings: Settings
    ) -> None:
        self._window = window
        self._documents = documents
        self._tasks = tasks
        self._paths = paths
        self._settings = settings

    def ask(self) -> None:
        """Let the person choose files."""
        dialog = QFileDialog(self._window, "Open pictures", self._settings.open_folder, PICTURES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    def open_files(self, files: Iterable[Path], *, is_remembered: bool = True, preview: Preview | None = None) -> None:
        """One tab for each; one that is open already is only shown. `is_remembered`: among the recent pictures.
        `preview` is of one of them."""
        new = []
        for file in files:
            path = file.absolute()
            entry = OpenDocument(path.name, path, is_remembered=is_remembered)
            if (opened := self._standing_for(path)) is not None:
                self._documents.show(opened)
                self._tasks.spawn(self._open_if_changed(opened, entry))
            else:
                if preview is not None and preview.path == file:
                    entry.picture = _picture_of(preview)
                self._documents.add(entry)
                new.append(entry)
        if new:
            self._tasks.spawn(self._open_all(new))

    def _standing_for(self, path: Path) -> OpenDocument | None:
        """The tab whose picture is what is in a file, as far as this program knows."""
        standing = (entry for entry in self._documents if _file_of(entry) == path)
        return max(standing, key=lambda entry: entry.stands_since, default=None)

    def open_mime(self, mime: QMimeData) -> bool:
        """What was pasted or dropped; False when there is no picture in it."""
        files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if files:
            self.open_files(files)
            return True
        if mime.hasImage():
            image = QImage(mime.imageData())
            if not image.isNull():
                # a tab at once: to read a large one takes a moment
                entry = OpenDocument(self._pasted_title())
                self._documents.add(entry)
                self._tasks.spawn(self._open_data(entry, lambda: encoded_image(image)))
                return True
        return False

    def _pasted_title(self) -> str:
        titles = {entry.title for entry in self._documents}
        names = ("Pasted picture", *(f"Pasted picture {number}" for number in range(2, len(titles) + 3)))
        return next(name for name in names if name not in titles)

    def open_sample(self, path: Path) -> None:
        """A picture that comes with the program: nothing is ever saved beside it, and it is not a recent one."""
        entry = OpenDocument(path.name)
        self._documents.add(entry)
        self._tasks.spawn(self._open_data(entry, path.read_bytes))

    def paste(self) -> None:
        if not self.open_mime(QGuiApplication.clipboard().mimeData()):
            show_message("Nothing to paste", "There is no picture on the clipboard. Copy one first.", self._window)

    async def open_again(self, title: str, photo: Path, *, is_untouched: bool = False) -> OpenDocument:
        """Open the photo of unsaved work, unless it is open, and `is_untouched` where that is wanted. Raises
        PictureError."""
        for opened in self._documents:
            if opened.path != photo or opened.document is None:
                continue
            if not (is_untouched and opened.document.is_worth_recovering):
                self._documents.show(opened)
                return opened
        return await self.open_as(title, photo, open_file(photo, None))

    async def open_as(self, title: str, path: Path | None, reading: Awaitable[Opened]) -> OpenDocument:
        """A tab for what was opened from `path` once, whatever is there now; it may be closed by the time. Raises
        PictureError."""
        entry = OpenDocument(title, path)
        self._documents.add(entry)
        try:
            opened = await reading
            self._show(entry, opened, is_locked=path is not None and await self._is_locked(path))
        except PictureError:
            self._documents.remove(entry)
            raise
        return entry

    def _chosen(self, names: Sequence[str]) -> None:
        files = [Path(name) for name in names]
        if files:
            self._settings.open_folder = str(files[0].parent)
        self.open_files(files)

    async def _open_if_changed(self, saved: OpenDocument, entry: OpenDocument) -> None:
        """Open `entry`, where another program changed its file since `saved` was written to it."""
        known = saved.saved_stamps.get(False)
        if entry.path is None or known is None or await reach(stamp, entry.path) in (known, NO_FILE):
            return
        if (standing := self._standing_for(entry.path)) is not None and standing is not saved:
            # opened, or saved there, meanwhile
            self._documents.show(standing)
        elif saved.saved_stamps.get(False) == known and not saved.writing.locked():
            self._documents.add(entry)
            await self._open_all([entry])

    async def _open_all(self, entries: Sequence[OpenDocument]) -> None:
        """One after the other, as two at once would take twice as long to show the first: the one that is seen. What
        does not answer keeps none of the others waiting, nor what is said of them."""
        problems: list[str] = []
        waiting = sorted(entries, key=lambda entry: entry is not self._documents.current)
        looks = {entry: self._tasks.spawn(reach(stamp, entry.path)) for entry in waiting if entry.path is not None}
        while waiting:
            entry = waiting.pop(0)
            await asyncio.wait([looks[entry]], timeout=SOON)
            if not looks[entry].done():
                waiting.append(entry)
                if not any(looks[other].done() for other in waiting):
                    self._tell(problems)
                    await asyncio.wait([looks[other] for other in waiting], return_when=asyncio.FIRST_COMPLETED)
                continue
            try:
                await self._open(entry)
            except PictureError as error:
                problems.append(str(error))
                self._documents.remove(entry)
        self._tell(problems)

    def _tell(self, problems: list[str]) -> None:
        """What could not be opened, once."""
        if problems:
            title = "This picture cannot be opened" if len(problems) == 1 else "Some pictures cannot be opened"
            show_message(title, "\n\n".join(problems), self._window)
            problems.clear()

    async def _open(self, entry: OpenDocument) -> None:
        if entry.path is None or entry not in tuple(self._documents):
            return

        def show_preview(opened: Opened) -> None:
            entry.picture = Picture(opened.pyramid, _to_display(opened.photo), opened.size)
            self._documents.changed.emit()

        opened = await open_file(entry.path, show_preview if entry.picture is None else None)
        self._show(entry, opened, is_locked=await self._is_locked(entry.path))
        try:
            if entry.is_remembered:
                await remember_opened(self._paths, entry.path, opened.pyramid)
        except OSError as error:
            log.warning("%s is not among the recent pictures: %s", entry.path, error)

    async def _is_locked(self, path: Path) -> bool:
        """True also where its folder does not answer: what may be locked is not sent."""
        try:
            return await reach_soon(is_private, self._paths.private, path)
        except TimeoutError:
            return True

    async def open_data(self, title: str, data: bytes) -> OpenDocument:
        """A tab for a picture that is no file; it may be closed by the time. Raises PictureError."""
        entry = OpenDocument(title)
        self._documents.add(entry)
        await self._read(entry, lambda: data)
        return entry

    async def _open_data(self, entry: OpenDocument, produce: Callable[[], bytes]) -> None:
        try:
            await self._read(entry, produce)
        except PictureError as error:
            show_message("This picture cannot be opened", str(error), self._window)

    async def _read(self, entry: OpenDocument, produce: Callable[[], bytes]) -> None:
        """`produce` is called in a thread. Raises PictureError, and the tab goes."""
        try:
            opened = await open_bytes(await asyncio.to_thread(produce), entry.title)
        except PictureError:
            self._documents.remove(entry)
            raise
        if entry in tuple(self._documents):
            self._show(entry, opened)

    def _show(self, entry: OpenDocument, opened: Opened, *, is_locked: bool = False) -> None:
        photo = opened.photo
        entry.picture = Picture(opened.pyramid, _to_display(photo))
        entry.document = Document(photo, self._settings.undo_megabytes * 1024 * 1024)
        in_small_pages(entry.document.selection.mask)
        entry.picture.follow(entry.document)
        entry.document.subscribe(entry.note_mark)
        entry.document.is_private = self._settings.lock_new_photos or is_locked
        entry.facts = opened.facts
        entry.thumbnail = image_over(np.ascontiguousarray(opened.pyramid.level(opened.pyramid.depth - 1))).copy()
        entry.message = Fact(" ".join(photo.notes))
        self._documents.changed.emit()


def _file_of(entry: OpenDocument) -> Path | None:
    """Where its picture is saved, or where it came from."""
    saved = entry.saved_as.get(False)
    return entry.path if saved is None else saved[0].absolute()


def _to_display(photo: Photo) -> ToDisplay:
    return lambda pixels: display_pixels(Photo(pixels, photo.metadata))


def _picture_of(preview: Preview) -> Picture:
    image = preview.image
    channels = image.depth() // 8
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = np.ascontiguousarray(rows[:, : image.width() * channels]).reshape(image.height(), image.width(), channels)
    return Picture(Pyramid.of(pixels), to_8_bits, (preview.width, preview.height))
