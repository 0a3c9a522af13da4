"""Saving pictures: with everything the opened one said beside its pixels, and never half a file."""

from __future__ import annotations

import errno
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from picwish_desktop.imaging import color, exif, jpeg, png, signatures, tiff_write
from picwish_desktop.imaging.errors import NotEnoughMemoryError, PictureError
from picwish_desktop.imaging.metadata import settled
from picwish_desktop.imaging.replace import replacing
from picwish_desktop.model.photo import Metadata, Photo, Pixels

KEEP_ALPHA = ("PNG", "TIFF", "WEBP")
"""Formats that hold what is transparent."""
_LONGEST_SIDE = {"JPEG": jpeg.LONGEST_SIDE, "WEBP": 16383}


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to write a picture."""

    format: str
    """One of `signatures.FORMATS`."""
    quality: int | None = None
    """1 to 100 for JPEG and WebP. None: JPEG as it came (or 95 and 4:4:4 if it came otherwise), WebP lossless."""


def encoding_for(path: Path) -> Encoding:
    """The encoding that loses least, by the ending of the file's name; raises PictureError for an unknown one."""
    format_name = signatures.ENDINGS.get(path.suffix.lower())
    if format_name is None:
        raise PictureError(f"“{path.name}” cannot be saved. Let the name end in .jpg, .png, .webp, .tif or .bmp.")
    return Encoding(format_name)


def write(path: Path, pixels: Pixels, metadata: Metadata, encoding: Encoding) -> None:
    """Save rows × columns × 1 to 4 channels; the file is either replaced whole or left as it was.

    16 bits become 8 and transparency becomes white where the format cannot hold them. Raises PictureError.
    """
    height, width = pixels.shape[:2]
    longest = _LONGEST_SIDE.get(encoding.format)
    if longest is not None and max(height, width) > longest:
        raise PictureError(
            f"“{path.name}” cannot be saved: {encoding.format} holds at most {longest} pixels a side and this picture "
            f"has {width} × {height}. Save it as PNG or TIFF."
        )
    fitting = settled(metadata, width, height)
    with saving(path) as file:
        _encode(file, pixels, fitting, encoding)


def encode(pixels: Pixels, metadata: Metadata, encoding: Encoding) -> bytes:
    """The file that `write` makes, in memory."""
    height, width = pixels.shape[:2]
    file = io.BytesIO()
    _encode(file, pixels, settled(metadata, width, height), encoding)
    return file.getvalue()


@contextmanager
def saving(path: Path) -> Iterator[BinaryIO]:
    """`replacing` for a picture. Raises PictureError."""
    try:
        with replacing(path) as file:
            yield file
    except OSError as error:
        raise PictureError(f"“{path.name}” could not be saved: {reason(error)}") from error
    except MemoryError as error:
        raise NotEnoughMemoryError(
            f"There is not enough memory to save “{path.name}”. Close other programs and save it again."
        ) from error


def _encode(file: BinaryIO, pixels: Pixels, metadata: Metadata, encoding: Encoding) -> None:
    match encoding.format:
        case "PNG":
            png.write(file, pixels, metadata)
        case "TIFF":
            tiff_write.write(file, pixels, metadata)
        case "JPEG":
            jpeg.write(file, pixels, metadata, encoding.quality)
        case "WEBP":
            _write_webp(file, pixels, metadata, encoding.quality)
        case "BMP":
            _write_bmp(file, pixels, metadata)
        case _:
            raise ValueError(f"no encoder for {encoding.format}")


def _write_bmp(file: BinaryIO, pixels: Pixels, metadata: Metadata) -> None:
    options = {"dpi": metadata.dpi} if metadata.dpi else {}
    # by way of memory: into a real file Pillow writes past Python, and the reason of a failure is lost
    encoded = io.BytesIO()
    color.as_image(color.on_white(color.to_8_bits(pixels))).save(encoded, "BMP", **options)
    file.write(encoded.getbuffer())


def _write_webp(file: BinaryIO, pixels: Pixels, metadata: Metadata, quality: int | None) -> None:
    # "exact" keeps the colours below full transparency, which may be made visible again
    options: dict[str, Any] = {"exact": True}
    options |= {"lossless": True, "quality": 20, "method": 2} if quality is None else {"quality": quality}
    # WebP has no resolution of its own
    block = exif.telling_resolution(metadata.exif, metadata.dpi) if metadata.dpi else metadata.exif
    profile = metadata.icc_profile
    if profile is not None and pixels.shape[2] <= 2:
        # WebP has no grey, so one for grey would be read by nobody
        pixels, profile = color.display_pixels(Photo(pixels, metadata)), None
    options |= {"icc_profile": profile, "exif": block or b"", "xmp": metadata.xmp or b""}
    image = color.as_image(color.to_8_bits(pixels))
    image.convert("RGBA" if pixels.shape[2] in (2, 4) else "RGB").save(file, "WEBP", **options)


def reason(error: OSError) -> str:
    """Why nothing could be saved, and what to do, in the second half of a sentence."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full. Make room or choose another disk."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "nothing may be written there. Choose another folder."
        case errno.ENOENT | errno.ENOTDIR:
            return "the folder is not there. Choose another one."
        case errno.EISDIR:
            return "a folder has that name. Choose another name."
        case errno.ENAMETOOLONG:
            return "the name is too long. Choose a shorter one."
        case _:
            return f"{error.strerror or error}. Try another folder or disk."
