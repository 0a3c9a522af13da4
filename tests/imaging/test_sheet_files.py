"""Sheets as pictures and PDF: what is printed is measured in the files themselves."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pypdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from picwish_desktop.idphoto.sheet import SheetOrder, SheetPhoto, lay_out
from picwish_desktop.imaging.errors import PictureError
from picwish_desktop.imaging.sheet_image import draw_sheet, paper_pixels, write_sheet_image
from picwish_desktop.imaging.sheet_pdf import write_sheet_pdf
from picwish_desktop.model.sheet import CutMark, Paper, PlacedPhoto, SheetPage

MM = 25.4 / 72
A4, POSTCARD = Paper("A4", 210, 297), Paper("10 × 15 cm", 100, 150)
EXACT = 0.01
"""Millimetres."""


def portrait(width: int, height: int, left: int = 100) -> NDArray[np.uint8]:
    return np.ascontiguousarray(data.astronaut()[:height, left : left + width])


def noise(width: int, height: int) -> NDArray[np.uint8]:
    return np.random.default_rng(7).integers(0, 256, (height, width, 3), np.uint8)


def pdf_of(pages: list[SheetPage], pictures: list[NDArray[np.uint8]]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.pdf"
        write_sheet_pdf(pages, pictures, path)
        return path.read_bytes()


class Measured(NamedTuple):
    images: list[tuple[str, tuple[float, ...]]]
    """Name, and the millimetres of its corners from the paper's top left: its own bottom left, bottom right, top
    left."""
    lines: list[tuple[float, ...]]
    thicknesses: set[float]


def measured(page: pypdf.PageObject) -> Measured:
    """An interpreter of the few operators that matter: q, Q, cm, Do, m, l, w (ISO 32000-1, annex A)."""
    contents = page.get_contents()
    assert contents is not None
    found, height = Measured([], [], set()), float(page.mediabox.height)
    matrix, kept, thick = np.eye(3), [], 0.0
    start = np.zeros(3)

    def in_mm(x: float, y: float) -> tuple[float, float]:
        across, up, _ = np.array([x, y, 1]) @ matrix
        return across * MM, (height - up) * MM

    for operands, operator in contents.operations:
        numbers = (
            [float(operand) for operand in operands if not isinstance(operand, pypdf.generic.NameObject)]
            if (operator in (b"cm", b"m", b"l", b"w"))
            else []
        )
        match operator:
            case b"q":
                kept.append((matrix, thick))
            case b"Q":
                matrix, thick = kept.pop()
            case b"cm":
                a, b, c, d, e, f = numbers
                matrix = np.array([[a, b, 0], [c, d, 0], [e, f, 1]]) @ matrix
            case b"w":
                thick = numbers[0]
            case b"Do":
                found.images.append((str(operands[0]), (*in_mm(0, 0), *in_mm(1, 0), *in_mm(0, 1))))
            case b"m":
                start = np.array(numbers)
            case b"l":
                found.lines.append((*in_mm(*start), *in_mm(*numbers)))
                found.thicknesses.add(round(thick * MM, 4))
    return found


def corners(copy: PlacedPhoto) -> tuple[float, ...]:
    """Where the picture's own bottom left, bottom right and top left corners have to be."""
    left, top, right, bottom = copy.x, copy.y, copy.x + copy.width, copy.y + copy.height
    if copy.is_turned:
        return left, top, left, bottom, right, top
    return left, bottom, right, bottom, left, top


def mixed() -> tuple[list[SheetPage], list[NDArray[np.uint8]]]:
    """Pages with upright and turned copies of two photos."""
    pages = lay_out(SheetOrder(POSTCARD, (SheetPhoto(35, 45, 6), SheetPhoto(51, 51, 2))))
    assert {copy.is_turned for page in pages for copy in page.photos} == {True, False}
    return pages, [portrait(413, 500), portrait(300, 300)]


@settings(max_examples=25, deadline=None)
@given(
    st.builds(Paper, st.just("own"), st.floats(60, 300), st.floats(60, 1200)),
    st.lists(st.builds(SheetPhoto, st.floats(20, 50), st.floats(20, 50), st.integers(1, 9)), min_size=1, max_size=3),
)
def test_a_pdf_is_exact(paper: Paper, photos: list[SheetPhoto]) -> None:
    pages = lay_out(SheetOrder(paper, tuple(photos)))
    reader = pypdf.PdfReader(io.BytesIO(pdf_of(pages, [noise(8, 10 + at) for at in range(len(photos))])))
    assert len(reader.pages) == len(pages)
    for page, printed in zip(pages, reader.pages, strict=True):
        box = printed.mediabox
        assert (float(box.left), float(box.bottom)) == (0, 0)
        assert float(box.width) * MM == pytest.approx(page.paper.width, abs=EXACT)
        assert float(box.height) * MM == pytest.approx(page.paper.height, abs=EXACT)
        found = measured(printed)
        assert len(found.images) == len(page.photos)
        for (_, seen), copy in zip(found.images, page.photos, strict=True):
            assert seen == pytest.approx(corners(copy), abs=EXACT)
        assert len(found.lines) == len(page.marks)
        for line, mark in zip(found.lines, page.marks, strict=True):
            assert line == pytest.approx((mark.x0, mark.y0, mark.x1, mark.y1), abs=EXACT)
        assert found.thicknesses <= {0.1}


