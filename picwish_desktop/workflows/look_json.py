"""A cutout's look as JSON, and back: nothing but what a person could have chosen comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.backdrop import (
    Backdrop,
    BackdropPicture,
    BlurredBackdrop,
    Color,
    ColorBackdrop,
    GradientBackdrop,
    PictureBackdrop,
    Shadow,
)
from picwish_desktop.model.cutout import Edge, Look
from picwish_desktop.model.frame import CanvasShape, Framing

# far beyond what can be chosen, but nothing that would take hours to draw
_MOST_DEGREES = 3600.0
_MOST_ZOOM = 1000.0
_MOST_PIXELS = 200.0
_MOST_SHARE = 10.0


def look_to_json(look: Look, picture_name: str | None = None) -> dict[str, Any]:
    """`picture_name` is what the pixels of a backdrop's picture are found by; needed where there is one."""
    framing = look.framing
    return {
        "backdrop": _backdrop_to_json(look.backdrop, picture_name),
        "shadow": asdict(look.shadow),
        "edge": asdict(look.edge),
        "framing": {"shape": framing.shape.value, "is_cropped": framing.is_cropped, "margin": framing.margin},
    }


def look_from_json(content: object, read_picture: Callable[[str], NDArray[np.uint8]]) -> Look:
    """`read_picture` gives the pixels that were named `picture_name`. Raises ValueError, and what `read_picture`
    raises."""
    whole = _Fields(content)
    shadow, edge, framing = (_Fields(whole.get(name)) for name in ("shadow", "edge", "framing"))
    return Look(
        _backdrop_from_json(whole.get("backdrop"), read_picture),
        Shadow(
            shadow.number("strength", 0, 1),
            shadow.flag("is_contact"),
            shadow.number("dx", -_MOST_SHARE, _MOST_SHARE),
            shadow.number("dy", -_MOST_SHARE, _MOST_SHARE),
            shadow.number("blur", 0, _MOST_SHARE),
        ),
        Edge(
            edge.number("shift", -_MOST_PIXELS, _MOST_PIXELS),
            edge.number("soften", 0, _MOST_PIXELS),
            edge.flag("cleans_colors"),
        ),
        Framing(
            CanvasShape(framing.get("shape")),
            framing.flag("is_cropped"),
            framing.number("margin", 0, _MOST_SHARE),
        ),
    )


def _backdrop_to_json(backdrop: Backdrop | None, picture_name: str | None) -> dict[str, Any] | None:
    match backdrop:
        case None:
            return None
        case ColorBackdrop():
            return {"kind": "color"} | asdict(backdrop)
        case GradientBackdrop():
            return {"kind": "gradient"} | asdict(backdrop)
        case BlurredBackdrop():
            return {"kind": "blurred"} | asdict(backdrop)
        case PictureBackdrop(picture, zoom, x, y):
            assert picture_name is not None
            named = {"kind": "picture", "pixels": picture_name, "name": picture.name}
            return {**named, "zoom": zoom, "x": x, "y": y}


def _backdrop_from_json(content: object, read_picture: Callable[[str], NDArray[np.uint8]]) -> Backdrop | None:
    if content is None:
        return None
    backdrop = _Fields(content)
    match backdrop.get("kind"):
        case "color":
            return ColorBackdrop(backdrop.color("color"))
        case "gradient":
            angle = backdrop.number("angle", -_MOST_DEGREES, _MOST_DEGREES)
            return GradientBackdrop(backdrop.color("start"), backdrop.color("end"), angle)
        case "blurred":
            return BlurredBackdrop(backdrop.number("radius", 0, 1))
        case "picture":
            zoom = backdrop.number("zoom", 1, _MOST_ZOOM)
            x, y = backdrop.number("x", 0, 1), backdrop.number("y", 0, 1)
            name = backdrop.text("name")
            return PictureBackdrop(BackdropPicture(read_picture(backdrop.text("pixels")), name), zoom, x, y)
        case kind:
            raise ValueError(f"no backdrop is a {kind!r}")


class _Fields:
    """What a JSON object holds. Everything raises ValueError for what is not as it must be."""

    def __init__(self, content: object) -> None:
        if not isinstance(content, dict):
            raise ValueError(f"{content!r} is no object")  # noqa: TRY004 (what is read is wrong, not who calls)
        self._content = content

    def get(self, name: str) -> object:
        if name not in self._content:
            raise ValueError(f"“{name}” is missing")
        return self._content[name]

    def number(self, name: str, least: float, most: float) -> float:
        value = self.get(name)
        # neither lies between the two where it is no number
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise ValueError(f"“{name}” is {value!r}, not {least} to {most}")
        return float(value)

    def flag(self, name: str) -> bool:
        value = self.get(name)
        if not isinstance(value, bool):
            raise ValueError(f"“{name}” is {value!r}, not true or false")  # noqa: TRY004
        return value

    def text(self, name: str) -> str:
        value = self.get(name)
        if not isinstance(value, str):
            raise ValueError(f"“{name}” is {value!r}, not a text")  # noqa: TRY004
        return value

    def color(self, name: str) -> Color:
        match self.get(name):
            case [int(red), int(green), int(blue)] if all(
                not isinstance(value, bool) and 0 <= value <= 255 for value in (red, green, blue)
            ):
                return red, green, blue
            case value:
                raise ValueError(f"“{name}” is {value!r}, not a colour")
