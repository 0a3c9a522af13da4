"""A measured number as a person reads it, judged as it is read: the one beside the photo is the one in the checks."""

from __future__ import annotations

from dataclasses import dataclass

from picwish_desktop.idphoto import limits
from picwish_desktop.idphoto.check import Verdict
from picwish_desktop.idphoto.rules import is_without_hair, shares
from picwish_desktop.idphoto.spec import Band, DocumentSpec


@dataclass(frozen=True, slots=True)
class Figure:
    """In the unit of its rule: 0.1 mm of a photo is more than 0.1 % of it, so what keeps the one can break the
    other."""

    number: float
    unit: str
    low: float | None = None
    """None where the rule is open at this end."""
    high: float | None = None
    verdict: Verdict = Verdict.UNKNOWN
    """So where there is no rule."""


def as_read(value: float) -> float:
    """With one decimal: 36.04 is read as 36.0 and keeps “32–36”. Never -0.0."""
    # what is measured on two ways differs in the last bits, and 24.749999999999996 is 24.75
    return round(round(value, 6), 1) + 0.0


def length_figure(share: float, band: Band | None, spec: DocumentSpec) -> Figure:
    """Of a length that is `share` of the photo's height, with its rule if there is one."""
    bounds = shares(band, spec)
    if band is None or bounds is None:
        return Figure(as_read(share * 100), "%") if spec.size_mm is None else Figure(_mm(share, spec), "mm")
    if band.is_share:
        number, low, high, unit = as_read(share * 100), as_read(band.low * 100), as_read(band.high * 100), "%"
    else:
        number, low, high, unit = _mm(share, spec), as_read(band.low), as_read(band.high), "mm"
    verdict = Verdict.PASS
    if not low <= number <= high:
        is_lenient = band.is_advisory or (number > high and is_without_hair(band))
        verdict = Verdict.WARN if is_lenient else Verdict.FAIL
    return Figure(number, unit, low if bounds[0] > 0 else None, high if bounds[1] < 1 else None, verdict)


def center_figure(share: float) -> Figure:
    """Of how far the face's middle is to the right of the photo's, as a share of its width."""
    number, most = as_read(share * 100), as_read(limits.OFF_CENTER.warn * 100)
    return Figure(number, "%", -most, most, limits.OFF_CENTER.verdict(abs(number) / 100))


def _mm(share: float, spec: DocumentSpec) -> float:
    assert spec.size_mm is not None
    return as_read(share * spec.size_mm[1])
