"""An ID photo comes back after the program died."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picwish_desktop.model.document import Document
from picwish_desktop.model.id_photo import FramedPicture, IdPhoto, Lines
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.model.portrait import Landmarks, Placement
from picwish_desktop.workflows.id_photo_json import id_photo_from_json, id_photo_to_json
from picwish_desktop.workflows.recovery import Recovery
from picwish_desktop.workflows.recovery_files import KeptFiles, StoredFiles

places = st.floats(-9000, 9000, allow_nan=False)
points = st.tuples(places, places)
id_photos = st.builds(
    IdPhoto,
    st.text(max_size=40),
    st.builds(Placement, points, st.floats(1, 9000), st.floats(-180, 180)),
    st.builds(Landmarks, points, points, points, points),
    st.sampled_from(Lines),
    is_upload=st.booleans(),
    background=st.none() | st.tuples(*[st.integers(0, 255)] * 3),
    keeps_background=st.booleans(),
    placed=st.frozensets(st.sampled_from(["crown", "eyes", "chin", "centre"])),
)
ONE = IdPhoto(
    "uk-passport", Placement((30.5, 20.25), 33.5, -2.5), Landmarks((1, 2), (3, 4), (5, 6), (7, 8)), Lines.BY_HAND
)


@given(id_photos)
def test_it_comes_back_as_it_was(id_photo: IdPhoto) -> None:
    nowhere = Path("/nowhere")
    stored = id_photo_to_json(id_photo, KeptFiles(nowhere, None))
    assert id_photo_from_json(stored, StoredFiles(nowhere, {})) == id_photo


@pytest.mark.parametrize(
    "change",
    [
        {"height": 0},
        {"height": float("nan")},
        {"x": 1e12},
        {"x": "1"},
        {"angle": None},
        {"lines": "somebody"},
        {"background": "red"},
        {"is_upload": 1},
        {"placed": "crown"},
        {"placed": ["crown", "nose"]},
        {"placed": [["crown"]]},
        {"placed": ["crown", "crown"]},
        {"landmarks": {"crown": [1, 2]}},
        {"document_type": 5},
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, Any]) -> None:
    nowhere = Path("/nowhere")
    stored = {**id_photo_to_json(ONE, KeptFiles(nowhere, None)), **change}
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        id_photo_from_json(stored, StoredFiles(nowhere, {}))


def test_what_was_kept_before_single_lines_were_placed_is_read() -> None:
    nowhere = Path("/nowhere")
    for lines in Lines:
        before = replace(ONE, lines=lines)
        stored = id_photo_to_json(before, KeptFiles(nowhere, None))
        del stored["placed"]
        assert id_photo_from_json(stored, StoredFiles(nowhere, {})) == before


def is_kept(document: Document) -> bool:
    return document.is_worth_recovering


async def test_a_crash_loses_nothing_and_a_saved_one_is_not_offered(tmp_path: Path) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (40, 30, 3), np.uint8)
    framed = FramedPicture(np.random.default_rng(2).integers(0, 256, (20, 15, 4), np.uint8), "picwish")
    document = Document(Photo(pixels, Metadata("PNG")))
    assert not is_kept(document)
    made = replace(ONE, lines=Lines.GUESSED, placed=frozenset({"eyes"}), framed=framed)
    document.set_id_photo("ID photo", made)
    assert is_kept(document)
    assert not document.has_unsaved_changes

    async def come_back() -> Document:
        died = Recovery(tmp_path)
        await died.keep("1", "portrait", None, document)
        assert died._lock is not None
        died._lock.release()
        [leftover] = await Recovery(tmp_path).leftovers()
        restored = Document(Photo(pixels, Metadata("PNG")))
        (await asyncio.to_thread(leftover.read)).restore(restored)
        await Recovery(tmp_path).drop(leftover)
        return restored

    restored = await come_back()
    assert is_kept(restored)
    found = restored.state.id_photo
    assert found is not None
    assert found.framed is not None
    assert np.array_equal(found.framed.pixels, framed.pixels)
    assert replace(found, framed=framed) == made

    document.mark_id_photo_saved()
    assert not is_kept(document)
    assert not is_kept(await come_back())
    document.set_id_photo("Move", replace(ONE, placement=Placement((1, 2), 3)))
    assert is_kept(document)
