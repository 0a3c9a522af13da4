"""What was opened: pixels that never change, and what the file said about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import Rect

Pixels: TypeAlias = NDArray[np.uint8] | NDArray[np.uint16]
"""Rows × columns × channels: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha (not premultiplied)."""


@dataclass(frozen=True, slots=True)
class JpegEncoding:
    """How a JPEG was compressed, so that saving can use the same tables and never less."""

    quantization: tuple[tuple[int, ...], ...]
    """Quantisation tables in the order of their numbers, 64 values each, as Pillow reads and writes them."""
    subsampling: int
    """Chroma subsampling as Pillow counts it: 0 is 4:4:4, 1 is 4:2:2, 2 is 4:2:0, -1 unknown or grey."""
    progressive: bool


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says beside its pixels. Bytes are as stored, with the orientation already applied and reset."""

    format: str
    """Pillow's name: JPEG, PNG, WEBP, TIFF, BMP."""
    icc_profile: bytes | None = None
    exif: bytes | None = None
    """A TIFF structure, without the "Exif" that leads it in JPEG."""
    xmp: bytes | None = None
    iptc: bytes | None = None
    dpi: tuple[float, float] | None = None
    """Across and down."""
    jpeg: JpegEncoding | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """An opened picture, upright. `pixels` is C-contiguous and read-only."""

    pixels: Pixels
    metadata: Metadata
    path: Path | None = None
    """The file it came from; None when it was pasted."""
    stamp: tuple[int, int] = (0, 0)
    """Size and time of the file when it was read, by `storage.stamp`."""
    notes: tuple[str, ...] = field(default=())
    """Sentences a person should read on opening, such as that only the first frame was taken."""

    def __post_init__(self) -> None:
        if self.pixels.ndim != 3 or self.pixels.shape[2] not in (1, 2, 3, 4):
            raise ValueError(f"pixels must be rows × columns × 1 to 4 channels, not {self.pixels.shape}")
        if self.pixels.dtype not in (np.uint8, np.uint16):
            raise ValueError(f"pixels must be uint8 or uint16, not {self.pixels.dtype}")
        self.pixels.flags.writeable = False

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def channels(self) -> int:
        return int(self.pixels.shape[2])

    @property
    def bit_depth(self) -> int:
        """Bits a channel: 8 or 16."""
        return int(self.pixels.dtype.itemsize) * 8

    @property
    def has_alpha(self) -> bool:
        return self.channels in (2, 4)

    @property
    def bounds(self) -> Rect:
        return Rect(0, 0, self.width, self.height)
