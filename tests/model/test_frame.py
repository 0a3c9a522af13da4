"""What a saved cutout shows of the photo."""

from fractions import Fraction
from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.model.cutout import Cutout, Look
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.frame import MARKETPLACE_SIDE, MOST_PIXELS, RATIOS, CanvasShape, Framing, frame
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.photo import Metadata, Photo


@st.composite
def photos_with_subjects(draw: st.DrawFn) -> tuple[Rect, Rect]:
    """Tall and wide ones too, and subjects at the border or of a single pixel; empty where there is none."""
    photo = Rect(0, 0, draw(st.integers(1, 9000)), draw(st.integers(1, 9000)))
    if draw(st.integers(0, 9)) == 0:
        return photo, EMPTY
    x, y = draw(st.integers(0, photo.width - 1)), draw(st.integers(0, photo.height - 1))
    width, height = draw(st.integers(1, photo.width - x)), draw(st.integers(1, photo.height - y))
    return photo, Rect(x, y, width, height)


framings = st.builds(Framing, st.sampled_from(CanvasShape), st.booleans(), st.floats(0, 2))


@given(photos_with_subjects(), framings)
def test_a_frame_holds_the_subject_and_has_the_shape_that_was_asked_for(
    both: tuple[Rect, Rect], framing: Framing
) -> None:
    photo, subject = both
    made = frame(framing, photo, subject)
    rect = made.rect
    assert min(rect.width, rect.height, made.width, made.height) >= 1
    assert rect.contains(photo if subject.is_empty else subject)
    if framing.shape is CanvasShape.FREE:
        return
    across, down = RATIOS[framing.shape]
    # as near to the ratio as whole pixels come
    assert abs(rect.width * down - rect.height * across) < max(across, down)
    if framing.shape is CanvasShape.MARKETPLACE:
        return
    if rect.area <= MOST_PIXELS:
        assert (made.width, made.height) == (rect.width, rect.height)
    else:
        assert made.width * made.height <= MOST_PIXELS
        assert made.width / made.height == pytest.approx(rect.width / rect.height, rel=0.001)


@given(photos_with_subjects(), framings.filter(lambda framing: framing.shape is not CanvasShape.MARKETPLACE))
def test_a_shaped_frame_is_the_smallest_around_what_is_free(both: tuple[Rect, Rect], framing: Framing) -> None:
    photo, subject = both
    free = frame(Framing(CanvasShape.FREE, framing.is_cropped, framing.margin), photo, subject).rect
    shaped = frame(framing, photo, subject).rect
    assert shaped.contains(free)
    assert shaped.width == free.width or shaped.height == free.height
    # in the middle
    assert abs((shaped.x - free.x) + (shaped.right - free.right)) <= 1
    assert abs((shaped.y - free.y) + (shaped.bottom - free.bottom)) <= 1


@given(photos_with_subjects(), st.floats(0, 2))
def test_a_crop_leaves_the_margin_on_every_side(both: tuple[Rect, Rect], margin: float) -> None:
    photo, subject = both
    made = frame(Framing(is_cropped=True, margin=margin), photo, subject)
    subject = photo if subject.is_empty else subject
    assert made.rect == subject.grown(round(margin * max(subject.width, subject.height)))


@given(photos_with_subjects(), st.booleans())
def test_on_a_marketplace_the_subject_takes_85_percent_of_2000_pixels(
    both: tuple[Rect, Rect], is_cropped: bool
) -> None:
    photo, subject = both
    made = frame(Framing(CanvasShape.MARKETPLACE, is_cropped), photo, subject)
    assert (made.width, made.height) == (MARKETPLACE_SIDE, MARKETPLACE_SIDE) == (2000, 2000)
    assert made.rect.width == made.rect.height == ceil(Fraction(20, 17) * _longest(photo, subject))
    # never more than that, and less by a pixel of the photo at most
    scale = 2000 / made.rect.width
    assert _longest(photo, subject) * scale <= 1700 + 1e-9
    assert (_longest(photo, subject) + 0.85) * scale > 1700 - 1e-9


def _longest(photo: Rect, subject: Rect) -> int:
    subject = photo if subject.is_empty else subject
    return max(subject.width, subject.height)


def test_the_photo_itself_is_what_is_framed_without_a_choice() -> None:
    photo = Rect(0, 0, 640, 480)
    assert frame(Framing(), photo, Rect(10, 10, 20, 20)).rect == photo


def test_a_subject_at_the_border_is_framed_beyond_the_photo() -> None:
    made = frame(Framing(is_cropped=True, margin=0.1), Rect(0, 0, 300, 200), Rect(0, 100, 100, 100))
    assert made.rect == Rect(-10, 90, 120, 120)


@pytest.mark.parametrize("shape", CanvasShape)
@pytest.mark.parametrize("is_cropped", [False, True])
@pytest.mark.parametrize("size", [(1, 1), (2000, 3), (3, 2000)])
def test_an_empty_matte_is_framed_as_the_photo(shape: CanvasShape, is_cropped: bool, size: tuple[int, int]) -> None:
    document = Document(Photo(np.zeros((size[1], size[0], 3), np.uint8), Metadata("PNG")))
    document.set_look("Canvas", Look(framing=Framing(shape, is_cropped, margin=0)))
    whole = document.frame()
    document.set_cutout("Cut out", Cutout(np.zeros((size[1], size[0]), np.uint8), Edit("Cut out", "test", ()), "test"))
    assert document.subject_bounds() == EMPTY
    assert document.frame() == whole
    assert whole.rect.contains(document.photo.bounds)


@pytest.mark.parametrize("place", [(0, 0), (39, 0), (0, 29), (39, 29), (17, 12)])
def test_a_single_pixel_is_a_subject(place: tuple[int, int]) -> None:
    document = Document(Photo(np.zeros((30, 40, 3), np.uint8), Metadata("PNG")))
    matte = np.zeros((30, 40), np.uint8)
    matte[place[1], place[0]] = 1
    document.set_cutout("Cut out", Cutout(matte, Edit("Cut out", "test", ()), "test"))
    document.set_look("Canvas", Look(framing=Framing(is_cropped=True, margin=0)))
    assert document.subject_bounds() == document.frame().rect == Rect(*place, 1, 1)
