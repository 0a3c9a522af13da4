"""The window's colours and font: light, dark, or as the system has it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from picwish_desktop.storage.resources import resource


class Theme(StrEnum):
    """What the person chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Tokens:
    """Every colour there is in the window, as "#rrggbb"."""

    canvas: str
    window: str
    panel: str
    raised: str
    line: str
    text: str
    dim: str
    accent: str
    ok: str
    warn: str
    mark: str
    hover: str  # a raised control under the pointer
    selected: str  # the chosen part of a segmented control
    soft: str  # behind a chosen tool or job, whose icon has the accent
    accent_hover: str
    faint: str  # text and icons of what cannot be used now


DARK = Tokens(
    canvas="#161617",
    window="#1e1e20",
    panel="#28282b",
    raised="#333337",
    line="#3a3a3e",
    text="#e8e8ea",
    dim="#9a9aa2",
    accent="#4c8dff",
    ok="#43b581",
    warn="#e8a33d",
    mark="#ff4d6a",
    hover="#3d3d42",
    selected="#47474d",
    soft="#2e3951",
    accent_hover="#639bff",
    faint="#6f6f76",
)

LIGHT = Tokens(
    canvas="#d9d9dd",
    window="#f4f4f6",
    panel="#ffffff",
    raised="#eeeef1",
    line="#dcdce1",
    text="#1c1c1f",
    dim="#6d6d76",
    accent="#2468e5",
    ok="#1f8a5b",
    warn="#8f5a00",
    mark="#e0274a",
    hover="#e4e4e9",
    selected="#ffffff",
    soft="#e7eefc",
    accent_hover="#3b7af0",
    faint="#a2a2aa",
)

FONT_FAMILY = "Noto Sans"
FONT_PIXELS = 13


def tokens() -> Tokens:
    """The colours in use. Read them while painting: they change with the theme."""
    return DARK if QGuiApplication.palette().window().color().lightness() < 128 else LIGHT


class ThemeSwitch(QObject):
    """Dresses the application, and again whenever the person or the system changes between light and dark."""

    changed = Signal()

    def __init__(self, app: QApplication, theme: Theme = Theme.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self.theme = theme
        for file in sorted(resource("fonts").glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(file))
        font = QFont(FONT_FAMILY)
        font.setPixelSize(FONT_PIXELS)
        app.setFont(font)
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    def choose(self, theme: Theme) -> None:
        """Wear this theme from now on."""
        self.theme = theme
        self._apply()

    def _apply(self) -> None:
        # Asking Qt for a scheme did nothing on most platforms, so the palettes are ours. A system that does not say
        # gets dark: photographs are judged against dark, neutral surroundings.
        system_is_light = self._app.styleHints().colorScheme() == Qt.ColorScheme.Light
        is_light = self.theme == Theme.LIGHT or (self.theme == Theme.SYSTEM and system_is_light)
        chosen = LIGHT if is_light else DARK
        self._app.setPalette(_palette(chosen))
        self._app.setStyleSheet(_stylesheet(chosen))
        self.changed.emit()


def apply_theme(app: QApplication, theme: Theme = Theme.SYSTEM) -> ThemeSwitch:
    """Give the application its font, style and colours. The switch belongs to the application."""
    return ThemeSwitch(app, theme)


def _stylesheet(colours: Tokens) -> str:
    return Template(resource("themes/window.qss").read_text("utf-8")).substitute(
        asdict(colours), folder=resource("themes").as_posix()
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
