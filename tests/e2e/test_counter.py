"""The counter as a person works at it: three customers one after the other, with mouse and keys, and what each takes
along."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QPoint, QRect
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from picwish_desktop.idphoto.guides import GuideName
from picwish_desktop.model.document import Document
from picwish_desktop.model.id_photo import IdPhoto, Lines
from picwish_desktop.model.portrait import Landmarks, Point, apply
from picwish_desktop.ui.id_photo.printing import PrintResult, PrintSystem, print_sheet
from picwish_desktop.ui.panels.background_colors import BackgroundColors
from picwish_desktop.ui.theme import Theme
from picwish_desktop.ui.widgets.document_picker import DocumentPicker
from picwish_desktop.ui.widgets.swatches import Swatch
from picwish_desktop.vision.worker import NOTHING, Progress, Worker
from picwish_desktop.workflows.id_photo import Finished
from tests.benchmarks.portraits import Portrait, plain, scaling, shift, turn, warped
from tests.e2e.person import HAND, Person, _move, _xdotool
from tests.ui.id_photo.printed import printed
from tests.ui.id_photo.test_printing import LAB, FilePrinter
from tests.waiting import until

Pixels = NDArray[np.uint8]

PATIENCE = 60.0
"""Seconds that a person has work with a customer, at most; what the machine takes is for the benchmarks."""
GREY, WHITE = (220, 220, 220), (255, 255, 255)
CUP = {"crown": 0.18, "chin": 0.72, "eyes": 0.42}
"""Where a person may see crown, chin and eyes on what has no face, in shares of the ID photo's height."""

_asked: list[str] = []


def _note(event: str, values: tuple[object, ...]) -> None:
    if event == "socket.getaddrinfo" or (event == "socket.connect" and isinstance(values[1], tuple)):
        _asked.append(event)


# a hook cannot be taken out again
sys.addaudithook(_note)


class Printing(QDialog):
    """The system's dialog: Enter prints."""

    def __init__(self, _printer: QPrinter, parent: QWidget | None) -> None:
        super().__init__(parent)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(f"Print on {LAB}"))
        layout.addWidget(buttons)


