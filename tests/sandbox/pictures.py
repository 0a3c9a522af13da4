"""Reading what was sent, within a vendor's limits, and writing what is answered."""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal

from PIL import Image, UnidentifiedImageError


class Reason(Enum):
    """Why a picture is not taken."""

    UNREACHABLE = auto()
    """Its URL gave none."""
    NO_PICTURE = auto()
    UNKNOWN_FORMAT = auto()
    TOO_MANY_BYTES = auto()
    TOO_LARGE = auto()
    TOO_SMALL = auto()


class BadPictureError(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.name)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """What a vendor takes. `formats` are Pillow's names."""

    formats: frozenset[str]
    max_bytes: int
    max_side: int
    min_side: int = 1


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture as it is sent."""

    data: bytes
    content_type: str


def decode(data: bytes, limits: Limits) -> Image.Image:
    """The picture in `data`, as it lies there: orientation in EXIF is not applied. Raises BadPictureError."""
    if len(data) > limits.max_bytes:
        raise BadPictureError(Reason.TOO_MANY_BYTES)
    try:
        picture = Image.open(io.BytesIO(data))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPictureError(Reason.TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise BadPictureError(Reason.NO_PICTURE) from error
    if picture.format not in limits.formats:
        raise BadPictureError(Reason.UNKNOWN_FORMAT)
    if max(picture.size) > limits.max_side:
        raise BadPictureError(Reason.TOO_LARGE)
    if min(picture.size) < limits.min_side:
        raise BadPictureError(Reason.TOO_SMALL)
    try:
        picture.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise BadPictureError(Reason.NO_PICTURE) from error
    return picture


def encode(picture: Image.Image, file_format: Literal["png", "jpg"]) -> Encoded:
    """`picture` without any metadata."""
    buffer = io.BytesIO()
    if file_format == "jpg":
        picture.save(buffer, "JPEG", quality=90)
        return Encoded(buffer.getvalue(), "image/jpeg")
    picture.save(buffer, "PNG", compress_level=1)
    return Encoded(buffer.getvalue(), "image/png")
