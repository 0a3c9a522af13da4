"""The lines on an ID photo for crown, eyes, chin and centre: where they are, where they may be, and moving them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from picwish_desktop.idphoto.framing import face_middle
from picwish_desktop.idphoto.rules import head_rule, shares
from picwish_desktop.idphoto.spec import Band, DocumentSpec
from picwish_desktop.model.portrait import Landmarks, Placement, Point, apply

GuideName: TypeAlias = Literal["crown", "eyes", "chin", "centre"]

CENTER_BAND = 0.03
"""Share of the width that the face's middle may be beside the middle and still counts as in it."""
_APART = 0.01
"""Share of the height that crown, eyes and chin keep between them when one is dragged."""


@dataclass(frozen=True, slots=True)
class Guide:
    """Shares are positions: of the height from the top, for the centre of the width from the left.

    Millimetres are what its rule is about: the head's height for the crown, above the lower border for eyes and chin,
    to the right of the middle for the centre.
    """

    name: GuideName
    value_share: float
    low_share: float | None
    """The allowed band's end that is nearer to the top (for the centre: the left); None where there is no band."""
    high_share: float | None
    value_mm: float | None
    """None where the document type has no millimetres."""
    low_mm: float | None
    high_mm: float | None
    is_advisory: bool = False


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
        _centre(spec, middle),
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
    if band is None or bounds is None:
        return Guide(name, at, None, None, _mm(spec, start - at), None, None)
    # a band that is open at its upper end ends with the photo
    low, high = bounds[0], min(bounds[1], start)
    value_mm, low_mm, high_mm = (_mm(spec, share) for share in (start - at, low, high))
    return Guide(name, at, start - high, start - low, value_mm, low_mm, high_mm, band.is_advisory)


def _centre(spec: DocumentSpec, at: float) -> Guide:
    width_mm = None if spec.size_mm is None else spec.size_mm[0]
    value, low, high = (
        None if width_mm is None else share * width_mm for share in (at - 0.5, -CENTER_BAND, CENTER_BAND)
    )
    return Guide("centre", at, 0.5 - CENTER_BAND, 0.5 + CENTER_BAND, value, low, high, is_advisory=True)


def _mm(spec: DocumentSpec, share: float) -> float | None:
    return None if spec.size_mm is None else share * spec.size_mm[1]
