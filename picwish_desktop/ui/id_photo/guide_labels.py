"""What stands beside the ID photo's guides: their names, and what they measure."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from picwish_desktop.idphoto.guides import Guide, GuideName
from picwish_desktop.ui.id_photo.guide_reading import Reading, Standing
from picwish_desktop.ui.id_photo.photo_frame import PhotoFrame
from picwish_desktop.ui.palette import Tokens
from picwish_desktop.ui.theme import tokens

GAP = 15
"""Between the photo and the names."""
_PIXELS, _LINE = 12, 16


@dataclass(frozen=True, slots=True)
class Label:
    """`box` is in device pixels of the view."""

    guide: Guide
    reading: Reading
    lines: tuple[str, ...]
    """The name, and below it what it measures and what is allowed."""
    box: QRectF

    def paint(self, painter: QPainter, font: QFont, *, is_active: bool) -> None:
        colours = tokens()
        below = standing_color(self.reading.standing, colours)
        painter.setFont(font)
        height = self.box.height() / len(self.lines)
        alignment = Qt.AlignmentFlag.AlignVCenter | (
            Qt.AlignmentFlag.AlignHCenter if self.guide.name == "centre" else Qt.AlignmentFlag.AlignLeft
        )
        for index, line in enumerate(self.lines):
            painter.setPen(QColor(below if index else colours.text if is_active else colours.dim))
            painter.drawText(
                QRectF(self.box.x(), self.box.y() + index * height, self.box.width(), height), alignment, line
            )


def labels(
    guides: Sequence[Guide],
    readings: Sequence[Reading],
    frame: PhotoFrame,
    font: QFont,
    active: GuideName | None,
    guessed: Set[str] = frozenset(),
) -> list[Label]:
    """Beside the photo at the guides, the centre's below it. None lies over another. What is measured is said where
    there is a rule for it, and of the `active` one; the head's height is said elsewhere. Those that are `guessed` have
    a question mark."""
    metrics, ratio, area = QFontMetricsF(font), frame.ratio, frame.area
    found, bottom = [], -float("inf")
    for guide, reading in sorted(zip(guides, readings, strict=True), key=lambda pair: pair[0].value_share):
        lines = [f"{_name(guide)} ?" if guide.name in guessed else _name(guide)]
        is_ruled = guide.name in ("eyes", "chin") and reading.standing is not Standing.NO_RULE
        if guide.name != "crown" and (is_ruled or guide.name == active):
            if not reading.is_guess:
                lines.append(reading.value_text())
            if is_ruled:
                lines.append(band_line(reading))
        share = min(max(guide.value_share, 0.0), 1.0)
        width, height = max(metrics.horizontalAdvance(line) for line in lines), _LINE * ratio * len(lines)
        if guide.name == "centre":
            # the value beside the name: there is no room for a second line
            lines = [" ".join(lines)]
            width, height = metrics.horizontalAdvance(lines[0]), _LINE * ratio
            box = QRectF(frame.x(share) - width / 2, area.bottom + GAP * ratio, width, height)
        else:
            top = max(bottom, frame.y(share) - height / 2)
            box = QRectF(area.right + GAP * ratio, top, width, height)
            bottom = box.bottom()
        found.append(Label(guide, reading, tuple(lines), box))
    return found


def band_line(reading: Reading) -> str:
    """Such as “32–36 ✓” below “33.6 mm”, and “32–36 mm” below a “?”."""
    band = reading.band_text() if reading.is_guess else reading.band_numbers()
    mark = {Standing.WITHIN: " ✓", Standing.OUTSIDE: " ✗", Standing.ADVISED_AGAINST: " !"}.get(reading.standing, "")
    return band + mark if band else ""


def standing_color(standing: Standing, colours: Tokens) -> str:
    return {
        Standing.NO_RULE: colours.dim,
        Standing.NOT_KNOWN: colours.dim,
        Standing.WITHIN: colours.ok,
        Standing.ADVISED_AGAINST: colours.warn,
        Standing.OUTSIDE: colours.mark,
    }[standing]


def font_of(base: QFont, ratio: float, pixels: int = _PIXELS) -> QFont:
    """In device pixels."""
    font = QFont(base)
    font.setPixelSize(round(pixels * ratio))
    return font


def guide_name(name: GuideName) -> str:
    return {
        "crown": QCoreApplication.translate("PortraitView", "crown"),
        "eyes": QCoreApplication.translate("PortraitView", "eyes"),
        "chin": QCoreApplication.translate("PortraitView", "chin"),
        "centre": QCoreApplication.translate("PortraitView", "centre"),
    }[name]


def _name(guide: Guide) -> str:
    """With an arrow where the guide is beyond the photo."""
    name = guide_name(guide.name)
    before, after = ("←", "→") if guide.name == "centre" else ("↑", "↓")
    if guide.value_share < 0:
        return f"{before} {name}"
    return f"{name} {after}" if guide.value_share > 1 else name
