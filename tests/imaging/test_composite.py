"""Bringing back: nothing outside the mark, a blended rim inside it, patches that hold the mark and little else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from picwish_desktop.imaging.composite import PATCH_GRID, RIM, bring_back, cut_patches, on_grid
from picwish_desktop.model.edit import Edit, render
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import Mask
from picwish_desktop.model.photo import Metadata, Photo

masks = nps.arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40)), elements=st.sampled_from([0, 255]))


@given(masks, st.sampled_from([np.uint8, np.uint16]), st.integers(1, 4))
def test_outside_the_mark_nothing_changes(mark: Mask, dtype: type[np.uint8 | np.uint16], channels: int) -> None:
    rng = np.random.default_rng(3)
    top = np.iinfo(dtype).max
    base, answer = (rng.integers(0, top, (*mark.shape, channels), dtype, endpoint=True) for _ in range(2))
    before = base.copy()
    height, width = mark.shape
    result = bring_back(base, answer, mark, Rect(10, 10, width, height), Rect(0, 0, 100, 100))
    assert result.dtype == dtype
    assert np.array_equal(result[mark == 0], base[mark == 0])
    assert np.array_equal(base, before)
    low, high = np.minimum(base, answer), np.maximum(base, answer)
    assert ((result >= low) & (result <= high)).all()


def whole(value: int, height: int = 60, width: int = 60) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.full((height, width, 3), value, np.uint8)


def test_the_rim_rises_from_the_photo_to_the_answer_inside_the_mark() -> None:
    mark = np.zeros((60, 60), np.uint8)
    mark[10:50, 10:50] = 255
    result = bring_back(whole(0), whole(90), mark, Rect(20, 20, 60, 60), Rect(0, 0, 200, 200))
    assert result[30, 8:15, 0].tolist() == [0, 0, 30, 60, 90, 90, 90]
    assert RIM == 2


def test_at_the_edge_of_the_photo_there_is_no_rim() -> None:
    mark = np.zeros((60, 60), np.uint8)
    mark[:40, :] = 255
    result = bring_back(whole(0), whole(90), mark, Rect(0, 0, 60, 60), Rect(0, 0, 60, 200))
    assert (result[:38] == 90).all()
    assert result[36:42, 30, 0].tolist() == [90, 90, 60, 30, 0, 0]


@pytest.mark.parametrize("thickness", [1, 3, 6, 10])
def test_a_thin_scratch_is_replaced_whole(thickness: int) -> None:
    mark = np.zeros((60, 60), np.uint8)
    mark[20 : 20 + thickness, 5:55] = 255
    result = bring_back(whole(0), whole(90), mark, Rect(20, 20, 60, 60), Rect(0, 0, 200, 200))
    assert (result[mark > 0] == 90).all()


def test_a_disc_is_blended_all_around() -> None:
    y, x = np.ogrid[:60, :60]
    mark = (((x - 30) ** 2 + (y - 30) ** 2 <= 24**2) * 255).astype(np.uint8)
    result = bring_back(whole(0), whole(90), mark, Rect(20, 20, 60, 60), Rect(0, 0, 200, 200))[:, :, 0]
    inner = (x - 30) ** 2 + (y - 30) ** 2 <= 21**2
    assert (result[inner] == 90).all()
    outermost = (mark > 0) & ((x - 30) ** 2 + (y - 30) ** 2 > 23.5**2)
    assert (result[outermost] < 90).all()


@given(masks, st.integers(0, 90), st.integers(0, 90))
def test_patches_hold_every_marked_pixel_and_lie_on_the_grid(mark: Mask, x: int, y: int) -> None:
    photo = Photo(np.random.default_rng(4).integers(0, 256, (170, 150, 3), np.uint8), Metadata("PNG"))
    bounds = Rect(x, y, mark.shape[1], mark.shape[0])
    at = on_grid(bounds, photo.bounds)
    assert at.contains(bounds)
    full = np.zeros((at.height, at.width), np.uint8)
    full[bounds.translated(-at.x, -at.y).slices] = mark
    pixels = render(photo, (), at).copy()
    pixels[full > 0] = 7
    patches = cut_patches(pixels, full, at)

    expected = photo.pixels.copy()
    expected[bounds.slices][mark > 0] = 7
    assert np.array_equal(render(photo, (Edit("", "", patches),)), expected)
    for patch in patches:
        rect = patch.rect
        assert (rect.x % PATCH_GRID, rect.y % PATCH_GRID) == (0, 0)
        assert rect.right % PATCH_GRID == 0 or rect.right == photo.width
        assert rect.bottom % PATCH_GRID == 0 or rect.bottom == photo.height
        assert full[rect.translated(-at.x, -at.y).slices].any()


def test_marks_far_apart_become_separate_patches() -> None:
    mark = np.zeros((128, 640), np.uint8)
    mark[0, 0] = mark[100, 639] = 255
    rects = [patch.rect for patch in cut_patches(whole(1, 128, 640), mark, Rect(64, 64, 640, 128))]
    assert rects == [Rect(64, 64, 64, 64), Rect(640, 128, 64, 64)]
