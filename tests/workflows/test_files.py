"""Saving: what is in a file is there, and counts as saved, whatever fails after it."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from picwish_desktop.imaging import thumbnail
from picwish_desktop.imaging.write import Encoding
from picwish_desktop.model.cutout import Cutout
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit, Patch
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo
from picwish_desktop.workflows.cutout_files import save_cutout
from picwish_desktop.workflows.files import save

Save = Callable[[Document, Path, Encoding], Awaitable[bytes | None]]

SIZE = (80, 60)


def retouched() -> Document:
    document = Document(Photo(np.full((SIZE[1], SIZE[0], 3), 200, np.uint8), Metadata("PNG")))
    document.propose(Edit("Remove objects", "local", (Patch(Rect(9, 9, 5, 5), np.zeros((5, 5, 3), np.uint8)),)))
    document.keep()
    return document


def cut_out() -> Document:
    document = Document(Photo(np.full((SIZE[1], SIZE[0], 3), 200, np.uint8), Metadata("PNG")))
    matte = np.full((SIZE[1], SIZE[0]), 255, np.uint8)
    document.set_cutout("Cut out", Cutout(matte, Edit("Clean colours", "local", ()), "local"))
    return document


@pytest.mark.parametrize(("make", "write"), [(retouched, save), (cut_out, save_cutout)])
async def test_what_is_written_is_saved_where_there_is_no_memory_left_for_its_thumbnail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[], Document], write: Save
) -> None:
    def fails(_: Photo) -> object:
        raise MemoryError

    monkeypatch.setattr(thumbnail, "display_pixels", fails)
    document, path = make(), tmp_path / "photo.png"
    was_unsaved = document.has_unsaved_changes
    assert await write(document, path, Encoding("PNG")) is None
    assert (was_unsaved, document.has_unsaved_changes) == (True, False)
    with Image.open(path) as image:
        assert image.size == SIZE
