"""Masks on their way from one document to another, or to a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.mask_file import read_mask
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import Mask
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.workflows.masks import (
    TRIES,
    PackedMask,
    copy_marked,
    export_mask,
    pack_mark,
    pack_marked,
    place,
    place_candidate,
)

masks = arrays(np.bool_, st.tuples(st.integers(1, 40), st.integers(1, 40)))


def mask_of(marks: NDArray[np.bool_]) -> Mask:
    return np.where(marks, np.uint8(255), np.uint8(0))


def document(width: int = 60, height: int = 40) -> Document:
    """With a painted corner and a rectangle."""
    made = Document(Photo(np.zeros((height, width, 3), np.uint8), Metadata("PNG")))
    painted = np.zeros((height, width), np.uint8)
    painted[3:9, 5:20] = 255
    made.set_mask("Paint", painted)
    made.set_rectangles("Rectangle", [Rect(15, 6, 30, 20)])
    return made


def marked(made: Document) -> Mask:
    return made.selection.marked(made.selection.area)


def back(packed: PackedMask) -> Mask:
    placed = packed.placed()
    mask = np.zeros(packed.size[::-1], np.uint8)
    mask[placed.area.slices] = placed.mask
    return mask


@given(masks)
def test_packed_and_unpacked_it_is_the_same(marks: NDArray[np.bool_]) -> None:
    mask = mask_of(marks)
    placed = place(mask)
    packed = PackedMask.of(placed, mask.shape[::-1])
    assert np.array_equal(back(packed), mask)
    assert np.array_equal(packed.candidate("").levels, mask)
    if marks.any():
        # no more than what is marked is touched
        for side in (placed.mask[0], placed.mask[-1], placed.mask[:, 0], placed.mask[:, -1]):
            assert side.any()
    else:
        assert placed.area.is_empty


@given(masks, st.integers(1, 5))
def test_larger_and_back_it_is_the_same(marks: NDArray[np.bool_], times: int) -> None:
    mask = mask_of(np.kron(marks, np.ones((times, times), np.bool_)))
    small = marks.shape[::-1]
    placed = place_candidate(PackedMask.of(place(mask), mask.shape[::-1]).candidate(""), small, marks_white=True)
    found = np.zeros(marks.shape, np.uint8)
    found[placed.area.slices] = placed.mask
    assert np.array_equal(found, mask_of(marks))


async def test_mask_and_rectangles_are_copied_and_later_painting_does_not_show() -> None:
    made = document()
    before = marked(made).copy()
    packed, mask = await pack_marked(made)
    made.mark_all()
    assert np.array_equal(mask, before)
    assert np.array_equal(back(packed), before)
    assert packed.area == Rect(5, 3, 40, 23)


async def test_without_rectangles_too_it_is_a_copy() -> None:
    made = document()
    made.flatten_rectangles()
    copy = await copy_marked(made)
    made.mark_all()
    assert not copy.all()


@pytest.mark.parametrize("times", [1, 2, 3, 9])
async def test_what_is_painted_meanwhile_is_in_it_whole_or_not_at_all(
    times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = document()
    before, strokes, copies = marked(made).copy(), 0, 0

    async def beside(function: Callable[[], Mask]) -> Mask:
        """A thread that has copied half of it when the person marks something else."""
        nonlocal strokes, copies
        copy, copies = function(), copies + 1
        if strokes < times:
            strokes += 1
            made.invert()
            copy[20:] = marked(made)[20:]
        return copy

    monkeypatch.setattr(asyncio, "to_thread", beside)
    copy = await copy_marked(made)
    assert any(np.array_equal(copy, whole) for whole in (before, 255 - before))
    assert copies == min(times + 1, TRIES)
    # nobody listens any longer
    assert not made._listeners


async def test_a_removals_mark_is_packed_as_it_was_frozen() -> None:
    made = document()
    before = marked(made).copy()
    packed = await pack_mark(made.selection.freeze(), (60, 40))
    assert np.array_equal(back(packed), before)
    assert len(packed.packed) < 100


async def test_what_is_exported_is_what_is_marked(tmp_path: Path) -> None:
    made = document()
    await export_mask(made, tmp_path / "mask.png")
    assert np.array_equal(read_mask(tmp_path / "mask.png", 60, 40), marked(made))


async def test_where_nothing_can_be_written_the_old_file_stays(tmp_path: Path) -> None:
    (tmp_path / "mask.jpg").write_bytes(b"as it was")
    with pytest.raises(PictureError):
        await export_mask(document(), tmp_path / "mask.jpg")
    assert (tmp_path / "mask.jpg").read_bytes() == b"as it was"
