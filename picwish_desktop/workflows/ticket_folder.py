"""One ticket's folder on disk: its pictures, and `ticket.json`, written last and as a whole, which names them.

A stored picture is named by its content and never changes, so a ticket that is written anew leaves those of the one
before alone until the new `ticket.json` is there: a crash leaves the old ticket or the new one. Without `ticket.json`
a folder is a number that was given out, and at most what a crash left.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from picwish_desktop.idphoto.ticket import STORED, Ticket, stored_name, ticket_from_json, ticket_to_json
from picwish_desktop.storage.atomic import PRIVATE, sync_folder, write_atomically

TICKET = "ticket.json"

_OURS = re.compile(rf"{TICKET}|{STORED.pattern}")
_UNFINISHED = re.compile(rf"\.({TICKET}|{STORED.pattern})-.+")
"""What `write_atomically` had begun when the program died."""
_FILE_BROWSERS = (".DS_Store", "Thumbs.db", "desktop.ini")
"""What they leave where a person looks: small pictures of portraits among it."""
_JUNCTION = 0xA0000003
_MOST_JSON = 1 << 20
_MOST_PICTURE = 1 << 28


class TicketFolder:
    """Everything here blocks, and raises OSError where the disk does. One writer at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def is_ticket(self) -> bool:
        """Whether there is one, be it readable or not."""
        return os.path.lexists(self.path / TICKET)

    def read(self) -> Ticket:
        """Raises ValueError or RecursionError for what is not as it was written."""
        ticket = ticket_from_json(json.loads(_read_plain(self.path / TICKET, _MOST_JSON)))
        if (ticket.day.isoformat(), ticket.number) != (self.path.parent.name, self.path.name):
            raise ValueError("the ticket is another day’s or has another number")
        return ticket

    def read_picture(self, name: str) -> bytes:
        """Raises ValueError for what is not as it was written."""
        if STORED.fullmatch(name) is None:
            raise ValueError("this is no name of a stored picture")
        data = _read_plain(self.path / name, _MOST_PICTURE)
        if stored_name(data) != name:
            raise ValueError(f"{name} is damaged")
        return data

    def write(self, ticket: Ticket, pictures: Mapping[str, bytes]) -> Ticket:
        """The ticket as it is stored: its photos' files are named anew, by their content. `pictures` are encoded, each
        by its photo's `file`; a photo that is stored already needs none. Raises ValueError for a ticket that could not
        be read again."""
        names = {name: stored_name(data) for name, data in pictures.items()}
        photos = tuple(replace(photo, file=names.get(photo.file, photo.file)) for photo in ticket.photos)
        ticket = replace(ticket, photos=photos)
        data = _pack(ticket)
        if any(len(picture) > _MOST_PICTURE for picture in pictures.values()):
            raise ValueError("a picture is too large to be read again")
        sent = {names[name]: picture for name, picture in pictures.items()}
        missing = [photo.file for photo in photos if photo.file not in sent and not (self.path / photo.file).is_file()]
        if missing:
            raise ValueError(f"nobody gave the picture {missing[0]}")
        try:
            for photo in photos:
                # what is there has this content, unless the disk spoilt it
                if photo.file in sent and not self._holds(photo.file):
                    write_atomically(self.path / photo.file, sent[photo.file])
            write_atomically(self.path / TICKET, data)
        finally:
            self._remove_unneeded()
        return ticket

    def rewrite(self, ticket: Ticket) -> Ticket:
        """Anything but its photos has changed. Raises ValueError for a ticket that could not be read again."""
        write_atomically(self.path / TICKET, _pack(ticket))
        return ticket

    def remove(self) -> bool:
        """Delete the ticket but not its folder, which keeps its number from being given out again. Whether there was
        something. Everything that can go is gone, `ticket.json` first, when this raises OSError."""
        failed: OSError | None = None
        # a crash in between leaves no ticket whose pictures are missing
        entries = sorted(self._entries(), key=lambda entry: entry.name != TICKET)
        for entry in entries:
            try:
                entry.unlink()
            except FileNotFoundError:
                continue
            except OSError as error:
                failed = failed or error
        if failed is not None:
            raise failed
        if entries:
            sync_folder(self.path)
        return bool(entries)

    def size(self) -> int:
        """Bytes of what a ticket's removal would free."""
        total = 0
        for entry in self._entries():
            with suppress(FileNotFoundError):
                total += entry.lstat().st_size
        return total

    def _entries(self) -> Iterator[Path]:
        """What is ours: nothing else is ever deleted."""
        for entry in self.path.iterdir():
            name = entry.name
            if _OURS.fullmatch(name) or _UNFINISHED.fullmatch(name) or name in _FILE_BROWSERS:
                yield entry

    def _holds(self, name: str) -> bool:
        try:
            return bool(self.read_picture(name))
        except (OSError, ValueError):
            return False

    def _remove_unneeded(self) -> None:
        """Leave what the ticket in place needs, be it the old one or the new one. What stays goes another time."""
        needed: Collection[str]
        try:
            needed = {TICKET, *(photo.file for photo in self.read().photos)}
        except FileNotFoundError:
            needed = ()
        except (OSError, ValueError, RecursionError):
            return
        with suppress(OSError):
            for entry in list(self._entries()):
                if entry.name not in needed:
                    entry.unlink()


def is_folder(path: Path) -> bool:
    """Whether it is a folder itself and not a way to one elsewhere. Never fails."""
    try:
        status = path.lstat()
    except OSError:
        return False
    # Windows' junctions are folders, by their mode
    return stat.S_ISDIR(status.st_mode) and getattr(status, "st_reparse_tag", 0) != _JUNCTION


def make_private(path: Path) -> None:
    """Have a folder there that only this user may look into. Raises OSError also for a link to one elsewhere."""
    path.mkdir(mode=PRIVATE, exist_ok=True)
    if not is_folder(path):
        raise NotADirectoryError(f"{path} is no folder of ours")
    if os.name != "nt" and stat.S_IMODE(path.stat().st_mode) != PRIVATE:
        path.chmod(PRIVATE)


def _pack(ticket: Ticket) -> bytes:
    data = json.dumps(ticket_to_json(ticket)).encode()
    if len(data) > _MOST_JSON:
        raise ValueError("the ticket is too large to be read again")
    ticket_from_json(json.loads(data))
    return data


def _read_plain(path: Path, most: int) -> bytes:
    """Of a file, not of a pipe, a device or what a link leads to. Raises OSError or ValueError."""
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode) or status.st_size > most:
        raise ValueError(f"{path.name} is no file that was written here")
    return path.read_bytes()
