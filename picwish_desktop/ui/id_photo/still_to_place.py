"""Which lines of an ID photo wait for a person, in words."""

from __future__ import annotations

from collections.abc import Sequence

from picwish_desktop.ui.actions import FRAME_BY_LINES


def still_to_place(names: Sequence[str]) -> str:
    """Such as “Still to be placed: eyes and chin.”"""
    *others, last = names
    return f"Still to be placed: {', '.join(others)} and {last}." if others else f"Still to be placed: {last}."


def how_to_place(names: Sequence[str]) -> str:
    """With why, and what to do."""
    each = "each line to its place, or click one that is" if len(names) > 1 else "it to its place, or click it if it is"
    return (
        f"No face was found. {still_to_place(names)} Drag {each} right. By keys: L takes a line, the arrows move it, "
        f"Enter says that it is right. Then choose “{FRAME_BY_LINES}”."
    )
