"""Each check turns where its limit is, says the number, and names who set the limit."""

from dataclasses import replace
from typing import Any

import pytest

from picwish_desktop.idphoto.check import OWN_MEASURE, Check, Evidence, Verdict
from picwish_desktop.idphoto.checks import run_checks
from picwish_desktop.idphoto.color_difference import difference, lab
from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.framing import automatic_placement
from picwish_desktop.idphoto.measures import Crop, Measures, crop_of, measure
from picwish_desktop.idphoto.quality import Quality
from picwish_desktop.idphoto.rules import middle, shares
from picwish_desktop.idphoto.spec import BackgroundRule, Ban, ByteRule, DocumentSpec, PixelRule
from picwish_desktop.idphoto.target import default_target, targets
from picwish_desktop.model.backdrop import Color
from picwish_desktop.model.portrait import Landmarks
from tests.idphoto.specs import WHITE, document, mm, share

GOOD = Measures(45.0, 0.75, 0.55, 0.08, 0.17, 0.0, 0.0)
FILLED = Crop(1.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5)
CLEAR = Quality(0.4, 2.5, 140.0, 0.0, 0.02, WHITE, 1.0, 1.0)


def check(spec: DocumentSpec, id_: str, **evidence: Any) -> Check:
    found = [one for one in run_checks(spec, default_target(spec), Evidence(**evidence)) if one.id == id_]
    assert len(found) == 1
    return found[0]


def ids(spec: DocumentSpec, **evidence: Any) -> list[str]:
    return [one.id for one in run_checks(spec, default_target(spec), Evidence(**evidence))]


def test_a_good_photo_passes_all() -> None:
    spec = document(head=mm(32, 36), eyes=share(0.5, 0.6), bytes=ByteRule(1000, 90_000))
    checks = run_checks(
        spec,
        default_target(spec),
        Evidence(measures=GOOD, crop=FILLED, quality=CLEAR, faces=1, has_glasses=False, file_size=40_000),
    )
    assert {one.verdict for one in checks} == {Verdict.PASS}
    assert not any(one.help for one in checks)
    assert len({one.id for one in checks}) == len(checks) == 15


@pytest.mark.parametrize("spec", bundled_documents(), ids=lambda spec: spec.id)
def test_every_document_type_can_be_kept_where_its_rules_go_together(spec: DocumentSpec) -> None:
    landmarks = Landmarks((2000, 1600), (2000, 2400), (1900, 2016), (2100, 2016))
    target = default_target(spec)
    placement = automatic_placement(spec, landmarks, (4000, 4000), target.aspect)
    evidence = Evidence(
        measures=measure(spec, landmarks, placement, target.size),
        head_width=middle(shares(spec.head_width, spec)),
        crop=replace(crop_of(placement, (4000, 4000), target.size), photo_pixels=2.0),
        quality=replace(CLEAR, background=spec.background.suggested),
        faces=1,
        file_size=target.most_bytes or target.least_bytes or 9999,
    )
    failed = [one for one in run_checks(spec, target, evidence) if one.verdict is Verdict.FAIL]
    assert not failed
    assert all(
        one.read_on == spec.source.read_on for one in run_checks(spec, target, evidence) if one.source != OWN_MEASURE
    )


def test_on_an_upload_with_pixels_of_its_own_nothing_is_said_in_millimetres() -> None:
    spec = document(
        pixels=PixelRule((600, 750), None),
        head=mm(29, 34),
        head_width=mm(15, 22),
        eyes=share(0.5, 0.6),
        below_chin=mm(5, 10),
    )
    known = Evidence(measures=replace(GOOD, height_mm=None), head_width=0.4)
    printed, upload = targets(spec)
    found = {one.id: one for one in run_checks(spec, upload, known)}
    lengths = [found[id_] for id_ in ("head-height", "head-width", "eye-line", "below-chin", "above-head")]
    assert [(one.measured, one.expected) for one in lengths[:4]] == [
        ("75.0 %", "64.4–75.6 %"),
        ("40.0 %", "33.3–48.9 %"),
        ("55.0 %", "50–60 %"),
        ("17.0 %", "11.1–22.2 %"),
    ]
    assert lengths[4].measured == "8.0 %"
    assert {one.verdict for one in lengths} == {Verdict.PASS}
    (head,) = (one for one in run_checks(spec, printed, Evidence(measures=GOOD)) if one.id == "head-height")
    assert (head.measured, head.expected) == ("33.8 mm", "29–34 mm")


