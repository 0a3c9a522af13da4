"""The colour of what is marked, and what is seen of it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QIcon, QPainter, QPaintEvent, QPen, QPixmap, qGray
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from picwish_desktop.ui.actions import Actions, Command
from picwish_desktop.ui.overlay_color import CONTRAST, OVERLAY_COLORS, overlay_color
from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.buttons import square

_SIDE = 16
_BRIGHT = 150
_RADIUS = 4
_TIP = "Differs most from this photo, for colour-blind eyes too"


class OverlayButton(QToolButton):
    """A swatch of the colour; a press opens the menu."""

    color_chosen = Signal(str)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._color = QColor(tokens().mark)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._menu.setStyleSheet("QMenu::icon { padding-left: 11px; }")
        self._colors = QActionGroup(self)
        self._choices: dict[str, QAction] = {}
        for name, text in OVERLAY_COLORS:
            choice = self._menu.addAction(text)
            choice.setCheckable(True)
            choice.setToolTip(_TIP if name == CONTRAST else "")
            choice.triggered.connect(lambda _on=False, name=name: self.color_chosen.emit(name))
            self._colors.addAction(choice)
            self._choices[name] = choice
        self._menu.addSeparator()
        self._menu.addActions([actions[Command.OVERLAY], actions[Command.MASK_ONLY]])
        square(self, 32, _SIDE)
        self.setToolTip("Colour of the mark")
        self.clicked.connect(self._open)
        self.set_color(OVERLAY_COLORS[0][0], self._color)

    def set_color(self, name: str, shown: QColor) -> None:
        """Show that `name` is chosen, which is `shown` for this photo and in this theme. Emits nothing."""
        self._color = shown
        self._choices[name].setChecked(True)
        self.setAccessibleName(f"Colour of the mark: {self._choices[name].text().lower()}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            place = QRectF(0, 0, _SIDE, _SIDE)
            place.moveCenter(QRectF(self.rect()).center())
            if not self.isEnabled():
                painter.setOpacity(0.35)
            painter.setPen(QPen(QColor(tokens().line), 1))
            painter.setBrush(self._color)
            painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)

    def _open(self) -> None:
        mark = QColor(tokens().mark)
        for name, choice in self._choices.items():
            color = self._color if choice.isChecked() else overlay_color(name, mark, None)
            is_known = name != CONTRAST or choice.isChecked()
            choice.setIcon(self._sample(color, choice.isChecked()) if is_known else QIcon())
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _sample(self, color: QColor, is_chosen: bool) -> QIcon:
        """Qt shows either an icon or that a choice is taken, so the icon says both."""
        drawn = QPixmap(QSize(_SIDE, _SIDE) * self.devicePixelRatio())
        drawn.setDevicePixelRatio(self.devicePixelRatio())
        drawn.fill(Qt.GlobalColor.transparent)
        with QPainter(drawn) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawRoundedRect(QRectF(0, 0, _SIDE, _SIDE), _RADIUS, _RADIUS)
            if is_chosen:
                painter.setPen(QPen(QColor("#000000" if qGray(color.rgb()) > _BRIGHT else "#ffffff"), 2))
                painter.drawPolyline([QPointF(4, 8.5), QPointF(7, 11.5), QPointF(12, 5)])
        return QIcon(drawn)
