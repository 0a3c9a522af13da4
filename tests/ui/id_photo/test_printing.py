"""Printing: exact on paper, whatever the printer, and nothing is printed that does not fit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QWidget
from shiboken6 import isValid

from picwish_desktop.idphoto.calibration import CalibrationStore, calibration_from, ruler_page
from picwish_desktop.idphoto.papers import bundled_papers, find_paper
from picwish_desktop.idphoto.sheet import SheetOrder, SheetPhoto, lay_out
from picwish_desktop.model.sheet import Paper, PlacedPhoto, SheetPage
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.dialogs.no_printer import NoPrinterDialog
from picwish_desktop.ui.id_photo.printer_pages import PrintError
from picwish_desktop.ui.id_photo.printing import (
    PrintOutcome,
    PrintResult,
    PrintSystem,
    print_ruler,
    print_sheet,
)
from tests.ui.id_photo.printed import Printed, printed
from tests.waiting import until

LAB = "Lab"
EXACT = 0.1
POINT = 25.4 / 72
POSTCARD = find_paper("10x15")
NEARLY_A4 = Paper("nearly A4", 209.2, 296.2)
"""So near that Qt would take the one for the other."""


class FilePrinter(QPrinter):
    """A printer as far as the program can see, whose paper is a PDF."""

    def __init__(self, file: Path) -> None:
        super().__init__(QPrinter.PrinterMode.HighResolution)
        self.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        self.setOutputFileName(str(file))
        self.name = LAB
        self.copies_itself = False
        self.aborted = 0
        self.sides = QPrinter.DuplexMode.DuplexAuto

    def outputFileName(self) -> str:
        return ""

    def printerName(self) -> str:
        return self.name

    def setPrinterName(self, name: str) -> None:
        self.name = name

    def setDuplex(self, duplex: QPrinter.DuplexMode) -> None:
        self.sides = duplex

    def supportsMultipleCopies(self) -> bool:
        return self.copies_itself

    def abort(self) -> bool:
        self.aborted += 1
        return super().abort()


class Shop:
    """A system with a printer, and a person at its dialog."""

    def __init__(self, file: Path, person: Callable[[FilePrinter], bool] = lambda _: True) -> None:
        """`person` chooses on the printer, and says whether to print."""
        self.file = file
        self.printer = FilePrinter(file)
        self.person = person
        self.parent: QWidget | None = None

    def system(self, names: Sequence[str] = (LAB,)) -> PrintSystem:
        return PrintSystem(lambda: names, lambda: self.printer, self.dialog)

    def dialog(self, printer: QPrinter, parent: QWidget | None) -> QDialog:
        assert printer is self.printer
        self.parent = parent
        shop = self

        class Answering(QDialog):
            def setVisible(self, is_visible: bool) -> None:
                if is_visible:
                    # as on Windows, where the answer is there when the dialog has opened
                    assert asyncio.current_task() is None
                    self.done(int(shop.person(shop.printer)))

        return Answering(parent)

    def pages(self) -> list[Printed]:
        return printed(self.file)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "printed.pdf"


@pytest.fixture
def store(tmp_path: Path) -> CalibrationStore:
    return CalibrationStore(tmp_path / "calibrations.json")


def picture(width: int, height: int, seed: int = 1) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def mixed(paper: Paper = POSTCARD) -> tuple[list[SheetPage], list[NDArray[np.uint8]]]:
    pages = lay_out(SheetOrder(paper, (SheetPhoto(35, 45, 6), SheetPhoto(51, 51, 4))))
    return pages, [picture(41, 53), picture(60, 60, 2)]


def images(pictures: Sequence[NDArray[np.uint8]]) -> list[QImage]:
    return [image_over(pixels) for pixels in pictures]


async def printing(
    shop: Shop, store: CalibrationStore, pages: Sequence[SheetPage], pictures: Sequence[NDArray[np.uint8]]
) -> PrintResult:
    return await print_sheet(None, pages, images(pictures), store, "Customer 0412", system=shop.system())


def paper_layout(width: float, height: float, margin: float = 0) -> QPageLayout:
    size = QPageSize(QSizeF(width, height), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch)
    margins = QMarginsF(margin, margin, margin, margin)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)


@pytest.mark.parametrize(
    "paper", [*bundled_papers(), Paper("own", 61.3, 187.7), NEARLY_A4], ids=lambda paper: paper.name
)
@pytest.mark.parametrize("orientation", ["upright", "turned"])
async def test_what_is_printed_is_exact(file: Path, store: CalibrationStore, paper: Paper, orientation: str) -> None:
    pictures = [picture(41, 53), picture(30, 30, 2)]
    photos = SheetPhoto(35, 45, 3), SheetPhoto(51, 51, 2)
    pages = lay_out(SheetOrder(paper, photos, orientation="turned" if orientation == "turned" else "upright"))
    shop = Shop(file)
    assert await printing(shop, store, pages, pictures) == PrintResult(PrintOutcome.PRINTED, LAB)
    assert len(shop.pages()) == len(pages)
    for page, found in zip(pages, shop.pages(), strict=True):
        # Qt's papers have whole points
        assert (found.width, found.height) == pytest.approx((page.paper.width, page.paper.height), abs=POINT)
        for copy, image in zip(page.photos, found.images, strict=True):
            place = copy.x, copy.y, copy.width, copy.height
            assert image[1:] == pytest.approx(place, abs=EXACT)
            as_it_lies = np.rot90(pictures[copy.photo], -1) if copy.is_turned else pictures[copy.photo]
            assert np.array_equal(image.pixels, as_it_lies)
        assert len(found.lines) == len(page.marks)
        for mark, line in zip(page.marks, found.lines, strict=True):
            assert line[:4] == pytest.approx((mark.x0, mark.y0, mark.x1, mark.y1), abs=EXACT)
            assert line.thickness == pytest.approx(0.1, abs=0.001)


@pytest.mark.parametrize("resolution", [150, 203, 300, 1200])
async def test_the_printers_resolution_changes_nothing(file: Path, store: CalibrationStore, resolution: int) -> None:
    pages, pictures = mixed()
    shop = Shop(file)
    shop.printer.setResolution(resolution)
    await printing(shop, store, pages, pictures)
    for page, found in zip(pages, shop.pages(), strict=True):
        for copy, image in zip(page.photos, found.images, strict=True):
            assert image[1:] == pytest.approx((copy.x, copy.y, copy.width, copy.height), abs=EXACT)


async def test_a_photo_goes_to_the_printer_once_for_each_way_it_lies(file: Path, store: CalibrationStore) -> None:
    copies = [PlacedPhoto(0, 3 + 20 * at, 3 + 30 * down, 10, 20, bool(down)) for down in (0, 1) for at in range(3)]
    page = SheetPage(POSTCARD, tuple(copies), ())
    await printing(Shop(file), store, [page, page], [picture(100, 200)])
    assert file.read_bytes().count(b"/Subtype /Image") == 2


async def test_a_calibrated_printer_is_made_up_for(file: Path, store: CalibrationStore) -> None:
    """On a paper that lies turned, the short side is down."""
    store.save(LAB, POSTCARD.name, calibration_from(99, 102))
    pages = lay_out(SheetOrder(POSTCARD, (SheetPhoto(35, 45, 2),), orientation="turned"))
    shop = Shop(file)
    await printing(shop, store, pages, [picture(35, 45)])
    copy, image = pages[0].photos[0], shop.pages()[0].images[0]
    long, short = 100 / 102, 100 / 99
    expected = copy.x * long, copy.y * short, copy.width * long, copy.height * short
    assert image[1:] == pytest.approx(expected, abs=EXACT)
    assert image.width != pytest.approx(copy.width, abs=EXACT)


async def test_the_printer_that_was_chosen_in_the_dialog_is_the_one_made_up_for(
    file: Path, store: CalibrationStore
) -> None:
    store.save("Other", POSTCARD.name, calibration_from(98, 98))

    def choose(printer: FilePrinter) -> bool:
        printer.name = "Other"
        return True

    pages, pictures = mixed()
    shop = Shop(file, choose)
    assert await printing(shop, store, pages, pictures) == PrintResult(PrintOutcome.PRINTED, "Other")
    assert shop.pages()[0].images[0].width == pytest.approx(pages[0].photos[0].width / 0.98, abs=EXACT)


async def test_what_a_calibration_pushes_over_the_edge_is_said(file: Path, store: CalibrationStore) -> None:
    store.save(LAB, POSTCARD.name, calibration_from(90, 90))
    page = SheetPage(POSTCARD, (PlacedPhoto(0, 1, 1, 98, 148),), ())
    with pytest.raises(PrintError, match="larger margin"):
        await printing(Shop(file), store, [page], [picture(98, 148)])
    assert not file.exists()


async def test_the_printer_is_told_what_is_printed(file: Path, store: CalibrationStore) -> None:
    shop = Shop(file, lambda _: False)
    parent = QWidget()
    names = ["First", LAB]
    pages, pictures = mixed()
    result = await print_sheet(
        parent, pages, images(pictures), store, "Customer 7", printer=LAB, system=shop.system(names)
    )
    assert result == PrintResult(PrintOutcome.CANCELLED)
    assert shop.parent is parent
    assert shop.printer.docName() == "Customer 7"
    assert shop.printer.name == LAB
    assert shop.printer.sides == QPrinter.DuplexMode.DuplexNone
    assert shop.printer.fullPage()
    assert shop.printer.pageLayout().pageSize().size(QPageSize.Unit.Millimeter).toTuple() == (100, 150)
    assert not file.exists()
    parent.deleteLater()


async def test_a_printer_that_is_gone_is_not_asked_for(file: Path, store: CalibrationStore) -> None:
    shop = Shop(file, lambda _: False)
    pages, pictures = mixed()
    await print_sheet(None, pages, images(pictures), store, "", printer="Gone", system=shop.system())
    assert shop.printer.name == LAB


async def test_a_paper_that_the_dialog_lost_is_set_again(file: Path, store: CalibrationStore) -> None:
    """Drivers hand back their own default, with margins."""

    def forget(printer: FilePrinter) -> bool:
        printer.setFullPage(False)
        return printer.setPageLayout(paper_layout(210, 297, 12))

    pages, pictures = mixed()
    shop = Shop(file, forget)
    await printing(shop, store, pages, pictures)
    found, copy = shop.pages()[0], pages[0].photos[0]
    assert (found.width, found.height) == pytest.approx((100, 150), abs=POINT)
    assert found.images[0][1:] == pytest.approx((copy.x, copy.y, copy.width, copy.height), abs=EXACT)


async def test_the_printers_own_name_for_the_paper_is_kept(file: Path, store: CalibrationStore) -> None:
    """4 × 6 inches for 10 × 15 cm, with margins that move nothing."""

    def choose(printer: FilePrinter) -> bool:
        printer.setFullPage(False)
        return printer.setPageLayout(paper_layout(101.6, 152.4, 5))

    pages, pictures = mixed()
    shop = Shop(file, choose)
    await printing(shop, store, pages, pictures)
    found, copy = shop.pages()[0], pages[0].photos[0]
    assert (found.width, found.height) == pytest.approx((101.6, 152.4), abs=POINT)
    assert found.images[0][1:] == pytest.approx((copy.x, copy.y, copy.width, copy.height), abs=EXACT)


@pytest.mark.parametrize("size", [(89, 200), (200, 127)])
async def test_what_does_not_fit_on_the_printers_paper_is_not_printed(
    file: Path, store: CalibrationStore, size: tuple[int, int]
) -> None:
    """A driver without the sheet's paper."""

    class Stubborn(FilePrinter):
        def setPageLayout(self, _layout: QPageLayout) -> bool:
            return super().setPageLayout(paper_layout(*size))

    shop = Shop(file)
    shop.printer = Stubborn(file)
    pages, pictures = mixed()
    with pytest.raises(PrintError, match=rf"{size[0]} × {size[1]} mm.*“10 × 15 cm”"):
        await printing(shop, store, pages, pictures)
    assert not file.exists()


