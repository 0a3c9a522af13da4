"""A table as TOML and JSON hold it, read with bounds: what comes from outside may be anything."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard, TypeVar

from picwish_desktop.model.backdrop import Color

T = TypeVar("T")

MOST_CHARACTERS = 300
"""Of one text."""
MOST_TEXTS = 80
"""In one list."""

_BREAKS = {"Zl", "Zp", "Zs"}
_HARMFUL = {"Cc", "Cs"}
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They let a text read otherwise than it is written."""


class TableError(ValueError):
    """What is wrong, as the rest of a sentence: “size_mm” needs two numbers from 5 to 500."""


@dataclass(frozen=True, slots=True)
class Table:
    """Unknown keys are never looked at; a missing one counts as empty. Everything raises TableError."""

    rows: Mapping[str, object]
    name: str = ""

    def has(self, key: str) -> bool:
        return self.rows.get(key) is not None

    def text(self, key: str) -> str:
        """Without control characters, each run of white space one space."""
        return clean(self._typed(key, str, "a text", ""), self._called(key))

    def texts(self, key: str) -> tuple[str, ...]:
        """Without the empty ones."""
        rows = self._list(key)
        if not all(isinstance(row, str) for row in rows):
            raise TableError(f"{self._called(key)} needs a list of texts")
        return tuple(text for row in rows if (text := clean(str(row), self._called(key))))

    def flag(self, key: str, default: bool) -> bool:
        return self._typed(key, bool, "true or false", default)

    def number(self, key: str, low: float, high: float) -> float | None:
        if not self.has(key):
            return None
        value = self.rows[key]
        if not _is_within(value, low, high):
            raise TableError(f"{self._called(key)} needs a number from {low:g} to {high:g}")
        return float(value)

    def whole(self, key: str, low: int, high: int) -> int | None:
        number = self.number(key, low, high)
        if number is not None and number != int(number):
            raise TableError(f"{self._called(key)} needs a whole number")
        return None if number is None else int(number)

    def pair(self, key: str, low: float, high: float) -> tuple[float, float] | None:
        if not self.has(key):
            return None
        match self.rows[key]:
            case [first, second] if _is_within(first, low, high) and _is_within(second, low, high):
                return float(first), float(second)
        raise TableError(f"{self._called(key)} needs two numbers from {low:g} to {high:g}")

    def whole_pair(self, key: str, low: int, high: int) -> tuple[int, int] | None:
        pair = self.pair(key, low, high)
        if pair is None:
            return None
        if any(number != int(number) for number in pair):
            raise TableError(f"{self._called(key)} needs two whole numbers")
        return int(pair[0]), int(pair[1])

    def colors(self, key: str, names: Mapping[str, Color]) -> tuple[Color, ...]:
        """Each one of `names`, or as #rrggbb."""
        return tuple(self._color(text, key, names) for text in self.texts(key))

    def color(self, key: str, names: Mapping[str, Color]) -> Color | None:
        return self._color(self.text(key), key, names) if self.has(key) else None

    def table(self, key: str) -> Table | None:
        if not self.has(key):
            return None
        return Table(self._mapping(self.rows[key], key), key)

    def tables(self, key: str) -> tuple[Table, ...]:
        return tuple(Table(self._mapping(row, key), key) for row in self._list(key))

    def _color(self, text: str, key: str, names: Mapping[str, Color]) -> Color:
        if text in names:
            return names[text]
        found = re.fullmatch(r"#([0-9a-fA-F]{6})", text)
        if not found:
            raise TableError(f"{self._called(key)} needs colours such as “#dcdcdc”, not “{text}”")
        red, green, blue = bytes.fromhex(found[1])
        return red, green, blue

    def _list(self, key: str) -> Sequence[object]:
        rows: list[object] = self._typed(key, list, "a list", [])
        if len(rows) > MOST_TEXTS:
            raise TableError(f"{self._called(key)} has more than {MOST_TEXTS} entries")
        return rows

    def _mapping(self, row: object, key: str) -> Mapping[str, object]:
        if not isinstance(row, dict):
            raise TableError(f"{self._called(key)} needs named values")
        return row

    def _typed(self, key: str, kind: type[T], what: str, default: T) -> T:
        value = self.rows.get(key)
        if value is None:
            return default
        if not isinstance(value, kind):
            raise TableError(f"{self._called(key)} needs {what}")
        return value

    def _called(self, key: str) -> str:
        return f"“{key}” of “{self.name}”" if self.name else f"“{key}”"


def clean(text: str, called: str) -> str:
    """`text` as it can be shown in one line; `called` is what a too long one is called."""
    shown = "".join(" " if _is_break(char) else char for char in text if not _is_harmful(char))
    shown = " ".join(shown.split())
    if len(shown) > MOST_CHARACTERS:
        raise TableError(f"{called} has more than {MOST_CHARACTERS} characters")
    return shown


def _is_break(char: str) -> bool:
    return char in "\t\n\r\v\f" or unicodedata.category(char) in _BREAKS


def _is_harmful(char: str) -> bool:
    return not _is_break(char) and (char in _TURNING or unicodedata.category(char) in _HARMFUL)


def _is_within(value: object, low: float, high: float) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
