"""The customer at the counter: numbers, what is on their sheet, and the ticket that is kept of it."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject

from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.papers import find_paper
from picwish_desktop.idphoto.ticket import Ticket
from picwish_desktop.model.sheet import Paper
from picwish_desktop.ui import ticket as ticket_module
from picwish_desktop.ui.panels.id_photo_state import SheetSettings
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.ui.ticket import CurrentTicket, Item, Sheet, item_of, lay_out_items
from picwish_desktop.workflows.tickets import Tickets
from tests.ui.customers import pass_midnight
from tests.waiting import until

SPECS = {spec.id: spec for spec in bundled_documents()}
VISA, INCH, UPLOADED = SPECS["schengen-visa"], SPECS["cn-1inch"], SPECS["cn-ssc"]
POSTCARD = find_paper("10x15")
EACH = SheetSettings(POSTCARD.name, is_filled=False)
GREY, RED = (220, 220, 220), (200, 30, 30)


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    failed: list[Exception] = []
    tasks = Tasks(failed.append)
    yield tasks
    await tasks.cancel_all()
    assert failed == []


@pytest.fixture
def tickets(tmp_path: Path) -> Tickets:
    return Tickets(tmp_path / "tickets")


@pytest.fixture
async def customer(tickets: Tickets, tasks: Tasks) -> AsyncIterator[CurrentTicket]:
    counter = QObject()
    customer = CurrentTicket(tickets, tasks, counter)
    await customer.begin()
    customer.lay(EACH, POSTCARD)
    yield customer
    await customer.laid_out()
    counter.deleteLater()


def item(key: str = "1", spec_id: str = "schengen-visa", copies: int = 2, color: tuple[int, int, int] = GREY) -> Item:
    spec = SPECS[spec_id]
    size = spec.print_pixels or (358, 441)
    pixels = np.broadcast_to(np.array(color, np.uint8), (size[1], size[0], 3)).copy()
    return item_of(key, spec, pixels, 300, copies, color)


def add(customer: CurrentTicket, one: Item) -> None:
    """What is shown."""
    customer.show(one)
    customer.add(customer.customer, one)


async def keep(customer: CurrentTicket, *, saved: Path | None = None, is_printed: bool = False) -> None:
    """What is on the sheet."""
    await customer.keep(customer.customer, customer.items, saved=saved, is_printed=is_printed)


async def kept(tickets: Tickets) -> list[Ticket]:
    return sorted(await tickets.find(""), key=lambda one: one.number)


# numbers


async def test_each_customer_has_the_next_number(customer: CurrentTicket, tickets: Tickets) -> None:
    numbers = [customer.number]
    for _ in range(2):
        customer.name = "Somebody"
        add(customer, item())
        await keep(customer)
        await customer.begin()
        numbers.append(customer.number)
    assert numbers == ["0001", "0002", "0003"]
    assert (customer.name, customer.items, customer.sheet.pages) == ("", [], ())
    assert [one.number for one in await kept(tickets)] == ["0001", "0002"]


async def test_who_leaves_nothing_uses_up_no_number(customer: CurrentTicket, tickets: Tickets) -> None:
    customer.show(item())
    before = customer.customer
    await customer.begin()
    assert customer.number == "0001"
    customer.show(item())
    await keep(customer)
    # whatever still comes of who left
    await customer.keep(before, [item("late")])
    assert [one.number for one in await kept(tickets)] == ["0001", "0002"]
    await customer.begin()
    assert customer.number == "0003"
    await customer.end()
    assert await tickets.next_number(date.today()) == "0003"


async def test_a_number_whose_ticket_was_deleted_is_not_given_out_again(
    customer: CurrentTicket, tickets: Tickets
) -> None:
    customer.show(item())
    await keep(customer)
    (ticket,) = await kept(tickets)
    await tickets.delete(ticket)
    await customer.begin()
    assert customer.number == "0002"


async def test_after_midnight_it_is_still_the_ticket_of_the_day_it_was_begun(
    customer: CurrentTicket, tickets: Tickets, monkeypatch: pytest.MonkeyPatch
) -> None:
    today, tomorrow = date.today(), date.today() + timedelta(1)
    # somebody else's ticket of the new day has the same number
    taken = await tickets.next_number(tomorrow)
    assert taken == customer.number
    pass_midnight(monkeypatch)
    customer.show(item())
    await keep(customer)
    assert [(one.number, one.day) for one in await kept(tickets)] == [("0001", today)]
    await customer.begin()
    assert customer.number == "0002"
    customer.show(item())
    await keep(customer)
    assert [(one.number, one.day) for one in await kept(tickets)] == [("0001", today), ("0002", tomorrow)]


async def test_without_a_disk_there_is_no_number_until_the_ticket_is_kept(
    customer: CurrentTicket, tickets: Tickets, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_: date) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as there:
        there.setattr(tickets, "next_number", full)
        await customer.begin()
        assert customer.number == ""
        customer.show(item())
        with pytest.raises(OSError, match="No space"):
            await keep(customer)
    await keep(customer)
    assert customer.number == "0001"
    assert [one.number for one in await kept(tickets)] == ["0001"]


async def test_a_number_whose_ticket_could_not_be_kept_is_not_given_out_again(
    customer: CurrentTicket, tickets: Tickets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is called by it."""

    async def full(*_: object) -> Ticket:
        raise OSError(28, "No space left on device")

    customer.show(item())
    with monkeypatch.context() as there:
        there.setattr(tickets, "put", full)
        with pytest.raises(OSError, match="No space"):
            await keep(customer)
    await customer.begin()
    assert customer.number == "0002"


