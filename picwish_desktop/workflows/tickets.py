"""The counter's tickets on this computer, so that a customer who comes back gets the same photos again.

A ticket holds a customer's name and portraits: personal data. They lie in `Paths.tickets`, a folder for each day and in
it one for each number, which only this user may read; they are sent nowhere. `Tickets.delete` deletes one at once,
`Tickets.forget_older_than` those of days that are longer ago than the settings say.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from picwish_desktop.idphoto.search import fold
from picwish_desktop.idphoto.ticket import NUMBER, Ticket, TicketPhoto, read_day
from picwish_desktop.storage.atomic import PRIVATE, sync_folder
from picwish_desktop.workflows.ticket_folder import TicketFolder, is_folder, make_private

log = logging.getLogger(__name__)


class TicketError(Exception):
    """One sentence for a person: what cannot be done with a ticket, and what to do."""


class TicketGoneError(TicketError):
    """It was deleted."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What became of tickets that were too old."""

    deleted: int
    stayed: int
    """Tickets of which something could not be deleted. It is tried again the next time."""


class Tickets:
    """For several programs at once: a number is claimed by making its folder, which only one of them can. The work is
    done in threads, changes one after the other. Every method that writes raises OSError when the disk does."""

    def __init__(self, root: Path) -> None:
        """Nothing is made before there is a number to give out."""
        self._root = root
        self._changing = threading.Lock()
        self._deleted = set[str]()
        """Ids of what nothing is put under again: who deletes a ticket does not wait for what is still being made."""

    async def next_number(self, day: date) -> str:
        """Of a new ticket. It is never given out again on that day, also when the ticket is deleted, but where it was
        given back. Raises TicketError when a day has no more."""
        return await asyncio.to_thread(self._claim, day)

    async def give_back(self, day: date, number: str) -> None:
        """No ticket was put under that number, and nobody knows it. What lies there keeps it. Never fails."""
        await asyncio.to_thread(self._give_back, self._day(day) / number)

    async def put(self, ticket: Ticket, pictures: Mapping[str, bytes]) -> Ticket:
        """Keep it, in place of what was kept of it. The ticket as it is kept: its photos' files are named anew.

        `pictures` are encoded as PNG or JPEG, each by the `file` of its photo; photos whose pictures are kept already
        need none. Raises TicketGoneError where it was deleted, TicketError where the number is another ticket's,
        ValueError for a ticket that could not be read again. After an error, or a crash, the ticket is kept as it was
        before.
        """
        return await asyncio.to_thread(self._put, ticket, pictures)

    async def of_day(self, day: date) -> list[Ticket]:
        """Newest first. What cannot be read is left out."""
        return await asyncio.to_thread(lambda: list(_readable(self._of_day(self._day(day)))))

    async def find(self, text: str) -> list[Ticket]:
        """Those kept that have every word of `text` in their number, their name or one of their documents; newest
        first. All of them for an empty text. Letters are alike with accents and without."""
        words = fold(text).split()
        return await asyncio.to_thread(
            lambda: [ticket for ticket in _readable(self._all()) if all(word in _words(ticket) for word in words)]
        )

    async def picture(self, ticket: Ticket, photo: TicketPhoto) -> bytes:
        """As it was put. Raises TicketError."""
        try:
            return await asyncio.to_thread(self._folder(ticket).read_picture, photo.file)
        except (OSError, ValueError) as error:
            log.warning("a picture of %s cannot be read: %s", self._folder(ticket).path, error)
            raise TicketError(
                f"The photo “{photo.label}” of ticket {ticket.number} is gone or damaged. Make it again."
            ) from error

    async def mark_printed(self, ticket: Ticket, when: datetime) -> Ticket:
        """As it is kept now. Raises TicketGoneError where it is kept no longer."""
        return await asyncio.to_thread(self._change, ticket, lambda kept: replace(kept, printed=when))

    async def mark_saved(self, ticket: Ticket, paths: Sequence[Path]) -> Ticket:
        """Its files are at `paths`, too. As it is kept now. Raises TicketGoneError where it is kept no longer."""

        def add(kept: Ticket) -> Ticket:
            return replace(kept, saved=tuple(dict.fromkeys((*kept.saved, *paths))))

        return await asyncio.to_thread(self._change, ticket, add)

    async def delete(self, ticket: Ticket) -> None:
        """With its pictures. One that is gone already is no error. Raises TicketError where something stayed."""
        await asyncio.to_thread(self._delete, ticket)

    async def forget_older_than(self, days: int, today: date) -> Forgotten:
        """Delete the tickets of days more than `days` ago; today's are never among them. What a crash left of a ticket
        goes as well. Only what is named as we name it is deleted, whatever else lies there, and what links lead to is
        left alone. Never fails."""
        if days < 0:
            raise ValueError(f"{days} days")
        return await asyncio.to_thread(self._forget, days, today.toordinal())

    async def total_bytes(self) -> int:
        """What all tickets take on the disk."""
        return await asyncio.to_thread(self._total)

    def _claim(self, day: date) -> str:
        folder = self._day(day)
        with self._changing:
            self._make(folder)
            taken = [int(path.name) for path in folder.iterdir() if NUMBER.fullmatch(path.name)]
            for count in itertools.count(max(taken, default=0) + 1):
                number = f"{count:04d}"
                if NUMBER.fullmatch(number) is None:
                    break
                try:
                    (folder / number).mkdir(mode=PRIVATE)
                except FileExistsError:
                    continue
                sync_folder(folder)
                return number
        raise TicketError(f"There is no number left for {day.isoformat()} in {folder}.")

    def _give_back(self, folder: Path) -> None:
        with self._changing:
            _remove_empty(folder)

    def _put(self, ticket: Ticket, pictures: Mapping[str, bytes]) -> Ticket:
        folder = self._folder(ticket)
        with self._changing:
            if ticket.id in self._deleted:
                raise _gone(ticket)
            self._make(folder.path.parent)
            make_private(folder.path)
            self._check_own(ticket)
            stored = folder.write(ticket, pictures)
            sync_folder(folder.path.parent)
            return stored

    def _change(self, ticket: Ticket, change: Callable[[Ticket], Ticket]) -> Ticket:
        folder = self._folder(ticket)
        with self._changing:
            kept = _read(folder)
            if kept is None or kept.id != ticket.id:
                raise _gone(ticket)
            return folder.rewrite(change(kept))

    def _delete(self, ticket: Ticket) -> None:
        folder = self._folder(ticket)
        with self._changing:
            if not is_folder(folder.path.parent) or not is_folder(folder.path):
                self._deleted.add(ticket.id)
                return
            self._check_own(ticket)
            try:
                folder.remove()
            except OSError as error:
                raise TicketError(
                    f"Pictures of ticket {ticket.number} could not be deleted from {folder.path}. Close the program "
                    "that shows them and delete the ticket again."
                ) from error
            finally:
                if not folder.is_ticket:
                    # else it is still kept, and so is what comes
                    self._deleted.add(ticket.id)

    def _forget(self, days: int, today: int) -> Forgotten:
        deleted = stayed = 0
        for day in self._days():
            age = today - read_day(day.name).toordinal()
            for folder in self._of_day(day):
                # another program may be about to write what was begun before midnight
                if age <= days and (age < 2 or folder.is_ticket):
                    continue
                try:
                    # a customer in between does not wait for a month of others
                    with self._changing:
                        deleted += folder.remove()
                except OSError as error:
                    log.warning("%s is too old and could not be deleted: %s", folder.path, error)
                    stayed += 1
                _remove_empty(folder.path)
            if age > days:
                _remove_empty(day)
        return Forgotten(deleted, stayed)

    def _total(self) -> int:
        total = 0
        for folder in self._all():
            with suppress(OSError):
                total += folder.size()
        return total

    def _check_own(self, ticket: Ticket) -> None:
        kept = _read(self._folder(ticket))
        if kept is not None and kept.id != ticket.id:
            raise TicketError(
                f"Number {ticket.number} of {ticket.day.isoformat()} is another customer’s. Take a new one."
            )

    def _make(self, day: Path) -> None:
        self._root.parent.mkdir(parents=True, exist_ok=True)
        # the whole store may have been moved and linked to; nothing in it is
        for folder in (self._root.resolve(), day):
            make_private(folder)

    def _day(self, day: date) -> Path:
        # without the time, which a datetime's own has: it is a date, too
        return self._root / date.isoformat(day)

    def _folder(self, ticket: Ticket) -> TicketFolder:
        if NUMBER.fullmatch(ticket.number) is None:
            raise ValueError("this is no number of a ticket")
        return TicketFolder(self._day(ticket.day) / ticket.number)

    def _all(self) -> Iterator[TicketFolder]:
        for day in self._days():
            yield from self._of_day(day)

    def _days(self) -> list[Path]:
        """Newest first."""
        return sorted(_folders(self._root, _is_day), reverse=True)

    def _of_day(self, day: Path) -> list[TicketFolder]:
        """Newest first."""
        numbered = _folders(day, lambda name: NUMBER.fullmatch(name) is not None)
        return [TicketFolder(path) for path in sorted(numbered, key=lambda path: int(path.name), reverse=True)]


