"""One measured number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    value: float
    unit: str = ""
    target: str = ""
    """What it should be, as people read it; empty where nothing is promised."""
    met: bool | None = None
    """None where there is no target."""
