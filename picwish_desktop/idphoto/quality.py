"""What the pixels of an ID photo say about it: numbers that the checks compare with limits."""

from __future__ import annotations

from dataclasses import dataclass

from picwish_desktop.model.backdrop import Color


@dataclass(frozen=True, slots=True)
class Quality:
    """All measured on the finished ID photo at its own size, in 8-bit sRGB. None: it could not be measured."""

    sharpness: float | None = None
    """Share, 0 to 1, of the energy of the face's gradients that a Gaussian blur of one pixel (sigma) takes: .5 where
    each pixel is sharp, .1 where it is plainly blurred."""
    edge_width: float | None = None
    """Median width of the face's clear edges, from 10 to 90 % of their step, in pixels; about 2 where it is sharp."""
    face_luma: float | None = None
    """Median of the face, 0 to 255."""
    clipped_high: float | None = None
    """Share of the face, 0 to 1, in which all three channels are 250 or more."""
    clipped_low: float | None = None
    """Share of the face, 0 to 1, in which all three channels are 5 or less."""
    background: Color | None = None
    """Mean of what lies around the head and above the shoulders."""
    background_spread: float | None = None
    """Mean ΔE (CIE 1976) of the background's pixels from `background`."""
    side_difference: float | None = None
    """ΔE (CIE 1976) between the background left and right of the head: a shadow or light from one side."""
