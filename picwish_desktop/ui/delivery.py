"""What leaves the counter: files, sheets and prints, and the ticket that is kept of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from weakref import WeakValueDictionary

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from picwish_desktop.idphoto.naming import DEFAULT_PATTERN, Naming, PatternError, file_name
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.replace import replace_file
from picwish_desktop.storage.reaching import reach
from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.counter import Counter
from picwish_desktop.ui.dialogs.file_name import ask_file_name
from picwish_desktop.ui.dialogs.message import show_message
from picwish_desktop.ui.id_photos import IdPhotos
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.order import Order, is_kept_at_end, is_only_seen, is_worked_on
from picwish_desktop.ui.shown_item import ShownItem, item_key
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.ticket import Customer, Item, Sheet, as_printed, with_item
from picwish_desktop.workflows.id_photo import target_of
from picwish_desktop.workflows.id_photo_sheet import save_sheet, sheet_files
from picwish_desktop.workflows.tickets import TicketError

log = logging.getLogger(__name__)

NoteSaved = Callable[[Path | None], Awaitable[object]]
"""Writes down, for whom the sheet was made, that it is theirs, and where it is as soon as it is there."""

NO_ID_PHOTO = "There is no ID photo of this photo yet. Frame it first."
NO_RULES = "The document type of this ID photo is not here any more. Choose another one."
SHEET_FILES = "PDF in real size (*.pdf);;PNG (*.png);;JPEG (*.jpg);;TIFF (*.tif)"


class Delivery(QObject):
    """What is saved, printed or added to the sheet is on the customer's ticket from then on."""

    sheet_wanted = Signal()
    """The person wants to see the sheet."""

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
        """Saving, printing and the next customer come one after the other, as they were asked for. Nobody waits for a
        disk that a person chose."""
        self._writing: WeakValueDictionary[Path, asyncio.Lock] = WeakValueDictionary()
        """In each folder one after the other, as they were asked for: two would take the same name, or the older one
        would be written last."""
        counter.sheet_changed.connect(self.shown.refresh)
        # what came in before the next customer did is on the sheet of that one
        counter.ticket.changed.connect(self.shown.refresh)

    # files

    def save(self) -> None:
        """Into the folder of the settings, without asking."""
        if (order := self._order_or_say("Not saved")) is not None:
            self._tasks.save(self._save(order, None), order.entry.title)

    def save_as(self) -> None:
        """Ask where."""
        if (order := self._order_or_say("Not saved")) is not None:
            self._tasks.spawn(self._ask_file(order))

    async def _ask_file(self, order: Order) -> None:
        async with self._turn:
            await self._ticket.claim_number(order.customer)
            suggested = self._place(order, await self._with(order))
        png = order.photo.recipe.format == "png"
        files, ending = ("PNG (*.png)", "png") if png else ("JPEG (*.jpg)", "jpg")
        ask_file_name(
            self._window,
            "Save the ID photo",
            str(suggested),
            files,
            ending,
            lambda path: self._tasks.save(self._save(order, path), path.name),
        )

    def _order(self) -> Order | None:
        """What is shown when the person presses: what comes in later is another's."""
        entry = self._documents.current
        photo = None if entry is None else self._id_photos.frozen(entry)
        return None if entry is None or photo is None else Order(entry, photo, self._ticket.customer)

    def _order_or_say(self, title: str) -> Order | None:
        """As `_order`; where there is none, a sentence says why."""
        order = self._order()
        if order is None:
            is_framed = self._id_photos.id_photo(self._documents.current) is not None
            show_message(title, NO_RULES if is_framed else NO_ID_PHOTO, self._window)
        return order

    async def _save(self, order: Order, chosen: Path | None) -> bool:
        """Where nothing is `chosen`, into the folder of the settings, beside what is there. Whether it was written."""
        async with self._turn:
            finished = await self._id_photos.finish(order.photo)
            if finished.file is None:
                show_message("Not saved", finished.problem, self._window)
                return False
            await self._ticket.claim_number(order.customer)
            items = await self._with(order)
            path = chosen or self._place(order, items)
            # the number that it is called by is not the next one's, whoever leaves meanwhile
            is_put = await self._put(order.customer, items)
        try:
            async with self._writing.setdefault(path.parent, asyncio.Lock()):
                if chosen is None:
                    path = await reach(free_path, path)
                await self.write(path, finished.file)
        except OSError as error:
            reason = error.strerror or error
            show_message("Not saved", f"“{path.name}” cannot be written: {reason}.", self._window)
            return False
        self._documents.told.emit(f"Saved {path}")
        async with self._turn:
            # not the photo once more: another one may be in its place by now
            return is_put and await self._kept(order.customer, (), order, saved=path)

    async def _item(self, order: Order) -> Item:
        return await self.shown.make(order.entry, order.photo, order.customer)

    async def write(self, path: Path, data: bytes) -> None:
        """A picture of our own, in place of what is there. Raises OSError."""
        self._documents.about_to_write.emit(path)
        await reach(replace_file, path, data)

    def _place(self, order: Order, items: Iterable[Item]) -> Path:
        """Where an ID photo is saved, and what it is called, by its ticket: it is one of `items`."""
        settings, recipe, customer = self._settings, order.photo.recipe, order.customer
        key = item_key(order.entry, recipe.spec)
        target = target_of(recipe.spec, is_upload=recipe.id_photo.is_upload)
        naming = Naming(
            customer.name or Path(order.entry.title).stem,
            customer.number,
            recipe.spec.id,
            datetime.now().astimezone(),
            target.width,
            target.height,
            target.dpi,
            next(item.copies for item in items if item.key == key),
        )
        ending = ".png" if recipe.format == "png" else ".jpg"
        try:
            name = file_name(settings.id_photo_name, naming, ending)
        except PatternError:
            name = file_name(DEFAULT_PATTERN, naming, ending)
        return self._folder(order.entry) / name

    def _folder(self, entry: OpenDocument | None) -> Path:
        """Of what is saved while `entry` is shown: the sheet goes where the photo goes."""
        beside = None if entry is None or entry.path is None else entry.path.parent
        return Path(self._settings.id_photo_folder or beside or self._settings.save_folder or Path.home())

    # the sheet

    def add_to_sheet(self) -> None:
        """What is shown stays on the sheet when something else is shown."""
        if (order := self._order_or_say("Not added")) is not None:
            self._tasks.spawn(self._add_to_sheet(order))

    async def _add_to_sheet(self, order: Order) -> None:
        async with self._turn:
            await self._ticket.claim_number(order.customer)
            self._ticket.add(order.customer, await self._item(order))
            items = await self._counted(order.customer, order.customer.added, order.customer.added)
            await self._kept(order.customer, items, order)

    def print(self) -> None:
        """Show the sheet, and ask the system how to print it."""
        self._tasks.spawn(self._print(self._order(), self._ticket.customer, self._sheet_folder()))
        self.sheet_wanted.emit()

    async def _print(self, order: Order | None, customer: Customer, folder: Path) -> None:
        async with self._turn:
            await self._ticket.claim_number(customer)
            sheet = await self._sheet_of(customer, order)
            if await self.print_pages(sheet, customer.number, self._note_of(customer, sheet), folder):
                await self._kept(customer, sheet.printed, order, is_printed=True)

    async def _sheet_of(self, customer: Customer, order: Order | None) -> Sheet:
        """What was added for the customer, and what the press was about."""
        item = None if order is None else await self._item(order)
        return await self._ticket.sheet_of(customer.added if item is None else with_item(customer.added, item))

    def _sheet_folder(self) -> Path:
        """Where the sheet goes."""
        return self._folder(self._documents.current)

    async def print_pages(self, sheet: Sheet, number: str, note: NoteSaved, folder: Path | None = None) -> bool:
        """The sheet of the ticket with that number. Whether it was given to a printer; `note` hears where it was saved
        instead, for which `folder` is suggested."""
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
            self._ask_sheet_file(sheet, number, note, folder or self._sheet_folder())
        elif result.outcome is PrintOutcome.PRINTED:
            self._settings.id_printer = result.printer or self._settings.id_printer
            return True
        return False

    def save_sheet(self) -> None:
        """Ask where, and write the sheet as PDF or picture."""
        self._tasks.spawn(self._ask_sheet(self._order(), self._ticket.customer, self._sheet_folder()))

    async def _ask_sheet(self, order: Order | None, customer: Customer, folder: Path) -> None:
        async with self._turn:
            await self._ticket.claim_number(customer)
            sheet = await self._sheet_of(customer, order)
        self._ask_sheet_file(sheet, customer.number, self._note_of(customer, sheet), folder)

    def _note_of(self, customer: Customer, sheet: Sheet) -> NoteSaved:
        printed = sheet.printed
        return lambda at: self._kept(customer, (), None, saved=at) if at else self._put(customer, printed)

    def _ask_sheet_file(self, sheet: Sheet, number: str, note: NoteSaved, folder: Path) -> None:
        if not sheet.pages:
            show_message("Nothing to save", sheet.problem or "There is nothing on the sheet yet.", self._window)
            return
        ask_file_name(
            self._window,
            "Save the sheet",
            str(folder / f"{number} sheet.pdf".strip()),
            SHEET_FILES,
            "pdf",
            lambda path: self._tasks.save(self._write_sheet(sheet, note, path), path.name),
        )

    async def _write_sheet(self, sheet: Sheet, note: NoteSaved, path: Path) -> bool:
        """Whether it was written."""
        async with self._turn:
            # whoever leaves meanwhile has it on the ticket, and the number that it is called by
            await note(None)
        pictures = [item.pixels for item in sheet.items]
        dpi = max(item.dpi for item in sheet.items)
        for one in sheet_files(path, len(sheet.pages)):
            self._documents.about_to_write.emit(one)
        try:
            written = await reach(save_sheet, path, sheet.pages, pictures, dpi, may_replace=True)
        except PictureError as error:
            show_message("Not saved", str(error), self._window)
            return False
        self._documents.told.emit(f"Saved {', '.join(str(one) for one in written)}")
        async with self._turn:
            await note(path)
        return True

    # the ticket

    async def keep_customer(self) -> bool:
        """What is on the sheet, and what is shown, is on disk with the ticket. False where it cannot be."""
        return await self._keep([*self._others(), self._order()])

    async def keep_worked_on(self) -> bool:
        """As `keep_customer`, where nobody says that there is a customer: what was only looked at is no one's."""
        order = self._order()
        return await self._keep([*self._others(), None if order is None or is_only_seen(order) else order])

    def _others(self) -> list[Order]:
        """What somebody did to photos in other tabs, by their own document types, and is nowhere yet."""
        others = []
        for entry in self._documents:
            made, current = self._id_photos.id_photo(entry), self._documents.current
            spec = None if made is None else self._counter.shelf.find(made.document_type)
            if entry is current or spec is None or not is_worked_on(entry, spec):
                continue
            if (photo := self._id_photos.frozen(entry, spec)) is not None:
                others.append(Order(entry, photo, self._ticket.customer))
        return others

    async def _keep(self, orders: Sequence[Order | None]) -> bool:
        """The last is of what is shown, where there is one. False where one cannot be on disk."""
        customer = self._ticket.customer
        async with self._turn:
            for order in orders:
                if not await self._keep_all(order, customer):
                    return False
        return True

    async def _keep_all(self, order: Order | None, customer: Customer) -> bool:
        item = None if order is None else await self._item(order)
        items = on_sheet = customer.added
        if order is not None and item is not None:
            on_sheet = with_item(customer.added, item)
            if is_kept_at_end(order, item):
                items = on_sheet
        if not items:
            return True
        await self._ticket.claim_number(customer)
        return await self._kept(customer, await self._counted(customer, items, on_sheet), order)

    async def _with(self, order: Order) -> list[Item]:
        """What was added for the customer, and what the press was about, as the ticket says it."""
        item = await self._item(order)
        items = with_item(order.customer.added, item)
        return await self._counted(order.customer, items, items)

    async def _counted(self, customer: Customer, items: Sequence[Item], on_sheet: Sequence[Item]) -> list[Item]:
        """With as many copies as the sheet has, and of what was printed as many as were: so it is printed again."""
        counted = as_printed(items, await self._ticket.sheet_of(on_sheet))
        return [replace(item, copies=customer.printed.get(item.key, item.copies)) for item in counted]

    async def _kept(
        self,
        customer: Customer,
        items: Sequence[Item],
        order: Order | None,
        *,
        saved: Path | None = None,
        is_printed: bool = False,
    ) -> bool:
        """The ticket says so, and the next customer can have the same; what was ordered is safe by that, where it is
        not another by now. False, with a sentence, where it cannot be on disk."""
        if not await self._put(customer, items, saved=saved, is_printed=is_printed):
            return False
        if order is not None and order.photo.document.state == order.photo.state:
            order.photo.document.mark_id_photo_saved()
            if order.entry.is_made_by_itself:
                # it is made again by itself, or asked for again from disk
                order.photo.document.mark_saved(order.photo.state.content)
        if customer is self._ticket.customer:
            # what is chosen now is not the choice of who left
            await self._counter.remember_last()
        return True

    async def _put(
        self, customer: Customer, items: Sequence[Item], *, saved: Path | None = None, is_printed: bool = False
    ) -> bool:
        """On the ticket. False, with a sentence, where it cannot be on disk."""
        try:
            await self._ticket.keep(customer, items, saved=saved, is_printed=is_printed)
        except (OSError, TicketError, ValueError) as error:
            log.warning("the ticket is not on disk: %s", error)
            reason = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
            show_message("The ticket is not kept", f"It cannot be written on this computer: {reason}.", self._window)
            return False
        return True


def free_path(path: Path) -> Path:
    """`path`, or the first name with a number that nothing has."""
    count, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.stem} {count}{path.suffix}")
        count += 1
    return free
