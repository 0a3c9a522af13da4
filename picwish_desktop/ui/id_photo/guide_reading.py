"""What a guide measures, as a person reads it, and whether that is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from picwish_desktop.idphoto.figure import as_read
from picwish_desktop.idphoto.guides import CENTER_BAND, Guide
from picwish_desktop.idphoto.rules import head_rule, shares
from picwish_desktop.idphoto.spec import DocumentSpec


class Standing(Enum):
    NO_RULE = auto()
    NOT_KNOWN = auto()
    """There is a rule, and the guide is a guess."""
    WITHIN = auto()
    ADVISED_AGAINST = auto()
    """Outside of what is only recommended."""
    OUTSIDE = auto()


@dataclass(frozen=True, slots=True)
class Reading:
    """In millimetres, or in per cent of the photo's height (for the centre: of its width)."""

    value: float
    low: float | None
    """None where the band is open at this end."""
    high: float | None
    unit: str
    is_advisory: bool
    is_guess: bool = False
    """Whether it hangs on a guide that nobody put where it is, so that `value` says nothing."""

    @property
    def standing(self) -> Standing:
        if self.low is None and self.high is None:
            return Standing.NO_RULE
        if self.is_guess:
            return Standing.NOT_KNOWN
        number = as_read(self.value)
        is_low = self.low is not None and number < as_read(self.low)
        if not is_low and (self.high is None or number <= as_read(self.high)):
            return Standing.WITHIN
        return Standing.ADVISED_AGAINST if self.is_advisory else Standing.OUTSIDE

    def value_text(self) -> str:
        """Such as “33.6 mm”, or “?”."""
        if self.is_guess:
            return "?"
        return f"{as_read(self.value):.1f} {self.unit}"

    def band_text(self) -> str:
        """Such as “32–36”; empty without a band."""
        low, high = (None if bound is None else f"{as_read(bound):g}" for bound in (self.low, self.high))
        if low is None or high is None:
            return f"≥ {low}" if low is not None else f"≤ {high}" if high is not None else ""
        return low if low == high else f"{low}–{high}"


def reading(guide: Guide, guides: Sequence[Guide], spec: DocumentSpec, *, is_guess: bool = False) -> Reading:
    """`guides` are all of them: the head's height is measured from the chin. `is_guess`: as in the reading."""
    if guide.name == "centre":
        factor = 100.0 if spec.size_mm is None else spec.size_mm[0]
        value, by = (guide.value_share - 0.5) * factor, CENTER_BAND * factor
        return Reading(value, -by, by, _unit(spec), guide.is_advisory, is_guess)
    chin = next((other.value_share for other in guides if other.name == "chin"), 1.0)
    start = chin if guide.name == "crown" else 1.0
    factor = 100.0 if spec.size_mm is None else spec.size_mm[1]
    # the guide's own band ends with the photo; the rule's does not
    bounds = shares({"crown": head_rule(spec), "eyes": spec.eyes, "chin": spec.below_chin}[guide.name], spec)
    least = None if bounds is None or bounds[0] <= 0 else bounds[0] * factor
    most = None if bounds is None or bounds[1] >= 1 else bounds[1] * factor
    return Reading((start - guide.value_share) * factor, least, most, _unit(spec), guide.is_advisory, is_guess)


def _unit(spec: DocumentSpec) -> str:
    return "%" if spec.size_mm is None else "mm"
