"""The sheet as it is seen: what is where, in what size, and what the keys do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPalette
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.idphoto.calibration import ruler_page
from picwish_desktop.idphoto.papers import find_paper
from picwish_desktop.idphoto.sheet import SheetOrder, SheetPhoto, lay_out
from picwish_desktop.model.sheet import CutMark, Paper, PlacedPhoto, SheetPage
from picwish_desktop.ui.id_photo.sheet_page_view import AROUND, EMPTY, SheetPageView, true_scale
from picwish_desktop.ui.id_photo.sheet_painter import SheetPainter, paint_ruler
from picwish_desktop.ui.id_photo.sheet_view import SheetView

RED, GREEN, BLUE, GREY = QColor("#d02020"), QColor("#20a040"), QColor("#2040d0"), QColor("#808080")
POSTCARD = Paper("10 × 15 cm", 100, 150)


def quartered(width: int = 70, height: int = 90) -> QImage:
    """Red at its upper left, green at its upper right, blue below."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(BLUE)
    with QPainter(image) as painter:
        painter.fillRect(0, 0, width // 2, height // 2, RED)
        painter.fillRect(width // 2, 0, width - width // 2, height // 2, GREEN)
    return image


def plain(colour: QColor) -> QImage:
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(colour)
    return image


def several(count: int = 3) -> list[SheetPage]:
    """A page each for 4 of `count` × 4 copies."""
    pages = [SheetPage(POSTCARD, _square_copies(number % 2), ()) for number in range(count)]
    assert all(len(page.photos) == 4 for page in pages)
    return pages


def _square_copies(photo: int) -> tuple[PlacedPhoto, ...]:
    return tuple(PlacedPhoto(photo, x, y, 35, 45) for y in (10, 70) for x in (10, 55))


@pytest.fixture
def view(qtbot: QtBot) -> SheetView:
    view = SheetView()
    qtbot.addWidget(view)
    view.resize(600, 700)
    with qtbot.waitExposed(view):
        view.show()
    return view


def seen(view: SheetPageView, x: float, y: float) -> QColor:
    """The colour of a point of the paper, in millimetres."""
    image = view.viewport().grab().toImage()
    place = view.paper_rect().topLeft() + QPointF(x, y) * view.scale()
    return image.pixelColor((place * image.devicePixelRatio()).toPoint())


def button(view: QWidget, name: str) -> QToolButton:
    return next(button for button in view.findChildren(QToolButton) if button.accessibleName().startswith(name))


def texts(view: QWidget) -> list[str]:
    return [label.text() for label in view.findChildren(QLabel) if label.isVisible()]


# painting


def painted(page: SheetPage, pictures: list[QImage], scale: int) -> QImage:
    """At so many pixels in a millimetre."""
    image = QImage(QSize(round(page.paper.width * scale), round(page.paper.height * scale)), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.scale(scale, scale)
        SheetPainter(pictures).paint(painter, page)
    return image


def test_copies_lie_as_they_are_placed() -> None:
    page = SheetPage(Paper("p", 60, 60), (PlacedPhoto(0, 2, 3, 35, 45), PlacedPhoto(0, 38, 3, 20, 16, True)), ())
    image = painted(page, [quartered()], 4)

    def at(x: float, y: float) -> QColor:
        return image.pixelColor(round(x * 4), round(y * 4))

    assert [at(3, 4), at(36, 4), at(3, 47), at(36, 47)] == [RED, GREEN, BLUE, BLUE]
    # clockwise: what was up is at the right, what was left is up
    assert [at(57, 4), at(57, 18), at(39, 4), at(39, 18)] == [RED, GREEN, BLUE, BLUE]
    assert [at(1.5, 20), at(37.5, 20), at(20, 2.5), at(20, 48.5)] == [QColor("white")] * 4


@pytest.mark.parametrize(("scale", "thickness"), [(4, 1), (8, 1), (20, 2), (40, 4)])
def test_marks_are_grey_and_a_tenth_of_a_millimetre_or_a_pixel(scale: int, thickness: int) -> None:
    page = SheetPage(Paper("p", 20, 20), (), (CutMark(10, 2, 10, 5), CutMark(2, 12, 6, 12)))
    image = painted(page, [], scale)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., 0]
    assert set(np.unique(pixels)) == {128, 255}
    row, column = pixels[round(3.5 * scale)] == 128, pixels[:, 4 * scale] == 128
    assert row.sum() == column.sum() == thickness
    assert abs(np.flatnonzero(row).mean() + 0.5 - 10 * scale) <= 1
    # flat ends
    assert np.flatnonzero((pixels == 128).any(1) & (pixels[:, 9 * scale : 11 * scale] == 128).any(1)).size == 3 * scale


def test_a_photo_covers_a_mark() -> None:
    page = SheetPage(Paper("p", 20, 20), (PlacedPhoto(0, 5, 5, 10, 10),), (CutMark(10, 1, 10, 12),))
    image = painted(page, [plain(RED)], 10)
    assert image.pixelColor(100, 30) == GREY
    assert image.pixelColor(100, 80) == RED


@pytest.mark.usefixtures("qapp")
def test_a_rulers_numbers_stand_where_they_belong() -> None:
    ruler = ruler_page(POSTCARD)
    image = QImage(QSize(1000, 1500), QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.scale(10, 10)
        paint_ruler(painter, ruler)
    ink = np.frombuffer(image.constBits(), np.uint8).reshape(1500, image.bytesPerLine())[:, :1000] < 128
    label = next(label for label in ruler.labels if label.text == "50")
    box = ink[round((label.y - label.height) * 10) : round(label.y * 10), :]
    around = np.flatnonzero(box[:, round(label.x * 10) - 40 : round(label.x * 10) + 40].any(0))
    assert (around[0] + around[-1]) / 2 == pytest.approx(40, abs=1.5)
    assert 20 < around[-1] - around[0] < 45


# what is seen


def test_without_a_sheet_a_sentence_says_what_to_do(view: SheetView) -> None:
    assert view.page_view.accessibleDescription() == EMPTY
    assert texts(view) == []
    colours = {view.grab().toImage().pixelColor(x, y).rgb() for x in range(0, 600, 1) for y in (346, 350, 354)}
    assert len(colours) > 2


def test_the_whole_page_is_in_sight(view: SheetView) -> None:
    view.show_pages(several(1), [quartered(), plain(RED)])
    place, room = view.page_view.paper_rect(), view.page_view.viewport().rect()
    assert QRectF(room).adjusted(AROUND, AROUND, -AROUND, -AROUND).adjusted(-1, -1, 1, 1).contains(place)
    assert place.width() / place.height() == pytest.approx(100 / 150, rel=1e-3)
    assert place.center().x() == pytest.approx(room.width() / 2, abs=1)
    assert seen(view.page_view, 2, 2) == QColor("white")
    assert [seen(view.page_view, 12, 12), seen(view.page_view, 42, 12), seen(view.page_view, 12, 52)] == [
        RED,
        GREEN,
        BLUE,
    ]
    assert not view.page_view.verticalScrollBar().isVisible()


def test_small_pictures_of_large_photos_are_smooth(view: SheetView) -> None:
    """Fine stripes become grey, not stripes of their own."""
    pixels = np.zeros((1800, 1400), np.uint8)
    pixels[:, ::2] = 255
    fine = QImage(pixels.data, 1400, 1800, 1400, QImage.Format.Format_Grayscale8)
    view.show_pages(several(1), [fine, fine])
    image = view.page_view.viewport().grab().toImage()
    inside = view.page_view.copy_rect(0).toRect().adjusted(4, 4, -4, -4)
    levels = [image.pixelColor(x, inside.center().y()).red() for x in range(inside.left(), inside.right())]
    assert max(levels) - min(levels) < 20


def test_larger_pictures_are_made_again(view: SheetView) -> None:
    """Stripes that are too fine for a small window are seen in true size."""
    pixels = np.zeros((45, 35), np.uint8)
    pixels[:, ::2] = 255
    fine = QImage(
        np.repeat(np.repeat(pixels, 40, 0), 40, 1).tobytes(), 1400, 1800, 1400, QImage.Format.Format_Grayscale8
    )
    view.show_pages(several(1), [fine, fine])
    contrasts = []
    for is_true_size in (False, True):
        view.resize(*((600, 700) if is_true_size else (150, 160)))
        view.set_true_size(is_true_size)
        image = view.page_view.viewport().grab().toImage()
        inside = view.page_view.copy_rect(0).toRect().adjusted(2, 2, -2, -2)
        levels = [image.pixelColor(x, inside.center().y()).red() for x in range(inside.left(), inside.right())]
        contrasts.append(max(levels) - min(levels))
    assert contrasts[0] < 150 < 240 < contrasts[1]


def test_copies_are_where_they_are_said_to_be(view: SheetView) -> None:
    view.show_pages(several(1), [plain(RED), plain(RED)])
    image = view.page_view.viewport().grab().toImage()
    for number in range(4):
        place = view.page_view.copy_rect(number)
        for x, y in ((place.left() + 2, place.top() + 2), (place.right() - 2, place.bottom() - 2)):
            assert image.pixelColor(round(x), round(y)) == RED
        assert image.pixelColor(round(place.left()) - 2, round(place.top()) - 2) == QColor("white")


@dataclass
class FakeScreen:
    across: float
    down: float
    letters: float = 96

    def physicalDotsPerInchX(self) -> float:
        return self.across

    def physicalDotsPerInchY(self) -> float:
        return self.down

    def logicalDotsPerInch(self) -> float:
        return self.letters


@pytest.mark.parametrize(
    ("screen", "dpi"),
    [
        (FakeScreen(109, 109), 109),
        (FakeScreen(110, 108), 109),
        (FakeScreen(0, 0), 96),
        (FakeScreen(float("inf"), float("inf")), 96),
        (FakeScreen(float("nan"), 100), 96),
        (FakeScreen(3000, 3000, 120), 120),
        (FakeScreen(30, 30), 96),
        (FakeScreen(100, 160), 96),
    ],
)
def test_true_size_believes_a_screen_that_can_be(screen: FakeScreen, dpi: float) -> None:
    assert true_scale(screen) == pytest.approx(dpi / 25.4)


def test_true_size_is_as_on_paper_and_scrolls(view: SheetView, qtbot: QtBot) -> None:
    view.show_pages(lay_out(SheetOrder(find_paper("a4"), (SheetPhoto(35, 45, 20),))), [quartered()])
    toggle = next(each for each in view.findChildren(QPushButton) if each.text() == "True size")
    qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert toggle.isChecked()
    expected = true_scale(view.screen())
    assert view.page_view.scale() == expected
    assert view.page_view.paper_rect().width() == pytest.approx(210 * expected)
    bar = view.page_view.verticalScrollBar()
    qtbot.waitUntil(bar.isVisible)
    assert view.page_view.horizontalScrollBar().isVisible()
    bar.setValue(bar.maximum())
    across = view.page_view.horizontalScrollBar()
    across.setValue(across.maximum())
    assert view.page_view.paper_rect().right() == pytest.approx(view.page_view.viewport().width() - AROUND, abs=2)
    # the lower edge and the canvas below it are in sight
    assert view.page_view.paper_rect().bottom() == pytest.approx(view.page_view.viewport().height() - AROUND, abs=2)
    qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert not toggle.isChecked()
    qtbot.waitUntil(lambda: not bar.isVisible())
    assert view.page_view.paper_rect().bottom() <= view.page_view.viewport().height()


def test_a_tiny_window_does_not_fail(view: SheetView) -> None:
    view.show_pages(several(1), [quartered(), plain(RED)])
    view.page_view.setFixedSize(20, 20)
    view.grab()
    assert view.page_view.scale() > 0


@pytest.mark.parametrize("colour", ["#ffffff", "#1e1e20"])
def test_the_canvas_has_the_themes_colour(view: SheetView, colour: str) -> None:
    before = QGuiApplication.palette()
    palette = QPalette(before)
    palette.setColor(QPalette.ColorRole.Window, QColor(colour))
    QGuiApplication.setPalette(palette)
    try:
        view.show_pages(several(1), [quartered(), plain(RED)])
        corner = view.page_view.viewport().grab().toImage().pixelColor(1, 1)
        assert corner == QColor("#d9d9dd" if colour == "#ffffff" else "#161617")
    finally:
        QGuiApplication.setPalette(before)


# pages


@pytest.mark.parametrize(
    ("paper", "copies", "told"),
    [
        ("10x15", 1, "10 × 15 cm · 1 copy"),
        ("10x15", 4, "10 × 15 cm · 4 copies"),
        ("a4", 30, "A4 · 210 × 297 mm · 30 copies"),
        ("10x15", 20, "10 × 15 cm · 20 copies · 4 pages"),
    ],
)
def test_paper_and_copies_are_told(view: SheetView, paper: str, copies: int, told: str) -> None:
    pages = lay_out(SheetOrder(find_paper(paper), (SheetPhoto(35, 45, copies),), orientation="upright"))
    view.show_pages(pages, [quartered()])
    assert told in texts(view)
    assert view.page_view.accessibleDescription().startswith(told)


def test_pages_are_turned_by_buttons_and_keys(view: SheetView, qtbot: QtBot) -> None:
    view.show_pages(several(3), [plain(RED), plain(BLUE)])
    assert "1 of 3" in texts(view)
    assert not button(view, "Previous").isEnabled()
    assert seen(view.page_view, 20, 20) == RED
    qtbot.mouseClick(button(view, "Next"), Qt.MouseButton.LeftButton)
    assert "2 of 3" in texts(view)
    assert seen(view.page_view, 20, 20) == BLUE
    qtbot.keyClick(view.page_view, Qt.Key.Key_End)
    assert view.page_number == 2
    assert not button(view, "Next").isEnabled()
    qtbot.keyClick(view.page_view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert view.page_number == 2
    qtbot.keyClick(view.page_view, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert view.page_number == 1
    qtbot.keyClick(view.page_view, Qt.Key.Key_Home)
    assert view.page_number == 0
    assert "Page 1 of 3" in view.page_view.accessibleDescription()


def test_one_page_needs_no_turning(view: SheetView) -> None:
    view.show_pages(several(1), [plain(RED), plain(BLUE)])
    assert not button(view, "Next").isVisible()
    assert "1 of 1" not in texts(view)


def test_the_page_that_is_shown_stays_while_there_is_one(view: SheetView) -> None:
    view.show_pages(several(3), [plain(RED), plain(BLUE)])
    view.show_page(2)
    view.show_pages(several(4), [plain(RED), plain(BLUE)])
    assert view.page_number == 2
    view.show_pages(several(2), [plain(RED), plain(BLUE)])
    assert view.page_number == 1
    view.show_pages([], [])
    assert view.page_view.accessibleDescription() == EMPTY
    view.show_pages(several(1), [plain(RED), plain(BLUE)])
    assert view.page_number == 0


def test_a_change_of_pictures_alone_is_seen(view: SheetView) -> None:
    view.show_pages(several(1), [plain(RED), plain(BLUE)])
    assert seen(view.page_view, 20, 20) == RED
    view.show_pages(several(1), [plain(GREEN), plain(BLUE)])
    assert seen(view.page_view, 20, 20) == GREEN


# choosing


def two_photos() -> SheetPage:
    """Photos 0 and 1 above, 2 and 3 below."""
    copies = tuple(
        PlacedPhoto(number, x, y, 35, 45) for number, (x, y) in enumerate([(10, 10), (55, 10), (10, 70), (55, 70)])
    )
    return SheetPage(POSTCARD, copies, ())


def test_a_click_chooses_a_copys_photo(view: SheetView, qtbot: QtBot) -> None:
    view.show_pages([two_photos()], [quartered()] * 4)
    for number in range(4):
        place = view.page_view.copy_rect(number).center().toPoint()
        with qtbot.waitSignal(view.copy_chosen) as chosen:
            qtbot.mouseClick(view.page_view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert chosen.args == [number]


def test_a_click_elsewhere_chooses_nothing(view: SheetView, qtbot: QtBot) -> None:
    view.show_pages([two_photos()], [quartered()] * 4)
    corner = view.page_view.paper_rect().topLeft().toPoint() + QPoint(3, 3)
    with qtbot.assertNotEmitted(view.copy_chosen):
        for position in (corner, QPoint(2, 2)):
            qtbot.mouseClick(view.page_view.viewport(), Qt.MouseButton.LeftButton, pos=position)
        place = view.page_view.copy_rect(0).center().toPoint()
        qtbot.mouseClick(view.page_view.viewport(), Qt.MouseButton.RightButton, pos=place)


def test_keys_walk_to_a_copy_and_choose_it(view: SheetView, qtbot: QtBot) -> None:
    view.show_pages([two_photos()], [quartered()] * 4)
    key = Qt.Key
    chosen: list[int] = []
    view.copy_chosen.connect(chosen.append)
    for walk in (key.Key_Right, key.Key_Down, key.Key_Down, key.Key_Left, key.Key_Up):
        qtbot.keyClick(view.page_view, walk)
        qtbot.keyClick(view.page_view, key.Key_Return)
    assert chosen == [1, 3, 3, 2, 0]


def test_a_walk_scrolls_to_the_copy(view: SheetView, qtbot: QtBot) -> None:
    view.show_pages(lay_out(SheetOrder(find_paper("a4"), (SheetPhoto(35, 45, 20),))), [quartered()])
    view.set_true_size(True)
    for _ in range(6):
        qtbot.keyClick(view.page_view, Qt.Key.Key_Down)
    assert view.page_view.verticalScrollBar().value() > 0


def test_page_up_and_down_are_left_to_the_documents(view: SheetView, qtbot: QtBot) -> None:
    view.show_pages(lay_out(SheetOrder(find_paper("a4"), (SheetPhoto(35, 45, 20),))), [quartered()])
    view.set_true_size(True)
    qtbot.keyClick(view.page_view, Qt.Key.Key_PageDown)
    assert view.page_view.verticalScrollBar().value() == 0


def test_the_copy_at_the_keyboard_has_a_ring(view: SheetView, qtbot: QtBot) -> None:
    view.show_pages([two_photos()], [plain(RED)] * 4)
    view.activateWindow()
    view.page_view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(view.page_view.hasFocus)
    qtbot.keyClick(view.page_view, Qt.Key.Key_Right)
    image = view.page_view.viewport().grab().toImage()
    edges = []
    for number in (0, 1):
        place = view.page_view.copy_rect(number)
        edges.append(image.pixelColor(round(place.left()) + 1, round(place.center().y())))
    assert edges[0] == RED
    assert edges[1] != RED
