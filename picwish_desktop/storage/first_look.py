"""How the window looks when it opens: read from the settings file without the table of all settings, which takes longer
to import than the window to paint."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple


class FirstLook(NamedTuple):
    """As `Settings` has them; a value that cannot be is at its default there, too."""

    theme: str = "system"
    is_light: bool = False
    window_geometry: str = ""
    job: str = "remove_objects"


def read_first_look(settings: Path) -> FirstLook:
    """Never fails. Nothing is said about a file that cannot be read: `SettingsFile` does."""
    try:
        stored = json.loads(settings.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return FirstLook()
    if not isinstance(stored, dict):
        return FirstLook()
    defaults = FirstLook()
    kept = {name: stored[name] for name in FirstLook._fields if type(stored.get(name)) is type(getattr(defaults, name))}
    return FirstLook(**kept)
