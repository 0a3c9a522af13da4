"""The customer at the counter: what is on their sheet, and the ticket that is kept of it."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from picwish_desktop.idphoto.sheet import SheetError
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.idphoto.ticket import Ticket, TicketPhoto
from picwish_desktop.imaging.bounded_jpeg import png_with_dpi
from picwish_desktop.imaging.color import on_white
from picwish_desktop.model.backdrop import Color
from picwish_desktop.model.sheet import Paper, SheetPage
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.panels.id_photo_state import SheetSettings
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.workflows.id_photo_sheet import SheetItem, sheet_pages
from picwish_desktop.workflows.tickets import TicketError, TicketGoneError, Tickets

log = logging.getLogger(__name__)

PAUSE_MS = 60
"""After the last change of the sheet."""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """An ID photo on the sheet."""

    key: str
    document: str
    """The document type's id."""
    label: str
    """The document type as a person reads it."""
    size_mm: tuple[float, float] | None
    """Width and height in print; None where it is only uploaded, so that it is on the ticket and not on the sheet."""
    pixels: NDArray[np.uint8]
    """At the size and dpi that are printed."""
    dpi: int
    copies: int
    background: Color | None
    image: QImage = field(default_factory=QImage)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    pages: tuple[SheetPage, ...] = ()
    items: tuple[Item, ...] = ()
    """Those that the pages' photos are of."""
    problem: str = ""

    @property
    def copies(self) -> int:
        return sum(len(page.photos) for page in self.pages)

    @property
    def printed(self) -> tuple[Item, ...]:
        """The items with as many copies as there are on the pages."""
        counts = Counter(placed.photo for page in self.pages for placed in page.photos)
        return tuple(replace(item, copies=counts[place]) for place, item in enumerate(self.items))

    def copies_of(self, item: Item) -> int:
        """On the pages; where it is on none, as many as are asked for."""
        return next((one.copies for one in self.printed if one.key == item.key and one.copies), item.copies)


