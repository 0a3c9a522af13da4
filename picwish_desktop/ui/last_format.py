"""The file format that was chosen last: for pictures, for transparent cutouts, and for cutouts with a backdrop."""

from __future__ import annotations

from pathlib import Path

from picwish_desktop.storage.settings import Settings
from picwish_desktop.ui.dialogs.save_format import (
    PhotoToSave,
    SaveFormat,
    format_named,
    format_of,
    formats_for,
    with_ending,
)


def in_last_format(path: Path, photo: PhotoToSave, settings: Settings) -> Path:
    """`path` with the ending of the format chosen last for what is like `photo`, unless that loses what its own
    keeps."""
    if photo.is_cutout:
        name = settings.save_cutout_format if photo.has_alpha else settings.save_backdrop_format
    else:
        name = settings.save_format
    last = next((entry for entry in formats_for(photo) if entry.name == name), None)
    usual = format_of(path)
    if last is None or (_loses(last, photo) and (usual is None or not _loses(usual, photo))):
        return path
    return with_ending(path, last)


def remember_format(name: str, photo: PhotoToSave, settings: Settings) -> None:
    """`name` was chosen for `photo`."""
    if not photo.is_cutout:
        settings.save_format = name
    elif not photo.has_alpha:
        settings.save_backdrop_format = name
    elif format_named(name).keeps_alpha:
        # one on white among others is no habit: it will not be suggested, and the one before it still is
        settings.save_cutout_format = name


def _loses(entry: SaveFormat, photo: PhotoToSave) -> bool:
    return (photo.bits > 8 and not entry.keeps_16_bits) or (photo.has_alpha and not entry.keeps_alpha)
