"""Removal keeps what was not marked, continues what surrounds the mark, and takes any picture there is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from picwish_desktop.model.photo import Pixels
from picwish_desktop.vision.holes import holes
from picwish_desktop.vision.inpaint import inpaint
from picwish_desktop.vision.seams import levelled

Mask = NDArray[np.uint8]


def noise(rows: int, columns: int, channels: int, depth: type[np.uint8] | type[np.uint16] = np.uint8) -> Pixels:
    most = np.iinfo(depth).max
    random = np.random.default_rng(rows * columns + channels)
    pixels: Pixels = random.integers(0, most, (rows, columns, channels), depth, endpoint=True)
    return pixels


def disc(rows: int, columns: int, row: int, column: int, radius: int) -> Mask:
    y, x = np.ogrid[:rows, :columns]
    return np.where((y - row) ** 2 + (x - column) ** 2 <= radius**2, 255, 0).astype(np.uint8)


def checkers(side: int, cell: int) -> NDArray[np.uint8]:
    y, x = np.mgrid[:side, :side] // cell
    return np.where((x + y) % 2 == 0, 60, 200).astype(np.uint8)[..., None]


def stripes(side: int) -> NDArray[np.uint8]:
    y, x = np.mgrid[:side, :side]
    return np.asarray(128.5 + 90 * np.sin((x + 0.5 * y) * 2 * np.pi / 9), np.uint8)[..., None]


def error(result: Pixels, truth: Pixels, mask: Mask) -> float:
    return float(np.abs(result.astype(np.float64) - truth)[mask > 0].mean())


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_only_masked_pixels_change(channels: int, depth: type[np.uint8] | type[np.uint16]) -> None:
    pixels = noise(60, 70, channels, depth)
    kept = pixels.copy()
    mask = disc(60, 70, 30, 30, 9)
    result = inpaint(pixels, mask)
    assert result.shape == pixels.shape
    assert result.dtype == pixels.dtype
    assert np.array_equal(pixels, kept)
    assert np.array_equal(result[mask == 0], pixels[mask == 0])
    assert (result[mask > 0] != pixels[mask > 0]).mean() > 0.9


@settings(max_examples=40, deadline=None)
@given(
    data=st.data(),
    rows=st.integers(1, 8),
    columns=st.integers(1, 8),
    channels=st.integers(1, 4),
    depth=st.sampled_from([np.uint8, np.uint16]),
)
def test_tiny_pictures(
    data: st.DataObject, rows: int, columns: int, channels: int, depth: type[np.uint8] | type[np.uint16]
) -> None:
    mask = data.draw(hnp.arrays(np.uint8, (rows, columns), elements=st.sampled_from([0, 1, 255])))
    pixels = noise(rows, columns, channels, depth)
    if mask.all():
        with pytest.raises(ValueError, match="nothing to take from"):
            inpaint(pixels, mask)
    else:
        result = inpaint(pixels, mask)
        assert np.array_equal(result[mask == 0], pixels[mask == 0])


@pytest.mark.parametrize("corner", [(0, 0), (0, 79), (59, 0), (59, 79), (0, 40), (30, 79)])
def test_mask_at_the_border(corner: tuple[int, int]) -> None:
    """A hole the picture's edge cuts off is filled with what is there, not with what lies beyond."""
    truth = np.full((60, 80, 3), (40, 120, 200), np.uint8)
    mask = disc(60, 80, *corner, 14)
    pixels = np.where(mask[..., None] > 0, np.uint8(0), truth)
    assert error(inpaint(pixels, mask), truth, mask) < 1


def test_two_pixels() -> None:
    pixels = np.array([[[7, 8, 9], [200, 100, 50]]], np.uint8)
    assert inpaint(pixels, np.array([[0, 1]], np.uint8)).tolist() == [[[7, 8, 9], [7, 8, 9]]]


def test_a_picture_almost_covered_is_filled_with_the_rest() -> None:
    pixels = np.zeros((90, 90, 1), np.uint8)
    pixels[:3, :3] = 77
    mask = np.full((90, 90), 255, np.uint8)
    mask[:3, :3] = 0
    assert np.array_equal(np.unique(inpaint(pixels, mask)), [77])


