"""What a document's ID photo has to be: sizes, head and eyes, background, bytes, bans, and where each rule is from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from picwish_desktop.model.backdrop import Color
from picwish_desktop.model.sheet import MM_PER_INCH

PRINT_DPI = 300
"""Of a file that is printed, where the document says nothing else."""


@dataclass(frozen=True, slots=True)
class Band:
    """A length that must be within bounds: millimetres, or shares of the photo's height."""

    low: float
    high: float
    is_share: bool
    """Whether the bounds are shares (0 to 1) of the photo's height and not millimetres."""
    is_advisory: bool = False
    """Whether the authority publishes no such number and others recommend it."""
    note: str = ""
    """Such as “to the skull, hair excluded”."""


@dataclass(frozen=True, slots=True)
class PixelRule:
    """Of a file that is uploaded. All sizes between the bounds have the shape of `least`."""

    least: tuple[int, int]
    most: tuple[int, int] | None
    """None where only the least is said."""

    @property
    def is_exact(self) -> bool:
        return self.least == self.most


@dataclass(frozen=True, slots=True)
class ByteRule:
    """Of the file, in bytes; a kilobyte of the rules is 1024."""

    least: int | None
    most: int | None


class Ban(Enum):
    """What the authority forbids to do to the photo."""

    BACKGROUND = "background"
    """To replace it."""
    RETOUCH = "retouch"
    """To change how the person looks."""
    EDIT = "edit"
    """To change anything by software; cutting to size and turning upright is left."""
    CROP = "crop"
    """To cut it from a larger picture."""


@dataclass(frozen=True, slots=True)
class BackgroundRule:
    text: str
    """As the authority or its reader says it."""
    suggested: Color | None
    """None where anything is right."""
    allowed: tuple[Color, ...] = ()
    """Every colour that the text names, the suggested one first."""
    forbidden: tuple[Color, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    text: str
    """Who says so, with the page."""
    read_on: str
    """When it was read: a date, a month, or “stored page”."""
    confidence: str
    """A: the authority's page or one that quotes it with date; A2: an embassy or agency; B: an aggregate; C: what
    studios do; own: made here."""


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """One document type. Everything that the program decides about it is decided from these fields."""

    id: str
    country: str
    name: str
    size_mm: tuple[float, float] | None
    """Width and height in print; None where the photo is only uploaded."""
    pixels: PixelRule | None
    """None where it is only printed."""
    bytes: ByteRule
    head: Band | None
    """From chin to crown."""
    eyes: Band | None
    """The eye line above the lower border."""
    background: BackgroundRule
    bans: tuple[tuple[Ban, str], ...]
    """Each with the reason as a sentence for a person."""
    source: Source
    dpi: int = PRINT_DPI
    head_width: Band | None = None
    above_head: Band | None = None
    """Room between the crown and the upper border."""
    below_chin: Band | None = None
    is_portrait: bool = True
    """False for a signature."""
    notes: tuple[str, ...] = ()
    """Other rules, a sentence each."""
    disagreements: tuple[str, ...] = ()
    """Where sources differ, a sentence each: told before working."""
    words: tuple[str, ...] = ()
    """What else people call it, in any language."""

    def ban(self, *kinds: Ban) -> str | None:
        """Why the first of `kinds` that is forbidden is; None where none is."""
        return next((reason for kind in kinds for banned, reason in self.bans if banned is kind), None)

    @property
    def print_pixels(self) -> tuple[int, int] | None:
        """Width and height in pixels of the printed photo at its `dpi`."""
        if self.size_mm is None:
            return None
        width, height = (round(side / MM_PER_INCH * self.dpi) for side in self.size_mm)
        return width, height

    @property
    def aspect(self) -> float:
        """Width by height, of what is printed, else of what is uploaded."""
        size = self.size_mm or (self.pixels.least if self.pixels else (3, 4))
        return size[0] / size[1]