def test_what_a_guess_of_the_lines_would_decide_is_unknown_and_says_what_to_do() -> None:
    """All that is there once they are placed, and nothing else."""
    ruled = document(head=mm(32, 36), eyes=share(0.5, 0.6), above_head=mm(2, 6), below_chin=mm(7, 17))
    for spec in (ruled, document()):
        guessed = run_checks(spec, default_target(spec), Evidence(is_guess=True, crop=FILLED))
        placed = run_checks(spec, default_target(spec), Evidence(measures=GOOD, quality=CLEAR, crop=FILLED))
        assert [(one.id, one.label, one.source) for one in guessed] == [
            (one.id, one.label, one.source) for one in placed
        ]
        told = {one.id for one in guessed if one.verdict is not Verdict.UNKNOWN}
        assert told == {"resolution", "photo-edge", "pixels"}
        for one in guessed:
            if one.id not in told:
                assert (one.measured, one.is_estimate) == ("", False), one.id
                assert "drag them to crown, eyes and chin" in one.help, one.id
                assert one.expected, one.id
        colored = run_checks(spec, default_target(spec), Evidence(is_guess=True, background=WHITE))
        assert {one.id: one.verdict for one in colored if one.id in ("background", "evenness")} == {
            "background": Verdict.PASS,
            "evenness": Verdict.PASS,
        }


def test_where_the_head_was_not_looked_for_nobody_is_sent_to_lines_that_are_not_there() -> None:
    """As where a provider framed it."""
    spec = document(head=mm(32, 36), eyes=share(0.5, 0.6), above_head=mm(2, 6), below_chin=mm(7, 17))
    for id_ in ("head-height", "eye-line", "above-head", "below-chin"):
        found = check(spec, id_)
        assert (found.verdict, found.measured) == (Verdict.UNKNOWN, "")
        assert "ruler" in found.help
        assert "face" not in found.help
        assert "drag" not in found.help
    assert not {"centring", "tilt", "sharpness", "exposure"} & set(ids(spec))


def test_a_face_that_nobody_found_is_there_where_a_person_placed_its_lines() -> None:
    spec = document()
    assert check(spec, "faces", faces=0).verdict is Verdict.WARN
    assert check(spec, "faces", faces=0, is_by_hand=True).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("height", "verdict", "said"),
    [
        (32.0, Verdict.PASS, "32.0 mm"),
        (31.96, Verdict.PASS, "32.0 mm"),
        (31.94, Verdict.FAIL, "31.9 mm"),
        (36.04, Verdict.PASS, "36.0 mm"),
        (36.06, Verdict.FAIL, "36.1 mm"),
    ],
)
def test_the_number_that_is_shown_is_the_one_that_is_judged(height: float, verdict: Verdict, said: str) -> None:
    found = check(document(head=mm(32, 36)), "head-height", measures=replace(GOOD, head=height / 45))
    assert (found.verdict, found.measured, found.expected) == (verdict, said, "32–36 mm")
    assert (found.source, found.read_on) == ("The authority’s page", "2026-08-20")


def test_advice_warns_and_never_fails() -> None:
    spec = document(head=share(0.7, 0.8, is_advisory=True), eyes=share(0.5, 0.6, is_advisory=True))
    far = replace(GOOD, head=0.2, eyes=0.9)
    for id_ in ("head-height", "eye-line"):
        found = check(spec, id_, measures=far)
        assert found.verdict is Verdict.WARN
        assert "advised" in found.expected


def test_a_head_without_any_rule_is_measured_by_the_programs_own() -> None:
    found = check(document(), "head-height", measures=replace(GOOD, head=0.5))
    assert (found.verdict, found.source, found.read_on) == (Verdict.WARN, OWN_MEASURE, "")


def test_hair_above_the_skull_does_not_fail_a_head_that_is_high_but_one_that_is_low() -> None:
    spec = document(head=mm(32, 36, note="to the skull, hair excluded"))
    high = check(spec, "head-height", measures=replace(GOOD, head=37 / 45))
    assert high.verdict is Verdict.WARN
    assert "hair" in high.help
    assert high.note == "to the skull, hair excluded"
    assert check(spec, "head-height", measures=replace(GOOD, head=31 / 45)).verdict is Verdict.FAIL


def test_shares_are_said_in_per_cent_and_millimetres_where_there_are_some() -> None:
    spec = document(head=share(0.7, 0.8))
    assert check(spec, "head-height", measures=GOOD).measured == "75.0 % (33.8 mm)"
    assert (
        check(replace(spec, size_mm=None, pixels=PixelRule((300, 400), None)), "head-height", measures=GOOD).measured
        == "75.0 %"
    )


