"""Moving, scaling and turning the person on an ID photo by hand."""

from __future__ import annotations

import math
from dataclasses import replace

from picwish_desktop.idphoto.guides import Guide
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.model.portrait import Placement, Point

USUAL_HEIGHT = 45.0
"""Millimetres that a photo without a printed size is taken to be high when it is moved by millimetres."""


def nudged(placement: Placement, dx_mm: float, dy_mm: float, spec: DocumentSpec) -> Placement:
    """The person moved right and down on the ID photo, by millimetres of it."""
    scale = placement.height / _height_mm(spec)
    return placement.moved(-dx_mm * scale, -dy_mm * scale)


def guide_nudged(guide: Guide, dx_mm: float, dy_mm: float, spec: DocumentSpec, aspect: float) -> float:
    """The share at which a guide is that moves right and down on the ID photo, by millimetres of it: the centre only
    right, the others only down, and none further than the photo goes."""
    by = dx_mm / aspect if guide.name == "centre" else dy_mm
    return min(max(min(max(guide.value_share, 0.0), 1.0) + by / _height_mm(spec), 0.0), 1.0)


def scaled(placement: Placement, factor: float, about: Point) -> Placement:
    """The person `factor` times as large; `about`, a point of the photo, stays where it is on the ID photo."""
    x, y = (fixed + (middle - fixed) / factor for fixed, middle in zip(about, placement.center, strict=True))
    return replace(placement, center=(x, y), height=placement.height / factor)


def turned(placement: Placement, degrees: float, about: Point | None = None) -> Placement:
    """The person turned clockwise on the ID photo, about a point of the photo; None: about the middle."""
    (x, y), (fixed_x, fixed_y) = placement.center, about or placement.center
    # the rectangle turns the other way
    cosine, sine = math.cos(math.radians(degrees)), -math.sin(math.radians(degrees))
    dx, dy = x - fixed_x, y - fixed_y
    center = fixed_x + dx * cosine - dy * sine, fixed_y + dx * sine + dy * cosine
    angle = (placement.angle - degrees + 180) % 360 - 180
    return replace(placement, center=center, angle=angle)


def _height_mm(spec: DocumentSpec) -> float:
    return USUAL_HEIGHT if spec.size_mm is None else spec.size_mm[1]
