"""Masks of other programs: what they mark, whichever way round, at any size; and our own, out and in again."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter
from skimage.filters import threshold_otsu

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.mask_file import (
    Candidate,
    as_mask,
    candidate_of,
    drawn_mask,
    encode_mask,
    guess_polarity,
    is_stretched,
    read_candidate,
    white_coverage,
    write_mask,
)
from picwish_desktop.imaging.mask_levels import DrawnBy
from picwish_desktop.imaging.read import read_bytes
from picwish_desktop.model.mask import Mask
from picwish_desktop.model.photo import Metadata, Photo
from tests.imaging.pictures import encoded, png_of

Marks = NDArray[np.bool_]

masks = arrays(np.bool_, st.tuples(st.integers(1, 40), st.integers(1, 40)))
sizes = st.tuples(st.integers(1, 60), st.integers(1, 60))


def levels(marks: Marks) -> Mask:
    return np.where(marks, np.uint8(255), np.uint8(0))


def candidate(picture: Image.Image | NDArray[np.uint8], kind: str = "PNG", quality: int = 80) -> Candidate:
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    file = io.BytesIO()
    image.save(file, kind, quality=quality)
    return candidate_of(read_bytes(file.getvalue(), "mask"), "mask")


def taken(found: Candidate) -> Mask:
    return as_mask(found, found.size, marks_white=found.marks_white)


def ellipse(width: int, height: int, x: float, y: float, across: float, down: float) -> Marks:
    rows, columns = np.mgrid[:height, :width]
    inside: Marks = ((columns - x) / across) ** 2 + ((rows - y) / down) ** 2 < 1
    return inside


def darker(name: str) -> Marks:
    photo: NDArray[np.uint8] = getattr(skimage.data, name)()
    dark: Marks = photo < threshold_otsu(photo)
    return dark


REAL: dict[str, Callable[[], Marks]] = {
    "astronaut's face": lambda: ellipse(512, 512, 220, 110, 60, 80),
    "cup": lambda: ellipse(600, 400, 300, 190, 170, 150),
    "horse": lambda: ~skimage.data.horse(),
    "letters of a page": lambda: skimage.data.page() < 110,
    "letters on stone": lambda: darker("text"),
    "cells": lambda: ~darker("cell"),
    "watermark": lambda: ellipse(512, 512, 450, 490, 50, 10),
    "coin that nearly fills the photo": lambda: ellipse(300, 300, 150, 150, 110, 110),
    "caption at the bottom": lambda: np.mgrid[:512, :512][0] > 440,
}
"""What is marked on photos of scikit-image."""

DOUBTFUL: dict[str, Callable[[], Marks]] = {
    "person who fills the photo": lambda: ellipse(512, 512, 250, 330, 230, 300),
    "coins": lambda: ~darker("coins"),
    "frame": lambda: ~np.pad(np.ones((488, 488), np.bool_), 12),
}


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("name", REAL)
def test_what_is_marked_is_beyond_doubt_either_way_round(name: str, kind: str) -> None:
    marks = REAL[name]()
    white, black = candidate(levels(marks), kind), candidate(levels(~marks), kind)
    assert (white.marks_white, white.is_certain, white.is_photo) == (True, True, False)
    assert (black.marks_white, black.is_certain, black.is_photo) == (False, True, False)


@pytest.mark.parametrize("name", DOUBTFUL)
def test_where_it_is_doubtful_the_better_guess_is_shown_and_it_is_asked(name: str) -> None:
    marks = DOUBTFUL[name]()
    white, black = candidate(levels(marks)), candidate(levels(~marks))
    assert (white.marks_white, white.is_certain) == (True, False)
    assert (black.marks_white, black.is_certain) == (False, False)


@pytest.mark.parametrize("is_all", [False, True])
def test_one_colour_all_over_says_nothing(is_all: bool) -> None:
    assert guess_polarity(np.full((9, 7), is_all)) == (True, False)


@given(masks)
def test_an_inverted_file_marks_the_same(marks: Marks) -> None:
    white, black = candidate(levels(marks)), candidate(levels(~marks))
    # exactly half and half, neither of them is the other's opposite
    assume(guess_polarity(marks)[1])
    assert white.is_certain
    assert black.is_certain
    assert np.array_equal(taken(white), taken(black))


@given(masks)
def test_what_is_exported_comes_back_as_it_was(marks: Marks) -> None:
    data = encode_mask(levels(marks))
    back = candidate_of(read_bytes(data, "mask.png"), "mask.png")
    assert np.array_equal(as_mask(back, back.size, marks_white=True), levels(marks))
    assert Image.open(io.BytesIO(data)).mode == "1"


@given(arrays(np.uint8, st.tuples(st.integers(1, 20), st.integers(1, 20))), sizes)
def test_at_any_size_the_inverse_marks_what_the_mask_did(grey: Mask, size: tuple[int, int]) -> None:
    def at(soft: Mask) -> Candidate:
        return Candidate("soft", soft, DrawnBy.BRIGHTNESS, 0.5, marks_white=True, is_certain=True)

    mask = as_mask(at(grey), size, marks_white=True)
    assert mask.shape == size[::-1]
    assert mask.dtype == np.uint8
    assert set(np.unique(mask)) <= {0, 255}
    assert np.array_equal(mask, as_mask(at(255 - grey), size, marks_white=False))


@given(masks, st.integers(1, 40), st.integers(1, 40))
def test_smaller_nothing_that_is_marked_vanishes(marks: Marks, width: int, height: int) -> None:
    rows, columns = marks.shape
    width, height = min(width, columns), min(height, rows)
    scaled = as_mask(drawn_mask(levels(marks), ""), (width, height), marks_white=True)
    for y, x in np.argwhere(marks).tolist():
        # where it reaches, without a rounding of ours
        down = slice(y * height // rows, -(-(y + 1) * height // rows))
        across = slice(x * width // columns, -(-(x + 1) * width // columns))
        assert scaled[down, across].all()
    assert scaled.any() == marks.any()
    assert scaled.all() or not marks.all()


def test_a_dot_stays_where_hundreds_of_pixels_become_one() -> None:
    dot = np.zeros((2000, 3000), np.uint8)
    dot[1234, 1500] = 255
    assert np.count_nonzero(as_mask(drawn_mask(dot, ""), (10, 8), marks_white=True)) == 1


def test_larger_a_disc_stays_a_disc() -> None:
    small = drawn_mask(levels(ellipse(60, 40, 30, 20, 18, 13)), "")
    large = as_mask(small, (600, 400), marks_white=True) > 0
    assert np.count_nonzero(large ^ ellipse(600, 400, 305, 205, 180, 130)) < 0.04 * np.count_nonzero(large)
    # with stairs of whole pixels the left edge would be in no more than 26 places
    assert len({int(np.flatnonzero(row)[0]) for row in large if row.any()}) > 60


def test_grey_masks_are_cut_at_half() -> None:
    disc = Image.fromarray(levels(ellipse(200, 200, 100, 100, 50, 50))).filter(ImageFilter.GaussianBlur(4))
    found = candidate(disc)
    assert found.is_certain
    assert np.array_equal(taken(found) > 0, np.asarray(disc) >= 128)


def drawn(mode: str, ground: object, ink: object) -> Image.Image:
    image = Image.new(mode, (300, 200), ground)  # type: ignore[arg-type]
    ImageDraw.Draw(image).ellipse((90, 60, 180, 140), fill=ink)  # type: ignore[arg-type]
    return image


INKED = np.asarray(drawn("L", 0, 255))
LABELS = drawn("P", 0, 1)
LABELS.putpalette([0, 0, 0, 128, 0, 0])

KINDS: dict[str, tuple[bytes, DrawnBy, bool]] = {
    "1 bit": (encoded(drawn("1", 0, 1), "PNG"), DrawnBy.BRIGHTNESS, True),
    "16 bit": (
        png_of(np.asarray(drawn("L", 0, 255)).astype(np.uint16)[..., np.newaxis] * 257),
        DrawnBy.BRIGHTNESS,
        True,
    ),
    "16 bit, counting": (png_of(np.asarray(drawn("L", 0, 1)).astype(np.uint16)[..., np.newaxis]), DrawnBy.COLOR, True),
    "zeros and ones": (encoded(drawn("L", 0, 1), "PNG"), DrawnBy.COLOR, True),
    "labels": (encoded(LABELS, "PNG"), DrawnBy.COLOR, True),
    "red on black": (encoded(drawn("RGB", "black", "red"), "PNG"), DrawnBy.COLOR, True),
    "red on white": (encoded(drawn("RGB", "white", "red"), "PNG"), DrawnBy.COLOR, True),
    "black layer": (encoded(drawn("RGBA", (255, 255, 255, 0), (0, 0, 0, 255)), "PNG"), DrawnBy.OPACITY, True),
    "white layer": (encoded(drawn("RGBA", (0, 0, 0, 0), (255, 255, 255, 255)), "PNG"), DrawnBy.OPACITY, True),
    "faint layer": (encoded(drawn("LA", (0, 0), (0, 100)), "PNG"), DrawnBy.OPACITY, True),
    "opaque": (encoded(drawn("RGBA", (0, 0, 0, 255), (255, 255, 255, 255)), "PNG"), DrawnBy.BRIGHTNESS, True),
}


@pytest.mark.parametrize("name", KINDS)
def test_what_other_programs_draw(name: str) -> None:
    data, drawn_by, is_certain = KINDS[name]
    found = candidate_of(read_bytes(data, name), name)
    assert (found.drawn_by, found.marks_white, found.is_certain) == (drawn_by, True, is_certain)
    assert np.array_equal(taken(found), INKED)


def test_a_colour_drawing_saved_as_jpeg_is_asked_about() -> None:
    found = candidate(drawn("RGB", "black", "red"), "JPEG")
    assert (found.drawn_by, found.marks_white, found.is_certain) == (DrawnBy.COLOR, True, False)
    assert np.count_nonzero(taken(found) != INKED) < 0.02 * np.count_nonzero(INKED)


def test_a_cutout_is_asked_about_and_so_is_a_photo_with_a_hole() -> None:
    photo, marks = skimage.data.coffee(), REAL["cup"]()
    cutout = candidate(np.dstack((photo, levels(marks))))
    hole = candidate(np.dstack((photo, levels(~marks))))
    for found in (cutout, hole):
        assert found.drawn_by is DrawnBy.OPACITY
        assert not found.is_certain
        assert np.array_equal(taken(found), levels(marks))


@pytest.mark.parametrize("name", ["astronaut", "coffee", "chelsea", "rocket", "camera", "moon", "page", "brick"])
def test_a_photograph_is_no_mask(name: str) -> None:
    photo = getattr(skimage.data, name)()
    for picture in (photo, np.asarray(Image.fromarray(photo).convert("L"))):
        found = candidate(picture)
        assert found.is_photo
        assert not found.is_certain


@given(masks, st.booleans())
def test_shares_are_exact(marks: Marks, is_white: bool) -> None:
    found = drawn_mask(levels(marks), "")
    share = np.count_nonzero(marks if is_white else ~marks) / marks.size
    assert found.share(marks_white=is_white) == pytest.approx(share)
    assert candidate_of(Photo(levels(marks)[..., np.newaxis].copy(), Metadata("PNG")), "").white_share == (
        pytest.approx(found.white_share)
    )


def test_seen_small_all_of_it_counts() -> None:
    mask = levels(REAL["watermark"]())
    seen = white_coverage(drawn_mask(mask, ""), (64, 64))
    assert seen.shape == (64, 64)
    assert seen.mean() == pytest.approx(mask.mean(), rel=0.05)


@given(sizes, st.integers(1, 9))
def test_whole_multiples_are_not_stretched(size: tuple[int, int], times: int) -> None:
    larger = size[0] * times, size[1] * times
    assert not is_stretched(size, larger)
    assert not is_stretched(larger, size)


def test_other_proportions_are_stretched_and_rounding_is_none() -> None:
    assert is_stretched((800, 600), (1600, 1000))
    assert is_stretched((600, 800), (800, 600))
    assert not is_stretched((4000, 3000), (1333, 1000))


@pytest.mark.parametrize(
    ("size", "to"),
    [
        ((600, 400), (4897, 3267)),
        ((4897, 3267), (4899, 3266)),
        ((4899, 3266), (4897, 3267)),
        ((1000, 1000), (1000, 1004)),
        ((6, 4), (7, 4)),
    ],
)
def test_what_nobody_sees_is_not_stretched(size: tuple[int, int], to: tuple[int, int]) -> None:
    assert not is_stretched(size, to)


@pytest.mark.parametrize(
    ("size", "to"), [((1000, 1000), (1000, 1006)), ((1006, 1000), (1000, 1000)), ((4000, 3000), (4000, 2980))]
)
def test_what_is_seen_at_the_far_side_is_stretched(size: tuple[int, int], to: tuple[int, int]) -> None:
    assert is_stretched(size, to)


def test_saving_needs_the_ending_of_a_png(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match=r"“mask\.jpg” cannot be saved: a mask is saved as PNG"):
        write_mask(tmp_path / "mask.jpg", INKED)
    assert not list(tmp_path.iterdir())
    write_mask(tmp_path / "mask.PNG", INKED)
    assert np.array_equal(taken(read_candidate(tmp_path / "mask.PNG")), INKED)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match=r"“mask\.png” could not be saved: the folder is not there"):
        write_mask(tmp_path / "none" / "mask.png", INKED)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.png", b"", "is empty"),
        ("half.png", encode_mask(INKED)[:60], "is damaged or incomplete"),
        ("notes.txt", b"white marks", "is a text file"),
        (
            "huge.png",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x0f\0\0\0\x0f\0\0\x01\0\0\0\0\xb3I\x8f\x1a",
            "damaged|megapixels",
        ),
    ],
)
def test_hostile_files_are_a_sentence(name: str, data: bytes, sentence: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(PictureError, match=sentence) as caught:
        read_candidate(tmp_path / name)
    assert f"“{name}”" in str(caught.value)