def test_guides_put_by_hand_are_no_estimates() -> None:
    assert check(document(), "head-height", measures=GOOD).is_estimate
    assert not check(document(), "head-height", measures=GOOD, is_by_hand=True).is_estimate


def test_head_width_is_unknown_unless_measured() -> None:
    spec = document(head_width=mm(15, 22))
    assert check(spec, "head-width", measures=GOOD).verdict is Verdict.UNKNOWN
    assert check(spec, "head-width", measures=GOOD, head_width=20 / 45).verdict is Verdict.PASS
    assert check(spec, "head-width", measures=GOOD, head_width=23 / 45).verdict is Verdict.FAIL
    assert "head-width" not in ids(document(), measures=GOOD)


def test_space_above_and_below() -> None:
    spec = document(above_head=mm(2, 6), below_chin=mm(7, 17))
    assert check(spec, "above-head", measures=replace(GOOD, above=7 / 45)).verdict is Verdict.FAIL
    assert check(spec, "below-chin", measures=replace(GOOD, below=6 / 45)).verdict is Verdict.FAIL
    for above, verdict in ((0.03, Verdict.PASS), (0.01, Verdict.WARN), (-0.01, Verdict.FAIL)):
        found = check(document(), "above-head", measures=replace(GOOD, above=above))
        assert (found.verdict, found.source) == (verdict, OWN_MEASURE)


@pytest.mark.parametrize(
    ("changed", "id_", "verdict", "said"),
    [
        ({"tilt": -2.0}, "tilt", Verdict.PASS, "2.0°"),
        ({"tilt": -2.1}, "tilt", Verdict.WARN, "2.1°"),
        ({"tilt": 5.1}, "tilt", Verdict.FAIL, "5.1°"),
        ({"off_center": 0.03}, "centring", Verdict.PASS, "3.0 % to the right"),
        ({"off_center": -0.04}, "centring", Verdict.WARN, "4.0 % to the left"),
        ({"off_center": -0.06}, "centring", Verdict.FAIL, "6.0 % to the left"),
    ],
)
def test_posture(changed: dict[str, float], id_: str, verdict: Verdict, said: str) -> None:
    found = check(document(), id_, measures=replace(GOOD, **changed))
    assert (found.verdict, found.measured) == (verdict, said)


def test_an_enlarged_photo_fails_and_says_by_how_much() -> None:
    found = check(document(), "resolution", crop=replace(FILLED, photo_pixels=0.8))
    assert found.verdict is Verdict.FAIL
    assert "1.25 times" in found.help
    assert found.measured == "80 % of the pixels needed"
    just = check(document(), "resolution", crop=replace(FILLED, photo_pixels=1.05))
    assert (just.verdict, just.measured) == (Verdict.WARN, "105 % of the pixels needed")
    # what is read is what is judged
    assert check(document(), "resolution", crop=replace(FILLED, photo_pixels=0.996)).measured.startswith("100 %")
    assert check(document(), "resolution", crop=replace(FILLED, photo_pixels=0.996)).verdict is Verdict.WARN
    assert check(document(), "resolution", crop=replace(FILLED, photo_pixels=1.1)).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("side", "own_background", "replaced"),
    [
        ("beyond_top", Verdict.FAIL, Verdict.PASS),
        ("beyond_left", Verdict.FAIL, Verdict.WARN),
        ("beyond_bottom", Verdict.FAIL, Verdict.FAIL),
    ],
)
def test_the_photos_border_in_the_frame(side: str, own_background: Verdict, replaced: Verdict) -> None:
    crop = replace(FILLED, outside=0.02, **{side: 4.0})
    found = check(document(), "photo-edge", crop=crop)
    assert found.verdict is own_background
    assert found.measured == f"2.0 % empty ({side.removeprefix('beyond_')})"
    assert check(document(), "photo-edge", crop=crop, background=WHITE).verdict is replaced
    assert check(document(), "photo-edge", crop=replace(FILLED, **{side: 0.4})).verdict is Verdict.PASS


