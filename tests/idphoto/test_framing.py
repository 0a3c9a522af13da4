"""Placements keep the rules they can keep; what is measured is what was placed; guides move landmarks."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.framing import automatic_placement, centered_placement
from picwish_desktop.idphoto.guides import GuideName, guides, with_guide
from picwish_desktop.idphoto.measures import Measures, crop_of, measure
from picwish_desktop.idphoto.moving import nudged, scaled, turned
from picwish_desktop.idphoto.rules import head_rule, shares
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.model.portrait import Landmarks, Placement, apply
from tests.idphoto.specs import document, mm, share

SIZE = (413, 531)
ROOMY = (4000, 4000)
FACE = Landmarks((2000, 1600), (2000, 2400), (1900, 2010), (2100, 2010))


def face(
    tilt: float = 0.0, head: float = 800.0, eyes: float = 0.5, at: tuple[float, float] = (2000, 2000)
) -> Landmarks:
    """A head around `at`, its eyes so many heads above the chin, leaning clockwise."""
    sine, cosine = math.sin(math.radians(tilt)), math.cos(math.radians(tilt))

    def point(across: float, down: float) -> tuple[float, float]:
        return at[0] + head * (across * cosine - down * sine), at[1] + head * (across * sine + down * cosine)

    return Landmarks(point(0, -0.5), point(0, 0.5), point(-0.13, 0.5 - eyes), point(0.13, 0.5 - eyes))


def placed(spec: DocumentSpec, landmarks: Landmarks, photo: tuple[int, int] = ROOMY) -> Measures:
    return measure(spec, landmarks, automatic_placement(spec, landmarks, photo), SIZE)


def test_head_and_eyes_come_to_the_middle_of_their_bands() -> None:
    measures = placed(document(head=mm(32, 36), eyes=share(0.5, 0.6)), face())
    assert measures.in_mm(measures.head) == pytest.approx(34)
    assert measures.eyes == pytest.approx(0.55)
    assert measures.off_center == pytest.approx(0)


@given(st.floats(-24.9, 24.9), st.floats(0.45, 0.6))
def test_the_head_is_levelled_and_measures_as_much_as_an_upright_one(tilt: float, eyes: float) -> None:
    # there a rounding decides
    assume(abs(abs(tilt) - 0.3) > 1e-6)
    spec = document(head=share(0.7, 0.8), eyes=share(0.5, 0.6))
    measures = placed(spec, face(tilt, eyes=eyes))
    assert measures.tilt == pytest.approx(0 if abs(tilt) >= 0.3 else tilt)
    assert measures.head == pytest.approx(0.75, abs=0.0002)
    assert measures.eyes == pytest.approx(0.55, abs=0.0002)
    assert abs(measures.off_center) < 0.003


@pytest.mark.parametrize("tilt", [0.2, -0.2, 26.0, -40.0])
def test_what_is_hardly_tilted_or_cannot_be_is_not_turned(tilt: float) -> None:
    assert automatic_placement(document(), face(tilt), ROOMY).angle == 0


def test_the_middle_of_the_face_is_half_by_the_eyes_half_by_crown_and_chin() -> None:
    landmarks = Landmarks((2000, 1600), (2000, 2400), (1920, 2000), (2120, 2000))
    assert automatic_placement(document(), landmarks, ROOMY).center[0] == pytest.approx(2010)


def test_without_a_rule_the_head_is_three_quarters_high_and_less_in_a_narrow_photo() -> None:
    assert placed(document(), face()).head == pytest.approx(0.75)
    assert placed(document(size_mm=(40.0, 60.0)), face()).head == pytest.approx(2 / 3)


def test_a_head_off_its_middle_keeps_every_rule_where_that_is_possible() -> None:
    # with 34 mm of head and eyes at 55 % there would be 3.6 mm above; only a smaller head leaves 7
    spec = document(head=mm(28, 40), eyes=share(0.5, 0.6), above_head=mm(7, 8))
    measures = placed(spec, face())
    # not at the very ends, where the next rounding would break them
    assert 28.1 < measures.head * 45 < 39.9
    assert 0.501 < measures.eyes < 0.599
    assert 7.01 < measures.above * 45 < 7.99


def test_where_rules_exclude_each_other_the_head_goes_before_the_eyes_and_these_before_the_room() -> None:
    eyes_first = placed(document(head=share(0.7, 0.72), eyes=share(0.6, 0.65), above_head=share(0.3, 0.4)), face())
    assert 0.7 <= eyes_first.head <= 0.72
    assert 0.6 <= eyes_first.eyes <= 0.65
    impossible = placed(document(head=share(0.78, 0.8), eyes=share(0.8, 0.9)), face())
    assert 0.78 <= impossible.head <= 0.8
    assert impossible.above == pytest.approx(0.03), "as near to its eye line as some room above the head allows"


def test_advice_gives_way_to_a_rule_and_to_the_photos_border() -> None:
    advised = share(0.3, 0.4, is_advisory=True)
    measures = placed(document(head=share(0.7, 0.8), eyes=share(0.5, 0.6), above_head=advised), face())
    assert 0.5 <= measures.eyes <= 0.6
    # 20 pixels above the crown: with the advised eye line the photo's border would be seen
    low = face(at=(2000, 420))
    spec = document(head=share(0.7, 0.8), eyes=share(0.5, 0.55, is_advisory=True))
    crop = crop_of(automatic_placement(spec, low, ROOMY), ROOMY, SIZE)
    assert crop.outside == pytest.approx(0, abs=1e-9)


@given(
    st.floats(0.5, 24) | st.floats(-24, -0.5) | st.just(0.0),
    st.floats(0.62, 0.83),
    st.floats(0.02, 0.15),
    st.tuples(*[st.sampled_from([0, 0, 600])] * 4),
)
def test_where_a_placement_fits_on_the_photo_one_is_found(
    angle: float, head: float, below: float, room: tuple[int, int, int, int]
) -> None:
    """A photo as large as a turned rectangle with a head that keeps the rule, or larger on some of its sides."""
    spec = document(head=share(0.6, 0.85))
    wanted = Placement((0, 0), 1000, angle)
    corners = [apply(wanted.to_photo(35, 45), corner) for corner in ((0, 0), (35, 0), (35, 45), (0, 45))]
    right, bottom = (max(side) for side in zip(*corners, strict=True))
    photo = math.ceil(2 * right) + room[0] + room[2], math.ceil(2 * bottom) + room[1] + room[3]
    wanted = replace(wanted, center=(right + room[0], bottom + room[1]))
    landmarks = face(angle, 1000 * head, at=apply(wanted.to_photo(35, 45), (17.5, 45 * (1 - below - head / 2))))
    placement = automatic_placement(spec, landmarks, photo)
    assert crop_of(placement, photo, SIZE).outside == pytest.approx(0, abs=1e-6)
    assert 0.6 <= measure(spec, landmarks, placement, SIZE).head <= 0.85


def test_a_photo_that_is_too_tight_is_left_rather_than_the_rule() -> None:
    measures = placed(document(head=share(0.6, 0.65)), face(at=(2000, 400)), (4000, 800))
    assert 0.6 <= measures.head <= 0.65


@pytest.mark.parametrize("spec", bundled_documents(), ids=lambda spec: spec.id)
def test_every_document_type_gets_a_placement_that_keeps_its_rules(spec: DocumentSpec) -> None:
    landmarks = face(3, eyes=0.48)
    measures = placed(spec, landmarks)
    found = {"head": measures.head, "eyes": measures.eyes, "above": measures.above, "below": measures.below}
    bands = {"head": head_rule(spec), "eyes": spec.eyes, "above": spec.above_head, "below": spec.below_chin}
    for name, band in bands.items():
        bounds = shares(band, spec)
        if bounds is not None and band is not None and not band.is_advisory:
            assert bounds[0] <= found[name] <= bounds[1], name
    assert measures.above > 0
    assert measures.below > 0


def test_a_chin_above_the_crown_is_no_face() -> None:
    with pytest.raises(ValueError, match="chin"):
        automatic_placement(document(), Landmarks((10, 50), (10, 20), (5, 30), (15, 30)), ROOMY)


def test_without_a_face_the_largest_rectangle_in_the_middle() -> None:
    crop = crop_of(centered_placement(document(), (1000, 700)), (1000, 700), SIZE)
    assert crop.outside == pytest.approx(0, abs=1e-3)
    assert centered_placement(document(), (1000, 700)).height == 700
    assert centered_placement(document(), (350, 900)) == Placement((175, 450), 450)


def test_measures_in_pixels_and_millimetres() -> None:
    measures = measure(document(), FACE, Placement((2000, 2000), 1062), SIZE)
    assert measures.in_mm(measures.head) == pytest.approx(800 / 1062 * 45)
    assert measures.above + measures.head + measures.below == pytest.approx(1)
    assert measures.eyes == pytest.approx((2000 + 531 - 2010) / 1062)
    assert measure(document(size_mm=None), FACE, Placement((2000, 2000), 1062), SIZE).in_mm(0.5) is None


def test_a_crop_says_how_far_it_reaches_beyond_the_photo() -> None:
    crop = crop_of(Placement((100, 150), 400), (1000, 320), (300, 400))
    assert crop.photo_pixels == 1
    assert (crop.beyond_left, crop.beyond_top, crop.beyond_right, crop.beyond_bottom) == (50, 50, 0, 30)
    assert crop.outside == pytest.approx(1 - 250 * 320 / (300 * 400))
    assert crop.shown == pytest.approx(0.25)


def test_a_crop_says_how_much_of_the_subject_the_photos_sides_cut_off() -> None:
    """Only as far as the frame shows it, and at the bottom never."""
    matte = np.zeros((320, 1000), np.uint8)
    matte[:40, 200:500] = 200
    matte[100:130, :9] = 255
    matte[-1] = 255
    crop = crop_of(Placement((100, 150), 400), (1000, 320), (150, 200), matte)
    assert (crop.cut_left, crop.cut_top, crop.cut_right) == (31 / 2, 50 / 2, 0)
    matte[0] = 127
    assert crop_of(Placement((100, 150), 400), (1000, 320), (150, 200), matte).cut_top == 0
    whole = crop_of(Placement((500, 160), 900), (1000, 320), (1350, 900), matte)
    assert (whole.cut_left, whole.cut_top, whole.cut_right) == (31, 0, 1)
    inside = crop_of(Placement((500, 160), 200), (1000, 320), (150, 200), np.full((320, 1000), 255, np.uint8))
    assert (inside.cut_left, inside.cut_top, inside.cut_right) == (0, 0, 0)


@example((1.0, 0.0), 116.0, -1.0, (0, 3))
@given(
    st.tuples(st.floats(-50, 350), st.floats(-100, 350)),
    st.floats(60, 700),
    st.floats(-40, 40),
    st.tuples(st.integers(0, 300), st.integers(0, 300)),
)
def test_of_a_leaning_crop_the_top_cuts_off_what_is_seen_of_it(
    center: tuple[float, float], height: float, angle: float, ends: tuple[int, int]
) -> None:
    """By counting the pixels along the photo's top."""
    placement = Placement(center, height, angle)
    first, last = sorted(ends)
    matte = np.zeros((250, 300), np.uint8)
    matte[0, first:last] = 255
    matrix = placement.from_photo(*SIZE)
    seen = [apply(matrix, (x + 0.5, 0.0)) for x in range(first, last)]
    n = sum(0 <= x <= SIZE[0] and 0 <= y <= SIZE[1] for x, y in seen)
    scale = height / SIZE[1]
    assert crop_of(placement, (300, 250), SIZE, matte).cut_top * scale == pytest.approx(n, abs=2)


