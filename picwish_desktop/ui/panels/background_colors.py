"""The background of an ID photo: its own, a colour of those that the document takes, nothing, or any other colour."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QVBoxLayout, QWidget

from picwish_desktop.idphoto.spec import BackgroundRule
from picwish_desktop.idphoto.swatches import Swatch as SwatchColor
from picwish_desktop.idphoto.swatches import bundled_swatches
from picwish_desktop.model.backdrop import Color
from picwish_desktop.ui.icons import icon
from picwish_desktop.ui.panels.id_photo_state import BackgroundChoice, IdPhotoPanelState
from picwish_desktop.ui.panels.sections import say
from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.color_picker import ColorPicker
from picwish_desktop.ui.widgets.hex_field import hex_of
from picwish_desktop.ui.widgets.labels import note, warning
from picwish_desktop.ui.widgets.recent_colors import RecentColors
from picwish_desktop.ui.widgets.swatch_faces import Face, checkerboard, color_face, picture_face, rainbow
from picwish_desktop.ui.widgets.swatches import Swatch, Swatches
from picwish_desktop.ui.widgets.tip import tip
from picwish_desktop.ui.widgets.usable import set_usable

USUAL = ("white", "light-grey", "studio-blue", "studio-red")
"""Ids of the swatches that are there for every document type, if there is room."""
MOST_COLORS = 5
"""That fit beside the photo's own, nothing and any other, in one row."""
_PHOTO, _CLEAR, _CUSTOM = "photo", "clear", "custom"
_DOT = 3.0
_ICON = 16
_BANNED = "It stays as photographed: the authority does not allow to replace it."


class BackgroundColors(QWidget):
    changed = Signal(object, bool)
    """A BackgroundChoice, and whether it is the last one of a drag."""
    pipette_requested = Signal()
    unfolded = Signal(object)

    def __init__(self, recent: RecentColors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = BackgroundChoice()
        self._is_custom = False
        self._colors: tuple[Color, ...] = ()
        self._offered: tuple[object, ...] | None = None
        self._swatches = Swatches(
            (
                (_PHOTO, "As photographed", "As photographed: the background stays", _photo_face(None)),
                *((str(place), "Colour", "Colour", color_face((0, 0, 0))) for place in range(MOST_COLORS)),
                (_CLEAR, "Transparent", "Transparent: saved see-through, as PNG", checkerboard),
                (_CUSTOM, "Another colour", "Any other colour", rainbow),
            )
        )
        self._places = self._swatches.findChildren(Swatch)[1 : MOST_COLORS + 1]
        self._picker = ColorPicker(recent)
        self._picker.show_color(_usual()[2])
        self._ban = warning()
        self._note = note()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self._swatches, self._picker, self._note, self._ban):
            layout.addWidget(widget)
        self._swatches.pressed.connect(self._press)
        self._picker.changed.connect(lambda color, final: self._choose(BackgroundChoice(color), final))
        self._picker.pipette.connect(self.pipette_requested)
        self._offer(None, None)
        self._show()

    def show_state(self, state: IdPhotoPanelState) -> None:
        """Emits nothing."""
        self._offer(state.spec.background if state.spec is not None else None, state.photo_thumbnail)
        shown = BackgroundChoice(keeps_photo=True) if state.background_ban else state.background
        # What was just chosen by the picker may be one of the swatches; the picker must not close under the hand.
        if shown != self._choice:
            self._choice = shown
            self._leave_custom()
        self._show()
        self._picker.show_picking(state.is_picking_color)
        reason = tip(state.no_background)
        set_usable(self._swatches, reason)
        set_usable(self._picker, reason)
        say(self._ban, _BANNED if state.background_ban else "")

    def take(self, color: Color) -> None:
        """Choose a colour that was picked on the canvas. Emits `changed`."""
        self._is_custom = True
        self._picker.take(color)

    def _offer(self, rule: BackgroundRule | None, thumbnail: QImage | None) -> None:
        offered = (rule, thumbnail)
        if offered == self._offered:
            return
        self._offered = offered
        self._swatches.set_face(_PHOTO, _photo_face(thumbnail))
        colors = _offered_colors(rule)
        self._colors = tuple(colors)
        for place, (color, name) in enumerate(colors.items()):
            is_suggested = rule is not None and color == rule.suggested
            words = f"{name}, suggested" if is_suggested else name
            is_other = rule is not None and rule.allowed and color not in rule.allowed
            self._swatches.set_face(str(place), _face(color, is_suggested=is_suggested))
            self._swatches.describe(str(place), words, f"{words}; this document names others" if is_other else words)
        for place, swatch in enumerate(self._places):
            swatch.setVisible(place < len(colors))
        refused = [name for color in (rule.forbidden if rule else ()) if (name := _name(color))]
        say(self._note, f"Not taken: {', '.join(refused).lower()}." if refused else "")

    def _press(self, swatch: str) -> None:
        if swatch == _CUSTOM:
            if self._choice.color is not None:
                self._picker.show_color(self._choice.color)
            self._is_custom = True
            self._choose(BackgroundChoice(self._picker.color), True)
            self.unfolded.emit(self._picker)
            return
        self._leave_custom()
        if swatch == _PHOTO:
            self._choose(BackgroundChoice(keeps_photo=True), True)
        else:
            self._choose(BackgroundChoice(None if swatch == _CLEAR else self._colors[int(swatch)]), True)

    def _leave_custom(self) -> None:
        if self._is_custom:
            self._picker.keep()
        self._is_custom = False

    def _choose(self, choice: BackgroundChoice, is_final: bool) -> None:
        self._choice = choice
        self._show()
        self.changed.emit(choice, is_final)

    def _show(self) -> None:
        color = self._choice.color
        is_custom = color is not None and (self._is_custom or color not in self._colors)
        if self._choice.keeps_photo:
            current = _PHOTO
        elif color is None:
            current = _CLEAR
        elif is_custom:
            current = _CUSTOM
            self._picker.show_color(color)
        else:
            current = str(self._colors.index(color))
        self._swatches.set_current(current)
        self._picker.setVisible(is_custom and not self._choice.keeps_photo)


