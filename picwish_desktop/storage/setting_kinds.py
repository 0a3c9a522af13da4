"""What a setting can be, and how a person is asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

Value: TypeAlias = str | int | float | bool


class Group(Enum):
    """A page of the settings dialog."""

    PROVIDERS = "Providers"
    ACCOUNTS = "Accounts"
    FILES = "Folders and files"
    PRIVACY = "Privacy"
    LOOK = "Look"
    KEYBOARD = "Keyboard"


@dataclass(frozen=True, slots=True)
class OneOf:
    options: tuple[tuple[str, str], ...]
    """What is kept, and what a person reads."""

    def fits(self, value: Value) -> bool:
        return any(value == kept for kept, _ in self.options)


@dataclass(frozen=True, slots=True)
class Number:
    least: float
    most: float
    unit: str = ""

    def fits(self, value: Value) -> bool:
        return isinstance(value, int | float) and self.least <= value <= self.most


@dataclass(frozen=True, slots=True)
class Address:
    """Of a service. One that cannot be used is kept and refused when it is used: falling back would send pictures and
    key to somebody else."""

    known: tuple[tuple[str, str], ...]
    """Address, and what a person reads."""


@dataclass(frozen=True, slots=True)
class Folder:
    hint: str
    """What stands in the empty field."""


@dataclass(frozen=True, slots=True)
class File:
    hint: str
    """What stands in the empty field."""
    ending: str
    """Of its name, with the dot."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text with fields in braces; one that cannot be used is kept, and its default is used in its place."""

    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Switch:
    pass


Kind: TypeAlias = OneOf | Number | Address | Folder | File | Pattern | Switch


@dataclass(frozen=True, slots=True)
class Asked:
    """A setting as a person is asked for it."""

    group: Group
    label: str
    help: str
    """A sentence."""
    kind: Kind


def asked(group: Group, label: str, help_: str, kind: Kind) -> dict[str, Asked]:
    """The metadata of its field."""
    return {"asked": Asked(group, label, help_, kind)}
