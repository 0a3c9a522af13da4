"""What is copied last is on the clipboard, however long what was copied before takes."""

from __future__ import annotations


class CopyTurn:
    """One for pictures and masks."""

    def __init__(self) -> None:
        self._asked = 0

    def take(self) -> int:
        """Something is to be copied."""
        self._asked += 1
        return self._asked

    def is_last(self, turn: int) -> bool:
        """Whether nothing else was to be copied since."""
        return turn == self._asked
