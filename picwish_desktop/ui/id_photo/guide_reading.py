"""What a guide measures, as a person reads it, and whether that is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from picwish_desktop.idphoto.check import Verdict
from picwish_desktop.idphoto.figure import Figure, center_figure, length_figure
from picwish_desktop.idphoto.guides import Guide
from picwish_desktop.idphoto.rules import head_rule
from picwish_desktop.idphoto.spec import DocumentSpec


class Standing(Enum):
    NO_RULE = auto()
    NOT_KNOWN = auto()
    """There is a rule, and the guide is a guess."""
    WITHIN = auto()
    ADVISED_AGAINST = auto()
    """Outside of what is only recommended."""
    OUTSIDE = auto()


_STANDINGS = {
    Verdict.UNKNOWN: Standing.NO_RULE,
    Verdict.PASS: Standing.WITHIN,
    Verdict.WARN: Standing.ADVISED_AGAINST,
    Verdict.FAIL: Standing.OUTSIDE,
}


@dataclass(frozen=True, slots=True)
class Reading:
    figure: Figure
    is_guess: bool = False
    """Whether it hangs on a guide that nobody put where it is, so that its number says nothing."""

    @property
    def standing(self) -> Standing:
        standing = _STANDINGS[self.figure.verdict]
        return Standing.NOT_KNOWN if self.is_guess and standing is not Standing.NO_RULE else standing

    def value_text(self) -> str:
        """Such as “33.6 mm”, or “?”."""
        return "?" if self.is_guess else f"{self.figure.number:.1f} {self.figure.unit}"

    def band_text(self) -> str:
        """Such as “32–36 mm” or “±3 %”; empty without a band."""
        numbers = self.band_numbers()
        return f"{numbers} {self.figure.unit}" if numbers else ""

    def band_numbers(self) -> str:
        """For where the unit is said beside it."""
        low, high = self.figure.low, self.figure.high
        if low is None or high is None:
            return f"≥ {low:g}" if low is not None else f"≤ {high:g}" if high is not None else ""
        if low == high:
            return f"{low:g}"
        return f"±{high:g}" if low == -high else f"{low:g}–{high:g}"


def reading(guide: Guide, guides: Sequence[Guide], spec: DocumentSpec, *, is_guess: bool = False) -> Reading:
    """`guides` are all of them: the head's height is measured from the chin. `is_guess`: as in the reading."""
    if guide.name == "centre":
        return Reading(center_figure(guide.value_share - 0.5), is_guess)
    chin = next((other.value_share for other in guides if other.name == "chin"), 1.0)
    start = chin if guide.name == "crown" else 1.0
    band = {"crown": head_rule(spec), "eyes": spec.eyes, "chin": spec.below_chin}[guide.name]
    return Reading(length_figure(start - guide.value_share, band, spec), is_guess)
