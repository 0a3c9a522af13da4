"""An operation together with everything a provider needs to run it, frozen: what was asked cannot change later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.photo import Pixels
from picwish_desktop.operations.catalogue import Operation


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    operation: Operation
    picture: Pixels
    """The part of the photo that is sent, upright, in the photo's own depth and profile."""
    mask: NDArray[np.uint8]
    """The size of `picture`; 255 marks what the operation is about, 0 the rest."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    picture: Pixels
    """The size, depth and channels of the request's picture. What stands outside the mask is not to be trusted."""