def _gone(ticket: Ticket) -> TicketGoneError:
    return TicketGoneError(f"Ticket {ticket.number} of {ticket.day.isoformat()} is not kept any longer.")


def _folders(parent: Path, is_ours: Callable[[str], bool]) -> list[Path]:
    try:
        return [path for path in parent.iterdir() if is_ours(path.name) and is_folder(path)]
    except FileNotFoundError:
        return []
    except OSError as error:
        log.warning("tickets in %s cannot be read: %s", parent, error)
        return []


def _remove_empty(folder: Path) -> None:
    # what else lies in it is not ours
    with suppress(OSError):
        folder.rmdir()


def _is_day(name: str) -> bool:
    try:
        read_day(name)
    except ValueError:
        return False
    return True


def _readable(folders: Iterator[TicketFolder] | list[TicketFolder]) -> Iterator[Ticket]:
    return (ticket for folder in folders if (ticket := _read(folder)) is not None)


def _read(folder: TicketFolder) -> Ticket | None:
    try:
        return folder.read()
    except FileNotFoundError:
        # a number that was given out
        return None
    except (OSError, ValueError, RecursionError) as error:
        log.warning("the ticket at %s cannot be read: %s", folder.path, error)
        return None


def _words(ticket: Ticket) -> str:
    """What it is found by, folded; no word goes across two lines."""
    documents = (f"{photo.label}\n{photo.document}" for photo in ticket.photos)
    return fold("\n".join((ticket.number, ticket.name, *documents)))
