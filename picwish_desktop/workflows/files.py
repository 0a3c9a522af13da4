"""Opening and saving a document, off the caller's thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from picwish_desktop.imaging.color import color_name, display_pixels
from picwish_desktop.imaging.pyramid import Pyramid
from picwish_desktop.imaging.read import read, read_bytes, read_preview
from picwish_desktop.imaging.thumbnail import thumbnail_png, written_thumbnail
from picwish_desktop.imaging.write import Encoding, write
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import render
from picwish_desktop.model.photo import Photo
from picwish_desktop.model.state import Content
from picwish_desktop.storage.atomic import write_atomically
from picwish_desktop.storage.memory import give_back
from picwish_desktop.storage.paths import Paths
from picwish_desktop.storage.reaching import reach
from picwish_desktop.storage.recent import remember, thumbnail_path
from picwish_desktop.storage.stamp import stamp


@dataclass(frozen=True, slots=True)
class Opened:
    photo: Photo
    pyramid: Pyramid
    """The photo as the screen shows it."""
    size: tuple[int, int]
    """Width and height of the whole, of which it may be a small version."""
    facts: str
    """Size, depth and colour in a few words: "6000 × 4000 · 16 bit · Adobe RGB"."""


async def open_file(path: Path, on_preview: Callable[[Opened], None] | None) -> Opened:
    """The picture in a file. `on_preview`, if somebody wants it, gets a small version first where that is quicker.
    Raises PictureError."""
    # where nobody answers, nothing else waits for it
    await reach(stamp, path)
    preview = None if on_preview is None else await asyncio.to_thread(read_preview, path)
    if preview is not None and on_preview is not None:
        on_preview(await asyncio.to_thread(_opened, *preview))
    return await asyncio.to_thread(lambda: _opened(read(path)))


async def open_bytes(data: bytes, name: str) -> Opened:
    """A picture that is not a file, such as a pasted one. Raises PictureError."""
    return await asyncio.to_thread(lambda: _opened(read_bytes(data, name)))


async def save(document: Document, path: Path, encoding: Encoding) -> bytes | None:
    """Write everything kept so far to `path`, and answer with its thumbnail, if there is one. Raises PictureError; the
    old file is then still there."""
    photo, edits = document.photo, document.state.edits

    def write_all() -> bytes | None:
        pixels = render(photo, edits)
        write(path, pixels, photo.metadata, encoding)
        thumbnail = written_thumbnail(pixels, photo.metadata, encoding)
        del pixels
        give_back()
        return thumbnail

    thumbnail = await reach(write_all)
    if path == photo.path:
        # what is there now is the photo with these edits, on which a result that comes in a later run is shown
        document.stamp = await reach(stamp, path)
    document.mark_saved(Content(edits))
    return thumbnail


async def remember_opened(paths: Paths, path: Path, pyramid: Pyramid) -> None:
    """Put a picture first among the recent ones, with its thumbnail. Raises OSError."""
    await asyncio.to_thread(lambda: _remember(paths, path, "opened", thumbnail_png(pyramid.level(pyramid.depth - 1))))


async def remember_saved(paths: Paths, path: Path, note: str, thumbnail: bytes) -> None:
    """Note among the recent pictures what was done to the one now at `path`, whose thumbnail is another now. Raises
    OSError."""
    await asyncio.to_thread(_remember, paths, path, note, thumbnail)


def saved_note(removals: int) -> str:
    """What was done, in a few words."""
    return "saved" if removals == 0 else f"removed {removals} {'object' if removals == 1 else 'objects'}"


def _remember(paths: Paths, path: Path, note: str, thumbnail: bytes) -> None:
    write_atomically(thumbnail_path(paths, path), thumbnail)
    remember(paths, path, note, datetime.now().astimezone())


def _opened(photo: Photo, size: tuple[int, int] | None = None) -> Opened:
    """`size` is that of the whole, where `photo` is a small version."""
    width, height = size or (photo.width, photo.height)
    facts = [f"{width} × {height}"]
    if photo.bit_depth > 8:
        facts.append(f"{photo.bit_depth} bit")
    facts.append(color_name(photo))
    opened = Opened(photo, Pyramid.of(display_pixels(photo)), (width, height), " · ".join(facts))
    give_back()
    return opened
