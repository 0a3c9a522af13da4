"""What stands behind a cutout, and the shadow it throws there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Color: TypeAlias = tuple[int, int, int]
"""Red, green and blue of 8 bits in sRGB."""


@dataclass(frozen=True, slots=True)
class ColorBackdrop:
    color: Color


@dataclass(frozen=True, slots=True)
class GradientBackdrop:
    """From `start` to `end` along a straight line across the whole canvas."""

    start: Color
    end: Color
    angle: float = 90.0
    """Direction in degrees, clockwise: 0 runs from left to right, 90 from top to bottom."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class BackdropPicture:
    """A picture of one's own. Equal only to itself."""

    pixels: NDArray[np.uint8]
    """Rows × columns × 3, sRGB, read-only."""
    name: str


@dataclass(frozen=True, slots=True)
class PictureBackdrop:
    """A picture that fills the canvas, cut where its shape is another."""

    picture: BackdropPicture
    zoom: float = 1.0
    """1 just fills the canvas; at least 1."""
    x: float = 0.5
    """Which part is seen: 0 its left, 1 its right border at the canvas's."""
    y: float = 0.5


@dataclass(frozen=True, slots=True)
class BlurredBackdrop:
    """The photo itself out of focus."""

    radius: float = 0.02
    """Standard deviation of the blur as a share of the photo's long side."""


Backdrop: TypeAlias = ColorBackdrop | GradientBackdrop | PictureBackdrop | BlurredBackdrop
"""What can stand behind a cutout; nothing where there is None."""


@dataclass(frozen=True, slots=True)
class Shadow:
    """What the subject throws on the backdrop, black. Lengths are shares of the subject's height."""

    strength: float = 0.0
    """Opacity in the middle, 0 (none) to 1."""
    is_contact: bool = False
    """A flat one under the subject's lower edge, as of something that stands there, in place of one behind it."""
    dx: float = 0.02
    """How far to the right it falls."""
    dy: float = 0.03
    """How far down it falls; of a contact shadow, how far it reaches below what stands."""
    blur: float = 0.025
    """Standard deviation of its blur."""
