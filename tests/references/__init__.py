"""Outlines drawn by hand over scikit-image's photographs, and the mattes they make."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import data

from picwish_desktop.model.portrait import Landmarks

FRACTION_BITS = 4
"""Of a pixel, in what OpenCV draws."""
CORNER = np.deg2rad(35)
"""Where the outline turns more than this it has a corner, elsewhere it is a curve through the drawn points."""
STRAIGHT = 26.0
"""Pixels between two drawn points that mean a straight edge: curves were drawn with closer ones."""
STEPS = 4
"""Of the curve between two drawn points."""


@dataclass(frozen=True, slots=True)
class Outline:
    points: NDArray[np.float64]
    """Points × x, y along it in the photo's pixels; 0, 0 is the upper left corner of the first pixel."""
    hole: bool
    """What was drawn before is taken away inside it."""


@dataclass(frozen=True, slots=True)
class Drawing:
    photo: str
    """The function of `skimage.data` that gives it."""
    size: tuple[int, int]
    """Columns, rows."""
    outlines: tuple[Outline, ...]


def drawing(name: str) -> Drawing:
    """What was drawn: astronaut, camera, chelsea, coffee, coin, helmet or rocket."""
    drawn = json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
    outlines = tuple(Outline(_curved(np.array(part["points"], np.float64)), part["hole"]) for part in drawn["outlines"])
    columns, rows = drawn["size"]
    return Drawing(drawn["photo"], (columns, rows), outlines)


def _curved(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """A closed cubic Hermite curve, straight next to corners."""
    following = np.roll(points, -1, axis=0)
    after = following - points
    lengths = np.linalg.norm(after, axis=1, keepdims=True)
    before, earlier = np.roll(after, 1, axis=0), np.roll(lengths, 1, axis=0)
    turn = np.arctan2(after[:, 1], after[:, 0]) - np.arctan2(before[:, 1], before[:, 0])
    is_corner = (np.abs((turn + np.pi) % (2 * np.pi) - np.pi) > CORNER)[:, None]
    is_corner |= (lengths > STRAIGHT) | (earlier > STRAIGHT)
    # the slopes on both sides, each counting the more the shorter it is
    slope = (before / earlier * lengths + after / lengths * earlier) / (earlier + lengths)
    leaving = np.where(is_corner, after / lengths, slope) * lengths
    arriving = np.roll(np.where(is_corner, before / earlier, slope) * earlier, -1, axis=0)
    t = (np.arange(STEPS) / STEPS)[None, :, None]
    curve = (2 * t**3 - 3 * t**2 + 1) * points[:, None] + (t**3 - 2 * t**2 + t) * leaving[:, None]
    curve += (3 * t**2 - 2 * t**3) * following[:, None] + (t**3 - t**2) * arriving[:, None]
    return np.asarray(curve.reshape(-1, 2))


def photo(name: str) -> NDArray[np.uint8]:
    """Rows × columns × 3, what the drawing was made over."""
    pixels = np.asarray(getattr(data, drawing(name).photo)(), np.uint8)
    return np.ascontiguousarray(pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, 2))


def landmarks(name: str) -> Landmarks:
    """Crown, chin and eyes of the person in `photo(name)`, measured by hand: astronaut."""
    measured = json.loads((Path(__file__).parent / f"{name}_portrait.json").read_text(encoding="utf-8"))
    points = [(float(x), float(y)) for x, y in (measured[key] for key in ("crown", "chin", "left_eye", "right_eye"))]
    return Landmarks(*points)


def reference(name: str) -> NDArray[np.uint8]:
    """The matte of the whole photo, rows × columns, 255 inside; the rim is as soft as pixels are."""
    drawn = drawing(name)
    return filled([(outline.points, outline.hole) for outline in drawn.outlines], drawn.size)


def filled(outlines: list[tuple[NDArray[np.float64], bool]], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Rows × columns of 0 to 255. outlines: corners × x, y and whether it is a hole. size: columns, rows."""
    matte = np.zeros((size[1], size[0]), np.uint8)
    for points, hole in outlines:
        # the middle of OpenCV's first pixel is 0, 0
        corners = np.rint((points - 0.5) * 2**FRACTION_BITS).astype(np.int32)
        cv2.fillPoly(matte, [corners], (0 if hole else 255,), cv2.LINE_AA, FRACTION_BITS)
    return matte
