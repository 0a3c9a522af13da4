"""A job's card: its picture, its name, how it stands, and a cross to cancel it or put it away."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.buttons import IconButton
from picwish_desktop.ui.widgets.thumbnail import Cover, rounded
from picwish_desktop.ui.widgets.tip import tip

Tone = Literal["accent", "ok", "warn", "mark", "dim"]

WIDTH = 178
PICTURE, LOW_PICTURE = 72, 36
"""Heights of its picture: as it is, and in a low window."""
_CAPTION = 32
_RADIUS = 10


@dataclass(frozen=True)
class JobCard:
    """What a card shows. `tone` colours the dot before `note`; `progress` is 0 to 1, or None."""

    id: str
    title: str
    note: str
    tone: Tone = "dim"
    progress: float | None = None
    is_running: bool = False
    cancel_tip: str = "Cancel"
    can_retry: bool = False
    detail: str = ""
    thumbnail: QImage | None = field(default=None, compare=False)


class JobCardButton(QAbstractButton):
    """A card that can be clicked. Delete, or its cross, cancels a running job and puts away any other."""

    cancel_requested = Signal()
    retry_requested = Signal()
    dismissed = Signal()

    def __init__(self, job: JobCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self._cover = Cover()
        self.set_low(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close = _Cross(self)
        self._close.move(WIDTH - 28, 4)
        self._close.clicked.connect(self._put_away)
        self._retry = IconButton("rotate-ccw", "Try again", parent=self)
        self._retry.setObjectName("cardClose")
        self._retry.move(WIDTH - 56, 4)
        self._retry.clicked.connect(self.retry_requested)
        self.show_job(job)

    @property
    def note(self) -> str:
        """How the job stands, in words."""
        return self._job.note

    def show_job(self, job: JobCard) -> None:
        """Show how the job stands now."""
        self._job = job
        action = job.cancel_tip if job.is_running else "Dismiss"
        self._close.setToolTip(f"{action} (Del or Backspace)")
        self._close.setAccessibleName(f"{action} {job.title}")
        self._retry.setVisible(job.can_retry)
        self._retry.setAccessibleName(f"Try again: {job.title}")
        self.setToolTip(tip(job.detail or f"{job.title} · {job.note}"))
        self.setAccessibleName(f"{job.title}, {job.note}")
        self.update()

    def set_low(self, is_low: bool) -> None:
        """Take the height that a low window has for it, or its own."""
        self.setFixedSize(WIDTH, (LOW_PICTURE if is_low else PICTURE) + _CAPTION)

    def event(self, event: QEvent) -> bool:
        # Without this, Delete would reach the window's "Clear mark" first.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_delete(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_delete(event):
            # held, it would go on with the card that has the focus next
            if not event.isAutoRepeat():
                self._put_away()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = tokens()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            outline = rounded(QRectF(self.rect()), _RADIUS)
            painter.fillPath(outline, QColor(colours.hover if self.underMouse() else colours.raised))
            picture = QRectF(0, 0, WIDTH, self.height() - _CAPTION)
            top = QPainterPath()
            top.addRect(picture)
            self._cover.draw(painter, picture, self._job.thumbnail, outline.intersected(top))
            self._draw_caption(painter)
            if self._job.progress is not None:
                done = QPainterPath()
                done.addRect(QRectF(0, self.height() - 3, self.width() * min(1.0, max(0.0, self._job.progress)), 3))
                painter.fillPath(outline.intersected(done), QColor(colours.accent))
            if self.hasFocus():
                painter.setPen(QPen(QColor(colours.accent), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPath(rounded(QRectF(self.rect()).adjusted(1, 1, -1, -1), _RADIUS - 1))

    def _draw_caption(self, painter: QPainter) -> None:
        colours = tokens()
        font = self.font()
        font.setPixelSize(11)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        caption = QRectF(9, self.height() - _CAPTION + 1, self.width() - 18, _CAPTION - 1)
        centred = Qt.AlignmentFlag.AlignVCenter
        note_width = metrics.horizontalAdvance(self._job.note)
        painter.setPen(QColor(colours.dim))
        painter.drawText(caption, centred | Qt.AlignmentFlag.AlignRight, self._job.note)
        dot = QRectF(caption.right() - note_width - 13, caption.center().y() - 3.5, 7, 7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(colours, self._job.tone)))
        painter.drawEllipse(dot)
        painter.setPen(QColor(colours.text))
        room = int(dot.left() - caption.left() - 8)
        title = metrics.elidedText(self._job.title, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(caption, centred | Qt.AlignmentFlag.AlignLeft, title)

    def _put_away(self) -> None:
        (self.cancel_requested if self._job.is_running else self.dismissed).emit()


class _Cross(IconButton):
    """Seen only where the pointer or the keyboard is, but always in the order of Tab."""

    def __init__(self, card: QWidget) -> None:
        super().__init__("x", "", parent=card)
        self.setObjectName("cardClose")

    def paintEvent(self, event: QPaintEvent) -> None:
        card = self.parentWidget()
        if self.hasFocus() or (card is not None and (card.underMouse() or card.hasFocus())):
            super().paintEvent(event)


def _is_delete(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