@dataclass(slots=True, eq=False)
class Customer:
    """One at the counter. Whatever is still being written for one never reaches the next."""

    day: date = field(default_factory=date.today)
    """Whose number it is."""
    number: str = ""
    """Empty until it is known."""
    name: str = ""
    added: list[Item] = field(default_factory=list)
    """What was put on the sheet, beside the photo that is shown."""
    kept: dict[str, Item] = field(default_factory=dict)
    """What was saved, printed or added: it stays on the ticket, whatever is on the sheet now."""
    printed: dict[str, int] = field(default_factory=dict)
    """How many copies of what went to the printer last: so it is printed again."""
    ticket: Ticket | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class CurrentTicket(QObject):
    """One customer after the other. The ticket is on disk from the first photo that is saved, printed or added."""

    changed = Signal()

    def __init__(self, tickets: Tickets, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tickets = tickets
        self._tasks = tasks
        self.customer = Customer()
        self.sheet = Sheet()
        self._current: Item | None = None
        self._settings = SheetSettings()
        self._paper: Paper | None = None
        self._laying = asyncio.Lock()
        self._is_over = False
        """Whether nobody comes any more."""
        self._changes = self._laid_changes = 0
        """Of what the sheet should be, and how many of them are on it."""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE_MS)
        self._soon.timeout.connect(lambda: self._tasks.spawn(self._lay_out()))

    @property
    def number(self) -> str:
        return self.customer.number

    @property
    def name(self) -> str:
        return self.customer.name

    @name.setter
    def name(self, name: str) -> None:
        self.customer.name = name

    @property
    def added(self) -> list[Item]:
        return self.customer.added

    @property
    def items(self) -> list[Item]:
        """All that is on the sheet: what was added, and what is shown."""
        if self._current is None or self.is_added(self._current.key):
            return self.added
        return [*self.added, self._current]

    @property
    def shown(self) -> str:
        """Key of what is worked on, or ""."""
        return "" if self._current is None else self._current.key

    def is_added(self, key: str) -> bool:
        return any(item.key == key for item in self.added)

    def copies_of(self, item: Item) -> int:
        """As many as the sheet is filled with, or as are asked for: those are seen before they are laid out."""
        return self.sheet.copies_of(item) if self._settings.is_filled else item.copies

    @property
    def filled_copies(self) -> int | None:
        """Of what is worked on, as the sheet is filled with it; None where there is none, or as many as are asked
        for."""
        if self._current is None or not self._settings.is_filled:
            return None
        return self.sheet.copies_of(self._current)

    async def begin(self) -> None:
        """A new customer: another number, unless nothing was kept of the one before, and nothing on the sheet."""
        before, customer = self.customer, Customer()
        self.customer = customer
        self._current, self.sheet = None, Sheet()
        self._lay_out_soon()
        self.changed.emit()
        await self._give_back(before)
        if not self._is_over:
            await self.claim_number(customer)

    async def claim_number(self, customer: Customer) -> None:
        """Where `customer` has none. One of an earlier day is given back, as long as nothing was kept: the program may
        have waited overnight."""
        try:
            async with customer.turn:
                if not customer.kept and customer.day != date.today():
                    await self._put_back(customer)
                await self._number(customer)
        except (OSError, TicketError) as error:
            log.warning("no number for the customer: %s", error)
        self.changed.emit()

    def forget(self, ticket: Ticket) -> None:
        """It was deleted: where it is of who is served, nothing that was on it is written again by itself."""
        # by the number: one that is being written for the first time is on disk before it is known here
        if (ticket.day, ticket.number) == (self.customer.day, self.customer.number):
            self.customer = Customer(name=self.customer.name)
            self._lay_out_soon()
            self.changed.emit()
            self._tasks.spawn(self.claim_number(self.customer))

    async def end(self) -> None:
        """Nobody comes any more."""
        self._is_over = True
        await self._give_back(self.customer)

    def show(self, item: Item | None) -> None:
        """The ID photo that is worked on is another, or looks otherwise."""
        if item is not self._current:
            self._current = item
            if item is not None and self.is_added(item.key):
                self.customer.added = with_item(self.added, item)
            self._lay_out_soon()

    def lay(self, settings: SheetSettings, paper: Paper | None) -> None:
        """On other paper, or otherwise. Makes no cutout and asks nobody."""
        self._settings, self._paper = settings, paper
        self._lay_out_soon()

    def add(self, customer: Customer, item: Item) -> None:
        """It stays on the sheet of `customer`, who may have left, whatever is shown."""
        customer.added = with_item(customer.added, item)
        self._lay_out_soon()
        self.changed.emit()

    def remove(self, key: str) -> None:
        self.customer.added = [item for item in self.added if item.key != key]
        self._lay_out_soon()
        self.changed.emit()

    def ask_for_filled(self) -> None:
        """From now on as many are asked for of what was added as the sheet is filled with."""
        self.customer.added = as_printed(self.added, self.sheet)

    def set_copies(self, key: str, copies: int) -> None:
        self.customer.added = [replace(item, copies=copies) if item.key == key else item for item in self.added]
        if self._current is not None and self._current.key == key:
            self._current = replace(self._current, copies=copies)
        self._lay_out_soon()
        self.changed.emit()

    async def laid_out(self) -> Sheet:
        """The sheet as it is now."""
        await self._lay_out()
        return self.sheet

    async def sheet_of(self, items: Iterable[Item]) -> Sheet:
        """Of those alone, whatever is on the one that is seen."""
        printed, paper = tuple(item for item in items if item.size_mm is not None), self._paper
        if paper is None or not printed:
            return Sheet()
        return await asyncio.to_thread(lay_out_items, printed, paper, self._settings)

    async def keep(
        self, customer: Customer, items: Sequence[Item], *, saved: Path | None = None, is_printed: bool = False
    ) -> None:
        """Put them on the customer's ticket on disk, beside what is on it, unless it was deleted meanwhile. Raises
        OSError or TicketError."""
        async with customer.turn:
            for item in items:
                customer.kept[item.key] = item
            if not customer.kept:
                return
            await self._number(customer)
            now = datetime.now().astimezone()
            ticket = customer.ticket or Ticket(uuid4().hex, customer.number, customer.name, customer.day, now)
            # what is still being saved or printed of one that was deleted does not bring it back
            with suppress(TicketGoneError):
                photos, pictures = await asyncio.to_thread(_stored, list(customer.kept.values()))
                ticket = await self._tickets.put(replace(ticket, name=customer.name, photos=photos), pictures)
                if is_printed:
                    ticket = await self._tickets.mark_printed(ticket, now)
                    customer.printed |= {item.key: item.copies for item in items}
                if saved is not None:
                    ticket = await self._tickets.mark_saved(ticket, [saved])
                customer.ticket = ticket
        self.changed.emit()

    async def _number(self, customer: Customer) -> None:
        """In the customer's turn."""
        if not customer.number:
            customer.day = date.today()
            customer.number = await self._tickets.next_number(customer.day)

    async def _give_back(self, customer: Customer) -> None:
        """The number of who left nothing: whatever still comes of theirs takes another."""
        async with customer.turn:
            if not customer.kept:
                await self._put_back(customer)

    async def _put_back(self, customer: Customer) -> None:
        """In the customer's turn."""
        if customer.number:
            number, customer.number = customer.number, ""
            await self._tickets.give_back(customer.day, number)

    def _lay_out_soon(self) -> None:
        self._changes += 1
        self._soon.start()

    async def _lay_out(self) -> None:
        async with self._laying:
            changes = self._changes
            if self._laid_changes == changes:
                return
            customer = self.customer
            sheet = await self.sheet_of(self.items)
            if customer is not self.customer:
                # nothing of it is seen by the next: that has asked for another
                return
            self.sheet, self._laid_changes = sheet, changes
        self.changed.emit()