def test_a_head_that_the_photos_own_edge_cuts_off_warns_although_the_background_goes_on() -> None:
    open_above = replace(FILLED, outside=0.144, beyond_top=75.0)
    cut = replace(open_above, cut_top=90.0)
    found = check(document(), "photo-edge", crop=cut, background=WHITE)
    assert (found.verdict, found.measured) == (Verdict.WARN, "cut off at the top")
    assert found.expected == "the whole head on the photo, with room above"
    assert found.help == "The top of the head is beyond the photo’s edge: take a photo with more room above the head."
    assert check(document(), "photo-edge", crop=cut, is_transparent=True).verdict is Verdict.WARN
    # a hair or two, and a frame that ends where the photo does: there it is the room above the head that is wrong
    for passed in (replace(open_above, cut_top=5.0), replace(cut, beyond_top=0.4)):
        assert check(document(), "photo-edge", crop=passed, background=WHITE).verdict is Verdict.PASS
    kept = check(document(), "photo-edge", crop=cut)
    assert (kept.verdict, kept.measured) == (Verdict.FAIL, "14.4 % empty (top)")


def test_a_person_that_the_photos_sides_cut_off() -> None:
    crop = replace(FILLED, outside=0.1, beyond_left=30.0, beyond_right=30.0, beyond_top=9.0, cut_left=200.0)
    found = check(document(), "photo-edge", crop=crop, background=WHITE)
    assert (found.verdict, found.measured) == (Verdict.WARN, "cut off at the left")
    assert found.help.startswith("The person goes on beyond the photo at the left: scale it until")
    both = check(document(), "photo-edge", crop=replace(crop, cut_right=200.0), background=WHITE)
    assert both.measured == "cut off at the left and right"
    below = check(document(), "photo-edge", crop=replace(crop, beyond_bottom=9.0), background=WHITE)
    assert (below.verdict, below.measured) == (Verdict.FAIL, "10.0 % empty (bottom, left, right, top)")


def background(rule: BackgroundRule, color: tuple[int, int, int]) -> Verdict:
    return check(document(background=rule), "background", quality=replace(CLEAR, background=color)).verdict


def test_a_background_is_judged_by_how_far_it_looks_from_what_is_allowed() -> None:
    rule = BackgroundRule("white or light blue", WHITE, (WHITE, (207, 220, 234)))
    assert background(rule, (245, 245, 245)) is Verdict.PASS
    assert background(rule, (200, 215, 235)) is Verdict.PASS
    assert background(rule, (160, 160, 160)) is Verdict.WARN
    assert background(rule, (98, 139, 206)) is Verdict.FAIL
    assert background(rule, (0, 0, 0)) is Verdict.FAIL


@pytest.mark.parametrize(
    ("color", "tolerance"),
    [(WHITE, 14), ((246, 244, 240), 18), ((235, 228, 215), 22), ((98, 139, 206), 20)],
    ids=["white", "off-white", "cream", "studio blue, of which no source says one"],
)
def test_a_background_may_be_as_far_off_as_its_own_colour_allows(color: Color, tolerance: float) -> None:
    rule, seen = BackgroundRule("this one", color, (color,)), set()
    for by in range(80):
        red, green, blue = (max(0, channel - by) for channel in color)
        seen.add(background(rule, (red, green, blue)))
        is_near = difference(color, (red, green, blue)) <= tolerance
        assert (background(rule, (red, green, blue)) is Verdict.PASS) == is_near
    assert Verdict.WARN in seen


def test_a_background_is_forbidden_as_far_as_it_counts_as_the_forbidden_colour() -> None:
    rules = {spec.id: spec.background for spec in bundled_documents()}
    mexican, french, light_blue, cream = rules["mx-passport"], rules["fr-passport"], (165, 210, 240), (255, 250, 220)
    # nearer to what is forbidden than to what is allowed, and too far from it to be that
    assert difference(light_blue, mexican.forbidden[0]) < difference(light_blue, WHITE)
    assert background(mexican, light_blue) is Verdict.WARN
    assert 14 < difference(cream, WHITE) < 20
    assert difference(cream, WHITE) < min(difference(cream, one) for one in french.allowed)
    assert background(french, cream) is Verdict.PASS
    assert background(french, (255, 252, 245)) is Verdict.FAIL


def test_a_forbidden_background_fails_although_it_is_near_to_an_allowed_one() -> None:
    rule = BackgroundRule("light grey; white forbidden", (220, 220, 220), ((220, 220, 220),), (WHITE,))
    assert difference((242, 242, 242), (220, 220, 220)) < 20
    assert background(rule, (242, 242, 242)) is Verdict.FAIL
    assert background(rule, (225, 225, 225)) is Verdict.PASS
    any_but_white = BackgroundRule("any but white", None, (), (WHITE,))
    assert background(any_but_white, WHITE) is Verdict.FAIL
    assert background(any_but_white, (200, 0, 0)) is Verdict.PASS


