"""Convex polygons: what several straight bounds leave of an area."""

from __future__ import annotations

from typing import TypeAlias

from picwish_desktop.model.portrait import Point

Polygon: TypeAlias = tuple[Point, ...]
"""Its corners in their order; empty where nothing is left. A point or a line counts as something."""

_NEARLY = 1e-9


def clipped(polygon: Polygon, a: float, b: float, c: float) -> Polygon:
    """The part of a convex polygon where a·x + b·y ≤ c."""
    beyond = [a * x + b * y - c for x, y in polygon]
    corners: list[Point] = []
    for at, (end, over) in enumerate(zip(polygon, beyond, strict=True)):
        start, before = polygon[at - 1], beyond[at - 1]
        if (before > _NEARLY) != (over > _NEARLY):
            share = before / (before - over)
            corners.append((start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))
        if over <= _NEARLY:
            corners.append(end)
    return tuple(corners)


def area(polygon: Polygon) -> float:
    """0 or more."""
    doubled = sum(
        polygon[at - 1][0] * y - x * polygon[at - 1][1] for at, (x, y) in enumerate(polygon)
    )  # the shoelace formula
    return abs(doubled) / 2