def choosing(
    *,
    copies: int = 1,
    is_collated: bool = True,
    is_reversed: bool = False,
    ranges: str = "",
    copies_itself: bool = False,
) -> Callable[[FilePrinter], bool]:
    def choose(printer: FilePrinter) -> bool:
        printer.setCopyCount(copies)
        printer.setCollateCopies(is_collated)
        if is_reversed:
            printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)
        if ranges:
            printer.setPageRanges(printer.pageRanges().fromString(ranges))
        printer.copies_itself = copies_itself
        return True

    return choose


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (choosing(), [1, 2, 3]),
        (choosing(copies=2), [1, 2, 3, 1, 2, 3]),
        (choosing(copies=2, is_collated=False), [1, 1, 2, 2, 3, 3]),
        (choosing(copies=2, copies_itself=True), [1, 2, 3]),
        (choosing(is_reversed=True), [3, 2, 1]),
        (choosing(ranges="2-3"), [2, 3]),
        (choosing(ranges="1,3", copies=2), [1, 3, 1, 3]),
    ],
)
async def test_copies_and_pages_are_those_chosen(
    file: Path, store: CalibrationStore, choices: Callable[[FilePrinter], bool], expected: list[int]
) -> None:
    """Page n has n copies."""
    pages = [
        SheetPage(POSTCARD, tuple(PlacedPhoto(0, 5, 5 + 20 * at, 10, 15) for at in range(count)), ())
        for count in (1, 2, 3)
    ]
    shop = Shop(file, choices)
    await printing(shop, store, pages, [picture(10, 15)])
    assert [len(page.images) for page in shop.pages()] == expected


