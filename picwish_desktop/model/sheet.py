"""A printed page with photos on it, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass

MM_PER_INCH = 25.4
MOST_COPIES = 1000
"""That a person can ask for, of all photos of a sheet together."""


@dataclass(frozen=True, slots=True)
class Paper:
    name: str
    width: float
    """In millimetres, as the paper lies upright."""
    height: float
    is_borderless: bool = False

    @property
    def turned(self) -> Paper:
        return Paper(self.name, self.height, self.width, self.is_borderless)


@dataclass(frozen=True, slots=True)
class PlacedPhoto:
    """One copy. The origin is the paper's top left corner; x and y are of the copy's top left corner as it lies."""

    photo: int
    """Which of the sheet's photos."""
    x: float
    y: float
    width: float
    """As it lies on the paper: a turned photo's width is the photo's height."""
    height: float
    is_turned: bool = False
    """By 90°, clockwise."""


@dataclass(frozen=True, slots=True)
class CutMark:
    """A thin straight line that lies in a gap or in the margin, never on a photo."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class SheetPage:
    paper: Paper
    photos: tuple[PlacedPhoto, ...]
    marks: tuple[CutMark, ...]
