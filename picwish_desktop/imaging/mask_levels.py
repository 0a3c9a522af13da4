"""What of a picture is meant where it stands for a mask: its brightness, its opacity, or what is drawn on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import ceil, sqrt
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.imaging.color import to_8_bits, to_grey
from picwish_desktop.model.photo import Photo, Pixels

Levels: TypeAlias = NDArray[np.uint8]
"""Rows × columns of 8 bits."""

HALF = 128
"""From this level on it is white."""
LOOKED_AT = 1 << 16
"""Pixels, about, that tell a drawing from a photograph."""
FEW_COLORS = 32
"""What a drawing without soft edges has at most: a label map of as many classes."""
COLORFUL = 48
"""Between the channels of a pixel that is not grey; JPEG's noise stays below."""
NEAR_END = 16
"""Levels from black or white that are still taken for it."""
PLAIN_SHARE = 0.85
"""Of a mask's pixels that are black or white; what lies between is soft edges."""
SAME_INK = 8
"""What compression makes of one colour."""


class DrawnBy(Enum):
    """How a mask was drawn: what levels from `HALF` on are called, and those below."""

    BRIGHTNESS = ("white", "black")
    OPACITY = ("opaque", "transparent")
    COLOR = ("drawn", "left blank")


@dataclass(frozen=True, slots=True, eq=False)
class MaskLevels:
    levels: Levels
    drawn_by: DrawnBy
    is_plain: bool
    """Whether nothing else can be meant."""
    is_photo: bool = False
    is_colored_photo: bool = False
    """Which no mask is taken for one by mistake."""
    """Whether it is no mask as far as can be seen."""


def mask_levels(photo: Photo) -> MaskLevels:
    """Opacity where it varies and the rest has one colour, as layers are exported, or it is a cutout's; else the grey;
    and of label maps and colour drawings what differs from the colour that most of the border has."""
    pixels = _to_8_bits(photo.pixels)
    if photo.has_alpha:
        found = _by_opacity(pixels)
        if found is not None:
            return found
        pixels = pixels[..., :-1]
    is_colored = pixels.shape[2] == 3 and _is_colored(pixels)
    if _colors(_looked_at(pixels))[0].size <= FEW_COLORS and (is_colored or _is_on_one_side(pixels[..., 0])):
        drawn = _distance(pixels) > 0
        return MaskLevels(_as_levels(drawn), DrawnBy.COLOR, is_plain=True)
    if is_colored:
        # red on black and black on red are as far apart; doubled, half of a channel is as good as all of it
        distance = np.minimum(_distance(pixels), HALF - 1) * np.uint8(2)
        if _plain_share(_looked_at(distance)) >= PLAIN_SHARE:
            return MaskLevels(distance, DrawnBy.COLOR, is_plain=False)
    levels = np.ascontiguousarray(pixels[..., 0]) if pixels.shape[2] == 1 else to_grey(pixels)
    is_photo = is_colored or _plain_share(_looked_at(levels)) < PLAIN_SHARE
    return MaskLevels(levels, DrawnBy.BRIGHTNESS, not is_photo, is_photo, is_colored)


def _to_8_bits(pixels: Pixels) -> NDArray[np.uint8]:
    # labels and the masks of scientific programs count from 0 or 1, also where they have 16 bits for it
    is_counting = pixels.dtype == np.uint16 and int(pixels.max()) <= 255
    return pixels.astype(np.uint8) if is_counting else to_8_bits(pixels)


def _by_opacity(pixels: NDArray[np.uint8]) -> MaskLevels | None:
    """None where it says nothing."""
    alpha = pixels[..., -1]
    most = int(alpha.max())
    if int(alpha.min()) == most:
        return None
    looked = _looked_at(pixels)
    inked = looked[looked[..., -1] > 0][:, :-1]
    has_one_ink = inked.size == 0 or int(np.ptp(inked, axis=0).max()) <= SAME_INK
    if not has_one_ink and _plain_share(looked[..., -1]) < PLAIN_SHARE:
        return None
    levels = np.ascontiguousarray(alpha)
    if most < HALF:
        # a faint brush
        levels = (np.arange(256) * 255 // most).clip(max=255).astype(np.uint8)[levels]
    return MaskLevels(levels, DrawnBy.OPACITY, is_plain=has_one_ink)


def _looked_at(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    step = max(1, ceil(sqrt(pixels.shape[0] * pixels.shape[1] / LOOKED_AT)))
    return pixels[::step, ::step]


def _plain_share(levels: NDArray[np.uint8]) -> float:
    is_plain = (levels <= NEAR_END) | (levels >= 255 - NEAR_END)
    return float(np.count_nonzero(is_plain)) / is_plain.size


def _is_colored(pixels: NDArray[np.uint8]) -> bool:
    red, green, blue = (pixels[..., channel] for channel in range(3))
    highest, lowest = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    return int((highest - lowest).max()) > COLORFUL


def _is_on_one_side(grey: NDArray[np.uint8]) -> bool:
    """Whether it has several levels, all of them black or all of them white."""
    low, high = int(grey.min()), int(grey.max())
    return low != high and (low < HALF) == (high < HALF)


def _colors(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
    """The distinct ones, each as one number, and how often they are there. Not by `np.unique`, which imports for 60 ms
    when it is first called, and holds up all threads."""
    numbers = pixels[..., 0].astype(np.uint32)
    for channel in range(1, pixels.shape[-1]):
        numbers <<= np.uint32(8)
        numbers |= pixels[..., channel]
    ordered = np.sort(numbers, axis=None)
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    return ordered[starts], np.diff(starts, append=ordered.size)


def _distance(pixels: NDArray[np.uint8]) -> Levels:
    """From the colour that most of the border has: of the channel that differs most."""
    colors, counts = _colors(np.concatenate((pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1])))
    ground, channels = int(colors[counts.argmax()]), pixels.shape[-1]
    distance = np.zeros(pixels.shape[:2], np.uint8)
    for channel in range(channels):
        part, level = pixels[..., channel], np.uint8(ground >> 8 * (channels - 1 - channel) & 255)
        np.maximum(distance, np.maximum(part, level) - np.minimum(part, level), out=distance)
    return distance


def _as_levels(is_white: NDArray[np.bool_]) -> Levels:
    return is_white.view(np.uint8) * np.uint8(255)
