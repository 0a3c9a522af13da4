"""What a JSON object holds, checked while it is read. No error repeats a value: it may be a person's name."""

from __future__ import annotations

import re


class Fields:
    """Everything raises ValueError for what is not as it must be."""

    def __init__(self, content: object) -> None:
        if not isinstance(content, dict):
            raise ValueError("this is no object")  # noqa: TRY004 (what is read is wrong, not who calls)
        self._content = content

    def get(self, name: str) -> object:
        if name not in self._content:
            raise ValueError(f"“{name}” is missing")
        return self._content[name]

    def has(self, name: str) -> bool:
        """Whether it is there and not null."""
        return self._content.get(name) is not None

    def rows(self, name: str) -> list[object]:
        value = self.get(name)
        if not isinstance(value, list):
            raise ValueError(f"“{name}” is no list")  # noqa: TRY004
        return value

    def text(self, name: str, most: int) -> str:
        """Of at most that many characters."""
        value = self.get(name)
        if not isinstance(value, str) or len(value) > most:
            raise ValueError(f"“{name}” is no text of at most {most} characters")
        return value

    def match(self, name: str, pattern: re.Pattern[str]) -> str:
        """A text that is `pattern` from its start to its end."""
        value = self.get(name)
        if not isinstance(value, str) or pattern.fullmatch(value) is None:
            raise ValueError(f"“{name}” is not as it must be")
        return value

    def number(self, name: str, least: float, most: float) -> float:
        value = self.get(name)
        # what is no number lies between no two
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise ValueError(f"“{name}” is no number from {least} to {most}")
        return float(value)

    def whole(self, name: str, least: int, most: int) -> int:
        value = self.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"“{name}” is no whole number from {least} to {most}")
        return value

    def flag(self, name: str) -> bool:
        value = self.get(name)
        if not isinstance(value, bool):
            raise ValueError(f"“{name}” is neither true nor false")  # noqa: TRY004
        return value
