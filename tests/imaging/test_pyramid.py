"""Levels of a picture: each the mean of four pixels of the one before."""

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from picwish_desktop.imaging import pyramid as imaging_pyramid
from picwish_desktop.imaging.pyramid import DisplayPixels, MaskPyramid, Pyramid, depth_of, halved
from picwish_desktop.model.geometry import Rect


def noise(height: int, width: int, channels: int, seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (height, width, channels), np.uint8)


def means(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The next level, computed one block at a time."""
    height, width, channels = pixels.shape
    half = np.empty((-(-height // 2), -(-width // 2), channels))
    for row in range(half.shape[0]):
        for column in range(half.shape[1]):
            half[row, column] = pixels[2 * row : 2 * row + 2, 2 * column : 2 * column + 2].mean(axis=(0, 1))
    return half


def test_level_0_is_the_array_itself() -> None:
    pixels = noise(700, 600, 3)
    assert Pyramid.of(pixels).level(0) is pixels


@pytest.mark.parametrize(
    ("size", "depth"), [((1, 1), 1), ((512, 512), 1), ((513, 4), 2), ((4, 1025), 3), ((6000, 4000), 5)]
)
def test_halving_ends_when_the_longest_side_is_small(size: tuple[int, int], depth: int) -> None:
    assert depth_of(*size) == depth


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("size", [(64, 64), (33, 65), (1, 40), (40, 1), (1, 1)])
def test_a_pixel_is_the_mean_of_those_it_stands_for(size: tuple[int, int], channels: int) -> None:
    pixels = noise(*size, channels)
    level = Pyramid.of(pixels, depth=2).level(1)
    assert level.shape == means(pixels).shape
    assert np.abs(level - means(pixels)).max() <= 0.5


@pytest.mark.parametrize("channels", [2, 4])
def test_what_is_transparent_lends_no_colour(channels: int) -> None:
    pixels = np.zeros((2, 2, channels), np.uint8)
    pixels[..., :-1] = 255
    pixels[0, 0] = [90] * (channels - 1) + [200]
    pixels[0, 1, -1] = pixels[1, 0, -1] = pixels[1, 1, -1] = 0
    colour, alpha = Pyramid.of(pixels, depth=2).level(1)[0, 0, 0], Pyramid.of(pixels, depth=2).level(1)[0, 0, -1]
    assert alpha == 50
    assert abs(int(colour) - 90) <= 3


def test_levels_do_not_depend_on_how_many_rows_are_halved_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    # of one level in the rows, and of another altogether
    stripes = np.full((301, 203, 1), 255, np.uint8)
    stripes[::2] = stripes[:9] = 0
    for kind, pixels in (
        (Pyramid, noise(301, 203, 3)),
        (MaskPyramid, noise(301, 203, 1)),
        (MaskPyramid, stripes),
    ):
        monkeypatch.undo()
        at_once = kind.of(pixels, depth=4)
        monkeypatch.setattr("picwish_desktop.imaging.pyramid.BAND_PIXELS", 1)
        row_by_row = kind.of(pixels, depth=4)
        for index in range(4):
            np.testing.assert_array_equal(at_once.level(index), row_by_row.level(index))


def test_the_levels_of_a_mask_go_down_to_a_pixel() -> None:
    mask = np.zeros((700, 1100, 1), np.uint8)
    mask[3, 5] = 255
    pyramid = MaskPyramid(mask)
    pyramid.mark_stale(Rect(5, 3, 1, 1))
    assert pyramid.depth == 12
    assert pyramid.level(11).shape == (1, 1, 1)
    assert pyramid.level(11).min() > 100


def test_only_levels_that_are_asked_for_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels, halved_to = np.zeros((400, 400, 1), np.uint8), list[int]()
    pyramid = MaskPyramid(pixels)
    half = imaging_pyramid._half

    def noted(block: DisplayPixels, curve: Sequence[int] | None) -> DisplayPixels | int:
        halved_to.append(block.shape[0] // 2)
        return half(block, curve)

    monkeypatch.setattr(imaging_pyramid, "_half", noted)
    pixels[64:128] = 255
    pyramid.mark_stale(Rect(0, 64, 400, 64))
    assert pyramid.level(2).max() == 255
    assert halved_to == [32, 16]
    assert pyramid.level(4).max() == 255
    assert halved_to == [32, 16, 8, 4]


@pytest.mark.parametrize("allowed", range(9))
def test_levels_that_memory_was_missing_for_are_made_when_they_are_asked_for_again(
    allowed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = noise(301, 203, 1)
    pyramid, half, calls = MaskPyramid(pixels, 4), imaging_pyramid._half, itertools.count()
    pyramid.mark_stale(Rect(0, 0, 203, 301))
    expected = MaskPyramid.of(pixels, 4)

    def scarce(block: DisplayPixels, curve: Sequence[int] | None) -> DisplayPixels | int:
        if next(calls) == allowed:
            raise MemoryError
        return half(block, curve)

    def look() -> None:
        while True:
            pyramid.level(3, (5, 30))
            pyramid.mark_stale(Rect(0, 44, 203, 156))

    monkeypatch.setattr(imaging_pyramid, "_half", scarce)
    monkeypatch.setattr(imaging_pyramid, "BAND_PIXELS", 4 * 101 * 50)
    with pytest.raises(MemoryError):
        look()
    for level in range(4):
        np.testing.assert_array_equal(pyramid.level(level), expected.level(level))


@given(
    st.sampled_from([Pyramid, MaskPyramid]),
    st.tuples(st.integers(0, 90), st.integers(0, 70), st.integers(1, 40), st.integers(1, 40)),
    st.tuples(st.integers(0, 90), st.integers(0, 70), st.integers(1, 40), st.integers(1, 40)),
)
def test_levels_follow_what_is_marked_stale(
    kind: type[Pyramid], first: tuple[int, int, int, int], second: tuple[int, int, int, int]
) -> None:
    pixels = np.zeros((101, 131, 1), np.uint8)
    pyramid = kind(pixels, depth=4)
    for rect in (Rect(*first), Rect(*second)):
        pixels[rect.slices] ^= 255
        pyramid.mark_stale(rect)
    for index in range(4):
        np.testing.assert_array_equal(pyramid.level(index), kind.of(pixels, depth=4).level(index))


def test_a_part_at_a_multiple_of_64_has_the_levels_of_the_whole() -> None:
    pixels = noise(700, 900, 3)
    part = Rect(128, 64, 320, 192)
    whole, alone = Pyramid.of(pixels, depth=7), Pyramid.of(pixels[part.slices], depth=7)
    for index in range(7):
        np.testing.assert_array_equal(whole.level(index)[part.slices], alone.level(index))
        part = halved(part)


@pytest.mark.parametrize("pixels", [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3), np.uint16)])
def test_anything_but_display_pixels_is_refused(pixels: NDArray[np.uint8]) -> None:
    with pytest.raises(ValueError, match="display pixels"):
        Pyramid.of(pixels)


@given(st.integers(1, 90), st.integers(1, 70), st.integers(1, 5), st.data())
def test_the_levels_are_true_in_the_rows_that_are_asked_for(
    height: int, width: int, depth: int, data: st.DataObject
) -> None:
    pixels = noise(height, width, 1)
    pyramid, rows = Pyramid(pixels, depth), st.integers(0, height)
    pyramid.mark_stale(Rect(0, 0, width, height))
    for seed in range(3):
        top, bottom = sorted((data.draw(rows), data.draw(rows)))
        pixels[top:bottom] = noise(bottom - top, width, 1, seed)
        pyramid.mark_stale(Rect(0, top, width, bottom - top))
        for level in range(depth):
            wanted = st.integers(0, -(-height >> level))
            first, last = sorted((data.draw(wanted), data.draw(wanted)))
            expected = Pyramid.of(pixels, depth).level(level)
            np.testing.assert_array_equal(pyramid.level(level, (first, last))[first:last], expected[first:last])
    for level in range(depth):
        np.testing.assert_array_equal(pyramid.level(level), Pyramid.of(pixels, depth).level(level))


def test_of_a_large_change_only_what_is_asked_for_is_computed() -> None:
    pixels = np.full((4096, 512, 1), 255, np.uint8)
    pyramid = Pyramid(pixels)
    pyramid.mark_stale(Rect(0, 0, 512, 4096))
    level = pyramid.level(1, (1000, 1040))
    assert level[1000:1040].min() == 255
    assert not level[:960].any()
    assert not level[1088:].any()
    assert pyramid.level(1).min() == 255


masks = st.integers(0, 2**32 - 1).flatmap(
    lambda seed: st.builds(
        lambda height, width, share: (
            (np.random.default_rng(seed).random((height, width, 1)) < share).astype(np.uint8) * np.uint8(255)
        ),
        st.integers(1, 90),
        st.integers(1, 70),
        st.sampled_from([0.0, 0.001, 0.1, 0.5, 0.9, 1.0]),
    )
)


@given(masks)
def test_of_a_mask_whatever_is_marked_is_seen_at_any_size(mask: NDArray[np.uint8]) -> None:
    pyramid, means = MaskPyramid.of(mask, 6), Pyramid.of(mask, 6)
    for level in range(6):
        side = 1 << level
        reduced = pyramid.level(level)
        for row, column in np.ndindex(reduced.shape[:2]):
            block = mask[row * side : (row + 1) * side, column * side : (column + 1) * side]
            value = reduced[row, column, 0]
            assert (value > 100) == block.any(), "a single pixel, too"
            assert value or not block.any()
            assert value == 255 or not block.all()
        assert (reduced >= means.level(level)).all()


def test_of_a_mask_a_thin_line_keeps_most_of_it_and_a_thin_hole_something() -> None:
    mask = np.zeros((512, 512, 1), np.uint8)
    mask[:, 200] = 255
    lines, holes = MaskPyramid.of(mask, 6), MaskPyramid.of(255 - mask, 6)
    for level in range(1, 6):
        assert lines.level(level).max() >= 0.7 * 255
        assert Pyramid.of(mask, 6).level(level).max() == round(255 / (1 << level))
    assert holes.level(1).min() < 0.8 * 255
    assert holes.level(2).min() < 255


def test_what_is_told_while_a_level_follows_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """By another thread: the subject of an ID photo is drawn in one."""
    pixels = np.zeros((512, 512, 1), np.uint8)
    followed = Pyramid.of(pixels, 4)
    half = imaging_pyramid._half

    def tells(block: DisplayPixels, curve: Sequence[int] | None) -> DisplayPixels | int:
        monkeypatch.setattr(imaging_pyramid, "_half", half)
        pixels[400:464, 400:464] = 255
        followed.mark_stale(Rect(400, 400, 64, 64))
        return half(block, curve)

    pixels[:64, :64] = 255
    followed.mark_stale(Rect(0, 0, 64, 64))
    monkeypatch.setattr(imaging_pyramid, "_half", tells)
    followed.level(1)
    np.testing.assert_array_equal(followed.level(1), Pyramid.of(pixels, 4).level(1))
