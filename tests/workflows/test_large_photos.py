"""From file to file: outside the mark the saved picture is the opened one, bit for bit."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data
from PIL import Image

from picwish_desktop.imaging.read import read
from picwish_desktop.imaging.write import encoding_for, write
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Rect
from picwish_desktop.storage.paths import find_paths
from picwish_desktop.workflows.edit import remove_objects
from picwish_desktop.workflows.service import build_service


def large_photo(path: Path, bits: int, size: tuple[int, int]) -> None:
    small = skimage.data.coffee()
    large = cv2.resize(small, size, interpolation=cv2.INTER_CUBIC)
    if bits == 8:
        exif = Image.Exif()
        exif[0x010F] = "Maker"
        Image.fromarray(large).save(path, quality=93, exif=exif, dpi=(300, 300))
    else:
        deep = large.astype(np.uint16) * 257
        deep += np.random.default_rng(10).integers(0, 200, (*deep.shape[:2], 1), np.uint16) * (deep < 65000)
        cv2.imwrite(str(path), deep)


@pytest.mark.parametrize(("name", "bits", "size"), [("a.jpg", 8, (6000, 4000)), ("a.tif", 16, (3000, 2000))])
async def test_what_was_not_marked_does_not_change(tmp_path: Path, name: str, bits: int, size: tuple[int, int]) -> None:
    width, height = size
    marked, output = Rect(width * 13 // 20, height * 3 // 10, 420, 360), "b.png"
    large_photo(tmp_path / name, bits, size)
    document = Document(read(tmp_path / name))
    document.set_rectangles("Rectangle", [marked])
    service = build_service(find_paths(), waits_for_network=False)
    try:
        document.propose(await remove_objects(document, service.runner, service.providers["local"]))
    finally:
        await service.close()
    document.keep()
    write(tmp_path / output, document.pixels(), document.photo.metadata, encoding_for(tmp_path / output))

    opened, saved = read(tmp_path / name), read(tmp_path / output)
    assert saved.bit_depth == bits
    assert saved.pixels.shape == (height, width, 3)
    changed = (opened.pixels != saved.pixels).any(axis=2)
    assert changed[marked.slices].mean() > 0.5
    changed[marked.slices] = False
    assert not changed.any()
    if bits == 16:
        assert (saved.pixels[marked.slices] % 257 != 0).any(), "inside the mark there are 16 bits too"
    else:
        assert saved.metadata.exif == opened.metadata.exif
        assert saved.metadata.dpi == pytest.approx((300, 300), abs=0.1)
