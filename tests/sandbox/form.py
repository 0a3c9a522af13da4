"""Parameters, taken strictly: whatever the page does not allow is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tests.sandbox.record import Part

Source = Callable[[], bytes]
"""Gives the bytes of a picture that was sent, or fetches them. Raises BadPictureError."""


class BadParameterError(Exception):
    """`status` and `message` are what is answered."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message, self.status = message, status


class Form:
    """The fields and files of a request; each is taken once, and what is left was never on the page."""

    def __init__(self, parts: Sequence[Part], fetch: Callable[[str], bytes], max_bytes: int) -> None:
        names = [part.name for part in parts]
        if len(set(names)) < len(names):
            raise BadParameterError("a parameter came twice")
        # "must be empty": an empty one is as good as none
        self._left = {part.name: part for part in parts if part.data}
        self._names = set(names)
        self._fetch = fetch
        self._max_bytes = max_bytes

    def text(self, name: str) -> str:
        """A field's text, empty when it is missing."""
        self._names.discard(name)
        part = self._left.pop(name, None)
        if part is None:
            return ""
        if part.filename is not None:
            raise BadParameterError(f"{name} must not be a file")
        try:
            return part.data.decode()
        except UnicodeDecodeError as error:
            raise BadParameterError(f"{name} is no text") from error

    def choice(self, name: str, *allowed: str, default: str) -> str:
        """One of `allowed`; `default` when it is missing."""
        value = self.text(name) or default
        if value not in allowed:
            raise BadParameterError(f"{name} must be one of {', '.join(allowed)}, not {value}")
        return value

    def number(self, name: str, *allowed: int, default: int) -> int:
        """As `choice`; the pages call some a string and some a number, and a form knows text only."""
        return int(self.choice(name, *map(str, allowed), default=str(default)))

    def colour(self, name: str) -> str:
        """`RRGGBB`, empty when it is missing."""
        value = self.text(name)
        if value and not re.fullmatch(r"[0-9a-fA-F]{6}", value):
            raise BadParameterError(f"{name} must be RRGGBB, not {value}")
        return value

    def file(self, name: str) -> Source | None:
        """A file's bytes, None when it is missing or empty."""
        self._names.discard(name)
        part = self._left.pop(name, None)
        if part is None:
            return None
        if part.filename is None:
            raise BadParameterError(f"{name} must be a file")
        if len(part.data) > self._max_bytes:
            raise BadParameterError(f"{name} is too large", status=413)
        data = part.data
        return lambda: data

    def url(self, name: str) -> Source | None:
        """What an address gives, None when it is missing."""
        address = self.text(name)
        return (lambda: self._fetch(address)) if address else None

    def finish(self) -> None:
        """Nothing more is taken."""
        if self._names:
            raise BadParameterError(f"unknown parameter {', '.join(sorted(self._names))}")


def at_most_one(**sources: Source | str | None) -> None:
    """ "If this parameter is present, the other … parameters must be empty"."""
    given = [name for name, source in sources.items() if source]
    if len(given) > 1:
        raise BadParameterError(f"{' and '.join(given)} exclude each other")
