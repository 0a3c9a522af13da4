"""Jobs and their results, along the bottom of the window; gone when there are none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from picwish_desktop.ui.job_card import LOW_PICTURE, PICTURE, JobCard, JobCardButton

_HEIGHT = 128


class Tray(QFrame):
    """A card for each job."""

    chosen = Signal(str)
    cancel_requested = Signal(str)
    retry_requested = Signal(str)
    dismissed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tray")
        self._cards: dict[str, JobCardButton] = {}
        row = QWidget()
        row.setObjectName("scrolled")
        self._row = QHBoxLayout(row)
        self._row.setContentsMargins(14, 12, 14, 0)
        self._row.setSpacing(12)
        self._row.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 1, 0, 0)
        layout.addWidget(area)
        self._is_away = False
        self.set_low(False)
        self.hide()

    def set_jobs(self, jobs: Sequence[JobCard]) -> None:
        """Show these jobs in this order. Cards of jobs that stay keep their place, focus and picture."""
        wanted = [job.id for job in jobs]
        for gone in [id_ for id_ in self._cards if id_ not in wanted]:
            card = self._cards.pop(gone)
            self._row.removeWidget(card)
            card.hide()
            card.deleteLater()
        for place, job in enumerate(jobs):
            if job.id not in self._cards:
                self._cards[job.id] = self._new_card(job)
            card = self._cards[job.id]
            card.show_job(job)
            if self._row.indexOf(card) != place:
                self._row.removeWidget(card)
                self._row.insertWidget(place, card)
        self._show_or_hide()

    def set_away(self, is_away: bool) -> None:
        """Hide it, whatever jobs there are, or no longer."""
        self._is_away = is_away
        self._show_or_hide()

    def set_low(self, is_low: bool) -> None:
        """In a low window the cards show less of their pictures, and leave the room to the photo."""
        self._is_low = is_low
        self.setFixedHeight(_HEIGHT - (PICTURE - LOW_PICTURE if is_low else 0))
        for card in self._cards.values():
            card.set_low(is_low)

    def note_of(self, job_id: str) -> str:
        """What a job's card says; nothing where there is none."""
        card = self._cards.get(job_id)
        return "" if card is None else card.note

    def _show_or_hide(self) -> None:
        self.setVisible(bool(self._cards) and not self._is_away)

    def _new_card(self, job: JobCard) -> JobCardButton:
        card = JobCardButton(job)
        card.set_low(self._is_low)
        card.clicked.connect(lambda: self.chosen.emit(job.id))
        card.cancel_requested.connect(lambda: self.cancel_requested.emit(job.id))
        card.retry_requested.connect(lambda: self.retry_requested.emit(job.id))
        card.dismissed.connect(lambda: self.dismissed.emit(job.id))
        return card