# keeping


async def test_a_ticket_is_kept_once_and_grows(customer: CurrentTicket, tickets: Tickets, tmp_path: Path) -> None:
    await keep(customer)
    assert await kept(tickets) == [], "there is nothing to keep yet"
    customer.name = "Ana"
    add(customer, item("1"))
    await keep(customer, saved=tmp_path / "1.jpg")
    customer.show(item("2", "cn-1inch", 5, RED))
    await keep(customer, saved=tmp_path / "2.jpg", is_printed=True)
    (ticket,) = await kept(tickets)
    assert (ticket.number, ticket.name) == ("0001", "Ana")
    assert ticket.saved == (tmp_path / "1.jpg", tmp_path / "2.jpg")
    assert ticket.printed is not None
    assert [(photo.document, photo.copies, photo.background) for photo in ticket.photos] == [
        ("schengen-visa", 2, "dcdcdc"),
        ("cn-1inch", 5, "c81e1e"),
    ]
    assert [(photo.width_mm, photo.height_mm) for photo in ticket.photos] == [(35, 45), (25, 35)]


async def test_two_at_once_are_one_ticket(customer: CurrentTicket, tickets: Tickets, tmp_path: Path) -> None:
    customer.show(item())
    await asyncio.gather(keep(customer, saved=tmp_path / "a.jpg"), keep(customer, is_printed=True))
    (ticket,) = await kept(tickets)
    assert ticket.saved == (tmp_path / "a.jpg",)
    assert ticket.printed is not None


# what is on the sheet


async def test_what_is_shown_stands_where_it_was_added(customer: CurrentTicket) -> None:
    add(customer, item("1"))
    second = item("2", color=RED)
    customer.show(second)
    assert [one.key for one in customer.items] == ["1", "2"]
    customer.add(customer.customer, second)
    customer.add(customer.customer, second)
    assert [one.key for one in customer.items] == ["1", "2"]
    # the first is turned to again, and looks otherwise
    customer.show(item("1", color=RED))
    assert [(one.key, one.background) for one in customer.items] == [("1", RED), ("2", RED)]
    # and keeps that when it is left
    customer.show(None)
    assert [(one.key, one.background) for one in customer.items] == [("1", RED), ("2", RED)]


async def test_copies_of_what_is_shown_and_of_what_is_not(customer: CurrentTicket) -> None:
    add(customer, item("1"))
    add(customer, item("2", color=RED))
    customer.set_copies("1", 3)
    customer.set_copies("2", 2)
    sheet = await customer.laid_out()
    assert sheet.copies == 5
    assert [sum(photo.photo == at for photo in sheet.pages[0].photos) for at in (0, 1)] == [3, 2]
    customer.remove("1")
    assert (await customer.laid_out()).copies == 2


