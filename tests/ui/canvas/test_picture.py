"""What there is to draw of a photo and its edits."""

import gc

import numpy as np
import pytest

from picwish_desktop.imaging.pyramid import Pyramid
from picwish_desktop.model.edit import Edit, Patch, render
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.picture import Picture
from tests.ui.canvas.acting import array_of, edit_of, noise, picture_of


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_every_level_is_that_of_the_edited_photo(channels: int) -> None:
    pixels = noise(1100, 700, channels)
    edits = (edit_of(Rect(64, 128, 320, 192), 1, channels), edit_of(Rect(192, 192, 908, 508), 2, channels))
    edited = Pyramid.of(np.asarray(render(Photo(pixels, Metadata("PNG")), edits), np.uint8))
    picture = picture_of(pixels)
    for level in range(edited.depth):
        bounds = picture.level_bounds(level)
        whole = image_over(edited.level(level))
        np.testing.assert_array_equal(array_of(picture.image(level, bounds, edits)), array_of(whole))
        part = Rect(bounds.width // 3, bounds.height // 4, bounds.width // 2, bounds.height // 2)
        np.testing.assert_array_equal(array_of(picture.image(level, part, edits)), array_of(whole)[part.slices])


def test_an_unedited_photo_is_drawn_from_its_own_memory() -> None:
    pixels = noise(64, 64)
    image = picture_of(pixels).image(0, Rect(8, 4, 20, 10), ())
    assert np.shares_memory(np.frombuffer(image.constBits(), np.uint8), pixels)


@pytest.mark.parametrize(
    ("scale", "level"), [(64, 0), (1.0, 0), (0.51, 0), (0.5, 1), (0.3, 1), (0.25, 2), (0.125, 3), (0.01, 3)]
)
def test_the_level_is_the_smallest_that_need_not_be_enlarged(scale: float, level: int) -> None:
    assert picture_of(noise(4096, 16)).level_for(scale) == level


def test_a_preview_covers_the_whole_picture() -> None:
    preview = Picture(Pyramid.of(noise(1000, 600)), np.asarray, size=(8000, 4800))
    assert (preview.width, preview.height) == (8000, 4800)
    assert preview.step(0) == (8.0, 8.0)
    assert preview.level_for(1.0) == 0
    assert preview.level_for(1 / 16) == 1


def test_patches_are_made_ready_once_and_forgotten_with_their_edit() -> None:
    calls: list[int] = []

    def to_display(pixels: np.ndarray) -> np.ndarray:
        calls.append(pixels.size)
        return pixels

    picture = Picture(Pyramid.of(noise(600, 600)), to_display)
    edit = edit_of(Rect(0, 0, 64, 64))
    picture.prepare(edit)
    picture.image(0, Rect(0, 0, 10, 10), (edit,))
    assert len(calls) == 1
    del edit
    gc.collect()
    assert not picture._patches


def test_patches_of_16_bits_are_converted() -> None:
    picture = Picture(Pyramid.of(np.zeros((64, 64, 3), np.uint8)), lambda pixels: (pixels >> 8).astype(np.uint8))
    edit = Edit("Remove objects", "test", (Patch(Rect(0, 0, 64, 64), np.full((64, 64, 3), 0x7F12, np.uint16)),))
    assert (array_of(picture.image(0, Rect(0, 0, 64, 64), (edit,)))[..., :3] == 0x7F).all()


def test_an_image_needs_memory_in_one_piece() -> None:
    with pytest.raises(ValueError, match="one piece"):
        image_over(noise(20, 20)[:, :10])
