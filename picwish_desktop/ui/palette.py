"""Every colour of the window, light and dark. Needed before anything is seen: a dataclass would take longer."""

from __future__ import annotations

from typing import NamedTuple


class Tokens(NamedTuple):
    """Every colour there is in the window, as "#rrggbb"."""

    canvas: str
    window: str
    panel: str
    raised: str
    line: str
    text: str
    dim: str
    accent: str
    ok: str
    warn: str
    mark: str
    hover: str  # a raised control under the pointer
    selected: str  # the chosen part of a segmented control
    soft: str  # behind a chosen tool or job, whose icon has the accent
    accent_hover: str
    faint: str  # text and icons of what cannot be used now


DARK = Tokens(
    canvas="#161617",
    window="#1e1e20",
    panel="#28282b",
    raised="#333337",
    line="#3a3a3e",
    text="#e8e8ea",
    dim="#9a9aa2",
    accent="#4c8dff",
    ok="#43b581",
    warn="#e8a33d",
    mark="#ff4d6a",
    hover="#3d3d42",
    selected="#47474d",
    soft="#2e3951",
    accent_hover="#639bff",
    faint="#6f6f76",
)

LIGHT = Tokens(
    canvas="#d9d9dd",
    window="#f4f4f6",
    panel="#ffffff",
    raised="#eeeef1",
    line="#dcdce1",
    text="#1c1c1f",
    dim="#6d6d76",
    accent="#2468e5",
    ok="#1f8a5b",
    warn="#8f5a00",
    mark="#e0274a",
    hover="#e4e4e9",
    selected="#ffffff",
    soft="#e7eefc",
    accent_hover="#3b7af0",
    faint="#a2a2aa",
)