def _offered_colors(rule: BackgroundRule | None) -> dict[Color, str]:
    """With their names: what the document names, the suggested first, then what is usual, without what is refused."""
    named = (*((rule.suggested,) if rule and rule.suggested else ()), *(rule.allowed if rule else ()))
    refused = set(rule.forbidden) if rule else set()
    colors: dict[Color, str] = {}
    for color in (*named, *_usual()):
        name = _name(color) or f"Close to {_nearest(color).lower()}, {hex_of(color)}"
        if color not in refused and len(colors) < MOST_COLORS:
            colors[color] = name
    return colors


def _usual() -> list[Color]:
    colors = {swatch.id: swatch.color for swatch in bundled_swatches()}
    return [colors[id_] for id_ in USUAL]


def _name(color: Color) -> str:
    return next((swatch.name for swatch in bundled_swatches() if swatch.color == color), "")


def _nearest(color: Color) -> str:
    """The name of the swatch that looks most like it."""

    def distance(swatch: SwatchColor) -> int:
        return sum((one - other) ** 2 for one, other in zip(swatch.color, color, strict=True))

    return min(bundled_swatches(), key=distance).name


def _photo_face(thumbnail: QImage | None) -> Face:
    """The photo, or what stands for one."""
    if thumbnail is not None:
        return picture_face(thumbnail)

    def paint(painter: QPainter, outline: QPainterPath) -> None:
        painter.fillPath(outline, QColor(tokens().raised))
        place = QRect(0, 0, _ICON, _ICON)
        place.moveCenter(outline.boundingRect().toRect().center())
        icon("image").paint(painter, place, mode=QIcon.Mode.Active)

    return paint


def _face(color: Color, *, is_suggested: bool) -> Face:
    """A colour; with a dot where the document suggests it."""

    def paint(painter: QPainter, outline: QPainterPath) -> None:
        painter.fillPath(outline, QColor(*color))
        if is_suggested:
            dot = QPainterPath()
            dot.addEllipse(outline.boundingRect().center(), _DOT, _DOT)
            painter.fillPath(dot, QColor("#000000" if QColor(*color).lightness() > 127 else "#ffffff"))

    return paint
