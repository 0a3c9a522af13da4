"""Light and dark: the design's colours, worn by everything at once."""

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QIcon, QImage
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from picwish_desktop.storage.resources import resource
from picwish_desktop.ui.actions import Actions, build_menus
from picwish_desktop.ui.icons import icon
from picwish_desktop.ui.main_window import MainWindow
from picwish_desktop.ui.palette import DARK, LIGHT, Tokens
from picwish_desktop.ui.theme import Theme, apply_theme, tokens
from picwish_desktop.ui.widgets.buttons import push_button


def pixel(drawn: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off) -> str:
    """The colour of the icon's most opaque pixel."""
    image = drawn.pixmap(QSize(48, 48), mode, state).toImage()
    colours = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return max(colours, key=QColor.alpha).name()


@pytest.mark.parametrize(("theme", "colours"), [(Theme.DARK, DARK), (Theme.LIGHT, LIGHT)])
def test_a_theme_reaches_palette_style_and_icons(qapp: QApplication, theme: Theme, colours: Tokens) -> None:
    apply_theme(qapp, theme)
    assert tokens() == colours
    assert qapp.palette().window().color().name() == colours.window
    assert colours.accent in qapp.styleSheet()
    brush = icon("brush")
    assert pixel(brush) == colours.dim
    assert pixel(brush, QIcon.Mode.Active) == colours.text
    assert pixel(brush, QIcon.Mode.Disabled) == colours.faint
    assert pixel(brush, state=QIcon.State.On) == colours.accent
    link = icon("chevron-down", is_link=True)
    assert pixel(link) == pixel(link, QIcon.Mode.Active) == colours.accent
    assert pixel(link, QIcon.Mode.Disabled) == colours.faint


def test_icons_change_with_the_theme(qapp: QApplication) -> None:
    switch = apply_theme(qapp, Theme.DARK)
    brush = icon("brush")
    assert pixel(brush) == DARK.dim
    switch.choose(Theme.LIGHT)
    assert pixel(brush) == LIGHT.dim


def test_a_widget_is_dressed_once_however_deep_it_lies(qapp: QApplication, qtbot: QtBot) -> None:
    class Inner(QWidget):
        dressed = 0

        def changeEvent(self, event: QEvent) -> None:
            self.dressed += event.type() == QEvent.Type.StyleChange
            super().changeEvent(event)

    switch = apply_theme(qapp, Theme.DARK)
    outer = QWidget()
    qtbot.addWidget(outer)
    inside = outer
    for _ in range(10):
        inside = QWidget(inside)
    inner = Inner(inside)
    with qtbot.waitExposed(outer):
        outer.show()
    inner.dressed = 0
    switch.choose(Theme.LIGHT)
    # one theme off, the other on
    assert inner.dressed == 2


async def test_after_another_theme_everything_is_where_it_was(window: MainWindow) -> None:
    def seen(theme: Theme) -> QImage:
        window.choose_theme(theme)
        QApplication.sendPostedEvents()
        return window.grab().toImage()

    dark = seen(Theme.DARK)
    assert seen(Theme.LIGHT) != dark
    assert seen(Theme.DARK) == dark


def test_the_programs_name_is_as_wide_while_the_theme_is_changed(qapp: QApplication, bare_window: QMainWindow) -> None:
    switch = apply_theme(qapp, Theme.DARK)
    build_menus(bare_window.menuBar(), Actions(bare_window))
    brand = bare_window.menuBar().cornerWidget(Qt.Corner.TopLeftCorner)
    bare_window.show()
    width = brand.sizeHint().width()
    qapp.setStyleSheet("")
    # the bar asks now and not again
    assert brand.sizeHint().width() == width
    switch.choose(Theme.DARK)


@pytest.mark.parametrize("theme", [Theme.DARK, Theme.LIGHT])
def test_focus_is_a_ring_and_nothing_else(qapp: QApplication, qtbot: QtBot, theme: Theme) -> None:
    apply_theme(qapp, theme)
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    first, button = push_button("First", ""), push_button("Second", "")
    for each in (first, button):
        each.setFixedWidth(120)
        row.addWidget(each)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert button.hasFocus()
    seen = button.grab().toImage()
    above_the_words = {seen.pixelColor(x, 5).name() for x in range(10, button.width() - 10)}
    assert above_the_words == {tokens().raised}
    assert seen.pixelColor(0, button.height() // 2).name() == tokens().accent


def test_an_icon_outlives_its_maker(qtbot: QtBot) -> None:
    buttons = []
    for _ in range(200):
        button = QToolButton()
        qtbot.addWidget(button)
        button.setIcon(icon("eraser"))
        buttons.append(button)
    gc.collect()
    assert all(not button.grab().isNull() for button in buttons)


def test_the_bundled_font_is_worn(qapp: QApplication) -> None:
    apply_theme(qapp, Theme.DARK)
    assert qapp.font().family() == "Noto Sans"
    assert qapp.font().pixelSize() == 13
    assert QFontInfo(qapp.font()).family() == "Noto Sans"
    bold = QFont(qapp.font())
    bold.setBold(True)
    assert QFontInfo(bold).bold()


@pytest.mark.parametrize("folder", ["icons", "fonts", "photos", "themes"])
def test_resources_are_found(folder: str) -> None:
    assert resource(folder).is_dir()


def test_an_installed_package_has_its_own_resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr("picwish_desktop.storage.resources._PACKAGE", tmp_path)
    assert resource("icons/x.svg") == tmp_path / "resources" / "icons" / "x.svg"


@pytest.mark.parametrize("name", sorted(path.stem for path in resource("icons").glob("*.svg")))
def test_every_icon_draws(qapp: QApplication, name: str) -> None:
    apply_theme(qapp, Theme.DARK)
    assert pixel(icon(name)) == DARK.dim


def test_text_can_be_read() -> None:
    for colours in (DARK, LIGHT):
        for behind in (colours.window, colours.panel, colours.raised):
            assert contrast(colours.text, behind) >= 10
            assert contrast(colours.dim, behind) >= 4.3
            assert contrast(colours.faint, behind) >= 2.1


def contrast(first: str, second: str) -> float:
    """WCAG's ratio."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(name: str) -> float:
    colour = QColor(name)
    channels = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
