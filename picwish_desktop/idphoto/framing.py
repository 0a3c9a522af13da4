"""Where an ID photo lies on the photo by the rules of its document type."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from picwish_desktop.idphoto.polygon import Polygon, clipped
from picwish_desktop.idphoto.rules import USUAL_HEAD, head_rule, middle, shares
from picwish_desktop.idphoto.spec import Band, DocumentSpec
from picwish_desktop.model.portrait import Landmarks, Placement, Point

LEAST_TILT, MOST_TILT = 0.3, 25.0
"""Degrees: below, turning would cost sharpness for nothing; above, the eyes were hardly found."""

_LEAST_HEAD = 0.05
_ABOVE_SHARE = 0.35
"""Of the height that the head leaves, what lies above it where no rule says more."""
_LEAST_ROOM, _GOOD_ROOM = 0.01, 0.03
"""Shares of the height above the crown and below the chin."""
_INSET = 0.05
"""Of a band's width: so far from its ends a placement stays where it can."""

_HalfPlane: TypeAlias = tuple[float, float, float]
"""(a, b, c): a · head + b · below ≤ c, with the head's height and the room below the chin as shares of the height."""


def automatic_placement(
    spec: DocumentSpec, landmarks: Landmarks, photo_size: tuple[int, int], aspect: float | None = None
) -> Placement:
    """Levelled, the face in the middle of the width, head height and eye line in the middle of their bands.

    Where the middles do not go together, the nearest placement that keeps every rule; where there is none, rules are
    given up from the least: advice about eyes and room, that nothing beyond the photo is seen, some room at all, advice
    about the head, room, eyes, head. `photo_size` is width and height, `aspect` the wanted file's width by height
    (None: the document type's). Raises ValueError for a chin that is not below the crown.
    """
    aspect = spec.aspect if aspect is None else aspect
    angle = landmarks.tilt if LEAST_TILT <= abs(landmarks.tilt) <= MOST_TILT else 0.0
    face = _Face(landmarks, angle)
    region: Polygon = ((_LEAST_HEAD, 0.0), (1.0, 0.0), (_LEAST_HEAD, 1 - _LEAST_HEAD))
    for rule in _rules(spec, face, photo_size, aspect):
        for planes in rule:
            kept = _kept(region, planes)
            if kept:
                region = kept
                break
    head, below = _best(region, spec, face.chin_to_eyes)
    height = face.head / head
    return Placement(face.point(face.middle, face.chin + (below - 0.5) * height), height, angle)


def centered_placement(spec: DocumentSpec, photo_size: tuple[int, int], aspect: float | None = None) -> Placement:
    """The largest that lies on the photo, in its middle: where no face was found."""
    aspect = spec.aspect if aspect is None else aspect
    width, height = photo_size
    return Placement((width / 2, height / 2), min(float(height), width / aspect))


def face_middle(crown: Point, chin: Point, eyes: Point) -> float:
    """What has to be in the middle of the width: half by the eyes, half by crown and chin."""
    return (eyes[0] + (crown[0] + chin[0]) / 2) / 2


class _Face:
    """Where a face is along the sides of a rectangle turned by `angle`: u to the right, v down, in pixels."""

    def __init__(self, landmarks: Landmarks, angle: float) -> None:
        self.cosine, self.sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        crown, chin, eyes = (self._turned(point) for point in (landmarks.crown, landmarks.chin, landmarks.eyes))
        self.chin = chin[1]
        self.head = chin[1] - crown[1]
        if self.head <= 0:
            raise ValueError("the chin is not below the crown")
        self.chin_to_eyes = (chin[1] - eyes[1]) / self.head
        """As a share of the head's height."""
        self.middle = face_middle(crown, chin, eyes)

    def point(self, u: float, v: float) -> Point:
        """The photo's."""
        return u * self.cosine - v * self.sine, u * self.sine + v * self.cosine

    def _turned(self, point: Point) -> Point:
        x, y = point
        return x * self.cosine + y * self.sine, y * self.cosine - x * self.sine


