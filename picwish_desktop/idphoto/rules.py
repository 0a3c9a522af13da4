"""A document type's bands as shares of the photo's height, and what holds where it publishes none."""

from __future__ import annotations

from picwish_desktop.idphoto.spec import Band, DocumentSpec

USUAL_HEAD = 0.75
"""Head height as a share of the photo's height where the document type says none: the middle of ICAO's 70 to 80 %."""
_USUAL_SPREAD = 0.05


def shares(band: Band | None, spec: DocumentSpec) -> tuple[float, float] | None:
    """The bounds as shares of the photo's height; None without a band, or where it needs millimetres and there are
    none."""
    if band is None:
        return None
    if band.is_share:
        return band.low, band.high
    if spec.size_mm is None:
        return None
    return band.low / spec.size_mm[1], band.high / spec.size_mm[1]


def head_rule(spec: DocumentSpec) -> Band:
    """Its own, else what is usual: in a narrow photo less, so that there is room beside the head."""
    if shares(spec.head, spec) is not None and spec.head is not None:
        return spec.head
    middle = min(USUAL_HEAD, spec.aspect)
    return Band(middle - _USUAL_SPREAD, middle + _USUAL_SPREAD, is_share=True, is_advisory=True)


def is_without_hair(band: Band) -> bool:
    """Whether the rule measures to the skull: what is found here is the top of the hair."""
    return any(word in band.note for word in ("skull", "hair excluded", "forehead"))


def middle(bounds: tuple[float, float] | None) -> float | None:
    """None where it is open at one end, so that its middle says nothing about what is right."""
    if bounds is None or bounds[0] <= 0 or bounds[1] >= 1:
        return None
    return (bounds[0] + bounds[1]) / 2
