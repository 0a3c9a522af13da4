"""What can be asked of a provider: each operation is a frozen dataclass whose fields are its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias


@dataclass(frozen=True, slots=True)
class RemoveObjects:
    """Fill what is marked with what could stand behind it. The mark travels in the request; nothing else is asked."""

    name: ClassVar[str] = "remove-objects"
    label: ClassVar[str] = "Remove objects"


Operation: TypeAlias = RemoveObjects
"""Any of the operations."""
