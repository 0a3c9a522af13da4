"""The number beside the photo is the one in the checks, and is judged alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.idphoto.check import Check, Evidence, Verdict
from picwish_desktop.idphoto.checks import run_checks
from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.figure import Figure, center_figure, length_figure
from picwish_desktop.idphoto.guides import GuideName, guides
from picwish_desktop.idphoto.measures import measure
from picwish_desktop.idphoto.rules import head_rule, shares
from picwish_desktop.idphoto.spec import Band, DocumentSpec
from picwish_desktop.idphoto.target import Target, rules_on, targets
from picwish_desktop.model.portrait import Landmarks, Placement, apply
from picwish_desktop.ui.id_photo.guide_reading import Reading, Standing, reading
from tests.idphoto.specs import document, mm, share

EDGES = (29.25, 29.45, 29.75)
"""Millimetres that come out a little more on one of the two ways, and a little less on the other."""
CHECKS: dict[GuideName, str] = {
    "crown": "head-height",
    "eyes": "eye-line",
    "chin": "below-chin",
    "centre": "centring",
}
"""Those of each guide."""
ALIKE = {
    Standing.WITHIN: Verdict.PASS,
    Standing.ADVISED_AGAINST: Verdict.WARN,
    Standing.OUTSIDE: Verdict.FAIL,
}
PORTRAITS = [spec for spec in bundled_documents() if spec.is_portrait]


def pairs(
    spec: DocumentSpec, landmarks: Landmarks, placement: Placement, target: Target
) -> dict[GuideName, tuple[Reading, Check | None]]:
    """Of each guide: what is read beside the photo, and its check of the file, if there is a rule."""
    rules = rules_on(spec, target)
    lines = guides(rules, landmarks, placement, target.aspect)
    measures = measure(rules, landmarks, placement, target.size)
    found = {check.id: check for check in run_checks(spec, target, Evidence(measures=measures))}
    return {line.name: (reading(line, lines, rules), found.get(CHECKS[line.name])) for line in lines}


def both(eyes: float, band: Band) -> tuple[Reading, Check]:
    """With the eye line so many millimetres above the lower border: beside the photo, and in the checks."""
    spec, placement = document(eyes=band), Placement((2000.0, 2000.0), 900.0)
    y = 2450 - eyes * 20
    landmarks = Landmarks((2000, y - 200), (2000, y + 200), (1900, y), (2100, y))
    (target,) = targets(spec)
    beside, check = pairs(spec, landmarks, placement, target)["eyes"]
    assert check is not None
    return beside, check


@pytest.mark.parametrize("eyes", EDGES)
def test_both_say_the_same_number(eyes: float) -> None:
    beside, check = both(eyes, mm(20, 35))
    assert beside.value_text() == check.measured


@pytest.mark.parametrize("eyes", EDGES)
@pytest.mark.parametrize("by", [-0.05, 0.05])
def test_both_judge_alike_at_a_bands_end(eyes: float, by: float) -> None:
    for band in (mm(20, eyes + by), mm(eyes + by, 35)):
        beside, check = both(eyes, band)
        assert ALIKE[beside.standing] is check.verdict


def test_a_rule_in_per_cent_is_judged_in_per_cent() -> None:
    beside, check = both(0.4995 * 45, share(0.5, 0.6))
    assert (beside.value_text(), check.measured) == ("50.0 %", "50.0 % (22.5 mm)")
    assert (beside.standing, check.verdict) == (Standing.WITHIN, Verdict.PASS)
    beside, check = both(0.4994 * 45, share(0.5, 0.6))
    assert (beside.value_text(), check.measured) == ("49.9 %", "49.9 % (22.5 mm)"), "22.5 mm are 50 % and are not"
    assert (beside.standing, check.verdict) == (Standing.OUTSIDE, Verdict.FAIL)


@st.composite
def lengths(draw: st.DrawFn, band: Band | None, spec: DocumentSpec) -> float:
    """Shares of the photo's height: any, and those around what is rounded to the ends of `band`."""
    bounds = shares(band, spec)
    if bounds is None or draw(st.booleans()):
        return draw(st.floats(-0.2, 1.2))
    unit = 100.0 if spec.size_mm is None or draw(st.booleans()) else spec.size_mm[1]
    by = draw(st.sampled_from([-0.05, 0.05])) + draw(st.floats(-0.02, 0.02) | st.just(0.0))
    return draw(st.sampled_from(bounds)) + by / unit


@pytest.mark.parametrize("spec", PORTRAITS, ids=lambda spec: spec.id)
@given(st.data())
def test_picture_and_checks_never_disagree(spec: DocumentSpec, data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(targets(spec)))
    placement = Placement(
        (data.draw(st.floats(500, 3000)), 2000.0), data.draw(st.floats(300, 3000)), data.draw(st.floats(-10, 10))
    )
    head = data.draw(lengths(head_rule(spec), spec))
    eyes = 1 - data.draw(lengths(spec.eyes, spec))
    chin = 1 - data.draw(lengths(spec.below_chin, spec))
    middle = 0.5 + data.draw(st.floats(-0.07, 0.07) | st.sampled_from([-0.0305, -0.03, 0.03, 0.0305, 0.05, 0.0505]))
    matrix, across = placement.to_photo(target.aspect, 1.0), middle * target.aspect
    landmarks = Landmarks(
        *(
            apply(matrix, at)
            for at in ((across, chin - head), (across, chin), (across - 0.1, eyes), (across + 0.1, eyes))
        )
    )
    for name, (beside, check) in pairs(spec, landmarks, placement, target).items():
        if check is None:
            assert beside.standing is Standing.NO_RULE, name
            continue
        assert ALIKE[beside.standing] is check.verdict, name
        number, unit = f"{abs(beside.figure.number):.1f}", beside.figure.unit
        assert check.measured.removeprefix("-").startswith(f"{number} {unit}"), name


@pytest.mark.parametrize("value", [24.749999999999996, 24.75, 24.750000000000004])
def test_the_last_bits_decide_nothing(value: float) -> None:
    beside = Reading(length_figure(value / 45, mm(24.8, 45), document()))
    assert (beside.value_text(), beside.standing) == ("24.8 mm", Standing.WITHIN)


def test_a_line_a_hair_below_the_middle_has_no_minus() -> None:
    assert Reading(center_figure(-0.0001)).value_text() == "0.0 %"


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(33.0, "mm", 32.0, 36.0), "32–36 mm"),
        (Figure(0.0, "mm", -1.1, 1.1), "±1.1 mm"),
        (Figure(0.0, "%", -3.0, 3.0), "±3 %"),
        (Figure(0.0, "mm", 5.0, 5.0), "5 mm"),
        (Figure(0.0, "%", 50.0, None), "≥ 50 %"),
        (Figure(0.0, "mm", None, 22.5), "≤ 22.5 mm"),
        (Figure(0.0, "mm"), ""),
    ],
)
def test_a_band_has_its_unit(figure: Figure, text: str) -> None:
    assert Reading(figure).band_text() == text