def _rules(
    spec: DocumentSpec, face: _Face, photo_size: tuple[int, int], aspect: float
) -> Iterator[tuple[list[_HalfPlane], ...]]:
    """From the most important to the least, each as the ways to keep it, the best first."""
    head, above = head_rule(spec), shares(spec.above_head, spec)
    # the room above the head is what the head and the room below it leave
    used = None if above is None else (1 - above[1], 1 - above[0])
    measured: list[tuple[Band | None, tuple[float, float] | None, float, float]] = [
        (head, shares(head, spec), 1.0, 0.0),
        (spec.eyes, shares(spec.eyes, spec), face.chin_to_eyes, 1.0),
        (spec.above_head, used, 1.0, 1.0),
        (spec.below_chin, shares(spec.below_chin, spec), 0.0, 1.0),
    ]
    bands = [(band, _within(bounds, a, b)) for band, bounds, a, b in measured if band is not None]
    yield from (ways for band, ways in bands if not band.is_advisory)
    yield from (ways for band, ways in bands if band is head and band.is_advisory)
    yield (_room(_LEAST_ROOM),)
    yield from _inside(face, photo_size, aspect)
    yield (_room(_GOOD_ROOM),)
    yield from (ways for band, ways in bands if band is not head and band.is_advisory)


def _within(bounds: tuple[float, float] | None, a: float, b: float) -> tuple[list[_HalfPlane], ...]:
    """That a · head + b · below is within `bounds`: better not too near their ends."""
    if bounds is None:
        return ()
    low, high = bounds
    inset = _INSET * min(1.0, high - low)
    return tuple([(a, b, high - by), (-a, -b, -low - by)] for by in (inset, 0.0))


def _room(least: float) -> list[_HalfPlane]:
    return [(1.0, 1.0, 1 - least), (0.0, -1.0, -least)]


def _inside(face: _Face, photo_size: tuple[int, int], aspect: float) -> Iterator[tuple[list[_HalfPlane], ...]]:
    """That the rectangle does not reach below the photo, and then that it reaches beyond no side.

    A corner lies at the chin plus so many heights of the rectangle. That height is the face's by the head's share, so
    multiplied by this share everything is linear.
    """
    x, y = (part / face.head for part in face.point(face.middle, face.chin))
    width, height = (side / face.head for side in photo_size)
    bottom: list[_HalfPlane] = []
    rest: list[_HalfPlane] = []
    for side in (-aspect / 2, aspect / 2):
        for up in (0.0, 1.0):
            across = side * face.cosine + up * face.sine
            down = side * face.sine - up * face.cosine
            rest += [(-x, face.sine, across), (x - width, -face.sine, -across), (-y, -face.cosine, down)]
            (rest if up else bottom).append((y - height, face.cosine, -down))
    yield (bottom,)
    yield (rest,)


def _kept(region: Polygon, planes: Iterable[_HalfPlane]) -> Polygon:
    for plane in planes:
        region = clipped(region, *plane)
    return region


def _best(region: Polygon, spec: DocumentSpec, chin_to_eyes: float) -> tuple[float, float]:
    """Of the head's height and the room below the chin: what is nearest to the middles, the head's first."""
    wished = middle(shares(head_rule(spec), spec)) or min(USUAL_HEAD, spec.aspect)
    heads = [head for head, _ in region]
    head = min(max(wished, min(heads)), max(heads))
    line = _kept(region, [(1.0, 0.0, head), (-1.0, 0.0, -head)]) or region
    rooms = [below for _, below in line]
    eyes, above = middle(shares(spec.eyes, spec)), middle(shares(spec.above_head, spec))
    if eyes is not None:
        wished = eyes - chin_to_eyes * head
    elif above is not None:
        wished = 1 - head - above
    else:
        wished = (1 - _ABOVE_SHARE) * (1 - head)
    return head, min(max(wished, min(rooms)), max(rooms))
