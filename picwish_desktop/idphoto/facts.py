"""A document type in one line, for the panel and the command line."""

from __future__ import annotations

from picwish_desktop.idphoto.figure import as_read
from picwish_desktop.idphoto.spec import Band, DocumentSpec, PixelRule


def size_text(spec: DocumentSpec) -> str:
    """Such as “35 × 45 mm”; in pixels where nothing is printed."""
    if spec.size_mm:
        return f"{spec.size_mm[0]:g} × {spec.size_mm[1]:g} mm"
    return _pixels(spec.pixels) if spec.pixels else ""


def facts(spec: DocumentSpec) -> str:
    """Such as “413 × 531 px at 300 dpi · head 32–36 mm · plain light grey”."""
    parts = [f"{_sides(spec.print_pixels)} px at {spec.dpi} dpi" if spec.print_pixels else size_text(spec)]
    if spec.head:
        parts.append(f"head {band_text(spec.head)}")
    if spec.background.text:
        parts.append(spec.background.text)
    return " · ".join(parts)


def band_text(band: Band) -> str:
    """Such as “32–36 mm” or “70–80 %”."""
    factor, unit = (100, "%") if band.is_share else (1, "mm")
    low, high = (f"{as_read(bound * factor):g}" for bound in (band.low, band.high))
    return f"{low} {unit}" if low == high else f"{low}–{high} {unit}"


def _pixels(rule: PixelRule) -> str:
    if rule.is_exact:
        return f"{_sides(rule.least)} px"
    if rule.most is None:
        return f"at least {_sides(rule.least)} px"
    return f"{_sides(rule.least)} to {_sides(rule.most)} px"


def _sides(size: tuple[int, int]) -> str:
    return f"{size[0]} × {size[1]}"
