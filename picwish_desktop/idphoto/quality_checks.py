"""Checks of what the pixels say: background, sharpness, exposure."""

from __future__ import annotations

from collections.abc import Iterator

from picwish_desktop.idphoto import limits
from picwish_desktop.idphoto.check import PLACE_LINES, Check, Evidence, Verdict, own, ruled, waiting
from picwish_desktop.idphoto.color_difference import difference
from picwish_desktop.idphoto.limits import Limit
from picwish_desktop.idphoto.quality import Quality
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.idphoto.swatches import bundled_swatches
from picwish_desktop.model.backdrop import Color

_SHARP = f"edges at most {limits.EDGE_WIDTH.warn:.1f} px wide; about 2 px is sharp"
_BLURRED = {Verdict.PASS: "sharp", Verdict.WARN: "a bit blurred", Verdict.FAIL: "blurred"}
_WELL_LIT = f"{limits.FACE_DARK.warn:.0f}–{limits.FACE_BRIGHT.warn:.0f}, light and shadow drawn"
_ORDER = (Verdict.PASS, Verdict.UNKNOWN, Verdict.WARN, Verdict.FAIL)


def background_checks(spec: DocumentSpec, evidence: Evidence) -> Iterator[Check]:
    """Its colour, by the document type, and whether it is the same everywhere."""
    quality = evidence.quality or Quality()
    color = evidence.background or quality.background
    expected = spec.background.text or "any"
    advice = "Choose an allowed colour, or take the photo before such a wall."
    if evidence.is_transparent:
        advice = "Choose a background colour before the file is handed in."
        yield ruled(spec, "background", "Background", Verdict.WARN, "transparent", expected, advice)
        return
    if color is None:
        advice = PLACE_LINES if evidence.is_guess else "Look at it yourself."
        yield ruled(spec, "background", "Background", Verdict.UNKNOWN, "", expected, advice)
        if evidence.is_guess:
            yield waiting("evenness", "Even background", _most(limits.BACKGROUND_SPREAD))
        return
    verdict, apart = _color_verdict(spec, color)
    measured = "#{:02x}{:02x}{:02x}".format(*color) + ("" if apart is None else f", ΔE {apart:.1f}")
    yield ruled(
        spec,
        "background",
        "Background",
        verdict,
        measured,
        expected,
        advice,
        is_estimate=evidence.background is None,
    )
    if evidence.background is not None:
        yield own("evenness", "Even background", Verdict.PASS, "ΔE 0.0", _most(limits.BACKGROUND_SPREAD))
    elif quality.background_spread is not None:
        yield _evenness(quality.background_spread, quality.side_difference or 0.0)


def face_checks(quality: Quality) -> Iterator[Check]:
    """Sharpness and exposure; of what could be measured."""
    found: list[tuple[Verdict, str, str, str]] = []
    if quality.edge_width is not None:
        width, limit = round(quality.edge_width, 1), limits.EDGE_WIDTH
        seen = f"what should be a crisp edge fades over {width:.1f} pixels"
        found.append((limit.verdict(width), f"{width:.1f} px", _SHARP, seen))
    if quality.sharpness is not None:
        detail, limit = round(quality.sharpness, 2), limits.SHARPNESS
        expected = f"at least {limit.warn * 100:.0f} % detail"
        seen = "lashes, skin and hair show too little detail"
        found.append((limit.verdict(detail), f"{detail * 100:.0f} %", expected, seen))
    if found:
        verdict, measured, expected, seen = max(found, key=lambda one: _ORDER.index(one[0]))
        word = _BLURRED[verdict]
        advice = (
            f"The face is {word}: {seen}. Take a sharper photo: with more light, the camera held still, the eyes in "
            "focus."
        )
        # the word first: the number alone tells nobody whether that is good
        yield own("sharpness", "Sharpness", verdict, f"{word}, {measured}", expected, advice, is_estimate=True)
    if quality.face_luma is not None:
        yield _exposure(quality, quality.face_luma)


def waiting_face_checks() -> Iterator[Check]:
    """The same before the guides say where the face is."""
    yield waiting("sharpness", "Sharpness", _SHARP)
    yield waiting("exposure", "Exposure", _WELL_LIT)


def _color_verdict(spec: DocumentSpec, color: Color) -> tuple[Verdict, float | None]:
    """With ΔE to the nearest allowed colour; None where none is named."""
    rule = spec.background
    # where the text names none, the suggested one is right and of others nobody knows
    allowed = rule.allowed or (() if rule.suggested is None else (rule.suggested,))
    otherwise = Verdict.FAIL if rule.allowed else Verdict.UNKNOWN
    banned = [(difference(color, one), _tolerance(one)) for one in rule.forbidden]
    if not allowed:
        is_banned = any(apart <= tolerance for apart, tolerance in banned)
        return (Verdict.FAIL if is_banned else Verdict.PASS), None
    nearest = min(allowed, key=lambda one: difference(color, one) / _tolerance(one))
    apart, tolerance = difference(color, nearest), _tolerance(nearest)
    if any(other <= reach and other < apart for other, reach in banned):
        return Verdict.FAIL, apart
    if apart <= tolerance:
        return Verdict.PASS, apart
    return (Verdict.WARN if rule.allowed and apart <= limits.FAR_OFF * tolerance else otherwise), apart


def _tolerance(color: Color) -> float:
    known = [swatch.tolerance for swatch in bundled_swatches() if swatch.color == color]
    return next((tolerance for tolerance in known if tolerance is not None), limits.TOLERANCE)


def _evenness(spread: float, sides: float) -> Check:
    verdicts = limits.BACKGROUND_SPREAD.verdict(round(spread, 1)), limits.SIDE_DIFFERENCE.verdict(round(sides, 1))
    verdict = max(verdicts, key=_ORDER.index)
    is_one_sided = verdicts[1] is verdict and verdict is not verdicts[0]
    return own(
        "evenness",
        "Even background",
        verdict,
        f"ΔE {sides:.1f} between the sides" if is_one_sided else f"ΔE {spread:.1f}",
        _most(limits.SIDE_DIFFERENCE if is_one_sided else limits.BACKGROUND_SPREAD),
        "Replace the background where that is allowed, or let the person stand further from the wall.",
        is_estimate=True,
    )


def _exposure(quality: Quality, luma: float) -> Check:
    found = {
        "the face is too dark": limits.FACE_DARK.verdict(round(luma)),
        "the face is too bright": limits.FACE_BRIGHT.verdict(round(luma)),
        "the face has white spots": limits.CLIPPED_HIGH.verdict(quality.clipped_high or 0.0),
        "the face has black spots": limits.CLIPPED_LOW.verdict(quality.clipped_low or 0.0),
    }
    what, verdict = max(found.items(), key=lambda item: _ORDER.index(item[1]))
    return own(
        "exposure",
        "Exposure",
        verdict,
        f"brightness {luma:.0f} of 255" if verdict is Verdict.PASS else f"brightness {luma:.0f} of 255, {what}",
        _WELL_LIT,
        "Light the face evenly from the front and take the photo again.",
        is_estimate=True,
    )


def _most(limit: Limit) -> str:
    return f"at most ΔE {limit.warn:.0f}"
