"""The lines on an ID photo for crown, eyes, chin and centre: where they are, where they may be, and moving them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from picwish_desktop.idphoto import limits
from picwish_desktop.idphoto.framing import face_middle
from picwish_desktop.idphoto.rules import head_rule, shares
from picwish_desktop.idphoto.spec import Band, DocumentSpec
from picwish_desktop.model.portrait import Landmarks, Placement, Point, apply

GuideName: TypeAlias = Literal["crown", "eyes", "chin", "centre"]

_CENTER = limits.OFF_CENTER.warn
"""Share of the width that the face's middle may be beside the middle and still counts as in it."""
_APART = 0.01
"""Share of the height that crown, eyes and chin keep between them when one is dragged."""


@dataclass(frozen=True, slots=True)
class Guide:
    """Shares are positions: of the height from the top, for the centre of the width from the left."""

    name: GuideName
    value_share: float
    low_share: float | None
    """The allowed band's end that is nearer to the top (for the centre: the left); None where there is no band."""
    high_share: float | None


def guides(spec: DocumentSpec, landmarks: Landmarks, placement: Placement, aspect: float | None = None) -> list[Guide]:
    """Crown, eyes, chin and centre. The crown's band is where it may be for this chin."""
    aspect = spec.aspect if aspect is None else aspect
    matrix = placement.from_photo(aspect, 1.0)
    crown, chin, eyes = (apply(matrix, point) for point in (landmarks.crown, landmarks.chin, landmarks.eyes))
    middle = face_middle(crown, chin, eyes) / aspect
    return [
        _vertical(spec, "crown", crown[1], chin[1], head_rule(spec)),
        _vertical(spec, "eyes", eyes[1], 1.0, spec.eyes),
        _vertical(spec, "chin", chin[1], 1.0, spec.below_chin),
        Guide("centre", middle, 0.5 - _CENTER, 0.5 + _CENTER),
    ]


def with_guide(
    landmarks: Landmarks,
    placement: Placement,
    spec: DocumentSpec,
    name: GuideName,
    share: float,
    aspect: float | None = None,
) -> Landmarks:
    """The landmarks after a guide was dragged to `share`: eyes go together, the centre takes all along.

    Crown, eyes and chin keep their order.
    """
    aspect = spec.aspect if aspect is None else aspect
    there, back = placement.from_photo(aspect, 1.0), placement.to_photo(aspect, 1.0)
    crown, chin, left, right = (
        apply(there, point) for point in (landmarks.crown, landmarks.chin, landmarks.left_eye, landmarks.right_eye)
    )
    eyes = (left[0] + right[0]) / 2, (left[1] + right[1]) / 2

    def moved(point: Point, dx: float, dy: float) -> Point:
        return apply(back, (point[0] + dx, point[1] + dy))

    match name:
        case "crown":
            return replace(landmarks, crown=moved(crown, 0, min(share, eyes[1] - _APART) - crown[1]))
        case "chin":
            return replace(landmarks, chin=moved(chin, 0, max(share, eyes[1] + _APART) - chin[1]))
        case "eyes":
            by = max(crown[1] + _APART, min(share, chin[1] - _APART)) - eyes[1]
            return replace(landmarks, left_eye=moved(left, 0, by), right_eye=moved(right, 0, by))
        case "centre":
            by = share * aspect - face_middle(crown, chin, eyes)
            return Landmarks(*(moved(point, by, 0) for point in (crown, chin, left, right)))


def _vertical(spec: DocumentSpec, name: GuideName, at: float, start: float, band: Band | None) -> Guide:
    """One whose rule is about how far it lies above `start`."""
    bounds = shares(band, spec)
    if bounds is None:
        return Guide(name, at, None, None)
    # a band that is open at its upper end ends with the photo
    return Guide(name, at, start - min(bounds[1], start), start - bounds[0])
