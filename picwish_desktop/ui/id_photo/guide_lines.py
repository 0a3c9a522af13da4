"""The guides over and beside the ID photo, and which of them the pointer is on."""

from __future__ import annotations

from math import ceil, floor

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from picwish_desktop.idphoto.guides import Guide, GuideName
from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.id_photo.guide_labels import GAP, band_line, font_of, guide_name, labels, standing_color
from picwish_desktop.ui.id_photo.guide_reading import Reading, Standing, reading
from picwish_desktop.ui.id_photo.photo_frame import LEFT, PhotoFrame
from picwish_desktop.ui.id_photo.portrait_scene import PortraitScene
from picwish_desktop.ui.theme import tokens

REACH = 5
"""Distance from a line at which it can still be taken."""
_THICK, _ACTIVE = 1.5, 3
"""Of a line, and of the active one."""
_DASH, _SPACE = 6, 4
_DOT_PERIOD = 12
"""From dot to dot of a guess."""
_BAR_GAP, _BAR = 4, 5
"""Of the bars beside the photo that show where a guide may be."""
_BRACKET, _ARM, _TEXT_GAP = 58, 38, 8
"""How far the head's bracket is from the photo, the length of its arms, and how far its text is from it."""
_HEAD_PIXELS, _LINE = 13, 18
_LIGHT, _SHADE = QColor(255, 255, 255, 235), QColor(0, 0, 0, 130)


