"""The colours that what is marked can have."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from picwish_desktop.model.backdrop import Color
from picwish_desktop.ui.contrast import least_differences

OVERLAY_COLORS = (
    ("red", "Red"),
    ("green", "Green"),
    ("blue", "Blue"),
    ("yellow", "Yellow"),
    ("contrast", "Contrasting"),
)
"""As the settings know them, and as people read them."""
CONTRAST = "contrast"

_FIXED = {"green": (38, 201, 107), "blue": (54, 122, 255), "yellow": (255, 209, 26)}
_TOLD_APART: tuple[Color, ...] = (
    (230, 159, 0),
    (86, 180, 233),
    (0, 158, 115),
    (240, 228, 66),
    (0, 114, 178),
    (213, 94, 0),
    (204, 121, 167),
)
"""Orange, sky blue, bluish green, yellow, blue, vermillion and reddish purple: M. Okabe & K. Ito, "Color Universal
Design: how to make figures and presentations that are friendly to colorblind people" (2008). Their black is left out:
over a photo it is a shadow."""
_OPACITY = 0.55


def overlay_color(name: str, mark: QColor, pixels: NDArray[np.uint8] | None) -> QColor:
    """The colour called `name` in `OVERLAY_COLORS`; `mark` is the theme's red. For “contrast” it depends on `pixels`, a
    small version of the photo (rows × columns × 3), which takes some milliseconds; without a photo it is `mark`.

    Of the colours that people with every kind of colour vision tell apart, it is the one whose overlay looks least like
    anything in the photo to all of them. It is judged at the usual opacity: a colour that changed while the opacity is
    dragged would be a surprise."""
    if name == CONTRAST:
        return mark if pixels is None else QColor(*contrasting(pixels))
    return QColor(*_FIXED[name]) if name in _FIXED else mark


def contrasting(pixels: NDArray[np.uint8]) -> Color:
    """Red, green and blue of the colour that differs most from a photo; any thread may ask."""
    return _TOLD_APART[int(np.argmax(least_differences(pixels, _TOLD_APART, _OPACITY)))]
