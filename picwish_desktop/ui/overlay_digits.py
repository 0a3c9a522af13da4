"""The digits that say how strongly the mark covers the photo: those that no command has."""

from __future__ import annotations

from picwish_desktop.ui.actions import Actions


def overlay_digits(actions: Actions) -> list[str]:
    """In the order of the keyboard, where 0 is 100 %, after all others."""
    return [action.shortcut().toString() for action in (*actions.digits[1:], actions.digits[0]) if action.shortcuts()]


def told(digits: list[str]) -> str:
    """As a person reads it; empty where there is none."""
    if is_row(digits):
        return f"{digits[0]} to 9 and 0"
    return " · ".join(digits)


def is_row(digits: list[str]) -> bool:
    """Whether it is those from one of them on."""
    return len(digits) > 2 and "".join(digits) in "1234567890" and digits[-1] == "0"
