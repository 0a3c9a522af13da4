"""A subject cut out of the photo: its matte, its own colours along the edge, and how it is put before something."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.backdrop import Backdrop, Shadow
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.frame import Framing

Matte: TypeAlias = NDArray[np.uint8]
"""Rows × columns, the size of the photo: how much of each pixel is the subject, 0 to 255."""


@dataclass(frozen=True, slots=True)
class Edge:
    """What is done to the matte's edge whenever it is shown or saved; the matte itself stays as it is."""

    shift: float = 0.0
    """In pixels of the photo: outwards where positive, inwards where negative."""
    soften: float = 0.0
    """Standard deviation of a blur, in pixels of the photo."""
    cleans_colors: bool = True
    """Whether the subject's own colours stand along the edge in place of the photo's, which the old background
    tints."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the cutout is shown. Changing it costs nothing and asks nobody."""

    backdrop: Backdrop | None = None
    shadow: Shadow = field(default_factory=Shadow)
    edge: Edge = field(default_factory=Edge)
    framing: Framing = field(default_factory=Framing)


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """Equal only to itself: a gesture changes `matte` in place."""

    matte: Matte
    colors: Edit
    """The subject's own colours where the matte is neither 0 nor 255, over the photo and its edits."""
    provider: str
    """Name of who made it."""
    kept: Matte | None = None
    """What was painted to be kept, 255 there, at a smaller size of the photo's shape: it holds for what is found out
    later too."""
    removed: Matte | None = None
    over: int = 0
    """How many of the document's edits its colours were taken from: later ones lie over them."""