PLACEMENTS = st.builds(
    Placement, st.tuples(st.floats(1000, 3000), st.floats(1000, 3000)), st.floats(500, 3000), st.floats(-30, 30)
)


@given(PLACEMENTS)
def test_nudging_moves_the_person_by_millimetres(placement: Placement) -> None:
    spec = document()
    before = apply(placement.from_photo(35, 45), FACE.chin)
    after = apply(nudged(placement, 2, -3, spec).from_photo(35, 45), FACE.chin)
    assert after == pytest.approx((before[0] + 2, before[1] - 3))


@given(PLACEMENTS, st.floats(0.5, 2))
def test_scaling_leaves_the_point_and_makes_the_person_larger(placement: Placement, factor: float) -> None:
    larger = scaled(placement, factor, FACE.chin)
    assert apply(larger.from_photo(35, 45), FACE.chin) == pytest.approx(
        apply(placement.from_photo(35, 45), FACE.chin), abs=1e-6
    )
    before, after = (measure(document(), FACE, one, SIZE).head for one in (placement, larger))
    assert after == pytest.approx(before * factor)


@given(PLACEMENTS, st.floats(-400, 400), st.floats(-180, 180))
@example(Placement((2000, 2000), 1000, 30), -170, 0)
@example(Placement((2000, 2000), 1000, -30), 10, 170)
def test_turning_leaves_the_point_and_leans_the_person_clockwise(
    placement: Placement, degrees: float, tilt: float
) -> None:
    landmarks = face(tilt)
    other = turned(placement, degrees, landmarks.chin)
    assert apply(other.from_photo(35, 45), landmarks.chin) == pytest.approx(
        apply(placement.from_photo(35, 45), landmarks.chin), abs=1e-6
    )
    before, after = (measure(document(), landmarks, one, SIZE).tilt for one in (placement, other))
    assert math.remainder(after - before - degrees, 360) == pytest.approx(0, abs=1e-6)
    assert all(-180 <= angle <= 180 for angle in (other.angle, after)), "all the way round is not turned at all"
    assert turned(placement, degrees).center == placement.center


