"""The number beside the photo is the one in the checks, and is judged alike."""

import pytest

from picwish_desktop.idphoto.check import Check, Evidence, Verdict
from picwish_desktop.idphoto.framing_checks import head_checks
from picwish_desktop.idphoto.guides import guides
from picwish_desktop.idphoto.measures import measure
from picwish_desktop.idphoto.spec import Band
from picwish_desktop.model.portrait import Landmarks, Placement
from picwish_desktop.ui.id_photo.guide_reading import Reading, Standing, reading
from tests.idphoto.specs import document, mm

EDGES = (29.25, 29.45, 29.75)
"""Millimetres that come out a little more on one of the two ways, and a little less on the other."""


def both(eyes: float, band: Band) -> tuple[Reading, Check]:
    """With the eye line so many millimetres above the lower border: beside the photo, and in the checks."""
    spec, placement = document(eyes=band), Placement((2000.0, 2000.0), 900.0)
    y = 2450 - eyes * 20
    landmarks = Landmarks((2000, y - 200), (2000, y + 200), (1900, y), (2100, y))
    lines = guides(spec, landmarks, placement)
    (line,) = (one for one in lines if one.name == "eyes")
    evidence = Evidence(measures=measure(spec, landmarks, placement, (413, 531)))
    (check,) = (one for one in head_checks(spec, evidence) if one.id == "eye-line")
    return reading(line, lines, spec), check


@pytest.mark.parametrize("eyes", EDGES)
def test_both_say_the_same_number(eyes: float) -> None:
    beside, check = both(eyes, mm(20, 35))
    assert beside.value_text() == check.measured


@pytest.mark.parametrize("eyes", EDGES)
@pytest.mark.parametrize("by", [-0.05, 0.05])
def test_both_judge_alike_at_a_bands_end(eyes: float, by: float) -> None:
    for band in (mm(20, eyes + by), mm(eyes + by, 35)):
        beside, check = both(eyes, band)
        assert (beside.standing is Standing.WITHIN) is (check.verdict is Verdict.PASS)
        assert (beside.standing is Standing.OUTSIDE) is (check.verdict is Verdict.FAIL)


@pytest.mark.parametrize("value", [24.749999999999996, 24.75, 24.750000000000004])
def test_the_last_bits_decide_nothing(value: float) -> None:
    beside = Reading(value, 24.8, None, "mm", is_advisory=False)
    assert (beside.value_text(), beside.standing) == ("24.8 mm", Standing.WITHIN)


def test_a_line_a_hair_below_the_middle_has_no_minus() -> None:
    assert Reading(-0.01, None, None, "mm", is_advisory=False).value_text() == "0.0 mm"