async def test_pages_that_there_are_not_are_said(file: Path, store: CalibrationStore) -> None:
    pages, pictures = mixed()
    with pytest.raises(PrintError, match="none of the pages"):
        await printing(Shop(file, choosing(ranges="7-9")), store, pages, pictures)
    assert not file.exists()


async def test_the_window_goes_on_between_copies(file: Path, store: CalibrationStore) -> None:
    pages = lay_out(SheetOrder(find_paper("a4"), (SheetPhoto(35, 45, 20),)))
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(other())
    await printing(Shop(file), store, pages, [picture(35, 45)])
    beside.cancel()
    assert turns > 20


async def test_printing_that_is_cancelled_stops_the_printer(file: Path, store: CalibrationStore) -> None:
    pages, pictures = mixed(find_paper("a4"))
    shop = Shop(file)
    task = asyncio.create_task(printing(shop, store, pages, pictures))
    await until(lambda: shop.printer.printerState() == QPrinter.PrinterState.Active)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert shop.printer.aborted == 1


async def test_a_question_that_is_cancelled_goes_away(file: Path, store: CalibrationStore) -> None:
    dialogs: list[QDialog] = []

    def dialog(_printer: QPrinter, parent: QWidget | None) -> QDialog:
        dialogs.append(QDialog(parent))
        return dialogs[0]

    shop = Shop(file)
    system = PrintSystem(lambda: [LAB], lambda: shop.printer, dialog)
    pages, pictures = mixed()
    task = asyncio.create_task(print_sheet(None, pages, images(pictures), store, "", system=system))
    await until(lambda: bool(dialogs) and dialogs[0].isVisible())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not isValid(dialogs[0]) or not dialogs[0].isVisible()


