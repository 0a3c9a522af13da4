"""The right column while the background is being removed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from picwish_desktop.ui.panels.canvas_field import CanvasField
from picwish_desktop.ui.panels.cutout_column import CutoutColumn
from picwish_desktop.ui.panels.cutout_state import CutoutPanelState, Subject
from picwish_desktop.ui.panels.sections import add_section
from picwish_desktop.ui.widgets.recent_colors import RecentColors
from picwish_desktop.ui.widgets.segmented import Segmented
from picwish_desktop.ui.widgets.usable import set_usable

_SUBJECTS: dict[Subject, tuple[str, str]] = {
    "auto": ("Auto", "Find out what the subject is"),
    "person": ("Person", "Keep the people"),
    "object": ("Object", "Keep a product or another thing"),
    "stamp": ("Stamp", "Keep a stamp or a seal on paper"),
}


class SubjectField(QWidget):
    """What to look for: only what can be asked for is shown."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered: tuple[Subject, ...] = ()
        self._choices: Segmented | None = None
        self._place = QVBoxLayout()
        self._place.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        holder.setLayout(self._place)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        add_section(layout, "Subject", holder)
        self.hide()

    def show_subject(self, subject: Subject, offered: tuple[Subject, ...], refusal: str) -> None:
        """Show one of those that are offered as taken. Emits nothing."""
        if offered != self._offered:
            self._offer(offered)
        if self._choices is not None:
            if subject in offered:
                self._choices.set_current(subject)
            set_usable(self._choices, refusal)
        self.setVisible(bool(offered))

    def _offer(self, offered: tuple[Subject, ...]) -> None:
        self._offered = offered
        if self._choices is not None:
            self._place.removeWidget(self._choices)
            self._choices.hide()
            self._choices.deleteLater()
            self._choices = None
        if offered:
            self._choices = Segmented((subject, *_SUBJECTS[subject]) for subject in offered)
            self._choices.chosen.connect(self.chosen)
            self._place.addWidget(self._choices)
            self._choices.show()


class BackgroundPanel(CutoutColumn):
    """Any subject, before anything, in any shape."""

    subject_chosen = Signal(str)

    def __init__(self, recent: RecentColors | None = None, parent: QWidget | None = None) -> None:
        self._subject = SubjectField()
        super().__init__("Background", CanvasField(), recent, first=self._subject, parent=parent)
        self._subject.chosen.connect(self.subject_chosen)
        self.show_state(CutoutPanelState())

    def show_state(self, state: CutoutPanelState) -> None:
        self._subject.show_subject(state.subject, state.subjects, state.no_change)
        super().show_state(state)
