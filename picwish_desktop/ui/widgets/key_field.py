"""The key of one provider: where it comes from now, another one, trying it, and forgetting it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from picwish_desktop.providers.api import is_plausible
from picwish_desktop.storage.credentials import Secret
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.setting_fields import mark, type_over
from picwish_desktop.ui.widgets.verdict import Tone, Verdict

_IMPOSSIBLE = "This key has characters that no key has. Copy it again."


class KeyField(QWidget):
    """Never has the key that is kept, only what is typed. Nothing is kept or forgotten before the caller does it."""

    edited = Signal()
    test = Signal()

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = label
        self.source = Verdict()
        """Where the key comes from; the dialog has a place for it."""
        self.source.say("Looking for the key…")
        self.verdict = Verdict()
        """What the last test said, or what is wrong with what is typed."""
        self._has_key = False
        self._is_fixed = False
        self._is_forgotten = False
        self._typed = QLineEdit()
        self._typed.setEchoMode(QLineEdit.EchoMode.Password)
        self._typed.setAccessibleName(f"Key for {label}")
        self._typed.setToolTip(f"The API key that {label} gave you; it is not shown")
        self._typed.textChanged.connect(self._edited)
        self._test = push_button("Test", "Ask whether the key is right; this costs nothing")
        self._test.setAccessibleName(f"Test the key for {label}")
        self._test.clicked.connect(self.test)
        self._forget = push_button("Forget", "")
        self._forget.clicked.connect(self._forget_or_keep)
        self._lay_out()
        self._refresh()

    def typed(self) -> Secret | None:
        """None where nothing is."""
        text = self._typed.text().strip()
        return Secret(text) if text else None

    @property
    def is_forgotten(self) -> bool:
        """Whether the key that is kept shall go."""
        return self._is_forgotten and self.typed() is None

    def show_problem(self) -> bool:
        """Say what is wrong with what is typed, until something else is; False where nothing is wrong."""
        typed = self.typed()
        if typed is None or is_plausible(typed.reveal()):
            return False
        self.verdict.say(_IMPOSSIBLE, Tone.WARN)
        mark(self._typed, _IMPOSSIBLE)
        return True

    def focus(self) -> None:
        """Let what is typed be typed over."""
        type_over(self._typed)

    def show_source(self, sentence: str, tone: Tone, *, has_key: bool, is_fixed: bool) -> None:
        """Where the key comes from now; fixed: it cannot be changed here."""
        self._has_key, self._is_fixed = has_key, is_fixed
        self.source.say(sentence, tone)
        self._refresh()

    def _edited(self) -> None:
        self._is_forgotten = False
        self._changed()

    def _forget_or_keep(self) -> None:
        self._is_forgotten = not self._is_forgotten
        if self._is_forgotten:
            self._typed.blockSignals(True)
            self._typed.clear()
            self._typed.blockSignals(False)
        self._changed()

    def _changed(self) -> None:
        self.verdict.say("The key is forgotten when you press OK." if self.is_forgotten else "")
        mark(self._typed, "")
        self._refresh()
        self.edited.emit()

    def _refresh(self) -> None:
        self._typed.setEnabled(not self._is_fixed)
        self._typed.setPlaceholderText(self._hint())
        self._test.setEnabled(self.typed() is not None or (self._has_key and not self.is_forgotten))
        self._forget.setEnabled(self._has_key and not self._is_fixed)
        self._forget.setText("Keep" if self.is_forgotten else "Forget")
        self._forget.setToolTip("Keep the key" if self.is_forgotten else "Take the key out of the keyring")
        self._forget.setAccessibleName(f"{self._forget.text()} the key for {self.label}")

    def _hint(self) -> str:
        if self._is_fixed:
            return "Set outside the program"
        return "Type another one to replace it" if self._has_key and not self.is_forgotten else "Paste the key here"

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._test, self._forget):
            buttons.addWidget(button, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._typed)
        layout.addLayout(buttons)
        layout.addWidget(self.verdict)
