"""The magic wand and the mark's shape, worked out in the worker."""

import asyncio
import errno
import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.model.selection import Combine
from picwish_desktop.operations.provider import TaskFailedError
from picwish_desktop.vision.mask_shape import fill_holes, grow, shrink
from picwish_desktop.vision.worker import Worker
from picwish_desktop.workflows.marking import Layers, Region, Wand, filled, grown, shrunk

WIDTH, HEIGHT = 90, 70
LEFT, RIGHT = Rect(0, 0, 40, HEIGHT), Rect(40, 0, WIDTH - 40, HEIGHT)


@pytest.fixture
async def worker(tmp_path: Path) -> AsyncIterator[Worker]:
    worker = Worker(tmp_path)
    yield worker
    worker.close()


def document_of_two_colours(split: int = RIGHT.x) -> Document:
    pixels = np.full((HEIGHT, WIDTH, 3), 40, np.uint8)
    pixels[:, split:] = 200
    return Document(Photo(pixels, Metadata("PNG")))


def layers(document: Document) -> Callable[[Sequence[Edit]], Layers]:
    """As a picture gives them."""

    def of(edits: Sequence[Edit]) -> Layers:
        patches = [(patch.rect, patch.pixels.astype(np.uint8)) for edit in edits for patch in edit.patches]
        return document.photo.pixels.astype(np.uint8, copy=False), patches

    return of


def stored_in(folder: Path) -> list[Path]:
    return list(folder.rglob("*.npy"))


def area_of(region: Region) -> Rect:
    bounds, coverage = region
    assert coverage.shape == (bounds.height, bounds.width)
    assert coverage.all()
    return bounds


async def test_a_photo_is_sent_once_whatever_becomes_of_the_process(worker: Worker, tmp_path: Path) -> None:
    document, wand = document_of_two_colours(), Wand(worker)
    seen = layers(document)
    assert area_of(await wand.pick(document, seen, (3, 3), 10, is_contiguous=True)) == LEFT
    stored = stored_in(tmp_path)
    assert len(stored) == 1
    assert worker.process_id is not None
    os.kill(worker.process_id, signal.SIGKILL)
    with pytest.raises(TaskFailedError, match="Try again"):
        # outside the picture, in case the process is not noticed to be dead
        await wand.pick(document, seen, (WIDTH, 3), 10, is_contiguous=True)
    assert area_of(await wand.pick(document, seen, (60, 3), 10, is_contiguous=True)) == RIGHT
    assert stored_in(tmp_path) == stored


async def test_what_was_edited_is_seen_and_the_photo_not_sent_again(worker: Worker, tmp_path: Path) -> None:
    document, wand = document_of_two_colours(), Wand(worker)
    seen = layers(document)
    await wand.pick(document, seen, (60, 3), 10, is_contiguous=True)
    stored = stored_in(tmp_path)
    patch = Rect(64, 0, 26, 64)
    document.propose(Edit("Remove objects", "test", (Patch(patch, np.full((64, 26, 3), 90, np.uint8)),)))
    assert area_of(await wand.pick(document, seen, (70, 3), 10, is_contiguous=True)) == patch
    document.undo()
    assert area_of(await wand.pick(document, seen, (70, 3), 10, is_contiguous=True)) == RIGHT
    assert stored_in(tmp_path) == stored


async def test_the_picture_of_a_closed_document_goes(worker: Worker, tmp_path: Path) -> None:
    document, other, wand = document_of_two_colours(), document_of_two_colours(), Wand(worker)
    await wand.pick(document, layers(document), (3, 3), 10, is_contiguous=True)
    await wand.forget(other)
    assert len(stored_in(tmp_path)) == 1
    await wand.forget(document)
    assert stored_in(tmp_path) == []
    assert area_of(await wand.pick(document, layers(document), (3, 3), 10, is_contiguous=True)) == LEFT


async def test_clicks_on_several_pictures_at_once_do_not_mix(worker: Worker) -> None:
    document, other, wand = document_of_two_colours(), document_of_two_colours(20), Wand(worker)
    clicks = [(document, (3, 3)), (other, (60, 3)), (document, (60, 3)), (other, (3, 3))]
    found = await asyncio.gather(*(wand.pick(one, layers(one), point, 10, is_contiguous=True) for one, point in clicks))
    other_right = Rect(20, 0, WIDTH - 20, HEIGHT)
    assert [area_of(region) for region in found] == [LEFT, other_right, RIGHT, Rect(0, 0, 20, HEIGHT)]


async def test_what_fails_is_said_in_a_sentence(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    document = document_of_two_colours()
    document.mark_all()
    with pytest.raises(TaskFailedError, match="stopped unexpectedly"):
        await Wand(worker).pick(document, layers(document), (WIDTH, 0), 10, is_contiguous=True)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(np, "save", full)
        with pytest.raises(TaskFailedError, match="disk with the temporary files is full"):
            await Wand(worker).pick(document, layers(document), (3, 3), 10, is_contiguous=True)
        with pytest.raises(TaskFailedError, match="disk with the temporary files is full"):
            await filled(document, worker)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_what_changes_is_found_within_the_mark_s_bounds(worker: Worker, data: st.DataObject) -> None:
    document = document_of_two_colours()
    numbers = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    sides = st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1), st.integers(1, 40), st.integers(1, 40))
    rect = Rect(*data.draw(sides)).intersection(document.photo.bounds)
    share = data.draw(st.sampled_from([0.01, 0.6, 1.0]))
    document.combine("Paint", rect, (numbers.random((rect.height, rect.width)) < share) * np.uint8(255), Combine.ADD)
    document.set_rectangles("Rectangles", [Rect(*rectangle) for rectangle in data.draw(st.lists(sides, max_size=2))])
    before = document.selection.marked(document.photo.bounds).copy()
    radius = data.draw(st.integers(1, 40))
    for region, how, expected in (
        (await grown(document, radius, worker), Combine.ADD, grow(before, radius)),
        (await shrunk(document, radius, worker), Combine.SUBTRACT, shrink(before, radius)),
        (await filled(document, worker), Combine.ADD, fill_holes(before)),
    ):
        if np.array_equal(before, expected):
            assert region[0] == EMPTY
            continue
        document.combine("Shape", *region, how)
        np.testing.assert_array_equal(document.selection.mask, expected)
        document.undo()
        np.testing.assert_array_equal(document.selection.marked(document.photo.bounds), before)


async def test_where_nothing_is_marked_nothing_is_asked(worker: Worker) -> None:
    document = document_of_two_colours()
    regions = [await grown(document, 4, worker), await shrunk(document, 4, worker), await filled(document, worker)]
    assert [area for area, _ in regions] == [EMPTY] * 3
    assert worker.process_id is None
