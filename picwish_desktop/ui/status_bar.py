"""The facts along the bottom edge of the window."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.elided_label import ElidedLabel

MESSAGE_MS = 5000


class StatusBar(QFrame):
    """File, size and pointer at the left; jobs and provider at the right. A message takes the left side for a while."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.setFixedHeight(26)
        self._name = ElidedLabel()
        self._facts, self._position, self._jobs, self._provider = (QLabel() for _ in range(4))
        for label in (self._name, self._facts, self._position, self._jobs, self._provider):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._dot = _Dot()
        self._message = ElidedLabel()
        self._message.setProperty("role", "message")
        self._message.hide()
        self._message_timer = QTimer(self)
        self._message_timer.setSingleShot(True)
        self._message_timer.timeout.connect(self.clear_message)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 1, 14, 0)
        layout.setSpacing(20)
        layout.addWidget(self._message, 1)
        layout.addWidget(self._name)
        layout.addWidget(self._facts)
        layout.addWidget(self._position)
        layout.addStretch(1)
        layout.addWidget(self._jobs)
        provider = QHBoxLayout()
        provider.setSpacing(6)
        provider.addWidget(self._dot)
        provider.addWidget(self._provider)
        layout.addLayout(provider)
        self.set_file("Ready", "")
        self.set_running_jobs(0)
        self.set_provider("")

    def set_file(self, name: str, facts: str) -> None:
        """Say what is open, and its facts: "6000 × 4000 · sRGB"."""
        self._name.setText(name)
        self._facts.setText(facts)

    def set_position(self, position: QPoint | None) -> None:
        """Say over which pixel of the photo the pointer is, if over any."""
        self._position.setText("" if position is None else f"x {position.x()} y {position.y()}")

    def set_running_jobs(self, count: int) -> None:
        """Say how many jobs are running; nothing when none are."""
        self._jobs.setText({0: "", 1: "1 job running"}.get(count, f"{count} jobs running"))

    def set_provider(self, name: str, *, is_ready: bool = True) -> None:
        """Say who would run the next job, and whether they can."""
        self._provider.setText(name)
        self._dot.set_ready(is_ready)
        self._dot.setVisible(bool(name))

    def show_message(self, text: str, milliseconds: int = MESSAGE_MS) -> None:
        """Say something for a while in place of the facts; an empty text brings them back."""
        if not text:
            self.clear_message()
            return
        self._message.setText(text)
        self._show_message(True)
        self._message_timer.start(milliseconds)

    def take_back(self, text: str) -> None:
        """It is not true any more: show the facts again if it is still said."""
        if self._message.text() == text:
            self.clear_message()

    def clear_message(self) -> None:
        """Show the facts again."""
        self._message_timer.stop()
        self._show_message(False)

    def _show_message(self, shown: bool) -> None:
        self._message.setVisible(shown)
        for label in (self._name, self._facts, self._position):
            label.setVisible(not shown)


class _Dot(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._is_ready = True
        self.setFixedSize(QSize(7, 7))

    def set_ready(self, is_ready: bool) -> None:
        self._is_ready = is_ready
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens().ok if self._is_ready else tokens().warn))
            painter.drawEllipse(self.rect())
