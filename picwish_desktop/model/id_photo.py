"""An ID photo of a document's photo: which rules it follows, what of the photo it shows, and before which colour."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.backdrop import Color
from picwish_desktop.model.portrait import Landmarks, Placement


class Lines(Enum):
    """Who says where crown, eyes and chin are."""

    FOUND = "found"
    """This computer."""
    BY_HAND = "by hand"
    GUESSED = "guessed"
    """Nobody: no face was found, and the lines wait to be dragged."""


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
