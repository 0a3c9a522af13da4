"""Numbers as people write them: with a point or a comma, and with a sign before them."""

from __future__ import annotations

import re
from math import floor

from PySide6.QtCore import QObject, QRegularExpression
from PySide6.QtGui import QRegularExpressionValidator

_WRITTEN = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)", re.ASCII)
"""`float` also takes such as “1e5”, “nan” and “1_0”."""
_THOUSANDS = re.compile(r"\s*([-+−]?[1-9]\d{0,2})[.,](\d{3})\s*", re.ASCII)
"""In a whole number nobody means three decimals."""


def read_number(text: str) -> float | None:
    """None for what is no number, or not one yet."""
    written = text.strip().replace(",", ".").replace("−", "-")
    return float(written) if _WRITTEN.fullmatch(written) else None


def read_whole(text: str, least: int, most: int) -> int | None:
    """The nearest whole number between `least` and `most`; None where `read_number` says so."""
    number = read_number(_THOUSANDS.sub(r"\1\2", text) if _THOUSANDS.fullmatch(text) else text)
    return None if number is None else min(max(floor(number + 0.5), least), most)


def whole_typing(digits: int, parent: QObject) -> QRegularExpressionValidator:
    """Lets be typed what `may_become_whole`."""
    return QRegularExpressionValidator(QRegularExpression(_typing(digits)), parent)


def may_become_whole(text: str, digits: int) -> bool:
    """Also with a sign and decimals beside at most so many digits: to leave those out would make 35 of “3.5”."""
    return re.fullmatch(_typing(digits), text) is not None


def _typing(digits: int) -> str:
    return rf"[-+−]?([0-9]{{1,{digits}}}([.,][0-9]*)?)?"
