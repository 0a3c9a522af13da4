"""What leaves the counter: files, sheets and prints, and the ticket that is kept of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from picwish_desktop.idphoto.naming import DEFAULT_PATTERN, Naming, PatternError, file_name
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.storage.atomic import write_atomically
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.counter import Counter
from picwish_desktop.ui.dialogs.file_name import ask_file_name
from picwish_desktop.ui.dialogs.message import show_message
from picwish_desktop.ui.id_photos import IdPhotos
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.shown_item import ShownItem
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.ticket import Customer, Item, Sheet
from picwish_desktop.workflows.id_photo_sheet import save_sheet, sheet_files
from picwish_desktop.workflows.tickets import TicketError

log = logging.getLogger(__name__)

NoteSaved = Callable[[Path], Awaitable[object]]
"""Writes down, for whom the sheet was made, where it is."""

SHEET_FILES = "PDF in real size (*.pdf);;PNG (*.png);;JPEG (*.jpg);;TIFF (*.tif)"


@dataclass(frozen=True, slots=True, eq=False)
class _Order:
    """What a press was about."""

    entry: OpenDocument
    spec: DocumentSpec
    customer: Customer


class Delivery(QObject):
    """What is saved, printed or added to the sheet is on the customer's ticket from then on."""

    sheet_wanted = Signal()
    """The person wants to see the sheet."""
    about_to_write = Signal(Path)
    """A picture of our own."""

    def __init__(
        self,
        window: QWidget,
        documents: OpenDocuments,
        id_photos: IdPhotos,
        counter: Counter,
        tasks: Tasks,
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._documents = documents
        self._id_photos = id_photos
        self._counter = counter
        self._ticket = counter.ticket
        self._tasks = tasks
        self._settings = settings
        self.shown = ShownItem(documents, id_photos, counter.ticket, tasks, settings)
        """The photo that is worked on."""
        self._turn = asyncio.Lock()
        """Saving, printing and the next customer come one after the other, as they were asked for."""
        counter.sheet_changed.connect(self.shown.refresh)

    # files

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
        ask_file_name(
            self._window,
            "Save the ID photo",
            str(folder / name),
            files,
            ending,
            lambda path: self._tasks.spawn(self._save(order, path)),
        )

    def _order(self) -> _Order | None:
        """What is shown when the person presses: what comes in later is another's."""
        entry, spec = self._documents.current, self._id_photos.spec
        if entry is None or spec is None or self._id_photos.id_photo(entry) is None:
            return None
        return _Order(entry, spec, self._ticket.customer)

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
                path = await asyncio.to_thread(free_path, folder / name) if chosen is None else chosen
                await self.write(path, finished.file)
            except OSError as error:
                show_message("Not saved", f"“{name}” cannot be written: {error.strerror or error}.", self._window)
                return
            self._documents.told.emit(f"Saved {path}")
            item = await self.shown.make(entry, order.spec)
            await self._kept(order.customer, [] if item is None else [item], entry, saved=path)

    async def write(self, path: Path, data: bytes) -> None:
        """A picture of our own, in place of what is there. Raises OSError."""
        self.about_to_write.emit(path)
        await asyncio.to_thread(write_atomically, path, data)

    def _place(self, entry: OpenDocument) -> tuple[Path, str]:
        """Where an ID photo is saved, and what it is called."""
        settings, spec = self._settings, self._id_photos.spec
        target = self._id_photos.target(self._id_photos.id_photo(entry))
        assert spec is not None
        assert target is not None
        naming = Naming(
            self._ticket.name or Path(entry.title).stem,
            self._ticket.number,
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
        return self._folder(entry), name

    def _folder(self, entry: OpenDocument | None) -> Path:
        """Of what is saved while `entry` is shown: the sheet goes where the photo goes."""
        beside = None if entry is None or entry.path is None else entry.path.parent
        return Path(self._settings.id_photo_folder or beside or self._settings.save_folder or Path.home())

    # the sheet

    def add_to_sheet(self) -> None:
        """What is shown stays on the sheet when something else is shown."""
        self._tasks.spawn(self._add_to_sheet())

    async def _add_to_sheet(self) -> None:
        entry, spec, customer = self._documents.current, self._id_photos.spec, self._ticket.customer
        if entry is not None and spec is not None:
            item = await self.shown.make(entry, spec)
            if item is not None and customer is self._ticket.customer:
                self._ticket.show(item)
                self._ticket.add()
                await self._kept(customer, [item], entry)

    def print(self) -> None:
        """Show the sheet, and ask the system how to print it."""
        self.sheet_wanted.emit()
        self._tasks.spawn(self._print())

    async def _print(self) -> None:
        async with self._turn:
            order, customer = self._order(), self._ticket.customer
            sheet = await self._sheet_now(order)
            if await self.print_pages(sheet, customer.number, self._note_of(customer, sheet)):
                entry = None if order is None else order.entry
                await self._kept(customer, sheet.printed, entry, is_printed=True)

    async def _sheet_now(self, order: _Order | None) -> Sheet:
        if order is not None:
            await self._show_now(order)
        return await self._ticket.laid_out()

    async def _show_now(self, order: _Order) -> Item | None:
        """What the press was about is on the sheet as it is now."""
        item = await self.shown.make(order.entry, order.spec)
        self._ticket.show(item)
        return item

    async def print_pages(self, sheet: Sheet, number: str, note: NoteSaved) -> bool:
        """The sheet of the ticket with that number. Whether it was given to a printer; `note` hears where it was saved
        instead."""
        if not sheet.pages:
            show_message("Nothing to print", sheet.problem or "There is nothing on the sheet yet.", self._window)
            return False
        # Qt's printing is loaded when somebody prints: most windows never do
        from picwish_desktop.ui.id_photo.printer_pages import PrintError
        from picwish_desktop.ui.id_photo.printing import PrintOutcome, print_sheet

        images: list[QImage] = [item.image for item in sheet.items]
        try:
            result = await print_sheet(
                self._window,
                sheet.pages,
                images,
                self._counter.calibrations,
                f"ID photos {number}".strip(),
                printer=self._settings.id_printer,
            )
        except PrintError as error:
            show_message("Not printed", str(error), self._window)
            return False
        if result.outcome is PrintOutcome.PDF_WANTED:
            self._ask_sheet_file(sheet, number, note)
        elif result.outcome is PrintOutcome.PRINTED:
            self._settings.id_printer = result.printer or self._settings.id_printer
            return True
        return False

    def save_sheet(self) -> None:
        """Ask where, and write the sheet as PDF or picture."""
        self._tasks.spawn(self._ask_sheet())

    async def _ask_sheet(self) -> None:
        customer, sheet = self._ticket.customer, await self._sheet_now(self._order())
        self._ask_sheet_file(sheet, customer.number, self._note_of(customer, sheet))

    def _note_of(self, customer: Customer, sheet: Sheet) -> NoteSaved:
        return lambda path: self._kept(customer, sheet.printed, None, saved=path)

    def _ask_sheet_file(self, sheet: Sheet, number: str, note: NoteSaved) -> None:
        if not sheet.pages:
            show_message("Nothing to save", sheet.problem or "There is nothing on the sheet yet.", self._window)
            return
        ask_file_name(
            self._window,
            "Save the sheet",
            str(self._folder(self._documents.current) / f"{number} sheet.pdf".strip()),
            SHEET_FILES,
            "pdf",
            lambda path: self._tasks.spawn(self._write_sheet(sheet, note, path)),
        )

    async def _write_sheet(self, sheet: Sheet, note: NoteSaved, path: Path) -> None:
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
        await note(path)

    # the ticket

    async def keep_customer(self) -> bool:
        """What is on the sheet, and what is worked on, is on disk with the ticket. False where it cannot be."""
        async with self._turn:
            return await self._keep_all()

    async def _keep_all(self) -> bool:
        customer, order = self._ticket.customer, self._order()
        items, entry = self._ticket.added, None
        if order is not None and (item := await self._show_now(order)) is not None:
            # what was added may look otherwise, too
            items = self._ticket.added
            if self._is_kept_at_end(order.entry, item):
                items, entry = self._ticket.items, order.entry
        if not items:
            return True
        return await self._kept(customer, _as_printed(items, await self._ticket.laid_out()), entry)

    def _is_kept_at_end(self, entry: OpenDocument, item: Item) -> bool:
        """Whether the ticket does not say yet what would be printed of what is shown."""
        customer = self._ticket.customer
        is_printed = customer.ticket is not None and customer.ticket.printed is not None
        is_new = entry.document is not None and entry.document.is_worth_recovering
        return is_new or (item.key in customer.kept and not is_printed)

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
            await self._ticket.keep(customer, items, saved=saved, is_printed=is_printed)
        except (OSError, TicketError, ValueError) as error:
            log.warning("the ticket is not on disk: %s", error)
            reason = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
            show_message("The ticket is not kept", f"It cannot be written on this computer: {reason}.", self._window)
            return False
        if entry is not None and document is not None and before is not None and document.state is before:
            document.mark_id_photo_saved()
            if entry.is_made_by_itself:
                # it is made again by itself, or asked for again from disk
                document.mark_saved(before.content)
        await self._counter.remember_last()
        return True


def _as_printed(items: Sequence[Item], sheet: Sheet) -> list[Item]:
    """With as many copies as the sheet has of them; what is not on its pages keeps its own number."""
    copies = {item.key: item.copies for item in sheet.printed if item.copies}
    return [replace(item, copies=copies.get(item.key, item.copies)) for item in items]


def free_path(path: Path) -> Path:
    """`path`, or the first name with a number that nothing has."""
    count, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.stem} {count}{path.suffix}")
        count += 1
    return free
