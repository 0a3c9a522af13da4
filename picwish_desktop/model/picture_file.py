"""A picture as the bytes of a file: what is sent to a provider, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class PictureFile:
    data: bytes = field(repr=False)
    format: Literal["PNG", "JPEG", "WEBP", "TIFF", "BMP"]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class MaskFile(PictureFile):
    """8-bit grey: white where something is removed, black elsewhere."""

    marked: int
    """White pixels."""
