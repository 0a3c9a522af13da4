"""What PicWish answers, read leniently and trusted not at all."""

from __future__ import annotations

import asyncio
import json
import math
import re
from dataclasses import dataclass
from typing import Any

from picwish_desktop.providers.exchange import Response

DONE = 1
MAX_MESSAGE = 120
LARGE = 1_000_000
"""Bytes that take longer to read than a window may stand still."""
MANY = 10_000
"""Values in one answer. The pages name a few dozen; each takes twenty times as much memory as it has bytes."""


@dataclass(frozen=True, slots=True)
class Told:
    """The fields that the pages name, where they could be read."""

    status: int
    """HTTP's, or the body's where that says more: each of them can say failure."""
    is_readable: bool
    """Whether it was an object of JSON at all."""
    message: str = ""
    """Safe to show; empty where there is none worth it."""
    task_id: str = ""
    state: int | None = None
    progress: float = 0.0
    """0 to 1."""
    image: str = ""
    """An address, or a picture in base64."""
    mask: str = ""

    @property
    def is_success(self) -> bool:
        return self.is_readable and 200 <= self.status < 300

    @property
    def is_done(self) -> bool:
        return self.state == DONE


async def read(response: Response, key: str = "") -> Told:
    """`read_answer`; one with pictures in it is read in a thread. One without is read at once, as whoever is cancelled
    in between would lose the name of a task that is paid for."""
    if len(response.body) > LARGE:
        return await asyncio.to_thread(read_answer, response, key)
    return read_answer(response, key)


def read_answer(response: Response, key: str = "") -> Told:
    """Never fails. `key` is kept out of the message, should the server repeat it."""
    content = read_json(response.body)
    if not isinstance(content, dict):
        return Told(response.status, is_readable=False)
    data = content.get("data")
    data = data if isinstance(data, dict) else {}
    return Told(
        status=_status(response.status, read_whole_number(content.get("status"))),
        is_readable=True,
        message=presentable(content.get("message"), key),
        task_id=_task_id(data.get("task_id")),
        state=read_whole_number(data.get("state")),
        progress=min(1.0, max(0.0, (read_number(data.get("progress")) or 0.0) / 100)),
        image=_text(data.get("image")),
        mask=_text(data.get("mask")),
    )


def read_json(body: bytes) -> Any:
    """None where it is none, or no vendor's: with more values than any of theirs."""
    if sum(map(body.count, (b",", b"[", b"{"))) > MANY:
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def read_number(value: object) -> float | None:
    """A number, or one written as text; None for anything else, and for what is beyond all numbers."""
    if isinstance(value, str):
        value = value.strip()
        if not re.fullmatch(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?", value):
            return None
    elif isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def read_whole_number(value: object) -> int | None:
    number = read_number(value)
    return int(number) if number is not None and number.is_integer() else None


def presentable(message: object, key: str = "") -> str:
    """A server's message as far as it can be shown: short, one line, no markup, no address, not the key."""
    if not isinstance(message, str):
        return ""
    text = message.strip()
    is_plain = text.isprintable() and not re.search(r"[<>{}“”]|://", text)
    if not is_plain or len(text) > MAX_MESSAGE or (key and key.lower() in text.lower()):
        return ""
    return text


def _status(http: int, body: int | None) -> int:
    if body is None or not (200 <= http < 300 or (400 <= http < 500 and 400 <= body < 500)):
        return http
    return body


def _task_id(value: object) -> str:
    """The vendor's name for a task; empty where it could not stand in an address."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(value).strip()
    return text if re.fullmatch(r"[\x21-\x7e]{1,200}", text) and text not in (".", "..") else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
