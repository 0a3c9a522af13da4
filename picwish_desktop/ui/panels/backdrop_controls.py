"""What the cutout is put before: nothing, a colour, a gradient, a picture, or the photo out of focus."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from picwish_desktop.model.backdrop import (
    Backdrop,
    BlurredBackdrop,
    Color,
    ColorBackdrop,
    GradientBackdrop,
    PictureBackdrop,
)
from picwish_desktop.ui.panels.picture_editor import PictureEditor
from picwish_desktop.ui.widgets.color_picker import ColorPicker
from picwish_desktop.ui.widgets.field_box import FieldBox, SliderRow
from picwish_desktop.ui.widgets.gradient_editor import GradientEditor
from picwish_desktop.ui.widgets.recent_colors import RecentColors
from picwish_desktop.ui.widgets.swatch_faces import (
    blurred_face,
    checkerboard,
    color_face,
    gradient_face,
    picture_face,
    rainbow,
)
from picwish_desktop.ui.widgets.swatches import Swatches

PLAIN: dict[str, Color] = {"white": (255, 255, 255), "black": (0, 0, 0), "blue": (0x81, 0xD4, 0xFA)}
FIRST_GRADIENT = GradientBackdrop((236, 215, 196), (180, 198, 219), 70)
FIRST_COLOR: Color = (255, 183, 77)
_OWN_PICTURE = "A picture of your own"


class BackdropControls(QWidget):
    """A row of swatches, and below it what the chosen one can be changed by."""

    changed = Signal(object, bool)
    """A Backdrop or None, and whether it is the last one of a drag."""
    picture_requested = Signal()
    pipette_requested = Signal()
    unfolded = Signal(object)
    """A widget that a press has brought up, and that ought to be in sight."""

    def __init__(self, recent: RecentColors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._backdrop: Backdrop | None = None
        self._kind = "none"
        self._thumbnails: tuple[QImage | None, QImage | None] = (None, None)
        self._last_picture: PictureBackdrop | None = None
        self._swatches = Swatches(
            (
                ("none", "Nothing", "Nothing: it is saved see-through", checkerboard),
                ("white", "White", "White", color_face(PLAIN["white"])),
                ("black", "Black", "Black", color_face(PLAIN["black"])),
                ("blue", "Light blue", "Light blue", color_face(PLAIN["blue"])),
                ("gradient", "Gradient", "A gradient of two colours", gradient_face(FIRST_GRADIENT)),
                ("picture", "Own picture", f"{_OWN_PICTURE}…", picture_face(None)),
                ("blurred", "Blurred photo", "The photo itself, out of focus", blurred_face(None)),
                ("custom", "Another colour", "Any other colour", rainbow),
            )
        )
        self._picker = ColorPicker(recent)
        self._picker.show_color(FIRST_COLOR)
        self._gradient = GradientEditor(FIRST_GRADIENT, recent)
        self._picture = PictureEditor()
        self._blur = SliderRow(
            "Blur", "How far out of focus", (0.005, 0.08), 0.0025, lambda radius: f"{radius * 100:.3g} %", rest=0.02
        )
        self._blur.set_value(BlurredBackdrop().radius)
        self._editors: dict[str, QWidget] = {
            "custom": self._picker,
            "gradient": self._gradient,
            "picture": self._picture,
            "blurred": FieldBox(self._blur),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._swatches)
        for editor in self._editors.values():
            layout.addWidget(editor)
        self._connect()
        self._show()

    def show_backdrop(self, backdrop: Backdrop | None) -> None:
        """Show what stands behind the cutout. Emits nothing."""
        # What was just chosen by a picker may be one of the plain colours; the picker must not close under the hand.
        if backdrop != self._backdrop:
            self._turn_to(_kind_of(backdrop))
            self._backdrop = backdrop
            self._show()

    def show_thumbnails(self, picture: QImage | None, photo: QImage | None) -> None:
        """Fill the swatches of the person's own picture, None before one was chosen, and of the blurred photo."""
        if (picture, photo) == self._thumbnails:
            return
        self._thumbnails = (picture, photo)
        if picture is None:
            self._last_picture = None
        self._swatches.set_face("picture", picture_face(picture))
        self._swatches.set_face("blurred", blurred_face(photo))
        self._describe_picture()

    def show_picking(self, is_picking: bool) -> None:
        """Show whether a colour is being taken from the canvas."""
        self._picker.show_picking(is_picking)
        self._gradient.show_picking(is_picking)

    def show_picture_note(self, sentence: str) -> None:
        """How the picture is moved."""
        self._picture.show_note(sentence)

    def take(self, color: Color) -> None:
        """Choose a colour that was picked on the canvas, for what is being coloured."""
        if self._kind == "gradient":
            self._gradient.take(color)
        else:
            self._turn_to("custom")
            self._picker.take(color)

    def _connect(self) -> None:
        self._swatches.pressed.connect(self._press)
        self._picker.changed.connect(lambda color, final: self._choose(ColorBackdrop(color), final))
        self._gradient.changed.connect(self._choose)
        self._picture.changed.connect(self._choose)
        self._blur.changed.connect(lambda radius, final: self._choose(BlurredBackdrop(radius), final))
        self._picker.pipette.connect(self.pipette_requested)
        self._gradient.pipette.connect(self.pipette_requested)
        self._gradient.unfolded.connect(self.unfolded)

    def _press(self, kind: str) -> None:
        if kind == "picture" and (self._kind == kind or self._last_picture is None):
            self.picture_requested.emit()
            return
        if kind == "custom" and isinstance(self._backdrop, ColorBackdrop):
            self._picker.show_color(self._backdrop.color)
        self._turn_to(kind)
        self._choose(self._backdrop_of(kind), True)
        if kind in self._editors:
            self.unfolded.emit(self._editors[kind])

    def _backdrop_of(self, kind: str) -> Backdrop | None:
        match kind:
            case "gradient":
                return self._gradient.gradient
            case "picture":
                return self._last_picture
            case "blurred":
                return BlurredBackdrop(self._blur.value())
            case "custom":
                return ColorBackdrop(self._picker.color)
        return ColorBackdrop(PLAIN[kind]) if kind in PLAIN else None

    def _turn_to(self, kind: str) -> None:
        if kind == self._kind:
            return
        if self._kind == "custom":
            self._picker.keep()
        elif self._kind == "gradient":
            self._gradient.keep()
        self._kind = kind

    def _choose(self, backdrop: Backdrop | None, is_final: bool) -> None:
        self._backdrop = backdrop
        self._show()
        self.changed.emit(backdrop, is_final)

    def _show(self) -> None:
        match self._backdrop:
            case ColorBackdrop(color) if self._kind == "custom":
                self._picker.show_color(color)
            case GradientBackdrop() as gradient:
                self._gradient.show_gradient(gradient)
                self._swatches.set_face("gradient", gradient_face(gradient))
            case PictureBackdrop() as picture:
                self._last_picture = picture
                self._picture.show_picture(picture)
            case BlurredBackdrop(radius):
                self._blur.set_value(radius)
        self._swatches.set_current(self._kind)
        for kind, editor in self._editors.items():
            editor.setVisible(kind == self._kind)
        self._describe_picture()

    def _describe_picture(self) -> None:
        picture = self._last_picture
        if picture is None:
            self._swatches.describe("picture", "Own picture", f"{_OWN_PICTURE}…")
        else:
            name = f"“{picture.picture.name}”"
            again = "; press again for another" if self._kind == "picture" else ""
            self._swatches.describe("picture", f"Own picture: {name}", f"{_OWN_PICTURE}: {name}{again}")


def _kind_of(backdrop: Backdrop | None) -> str:
    match backdrop:
        case None:
            return "none"
        case ColorBackdrop(color):
            return next((kind for kind, plain in PLAIN.items() if plain == color), "custom")
        case GradientBackdrop():
            return "gradient"
        case PictureBackdrop():
            return "picture"
    return "blurred"
