"""Sheets as files: PDF measured in millimetres, pictures in pixels, nothing replaced or left half."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pypdf
import pytest
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from picwish_desktop.idphoto.documents import bundled_documents
from picwish_desktop.idphoto.papers import find_paper
from picwish_desktop.idphoto.sheet import SheetError
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.model.sheet import PlacedPhoto
from picwish_desktop.workflows.id_photo_sheet import SheetItem, save_sheet, sheet_files, sheet_pages
from picwish_desktop.workflows.result_files import OutputExistsError
from tests.imaging.test_sheet_files import corners, measured

EXACT = 0.1
"""Millimetres."""
SPECS = {spec.id: spec for spec in bundled_documents()}
PAPER = find_paper("10x15")
DPI = 300


def person(size: tuple[int, int], shade: int = 0) -> NDArray[np.uint8]:
    cropped = Image.fromarray(data.astronaut()[0:260, 120:330]).resize(size)
    return np.asarray(cropped) // np.uint8(1 + shade)


def item(document_type: str, copies: int, shade: int = 0) -> SheetItem:
    """Of a person, by the shade of their picture."""
    spec = SPECS[document_type]
    assert spec.size_mm is not None
    assert spec.print_pixels is not None
    return SheetItem(person(spec.print_pixels, shade), *spec.size_mm, copies)


def mixed() -> list[SheetItem]:
    """Three persons, three document types."""
    return [item("schengen-visa", 4), item("us-passport", 1, 1), item("cn-passport", 2, 2)]


def test_three_persons_on_one_pdf(tmp_path: Path) -> None:
    items = mixed()
    pages = sheet_pages(items, PAPER)
    pictures = [each.picture for each in items]
    path = tmp_path / "sheet.PDF"
    assert save_sheet(path, pages, pictures, DPI) == (path,)
    reader = pypdf.PdfReader(path)
    sizes: Counter[tuple[float, float]] = Counter()
    for page, printed in zip(pages, reader.pages, strict=True):
        sides = (float(printed.mediabox.width) / 72 * 25.4, float(printed.mediabox.height) / 72 * 25.4)
        assert sides == pytest.approx((page.paper.width, page.paper.height), abs=EXACT)
        found = measured(printed)
        assert found.lines
        assert len(found.images) == len(page.photos)
        for (_, seen), copy in zip(found.images, page.photos, strict=True):
            assert seen == pytest.approx(corners(copy), abs=EXACT)
            (left, bottom, right, base, top_x, top_y) = seen
            width, height = np.hypot(right - left, base - bottom), np.hypot(top_x - left, top_y - bottom)
            sizes[round(float(width), 1), round(float(height), 1)] += 1
    assert sizes == {(35.0, 45.0): 4, (50.8, 50.8): 1, (33.0, 48.0): 2}
    # each person's pixels are in it once, as they were made
    images = [image.image for page in reader.pages for image in page.images]
    for each in items:
        assert any(image is not None and np.array_equal(np.asarray(image), each.picture) for image in images)


def test_pictures_of_several_pages_are_numbered(tmp_path: Path) -> None:
    items = [item("us-passport", 3), item("schengen-visa", 1)]
    pages = sheet_pages(items, PAPER)
    assert len(pages) == 2
    written = save_sheet(tmp_path / "s.png", pages, [each.picture for each in items], DPI)
    assert [path.name for path in written] == ["s-1.png", "s-2.png"]
    for path, page in zip(written, pages, strict=True):
        with Image.open(path) as image:
            assert image.info["dpi"] == pytest.approx((DPI, DPI), abs=0.02)
            expected = tuple(round(side / 25.4 * DPI) for side in (page.paper.width, page.paper.height))
            assert image.size == expected
            assert all(is_drawn(np.asarray(image), copy) for copy in page.photos)


@pytest.mark.parametrize("ending", ["pdf", "tif"])
def test_what_is_transparent_is_paper(ending: str, tmp_path: Path) -> None:
    cutout = np.dstack((person((413, 531)), np.zeros((531, 413), np.uint8)))
    pages = sheet_pages([SheetItem(cutout, 35, 45, 1)], PAPER, has_cut_marks=False)
    path = tmp_path / f"a.{ending}"
    save_sheet(path, pages, [cutout], DPI)
    if ending == "pdf":
        [image] = pypdf.PdfReader(path).pages[0].images
        assert image.image is not None
        assert image.image.mode == "RGB"
        assert np.asarray(image.image).min() == 255
    else:
        with Image.open(path) as picture:
            assert np.asarray(picture).min() == 255


def test_a_page_is_filled_fairly() -> None:
    pages = sheet_pages([item("cn-1inch", 1), item("cn-1inch", 1, 1)], PAPER, is_filled=True)
    [page] = pages
    counts = Counter(copy.photo for copy in page.photos)
    assert counts.total() >= 8
    assert abs(counts[0] - counts[1]) <= 1


def test_nothing_is_replaced_unasked(tmp_path: Path) -> None:
    """But what is this very sheet is left, as after a crash."""
    items = [item("us-passport", 3)]
    pages, pictures = sheet_pages(items, PAPER), [items[0].picture]
    (tmp_path / "s-2.png").write_text("precious")
    with pytest.raises(OutputExistsError, match=r"s-2\.png"):
        save_sheet(tmp_path / "s.png", pages, pictures, DPI)
    assert [path.name for path in tmp_path.iterdir()] == ["s-2.png"]
    save_sheet(tmp_path / "s.png", pages, pictures, DPI, may_replace=True)
    before = (tmp_path / "s-2.png").stat().st_mtime_ns
    save_sheet(tmp_path / "s.png", pages, pictures, DPI)
    assert (tmp_path / "s-2.png").stat().st_mtime_ns == before


def test_what_cannot_be_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="nothing on the sheet"):
        save_sheet(tmp_path / "s.pdf", [], [], DPI)
    items = mixed()
    with pytest.raises(PictureError, match="folder is not there"):
        save_sheet(tmp_path / "gone" / "s.pdf", sheet_pages(items, PAPER), [each.picture for each in items], DPI)
    with pytest.raises(PictureError, match=r"“s.docx” cannot be saved as a sheet. Let the name end in .pdf"):
        sheet_files(tmp_path / "s.docx", 1)
    with pytest.raises(SheetError, match="does not fit"):
        sheet_pages([SheetItem(person((100, 100)), 140, 200, 1)], PAPER)


def is_drawn(sheet: NDArray[np.uint8], copy: PlacedPhoto) -> bool:
    """Whether there is a person and no paper in the middle of a copy."""
    x, y = (round(at / 25.4 * DPI) for at in (copy.x + copy.width / 2, copy.y + copy.height / 2))
    return bool(sheet[y - 50 : y + 50, x - 50 : x + 50].std() > 10)
