"""A ticket survives being written as JSON, and nothing else becomes one."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.idphoto.ticket import Ticket, TicketPhoto, read_day, stored_name, ticket_from_json, ticket_to_json

texts = st.text(max_size=300)
lengths = st.floats(1, 1000)
hexadecimal = st.text("0123456789abcdef", min_size=32, max_size=32)
colors = st.none() | st.text("0123456789abcdefABCDEF", min_size=6, max_size=6)
times = st.datetimes(timezones=st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours))))
printed = st.builds(
    TicketPhoto,
    document=texts,
    label=texts,
    width_mm=lengths,
    height_mm=lengths,
    width=st.integers(1, 9999),
    height=st.integers(1, 9999),
    dpi=st.integers(1, 2400),
    copies=st.integers(0, 99),
    background=colors,
    file=st.builds("{}.{}".format, hexadecimal, st.sampled_from(["png", "jpg"])),
    is_upload=st.booleans(),
)
photos = printed | printed.map(lambda photo: replace(photo, width_mm=None, height_mm=None))
tickets = st.builds(
    Ticket,
    id=hexadecimal,
    number=st.integers(1, 99_999).map("{:04d}".format),
    name=texts,
    day=st.dates(),
    made=times,
    printed=st.none() | times,
    saved=st.lists((texts | st.just("a name of no encoding \udce9.jpg")).map(Path), max_size=3).map(tuple),
    photos=st.lists(photos, max_size=3).map(tuple),
)
PHOTO = TicketPhoto("schengen-visa", "Schengen visa", 35, 45, 413, 531, 300, 8, "ffffff", f"{'0' * 32}.png", False)
TICKET = Ticket(
    "0" * 32, "0412", "Müller", date(2026, 11, 21), datetime(2026, 11, 21, 12).astimezone(), photos=(PHOTO,)
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
)


@given(tickets)
def test_it_comes_back_as_it_was(ticket: Ticket) -> None:
    assert ticket_from_json(json.loads(json.dumps(ticket_to_json(ticket)))) == ticket


def test_what_every_field_is_called_on_disk_stays() -> None:
    """Tickets of an earlier version are read, too."""
    photo = {
        "document": "us-visa-ds160",
        "label": "US visa",
        "width_mm": None,
        "height_mm": None,
        "width": 600,
        "height": 600,
        "dpi": 300,
        "copies": 0,
        "background": None,
        "file": f"{'a' * 32}.jpg",
        "is_upload": True,
    }
    stored = {
        "id": "f" * 32,
        "number": "0001",
        "name": "",
        "day": "2026-11-21",
        "made": "2026-11-21T12:00:00+01:00",
        "printed": None,
        "saved": ["/photos/a.jpg"],
        "photos": [photo],
        "of a later version": 1,
    }
    expected = Ticket(
        "f" * 32,
        "0001",
        "",
        date(2026, 11, 21),
        datetime(2026, 11, 21, 12, tzinfo=timezone(timedelta(hours=1))),
        None,
        (Path("/photos/a.jpg"),),
        (TicketPhoto("us-visa-ds160", "US visa", None, None, 600, 600, 300, 0, None, f"{'a' * 32}.jpg", True),),
    )
    assert ticket_from_json(stored) == expected


@given(json_values)
def test_garbage_is_refused_with_a_value_error(content: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        ticket_from_json(content)


@given(tickets, st.data())
def test_one_wrong_field_is_refused_or_comes_back_as_it_is(ticket: Ticket, data: st.DataObject) -> None:
    """What is read can be written, and is the same then: no value of a wrong type gets in."""
    content: dict[str, Any] = ticket_to_json(ticket)
    rows = [content, *content["photos"]]
    row = data.draw(st.sampled_from(rows))
    row[data.draw(st.sampled_from(sorted(row)))] = data.draw(json_values)
    try:
        read = ticket_from_json(content)
    except ValueError:
        return
    assert ticket_from_json(json.loads(json.dumps(ticket_to_json(read)))) == read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", "../../../etc"),
        ("number", "../0001"),
        ("number", "412"),
        ("number", "٠٤١٢"),
        ("number", "0412\n"),
        ("number", 412),
        ("day", "20261121"),
        ("day", "2026-W47-6"),
        ("day", "2026-11-31"),
        ("made", "2026-11-21T12:00:00"),
        ("made", None),
        ("printed", "yesterday"),
        ("name", "x" * 301),
        ("saved", [1]),
        ("photos", {}),
        ("photos", [None]),
    ],
)
def test_a_wrong_value_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        ticket_from_json(ticket_to_json(TICKET) | {name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("file", f"../{'0' * 32}.png"),
        ("file", f"/{'0' * 32}.png"),
        ("file", f"{'0' * 32}.png\n"),
        ("file", "ticket.json"),
        ("file", ".."),
        ("width", 0),
        ("width", True),
        ("width", 413.0),
        ("width_mm", float("nan")),
        ("width_mm", -35),
        ("height_mm", None),
        ("copies", 10**6),
        ("dpi", 0),
        ("background", "#fffff"),
        ("background", "white"),
        ("is_upload", 1),
    ],
)
def test_a_wrong_value_of_a_photo_is_refused(name: str, value: object) -> None:
    content = ticket_to_json(TICKET)
    content["photos"][0][name] = value
    with pytest.raises(ValueError, match=r"."):
        ticket_from_json(content)


def test_no_error_tells_a_customers_name() -> None:
    """It would be in the log."""
    for name in ticket_to_json(TICKET):
        with pytest.raises(ValueError, match=r".") as raised:
            ticket_from_json(ticket_to_json(TICKET) | {name: {"Erika Mustermann" * 30: "Erika Mustermann" * 30}})
        assert "Erika" not in str(raised.value)


def test_a_stored_picture_is_named_by_its_content() -> None:
    png, jpeg = b"\x89PNG\r\n\x1a\nabc", b"\xff\xd8\xffabc"
    assert stored_name(png).endswith(".png")
    assert stored_name(jpeg).endswith(".jpg")
    assert stored_name(png) == stored_name(bytes(png)) != stored_name(png + b"d")
    with pytest.raises(ValueError, match="PNG or JPEG"):
        stored_name(b"GIF89a")


@given(st.dates())
def test_a_day_is_read_as_it_is_written(day: date) -> None:
    assert read_day(day.isoformat()) == day
