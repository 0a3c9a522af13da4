"""The counter: document types, presets, saving, printing, and the way from one customer to the next."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from picwish_desktop.idphoto.calibration import CalibrationStore
from picwish_desktop.idphoto.choices import Choices, load_choices, save_choices
from picwish_desktop.idphoto.document_file import DocumentFileError
from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.naming import DEFAULT_PATTERN, Naming, PatternError, file_name, safe_name
from picwish_desktop.idphoto.own_documents import OwnDocuments
from picwish_desktop.idphoto.papers import PaperError, bundled_papers, find_paper
from picwish_desktop.idphoto.preset import Preset, PresetError, PresetStore
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.idphoto.ticket import Ticket, TicketPhoto
from picwish_desktop.imaging.color import display_pixels
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.read import read_bytes
from picwish_desktop.model.backdrop import Color
from picwish_desktop.model.id_photo import IdPhoto
from picwish_desktop.model.sheet import Paper
from picwish_desktop.model.state import State
from picwish_desktop.storage.atomic import write_atomically
from picwish_desktop.ui.dialogs.message import show_message
from picwish_desktop.ui.id_photo.printer_pages import PrintError
from picwish_desktop.ui.id_photo.printing import PrintOutcome, print_sheet
from picwish_desktop.ui.id_photos import IdPhotos
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.panels.id_photo_state import BackgroundChoice, SheetSettings
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.ticket import CurrentTicket, Customer, Item, Sheet, item_from, item_of, lay_out_items
from picwish_desktop.ui.widgets.document_rows import DocumentShelf
from picwish_desktop.workflows.id_photo import draw, framed_by_lines, source_of, target_of
from picwish_desktop.workflows.id_photo_sheet import save_sheet, sheet_files
from picwish_desktop.workflows.service import Service
from picwish_desktop.workflows.tickets import TicketError, Tickets

log = logging.getLogger(__name__)

SHEET_FILES = "PDF in real size (*.pdf);;PNG (*.png);;JPEG (*.jpg);;TIFF (*.tif)"
DOCUMENT_FILES = "Document types (*.json)"
FORGET_MS = 3_600_000


@dataclass(frozen=True, slots=True, eq=False)
class _Order:
    """What a press was about."""

    entry: OpenDocument
    spec: DocumentSpec
    customer: Customer


class Counter(QObject):
    changed = Signal()
    documents_changed = Signal(DocumentShelf)
    sheet_wanted = Signal()
    """The person wants to see the sheet."""
    about_to_write = Signal(Path)
    """A picture of our own."""

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
        self._choices_path = folder / "choices.json"
        self.own = OwnDocuments(folder / "documents")
        self.presets = PresetStore(folder / "presets.json")
        self.calibrations = CalibrationStore(folder / "calibration.json")
        self.tickets = Tickets(service.paths.tickets)
        self.ticket = CurrentTicket(self.tickets, tasks, self)
        self.shelf = DocumentShelf()
        self.preset: Preset | None = None
        """The one that is in use."""
        self.known_presets: tuple[Preset, ...] = ()
        self.last: Preset | None = None
        self._choices = Choices()
        self._loading: asyncio.Task[None] | None = None
        self._showing: object = None
        """What the item of the photo that is shown was made of."""
        self._turn = asyncio.Lock()
        """Saving, printing and the next customer come one after the other, as they were asked for."""
        self._choosing = asyncio.Lock()
        self._daily = QTimer(self)
        self._daily.timeout.connect(lambda: self._tasks.spawn(self._forget()))
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

    def forget_old_tickets(self) -> None:
        """Now and from time to time: portraits are personal data, and the program may run for weeks."""
        self._tasks.spawn(self._forget())
        self._daily.start(FORGET_MS)

    async def _forget(self) -> None:
        forgotten = await self.tickets.forget_older_than(self._settings.keep_tickets_days, date.today())
        if forgotten.stayed:
            log.warning("%d old tickets could not be deleted", forgotten.stayed)

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
        settings = self._settings
        return SheetSettings(
            self.paper.name,
            settings.id_copies,
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
        if self.preset is not None and self.preset.document != id_:
            self.preset = None
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

    def set_favourite(self, id_: str, is_favourite: bool) -> None:
        self._change_choices(self._choices.with_favourite(id_, is_favourite=is_favourite))

    def set_sheet(self, sheet: SheetSettings, _is_final: bool = True) -> None:
        """Lay the sheet out otherwise: this costs nothing and computes no cutout."""
        settings, key = self._settings, self.ticket.shown
        if sheet.copies != settings.id_copies and self.ticket.is_added(key):
            self.ticket.set_copies(key, sheet.copies)
        settings.id_paper, settings.id_copies, settings.id_fills_sheet = sheet.paper, sheet.copies, sheet.is_filled
        settings.id_gap, settings.id_margin = sheet.gap, sheet.margin
        settings.id_cut_marks, settings.id_orientation = sheet.has_cut_marks, sheet.orientation
        self._lay()
        self.refresh_item()
        self.changed.emit()

    def set_copies(self, key: str, copies: int) -> None:
        """Of one that was added; who counts copies does not want the sheet to be filled."""
        self._settings.id_fills_sheet = False
        self._lay()
        self.ticket.set_copies(key, copies)

    def add_to_sheet(self) -> None:
        """What is shown stays on the sheet when something else is shown."""
        self._tasks.spawn(self._add_to_sheet())

    async def _add_to_sheet(self) -> None:
        entry, spec, customer = self._documents.current, self._id_photos.spec, self.ticket.customer
        if entry is not None and spec is not None:
            item = await self._item(entry, spec)
            if item is not None and customer is self.ticket.customer:
                self.ticket.show(item)
                self.ticket.add()
                await self._kept(customer, [item], entry)

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
        except (OSError, DocumentFileError) as error:
            show_message("This document type is not kept", str(error), self._window)
            return
        await self.read_documents()
        self.choose_document(kept.id)

    def ask_import(self) -> None:
        dialog = QFileDialog(self._window, "Import a document type", self._settings.open_folder, DOCUMENT_FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self._tasks.spawn(self._import(Path(name))))
        dialog.open()

    async def _import(self, path: Path) -> None:
        try:
            spec = await asyncio.to_thread(self.own.read_file, path)
        except (OSError, DocumentFileError) as error:
            show_message("This file is no document type", str(error), self._window)
            return
        # another one of that name stays
        await self._save_document(replace(spec, id=await asyncio.to_thread(self.own.free_id, spec.id)))

    def ask_export(self, id_: str) -> None:
        spec = self.shelf.find(id_)
        if spec is None:
            return
        suggested = str(Path(self._settings.save_folder or Path.home()) / f"{spec.id}.json")
        self._ask_name(
            "Export the document type", suggested, DOCUMENT_FILES, "json", lambda path: self._export(spec, path)
        )

    async def _export(self, spec: DocumentSpec, path: Path) -> None:
        try:
            await asyncio.to_thread(self.own.write_file, spec, path)
        except OSError as error:
            show_message("Not exported", f"“{path.name}” cannot be written: {error.strerror or error}.", self._window)
            return
        self._documents.told.emit(f"Saved {path}")

    def delete_document(self, id_: str) -> None:
        self._tasks.spawn(self._delete_document(id_))

    async def _delete_document(self, id_: str) -> None:
        try:
            await asyncio.to_thread(self.own.remove, id_)
        except OSError as error:
            show_message(
                "Not deleted", f"The document type cannot be deleted: {error.strerror or error}.", self._window
            )
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
            show_message("The preset is not kept", str(error), self._window)
        self.known_presets = await asyncio.to_thread(self.presets.presets)
        self.changed.emit()

    async def _remove_preset(self, name: str) -> None:
        try:
            await asyncio.to_thread(self.presets.remove, name)
        except (OSError, PresetError) as error:
            show_message("The preset is not removed", str(error), self._window)
        else:
            if self.preset is not None and self.preset.name == name:
                self.preset = None
        self.known_presets = await asyncio.to_thread(self.presets.presets)
        self.changed.emit()

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
            None,
            self._id_photos.file_format,
            settings.id_photo_provider,
        )

    def _take(self, preset: Preset) -> None:
        settings = self._settings
        settings.id_format, settings.id_photo_provider = preset.format, preset.provider
        settings.id_copies = preset.copies
        if preset.paper is not None:
            settings.id_paper = preset.paper
        self.choose_document(preset.document)
        made, color = self._id_photos.id_photo(self._documents.current), _color(preset)
        self._id_photos.wanted_background = color
        if color is not None and made is not None and not made.keeps_background:
            self._id_photos.set_background(BackgroundChoice(color), True)
        self._lay()

    # the photo that is shown, on the sheet

    def refresh_item(self) -> None:
        """It may look otherwise, or there is another one."""
        entry, spec = self._documents.current, self._id_photos.spec
        made = self._id_photos.id_photo(entry)
        if entry is None or entry.document is None or made is None or spec is None:
            self._showing = None
            self.ticket.show(None)
            return
        finished = self._id_photos.finished(entry)
        showing = (entry.id, spec.id, finished, self._settings.id_copies)
        if self.ticket.shown not in ("", _key(entry, spec)):
            # that of another photo, until this one's is made
            self.ticket.show(None)
        if finished is not None and showing != self._showing:
            self._showing = showing
            self._tasks.spawn(self._make_item(entry, spec, showing))

    async def _make_item(self, entry: OpenDocument, spec: DocumentSpec, showing: object) -> None:
        item = await self._item(entry, spec)
        if showing == self._showing:
            self.ticket.show(item)

    async def _item(self, entry: OpenDocument, spec: DocumentSpec) -> Item | None:
        document = entry.document
        made = self._id_photos.id_photo(entry)
        finished = await self._id_photos.finish_now(entry)
        if document is None or made is None or finished is None:
            return None
        target = target_of(spec, is_upload=made.is_upload)
        printed = target_of(spec, is_upload=False)
        pixels = finished.pixels
        if printed != target:
            # the file to upload may have another shape
            placed = made
            if printed.aspect != target.aspect and made.framed is None:
                placed = framed_by_lines(replace(made, is_upload=False), spec, document.photo)
            pixels = await asyncio.to_thread(draw, source_of(document, made), placed, printed.size)
        key = _key(entry, spec)
        copies = next((item.copies for item in self.ticket.added if item.key == key), self._settings.id_copies)
        return await asyncio.to_thread(item_of, key, spec, pixels, printed.dpi, copies, made.background)

    # saving and printing

    def save(self) -> None:
        """Into the folder of the settings, without asking."""
        if (order := self._order()) is not None:
            self._tasks.spawn(self._save(order, None))

    def save_as(self) -> None:
        """Ask where."""
        order = self._order()
        if order is None:
            return
        folder, name = self._place(order.entry)
        png = self._id_photos.file_format == "png"
        files, ending = ("PNG (*.png)", "png") if png else ("JPEG (*.jpg)", "jpg")
        self._ask_name("Save the ID photo", str(folder / name), files, ending, lambda path: self._save(order, path))

    def _order(self) -> _Order | None:
        """What is shown when the person presses: what comes in later is another's."""
        entry, spec = self._documents.current, self._id_photos.spec
        if entry is None or spec is None or self._id_photos.id_photo(entry) is None:
            return None
        return _Order(entry, spec, self.ticket.customer)

    async def _save(self, order: _Order, chosen: Path | None) -> None:
        async with self._turn:
            entry = order.entry
            finished = await self._id_photos.finish_now(entry)
            if finished is None:
                return
            if finished.file is None:
                show_message("Not saved", finished.problem, self._window)
                return
            folder, name = self._place(entry)
            try:
                path = await asyncio.to_thread(_free, folder / name) if chosen is None else chosen
                self.about_to_write.emit(path)
                await asyncio.to_thread(write_atomically, path, finished.file)
            except OSError as error:
                show_message("Not saved", f"“{name}” cannot be written: {error.strerror or error}.", self._window)
                return
            self._documents.told.emit(f"Saved {path}")
            item = await self._item(entry, order.spec)
            await self._kept(order.customer, [] if item is None else [item], entry, saved=path)

    async def keep_customer(self) -> bool:
        """What is on the sheet, and what is worked on, is on disk with the ticket. False where it cannot be."""
        async with self._turn:
            return await self._keep_all()

    async def begin_customer(self) -> None:
        # it was asked for by the one who went
        self._settings.id_most_kb = 0
        self._id_photos.wanted_background = None if self.preset is None else _color(self.preset)
        await self.ticket.begin()

    async def _keep_all(self) -> bool:
        customer, items = self.ticket.customer, list(self.ticket.added)
        order, entry = self._order(), None
        if order is not None and order.entry.document is not None and order.entry.document.is_worth_recovering:
            entry = order.entry
            item = await self._item(entry, order.spec)
            if item is not None:
                items = [*(other for other in items if other.key != item.key), item]
        return not items or await self._kept(customer, items, entry)

    async def _kept(
        self,
        customer: Customer,
        items: Sequence[Item],
        entry: OpenDocument | None,
        *,
        saved: Path | None = None,
        is_printed: bool = False,
    ) -> bool:
        """The ticket says so, and the next customer can have the same. False, with a sentence, where it cannot be on
        disk."""
        document = None if entry is None else entry.document
        before = None if document is None else document.state
        try:
            await self.ticket.keep(customer, items, saved=saved, is_printed=is_printed)
        except (OSError, TicketError, ValueError) as error:
            log.warning("the ticket is not on disk: %s", error)
            reason = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
            show_message("The ticket is not kept", f"It cannot be written on this computer: {reason}.", self._window)
            return False
        if document is not None and before is not None and document.state is before:
            document.mark_id_photo_saved()
            cutout = before.cutout
            if cutout is not None and not is_corrected(before):
                # it is made again by itself, or asked for again from disk
                document.mark_saved(before.content)
        self.last = self._as_preset()
        try:
            await asyncio.to_thread(self.presets.set_last, self.last)
        except (OSError, PresetError) as error:
            log.warning("what was used last is not kept: %s", error)
        return True

    def _place(self, entry: OpenDocument) -> tuple[Path, str]:
        """Where an ID photo is saved, and what it is called."""
        settings, spec = self._settings, self._id_photos.spec
        folder = settings.id_photo_folder or (str(entry.path.parent) if entry.path else settings.save_folder)
        target = self._id_photos.target(self._id_photos.id_photo(entry))
        assert spec is not None
        assert target is not None
        naming = Naming(
            self.ticket.name or Path(entry.title).stem,
            self.ticket.number,
            spec.id,
            datetime.now().astimezone(),
            target.width,
            target.height,
            target.dpi,
            settings.id_copies,
        )
        ending = ".png" if self._id_photos.file_format == "png" else ".jpg"
        try:
            name = file_name(settings.id_photo_name, naming, ending)
        except PatternError:
            name = file_name(DEFAULT_PATTERN, naming, ending)
        return Path(folder or Path.home()), name

    def print(self) -> None:
        """Show the sheet, and ask the system how to print it."""
        self.sheet_wanted.emit()
        self._tasks.spawn(self._print())

    async def _print(self) -> None:
        async with self._turn:
            order, customer = self._order(), self.ticket.customer
            sheet = await self._sheet_now(order)
            if await self.print_pages(sheet, f"ID photos {customer.number}".strip()):
                entry = None if order is None else order.entry
                await self._kept(customer, sheet.printed, entry, is_printed=True)

    async def _sheet_now(self, order: _Order | None) -> Sheet:
        if order is not None:
            self.ticket.show(await self._item(order.entry, order.spec))
        return await self.ticket.laid_out()

    async def print_pages(self, sheet: Sheet, title: str) -> bool:
        """Whether it was given to a printer."""
        if not sheet.pages:
            show_message("Nothing to print", sheet.problem or "There is nothing on the sheet yet.", self._window)
            return False
        images: list[QImage] = [item.image for item in sheet.items]
        try:
            result = await print_sheet(
                self._window, sheet.pages, images, self.calibrations, title, printer=self._settings.id_printer
            )
        except PrintError as error:
            show_message("Not printed", str(error), self._window)
            return False
        if result.outcome is PrintOutcome.PDF_WANTED:
            self.ask_sheet_file(sheet)
        elif result.outcome is PrintOutcome.PRINTED:
            self._settings.id_printer = result.printer or self._settings.id_printer
            return True
        return False

    def save_sheet(self) -> None:
        """Ask where, and write the sheet as PDF or picture."""
        self._tasks.spawn(self._ask_sheet())

    async def _ask_sheet(self) -> None:
        self.ask_sheet_file(await self._sheet_now(self._order()))

    def ask_sheet_file(self, sheet: Sheet) -> None:
        if not sheet.pages:
            show_message("Nothing to save", sheet.problem or "There is nothing on the sheet yet.", self._window)
            return
        folder = self._settings.id_photo_folder or self._settings.save_folder or str(Path.home())
        suggested, customer = str(Path(folder) / f"{self.ticket.number} sheet.pdf".strip()), self.ticket.customer
        self._ask_name(
            "Save the sheet", suggested, SHEET_FILES, "pdf", lambda path: self._write_sheet(sheet, customer, path)
        )

    async def _write_sheet(self, sheet: Sheet, customer: Customer, path: Path) -> None:
        pictures = [item.pixels for item in sheet.items]
        dpi = max(item.dpi for item in sheet.items)
        for one in sheet_files(path, len(sheet.pages)):
            self.about_to_write.emit(one)
        try:
            written = await asyncio.to_thread(lambda: save_sheet(path, sheet.pages, pictures, dpi, may_replace=True))
        except PictureError as error:
            show_message("Not saved", str(error), self._window)
            return
        self._documents.told.emit(f"Saved {', '.join(str(one) for one in written)}")
        await self._kept(customer, sheet.printed, None, saved=path)

    # earlier tickets

    @property
    def keep_days(self) -> int:
        return self._settings.keep_tickets_days

    def tell(self, sentence: str) -> None:
        self._documents.told.emit(sentence)

    async def sheet_of(self, ticket: Ticket) -> Sheet:
        """A kept ticket on the paper that is chosen now. Raises OSError, TicketError or PictureError."""
        items = [
            await asyncio.to_thread(_earlier, photo, await self.tickets.picture(ticket, photo))
            for photo in ticket.photos
            if photo.width_mm is not None and photo.height_mm is not None
        ]
        settings = replace(self.sheet_settings, is_filled=False)
        return await asyncio.to_thread(lay_out_items, tuple(items), self.paper, settings)

    async def save_files(self, ticket: Ticket, folder: Path) -> list[Path]:
        """A kept ticket's pictures. Raises OSError or TicketError."""
        written = []
        for photo in ticket.photos:
            data = await self.tickets.picture(ticket, photo)
            name = safe_name(f"{ticket.number} {ticket.name} {photo.document}") + Path(photo.file).suffix
            path = await asyncio.to_thread(_free, folder / name)
            self.about_to_write.emit(path)
            await asyncio.to_thread(write_atomically, path, data)
            written.append(path)
        await self.tickets.mark_saved(ticket, written)
        return written

    def _ask_name(
        self, title: str, suggested: str, files: str, ending: str, write: Callable[[Path], Coroutine[None, None, None]]
    ) -> None:
        dialog = QFileDialog(self._window, title, suggested, files)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self._tasks.spawn(write(Path(name))))
        dialog.open()


def _key(entry: OpenDocument, spec: DocumentSpec) -> str:
    """Of an item: a photo may be on the sheet in several document types."""
    return f"{entry.id}-{spec.id}"


def _color(preset: Preset) -> Color | None:
    if preset.background is None:
        return None
    red, green, blue = bytes.fromhex(preset.background)
    return red, green, blue


def _earlier(photo: TicketPhoto, data: bytes) -> Item:
    return item_from(photo, display_pixels(read_bytes(data, "the ticket's picture")))


def is_corrected(state: State) -> bool:
    """Whether somebody painted on the cutout."""
    cutout = state.cutout
    return cutout is not None and (cutout.kept is not None or cutout.removed is not None or state.matte_version > 0)


def _free(path: Path) -> Path:
    """`path`, or the first name with a number that nothing has."""
    count, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.stem} {count}{path.suffix}")
        count += 1
    return free
