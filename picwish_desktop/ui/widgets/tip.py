"""Tooltips of texts that come from anybody's file."""

from __future__ import annotations

from html import escape

_LONGEST_LINE = 90


def tip(text: str) -> str:
    """`text` as a tooltip that says it letter by letter, and wraps where it is long: Qt takes what looks like HTML for
    HTML, and would fetch its pictures."""
    if max(map(len, text.splitlines()), default=0) <= _LONGEST_LINE and "<" not in text:
        return text
    return f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>"