@pytest.mark.qt_log_ignore("QPainter::begin")
async def test_a_printer_that_refuses_is_named(tmp_path: Path, store: CalibrationStore) -> None:
    shop = Shop(tmp_path / "missing" / "printed.pdf")
    pages, pictures = mixed()
    with pytest.raises(PrintError, match="“Lab” does not take the sheet"):
        await printing(shop, store, pages, pictures)


@pytest.mark.parametrize(
    ("text", "outcome"), [("Save as PDF…", PrintOutcome.PDF_WANTED), ("Cancel", PrintOutcome.CANCELLED)]
)
async def test_without_a_printer_a_pdf_is_offered(
    file: Path, store: CalibrationStore, text: str, outcome: PrintOutcome
) -> None:
    window = QWidget()
    pages, pictures = mixed()
    task = asyncio.create_task(
        print_sheet(window, pages, images(pictures), store, "", system=Shop(file).system(names=()))
    )
    await until(lambda: any(dialog.isVisible() for dialog in window.findChildren(NoPrinterDialog)))
    dialog = window.findChildren(NoPrinterDialog)[0]
    assert "no printer" in " ".join(label.text() for label in dialog.findChildren(QLabel))
    next(button for button in dialog.findChildren(QPushButton) if button.text() == text).click()
    assert await task == PrintResult(outcome)
    window.deleteLater()


async def test_the_systems_own_dialog_is_asked(file: Path, store: CalibrationStore) -> None:
    """The real one, on a printer that is a file: a calibration is a printer's, not a file's."""
    window = QWidget()
    pages, pictures = mixed()
    store.save("", POSTCARD.name, calibration_from(95, 95))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(file))
    system = PrintSystem(lambda: [LAB], lambda: printer, QPrintDialog)
    task = asyncio.create_task(print_sheet(window, pages, images(pictures), store, "", system=system))
    await until(lambda: any(dialog.isVisible() for dialog in window.findChildren(QPrintDialog)))
    dialog = window.findChildren(QPrintDialog)[0]
    assert dialog.maxPage() == len(pages)
    dialog.accept()
    assert await task == PrintResult(PrintOutcome.PRINTED, "")
    copy, image = pages[0].photos[0], printed(file)[0].images[0]
    assert image[1:] == pytest.approx((copy.x, copy.y, copy.width, copy.height), abs=EXACT)
    window.deleteLater()


@pytest.mark.parametrize("name", ["a4", "10x15"])
async def test_a_ruler_is_exact_and_uncalibrated(file: Path, store: CalibrationStore, name: str) -> None:
    paper = find_paper(name)
    store.save(LAB, paper.name, calibration_from(95, 95))
    ruler = ruler_page(paper)
    shop = Shop(file)
    assert await print_ruler(None, ruler, "Ruler", system=shop.system()) == PrintResult(PrintOutcome.PRINTED, LAB)
    found = shop.pages()[0]
    straight = [line for line in found.lines if line.thickness]
    for wanted, line in zip(ruler.lines, straight, strict=False):
        assert line[:4] == pytest.approx((wanted.x0, wanted.y0, wanted.x1, wanted.y1), abs=EXACT)
    assert len(straight) >= len(ruler.lines)
    lengths = [max(abs(line.x1 - line.x0), abs(line.y1 - line.y0)) for line in straight[:2]]
    assert lengths == pytest.approx([ruler.length] * 2, abs=0.01)
