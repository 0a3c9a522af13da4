"""How strongly JPEG and WebP compress; nothing to choose for the other formats."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from picwish_desktop.ui.widgets.labelled_slider import LabelledSlider
from picwish_desktop.ui.widgets.labels import section
from picwish_desktop.ui.widgets.segmented import Segmented

DEFAULT_QUALITY = 95


class SaveQuality(QWidget):
    """As it came (a photo that was a JPEG) or a number; lossless (WebP) or a number."""

    changed = Signal()

    def __init__(self, is_jpeg: bool, jpeg_quality: int | None, webp_quality: int | None) -> None:
        super().__init__()
        self._is_jpeg = is_jpeg
        self._format = ""
        self._jpeg = Segmented(
            (
                ("kept", "As it came", "Compress no more than the opened photo was"),
                ("number", "Choose", "Choose the quality"),
            )
        )
        self._jpeg.set_current("kept" if is_jpeg and jpeg_quality is None else "number")
        self._webp = Segmented(
            (
                ("kept", "Lossless", "Every pixel stays exactly as it is"),
                ("number", "Choose", "Choose the quality: smaller files that are not exact"),
            )
        )
        self._webp.set_current("kept" if webp_quality is None else "number")
        self._numbers = {"JPEG": _slider(), "WEBP": _slider()}
        self._numbers["JPEG"].set_value(jpeg_quality or DEFAULT_QUALITY)
        self._numbers["WEBP"].set_value(webp_quality or DEFAULT_QUALITY)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(section("Quality"))
        for widget in (self._jpeg, self._webp, *self._numbers.values()):
            layout.addWidget(widget)
        for segmented in (self._jpeg, self._webp):
            segmented.chosen.connect(self.changed)
        for slider in self._numbers.values():
            slider.value_changed.connect(self.changed)

    def show_format(self, name: str) -> None:
        """Show what there is to choose for a format."""
        self._format = name
        self._jpeg.setVisible(name == "JPEG" and self._is_jpeg)
        self._webp.setVisible(name == "WEBP")
        for format_, slider in self._numbers.items():
            slider.setVisible(format_ == name and self._is_number())
        self.setVisible(name in self._numbers)
        self.updateGeometry()

    def quality(self) -> int | None:
        """1 to 100, or None for as it came, for lossless, and for formats that always are."""
        return self._numbers[self._format].value() if self._is_number() else None

    def _is_number(self) -> bool:
        kept = {"JPEG": self._jpeg, "WEBP": self._webp}.get(self._format)
        return kept is not None and kept.current() == "number"


def _slider() -> LabelledSlider:
    tooltip = "1 is the smallest file, 100 the best picture"
    return LabelledSlider("Quality", tooltip, (1, 100), length=403, shows_name=False, text=str)