def test_nothing_to_remove() -> None:
    pixels = noise(20, 20, 3)
    shares: list[float] = []
    result = inpaint(pixels, np.zeros((20, 20), np.uint8), shares.append)
    assert np.array_equal(result, pixels)
    assert not np.shares_memory(result, pixels)
    assert shares[-1] == 1.0


def test_errors() -> None:
    pixels = noise(20, 30, 3)
    with pytest.raises(ValueError, match="does not fit"):
        inpaint(pixels, np.zeros((30, 20), np.uint8))
    with pytest.raises(ValueError, match="nothing to take from"):
        inpaint(pixels, np.ones((20, 30), np.uint8))


def test_the_same_input_gives_the_same_output() -> None:
    pixels, mask = noise(150, 150, 3), disc(150, 150, 70, 70, 30)
    assert np.array_equal(inpaint(pixels, mask), inpaint(pixels, mask))


def test_progress_rises_to_one() -> None:
    mask = disc(300, 300, 60, 60, 30) | disc(300, 300, 240, 240, 12)
    shares: list[float] = []
    inpaint(noise(300, 300, 3), mask, shares.append)
    assert len(shares) > 5
    assert shares == sorted(shares)
    assert shares[0] >= 0
    assert shares[-1] == 1.0


@pytest.mark.parametrize("texture", ["checkers", "stripes"])
def test_periodic_texture_goes_on(texture: str) -> None:
    truth = checkers(160, 8) if texture == "checkers" else stripes(160)
    mask = disc(160, 160, 80, 75, 22)
    pixels = np.where(mask[..., None] > 0, np.uint8(255), truth)
    smeared = np.asarray(cv2.inpaint(pixels, mask, 3, cv2.INPAINT_TELEA), np.uint8)[..., None]
    assert error(inpaint(pixels, mask), truth, mask) < 0.4 * error(smeared, truth, mask)


def test_a_straight_edge_goes_on() -> None:
    truth = np.full((160, 200, 3), (210, 200, 180), np.uint8)
    truth[80:] = (60, 40, 30)
    mask = disc(160, 200, 80, 100, 25)
    pixels = np.where(mask[..., None] > 0, np.uint8(255), truth)
    assert error(inpaint(pixels, mask), truth, mask) < 4


def test_a_planted_object_is_gone() -> None:
    grain = noise(200, 200, 1).astype(np.int64) // 8
    pixels = np.clip(np.array([150, 110, 70]) + grain, 0, 255).astype(np.uint8)
    pixels[80:120, 70:130] = (0, 40, 255)
    mask = np.zeros((200, 200), np.uint8)
    mask[76:124, 66:134] = 255
    filled = inpaint(pixels, mask)[mask > 0].astype(np.int64)
    around = pixels[mask == 0].astype(np.int64)
    # levelling the seams may add a little
    assert (filled >= around.min(axis=0) - 5).all()
    assert (filled <= around.max(axis=0) + 5).all()
    # the grain has not been averaged away
    assert filled.std(axis=0) == pytest.approx(around.std(axis=0), rel=0.3)