def test_where_a_notice_says_the_colour_nobody_knows_but_the_suggested_one() -> None:
    rule = BackgroundRule("per notice", (98, 139, 206))
    assert background(rule, (98, 139, 206)) is Verdict.PASS
    assert background(rule, WHITE) is Verdict.UNKNOWN


def test_a_background_that_was_put_there_is_no_estimate_and_even() -> None:
    spec = document()
    found = check(spec, "background", background=WHITE, quality=replace(CLEAR, background=(0, 0, 0)))
    assert (found.verdict, found.measured, found.is_estimate) == (Verdict.PASS, "#ffffff, ΔE 0.0", False)
    assert (
        check(spec, "evenness", background=WHITE, quality=replace(CLEAR, background_spread=30.0)).measured == "ΔE 0.0"
    )
    assert check(spec, "background", is_transparent=True).verdict is Verdict.WARN
    assert check(spec, "background").verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("changed", "id_", "verdict", "said"),
    [
        ({"background_spread": 6.1}, "evenness", Verdict.WARN, "ΔE 6.1"),
        ({"background_spread": 13.0}, "evenness", Verdict.FAIL, "ΔE 13.0"),
        ({"side_difference": 5.2}, "evenness", Verdict.WARN, "ΔE 5.2 between the sides"),
        ({"side_difference": 11.0, "background_spread": 7.0}, "evenness", Verdict.FAIL, "ΔE 11.0 between the sides"),
        ({"edge_width": 3.6}, "sharpness", Verdict.WARN, "a bit blurred, 3.6 px"),
        ({"edge_width": 7.0}, "sharpness", Verdict.FAIL, "blurred, 7.0 px"),
        ({"sharpness": 0.05, "edge_width": None}, "sharpness", Verdict.FAIL, "blurred, 5 %"),
        ({"face_luma": 40.0}, "exposure", Verdict.WARN, "too dark"),
        ({"face_luma": 245.0}, "exposure", Verdict.FAIL, "too bright"),
        ({"clipped_high": 0.05}, "exposure", Verdict.WARN, "white spots"),
        ({"clipped_low": 0.5}, "exposure", Verdict.FAIL, "black spots"),
    ],
)
def test_quality(changed: dict[str, float | None], id_: str, verdict: Verdict, said: str) -> None:
    found = check(document(), id_, quality=replace(CLEAR, **changed))  # type: ignore[arg-type]
    assert found.verdict is verdict
    assert said in found.measured
    assert (found.source, found.is_estimate) == (OWN_MEASURE, True)


def test_a_blurred_face_is_called_so_and_what_to_do_is_said() -> None:
    """A number of pixels alone says nothing to a person at a counter."""
    found = check(document(), "sharpness", quality=replace(CLEAR, edge_width=3.6))
    assert found.help == (
        "The face is a bit blurred: what should be a crisp edge fades over 3.6 pixels. Take a sharper photo: with "
        "more light, the camera held still, the eyes in focus."
    )
    assert found.expected == "edges at most 3.5 px wide; about 2 px is sharp"
    found = check(document(), "sharpness", quality=replace(CLEAR, sharpness=0.05))
    assert "is blurred: lashes, skin and hair show too little detail. Take a sharper" in found.help
    found = check(document(), "sharpness", quality=CLEAR)
    assert (found.measured, found.help) == ("sharp, 2.5 px", "")


def test_what_was_not_measured_is_left_out() -> None:
    only = replace(CLEAR, edge_width=None)
    assert check(document(), "sharpness", quality=only).measured == "sharp, 40 %"
    assert not {"sharpness", "exposure", "evenness", "faces", "glasses"} & set(ids(document(), quality=Quality()))


def test_estimates_about_the_person_warn_and_are_called_estimates() -> None:
    for id_, evidence in (("faces", {"faces": 3}), ("glasses", {"has_glasses": True}), ("headwear", {"has_hat": True})):
        found = check(document(), id_, **evidence)
        assert (found.verdict, found.is_estimate) == (Verdict.WARN, True)
        assert "estimate" in found.measured


