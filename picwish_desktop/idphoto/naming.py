"""What saved ID photos are called, by a pattern."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

LONGEST = 120
"""Characters, without the ending."""
DEFAULT_PATTERN = "{ticket} {name} {document} {width}x{height}"

_FIELD = re.compile(r"\{([^{}]*)\}")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
"""What Windows allows in no name; the other systems forbid less."""
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?=\.|$)", re.IGNORECASE)
_OTHERWISE = "ID photo"


class PatternError(ValueError):
    """A sentence for a person: what is wrong with a pattern."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What the fields of a pattern stand for."""

    name: str
    """The customer's, or the photo's without its ending."""
    ticket: str
    document: str
    time: datetime
    width: int
    height: int
    dpi: int
    copies: int

    def fields(self) -> dict[str, str]:
        return {
            "name": self.name,
            "ticket": self.ticket,
            "document": self.document,
            "date": f"{self.time:%Y-%m-%d}",
            "time": f"{self.time:%H-%M-%S}",
            "width": str(self.width),
            "height": str(self.height),
            "dpi": str(self.dpi),
            "copies": str(self.copies),
        }


FIELDS = ("name", "ticket", "document", "date", "time", "width", "height", "dpi", "copies")


def check_pattern(pattern: str) -> None:
    """Raises PatternError for an empty pattern, an unknown field and a brace that stands alone."""
    if not pattern.strip():
        raise PatternError("The name is empty. Write for example “{ticket} {document}”.")
    for field in _FIELD.findall(pattern):
        if field not in FIELDS:
            known = ", ".join(f"{{{name}}}" for name in FIELDS)
            raise PatternError(f"“{{{field}}}” is not known. These can be used: {known}.")
    if set("{}") & set(_FIELD.sub("", pattern)):
        raise PatternError("A “{” or “}” stands alone. Write fields as “{name}”.")


def file_name(pattern: str, naming: Naming, ending: str) -> str:
    """A name that Windows, macOS and Linux take, with `ending` such as “.jpg”. Raises PatternError."""
    check_pattern(pattern)
    values = naming.fields()

    def filled() -> str:
        return _FIELD.sub(lambda match: values[match[1]], pattern)

    # a long name gives way: half a size or half a document type would be another one
    over = len(filled()) - LONGEST
    if over > 0 and "{name}" in pattern:
        values["name"] = values["name"][: max(1, len(values["name"]) - over)].rstrip()
    return safe_name(filled()) + ending


def safe_name(text: str) -> str:
    """`text` as a name without an ending: at most `LONGEST` characters, never empty."""
    name = _FORBIDDEN.sub("_", text)
    # surrogates and what is invisible cannot be written or typed
    name = "".join(letter for letter in name if letter.isprintable())
    name = re.sub(r"\s+", " ", name)[:LONGEST].strip(" .")
    if _RESERVED.match(name):
        name = f"_{name}"[:LONGEST].rstrip(" .")
    return name or _OTHERWISE
