"""The area to remove: a mask picture or rectangles (Objects Removal API, Guidelines and Limits #5)."""

from __future__ import annotations

import json

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.sandbox.form import BadParameterError

MAX_RECTANGLES = 50
MAX_SHARE = 0.5

Mark = NDArray[np.bool_]
"""Rows × columns; what goes."""


def mark_of_mask(mask: Image.Image, picture: Image.Image) -> Mark:
    """White is removed, black is kept. Raises BadParameterError."""
    if mask.size != picture.size:
        raise BadParameterError(f"the mask is {mask.size}, the image {picture.size}")
    return _accepted(np.asarray(mask.convert("L")) >= 128)


def mark_of_rectangles(text: str, picture: Image.Image) -> Mark:
    """`[{"x":0,"y":0,"width":100,"height":100}]`, origin top left. Raises BadParameterError."""
    mark = np.zeros((picture.height, picture.width), np.bool_)
    for rectangle in _rectangles(text):
        x, y, width, height = (rectangle[name] for name in ("x", "y", "width", "height"))
        if x < 0 or y < 0 or width < 1 or height < 1 or x + width > picture.width or y + height > picture.height:
            raise BadParameterError(f"rectangle {rectangle} is not inside an image of {picture.size}")
        mark[y : y + height, x : x + width] = True
    return _accepted(mark)


def _rectangles(text: str) -> list[dict[str, int]]:
    try:
        rectangles = json.loads(text)
    except ValueError as error:
        raise BadParameterError("rectangles is no JSON") from error
    if not isinstance(rectangles, list) or not 1 <= len(rectangles) <= MAX_RECTANGLES:
        raise BadParameterError(f"rectangles must be a list of 1 to {MAX_RECTANGLES}")
    for rectangle in rectangles:
        if not isinstance(rectangle, dict) or set(rectangle) != {"x", "y", "width", "height"}:
            raise BadParameterError(f"{rectangle} is no rectangle")
        if not all(type(value) is int for value in rectangle.values()):
            raise BadParameterError(f"{rectangle} is not in whole pixels")
    return rectangles


def _accepted(mark: Mark) -> Mark:
    if not mark.any():
        raise BadParameterError("nothing is marked")
    if mark.mean() > MAX_SHARE:
        raise BadParameterError("more than half is marked")
    return mark