def test_each_copy_is_of_its_photo_which_is_in_the_file_once_with_all_its_pixels() -> None:
    pages, pictures = mixed()
    reader = pypdf.PdfReader(io.BytesIO(pdf_of(pages, pictures)))
    stored = {}
    for page, printed in zip(pages, reader.pages, strict=True):
        names = {image.name.rsplit(".", 1)[0]: image for image in printed.images}
        for (name, _), copy in zip(measured(printed).images, page.photos, strict=True):
            image = names[name.lstrip("/")]
            assert image.image is not None
            assert np.array_equal(np.asarray(image.image.convert("RGB")), pictures[copy.photo])
            assert image.indirect_reference is not None
            stored[image.indirect_reference.idnum] = copy.photo
    assert sorted(stored.values()) == [0, 1]


def test_a_pdf_says_nothing_about_person_or_time_and_is_the_same_again() -> None:
    pages, pictures = mixed()
    made = pdf_of(pages, pictures)
    assert made == pdf_of(pages, [picture.copy() for picture in pictures])
    reader = pypdf.PdfReader(io.BytesIO(made))
    told = reader.metadata
    assert told is not None
    assert (told.title, told.author, told.subject) == ("Photo sheet", "", "")
    assert str(told["/CreationDate"]).startswith("D:20000101")
    # no "/OpenAction", "/AA" or "/Names", in which scripts are
    assert set(reader.root_object) == {"/Type", "/Pages", "/PageMode", "/ViewerPreferences"}
    assert reader.viewer_preferences is not None
    assert str(reader.viewer_preferences["/PrintScaling"]) == "/None"


def test_a_pdf_looks_like_the_picture_of_the_sheet() -> None:
    pages, _ = mixed()
    pictures = [portrait(413, 512, 80), portrait(500, 500, 0)]
    document = pypdfium2.PdfDocument(pdf_of(pages, pictures))
    for page, printed in zip(pages, document, strict=True):
        drawn = draw_sheet(page, pictures, 300).astype(float)
        rendered = np.asarray(printed.render(scale=300 / 72).to_pil()).astype(float)
        rendered = rendered[: drawn.shape[0], : drawn.shape[1], :3]
        # pdfium widens pictures to whole pixels, which shows at their edges; a turned or exchanged one shows everywhere
        assert np.abs(drawn - rendered).mean() < 6
        assert np.abs(_small(drawn) - _small(rendered)).max() < 45


