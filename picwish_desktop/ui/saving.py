"""Saving documents."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from math import floor
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.flatten import is_opaque
from picwish_desktop.imaging.write import Encoding
from picwish_desktop.operations.catalogue import CutOutFace, Format, RemoveBackground
from picwish_desktop.storage.paths import Paths
from picwish_desktop.storage.private import PrivateListError, set_private
from picwish_desktop.storage.reaching import reach, reach_soon
from picwish_desktop.storage.settings import Settings
from picwish_desktop.storage.stamp import NO_FILE, stamp
from picwish_desktop.ui.dialogs.file_name import ask_file_name
from picwish_desktop.ui.dialogs.message import show_message
from picwish_desktop.ui.dialogs.save import SaveChoice, SaveDialog
from picwish_desktop.ui.dialogs.save_format import PhotoToSave, format_named, with_ending
from picwish_desktop.ui.last_format import in_last_format, remember_format
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.workflows.cutout_files import save_cutout, save_matte
from picwish_desktop.workflows.files import remember_saved, save, saved_note
from picwish_desktop.workflows.results import default_output

MATTE = RemoveBackground(output="mask")
BUSY = "Not saved: something still runs on this photo. Wait until it is done, or press Esc to stop it."

log = logging.getLogger(__name__)


class Saving:
    def __init__(
        self,
        window: QWidget,
        documents: OpenDocuments,
        tasks: Tasks,
        paths: Paths,
        settings: Settings,
        shows_cutouts: Callable[[], bool],
    ) -> None:
        """`shows_cutouts` says whether the window shows the cutout of a document that has one."""
        self._window = window
        self._documents = documents
        self._tasks = tasks
        self._paths = paths
        self._settings = settings
        self._shows_cutouts = shows_cutouts
        self._asked_about = set[OpenDocument]()
        """Of which a dialog asks where they are to be saved."""

    def save_current(self) -> None:
        self._spawn_with_current(self.save)

    def save_current_as(self) -> None:
        self._spawn_with_current(self.save_as)

    def save_matte(self) -> None:
        """Ask where, and write the cutout's matte alone."""
        entry = self._documents.current
        if entry is None or entry.document is None or entry.document.state.cutout is None or entry.is_busy:
            return
        suggested = default_output(self._place(entry), MATTE)
        ask_file_name(
            self._window,
            "Save matte",
            str(suggested),
            "PNG (*.png)",
            "png",
            lambda path: self._tasks.save(self._write_matte(entry, path), path.name),
        )

    async def save(self, entry: OpenDocument) -> bool:
        """Write what is seen to where it was saved before, or ask where. False when the person changed their mind or it
        failed."""
        return await self._save(entry, is_cutout=self._is_cutout(entry))

    async def save_as(self, entry: OpenDocument) -> bool:
        """Ask where and how, and write what is seen."""
        is_cutout = self._is_cutout(entry)
        self._keep_what_is_seen(entry)
        place = await self._ask_place(entry, is_cutout=is_cutout)
        return place is not None and await self.write(entry, *place, is_cutout=is_cutout)

    def parts(self, entry: OpenDocument) -> list[bool]:
        """What of it can be lost, each by whether it is the cutout: what is seen, and then what is not seen."""
        if not _has_cutout(entry):
            return [False]
        assert entry.document is not None
        is_cutout = self._is_cutout(entry) or not entry.document.state.visible_edits
        return [is_cutout, not is_cutout]

    async def _save(self, entry: OpenDocument, *, is_cutout: bool) -> bool:
        place = await self.place_for(entry, is_cutout=is_cutout)
        return place is not None and await self.write(entry, *place, is_cutout=is_cutout)

    async def place_for(self, entry: OpenDocument, *, is_cutout: bool) -> tuple[Path, Encoding] | None:
        """Where it was saved before, or where and how the person wants it; None when they changed their mind, or are
        asked already."""
        self._keep_what_is_seen(entry)
        known = entry.saved_as.get(is_cutout)
        if known is None or (is_cutout and _would_put_on_white(entry, known[1])):
            return await self._ask_place(entry, is_cutout=is_cutout)
        if await self._is_changed(entry, is_cutout=is_cutout):
            return await self._ask_place(entry, is_cutout=is_cutout, changed=known[0])
        return known

    def _keep_what_is_seen(self, entry: OpenDocument) -> None:
        """That is what is saved, and not what comes while a place is looked at or asked for."""
        self._documents.about_to_edit.emit()
        if entry.document is not None:
            entry.document.keep()

    async def _is_changed(self, entry: OpenDocument, *, is_cutout: bool) -> bool:
        """Whether another program, or another tab, wrote where it was saved, or may have."""
        (path, _), ours = entry.saved_as[is_cutout], entry.saved_stamps.get(is_cutout)
        if ours is None:
            return False
        try:
            found = await reach_soon(stamp, path)
        except TimeoutError:
            # it may be: who is asked is told that the place does not answer, and can choose another one
            return True
        # what is saved here meanwhile is no other's
        is_ours = entry.writing.locked() or entry.saved_stamps.get(is_cutout) != ours
        return not is_ours and found not in (ours, NO_FILE)

    async def _ask_place(
        self, entry: OpenDocument, *, is_cutout: bool, changed: Path | None = None
    ) -> tuple[Path, Encoding] | None:
        if entry in self._asked_about:
            return None
        # what holds the mouse would hold it over the dialog, too
        self._documents.about_to_edit.emit()
        photo = _photo_to_save(entry, is_cutout=is_cutout)
        self._asked_about.add(entry)
        try:
            choice = await self._ask(photo, self._suggestion(entry, photo), changed)
        finally:
            self._asked_about.discard(entry)
        if choice is None:
            return None
        self._remember(choice, photo)
        if is_cutout:
            entry.was_transparent = photo.has_alpha
        return choice.path, Encoding(choice.format, choice.quality)

    def _spawn_with_current(self, function: Callable[[OpenDocument], Coroutine[None, None, bool]]) -> None:
        entry = self._documents.current
        if entry is None or entry.document is None:
            return
        if entry.is_busy:
            self._documents.told.emit(BUSY)
        else:
            self._tasks.spawn(function(entry))

    def _is_cutout(self, entry: OpenDocument) -> bool:
        """Whether it is the cutout that is saved: what the person sees is what is saved."""
        return self._shows_cutouts() and _has_cutout(entry)

    async def write(self, entry: OpenDocument, path: Path, encoding: Encoding, *, is_cutout: bool) -> bool:
        """False where it failed, which the person is told."""
        document = entry.document
        assert document is not None
        self._documents.about_to_edit.emit()
        self._documents.about_to_write.emit(path)
        self._documents.told.emit(f"Saving {path}…")
        try:
            async with entry.writing:
                if entry.taking is not None:
                    # one after the other: each holds much of the photo once more
                    await asyncio.wait([entry.taking])
                if is_cutout:
                    thumbnail = await save_cutout(document, path, encoding, self._saving(path))
                else:
                    thumbnail = await save(document, path, encoding)
                if document.is_private:
                    # what the tab stands for from now on is locked as the photo is that it was made of
                    await self._lock(path)
        except PictureError as error:
            self._documents.told.emit("Not saved")
            show_message("Not saved", str(error), self._window)
            return False
        self._note_saved(entry, (path, encoding), is_cutout=is_cutout)
        entry.message = ""
        if is_cutout:
            self._documents.changed.emit()
        else:
            entry.stand_for_file()
            self._documents.rename(entry, path.name)
        self._documents.told.emit(f"Saved {path}")
        if thumbnail is not None and entry.is_remembered:
            note = "cut out" if is_cutout else saved_note(len(document.state.edits))
            await self._remember_saved(path, note, thumbnail)
        return True

    async def _lock(self, path: Path) -> None:
        try:
            await asyncio.to_thread(set_private, self._paths.private, path, True)
        except (OSError, RuntimeError, PrivateListError) as error:
            show_message("The lock was not kept", f"{error} “{path.name}” is saved and not locked.", self._window)

    def _note_saved(self, entry: OpenDocument, place: tuple[Path, Encoding], *, is_cutout: bool) -> None:
        entry.saved_as[is_cutout] = place
        # until it is known by which, the file is not compared
        entry.saved_stamps.pop(is_cutout, None)

        async def note_stamp() -> None:
            found = await reach(stamp, place[0])
            # or it was saved once more meanwhile
            if entry.saved_as[is_cutout] is place:
                entry.saved_stamps[is_cutout] = found

        # a share may be gone by now
        self._tasks.spawn(note_stamp())

    def _saving(self, path: Path) -> Callable[[float], None]:
        """What says how far it is, in steps; any thread may call it."""
        loop, said = asyncio.get_running_loop(), 0

        def report(part: float) -> None:
            nonlocal said
            if (percent := floor(part * 10) * 10) > said:
                said = percent
                loop.call_soon_threadsafe(self._documents.told.emit, f"Saving {path}… {percent} %")

        return report

    async def _remember_saved(self, path: Path, note: str, thumbnail: bytes) -> None:
        try:
            await remember_saved(self._paths, path, note, thumbnail)
        except OSError as error:
            log.warning("%s is not among the recent pictures: %s", path, error)

    async def _write_matte(self, entry: OpenDocument, path: Path) -> bool:
        if entry.document is None or entry.document.state.cutout is None:
            return False
        self._documents.about_to_write.emit(path)
        try:
            await save_matte(entry.document, path)
        except PictureError as error:
            show_message("Not saved", str(error), self._window)
            return False
        self._documents.told.emit(f"Saved {path}")
        return True

    async def _ask(self, photo: PhotoToSave, suggested: Path, changed: Path | None) -> SaveChoice | None:
        dialog = SaveDialog(
            photo,
            suggested,
            self._tasks.spawn,
            changed=changed,
            jpeg_quality=self._settings.save_jpeg_quality or None,
            webp_quality=self._settings.save_webp_quality or None,
            parent=self._window,
        )
        chosen: list[SaveChoice] = []
        dialog.chosen.connect(chosen.append)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        closed = asyncio.get_running_loop().create_future()
        dialog.finished.connect(closed.set_result)
        dialog.open()
        await closed
        return chosen[0] if chosen else None

    def _suggestion(self, entry: OpenDocument, photo: PhotoToSave) -> Path:
        document = entry.document
        assert document is not None
        if (known := entry.saved_as.get(photo.is_cutout)) is not None:
            path, encoding = known
            if not photo.is_cutout or not _would_put_on_white(entry, encoding):
                return path
            # its own file cannot hold what has no backdrop any more
            suggestion = with_ending(path, format_named("PNG"))
        elif photo.is_cutout:
            cut_out = CutOutFace if isinstance(entry.cut.operation, CutOutFace) else RemoveBackground
            file_format: Format = "png" if photo.has_alpha else "jpg"
            suggestion = default_output(self._place(entry), cut_out(format=file_format))
        elif entry.path is not None:
            # a name says what was done; the dialog asks before the opened file is replaced
            suggestion = default_output(entry.path) if document.state.visible_edits else entry.path
        else:
            suggestion = self._place(entry).with_name(f"{entry.title}.png")
        return in_last_format(suggestion, photo, self._settings)

    def _place(self, entry: OpenDocument) -> Path:
        """The photo's file, or where one could be."""
        return entry.path or Path(self._settings.save_folder or Path.home()) / entry.title

    def _remember(self, choice: SaveChoice, photo: PhotoToSave) -> None:
        remember_format(choice.format, photo, self._settings)
        self._settings.save_folder = str(choice.path.parent)
        if choice.format == "JPEG":
            self._settings.save_jpeg_quality = choice.quality or 0
        elif choice.format == "WEBP":
            self._settings.save_webp_quality = choice.quality or 0


def _has_cutout(entry: OpenDocument) -> bool:
    return entry.document is not None and entry.document.state.cutout is not None


def _photo_to_save(entry: OpenDocument, *, is_cutout: bool) -> PhotoToSave:
    assert entry.document is not None
    photo = entry.document.photo
    has_alpha = not is_opaque(entry.document.state.look) if is_cutout else photo.has_alpha
    return PhotoToSave(entry.path, photo.metadata.jpeg is not None, photo.bit_depth, has_alpha, is_cutout)


def _would_put_on_white(entry: OpenDocument, encoding: Encoding) -> bool:
    """Whether a cutout is transparent now, which its file cannot be, and was not when the person chose the file."""
    is_transparent = _photo_to_save(entry, is_cutout=True).has_alpha
    return is_transparent and not entry.was_transparent and not format_named(encoding.format).keeps_alpha