def test_several_objects_and_none_is_taken_from() -> None:
    truth = np.broadcast_to(noise(300, 300, 1) // 4 + np.uint8(90), (300, 300, 3)).copy()
    mask = disc(300, 300, 60, 60, 20) | disc(300, 300, 60, 130, 20) | disc(300, 300, 240, 220, 25)
    pixels = np.where(mask[..., None] > 0, np.array([255, 0, 0], np.uint8), truth)
    filled = inpaint(pixels, mask)[mask > 0].astype(np.int64)
    assert np.ptp(filled, axis=1).max() <= 1


def test_many_specks() -> None:
    truth = np.full((700, 700, 1), 130, np.uint8)
    mask = np.zeros((700, 700), np.uint8)
    mask[20::70, 20::70] = 255
    pixels = np.where(mask[..., None] > 0, np.uint8(0), truth)
    assert np.array_equal(inpaint(pixels, mask), truth)


def test_a_thin_scratch_is_closed() -> None:
    truth = stripes(200)
    mask = np.zeros((200, 200), np.uint8)
    cv2.line(mask, (5, 10), (190, 150), 255, 3)
    pixels = np.where(mask[..., None] > 0, np.uint8(255), truth)
    assert error(inpaint(pixels, mask), truth, mask) < 12


def test_a_scratch_across_a_picture_with_a_blot_in_it() -> None:
    """Only narrow holes may be divided: a part with nothing known around it could not be filled."""
    truth = np.full((1800, 6000, 1), 130, np.uint8)
    scratch = np.zeros((1800, 6000), np.uint8)
    cv2.line(scratch, (5, 5), (5990, 1790), 255, 5)
    blot = scratch.copy()
    blot[200:700, 800:1400] = 255
    for mask in (scratch, blot):
        parts = list(holes(mask > 0))
        assert sum(int(part.sum()) for _, part in parts) == int((mask > 0).sum())
        assert (len(parts) > 1) == (mask is scratch)
        assert all((mask[crop.slices] == 0).any() for crop, _ in parts)
    pixels = np.where(scratch[..., None] > 0, np.uint8(0), truth)
    assert np.array_equal(inpaint(pixels, scratch), truth)


def test_faint_seams_are_levelled_and_edges_are_not() -> None:
    hole = np.zeros((60, 100), np.bool_)
    hole[20:40, 20:40] = True
    for step, left in ((4, 2), (80, 80)):
        picture = np.full((60, 100, 1), 100, np.float32)
        picture[:, 60:] += step
        picture[hole] += step
        origins = np.full(int(hole.sum()), 30 * 100 + 80)
        assert np.abs(levelled(picture, hole, origins, 255) - 100 - left).max() <= 0.5 * min(step, 4)


def test_sixteen_bits_stay_sixteen_bits() -> None:
    ramp = np.linspace(20000, 24000, 120).astype(np.uint16)
    grain = np.random.default_rng(1).integers(0, 900, (120, 120, 3), np.uint16)
    pixels = np.broadcast_to(ramp[:, None, None], (120, 120, 3)) + grain
    mask = disc(120, 120, 60, 60, 20)
    filled = inpaint(pixels, mask)[mask > 0]
    assert (filled % 257 == 0).mean() < 0.05
    assert (filled % 256 == 0).mean() < 0.05
    assert 19000 < filled.min() < filled.max() < 26000


def test_opacity_is_continued() -> None:
    """A hole over a half-transparent edge: the edge goes on, and hidden colours do not come out."""
    pixels = np.zeros((120, 120, 4), np.uint8)
    pixels[:60] = (200, 60, 20, 255)
    # what a program left where nobody sees it
    pixels[60:] = (0, 255, 0, 0)
    mask = disc(120, 120, 60, 60, 20)
    marked = pixels.copy()
    marked[mask > 0] = (0, 0, 255, 255)
    result = inpaint(marked, mask)
    assert (result[45:55, 50:70, 3] > 250).all()
    assert (result[66:76, 50:70, 3] < 5).all()
    seen = (mask > 0) & (result[..., 3] > 8)
    assert np.abs(result[seen][:, :3].astype(int) - (200, 60, 20)).max() <= 3


def test_hidden_colours_stay_hidden() -> None:
    """Dots of one colour on nothing: where the two are averaged, the colour stored under nothing does not count."""
    opaque = noise(120, 120, 1)[..., 0] > 128
    pixels = np.where(opaque[..., None], np.array([200, 60, 20, 255]), np.array([0, 255, 0, 0])).astype(np.uint8)
    mask = disc(120, 120, 60, 60, 20)
    result = inpaint(pixels, mask)
    seen = (mask > 0) & (result[..., 3] > 8)
    assert 0.2 < seen.sum() / (mask > 0).sum() < 1
    assert np.abs(result[seen][:, :3].astype(int) - (200, 60, 20)).max() <= 20


def test_hidden_colours_are_not_compared() -> None:
    """The same picture with other colours under full transparency is filled the same."""
    pixels = noise(100, 100, 4)
    pixels[..., 3] = np.where(pixels[..., 3] > 100, 255, 0)
    mask = disc(100, 100, 50, 50, 15)
    repainted = pixels.copy()
    repainted[..., :3][pixels[..., 3] == 0] = 17
    filled, refilled = inpaint(pixels, mask)[mask > 0], inpaint(repainted, mask)[mask > 0]
    assert np.array_equal(filled, refilled)
