"""What each file format keeps and loses, in the words of the save dialog."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from picwish_desktop.imaging.write import KEEP_ALPHA


@dataclass(frozen=True)
class PhotoToSave:
    """What the dialog has to know about the picture. `opened_path` is None for a pasted one."""

    opened_path: Path | None
    is_jpeg: bool
    bits: int = 8
    has_alpha: bool = False
    is_cutout: bool = False
    """Whether a cutout is saved, which may be had in layers."""


@dataclass(frozen=True)
class SaveFormat:
    """A row of the format list. `name` is Pillow's."""

    name: str
    title: str
    endings: tuple[str, ...]
    keeps_16_bits: bool = False
    keeps_metadata: bool = True
    has_layers: bool = False

    @property
    def keeps_alpha(self) -> bool:
        return self.has_layers or self.name in KEEP_ALPHA


FORMATS = (
    SaveFormat("JPEG", "JPEG", (".jpg", ".jpeg", ".jpe", ".jfif")),
    SaveFormat("PNG", "PNG", (".png",), keeps_16_bits=True),
    SaveFormat("WEBP", "WebP", (".webp",)),
    SaveFormat("TIFF", "TIFF", (".tif", ".tiff"), keeps_16_bits=True),
    SaveFormat("BMP", "BMP", (".bmp", ".dib"), keeps_metadata=False),
    SaveFormat("PSD", "Photoshop (layers)", (".psd",), keeps_16_bits=True, has_layers=True),
    SaveFormat("OpenRaster", "OpenRaster (layers)", (".ora",), has_layers=True),
)


def formats_for(photo: PhotoToSave) -> tuple[SaveFormat, ...]:
    """What it can be saved as."""
    return tuple(entry for entry in FORMATS if photo.is_cutout or not entry.has_layers)


def format_named(name: str) -> SaveFormat:
    """The format with Pillow's name for it."""
    return next(entry for entry in FORMATS if entry.name == name)


def format_of(path: Path) -> SaveFormat | None:
    """The format that a file's ending says, if it says one."""
    return next((entry for entry in FORMATS if path.suffix.lower() in entry.endings), None)


def with_ending(path: Path, entry: SaveFormat) -> Path:
    """The path with an ending of this format; an ending that fits already stays as it is written."""
    if not path.name or path.suffix.lower() in entry.endings:
        return path
    # "IMG.0042" has no ending: only one that names a format is taken off.
    stem = path.with_suffix("") if format_of(path) else path
    return stem.with_name(stem.name + entry.endings[0])


def consequences(entry: SaveFormat, quality: int | None, photo: PhotoToSave) -> str:
    """What saving so does to the picture, plainly."""
    return " ".join(_sentences(entry, quality, photo))


def _sentences(entry: SaveFormat, quality: int | None, photo: PhotoToSave) -> Iterator[str]:
    if photo.is_cutout:
        yield from _cutout_sentences(entry, quality)
    elif entry.name == "JPEG":
        yield "JPEG compresses the whole picture again. PNG or TIFF keep every unmarked pixel exactly."
    elif entry.name == "WEBP" and quality is not None:
        yield "This compresses the whole picture. Lossless keeps every unmarked pixel exactly."
    elif photo.bits <= 8 or entry.keeps_16_bits:
        yield "Every unmarked pixel stays exactly as it is."
    if photo.bits > 8 and not entry.keeps_16_bits:
        yield f"The photo has {photo.bits} bits a channel; {entry.title} keeps 8."
    if photo.has_alpha and not entry.keeps_alpha:
        yield f"{entry.title} has no transparency: it is put on white."
    if not entry.keeps_metadata:
        yield f"{entry.title} keeps no metadata and no colour profile."


def _cutout_sentences(entry: SaveFormat, quality: int | None) -> Iterator[str]:
    if entry.name == "JPEG" or quality is not None:
        yield "This compresses the whole picture. PNG and TIFF keep the subject exactly."
    elif entry.name == "PSD":
        yield "Subject, shadow and backdrop are layers. The old background stays in the file, hidden by a mask."
    elif entry.has_layers:
        yield "Subject, shadow and backdrop are layers. The old background is not in the file."
    else:
        yield "The subject is kept exactly."