async def test_what_is_added_again_keeps_the_number_that_was_counted_while_it_was_drawn(
    customer: CurrentTicket,
) -> None:
    add(customer, item("1"))
    customer.set_copies("1", 5)
    customer.add(customer.customer, item("1", color=RED))
    assert [(one.copies, one.background) for one in customer.items] == [(5, RED)]


async def test_what_is_only_uploaded_is_on_the_ticket_and_not_on_the_sheet(
    customer: CurrentTicket, tickets: Tickets
) -> None:
    add(customer, item("1", UPLOADED.id))
    customer.show(item("2"))
    sheet = await customer.laid_out()
    assert [one.key for one in sheet.items] == ["2"]
    await keep(customer)
    (ticket,) = await kept(tickets)
    assert [(photo.document, photo.is_upload, photo.width_mm) for photo in ticket.photos] == [
        (UPLOADED.id, True, None),
        (VISA.id, False, 35),
    ]


async def test_the_sheet_says_why_there_is_none(customer: CurrentTicket) -> None:
    customer.lay(replace(EACH, margin=40), POSTCARD)
    customer.show(item())
    sheet = await customer.laid_out()
    assert sheet.pages == ()
    assert sheet.problem.endswith(".")
    customer.lay(EACH, None)
    sheet = await customer.laid_out()
    assert (sheet.pages, sheet.problem) == ((), "")


class HeldLayout:
    """From now on a sheet is laid out only when it may be."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.began, self.may_end = asyncio.Event(), threading.Event()
        loop = asyncio.get_running_loop()

        def lay_out(items: tuple[Item, ...], paper: Paper, settings: SheetSettings) -> Sheet:
            loop.call_soon_threadsafe(self.began.set)
            assert self.may_end.wait(30)
            return lay_out_items(items, paper, settings)

        monkeypatch.setattr(ticket_module, "lay_out_items", lay_out)


async def test_whoever_prints_waits_for_the_sheet_that_is_being_laid_out(
    customer: CurrentTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the one before it."""
    customer.show(item(copies=1))
    assert (await customer.laid_out()).copies == 1
    held = HeldLayout(monkeypatch)
    customer.show(item(copies=4))
    await held.began.wait()
    asked = asyncio.ensure_future(customer.laid_out())
    asyncio.get_running_loop().call_soon(held.may_end.set)
    assert (await asked).copies == 4


async def test_what_is_laid_out_for_one_customer_is_not_seen_by_the_next(
    customer: CurrentTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = HeldLayout(monkeypatch)
    customer.show(item())
    await held.began.wait()
    await customer.begin()
    seen: list[int] = []
    customer.changed.connect(lambda: seen.append(len(customer.sheet.pages)))
    held.may_end.set()
    assert (await customer.laid_out()).pages == ()
    assert set(seen) == {0}


async def test_a_sheet_that_failed_is_not_taken_for_the_one_before(
    tickets: Tickets, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> Sheet:
        raise MemoryError

    failed: list[Exception] = []
    tasks, counter = Tasks(failed.append), QObject()
    customer = CurrentTicket(tickets, tasks, counter)
    customer.lay(EACH, POSTCARD)
    customer.show(item(copies=1))
    assert (await customer.laid_out()).copies == 1
    with monkeypatch.context() as there:
        there.setattr(ticket_module, "lay_out_items", fails)
        customer.show(item(copies=4))
        for _ in range(2):
            with pytest.raises(MemoryError):
                await customer.laid_out()
    assert (await customer.laid_out()).copies == 4
    await tasks.cancel_all()
    counter.deleteLater()
    assert all(isinstance(error, MemoryError) for error in failed), "on a slow machine it is laid out by itself, too"


async def test_a_drag_lays_out_once(customer: CurrentTicket, monkeypatch: pytest.MonkeyPatch) -> None:
    laid: list[int] = []

    def counted(items: tuple[Item, ...], *others: object) -> Sheet:
        laid.append(items[0].copies)
        return lay_out_items(items, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(ticket_module, "lay_out_items", counted)
    for copies in range(1, 9):
        customer.show(item(copies=copies))
    await until(lambda: customer.sheet.copies == 8)
    assert laid == [8]
