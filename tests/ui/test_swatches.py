"""Swatches: what they show, what a press says, and how the keyboard goes through them."""

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from picwish_desktop.model.backdrop import GradientBackdrop
from picwish_desktop.ui.palette import DARK
from picwish_desktop.ui.theme import Theme, apply_theme
from picwish_desktop.ui.widgets.recent_colors import RECENT_COLORS, RecentColors
from picwish_desktop.ui.widgets.swatch_faces import (
    Face,
    blurred_face,
    checkerboard,
    color_face,
    gradient_face,
    picture_face,
    rainbow,
)
from picwish_desktop.ui.widgets.swatches import SWATCH_SIDE, Swatch, Swatches
from picwish_desktop.ui.widgets.thumbnail import rounded
from picwish_desktop.ui.widgets.usable import set_purpose, set_usable

RED, GREEN, BLUE = (200, 0, 0), (0, 200, 0), (0, 0, 200)


@pytest.fixture
def row(qtbot: QtBot, qapp: QApplication) -> Swatches:
    apply_theme(qapp, Theme.DARK)
    named = {"red": RED, "green": GREEN, "blue": BLUE}
    row = Swatches((id_, id_.title(), f"{id_} tip", color_face(color)) for id_, color in named.items())
    qtbot.addWidget(row)
    row.show()
    row.activateWindow()
    qtbot.waitUntil(row.isActiveWindow)
    return row


def swatches(row: Swatches) -> list[Swatch]:
    return row.findChildren(Swatch)


def focused(row: Swatches) -> str:
    return next(swatch.accessibleName() for swatch in swatches(row) if swatch.hasFocus())


def test_a_press_says_which_and_changes_nothing_by_itself(row: Swatches, qtbot: QtBot) -> None:
    said: list[str] = []
    row.pressed.connect(said.append)
    row.set_current("red")
    qtbot.mouseClick(swatches(row)[2], Qt.MouseButton.LeftButton)
    assert said == ["blue"]
    assert row.current() == "red"
    row.set_current("blue")
    qtbot.mouseClick(swatches(row)[2], Qt.MouseButton.LeftButton)
    assert said == ["blue", "blue"]
    assert row.current() == "blue"
    row.set_current("")
    assert row.current() == ""


def test_the_keyboard_goes_through_without_choosing(row: Swatches, qtbot: QtBot) -> None:
    said: list[str] = []
    row.pressed.connect(said.append)
    swatches(row)[0].clearFocus()
    row.set_current("green")
    stops = [swatch for swatch in swatches(row) if swatch.focusPolicy() is Qt.FocusPolicy.TabFocus]
    assert [stop.accessibleName() for stop in stops] == ["Green"]
    stops[0].setFocus()
    for key, name in (
        (Qt.Key.Key_Right, "Blue"),
        (Qt.Key.Key_Right, "Red"),
        (Qt.Key.Key_Left, "Blue"),
        (Qt.Key.Key_Up, "Green"),
        (Qt.Key.Key_Down, "Blue"),
    ):
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert focused(row) == name
    assert said == []
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert said == ["blue"]


def test_hidden_swatches_are_passed_over(row: Swatches, qtbot: QtBot) -> None:
    row.show_first(2)
    swatches(row)[0].setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    assert focused(row) == "Green"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert focused(row) == "Red"


def test_the_ring_is_around_the_current_one(row: Swatches) -> None:
    row.set_current("green")
    shown = row.grab().toImage()
    left = [swatch.geometry().left() for swatch in swatches(row)]
    border = [shown.pixelColor(x + 1, SWATCH_SIDE // 2).name() for x in left]
    assert border[1] == DARK.accent
    assert DARK.accent not in (border[0], border[2])
    middle = [shown.pixelColor(x + SWATCH_SIDE // 2, SWATCH_SIDE // 2) for x in left]
    assert middle == [QColor(*color) for color in (RED, GREEN, BLUE)]


def test_what_cannot_be_used_says_why_and_what_can_says_what_for(row: Swatches) -> None:
    set_usable(row, "Not yet.")
    assert {swatch.toolTip() for swatch in swatches(row)} == {"Not yet."}
    assert not swatches(row)[0].isEnabled()
    row.describe("red", "Crimson", "crimson tip")
    assert swatches(row)[0].toolTip() == "Not yet."
    set_usable(row)
    assert [swatch.toolTip() for swatch in swatches(row)] == ["crimson tip", "green tip", "blue tip"]
    set_purpose(swatches(row)[0], "scarlet tip")
    assert swatches(row)[0].toolTip() == "scarlet tip"
    assert swatches(row)[0].accessibleName() == "Crimson"


def painted(face: Face) -> QImage:
    image = QImage(28, 28, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    with QPainter(image) as painter:
        face(painter, rounded(QRectF(image.rect()), 6))
    return image


def color_at(image: QImage, x: int, y: int) -> QColor:
    return image.pixelColor(QPoint(x, y))


def test_faces_stay_inside_their_outline(qapp: QApplication) -> None:
    apply_theme(qapp, Theme.DARK)
    photo = QImage(64, 48, QImage.Format.Format_RGB32)
    photo.fill(QColor("#ff8800"))
    for face in (checkerboard, rainbow, color_face(RED), picture_face(photo), picture_face(None), blurred_face(photo)):
        image = painted(face)
        assert color_at(image, 0, 0).name() == "#123456"
        assert color_at(image, 14, 14).name() != "#123456"


@pytest.mark.parametrize(
    ("angle", "start", "end"),
    [(0, (2, 14), (25, 14)), (90, (14, 2), (14, 25)), (180, (25, 14), (2, 14)), (270, (14, 25), (14, 2))],
)
def test_a_gradient_runs_where_its_angle_says(angle: float, start: tuple[int, int], end: tuple[int, int]) -> None:
    image = painted(gradient_face(GradientBackdrop((0, 0, 0), (255, 255, 255), angle)))
    assert color_at(image, *start).lightness() < 40
    assert color_at(image, *end).lightness() > 215


def test_a_blurred_photo_keeps_its_colours_and_no_detail() -> None:
    photo = QImage(64, 64, QImage.Format.Format_RGB32)
    photo.fill(QColor("#000000"))
    for y in range(64):
        for x in range(y % 2, 64, 2):
            photo.setPixelColor(x, y, QColor("#ffffff"))
    image = painted(blurred_face(photo))
    assert all(100 < color_at(image, 14, y).lightness() < 155 for y in range(8, 20))


def test_recent_colours_are_few_and_the_latest_is_first(qtbot: QtBot) -> None:
    recent = RecentColors([RED, GREEN, RED])
    assert recent.colors == (RED, GREEN)
    with qtbot.waitSignal(recent.changed):
        recent.add(GREEN)
    assert recent.colors == (GREEN, RED)
    with qtbot.assertNotEmitted(recent.changed):
        recent.add(GREEN)
    for shade in range(RECENT_COLORS + 3):
        recent.add((shade, 0, 0))
    assert len(recent.colors) == RECENT_COLORS
    assert recent.colors[0] == (RECENT_COLORS + 2, 0, 0)