def _small(sheet: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means over squares of 16 pixels."""
    rows, columns = sheet.shape[0] // 16 * 16, sheet.shape[1] // 16 * 16
    mean: NDArray[np.float64] = sheet[:rows, :columns].reshape(rows // 16, 16, columns // 16, 16, 3).mean((1, 3))
    return mean


def test_a_pdf_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    pages, pictures = mixed()
    path = tmp_path / "sheet.pdf"
    write_sheet_pdf(pages, pictures, path)
    assert path.read_bytes() == pdf_of(pages, pictures)
    with pytest.raises(PictureError, match=r"^“sheet\.pdf” could not be saved: the folder is not there"):
        write_sheet_pdf(pages, pictures, tmp_path / "gone" / "sheet.pdf")


@pytest.mark.parametrize(
    ("paper", "dpi", "pixels"),
    [(POSTCARD, 300, (1181, 1772)), (A4, 300, (2480, 3508)), (A4, 600, (4961, 7016)), (A4.turned, 72, (842, 595))],
)
def test_the_paper_has_its_pixels(paper: Paper, dpi: int, pixels: tuple[int, int]) -> None:
    assert paper_pixels(paper, dpi) == pixels
    if dpi <= 300:
        assert draw_sheet(SheetPage(paper, (), ()), [], dpi).shape == (*reversed(pixels), 3)


def test_a_sheet_that_is_too_large_is_refused() -> None:
    with pytest.raises(PictureError, match=r"^A sheet of 1200 × 1200 mm at 600 dpi has 28346 × 28346 pixels"):
        draw_sheet(SheetPage(Paper("own", 1200, 1200), (), ()), [], 600)


@pytest.mark.parametrize("dpi", [300, 600])
def test_a_picture_of_the_right_size_is_laid_there_bit_for_bit(dpi: int) -> None:
    width, height = round(35 / 25.4 * dpi), round(45 / 25.4 * dpi)
    picture = noise(width, height)
    page = SheetPage(POSTCARD, (PlacedPhoto(0, 3, 3, 35, 45), PlacedPhoto(0, 3, 50, 45, 35, is_turned=True)), ())
    sheet = draw_sheet(page, [picture], dpi)
    left, top, below = (round(length / 25.4 * dpi) for length in (3, 3, 50))
    assert np.array_equal(sheet[top : top + height, left : left + width], picture)
    turned = sheet[below : below + width, left : left + height]
    # clockwise: what was the left column, from below, is the first row
    assert np.array_equal(turned[0], picture[::-1, 0])
    assert np.array_equal(turned, np.rot90(picture, -1))
    assert (sheet[: top - 1] == 255).all()


@pytest.mark.parametrize("off", [-1, 1])
def test_a_picture_that_was_rounded_otherwise_is_not_resampled(off: int) -> None:
    picture = noise(413 + off, 531 + off)
    sheet = draw_sheet(SheetPage(POSTCARD, (PlacedPhoto(0, 3, 3, 35, 45),), ()), [picture], 300)
    assert np.array_equal(sheet[35 : 35 + 531 + off, 35 : 35 + 413 + off], picture)


def test_another_size_is_resampled_to_the_copys_pixels() -> None:
    picture = np.zeros((266, 207, 3), np.uint8)
    sheet = draw_sheet(SheetPage(POSTCARD, (PlacedPhoto(0, 3, 3, 35, 45),), ()), [picture], 300)
    rows, columns = np.nonzero((sheet == 0).all(2))
    assert (columns.min(), columns.max() + 1, rows.min(), rows.max() + 1) == (35, 35 + 413, 35, 35 + 531)


def test_a_copy_at_the_papers_edge_is_whole() -> None:
    """It begins at 768.6 and has 413.6 pixels: rounded each for itself they are one too many for the 1182 there are."""
    copy = PlacedPhoto(0, 65.075, 55, 35.018, 45)
    paper = Paper("own", copy.x + copy.width, 100, is_borderless=True)
    picture = noise(414, 531)
    sheet = draw_sheet(SheetPage(paper, (copy,), ()), [picture], 300)
    assert sheet.shape[1] == 1182
    assert np.array_equal(sheet[650 : 650 + 531, -414:], picture)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([72, 150, 300]), st.integers(1, 12), st.sampled_from([0.0, 0.4, 2.0]))
def test_marks_are_grey_and_on_no_photo(dpi: int, copies: int, gap: float) -> None:
    order = SheetOrder(POSTCARD, (SheetPhoto(25, 35, copies), SheetPhoto(33, 48, 1)), gap=gap)
    pictures = [np.full((35, 25, 3), (255, 0, 0), np.uint8), np.full((48, 33, 3), (255, 0, 0), np.uint8)]
    page = lay_out(order)[0]
    drawn = draw_sheet(page, pictures, dpi)
    bare = draw_sheet(SheetPage(page.paper, page.photos, ()), pictures, dpi)
    changed = (drawn != bare).any(2)
    assert changed.any()
    assert (drawn[changed] == 128).all()
    assert (bare[changed] == 255).all()


def test_a_mark_is_where_it_belongs() -> None:
    sheet = draw_sheet(SheetPage(POSTCARD, (), (CutMark(50, 10, 50, 20),)), [], 254)
    rows, columns = np.nonzero(sheet[..., 0] != 255)
    assert set(columns) <= {499, 500}
    assert (rows.min(), rows.max()) == (100, 199)
    assert len(rows) == 100


@pytest.mark.parametrize(("ending", "format_name"), [("png", "PNG"), ("jpg", "JPEG"), ("tif", "TIFF")])
def test_a_sheets_file_says_its_dpi(tmp_path: Path, ending: str, format_name: str) -> None:
    pages, pictures = mixed()
    path = tmp_path / f"sheet.{ending}"
    write_sheet_image(path, pages[0], pictures, 300)
    drawn = draw_sheet(pages[0], pictures, 300)
    with Image.open(path) as image:
        assert image.format == format_name
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)
        pixels = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(pixels - drawn).mean() <= (1.5 if format_name == "JPEG" else 0)


def test_pages_of_a_pdf_may_lie_differently() -> None:
    pages = [SheetPage(A4, (), ()), SheetPage(A4.turned, (), ())]
    boxes = [page.mediabox for page in pypdf.PdfReader(io.BytesIO(pdf_of(pages, []))).pages]
    assert [round(float(box.width) * MM, 2) for box in boxes] == [210, 297]
    assert all(one != two for one, two in pairwise(boxes))
