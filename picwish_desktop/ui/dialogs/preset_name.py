"""Keeps what is chosen at the counter under a name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from picwish_desktop.idphoto.preset import MOST_NAME, Preset
from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.field_box import FieldBox, SwitchRow
from picwish_desktop.ui.widgets.labels import note, section
from picwish_desktop.ui.widgets.setting_fields import mark
from picwish_desktop.ui.widgets.verdict import Tone, Verdict


class PresetNameDialog(Dialog):
    """Show it with `open()`. It keeps nothing itself."""

    named = Signal(str, bool)
    """The name, and whether the preset is locked."""

    def __init__(self, presets: Sequence[Preset], parent: QWidget | None = None) -> None:
        """`presets`: those that are kept."""
        super().__init__("Keep as a preset", 400, parent)
        self._presets = tuple(presets)
        self._name = QLineEdit()
        self._name.setMaxLength(MOST_NAME)
        self._name.setAccessibleName("Name")
        self._name.setToolTip(f"What the list of presets says, up to {MOST_NAME} characters")
        self._name.setPlaceholderText("Such as “Visa, eight on a sheet”")
        self._lock = SwitchRow("Lock it", "It can neither be changed nor removed before it is unlocked")
        self._said = Verdict()
        cancel = push_button("Cancel", "Keep nothing (Esc)")
        self._save = push_button("Save", "Put it in the list of presets (Enter)", "primary")
        self.body.addWidget(
            note(
                "A preset keeps the document, the background colour, paper and copies, file format and "
                "who makes the photo. No photo and no customer is kept in it."
            )
        )
        self.body.addSpacing(4)
        self.body.addWidget(section("Name"))
        self.body.addWidget(self._name)
        self.body.addWidget(self._said)
        self.body.addSpacing(4)
        self.body.addWidget(FieldBox(self._lock))
        self._name.textEdited.connect(lambda _text: self._tell(is_final=False))
        cancel.clicked.connect(self.reject)
        self._save.clicked.connect(self._finish)
        self.add_buttons([cancel, self._save])
        self._tell(is_final=False)
        self._name.setFocus()

    def _typed(self) -> str:
        return " ".join(self._name.text().split())

    def _before(self) -> Preset | None:
        """The preset of that name; a person would not tell apart two that differ in nothing but case."""
        typed = self._typed().casefold()
        return next((preset for preset in self._presets if " ".join(preset.name.split()).casefold() == typed), None)

    def _tell(self, *, is_final: bool) -> bool:
        """Say what is wrong with the name, or what saving does to another preset; whether it can be saved."""
        before = self._before()
        problem = ""
        if not self._typed():
            problem = "The preset has no name. Type one." if is_final else ""
        elif before is not None and before.is_locked:
            problem = f"“{before.name}” is locked. Unlock it first, or take another name."
        mark(self._name, problem)
        if problem or before is None or before.is_locked:
            self._said.say(problem, Tone.WARN)
        else:
            self._said.say(f"This takes the place of the preset “{before.name}”.")
        self._save.setText("Replace" if before is not None and not before.is_locked else "Save")
        self._save.setAccessibleName(self._save.text())
        self.fit()
        return not problem

    def _finish(self) -> None:
        if self._tell(is_final=True):
            self.named.emit(self._typed(), self._lock.is_on())
            self.accept()
        else:
            self._name.setFocus()