class Shop:
    """What the person meets beside the window: a printer, and what is noted of the engine and the network."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.paper = folder / "printed.pdf"
        self.tasks: list[str] = []
        system = PrintSystem(lambda: [LAB], lambda: FilePrinter(self.paper), Printing)
        run = Worker.run

        async def print_here(*arguments: Any, **named: Any) -> PrintResult:
            return await print_sheet(*arguments, **named, system=system)

        async def noted(
            worker: Worker,
            task: str,
            arrays: Mapping[str, NDArray[Any]],
            progress: Progress,
            options: Mapping[str, Any] = NOTHING,
        ) -> dict[str, NDArray[Any]]:
            self.tasks.append(task)
            return await run(worker, task, arrays, progress, options)

        monkeypatch.setattr("picwish_desktop.ui.id_photo.printing.print_sheet", print_here)
        monkeypatch.setattr(Worker, "run", noted)
        _asked.clear()

    @property
    def cuts(self) -> int:
        return self.tasks.count("cut_out")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    return Shop(tmp_path, monkeypatch)


def sitting(warp: NDArray[np.float64], size: tuple[int, int]) -> Portrait:
    """The astronaut, three times as large, before the camera."""
    return warped(plain(), warp @ scaling(3, 3), size)


# what the person does


async def shows(person: Person, widget: QWidget) -> None:
    """Turn the wheel over the column until a control of it can be seen."""
    area = person.window.id_photo_panel.findChildren(QScrollArea)[0]
    view = area.viewport()

    def distance() -> int:
        place = QRect(widget.mapTo(view, QPoint()), widget.size())
        return min(place.top(), 0) or max(place.bottom() - view.height() + 1, 0)

    bar = area.verticalScrollBar()
    if distance():
        # beside the controls, some of which take the wheel
        await _xdotool(*_move(view.mapToGlobal(QPoint(3, view.height() // 2))))
    for _ in range(100):
        if not (away := distance()):
            return
        before = bar.value()
        await _xdotool("click", "5" if away > 0 else "4")
        await until(partial(_is_other, bar, before))
    raise AssertionError(f"{widget.accessibleName()} cannot be seen")


async def presses(person: Person, widget: QWidget) -> None:
    await shows(person, widget)
    await person.clicks(widget)


def _is_other(bar: QScrollBar, before: int) -> bool:
    return bar.value() != before


def control(person: Person, kind: type[QWidget], name: str) -> QWidget:
    found = (one for one in person.window.id_photo_panel.findChildren(kind) if one.accessibleName().startswith(name))
    return next(one for one in found if one.isVisible())


async def turns_to_id_photos(person: Person) -> None:
    window = person.window
    buttons = window.rail.findChildren(QToolButton)
    await person.clicks(next(button for button in buttons if button.accessibleName() == "ID photo"))
    await until(lambda: window.id_photos.spec is not None and window.counter.ticket.number)


async def types_name(person: Person, name: str) -> None:
    await presses(person, control(person, QLineEdit, "Customer"))
    await person.types(name)
    await until(lambda: person.window.counter.ticket.name == name)


async def finds_document(person: Person, text: str, *keys: str) -> None:
    """By the keyboard alone."""
    window = person.window
    await person.keys("ctrl+f")
    picker = window.id_photo_panel.findChildren(DocumentPicker)[0]
    await until(picker.isVisible)
    before = window.id_photos.spec
    await person.types(text)
    field = picker.findChildren(QLineEdit)[0]
    await until(lambda: field.text() == text)
    person.looks(f"finds-{text.replace(' ', '-')}")
    await person.keys(*keys, "Return")
    await until(lambda: window.id_photos.spec is not before)


async def is_framed(person: Person) -> Finished:
    entry = person.window.documents.current
    assert entry is not None
    await until(lambda: not entry.is_busy and person.window.id_photos.finished(entry) is not None)
    finished = person.window.id_photos.finished(entry)
    assert finished is not None
    return finished


async def drags_line(person: Person, name: GuideName, share: float) -> None:
    """A guide, from where it is to a share of the ID photo's height."""
    view = person.window.portrait_view
    assert view.scene is not None
    guide = next(guide for guide in view.scene.guides if guide.name == name)
    ratio, frame = view.frame.ratio, view.frame
    start = QPoint(round(frame.x(0.1) / ratio), round(frame.y(guide.value_share) / ratio))
    by = round(frame.y(share) / ratio) - start.y()
    await person.drags_by(view.mapToGlobal(start), (0, by // 2), (0, by - by // 2))
    await until(lambda: _share(view.scene, name) == pytest.approx(share, abs=0.005))


def _share(scene: Any, name: GuideName) -> float:
    return next(float(guide.value_share) for guide in scene.guides if guide.name == name)


async def saves(person: Person, folder: Path) -> Path:
    before = set(folder.glob("*.jpg"))
    await person.keys("ctrl+s")
    await until(lambda: set(folder.glob("*.jpg")) - before)
    (file,) = set(folder.glob("*.jpg")) - before
    return file


async def next_customer(person: Person) -> None:
    window = person.window
    number = window.counter.ticket.number
    await person.keys("ctrl+n")
    await until(lambda: len(window.documents) == 0 and window.counter.ticket.number > number)


# what they take along


def made(document: Document) -> IdPhoto:
    assert document.state.id_photo is not None
    return document.state.id_photo


def crown_mm(document: Document, aspect: float) -> Point:
    """From the upper left corner of what is 45 mm high."""
    x, y = apply(made(document).placement.from_photo(45 * aspect, 45), made(document).landmarks.crown)
    return x, y


def head_share(marks: Landmarks, id_photo: IdPhoto, size: tuple[int, int]) -> float:
    """Crown to chin in a file, of its height."""
    matrix = id_photo.placement.from_photo(*size)
    crown, chin = apply(matrix, marks.crown), apply(matrix, marks.chin)
    return float(np.hypot(chin[0] - crown[0], chin[1] - crown[1])) / size[1]


def levelled(marks: Landmarks, id_photo: IdPhoto, size: tuple[int, int]) -> float:
    """Degrees that the eyes lie from level."""
    matrix = id_photo.placement.from_photo(*size)
    (x0, y0), (x1, y1) = apply(matrix, marks.left_eye), apply(matrix, marks.right_eye)
    return float(np.degrees(np.arctan2(y1 - y0, x1 - x0)))


def read(file: Path, size: tuple[int, int]) -> NDArray[np.int_]:
    with Image.open(file) as image:
        assert (image.format, image.size, image.mode) == ("JPEG", size, "RGB")
        assert image.info["dpi"] == (300, 300)
        return np.asarray(image).astype(int)


def is_there(color: tuple[int, int, int], pixels: NDArray[np.int_]) -> bool:
    """In both upper corners, but for what JPEG makes of it."""
    corners = pixels[3:15, 3:15], pixels[3:15, -15:-3]
    return all(bool((np.abs(corner - color) <= 4).all()) for corner in corners)


def face_difference(pixels: NDArray[np.int_], photo: Pixels, marks: Landmarks, id_photo: IdPhoto) -> float:
    """Of levels, on average, between a file's face and the photo's, which is put in its place by another program."""
    height, width = pixels.shape[:2]
    a, b, c, d, e, f = id_photo.placement.from_photo(width, height)
    # OpenCV's points are the middles of pixels
    matrix = np.array([[a, b, c + (a + b - 1) / 2], [d, e, f + (d + e - 1) / 2]])
    soft = cv2.GaussianBlur(photo, (0, 0), max(0.1, 0.4 / np.hypot(a, d)))
    there = cv2.warpAffine(soft, matrix, (width, height), flags=cv2.INTER_AREA)
    (x0, y0), (x1, _) = (apply((a, b, c, d, e, f), eye) for eye in (marks.left_eye, marks.right_eye))
    rows, columns = slice(round(y0) - 5, round(y0 + (x1 - x0))), slice(round(x0), round(x1))
    return float(np.abs(pixels[rows, columns] - there[rows, columns].astype(int)).mean())


@pytest.mark.parametrize("theme", [Theme.DARK, Theme.LIGHT])
async def test_three_customers(person: Person, shop: Shop, tmp_path: Path, theme: Theme) -> None:
    window = person.window
    window.choose_theme(theme)
    visitor = sitting(shift(200, 260) @ turn(4, (666, 330)), (1900, 2000))
    islander = sitting(shift(60, 120), (1650, 1700))
    for name, pixels in (
        ("visitor", visitor.picture),
        ("islander", islander.picture),
        ("pupil", np.asarray(Image.fromarray(skimage.data.coffee()).resize((1200, 800)))),
    ):
        Image.fromarray(pixels).save(tmp_path / f"{name}.png")
    await turns_to_id_photos(person)
    person.looks("nobody-yet")

    # a visa: framed by itself, another colour, a nudge, a sheet
    began = HAND.seconds
    await types_name(person, "Ana")
    document = await person.opens(tmp_path / "visitor.png")
    await is_framed(person)
    person.looks("visa-framed")
    assert made(document).lines is Lines.FOUND
    assert shop.cuts == 1
    automatic = crown_mm(document, 413 / 531)
    await presses(person, control(person, Swatch, "White"))
    await until(lambda: made(document).background == WHITE)
    await person.clicks(window.portrait_view)
    await person.keys("Right", "Down")
    moved = automatic[0] + 0.25, automatic[1] + 0.25
    await until(lambda: crown_mm(document, 413 / 531) == pytest.approx(moved, abs=0.01))
    finished = await is_framed(person)
    file = await saves(person, tmp_path)
    assert file.read_bytes() == finished.file
    await person.keys("ctrl+p")
    await until(lambda: window.centre.currentWidget() is window.sheet_view)
    await person.sees_dialog(Printing)
    person.looks("visa-prints")
    await person.keys("Return")
    await until(lambda: shop.paper.exists() and window.counter.last is not None)
    person.looks("visa-sheet")
    visa = made(document)
    sheet = window.counter.ticket.sheet
    await next_customer(person)
    assert HAND.seconds - began < PATIENCE
    assert shop.cuts == 1

    pixels = read(file, (413, 531))
    assert is_there(WHITE, pixels)
    assert 32 <= head_share(visitor.landmarks, visa, (413, 531)) * 45 <= 36
    assert abs(levelled(visitor.landmarks, visa, (413, 531))) < 1.5
    assert face_difference(pixels, visitor.picture, visitor.landmarks, visa) < 4
    (page,) = printed(shop.paper)
    assert len(page.images) == sheet.copies >= 4
    for image in page.images:
        # one that lies on its side is turned in its pixels
        assert sorted((image.width, image.height)) == pytest.approx([35, 45], abs=0.1)

    # a passport that may not be edited
    began = HAND.seconds
    await types_name(person, "Ben")
    await finds_document(person, "uk passport")
    document = await person.opens(tmp_path / "islander.png")
    await is_framed(person)
    colors = window.id_photo_panel.findChildren(BackgroundColors)[0]
    await shows(person, colors)
    person.looks("passport-framed")
    assert not any(swatch.isEnabled() for swatch in colors.findChildren(Swatch))
    said = [label.text() for label in colors.findChildren(QLabel) if label.isVisible()]
    assert any("authority does not allow" in text for text in said)
    assert all("unaltered by computer software" in swatch.toolTip() for swatch in colors.findChildren(Swatch))
    file = await saves(person, tmp_path)
    passport = made(document)
    await next_customer(person)
    assert HAND.seconds - began < PATIENCE
    assert shop.cuts == 1, "nothing was cut out"
    assert passport.keeps_background

    pixels = read(file, (600, 750))
    assert 50 * 1024 <= file.stat().st_size <= 10240 * 1024
    assert 29 <= head_share(islander.landmarks, passport, (600, 750)) * 45 <= 34
    assert face_difference(pixels, islander.picture, islander.landmarks, passport) < 4
    # her own background, in the corners, too
    for x, y in ((12, 12), (588, 12)):
        there = apply(passport.placement.to_photo(600, 750), (x, y))
        column, row = (round(min(max(at, 4), side - 5)) for at, side in zip(there, (1650, 1700), strict=True))
        own = islander.picture[row - 4 : row + 5, column - 4 : column + 5].reshape(-1, 3).mean(axis=0)
        seen = pixels[y - 3 : y + 4, x - 3 : x + 4].reshape(-1, 3).mean(axis=0)
        assert np.abs(own - seen).max() < 20

    # where no face is found
    began = HAND.seconds
    await types_name(person, "Li")
    await finds_document(person, "china one inch")
    assert window.id_photos.spec is not None
    assert window.id_photos.spec.id == "cn-1inch"
    document = await person.opens(tmp_path / "pupil.png")
    await is_framed(person)
    assert made(document).lines is Lines.GUESSED
    assert window.portrait_view.scene is not None
    assert window.portrait_view.scene.hint == "Still to be placed: crown, eyes and chin."
    person.looks("no-face")
    cut = shop.cuts
    assert cut == 2
    for name, share in CUP.items():
        await drags_line(person, name, share)  # type: ignore[arg-type]
    person.looks("lines-dragged")
    pointed = made(document)
    await person.keys("ctrl+0")
    await until(lambda: made(document).placement != pointed.placement)
    assert made(document).landmarks == pointed.landmarks
    most = control(person, QLineEdit, "At most")
    await presses(person, most)
    await person.types("15")
    finished = await is_framed(person)
    file = await saves(person, tmp_path)
    await shows(person, most)
    person.looks("inch-saved")
    inch = made(document)
    await next_customer(person)
    assert HAND.seconds - began < PATIENCE
    assert shop.cuts == cut

    read(file, (295, 413))
    assert file.stat().st_size <= 15 * 1024
    assert len(finished.file or b"") > 15 * 1024, "without the limit it would be larger"
    assert 0.7 <= head_share(inch.landmarks, inch, (295, 413)) <= 0.8
    crown = apply(pointed.placement.from_photo(295, 413), inch.landmarks.crown)
    assert crown[1] / 413 == pytest.approx(CUP["crown"], abs=0.005)

    # what the counter keeps of them
    tickets = {ticket.number: ticket for ticket in await window.counter.tickets.find("")}
    orders = [(one.number, one.name, *(photo.document for photo in one.photos)) for one in tickets.values()]
    assert sorted(orders) == [
        ("0001", "Ana", "schengen-visa"),
        ("0002", "Ben", "uk-passport"),
        ("0003", "Li", "cn-1inch"),
    ]
    assert [ticket.printed is not None for _, ticket in sorted(tickets.items())] == [True, False, False]
    assert all(len(ticket.saved) == 1 for ticket in tickets.values())
    assert window.counter.ticket.number == "0004"
    assert _asked == [], "nobody was asked anything"
    person.looks("done")
    await window.counter.ticket.laid_out()