class GuideLines:
    """Of one scene in one frame. Lengths are device pixels, the constants' are the look's."""

    def __init__(
        self, scene: PortraitScene | None, frame: PhotoFrame, font: QFont, active: GuideName | None = None
    ) -> None:
        """`active` is the one under the pointer, or that is dragged."""
        guides = () if scene is None else scene.guides
        self.guides, self._frame, self._font, self._active = guides, frame, font, active
        self._guessed = frozenset[str]() if scene is None else scene.guessed
        self._is_guess = is_guess = scene is not None and scene.is_guess
        self._readings = (
            []
            if scene is None
            else [reading(one, guides, scene.spec, is_guess=is_guess or one.name in self._guessed) for one in guides]
        )
        self._label_font = font_of(font, frame.ratio)
        self._labels = labels(guides, self._readings, frame, self._label_font, active, self._guessed)
        self._head = next((read for g, read in zip(guides, self._readings, strict=True) if g.name == "crown"), None)

    @property
    def head(self) -> Reading | None:
        """Its height."""
        return self._head

    def is_guessed(self, name: GuideName) -> bool:
        """Whether nobody has put it where it is."""
        return name in self._guessed

    def guide(self, name: GuideName) -> Guide | None:
        return next((guide for guide in self.guides if guide.name == name), None)

    def next(self, name: GuideName | None, *, is_back: bool = False) -> GuideName | None:
        """The one after `name`, or before it; None beyond the last one. After None the first that waits to be placed,
        or the first of all."""
        names = [guide.name for guide in self.guides]
        if name not in names:
            waiting = [one for one in names if one in self._guessed] or names
            return None if not waiting else waiting[-1] if is_back else waiting[0]
        place = names.index(name) + (-1 if is_back else 1)
        return names[place] if 0 <= place < len(names) else None

    def next_guessed(self, name: GuideName) -> GuideName | None:
        """The one after `name` that nobody has put where it is, from the first again after the last; `name` itself
        only where it is the only one."""
        names = [guide.name for guide in self.guides]
        after = names.index(name) + 1 if name in names else 0
        return next((one for one in names[after:] + names[:after] if one in self._guessed), None)

    def described(self, name: GuideName) -> str:
        """Such as “eyes 24.3 mm, allowed 20–26 mm”; for the crown it is the head's height that has a rule."""
        for guide, read in zip(self.guides, self._readings, strict=True):
            if guide.name == name:
                head = QCoreApplication.translate("PortraitView", ", head height") if name == "crown" else ""
                text, band = f"{guide_name(name)}{head} {read.value_text()}", read.band_text()
                return f"{text}, {QCoreApplication.translate('PortraitView', 'allowed')} {band}" if band else text
        return ""

    def at(self, x: float, y: float) -> GuideName | None:
        """The nearest one whose line or name is there."""
        area, reach = self._frame.area, REACH * self._frame.ratio
        found: list[tuple[float, GuideName]] = []
        for label in self._labels:
            guide = label.guide
            if label.box.adjusted(-reach, 0, reach, 0).contains(x, y):
                return guide.name
            if not 0 <= guide.value_share <= 1:
                continue
            if guide.name == "centre":
                away, is_along = abs(x - self._frame.x(guide.value_share)), area.y <= y < label.box.y()
            else:
                away, is_along = abs(y - self._frame.y(guide.value_share)), area.x <= x < label.box.x()
            if is_along and away <= reach:
                found.append((away, guide.name))
        return min(found)[1] if found else None

    def parts(self) -> set[tuple[Rect, object]]:
        """All that is painted of them: where, and what makes it look as it does there."""
        slack, found = round(3 * self._frame.ratio), set[tuple[Rect, object]]()
        for guide, read in zip(self.guides, self._readings, strict=True):
            is_active = guide.name == self._active
            found.add((self._line_reach(guide), (guide.name, guide.value_share, is_active)))
            band = self._band(guide)
            if band is not None:
                bar, stripe = band
                found.add((_rect(bar), read.standing))
                if is_active:
                    found.add((_rect(stripe), read.standing))
        for label in self._labels:
            is_active = label.guide.name == self._active
            found.add((_rect(label.box.toAlignedRect()).grown(slack), (label.lines, label.reading.standing, is_active)))
        bracket = self._bracket()
        if bracket is not None and self._head is not None:
            top, bottom = bracket.y(), bracket.bottom()
            middle, height = (top + bottom) // 2, 2 * round(_LINE * self._frame.ratio)
            top, bottom = min(top, middle - height), max(bottom, middle + height)
            left = bracket.x() - round(LEFT * self._frame.ratio)
            reach = Rect(left, top, bracket.right() - left, bottom - top).grown(slack)
            found.add((reach, (bracket.y(), bracket.bottom(), self._head, *self._arms())))
        return found

    def paint(self, painter: QPainter) -> None:
        painter.save()
        for guide, read in zip(self.guides, self._readings, strict=True):
            self._paint_band(painter, guide, read.standing)
        # the active one over those that cross it
        for guide in sorted(self.guides, key=lambda guide: guide.name == self._active):
            self._paint_line(painter, guide)
        for label in self._labels:
            label.paint(painter, self._label_font, is_active=label.guide.name == self._active)
        self._paint_bracket(painter)
        painter.restore()

    def _line_reach(self, guide: Guide) -> Rect:
        """All that it is painted on, also where it is active."""
        area, by = self._frame.area, ceil(5 * self._frame.ratio)
        beyond = round(GAP * self._frame.ratio)
        if guide.name == "centre":
            return Rect(floor(self._frame.x(guide.value_share)) - by, area.y, 2 * by, area.height + beyond)
        return Rect(area.x, floor(self._frame.y(guide.value_share)) - by, area.width + beyond, 2 * by)

    def _band(self, guide: Guide) -> tuple[QRect, QRect] | None:
        """Where it may be: as a bar beside the photo, and as a stripe over it."""
        if guide.low_share is None or guide.high_share is None:
            return None
        if self._is_guess and guide.name == "crown":
            # it hangs on the chin
            return None
        frame, area, ratio = self._frame, self._frame.area, self._frame.ratio
        low, high = max(0.0, guide.low_share), min(1.0, guide.high_share)
        if low > high:
            return None
        gap, thick = round(_BAR_GAP * ratio), round(_BAR * ratio)
        if guide.name == "centre":
            left, right = round(frame.x(low)), round(frame.x(high))
            return QRect(left, area.bottom + gap, right - left, thick), QRect(left, area.y, right - left, area.height)
        top, bottom = round(frame.y(low)), round(frame.y(high))
        bar = QRect(area.right + gap, top, thick, max(bottom - top, round(2 * ratio)))
        return bar, QRect(area.x, top, area.width, bottom - top)

    def _paint_band(self, painter: QPainter, guide: Guide, standing: Standing) -> None:
        """The stripe only of the active one."""
        band = self._band(guide)
        if band is None:
            return
        color = QColor(standing_color(standing, tokens()))
        color.setAlpha(130)
        painter.fillRect(band[0], color)
        if guide.name == self._active:
            color.setAlpha(45)
            painter.fillRect(band[1], color)

    def _paint_line(self, painter: QPainter, guide: Guide) -> None:
        """Light within dark: one of the two is seen on any photo, and so is whether the line is broken. The active one
        is unbroken, with the accent within the light."""
        if not 0 <= guide.value_share <= 1:
            return
        area, ratio, colours = self._frame.area, self._frame.ratio, tokens()
        is_active = guide.name == self._active
        line, beyond = self._line(guide, max(1, round((_ACTIVE if is_active else _THICK) * ratio)))
        rim = max(1, round(ratio))
        painter.setClipRect(QRect(area.x, area.y, area.width, area.height))
        if is_active:
            painter.fillRect(_around(line, 2 * rim), _SHADE)
            painter.fillRect(_around(line, rim), Qt.GlobalColor.white)
            painter.fillRect(line, QColor(colours.accent))
        else:
            self._paint_dashes(painter, guide, line, rim)
        painter.setClipping(False)
        painter.fillRect(beyond, QColor(colours.accent if is_active else colours.dim))

    def _paint_dashes(self, painter: QPainter, guide: Guide, line: QRect, rim: int) -> None:
        """Light ones on an unbroken dark line, or a guess's light dots each on a dark one."""
        area, ratio, is_guessed = self._frame.area, self._frame.ratio, guide.name in self._guessed
        thick = line.width() if guide.name == "centre" else line.height()
        dash = thick if is_guessed else round(_DASH * ratio)
        period = round((_DOT_PERIOD if is_guessed else _DASH + _SPACE) * ratio)
        if guide.name == "centre":
            dashes = [QRect(line.x(), y, thick, dash) for y in range(area.y + thick, area.bottom, period)]
        else:
            dashes = [QRect(x, line.y(), dash, thick) for x in range(area.x + thick, area.right, period)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_SHADE)
        painter.drawRects([_around(one, rim) for one in (dashes if is_guessed else [line])])
        painter.setBrush(_LIGHT)
        painter.drawRects(dashes)

    def _line(self, guide: Guide, thick: int) -> tuple[QRect, QRect]:
        """On the photo, and from there to its name."""
        area, length = self._frame.area, round((GAP - 3) * self._frame.ratio)
        if guide.name == "centre":
            left = floor(self._frame.x(guide.value_share) - thick / 2 + 0.5)
            return QRect(left, area.y, thick, area.height), QRect(left, area.bottom, thick, length)
        top = floor(self._frame.y(guide.value_share) - thick / 2 + 0.5)
        return QRect(area.x, top, area.width, thick), QRect(area.right, top, length, thick)

    def _bracket(self) -> QRect | None:
        """From crown to chin, as far as they are on the photo; None where one of them is not known."""
        crown, chin = self.guide("crown"), self.guide("chin")
        if crown is None or chin is None:
            return None
        top, bottom = (round(self._frame.y(min(max(guide.value_share, 0.0), 1.0))) for guide in (crown, chin))
        left = self._frame.area.x - round(_BRACKET * self._frame.ratio)
        return QRect(left, top, round(_ARM * self._frame.ratio), bottom - top)

    def _arms(self) -> tuple[bool, bool]:
        """Whether crown and chin are on the photo: only then does the bracket end there."""
        crown, chin = self.guide("crown"), self.guide("chin")
        return crown is not None and crown.value_share >= 0, chin is not None and chin.value_share <= 1

    def _paint_bracket(self, painter: QPainter) -> None:
        """With the head's height."""
        bracket = self._bracket()
        if bracket is None or self._head is None:
            return
        ratio, (has_crown, has_chin) = self._frame.ratio, self._arms()
        color = QColor(standing_color(self._head.standing, tokens()))
        left, top, arm, length = bracket.x(), bracket.y(), bracket.width(), bracket.height()
        thick = max(1, round(ratio))
        painter.fillRect(left, top, thick, length, color)
        if has_crown:
            painter.fillRect(left, top, arm, thick, color)
        if has_chin:
            painter.fillRect(left, top + length - thick, arm, thick, color)
        painter.setFont(font_of(self._font, ratio, _HEAD_PIXELS))
        painter.setPen(color)
        height, room = _LINE * ratio, LEFT * ratio
        for line, y in ((self._head.value_text(), -height), (band_line(self._head), 0.0)):
            box = QRectF(left - _TEXT_GAP * ratio - room, top + length / 2 + y, room, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, line)


def _rect(rect: QRect) -> Rect:
    return Rect(rect.x(), rect.y(), rect.width(), rect.height())


def _around(rect: QRect, by: int) -> QRect:
    return rect.adjusted(-by, -by, by, by)
