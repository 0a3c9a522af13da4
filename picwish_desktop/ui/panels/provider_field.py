"""Who does the work, what it costs, and what goes there."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from picwish_desktop.ui.widgets.choice import StillChoice
from picwish_desktop.ui.widgets.labels import note
from picwish_desktop.ui.widgets.usable import set_usable

_LINE = 17
"""Height of one line of a note."""


class ProviderField(QWidget):
    """A list of providers with their prices, and a sentence below it."""

    chosen = Signal(str)

    def __init__(self, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = StillChoice("Provider", tooltip)
        self._note = note()
        # It is empty for a moment whenever what is sent is measured again; what is below must not jump.
        self._note.setMinimumHeight(_LINE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._choice)
        layout.addWidget(self._note)
        self._choice.activated.connect(lambda _row: self.chosen.emit(self._choice.currentData()))

    @property
    def note(self) -> str:
        """The sentence below the list."""
        return self._note.text()

    def set_providers(self, providers: Iterable[tuple[str, str, str]]) -> None:
        """Offer these providers, as (id, name, price)."""
        self._choice.clear()
        for provider, name, price in providers:
            self._choice.add(provider, name, price)

    def show_provider(self, provider: str, note: str, *, is_locked: bool, refusal: str) -> None:
        """Show who is chosen. With a `refusal` nobody else can be. Emits nothing."""
        if provider:
            self._choice.set_current(provider)
        set_usable(self._choice, refusal)
        role = "warn" if is_locked else "note"
        if self._note.property("role") != role:
            self._note.setProperty("role", role)
            self._note.style().polish(self._note)
        self._note.setText(note)
