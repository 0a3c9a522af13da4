"""What happens to pictures that were changed and not saved."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.elided_label import ElidedLabel
from picwish_desktop.ui.widgets.labels import note

_NAMES_SHOWN = 5


class UnsavedAnswer(Enum):
    """What the person wants done."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class UnsavedDialog(Dialog):
    """Asks about one document or several at once. Closing it is Cancel; it answers exactly once."""

    answered = Signal(UnsavedAnswer)

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        is_one = len(names) == 1
        super().__init__("Save your changes?" if is_one else f"Save changes to {len(names)} pictures?", 420, parent)
        self._answer = UnsavedAnswer.CANCEL
        add_names(self.body, names)
        self.body.addWidget(note("What is not saved is lost when it closes."))
        discard = push_button("Don’t save", "Close, and lose the changes")
        cancel = push_button("Cancel", "Go back to the picture (Esc)")
        save = push_button("Save" if is_one else "Save all", "Save, then close", "primary")
        discard.clicked.connect(lambda: self._finish(UnsavedAnswer.DISCARD))
        cancel.clicked.connect(self.reject)
        save.clicked.connect(lambda: self._finish(UnsavedAnswer.SAVE))
        self.add_buttons([cancel, save], aside=discard)

    def withdraw(self) -> None:
        """Nothing of it is unsaved any more."""
        self._finish(UnsavedAnswer.SAVE)

    def done(self, result: int) -> None:
        super().done(result)
        self.answered.emit(self._answer)

    def _finish(self, answer: UnsavedAnswer) -> None:
        self._answer = answer
        self.accept()


def add_names(body: QVBoxLayout, names: Sequence[str]) -> None:
    """The first ones, and how many more there are."""
    for name in names[:_NAMES_SHOWN]:
        body.addWidget(ElidedLabel(name))
    if len(names) > _NAMES_SHOWN:
        body.addWidget(note(f"and {len(names) - _NAMES_SHOWN} more"))
