"""The counter: document types, presets, papers and copies, and the way from one customer to the next."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from picwish_desktop.idphoto.calibration import CalibrationStore
from picwish_desktop.idphoto.choices import CHOICES, Choices, load_choices, save_choices
from picwish_desktop.idphoto.document_file import DocumentFileError
from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.own_documents import OwnDocuments
from picwish_desktop.idphoto.papers import PaperError, bundled_papers, find_paper
from picwish_desktop.idphoto.preset import Preset, PresetError, PresetStore
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.model.backdrop import Color
from picwish_desktop.model.id_photo import IdPhoto
from picwish_desktop.model.sheet import Paper
from picwish_desktop.storage.reaching import reach
from picwish_desktop.ui.dialogs.file_name import ask_file_name
from picwish_desktop.ui.dialogs.message import show_message
from picwish_desktop.ui.dialogs.open_file import ask_open_file
from picwish_desktop.ui.id_photos import IdPhotos
from picwish_desktop.ui.open_documents import OpenDocuments
from picwish_desktop.ui.panels.id_photo_state import BackgroundChoice, SheetSettings
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.ticket import CurrentTicket
from picwish_desktop.ui.widgets.document_rows import DocumentShelf
from picwish_desktop.workflows.service import Service
from picwish_desktop.workflows.tickets import Tickets

log = logging.getLogger(__name__)

DOCUMENT_FILES = "Document types (*.json)"


class Counter(QObject):
    """What the person chooses; `Delivery` makes something of it."""

    changed = Signal()
    provider_changed = Signal()
    """A preset named another one."""
    documents_changed = Signal(DocumentShelf)
    sheet_changed = Signal()
    """The person wants other paper, copies or places on the sheet."""

    def __init__(
        self, window: QWidget, documents: OpenDocuments, id_photos: IdPhotos, tasks: Tasks, service: Service
    ) -> None:
        super().__init__(window)
        self._window = window
        self._documents = documents
        self._id_photos = id_photos
        self._tasks = tasks
        self._settings = service.settings
        folder = service.paths.id_photo
        self._choices_path = folder / CHOICES
        self.own = OwnDocuments(folder / "documents")
        self._presets_path = folder / "presets.json"
        self.presets = PresetStore(self._presets_path)
        self.calibrations = CalibrationStore(folder / "calibration.json")
        self.tickets = Tickets(service.paths.tickets)
        self.ticket = CurrentTicket(self.tickets, tasks, self)
        self.shelf = DocumentShelf()
        self.preset: Preset | None = None
        """The one that is in use."""
        self.known_presets: tuple[Preset, ...] = ()
        self.last: Preset | None = None
        """What the customer before had."""
        self._choices = Choices()
        self._loading: asyncio.Task[None] | None = None
        self._choosing = asyncio.Lock()
        self.ticket.changed.connect(self.changed)

    # what there is

    def load(self) -> asyncio.Task[None]:
        """Read the rules and what the person made of them, once."""
        if self._loading is None:
            self._loading = self._tasks.spawn(self._load())
            self._loading.add_done_callback(self._loaded)
        return self._loading

    def _loaded(self, loading: asyncio.Task[None]) -> None:
        if loading.cancelled() or loading.exception() is not None:
            # the next one who needs it tries again
            self._loading = None

    async def _load(self) -> None:
        self._choices = await asyncio.to_thread(load_choices, self._choices_path)
        self.known_presets, self.last = await asyncio.to_thread(lambda: (self.presets.presets(), self.presets.last()))
        await self.read_documents()
        if self._id_photos.spec is None and self.shelf.specs:
            wanted = self.shelf.find(self._settings.id_document) or self.shelf.specs[0]
            self._id_photos.choose_document(wanted)
        self._lay()
        await self.ticket.begin()

    async def read_documents(self) -> None:
        bundled = await asyncio.to_thread(bundled_documents)
        own = await asyncio.to_thread(self.own.all)
        self.shelf = DocumentShelf(
            (*bundled, *own),
            frozenset(spec.id for spec in own),
            self._choices.favourites,
            self._choices.recent,
        )
        self.documents_changed.emit(self.shelf)
        self.changed.emit()

    @property
    def papers(self) -> tuple[Paper, ...]:
        return (*bundled_papers(), *self._choices.papers)

    @property
    def own_papers(self) -> tuple[Paper, ...]:
        return self._choices.papers

    @property
    def paper(self) -> Paper:
        try:
            return find_paper(self._settings.id_paper, self._choices.papers)
        except PaperError:
            return bundled_papers()[0]

    @property
    def sheet_settings(self) -> SheetSettings:
        settings, ticket = self._settings, self.ticket
        return SheetSettings(
            self.paper.name,
            # each that was added has its own number
            next((item.copies for item in ticket.added if item.key == ticket.shown), settings.id_copies),
            settings.id_fills_sheet,
            settings.id_gap,
            settings.id_margin,
            settings.id_cut_marks,
            "upright"
            if settings.id_orientation == "upright"
            else "turned"
            if settings.id_orientation == "turned"
            else "auto",
        )

    # choices

    def choose_document(self, id_: str) -> None:
        """What is chosen already stays as it is."""
        spec = self.shelf.find(id_)
        if spec is None or spec == self._id_photos.spec:
            return
        self._leave_preset(id_)
        self._id_photos.wanted_background = None
        self._change_choices(self._choices.used(id_))
        self._id_photos.choose_document(spec)

    def follow(self, made: IdPhoto | None) -> None:
        """The ID photo that is shown says which document type is worked on."""
        spec = self._id_photos.spec
        if made is None or spec is None:
            return
        if (made.document_type, made.is_upload) != (spec.id, self._settings.id_is_upload):
            found = self.shelf.find(made.document_type)
            if found is not None:
                self._id_photos.follow(found, made)
                self._leave_preset(found.id)

    def _leave_preset(self, id_: str) -> None:
        """It is of another document type than that."""
        if self.preset is not None and self.preset.document != id_:
            self.preset = None

    def set_favourite(self, id_: str, is_favourite: bool) -> None:
        self._change_choices(self._choices.with_favourite(id_, is_favourite=is_favourite))

    def set_sheet(self, sheet: SheetSettings, _is_final: bool = True) -> None:
        """Lay the sheet out otherwise: this costs nothing and computes no cutout."""
        settings, key = self._settings, self.ticket.shown
        if sheet.copies != self.sheet_settings.copies:
            settings.id_copies = sheet.copies
            if self.ticket.is_added(key):
                self.ticket.set_copies(key, sheet.copies)
        settings.id_paper, settings.id_fills_sheet = sheet.paper, sheet.is_filled
        settings.id_gap, settings.id_margin = sheet.gap, sheet.margin
        settings.id_cut_marks, settings.id_orientation = sheet.has_cut_marks, sheet.orientation
        self._lay()
        self.sheet_changed.emit()
        self.changed.emit()

    def set_copies(self, key: str, copies: int) -> None:
        """Of one that was added; who counts copies does not want the sheet to be filled, and counts from what is
        seen."""
        if self._settings.id_fills_sheet:
            self.ticket.ask_for_filled()
        self._settings.id_fills_sheet = False
        self._lay()
        self.ticket.set_copies(key, copies)

    def set_papers(self, papers: Sequence[Paper], chosen: Paper | None) -> None:
        self._change_choices(replace(self._choices, papers=tuple(papers)))
        if chosen is not None:
            self._settings.id_paper = chosen.name
        self._lay()
        self.changed.emit()

    def _change_choices(self, choices: Choices) -> None:
        self._choices = choices
        self.shelf = replace(self.shelf, favourites=choices.favourites, recent=choices.recent)
        self._tasks.spawn(self._save_choices())
        self.documents_changed.emit(self.shelf)

    async def _save_choices(self) -> None:
        # what was chosen last is also written last
        async with self._choosing:
            try:
                await asyncio.to_thread(save_choices, self._choices, self._choices_path)
            except OSError as error:
                log.warning("a choice was not kept: %s", error)

    def _lay(self) -> None:
        self.ticket.lay(self.sheet_settings, self.paper)

    # document types of one's own

    def save_document(self, spec: DocumentSpec) -> None:
        self._tasks.spawn(self._save_document(spec))

    async def _save_document(self, spec: DocumentSpec) -> None:
        try:
            kept = await asyncio.to_thread(self.own.save, spec)
        except DocumentFileError as error:
            show_message("This document type is not kept", str(error), self._window)
            return
        await self.read_documents()
        self.choose_document(kept.id)

    def ask_import(self) -> None:
        ask_open_file(
            self._window,
            "Import a document type",
            self._settings.open_folder,
            DOCUMENT_FILES,
            lambda path: self._tasks.spawn(self._import(path)),
        )

    async def _import(self, path: Path) -> None:
        try:
            spec = await reach(self.own.read_file, path)
        except DocumentFileError as error:
            show_message("This file is no document type", str(error), self._window)
            return
        # another one of that name stays
        await self._save_document(replace(spec, id=await asyncio.to_thread(self.own.free_id, spec.id)))

    def ask_export(self, id_: str) -> None:
        spec = self.shelf.find(id_)
        if spec is None:
            return
        suggested = str(Path(self._settings.save_folder or Path.home()) / f"{spec.id}.json")
        ask_file_name(
            self._window,
            "Export the document type",
            suggested,
            DOCUMENT_FILES,
            "json",
            lambda path: self._tasks.save(self._export(spec, path), path.name),
        )

    async def _export(self, spec: DocumentSpec, path: Path) -> bool:
        try:
            await reach(self.own.write_file, spec, path)
        except DocumentFileError as error:
            show_message("Not exported", f"{error} Choose another folder.", self._window)
            return False
        self._documents.told.emit(f"Saved {path}")
        return True

    def delete_document(self, id_: str) -> None:
        self._tasks.spawn(self._delete_document(id_))

    async def _delete_document(self, id_: str) -> None:
        try:
            await asyncio.to_thread(self.own.remove, id_)
        except DocumentFileError as error:
            show_message("Not deleted", str(error), self._window)
            return
        await self.read_documents()
        if self._id_photos.spec is not None and self._id_photos.spec.id == id_:
            self.choose_document(self.shelf.specs[0].id)

    # presets

    def choose_preset(self, name: str) -> None:
        preset = next((one for one in self.known_presets if one.name == name), None)
        self.preset = preset
        if preset is not None:
            self._take(preset)
        self.changed.emit()

    def repeat_last(self) -> None:
        """Document, background, sheet and file as for the customer before."""
        if self.last is not None:
            self._take(self.last)
            self.changed.emit()

    def save_preset(self, name: str, is_locked: bool) -> None:
        self._tasks.spawn(self._change_presets(replace(self._as_preset(), name=name, is_locked=is_locked)))

    def lock_preset(self, is_locked: bool) -> None:
        if self.preset is not None:
            self._tasks.spawn(self._change_presets(replace(self.preset, is_locked=is_locked)))

    def remove_preset(self, name: str) -> None:
        self._tasks.spawn(self._remove_preset(name))

    async def _change_presets(self, preset: Preset) -> None:
        try:
            self.preset = await asyncio.to_thread(self.presets.save, preset)
        except (OSError, PresetError) as error:
            show_message("The preset is not kept", self._preset_problem(error), self._window)
        self.known_presets = await asyncio.to_thread(self.presets.presets)
        self.changed.emit()

    async def _remove_preset(self, name: str) -> None:
        try:
            await asyncio.to_thread(self.presets.remove, name)
        except (OSError, PresetError) as error:
            show_message("The preset is not removed", self._preset_problem(error), self._window)
        else:
            if self.preset is not None and self.preset.name == name:
                self.preset = None
        self.known_presets = await asyncio.to_thread(self.presets.presets)
        self.changed.emit()

    def _preset_problem(self, error: OSError | PresetError) -> str:
        if isinstance(error, PresetError):
            return str(error)
        reason = error.strerror or error
        return f"“{self._presets_path}” cannot be changed: {reason}. Check its folder, then try again."

    def _as_preset(self) -> Preset:
        settings, spec = self._settings, self._id_photos.spec
        made = self._id_photos.id_photo(self._documents.current)
        color = None if made is None or made.background is None else bytes(made.background).hex()
        return Preset(
            "",
            "" if spec is None else spec.id,
            color,
            settings.id_paper,
            settings.id_copies,
            self._id_photos.file_format,
            settings.id_photo_provider,
        )

    def _take(self, preset: Preset) -> None:
        settings = self._settings
        settings.id_format, settings.id_photo_provider = preset.format, preset.provider
        self.provider_changed.emit()
        settings.id_copies = preset.copies
        if preset.paper is not None:
            settings.id_paper = preset.paper
        self.choose_document(preset.document)
        made, color = self._id_photos.id_photo(self._documents.current), _color(preset)
        self._id_photos.wanted_background = color
        if color is not None and made is not None and not made.keeps_background:
            self._id_photos.set_background(BackgroundChoice(color), True)
        self._lay()

    # customers

    async def begin_customer(self) -> None:
        """A new ticket; what was asked for by the one who went is forgotten."""
        self._settings.id_most_kb = 0
        self._id_photos.wanted_background = None if self.preset is None else _color(self.preset)
        await self.ticket.begin()

    async def remember_last(self) -> None:
        """What is chosen now is what the next customer can have again."""
        self.last = self._as_preset()
        try:
            await asyncio.to_thread(self.presets.set_last, self.last)
        except (OSError, PresetError) as error:
            log.warning("what was used last is not kept: %s", error)


def _color(preset: Preset) -> Color | None:
    if preset.background is None:
        return None
    red, green, blue = bytes.fromhex(preset.background)
    return red, green, blue
