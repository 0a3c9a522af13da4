"""Every setting in one typed table, kept as JSON. An unreadable value falls back to its default, alone."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from picwish_desktop.storage.atomic import write_atomically

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Settings:
    """The type of a field's default is the field's type; a file's value of another type is not taken."""

    theme: str = "system"
    """system, light or dark."""
    removal_provider: str = "local"
    background_provider: str = "local"
    face_provider: str = "local"
    id_photo_provider: str = "local"
    picwish_base_url: str = "https://techhk.aoscdn.com"
    pixelcut_base_url: str = "https://api.developer.pixelcut.ai"
    picwish_requests_per_second: float = 2.0
    pixelcut_requests_per_second: float = 5.0
    upload_format: str = "auto"
    keep_results_days: int = 30
    lock_new_photos: bool = False
    undo_megabytes: int = 256
    brush_size: int = 64
    """Diameter in picture pixels."""
    eraser_size: int = 64
    overlay_opacity: float = 0.55
    save_format: str = ""
    """What was chosen last in the save dialog; empty for the opened picture's own format."""
    save_jpeg_quality: int = 0
    """0 as it came, else 1 to 100."""
    save_webp_quality: int = 0
    """0 lossless, else 1 to 100."""
    open_folder: str = ""
    save_folder: str = ""
    window_geometry: str = ""
    """Qt's own bytes, in base64."""


def load_settings(path: Path) -> Settings:
    """Never fails: without a readable file everything is at its default."""
    try:
        stored = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        log.warning("settings at %s cannot be read: %s", path, error)
        return Settings()
    settings = Settings()
    for field in fields(settings):
        value = stored.get(field.name) if isinstance(stored, dict) else None
        if value is not None and _fits(value, getattr(settings, field.name)):
            setattr(settings, field.name, value)
    return settings


def save_settings(settings: Settings, path: Path) -> None:
    """Raises OSError."""
    write_atomically(path, json.dumps(asdict(settings), indent=2).encode())


def _fits(value: Any, default: Any) -> bool:
    if isinstance(default, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is type(default)