def test_guides_say_where_lines_are_and_where_they_may_be() -> None:
    spec = document(head=mm(32, 36), eyes=share(0.5, 0.6, is_advisory=True))
    placement = automatic_placement(spec, face(), ROOMY)
    crown, eyes, chin, centre = guides(spec, face(), placement)
    assert [guide.name for guide in (crown, eyes, chin, centre)] == ["crown", "eyes", "chin", "centre"]
    assert (chin.value_share - crown.value_share) * 45 == pytest.approx(34)
    assert crown.low_share is not None
    assert crown.high_share is not None
    assert crown.low_share < crown.value_share < crown.high_share
    assert (chin.value_share - crown.low_share) * 45 == pytest.approx(36)
    assert [eyes.low_share, eyes.high_share] == pytest.approx([0.4, 0.5])
    assert (chin.low_share, chin.high_share) == (None, None)
    assert centre.value_share == pytest.approx(0.5)


@given(PLACEMENTS, st.sampled_from(["crown", "eyes", "chin", "centre"]), st.floats(-0.05, 0.05))
def test_a_dragged_guide_is_where_it_was_dragged_and_no_other_moved(
    placement: Placement, name: GuideName, by: float
) -> None:
    spec = document()
    before = {guide.name: guide.value_share for guide in guides(spec, FACE, placement)}
    wanted = before[name] + by * 800 / placement.height
    moved = with_guide(FACE, placement, spec, name, wanted)
    after = {guide.name: guide.value_share for guide in guides(spec, moved, placement)}
    assert after == pytest.approx(before | {name: wanted}, abs=1e-6)


def test_guides_keep_their_order() -> None:
    placement = automatic_placement(document(), FACE, ROOMY)
    for name, to in (("crown", 0.95), ("chin", 0.05), ("eyes", 0.0), ("eyes", 1.0)):
        moved = with_guide(FACE, placement, document(), name, to)  # type: ignore[arg-type]
        crown, eyes, chin, _ = (guide.value_share for guide in guides(document(), moved, placement))
        assert crown < eyes < chin