def test_pixels_and_bytes() -> None:
    spec = document(pixels=PixelRule((600, 800), (1200, 1600)), bytes=ByteRule(50 * 1024, 100 * 1024))
    target = default_target(spec)
    wrong = replace(target, width=700)
    verdicts = {one.id: one for one in run_checks(spec, wrong, Evidence(file_size=49 * 1024))}
    assert verdicts["pixels"].verdict is Verdict.FAIL
    assert verdicts["pixels"].expected == "600 × 800 px to 1200 × 1600 px"
    assert (verdicts["file-size"].verdict, verdicts["file-size"].measured) == (Verdict.FAIL, "49.0 KB")
    assert check(spec, "file-size", file_size=50 * 1024 - 1).verdict is Verdict.FAIL
    assert check(spec, "file-size", file_size=50 * 1024).verdict is Verdict.PASS
    assert check(spec, "file-size", file_size=100 * 1024).verdict is Verdict.PASS
    assert check(spec, "file-size", file_size=100 * 1024 + 1).verdict is Verdict.FAIL
    assert check(spec, "file-size").verdict is Verdict.UNKNOWN
    assert check(spec, "file-size").expected == "50–100 KB"
    odd = document(bytes=ByteRule(50 * 1024 + 1, 100 * 1024 - 1))
    assert check(odd, "file-size").expected == "51–99 KB"
    assert "file-size" not in ids(document(), file_size=10)


@pytest.mark.parametrize(
    ("size", "measured"),
    [
        (50 * 1024 - 1, "49.9 KB"),
        (50 * 1024, "50.0 KB"),
        (75 * 1024 - 1, "75.0 KB"),
        (100 * 1024, "100.0 KB"),
        (100 * 1024 + 1, "100.1 KB"),
        (0, "0.0 KB"),
    ],
)
def test_too_few_or_too_many_bytes_never_read_as_if_they_were_right(size: int, measured: str) -> None:
    bounded = document(bytes=ByteRule(50 * 1024, 100 * 1024))
    found = check(bounded, "file-size", file_size=size)
    assert (found.measured, found.expected) == (measured, "50–100 KB")


@pytest.mark.parametrize(
    ("ban", "evidence", "verdict"),
    [
        (Ban.BACKGROUND, {}, Verdict.PASS),
        (Ban.BACKGROUND, {"background": WHITE}, Verdict.FAIL),
        (Ban.BACKGROUND, {"is_transparent": True}, Verdict.FAIL),
        (Ban.BACKGROUND, {"done": frozenset({Ban.RETOUCH})}, Verdict.PASS),
        (Ban.EDIT, {"background": WHITE}, Verdict.FAIL),
        (Ban.EDIT, {"done": frozenset({Ban.RETOUCH})}, Verdict.FAIL),
        (Ban.EDIT, {"crop": FILLED}, Verdict.PASS),
        (Ban.RETOUCH, {}, Verdict.PASS),
        # whether that is retouching, only the authority can say
        (Ban.RETOUCH, {"background": WHITE}, Verdict.WARN),
        (Ban.RETOUCH, {"done": frozenset({Ban.RETOUCH})}, Verdict.FAIL),
        (Ban.CROP, {"crop": FILLED}, Verdict.WARN),
        (Ban.CROP, {"crop": replace(FILLED, shown=0.99)}, Verdict.PASS),
    ],
)
def test_what_is_forbidden_and_was_done(ban: Ban, evidence: dict[str, Any], verdict: Verdict) -> None:
    spec = document(bans=((ban, "The authority refuses it."),))
    found = check(spec, f"ban-{ban.value}", **evidence)
    assert found.verdict is verdict
    assert found.help == ("" if verdict is Verdict.PASS else "The authority refuses it.")


def test_a_signature_has_no_head() -> None:
    spec = document(is_portrait=False, size_mm=None, pixels=PixelRule((140, 60), (140, 60)), bytes=ByteRule(10, 20))
    assert ids(spec, quality=CLEAR, crop=FILLED) == [
        "resolution",
        "photo-edge",
        "background",
        "evenness",
        "pixels",
        "file-size",
    ]


@pytest.mark.parametrize(
    ("color", "expected"),
    [
        ((255, 255, 255), (100, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
        ((255, 0, 0), (53.24, 80.09, 67.20)),
        ((0, 0, 255), (32.30, 79.19, -107.86)),
    ],
)
def test_lab_of_known_colours(color: tuple[int, int, int], expected: tuple[float, float, float]) -> None:
    assert lab(color) == pytest.approx(expected, abs=0.05)


def test_black_and_white_are_a_hundred_apart() -> None:
    assert difference((0, 0, 0), WHITE) == pytest.approx(100, abs=0.01)