def with_item(items: Sequence[Item], item: Item) -> list[Item]:
    """After the others, or in the place of what was made of the same photo before, with as many copies as that: they
    may have been counted while it was drawn."""
    before = next((other for other in items if other.key == item.key), None)
    if before is None:
        return [*items, item]
    item = replace(item, copies=before.copies)
    return [item if other is before else other for other in items]


def as_printed(items: Sequence[Item], sheet: Sheet) -> list[Item]:
    """With as many copies as the sheet has of them; what is not on its pages keeps its own number."""
    return [replace(item, copies=sheet.copies_of(item)) for item in items]


def lay_out_items(items: tuple[Item, ...], paper: Paper, settings: SheetSettings) -> Sheet:
    """Those of a printed size, on as many pages as they need."""
    asked = []
    for item in items:
        assert item.size_mm is not None
        asked.append(SheetItem(item.pixels, *item.size_mm, item.copies))
    try:
        pages = sheet_pages(
            asked,
            paper,
            settings.gap,
            settings.margin,
            has_cut_marks=settings.has_cut_marks,
            is_filled=settings.is_filled,
            orientation=settings.orientation,
        )
    except SheetError as error:
        return Sheet((), items, str(error))
    return Sheet(tuple(pages), items)


def item_of(
    key: str, spec: DocumentSpec, pixels: NDArray[np.uint8], dpi: int, copies: int, background: Color | None
) -> Item:
    """For any thread."""
    label = f"{spec.country} · {spec.name}"
    return Item(key, spec.id, label, spec.size_mm, pixels, dpi, copies, background, _image(pixels))


def item_from(photo: TicketPhoto, pixels: NDArray[np.uint8]) -> Item:
    """As it was put on an earlier ticket. For any thread."""
    size_mm = None if photo.width_mm is None or photo.height_mm is None else (photo.width_mm, photo.height_mm)
    return Item(photo.file, photo.document, photo.label, size_mm, pixels, photo.dpi, photo.copies, None, _image(pixels))


def _image(pixels: NDArray[np.uint8]) -> QImage:
    return image_over(np.ascontiguousarray(on_white(pixels))).convertToFormat(QImage.Format.Format_RGB32)


def _stored(items: list[Item]) -> tuple[tuple[TicketPhoto, ...], dict[str, bytes]]:
    photos, pictures = [], {}
    for item in items:
        width_mm, height_mm = item.size_mm or (None, None)
        height, width = item.pixels.shape[:2]
        background = None if item.background is None else bytes(item.background).hex()
        photos.append(
            TicketPhoto(
                item.document,
                item.label,
                width_mm,
                height_mm,
                width,
                height,
                item.dpi,
                item.copies,
                background,
                item.key,
                item.size_mm is None,
            )
        )
        pictures[item.key] = png_with_dpi(item.pixels, item.dpi)
    return tuple(photos), pictures
