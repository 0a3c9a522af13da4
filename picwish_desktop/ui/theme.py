"""The window's colours and font: light, dark, or as the system has it."""

from __future__ import annotations

from enum import StrEnum
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from picwish_desktop.storage.resources import resource
from picwish_desktop.ui.palette import DARK, LIGHT, Tokens


class Theme(StrEnum):
    """What the person chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


FONT_FAMILY = "Noto Sans"
FONT_PIXELS = 13


def tokens() -> Tokens:
    """The colours in use. Read them while painting: they change with the theme."""
    return DARK if QGuiApplication.palette().window().color().lightness() < 128 else LIGHT


class ThemeSwitch(QObject):
    """Dresses the application, and again whenever the person or the system changes between light and dark: at once in
    style, font and palette, and from `dress` on in the sheet."""

    changed = Signal()

    def __init__(self, app: QApplication, theme: Theme = Theme.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self.theme = theme
        self.is_light = False
        """What is worn now."""
        self._has_sheet = False
        for file in sorted(resource("fonts").glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(file))
        font = QFont(FONT_FAMILY)
        font.setPixelSize(FONT_PIXELS)
        app.setFont(font)
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    def dress(self) -> None:
        """Wear the sheet, too. Widgets that are put together in it are dressed once for each that they are put into."""
        self._has_sheet = True
        self._apply_sheet()

    def choose(self, theme: Theme) -> None:
        """Wear this theme from now on."""
        self.theme = theme
        self._apply()

    def _apply(self) -> None:
        # Asking Qt for a scheme did nothing on most platforms, so the palettes are ours. A system that does not say
        # gets dark: photographs are judged against dark, neutral surroundings.
        system_is_light = self._app.styleHints().colorScheme() == Qt.ColorScheme.Light
        self.is_light = self.theme == Theme.LIGHT or (self.theme == Theme.SYSTEM and system_is_light)
        self._app.setPalette(_palette(self._colors))
        self._apply_sheet()
        self.changed.emit()

    def _apply_sheet(self) -> None:
        # Where one sheet takes the place of another, Qt dresses each widget once for each widget it lies in, too.
        self._app.setStyleSheet("")
        if self._has_sheet:
            self._app.setStyleSheet(_stylesheet(self._colors))

    @property
    def _colors(self) -> Tokens:
        return LIGHT if self.is_light else DARK


def apply_theme(app: QApplication, theme: Theme = Theme.SYSTEM) -> ThemeSwitch:
    """Give the application its font, style, colours and sheet. The switch belongs to the application."""
    switch = ThemeSwitch(app, theme)
    switch.dress()
    return switch


def _stylesheet(colours: Tokens) -> str:
    return Template(resource("themes/window.qss").read_text("utf-8")).substitute(
        colours._asdict(), folder=resource("themes").as_posix()
    )


def _palette(colours: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for target, colour in {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.panel,
        role.AlternateBase: colours.window,
        role.Text: colours.text,
        role.PlaceholderText: colours.dim,
        role.Button: colours.raised,
        role.ButtonText: colours.text,
        role.BrightText: colours.mark,
        role.ToolTipBase: colours.raised,
        role.ToolTipText: colours.text,
        role.Highlight: colours.accent,
        role.HighlightedText: "#ffffff",
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.Light: colours.hover,
        role.Midlight: colours.hover,
        role.Mid: colours.line,
        role.Dark: colours.line,
        role.Shadow: colours.canvas,
    }.items():
        palette.setColor(target, QColor(colour))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(colours.faint))
    return palette
