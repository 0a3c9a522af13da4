"""The background colours that rules name, as bundled."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from picwish_desktop.model.backdrop import Color
from picwish_desktop.storage.resources import resource


@dataclass(frozen=True, slots=True)
class Swatch:
    id: str
    """How documents.toml calls it."""
    name: str
    color: Color
    tolerance: float | None
    """ΔE in Lab up to which a background still counts as this colour; None where nobody says one."""


@cache
def bundled_swatches() -> tuple[Swatch, ...]:
    rows = tomllib.loads(resource("id_photo/backgrounds.toml").read_text("utf-8"))
    return tuple(Swatch(id_, row["name"], _color(row["color"]), row.get("tolerance")) for id_, row in rows.items())


def _color(text: str) -> Color:
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return red, green, blue
