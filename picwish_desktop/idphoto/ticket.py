"""A customer's order at the counter: who it is for, which ID photos, how many of each; and the order as JSON."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from picwish_desktop.storage.json_fields import Fields

NUMBER = re.compile("[0-9]{4,9}")
STORED = re.compile(r"[0-9a-f]{32}\.(png|jpg)")
"""Names of stored pictures. Nothing but such a name is ever read, written or deleted for a ticket."""
COLOR = re.compile("[0-9A-Fa-f]{6}")

_ID = re.compile("[0-9a-f]{32}")
_MOST_TEXT = 300
_MOST_PATH = 32_768
_MOST_PHOTOS = 1000
_MOST_SAVED = 10_000
_MOST_MM = 10_000
_MOST_PIXELS = 100_000
_MOST_DPI = 10_000
_MOST_ON_SHEETS = 9999
"""Copies of a photo: filled pages of earlier versions had more of a small one than a sheet has now."""
_SIGNATURES = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))


@dataclass(frozen=True, slots=True)
class TicketPhoto:
    """One ID photo as it was made; a sheet is printed again from it, without the photo it came from."""

    document: str
    """The document type's id."""
    label: str
    """The document type as a person reads it."""
    width_mm: float | None
    """In print; None, as the height, where the photo is only uploaded."""
    height_mm: float | None
    width: int
    """In pixels."""
    height: int
    dpi: int
    copies: int
    """On sheets; 0 where none is printed."""
    background: str | None
    """RRGGBB; None where it was left as it was."""
    file: str
    """Name of the stored picture; before it is stored, any name that tells it from the ticket's others."""
    is_upload: bool
    """Whether the file is uploaded and has pixels of its own, not those of the print."""


@dataclass(frozen=True, slots=True)
class Ticket:
    id: str
    """32 hexadecimal digits: the ticket's own for ever, as `uuid4().hex`."""
    number: str
    """Such as “0412”: counts up each day, and is said to the customer."""
    name: str
    """The customer's, or nothing."""
    day: date
    """Whose number it is: the day it was begun, also where it was made after midnight."""
    made: datetime
    """With its time zone, as all times here."""
    printed: datetime | None = None
    """The last time; None where it was not yet."""
    saved: tuple[Path, ...] = ()
    """Where its files were saved to."""
    photos: tuple[TicketPhoto, ...] = ()


def stored_name(data: bytes) -> str:
    """What an encoded picture is stored as: by its content, so that a name never comes to mean another picture. Raises
    ValueError for what is neither PNG nor JPEG."""
    ending = next((ending for start, ending in _SIGNATURES if data.startswith(start)), None)
    if ending is None:
        raise ValueError("a ticket’s picture is PNG or JPEG")
    return f"{hashlib.sha256(data).hexdigest()[:32]}.{ending}"


def ticket_to_json(ticket: Ticket) -> dict[str, Any]:
    return {
        "id": ticket.id,
        "number": ticket.number,
        "name": ticket.name,
        "day": ticket.day.isoformat(),
        "made": ticket.made.isoformat(),
        "printed": None if ticket.printed is None else ticket.printed.isoformat(),
        "saved": [str(path) for path in ticket.saved],
        "photos": [asdict(photo) for photo in ticket.photos],
    }


def ticket_from_json(content: object) -> Ticket:
    """Raises ValueError for anything that `ticket_to_json` does not write of a ticket whose pictures are stored."""
    fields = Fields(content)
    rows, saved = fields.rows("photos"), fields.rows("saved")
    if len(rows) > _MOST_PHOTOS or len(saved) > _MOST_SAVED:
        raise ValueError("there are too many photos or files")
    return Ticket(
        fields.match("id", _ID),
        fields.match("number", NUMBER),
        fields.text("name", _MOST_TEXT),
        read_day(fields.text("day", _MOST_TEXT)),
        _time(fields, "made"),
        _time(fields, "printed") if fields.has("printed") else None,
        tuple(Path(Fields({"saved": path}).text("saved", _MOST_PATH)) for path in saved),
        tuple(_photo(row) for row in rows),
    )


def read_day(text: str) -> date:
    """As `date.isoformat` writes it, in no other of the standard's ways. Raises ValueError."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("this is no day") from None
    if day.isoformat() != text:
        raise ValueError("this is no day")
    return day


def _photo(row: object) -> TicketPhoto:
    fields = Fields(row)
    is_printed = fields.has("width_mm") or fields.has("height_mm")
    return TicketPhoto(
        fields.text("document", _MOST_TEXT),
        fields.text("label", _MOST_TEXT),
        fields.number("width_mm", 0.1, _MOST_MM) if is_printed else None,
        fields.number("height_mm", 0.1, _MOST_MM) if is_printed else None,
        fields.whole("width", 1, _MOST_PIXELS),
        fields.whole("height", 1, _MOST_PIXELS),
        fields.whole("dpi", 1, _MOST_DPI),
        fields.whole("copies", 0, _MOST_ON_SHEETS),
        fields.match("background", COLOR) if fields.has("background") else None,
        fields.match("file", STORED),
        fields.flag("is_upload"),
    )


def _time(fields: Fields, name: str) -> datetime:
    try:
        time = datetime.fromisoformat(fields.text(name, _MOST_TEXT))
    except ValueError:
        raise ValueError(f"“{name}” is no time") from None
    if time.utcoffset() is None:
        raise ValueError(f"“{name}” has no time zone")
    return time
