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
_SPOT = 3.5
_TIP = "Differs most from this photo, for colour-blind eyes too"


class OverlayButton(QToolButton):
    """A swatch of the colour: hollow while nothing is seen of the mark, black and white while nothing else is seen. A
    press opens the menu."""

    color_chosen = Signal(str)
    opened = Signal()
    """Its menu: what contrasts with the photo is wanted."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._color = QColor(tokens().mark)
        self._contrasting: QColor | None = None
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._menu.setStyleSheet("QMenu::icon { padding-left: 13px; }")
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
        self._overlay, self._mask_only = actions[Command.OVERLAY], actions[Command.MASK_ONLY]
        self._menu.addActions([self._overlay, self._mask_only])
        for seen in (self._overlay, self._mask_only):
            seen.toggled.connect(self.update)
        square(self, 32, _SIDE)
        self.setToolTip("Colour of the mark, and what is seen of it")
        self.clicked.connect(self._open)
        self.set_color(OVERLAY_COLORS[0][0], self._color)

    def set_color(self, name: str, shown: QColor) -> None:
        """Show that `name` is chosen, which is `shown` for this photo and in this theme. Emits nothing."""
        self._color = shown
        self._choices[name].setChecked(True)
        self.setAccessibleName(f"Colour of the mark: {self._choices[name].text().lower()}")
        self.update()

    def set_contrasting(self, color: QColor | None) -> None:
        """What “Contrasting” is for this photo; None while nobody knows. Emits nothing."""
        if color != self._contrasting:
            self._contrasting = color
            if self._menu.isVisible():
                self._show_samples()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            place = QRectF(0, 0, _SIDE, _SIDE)
            place.moveCenter(QRectF(self.rect()).center())
            if not self.isEnabled():
                painter.setOpacity(0.35)
            painter.setPen(QPen(QColor(tokens().line), 1))
            place = place.adjusted(0.5, 0.5, -0.5, -0.5)
            if self._mask_only.isChecked():
                painter.setBrush(QColor(Qt.GlobalColor.black))
                painter.drawRoundedRect(place, _RADIUS, _RADIUS)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(Qt.GlobalColor.white))
                painter.drawEllipse(place.center(), _SPOT, _SPOT)
            elif self._overlay.isChecked():
                painter.setBrush(self._color)
                painter.drawRoundedRect(place, _RADIUS, _RADIUS)
            else:
                painter.setPen(QPen(self._color, 2))
                painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)

    def _open(self) -> None:
        self._show_samples()
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        self.opened.emit()

    def _show_samples(self) -> None:
        mark = QColor(tokens().mark)
        for name, choice in self._choices.items():
            color = self._contrasting if name == CONTRAST else overlay_color(name, mark, None)
            choice.setIcon(self._sample(color, choice.isChecked()))

    def _sample(self, color: QColor | None, is_chosen: bool) -> QIcon:
        """Qt shows either an icon or that a choice is taken, so the icon says both. Hollow while the colour is not
        known."""
        drawn = QPixmap(QSize(_SIDE, _SIDE) * self.devicePixelRatio())
        drawn.setDevicePixelRatio(self.devicePixelRatio())
        drawn.fill(Qt.GlobalColor.transparent)
        with QPainter(drawn) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            place = QRectF(0, 0, _SIDE, _SIDE)
            if color is None:
                painter.setPen(QPen(QColor(tokens().faint), 1))
                painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(color)
                painter.drawRoundedRect(place, _RADIUS, _RADIUS)
            if is_chosen:
                ground = color or QColor(tokens().panel)
                painter.setPen(QPen(QColor("#000000" if qGray(ground.rgb()) > _BRIGHT else "#ffffff"), 2))
                painter.drawPolyline([QPointF(4, 8.5), QPointF(7, 11.5), QPointF(12, 5)])
        return QIcon(drawn)
