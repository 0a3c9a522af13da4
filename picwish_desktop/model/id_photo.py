"""An ID photo of a document's photo: which rules it follows, what of the photo it shows, and before which colour."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.backdrop import Color
from picwish_desktop.model.portrait import Landmarks, Placement

HEAD_LINES = ("crown", "eyes", "chin")
"""Those that the rules are about, from the top."""
_ALL_LINES = frozenset({*HEAD_LINES, "centre"})


class Lines(Enum):
    """Who says where crown, eyes and chin are."""

    FOUND = "found"
    """This computer."""
    BY_HAND = "by hand"
    GUESSED = "guessed"
    """Nobody: no face was found, and each line is a guess until a person has placed it."""


@dataclass(frozen=True, slots=True, eq=False)
class FramedPicture:
    """An ID photo as a provider framed it. Equal only to itself."""

    pixels: NDArray[np.uint8]
    """Rows × columns × 4, sRGB, alpha not premultiplied, read-only."""
    provider: str


@dataclass(frozen=True, slots=True)
class IdPhoto:
    """Changing it costs nothing and asks nobody, but for another size of what a provider framed."""

    document_type: str
    """Id of its rules."""
    placement: Placement
    landmarks: Landmarks
    lines: Lines
    is_upload: bool = False
    """Which of the document type's files is made: the one to upload, or the one to print."""
    background: Color | None = None
    """Behind the cutout; None for transparent."""
    keeps_background: bool = False
    """Whether the photo's own is left, as where the authority forbids to replace it."""
    framed: FramedPicture | None = None
    """Shown in place of the photo."""
    placed: frozenset[str] = frozenset()
    """Of lines that were guessed those that a person has put where they belong: of `HEAD_LINES`, and “centre”."""

    @property
    def guessed(self) -> frozenset[str]:
        """The lines that nobody has put where they are."""
        return _ALL_LINES - self.placed if self.lines is Lines.GUESSED else frozenset()

    @property
    def to_place(self) -> tuple[str, ...]:
        """Those of them without which nothing of the head is known; from the top."""
        return tuple(name for name in HEAD_LINES if name in self.guessed)
