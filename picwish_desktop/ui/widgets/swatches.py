"""Small squares side by side, each filled with what pressing it chooses."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.swatch_faces import Face
from picwish_desktop.ui.widgets.thumbnail import rounded
from picwish_desktop.ui.widgets.usable import set_purpose

SWATCH_SIDE = 32
_GAP = 3
_RING = 2
_INSET = 2
_INSET_WITH_RING = 4
_STEPS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class Swatch(QAbstractButton):
    """A square with a face. Being pressed does not check it: whoever listens shows what came of it."""

    left_for = Signal(int)
    """An arrow key wants the focus so many swatches further."""
    reached = Signal()
    """It has the focus."""

    def __init__(self, name: str, tooltip: str, face: Face, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._face = face
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(tooltip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(SWATCH_SIDE, SWATCH_SIDE)

    def set_face(self, face: Face) -> None:
        """Show another filling."""
        self._face = face
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(SWATCH_SIDE, SWATCH_SIDE)

    def nextCheckState(self) -> None:
        pass

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self.left_for.emit(step)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.reached.emit()

    def enterEvent(self, _event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = tokens()
        has_ring = self.isChecked() or self.hasFocus()
        inset = _INSET_WITH_RING if has_ring else _INSET
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not self.isEnabled():
                painter.setOpacity(0.35)
            place = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
            self._face(painter, rounded(place, 6))
            is_hovered = self.isEnabled() and self.underMouse()
            painter.setPen(QPen(QColor(colours.dim if is_hovered else colours.line), 1))
            painter.drawPath(rounded(place.adjusted(0.5, 0.5, -0.5, -0.5), 5.5))
            if self.isChecked():
                self._ring(painter, colours.accent, 0)
            if self.hasFocus():
                self._ring(painter, colours.text, _RING if self.isChecked() else 0)

    def _ring(self, painter: QPainter, color: str, inset: float) -> None:
        inset += _RING / 2
        painter.setPen(QPen(QColor(color), _RING))
        painter.drawPath(rounded(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 9 - inset))


class Swatches(QWidget):
    """Swatches as (id, name, tooltip, face). Tab reaches one, the arrow keys go on, the space bar presses."""

    pressed = Signal(str)

    def __init__(self, swatches: Iterable[tuple[str, str, str, Face]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._swatches: dict[str, Swatch] = {}
        # only so that each is known as one choice of several; what is checked is said by `set_current`
        group = QButtonGroup(self)
        group.setExclusive(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        for id_, name, tooltip, face in swatches:
            swatch = Swatch(name, tooltip, face)
            swatch.clicked.connect(lambda _on=False, id_=id_: self.pressed.emit(id_))
            swatch.left_for.connect(lambda step, id_=id_: self._go(id_, step))
            swatch.reached.connect(lambda id_=id_: self._rove(id_))
            group.addButton(swatch)
            self._swatches[id_] = swatch
            layout.addWidget(swatch)
        layout.addStretch(1)
        self._rove(next(iter(self._swatches), ""))

    def current(self) -> str:
        """The id of the one with the ring, or ""."""
        return next((id_ for id_, swatch in self._swatches.items() if swatch.isChecked()), "")

    def set_current(self, current: str) -> None:
        """Put the ring around this one, or around none. Emits nothing."""
        for id_, swatch in self._swatches.items():
            swatch.setChecked(id_ == current)
        if current in self._swatches and not any(swatch.hasFocus() for swatch in self._swatches.values()):
            self._rove(current)

    def set_face(self, id_: str, face: Face) -> None:
        """Fill a swatch anew."""
        self._swatches[id_].set_face(face)

    def describe(self, id_: str, name: str, tooltip: str) -> None:
        """Name a swatch anew."""
        self._swatches[id_].setAccessibleName(name)
        set_purpose(self._swatches[id_], tooltip)

    def show_first(self, count: int) -> None:
        """Hide all but the first `count`."""
        for position, swatch in enumerate(self._swatches.values()):
            swatch.setVisible(position < count)

    def _go(self, id_: str, step: int) -> None:
        ids = [id_ for id_, swatch in self._swatches.items() if not swatch.isHidden()]
        self._swatches[ids[(ids.index(id_) + step) % len(ids)]].setFocus(Qt.FocusReason.TabFocusReason)

    def _rove(self, reached: str) -> None:
        for id_, swatch in self._swatches.items():
            swatch.setFocusPolicy(Qt.FocusPolicy.TabFocus if id_ == reached else Qt.FocusPolicy.NoFocus)
