"""Opening pictures: files from anywhere, turned upright, with everything they say beside their pixels."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from picwish_desktop.imaging import color, decode, exif, png, signatures
from picwish_desktop.imaging.errors import NotEnoughMemoryError, PictureError
from picwish_desktop.imaging.metadata import gather, settled
from picwish_desktop.imaging.quiet import quiet
from picwish_desktop.model.photo import Photo
from picwish_desktop.storage.stamp import Stamp, stamp_of

MAX_BYTES = 1_500_000_000
"""Room for `limits.MAX_PIXELS` of four 16-bit channels, uncompressed."""


def read(path: Path) -> Photo:
    """The picture in a file, whole and upright. Raises PictureError."""
    data, stamp = _read_file(path)
    return _read(data, path.name, path, stamp)


def read_bytes(data: bytes, name: str) -> Photo:
    """The picture in `data`, whole and upright; `name` is what to call it. Raises PictureError."""
    return _read(data, name, None, (0, 0))


def size_of(data: bytes, name: str) -> tuple[int, int]:
    """Width and height of the picture in `data`, upright; all of it was decoded, and none is kept. Raises
    PictureError."""
    image = _loaded(data, name)
    if image is not None:
        return image.size
    photo = read_bytes(data, name)
    return photo.width, photo.height


def read_alpha(data: bytes, name: str) -> NDArray[np.uint8] | None:
    """How opaque a picture is, rows × columns of 8 bits; None where it has no alpha. Raises PictureError."""
    image = _loaded(data, name)
    if image is not None:
        return np.asarray(image.getchannel("A")) if image.mode in ("LA", "RGBA") else None
    photo = read_bytes(data, name)
    return np.ascontiguousarray(color.to_8_bits(photo.pixels[..., -1])) if photo.has_alpha else None


def read_preview(path: Path, side: int = 1500) -> tuple[Photo, tuple[int, int]] | None:
    """A quick first look, scaled down to a longer side of `side` pixels or somewhat more, upright; and the width and
    height of the photo that it is of.

    None where looking is not quicker than reading: for all formats but JPEG, and for small pictures. Raises
    PictureError.
    """
    data, _ = _read_file(path)
    if _identify(data, path.name) != "JPEG":
        return None
    with _told(path.name):
        scaled = decode.decode_scaled(data, side)
        if scaled is None:
            return None
        decoded, size = scaled
        height, width = decoded.pixels.shape[:2]
        return Photo(decoded.pixels, settled(decoded.metadata, width, height), path), size


def _read(data: bytes, name: str, path: Path | None, stamp: Stamp) -> Photo:
    format_name = _identify(data, name)
    with _told(name):
        decoded = decode.decode(data, format_name)
        height, width = decoded.pixels.shape[:2]
        metadata = settled(decoded.metadata, width, height)
    notes = []
    stated = signatures.ENDINGS.get(Path(name).suffix.lower(), format_name)
    if stated != format_name:
        notes.append(f"“{name}” is named like {stated} but is {format_name}.")
    if decoded.remark:
        notes.append(f"“{name}” {decoded.remark}.")
    if decoded.has_more:
        notes.append(f"“{name}” holds several pictures; only the first was opened.")
    return Photo(decoded.pixels, metadata, path, stamp, tuple(notes))


def _loaded(data: bytes, name: str) -> Image.Image | None:
    """The picture as Pillow has it, which needs half the memory of having it as an array too; None where what Pillow
    says is not the whole truth. Raises PictureError."""
    format_name = _identify(data, name)
    with _told(name):
        image = decode.open_image(data, format_name)
        if image.mode not in ("L", "LA", "RGB", "RGBA") or "transparency" in image.info:
            return None
        if format_name == "TIFF" or (format_name == "PNG" and png.is_16_bit(data)):
            return None
        image.load()
        return None if exif.orientation(gather(image, format_name).exif or b"") != 1 else image


def _identify(data: bytes, name: str) -> str:
    if not data:
        raise PictureError(f"“{name}” is empty. Get it again from where it came.")
    format_name = signatures.identify(data)
    if format_name is None:
        kind = signatures.describe(data) or "no picture known here"
        raise PictureError(f"“{name}” is {kind}. Save it as JPEG, PNG, WebP, TIFF or BMP and open that.")
    return format_name


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn what decoding raises into sentences."""
    try:
        with quiet():
            yield
    except decode.UnsupportedError as error:
        raise PictureError(f"“{name}” {error}.") from error
    except MemoryError as error:
        raise NotEnoughMemoryError(f"There is not enough memory to open “{name}”. Close other programs.") from error
    except decode.BROKEN as error:
        raise PictureError(f"“{name}” is damaged or incomplete. Get it again from where it came.") from error


def _read_file(path: Path) -> tuple[bytes, Stamp]:
    """The bytes and the stamp of a regular file; a pipe or device, which could keep us waiting for ever, is not even
    waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise PictureError(f"“{path.name}” is not a file. Choose a picture.")
            if status.st_size > MAX_BYTES:
                most = f"{MAX_BYTES / 10**9:g} GB"
                raise PictureError(f"“{path.name}” is larger than {most}. Save a smaller copy and open that.")
            return file.read(status.st_size), stamp_of(status)
    except FileNotFoundError as error:
        raise PictureError(f"“{path.name}” is not there. Check the name, or look where it was moved to.") from error
    except IsADirectoryError as error:
        raise PictureError(f"“{path.name}” is a folder. Choose a picture in it.") from error
    except PermissionError as error:
        raise PictureError(f"“{path.name}” may not be read. Ask its owner for permission.") from error
    except OSError as error:
        raise PictureError(f"“{path.name}” cannot be read: {error.strerror}. Copy it elsewhere.") from error
