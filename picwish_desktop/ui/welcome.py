"""What the window shows before there is a photo: an invitation."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from picwish_desktop.storage.resources import resource
from picwish_desktop.ui.icons import icon
from picwish_desktop.ui.rail import BACKGROUND, ID_PHOTO, REMOVE_OBJECTS
from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.thumbnail import Cover, read_thumbnail, rounded

SAMPLES = (
    ("photos/coffee.jpg", "Try: put it before white", BACKGROUND.id),
    ("photos/chelsea.jpg", "Try: cut out the cat", BACKGROUND.id),
    ("photos/rocket.jpg", "Try: remove a mast", REMOVE_OBJECTS.id),
    ("photos/astronaut.jpg", "Try: an ID photo", ID_PHOTO.id),
)
"""A picture, what can be tried with it, and the job for that."""


_NEAR_TOP = 0.1  # where heads are
_CARD = QSize(636, 225)
_PICTURE_ROOM = 70
"""Of the card: from the top of its picture to that of its title."""
_LEAST_HEIGHT = 360
"""Of card and samples together."""


class Welcome(QFrame):
    """A card to drop a photo on, and sample photos to try."""

    open_requested = Signal()
    sample_chosen = Signal(str, str)
    """A path, and the job to turn to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        self._card = _DropCard()
        self._card.clicked.connect(self.open_requested)
        self._samples: list[_Sample] = []
        samples = QHBoxLayout()
        samples.setSpacing(12)
        samples.addStretch(1)
        for name, caption, job in SAMPLES:
            path = str(resource(name))
            sample = _Sample(path, caption)
            sample.clicked.connect(lambda _on=False, path=path, job=job: self.sample_chosen.emit(path, job))
            samples.addWidget(sample)
            self._samples.append(sample)
        samples.addStretch(1)
        card = QHBoxLayout()
        card.addStretch(1)
        card.addWidget(self._card)
        card.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(24)
        layout.addStretch(5)
        layout.addLayout(card)
        layout.addLayout(samples)
        layout.addStretch(6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # the invitation itself comes first
        for sample in self._samples:
            sample.setVisible(event.size().height() >= _LEAST_HEIGHT)

    def set_drop_active(self, active: bool) -> None:
        """Light the card up while a photo is held over the window."""
        self._card.set_active(active)


class _DropCard(QWidget):
    """The dashed card. A click anywhere on it opens; the keyboard has the link inside."""

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._active = False
        self.setMaximumSize(_CARD)
        self._title = title = QLabel("Drop a photo here")
        title.setProperty("role", "title")
        title.setFixedHeight(35)
        before = QLabel("or paste one, or")
        before.setProperty("role", "dim")
        link = push_button("open from this computer", "Open a photo (Ctrl+O)", "link")
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        link.clicked.connect(self.clicked)
        sentence = QHBoxLayout()
        sentence.setSpacing(0)
        sentence.addStretch(1)
        sentence.addWidget(before)
        sentence.addWidget(link)
        sentence.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addStretch(54)
        layout.addSpacing(_PICTURE_ROOM)
        layout.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(sentence)
        layout.addStretch(40)
        self._picture = icon("image")

    def sizeHint(self) -> QSize:
        return _CARD

    def set_active(self, active: bool) -> None:
        self._active = active
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = tokens()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(QColor(colours.accent if self._active else colours.faint), 1.5 if self._active else 1)
            pen.setDashPattern([4, 3])
            painter.setPen(pen)
            painter.setBrush(QColor(colours.soft) if self._active else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 16, 16)
            place = QRect((self.width() - 52) // 2, self._title.y() - _PICTURE_ROOM, 52, 52)
            self._picture.paint(painter, place, state=QIcon.State.On)


class _Sample(QAbstractButton):
    """A sample photo and what to try with it."""

    _PICTURE = QSize(150, 96)
    _LEAST_WIDTH = 110

    def __init__(self, path: str, caption: str) -> None:
        super().__init__()
        self.setText(caption)
        self.setToolTip(caption)
        self.setAccessibleName(caption)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._cover = Cover()
        self._image = read_thumbnail(path, self._PICTURE * 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._LEAST_WIDTH, self.sizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self._PICTURE.width(), self._PICTURE.height() + 30)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = tokens()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            picture = QRectF(0, 0, self.width(), self.width() * self._PICTURE.height() / self._PICTURE.width())
            self._cover.draw(painter, picture, self._image, rounded(picture, 10), anchor=_NEAR_TOP)
            if self.hasFocus() or self.underMouse():
                painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.dim), 2))
                painter.drawPath(rounded(picture.adjusted(1, 1, -1, -1), 9))
            font = self.font()
            font.setPixelSize(12)
            painter.setFont(font)
            painter.setPen(QColor(colours.text if self.underMouse() else colours.dim))
            caption = QRectF(0, picture.bottom() + 8, self.width(), self.height() - picture.bottom() - 8)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(caption, flags, self.text())
