"""Checks of where the head is on an ID photo, and of the part of the photo that it shows."""

from __future__ import annotations

from collections.abc import Iterator

from picwish_desktop.idphoto import limits
from picwish_desktop.idphoto.check import PLACE_LINES, Check, Evidence, Verdict, own, ruled, waiting
from picwish_desktop.idphoto.facts import band_text
from picwish_desktop.idphoto.figure import as_read, center_figure, length_figure
from picwish_desktop.idphoto.measures import Crop, Measures
from picwish_desktop.idphoto.rules import head_rule, is_without_hair
from picwish_desktop.idphoto.spec import Band, DocumentSpec

_NOT_LOOKED = "Where the head is was not looked for here. Measure it with a ruler."
_FILLED = "no border of the photo in the frame"
_SOME_ROOM = "the whole head, with some room"
_CENTERED = f"at most {limits.OFF_CENTER.warn * 100:.0f} % of the width"
_LEVEL = f"at most {limits.TILT.warn:.0f}°"


def head_checks(spec: DocumentSpec, evidence: Evidence) -> Iterator[Check]:
    """Head height and width, eye line, room above and below. Without measures those with a rule are unknown; all are
    as long as the guides are a guess."""
    measures = evidence.measures
    head = head_rule(spec)
    share = None if measures is None else measures.head
    advice = "Scale with the wheel, or drag the guides if they are not at crown and chin."
    yield _band_check(spec, evidence, "head-height", "Head height", head, share, advice, is_own=head is not spec.head)
    if spec.head_width is not None:
        width = evidence.head_width
        advice = "Measure it with a ruler." if width is None else "Scale with the wheel; head height must fit too."
        yield _band_check(spec, evidence, "head-width", "Head width", spec.head_width, width, advice)
    if spec.eyes is not None:
        share = None if measures is None else measures.eyes
        advice = "Move the photo up or down with the arrow keys."
        yield _band_check(spec, evidence, "eye-line", "Eye line", spec.eyes, share, advice)
    if spec.above_head is not None:
        share = None if measures is None else measures.above
        advice = "Move the photo up or down, or scale it."
        yield _band_check(spec, evidence, "above-head", "Space above the head", spec.above_head, share, advice)
    elif measures is not None:
        yield _above_head(measures, evidence)
    elif evidence.is_guess:
        yield waiting("above-head", "Space above the head", _SOME_ROOM)
    if spec.below_chin is not None:
        share = None if measures is None else measures.below
        advice = "Move the photo up or down, or scale it."
        yield _band_check(spec, evidence, "below-chin", "Space below the chin", spec.below_chin, share, advice)
    if measures is not None:
        yield from _posture(measures, evidence)
    elif evidence.is_guess:
        yield waiting("centring", "Centring", _CENTERED)
        yield waiting("tilt", "Tilt", _LEVEL)


def crop_checks(crop: Crop, is_replaced: bool) -> Iterator[Check]:
    """That nothing is enlarged, and that the photo's border is not seen and cuts nobody off."""
    scale = round(crop.photo_pixels, 2)
    yield own(
        "resolution",
        "Resolution",
        limits.ENLARGED.verdict(scale),
        f"{scale * 100:.0f} % of the pixels needed",
        "at least 100 %, so that the photo is not enlarged",
        f"The photo has too few pixels here, is enlarged {1 / crop.photo_pixels:.2f} times and looks blurred. "
        "Take one with more pixels, or from nearer."
        if scale < 1
        else "The photo has just enough pixels. Take one from nearer if you can.",
    )
    sides = {
        "bottom": crop.beyond_bottom,
        "left": crop.beyond_left,
        "right": crop.beyond_right,
        "top": crop.beyond_top,
    }
    beyond = [name for name, by in sides.items() if by > limits.BEYOND]
    # where it is replaced, background goes on above the head; shoulders may end at the sides
    goes_on = is_replaced and "bottom" not in beyond
    subject = {"left": crop.cut_left, "right": crop.cut_right, "top": crop.cut_top}
    cut = [name for name in beyond if goes_on and subject[name] > limits.CUT_OFF]
    verdict = Verdict.FAIL if beyond else Verdict.PASS
    if goes_on:
        verdict = Verdict.WARN if cut or {"left", "right"} & set(beyond) else Verdict.PASS
    expected = _FILLED
    advice = "Move or scale the photo until it fills the frame, or take one with more room around the person."
    if "top" in cut:
        expected = "the whole head on the photo, with room above"
        advice = "The top of the head is beyond the photo’s edge: take a photo with more room above the head."
    elif cut:
        advice = (
            f"The person goes on beyond the photo at the {' and '.join(cut)}: scale it until it fills the frame, "
            "or take one with more room around the person."
        )
    measured = "filled"
    if cut:
        measured = f"cut off at the {' and '.join(cut)}"
    elif beyond:
        measured = f"{crop.outside * 100:.1f} % empty ({', '.join(beyond)})"
    yield own("photo-edge", "Photo fills the frame", verdict, measured, expected, advice)


def _band_check(
    spec: DocumentSpec,
    evidence: Evidence,
    id_: str,
    label: str,
    band: Band,
    share: float | None,
    advice: str,
    *,
    is_own: bool = False,
) -> Check:
    expected = band_text(band) + (" advised" if band.is_advisory else "")
    if share is None or (figure := length_figure(share, band, spec)).verdict is Verdict.UNKNOWN:
        if id_ != "head-width":
            advice = PLACE_LINES if evidence.is_guess else _NOT_LOOKED
        if is_own:
            return own(id_, label, Verdict.UNKNOWN, "", expected, advice)
        return ruled(spec, id_, label, Verdict.UNKNOWN, "", expected, advice, note=band.note)
    if figure.high is not None and figure.number > figure.high and is_without_hair(band):
        advice = f"The hair is measured here and does not count in the rule. {advice}"
    measured = f"{figure.number:.1f} {figure.unit}"
    if band.is_share and spec.size_mm is not None:
        measured += f" ({as_read(share * spec.size_mm[1]):.1f} mm)"
    is_estimate = not evidence.is_by_hand
    if is_own:
        return own(id_, label, figure.verdict, measured, expected, advice, is_estimate=is_estimate)
    return ruled(spec, id_, label, figure.verdict, measured, expected, advice, is_estimate=is_estimate, note=band.note)


def _above_head(measures: Measures, evidence: Evidence) -> Check:
    number = as_read(measures.above * 100)
    room = measures.in_mm(measures.above)
    return own(
        "above-head",
        "Space above the head",
        limits.ABOVE_HEAD.verdict(number / 100),
        f"{number:.1f} %" if room is None else f"{as_read(room):.1f} mm",
        _SOME_ROOM,
        "Move the photo down, or make it smaller with the wheel.",
        is_estimate=not evidence.is_by_hand,
    )


def _posture(measures: Measures, evidence: Evidence) -> Iterator[Check]:
    off = center_figure(measures.off_center)
    side = "right" if off.number > 0 else "left"
    yield own(
        "centring",
        "Centring",
        off.verdict,
        f"{abs(off.number):.1f} % to the {side}" if off.number else "0.0 %",
        _CENTERED,
        "Move the photo to the side with the arrow keys.",
        is_estimate=not evidence.is_by_hand,
    )
    tilt = as_read(measures.tilt)
    yield own(
        "tilt",
        "Tilt",
        limits.TILT.verdict(abs(tilt)),
        f"{abs(tilt):.1f}°",
        _LEVEL,
        "Level the photo, or take one with the head upright.",
        is_estimate=not evidence.is_by_hand,
    )
